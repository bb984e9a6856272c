"""Answers and documents as HTML: pure functions; everything from outside stays characters."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from assistant.answers import Abstention, Answer, Footnote, Quote, Unanswered
from corpus.documents import Block, Document, Reference, Region

# What HTML has no way to say: NUL and halves of surrogate pairs.
_UNSAYABLE = re.compile("[\0\ud800-\udfff]")
_WEB = re.compile(r"https?://", re.I)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, and its answer or the problem that prevented one; neither: still to come."""

    question: str
    answer: Answer | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Wrap:
    """An element around the characters of `region`."""

    region: Region
    opening: str
    closing: str


def escaped(text: str) -> str:
    """The text as its own characters, for an element or a quoted attribute."""
    return _UNSAYABLE.sub("\ufffd", escape(text)).replace("\r", "&#13;")


def inline(text: str, region: Region, *layers: Sequence[Wrap]) -> str:
    """The characters of text[start:end] with the layers' elements around the parts of it that
    they name, the first layer outermost. The characters themselves are all there, in order."""
    if not layers:
        return escaped(text[region.start : region.end])
    within, at = layers[1:], region.start
    pieces = []
    for wrap in layers[0]:
        start, end = max(at, wrap.region.start), min(region.end, wrap.region.end)
        if start < end:
            inside = inline(text, Region(start, end), *within)
            before = inline(text, Region(at, start), *within)
            pieces += [before, wrap.opening, inside, wrap.closing]
            at = end
    return "".join([*pieces, inline(text, Region(at, region.end), *within)])


def conversation_html(turns: Sequence[Turn], title: str) -> str:
    """The conversation, oldest turn first; an invitation to ask where there is none yet."""
    told = "".join(_turn(turn, number) for number, turn in enumerate(turns, 1))
    told = told or _invitation(title)
    return f'<div class="fn-talk" role="log" aria-label="Conversation">{told}</div>'


def answer_html(answer: Answer) -> str:
    """The answer: quotes with their footnotes under them, or an abstention."""
    told = _abstention(answer.abstention) if answer.abstention else _quoted(answer)
    seconds = answer.elapsed_ms / 1000
    quiet = f"Score {answer.score:.2f} of 1 · {seconds:.2f} s"
    return f'{told}<p class="fn-quiet">{quiet}</p>'


def problem_html(message: str) -> str:
    """A message that nothing could be done, and why."""
    return f'<div class="fn-problem" role="alert" dir="auto">{escaped(message)}</div>'


def _invitation(title: str) -> str:
    return (
        '<div class="fn-invitation"><p>Ask a question. The answer is the documents’ own words, '
        "each quote with a footnote that opens its place in the source, or a plain statement "
        "that they don’t say.</p>"
        f'<p class="fn-quiet">Indexed: <bdi>{escaped(title)}</bdi></p></div>'
    )


def _turn(turn: Turn, number: int) -> str:
    told = '<p class="fn-quiet fn-wait">Looking it up …</p>'
    if turn.answer:
        told = answer_html(turn.answer)
    elif turn.problem:
        told = problem_html(turn.problem)
    question = f'<h2 class="fn-question" dir="auto">{escaped(turn.question)}</h2>'
    return f'<article class="fn-turn" id="turn-{number}">{question}{told}</article>'


def _quoted(answer: Answer) -> str:
    quotes = "".join(_quote(note.quote, note.number) for note in answer.footnotes)
    told: _Told = {}
    notes = "".join(_footnote(note, told) for note in answer.footnotes)
    left = "".join(_unanswered(part) for part in answer.unanswered)
    return f'{quotes}<ol class="fn-notes" aria-label="Footnotes">{notes}</ol>{left}'


def _quote(quote: Quote, number: int) -> str:
    marker = _source_link(quote, f"[{number}]", f"Footnote {number}: show in the source")
    words = _words(quote)
    return (
        f'<blockquote class="fn-quote" dir="auto">“{words}”<sup class="fn-marker">{marker}</sup>'
        "</blockquote>"
    )


def _words(quote: Quote) -> str:
    marks = _wraps(quote.highlights, "<mark>", "</mark>")
    text = inline(quote.document.text, Region(quote.start, quote.end), marks)
    return f'<span class="fn-words">{text}</span>'


def _wraps(regions: Iterable[Region], opening: str, closing: str) -> list[Wrap]:
    ordered = sorted(regions, key=lambda region: (region.start, region.end))
    return [Wrap(region, opening, closing) for region in ordered]


