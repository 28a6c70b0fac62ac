"""A course with one small assignment, for tests that need nbgrader but not the homework.

`mini` has two notebooks: a_main runs b_modules, which comes later in the alphabet.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from course import edition, report
from course.files import ROOT
from course.notebooks import canonical

SOLUTION = "def double(x):\n    return 2 * x\n"


def cell(grade_id: str, source: str, points: float | None = None, solution: bool = False) -> dict[str, Any]:
    """A code cell with nbgrader's metadata: a test if it has points."""
    nbgrader = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        nbgrader["points"] = points
    return {"cell_type": "code", "id": grade_id, "metadata": {"nbgrader": nbgrader}, "source": source}


def write(path: Path, cells: list[dict[str, Any]]) -> None:
    """Write a notebook of these cells."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(canonical({"nbformat": 4, "cells": cells}))


def course(root: Path) -> Path:
    """Write the course into an empty folder."""
    shutil.copy(ROOT / "nbgrader_config.py", root)
    shutil.copytree(ROOT / "course", root / "course", ignore=shutil.ignore_patterns("__pycache__"))
    source = root / "source" / "mini"
    write(
        source / "a_main.ipynb",
        [
            cell("setup", "import notebook_run\n%run b_modules.ipynb"),
            cell("quadruple", "def quadruple(x):\n    return double(double(x))"),
            cell("quadruple_test", "assert quadruple(3) == 12", points=2),
        ],
    )
    write(
        source / "b_modules.ipynb",
        [
            cell(
                "double",
                "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
                solution=True,
            ),
            cell(
                "double_test",
                "assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double(5) == 10\n### END HIDDEN TESTS",
                points=1,
            ),
        ],
    )
    shutil.copy(ROOT / "notebook_run.py", source)
    return root


def hand_in(root: Path, student: str, double: str = SOLUTION, leave_out: str = "") -> Path:
    """Put a submission with this text in the cell `double` into submitted/; returns its folder."""
    folder = root / "submitted" / student / "mini"
    folder.mkdir(parents=True)
    for notebook in (root / "release" / "mini").glob("*.ipynb"):
        if notebook.stem == leave_out:
            continue
        content = json.loads(notebook.read_text())
        for each in content["cells"]:
            if each["id"] == "double":
                each["source"] = double
        (folder / notebook.name).write_text(json.dumps(content))
    return folder


def released(folder: Path) -> Path:
    """The course in an empty folder, released by nbgrader."""
    root = course(folder)
    edition.release(root, "mini")
    return root


def scores(root: Path, student: str) -> dict[str, float]:
    """Scores of a student, by cell."""
    cells = report.cell_scores(root, "mini")
    return dict(cells[cells.student == student][["cell", "score"]].itertuples(index=False))
