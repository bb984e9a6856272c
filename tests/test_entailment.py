"""The claim reader: what it computes is what was trained, and the same every time."""

from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.assistant import Assistant
from assistant.checking import Checker, open_checker
from assistant.entailment import LONGEST_CLAIM, ClaimReader, Entailment, load_claim_reader
from assistant.joint import learned_path
from assistant.rereading import open_claim_reader
from evals.claims import read_claims
from evals.train_claims import ClaimNet, pair
from evals.train_reader import encode, resume
from evals.training_data import claimed_briefs
from index.embedder import HashingEmbedder, Tokens
from index.joined import Stated, open_embedder
from index.light import LightEmbedder
from index.transformer import TransformerEmbedder
from index.weights import find_weights

ROOT = Path(__file__).parent.parent
MADE = ROOT / "evals" / "made"
CLAIM = "Potash is mined at Salihorsk."
SENTENCES = ("Potash is dug in Salihorsk.", "It rained.", "Potash is not dug in Salihorsk.")


@pytest.fixture(scope="module")
def reader(light: LightEmbedder) -> ClaimReader:
    return _packaged(light)


def _packaged(light: Stated) -> ClaimReader:
    assert light.upper is not None
    path = learned_path(".claims", light.upper.sha256)
    assert path is not None
    return load_claim_reader(light.upper, path)


def _read(reader: ClaimReader, light: LightEmbedder, claim: str) -> list[Entailment]:
    told = light.encode([claim], "question").tokens[0]
    sentences = light.encode(SENTENCES, "passage").tokens
    windows = [(one,) for one in sentences] + [tuple(sentences)]
    return reader.read(told, windows, [0.5] * len(windows))


def test_it_is_the_same_every_time_and_shares_are_shares(
    reader: ClaimReader, light: LightEmbedder
) -> None:
    first = _read(reader, light, CLAIM)
    assert first == _read(reader, light, CLAIM)
    for one in first:
        assert 0 <= one.supports <= 1
        assert 0 <= one.denies <= 1
        assert one.supports + one.denies <= 1 + 1e-6
    assert first[0].supports > first[1].supports


def test_a_long_claim_is_read_as_far_as_it_goes(reader: ClaimReader, light: LightEmbedder) -> None:
    long = " ".join([CLAIM] * 60)
    tokens = light.encode([long], "question").tokens[0]
    assert len(tokens.offsets) > LONGEST_CLAIM
    assert len(_read(reader, light, long)) == 4


def test_no_window_no_reading(reader: ClaimReader, light: LightEmbedder) -> None:
    assert reader.read(light.encode([CLAIM], "question").tokens[0], [], []) == []


def test_tokens_without_states_can_not_be_read(reader: ClaimReader) -> None:
    bare = Tokens(np.zeros((2, 3), np.float32), np.zeros((2, 2), np.int32))
    with pytest.raises(ValueError, match="no token states"):
        reader.read(bare, [(bare,)], [0.5])


def test_a_model_without_one_is_checked_by_words_alone(assistant: Assistant) -> None:
    assert open_claim_reader(HashingEmbedder(), whole=False) is None
    alone = Checker(assistant.index, assistant.settings.passages_read)
    text = "Lukashenko won 86.82 percent in January 2025."
    assert alone.check(text) == open_checker(assistant).check(text)


def test_it_computes_what_was_trained() -> None:
    trained = TransformerEmbedder(find_weights("all-MiniLM-L6-v2"), "float32")
    path = learned_path(".claims", trained.sha256)
    assert path is not None
    net = ClaimNet(trained)
    resume(net, path)
    lesson = next(claimed_briefs(MADE, 900))
    read = encode(trained, lesson)
    windows = [(0,), (1, 2), (5,)]
    with torch.inference_mode():
        expected = net([pair(read, 0, one) for one in windows]).softmax(-1).numpy()
    light = open_embedder("all-MiniLM-L6-v2", "float32")
    reader = _packaged(light)
    claim = light.encode([lesson.asked[0].question], "question").tokens[0]
    told = reader.read(
        claim,
        [[read.sentences[at] for at in one] for one in windows],
        [max(float(read.scores[0][at]) for at in one) for one in windows],
    )
    found = np.array([[one.supports, one.denies] for one in told])
    assert np.allclose(found, expected[:, :2], atol=2e-3)


def test_claims_on_made_up_texts_name_their_sentences() -> None:
    lessons = claimed_briefs(MADE, 900)
    paths = sorted(MADE.glob("claims/*.jsonl"))
    for path, lesson in zip(paths, lessons, strict=True):
        text = (MADE / f"{path.stem}.txt").read_bytes().decode("utf-8")
        told = read_claims(path)
        assert len(lesson.asked) == len(told)
        for claim in told:
            assert claim.document == path.stem
            assert all(text[one.start : one.end] == one.text for one in claim.evidence), claim.id