def _source_link(quote: Quote, words: str, label: str) -> str:
    """A link to the quote's place: its address opens the source there, a click shows it."""
    told = {"doc": quote.document.id, "start": quote.start, "end": quote.end}
    address = urlencode(told, errors="replace")
    place = told | {"highlights": [[part.start, part.end] for part in quote.highlights]}
    return (
        f'<a class="fn-place" href="?{address}" data-place="{escaped(json.dumps(place))}" '
        f'aria-label="{escaped(label)}">{escaped(words)}</a>'
    )


# Under which footnote a document's reference has been shown in full.
_Told = dict[tuple[str, int], int]


def _footnote(note: Footnote, told: _Told) -> str:
    document = note.quote.document
    block = document.block_at(note.quote.start)
    lead = "The whole note" if block and block.note is not None else "The document cites"
    cited = "".join(_citation(lead, note, reference, told) for reference in note.references)
    if note.next_reference:
        number = note.next_reference.number
        lead = f"No note stands at these words; the paragraph next cites note {number}"
        cited += _citation(lead, note, note.next_reference, told)
    label = f"Footnote {note.number}: show in the source"
    link = _source_link(note.quote, str(note.number), label)
    cited = f'<ul class="fn-cited">{cited}</ul>' if cited else ""
    place = f'<span class="fn-number">{link}</span>{_locator(note)}'
    return f'<li value="{note.number}">{place}{cited}</li>'


def _locator(note: Footnote) -> str:
    """Document, section, paragraph and page, as far as there are such."""
    block = note.quote.document.block_at(note.quote.start)
    places = [f"<cite>{escaped(note.quote.document.title)}</cite>"]
    if note.section:
        places.append(f"<bdi>{escaped(note.section)}</bdi>")
    if note.paragraph is not None:
        places.append(f"paragraph {note.paragraph}")
    elif block and block.note is not None:
        places.append(f"note {block.note}")
    elif block and block.kind != "body":
        places.append(block.kind)
    if note.page is not None:
        places.append(f"page {note.page}")
    return f'<span class="fn-where" dir="auto">{", ".join(places)}</span>'


def _citation(lead: str, note: Footnote, reference: Reference, told: _Told) -> str:
    """The reference in full, or where it stands already."""
    document = note.quote.document
    first = told.setdefault((document.id, reference.number), note.number)
    text = _reference_text(document, reference)
    text = text if first == note.number else f"as under footnote {first}"
    return (
        f'<li><span class="fn-lead">{escaped(lead)}:</span> <span class="fn-reference" dir="auto">'
        f"{reference.number}. {text}</span></li>"
    )


def _reference_text(document: Document, reference: Reference, *layers: Sequence[Wrap]) -> str:
    """The note's own words, its address a link; one that is cut short stays text and says so."""
    text = inline(document.text, reference, *layers, _address(document, reference))
    cut = ' <span class="fn-cut">(the address is cut short in the document)</span>'
    return f"{text}{cut}" if reference.url and reference.url_cut else text


def _address(document: Document, reference: Reference) -> list[Wrap]:
    """The link around the note's address; none around an address that can't be followed."""
    url = reference.url or ""
    at = document.slice(reference).find(url)
    target = url if _WEB.match(url) else f"https://{url}"
    if not url or reference.url_cut or at < 0 or not (_WEB.match(url) or url.startswith("www.")):
        return []
    region = Region(reference.start + at, reference.start + at + len(url))
    opening = f'<a href="{escaped(target)}" target="_blank" rel="noopener noreferrer">'
    return [Wrap(region, opening, "</a>")]


def _unanswered(part: Unanswered) -> str:
    near = _nearest(part.nearest)
    return (
        '<section class="fn-left"><p>Not answered: '
        f'<span class="fn-part" dir="auto">{escaped(part.part)}</span></p>{near}</section>'
    )


def _abstention(abstention: Abstention) -> str:
    missing = [name for name in abstention.missing if name not in abstention.message]
    named = f'<p dir="auto">Missing: {escaped(", ".join(missing))}</p>' if missing else ""
    near = _nearest(abstention.nearest, abstention.reason == "contradicted")
    return (
        f'<section class="fn-abstention fn-{abstention.reason}"><h3>No answer</h3>'
        f'<p dir="auto">{escaped(abstention.message)}</p>{named}{near}</section>'
    )


