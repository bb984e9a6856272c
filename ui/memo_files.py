"""A memo on disk: the document, its evidence beside it, and what a reader needs to check it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from corpus.documents import Document
from corpus.errors import UserError
from ui import verifier
from ui.cite_styles import style_file
from ui.evidence import evidence_of
from ui.files import STREAM, check_out, write_whole
from ui.memo import Memo, documents_shown, to_tree
from ui.memo_markdown import to_markdown
from ui.pandoc import Node, to_docx, to_html, to_pdf, with_citations

WRITERS: dict[str, Callable[[Node], bytes]] = {
    ".docx": to_docx,
    ".md": lambda tree: to_markdown(tree).encode("utf-8", "surrogatepass"),
    ".html": to_html,
    ".pdf": to_pdf,
}


def check_memo(out: str) -> None:
    """Raises UserError if no memo can be written there."""
    if out == STREAM:
        kinds = " or ".join(WRITERS)
        raise UserError("a memo can't go to stdout", f"name a file that ends in {kinds}")
    check_out(out, tuple(WRITERS))
    check_out(f"{out}.evidence.json", (".json",))


def write_memo(memo: Memo, out: Path, with_verifier: bool = False) -> None:
    """The memo as `out`, in the format of its ending, with its evidence beside it: memo.docx has
    memo.docx.evidence.json. The texts of sources that aren't .txt files go to the folder
    memo.sources; `with_verifier` puts all the texts there, and verifier.py beside it."""
    told, evidence = rendered(memo, out)
    documents = documents_shown(memo.entries)
    texts = [one for one in documents if with_verifier or not one.source.endswith(".txt")]
    try:
        _write_texts(texts, out.with_suffix(".sources"))
        if with_verifier:
            shutil.copyfile(verifier.__file__, out.with_name("verifier.py"))
    except OSError as error:
        told_why = f"what goes beside it can't be written ({error.strerror})"
        remedy = "make room or name another folder"
        raise UserError(told_why, remedy, where=str(out), exit_code=1) from error
    write_whole(f"{out}.evidence.json", evidence)
    write_whole(str(out), told)


def rendered(memo: Memo, out: Path) -> tuple[bytes, bytes]:
    """The memo in the format of the ending of `out`, and its evidence file."""
    tree = to_tree(memo)
    if memo.style != "plain":
        tree = with_citations(tree, style_file(memo.style))
    evidence = json.dumps(evidence_of(memo, tree, out.name), ensure_ascii=False, indent=1)
    told = WRITERS[out.suffix.lower()](tree)
    return told, evidence.encode("utf-8", "surrogatepass") + b"\n"


def _write_texts(documents: list[Document], folder: Path) -> None:
    for document in documents:
        folder.mkdir(exist_ok=True)
        path = folder / f"{document.id}.txt"
        path.write_bytes(document.text.encode("utf-8", "surrogatepass"))
