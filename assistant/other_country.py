"""A question about one country that the best sentences answer for another."""

from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import pairwise

from assistant.names import is_place, names_in
from assistant.questions import Part
from assistant.selection import Scored
from corpus.documents import Document, Span

# Continents and unions, which are named for their members and by them; the United States, as
# "American" also says of a firm or a dollar where it comes from; and where the EU's court sits.
_WIDE = frozenset("eu europe asia africa us un soviet luxembourg".split())
# Sentences of which one must be about the country.
_LOOKED_AT = 2


def about_another_country(part: Part, ranked: Sequence[Scored], likely: float) -> tuple[str, ...]:
    """The countries asked about, as the question spells them, where neither of the two best
    sentences stands in a paragraph that names them, and the first names another country or is
    less than `likely`. What a document is about counts as named throughout."""
    asked = _countries(part.resolved)
    best = ranked[:_LOOKED_AT]
    if not asked or any(not _unnamed(asked, one) for one in best):
        return ()
    left = _unnamed(asked, best[0])
    elsewhere = _countries(best[0].text).keys() - asked.keys()
    if not elsewhere and best[0].probability >= likely:
        return ()
    return tuple(asked[key] for key in asked if key in left)


def _countries(text: str) -> dict[str, str]:
    """The countries that a text names, by themselves, their people or capitals: key to spelling.
    "Non-Russian" doesn't name one, nor does "the Polish-Lithuanian border"."""
    places = [name for name in names_in(text) if is_place(name)]
    pairs = {(a, b) for a, b in pairwise(places) if text[a.end : b.start] in ("-", "–")}
    joined = {one for pair in pairs for one in pair}
    named = [one for one in places if one.key not in _WIDE and one not in joined]
    kept = [one for one in named if not text[: one.start].lower().endswith("non-")]
    told = {one.key: text[one.start : one.end] for one in reversed(kept)}
    return {key: told[key].removesuffix("'s").removesuffix("’s") for key in reversed(told)}


def _unnamed(asked: Collection[str], sentence: Span) -> frozenset[str]:
    """Those of the countries that the sentence's paragraph doesn't name, nor its document is
    about."""
    block = sentence.document.block_at(sentence.start)
    text = sentence.document.text[block.start : block.end] if block else sentence.text
    left = frozenset(asked) - {name.key for name in names_in(text) if is_place(name)}
    return left and left - _subjects(sentence.document)


@lru_cache(maxsize=64)
def _subjects(document: Document) -> frozenset[str]:
    """The country that the document names first, and that it names most often."""
    named = [one.key for one in names_in(document.text) if is_place(one) and one.key not in _WIDE]
    most = [key for key, _ in Counter(named).most_common(1)]
    return frozenset([*named[:1], *most])
