"""What is called missing of what a question names: never what the reader sees beside it."""

from collections.abc import Sequence

from assistant.guards import listed_countries
from corpus.aliases import alias_keys
from corpus.documents import Span
from corpus.view import fold, words


def named_missing(missing: Sequence[str], nearest: Sequence[Span]) -> tuple[str, ...]:
    """Of what is missing, all but countries that stand in the paragraphs or tables of the nearest
    sentences."""
    places = [name for name in missing if _is_country(name)]
    beside = [_around(one) for one in nearest] if places else []
    held = {name for name in places if any(_holds(text, name) for text in beside)}
    return tuple(name for name in missing if name not in held)


def _is_country(name: str) -> bool:
    word = fold(name)
    return word in alias_keys() or word in listed_countries()


def _holds(text: str, name: str) -> bool:
    told, word = [one for one, _ in words(text)], fold(name)
    keys = alias_keys()
    return any(one == word or (one in keys and keys[one] == keys.get(word)) for one in told)


def _around(sentence: Span) -> str:
    """The sentence's paragraph; all of a table, which is one."""
    document, own = sentence.document, sentence.document.block_at(sentence.start)
    if own is None or own.paragraph is None:
        return sentence.text if own is None else document.slice(own)
    beside = [one for one in document.layout.blocks if one.paragraph == own.paragraph]
    return "\n".join(map(document.slice, beside))
