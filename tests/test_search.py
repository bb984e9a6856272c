"""Words, fusion and spelling, each against something simpler."""

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.collection import Collection, read_collection
from corpus.documents import Document
from index.embedder import HashingEmbedder
from index.index import Index
from index.lexical import LexicalIndex
from index.opening import open_or_build
from index.spelling import Spelling
from index.storage import IndexSettings
from index.terms import terms
from index.vectors import NumpyStore

_TEXTS = [
    "More than 30 000 people were arrested.",
    "Arrests, trials and persecution continue; people fled.",
    "Exports to China surged by 77% in 2023.",
    "The all-weather partnership with China has limits.",
    "…",
]


# BM25


def bm25(texts: list[str], query: list[str]) -> list[float]:
    """Lucene's BM25, k1 = 1.5 and b = 0.75, from the formula (Kamphuis et al. 2020)."""
    counted = [Counter(terms(text) or [""]) for text in texts]
    mean = sum(count.total() for count in counted) / len(counted)
    scores = [0.0] * len(texts)
    for term in query:
        holding = sum(term in count for count in counted)
        weight = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
        for at, count in enumerate(counted):
            length = 0.25 + 0.75 * count.total() / mean
            scores[at] += weight * count[term] / (count[term] + 1.5 * length)
    return scores


@pytest.mark.parametrize(
    "question",
    [
        "How many people were arrested?",
        "arrests of people",
        "trade with China in 2023",
        "all-weather",
        "30,000",
        "nothing known",
        "",
    ],
)
def test_bm25_is_the_formula(question: str) -> None:
    query = list(dict.fromkeys(terms(question)))
    found = LexicalIndex.of(_TEXTS).scores(query)
    assert found.shape == (len(_TEXTS),)
    assert found == pytest.approx(bm25(_TEXTS, query), abs=1e-5)


_words = st.lists(st.sampled_from("arrest people fled border troops 30000 minsk".split()))


@settings(max_examples=60, deadline=None)
@given(st.lists(_words.map(" ".join), min_size=1, max_size=8), _words.map(" ".join))
def test_bm25_is_the_formula_on_any_texts(texts: list[str], question: str) -> None:
    query = list(dict.fromkeys(terms(question)))
    assert LexicalIndex.of(texts).scores(query) == pytest.approx(bm25(texts, query), abs=1e-4)


def test_saved_words_score_the_same(tmp_path: Path) -> None:
    lexical, query = LexicalIndex.of(_TEXTS), terms("people arrested in China")
    lexical.save(tmp_path)
    opened = LexicalIndex.open(tmp_path)
    assert opened.scores(query).tobytes() == lexical.scores(query).tobytes()
    assert opened.vocabulary() == lexical.vocabulary()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("30 000 arrests", "30,000 arrested"),
        ("Lukashenka’s rule", "lukashenka rules"),
        ("the all-weather partnership", "all weather partnerships"),
    ],
)
def test_terms_fold_spellings_together(one: str, other: str) -> None:
    assert set(terms(other)) <= set(terms(one))


# Fusion


