"""nbjudge in a small nbgrader course: the command, nbgrader's own rows and files, deaths and replays."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat
import pytest

from course import steps
from course.notebooks import canonical, read
from nbjudge import cli
from nbjudge.batch import Batch, configuration
from nbjudge.child import Child, pid_of
from nbjudge.errors import NbjudgeError
from nbjudge.session import Session
from tests import mini
from tests.mini import scores

RIGHT = {"quadruple_test": 2, "double_test": 1}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mini.released(tmp_path_factory.mktemp("course"))


def grade(root: Path, *students: str, force: bool = False) -> dict[str, str]:
    return Batch(configuration(root), "mini").grade(students, force)


def anomalies(root: Path, student: str) -> list[str]:
    return Batch(configuration(root), "mini").anomalies(student)


def command(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "nbjudge"
    return subprocess.run(
        [program, *arguments], cwd=root, env=dict(os.environ), capture_output=True, text=True, timeout=300
    )


def add_cell(notebook: Path, source: str, place: int = 0) -> None:
    content = read(notebook)
    content["cells"].insert(place, mini.cell("", source) | {"metadata": {}})
    notebook.write_text(canonical(content))


# --- The command -----------------------------------------------------------------------------------


def test_the_command_grades_shows_anomalies_and_says_what_is_next(root: Path) -> None:
    folder = mini.hand_in(root, "amy")
    content = read(folder / "b_modules.ipynb")
    content["cells"] = [cell for cell in content["cells"] if cell["id"] != "double_test"]
    (folder / "b_modules.ipynb").write_text(canonical(content))
    result = command(root, "grade", "mini", "--student", "amy")
    assert result.returncode == 0, result.stderr
    assert "1 of 1 graded. Next: `nbgrader generate_feedback mini --force`" in result.stdout
    assert "double_test was deleted" in result.stdout + result.stderr
    assert scores(root, "amy") == RIGHT


@pytest.mark.parametrize("program", ["nbjudge.cli", "course.__main__"])
def test_commands_import_nbgrader_without_the_parsers_of_web_addresses(program: str) -> None:
    source = f"import sys, {program}, nbgrader.apps; print('nbformat' in sys.modules, 'lark' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.split() == ["True", "False"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("grade", "nothing"), "Nobody has submitted 'nothing'"),
        (("grade", "mini", "--student", "nobody"), "nobody has not submitted 'mini'."),
        (("grade", "mini", "--notebook", "nosuch"), "'mini' has no notebook 'nosuch'"),
        (("grade", "mini", "--course", "/"), "is not a course: it has no nbgrader_config.py."),
    ],
)
def test_what_does_not_exist_is_one_sentence(root: Path, arguments: tuple[str, ...], sentence: str) -> None:
    mini.hand_in(root, f"someone-{len(sentence)}")
    result = command(root, *arguments)
    assert result.returncode == 2
    assert sentence in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("workers", ["-3", "0", "many"])
def test_a_number_of_workers_that_cannot_be_is_one_sentence(
    capsys: pytest.CaptureFixture[str], workers: str
) -> None:
    with pytest.raises(SystemExit):
        cli.main(["grade", "mini", "--workers", workers])
    assert f"'{workers}' is not a number of processes from 1 on" in capsys.readouterr().err


def test_a_course_that_does_not_use_nbjudge_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    with pytest.raises(
        NbjudgeError, match=r"does not use nbjudge: add `from nbjudge import nbgrader_plugin`"
    ):
        configuration(tmp_path)


# --- What nbgrader keeps -----------------------------------------------------------------------------


def test_a_persons_score_survives_and_is_marked_for_review(root: Path) -> None:
    mini.hand_in(root, "bob")
    assert grade(root, "bob") == {}
    with steps.open_gradebook(root) as gradebook:
        gradebook.find_grade("double_test", "b_modules", "mini", "bob").manual_score = 0.5
        gradebook.db.commit()
    assert grade(root, "bob", force=True) == {}
    with steps.open_gradebook(root) as gradebook:
        row = gradebook.find_grade("double_test", "b_modules", "mini", "bob")
        assert (row.manual_score, row.auto_score, row.needs_manual_grade) == (0.5, 1, True)


def test_autograded_notebooks_are_valid_and_carry_the_records(root: Path) -> None:
    mini.hand_in(root, "cat", double="def double(x):\n    return 2 * x + (x == 5)\n")
    grade(root, "cat")
    notebook = nbformat.read(root / "autograded" / "cat" / "mini" / "b_modules.ipynb", as_version=4)
    nbformat.validate(notebook)
    (test,) = (
        cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "double_test"
    )
    assert test.metadata["nbjudge"]["status"] == "failed"
    assert test.metadata["nbjudge"]["hidden"]
    records = json.loads((root / "records" / "mini" / "cat.json").read_text())
    (record,) = records["notebooks"]["b_modules"]["records"]
    assert (record["outcome"]["status"], record["outcome"]["hint"]) == (
        "failed",
        "A hidden check did not hold.",
    )


def test_people_see_what_runs_where_the_text_is_turned_around(root: Path) -> None:
    mini.hand_in(root, "bea", "def double(x):\n    return 2 * x + len(r'\u202e') - 1  # \u2066 or 'right'\n")
    assert grade(root, "bea") == {}
    assert scores(root, "bea") == RIGHT
    assert anomalies(root, "bea") == [
        "b_modules: The cell double holds invisible characters that change the order in which text is read; "
        "they are shown as \\u202e and the like."
    ]
    steps.feedback(root, "mini", "bea")
    autograded = root / "autograded" / "bea" / "mini" / "b_modules.ipynb"
    shown = [each.source for each in nbformat.read(autograded, as_version=4).cells]
    assert "def double(x):\n    return 2 * x + len(r'\\u202e') - 1  # \\u2066 or 'right'\n" in shown
    page = (root / "feedback" / "bea" / "mini" / "b_modules.html").read_text()
    assert "\\u202e" in page
    assert not set("\u202e\u2066") & set(page)


def test_links_and_programs_in_a_submission_are_not_copied(root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    folder = mini.hand_in(root, "dora")
    (folder / "link.txt").symlink_to(secret)
    (folder / "page.html").write_text("<script>1</script>")
    (folder / "notes.txt").write_text("mine")
    assert grade(root, "dora") == {}
    names = {path.name for path in (root / "autograded" / "dora" / "mini").iterdir()}
    assert names == {"a_main.ipynb", "b_modules.ipynb", "notebook_run.py", "notes.txt"}


# --- Deaths ------------------------------------------------------------------------------------------


def test_a_cell_that_ends_the_process_costs_nothing_but_itself(root: Path) -> None:
    folder = mini.hand_in(root, "eli")
    add_cell(folder / "b_modules.ipynb", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", place=1)
    assert grade(root, "eli") == {}
    assert scores(root, "eli") == RIGHT
    (line,) = anomalies(root, "eli")
    assert "ended the process; the notebook goes on without it" in line


def kill_before_the_first_cell(monkeypatch: pytest.MonkeyPatch, times: int) -> list[Session]:
    """SIGKILL students' processes that are about to be given their files, so many of them."""
    killed: list[Session] = []
    load = Session.load

    def and_kill(session: Session, files: Mapping[str, bytes], seed: int) -> None:
        if len(killed) < times:
            killed.append(session)
            assert isinstance(session.child, Child)
            os.kill(pid_of(session.child._student), signal.SIGKILL)
        load(session, files, seed)

    monkeypatch.setattr(Session, "load", and_kill)
    return killed


