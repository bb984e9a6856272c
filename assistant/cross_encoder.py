"""A whole model that reads two texts together, from the words up (a cross-encoder).

The model of the accurate profile, all-mpnet-base-v2 (Song et al. 2020, "MPNet"), is four times
MiniLM's depth and width together and was taught by far more text before it learned anything of
claims or questions; with a low-rank change of its upper layers it tells far better what one text
says of the other than MiniLM's layers in assistant.joint do, and takes some twenty times as long.

Importing this module is slow: it brings in torch.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel
from transformers.utils import logging as transformers_logging

from index.adapter import low_rank, weight_in
from index.flat_bert import multiplies_bfloat16
from index.weights import Weights

# Layers, counted from the top, that what was learned changes.
CHANGED = 6
_START, _END, _PAD = "<s>", "</s>", "<pad>"
# The parts of a row of tokens: the text that is read, what it is read for, what only stands by
# (and the marks between), and padding.
FIRST, SECOND, BESIDE, _NOTHING = 0, 1, -1, -2

transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]


class CrossEncoder(nn.Module):
    """The model over rows of several texts. It is the published one until `learn` changes it."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            weights.folder, local_files_only=True, use_safetensors=True, attn_implementation="eager"
        ).eval()
        self.encoder.requires_grad_(False)
        self.dim: int = self.encoder.config.hidden_size
        self._tokenizer = Tokenizer.from_file(str(weights.folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        vocabulary: dict[str, int] = self._tokenizer.get_vocab()
        self._start, self._end, self._pad = (vocabulary[one] for one in (_START, _END, _PAD))
        self._halved = False

    @property
    def changed(self) -> list[nn.Module]:
        """The layers that are changed by what is learned, lowest first."""
        return list(self.encoder.encoder.layer)[-CHANGED:]

    @torch.no_grad()
    def learn(self, path: Path) -> None:
        """Takes over what was learned: NAME.A and NAME.B are added to the linear layer NAME
        (LoRA; Hu et al. 2021), all else replaces the weight of its name."""
        own = self.state_dict()
        with safe_open(str(path), framework="np") as file:
            keys: list[str] = file.keys()
            for key in keys:
                name, _, end = key.rpartition(".")
                if end == "A":
                    own[f"{name}.weight"] += torch.from_numpy(low_rank(file, name))
                elif end not in ("B", "scale"):
                    own[key].copy_(torch.from_numpy(weight_in(file, key)))

    def halve(self) -> None:
        """Where the machine multiplies in bfloat16, has the model computed in it from now on:
        training bears that, and it is two to three times as fast. What is learned stays
        float32."""
        self._halved = multiplies_bfloat16()
        for one in self.encoder.modules() if self._halved else ():
            if isinstance(one, nn.Linear) and not one.weight.requires_grad:
                one.bfloat16()

    def states(self, rows: Sequence[Sequence[tuple[Sequence[int], int]]]) -> tuple[Tensor, Tensor]:
        """The tokens' last states, (n, longest, dim), and which part each belongs to, (n,
        longest). A row is at least two texts' tokens, each with its part."""
        told = [self._row(row) for row in rows]
        longest = max(len(ids) for ids, _ in told)
        ids = np.full((len(told), longest), self._pad)
        parts = np.full((len(told), longest), _NOTHING)
        for number, (one, part) in enumerate(told):
            ids[number, : len(one)], parts[number, : len(one)] = one, part
        where = torch.from_numpy(parts)
        mask = (where > _NOTHING).long()
        with torch.autocast("cpu", torch.bfloat16, enabled=self._halved):
            told = self.encoder(torch.from_numpy(ids), attention_mask=mask)[0]
        return told.float(), where

    def pooled(self, states: Tensor, parts: Tensor) -> Tensor:
        """(n, 3 dim): the first token's state, and the means of the two parts'."""
        means = [_mean(states, (parts == part).float()) for part in (FIRST, SECOND)]
        return torch.cat([states[:, 0], *means], 1)

    def _row(self, texts: Sequence[tuple[Sequence[int], int]]) -> tuple[list[int], list[int]]:
        """Marked as the model's makers mark pairs; a third text is set off by one mark more."""
        ids, parts = [self._start], [BESIDE]
        for number, (text, part) in enumerate(texts):
            ids += [*text, self._end, *([self._end] if number == 0 else [])]
            parts += [*[part] * len(text), BESIDE, *([BESIDE] if number == 0 else [])]
        return ids, parts

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids


def _mean(states: Tensor, mask: Tensor) -> Tensor:
    total = torch.einsum("nt,ntd->nd", mask, states)
    return total / mask.sum(1, keepdim=True).clamp(min=1)
