"""A small reader: a question and a sentence read together. Importing it brings in torch.

Encoders that read both apart can't see whether a sentence that speaks of the thing also says
what is asked. Reading every pair from the words up would be slow; so the lower half of the model
reads the two apart, at indexing time for passages, and the upper half reads them together
(Cao et al. 2020, "DeFormer"). What it learned is a low-rank change of those layers and a few
small heads, by evals/train_reader.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from torch import Tensor, nn
from torch.nn import functional

from index.adapter import adapter_metadata
from index.embedder import Floats, Halves, Tokens
from index.joined import JoinedEmbedder
from index.transformer import TransformerEmbedder, multiplies_bfloat16, one_thread

# Tokens of a sentence that are read; a longer one's rest is left out.
LONGEST_SENTENCE = 90
# Pairs that are read at once, of about the same length.
_BATCH = 4
_ABSENT = -1e4  # the logit of what isn't there

Stated = TransformerEmbedder | JoinedEmbedder


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of a question's candidate sentences. `ranks`, (n,): logits of a
    softmax over them; `evidence`, (n,): each one's logit of being evidence; `answer`: the logit
    of the question being answered by any."""

    ranks: Floats
    evidence: Floats
    answer: float


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

    def forward(self, rows: Tensor, mask: Tensor) -> Tensor:
        """(pairs, tokens, dim) to the same; `mask`: (pairs, 1, 1, tokens), False for padding."""
        query, key, value = (self._split(part(rows)) for part in (self.query, self.key, self.value))
        read = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        rows = self.norm_in(rows + self.out(read.transpose(1, 2).flatten(2)))
        told: Tensor = self.norm_out(rows + self.down(functional.gelu(self.up(rows))))
        return told

    def _split(self, rows: Tensor) -> Tensor:
        return rows.view(*rows.shape[:2], self.heads, -1).transpose(1, 2)


class ReaderNet(nn.Module):
    """The network. A pair is a row of states: one learned state that gathers the verdict, the
    question's tokens, the sentence's; `sides` tells them apart: 0, 0, 1, and -1 for padding."""

    def __init__(self, layers: Sequence[nn.Module], dim: int, heads: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(JointLayer(layer, heads) for layer in layers)
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
            rows = layer(rows, mask)
        rows, own = rows.float(), (sides == 1).float()
        mean = torch.einsum("nt,ntd->nd", own, rows) / own.sum(1, keepdim=True).clamp(min=1)
        tokens = self.token(rows).squeeze(-1)
        best = tokens.masked_fill(sides != 1, _ABSENT).amax(1)
        return torch.cat([mean, rows[:, 0]], 1), tokens, best

    def judge(
        self, pooled: Tensor, best: Tensor, scores: Tensor, absent: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """For b questions with k candidates each, some `absent`: pooled (b, k, 2 · dim), best
        token logits and first-pass scores (b, k) to ranks and evidence (b, k), answers (b,)."""
        told, best = self.sentence(pooled), best.masked_fill(absent, 0.0)
        ranks = self.rank_mix[0] * scores + self.rank_mix[1] * best + told[..., 0]
        ranks = ranks.masked_fill(absent, _ABSENT)
        dim = pooled.shape[-1] // 2
        seen = (ranks.softmax(-1)[..., None] * pooled).sum(1)
        answers = self.answer(torch.cat([seen[:, dim:], seen[:, :dim]], -1)).squeeze(-1)
        answers = answers + self.answer_mix[0] * best.masked_fill(absent, _ABSENT).amax(-1)
        answers = answers + self.answer_mix[1] * told[..., 2].masked_fill(absent, _ABSENT).amax(-1)
        behind = (ranks - ranks.amax(-1, keepdim=True)).clamp(min=-20)
        terms = torch.stack([behind, best, answers[:, None].expand_as(best)], -1)
        evidence = told[..., 1] + terms @ self.evidence_mix + self.evidence_bias
        return ranks, evidence, answers


class Reader:
    """Reads candidate sentences, each beside the question. `name` is that of its file."""

    def __init__(self, net: ReaderNet, name: str) -> None:
        self._net, self.name = net.eval(), name

    @torch.inference_mode()
    def read(
        self, question: Tokens, sentences: Sequence[Tokens], scores: Sequence[float]
    ) -> Reading:
        """The reading of at least one sentence; `scores` are their late-interaction scores.
        Raises ValueError for tokens without states."""
        with one_thread():
            return self._read(question, sentences, scores)

    def _read(
        self, question: Tokens, sentences: Sequence[Tokens], scores: Sequence[float]
    ) -> Reading:
        asked, read = states_of(question), [states_of(one)[:LONGEST_SENTENCE] for one in sentences]
        order = sorted(range(len(read)), key=lambda at: (len(read[at]), at))
        pooled = torch.zeros(len(read), 2 * self._net.verdict.shape[0])
        best = torch.zeros(len(read))
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            pooled[batch], _, best[batch] = self._net.pairs(
                *padded(asked, [read[at] for at in batch])
            )
        ranks, evidence, answers = self._net.judge(
            pooled[None], best[None], torch.tensor([list(scores)]), torch.zeros(1, len(read)).bool()
        )
        return Reading(ranks[0].numpy(), evidence[0].numpy(), float(answers[0]))


def states_of(tokens: Tokens) -> Halves:
    """The tokens' states. Raises ValueError where the embedder kept none."""
    if tokens.states is None:
        raise ValueError("the embedder kept no token states")
    return tokens.states


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


def new_net(embedder: Stated) -> ReaderNet:
    """An untrained network over the embedder's upper layers."""
    layers = embedder.upper_layers()
    heads = layers[0].get_submodule("attention.self").num_attention_heads
    dim = layers[0].get_submodule("attention.self.query").in_features
    assert isinstance(heads, int)
    assert isinstance(dim, int)
    return ReaderNet(layers, dim, heads)


def open_reader(embedder: Stated) -> Reader | None:
    """The packaged reader made for exactly these weights, if there is one."""
    for resource in sorted(files("assistant").joinpath("learned").iterdir(), key=str):
        with as_file(resource) as path:
            if path.suffix == ".safetensors" and _made_for(path, embedder):
                return Reader(_ready(load_net(embedder, path)), path.stem)
    return None


def load_net(embedder: Stated, path: Path) -> ReaderNet:
    """The network with what was learned: NAME.A and NAME.B are added to the linear layer NAME
    (LoRA; Hu et al. 2021), all else replaces the weight of its name."""
    net = new_net(embedder)
    with safe_open(str(path), framework="pt") as file:
        learned = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
    weights = net.state_dict()
    for name, value in learned.items():
        if name.endswith(".A"):
            weights[f"{name[:-2]}.weight"] += learned[f"{name[:-2]}.B"] @ value
        elif not name.endswith(".B"):
            weights[name].copy_(value)
    return net


def _made_for(path: Path, embedder: Stated) -> bool:
    return adapter_metadata(path)["model_sha256"] == embedder.states_sha256


def _ready(net: ReaderNet) -> ReaderNet:
    """In bfloat16 where the processor multiplies it natively."""
    if multiplies_bfloat16():
        net.layers.bfloat16()
    return net
