"""A small reader learns from a large one: what is written, read back, and drawn to."""

from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch

from corpus.errors import UserError
from evals.reader_net import new_net
from evals.taught import Taught, read_taught
from evals.teach_reader import interleaved, taught
from evals.train_reader import Read, adapted, blend, encode, example, forward, loss, thinned
from evals.training_data import Asked, Lesson
from index.transformer import TransformerEmbedder
from index.weights import find_weights, has_mpnet

SENTENCES = (
    "Belarus is a land-locked country.",
    "Potash is dug in Salihorsk.",
    "The mine there employs 17,000 people.",
)
PASSAGE = " ".join(SENTENCES)
PLACES = tuple((0, at := PASSAGE.index(one), at + len(one)) for one in SENTENCES)
LESSON = Lesson(
    "made",
    (PASSAGE,),
    PLACES,
    (
        Asked("Where is potash dug?", "factoid", ((1,),)),
        Asked("Who owns the mine?", "near", ()),
    ),
)
ROW = Taught("made", 0, 0, "Where is potash dug?", (2, 1, 0), (-2.0, 3.0, 0.5), (-3.0, 4.0, -2.0))


@pytest.fixture(scope="module")
def embedder() -> TransformerEmbedder:
    return TransformerEmbedder(find_weights("all-MiniLM-L6-v2"))


@pytest.fixture(scope="module")
def read(embedder: TransformerEmbedder) -> Read:
    return encode(embedder, LESSON)


def test_what_was_taught_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "taught.jsonl"
    path.write_text(ROW.line(), "utf-8")
    assert read_taught(path, {"made": [LESSON]}) == [ROW]


@pytest.mark.parametrize(
    "moved",
    [
        {"data": "squad"},
        {"lesson": 1},
        {"number": 1},
        {"number": 7},
        {"question": "Where is salt dug?"},
    ],
)
def test_what_was_taught_of_other_questions_is_refused(
    tmp_path: Path, moved: dict[str, object]
) -> None:
    fields = {name: getattr(ROW, name) for name in Taught.__slots__}
    path = tmp_path / "taught.jsonl"
    path.write_text(ROW.line() + Taught(**(fields | moved)).line(), "utf-8")
    with pytest.raises(UserError, match=r"line 2.*evals\.teach_reader"):
        read_taught(path, {"made": [LESSON]})


def test_an_example_has_what_was_taught_of_its_candidates(read: Read) -> None:
    plain = example(read, 0, 3)
    assert plain.taught is None
    known = Read(LESSON, read.sentences, read.questions, read.scores, {0: ROW})
    order = [int(at) for at in np.argsort(-read.scores[0], kind="stable")]
    places = [ROW.sentences.index(at) for at in order]
    told = example(known, 0, 3).taught
    assert told is not None
    assert told.tolist() == [
        [ROW.ranks[at] for at in places],
        [ROW.evidence[at] for at in places],
    ]
    without = example(known, 0, 3, None, "sentences")
    assert without.items == ()
    assert without.taught is not None
    assert without.taught.shape == (2, 2)
    assert example(known, 1, 3).taught is None


def test_a_reader_is_drawn_to_what_it_is_taught(embedder: TransformerEmbedder, read: Read) -> None:
    torch.manual_seed(0)
    # A question without labelled evidence: what the teacher says alone puts the second first.
    row = Taught(
        "made", 0, 1, "Who owns the mine?", (0, 1, 2), (-2.0, 4.0, -2.0), (-4.0, 4.0, -4.0)
    )
    known = Read(LESSON, read.sentences, read.questions, read.scores, {1: row})
    one = example(known, 1, 3)
    net = new_net(embedder)
    adapted(net)
    learned = [weight for weight in net.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=2e-3)
    losses = []
    for _ in range(30):
        optimizer.zero_grad()
        total = loss(net, [one])
        total.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(float(total.detach()))
    assert losses[-1] < 0.8 * losses[0]
    assert one.taught is not None
    best = int(one.taught[0].argmax())
    ranks, evidence, *_ = forward(net, [one])
    assert int(ranks[0].argmax()) == int(evidence[0].argmax()) == best


