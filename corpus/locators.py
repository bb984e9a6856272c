"""Locators: a quote's place as one string that says by itself whether it still holds.

    footnoted:NAME@DOCUMENT:START-END:WORDS

NAME is the document's, percent-encoded. DOCUMENT is the first 16 hexadecimal digits (or more) of
the sha256 of its stored text in UTF-8, WORDS the same of the quoted words. START and END count
code points of that stored text, half-open.
"""

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from corpus.documents import Span
from corpus.errors import UserError

# Hexadecimal digits of a hash. With 64 bits, two of a million texts are alike by chance once in
# thirty million collections.
_DIGITS = 16
# START and END have at most 12 digits: no text is longer than the largest disk.
_LOCATOR = re.compile(
    r"footnoted:([^\s@:/]+)@([0-9a-f]{16,64}):(\d{1,12})-(\d{1,12}):([0-9a-f]{16,64})"
)


@dataclass(frozen=True, slots=True)
class Locator:
    """Where the characters [start, end) of a version of a document stood. `sha256` is how its
    stored text's hash begins, `words_sha256` that of the characters themselves."""

    document: str
    sha256: str
    start: int
    end: int
    words_sha256: str

    def __str__(self) -> str:
        name = quote(self.document, safe="", errors="surrogatepass")
        return f"footnoted:{name}@{self.sha256}:{self.start}-{self.end}:{self.words_sha256}"

    def of(self, words: str) -> bool:
        """Whether those are the words."""
        return len(words) == self.end - self.start and text_hash(words).startswith(
            self.words_sha256
        )


def locator(span: Span) -> Locator:
    """The locator of those characters."""
    document, words = span.document, text_hash(span.text)[:_DIGITS]
    return Locator(document.id, document.sha256[:_DIGITS], span.start, span.end, words)


def parse_locator(text: str) -> Locator:
    """The locator that `text` is. Raises UserError for anything else."""
    match = _LOCATOR.fullmatch(text)
    if not match or int(match[3]) >= int(match[4]):
        raise UserError(
            f"{text[:80]!r} is no locator",
            "write it as footnoted:NAME@DOCUMENT:START-END:WORDS, as answers have it",
        )
    name = unquote(match[1], errors="surrogatepass")
    return Locator(name, match[2], int(match[3]), int(match[4]), match[5])


def text_hash(text: str) -> str:
    """The sha256 of a text's UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
