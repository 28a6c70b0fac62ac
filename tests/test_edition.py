"""The student edition: built from source/, without solutions, complete in one zip."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from course.edition import TOP_LEVEL
from course.files import ROOT
from course.notebooks import canonical, is_solution, is_test, read, role, source
from nbjudge.proof import bank, release_proof
from nbjudge.proof.trials import Bench, Setting

NAMES = ["homework_differentiation", "homework_main", "homework_modules"]
POINTS = {"homework_modules": 10, "homework_main": 13, "homework_differentiation": 2}


@pytest.mark.parametrize("name", NAMES)
def test_the_notebooks_at_the_top_level_are_what_source_gives(course: Path, name: str) -> None:
    committed = (ROOT / f"{name}.ipynb").read_text(encoding="utf-8")
    assert committed == (course / f"{name}.ipynb").read_text(encoding="utf-8"), "stale: run `make release`"


@pytest.mark.parametrize("name", NAMES)
def test_points_are_those_of_the_contract(name: str) -> None:
    cells = read(ROOT / "source" / TOP_LEVEL / f"{name}.ipynb")["cells"]
    assert sum(role(cell).get("points", 0) for cell in cells) == pytest.approx(POINTS[name])


def test_the_files_of_the_release_are_proven(course: Path) -> None:
    bench = Bench(Setting(course, TOP_LEVEL))
    excused = release_proof.excused(bank.folder(ROOT, TOP_LEVEL))
    assert not list(release_proof.of_files(bench.sources, bench.release, bench.master, excused))


@pytest.mark.parametrize("name", NAMES)
def test_every_check_has_a_visible_and_a_hidden_part(name: str) -> None:
    original = read(ROOT / "source" / TOP_LEVEL / f"{name}.ipynb")
    assert not list(release_proof.one_sided(original))
    assert sum(1 for _ in release_proof.secrets(original)) > 10


def test_notebooks_under_version_control_have_one_form() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "course", "format", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert (result.returncode, result.stdout) == (0, "")


@pytest.mark.parametrize("name", NAMES)
def test_source_notebooks_carry_no_outputs_and_unique_ids(name: str) -> None:
    path = ROOT / "source" / TOP_LEVEL / f"{name}.ipynb"
    assert path.read_text(encoding="utf-8") == canonical(read(path))
    ids = [cell["id"] for cell in read(path)["cells"]]
    assert len(ids) == len(set(ids))


def test_every_open_exercise_stops_with_a_clear_error(course: Path) -> None:
    for name in NAMES:
        for grade_id, text in release_proof.open_exercises(read(course / f"{name}.ipynb")):
            assert "raise NotImplementedError()" in text, grade_id
            compile(text, grade_id, "exec")


def test_untouched_modules_can_all_be_defined(course: Path) -> None:
    # A stub at the level of a class would make the whole class vanish, and hide the message of its methods.
    namespace: dict[str, object] = {}
    for cell in read(course / "homework_modules.ipynb")["cells"]:
        if cell["cell_type"] == "code" and not is_test(cell):
            exec(compile(source(cell), str(cell["id"]), "exec"), namespace)
    assert {"Linear", "BatchNormalization", "ClassContrastiveCriterion", "adam_optimizer"} <= set(namespace)


def test_the_zip_is_complete(course: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(course / "build" / "homework.zip") as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / TOP_LEVEL
    for name in NAMES:
        assert (folder / f"{name}.ipynb").read_bytes() == (course / f"{name}.ipynb").read_bytes()
    code = "import checks, experiments, mnist; print(mnist.load_dataset(flatten=True)[0].shape)"
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    assert result.stdout == "(50000, 784)\n", result.stderr


def test_graders_can_read_solutions_and_marking_schemes(course: Path) -> None:
    result = subprocess.run(
        [str(Path(sys.executable).parent / "nbgrader"), "generate_solution", TOP_LEVEL, "--force"],
        cwd=course,
        env=os.environ | {"NBGRADER_EXECUTION": "autograde"},  # trains on a share, as in grading
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    for name in ("homework_differentiation", "homework_main"):
        solution = (course / "solution" / TOP_LEVEL / f"{name}.ipynb").read_text(encoding="utf-8")
        assert solution.count("Marking scheme.") >= 5


def test_material_holds_a_reference_text_for_each_solution_cell(course: Path) -> None:
    material = bank.Material.of(course, TOP_LEVEL)
    for name in NAMES:
        ids = {role(cell)["grade_id"] for cell in material.released[name]["cells"] if is_solution(cell)}
        assert ids == set(material.reference[name])
