"""The reader: the same every time, whatever is read beside, and no reading without states."""

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from assistant.asking import question_line
from assistant.assistant import Assistant, open_assistant
from assistant.reader import Reader, Reading, load_reader, open_reader
from assistant.reading import READ, Candidate, ReadingSelector, further_rows
from assistant.settings import Settings
from assistant.verdict import (
    FURTHER_FEATURES,
    QUESTION_FEATURES,
    READ_SENTENCE_FEATURES,
    READING_FEATURES,
    Line,
    Verdict,
)
from evals.reader_net import load_net, new_net
from evals.train_reader import Example, adapted, forward, loss, save
from index.embedder import HashingEmbedder, Tokens
from index.joined import Stated
from index.light import LightEmbedder
from index.transformer import TransformerEmbedder
from index.weights import find_weights

QUESTION = "Who is the president of Belarus?"
SENTENCES = ("Lukashenko is the president of Belarus.", "Potash is dug in Salihorsk.", "It rained.")


@pytest.fixture(scope="module")
def trained() -> TransformerEmbedder:
    """What a reader is trained over."""
    return TransformerEmbedder(find_weights("all-MiniLM-L6-v2"))


@pytest.fixture(scope="module")
def told(light: LightEmbedder) -> tuple[Tokens, list[Tokens]]:
    question = light.encode([QUESTION], "question").tokens[0]
    return question, list(light.encode(SENTENCES, "passage").tokens)


@pytest.fixture(scope="module")
def reader(light: Stated) -> Reader:
    found = open_reader(light)
    assert found is not None
    return found


def test_reading_is_the_same_every_time(reader: Reader, told: tuple[Tokens, list[Tokens]]) -> None:
    first = reader.read(told[0], told[1], [0.5, 0.4, 0.3])
    again = reader.read(told[0], told[1], [0.5, 0.4, 0.3])
    assert np.array_equal(first.ranks, again.ranks)
    assert first.answer == again.answer
    assert int(first.ranks.argmax()) == 0


def test_a_sentence_is_read_apart_from_its_neighbours(
    reader: Reader, told: tuple[Tokens, list[Tokens]]
) -> None:
    alone = reader.read(told[0], told[1][:1], [0.5])
    beside = reader.read(told[0], told[1], [0.5, 0.4, 0.3])
    assert alone.ranks[0] == pytest.approx(beside.ranks[0], abs=1e-3)


def test_tokens_without_states_are_refused(
    reader: Reader, told: tuple[Tokens, list[Tokens]]
) -> None:
    bare = HashingEmbedder().encode([SENTENCES[0]], "passage").tokens[0]
    with pytest.raises(ValueError, match="no token states"):
        reader.read(told[0], [bare], [0.5])


def line(size: int) -> Line:
    return Line((0.1,) * size, (0.0,) * size, (1.0,) * size, -1.0)


def test_all_sentences_come_back_the_unread_last(assistant: Assistant, reader: Reader) -> None:
    index = assistant.index
    lines = (
        line(len(READING_FEATURES)),
        line(len(QUESTION_FEATURES)),
        line(len(READ_SENTENCE_FEATURES)),
    )
    several = question_line("several", index.embedder)
    selector = ReadingSelector(Verdict(*lines, 0.5, 0.5, 0.5), reader, several)
    query = index.query(QUESTION)
    hits = index.search(query, 24)
    found = selector.select(query, hits)
    assert len(found.sentences) == sum(len(hit.passage.sentences) for hit in hits)
    scores = [one.score for one in found.sentences]
    assert scores == sorted(scores, reverse=True)
    assert max(one.probability for one in found.sentences[READ:]) <= min(
        one.probability for one in found.sentences[:READ]
    )


