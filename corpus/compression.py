"""Bodies that come compressed though nobody asked: undone within a bound."""

import zlib
from collections.abc import Iterable, Iterator, Mapping

from corpus.addresses import FetchError

# zlib's window for gzip and zlib by their headers.
_ANY_ENCODING = 47


def encoding_of(headers: Mapping[str, str]) -> str:
    """The content encoding; "" where the bytes are as they are."""
    told = headers.get("content-encoding", "").strip().lower()
    return "" if told == "identity" else told


def plain(body: Iterable[bytes], headers: Mapping[str, str], most: int) -> Iterator[bytes]:
    """The body without its content encoding. Never more than one byte over `most` is made of a
    piece, however far it would expand.

    Raises FetchError for an encoding that isn't known, is damaged or ends in the middle.
    """
    encoding = encoding_of(headers)
    if not encoding:
        return iter(body)
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError("wrong_type", f"it came compressed as {encoding}, which nobody asked for")
    return _expanded(body, most)


def _expanded(body: Iterable[bytes], most: int) -> Iterator[bytes]:
    machine = zlib.decompressobj(_ANY_ENCODING)
    try:
        for piece in body:
            left = piece
            while left:
                if machine.eof:
                    machine = zlib.decompressobj(_ANY_ENCODING)
                yield machine.decompress(left, most + 1)
                left = machine.unused_data if machine.eof else machine.unconsumed_tail
    except zlib.error as error:
        raise FetchError("wrong_type", f"its compression is damaged ({error})") from error
    if not machine.eof:
        raise FetchError("cut", "its compressed body ends in the middle")
