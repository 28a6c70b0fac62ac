"""Submissions that trip over no defect of plain nbgrader get the same scores from both, cell by cell.

`make parity` runs this with the whole demo class (ten minutes); `make test` only with WITHOUT_TRAINING, see
test_parity.py.
"""

import shutil
from collections.abc import Collection
from pathlib import Path

import pandas as pd
import pytest

from course import demo, report, steps
from tests.plain import plain_copy

Scores = tuple[pd.DataFrame, pd.DataFrame]

# Why a member of the demo class is not compared: what plain nbgrader makes of the submission.
TRIPS = {
    "mia": "a deleted test cell is neither restored nor scored",
    "noah": "a copied test cell stops the batch",
    "paul": "a dead kernel voids all notebooks of a student",
    "rosa": "a tag skips the test, which then has full marks",
    "sam": "a deleted test keeps the score of the first hand-in",
    "tara": "an array that answers for itself can pass a comparison in its own process",
    "olga": "tests of cells that were moved behind them run too early",
}
COMPARED = [student.name for student in demo.CLASS if student.name not in TRIPS]


def grade_twice(course: Path, folder: Path, students: list[str], notebooks: Collection[str]) -> Scores:
    """Scores from nbjudge and from plain nbgrader, indexed by student, notebook and cell."""
    plain = plain_copy(course, folder / "plain")
    tables = []
    for root in (course, plain):
        demo.build_class(root)
        for student in students:
            for path in (root / "submitted" / student / demo.ASSIGNMENT).glob("*.ipynb"):
                if path.stem not in notebooks:
                    path.unlink()
            steps.autograde(root, demo.ASSIGNMENT, student)
        cells = report.cell_scores(root, demo.ASSIGNMENT)
        cells = cells[cells["student"].isin(students)]
        tables.append(cells.set_index(["student", "notebook", "cell"]).sort_index())
        shutil.rmtree(root / "submitted")
    return tables[0], tables[1]


def differences(both: Scores, student: str) -> pd.DataFrame:
    """The cells in which the two do not agree."""
    ours, plain = (table.loc[student]["score"] for table in both)
    compared = pd.DataFrame({"ours": ours, "plain": plain})  # nan where only one has the cell
    agree = (compared["ours"] == compared["plain"]) | (compared["ours"].isna() & compared["plain"].isna())
    assert len(compared) > 80
    return compared[~agree]


@pytest.fixture(scope="module")
def both(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Scores:
    notebooks = {path.stem for path in (course / "release" / demo.ASSIGNMENT).glob("*.ipynb")}
    return grade_twice(course, tmp_path_factory.mktemp("parity"), COMPARED, notebooks)


@pytest.mark.parametrize("student", COMPARED)
def test_both_give_the_same_scores(both: Scores, student: str) -> None:
    assert differences(both, student).empty
