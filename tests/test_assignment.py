"""The master of an assignment, as nbgrader's gradebook and the released notebooks give it."""

import contextlib
import json
import os
import pickle
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbgrader
import nbgrader.tests
import pytest
from nbformat import NotebookNode
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import compute_checksum
from traitlets.config import Config

from nbjudge import names
from nbjudge.assignment import Assignment, MasterCell, MasterNotebook, Role, checksum, load
from nbjudge.errors import NbjudgeError
from tests import mini

FIXTURES = Path(nbgrader.tests.__file__).parent
HIDDEN = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(2) == 4\n### END HIDDEN TESTS"


def generate(root: Path, assignment: str, config: Config | None = None) -> CourseDirectory:
    """Let nbgrader release an assignment; returns the course as nbgrader sees it."""
    config = config or Config()
    config.CourseDirectory.root = str(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
        result = NbGraderAPI(config=config).generate_assignment(assignment)
    assert result["success"], result["log"]
    return CourseDirectory(config=config)


def changed(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change a notebook file in place."""
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


@pytest.fixture(scope="module")
def fixtures(tmp_path_factory: pytest.TempPathFactory) -> CourseDirectory:
    """A course made of nbgrader's own test notebooks."""
    root = tmp_path_factory.mktemp("fixtures")
    folder = root / "source" / "ps1"
    folder.mkdir(parents=True)
    shutil.copy(FIXTURES / "apps/files/test.ipynb", folder / "squares.ipynb")
    shutil.copy(FIXTURES / "apps/files/test-hidden-tests.ipynb", folder / "hidden.ipynb")
    shutil.copy(FIXTURES / "preprocessors/files/test_taskcell.ipynb", folder / "task.ipynb")
    shutil.copy(FIXTURES / "apps/files/jupyter.png", folder)
    return generate(root, "ps1")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with one notebook, `n`: a plain cell, a solution, its test, a locked cell, helpers."""
    root = tmp_path_factory.mktemp("small")
    source = root / "source" / "a"
    plain = {"cell_type": "code", "id": "p", "metadata": {}, "source": "import math as m, os.path"}
    stub = "def f(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION"
    mini.write(
        source / "n.ipynb",
        [
            plain,
            mini.cell("f", stub, solution=True),
            mini.cell("test_f", HIDDEN, points=2),
            mini.cell("end", "from os import sep as s\nprint(f(3))"),
        ],
    )
    (source / "data").mkdir()
    (source / "data" / "x.csv").write_text("1\n")
    (source / "helper.py").write_text("")
    (source / "helper.pyc").write_text("")
    (source / ".ipynb_checkpoints").mkdir()
    (source / ".ipynb_checkpoints" / "old.py").write_text("")
    generate(root, "a")
    return root


@pytest.fixture
def small(released: Path, tmp_path: Path) -> CourseDirectory:
    """A copy of that course, which a test may change."""
    shutil.copytree(released, tmp_path / "small")
    return CourseDirectory(root=str(tmp_path / "small"))


def cells(coursedir: CourseDirectory, assignment: str, notebook: str) -> dict[str, MasterCell]:
    return {str(c.grade_id): c for c in load(coursedir, assignment).notebooks[notebook].cells if c.grade_id}


def test_a_solution_cell_holds_the_stub_and_a_test_cell_its_hidden_part(small: CourseDirectory) -> None:
    found = cells(small, "a", "n")
    assert found["f"].source == "def f(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    assert found["test_f"].source == HIDDEN
    assert found["test_f"].released == "assert f(1) == 1"


def test_cells_stand_in_the_order_of_the_release_with_the_plain_ones(small: CourseDirectory) -> None:
    master = load(small, "a").notebooks["n"]
    assert [(c.grade_id, c.role) for c in master.cells] == [
        (None, Role.PLAIN),
        ("f", Role.SOLUTION),
        ("test_f", Role.TEST),
        ("end", Role.LOCKED),
    ]
    assert master.by_id == {"f": 1, "test_f": 2, "end": 3}


def test_without_a_release_the_order_comes_from_the_source(small: CourseDirectory) -> None:
    before = load(small, "a").notebooks["n"]
    shutil.rmtree(Path(small.root, "release"))
    assert load(small, "a").notebooks["n"] == before


def test_without_any_notebook_the_gradebook_is_enough(small: CourseDirectory) -> None:
    shutil.rmtree(Path(small.root, "release"))
    shutil.rmtree(Path(small.root, "source"))
    master = load(small, "a").notebooks["n"]
    assert [c.grade_id for c in master.cells] == ["f", "test_f", "end"]
    assert master.reference is None


def test_the_gradebook_is_right_where_the_release_says_otherwise(small: CourseDirectory) -> None:
    def forge(content: dict[str, Any]) -> None:
        for cell in content["cells"][1:]:
            cell["metadata"]["nbgrader"] |= {"points": 99, "grade": True, "checksum": "no", "locked": False}
        del content["cells"][3]

    before = cells(small, "a", "n")
    changed(Path(small.root, "release", "a", "n.ipynb"), forge)
    after = cells(small, "a", "n")
    assert [(c.points, c.role, c.locked, c.checksum) for c in after.values()] == [
        (c.points, c.role, c.locked, c.checksum) for c in before.values()
    ]
    assert after["test_f"].metadata["points"] == 2
    assert "points" not in after["f"].metadata


def test_names_that_a_solution_owes(small: CourseDirectory) -> None:
    assert cells(small, "a", "n")["f"].owes == {"f"}


def test_names_that_the_reference_binds_and_nobody_reads_are_not_owed(tmp_path: Path) -> None:
    solution = "### BEGIN SOLUTION\nsecret = 3\nscale = secret * 2\n### END SOLUTION"
    mini.write(
        tmp_path / "source" / "a" / "n.ipynb",
        [
            mini.cell("s", solution, solution=True),
            mini.cell("use", "def double(secret):\n    return scale * secret"),
            mini.cell("t", "assert double(1) == 6", points=1),
        ],
    )
    assert cells(generate(tmp_path, "a"), "a", "n")["s"].owes == {"scale"}


def test_the_reference_is_the_source_without_tests(small: CourseDirectory) -> None:
    reference = load(small, "a").notebooks["n"].reference
    assert reference is not None
    assert [text.split("\n")[0] for text in reference] == [
        "import math as m, os.path",
        "def f(x):",
        "from os import sep as s",
    ]
    assert "return x * x" in reference[1]


def test_header_and_footer_belong_to_the_reference(tmp_path: Path) -> None:
    mini.write(tmp_path / "source" / "header.ipynb", [mini.cell("seed", "SEED = 1")])
    mini.write(tmp_path / "source" / "a" / "n.ipynb", [mini.cell("s", "y = SEED", solution=True)])
    config = Config()
    config.IncludeHeaderFooter.header = str(tmp_path / "source" / "header.ipynb")
    master = load(generate(tmp_path, "a", config), "a").notebooks["n"]
    assert [c.grade_id for c in master.cells] == ["seed", "s"]
    assert master.reference == ("SEED = 1", "y = SEED")


def test_what_the_instructors_cells_import(small: CourseDirectory) -> None:
    assert load(small, "a").notebooks["n"].given_imports == {
        "m": ("math", None),
        "os": ("os", None),
        "s": ("os", "sep"),
    }


def test_what_the_notebook_defines(small: CourseDirectory) -> None:
    assert load(small, "a").notebooks["n"].defined == {"m", "os", "s", "f"}


def test_helper_files_are_those_that_nbgrader_copies(small: CourseDirectory) -> None:
    files = load(small, "a").files
    assert list(files) == ["data/x.csv", "helper.py"]
    assert files["data/x.csv"].read_text() == "1\n"


def test_course_settings_for_ignored_files_and_markers_are_honoured(tmp_path: Path) -> None:
    text = "assert f(1) == 1\n# SECRET\nassert f(2) == 4\n# PUBLIC\nassert f"
    mini.write(tmp_path / "source" / "a" / "n.ipynb", [mini.cell("t", text, points=1)])
    (tmp_path / "source" / "a" / "notes.txt").write_text("")
    config = Config()
    config.CourseDirectory.ignore = ["*.txt"]
    config.ClearHiddenTests.begin_test_delimeter = "SECRET"
    config.ClearHiddenTests.end_test_delimeter = "PUBLIC"
    coursedir = generate(tmp_path, "a", config)
    shutil.rmtree(tmp_path / "release")
    assert cells(coursedir, "a", "n")["t"].released == "assert f(1) == 1\nassert f"
    assert load(coursedir, "a").files == {}


def test_notebooks_that_run_each_other(tmp_path: Path) -> None:
    text = "%run b.ipynb\n  %run -i './c d.ipynb'\n%run other.ipynb\n# %run a.ipynb"
    mini.write(tmp_path / "source" / "x" / "a.ipynb", [mini.cell("r", text)])
    for name in ("b", "c d"):
        mini.write(tmp_path / "source" / "x" / f"{name}.ipynb", [mini.cell("s", "y = 1")])
    notebooks = load(generate(tmp_path, "x"), "x").notebooks
    assert notebooks["a"].runs == {"b", "c d"}
    assert notebooks["b"].runs == frozenset()


@pytest.mark.parametrize("notebook", ["squares", "hidden", "task"])
def test_nbgraders_own_notebooks(fixtures: CourseDirectory, notebook: str) -> None:
    master = load(fixtures, "ps1").notebooks[notebook]
    released = json.loads(Path(fixtures.root, "release", "ps1", f"{notebook}.ipynb").read_text())
    assert [c.released for c in master.cells] == ["".join(c["source"]) for c in released["cells"]]
    assert [c.cell_type for c in master.cells] == [c["cell_type"] for c in released["cells"]]
    for cell, raw in zip(master.cells, released["cells"]):
        theirs = raw["metadata"].get("nbgrader", {})
        assert {k: v for k, v in cell.metadata.items() if k not in ("checksum", "task")} == {
            k: v for k, v in theirs.items() if k not in ("checksum", "task")
        }
    assert master.language == "python"


def test_tasks_and_answers_are_graded_by_a_person(fixtures: CourseDirectory) -> None:
    found = cells(fixtures, "ps1", "task")
    assert [name for name, c in found.items() if c.role is Role.MANUAL] == [
        "task1",
        "sum_of_squares_equation",
        "sum_of_squares_application",
    ]
    assert found["task1"].points == 2
    assert found["task1"].given
    assert "MARK SCHEME" in found["task1"].source
    assert "MARK SCHEME" not in found["task1"].released


def test_stubs_are_known_by_nbgraders_checksum(fixtures: CourseDirectory) -> None:
    for cell in load(fixtures, "ps1").notebooks["task"].cells:
        if cell.grade_id:
            node = NotebookNode(cell_type=cell.cell_type, source=cell.source)
            node.metadata = NotebookNode(nbgrader=NotebookNode(cell.metadata))
            assert checksum(cell.source, cell.cell_type, cell.metadata) == compute_checksum(node)
            assert cell.is_stub(cell.source)
            assert not cell.is_stub(cell.source + " ")


def test_loading_changes_nothing_and_the_master_can_be_sent_to_a_worker(small: CourseDirectory) -> None:
    database = Path(small.root, "gradebook.db")
    before = database.read_bytes()
    master = load(small, "a")
    assert database.read_bytes() == before
    assert pickle.loads(pickle.dumps(master)) == master


def altered(coursedir: CourseDirectory, statement: str) -> CourseDirectory:
    with contextlib.closing(sqlite3.connect(Path(coursedir.root, "gradebook.db"))) as database:
        database.execute(statement)
        database.commit()
    return coursedir


def test_an_old_gradebook_without_checksums_and_kernels(small: CourseDirectory) -> None:
    altered(small, "update source_cell set checksum = null")
    altered(small, "update notebook set kernelspec = null")
    found = cells(small, "a", "n")["f"]
    assert "checksum" not in found.metadata
    assert found.is_stub(found.source)
    assert not found.is_stub("x")
    assert load(small, "a").notebooks["n"].language == "python"


def test_nothing_is_guessed_about_the_names_of_another_language(small: CourseDirectory) -> None:
    altered(small, """update notebook set kernelspec = '{"language": "R"}'""")
    master = load(small, "a").notebooks["n"]
    assert (master.language, master.kernelspec) == ("R", {"language": "R"})
    assert not master.given_imports
    assert not master.defined
    assert not any(cell.owes for cell in master.cells)


def test_a_source_notebook_of_format_3(small: CourseDirectory) -> None:
    def downgrade(content: dict[str, Any]) -> None:
        for cell in content["cells"]:
            cell |= {"input": cell.pop("source"), "language": "python", "collapsed": False}
            cell["prompt_number"] = cell.pop("execution_count")
        content |= {"nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": content.pop("cells")}]}

    before = load(small, "a").notebooks["n"]
    changed(Path(small.root, "source", "a", "n.ipynb"), downgrade)
    assert load(small, "a").notebooks["n"] == before


def test_an_assignment_that_is_not_in_the_gradebook(small: CourseDirectory) -> None:
    with pytest.raises(NbjudgeError, match=r"'b' is not in the gradebook: run `nbgrader generate_assig"):
        load(small, "b")


def test_no_gradebook_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(NbjudgeError, match="There is no gradebook at"):
        load(CourseDirectory(root=str(tmp_path)), "a")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_gradebook(tmp_path: Path) -> None:
    (tmp_path / "gradebook.db").write_bytes(b"not a database" * 100)
    with pytest.raises(NbjudgeError, match="The gradebook cannot be read: file is not a database"):
        load(CourseDirectory(root=str(tmp_path)), "a")


def test_a_gradebook_of_another_program(tmp_path: Path) -> None:
    coursedir = altered(CourseDirectory(root=str(tmp_path)), "create table other (x)")
    with pytest.raises(NbjudgeError, match="The gradebook cannot be read: no such table"):
        load(coursedir, "a")


def test_a_damaged_release(small: CourseDirectory) -> None:
    Path(small.root, "release", "a", "n.ipynb").write_text("{")
    with pytest.raises(NbjudgeError, match="is not a notebook"):
        load(small, "a")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 1\ny: int = 2\nz += 1", {"x", "y", "z"}),
        ("def f():\n    inner = 1\nclass C:\n    field = 2", {"f", "C"}),
        ("for i in range(3):\n    total = i", {"i", "total"}),
        ("%matplotlib inline\nx = !ls\ny = 1\nprint?\nif y:\n    %time z = 2", {"x", "y"}),
        ("%%time\nx = 1", {"x"}),
        ("%%bash\nx=1", set()),
        ("def broken(:", set()),
        ("x = '\\d'", {"x"}),
        ("\0", set()),
    ],
)
def test_names_that_an_instructors_cell_binds(source: str, expected: set[str]) -> None:
    assert names.bound(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 1\ny: int = 2\na, b = 1, 2", {"x", "y", "a", "b"}),
        ("def f():\n    inner = 1\nclass C(B):\n    field = 2\nasync def g(): pass", {"f", "C", "g"}),
        ("x == 1\nx <= 2\nf(y=1)\nx += 1", set()),
        ("%time z = 2\n!ls\nx = 1\ndef broken(:\n((((", {"x", "broken"}),
    ],
)
def test_names_that_a_students_cell_seems_to_bind(source: str, expected: set[str]) -> None:
    assert names.glimpsed(source) == expected


def test_import_statements_in_functions_bind_nothing_outside() -> None:
    assert names.imported(
        ["def f():\n    import a\ntry:\n    import b\nexcept ImportError:\n    b = None"]
    ) == {"b": ("b", None)}
    assert names.imported(["from m import *\nfrom . import x\nimport p.q as r", "broken("]) == {
        "r": ("p.q", None)
    }


def test_the_homework(course: Path) -> None:
    master: Assignment = load(CourseDirectory(root=str(course)), "homework")
    main: MasterNotebook = master.notebooks["homework_main"]
    assert main.runs == {"homework_modules"}
    assert main.given_imports["plt"] == ("matplotlib.pyplot", None)
    assert "checks.py" in master.files
    owed = {c.grade_id: c.owes for c in master.notebooks["homework_modules"].cells if c.role is Role.SOLUTION}
    assert owed["linear"] == {"Linear"}
    assert all(len(names) == 1 for names in owed.values())
    points = [cell.points for notebook in master.notebooks.values() for cell in notebook.cells]
    assert sum(points) == pytest.approx(25)
