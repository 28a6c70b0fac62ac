"""The instructor's modules, loaded for the judge from the assignment's own files."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any


def helpers_of(files: Mapping[str, Path]) -> Helpers:
    """The helpers among an assignment's files: loaded once, and again when a file has changed."""
    return _loaded(tuple((name, path, path.stat().st_mtime_ns) for name, path in sorted(files.items())))


@lru_cache(maxsize=8)
def _loaded(files: tuple[tuple[str, Path, int], ...]) -> Helpers:
    return Helpers({name: path for name, path, _ in files})


class Helpers:
    """Modules of one assignment, swapped in and out: two assignments may have different modules of one name.

    A helper module may list in `__judged__` functions that the judge replaces by its own, because they
    concern objects that live in another process. Known names are keys of `bridges`.
    """

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._own = {Path(name).stem for name in files if name.endswith(".py") and "/" not in name}
        self._packages = {name.split("/")[0] for name in files if name.endswith("/__init__.py")}
        self._own |= self._packages
        self._folders = list(
            dict.fromkeys(str(files[f"{name}.py"].parent) for name in self._own if f"{name}.py" in files)
        )
        self._loaded: dict[str, ModuleType] = {}

    @contextmanager
    def active(self, bridges: Mapping[str, Callable[..., Any]]) -> Iterator[None]:
        """While the block runs, `import` finds the assignment's modules, and their bridges are ours."""
        aside = self._take_out()
        sys.modules.update(self._loaded)
        sys.path[:0] = self._folders
        self._bridges = bridges
        for module in self._loaded.values():
            self._bridge(module)
        try:
            yield
        finally:
            self._loaded = self._take_out()
            sys.modules.update(aside)
            for folder in self._folders:
                sys.path.remove(folder)

    def _take_out(self) -> dict[str, ModuleType]:
        """Remove modules of our names from those that are imported, and return them."""
        packages = tuple(f"{name}." for name in self._packages)
        names = [name for name in self._own if name in sys.modules]
        if packages:
            names += [name for name in sys.modules if name.startswith(packages)]
        return {name: sys.modules.pop(name) for name in names}

    def load(self, module: str, attribute: str | None) -> Any:
        """What `import module` or `from module import attribute` would bind; only while active."""
        found = importlib.import_module(module)
        self._bridge(found)
        return found if attribute is None else getattr(found, attribute)

    def _bridge(self, module: ModuleType) -> None:
        if module.__name__.partition(".")[0] in self._own:
            for name in getattr(module, "__judged__", ()):
                if name in self._bridges:
                    setattr(module, name, self._bridges[name])
