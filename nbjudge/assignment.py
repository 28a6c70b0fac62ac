"""The master of an assignment: what the instructor released, with the tests that students never saw.

The truth is nbgrader's gradebook, where `nbgrader generate_assignment` saved it; the order of the cells, and
those that nbgrader does not know, come from the released notebook. All of it is trusted.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbjudge import names
from nbjudge.errors import NbjudgeError

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory

Raw = dict[str, Any]  # something as it stands in a notebook file or in a row of the gradebook


class Role(StrEnum):
    """What a cell of the master is for."""

    TEST = "test"  # earns points by itself
    MANUAL = "manual"  # graded by a person: an answer, a plot, a task
    SOLUTION = "solution"  # filled in by the student, earns nothing itself
    LOCKED = "locked"  # given, and restored when changed
    PLAIN = "plain"  # without nbgrader's metadata


@dataclass(frozen=True)
class MasterCell:
    """One cell of the master.

    Attributes:
        source: as nbgrader restores it: the stub of a solution; a test with its hidden part.
        locked: whether the student's text is replaced by `source`.
        metadata: nbgrader's, as its OverwriteCells would leave it.
        released: the text that students got: `source` without hidden tests and mark schemes.
        owes: names that the rest of the assignment gets from this cell to be filled in, and from no other.
        tags: Jupyter's, of the released cell.
    """

    grade_id: str | None
    cell_type: str
    source: str
    role: Role
    points: float = 0.0
    checksum: str | None = None
    locked: bool = False
    metadata: Raw = field(default_factory=dict)
    released: str = ""
    owes: frozenset[str] = frozenset()
    tags: tuple[str, ...] = ()

    @property
    def given(self) -> bool:
        """Whether the text is the instructor's: a test, a locked cell, a task."""
        return self.role in (Role.TEST, Role.LOCKED) or self.locked

    def is_stub(self, source: str) -> bool:
        """Whether a student's text for this cell is still what was released, by nbgrader's checksum."""
        if self.checksum is None:
            return source == self.source
        return checksum(source, self.cell_type, self.metadata) == self.checksum


@dataclass(frozen=True)
class MasterNotebook:
    """One notebook of the master.

    Attributes:
        reference: code cells of the instructor's notebook with solutions, in order, without tests; None
            where the gradebook is all there is.
        runs: notebooks of the same assignment, or of an earlier one, that this one `%run`s.
        given_imports: what import statements of the instructor's cells bind: name -> (module, attribute).
        defined: names that the cells which are no tests bind at top level, solutions and imports included.
        operators: `__names__` that classes of the assignment define; None if there is no reference.
    """

    name: str
    cells: tuple[MasterCell, ...]
    kernelspec: Raw = field(default_factory=dict)
    language: str = "python"
    reference: tuple[str, ...] | None = None
    runs: frozenset[str] = frozenset()
    given_imports: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    defined: frozenset[str] = frozenset()
    operators: frozenset[str] | None = None

    @cached_property
    def by_id(self) -> dict[str, int]:
        """Where each cell that nbgrader knows stands in `cells`."""
        return {cell.grade_id: index for index, cell in enumerate(self.cells) if cell.grade_id is not None}


@dataclass(frozen=True)
class Assignment:
    """One assignment.

    Attributes:
        files: the instructor's helper files, by their path in the assignment's folder.
        earlier: the assignment whose notebooks this one may `%run`, too.
    """

    name: str
    notebooks: dict[str, MasterNotebook]
    files: dict[str, Path]
    earlier: Assignment | None = None


