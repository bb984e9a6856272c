"""A low-rank adapter for the token embeddings, merged into the model when it is loaded."""

import hashlib
import json
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

from index.embedder import Floats
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
    with safe_open(str(path), framework="np") as file:
        told: dict[str, str] = file.metadata()
    return told


def fingerprint(weights: Weights, adapter: Path | None) -> str:
    """One hash for a model's weights and the adapter merged into them (None: the weights')."""
    if adapter is None:
        return weights.sha256
    return hashlib.sha256(weights.sha256.encode() + adapter.read_bytes()).hexdigest()


def adapter_changes(path: Path) -> dict[str, Floats]:
    """(alpha / rank) · B·A for each weight that the adapter changes, by its name (LoRA; Hu et
    al. 2021): added once when a model is loaded, so that encoding costs what it did."""
    told = adapter_metadata(path)
    scale = np.float32(json.loads(told["alpha"]) / json.loads(told["rank"]))
    with safe_open(str(path), framework="np") as file:
        keys = file.keys()
        names = sorted(key[:-2] for key in keys if key.endswith(".A"))
        return {f"{name}.weight": scale * low_rank(file, name) for name in names}


def low_rank(file: Any, name: str) -> Floats:
    """B·A in float32 from an open safetensors file's NAME.A and NAME.B."""
    down, up = factors(file, name)
    change: Floats = up @ down
    return change


def factors(file: Any, name: str) -> tuple[Floats, Floats]:
    """NAME.A, (rank, in), and NAME.B, (out, rank), in float32. Where they are kept in bytes or
    half bytes, NAME.scale, (2, rank), has what A's rows and B's columns are to be multiplied by."""
    down, up = (unpacked(file.get_tensor(f"{name}.{end}")) for end in "AB")
    if f"{name}.scale" not in file.keys():  # noqa: SIM118 (no mapping)
        return down, up
    of_rows, of_columns = file.get_tensor(f"{name}.scale").astype(np.float32)
    return down * of_rows[:, None], up * of_columns


def weight_in(file: Any, key: str) -> Floats:
    """A weight of an open safetensors file in float32. Of a matrix kept in bytes or half bytes,
    KEY.scale, (n, 1), has a factor for each row."""
    kept = unpacked(file.get_tensor(key))
    scaled = f"{key}.scale" in file.keys()  # noqa: SIM118 (no mapping)
    return kept * file.get_tensor(f"{key}.scale").astype(np.float32) if scaled else kept


def in_bytes(down: Floats, up: Floats, bits: Literal[4, 8] = 8) -> dict[str, NDArray[Any]]:
    """A, B and scale such that `factors` gives them back but for what a byte can't tell, or half
    a byte; then A's columns and B's must be even in number."""
    most = 2 ** (bits - 1) - 1
    scale = np.stack([np.abs(down).max(axis=1), np.abs(up).max(axis=0)]).astype(np.float32) / most
    scale = np.maximum(scale, np.float32(1e-12))
    kept = {"A": np.rint(down / scale[0][:, None]), "B": np.rint(up / scale[1])}
    told = {name: packed(one) if bits == 4 else one.astype(np.int8) for name, one in kept.items()}
    return {**told, "scale": scale}


def packed(numbers: Floats) -> NDArray[np.uint8]:
    """Whole numbers from -8 to 7, (n, m) with an even m, two to a byte."""
    nibbles = (numbers + 8).astype(np.uint8)
    told: NDArray[np.uint8] = nibbles[:, ::2] + np.uint8(16) * nibbles[:, 1::2]
    return told


def unpacked(numbers: NDArray[Any]) -> Floats:
    """What `packed` was given; of any other type than its own, the same numbers, in float32."""
    if numbers.dtype != np.uint8:
        return numbers.astype(np.float32)
    pairs = np.stack([numbers & 15, numbers >> 4], axis=-1).astype(np.float32) - 8
    return pairs.reshape(len(numbers), -1)
