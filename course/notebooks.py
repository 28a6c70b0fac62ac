"""Writing notebook files; reading them is what nbjudge does, too.

Every notebook under version control has one form: no outputs, no execution counts, no metadata but
nbgrader's and the kernel's name, stable cell ids, one JSON formatting. So a diff shows what a person changed.
"""

from __future__ import annotations

import json
from pathlib import Path

from course.files import write_atomically
from nbjudge.notebooks import (
    Cell,
    Notebook,
    grade_ids,
    is_solution,
    is_test,
    read,
    role,
    set_source,
    source,
)

__all__ = [
    "Cell",
    "Notebook",
    "canonical",
    "format_files",
    "grade_ids",
    "is_solution",
    "is_test",
    "read",
    "role",
    "set_source",
    "source",
]

_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


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
