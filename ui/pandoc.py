"""A text as pandoc's own syntax tree, and what pandoc and Typst make of it.

Words go in as strings of the tree, so nothing in them is ever markup. pandoc is a program of
its own (GPL), run beside this one.
"""

import io
import json
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import UserError

Node = dict[str, Any]

_API = [1, 23, 1]  # pandoc-types, as pandoc 3 reads and writes it
_REMEDY = "run: pip install pypandoc-binary typst"
_CSS = """
html { background: #fff; color: #1a1a1a; }
body { max-width: 42em; margin: 2em auto; padding: 0 1em; font-family: Georgia, serif;
  line-height: 1.5; overflow-wrap: anywhere; }
h1, h2 { font-size: 1.25em; line-height: 1.3; margin: 1.6em 0 0.6em; }
h2 { font-size: 1.1em; }
h1.title { font-size: 1.8em; }
blockquote { margin: 0.8em 0; padding-left: 1em; border-left: 3px solid #888; }
section.footnotes { font-size: 0.9em; }
@media (prefers-color-scheme: dark) { html { background: #161616; color: #eee; }
  a { color: #9cf; } }
"""


# A4 with margins of an inch, in twentieths of a point. pandoc's own restarts the footnotes'
# numbers at each section, which LibreOffice takes to be each heading.
_SECTION = (
    b'<w:sectPr><w:footnotePr><w:numRestart w:val="continuous"/></w:footnotePr>'
    b'<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" '
    b'w:left="1440" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>'
)


