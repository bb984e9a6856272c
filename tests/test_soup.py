"""The mean of what two trainings learned: halfway between them, and of one kind alone."""

from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import save_file

from corpus.errors import UserError
from evals.soup import mean_of
from evals.train_reader import matrix_in_bits
from index.adapter import in_bytes, low_rank, weight_in

META = {"model_sha256": "0", "base": "model"}


def written(path: Path, seed: int, **told: str) -> Path:
    """A change of rank 2 of one layer, a matrix in four bits and a bias."""
    rng = np.random.default_rng(seed)
    down, up = (rng.normal(size=size).astype(np.float32) for size in ((2, 8), (6, 2)))
    tensors = {f"layer.{end}": value for end, value in in_bytes(down, up, 4).items()}
    tensors |= matrix_in_bits("head.weight", rng.normal(size=(3, 8)).astype(np.float32), 4)
    tensors["head.bias"] = rng.normal(size=3).astype(np.float16)
    save_file(tensors, path, metadata=META | told)
    return path


def read(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    with safe_open(str(path), framework="np") as file:
        return low_rank(file, "layer"), weight_in(file, "head.weight"), weight_in(file, "head.bias")


def test_it_lies_halfway(tmp_path: Path) -> None:
    paths = [written(tmp_path / f"{seed}.safetensors", seed) for seed in (1, 2)]
    save_file(mean_of(*paths), tmp_path / "mean.safetensors", metadata=META)
    (change, *weights), (one, *of_one), (other, *of_other) = map(
        read, (tmp_path / "mean.safetensors", *paths)
    )
    for mean, first, last in zip(weights, of_one, of_other, strict=True):
        assert mean == pytest.approx((first + last) / 2, abs=0.2)
    # Of the sum of two changes of rank 2 the nearest of rank 2 is kept.
    values = np.linalg.svd((one + other) / 2, compute_uv=False)
    rest = float(np.linalg.norm(values[2:]))
    assert np.linalg.norm(change - (one + other) / 2) == pytest.approx(rest, abs=1.0)
    assert np.linalg.matrix_rank(change) == 2


def test_the_mean_of_one_with_itself_is_that(tmp_path: Path) -> None:
    path = written(tmp_path / "one.safetensors", 1)
    save_file(mean_of(path, path), tmp_path / "mean.safetensors", metadata=META)
    for mean, own in zip(read(tmp_path / "mean.safetensors"), read(path), strict=True):
        assert np.abs(mean - own).max() < 0.15 * np.abs(own).max()


def test_files_of_two_kinds_have_no_mean(tmp_path: Path) -> None:
    one = written(tmp_path / "one.safetensors", 1)
    with pytest.raises(UserError, match="different weights"):
        mean_of(one, written(tmp_path / "other.safetensors", 1, model_sha256="1"))
    save_file({"head.bias": np.zeros(3, np.float16)}, tmp_path / "less.safetensors", metadata=META)
    with pytest.raises(UserError, match="different weights"):
        mean_of(one, tmp_path / "less.safetensors")
