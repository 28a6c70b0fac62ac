"""The reference modules of the homework: what the instructor's notebook defines, without its tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from course.files import CourseError
from course.notebooks import read, role, source

NOTEBOOK = Path("source", "homework", "homework_modules.ipynb")


def reference_modules(root: Path) -> ModuleType:
    """Run the given and the solution cells of the source notebook.

    Args:
        root: folder of the course; the notebook imports its helpers (`checks`, ...) from there.

    Returns:
        A module with everything that the cells define: `Linear`, `Sequential`, `sgd_momentum`, ...

    Raises:
        CourseError: the notebook is missing or damaged, or one of its cells fails.
    """
    modules = ModuleType("homework_modules")
    with _importable(root):
        for grade_id, text in _cells(root):
            try:
                exec(compile(text, f"{NOTEBOOK.name}, cell {grade_id}", "exec"), vars(modules))
            except Exception as error:
                raise CourseError(
                    f"{NOTEBOOK}, cell {grade_id!r} fails: {type(error).__name__}: {error}"
                ) from error
    return modules


def reference_text(root: Path) -> str:
    """The text of the cells that `reference_modules` runs."""
    return "\n\n".join(text for _, text in _cells(root))


def _cells(root: Path) -> list[tuple[str, str]]:
    """Grade id and text of each code cell that belongs to the assignment and earns no points."""
    return [
        (str(role(cell)["grade_id"]), source(cell))
        for cell in read(root / NOTEBOOK)["cells"]
        if cell["cell_type"] == "code" and "grade_id" in role(cell) and not role(cell).get("grade")
    ]


@contextmanager
def _importable(root: Path) -> Iterator[None]:
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        sys.path.remove(str(root))