def load(
    coursedir: CourseDirectory, assignment: str, builds_on: Mapping[str, str] | None = None
) -> Assignment:
    """Read the master of one assignment.

    Args:
        builds_on: the assignment whose notebooks another one may `%run`, by the other's name.

    Raises:
        NbjudgeError: it is not in the gradebook, or gradebook or notebooks cannot be read.
    """
    before = (builds_on or {}).get(assignment)
    earlier = None if before is None else load(coursedir, before)
    drafts = []
    for name, kernelspec, rows in _saved(coursedir, assignment):
        instructor = _instructors(coursedir, assignment, name)
        released = _cells(coursedir, coursedir.release_directory, assignment, name)
        cells = _arranged(rows, released, instructor or [], coursedir)
        drafts.append((name, kernelspec, cells, instructor))
    used = Counter(
        read
        for _, _, cells, _ in drafts
        for cell in cells
        if cell.cell_type == "code"
        for read in names.read(cell.source)
    )
    everything = frozenset(name for name, *_ in drafts) | (earlier.notebooks.keys() if earlier else set())
    notebooks = {
        name: _notebook(name, kernelspec, cells, instructor, everything - {name}, used)
        for name, kernelspec, cells, instructor in drafts
    }
    files = _files(coursedir, assignment)
    if all(notebook.reference is not None for notebook in notebooks.values()):
        texts = [text for notebook in notebooks.values() for text in notebook.reference or ()]
        texts += [path.read_text("utf-8", "replace") for name, path in files.items() if name.endswith(".py")]
        operators = frozenset(found for text in texts for found in _OPERATOR.findall(text))
        notebooks = {name: replace(notebook, operators=operators) for name, notebook in notebooks.items()}
    return Assignment(assignment, notebooks, files, earlier)


_OPERATOR = re.compile(r"(?:\bdef |^[ \t]+|=[ \t]*)(__\w+__)(?=\(|[ \t]*=)", re.MULTILINE)


