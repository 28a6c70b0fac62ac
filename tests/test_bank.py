"""The tests of the homework accept every right solution of the bank, and each wrong one loses what it should.

Every entry is graded alone, by the engine that grades the class.
"""

import textwrap
from pathlib import Path

import pytest

from course.files import ROOT, CourseError
from course.notebooks import role, source
from nbjudge import bank
from nbjudge.bank import Material
from nbjudge.trials import Bench, Setting
from nbjudge.verify import Verdict

ENTRIES = bank.load_all(bank.folder(ROOT, "homework"))


@pytest.fixture(scope="session")
def bench(course: Path) -> Bench:
    """The engine as nbgrader_config.py sets it up; `nbjudge verify` grades with the same."""
    return Bench(Setting(course, "homework"))


@pytest.fixture(scope="session")
def material(course: Path) -> Material:
    return Material.of(course, "homework")


@pytest.mark.parametrize("name", ENTRIES)
def test_costs_exactly_what_it_should(name: str, bench: Bench) -> None:
    verdict = Verdict(name, ENTRIES[name], bench.grade(ENTRIES[name]))
    assert not list(verdict.complaints()), verdict.entry.sentence


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
