"""The tests of the homework accept every right solution of the bank, and each wrong one loses what it should.

Everything is graded by the real nbgrader. It takes seconds for a submission, so entries that change different
cells share one.
"""

import re
import textwrap
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from course import bank, report, steps
from course.bank import Material
from course.files import ROOT, CourseError
from course.notebooks import Notebook, role, source

BANK = ROOT / "bank" / "homework"
ENTRIES = {f"{path.parent.name}/{path.stem}": bank.load(path) for path in sorted(BANK.glob("*/*.py"))}
ALONE = "homework_main"  # its cells build on each other, so an entry for it has a submission to itself

Scores = dict[str, tuple[float, float]]  # score and best score, by test cell


def share(one: str, other: str) -> bool:
    """Whether two entries may stand in one submission."""
    if one.split("/")[0] != other.split("/")[0]:
        return False  # right ones prove that nothing is lost, so they stay among themselves
    cells = [
        {(change.notebook, change.grade_id) for change in ENTRIES[name].changes} for name in (one, other)
    ]
    notebooks = [{notebook for notebook, _ in changed} for changed in cells]
    return notebooks[0] == notebooks[1] != {ALONE} and not cells[0] & cells[1]


def batches() -> list[list[str]]:
    """All entries, each in the first submission that has room for it."""
    result: list[list[str]] = []
    for name in ENTRIES:
        room = (batch for batch in result if all(share(name, other) for other in batch))
        batch = next(room, None)
        if batch is None:
            result.append([name])
        else:
            batch.append(name)
    return result


BATCHES = batches()


@pytest.fixture(scope="session")
def material(course: Path) -> Material:
    return Material.of(course, "homework")


@pytest.fixture(scope="session")
def graded(course: Path, material: Material) -> Callable[[int], Scores]:
    """Scores of a batch; the first call for it hands it in and has nbgrader grade it."""

    @cache
    def scores(number: int) -> Scores:
        entries, student = [ENTRIES[name] for name in BATCHES[number]], f"bank-{number}"
        notebooks = material.submission(entries)
        changed = {change.notebook for entry in entries for change in entry.changes}
        needed = with_siblings(changed, notebooks)
        bank.write({name: notebooks[name] for name in needed}, course / "submitted" / student / "homework")
        steps.autograde(course, "homework", student)
        cells = report.cell_scores(course, "homework")
        cells = cells[cells["automatic"] & (cells["student"] == student) & cells["notebook"].isin(needed)]
        assert set(cells["notebook"]) == needed, "some notebook has no scores in the gradebook"
        with steps.open_gradebook(course) as gradebook:
            gradebook.remove_submission("homework", student)
        return {row.cell: (row.score, row.max_score) for row in cells.itertuples()}

    return scores


def with_siblings(names: set[str], notebooks: dict[str, Notebook]) -> set[str]:
    """The notebooks and those that they `%run`."""
    text = "\n".join(source(cell) for name in names for cell in notebooks[name]["cells"])
    run = set(re.findall(r"^%run (\w+)\.ipynb", text, re.MULTILINE)) & set(notebooks)
    return names if run <= names else with_siblings(names | run, notebooks)


@pytest.mark.parametrize(
    ("name", "batch"),
    [pytest.param(name, number, id=name) for number, batch in enumerate(BATCHES) for name in batch],
)
def test_costs_exactly_what_it_should(name: str, batch: int, graded: Callable[[int], Scores]) -> None:
    entry, others = ENTRIES[name], [other for other in BATCHES[batch] if other != name]
    theirs = {cell for other in others for cell in ENTRIES[other].loses}
    scores = graded(batch)
    assert not (unknown := entry.loses - set(scores)), f"`# loses:` names no test: {sorted(unknown)}"
    complaints = [
        f"    {cell}: {score:g} of {best:g} points, expected {expected:g}"
        for cell, (score, best) in sorted(scores.items())
        if cell not in theirs - entry.loses and score != (expected := 0 if cell in entry.loses else best)
    ]
    assert not complaints, "\n".join(
        [
            f"{name}: {entry.sentence}",
            *complaints,
            f"    in one submission with: {', '.join(others) or 'none'}",
        ]
    )


