"""The tests of the homework accept every right solution of the bank, and each wrong one loses what it should.

Every entry is graded alone, by the engine that grades the class. What the student reads is asserted, too:
each sentence of `diagnosis` is produced by an entry, and a test that swaps them sees that this bites.
"""

import re
import shutil
import textwrap
from pathlib import Path

import pytest

import diagnosis
from course.files import ROOT, CourseError
from course.notebooks import read, role, source
from nbjudge.proof import bank
from nbjudge.proof.bank import Entry, Material
from nbjudge.proof.trials import Bench, Setting, Trial
from nbjudge.proof.verify import Verdict
from nbjudge.records import Outcome

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
    if ENTRIES[name].missing:
        pytest.skip(f"needs {' and '.join(ENTRIES[name].missing)}")
    verdict = Verdict(name, ENTRIES[name], bench.grade(ENTRIES[name]))
    assert not list(verdict.complaints()), verdict.entry.sentence
    for record in verdict.trial.records.values():
        if record.outcome.hidden and (
            right := re.search(r", expected ([-.\de]+)\. ", record.outcome.message + " ")
        ):
            assert right[1] not in record.outcome.hint, "a hint of a hidden check names a right value"


# --- What it tells the student ------------------------------------------------------------------


def first_lost(entry: Entry, trial: Trial) -> Outcome:
    """What came of the first test that the entry must lose, in the order of the notebook."""
    return next(r.outcome for name, r in trial.records.items() if name.partition("/")[2] in entry.loses)


# The beginning of each sentence, up to a detail of the case or to what it makes of it.
SIGNS = {name: re.split(r"\{|: ", sentence)[0] for name, sentence in diagnosis.SENTENCES.items()}


def told_by(name: str) -> list[Entry]:
    """The entries that assert the sentence of this name."""
    return [entry for entry in ENTRIES.values() if SIGNS[name].rstrip(".?") in entry.hint]


def test_every_sentence_is_asserted_by_an_entry_and_can_be_told_from_the_others() -> None:
    assert not [name for name in SIGNS if not told_by(name)]
    assert not [(a, b) for a in SIGNS for b in SIGNS if a != b and SIGNS[a] in SIGNS[b]]
    hypotheses = {*diagnosis.FACTORS, *diagnosis.RELATIONS, *diagnosis.SHAPES}
    assert {hypothesis.__name__ for hypothesis in hypotheses} < SIGNS.keys()


def test_a_name_of_a_mistake_in_a_test_cell_has_a_sentence(material: Material, course: Path) -> None:
    cells = [
        source(cell)
        for path in sorted((course / "source" / "homework").glob("*.ipynb"))
        for cell in read(path)["cells"]
        if role(cell).get("grade")
    ]
    named = [name for cell in cells for name in re.findall(r'"(\w+)": (?:lambda|1 - p|of_\w+)', cell)]
    assert len(set(named)) >= 10
    assert set(named) <= SIGNS.keys()


def test_swapped_sentences_are_seen(material: Material, course: Path, tmp_path: Path) -> None:
    names = list(SIGNS)
    swapped = dict(zip(names, [*names[1:], names[0]]))
    shutil.copytree(course, tmp_path / "course", symlinks=True)
    with (tmp_path / "course" / "diagnosis.py").open("a", encoding="utf-8") as file:
        file.write(f"SENTENCES.update({{a: SENTENCES[b] for a, b in {swapped}.items()}})\n")
    bench = Bench(Setting(tmp_path / "course", "homework"))
    waiting = {name: told_by(name)[0] for name in names}
    while waiting:  # as many at once as do not share a cell
        together: dict[str, Entry] = {}
        for name, entry in waiting.items():
            if not any(
                a.grade_id == b.grade_id for e in together.values() for a in e.changes for b in entry.changes
            ):
                together[name] = entry
        changes = dict.fromkeys(change for entry in together.values() for change in entry.changes)
        trial = bench.grade(Entry("together", "Many mistakes.", frozenset(), tuple(changes)))
        for name, entry in together.items():
            told = first_lost(entry, trial).hint
            assert entry.hint not in told, f"{entry.name} still passes"
            assert SIGNS[swapped[name]] in told, f"{entry.name} says {told!r}"
            del waiting[name]


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


def test_an_entry_in_another_encoding_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_bytes('"""Größer."""\n'.encode("latin-1"))
    with pytest.raises(CourseError, match=r"bad\.py is not in UTF-8: byte 5 cannot be read\."):
        bank.load(tmp_path / "bad.py")


def test_an_assignment_that_is_not_released_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="not released yet"):
        Material.of(tmp_path, "homework")