@pytest.fixture(scope="module")
def index(collection: Collection, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The brief behind the embedder that needs no weights."""
    embedder = HashingEmbedder()
    chosen = IndexSettings(model=embedder.name, model_sha256=embedder.sha256)
    return open_or_build(collection, tmp_path_factory.mktemp("index"), chosen, embedder)


def fused(index: Index, question: str, pool: int) -> list[tuple[int, int]]:
    """Places of passages by reciprocal rank fusion with k = 60, straight from the paper."""
    query = index.query(question)
    texts = [passage.text for passage in index.passages]
    vectors = np.concatenate([index.embedder.encode([t], "passage").vectors for t in texts])
    near = NumpyStore(vectors).search(query.vector, pool)[1][0].tolist()
    lexical = bm25(texts, list(query.terms))
    worded = [row for row in np.argsort(-np.array(lexical), kind="stable") if lexical[row] > 0]
    sums = Counter[int]()
    for ranking in (near, worded[:pool]):
        for rank, row in enumerate(ranking, 1):
            sums[row] += 1 / (60 + rank)  # type: ignore[assignment]
    best = sorted(sums, key=lambda row: (-sums[row], row))
    return [(index.passages[row].start, index.passages[row].end) for row in best]


@pytest.mark.parametrize("question", ["How many people were arrested?", "Chinese trade in 2023"])
def test_hits_stand_in_the_order_of_reciprocal_ranks(index: Index, question: str) -> None:
    hits = index.search(index.query(question), 8)
    expected = fused(index, question, 50)[:8]
    assert [(hit.passage.start, hit.passage.end) for hit in hits] == expected


def test_scores_fall_from_at_most_one(index: Index) -> None:
    scores = [hit.score for hit in index.search(index.query("sanctions against Belarus"), 100)]
    assert scores == sorted(scores, reverse=True)
    assert 0 < scores[-1] <= scores[0] <= 1


def test_top_k_is_a_prefix(index: Index) -> None:
    query = index.query("nuclear weapons")
    places = [hit.passage.start for hit in index.search(query, 10)]
    assert [hit.passage.start for hit in index.search(query, 3)] == places[:3]


def test_hits_carry_their_passages_tokens(index: Index) -> None:
    for hit in index.search(index.query("Su-25 aircraft"), 5):
        assert len(hit.tokens.vectors) == len(hit.tokens.offsets)
        assert hit.tokens.offsets.max() <= len(hit.passage.text)


def test_notes_are_passages_of_their_own(index: Index, brief: Document) -> None:
    found = [passage for passage in index.passages if passage.block.note == 7]
    assert found[0].text.startswith("Belarus was the first state")
    note = brief.reference(7)
    assert note is not None
    assert found[-1].end == note.end


# Spelling


@pytest.fixture(scope="module")
def spelling(brief: Document) -> Spelling:
    return Spelling.of([brief.text])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Tikhanovskaya", "tsikhanouskaya"),
        ("Tsikhanovskaya", "tsikhanouskaya"),
        ("Lukashenko", "lukashenko"),
        ("Lukaschenko", "lukashenko"),
        ("Belarussia", "belarus"),
        ("sanctoins", "sanctions"),
        ("Iskandr", "iskander"),
        ("migraton", "migration"),
        ("Migraton", "migration"),
        ("Rusia", "russia"),
        ("Putyn", "putin"),
        ("T-72s", "t-72"),
        ("Zapad2025", "zapad-2025"),
    ],
)
def test_misspelt_words_are_led_to_the_briefs(spelling: Spelling, typed: str, meant: str) -> None:
    mended = spelling.mend(f"What about {typed}?")
    assert mended.casefold().startswith("what about ")
    assert meant in mended.casefold()


@pytest.mark.parametrize(
    "question",
    [
        "What does Austria say?",
        "Who won the 2022 World Cup?",
        "How many people were arrested?",
        "Is Xi mentioned?",
        "30 000 or 2 000?",
        "",
        "Qué?",
        "What happened in the 1980s?",
        "What was Zapad-2021?",
        "How many Su-27 came?",
        "Who is Makei, and who is Makej?",
    ],
)
def test_words_that_are_none_are_left_alone(spelling: Spelling, question: str) -> None:
    assert spelling.mend(question) == question


def test_the_question_is_shown_as_asked(index: Index) -> None:
    query = index.query("Who is Tikhanovskaya?")
    assert query.text == "Who is Tikhanovskaya?"
    assert "tsikhanouskaya" in query.mended.casefold()


def test_other_spellings_find_the_sentence(index: Index) -> None:
    found = [
        hit.passage.text for hit in index.search(index.query("Tikhanovskaya won popular vote"), 3)
    ]
    assert any("Tsikhanouskaya won the popular vote" in text for text in found)


def test_folders_of_two_documents_are_searched_together(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "one.txt").write_text("Apples grow in orchards.", "utf-8")
    (tmp_path / "c" / "two.txt").write_text("Ships sail on the sea.", "utf-8")
    embedder = HashingEmbedder()
    chosen = IndexSettings(model=embedder.name, model_sha256=embedder.sha256)
    both = open_or_build(read_collection(tmp_path / "c"), tmp_path / "i", chosen, embedder)
    for question, name in (("apples in orchards", "one"), ("ships at sea", "two")):
        assert both.search(both.query(question), 1)[0].passage.document.id == name


# Words of a question led to the collection's

_SPELT = Spelling.of(
    [
        "The EU met the EU again. Brussels waited. Russia, Russia and Moscow signed. Chinese aid.",
        "The EU scaled down its programme for dissidents in eastern Belarus before the election.",
    ]
)


@pytest.mark.parametrize(
    ("asked", "mended"),
    [
        ("What did Brussels do?", "What did EU do?"),
        ("What did the Kremlin's men sign?", "What did the Russia's men sign?"),
        ("What did Moscow sign?", "What did Moscow sign?"),  # a third as often as Russia
        ("What did China give us?", "What did China give us?"),
        ("What did Washington say?", "What did Washington say?"),  # not in the collection
        ("Who left Bielorussia for the electon?", "Who left Belarus for the election?"),
        ("In what yeer?", "In what year?"),
        ("Who, then? Scalet down by whom?", "Who, then? scaled down by whom?"),
        ("Befere the election?", "before the election?"),
        ("Is it Mr. Befere?", "Is it Mr. Befere?"),
        ("Who is Merz?", "Who is Merz?"),
    ],
)
def test_a_question_speaks_the_collections_language(asked: str, mended: str) -> None:
    assert _SPELT.mend(asked) == mended


def test_names_are_kept_with_the_words(tmp_path: Path) -> None:
    _SPELT.save(tmp_path / "words.json")
    read = Spelling.open(tmp_path / "words.json")
    assert read.agrees(_SPELT)
    assert read.mend("What did Brussels do?") == "What did EU do?"
    assert not read.agrees(Spelling(["eu"]))
