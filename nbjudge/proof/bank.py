'''The bank: right and wrong solutions, put into released notebooks.

An entry is a small Python file `bank/<assignment>/{right,wrong}/<name>.py`:

    """The bias is forgotten."""
    # cell: homework_modules/linear
    # loses: linear_forward
    # hint: come out without the bias

    class Linear:
        def updateOutput(self, input):
            self.output = input @ self.W.T
            return self.output

`# cell:` names the solution cell that the text below it changes; an entry may change several. A class without
bases patches the reference solution: its methods replace those of the same name, new ones are added.
A class with bases, a function or an assignment takes the place of the whole definition of that name; all
else goes before the cell. With `# replace:` instead of `# cell:` the text is the whole cell.

`# hint:`, which not every entry has, is a part of what the student must read about the first test that it
loses. An entry with `# needs: torch` is left out where that module is not installed.
'''

from __future__ import annotations

import ast
import copy
import importlib.util
import json
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbjudge.errors import NbjudgeError
from nbjudge.files import one_sentence_for, write_atomically
from nbjudge.notebooks import Notebook, is_solution, read, role, set_source, source

_PART = re.compile(r"^# (cell|replace): *(\S+) *$", re.MULTILINE)
_LOSES = re.compile(r"^# loses: *(.*)\n?", re.MULTILINE)
_NEEDS = re.compile(r"^# needs: *(.*)\n?", re.MULTILINE)
_HINT = re.compile(r"^# hint: *(.*)\n?", re.MULTILINE)
_MARKER = re.compile(r"^.*\b(?:BEGIN|END) SOLUTION\b.*\n?", re.MULTILINE)


@dataclass(frozen=True)
class Change:
    """New text for one solution cell."""

    notebook: str
    grade_id: str
    text: str
    whole: bool  # the text is the whole cell, not a patch


@dataclass(frozen=True)
class Entry:
    """One way to solve the assignment, right or wrong."""

    name: str
    sentence: str
    loses: frozenset[str]  # grade ids of the tests that it must fail
    changes: tuple[Change, ...]
    hint: str = ""  # part of what the student must read about the first of these tests
    needs: tuple[str, ...] = ()  # modules

    @property
    def missing(self) -> list[str]:
        """Modules that it needs and that are not installed."""
        return [module for module in self.needs if importlib.util.find_spec(module) is None]


def load(path: Path) -> Entry:
    """Read an entry of the bank.

    Raises:
        NbjudgeError: it does not exist, is not in UTF-8, has no docstring, names no cell, or is not Python.
    """
    try:
        with one_sentence_for(path):
            text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise NbjudgeError(f"{path} is not in UTF-8: byte {error.start} cannot be read.") from None
    try:
        sentence = ast.get_docstring(ast.parse(text))
    except SyntaxError as error:
        raise NbjudgeError(f"{path} is not Python: {error.msg}, line {error.lineno}.") from None
    loses = " ".join(_LOSES.findall(text)).replace(",", " ").split()
    hint = " ".join(_HINT.findall(text)).strip()
    needs = tuple(" ".join(_NEEDS.findall(text)).split())
    for comment in (_HINT, _LOSES, _NEEDS):
        text = comment.sub("", text)
    parts = _PART.split(text)
    changes = []
    for key, cell, body in zip(parts[1::3], parts[2::3], parts[3::3]):
        notebook, slash, grade_id = cell.partition("/")
        if not slash:
            raise NbjudgeError(f"{path}: `# {key}: {cell}` must name notebook/cell.")
        changes.append(Change(notebook, grade_id, body.strip("\n") + "\n", whole=key == "replace"))
    if not sentence or not changes:
        raise NbjudgeError(f"{path} needs a docstring and a `# cell:` or `# replace:` line.")
    return Entry(path.stem, sentence, frozenset(loses), tuple(changes), hint, needs)


def folder(root: Path, assignment: str) -> Path:
    """Where a course keeps the bank of an assignment."""
    return root / "bank" / assignment


def beside(place: Path, name: str) -> dict[str, Any] | None:
    """What a JSON or TOML file beside the entries says; None if there is none.

    Raises:
        NbjudgeError: the file is damaged.
    """
    path = place / name
    try:
        text = path.read_text(encoding="utf-8")
        content: dict[str, Any] = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise NbjudgeError(f"{path} cannot be read: {error}.") from None
    return content


def missing(place: Path) -> str:
    """The module that the whole bank needs (`needs = "torch"` in exceptions.toml), if it is not installed."""
    module = (beside(place, "exceptions.toml") or {}).get("needs", "")
    return module if module and importlib.util.find_spec(module) is None else ""


def measured(name: str) -> str:
    """The file beside the entries in which a measurement is kept."""
    return f"measured/{name}.json"


def keep(place: Path, name: str, result: dict[str, Any]) -> Path:
    """Keep a measurement for the page; returns the file."""
    path = place / measured(name)
    write_atomically(path, json.dumps(result, indent=1) + "\n")
    return path


def load_all(place: Path) -> dict[str, Entry]:
    """All entries of a bank, by `right/<name>` and `wrong/<name>`.

    Raises:
        NbjudgeError: there is none, or one of them is bad.
    """
    paths = sorted(path for kind in ("right", "wrong") for path in place.glob(f"{kind}/*.py"))
    if not paths:
        raise NbjudgeError(f"There is no bank in {place}: it needs files right/*.py and wrong/*.py.")
    return {f"{path.parent.name}/{path.stem}": load(path) for path in paths}


