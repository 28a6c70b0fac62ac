"""The assignments beside the homework: released, solved, untouched, and without PyTorch."""

import zipfile
from pathlib import Path

import pytest

import pytorch
from course import edition
from course.files import ROOT
from course.notebooks import read, source
from nbjudge.proof import bank, release_proof
from nbjudge.proof.trials import Bench, Setting

NAMES = sorted(path.name for path in (ROOT / "source").iterdir() if path.name != edition.TOP_LEVEL)


@pytest.fixture(scope="module")
def root(course: Path) -> Path:
    """The course with all assignments released."""
    for name in NAMES:
        edition.release(course, name)
    return course


def test_every_assignment_stands_in_the_table_of_the_course() -> None:
    assert NAMES
    text = (ROOT / "docs" / "course.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"`{name}`" not in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_assignment_has_a_bank_of_right_and_wrong_solutions(name: str) -> None:
    entries = bank.load_all(bank.folder(ROOT, name))
    assert {entry.partition("/")[0] for entry in entries} == {"right", "wrong"}


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_gets_everything_and_the_released_copy_nothing(name: str, root: Path) -> None:
    if module := bank.missing(bank.folder(ROOT, name)):
        pytest.skip(f"needs {module}")
    bench = Bench(Setting(root, name))
    solved, untouched = bench.grade(bench.solution()), bench.grade(bench.untouched())
    assert (solved.lost, solved.anomalies) == (frozenset(), ())
    assert {test for test, record in untouched.records.items() if record.outcome.points > 0} == set()


@pytest.mark.parametrize("name", NAMES)
def test_no_secret_is_released_and_every_exercise_has_a_check(name: str, root: Path) -> None:
    bench = Bench(Setting(root, name))
    excused = release_proof.excused(bank.folder(ROOT, name))
    assert list(release_proof.of_files(bench.sources, bench.release, bench.master, excused)) == []
    for grade_id, text in release_proof.open_exercises(read(bench.release / f"{name}.ipynb")):
        compile(text, grade_id, "exec")


@pytest.mark.parametrize("name", NAMES)
def test_the_notebook_opens_with_what_to_do_and_ends_with_a_summary(name: str) -> None:
    cells = read(ROOT / "source" / name / f"{name}.ipynb")["cells"]
    first, last = source(cells[0]), source(cells[-1])
    for part in ("What you will do", "What you will learn", "What you need", "How long it takes"):
        assert f"**{part}" in first
    assert "check" in last.lower()


@pytest.mark.parametrize("name", NAMES)
def test_the_zip_is_complete_and_nothing_stands_at_the_top_level(name: str, root: Path) -> None:
    with zipfile.ZipFile(root / "build" / f"{name}.zip") as archive:
        files = set(archive.namelist())
    helpers = {path.name for path in (ROOT / "source" / name).glob("*.py")}
    assert {f"{name}/{file}" for file in (*helpers, f"{name}.ipynb")} <= files
    assert any(file.endswith("train-images-idx3-ubyte.gz") for file in files)
    assert not (root / f"{name}.ipynb").exists()


@pytest.mark.parametrize("name", [name for name in NAMES if (ROOT / "source" / name / "pytorch.py").exists()])
def test_without_pytorch_the_other_parts_are_graded_and_one_sentence_says_what_is_missing(
    name: str, root: Path, tmp_path: Path
) -> None:
    text = (ROOT / "pytorch.py").read_text(encoding="utf-8")
    hidden = tmp_path / "pytorch.py"
    hidden.write_text(text.replace('import_module("torch")', 'import_module("no_such_torch")'))
    bench = Bench(Setting(root, name, instead={"pytorch.py": hidden}))
    records = bench.grade(bench.solution()).records
    lost = {test: record for test, record in records.items() if record.outcome.points < record.maximum}
    points = sum(record.maximum for test, record in records.items() if test not in lost)
    assert points >= 4
    assert lost
    assert any(pytorch.MISSING in record.outcome.message for record in lost.values())
