"""Claims read from the words up: the same every time, kept small, and taught by what is true."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from assistant import rereading
from assistant.assistant import Assistant
from assistant.checking import Checker, open_checker
from assistant.echoed import as_read
from assistant.entailment import Entailment, load_claim_reader
from assistant.joint import learned_path
from assistant.judging import windows_of
from assistant.rereading import WhollyRead, open_claim_reader
from assistant.whole import Pair
from evals import train_whole_claims
from evals.train_adapter import LowRank
from evals.train_reader import Read, resume, save
from evals.train_whole_claims import examples, own_words
from evals.training_data import claimed_briefs
from index.adapter import packed, unpacked
from index.light import LightEmbedder
from index.weights import find_weights, has_mpnet

ROOT = Path(__file__).parent.parent
CLAIM = "Potash is mined at Salihorsk."
SENTENCES = ("Potash is dug in Salihorsk.", "It rained.", "Potash is not dug in Salihorsk.")
# More tokens than are read of a claim at once.
LONG = (
    "The harbour board of Velna, which was founded in 1921 by the merchants of the old town and "
    "has run the docks since then without a break, decided in March to lease the eastern quay "
    "with its cranes and its sheds to a shipping firm from Dorsk, which promised to build two new "
    "berths and to keep the dockers in work for at least ten years."
)
LEARNED = ROOT / "assistant" / "learned" / "all-mpnet-base-v2.claims.safetensors"
installed = pytest.mark.skipif(not has_mpnet(), reason="all-mpnet-base-v2 isn't installed")


@installed
def test_it_reads_the_same_every_time_and_long_texts_as_far_as_they_go() -> None:
    from assistant.whole import WholeReader

    reader = WholeReader(find_weights("all-mpnet-base-v2"), LEARNED)
    pairs = [(CLAIM, one) for one in SENTENCES]
    told = reader.read(pairs)
    assert told == reader.read(pairs)
    assert all(0 <= one.supports + one.denies <= 1 + 1e-6 for one in told)
    said, silent, denied = told
    assert said.supports > denied.supports > silent.supports
    assert denied.denies > said.denies > silent.denies
    assert reader.read([]) == []
    long = " ".join([CLAIM] * 200)
    assert len(reader.read([(long, one) for one in (long, "", "\N{ROBOT FACE}")])) == 3


@installed
def test_a_long_claim_is_read_to_its_end() -> None:
    from assistant.whole import WholeReader

    reader = WholeReader(find_weights("all-mpnet-base-v2"), LEARNED)
    long = f"{LONG[:-1]}, and the chairman has since been jailed for fraud."
    said, more, endless = reader.read([(one, LONG) for one in (LONG, long, f"{LONG} " * 9)])
    assert said.supports > 0.9 > 0.1 > more.supports
    assert endless.supports == 0
    for text in (CLAIM, LONG, long, "-" * 1000, f"{LONG} " * 9):
        assert "".join(reader._net.parts(text)) == text
    assert reader._net.parts(CLAIM) == [CLAIM]


def test_the_index_s_own_model_reads_a_long_claim_to_its_end(light: LightEmbedder) -> None:
    assert light.upper
    path = learned_path(".claims", light.upper.sha256)
    assert path
    reader = load_claim_reader(light.upper, path)
    window = [tuple(light.encode([LONG], "passage").tokens)]
    long = f"{LONG[:-1]}, and the chairman has since been jailed for fraud."
    said, more = (
        reader.read(light.encode([one], "question").tokens[0], window, [0.9])[0]
        for one in (LONG, long)
    )
    assert said.supports > more.supports + 0.2


@installed
def test_a_check_reads_wholly_where_the_weights_are(assistant: Assistant) -> None:
    reader = open_claim_reader(assistant.index.embedder)
    assert reader is not None
    assert reader.name == "all-mpnet-base-v2.claims"
    (one,) = open_checker(assistant).check("More than 31 000 people were arrested.")
    assert one.verdict == "contradicted"


def test_without_them_the_index_s_own_model_reads(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rereading, "has_mpnet", lambda: False)
    reader = open_claim_reader(assistant.index.embedder)
    assert reader is not None
    assert reader.name == "all-MiniLM-L6-v2.claims"
    assert len(open_checker(assistant).check("The rulers keep their critics behind bars.")) == 1


class Counted:
    """Takes the place of the whole model and keeps what it was given."""

    def __init__(self) -> None:
        self.given: list[Pair] = []

    def read(self, pairs: Sequence[Pair]) -> list[Entailment]:
        self.given += pairs
        return [Entailment(0.5, 0.25)] * len(pairs)


def test_the_best_windows_are_read_in_their_own_words(assistant: Assistant) -> None:
    checker = Checker(assistant.index, assistant.settings.passages_read)
    claim = "Belarus is an ally of Russia."
    _, query, ranked = checker.by_words(claim)
    windows = list(windows_of(ranked))
    reader, counted = WhollyRead(find_weights("all-MiniLM-L6-v2"), LEARNED), Counted()
    reader._reader = lambda: counted  # type: ignore[assignment, method-assign, return-value]
    read = reader.read(claim, query, windows)
    assert 0 < len(read) < len(windows)
    told = [window.document.slice(window.region) for window, _ in read]
    assert counted.given == [as_read(claim, one) for one in told]
    least = min(window.score for window, _ in read)
    left = [one for one in windows if one not in [window for window, _ in read]]
    assert all(one.score <= least for one in left)


@given(st.lists(st.lists(st.integers(-7, 7), min_size=6, max_size=6), min_size=1, max_size=5))
def test_half_bytes_keep_small_whole_numbers(rows: list[list[int]]) -> None:
    numbers = np.array(rows, np.float32)
    kept = packed(numbers)
    assert kept.nbytes * 2 == numbers.size
    assert np.array_equal(unpacked(kept), numbers)


class Small(nn.Module):
    """One changed layer and a head."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.sha256 = "small", "0"
        base = nn.Linear(8, 6)
        base.requires_grad_(False)
        self.layer, self.head = LowRank(base, 4, 8), nn.Linear(6, 2)


