"""A claim and sentences read together by a whole model, from the words up.

The model of the accurate profile, all-mpnet-base-v2 (Song et al. 2020, "MPNet"), is four times
MiniLM's depth and width together and was taught by far more text before it learned anything of
claims; with a low-rank change of its upper layers it tells true claims from changed ones far
better than MiniLM's layers in assistant.entailment do, and takes some twenty times as long.
What is learned comes from evals/train_whole_claims.py, and the network there is this one.

Importing this module is slow: it brings in torch.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel
from transformers.utils import logging as transformers_logging

from assistant.entailment import LONGEST, LONGEST_CLAIM, OUTCOMES, Entailment
from index.adapter import low_rank, weight_in
from index.weights import Weights

# Layers, counted from the top, that what was learned changes.
CHANGED = 6
_HEAD = 96
_START, _END, _PAD = "<s>", "</s>", "<pad>"
# The parts of a pair: the claim, the sentences, what stands between, and padding.
_CLAIM, _WINDOW, _BETWEEN, _NOTHING = 0, 1, -1, -2

Pair = tuple[str, str]

transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]


class WholeNet(nn.Module):
    """The model over pairs of texts, and a head over the first token's state and the means of
    either text's. All but the head is the published model's until `learn` changes it."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            weights.folder, local_files_only=True, use_safetensors=True, attn_implementation="eager"
        ).eval()
        self.encoder.requires_grad_(False)
        dim = self.encoder.config.hidden_size
        self.head = nn.Sequential(
            nn.Linear(3 * dim, _HEAD), nn.GELU(), nn.Linear(_HEAD, len(OUTCOMES))
        )
        self._tokenizer = Tokenizer.from_file(str(weights.folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        vocabulary: dict[str, int] = self._tokenizer.get_vocab()
        self._start, self._end, self._pad = (vocabulary[one] for one in (_START, _END, _PAD))

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

    def forward(self, pairs: Sequence[Pair]) -> Tensor:
        """(n, 3) logits of OUTCOMES; a text beyond LONGEST_CLAIM or LONGEST tokens is cut."""
        ids, sides = self._rows(pairs)
        states = self.encoder(ids, attention_mask=(sides > _NOTHING).long())[0]
        means = [_mean(states, (sides == part).float()) for part in (_CLAIM, _WINDOW)]
        logits: Tensor = self.head(torch.cat([states[:, 0], *means], 1))
        return logits

    def _rows(self, pairs: Sequence[Pair]) -> tuple[Tensor, Tensor]:
        told = [self._row(claim, window) for claim, window in pairs]
        longest = max(len(ids) for ids, _ in told)
        ids = np.full((len(told), longest), self._pad)
        sides = np.full((len(told), longest), _NOTHING)
        for row, (one, part) in enumerate(told):
            ids[row, : len(one)], sides[row, : len(one)] = one, part
        return torch.from_numpy(ids), torch.from_numpy(sides)

    def _row(self, claim: str, window: str) -> tuple[list[int], list[int]]:
        one, other = self._ids(claim, LONGEST_CLAIM), self._ids(window, LONGEST)
        ids = [self._start, *one, self._end, self._end, *other, self._end]
        sides = [_CLAIM] * len(one), [_BETWEEN] * 2, [_WINDOW] * len(other)
        return ids, [_BETWEEN, *chain.from_iterable(sides), _BETWEEN]

    def _ids(self, text: str, most: int) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids[:most]


def _mean(states: Tensor, mask: Tensor) -> Tensor:
    total = torch.einsum("nt,ntd->nd", mask, states)
    return total / mask.sum(1, keepdim=True).clamp(min=1)


class WholeReader:
    """Reads texts, each beside a claim."""

    def __init__(self, weights: Weights, learned: Path) -> None:
        self._net = WholeNet(weights)
        self._net.learn(learned)

    @torch.inference_mode()
    def read(self, claim: str, windows: Sequence[str]) -> list[Entailment]:
        """What each of the windows says of the claim."""
        if not windows:
            return []
        shares = self._net([(claim, one) for one in windows]).softmax(-1)
        return [Entailment(float(one[0]), float(one[1])) for one in shares]


@lru_cache(maxsize=1)
def open_whole_reader(weights: Weights, learned: Path) -> WholeReader:
    """The reader, loaded once in a process."""
    return WholeReader(weights, learned)
