"""What was learned is small and named; what learns it keeps its promises on small data."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from assistant.verdict import (
    FURTHER_FEATURES,
    QUESTION_FEATURES,
    READ_SENTENCE_FEATURES,
    READING_FEATURES,
    SENTENCE_FEATURES,
    open_verdict,
)
from evals.noted import counted
from evals.regression import ANSWERED, fit_line, prior_weights
from evals.train_adapter import LowRank
from evals.training_data import made_briefs, paragraph_rows
from index.adapter import (
    ADAPTERS,
    adapter_changes,
    adapter_metadata,
    factors,
    find_adapter,
    in_bytes,
    low_rank,
)
from index.weights import find_weights

ROOT = Path(__file__).parent.parent
LEARNED = [*ADAPTERS.glob("*"), *(ROOT / "assistant" / "learned").glob("*")]


def test_learned_files_are_small_and_name_their_data() -> None:
    assert sum(path.stat().st_size for path in LEARNED) < 5_000_000
    for path in LEARNED:
        told = json.loads(path.read_text("utf-8")) if path.suffix == ".json" else None
        assert (told or adapter_metadata(path))["data"]


def test_an_adapter_is_for_its_own_weights_alone() -> None:
    found = find_adapter(find_weights("all-MiniLM-L6-v2").sha256)
    assert found is not None
    assert "licences" in adapter_metadata(found)
    assert find_adapter("0" * 64) is None


def test_merging_equals_the_layer_it_was_trained_as(tmp_path: Path) -> None:
    torch.manual_seed(1)
    model = torch.nn.Sequential(torch.nn.Linear(6, 4))
    layer = LowRank(torch.nn.Linear(6, 4))
    layer.layer.load_state_dict(model[0].state_dict())
    torch.nn.init.normal_(layer.B)
    path = tmp_path / "one.safetensors"
    told = {"base_sha256": "", "rank": "16", "alpha": "32"}
    save_file({"0.A": layer.A.detach(), "0.B": layer.B.detach()}, path, metadata=told)
    rows = torch.randn(3, 6)
    with torch.no_grad():
        expected = layer(rows)
        model.get_parameter("0.weight").add_(torch.from_numpy(adapter_changes(path)["0.weight"]))
        assert torch.allclose(model(rows), expected, atol=1e-5)


def test_factors_in_bytes_are_given_back_but_for_half_a_step(tmp_path: Path) -> None:
    data = np.random.default_rng(3)
    down, up = (data.normal(size=size).astype(np.float32) for size in ((5, 9), (7, 5)))
    up[:, 2] = 0
    kept = in_bytes(down, up)
    path = tmp_path / "one.safetensors"
    save_file({f"x.{end}": torch.from_numpy(value) for end, value in kept.items()}, path)
    with safe_open(str(path), framework="np") as file:
        again = factors(file, "x")
        assert np.allclose(low_rank(file, "x"), again[1] @ again[0])
    assert np.abs(again[0] - down).max() <= kept["scale"][0].max() * 0.51
    assert np.abs(again[1] - up).max() <= kept["scale"][1].max() * 0.51
    assert not again[1][:, 2].any()


def test_a_verdict_has_a_weight_for_every_feature() -> None:
    told = (ROOT / "assistant" / "learned").glob("all-*.json")  # but asking.json
    for path in (one for one in told if not one.stem.endswith(".claims")):
        verdict = open_verdict(path.stem)
        read = path.stem.endswith((".reader", ".second", ".extract"))
        assert bool(verdict.mix) == path.stem.endswith(".second")
        assert len(verdict.topic.weights) == len(QUESTION_FEATURES)
        assert len(verdict.question.weights) == len(READING_FEATURES if read else QUESTION_FEATURES)
        assert len(verdict.sentence.weights) == len(
            READ_SENTENCE_FEATURES if read else SENTENCE_FEATURES
        )
        assert verdict.further is None or len(verdict.further.weights) == len(FURTHER_FEATURES)
    assert open_verdict("all-MiniLM-L6-v2.reader").further


def test_better_support_never_counts_against_an_answer() -> None:
    verdict = open_verdict("all-MiniLM-L6-v2")
    for name in ("best", "margin", "shared", "year_fits"):
        assert verdict.question.weights[QUESTION_FEATURES.index(name)] >= 0


def test_a_fitted_line_keeps_its_signs_and_learns_the_rest() -> None:
    rows = np.random.default_rng(0).normal(size=(400, 3))
    right = rows[:, 0] - 2 * rows[:, 1] > 0
    line = fit_line(rows, right, [0, 1, None])
    assert line.weights[0] > 0.1
    assert line.weights[1] == 0  # it would be negative
    assert line.weights[2] == 0
    free = fit_line(rows, right, [0, 0, 0])
    told = np.array([free.probability(row) > 0.5 for row in rows])
    assert (told == right).mean() > 0.95


def test_a_line_fitted_with_prior_weights_expects_that_many_answerable() -> None:
    random = np.random.default_rng(0)
    answerable, about = random.random(4000) < 0.5, random.random(4000) < 0.9
    rows = (random.normal(size=4000) + answerable)[:, None]
    counts = prior_weights(answerable, about)
    assert not counts[~about].any()
    assert counts.sum() == pytest.approx(about.sum())
    line = fit_line(rows, answerable, [0], counts)
    told = np.array([line.probability(row) for row in rows])
    assert np.average(told, weights=counts) == pytest.approx(ANSWERED, abs=0.01)
    even = fit_line(rows, answerable, [0], about.astype(float))
    assert even.weights[0] == pytest.approx(line.weights[0], rel=0.15)
    assert even.bias < line.bias - 0.7  # the odds are three times lower


def test_made_briefs_are_whole() -> None:
    lessons = made_briefs(ROOT / "evals" / "made", 900)
    assert len(lessons) == 317
    for lesson in lessons:
        assert len(lesson.asked) >= 40
        for asked in lesson.asked:
            assert all(number < len(lesson.sentences) for item in asked.items for number in item)
            assert bool(asked.items) == (asked.kind not in ("near", "far"))


@pytest.mark.parametrize("together", [1, 2])
def test_rows_become_lessons_of_their_group(tmp_path: Path, together: int) -> None:
    rows: list[dict[str, Any]] = [
        {"question": "What lives?", "text": "Ants live here. Rain falls.", "spans": [[0, 4]]},
        {"question": "What sinks?", "text": "Ships sail. Stones sink.", "spans": [[12, 18]]},
        {"question": "What flies?", "text": "Ships sail. Stones sink.", "spans": []},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps({**row, "group": "g"}) for row in rows), "utf-8")
    lessons = paragraph_rows(path, together, 900, seed=0)
    assert len(lessons) == 2 // together
    for lesson in lessons:
        for asked in lesson.asked:
            words = {"What lives?": "Ants live here.", "What sinks?": "Stones sink."}
            told = [_sentence(lesson.passages, lesson.sentences[n]) for i in asked.items for n in i]
            assert told == ([words[asked.question]] if asked.question in words else [])


def _sentence(passages: tuple[str, ...], place: tuple[int, int, int]) -> str:
    number, start, end = place
    return passages[number][start:end]


def test_questions_for_a_source_are_counted_by_what_they_lead_to(tmp_path: Path) -> None:
    text = (
        "The port lost half of its ships in 2024.(1) Its crews are owed three months of pay.\n\n"
        "References\n1. Ruth Adeyemi, Salt Roads, Lagos 2024.\n"
    )
    (tmp_path / "port.txt").write_text(text, "utf-8")
    rows: list[dict[str, Any]] = [
        {"question": "Which source says that the port lost half of its ships?", "notes": [1]},
        {"question": "Which source says that the port lost half of its ships?", "notes": [2]},
        {"question": "Which report is cited on 7,000 penguins?", "notes": []},
    ]
    asked = [{**row, "document": "port", "asks_source": True} for row in rows]
    asked.append({"question": "How much pay are crews owed?", "document": "port"})
    asked[-1]["asks_source"] = False
    assert counted(tmp_path, asked, "fast") == {
        ("sourced", "right note"): 1,
        ("sourced", "another note"): 1,
        ("unsourced", "refused"): 1,
        ("matter", "text"): 1,
    }