def test_a_sentence_beside_the_first_is_told_by_where_it_stands() -> None:
    logits = np.array([2.0, 3.0, 1.0, 0.0, -1.0], np.float32)
    order = [1, 0, 2, 3, 4]
    candidates = [
        Candidate(0.4, ("a", 10), 1, False),  # right before the first
        Candidate(0.6, ("a", 10), 2, False),  # the first
        Candidate(0.5, ("a", 10), 3, False),  # right after it
        Candidate(0.3, ("a", 10), 5, False),  # further on
        Candidate(0.2, ("b", 10), 3, True),  # in another document
    ]
    rows = further_rows(Reading(logits, logits + 1, 0.0), order, candidates, -2.0)
    told = [dict(zip(FURTHER_FEATURES, row, strict=True)) for row in rows]
    places = [(one["same"], one["next"], one["before"], one["later"]) for one in told]
    assert places == [(1, 0, 1, 0), (1, 1, 0, 0), (1, 0, 0, 1), (0, 0, 0, 0)]
    assert [one["behind"] for one in told] == [1, 2, 3, 4]
    assert [one["note"] for one in told] == [0, 0, 0, 1]
    assert [one["several_next"] for one in told] == [0, -2, 0, 0]
    assert told[3]["first_pass_behind"] == pytest.approx(0.4)
    assert {one["first_evidence"] for one in told} == {4}


def example(question: Tokens, sentences: list[Tokens]) -> Example:
    states = [one.states for one in (question, *sentences)]
    asked, *candidates = (one for one in states if one is not None)
    labels = tuple(
        [1] * len(one) if at == 0 else [0] * len(one) for at, one in enumerate(candidates)
    )
    return Example(asked, tuple(candidates), np.array([0.3, 0.5, 0.4], np.float32), ((0,),), labels)


def test_training_learns_and_what_is_saved_reads_alike(
    trained: TransformerEmbedder,
    light: LightEmbedder,
    told: tuple[Tokens, list[Tokens]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FOOTNOTED_PRECISION", "float32")
    torch.manual_seed(0)
    net = new_net(trained)
    adapted(net)
    one = example(*told)
    learned = [weight for weight in net.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=2e-3)
    before = float(loss(net, [one]).detach())
    for _ in range(8):
        optimizer.zero_grad()
        loss(net, [one]).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    assert float(loss(net, [one]).detach()) < before / 2
    weights = {
        n: w.detach() * (2.0 if n.endswith(".B") else 1.0)
        for n, w in net.named_parameters()
        if w.requires_grad
    }
    save_file(
        {name: weight.contiguous() for name, weight in weights.items()},
        tmp_path / "one.safetensors",
    )
    with torch.inference_mode():
        ranks, evidence, answers, _, _ = forward(net, [one])
        again = forward(load_net(trained, tmp_path / "one.safetensors"), [one])
    assert torch.allclose(again[0], ranks, atol=1e-3)
    save(net, trained, tmp_path / "bytes.safetensors", {})
    with torch.inference_mode():
        rough = forward(load_net(trained, tmp_path / "bytes.safetensors"), [one])
    assert torch.allclose(rough[0], ranks, atol=0.1)
    assert light.upper is not None
    reader = load_reader(light.upper, tmp_path / "one.safetensors")
    read = reader.read(*told, one.scores.tolist())
    assert read.ranks == pytest.approx(ranks[0].numpy(), abs=1e-3)
    assert read.evidence == pytest.approx(evidence[0].numpy(), abs=1e-3)
    assert read.answer == pytest.approx(float(answers[0]), abs=1e-3)


def test_a_copy_of_the_default_model_answers_as_the_default_does(
    assistant: Assistant, tmp_path: Path
) -> None:
    """Its folder's name, which holds what joins two names, changes nothing."""
    copy = tmp_path / "my+copy"
    copy.symlink_to(find_weights("all-MiniLM-L6-v2").folder)
    there = open_assistant(Settings(model=str(copy)), folder=tmp_path / "index")
    assert there.ask(QUESTION).text == assistant.ask(QUESTION).text
