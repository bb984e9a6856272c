"""Questions without torch: NumPy agrees with torch, and an answer imports neither torch nor
transformers."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.assistant import Assistant
from corpus.collection import Collection
from evals.sets import read_set
from index.bert import gelu
from index.embedder import Embedder
from index.index import passages_of
from index.joined import open_embedder
from index.light import LightEmbedder, light_shape
from index.transformer import TransformerEmbedder
from index.weights import find_weights

_ODD = [
    "",
    "Вялікі камень (Great Stone), cafe\u0301 and 🪑 مرحبا.\r\nA second line.",
    "\u200b",
    "Soldiers crossed the border at night. " * 80,  # longer than any window
    "中文字符 [SEP] [CLS] ＡＢＣ ß İstanbul",
]


def test_numpy_agrees_with_torch(light: Embedder, collection: Collection) -> None:
    asked = read_set("brief-dev", collection).questions[::4]
    questions = [one.question for one in asked] + _ODD
    other = TransformerEmbedder(find_weights("all-MiniLM-L6-v2"))
    assert light.sha256 == other.sha256
    mine, theirs = (one.encode(questions, "question") for one in (light, other))
    assert (mine.vectors * theirs.vectors).sum(axis=1).min() > 0.9999
    for one, another in zip(mine.tokens, theirs.tokens, strict=True):
        assert np.array_equal(one.offsets, another.offsets)
        assert one.vectors == pytest.approx(another.vectors, abs=1e-4)
        assert one.states is not None
        assert another.states is not None
        assert one.states == pytest.approx(another.states, abs=4e-3)  # float16's last bit at 2


@pytest.mark.parametrize(
    ("precision", "least", "apart"), [("float32", 0.99999, 1e-5), ("bfloat16", 0.9995, 5e-3)]
)
def test_passages_agree_with_torch_and_depend_on_nothing_beside_them(
    collection: Collection,
    monkeypatch: pytest.MonkeyPatch,
    precision: str,
    least: float,
    apart: float,
) -> None:
    weights = find_weights("all-MiniLM-L6-v2")
    shape = light_shape(weights.folder)
    assert shape
    embedder, other = LightEmbedder(weights, shape), TransformerEmbedder(weights, "float32")
    monkeypatch.setattr(LightEmbedder, "precision", precision)  # be it slow on this processor
    texts = [one.text for one in passages_of(collection, 900)][:5] + _ODD
    flat, padded = (one.encode(texts, "passage") for one in (embedder, other))
    assert (flat.vectors * padded.vectors).sum(axis=1).min() > least
    for one, another in zip(flat.tokens, padded.tokens, strict=True):
        assert np.array_equal(one.offsets, another.offsets)
        assert (one.vectors * another.vectors).sum(axis=1) == pytest.approx(1, abs=apart)
        assert one.states is not None
        assert another.states is not None
        assert one.states.shape == another.states.shape
    alone = [embedder.encode([text], "passage").vectors[0] for text in texts]
    tiles = precision == "bfloat16" and bool(torch.cpu.get_capabilities().get("amx_bf16"))
    likeness = (np.stack(alone) * flat.vectors).sum(axis=1)
    assert likeness == pytest.approx(1, abs=1e-4 if tiles else 1e-6)
    if precision == "bfloat16" and not tiles:
        assert np.array_equal(np.stack(alone), flat.vectors)
    assert np.array_equal(embedder.encode(texts, "passage").vectors, flat.vectors)
    assert embedder.encode([], "passage").vectors.shape == (0, embedder.dim)


def test_float32_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.flat_bert.multiplies_bfloat16", lambda: True)
    assert open_embedder("all-MiniLM-L6-v2").precision == "bfloat16"
    assert open_embedder("all-MiniLM-L6-v2", "float32").precision == "float32"


def test_gelu_is_torchs() -> None:
    rows = np.linspace(-8, 8, 4001, dtype=np.float32)
    expected = torch.nn.functional.gelu(torch.from_numpy(rows)).numpy()
    assert gelu(rows) == pytest.approx(expected, abs=2e-6)


def test_an_answer_needs_neither_torch_nor_transformers(
    assistant: Assistant, brief_index: Path
) -> None:
    code = f"""
import sys
from pathlib import Path
from assistant.assistant import open_assistant
from assistant.settings import Settings
answer = open_assistant(Settings(), folder=Path({str(brief_index)!r})).ask({_ASKED!r})
assert not {{"torch", "transformers", "sentence_transformers"}} & set(sys.modules)
print(answer.text)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == assistant.ask(_ASKED).text.strip()
    assert "86.82%" in ran.stdout


_ASKED = "What share of the vote did Lukashenka get in January 2025?"


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("config.json", {"hidden_act": "relu"}),
        ("config.json", {"model_type": "mpnet"}),
        ("config.json", {"position_embedding_type": "relative_key"}),
        ("1_Pooling/config.json", {"pooling_mode_cls_token": True}),
        ("config_sentence_transformers.json", {"prompts": {"query": "query: "}}),
    ],
)
def test_models_that_compute_otherwise_are_left_to_torch(
    tmp_path: Path, file: str, change: dict[str, object]
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(find_weights("all-MiniLM-L6-v2").folder, folder)
    assert light_shape(folder) is not None
    told = json.loads((folder / file).read_text("utf-8")) | change
    (folder / file).write_text(json.dumps(told), "utf-8")
    assert light_shape(folder) is None


def test_a_model_without_a_fast_tokenizer_is_left_to_torch(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(find_weights("all-MiniLM-L6-v2").folder, folder)
    (folder / "tokenizer.json").unlink()
    assert isinstance(open_embedder(str(folder)), TransformerEmbedder)
