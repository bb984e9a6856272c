"""What decides on a claim that was reread: which signs it weighs, and which it never outweighs."""

import json
from dataclasses import astuple
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.checking import Checker
from assistant.claim_verdict import (
    CLAIM_FEATURES,
    NEVER,
    ClaimVerdict,
    claim_features,
    open_claim_verdict,
)
from assistant.entailment import Entailment
from assistant.findings import Finding
from assistant.judging import Judged, windows_of
from assistant.names import Name
from assistant.pairing import Difference, DifferenceKind, Unbacked
from assistant.rereading import Rereader, open_claim_reader, reread
from assistant.verdict import Line
from corpus.documents import Region
from evals.claims import GoldClaim
from evals.train_claim_verdict import Example, learn

NAMES = ("all-MiniLM-L6-v2.claims", "all-mpnet-base-v2.claims")
HARD = (*NEVER, "words_deny")
NONE = (0.0,) * len(CLAIM_FEATURES)
PLAIN = Line(NONE, NONE, (1.0,) * len(CLAIM_FEATURES), 9.0)


def features(**told: float) -> list[float]:
    return [told.get(name, 0.0) for name in CLAIM_FEATURES]


@pytest.mark.parametrize("name", NAMES)
def test_it_has_a_weight_for_every_feature_of_the_right_sign(name: str) -> None:
    verdict = open_claim_verdict(name)
    assert len(verdict.true.weights) == len(verdict.changed.weights) == len(CLAIM_FEATURES)
    signs = features(supports=1, denies=-1, fit=1, words_support=1)
    for weight, sign in zip(verdict.true.weights, signs, strict=True):
        assert weight * (sign or -1) >= 0
    assert 0.5 < verdict.supported < 1
    assert 0.5 <= verdict.contradicted <= 1
    assert verdict.released >= verdict.supported


@pytest.mark.parametrize("name", HARD)
def test_another_figure_or_name_is_never_support(name: str) -> None:
    sure = ClaimVerdict(PLAIN, PLAIN, 0.5, 0.5)
    assert sure.supports(features(supports=9))
    assert sure.supports(features(supports=9, words_support=1, **{name: 1.0}))
    assert not sure.supports(features(supports=9, **{name: 1.0}))
    assert not sure.supports(features(supports=9, words_doubt=1, **{name: 1.0}))
    assert sure.denies(features())


def test_whatever_words_say_the_probability_decides() -> None:
    by_support = Line(tuple(features(supports=1)), NONE, PLAIN.scale, 0.0)
    sure = ClaimVerdict(by_support, PLAIN, 0.5, 0.5, 0.9)
    for words in ("words_support", "negation", "hedge", "lacks_count"):
        assert sure.supports(features(supports=1, **{words: 1.0}))
        assert not sure.supports(features(supports=-1, **{words: 1.0}))


def test_doubt_is_released_only_where_that_was_learned() -> None:
    doubted, sure = (features(supports=one, words_doubt=1) for one in (1, 9))
    by_support = Line(tuple(features(supports=1)), NONE, PLAIN.scale, 0.0)
    for released, told in ((0.5, [True, True]), (0.9, [False, True]), (2.0, [False, False])):
        verdict = ClaimVerdict(by_support, PLAIN, 0.5, 0.5, released)
        assert [verdict.supports(one) for one in (doubted, sure)] == told
    assert not ClaimVerdict(by_support, PLAIN, 0.5, 0.5).supports(sure)


@pytest.mark.parametrize(
    ("words", "kind", "told"),
    [
        ("71.2 percent", "number", "figure"),
        ("two thirds", "number", "count"),
        ("in 2024", "date", "figure"),
        ("in March", "date", "figure"),
        ("may", "hedge", "hedge"),
        ("before", "direction", "turned"),
        ("71.2 percent", None, "lacks_figure"),
        ("two thirds", None, "lacks_count"),
        ("Fiji", None, "lacks_name"),
    ],
)
def test_each_sign_is_told_apart(
    assistant: Assistant, words: str, kind: DifferenceKind | None, told: str
) -> None:
    claim = f"It is said that {words} are there."
    place = Region(claim.index(words), claim.index(words) + len(words))
    checker = Checker(assistant.index, assistant.settings.passages_read)
    _, _, ranked = checker.by_words("Belarus is an ally of Russia.")
    window = next(windows_of(ranked))
    name = Name(place.start, place.end, "fiji", False)
    differences = (Difference(kind, place, place),) if kind else ()
    unbacked = () if kind else (Unbacked(name if told == "lacks_name" else place),)
    judged = Judged(window, 0.4, differences, unbacked)
    nothing = Finding(Region(0, len(claim)), claim, "not_found", 0.4)
    found = claim_features(claim, judged, Entailment(0.9, 0.05), 0.1, nothing)
    assert found[0] > 0 > found[1]
    assert found[2] == 0.4
    assert [name for name, one in zip(CLAIM_FEATURES[3:], found[3:], strict=True) if one] == [told]


