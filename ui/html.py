"""Answers and documents as HTML: pure functions; everything from outside stays characters."""

from collections.abc import Sequence

from assistant.answers import Abstention, Answer, Backing, Footnote, Quote, Unanswered
from corpus.documents import Reference, Region
from ui.marks import escaped, inline, reference_text, wraps
from ui.places import place_link, quote_place
from ui.render import NOT_STATED, citation
from ui.turns import Turn


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


_EDIT = (
    '<button type="button" class="fn-edit" data-turn="{}" '
    'aria-label="Edit this question; later ones go">Edit</button>'
)


def _turn(turn: Turn, number: int) -> str:
    told = '<p class="fn-quiet fn-wait">Looking it up …</p>'
    if turn.answer:
        told = answer_html(turn.answer)
    elif turn.problem:
        told = problem_html(turn.problem)
    question = f'<h2 class="fn-question" dir="auto">{escaped(turn.question)}</h2>'
    edit = _EDIT.format(number - 1) if turn.answer or turn.problem else ""
    return f'<article class="fn-turn" id="turn-{number}">{question}{edit}{told}</article>'


def _quoted(answer: Answer) -> str:
    quotes = "".join(_quote(note) for note in answer.footnotes)
    told: _Told = {}
    notes = "".join(_footnote(note, told) for note in answer.footnotes)
    left = "".join(_unanswered(part) for part in answer.unanswered)
    return f'{quotes}<ol class="fn-notes" aria-label="Footnotes">{notes}</ol>{left}'


def _quote(note: Footnote) -> str:
    label = f"Footnote {note.number}: show in the source"
    number = escaped(str(note.number))
    marker = place_link(quote_place(note.quote), f"[{note.number}]", label)
    copied = escaped(f"“{note.quote.text}” ({citation(note)})")
    return (
        f'<blockquote class="fn-quote" dir="auto">“{_words(note.quote)}”'
        f'<sup class="fn-marker">{marker}</sup>'
        f'<button type="button" class="fn-copy" data-copy="{copied}" '
        f'aria-label="Copy quote {number} with its citation">Copy</button></blockquote>'
    )


def _words(quote: Quote) -> str:
    marks = wraps(quote.highlights, "<mark>", "</mark>")
    text = inline(quote.document.text, Region(quote.start, quote.end), marks)
    return f'<span class="fn-words">{text}</span>'


# Under which footnote a document's reference has been shown in full.
_Told = dict[tuple[str, int], int]


def _footnote(note: Footnote, told: _Told) -> str:
    document = note.quote.document
    block = document.block_at(note.quote.start)
    lead = "The whole note" if block and block.note is not None else "The document cites"
    cited = "".join(
        _citation(lead, note, reference, told) + _backing(note.backing(reference))
        for reference in note.references
    )
    if note.next_reference:
        number = note.next_reference.number
        lead = f"No note stands at these words; the next one cited is note {number}"
        cited += _citation(lead, note, note.next_reference, told)
    label = f"Footnote {note.number}: show in the source"
    link = place_link(quote_place(note.quote), str(note.number), label)
    cited = f'<ul class="fn-cited">{cited}</ul>' if cited else ""
    place = f'<span class="fn-number">{link}</span>{_locator(note)}'
    return f'<li value="{escaped(str(note.number))}">{place}{cited}</li>'


def _locator(note: Footnote) -> str:
    """Document, section, speaker, paragraph and page, as far as there are such."""
    block = note.quote.document.block_at(note.quote.start)
    places = [f"<cite>{escaped(note.quote.document.title)}</cite>"]
    if note.section:
        places.append(f"<bdi>{escaped(note.section)}</bdi>")
    if note.speaker:
        places.append(f"<bdi>{escaped(note.speaker)}</bdi>")
    if note.paragraph is not None:
        places.append(escaped(f"paragraph {note.paragraph}"))
    elif block and block.note is not None:
        places.append(escaped(f"note {block.note}"))
    elif block and block.kind != "body":
        places.append(block.kind)
    if note.page is not None:
        places.append(escaped(f"page {note.page}"))
    return f'<span class="fn-where" dir="auto">{", ".join(places)}</span>'


def _citation(lead: str, note: Footnote, reference: Reference, told: _Told) -> str:
    """The reference in full, or where it stands already."""
    document = note.quote.document
    first = told.setdefault((document.id, reference.number), note.number)
    text = reference_text(document, reference)
    text = text if first == note.number else f"as under footnote {first}"
    return (
        f'<li><span class="fn-lead">{escaped(lead)}:</span> <span class="fn-reference" dir="auto">'
        f"{escaped(str(reference.number))}. {text}</span></li>"
    )


def _backing(backing: Backing | None) -> str:
    """What the reference's source says, where it is in the collection."""
    if backing is None:
        return ""
    title = f"<cite>{escaped(backing.document.title)}</cite>"
    said = f", {NOT_STATED}"
    if backing.quote:
        said = f": “{_words(backing.quote)}” {_show(backing.quote)}"
    lead = escaped(f"Note {backing.reference}’s source")
    return (
        f'<li class="fn-backing"><span class="fn-lead">{lead}:</span> '
        f'<span dir="auto">{title}{said}</span></li>'
    )


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
        f'<section class="fn-abstention fn-{escaped(abstention.reason)}"><h3>No answer</h3>'
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
    return place_link(quote_place(quote), "Show in the source", "Show this passage in the source")
