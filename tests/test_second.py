"""The second reading: mixed with the first by what was learned, and the same every time."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest
import torch

from assistant import opening
from assistant.asking import question_line
from assistant.assistant import Assistant
from assistant.opening import open_second, open_selector
from assistant.reader import Reader, Reading, open_reader
from assistant.reading import (
    READ,
    ReadingSelector,
    SecondReading,
    mixed,
    sentence_before,
)
from assistant.selection import Ranked, rank_sentences
from assistant.verdict import (
    QUESTION_FEATURES,
    READ_SENTENCE_FEATURES,
    READING_FEATURES,
    Line,
    Mix,
    Verdict,
)
from evals.train_second import begin, example, loss, through
from evals.train_whole_claims import adapted
from evals.training_data import Asked, Lesson
from evals.verdict_examples import Seen, best_weights
from index.index import Query
from index.joined import Stated
from index.weights import find_weights, has_mpnet

ROOT = Path(__file__).parent.parent
LEARNED = ROOT / "assistant" / "learned"
QUESTION = "Where is potash mined?"
SENTENCES = ("It rained all day.", "Potash is dug in Salihorsk.", "Potash feeds plants.")
installed = pytest.mark.skipif(not has_mpnet(), reason="all-mpnet-base-v2 isn't installed")


def line(size: int) -> Line:
    return Line((0.1,) * size, (0.0,) * size, (1.0,) * size, -1.0)


def verdict(mix: Mix | None = None) -> Verdict:
    lines = (
        line(len(READING_FEATURES)),
        line(len(QUESTION_FEATURES)),
        line(len(READ_SENTENCE_FEATURES)),
    )
    return replace(Verdict(*lines, 0.0, 0.5, 0.5), mix=mix)


class Backwards(SecondReading):
    """Takes the place of the whole model: what came last is best."""

    def __init__(self) -> None:
        self.given: list[int] = []

    def read(self, query: Query, ranked: list[Ranked]) -> Reading:  # type: ignore[override]
        self.given.append(len(ranked))
        ranks = np.arange(len(ranked), dtype=np.float32)
        return Reading(ranks, ranks, 3.0)


def test_two_readings_stand_in_the_order_that_their_mix_gives(assistant: Assistant) -> None:
    embedder = cast(Stated, assistant.index.embedder)
    reader, second = open_reader(embedder), Backwards()
    assert isinstance(reader, Reader)
    mix, several = Mix((0.0, 1.0), (0.0, 1.0), (0.5, 0.5)), question_line("several", embedder)
    query = assistant.index.query("How many people were arrested?")
    hits = assistant.index.search(query, 24)
    found = ReadingSelector(verdict(mix), reader, several, second).select(query, hits)
    assert second.given == [READ]
    ranked = rank_sentences(query, hits)
    assert len(found.sentences) == len(ranked)
    read = [(one.document.id, one.start) for one in found.sentences[:READ]]
    assert read == [(o.span.document.id, o.span.start) for o in reversed(ranked[:READ])]
    alone = ReadingSelector(verdict(), reader, several).select(query, hits)
    assert second.given == [READ]
    assert alone.on_topic == found.on_topic
    assert alone.stated != found.stated


def test_two_readings_are_mixed_by_their_weights() -> None:
    one = Reading(np.array([1.0, 2.0]), np.array([0.0, 4.0]), 2.0)
    other = Reading(np.array([3.0, 0.0]), np.array([2.0, 2.0]), -2.0)
    told = mixed(one, other, Mix((2.0, 1.0), (0.5, 0.25), (1.0, 3.0)))
    assert told.ranks.tolist() == [5.0, 4.0]
    assert told.evidence.tolist() == [0.5, 2.5]
    assert told.answer == -4.0


def test_the_sentence_before_is_that_of_the_passage(assistant: Assistant) -> None:
    query = assistant.index.query("Why do people leave the country?")
    for one in rank_sentences(query, assistant.index.search(query, 24))[:40]:
        before = sentence_before(one)
        sentences = one.hit.passage.sentences
        if one.sentence.start == sentences[0].start:
            assert before == ""
        else:
            at = [each.start for each in sentences].index(one.sentence.start)
            assert before == one.span.document.slice(sentences[at - 1])


def test_weights_lean_to_what_puts_the_right_sentence_first() -> None:
    right = np.random.default_rng(0)
    seen = []
    for number in range(60):
        answer, noise = number % 4, right.normal(size=(2, 4))
        good = np.eye(4)[answer] * 2 + noise[0] * 0.3
        bad, told = noise[1], [at == answer for at in range(4)]
        readings = Reading(bad, bad, 0.0), Reading(good, good, 0.0)
        seen.append(_Told(*readings, [0.5] * 4, told))
    own, other, scores = best_weights(seen)  # type: ignore[arg-type]
    assert other > 5 * own
    assert scores >= 0


class _Told:
    """What best_weights looks at in Seen."""

    def __init__(
        self, reading: Reading, second: Reading, scores: list[float], right: list[bool]
    ) -> None:
        self.reading, self.second, self.scores, self.right = reading, second, scores, right

    readings = Seen.readings


def test_the_fast_profile_reads_once(assistant: Assistant) -> None:
    plain = open_selector(cast(Stated, assistant.index.embedder))
    assert isinstance(plain, ReadingSelector)
    assert plain._second is None


def test_without_the_weights_there_is_no_second_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "has_mpnet", lambda: False)
    assert open_second() is None


LESSON = Lesson(
    "one",
    (" ".join(SENTENCES),),
    ((0, 0, 18), (0, 19, 46), (0, 47, 67)),
    (Asked(QUESTION, "fact", ((1,),), ((1, 36, 45),)), Asked("Who owns it?", "near", ())),
)


@installed
def test_it_reads_the_same_every_time_and_finds_what_answers() -> None:
    from assistant.second import Read

    second = open_second()
    assert second
    reader = second._reader()
    pairs = [Read(QUESTION, one, "", 0.5) for one in SENTENCES]
    told = reader.read(pairs)
    assert int(told.ranks.argmax()) == int(told.evidence.argmax()) == 1
    again = reader.read(pairs)
    assert np.array_equal(told.ranks, again.ranks)
    assert np.array_equal(told.evidence, again.evidence)
    assert told.answer == again.answer == told.evidence.max()
    long = Read(QUESTION * 60, SENTENCES[1] * 80, SENTENCES[0] * 80, 0.5)
    assert len(reader.read([long, Read("?", "", "", 0.0)]).ranks) == 2


@installed
def test_an_example_has_its_answer_s_tokens_and_what_stands_before() -> None:
    from assistant.second import SecondNet
    from evals.train_reader import Read as Encoded

    net = SecondNet(find_weights("all-mpnet-base-v2"))
    scores = (np.array([0.1, 0.9, 0.5], np.float32), np.array([0.2, 0.1, 0.3], np.float32))
    read = Encoded(LESSON, (), (), scores)
    one = example(net, read, 0, 3)
    assert [pair.sentence for pair in one.pairs] == [SENTENCES[1], SENTENCES[2], SENTENCES[0]]
    assert [pair.before for pair in one.pairs] == [SENTENCES[0], SENTENCES[1], ""]
    assert one.items == ((0,),)
    labelled = zip(one.tokens[0], net.offsets(SENTENCES[1]), strict=True)
    assert {SENTENCES[1][a:b] for label, (a, b) in labelled if label} <= set(
        "Salihorsk Sal ih ors ##k k orsk iho rsk".split()
    )
    assert not any(one.tokens[1] + one.tokens[2])
    other = example(net, read, 1, 2, "sentences")
    assert other.items == ()
    told = through(net, [*one.pairs, *other.pairs])
    alone = net(list(one.pairs[:1]))
    assert told[0][0].item() == pytest.approx(alone.ranks[0].item(), abs=1e-3)
    assert len(told[0][2]) == len(one.tokens[0])
    adapted(net)
    begin(net, LEARNED / "all-mpnet-base-v2.claims.safetensors")
    changed = net(list(one.pairs[:1]))
    assert changed.ranks[0].item() != pytest.approx(alone.ranks[0].item(), abs=1e-3)
    total = loss(net, [one, other])
    total.backward()  # type: ignore[no-untyped-call]
    learned = [weight for weight in net.parameters() if weight.requires_grad]
    assert all(weight.grad is not None for weight in learned)
    assert torch.isfinite(total)