def test_wrong_entries_lose_something_and_right_ones_nothing() -> None:
    for name, entry in ENTRIES.items():
        assert bool(entry.loses) == name.startswith("wrong/"), name


# --- Putting an entry into a notebook ---------------------------------------------------------

REFERENCE = '''\
class Layer(Module):
    """A layer."""

    EPS = 1

    def forward(self, x):
        return x + self.EPS

    @property
    def size(self):
        return 3


def helper(x):
    return -x
'''


def patched(patch: str) -> dict[str, object]:
    """What the cell defines after the patch."""
    names: dict[str, object] = {"Module": object}
    exec(bank.patched(REFERENCE, textwrap.dedent(patch)), names)
    return names


def layer(patch: str) -> object:
    """An instance of the patched class."""
    made = patched(patch)["Layer"]
    assert isinstance(made, type)
    return made()


def test_a_method_is_replaced_and_the_others_stay() -> None:
    patch = "class Layer:\n    def forward(self, x):\n        return 10 * x\n"
    assert bank.patched(REFERENCE, patch).count("def forward") == 1
    made = layer(patch)
    assert (made.forward(2), made.size, made.EPS, made.__doc__) == (20, 3, 1, "A layer.")  # type: ignore[attr-defined]


def test_methods_are_added_and_attributes_and_properties_replaced() -> None:
    made = layer(
        """
        class Layer:
            EPS = 5

            @property
            def size(self):
                return 4

            def first(self):
                return self.second()

            def second(self):
                return self.EPS
        """
    )
    assert (made.first(), made.size, made.forward(1)) == (5, 4, 6)  # type: ignore[attr-defined]


def test_a_class_with_bases_takes_the_place_of_the_whole() -> None:
    made = layer("class Layer(dict):\n    pass\n")
    assert isinstance(made, dict)
    assert not hasattr(made, "forward")


def test_a_function_is_replaced_and_what_is_new_goes_before_the_cell_in_its_order() -> None:
    names = patched("import math\nroot = math.sqrt(4)\n\ndef helper(x):\n    return root * x\n")
    assert names["helper"](3) == 6  # type: ignore[operator]
    assert "Layer" in names


def test_what_is_new_survives_when_the_first_definition_is_replaced() -> None:
    assert layer("factor = 7\n\nclass Layer(Module):\n    number = factor\n").number == 7  # type: ignore[attr-defined]


def test_an_entry_changes_its_cells_and_no_others(material: Material) -> None:
    entry = ENTRIES["right/linear_defined_twice"]
    plain, changed = material.submission(), material.submission([entry])
    different = {
        (name, role(new)["grade_id"])
        for name in plain
        for old, new in zip(plain[name]["cells"], changed[name]["cells"])
        if old != new
    }
    assert different == {("homework_modules", "linear")}
    cells = changed["homework_modules"]["cells"]
    text = next(source(cell) for cell in cells if role(cell).get("grade_id") == "linear")
    assert text == entry.changes[0].text  # `# replace:`: the whole cell
    assert text.count("class Linear(Module)") == 2


# --- Bad entries --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# cell: homework_modules/linear\nx = 1\n", "needs a docstring"),
        ('"""A sentence."""\nx = 1\n', "needs a docstring and a `# cell:`"),
        ('"""A sentence."""\n# cell: linear\nx = 1\n', "must name notebook/cell"),
        ('"""A sentence."""\n# cell: homework_modules/linear\ndef f(:\n', "is not Python: .*, line 3"),
        (
            '"""A sentence."""\n# cell: homework_modules/liner\nx = 1\n',
            "no solution cell homework_modules/liner",
        ),
        (
            '"""A sentence."""\n# cell: homework_module/linear\nx = 1\n',
            "no solution cell homework_module/linear",
        ),
    ],
)
def test_a_bad_entry_is_one_clear_error(text: str, message: str, tmp_path: Path, material: Material) -> None:
    path = tmp_path / "bad.py"
    path.write_text(text)
    with pytest.raises(CourseError, match=message) as caught:
        material.submission([bank.load(path)])
    assert "bad" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_entry_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"missing\.py: No such file"):
        bank.load(tmp_path / "missing.py")


def test_an_assignment_that_is_not_released_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="not released yet"):
        Material.of(tmp_path, "homework")
