"""Sentences with their offsets, by sentencex (Wikimedia's segmenter for some 300 languages)."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import accumulate, pairwise, zip_longest

from langchain_text_splitters import RecursiveCharacterTextSplitter
from sentencex import segment

from corpus.documents import Region

# A sentence longer than this (characters) is cut at a pause or a space, so that it
# still fits in one passage with room for the encoder's 512 tokens.
LONGEST_SENTENCE = 900

# The segmenter breaks down where a capital alone, a space that isn't ASCII's and a full stop follow
# each other, so it is shown plain spaces and line ends for those; offsets stay.
_PLAIN = str.maketrans(
    dict.fromkeys("\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " ")
    | dict.fromkeys("\x85\u2028\u2029", "\n")
)
# The parenthesis before an item's label, "(12) The board meets", in which the segmenter ends no
# sentence: it is shown a space for it.
_LABEL = re.compile(r"(\s*)\((?=(?:\d{1,3}|[A-Za-z]|[ivx]{2,5})\)\s)")
_LABEL_WORDS = 8  # a run-in heading in strong type has at most
# Run-in headings that are set in no other type, which say nothing alone.
_RUN_IN = re.compile(
    r"\s*(?:(?:Background|Introduction|Context|Objectives?|Aims?|Methods?|Materials and methods"
    r"|Design|Study design|Setting|Participants|Patients|Interventions?|Outcomes?|Main outcomes?"
    r"|Measures|Procedure|Statistics|Statistical analysis|Results?|Findings|Main results"
    r"|Conclusions?|Interpretation|Discussion|Limitations|Funding|Funding and interests"
    r"|(?:Conflicts? of|Competing|Declaration of) interests?"
    r"|(?:Recommendation|Finding|Lesson|Step|Option|Principle|Question|Objective) \d{1,2})"
    r"[.:]\s*)\Z",
    re.I,
)
# A list number alone ("2."), which the segmenter sets apart from what it numbers.
_LIST_NUMBER = re.compile(r"\s*(?:\(?\d{1,3}[.)]\s*)+\Z")
# Full stops that end no sentence though the segmenter thinks so: how a piece ends, and how the next
# begins. Months that are English words too are taken only behind "on" and the like, or before a
# year: "The score rose to 26. May was warm."
_OWN_MONTHS = (
    "Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember"
    "|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    "|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada"
    "|grudnia"
)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_ON = "on|by|since|until|from|am|vom|zum|bis|ab|seit|den|dem|der"
# Titles, which stand before names.
_TITLES = (
    "Adm|Ald|Amb|Asst|Atty|Bp|Br|Brig|Capt|Cdr|Cllrs?|Cmdr|Col|Cpl|Dep|Drs?|Ft|Gen|Gov|Hon|Lt|Maj"
    "|Messrs|Mmes|Mlles|Mrs?|Ms|Mx|Pres|Profs?|Pte|Rep|Ret|Rev|Secy|Sen|Sgt|Sqn|Ste|Ven"
)
# What is counted, and what is said of a number.
_NUMBERED = (
    r"approx|arts?|avg|chs?|eqs?|est|excl|figs|fn|incl|iss|max|paras?|(?<!\d\s)pts?|refs?|regs"
    r"|resp|(?<!\d\s)secs|ser|suppl|vols?"
)
_GOES_ON = tuple(
    (re.compile(rf"{end}\.\s+\Z"), re.compile(start))
    for end, start in (
        (rf"\b(?:{_TITLES})", r"[^\W\d_]"),
        (rf"(?i:\b(?:{_NUMBERED}))", r"\d"),
        (r"\b(?:[Vv]ols?|[Cc]hs?|Eqs?|Figs|Pts?|Secs)", r"[IVXLC]+\b"),
        (r"\b(?i:approx|avg|est|excl|incl|max|resp|transl?)", r"[a-zà-ÿ]"),
        # In a citation: "Salt, ed. J. Adams, 2nd ed. 2019", "(see App. B)"; "an app." ends one.
        (r"[,;(]\s?(?:[Ee]ds?|[Tt]ransl?)", r"[A-ZÀ-Þ]|by\b"),
        (r"\d(?:st|nd|rd|th)\s(?:rev\.\s)?ed", r"\d"),
        (
            r"(?:\A|[,;(]\s?|\b(?:[Ss]ee|[Ii]n|and|at|cf\.|from|of|to)\s)(?:Appx?|Ex|Tab)",
            r"\d|[A-Z]\b",
        ),
        (r"\d\s?(?i:mln|bn|tn|mio|mrd|mld)", r"[a-zà-ÿ]"),
        (r"\d\s?[ap]\.m", r"[A-Z]\w+ time\b"),
        (r"\b(?:et al|vs)", r"[\[,;)a-zà-ÿ]"),
        (r"\b\d{1,2}", rf"(?:{_OWN_MONTHS})\b|(?:{MONTHS})\s\d{{4}}\b"),
        (rf"\b(?i:{_ON})\s\d{{1,2}}", rf"(?:{MONTHS})\b"),
    )
)
# "Holmgren et al. [4], possibly", "light vs. [4] dark": what goes on behind a marker there.
_BEHIND_MARKER = (
    re.compile(r"\b(?:et al|vs)\.\s?[\[(][\d\s,;–-]{1,15}[\])]\s*\Z"),
    re.compile(r"\s*[,;:)a-zà-ÿ]"),
)
_LONGEST_END = 30  # characters of "on 26. " and the like
# The end of a link in parentheses closes a citation as a full stop would.
_AFTER_LINK = re.compile(r"(?<=\))\s+(?=[A-Z])")
_LINK_BEFORE = re.compile(r"https?://\S+\)\Z")

_cut_long = partial(
    RecursiveCharacterTextSplitter,
    chunk_size=LONGEST_SENTENCE,
    chunk_overlap=0,
    keep_separator="end",
    strip_whitespace=False,
    separators=["; ", ": ", ", ", " ", ""],
)()


def sentences_in(text: str, start: int, end: int, language: str = "en") -> tuple[Region, ...]:
    """The sentences of text[start:end] in order, without the white space around them.

    Offsets count in `text`. Pieces are never looked up again: each begins where the one
    before it ended. Raises RuntimeError if the segmenter loses a character.
    """
    pieces = list(_pieces(text[start:end], language))
    edges = list(accumulate((len(piece) for piece in pieces), initial=start))
    if edges[-1] != end:
        raise RuntimeError(
            f"the segmenter returned {edges[-1] - start} of {end - start} characters"
        )
    return tuple(region for a, b in pairwise(edges) if (region := stripped(text, a, b)))


def behind_label(text: str, sentences: Sequence[Region], label: int) -> tuple[Region, ...]:
    """The sentences with a label that opens the first, as far as `label`, in one with what
    follows it: "Fix the pipes first. Half of the loans should go to them." """
    within = [one for one in sentences if one.end <= label]
    if not within or len(within) == len(sentences):
        return tuple(sentences)
    first, following = within[0].start, sentences[len(within)]
    words = text[first : within[-1].end]
    if not words.endswith((".", ":")) or len(words.split()) > _LABEL_WORDS:
        return tuple(sentences)
    if following.end - first > LONGEST_SENTENCE:
        return tuple(sentences)
    return (Region(first, following.end), *sentences[len(within) + 1 :])


def stripped(text: str, start: int, end: int) -> Region | None:
    """[start, end) without white space at its ends; None if no letter or digit is in it."""
    piece = text[start:end]
    if not any(character.isalnum() for character in piece):
        return None
    left = len(piece) - len(piece.lstrip())
    return Region(start + left, start + len(piece.rstrip()))


def _pieces(text: str, language: str) -> Iterator[str]:
    pieces = list(_segmented(text, language))
    held = ""
    for piece, following in zip_longest(pieces, pieces[1:], fillvalue=""):
        held += piece
        if following and (_opens(held) or goes_on(held, following)):
            continue
        for part in _split_after_links(held):
            yield from _cut_long.split_text(part) if len(part) > LONGEST_SENTENCE else [part]
        held = ""


def _opens(piece: str) -> bool:
    return bool(_LIST_NUMBER.match(piece) or _RUN_IN.match(piece))


def goes_on(piece: str, following: str) -> bool:
    """Whether the full stop between the two, or before the marker that ends the first, is an
    abbreviation's or an ordinal number's."""
    tail = piece[-_LONGEST_END:]
    both = (*_GOES_ON, _BEHIND_MARKER)
    return any(end.search(tail) and start.match(following) for end, start in both)


def _segmented(text: str, language: str) -> Iterator[str]:
    at = 0
    for piece in segment(language, text.translate(_PLAIN)):
        own = text[at : at + len(piece)]
        at += len(piece)
        yield from _behind_label(own, language)


def _behind_label(text: str, language: str) -> Iterator[str]:
    """The pieces of one that an item's label in parentheses opens."""
    label = _LABEL.match(text)
    if label is None:
        yield text
        return
    shown = text.translate(_PLAIN)
    first, *further = segment(language, f"{label[1]} {shown[label.end() :]}")
    yield text[: len(first)]
    at = len(first)
    for piece in further:
        yield from _behind_label(text[at : at + len(piece)], language)
        at += len(piece)


def _split_after_links(piece: str) -> list[str]:
    ends = [m.end() for m in _AFTER_LINK.finditer(piece) if _LINK_BEFORE.search(piece[: m.start()])]
    return [piece[a:b] for a, b in pairwise([0, *ends, len(piece)]) if a < b]
