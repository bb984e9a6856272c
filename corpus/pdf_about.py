"""What a PDF states of its text: its information dictionary, catalogue and XMP packet."""

import re
from typing import Any

from lxml import etree
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from corpus.draft import About

_DC = "{http://purl.org/dc/elements/1.1/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PRISM = "{http://prismstandard.org/namespaces/basic/2.0/}publicationDate"
# Titles that a program made up from a file's name.
_NO_TITLE = re.compile(r"(?:microsoft \w+ - |untitled|.*\.(?:docx?|pdf|indd|tex|odt|rtf)\Z)", re.I)
# XMP packets are a few thousand bytes long.
_LONGEST_PACKET = 1_000_000


def read_about(pdf: Any) -> About:
    """Title, author, publisher, date and language as the file states them. The dates at which
    the file was made or changed say nothing of its text and aren't taken."""
    catalog = pdf.doc.catalog
    xmp = _xmp(catalog)
    title = xmp.get("title") or _shown(pdf.metadata.get("Title"))
    return About(
        "" if _NO_TITLE.match(title) else title,
        xmp.get("creator") or _shown(pdf.metadata.get("Author")),
        xmp.get("publisher", ""),
        xmp.get("date", ""),
        _shown(resolve1(catalog.get("Lang"))) or xmp.get("language", ""),
    )


def _shown(value: object) -> str:
    text = decode_text(value) if isinstance(value, bytes) else value
    return " ".join(text.replace("\0", "").split()) if isinstance(text, str) else ""


def _xmp(catalog: Any) -> dict[str, str]:
    stream = resolve1(catalog.get("Metadata"))
    if not hasattr(stream, "get_data"):
        return {}
    raw = stream.get_data()[:_LONGEST_PACKET]
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(raw, parser) if raw.strip() else None
    if root is None:
        return {}
    told = {name: _values(root, _DC + name)
            for name in ("title", "creator", "publisher", "date", "language")}  # fmt: skip
    published = _values(root, _PRISM)
    return told | ({"date": published} if published else {})


def _values(root: Any, name: str) -> str:
    element = next(root.iter(name), None)
    if element is None:
        return ""
    listed = [_shown(one.text or "") for one in element.iter(f"{_RDF}li")]
    return "; ".join(filter(None, listed or [_shown(element.text or "")]))