def test_a_word_that_says_more_is_a_hedge_and_a_sign_of_its_own(assistant: Assistant) -> None:
    checker = Checker(assistant.index, assistant.settings.passages_read)
    _, _, ranked = checker.by_words("Belarus is an ally of Russia.")
    place = Region(0, 3)
    difference = Difference("hedge", place, place, overstated=True)
    judged = Judged(next(windows_of(ranked)), 0.4, (difference,), ())
    told = Finding(place, "All", "contradicted", 0.4, (), (difference,))
    found = claim_features("All is lost.", judged, Entailment(0.9, 0.05), 0.1, told)
    signs = [name for name, one in zip(CLAIM_FEATURES[3:], found[3:], strict=True) if one]
    assert signs == ["hedge", "overstates", "words_deny"]


def test_what_was_read_is_in_the_finding(assistant: Assistant) -> None:
    embedder = assistant.index.embedder
    reader = open_claim_reader(embedder)
    assert reader is not None
    checker = Checker(assistant.index, assistant.settings.passages_read)
    claim = "The rulers of Minsk keep a good many of their critics behind bars."
    found, query, ranked = checker.by_words(claim, start=5)
    read = reread(reader, claim, query, ranked, found)
    assert read is not None
    never = Line(PLAIN.weights, PLAIN.mean, PLAIN.scale, -9.0)
    for true, changed, verdict in ((PLAIN, never, "supported"), (never, PLAIN, "contradicted")):
        decided = Rereader(reader, ClaimVerdict(true, changed, 0.5, 0.5)).finding(
            claim, query, ranked, found, 4
        )
        window = read.best.window if verdict == "supported" else read.against
        assert decided.verdict == verdict
        assert decided.footnotes[0].number == 4
        assert decided.footnotes[0].quote.start == window.region.start
        assert decided.place == found.place
        assert bool(decided.differences) == (verdict == "contradicted")
        for one in decided.differences:
            assert found.place.start <= one.claim.start < one.claim.end <= found.place.end
    kept = Rereader(reader, ClaimVerdict(never, never, 0.5, 0.5))
    assert kept.finding(claim, query, ranked, found, 4) == found
    assert kept.finding(claim, query, [], found, 4) is found


def test_the_reader_doubts_what_words_say_but_of_values(assistant: Assistant) -> None:
    reader = open_claim_reader(assistant.index.embedder)
    assert reader is not None
    checker = Checker(assistant.index, assistant.settings.passages_read)
    never = Line(PLAIN.weights, PLAIN.mean, PLAIN.scale, -9.0)
    yes = Rereader(reader, ClaimVerdict(PLAIN, never, 0.5, 0.5))
    no = Rereader(reader, ClaimVerdict(never, never, 0.5, 0.5))

    def told(rereader: Rereader, claim: str, words: str) -> str:
        found, query, ranked = checker.by_words(claim)
        assert found.verdict == words
        return rereader.finding(claim, query, ranked, found, 1).verdict

    supported = "Over 30,000 people were arrested."
    assert told(yes, supported, "supported") == "supported"
    assert told(no, supported, "supported") == "not_found"
    changed = "More than 31 000 people were arrested."
    assert told(yes, changed, "contradicted") == "contradicted"
    own = "More than 30 000 people were arrested."
    assert told(no, own, "supported") == "supported"
    denied = "The EU did not further pledge its readiness to support a peaceful transition."
    assert told(no, denied, "contradicted") == "contradicted"
    assert told(yes, denied, "contradicted") == "contradicted"
    released = Rereader(reader, ClaimVerdict(PLAIN, never, 0.5, 0.5, 0.5))
    assert told(released, denied, "contradicted") == "contradicted"
    reworded = "The EU did not pledge its willingness to support a peaceful transition."
    assert told(yes, reworded, "contradicted") == "contradicted"
    assert told(released, reworded, "contradicted") == "supported"
    assert told(released, changed, "contradicted") == "contradicted"


def test_what_is_learned_is_written_with_its_thresholds(tmp_path: Path) -> None:
    def example(number: int) -> Example:
        gold = ("true", "changed", "absent")[number % 3]
        claim = GoldClaim.model_validate(
            {
                "id": f"text{number % 5}-r3-{number}",
                "claim": "It rained.",
                "gold": gold,
                "changed": "negation" if gold == "changed" else None,
                "document": f"text{number % 5}",
                "evidence": (),
            }
        )
        sure = {"true": (3.0, -3.0), "changed": (-3.0, 3.0), "absent": (-4.0, -4.0)}[gold]
        supports, denies = (one + number % 4 / 4 for one in sure)
        return Example(claim, tuple(features(supports=supports, denies=denies, fit=0.5)))

    out = tmp_path / "one.json"
    learn([example(number) for number in range(90)], out)
    told = json.loads(out.read_text("utf-8"))
    assert told["true"]["weights"][0] > 0 > told["true"]["weights"][1]
    assert told["changed"]["weights"][1] > 0
    assert 0 < told["supported"] < 1
    assert 0 < told["contradicted"] < 1
    assert told["released"] >= told["supported"]
    assert len(astuple(PLAIN)) == len(told["true"])
