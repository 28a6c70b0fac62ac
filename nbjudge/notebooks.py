"""Reading and understanding the instructor's notebook files, as plain dictionaries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nbjudge.errors import NbjudgeError

Notebook = dict[str, Any]
Cell = dict[str, Any]


def read(path: Path) -> Notebook:
    """Read a notebook.

    Raises:
        NbjudgeError: the file is missing, truncated, or not a notebook of format 4.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NbjudgeError(f"{path} is missing.") from None
    except (ValueError, RecursionError):
        raise NbjudgeError(f"{path} is damaged or truncated: it is not a notebook.") from None
    except OSError as error:
        raise NbjudgeError(f"{path} cannot be read: {error.strerror}.") from None
    if not _is_notebook(notebook):
        raise NbjudgeError(f"{path} is not a Jupyter notebook of format 4.")
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
