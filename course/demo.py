"""The demo: release, build a class of right and wrong submissions, grade it, show what came out."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from course import bank, edition, grade, report, steps
from course.files import CourseError, write_atomically
from course.notebooks import Notebook, is_solution, role

ASSIGNMENT = "homework"
_MARKER = ".made-by-demo"  # stands in each submission that the demo built, so that it removes nobody else's
_LOOP = "while True:  # never ends\n    pass\n"


@dataclass(frozen=True)
class Student:
    """A member of the demo class."""

    name: str
    story: str
    entries: tuple[str, ...] = ()  # of bank/homework/wrong
    solved: Callable[[str], bool] = lambda grade_id: True
    edit: Callable[[dict[str, Notebook]], None] = lambda notebooks: None


def _leave_out(name: str) -> Callable[[dict[str, Notebook]], None]:
    def edit(notebooks: dict[str, Notebook]) -> None:
        del notebooks[name]

    return edit


def _raise_at_the_top(notebooks: dict[str, Notebook]) -> None:
    for notebook in notebooks.values():
        cell = {"cell_type": "code", "id": "mine", "metadata": {}, "source": "import a_missing_package"}
        notebook["cells"].insert(0, cell)


def _loop_forever(notebooks: dict[str, Notebook]) -> None:
    for cell in notebooks["homework_differentiation"]["cells"]:
        if is_solution(cell) and role(cell)["grade_id"] == "diff_trace_solution":
            cell["source"] = [_LOOP]


CLASS = (
    Student("ada", "everything right"),
    Student("ben", "handed in untouched", solved=lambda grade_id: False),
    Student("cleo", "only Linear", solved=lambda grade_id: grade_id == "linear"),
    Student("dan", "Linear forgets the bias", ("linear_no_bias",)),
    Student("eva", "BatchNormalization: alpha the wrong way round", ("batchnorm_alpha_reversed",)),
    Student("finn", "Dropout does not scale what it keeps", ("dropout_no_scale",)),
    Student("gia", "Adam: epsilon inside the root", ("adam_epsilon_in_root",)),
    Student("hugo", "tr(AB): the derivative is not transposed", ("diff_trace_not_transposed",)),
    Student("ida", "histograms with a range of their own each", ("histograms_own_bins",)),
    Student("jon", "no homework_differentiation", edit=_leave_out("homework_differentiation")),
    Student("kim", "an exception at the top of each notebook", edit=_raise_at_the_top),
    Student("leo", "an endless loop", edit=_loop_forever),
)


def build_class(root: Path) -> None:
    """Put the class into submitted/; submissions that the demo did not make stay as they are.

    Raises:
        CourseError: somebody else's submission bears the name of a demo student.
    """
    material = bank.Material.of(root, ASSIGNMENT)
    for student in CLASS:
        folder = root / "submitted" / student.name / ASSIGNMENT
        if folder.exists() and not (folder / _MARKER).exists():
            raise CourseError(f"{folder} was not made by the demo: move it away first.")
        entries = [bank.load(root / "bank" / ASSIGNMENT / "wrong" / f"{name}.py") for name in student.entries]
        notebooks = material.submission(entries, student.solved)
        student.edit(notebooks)
        shutil.rmtree(folder, ignore_errors=True)
        write_atomically(folder / _MARKER, student.story + "\n")
        bank.write(notebooks, folder)


def run(root: Path) -> int:
    """The whole way; returns the number of submissions that could not be graded."""
    print("1. Release: source/homework -> release/homework, the student edition, build/homework.zip")
    edition.release(root, ASSIGNMENT)
    print(f"2. A class of {len(CLASS)} hands in: submitted/<student>/homework")
    build_class(root)
    print("3. nbgrader grades, and writes feedback for each student")
    problems = grade.grade(root, ASSIGNMENT, [student.name for student in CLASS])
    steps.export_csv(root, root / "grades.csv")
    print("\n4. What came out\n")
    print(summary(root))
    print(
        "\nNext: open feedback/<student>/homework/*.html in a browser, grades.csv in a spreadsheet;"
        "\nstart `.venv/bin/jupyter lab` and choose Nbgrader > Formgrader to grade plots and opinions."
    )
    return len(problems)


def summary(root: Path) -> str:
    """Students, stories and scores by notebook."""
    cells = report.cell_scores(root, ASSIGNMENT)
    table = report.score_table(cells)
    best = report.best_scores(cells)
    stories = {student.name: student.story for student in CLASS}
    table = table.loc[[name for name in stories if name in table.index]]
    names = {name: f"{name.removeprefix('homework_')} /{best[name]:g}" for name in best.index}
    table = table.rename(columns=names | {"automatic points": f"all /{best.sum():g}"})
    width = max(map(len, stories.values()))
    table.insert(0, "handed in", [stories[name].ljust(width) for name in table.index])
    table.index.name = None
    return str(table.to_string(float_format=lambda value: f"{value:.2f}".rstrip("0").rstrip(".")))