@pytest.mark.parametrize(("held", "share"), [(True, 0.0), (True, 0.9), (False, 0.0)])
def test_an_earlier_reader_s_order_is_kept_to_while_the_rest_is_learned(
    embedder: TransformerEmbedder, read: Read, held: bool, share: float
) -> None:
    torch.manual_seed(0)
    net = new_net(embedder)
    adapted(net)
    earlier = deepcopy(net)
    one = example(read, 0, 3)
    with torch.no_grad():
        ranks, _, answers, *_ = forward(earlier, [one])
    # The labels want what it put last.
    one = replace(one, items=((int(ranks[0].argmin()),),))
    learned = [weight for weight in net.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=2e-3)
    for _ in range(30):
        optimizer.zero_grad()
        total = loss(net, [one], earlier if held else None, share)
        total.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    with torch.no_grad():
        now, evidence, stated, *_ = forward(net, [one])
    kept = held and not share
    assert (now[0].argsort().tolist() == ranks[0].argsort().tolist()) is kept
    assert int(evidence[0].argmax()) == int(ranks[0].argmin())
    assert float(stated[0]) > float(answers[0])


def test_what_is_left_out_of_an_example_leaves_the_rest_in_its_places(read: Read) -> None:
    asked, seeded, counts = example(read, 0, 3), Random(0), set[int]()
    for _ in range(40):
        one = thinned(asked, 0.1, seeded)
        counts.add(len(one.question))
        assert (one.items, one.scores.tolist()) == (asked.items, asked.scores.tolist())
        for states, labels, whole in zip(one.candidates, one.tokens, asked.candidates, strict=True):
            assert len(states) == len(labels) > 0
            rows = [row.tobytes() for row in whole]
            places = [rows.index(row.tobytes()) for row in states]
            assert places == sorted(set(places))
    assert max(counts) == len(asked.question) > min(counts) > 0


def test_what_was_learned_is_taken_back_by_a_share(embedder: TransformerEmbedder) -> None:
    torch.manual_seed(0)
    net = new_net(embedder)
    adapted(net)
    started = {name: weight.detach().clone() for name, weight in net.named_parameters()}
    low = net.layers[0].get_submodule("up").get_parameter("B")
    with torch.no_grad():
        low.add_(1.0)
        net.verdict.add_(2.0)
    blend(net, started, 0.25)
    assert torch.allclose(low, started["layers.0.up.B"] + 0.75)
    assert torch.allclose(net.verdict, started["verdict"] + 1.5)
    assert torch.equal(net.side, started["side"])


def test_what_layers_leave_out_is_left_out_in_training_alone(
    embedder: TransformerEmbedder, read: Read
) -> None:
    torch.manual_seed(0)
    net, one = new_net(embedder), example(read, 0, 3)
    with torch.no_grad():
        plain = [forward(net, [one])[0] for _ in range(2)]
        net.drop = 0.5
        dropped = forward(net, [one])[0]
    assert torch.equal(*plain)
    assert not torch.allclose(plain[0], dropped, atol=1e-3)


def test_any_beginning_has_all_kinds_by_their_shares() -> None:
    order = interleaved({"made": [LESSON] * 20, "squad": [LESSON] * 10})
    assert len(set(order)) == 30
    assert [name for name, _ in order[:12]].count("made") == 8


@pytest.mark.skipif(not has_mpnet(), reason="the accurate profile's weights aren't installed")
def test_the_teacher_reads_every_question_s_candidates(read: Read) -> None:
    from assistant.joint import learned_path
    from assistant.second import SecondNet

    weights = find_weights("all-mpnet-base-v2")
    net = SecondNet(weights)
    learned = learned_path(".second", weights.sha256)
    assert learned
    net.learn(learned)
    first, second = taught(net, read, "made", 4)
    assert (first.data, first.lesson, first.number, second.number) == ("made", 4, 0, 1)
    assert sorted(first.sentences) == [0, 1, 2]
    assert first.sentences[int(np.argmax(first.ranks))] == 1
    assert first.sentences[int(np.argmax(first.evidence))] == 1
    assert max(second.evidence) < max(first.evidence)
