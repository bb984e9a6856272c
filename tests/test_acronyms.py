"""An acronym is known by its plural and by its singular."""

from collections.abc import Callable

import pytest

from assistant.assistant import Assistant
from assistant.selection import features_of, rank_sentences
from assistant.verdict import QUESTION_FEATURES
from index.terms import other_numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("What does BMU stand for?", {"bmu": "bmus"}),
        ("NGOs and MPs", {"ngos": "ngo", "mps": "mp"}),
        ("An IDP in the US, not in GA; PAS, a T-72, a gas", {}),  # "idps" has the stem of "idp"
    ],
)
def test_the_other_number(text: str, numbers: dict[str, str]) -> None:
    assert other_numbers(text) == numbers


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ("Beach management units (BMUs) protested.", "What is a BMU?"),
        ("The beach management unit (BMU) protested.", "What are BMUs?"),
    ],
)
def test_an_acronym_in_the_other_number_is_known(
    assistant_over: Callable[..., Assistant], told: str, asked: str
) -> None:
    index = assistant_over(units=told, weather="It rained.").index
    query = index.query(asked)
    hits = index.search(query, 2)
    found = features_of(query, hits, rank_sentences(query, hits))
    features = dict(zip(QUESTION_FEATURES, found, strict=True))
    assert set(query.terms) >= {"bmu", "bmus"}
    assert (features["known"], features["unknown_names"]) == (1.0, 0.0)
