"""A low-rank adapter for the token embeddings, merged into the model when it is loaded."""

import hashlib
import json
from pathlib import Path

import torch
from safetensors import safe_open

from index.weights import Weights

ADAPTERS = Path(__file__).parent / "adapters"
# Layers of an adapted model after which token states are kept: half of MiniLM's six.
STATES_AFTER = 3


def find_adapter(model_sha256: str) -> Path | None:
    """The packaged adapter made for the model with those weights, if there is one."""
    for path in sorted(ADAPTERS.glob("*.safetensors")):
        if adapter_metadata(path)["base_sha256"] == model_sha256:
            return path
    return None


def adapter_metadata(path: Path) -> dict[str, str]:
    """What the file says of itself: base_sha256, rank, alpha, data, licences."""
    with safe_open(str(path), framework="pt") as file:
        told: dict[str, str] = file.metadata()
    return told


def fingerprint(weights: Weights, adapter: Path | None) -> str:
    """One hash for a model's weights and the adapter merged into them (None: the weights')."""
    if adapter is None:
        return weights.sha256
    return hashlib.sha256(weights.sha256.encode() + adapter.read_bytes()).hexdigest()


@torch.no_grad()
def merge_adapter(model: torch.nn.Module, path: Path) -> None:
    """Adds (alpha / rank) · B·A to each linear layer that the adapter names (LoRA; Hu et al.
    2021): once, so that encoding costs what it did. Raises KeyError for a layer the model
    doesn't have."""
    told = adapter_metadata(path)
    scale = json.loads(told["alpha"]) / json.loads(told["rank"])
    layers = dict(model.named_modules())
    with safe_open(str(path), framework="pt") as file:
        for name in sorted(key[:-2] for key in file.keys() if key.endswith(".A")):  # noqa: SIM118
            weight = layers[name].weight
            assert isinstance(weight, torch.Tensor)
            down, up = file.get_tensor(f"{name}.A").float(), file.get_tensor(f"{name}.B").float()
            weight += scale * (up @ down)