@dataclass(frozen=True)
class Material:
    """What submissions are built from.

    Attributes:
        released: the notebooks that students get, by name without suffix.
        reference: text of each solution cell, by notebook and grade id.
    """

    released: dict[str, Notebook]
    reference: dict[str, dict[str, str]]

    @classmethod
    def of(cls, root: Path, assignment: str) -> Material:
        """Read source/<assignment> and release/<assignment>.

        Raises:
            NbjudgeError: the assignment was not released.
        """
        return cls.read(root / "source" / assignment, root / "release" / assignment)

    @classmethod
    def read(cls, sources: Path, release: Path) -> Material:
        """Read the instructor's notebooks from one folder and the students' from another.

        Raises:
            NbjudgeError: there are none, or one of them is damaged.
        """
        released = {path.stem: read(path) for path in sorted(release.glob("*.ipynb"))}
        if not released:
            raise NbjudgeError(
                f"{release.name} is not released yet: run `make release`, or `nbgrader generate_assignment`."
            )
        reference = {}
        for name in released:
            cells = read(sources / f"{name}.ipynb")["cells"]
            reference[name] = {
                str(role(cell)["grade_id"]): _MARKER.sub("", source(cell))
                for cell in cells
                if is_solution(cell)
            }
        return cls(released, reference)

    def submission(
        self, entries: Iterable[Entry] = (), solved: Callable[[str], bool] = lambda grade_id: True
    ) -> dict[str, Notebook]:
        """The released notebooks with the reference solution and the changes of some entries in them.

        Args:
            solved: says for a grade id whether that cell is filled in at all.

        Raises:
            NbjudgeError: an entry names a cell that does not exist, or one whose reference solution is not
                Python.
        """
        texts = {
            name: {grade_id: text for grade_id, text in cells.items() if solved(grade_id)}
            for name, cells in self.reference.items()
        }
        for entry in entries:
            for change in entry.changes:
                try:
                    reference = self.reference[change.notebook][change.grade_id]
                except KeyError:
                    raise NbjudgeError(
                        f"{entry.name}: there is no solution cell {change.notebook}/{change.grade_id}."
                    ) from None
                try:
                    text = change.text if change.whole else patched(reference, change.text)
                except SyntaxError as error:  # of the reference: `load` has parsed the entry
                    raise NbjudgeError(
                        f"{entry.name} cannot be put into {change.notebook}/{change.grade_id}: the reference "
                        f"solution there is not Python: {error.msg}, line {error.lineno} of the cell without "
                        "its markers."
                    ) from None
                texts[change.notebook][change.grade_id] = text
        notebooks = copy.deepcopy(self.released)
        for name, notebook in notebooks.items():
            for cell in notebook["cells"]:
                if (grade_id := role(cell).get("grade_id")) in texts[name]:
                    set_source(cell, texts[name][grade_id])
        return notebooks


def released_text(notebook: Notebook, grade_id: str) -> str:
    """The text of a cell as students get it."""
    return next(source(cell) for cell in notebook["cells"] if role(cell).get("grade_id") == grade_id)


def write(notebooks: dict[str, Notebook], folder: Path) -> None:
    """Write a submission's notebooks into its folder."""
    for name, notebook in notebooks.items():
        # Not in the one form of our own files: what a student hands in keeps its metadata.
        write_atomically(folder / f"{name}.ipynb", json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")


def patched(reference: str, patch: str) -> str:
    """The reference text with the definitions of `patch` in place of its own (see the module's docstring)."""
    lines = reference.splitlines()
    patch_lines = patch.splitlines()
    known = {name: node for node in ast.parse(reference).body for name in _names(node)}
    edits: list[tuple[int, int, list[str]]] = []  # (first line, line after the last, new lines)
    for node in ast.parse(patch).body:
        old = next((known[name] for name in _names(node) if name in known), None)
        if old is None:
            edits.append((0, 0, [*_lines(patch_lines, node), ""]))
        elif isinstance(node, ast.ClassDef) and not node.bases and isinstance(old, ast.ClassDef):
            members = {name: member for member in old.body for name in _names(member)}
            end = _span(old)[1]
            for member in node.body:
                twin = next((members[name] for name in _names(member) if name in members), None)
                start, stop = _span(twin) if twin else (end, end)
                edits.append((start, stop, [*([] if twin else [""]), *_lines(patch_lines, member)]))
        else:
            edits.append((*_span(old), _lines(patch_lines, node)))
    # From the bottom up, so that line numbers above stay true; what is added at one place keeps its order.
    in_order = sorted(enumerate(edits), key=lambda edit: (edit[1][:2], edit[0]), reverse=True)
    for _, (start, stop, new) in in_order:
        lines[start:stop] = new
    return "\n".join(lines) + "\n"


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return []


def _span(node: ast.stmt) -> tuple[int, int]:
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    return first - 1, node.end_lineno or node.lineno


def _lines(lines: list[str], node: ast.stmt) -> list[str]:
    start, stop = _span(node)
    return lines[start:stop]
