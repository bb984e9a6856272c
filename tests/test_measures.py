"""Measures against cases worked out by hand and independent implementations; intervals against
known distributions."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import label_ranking_average_precision_score, recall_score

from assistant.answers import Abstention, Answer, Quote
from assistant.footnotes import number_footnotes
from corpus.documents import Document, Span
from corpus.layout import read_layout
from evals.canaries import broken_measures
from evals.estimates import RATIOS, estimate, estimate_ratio
from evals.metrics import Outcome, answer_strings, right
from evals.retrieval import ndcg_at, recall_at, reciprocal_rank
from evals.sets import EvidenceSpan, GoldQuestion
from evals.words import count_words, word_f1, word_precision, word_recall
from evals.yardsticks import YARDSTICKS

# Thirty sentences of four words each, and where they stand.
SENTENCES = [f"Item {number} was sold." for number in range(10, 40)]
TEXT = " ".join(SENTENCES)
DOCUMENT = Document("sales", "sales", TEXT, read_layout(TEXT))
STARTS = [at * (len(SENTENCES[0]) + 1) for at in range(30)]


def span(number: int) -> EvidenceSpan:
    start = STARTS[number]
    text = SENTENCES[number]
    return EvidenceSpan(document="sales", start=start, end=start + len(text), text=text)


def gold(
    *items: tuple[int, ...], kind: str = "factoid", answers: tuple[str, ...] = ()
) -> GoldQuestion:
    evidence = tuple(tuple(span(number) for number in item) for item in items)
    return GoldQuestion(
        id="q", kind=kind, question="?", answerable=bool(items), evidence=evidence, answers=answers
    )


def answer(*quoted: int, score: float = 0.5) -> Answer:
    quotes = [Quote(DOCUMENT, span(at).start, span(at).end, 0.9) for at in quoted]
    refused = None if quotes else Abstention("not_stated", "no", (), ())
    return Answer("?", (), number_footnotes(quotes), refused, (), score, 1.0, "index")


def passages(*numbers: int) -> tuple[Span, ...]:
    return tuple(Span(DOCUMENT, span(at).start, span(at).end) for at in numbers)


def test_known_outcomes_are_told_right() -> None:
    assert broken_measures(YARDSTICKS) == []


@pytest.mark.parametrize("name", YARDSTICKS.names)
def test_a_measure_that_tells_one_is_found_out(name: str) -> None:
    told = broken_measures(YARDSTICKS.with_metric(name, lambda _outcome: 1.0))
    assert any(name in line for line in told)


def test_words_count_by_place() -> None:
    outcome = Outcome(gold((0,), (1,)), answer(1, 2))
    counts = count_words(outcome)
    assert (counts.quoted, counts.required, counts.both) == (8, 8, 4)
    assert (word_precision(outcome), word_recall(outcome), word_f1(outcome)) == (0.5, 0.5, 0.5)


def test_another_alternative_is_neither_right_nor_wrong() -> None:
    both = count_words(Outcome(gold((0, 1)), answer(0, 1)))
    assert (both.quoted, both.required, both.both) == (4, 4, 4)
    shared = count_words(Outcome(gold((0, 1), (1,)), answer(1)))
    assert (shared.quoted, shared.required, shared.both) == (4, 4, 4)


def test_words_of_a_question_without_evidence() -> None:
    outcome = Outcome(gold(kind="near"), answer(3))
    assert word_precision(outcome) is None
    assert word_recall(outcome) is None
    assert word_f1(outcome) is None
    assert RATIOS["word precision (micro)"](outcome) == (0, 4)


def test_micro_is_over_words_and_macro_over_questions() -> None:
    outcomes = [
        Outcome(gold((0,), (1,), (2,)), answer(0, 1, 2)),
        Outcome(gold((0,)), answer(5)),
    ]
    macro = estimate(word_recall, outcomes)
    micro = estimate_ratio(RATIOS["word recall (micro)"], outcomes)
    assert macro
    assert micro
    assert macro.mean == pytest.approx(1 / 2)
    assert micro.mean == pytest.approx(12 / 16)


@given(
    st.lists(st.integers(0, 9), max_size=4, unique=True),
    st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True),
)
def test_micro_words_agree_with_characters_of_equal_sentences(
    quoted: list[int], needed: list[int]
) -> None:
    """Sentences of four words each: what words count, sentences count."""
    counts = count_words(Outcome(gold(*((at,) for at in needed)), answer(*quoted)))
    assert counts.both == 4 * len({*quoted} & {*needed})
    assert (counts.quoted, counts.required) == (4 * len(quoted), 4 * len(needed))


RANKINGS = st.lists(st.integers(0, 29), max_size=24, unique=True)
NEEDED = st.lists(st.integers(0, 29), min_size=1, max_size=5, unique=True)


@given(RANKINGS, NEEDED)
def test_retrieval_agrees_with_plain_definitions(ranking: list[int], needed: list[int]) -> None:
    """The measures written out as the papers have them."""
    outcome = Outcome(gold(*((at,) for at in needed)), answer(0), passages(*ranking))
    gains = [1.0 if at in needed else 0.0 for at in ranking]
    for k in (5, 10):
        assert recall_at(k)(outcome) == pytest.approx(sum(gains[:k]) / len(needed))
        ideal = sum(1 / math.log2(rank + 2) for rank in range(min(k, len(needed))))
        gained = sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains[:k]))
        assert ndcg_at(k)(outcome) == pytest.approx(gained / ideal)
    first = next((1 / rank for rank, gain in enumerate(gains, 1) if gain), 0.0)
    assert reciprocal_rank(outcome) == pytest.approx(first)


@pytest.mark.parametrize("ranking", [(3, 1, 4), (1, 5, 9, 2, 6, 7, 8, 0), (9, 8, 7, 6, 5, 3)])
def test_retrieval_agrees_with_scikit_learn(ranking: tuple[int, ...]) -> None:
    """Recall as the recall of "is among the first k"; with one passage needed, the reciprocal
    rank is the label ranking average precision."""
    everything = [*ranking, *(at for at in range(10) if at not in ranking)]
    needed = np.isin(everything, (3, 8))
    outcome = Outcome(gold((3,), (8,)), answer(0), passages(*everything))
    first = np.arange(10) == int(np.argmax(needed))
    falling = [np.arange(10, 0, -1)]
    assert recall_at(5)(outcome) == pytest.approx(recall_score(needed, np.arange(10) < 5))
    assert reciprocal_rank(outcome) == label_ranking_average_precision_score([first], falling)


def test_one_alternative_in_the_ranking_is_enough() -> None:
    outcome = Outcome(gold((3, 7)), answer(3), passages(7, 3))
    assert recall_at(5)(outcome) == 1.0
    assert reciprocal_rank(outcome) == 1.0
    assert ndcg_at(10)(Outcome(gold(kind="far"), answer())) is None


def test_answer_strings_pass_over_case_and_line_breaks() -> None:
    wanted = gold((0,), answers=("ITEM\n10", "sold", "item 11"))
    assert answer_strings(Outcome(wanted, answer(0))) == pytest.approx(2 / 3)
    assert answer_strings(Outcome(gold((0,)), answer(0))) is None


def test_right_is_evidence_first_or_a_refusal_where_there_is_none() -> None:
    assert right(Outcome(gold((0,)), answer(0, 1))) == 1.0
    assert right(Outcome(gold((0,)), answer(1, 0))) == 0.0
    assert right(Outcome(gold((0,)), answer())) == 0.0
    assert right(Outcome(gold(kind="near"), answer())) == 1.0
    assert right(Outcome(gold(kind="far"), answer(0))) == 0.0


def test_abstention_precision_keeps_near_and_far_apart() -> None:
    outcomes = [
        Outcome(gold((0,)), answer()),
        Outcome(gold(kind="near"), answer()),
        Outcome(gold(kind="far"), answer()),
        Outcome(gold(kind="far"), answer()),
        Outcome(gold(kind="far"), answer(0)),
    ]
    near = estimate_ratio(RATIOS["near refusals right"], outcomes)
    far = estimate_ratio(RATIOS["far refusals right"], outcomes)
    assert near
    assert far
    assert (near.mean, near.n) == (1 / 2, 2)
    assert far.mean == pytest.approx(2 / 3)
    assert far.n == 3
    assert estimate_ratio(RATIOS["near refusals right"], outcomes[-1:]) is None


def test_the_interval_of_a_ratio_is_that_of_the_delta_method() -> None:
    """Sentences quoted of 1 or 3 needed, half of the questions each: the interval is compared
    with the normal one of a ratio of means (Cochran 1977, 6.4)."""
    one, three = gold((0,)), gold((0,), (1,), (2,))
    outcomes = [Outcome(one, answer(0 if at % 5 else 9)) for at in range(200)]
    outcomes += [Outcome(three, answer(0, 1) if at % 2 else answer(0)) for at in range(200)]
    part = RATIOS["word recall (micro)"]
    found = estimate_ratio(part, outcomes)
    assert found
    above, below = np.array([part(outcome) for outcome in outcomes], float).T
    ratio = above.sum() / below.sum()
    error = np.std(above - ratio * below, ddof=1) / math.sqrt(len(outcomes)) / below.mean()
    assert found.mean == pytest.approx(ratio)
    assert found.low == pytest.approx(ratio - 1.96 * error, abs=0.006)
    assert found.high == pytest.approx(ratio + 1.96 * error, abs=0.006)


def test_the_interval_of_a_mean_holds_the_truth_as_often_as_it_says() -> None:
    """Drawn 200 times from a known distribution (a coin of 0.7, n = 120), the 95 % interval
    holds 0.7 in about 95 of 100."""
    draws = np.random.default_rng(1).random((200, 120)) < 0.7
    yes, no = Outcome(gold((0,)), answer(0)), Outcome(gold((0,)), answer(1))
    held = 0
    for draw in draws:
        found = estimate(lambda o: float(o is yes), [yes if one else no for one in draw], 400)
        assert found
        held += found.low <= 0.7 <= found.high
    assert 0.90 <= held / 200 <= 0.985
