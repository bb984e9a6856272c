"""An embedder whose questions need neither torch nor transformers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from tokenizers import Tokenizer

from index.adapter import STATES_AFTER, adapter_changes, find_adapter, fingerprint
from index.bert import Bert, BertLayer, Shape, read_shape
from index.embedder import Encoded, Floats, Role, Tokens
from index.weights import WEIGHTS_FILE, Weights
from index.windows import Output, Window, joined, window_size, windows

if TYPE_CHECKING:
    from index.flat_bert import FlatBert

_MODULES = ("Transformer", "Pooling", "Normalize")


@dataclass(frozen=True, slots=True)
class Upper:
    """The layers that come after those whose output `Tokens.states` holds, lowest first, and
    one hash for all that makes those states."""

    layers: tuple[BertLayer, ...]
    sha256: str


class LightEmbedder:
    """A BERT with mean pooling. Questions are encoded in NumPy, in float32, one at a time, so a
    question's vector depends on nothing but the question; passages by torch, which is imported
    when the first of them comes, and agrees with NumPy to rounding: in bfloat16 where the
    processor multiplies it natively."""

    def __init__(self, weights: Weights, shape: Shape, precision: str = "auto") -> None:
        self.name, self._wanted = weights.name, precision
        self._flats: dict[str, FlatBert] = {}
        adapter = find_adapter(weights.sha256)
        self.sha256 = fingerprint(weights, adapter)
        changes = adapter_changes(adapter) if adapter else {}
        self._bert = Bert(weights.folder / WEIGHTS_FILE, shape, changes)
        self.dim = self._bert.dim
        layers = tuple(self._bert.layers[STATES_AFTER:])
        self.upper = Upper(layers, self.sha256) if adapter else None
        self._tokenizer = _open_tokenizer(weights.folder)
        self._special = self._tokenizer.encode("").ids  # [CLS] and [SEP]
        told = _read(weights.folder / "sentence_bert_config.json")
        self._window = window_size(told.get("max_seq_length"))

    def encode(self, texts: Sequence[str], role: Role) -> Encoded:
        if role == "passage":
            pairs = self._passages(texts)
        else:
            pairs = [self._question(text) for text in texts]
        vectors = np.stack([vector for vector, _ in pairs]) if pairs else np.zeros((0, self.dim))
        return Encoded(vectors.astype(np.float32), tuple(tokens for _, tokens in pairs))

    @property
    def precision(self) -> str:
        if self._wanted == "float32":
            return "float32"
        from index.flat_bert import multiplies_bfloat16

        return "bfloat16" if multiplies_bfloat16() else "float32"

    def _flat(self, precision: str) -> "FlatBert":
        if precision not in self._flats:
            from index.flat_bert import FlatBert

            self._flats[precision] = FlatBert(self._bert, precision)
        return self._flats[precision]

    def _passages(self, texts: Sequence[str]) -> list[tuple[Floats, Tokens]]:
        told = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        cut = [windows(one.ids, one.offsets, self._window) for one in told]
        every = [window for found in cut for window in found]
        flat = self._flat(self.precision)
        outputs = flat.outputs(every, self._special, self.upper is not None)
        return [joined([(window, next(outputs)) for window in found], 0) for found in cut]

    def _question(self, text: str) -> tuple[Floats, Tokens]:
        told = self._tokenizer.encode(text, add_special_tokens=False)
        found = windows(told.ids, told.offsets, self._window)
        return joined([(window, self._output(window)) for window in found], 0)

    def _output(self, window: Window) -> Output:
        states = self._bert.states([*self._special[:1], *window.ids, *self._special[1:]])
        kept = states[STATES_AFTER][1:-1].astype(np.float16) if self.upper else None
        return Output(states[-1][1:-1], states[-1].mean(axis=0), kept)


def light_shape(folder: Path) -> Shape | None:
    """The shape of a model that LightEmbedder computes as sentence-transformers does: a BERT in
    float32 with a fast tokenizer, the mean of its tokens, no prompts. None for any other."""
    needed = ("config.json", "modules.json", "1_Pooling/config.json", "tokenizer.json")
    if not all((folder / name).is_file() for name in needed):
        return None
    modules = [one["type"].rpartition(".")[2] for one in _read(folder / "modules.json")]
    pooling = _read(folder / "1_Pooling" / "config.json")
    modes = [key for key, value in pooling.items() if key.startswith("pooling_mode") and value]
    prompts = _read(folder / "config_sentence_transformers.json").get("prompts") or {}
    plain = modes == ["pooling_mode_mean_tokens"] and not any(prompts.values())
    if not plain or tuple(modules) not in (_MODULES, _MODULES[:2]):
        return None
    return read_shape(folder)


def _open_tokenizer(folder: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}
