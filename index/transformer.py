"""The sentence-transformers embedder. Importing this module is slow: it brings in torch."""

import copy
import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from transformers import PretrainedConfig
from transformers.utils import logging as transformers_logging

from index.adapter import STATES_AFTER, adapter_changes, find_adapter, fingerprint
from index.embedder import Encoded, Floats, Role, Tokens
from index.flat_bert import multiplies_bfloat16
from index.light import Upper
from index.weights import Weights
from index.windows import Output, Window, joined, window_size, windows

# Texts encoded at once; 16 passages of up to 250 tokens keep two cores busy and stay in cache.
_BATCH = 16

logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]


class TransformerEmbedder:
    """Any sentence-transformers model with a fast tokenizer.

    Text vectors are the model's own pooled output. Token vectors are its last hidden states,
    as late interaction uses them (Khattab and Zaharia 2020, ColBERT). Texts longer than the
    model's window are encoded window by window, so that every token has a vector.

    Passages are encoded in bfloat16 where the processor multiplies it natively (AVX-512 BF16
    or AMX), unless float32 is asked for; questions always in float32, one at a time, so a
    question's vector depends on nothing but the question.
    """

    def __init__(self, weights: Weights, precision: str = "auto") -> None:
        """Raises UserError (from `weights`) before anything is loaded if the hash is wrong."""
        self.name, self._wanted = weights.name, precision
        self._model = SentenceTransformer(
            str(weights.folder),
            device="cpu",
            local_files_only=True,
            model_kwargs={"use_safetensors": True},
        ).eval()
        adapter = find_adapter(weights.sha256)
        if adapter:
            self._merge(adapter)
        # Readers go on from an adapted BERT's; they know no other kind of layer.
        self._keeps_states = bool(adapter) and self._config().model_type == "bert"
        if self._keeps_states:
            self._config().output_hidden_states = True
        self.sha256 = fingerprint(weights, adapter)
        self._half: SentenceTransformer | None = None
        # Its tokenizer, and torch's number of threads, are one for all who call.
        self._turn = threading.Lock()
        self.dim = int(self._model.get_embedding_dimension() or 0)
        self._tokenizer = self._model.tokenizer
        self._special: list[int] = self._tokenizer("")["input_ids"]  # [CLS] and [SEP]
        self._window = window_size(self._model.max_seq_length)
        self.upper: Upper | None = None  # a reader goes on from LightEmbedder's states

    @torch.no_grad()
    def _merge(self, adapter: Path) -> None:
        weights = dict(self._model.get_submodule("0.model").named_parameters())
        for name, change in adapter_changes(adapter).items():
            weights[name].add_(torch.from_numpy(change))

    def upper_layers(self) -> list[torch.nn.Module]:
        """Copies of the layers that come after those whose output `Tokens.states` holds, lowest
        first. Raises ValueError for a model whose tokens have no states."""
        if not self._keeps_states:
            raise ValueError(f"{self.name} keeps no token states")
        layers = self._model.get_submodule("0.model.encoder.layer").children()
        return [copy.deepcopy(layer) for layer in list(layers)[STATES_AFTER:]]

    def encode(self, texts: Sequence[str], role: Role) -> Encoded:
        prompt = self._model.prompts.get("query" if role == "question" else "document") or ""
        with self._turn:
            if role == "question":
                with one_thread():
                    return self._encode_all(self._model, texts, prompt, 1)
            return self._encode_all(self._passage_model(), texts, prompt, _BATCH)

    def _encode_all(
        self, model: SentenceTransformer, texts: Sequence[str], prompt: str, size: int
    ) -> Encoded:
        order = sorted(range(len(texts)), key=lambda at: (len(texts[at]), at))
        done: list[tuple[Floats, Tokens] | None] = [None] * len(texts)
        for first in range(0, len(order), size):
            batch = order[first : first + size]
            for at, encoded in zip(
                batch, self._encode(model, [texts[a] for a in batch], prompt), strict=True
            ):
                done[at] = encoded
        pairs = [pair for pair in done if pair is not None]
        vectors = np.stack([vector for vector, _ in pairs]) if pairs else np.zeros((0, self.dim))
        return Encoded(vectors.astype(np.float32), tuple(tokens for _, tokens in pairs))

    def _config(self) -> PretrainedConfig:
        config = self._model.get_submodule("0.model").config
        assert isinstance(config, PretrainedConfig)
        return config

    @property
    def precision(self) -> str:
        halved = self._wanted == "auto" and multiplies_bfloat16()
        return "bfloat16" if halved else "float32"

    def _passage_model(self) -> SentenceTransformer:
        if self.precision == "float32":
            return self._model
        if self._half is None:
            self._half = copy.deepcopy(self._model).bfloat16()
        return self._half

    def _encode(
        self, model: SentenceTransformer, texts: list[str], prompt: str
    ) -> Iterator[tuple[Floats, Tokens]]:
        cut = [self._windows(prompt + text) for text in texts]
        outputs = self._forward(model, [window.ids for window in chain.from_iterable(cut)])
        for found in cut:
            yield joined([(window, next(outputs)) for window in found], len(prompt))

    def _windows(self, text: str) -> list[Window]:
        told = self._tokenizer(
            text, return_offsets_mapping=True, add_special_tokens=False, truncation=False
        )
        return windows(told["input_ids"], told["offset_mapping"], self._window)

    @torch.inference_mode()
    def _forward(self, model: SentenceTransformer, windows: list[list[int]]) -> Iterator[Output]:
        """The output for each window, in order."""
        ids = [[*self._special[:1], *window, *self._special[1:]] for window in windows]
        padded = self._tokenizer.pad({"input_ids": ids}, return_tensors="pt")
        told = model.forward(dict(padded.items()))
        tokens, pooled = told["token_embeddings"].float(), told["sentence_embedding"].float()
        layers = told["all_layer_embeddings"] if self._keeps_states else ()  # first the words'
        for row, window in enumerate(windows):
            inner = slice(1, len(window) + 1)
            states = layers[STATES_AFTER][row, inner].half().numpy() if layers else None
            yield Output(tokens[row, inner].numpy(), pooled[row].numpy(), states)


@contextmanager
def one_thread() -> Iterator[None]:
    """A question's few tokens gain little from a second thread, and threads that wait for each
    other, or for another program, can take ten times as long."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
