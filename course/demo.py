"""The demo: release, build a class of right and wrong submissions, grade it, show what came out."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from course import edition, grade, report, steps
from course.files import CourseError, write_atomically
from course.notebooks import Cell, Notebook, role, set_source, source
from nbjudge.proof import bank

ASSIGNMENT = "homework"
_MARKER = ".made-by-demo"  # stands in each submission that the demo built, so that it removes nobody else's

Edit = Callable[[dict[str, Notebook]], None]
_MODULES, _MAIN, _DIFFERENTIATION = "homework_modules", "homework_main", "homework_differentiation"


@dataclass(frozen=True)
class Student:
    """A member of the demo class.

    Attributes:
        entries: of bank/homework/wrong.
        edit: what the student does to the notebooks besides.
        second: the same for a second hand-in, after the first was graded.
    """

    name: str
    story: str
    entries: tuple[str, ...] = ()
    solved: Callable[[str], bool] = lambda grade_id: True
    edit: Edit = lambda notebooks: None
    second: Edit | None = None


def _place(notebook: Notebook, grade_id: str) -> int:
    return next(i for i, cell in enumerate(notebook["cells"]) if role(cell).get("grade_id") == grade_id)


def _cell(notebook: Notebook, grade_id: str) -> Cell:
    cell: Cell = notebook["cells"][_place(notebook, grade_id)]
    return cell


def _own_cell(source: str) -> Cell:
    empty: Cell = {"execution_count": None, "outputs": []}
    return {"cell_type": "code", "id": "mine", "metadata": {}, "source": source} | empty


def _leave_out(name: str) -> Edit:
    def edit(notebooks: dict[str, Notebook]) -> None:
        del notebooks[name]

    return edit


def _raise_at_the_top(notebooks: dict[str, Notebook]) -> None:
    for notebook in notebooks.values():
        notebook["cells"].insert(0, _own_cell("import a_missing_package"))


def _write(name: str, grade_id: str, source: str) -> Edit:
    def edit(notebooks: dict[str, Notebook]) -> None:
        set_source(_cell(notebooks[name], grade_id), source)

    return edit


def _delete(name: str, grade_id: str) -> Edit:
    def edit(notebooks: dict[str, Notebook]) -> None:
        del notebooks[name]["cells"][_place(notebooks[name], grade_id)]

    return edit


def _copy(name: str, grade_id: str) -> Edit:
    def edit(notebooks: dict[str, Notebook]) -> None:
        place = _place(notebooks[name], grade_id)
        notebooks[name]["cells"].insert(place + 1, copy.deepcopy(notebooks[name]["cells"][place]))

    return edit


def _move_and_split(notebooks: dict[str, Notebook]) -> None:
    """Linear in two cells at the end of the notebook, SoftMax before everything that it stood behind."""
    cells = notebooks[_MODULES]["cells"]
    linear = cells.pop(_place(notebooks[_MODULES], "linear"))
    head, backward, tail = source(linear).partition("    def updateGradInput")
    set_source(linear, head)
    cells += [linear, _own_cell(f"class Linear(Linear):\n{backward}{tail}")]
    softmax = cells.pop(_place(notebooks[_MODULES], "softmax"))
    cells.insert(_place(notebooks[_MODULES], "linear_shapes"), softmax)


def _tag(name: str, grade_id: str, tag: str) -> Edit:
    def edit(notebooks: dict[str, Notebook]) -> None:
        _cell(notebooks[name], grade_id)["metadata"]["tags"] = [tag]

    return edit


_LOOP = "while True:  # never ends\n    pass\n"
_DIES = "import os\n\nos._exit(1)  # the kernel dies here\n"
_WARNS = """def grad_linear_form(c, x):
    np.float64(1.0) / np.zeros(3)  # NumPy warns: division by zero
    np.exp(np.array([1000.0]))  # and here: overflow
    return c.copy()
"""
_EQUALS_EVERYTHING = """class Right(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, dtype=bool)

    def __array_ufunc__(self, *inputs, **options):
        return np.zeros(self.shape)


