"""Bytes to text, by what the file says of itself."""

import codecs
import re
from pathlib import Path

from corpus.errors import UserError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Bytes in which a page has to declare its encoding (HTML standard, 4.2.5.4: 1024).
_DECLARED_WITHIN = 1024
_DECLARED = re.compile(
    rb"""(?:<meta[^>]*?charset|<\?xml[^>]*?encoding)\s*=\s*["']?([\w.:-]+)""", re.I
)
# What browsers read these labels as (Encoding standard, section 4.2).
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "iso8859-9": "cp1254"}


_HALF = re.compile("[\ud800-\udfff]")


def check_whole(*texts: str, where: str = "") -> None:
    """Raises UserError where a text holds half of a surrogate pair: what stands for a byte that
    isn't UTF-8 on a command line, and in JSON may be written as \\ud800."""
    if any(map(_HALF.search, texts)):
        told = "it holds a character that isn't UTF-8"
        raise UserError(told, "write it anew, as UTF-8", where=where)


def decoded(path: Path) -> str:
    """A UTF-8 file's text without a byte order mark; UTF-16 only with one.

    Raises UserError naming the line of the first byte that isn't UTF-8.
    """
    raw = path.read_bytes()
    mark, encoding = _marked(raw)
    return _strict(raw[len(mark) :], encoding or "utf-8", path)


def decoded_page(path: Path) -> str:
    """A web page's text: by its byte order mark, else by the encoding that it declares, else
    as UTF-8. Raises UserError where the bytes aren't what is declared."""
    raw = path.read_bytes()
    mark, encoding = _marked(raw)
    if not encoding:
        found = _DECLARED.search(raw[:_DECLARED_WITHIN])
        encoding = _known(found[1].decode("ascii")) if found else "utf-8"
    return _strict(raw[len(mark) :], encoding, path)


def _marked(raw: bytes) -> tuple[bytes, str]:
    return next(((mark, name) for mark, name in _MARKS if raw.startswith(mark)), (b"", ""))


def _known(label: str) -> str:
    """The codec for a declared encoding; UTF-8 for one that is unknown, that doesn't give text,
    or that the bytes of the declaration itself aren't in."""
    try:
        b"a".decode(label)
    except (LookupError, UnicodeError, ValueError):
        return "utf-8"
    name = codecs.lookup(label).name
    return "utf-8" if name.startswith("utf-16") else _WIDER.get(name, name)


def _strict(raw: bytes, encoding: str, path: Path) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeError as error:
        at = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = raw[:at].count(b"\n") + 1
        raise UserError(
            f"not {encoding.upper()} text, as it should be (byte {at})",
            "save the file as UTF-8",
            where=f"{path}, line {line}",
        ) from error
