"""Passages read in more than one context: what their tokens' vectors are made of."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.documents import Document
from corpus.layout import read_layout
from corpus.passages import Passage, split_document
from index.contexts import SHARES, encode_passages
from index.embedder import Encoded, HashingEmbedder, Role, Tokens, unit_rows
from index.gathered import BareEmbedder, GatheredEmbedder, Place, texts_key

_TEXT = "Ships sail. They carry 300 people. It rains.  Dogs bark at noon. Nobody came.\n\nOne only."


class Leaning(HashingEmbedder):
    """Each token's vector leans to a direction of its own text's length, as if it had taken up
    its context; remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], role: Role) -> Encoded:
        self.asked += texts
        plain = super().encode(texts, role)
        tokens = [
            Tokens(self._leaning(one, len(text)), one.offsets, one.vectors.astype(np.float16))
            for one, text in zip(plain.tokens, texts, strict=True)
        ]
        return Encoded(plain.vectors, tuple(tokens))

    def _leaning(self, tokens: Tokens, length: int) -> np.ndarray[tuple[int, int], np.dtype]:
        context = np.zeros(self.dim, np.float32)
        context[length % self.dim] = 2.0
        return unit_rows(tokens.vectors + context)


@pytest.fixture
def passages() -> tuple[Passage, ...]:
    return split_document(Document("ships", "ships", _TEXT, read_layout(_TEXT)), 900)


def test_tokens_are_the_mean_over_contexts(passages: tuple[Passage, ...]) -> None:
    embedder = Leaning()
    mixed = encode_passages(embedder, passages)
    whole = embedder.encode([one.text for one in passages], "passage")
    assert np.array_equal(mixed.vectors, whole.vectors)
    first = passages[0]
    for count in SHARES:
        starts = [one.start for one in first.sentences[::count]]
        assert all(
            any(_TEXT[start:].startswith(asked) for asked in embedder.asked) for start in starts
        )
    alone = embedder.encode(["Dogs bark at noon."], "passage").tokens[0]
    few = embedder.encode(["Dogs bark at noon. Nobody came."], "passage").tokens[0]
    at = _TEXT.index("noon")
    told = [
        one.vectors[one.offsets[:, 0].tolist().index(at - start)]
        for one, start in ((whole.tokens[0], 0), (alone, _TEXT.index("Dogs")), (few, at - 13))
    ]
    shares = [1 - sum(SHARES.values()), SHARES[1], SHARES[3]]
    wanted = unit_rows(np.array([np.array(shares) @ np.stack(told)], np.float32))[0]
    found = mixed.tokens[0].vectors[mixed.tokens[0].offsets[:, 0].tolist().index(at)]
    assert found == pytest.approx(wanted, abs=1e-5)


def test_offsets_and_states_stay_those_of_the_passage(passages: tuple[Passage, ...]) -> None:
    embedder = Leaning()
    mixed = encode_passages(embedder, passages)
    whole = embedder.encode([one.text for one in passages], "passage")
    for one, other in zip(mixed.tokens, whole.tokens, strict=True):
        assert np.array_equal(one.offsets, other.offsets)
        assert one.states is not None
        assert other.states is not None
        assert np.array_equal(one.states, other.states)


def test_a_single_sentence_is_read_once(passages: tuple[Passage, ...]) -> None:
    embedder = Leaning()
    encode_passages(embedder, passages)
    assert embedder.asked.count("One only.") == 1


def test_without_context_nothing_changes(passages: tuple[Passage, ...]) -> None:
    plain = HashingEmbedder().encode([one.text for one in passages], "passage")
    mixed = encode_passages(HashingEmbedder(), passages)
    for one, other in zip(mixed.tokens, plain.tokens, strict=True):
        assert one.vectors == pytest.approx(other.vectors, abs=1e-6)


class Torn(Leaning):
    """Splits a text of one sentence into other tokens than the same words within a passage."""

    def encode(self, texts: Sequence[str], role: Role) -> Encoded:
        found = super().encode(texts, role)
        tokens = [
            one if len(text) > 40 else Tokens(one.vectors[1:], one.offsets[1:], None)
            for one, text in zip(found.tokens, texts, strict=True)
        ]
        return Encoded(found.vectors, tuple(tokens))


def test_other_tokens_are_left_out(passages: tuple[Passage, ...]) -> None:
    torn, sound = Torn(), Leaning()
    first = passages[:1]
    mixed = encode_passages(torn, first).tokens[0].vectors
    whole = sound.encode([first[0].text], "passage").tokens[0].vectors
    few = len(sound.encode([_TEXT[: _TEXT.index("Dogs")]], "passage").tokens[0].offsets)
    assert not np.allclose(mixed[:few], whole[:few])  # three sentences have the same tokens
    assert mixed[few:] == pytest.approx(whole[few:], abs=1e-6)  # the last two are too short


def test_no_tokens_are_no_tokens(passages: tuple[Passage, ...]) -> None:
    embedder = Leaning()
    found = encode_passages(BareEmbedder(embedder), passages)
    assert len(found.tokens) == 0
    assert len(embedder.asked) == len(passages)


def test_what_was_gathered_is_taken_as_it_is(
    passages: tuple[Passage, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = encode_passages(Leaning(), passages)
    monkeypatch.setattr("index.gathered._read", lambda _: held)
    texts = [one.text for one in passages]
    places = {texts_key(texts): Place(Path("shard"), 0, len(texts))}
    gathered = GatheredEmbedder(HashingEmbedder(), "float32", places, 1)
    found = encode_passages(gathered, passages)
    for one, other in zip(found.tokens, held.tokens, strict=True):
        assert np.array_equal(one.vectors, other.vectors)
