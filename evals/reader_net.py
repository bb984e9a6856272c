"""The reader as a torch network that can be trained; assistant/reader.py computes the same."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from torch import Tensor, nn
from torch.nn import functional

from assistant.reader import ABSENT
from index.adapter import low_rank
from index.embedder import Halves
from index.transformer import TransformerEmbedder


class JointLayer(nn.Module):
    """A BERT layer (Devlin et al. 2019) over pairs, made from one of the embedding model's."""

    def __init__(self, layer: nn.Module, heads: int) -> None:
        super().__init__()
        part = layer.get_submodule
        self.heads = heads
        self.query, self.key = part("attention.self.query"), part("attention.self.key")
        self.value, self.out = part("attention.self.value"), part("attention.output.dense")
        self.up, self.down = part("intermediate.dense"), part("output.dense")
        self.norm_in, self.norm_out = part("attention.output.LayerNorm"), part("output.LayerNorm")

    def forward(self, rows: Tensor, mask: Tensor, drop: float = 0.0) -> Tensor:
        """(pairs, tokens, dim) to the same; `mask`: (pairs, 1, 1, tokens), False for padding.
        `drop`: the share of what a layer adds that is left out (Srivastava et al. 2014)."""
        query, key, value = (self._split(part(rows)) for part in (self.query, self.key, self.value))
        # As scaled_dot_product_attention, whose way back is slow for short rows on a processor.
        alike = query @ key.transpose(2, 3) / query.shape[-1] ** 0.5
        read = alike.masked_fill(~mask, -torch.inf).softmax(-1).to(value.dtype) @ value
        added = functional.dropout(self.out(read.transpose(1, 2).flatten(2)), drop, drop > 0)
        rows = self.norm_in(rows + added)
        added = functional.dropout(self.down(functional.gelu(self.up(rows))), drop, drop > 0)
        told: Tensor = self.norm_out(rows + added)
        return told

    def _split(self, rows: Tensor) -> Tensor:
        return rows.view(*rows.shape[:2], self.heads, -1).transpose(1, 2)


class ReaderNet(nn.Module):
    """The network. A pair is a row of states: one learned state that gathers the verdict, the
    question's tokens, the sentence's; `sides` tells them apart: 0, 0, 1, and -1 for padding."""

    def __init__(self, layers: Sequence[nn.Module], dim: int, heads: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(JointLayer(layer, heads) for layer in layers)
        self.drop = 0.0  # while it is trained, as in JointLayer
        self.verdict = nn.Parameter(torch.randn(dim) * 0.02)
        self.side = nn.Parameter(torch.zeros(2, dim))
        self.token = nn.Linear(dim, 1)
        self.sentence = nn.Sequential(nn.Linear(2 * dim, 64), nn.GELU(), nn.Linear(64, 3))
        self.answer = nn.Sequential(nn.Linear(2 * dim, 64), nn.GELU(), nn.Linear(64, 1))
        # How first-pass scores and the best token's logit enter the three results; learned.
        self.rank_mix = nn.Parameter(torch.tensor([20.0, 0.3]))
        self.evidence_mix = nn.Parameter(torch.tensor([0.3, 0.3, 0.3]))
        self.evidence_bias = nn.Parameter(torch.tensor(-1.0))
        self.answer_mix = nn.Parameter(torch.tensor([0.1, 0.5]))

    def pairs(self, states: Tensor, sides: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(n, t, dim) states to (n, 2 · dim): the sentence's mean and the verdict's state, (n, t)
        logits of each token being part of an answer, and (n,) the best of the sentence's."""
        rows = states + self.side[(sides > 0).long()]
        rows = torch.cat([self.verdict.expand(len(rows), 1, -1), rows[:, 1:]], 1)
        rows = rows.to(next(self.layers.parameters()).dtype)
        mask = (sides >= 0)[:, None, None].expand(-1, 1, sides.shape[1], -1)
        for layer in self.layers:
            rows = layer(rows, mask, self.drop)
        rows, own = rows.float(), (sides == 1).float()
        mean = torch.einsum("nt,ntd->nd", own, rows) / own.sum(1, keepdim=True).clamp(min=1)
        tokens = self.token(rows).squeeze(-1)
        best = tokens.masked_fill(sides != 1, ABSENT).amax(1)
        return torch.cat([mean, rows[:, 0]], 1), tokens, best

    def judge(
        self, pooled: Tensor, best: Tensor, scores: Tensor, absent: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """For b questions with k candidates each, some `absent`: pooled (b, k, 2 · dim), best
        token logits and first-pass scores (b, k) to ranks and evidence (b, k), answers (b,)."""
        pooled = functional.dropout(pooled, self.drop, self.drop > 0)
        told, best = self.sentence(pooled), best.masked_fill(absent, 0.0)
        ranks = self.rank_mix[0] * scores + self.rank_mix[1] * best + told[..., 0]
        ranks = ranks.masked_fill(absent, ABSENT)
        dim = pooled.shape[-1] // 2
        seen = (ranks.softmax(-1)[..., None] * pooled).sum(1)
        answers = self.answer(torch.cat([seen[:, dim:], seen[:, :dim]], -1)).squeeze(-1)
        answers = answers + self.answer_mix[0] * best.masked_fill(absent, ABSENT).amax(-1)
        answers = answers + self.answer_mix[1] * told[..., 2].masked_fill(absent, ABSENT).amax(-1)
        behind = (ranks - ranks.amax(-1, keepdim=True)).clamp(min=-20)
        terms = torch.stack([behind, best, answers[:, None].expand_as(best)], -1)
        evidence = told[..., 1] + terms @ self.evidence_mix + self.evidence_bias
        return ranks, evidence, answers


def padded(question: Halves, sentences: Sequence[Halves]) -> tuple[Tensor, Tensor]:
    """(n, t, dim) states and (n, t) sides for the question beside each sentence."""
    asked = len(question) + 1
    longest = asked + max(len(sentence) for sentence in sentences)
    states = np.zeros((len(sentences), longest, question.shape[1]), np.float32)
    sides = np.full((len(sentences), longest), -1)
    states[:, 1:asked], sides[:, :asked] = question, 0
    for row, sentence in enumerate(sentences):
        end = asked + len(sentence)
        states[row, asked:end], sides[row, asked:end] = sentence, 1
    return torch.from_numpy(states), torch.from_numpy(sides)


def new_net(embedder: TransformerEmbedder) -> ReaderNet:
    """An untrained network over the embedder's upper layers."""
    layers = embedder.upper_layers()
    heads = layers[0].get_submodule("attention.self").num_attention_heads
    dim = layers[0].get_submodule("attention.self.query").in_features
    assert isinstance(heads, int)
    assert isinstance(dim, int)
    return ReaderNet(layers, dim, heads)


def load_net(embedder: TransformerEmbedder, path: Path) -> ReaderNet:
    """The network with what was learned: NAME.A and NAME.B are added to the linear layer NAME
    (LoRA; Hu et al. 2021), all else replaces the weight of its name."""
    net = new_net(embedder)
    weights = net.state_dict()
    with safe_open(str(path), framework="np") as file:
        keys: list[str] = file.keys()
        for name in keys:
            if name.endswith(".A"):
                change = low_rank(file, name.removesuffix(".A"))
                weights[f"{name.removesuffix('.A')}.weight"] += torch.from_numpy(change)
            elif not name.endswith((".B", ".scale")):
                weights[name].copy_(torch.from_numpy(file.get_tensor(name)))
    return net