def checksum(source: str, cell_type: str, metadata: Raw) -> str:
    """nbgrader's checksum of a cell, without the seconds that importing nbgrader takes."""
    grade, solution = bool(metadata.get("grade")), bool(metadata.get("solution"))
    locked = not solution and (grade or bool(metadata.get("locked")))
    parts = [source, cell_type, str(grade), str(solution), str(locked), metadata["grade_id"]]
    if grade:
        parts.append(str(float(metadata["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


# ---- the gradebook -----------------------------------------------------------------------------------------


def _saved(coursedir: CourseDirectory, assignment: str) -> list[tuple[str, Raw, dict[str, Raw]]]:
    """Name, kernelspec and cells by grade id of each notebook in the gradebook. Writes nothing."""
    # Imported here: importing nbgrader takes seconds, and workers get the master ready made.
    from nbgrader import api
    from sqlalchemy import create_engine, select
    from sqlalchemy.exc import SQLAlchemyError
    from sqlalchemy.orm import Session

    try:
        engine = create_engine(coursedir.db_url)
        file = engine.url.database if engine.url.get_backend_name() == "sqlite" else None
        if file and not Path(file).is_file():  # connecting would make one
            raise NbjudgeError(f"There is no gradebook at {file}: {_advice(coursedir, assignment)}.")
        try:
            with Session(engine) as session:
                row = session.scalars(select(api.Assignment).filter_by(name=assignment)).first()
                if row is None:
                    raise NbjudgeError(
                        f"The assignment {assignment!r} is not in the gradebook: "
                        f"{_advice(coursedir, assignment)}."
                    )
                return [
                    (notebook.name, json.loads(notebook.kernelspec or "{}") or {}, _rows(notebook))
                    for notebook in row.notebooks
                ]
        finally:
            engine.dispose()
    except (SQLAlchemyError, ValueError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0].rstrip(".")
        raise NbjudgeError(f"The gradebook cannot be read: {reason}.") from None


def _advice(coursedir: CourseDirectory, assignment: str) -> str:
    # Without --force nbgrader leaves alone what is released, and writes nothing to the gradebook either.
    released = Path(coursedir.format_path(coursedir.release_directory, ".", assignment)).is_dir()
    return f"run `nbgrader generate_assignment {assignment}{' --force' if released else ''}` first"


def _rows(notebook: Any) -> dict[str, Raw]:
    points = {cell.name: cell.max_score for cell in [*notebook.grade_cells, *notebook.task_cells]}
    grades, tasks, solutions = (
        {cell.name for cell in cells}
        for cells in (notebook.grade_cells, notebook.task_cells, notebook.solution_cells)
    )
    return {
        cell.name: {
            "cell_type": cell.cell_type,
            "source": cell.source or "",
            "checksum": cell.checksum,
            "locked": bool(cell.locked),
            "grade": cell.name in grades,
            "task": cell.name in tasks,
            "solution": cell.name in solutions,
            "points": float(points.get(cell.name, 0)),
        }
        for cell in notebook.source_cells
    }


# ---- notebooks and files -----------------------------------------------------------------------------------


def _read(path: Path) -> list[Raw] | None:
    """The cells of an instructor's notebook, `source` being one string; None if there is no notebook."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8-sig"))
        if notebook["nbformat"] != 4:
            import nbformat

            notebook = nbformat.convert(nbformat.from_dict(notebook), 4)
        return [{"metadata": {}, **cell, "source": "".join(cell["source"])} for cell in notebook["cells"]]
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise NbjudgeError(f"{path} is not a notebook.") from None


def _cells(coursedir: CourseDirectory, step: str, assignment: str, name: str) -> list[Raw] | None:
    return _read(Path(coursedir.format_path(step, ".", assignment), f"{name}.ipynb"))


def _instructors(coursedir: CourseDirectory, assignment: str, name: str) -> list[Raw] | None:
    """The cells of the notebook with solutions, with the course's header and footer around them."""
    cells = _cells(coursedir, coursedir.source_directory, assignment, name)
    if cells is None:
        return None
    config = coursedir.config.get("IncludeHeaderFooter", {})
    around = {
        which: _read(Path(coursedir.root, config[which])) if config.get(which) else None
        for which in ("header", "footer")
    }
    return [*(around["header"] or []), *cells, *(around["footer"] or [])]


def _files(coursedir: CourseDirectory, assignment: str) -> dict[str, Path]:
    """The files that nbgrader copies beside the notebooks."""
    from nbgrader.utils import find_all_files

    folder = Path(coursedir.format_path(coursedir.source_directory, ".", assignment)).absolute()
    found = (Path(path) for path in find_all_files(str(folder), [*coursedir.ignore, "*.ipynb"]))
    return {path.relative_to(folder).as_posix(): path for path in sorted(found) if path.is_file()}


# ---- from rows and notebooks to the master -----------------------------------------------------------------

_FILLED_IN = (Role.SOLUTION, Role.MANUAL)
_RUN = re.compile(r"^[ \t]*%run[ \t]+(?:-\S+[ \t]+)*[\"']?(?:\./)?([^\"'\n/]+?)\.ipynb\b", re.MULTILINE)


def _arranged(
    rows: dict[str, Raw], released: list[Raw] | None, instructor: list[Raw], coursedir: CourseDirectory
) -> list[MasterCell]:
    """The cells of the gradebook and the plain ones, in the order of the notebook."""
    cells, left = [], dict(rows)
    for raw in instructor if released is None else released:
        grade_id, text = _grade_id(raw), raw["source"]
        if grade_id in left:
            row = left.pop(grade_id)
            visible = _visible(row["source"], coursedir) if released is None else text
            cells.append(_known(grade_id, row, raw["metadata"], visible))
        elif grade_id not in rows:
            cells.append(MasterCell(None, raw["cell_type"], text, Role.PLAIN, released=text))
    cells += [_known(grade_id, row, {}, _visible(row["source"], coursedir)) for grade_id, row in left.items()]
    return cells


def _known(grade_id: str, row: Raw, metadata: Raw, visible: str) -> MasterCell:
    """A cell that nbgrader knows: all that counts from the gradebook, the rest from the released cell."""
    nbgrader = {"schema_version": 3, "locked": row["locked"], **metadata.get("nbgrader", {})}
    nbgrader |= {key: row[key] for key in ("cell_type", "grade", "solution", "task", "checksum", "points")}
    nbgrader["grade_id"] = grade_id
    if row["checksum"] is None:
        del nbgrader["checksum"]
    if not row["grade"] and not row["task"]:
        del nbgrader["points"]
    if not row["grade"] and not row["solution"]:  # else nbgrader does not look at the flag
        nbgrader["locked"] = row["locked"]
    return MasterCell(
        grade_id=grade_id,
        cell_type=row["cell_type"],
        source=row["source"],
        role=_role(row),
        points=row["points"],
        checksum=row["checksum"],
        locked=row["locked"],
        metadata=nbgrader,
        released=visible,
        tags=tuple(metadata.get("tags", ())),
    )


def _role(row: Raw) -> Role:
    if row["task"] or (row["grade"] and (row["solution"] or row["cell_type"] != "code")):
        return Role.MANUAL
    if row["grade"]:
        return Role.TEST
    return Role.SOLUTION if row["solution"] else Role.LOCKED


def _grade_id(cell: Raw) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id") or ""


def _visible(source: str, coursedir: CourseDirectory) -> str:
    """What students see of a test or a task, by nbgrader's markers."""
    for section, kind, default in [
        ("ClearHiddenTests", "test", "HIDDEN TESTS"),
        ("ClearMarkScheme", "mark_scheme", "MARK SCHEME"),
    ]:
        config = coursedir.config.get(section, {})
        begin = config.get(f"begin_{kind}_delimeter", f"BEGIN {default}")
        end = config.get(f"end_{kind}_delimeter", f"END {default}")
        lines, hidden = [], False
        for line in source.split("\n"):
            if begin in line:
                hidden = True
            elif end in line:
                hidden = False
            elif not hidden:
                lines.append(line)
        source = "\n".join(lines)
    return source


def _notebook(
    name: str,
    kernelspec: Raw,
    cells: list[MasterCell],
    instructor: list[Raw] | None,
    siblings: frozenset[str],
    used: Counter[str],
) -> MasterNotebook:
    """Put a notebook together.

    Args:
        instructor: its cells with solutions, if they are there.
        used: how many cells of the assignment read each global name.
    """
    tests = {cell.grade_id for cell in cells if cell.role is Role.TEST}
    filled_in = [
        cell for cell in instructor or [] if cell["cell_type"] == "code" and _grade_id(cell) not in tests
    ]
    reference = tuple(cell["source"] for cell in filled_in)
    texts = [*reference, *(cell.source for cell in cells if cell.cell_type == "code")]
    notebook = MasterNotebook(
        name,
        tuple(cells),
        kernelspec,
        kernelspec.get("language", "python"),
        reference if instructor is not None else None,
        runs=frozenset(run for text in texts for run in _RUN.findall(text)) & siblings,
    )
    if notebook.language != "python":
        return notebook
    given = [cell.source for cell in cells if cell.cell_type == "code" and cell.role not in _FILLED_IN]
    return replace(
        notebook,
        cells=_owing(cells, {_grade_id(cell): cell["source"] for cell in filled_in}, used),
        given_imports=names.imported(given),
        defined=frozenset[str]().union(
            *(
                names.bound(cell.source)
                for cell in cells
                if cell.cell_type == "code" and cell.role != Role.TEST
            ),
            *map(names.bound, reference),
        ),
    )


def _owing(cells: list[MasterCell], solved: dict[str, str], used: Counter[str]) -> tuple[MasterCell, ...]:
    """The same cells, those to be filled in with the names that they owe."""
    stubs = [names.bound(cell.source) if cell.cell_type == "code" else frozenset() for cell in cells]
    full = [
        stub | (names.bound(solved.get(cell.grade_id or "", "")) if cell.role in _FILLED_IN else frozenset())
        for cell, stub in zip(cells, stubs)
    ]
    # A test that binds a name of the student's has borrowed it and gives it back.
    binders = Counter(
        name for cell, bound in zip(cells, full) if cell.role is not Role.TEST for name in bound
    )
    result = []
    for cell, stub, bound in zip(cells, stubs, full):
        if cell.role in _FILLED_IN and not cell.locked:
            here = names.read(cell.source)
            asked = stub | {name for name in bound if used[name] > (name in here)}
            cell = replace(cell, owes=frozenset(name for name in asked if binders[name] == 1))
        result.append(cell)
    return tuple(result)
