"""The instructor's commands on a small course, with the real nbgrader."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from course import report, steps
from course.files import CourseError
from course.grade import anomalies, students
from course.grade import autograde as grade
from nbjudge import errors
from nbjudge.errors import NbjudgeError
from tests import mini
from tests.mini import scores


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course, released and graded: one right submission and several that are not."""
    return mini.released(tmp_path_factory.mktemp("course"))


def command(root: Path, *arguments: str, prefix: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run `python -m course` as a person would."""
    engine = Path(errors.__file__).parents[1]  # this one, not another that is installed
    environment = os.environ | {"PYTHONPATH": f"{root}{os.pathsep}{engine}"}
    return subprocess.run(
        [*prefix, sys.executable, "-m", "course", "--root", str(root), *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_a_notebook_runs_its_sibling_that_is_graded_after_it(root: Path) -> None:
    mini.hand_in(root, "right")
    assert grade(root, "mini", ["right"]) == {}
    assert scores(root, "right") == {"quadruple_test": 2, "double_test": 1}


def test_a_failing_check_in_the_sibling_stops_nothing(root: Path) -> None:
    mini.hand_in(root, "small", double="def double(x):\n    return x + x if x < 10 and x != 5 else 0\n")
    assert grade(root, "mini", ["small"]) == {}
    assert scores(root, "small") == {"quadruple_test": 2, "double_test": 0}
    assert anomalies(root, "mini", "small") == []


def test_a_notebook_is_not_charged_for_a_mistake_in_the_one_that_it_runs(root: Path) -> None:
    mini.hand_in(root, "failing", double="def double(x):\n    return x + x if x < 5 else 0\n")
    assert grade(root, "mini", ["failing"]) == {}
    assert scores(root, "failing") == {"quadruple_test": 2, "double_test": 0}
    assert anomalies(root, "mini", "failing") == [
        "a_main: b_modules failed tests that this notebook needs: it gets 2 points with the reference in its "
        "place, 0 with the student's own."
    ]


def test_only_the_notebook_that_was_asked_for_is_graded(root: Path) -> None:
    mini.hand_in(root, "alone")
    api = steps.api(root)
    api.coursedir.notebook_id = "a_main"
    assert api.autograde("mini", "alone")["success"]
    notebooks = (root / "autograded" / "alone" / "mini").glob("*.ipynb")
    assert [path.name for path in notebooks] == ["a_main.ipynb"]


def test_a_missing_notebook_scores_zero_and_the_other_is_graded(root: Path) -> None:
    mini.hand_in(root, "missing", leave_out="a_main")
    assert grade(root, "mini", ["missing"]) == {}
    assert scores(root, "missing") == {"quadruple_test": 0, "double_test": 1}


def test_a_warning_on_stderr_costs_nothing(root: Path) -> None:
    noisy = "import warnings\n\ndef double(x):\n    warnings.warn('slow')\n    return 2 * x\n"
    mini.hand_in(root, "noisy", double=noisy)
    assert grade(root, "mini", ["noisy"]) == {}
    assert scores(root, "noisy") == {"quadruple_test": 2, "double_test": 1}


def test_damaged_and_foreign_notebooks_are_one_sentence_each_and_stop_nobody(root: Path) -> None:
    truncated = mini.hand_in(root, "truncated") / "b_modules.ipynb"
    truncated.write_text(truncated.read_text()[:200])
    foreign = mini.hand_in(root, "foreign") / "a_main.ipynb"
    mini.write(foreign, [mini.cell("something_else", "assert True", points=100)])
    mini.hand_in(root, "zoe")
    problems = grade(root, "mini", ["truncated", "foreign", "zoe"])
    assert problems.keys() == {"truncated", "foreign"}
    assert problems["truncated"].startswith("b_modules: b_modules.ipynb cannot be read: ")
    assert (
        problems["foreign"]
        == "a_main: a_main.ipynb is another notebook: it shares next to no cell with the released one."
    )
    assert all("\n" not in problem for problem in problems.values())
    assert scores(root, "zoe") == {"quadruple_test": 2, "double_test": 1}
    assert scores(root, "foreign") == {"quadruple_test": 0, "double_test": 1}
    assert scores(root, "truncated")["double_test"] == 0


def test_grading_goes_on_where_it_was_stopped(root: Path) -> None:
    folder = mini.hand_in(root, "patient")
    result = root / "autograded" / "patient" / "mini" / "b_modules.ipynb"

    def graded_at() -> int:
        assert grade(root, "mini", ["patient"]) == {}
        return result.stat().st_mtime_ns

    first = graded_at()
    assert graded_at() == first, "nothing changed, so nothing is graded again"
    (root / "records" / "mini" / "patient.json").unlink()  # as when it is stopped in the middle
    second = graded_at()
    assert second > first
    notebook = folder / "b_modules.ipynb"
    notebook.write_text(notebook.read_text().replace("2 * x", "x * 2"))  # handed in once more
    assert graded_at() > second


def test_the_command_reports_problems_by_its_status(root: Path) -> None:
    mini.hand_in(root, "cut").joinpath("a_main.ipynb").write_text("{")
    result = command(root, "grade", "mini", "--student", "cut")
    assert result.returncode == 1
    assert "a_main.ipynb cannot be read" in result.stderr + result.stdout


def test_a_student_who_cannot_be_graded_is_told_of_once(root: Path) -> None:
    folder = mini.hand_in(root, "zipped")
    for notebook in folder.glob("*.ipynb"):
        notebook.unlink()
    (folder / "work.zip").write_bytes(b"PK")
    result = command(root, "grade", "mini", "--student", "zipped")
    assert result.returncode == 1
    assert len([line for line in result.stderr.splitlines() if line.startswith("zipped")]) == 1, result.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("grade", "nothing"), "Nobody has submitted 'nothing'"),
        (("release", "nothing"), "There is no assignment 'nothing'"),
    ],
)
def test_what_does_not_exist_is_one_sentence(root: Path, arguments: tuple[str, ...], sentence: str) -> None:
    result = command(root, *arguments)
    assert result.returncode == 2
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_nbgraders_own_commands_work_without_an_activated_environment(tmp_path: Path) -> None:
    # nbgrader starts `alembic` by name when it makes a new gradebook.
    root = mini.course(tmp_path)
    nbgrader = str(Path(sys.executable).parent / "nbgrader")
    environment = {"HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin"}
    for step in ("generate_assignment", "autograde"):
        result = subprocess.run(
            [nbgrader, step, "mini"], cwd=root, env=environment, capture_output=True, text=True
        )
        assert result.returncode == 0, result.stderr
        if step == "generate_assignment":
            mini.hand_in(root, "right")
    assert scores(root, "right") == {"quadruple_test": 2, "double_test": 1}


def test_exported_sums_of_tenths_carry_no_rounding_errors(root: Path, tmp_path: Path) -> None:
    mini.hand_in(root, "tenths")
    assert grade(root, "mini", ["tenths"]) == {}
    with steps.open_gradebook(root) as gradebook:
        for cell in gradebook.find_notebook("a_main", "mini").grade_cells:
            cell.max_score = 0.1 + 0.2
        gradebook.db.commit()
    try:
        steps.export_csv(root, tmp_path / "grades.csv")
        assert ",1.3\n" in (tmp_path / "grades.csv").read_text()
    finally:
        with steps.open_gradebook(root) as gradebook:
            gradebook.find_notebook("a_main", "mini").grade_cells[0].max_score = 2
            gradebook.db.commit()


def test_an_id_that_looks_like_a_number_is_exported_as_it_is(root: Path, tmp_path: Path) -> None:
    mini.hand_in(root, "2024.10")
    assert grade(root, "mini", ["2024.10"]) == {}
    steps.export_csv(root, tmp_path / "grades.csv")
    assert ",2024.10," in (tmp_path / "grades.csv").read_text()


def test_a_folder_that_is_no_course_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "source" / "mini").mkdir(parents=True)
    with pytest.raises(CourseError, match=r"has no nbgrader_config\.py"):
        steps.generate(tmp_path, "mini")


def test_a_damaged_gradebook_is_one_sentence_and_is_left_as_it_is(tmp_path: Path) -> None:
    root = mini.course(tmp_path)
    (root / "gradebook.db").write_bytes(b"not a database" * 100)
    with pytest.raises(CourseError, match=r"gradebook\.db cannot be used: file is not a database"):
        report.cell_scores(root, "mini")
    assert (root / "gradebook.db").read_bytes() == b"not a database" * 100


def test_nobody_who_did_not_hand_in_is_graded(root: Path) -> None:
    with pytest.raises(NbjudgeError, match="Nobody has submitted 'other'"):
        students(root, "other")


def test_the_table_counts_what_waits_for_a_person_for_the_first_time_and_again() -> None:
    rows = [("ada", "n", "test", True, 1.0, 1.0, True), ("ada", "n", "new", False, float("nan"), 2.0, True)]
    rows += [("ada", "n", "changed", False, 0.5, 4.0, True), ("ada", "n", "graded", False, 8.0, 8.0, False)]
    table = report.score_table(pd.DataFrame(rows, columns=report.COLUMNS))
    assert table.loc["ada"].to_dict() == {"n": 1, "automatic points": 1, "for a person": 6}


# --- A full disk: a real file system of a few kilobytes ------------------------------------------

IN_A_NAMESPACE = ("unshare", "--mount")  # not --user: the sandbox needs another user than root inside


def full_disk(folder: Path, kilobytes: int) -> tuple[str, ...]:
    """Prefix that runs a command with a file system of this size mounted on `folder`."""
    if subprocess.run([*IN_A_NAMESPACE, "true"], capture_output=True).returncode:
        pytest.skip("only root can mount a small file system")
    script = f'mount -t tmpfs -o size={kilobytes}k none "$0" && exec "$@"'
    return (*IN_A_NAMESPACE, "sh", "-c", script, str(folder))


@pytest.mark.parametrize(
    ("folder", "sentence"),
    [("autograded", "error: {}: not graded: the disk is full"), ("records", "error: The disk is full: ")],
)
def test_a_full_disk_while_grading_is_one_sentence_and_earlier_grades_stay(
    root: Path, folder: str, sentence: str
) -> None:
    early, late = f"early-{folder}", f"late-{folder}"
    mini.hand_in(root, early)
    mini.hand_in(root, late, f"# {late}\n{mini.SOLUTION}")
    assert grade(root, "mini", [early]) == {}
    result = command(root, "grade", "mini", "--student", late, prefix=full_disk(root / folder, kilobytes=4))
    assert result.returncode == 2  # it stands in the way of everybody
    assert sentence.format(late) in result.stderr
    assert "Traceback" not in result.stderr
    assert scores(root, early) == {"quadruple_test": 2, "double_test": 1}
    assert grade(root, "mini", [late]) == {}
    assert scores(root, late) == {"quadruple_test": 2, "double_test": 1}


def test_a_full_disk_while_exporting_keeps_the_old_file(root: Path, tmp_path: Path) -> None:
    script = (
        "import os, sys, pathlib; from course import steps; from course.files import *\n"
        "root, disk = map(pathlib.Path, sys.argv[1:]); old = disk / 'grades.csv'; old.write_text('old')\n"
        "(disk / 'filler').write_bytes(b'x' * (os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize))\n"
        "try:\n    steps.export_csv(root, old)\n"
        "except CourseError as error:\n    print(error)\n"
        "print(sorted(os.listdir(disk)), old.read_text())\n"
    )
    prefix = full_disk(tmp_path, kilobytes=64)
    result = subprocess.run(
        [*prefix, sys.executable, "-c", script, str(root), str(tmp_path)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(root)},
    )
    assert f"The disk is full: {tmp_path / 'grades.csv'} was not written" in result.stdout
    assert "['filler', 'grades.csv'] old" in result.stdout
