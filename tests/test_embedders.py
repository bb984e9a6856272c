"""One contract for every embedder, and one for every vector store."""

from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedder import Embedder, Encoded, Floats, HashingEmbedder, Role, unit_rows
from index.joined import JoinedEmbedder, Stated
from index.transformer import TransformerEmbedder
from index.vectors import FaissStore, NumpyStore, one_faiss_thread
from index.weights import find_weights

_TEXTS = [
    "More than 30 000 people were arrested.",
    "Вялікі камень (Great Stone), cafe\u0301 and 🪑 مرحبا.\r\nA second line.",
    "Who?",
    "Soldiers crossed the border at night. " * 80,  # longer than any window
]


@pytest.fixture(params=["hashing", "light", "transformer", "joined"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "hashing":
        return HashingEmbedder()
    found: Stated = request.getfixturevalue("light")
    if request.param == "transformer":
        return TransformerEmbedder(find_weights(found.name))
    return found if request.param == "light" else JoinedEmbedder(found, found, 0.3)


@pytest.fixture(params=["question", "passage"])
def role(request: pytest.FixtureRequest) -> Role:
    return "question" if request.param == "question" else "passage"


def assert_unit_rows(rows: Floats, dim: int) -> None:
    assert rows.dtype == np.float32
    assert rows.shape[1:] == (dim,)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-5)


def assert_same(one: Encoded, other: Encoded) -> None:
    assert one.vectors.tobytes() == other.vectors.tobytes()
    for left, right in zip(one.tokens, other.tokens, strict=True):
        assert left.vectors.tobytes() == right.vectors.tobytes()
        assert left.offsets.tobytes() == right.offsets.tobytes()


def test_it_has_a_name_a_hash_and_a_dimension(embedder: Embedder) -> None:
    assert embedder.name
    assert embedder.sha256
    assert embedder.dim > 0


def test_rows_are_of_length_one(embedder: Embedder, role: Role) -> None:
    encoded = embedder.encode(_TEXTS, role)
    assert len(encoded.vectors) == len(encoded.tokens) == len(_TEXTS)
    assert_unit_rows(encoded.vectors, embedder.dim)
    for tokens in encoded.tokens:
        assert_unit_rows(tokens.vectors, embedder.dim)


def test_token_offsets_are_inside_the_text_in_order(embedder: Embedder, role: Role) -> None:
    for text, tokens in zip(_TEXTS, embedder.encode(_TEXTS, role).tokens, strict=True):
        starts, ends = tokens.offsets[:, 0], tokens.offsets[:, 1]
        assert tokens.offsets.shape == (len(tokens.vectors), 2)
        assert tokens.offsets.dtype == np.int32
        assert len(starts) > 0
        assert starts.min() >= 0
        assert ends.max() <= len(text)
        assert (starts < ends).all()
        assert (np.diff(starts) >= 0).all()


def test_every_word_of_a_long_text_has_a_vector(embedder: Embedder) -> None:
    text = _TEXTS[3]
    (tokens,) = embedder.encode([text], "passage").tokens
    assert tokens.offsets[-1, 1] >= len(text.rstrip(" ."))
    assert len(tokens.within(0, 8).vectors) >= 1
    assert len(tokens.within(0, len(text)).vectors) == len(tokens.vectors)


def test_the_same_call_gives_the_same_bytes(embedder: Embedder, role: Role) -> None:
    assert_same(embedder.encode(_TEXTS, role), embedder.encode(_TEXTS, role))


def test_rows_stand_in_the_order_of_the_texts(embedder: Embedder, role: Role) -> None:
    forward = embedder.encode(_TEXTS, role).vectors
    backward = embedder.encode(_TEXTS[::-1], role).vectors[::-1]
    assert (forward * backward).sum(axis=1) == pytest.approx(1.0, abs=2e-3)


def test_a_question_depends_on_nothing_beside_it(embedder: Embedder) -> None:
    together = embedder.encode(_TEXTS, "question")
    for at, text in enumerate(_TEXTS):
        alone = embedder.encode([text], "question")
        assert_same(alone, Encoded(together.vectors[at : at + 1], together.tokens[at : at + 1]))


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    encoded = embedder.encode([], "passage")
    assert encoded.vectors.shape == (0, embedder.dim)
    assert encoded.vectors.dtype == np.float32
    assert encoded.tokens == ()


@pytest.mark.parametrize("text", ["", " ", "…", "\u200b"])
def test_a_text_without_words_is_no_error(embedder: Embedder, text: str) -> None:
    encoded = embedder.encode([text, "Who?"], "passage")
    assert encoded.vectors.shape == (2, embedder.dim)
    assert np.isfinite(encoded.vectors).all()


def test_a_paraphrase_is_nearer_than_another_matter(embedder: Embedder) -> None:
    texts = ["How many people were arrested?", "The recipe needs butter and flour."]
    near, far = (
        embedder.encode(texts, "question").vectors
        @ (embedder.encode([_TEXTS[0]], "passage").vectors[0])
    )
    assert near > far


# Vector stores


def random_rows(count: int, dim: int, seed: int) -> Floats:
    rows = np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32)
    return unit_rows(rows)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 40), st.integers(1, 5), st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_faiss_agrees_with_numpy(count: int, asked: int, top_k: int, seed: int) -> None:
    vectors, questions = random_rows(count, 8, seed), random_rows(asked, 8, seed + 1)
    scores, rows = FaissStore.of(vectors).search(questions, top_k)
    expected_scores, expected_rows = NumpyStore(vectors).search(questions, top_k)
    assert scores.shape == rows.shape == (asked, min(top_k, count))
    assert rows.dtype == expected_rows.dtype == np.int64
    assert scores == pytest.approx(expected_scores, abs=1e-5)
    assert (rows == expected_rows).all()


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 40), st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_scores_fall_and_rows_are_there_once(count: int, top_k: int, seed: int) -> None:
    vectors = random_rows(count, 8, seed)
    for store in (FaissStore.of(vectors), NumpyStore(vectors)):
        scores, rows = store.search(vectors[:1], top_k)
        assert (np.diff(scores[0]) <= 0).all()
        assert len(set(rows[0].tolist())) == min(top_k, count)
        assert set(rows[0].tolist()) <= set(range(count))


def test_a_saved_store_holds_the_same_vectors(tmp_path: Path) -> None:
    vectors = random_rows(7, 16, 0)
    FaissStore.of(vectors).save(tmp_path / "vectors.faiss")
    assert FaissStore.open(tmp_path / "vectors.faiss").all().tobytes() == vectors.tobytes()


def test_joined_cosines_are_the_weighted_mean(light: Stated) -> None:
    joined = JoinedEmbedder(light, light, 0.3)
    one, other = light.encode(_TEXTS, "passage"), joined.encode(_TEXTS, "passage")
    assert other.vectors @ other.vectors.T == pytest.approx(one.vectors @ one.vectors.T, abs=1e-5)
    assert joined.sha256 != JoinedEmbedder(light, light, 0.4).sha256


def test_models_with_other_tokens_can_not_be_joined(light: Stated) -> None:
    with pytest.raises(ValueError, match="different tokens"):
        JoinedEmbedder(light, HashingEmbedder(), 0.5).encode(_TEXTS, "passage")


def test_a_search_leaves_the_number_of_threads_as_it_was() -> None:
    before = faiss.omp_get_max_threads()
    seen = []
    with one_faiss_thread():
        seen.append(faiss.omp_get_max_threads())
    FaissStore.of(random_rows(30, 8, 0)).search(random_rows(1, 8, 1), 3)
    assert seen == [1]
    assert faiss.omp_get_max_threads() == before