def words(text: str) -> list[Node]:
    """The text as it stands, its line ends kept as breaks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    nodes: list[Node] = [{"t": "Str", "c": lines[0]}]
    for line in lines[1:]:
        nodes += [{"t": "LineBreak"}, {"t": "Str", "c": line}]
    return nodes


def para(*inlines: Node) -> Node:
    """A paragraph."""
    return {"t": "Para", "c": list(inlines)}


def header(level: int, text: str) -> Node:
    """A heading of that level, from 1."""
    return {"t": "Header", "c": [level, ["", [], []], words(" ".join(text.split()))]}


def bullets(items: Sequence[Sequence[Node]]) -> Node:
    """A list without numbers, an item a list of inlines."""
    return {"t": "BulletList", "c": [[{"t": "Plain", "c": list(item)}] for item in items]}


def quotation(text: str, note: Sequence[Node]) -> Node:
    """The words between quotation marks, set off, with a footnote at their end."""
    mark = {"t": "Note", "c": [para(*note)]}
    return {"t": "BlockQuote", "c": [para(*words(f"“{text}”"), mark)]}


def emphasis(text: str) -> Node:
    """The words in italics."""
    return {"t": "Emph", "c": words(text)}


def new_page() -> list[Node]:
    """A page break in the formats that have pages."""
    word = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    return [
        {"t": "RawBlock", "c": ["openxml", word]},
        {"t": "RawBlock", "c": ["typst", "#pagebreak(weak: true)"]},
    ]


def meta_of(value: object) -> Node:
    """Metadata as pandoc wants it: strings, lists and maps of them."""
    if isinstance(value, dict):
        return {"t": "MetaMap", "c": {key: meta_of(one) for key, one in value.items()}}
    if isinstance(value, list):
        return {"t": "MetaList", "c": [meta_of(one) for one in value]}
    return {"t": "MetaInlines", "c": words(str(value))}


def document(meta: dict[str, object], blocks: Sequence[Node]) -> Node:
    """A whole document."""
    told = {key: meta_of(value) for key, value in meta.items()}
    return {"pandoc-api-version": _API, "meta": told, "blocks": list(blocks)}


def plain_text(node: object) -> str:
    """The words in a part of the tree, as a reader sees them."""
    if isinstance(node, list):
        return "".join(plain_text(one) for one in node)
    if not isinstance(node, dict):
        return ""
    kind, told = node["t"], node.get("c", "")
    if kind in ("Str", "Code"):
        return str(told if kind == "Str" else told[1])
    if kind == "Quoted":
        left, right = ("‘", "’") if told[0]["t"] == "SingleQuote" else ("“", "”")
        return f"{left}{plain_text(told[1])}{right}"
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " " if kind != "LineBreak" else "\n"
    inner = told[1] if kind in ("Span", "Link", "Cite", "Div") else told
    return "" if kind in ("Note", "RawInline", "RawBlock") else plain_text(inner)


def notes_of(node: object) -> list[Node]:
    """The footnotes in a part of the tree, in order."""
    if isinstance(node, list):
        return [note for one in node for note in notes_of(one)]
    if not isinstance(node, dict):
        return []
    return [node] if node.get("t") == "Note" else notes_of(list(node.values()))


def with_citations(tree: Node, style: Path) -> Node:
    """The tree with its citations and its list of sources written out in a CSL style."""
    arguments = ("-t", "json", "--citeproc", "--csl", str(style))
    found = json.loads(_run(tree, *arguments))
    for name in ("references", "csl", "citation-style"):
        found["meta"].pop(name, None)
    unlinked: Node = _mapped(found, "Cite", lambda cite: _span(cite["c"][1]))
    return unlinked


def to_html(tree: Node) -> bytes:
    """One file that holds all it needs."""
    style = {"t": "RawBlock", "c": ["html", f"<style>{_CSS}</style>"]}
    meta = tree["meta"] | {
        "header-includes": {"t": "MetaBlocks", "c": [style]},
        "document-css": {"t": "MetaBool", "c": False},
    }
    return _run(tree | {"meta": meta}, "-t", "html5", "-s", "--wrap=none")


def to_docx(tree: Node) -> bytes:
    """A Word file."""
    made = zipfile.ZipFile(io.BytesIO(_run(tree, "-t", "docx", "-o", "-")))
    told = io.BytesIO()
    with made, zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in made.namelist():
            part = made.read(name)
            if name == "word/document.xml":
                body, _, _ = part.rpartition(b"<w:sectPr>")
                part = body + _SECTION + b"</w:body></w:document>"
            kept.writestr(name, part)
    return told.getvalue()


def to_pdf(tree: Node) -> bytes:
    """A PDF, by Typst. Words go to Typst as strings: as its markup, "--" would be a dash."""
    try:
        import typst
    except ImportError as error:
        raise UserError("a PDF needs typst, which isn't installed", _REMEDY) from error
    meta = tree["meta"] | {"title": _mapped(tree["meta"]["title"], "Str", _typst_string)}
    blocks = [_AS_IS, *_mapped(tree["blocks"], "Str", _typst_string)]
    exact = tree | {"meta": meta, "blocks": blocks}
    markup = _run(exact, "-t", "typst-smart", "-s", "--wrap=none", "--variable", "papersize=a4")
    try:
        return bytes(typst.compile(markup))
    except RuntimeError as error:
        told = " ".join(str(error).split())[:120]
        raise UserError(f"Typst failed ({told})", "choose .docx or .html", exit_code=1) from error


# A quotation is set without hyphens of the printer's own.
_AS_IS = {"t": "RawBlock", "c": ["typst", "#set par(justify: false)\n#set text(hyphenate: false)"]}


def _typst_string(node: Node) -> Node:
    safe = node["c"].replace("\\", "\\\\").replace('"', '\\"')
    safe = "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in safe)
    return {"t": "RawInline", "c": ["typst", f'#"{safe}";']}


def _span(inlines: list[Node]) -> Node:
    return {"t": "Span", "c": [["", [], []], inlines]}


def _mapped(node: Any, kind: str, change: Callable[[Node], Node]) -> Any:
    """The tree with every node of that kind replaced."""
    if isinstance(node, list):
        return [_mapped(one, kind, change) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("t") == kind:
        return change(node)
    return {key: _mapped(value, kind, change) for key, value in node.items()}


def pandoc_path() -> str | None:
    """Where the program is; None where it isn't installed, or only what calls it from Python."""
    try:
        import pypandoc

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        return None


def _run(tree: Node, *arguments: str) -> bytes:
    path = pandoc_path()
    if path is None:
        told = "this format and style need pandoc, which isn't installed"
        raise UserError(told, f"{_REMEDY}, or choose .md in the plain style")
    given = json.dumps(tree).encode()
    command = [path, "-f", "json", *arguments]
    ran = subprocess.run(command, input=given, capture_output=True, check=False)
    if ran.returncode:
        told = " ".join(ran.stderr.decode("utf-8", "replace").split())[:160]
        raise UserError(f"pandoc failed ({told})", "choose another format", exit_code=1)
    return ran.stdout
