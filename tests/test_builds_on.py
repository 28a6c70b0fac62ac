"""An assignment that `%run`s a notebook of an earlier one: the student's own, else the reference."""

import json
import shutil
from pathlib import Path

import pytest

from course import edition, report
from nbjudge.batch import Batch, configuration
from nbjudge.proof.trials import Bench, Setting
from tests import mini
from tests.mini import cell

FULL = {"eightfold_test": 2.0}
HEAD, BODY = "def eightfold(x):", "    return double(double(double(x)))"
CONFIG = '\nc.JudgedAutograde.builds_on = {"next": "mini"}\n'


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = mini.released(tmp_path_factory.mktemp("course"))
    with (root / "nbgrader_config.py").open("a") as config:
        config.write(CONFIG)
    source = root / "source" / "next"
    mini.write(
        source / "next.ipynb",
        [
            cell("setup", "import notebook_run\n%run b_modules.ipynb"),
            cell(
                "eightfold",
                f"{HEAD}\n    ### BEGIN SOLUTION\n{BODY}\n    ### END SOLUTION",
                solution=True,
            ),
            cell("eightfold_test", "assert eightfold(2) == 16 and eightfold(3) == 24", points=2),
        ],
    )
    shutil.copy(root / "source" / "mini" / "notebook_run.py", source)
    edition.release(root, "next")
    return root


def hand_in(root: Path, student: str, text: str = f"{HEAD}\n{BODY}") -> Path:
    folder = root / "submitted" / student / "next"
    folder.mkdir(parents=True)
    content = json.loads((root / "release" / "next" / "next.ipynb").read_text())
    for each in content["cells"]:
        if each["id"] == "eightfold":
            each["source"] = text
    (folder / "next.ipynb").write_text(json.dumps(content))
    return folder


def grade(root: Path, student: str) -> tuple[dict[str, float], str]:
    """Scores by cell, and what was out of the ordinary."""
    batch = Batch(configuration(root), "next")
    assert batch.grade([student]) == {}
    cells = report.cell_scores(root, "next")
    scores = dict(cells[cells.student == student][["cell", "score"]].itertuples(index=False))
    return scores, "\n".join(batch.anomalies(student))


def test_the_students_own_notebook_is_run(root: Path) -> None:
    mini.hand_in(root, "own", "def double(x):\n    print('mine')\n    return x + x")
    hand_in(root, "own", f"print(double(1))\n{HEAD}\n{BODY}")
    assert grade(root, "own") == (FULL, "")
    assert "mine" in (root / "autograded" / "own" / "next" / "next.ipynb").read_text()


def test_a_copy_in_the_submission_itself_comes_first(root: Path) -> None:
    mini.hand_in(root, "copy", "def double(x):\n    return 0")
    folder = hand_in(root, "copy", f"print(double(1))\n{HEAD}\n{BODY}")
    shutil.copy(
        mini.hand_in(root, "copy-of", "def double(x):\n    print('here')\n    return x * 2")
        / "b_modules.ipynb",
        folder,
    )
    assert grade(root, "copy") == (FULL, "")
    assert "here" in (root / "autograded" / "copy" / "next" / "next.ipynb").read_text()


@pytest.mark.parametrize(
    "double", ["def double(x):\n    return x", "", None], ids=["wrong", "empty", "missing"]
)
def test_the_reference_stands_in_for_a_wrong_or_missing_one(root: Path, double: str | None) -> None:
    student = f"stand-in-{double is None}-{bool(double)}"
    if double is not None:
        mini.hand_in(root, student, double)
    hand_in(root, student)
    scores, anomalies = grade(root, student)
    assert scores == FULL
    assert "it gets 2 points with the reference in its place" in anomalies


def test_the_reference_helps_nobody_whose_own_work_is_wrong(root: Path) -> None:
    mini.hand_in(root, "wrong", "def double(x):\n    return x")
    hand_in(root, "wrong", "def eightfold(x):\n    return 9 * x")
    assert grade(root, "wrong") == ({"eightfold_test": 0.0}, "")


def test_a_new_earlier_submission_is_a_reason_to_grade_again(root: Path) -> None:
    before = mini.hand_in(root, "again")
    hand_in(root, "again")
    grade(root, "again")
    batch = Batch(configuration(root), "next")
    assert batch.is_graded("again")
    notebook = before / "b_modules.ipynb"
    notebook.write_text(notebook.read_text().replace("return 2 * x", "return 3 * x"))
    assert not Batch(configuration(root), "next").is_graded("again")


def test_the_bank_is_graded_upon_the_reference_of_the_earlier_assignment(root: Path) -> None:
    bench = Bench(Setting(root, "next"))
    assert not bench.grade(bench.solution()).lost
    assert bench.grade(bench.solution()).anomalies == ()
    assert bench.grade(bench.untouched()).lost == {"next/eightfold_test"}
