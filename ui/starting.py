"""Gradio imported in half its time."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_MODULE, _WRITES = "gradio.component_meta", "create_or_modify_pyi"


@contextmanager
def without_stubs() -> Iterator[None]:
    """Within it, importing Gradio writes no type stubs: for each of its components it parses
    that one's source, compares the stub beside it and writes it anew, seconds in all, which only
    an editor has a use for."""
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname == _MODULE else None
        if spec is None or spec.loader is None:
            return None
        run = spec.loader.exec_module

        def execute(module: ModuleType) -> None:
            run(module)
            if hasattr(module, _WRITES):
                setattr(module, _WRITES, _nothing)

        spec.loader.exec_module = execute  # type: ignore[method-assign]
        return spec


def _nothing(*_told: object) -> None:
    """In the place of what writes a stub."""