def grad_trace(A, B):
    return np.zeros(A.shape).view(Right)
"""

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
    Student("jon", "no homework_differentiation", edit=_leave_out(_DIFFERENTIATION)),
    Student("kim", "an exception at the top of each notebook", edit=_raise_at_the_top),
    Student("leo", "an endless loop", edit=_write(_DIFFERENTIATION, "diff_trace_solution", _LOOP)),
    Student("mia", "deleted a test cell", edit=_delete(_MODULES, "linear_forward")),
    Student("noah", "copied a test cell", edit=_copy(_MODULES, "linear_forward")),
    Student("olga", "moved cells, and split one in two", edit=_move_and_split),
    Student(
        "paul", "the kernel dies in the middle", edit=_write(_DIFFERENTIATION, "diff_trace_solution", _DIES)
    ),
    Student(
        "quin",
        "NumPy warns, the result is right",
        edit=_write(_DIFFERENTIATION, "diff_linear_form_solution", _WARNS),
    ),
    Student(
        "rosa",
        "forgot the bias, and a tag would skip the test",
        ("linear_no_bias",),
        edit=_tag(_MODULES, "linear_forward", "skip-execution"),
    ),
    Student(
        "sam",
        "hands in again: worse, and without the test",
        second=lambda notebooks: (
            _write(_DIFFERENTIATION, "diff_trace_solution", "def grad_trace(A, B):\n    return B\n")(
                notebooks
            ),
            _delete(_DIFFERENTIATION, "diff_trace")(notebooks),
        )[0],
    ),
    Student(
        "tara",
        "an array that equals everything",
        edit=_write(_DIFFERENTIATION, "diff_trace_solution", _EQUALS_EVERYTHING),
    ),
)


def build_class(root: Path) -> None:
    """Put the class into submitted/; submissions that the demo did not make stay as they are.

    Raises:
        CourseError: somebody else's submission bears the name of a demo student.
    """
    material = bank.Material.of(root, ASSIGNMENT)
    for student in CLASS:
        _hand_in(root, material, student, student.edit)


def hand_in_again(root: Path) -> list[str]:
    """Second hand-ins, in the place of the first; returns who hands in again."""
    material = bank.Material.of(root, ASSIGNMENT)
    again = [student for student in CLASS if student.second is not None]
    for student in again:
        _hand_in(root, material, student, student.second or student.edit)
    return [student.name for student in again]


def _hand_in(root: Path, material: bank.Material, student: Student, edit: Edit) -> None:
    folder = root / "submitted" / student.name / ASSIGNMENT
    if folder.exists() and not (folder / _MARKER).exists():
        raise CourseError(f"{folder} was not made by the demo: move it away first.")
    entries = [bank.load(root / "bank" / ASSIGNMENT / "wrong" / f"{name}.py") for name in student.entries]
    notebooks = material.submission(entries, student.solved)
    edit(notebooks)
    shutil.rmtree(folder, ignore_errors=True)
    write_atomically(folder / _MARKER, student.story + "\n")
    bank.write(notebooks, folder)


def run(root: Path) -> int:
    """The whole way; returns the number of submissions that could not be graded."""
    print("1. Release: source/homework -> release/homework, the student edition, build/homework.zip")
    edition.release(root, ASSIGNMENT)
    print(f"2. A class of {len(CLASS)} hands in: submitted/<student>/homework")
    build_class(root)
    print("3. nbjudge grades in nbgrader's place, and writes feedback for each student")
    names = [student.name for student in CLASS]
    problems = grade.autograde(root, ASSIGNMENT, names)
    problems |= grade.autograde(root, ASSIGNMENT, hand_in_again(root))
    problems |= grade.feedback(root, ASSIGNMENT, names, problems)
    steps.export_csv(root, root / "grades.csv")
    print("\n4. What came out\n")
    print(summary(root))
    print("\n5. What was out of the ordinary\n")
    for name in names:
        for line in grade.anomalies(root, ASSIGNMENT, name):
            print(f"{name}, {line}")
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
