"""The instructor's modules, loaded for the judge from the assignment's own files."""

from __future__ import annotations

import importlib
import marshal
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import MAGIC_NUMBER, source_hash, spec_from_file_location
from pathlib import Path, PurePath
from types import ModuleType
from typing import Any

_IF_SOURCE_IS_EQUAL = b"\3\0\0\0"  # PEP 552: valid by a hash, since a student may write the module anew


def helpers_of(files: Mapping[str, Path]) -> Helpers:
    """The helpers among an assignment's files: loaded once, and again when a file has changed."""
    return _loaded(_with_times(files))


@lru_cache(maxsize=8)
def _loaded(files: tuple[tuple[str, Path, int], ...]) -> Helpers:
    return Helpers({name: path for name, path, _ in files})


def bytecode(files: Mapping[str, Path]) -> dict[str, bytes]:
    """The modules among an assignment's files, compiled once for all, under names where Python finds them."""
    return _bytecode(_with_times(files))


def _with_times(files: Mapping[str, Path]) -> tuple[tuple[str, Path, int], ...]:
    return tuple((name, path, path.stat().st_mtime_ns) for name, path in sorted(files.items()))


@lru_cache(maxsize=8)
def _bytecode(files: tuple[tuple[str, Path, int], ...]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name, path, _ in files:
        if not name.endswith(".py"):
            continue
        source = path.read_bytes()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                code = compile(source, name, "exec", dont_inherit=True, optimize=0)
        except (SyntaxError, ValueError):  # whoever imports it will be told
            continue
        content = MAGIC_NUMBER + _IF_SOURCE_IS_EQUAL + source_hash(source) + marshal.dumps(code)
        place = PurePath(name)
        found[f"{place.parent / '__pycache__' / place.stem}.{sys.implementation.cache_tag}.pyc"] = content
    return found


class _Finder(MetaPathFinder):
    """Finds the modules of an assignment by their files: a folder on the path would also offer its others."""

    def __init__(self, files: dict[str, Path]) -> None:
        self.files = files

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module of this name, if it is one of ours."""
        file = self.files.get(fullname)
        if file is None:
            return None
        inner = [str(file.parent)] if file.name == "__init__.py" else None
        return spec_from_file_location(fullname, file, submodule_search_locations=inner)


class Helpers:
    """Modules of one assignment, swapped in and out: two assignments may have different modules of one name.

    A helper module may list in `__judged__` functions that the judge replaces by its own, because they
    concern objects that live in another process. Known names are keys of `bridges`.
    """

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._packages = {
            name.split("/")[0] for name in files if name.count("/") == 1 and "/__init__.py" in name
        }
        self._finder = _Finder(
            {
                Path(name).stem: path
                for name, path in files.items()
                if name.endswith(".py") and "/" not in name
            }
            | {name: files[f"{name}/__init__.py"] for name in self._packages}
        )
        self._loaded: dict[str, ModuleType] = {}

    @contextmanager
    def active(self, bridges: Mapping[str, Callable[..., Any]]) -> Iterator[None]:
        """While the block runs, `import` finds the assignment's modules, and their bridges are ours."""
        aside = self._take_out()
        sys.modules.update(self._loaded)
        sys.meta_path.insert(0, self._finder)
        self._bridges = bridges
        for module in self._loaded.values():
            self._bridge(module)
        try:
            yield
        finally:
            self._loaded = self._take_out()
            sys.modules.update(aside)
            sys.meta_path.remove(self._finder)

    def _take_out(self) -> dict[str, ModuleType]:
        """Remove modules of our names from those that are imported, and return them."""
        packages = tuple(f"{name}." for name in self._packages)
        names = [name for name in self._finder.files if name in sys.modules]
        if packages:
            names += [name for name in sys.modules if name.startswith(packages)]
        return {name: sys.modules.pop(name) for name in names}

    def load(self, module: str, attribute: str | None) -> Any:
        """What `import module` or `from module import attribute` would bind; only while active."""
        found = importlib.import_module(module)
        self._bridge(found)
        return found if attribute is None else getattr(found, attribute)

    def _bridge(self, module: ModuleType) -> None:
        if module.__name__.partition(".")[0] in self._finder.files:
            for name in getattr(module, "__judged__", ()):
                if name in self._bridges:
                    setattr(module, name, self._bridges[name])
