"""`make demo` from end to end: nbgrader grades the demo class, and everybody gets what they deserve."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from course import demo, grade, report
from course.files import CourseError
from nbjudge.proof import bank

NOTEBOOKS = {"homework_modules", "homework_main", "homework_differentiation"}


@pytest.fixture(scope="module")
def graded(course: Path) -> Path:
    """The course after the demo ran in it."""
    assert demo.run(course) == 0, "a submission could not be graded"
    return course


@pytest.fixture(scope="module")
def cells(graded: Path) -> pd.DataFrame:
    """Automatic cells of all submissions, see `report.cell_scores`."""
    cells = report.cell_scores(graded, demo.ASSIGNMENT)
    return cells[cells["automatic"]]


def lost(cells: pd.DataFrame, student: str) -> set[str]:
    """Cells in which the student has less than all points; partial credit is a failure of the test."""
    own = cells[cells["student"] == student]
    assert set(own["notebook"]) == NOTEBOOKS
    assert ((own["score"] == 0) | (own["score"] == own["max_score"])).all()
    return set(own["cell"][own["score"] < own["max_score"]])


def test_the_full_solution_gets_every_automatic_point(cells: pd.DataFrame) -> None:
    assert lost(cells, "ada") == set()


def test_the_untouched_copy_gets_none(cells: pd.DataFrame) -> None:
    assert cells[cells["student"] == "ben"]["score"].sum() == 0


def test_only_linear_gets_the_points_of_linear(cells: pd.DataFrame) -> None:
    all_cells = set(cells["cell"])
    kept = all_cells - lost(cells, "cleo")
    assert kept == {cell for cell in all_cells if cell.startswith("linear_")}
    assert len(kept) == 5


@pytest.mark.parametrize("student", [student for student in demo.CLASS if student.entries])
def test_a_single_mistake_loses_exactly_what_it_breaks(
    cells: pd.DataFrame, graded: Path, student: demo.Student
) -> None:
    (name,) = student.entries
    entry = bank.load(graded / "bank" / demo.ASSIGNMENT / "wrong" / f"{name}.py")
    assert lost(cells, student.name) == entry.loses


def test_a_missing_notebook_costs_that_notebook(cells: pd.DataFrame) -> None:
    differentiation = cells[cells["notebook"] == "homework_differentiation"]
    assert lost(cells, "jon") == set(differentiation["cell"])


def test_an_exception_at_the_top_costs_nothing(cells: pd.DataFrame) -> None:
    assert lost(cells, "kim") == set()


def test_an_endless_loop_costs_its_own_cell(cells: pd.DataFrame) -> None:
    assert lost(cells, "leo") == {"diff_trace"}


def test_a_deleted_test_cell_comes_back(cells: pd.DataFrame) -> None:
    assert lost(cells, "mia") == set()


def test_a_copied_test_cell_counts_once(cells: pd.DataFrame) -> None:
    assert lost(cells, "noah") == set()
    assert len(cells[cells["student"] == "noah"]) == len(cells[cells["student"] == "ada"])


def test_moved_and_split_cells_cost_nothing(cells: pd.DataFrame) -> None:
    assert lost(cells, "olga") == set()


def test_a_dead_kernel_costs_the_cell_that_killed_it(cells: pd.DataFrame) -> None:
    assert lost(cells, "paul") == {"diff_trace"}


def test_a_numpy_warning_costs_nothing(cells: pd.DataFrame) -> None:
    assert lost(cells, "quin") == set()


def test_a_tag_does_not_skip_a_test(cells: pd.DataFrame, graded: Path) -> None:
    entry = bank.load(graded / "bank" / demo.ASSIGNMENT / "wrong" / "linear_no_bias.py")
    assert lost(cells, "rosa") == entry.loses


def test_a_second_hand_in_without_the_test_keeps_no_score_of_the_first(cells: pd.DataFrame) -> None:
    assert lost(cells, "sam") == {"diff_trace"}


def test_an_array_that_equals_everything_equals_nothing_here(cells: pd.DataFrame) -> None:
    assert lost(cells, "tara") == {"diff_trace"}


@pytest.mark.parametrize(
    ("student", "words"),
    [
        ("jon", "homework_differentiation.ipynb was not handed in"),
        ("leo", "diff_trace_solution took too long"),
        ("mia", "linear_forward was deleted"),
        ("noah", "linear_forward was copied"),
        ("olga", "run later"),
        ("paul", "diff_trace_solution ended the process"),
        ("rosa", "Tags of the test cell linear_forward"),
        ("sam", "diff_trace was deleted"),
    ],
)
def test_each_anomaly_is_one_line(graded: Path, student: str, words: str) -> None:
    (line,) = grade.anomalies(graded, demo.ASSIGNMENT, student)
    assert words in line
    assert "\n" not in line


def test_what_is_ordinary_is_not_mentioned(graded: Path) -> None:
    for student in ("ada", "ben", "cleo", "kim", "quin", "tara"):
        assert grade.anomalies(graded, demo.ASSIGNMENT, student) == []


def test_everybody_gets_feedback_and_a_row_in_grades_csv(graded: Path) -> None:
    for student in demo.CLASS:
        pages = {path.stem for path in (graded / "feedback" / student.name / demo.ASSIGNMENT).glob("*.html")}
        missing = {"homework_differentiation"} if student.name == "jon" else set()
        assert pages == NOTEBOOKS - missing, student.name
    with (graded / "grades.csv").open(newline="") as file:
        rows = {
            row["student_id"]: row for row in csv.DictReader(file) if row["assignment"] == demo.ASSIGNMENT
        }
    assert set(rows) >= {student.name for student in demo.CLASS}
    assert float(rows["ben"]["score"]) == 0
    assert float(rows["ada"]["max_score"]) == pytest.approx(25)


def test_the_summary_shows_each_student_once(graded: Path) -> None:
    table = demo.summary(graded)
    for student in demo.CLASS:
        assert table.count(student.story) == 1


def test_a_submission_that_the_demo_did_not_make_is_never_replaced(graded: Path) -> None:
    folder = graded / "submitted" / "ada" / demo.ASSIGNMENT
    (folder / ".made-by-demo").rename(folder / "made-by-ada")
    try:
        with pytest.raises(CourseError, match="was not made by the demo"):
            demo.build_class(graded)
    finally:
        (folder / "made-by-ada").rename(folder / ".made-by-demo")
