"""The mean of what two trainings of one network learned: python -m evals.soup ONE OTHER OUT.

ONE and OTHER are files written by evals/train_whole_claims.py or evals/train_second.py, over the
same weights, the one begun where the other ended. Weights halfway between two such ends often do
better than either (Wortsman et al. 2022, "Model soups"), at no cost when they are used. OUT is kept
at ONE's rank and in its bits.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import save_file

from corpus.errors import UserError
from evals.train_reader import balanced, matrix_in_bits
from evals.training_data import whole
from index.adapter import adapter_metadata, factors, in_bytes, weight_in

_HALF = np.float32(0.5)

Tensors = dict[str, NDArray[Any]]


def mean_of(one: Path, other: Path) -> Tensors:
    """The tensors of a file with the mean of both. Raises UserError for files of two networks."""
    if adapter_metadata(one)["model_sha256"] != adapter_metadata(other)["model_sha256"]:
        raise UserError("they are for different weights", "name two of one model", where=str(other))
    tensors: Tensors = {}
    with (
        safe_open(str(one), framework="np") as first,
        safe_open(str(other), framework="np") as last,
    ):
        if set(first.keys()) != set(last.keys()):
            raise UserError("they hold different weights", "name two of one kind", where=str(other))
        for key in first.keys():  # noqa: SIM118 (no mapping)
            name, _, end = key.rpartition(".")
            if end == "A":
                tensors |= _mean_change(first, last, name)
            elif end not in ("B", "scale"):
                tensors |= _mean_weight(first, last, key)
    return tensors


def _mean_change(one: Any, other: Any, name: str) -> Tensors:
    """Of two low-rank changes, at the first one's rank."""
    (down, up), (down_too, up_too) = factors(one, name), factors(other, name)
    both = np.concatenate([down, down_too]), np.concatenate([up, up_too], axis=1) * _HALF
    kept = in_bytes(*balanced(*both, len(down)), 4)
    return {f"{name}.{end}": value for end, value in kept.items()}


def _mean_weight(one: Any, other: Any, key: str) -> Tensors:
    mean = (weight_in(one, key) + weight_in(other, key)) * _HALF
    if mean.ndim < 2:
        return {key: mean.astype(np.float16)}
    return matrix_in_bits(key, mean, 4 if one.get_tensor(key).dtype == np.uint8 else 8)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The mean of what two trainings learned.")
    parser.add_argument("one", type=Path)
    parser.add_argument("other", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    found = mean_of(arguments.one, arguments.other)
    with whole(arguments.out) as beside:
        save_file(found, beside, metadata=adapter_metadata(arguments.one))
