"""`%run other.ipynb` after `import notebook_run`, in a real kernel."""

import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from course.files import ROOT

TEST = {"nbgrader": {"grade": True, "solution": False, "grade_id": "t", "points": 1}}


def write_notebook(path: Path, *cells: str | tuple[str, dict[str, Any]]) -> None:
    """A notebook of code cells; a cell may come with metadata."""
    notebook = nbformat.v4.new_notebook()
    for cell in cells:
        source, metadata = cell if isinstance(cell, tuple) else (cell, {})
        notebook.cells.append(nbformat.v4.new_code_cell(source, metadata=metadata))
    path.write_text(nbformat.writes(notebook))


def run(folder: Path, *cells: str) -> str:
    """What a notebook of these cells prints in `folder`; an error in a cell raises."""
    shutil.copy(ROOT / "notebook_run.py", folder)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}).execute()
    return "".join(output.get("text", "") for cell in notebook.cells for output in cell.outputs)


def test_defines_what_works_and_names_what_fails_in_one_line(tmp_path: Path) -> None:
    write_notebook(
        tmp_path / "other.ipynb",
        "a = 1",
        "b = undefined_name",
        "%config InlineBackend.figure_format = 'png'\nc = a + 1",
        "def broken(:",
    )
    printed = run(tmp_path, "import notebook_run", "%run other.ipynb", "print(a, c)")
    assert "1 2" in printed
    assert "other.ipynb, code cell 2 (b = undefined_name): NameError" in printed
    assert "code cell 4 (def broken(:): SyntaxError" in printed
    assert "Traceback" not in printed


def test_leaves_out_the_checks_even_if_they_would_fail(tmp_path: Path) -> None:
    write_notebook(tmp_path / "other.ipynb", "a = 1", ("a = 2\nassert False", TEST), "b = a")
    assert run(tmp_path, "import notebook_run", "%run other.ipynb", "print(a, b)") == "1 1\n"


def test_a_missing_and_a_damaged_notebook_are_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "damaged.ipynb").write_text('{"cells": [{"cell_type": "code"')
    printed = run(tmp_path, "import notebook_run", "%run missing.ipynb", "%run damaged.ipynb")
    assert "missing.ipynb is missing" in printed
    assert "damaged.ipynb is damaged" in printed


def test_still_runs_scripts_as_ever(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text("d = 4\n")
    assert run(tmp_path, "import notebook_run", "%run script.py", "print(d)") == "4\n"


def test_needs_no_nbformat(tmp_path: Path) -> None:
    # Importing nbformat is what makes the plain %run of a notebook take more than a second.
    write_notebook(tmp_path / "other.ipynb", "a = 1")
    cells = ["import sys, notebook_run", "%run other.ipynb", "print(a, 'nbformat' in sys.modules)"]
    assert run(tmp_path, *cells) == "1 False\n"


@pytest.mark.parametrize("cells", [["x = 1"], []])
def test_reads_only_notebooks_of_format_4(tmp_path: Path, cells: list[str]) -> None:
    (tmp_path / "list.ipynb").write_text(json.dumps(cells))
    assert "is damaged" in run(tmp_path, "import notebook_run", "%run list.ipynb")
