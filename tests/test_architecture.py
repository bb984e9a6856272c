"""Imports go one way, and nothing is ever unpickled: read off the syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent
_ROOMS = ("corpus", "index", "assistant", "evals", "ui")
_MODULES = sorted(path for room in _ROOMS for path in (_ROOT / room).rglob("*.py"))
_LOADS_CODE = {
    ("pickle", "*"),
    ("cPickle", "*"),
    ("dill", "*"),
    ("joblib", "*"),
    ("shelve", "*"),
    ("marshal", "*"),
    ("torch", "load"),
}


def named(path: Path) -> str:
    return str(path.relative_to(_ROOT))


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module that the code imports, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def test_there_are_modules_to_look_at() -> None:
    assert {path.relative_to(_ROOT).parts[0] for path in _MODULES} == set(_ROOMS)


@pytest.mark.parametrize("path", _MODULES, ids=named)
def test_imports_go_one_way(path: Path) -> None:
    own = _ROOMS.index(path.relative_to(_ROOT).parts[0])
    for module in imported(tree_of(path)):
        room = module.split(".")[0]
        assert room not in _ROOMS or _ROOMS.index(room) <= own, f"{named(path)} imports {module}"
        assert room != "tests"


@pytest.mark.parametrize("path", _MODULES, ids=named)
def test_nothing_is_unpickled(path: Path) -> None:
    tree = tree_of(path)
    modules = {module.split(".")[0] for module in imported(tree)}
    assert not modules & {name for name, what in _LOADS_CODE if what == "*"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            assert not loads_code(node), f"{named(path)}, line {node.lineno}"


def loads_code(call: ast.Call) -> bool:
    """torch.load(…), eval, exec, and anything with allow_pickle other than False."""
    shown = ast.unparse(call.func)
    if shown in {f"{name}.{what}" for name, what in _LOADS_CODE} | {"eval", "exec"}:
        return True
    return any(
        keyword.arg in ("allow_pickle", "trust_remote_code")
        and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False)
        for keyword in call.keywords
    )


@pytest.mark.parametrize("path", _MODULES, ids=named)
def test_numpy_files_are_loaded_without_pickle(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("np.load", "numpy.load"):
            assert any(keyword.arg == "allow_pickle" for keyword in node.keywords)


@pytest.mark.parametrize("path", _MODULES, ids=named)
def test_no_exception_is_caught_blindly(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ExceptHandler):
            shown = ast.unparse(node.type) if node.type else "everything"
            assert shown not in ("everything", "Exception"), f"{named(path)}, line {node.lineno}"