def _nearest(quotes: Sequence[Quote], contradicted: bool = False) -> str:
    if not quotes:
        return ""
    lead = "Nearest passages, not answers"
    lead += "; the first contradicts the question" if contradicted else ""
    listed = "".join(f'<li dir="auto">{_words(quote)} {_show(quote)}</li>' for quote in quotes)
    return f'<div class="fn-nearest"><h4>{lead}</h4><ul>{listed}</ul></div>'


def _show(quote: Quote) -> str:
    return _source_link(quote, "Show in the source", "Show this passage in the source")


def documents_html(documents: Sequence[Document], current: Document) -> str:
    """Links to the documents, the current one marked; nothing where there is only one."""
    if len(documents) < 2:
        return ""
    links = "".join(f"<li>{_document_link(one, one is current)}</li>" for one in documents)
    return f'<nav class="fn-documents" aria-label="Documents"><ul>{links}</ul></nav>'


def _document_link(document: Document, current: bool) -> str:
    place = {"doc": document.id}
    here = ' aria-current="page"' if current else ""
    return (
        f'<a class="fn-place" href="?{urlencode(place, errors="replace")}"{here} '
        f'data-place="{escaped(json.dumps(place))}" dir="auto">{escaped(document.title)}</a>'
    )


def source_html(document: Document, shown: Quote | None = None) -> str:
    """The whole document, set for reading: headings, numbered paragraphs, captions, notes with
    ids at the end. `shown` is in <mark>, exactly [start, end), and its highlights in <strong>."""
    quoted = _wraps([Region(shown.start, shown.end)], "<mark>", "</mark>") if shown else []
    strong = _wraps(shown.highlights, "<strong>", "</strong>") if shown else []
    layers = (quoted, strong)
    parts = [(region.start, _heading(document, region, layers)) for region in _headings(document)]
    blocks = [block for block in document.layout.blocks if block.kind != "note"]
    parts += [(block.start, _block(document, block, layers)) for block in blocks]
    body = "".join(part for _, part in sorted(parts))
    notes = "".join(_note(document, note, layers) for note in document.layout.references)
    about = ", ".join(part for part in (document.publisher, document.date) if part)
    return (
        f'<article class="fn-source"><header><h2 dir="auto">{escaped(document.title)}</h2>'
        f'<p class="fn-quiet" dir="auto">{escaped(about)}</p></header>{body}'
        f'<ol class="fn-references">{notes}</ol></article>'
    )


_Layers = tuple[Sequence[Wrap], ...]


def _headings(document: Document) -> list[Region]:
    """Where each section's heading stands: the end of the section's first line."""
    regions = []
    for section in document.layout.sections:
        line = re.split(r"[\r\n]", document.slice(section), maxsplit=1)[0].rstrip()
        end = section.start + len(line)
        regions.append(Region(end - len(section.heading), end))
    return regions


def _heading(document: Document, region: Region, layers: _Layers) -> str:
    return f'<h3 dir="auto">{inline(document.text, region, *layers)}</h3>'


def _block(document: Document, block: Block, layers: _Layers) -> str:
    text = inline(document.text, block, *layers, _markers(document, block))
    if block.paragraph is None:
        return f'<p class="fn-{block.kind}" dir="auto">{text}</p>'
    return (
        f'<div class="fn-paragraph" id="paragraph-{block.paragraph}" '
        f'data-number="{block.paragraph}"><p dir="auto">{text}</p></div>'
    )


def _markers(document: Document, block: Block) -> list[Wrap]:
    """Links from the block's reference markers to their notes."""
    return [
        Wrap(
            Region(marker.start, marker.end),
            f'<a class="fn-jump" id="marker-{marker.start}" href="#note-{marker.numbers[0]}">',
            "</a>",
        )
        for marker in document.layout.markers
        if block.start <= marker.start < block.end
    ]


def _note(document: Document, note: Reference, layers: _Layers) -> str:
    text = _reference_text(document, note, *layers)
    back = "".join(_back(document, marker.start) for marker in document.layout.markers
                   if note.number in marker.numbers)  # fmt: skip
    return f'<li id="note-{note.number}" value="{note.number}" dir="auto">{text}{back}</li>'


def _back(document: Document, at: int) -> str:
    block = document.block_at(at)
    place = f"paragraph {block.paragraph}" if block and block.paragraph else "the text"
    return f' <a class="fn-jump fn-back" href="#marker-{at}">↩ {place}</a>'
