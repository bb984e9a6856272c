"""Enumerations in running text: sentences that open with first, second, finally."""

import re
from collections.abc import Iterator

from corpus.documents import Document, Region

_ORDINALS = "first second third fourth fifth sixth seventh eighth".split()
_OPENS = re.compile(rf"(?:(?P<ordinal>{'|'.join(_ORDINALS)})(?:ly)?|finally|lastly),", re.I)


def chains(document: Document) -> Iterator[list[Region]]:
    """The sentences of each enumeration: one with first, those with second and so on behind it,
    and one with finally."""
    chain: list[Region] = []
    for block in document.layout.blocks:
        for sentence in block.sentences if block.kind == "body" else ():
            opens = _OPENS.match(document.slice(sentence))
            if opens is None:
                continue
            ordinal = (opens["ordinal"] or "").lower()
            if ordinal == _ORDINALS[0]:
                yield chain
                chain = [sentence]
            elif chain and (not ordinal or ordinal == _ORDINALS[min(len(chain), 7)]):
                chain.append(sentence)
                if not ordinal:
                    yield chain
                    chain = []
    yield chain
