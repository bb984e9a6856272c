"""Lists in plain text: the items that stand on lines of their own within one run of lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.documents import Region
from corpus.sentences import stripped

BULLETS = "•‣◦·∙▪▫■□●○►▶◆◇❖⁃›➢➤→✓✔"
_ITEM = re.compile(
    rf"^[^\S\r\n]*(?:(?P<bullet>[{BULLETS}*+–—-])|(?P<open>[(\[]?)(?:(?P<number>\d{{1,3}})"
    r"|(?P<letter>[a-z])|(?P<roman>[ivx]{2,5}))(?P<close>[.)\]]))[^\S\r\n]+(?=\S)",
    re.M,
)
_NEAR = 20  # characters that a line's end and spaces before it take at most
_ROMAN = {sign: at for at, sign in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)}


@dataclass(frozen=True, slots=True)
class _Item:
    """A line that begins as an item does. `forms`: what its label may be, and which one of its
    kind; a bullet has no number."""

    start: int
    forms: dict[str, int | None]

    def follows(self, last: dict[str, int | None]) -> str | None:
        """The form in which it goes on with a list; `last` holds the numbers got to."""
        for form, number in self.forms.items():
            if form in last and (number is None or number == (last[form] or 0) + 1):
                return form
        return None

    def first(self, any_number: bool) -> str | None:
        """The form in which it begins a list: with one, unless any number will do."""
        ones = (form for form, number in self.forms.items() if any_number or number in (None, 1))
        return next(ones, None)


def items_apart(text: str, run: Region) -> list[Region]:
    """The run as what leads a list in and the list's items, each with the lines that go on with
    it; as it is where it holds no list.

    A list begins with the run, behind a colon or a dash, with a sign that is nothing but a bullet,
    or below a single line if a second item follows; it goes on with the same bullet or the next
    number.
    """
    own = text[run.start : run.end]
    starts = [run.start + at for at in _starts(own) if at]
    edges = [run.start, *starts, run.end]
    parts = [stripped(text, a, b) for a, b in pairwise(edges)]
    return [part for part in parts if part] if starts else [run]


def _starts(text: str) -> Iterator[int]:
    items = [_item(match) for match in _ITEM.finditer(text)]
    last: dict[str, int | None] = {}
    for item, following in zip(items, [*items[1:], None], strict=False):
        form = item.follows(last)
        if form is None and _begins(text, item, following):
            form = item.first(item.start == 0)
        if form is not None:
            last[form] = item.forms[form]
            yield item.start


def _begins(text: str, item: _Item, following: _Item | None) -> bool:
    before = text[max(0, item.start - _NEAR) : item.start].rstrip()
    if not item.start or before.endswith((":", "—")) or not item.forms.keys().isdisjoint(BULLETS):
        return True
    second = text.find("\n") + 1 == item.start
    return second and following is not None and following.follows(item.forms) is not None


def _item(match: re.Match[str]) -> _Item:
    if match["bullet"]:
        return _Item(match.start(), {match["bullet"]: None})
    around = f"{match['open']}{{}}{match['close']}"
    forms: dict[str, int | None] = {}
    if match["number"]:
        forms[around.format("1")] = int(match["number"])
    if match["letter"]:
        forms[around.format("a")] = ord(match["letter"]) - ord("a") + 1
    if (roman := match["letter"] or match["roman"]) in _ROMAN:
        forms[around.format("i")] = _ROMAN[roman]
    return _Item(match.start(), forms)
