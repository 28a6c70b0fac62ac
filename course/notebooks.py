"""Reading, writing and understanding notebook files.

Every notebook under version control has one form: no outputs, no execution counts, no metadata but
nbgrader's and the kernel's name, stable cell ids, one JSON formatting. So a diff shows what a person changed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from course.files import CourseError, write_atomically

Notebook = dict[str, Any]
Cell = dict[str, Any]

_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def read(path: Path) -> Notebook:
    """Read a notebook.

    Raises:
        CourseError: the file is missing, truncated, or not a notebook of format 4.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError(f"{path} is missing.") from None
    except (ValueError, RecursionError):
        raise CourseError(f"{path} is damaged or truncated: it is not a notebook.") from None
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from None
    if not _is_notebook(notebook):
        raise CourseError(f"{path} is not a Jupyter notebook of format 4.")
    result: Notebook = notebook
    return result


def _is_notebook(notebook: Any) -> bool:
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        return False
    cells = notebook.get("cells")
    return isinstance(cells, list) and all(
        isinstance(cell, dict)
        and isinstance(cell.get("cell_type"), str)
        and isinstance(cell.get("metadata"), dict)
        and isinstance(cell["metadata"].get("nbgrader", {}), dict)
        and isinstance(cell.get("source"), str | list)
        for cell in cells
    )


def source(cell: Cell) -> str:
    """The text of a cell."""
    return "".join(cell["source"])


def set_source(cell: Cell, text: str) -> None:
    cell["source"] = text.splitlines(keepends=True)


def role(cell: Cell) -> Cell:
    """nbgrader's metadata of a cell; empty for a cell that nbgrader does not know."""
    metadata: Cell = cell["metadata"].get("nbgrader", {})
    return metadata


def is_test(cell: Cell) -> bool:
    """Whether the cell holds automatic tests."""
    return cell["cell_type"] == "code" and bool(role(cell).get("grade")) and not role(cell).get("solution")


def is_solution(cell: Cell) -> bool:
    """Whether the student fills in the cell."""
    return bool(role(cell).get("solution"))


def grade_ids(notebook: Notebook) -> set[str]:
    """The nbgrader ids of all cells."""
    return {str(role(cell)["grade_id"]) for cell in notebook["cells"] if "grade_id" in role(cell)}


def canonical(notebook: Notebook) -> str:
    """The one form in which notebooks stand under version control, as text."""
    cells = []
    for number, cell in enumerate(notebook["cells"]):
        nbgrader = role(cell)
        clean: Cell = {
            "cell_type": cell["cell_type"],
            "id": str(nbgrader.get("grade_id") or cell.get("id") or f"cell-{number}"),
            "metadata": {"nbgrader": nbgrader} if nbgrader else {},
            "source": source(cell).splitlines(keepends=True),
        }
        if cell["cell_type"] == "code":
            clean |= {"execution_count": None, "outputs": []}
        cells.append(clean)
    clean_notebook = {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(clean_notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def format_files(paths: list[Path], check: bool = False) -> list[Path]:
    """Bring notebooks into the canonical form; returns those that were not in it.

    Args:
        check: change nothing, only report.
    """
    changed = []
    for path in paths:
        text = canonical(read(path))
        if path.read_text(encoding="utf-8") != text:
            changed.append(path)
            if not check:
                write_atomically(path, text)
    return changed
