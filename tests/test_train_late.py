"""What trains late interaction scores as the assistant does, and learns."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open

from assistant.interaction import late_scores
from assistant.reader import Reading
from assistant.reading import Candidate
from evals.sets import GoldQuestion
from evals.train_adapter import save_adapter
from evals.train_late import Model, learn, loss, prepare, scores
from evals.training_data import Asked, Lesson
from evals.verdict_examples import Seen, best_weights
from index.adapter import STATES_AFTER, adapter_changes
from index.embedder import Tokens
from index.joined import open_embedder
from index.weights import find_weights

PASSAGES = (
    "The envoy left Riga in May. She did not return. A successor was named that autumn.",
    "Diesel grew dearer by a fifth. Farmers blocked the ring road, and the minister gave way.",
)
SENTENCES = tuple(
    (number, start, start + len(sentence) + 1)
    for number, passage in enumerate(PASSAGES)
    for sentence in passage.split(". ")
    for start in [passage.index(sentence)]
)
ASKED = (
    Asked("Who blocked the motorway?", "factoid", ((4,),)),
    Asked("When did the diplomat depart?", "factoid", ((0,),)),
    Asked("What did the diplomat earn?", "near", ()),
)
LESSON = Lesson("g", PASSAGES, SENTENCES, ASKED)
MINILM = find_weights("all-MiniLM-L6-v2")


def test_scores_are_those_of_the_assistant() -> None:
    embedder = open_embedder("all-MiniLM-L6-v2", "float32")
    passages = embedder.encode(PASSAGES, "passage").tokens
    sentences = [passages[at].within(start, end) for at, start, end in SENTENCES]
    places = np.array([at for at, _, _ in SENTENCES])
    questions = embedder.encode([one.question for one in ASKED], "question").tokens
    expected = [late_scores(_support(one, sentences), places) for one in questions]
    model = Model(MINILM, STATES_AFTER, adapted=True)
    told = scores(model, prepare(model, LESSON))
    assert np.allclose(told.numpy(), expected, atol=2e-3)  # the states are kept in half precision


def _support(question: Tokens, sentences: list[Tokens]) -> np.ndarray:
    rows = [(question.vectors @ one.vectors.T).max(axis=1) for one in sentences]
    return np.stack(rows, axis=1)


def test_it_learns_and_what_it_writes_can_be_merged(tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = Model(MINILM, STATES_AFTER)
    before = {name: value.clone() for name, value in model.whole.named_parameters()}
    wrong = replace(LESSON, asked=(replace(ASKED[0], items=((1,),)), *ASKED[1:]))
    one = prepare(model, wrong)
    model.adapt(4)
    first = float(loss(model, one, [0]).detach())
    learn(model, [one], [], 0.15, 3e-3)
    assert float(loss(model, one, [0]).detach()) < first * 0.7
    save_adapter(model.whole, MINILM, {}, tmp_path / "out.safetensors")
    for name, change in adapter_changes(tmp_path / "out.safetensors").items():
        assert name in before
        assert change.shape == before[name].shape
    with safe_open(str(tmp_path / "out.safetensors"), framework="np") as file:
        assert file.metadata()["base_sha256"] == MINILM.sha256


def test_first_scores_weigh_as_much_as_makes_right_sentences_likeliest() -> None:
    data = np.random.default_rng(0)
    gold = GoldQuestion(id="a", kind="factoid", question="?", answerable=True, evidence=())

    def seen(weight: float) -> Seen:
        ranks, scores = data.normal(size=6).astype(np.float32), data.random(6)
        shares = np.exp(ranks + weight * scores)
        right = [False] * 6
        right[data.choice(6, p=shares / shares.sum())] = True
        read = [Candidate(float(score), ("a", 0), at, False) for at, score in enumerate(scores)]
        return Seen([], Reading(ranks, ranks, 0.0), None, read, right, 0.0, gold, "", "a")

    own, scores = best_weights([seen(12.0) for _ in range(3000)])
    assert scores / own == pytest.approx(12, abs=1)
    own, scores = best_weights([seen(0.0) for _ in range(3000)])
    assert scores / own < 1
