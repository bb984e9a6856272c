"""What an evaluation was made with, so that two of them can say why their answers differ."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from assistant.assistant import Assistant
from evals.sets import QuestionSet

# The packages whose code and data make an answer.
_ANSWERING = ("corpus", "index", "assistant")
# What a package holds beside code that no answer depends on.
_APART = ("__pycache__", "documents", "py.typed")


def fingerprints(assistant: Assistant, questions: QuestionSet) -> dict[str, Any]:
    """sha256 hashes of the documents (by name), the model with what was learned for it, the
    code and the questions, and the settings as they are."""
    manifest = assistant.index.manifest
    return {
        "documents": {one.id: one.sha256 for one in assistant.collection.documents},
        "model": f"{manifest.settings.model} {manifest.settings.model_sha256[:16]}",
        "learned": _hash_of(_package_files(code=False)),
        "settings": asdict(assistant.settings),
        "code": _hash_of(_package_files(code=True)),
        "questions": question_hashes(questions),
    }


def question_hashes(questions: QuestionSet) -> str:
    """One hash over the whole set."""
    told = "\n".join(one.model_dump_json() for one in questions.questions)
    return hashlib.sha256(told.encode()).hexdigest()


def _package_files(code: bool) -> Iterable[tuple[str, Traversable]]:
    for name in _ANSWERING:
        yield from _walk(name, files(name), code)


def _walk(path: str, folder: Traversable, code: bool) -> Iterable[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.name in _APART:
            continue
        if entry.is_dir():
            yield from _walk(f"{path}/{entry.name}", entry, code)
        elif entry.name.endswith(".py") == code:
            yield f"{path}/{entry.name}", entry


def _hash_of(named: Iterable[tuple[str, Traversable]]) -> str:
    digest = hashlib.sha256()
    for path, file in named:
        digest.update(path.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
