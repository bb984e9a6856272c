"""Texts by themselves: whether they answer, with which sentences, and how that is learned."""

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.extraction import Extractor, hits_in, open_extractor
from assistant.settings import Settings
from assistant.verdict import READING_FEATURES
from corpus.documents import Region
from evals.extraction_rows import Row, rows_of, science_rows
from evals.train_extraction import Told, learn, row_weights, save, tell, word_f1
from evals.verdict_examples import open_bench

TEXT = (
    "The ferry line was founded in 1958 by Oskar Brandt. Its two ships carry 400 passengers each. "
    "Storms cancelled nine crossings last winter. Fuel takes a third of what it earns."
)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return open_extractor(Settings())


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who started the ferry company?", "The ferry line was founded"),
        ("How many people fit on each ship?", "Its two ships carry"),
        ("Why were crossings cancelled?", "Storms cancelled nine"),
    ],
)
def test_a_text_that_answers(extractor: Extractor, question: str, sentence: str) -> None:
    found = extractor.extract(question, TEXT)
    assert found.answerable >= 0.5
    assert any(one.text.startswith(sentence) for one in found.sentences)
    assert all(TEXT[one.start : one.end] == one.text for one in found.sentences)


@pytest.mark.parametrize(
    "question", ["How is insulin made?", "Which enzyme copies DNA?", "Who painted the ceiling?"]
)
def test_a_text_that_does_not(extractor: Extractor, question: str) -> None:
    found = extractor.extract(question, TEXT)
    assert not found.sentences
    assert found.answerable < 0.5


def test_a_marked_heading_is_no_evidence(extractor: Extractor) -> None:
    headed = f"# Who started the ferry company?\n## Ferries\r\n{TEXT}\n### Fuel and storms"
    found = extractor.extract("Who started the ferry company?", headed)
    assert [one.text for one in found.sentences][:1] == [TEXT[:51]]
    assert all(headed[one.start : one.end] == one.text for one in found.sentences)


def test_a_text_of_headings_alone_is_read() -> None:
    hits = hits_in(open_bench(Settings(), False).embedder, "# Ferries\n# Storms", 900)
    assert [hit.passage.text for hit in hits] == ["# Ferries", "# Storms"]


def test_rows_weigh_the_same_by_source_and_by_answer() -> None:
    answers = np.array([True, False, True, True, False])
    weights = row_weights(["a", "a", "b", "b", "b"], answers)
    assert weights.tolist() == pytest.approx([1.25, 1.25, 0.625, 0.625, 1.25])


def test_word_f1_by_hand() -> None:
    row = Row("x", "?", "one two three four five", ((4, 13),))  # "two three"
    told = Told(row, [], [], [], [], [])
    given = [Region(8, 18)]  # "three four"
    assert word_f1([told], [given], np.ones(1)) == pytest.approx(0.5)
    assert word_f1([told], [[]], np.ones(1)) == 0.0


def test_it_is_learned_from_rows_that_answer_and_that_do_not(tmp_path: Path) -> None:
    made, data = tmp_path / "made", tmp_path / "data"
    made.mkdir()
    data.mkdir()
    made.joinpath("held-out.list").write_text("", "utf-8")
    asked = {"id": "1", "text": TEXT, "group": "ferries", "question": "Who founded the line?"}
    other = {**asked, "text": "Bread is baked at night. Ovens are lit at two.", "spans": [[0, 24]]}
    rows = [{**asked, "spans": [[38, 50]]}, {**other, "question": "When is bread baked?"}]
    lines = "\n".join(json.dumps(row) for row in rows)
    for name in ("squad2", "selqa_dev", "covidqa_documents", "covidqa_questions"):
        data.joinpath(f"{name}.jsonl").write_text("" if "covid" in name else lines, "utf-8")
    made.joinpath("papers").mkdir()
    chunks = [{"chunk": "a", "text": TEXT}, {"chunk": "b", "text": other["text"]}]
    papers = [
        {"question": "Who founded the line, and with how many ships?", "chunk": "a"}
        | {"spans": [[0, TEXT.index("Storms") - 1]]},
        {"question": "How did storms matter?", "chunk": "b", "spans": []},
    ]
    for name, kept in (("chunks", chunks), ("dev", papers)):
        lines = "\n".join(json.dumps(row) for row in kept)
        made.joinpath("papers", f"{name}.jsonl").write_text(lines, "utf-8")
    found = rows_of(made, data, 8)
    assert [row.source for row in found].count("papers") == 2
    assert [row.source for row in found].count("selqa") == 4  # two that answer, two elsewhere
    bench = open_bench(Settings(), True)
    told = [one for row in found if (one := tell(row, bench, 0.0))]
    assert [len(one.features) for one in told] == [len(READING_FEATURES)] * len(told)
    learned = learn(told)
    answers = [learned.stated(one) for one in told if one.row.spans]
    assert min(answers) > max(learned.stated(one) for one in told if not one.row.spans)
    save(learned, 0.0, tmp_path / "x.extract.json")
    assert json.loads((tmp_path / "x.extract.json").read_text("utf-8"))["answer_threshold"] == 0.5


def test_questions_on_papers_stand_beside_chunks_with_evidence_and_the_nearest_other(
    tmp_path: Path,
) -> None:
    paragraphs = [
        f"{subject} are studied here. {'They differ by year. ' * 50}".strip()
        for subject in ("Ferries", "Ovens", "Orchards")
    ]
    text = "\n\n".join(["# Three studies", *paragraphs])
    asked: list[dict[str, object]] = [
        {"question": "Which orchards are studied?", "evidence": []},
        {"question": "Do orchards matter to ovens?", "evidence": [[span(text, "Ovens are")]]},
    ]
    folder = tmp_path / "science"
    folder.mkdir()
    folder.joinpath("p.txt").write_text(text, "utf-8")
    folder.joinpath("p.jsonl").write_text("\n".join(map(json.dumps, asked)), "utf-8")
    near, evidence, other = science_rows(tmp_path)
    assert near.text == paragraphs[2] == other.text
    assert (near.spans, other.spans) == ((), ())
    assert evidence.text == paragraphs[1]
    assert [evidence.text[a:b] for a, b in evidence.spans] == ["Ovens are"]


def span(text: str, quote: str) -> dict[str, int]:
    """Where the quote stands."""
    start = text.index(quote)
    return {"start": start, "end": start + len(quote)}


def test_an_empty_text_has_no_passages() -> None:
    assert hits_in(open_bench(Settings(), False).embedder, " ", 900) == []
