"""Plain text files."""

from pathlib import Path

from corpus.documents import Document
from corpus.errors import UserError
from corpus.layout import read_layout, title_of
from corpus.text_tables import table_rows


def read_text(path: Path, name: str) -> Document:
    """The file as a Document whose text is the file decoded as UTF-8 and nothing else:
    line ends, a byte order mark and combining marks stay as they are. Its title is the one that
    opens the text, else its name.

    Raises UserError for a file that isn't UTF-8 or holds nothing to read.
    """
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UserError(
            f"not UTF-8 text (byte {raw[error.start]:#04x} at offset {error.start})",
            "save the file as UTF-8",
            where=f"{path}, line {line}",
        ) from error
    if not any(character.isalnum() for character in text):
        raise UserError("the file holds no words", "remove it or fill it", where=str(path))
    rows = table_rows(text)
    return Document(
        name, title_of(text, rows) or name, text, read_layout(text, rows), source=str(path)
    )