def test_what_is_kept_at_a_lower_rank_comes_back_nearly(tmp_path: Path) -> None:
    torch.manual_seed(0)
    one, other = Small(), Small()
    other.layer.layer.load_state_dict(one.layer.layer.state_dict())
    with torch.no_grad():  # a change of rank two, in a layer of rank four
        one.layer.B[:, :2] = torch.randn(6, 2)
        one.layer.A[2:] = one.layer.A[:2]
        one.layer.B[:, 2:] = one.layer.B[:, :2]
    save(one, one, tmp_path / "small.safetensors", {"data": "none"}, 2)
    resume(other, tmp_path / "small.safetensors")
    rows = torch.randn(20, 8)
    with torch.no_grad():
        apart = (one.layer(rows) - other.layer(rows)).abs().mean()
        changed = (one.layer(rows) - one.layer.layer(rows)).abs().mean()
        assert apart < 0.2 * changed
        assert torch.allclose(one.head(rows[:, :6]), other.head(rows[:, :6]), atol=0.05)


@pytest.fixture(scope="module")
def taught() -> Read:
    lesson = next(claimed_briefs(ROOT / "evals" / "made", 900))
    even = tuple(np.zeros(len(lesson.sentences), np.float32) for _ in lesson.asked)
    return Read(lesson, (), (), even)


def test_each_claim_is_taught_with_what_decides_it(
    taught: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train_whole_claims, "_REWORDED", 0.0)
    lesson, seeded = taught.lesson, random.Random(0)
    outcomes, edits = {"true": 0, "changed": 1}, []
    for number, claim in enumerate(lesson.asked):
        every = list(examples(taught, number, seeded))
        told = [one for one in every if one[0][0] == claim.question]
        gold = [text for (_, text), outcome in told if outcome != 2]
        edits += (changed := [one for one in every if one not in told])
        assert not changed or claim.kind == "true"
        assert all(text == gold[0] and outcome == 1 for (_, text), outcome in changed)
        assert {outcome for _, outcome in told} - {2} <= {outcomes.get(claim.kind)}
        assert len(gold) == bool(claim.items)
        for item in claim.items:
            at, start, end = lesson.sentences[item[0]]
            assert lesson.passages[at][start:end] in gold[0]
    assert edits
    own = [one for _ in range(50) for one in own_words([taught], seeded)]
    assert {outcome for _, outcome in own} == {0, 1}
    assert all((claim in text) == (outcome == 0) for (claim, text), outcome in own)


def test_what_says_the_same_in_another_hedge_is_taught_as_support(
    taught: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train_whole_claims, "_REWORDED", 1.0)
    monkeypatch.setattr(train_whole_claims, "_EDITED_ALONE", 0.0)
    own = [one for seed in range(60) for one in own_words([taught], random.Random(seed))]
    kept = [(claim, text) for (claim, text), outcome in own if outcome == 0]
    assert len(kept) == 60
    assert any(claim not in text for claim, text in kept)