def test_a_process_that_is_killed_before_its_first_cell_costs_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mini.hand_in(root, "eva", "def double(x):\n    return 2 * x  # Eva\n")
    killed = kill_before_the_first_cell(monkeypatch, times=2)
    assert grade(root, "eva") == {}
    assert len(killed) == 2
    assert scores(root, "eva") == RIGHT
    assert anomalies(root, "eva") == []


def test_where_processes_do_not_live_to_their_first_cell_nobody_gets_a_grade(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mini.hand_in(root, "evi", "def double(x):\n    return 2 * x  # Evi\n")
    kill_before_the_first_cell(monkeypatch, times=100)
    problems = grade(root, "evi")
    assert problems == {
        "evi": "students' processes end before their first cell (signal 9); is memory scarce?",
    }
    assert not (root / "autograded" / "evi").exists()
    monkeypatch.undo()
    assert grade(root, "evi") == {}
    assert scores(root, "evi") == RIGHT


def test_a_tested_function_that_ends_the_process_costs_its_test(root: Path) -> None:
    mini.hand_in(
        root, "fay", double="import os\ndef double(x):\n    return 2 * x if x != 5 else os._exit(0)\n"
    )
    assert grade(root, "fay") == {}
    assert scores(root, "fay") == {"quadruple_test": 2, "double_test": 0}
    assert [
        line
        for line in anomalies(root, "fay")
        if "double_test: While your code was tested, the process died" in line
    ]


def test_a_cell_that_does_not_stop_is_interrupted_then_killed(root: Path) -> None:
    folder = mini.hand_in(root, "gus")
    stubborn = (
        "import time\nwhile True:\n    try:\n        time.sleep(60)\n    except BaseException:\n        pass"
    )
    add_cell(folder / "b_modules.ipynb", "import time\ntime.sleep(60)", place=1)
    add_cell(folder / "b_modules.ipynb", stubborn, place=2)
    config = configuration(root)
    config.Execute.timeout = 2
    batch = Batch(config, "mini")
    assert batch.grade(["gus"]) == {}
    assert scores(root, "gus") == RIGHT
    assert [("interrupted." in line, "did not stop" in line) for line in batch.anomalies("gus")] == [
        (True, False),
        (False, True),
    ]


def test_a_flood_of_output_ends_the_cell_and_not_the_grader(root: Path) -> None:
    folder = mini.hand_in(root, "hal")
    add_cell(folder / "b_modules.ipynb", "import os\nwhile True:\n    os.write(1, b'x' * 100_000)", place=1)
    config = configuration(root)
    config.Execute.timeout = 10
    assert Batch(config, "mini").grade(["hal"]) == {}
    assert scores(root, "hal") == RIGHT
    assert (root / "autograded" / "hal" / "mini" / "b_modules.ipynb").stat().st_size < 10_000_000
