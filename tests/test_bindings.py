"""The small parser, the clauses that it finds, and the word lists beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clauses import structure_of
from assistant.grammar import parse
from assistant.senses import alike_in_sense, opposed, synonyms
from assistant.stances import Word, words_of


@given(st.one_of(st.text(), st.lists(st.sampled_from("The mill burnt . , ; 1 250 not".split()))))
def test_a_parse_is_a_tree_of_places_in_order(text: str | list[str]) -> None:
    told = text if isinstance(text, str) else " ".join(text)
    tokens = parse(told)
    assert parse(told) == tokens
    last = 0
    for at, one in enumerate(tokens):
        assert last <= one.start < one.end <= len(told)
        last = one.end
        seen = {at}
        while tokens[at].head >= 0:
            at = tokens[at].head
            assert at not in seen
            seen.add(at)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The baker paid the miller.", [("paid", "baker", "miller")]),
        ("The miller was paid by the baker.", [("paid", "baker", "miller")]),
        ("Prisoners died and guards fled.", [("died", "Prisoners", ""), ("fled", "guards", "")]),
    ],
)
def test_who_does_what_to_whom(text: str, told: list[tuple[str, str, str]]) -> None:
    structure = structure_of(text)

    def words(numbers: tuple[int, ...]) -> str:
        said = [text[structure.tokens[n].start : structure.tokens[n].end] for n in numbers]
        return " ".join(one for one in said if one not in ("The", "the", "by"))

    assert [
        (words((one.verb,)), words(one.subject), words(one.object)) for one in structure.clauses
    ] == told


def _word(told: str) -> Word:
    (word,) = words_of(told)
    return word


def test_opposites_and_synonyms_of_wordnet() -> None:
    assert opposed(_word("hostile"), _word("amicable"))
    assert not opposed(_word("hostile"), _word("belligerent"))
    assert synonyms(_word("answer"), _word("reply"))
    assert alike_in_sense(_word("suspended"), _word("stopped"))
    assert not synonyms(_word("answer"), _word("dig"))
