"""Many submissions at once: the same grades as one by one, and nothing is lost whatever dies or is locked."""

import contextlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from course import steps
from nbjudge import jobs, others, pool, store
from nbjudge.batch import Batch, configuration
from nbjudge.errors import NbjudgeError, Obstacle
from nbjudge.files import write_atomically
from nbjudge.graded import from_plain, to_plain
from nbjudge.grading import Grader
from nbjudge.jobs import Job
from nbjudge.pool import Pool
from nbjudge.session import OutOfTime, SessionLost
from tests import mini
from tests.batches import PROGRAM, alive, files, grade, rows, start, until, written
from tests.mini import scores

RIGHT = {"quadruple_test": 2, "double_test": 1}
CONFIG = '\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
_scandir = os.scandir
SLOW = "import time\ntime.sleep(1)\n" + mini.SOLUTION


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = mini.released(tmp_path_factory.mktemp("course"))
    with (root / "nbgrader_config.py").open("a") as config:
        config.write(CONFIG)
    with steps.open_gradebook(root) as gradebook:
        gradebook.update_or_create_assignment("mini", duedate="2020-01-02 00:00:00 UTC")
    return root


@pytest.fixture
def root(released: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(released, tmp_path / "course"))


def kill_at_work(monkeypatch: pytest.MonkeyPatch, whose: str, times: int) -> list[int]:
    """SIGKILL the worker that grades a student's submission, in the middle of it, so many times."""
    killed: list[int] = []
    call = pool._Worker.call

    def and_kill(self: pool._Worker, fn: Any, args: Any, kwargs: Any) -> tuple[bool, Any]:
        if args[1].student == whose and len(killed) < times:
            killed.append(int(self.process.pid or 0))
            threading.Timer(0.3, os.kill, (self.process.pid, signal.SIGKILL)).start()
        return call(self, fn, args, kwargs)

    monkeypatch.setattr(pool._Worker, "call", and_kill)
    return killed


# --- The same grades -----------------------------------------------------------------------------------


def test_a_pool_leaves_what_nbgrader_leaves_one_by_one(root: Path, tmp_path: Path) -> None:
    late = mini.hand_in(root, "late")
    (late / "timestamp.txt").write_text("2020-01-03 00:00:00 UTC")
    mini.hand_in(root, "right")
    mini.hand_in(root, "wrong", "def double(x):\n    return 2 * x + (x == 5)\n")
    mini.hand_in(root, "dies", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n" + mini.SOLUTION)
    mini.hand_in(root, "ends", "import os\ndef double(x):\n    return 2 * x if x != 5 else os._exit(0)\n")
    mini.hand_in(root, "half", leave_out="a_main")
    (mini.hand_in(root, "broken") / "a_main.ipynb").write_text("{")
    (mini.hand_in(root, "more") / "notes.txt").write_text("mine")
    one_by_one = Path(shutil.copytree(root, tmp_path / "one-by-one"))
    students = Batch(configuration(root), "mini").students()
    problems = grade(root)
    for student in students:
        steps.autograde(one_by_one, "mini", student)
    assert rows(root) == rows(one_by_one)
    assert files(root) == files(one_by_one)
    assert list(problems) == ["broken"]
    assert scores(root, "right") == RIGHT
    assert ("late", "b_modules", 1.0, 1.0, "2020-01-03 00:00:00") in rows(root)
    again = files(root)
    assert grade(root, force=True) == problems
    assert files(root) == again


def test_what_is_kept_is_what_was_graded(root: Path) -> None:
    folder = mini.hand_in(root, "odd", "print('\\ud800')\n" + mini.SOLUTION)
    batch = Batch(configuration(root), "mini")
    job, setup = batch._job("odd", False), batch._setup
    graded = jobs.grade(setup.packed(), job)
    plain = json.loads(json.dumps(to_plain(graded, setup.assignment)))
    back = from_plain(plain, setup.assignment, "odd")
    assert (back.result, back.matched) == (graded.result, graded.matched)
    assert job.place is not None
    assert store.kept(job.place, setup.assignment, "odd") == back
    store.keep(job.place, from_plain(plain, setup.assignment, "odd"), setup.assignment)
    job.place.write_bytes(job.place.read_bytes()[:-20])
    assert store.kept(job.place, setup.assignment, "odd") is None
    assert not job.place.exists()
    assert folder.exists()


def test_a_folder_with_too_many_files_shares_no_result(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(others, "MOST_ENTRIES", 3)
    keys = Batch(configuration(root), "mini")._keys
    right, wrong, same = (mini.hand_in(root, student) for student in ("right", "wrong", "same"))
    assert len({keys.key(folder) for folder in (right, wrong, same)}) == 1
    before = keys.key(wrong)
    for folder in (right, wrong, same):
        for number in range(4):
            (folder / f"{number}").touch()
    # Whichever three are listed, the notebook counts, and the result is for nobody else.
    monkeypatch.setattr(os, "scandir", _without_notebooks)
    assert not [name for name, _ in others.listed(right)[0].items() if name.endswith(".ipynb")]
    assert len({before, *(keys.key(folder) for folder in (right, wrong, same))}) == 4
    before = keys.key(wrong)
    (wrong / "b_modules.ipynb").write_text("{}")
    assert keys.key(wrong) != before
    before = keys.key(wrong)
    (wrong / "b_modules.ipynb").unlink()
    assert keys.key(wrong) != before


@contextlib.contextmanager
def _without_notebooks(folder: Path) -> Iterator[Iterator["os.DirEntry[str]"]]:
    with _scandir(folder) as entries:
        yield iter(sorted(entries, key=lambda entry: (entry.name.endswith(".ipynb"), entry.name)))


def test_what_a_notebook_is_instead_counts(root: Path, tmp_path: Path) -> None:
    keys = Batch(configuration(root), "mini")._keys
    folder = mini.hand_in(root, "linked")
    notebook = folder / "b_modules.ipynb"
    found = {keys.key(folder)}
    notebook.unlink()
    found.add(keys.key(folder))
    notebook.mkdir()
    descriptors = len(os.listdir("/proc/self/fd"))
    found.add(keys.key(folder))
    assert len(os.listdir("/proc/self/fd")) == descriptors
    notebook.rmdir()
    notebook.symlink_to(tmp_path)
    found.add(keys.key(folder))
    notebook.unlink()
    os.mkfifo(notebook)
    found.add(keys.key(folder))
    assert len(found) == 5


def test_the_first_writer_wins(root: Path) -> None:
    mini.hand_in(root, "two")
    batch = Batch(configuration(root), "mini")
    job = batch._job("two", False)
    jobs.grade(batch._setup.packed(), job)
    assert job.place is not None
    first = job.place.read_bytes()
    graded = store.kept(job.place, batch._setup.assignment, "two")
    assert graded is not None
    graded.result.notebooks["a_main"].anomalies.append("second")
    store.keep(job.place, graded, batch._setup.assignment)
    assert job.place.read_bytes() == first
    store.keep(job.place, graded, batch._setup.assignment, anew=True)
    assert job.place.read_bytes() != first
    assert list(job.place.parent.iterdir()) == [job.place]


def test_without_hard_links_a_result_is_kept_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    for content in ("first", "second"):
        write_atomically(tmp_path / "result", content, anew=False)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"result": "first"}


# --- Deaths ----------------------------------------------------------------------------------------------


def test_a_killed_worker_costs_one_retry(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for student in ("a", "b", "c", "d"):
        mini.hand_in(root, student, SLOW)
    killed = kill_at_work(monkeypatch, "b", times=1)
    assert grade(root) == {}
    assert len(killed) == 1
    assert [scores(root, student) for student in "abcd"] == [RIGHT] * 4


def test_a_submission_that_kills_its_workers_stops_nobody_else(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for student in ("a", "b", "c"):
        mini.hand_in(root, student, SLOW)
    killed = kill_at_work(monkeypatch, "a", times=100)
    problems = grade(root)
    assert len(killed) == 2
    assert problems == {
        "a": "two worker processes were killed over it, one after the other; is memory scarce?"
    }
    assert written(root) == ["b", "c"]
    monkeypatch.undo()
    assert grade(root) == {}
    assert written(root) == ["a", "b", "c"]


def test_ctrl_c_ends_cleanly_and_grading_again_goes_on(root: Path) -> None:
    students = [f"s{number}" for number in range(5)]
    for student in students:
        mini.hand_in(root, student, SLOW)
    process = start(root, "--workers", "2")
    until(lambda: written(root))
    children = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 130, output
    assert "Stopped. What is graded stays graded" in output
    assert "Traceback" not in output
    until(lambda: not alive(children), 20)
    done = {name: (root / "records" / "mini" / f"{name}.json").stat().st_mtime_ns for name in written(root)}
    assert 0 < len(done) < len(students)
    assert grade(root) == {}
    assert written(root) == students
    assert {name: (root / "records" / "mini" / f"{name}.json").stat().st_mtime_ns for name in done} == done
    assert [scores(root, student) for student in students] == [RIGHT] * 5


def test_a_killed_coordinator_leaves_no_process_and_loses_nothing(root: Path) -> None:
    mini.hand_in(root, "quick")
    endless = mini.hand_in(root, "slow", "import time\ntime.sleep(25)\n" + mini.SOLUTION) / "b_modules.ipynb"
    process = start(root, "--workers", "2")
    until(lambda: written(root) == ["quick"])
    children = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.communicate(timeout=60)
    until(lambda: not alive(children), 15)
    endless.write_text(endless.read_text().replace("sleep(25)", "sleep(0)"))
    assert grade(root) == {}
    assert [scores(root, student) for student in ("quick", "slow")] == [RIGHT] * 2


# --- Kept, and not yet written -------------------------------------------------------------------------


def forbid_grading(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("graded again")

    monkeypatch.setattr("nbjudge.grading.Grader.grade", never)


def test_a_result_that_was_kept_is_written_without_grading(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mini.hand_in(root, "kept")

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Batch, "_convert", crash)
        with pytest.raises(KeyboardInterrupt):
            grade(root, "kept", workers=1)
    assert written(root) == []
    assert rows(root) == []
    forbid_grading(monkeypatch)
    assert grade(root, "kept", workers=1) == {}
    assert scores(root, "kept") == RIGHT


def test_a_locked_gradebook_is_one_sentence_and_nothing_half_written(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = mini.hand_in(root, "sam") / "b_modules.ipynb"
    assert grade(root, "sam", workers=1) == {}
    before = (rows(root), files(root))
    notebook.write_text(notebook.read_text().replace("return 2 * x", "return 3 * x"))
    config = (root / "nbgrader_config.py").read_text()
    (root / "nbgrader_config.py").write_text(config.replace("timeout=60", "timeout=0.1"))
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as other:
        other.execute("BEGIN IMMEDIATE")  # somebody in formgrader
        with pytest.raises(Obstacle, match="the gradebook is locked by another program"):
            grade(root, "sam", workers=1)
        other.rollback()
    assert (rows(root), files(root)) == before
    forbid_grading(monkeypatch)
    assert grade(root, "sam", workers=1) == {}
    assert scores(root, "sam")["double_test"] == 0


def test_a_failure_while_writing_leaves_the_old_rows(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = mini.hand_in(root, "sam")
    assert grade(root, "sam", workers=1) == {}
    before = rows(root)
    content = (folder / "b_modules.ipynb").read_text()
    (folder / "b_modules.ipynb").write_text(content.replace("return 2 * x", "return 3 * x"))

    def fail(self: Any, *_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("nbgrader.converters.autograde.Autograde.set_permissions", fail)
        with pytest.raises(Obstacle, match="sam: not graded: the disk is full"):
            grade(root, "sam", workers=1)
    assert rows(root) == before
    forbid_grading(monkeypatch)
    assert grade(root, "sam", workers=1) == {}
    assert scores(root, "sam") == {"quadruple_test": 2, "double_test": 0}  # with the reference modules


def test_two_coordinators_lose_nothing(root: Path) -> None:
    students = [f"s{number}" for number in range(6)]
    for student in students:
        mini.hand_in(root, student, f"# {student}\n{mini.SOLUTION}")
    both = [start(root, "--workers", "2"), start(root, "--workers", "2")]
    outputs = [process.communicate(timeout=300)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    assert all("6 of 6 graded" in output for output in outputs)
    assert written(root) == students
    assert [scores(root, student) for student in students] == [RIGHT] * 6
    assert len(rows(root)) == 6 * (2 + 2 + 1)


def test_what_was_handed_in_meanwhile_is_not_given_old_grades(root: Path) -> None:
    folder = mini.hand_in(root, "quick")
    batch = Batch(configuration(root), "mini")

    def results(*_: object) -> Any:
        job = batch._job("quick", False)
        graded = jobs.grade(batch._setup.packed(), job)
        (folder / "new.txt").write_text("new")
        yield job, graded

    batch._results = results  # type: ignore[method-assign, assignment]
    assert "handed in again meanwhile" in batch.grade(["quick"], workers=1)["quick"]
    assert grade(root, "quick", workers=1) == {}


# --- The pool by itself ----------------------------------------------------------------------------------


def test_an_error_in_a_worker_is_the_futures(root: Path) -> None:
    mini.hand_in(root, "any")
    job = Job("any", root, (), None, "")
    with Pool(1) as workers:
        future = workers.submit(jobs.grade, b"no setup", job)
        assert "decompressing" in str(future.exception(timeout=60))
        assert workers.submit(os.getpid).result(timeout=60) != os.getpid()


def test_a_course_without_a_sandbox_is_one_sentence_for_all(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for student in ("a", "b"):
        mini.hand_in(root, student)

    def none(*_: object) -> None:
        raise NbjudgeError("no sandbox")

    jobs._grader.cache_clear()
    monkeypatch.setattr("nbjudge.jobs.Confinement.sandbox", none)
    with pytest.raises(Obstacle, match="no sandbox"):
        grade(root, workers=1)
    assert written(root) == []


def test_progress_and_times_in_a_log(root: Path) -> None:
    for student in ("a", "b"):
        mini.hand_in(root, student)
    process = start(root)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output
    assert "grading mini: 2 of 2 in" in output
    for what in ("students' cells", "tests", "writing to gradebook and autograded/", "slowest: "):
        assert what in output


# --- What nobody foresaw ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OverflowError("too\nlarge"), r"OverflowError \('too\\nlarge'\)"),
        (SessionLost("forged", "not for us"), r"SessionLost \('not for us'\)"),
        (OutOfTime(), r"OutOfTime"),
    ],
)
def test_a_fault_of_ours_over_one_submission_stops_nobody_else(
    root: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, told: str
) -> None:
    for student in ("a", "b", "c"):
        mini.hand_in(root, student, f"# {student}\n{mini.SOLUTION}")
    own = Grader.grade

    def fail(self: Grader, student: str, *arguments: Any) -> Any:
        if student == "b":
            raise error
        return own(self, student, *arguments)

    monkeypatch.setattr(Grader, "grade", fail)
    (problem,) = grade(root, workers=1).items()
    assert problem[0] == "b"
    assert re.fullmatch(
        rf"not graded: nbjudge itself failed: {told}, test_pool.py:\d+; please report it\.", problem[1]
    )
    assert written(root) == ["a", "c"]


def test_a_fault_of_ours_while_writing_stops_nobody_else(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for student in ("a", "b"):
        mini.hand_in(root, student)
    convert = Batch._convert

    def fail(self: Batch, job: Job, graded: Any) -> None:
        if job.student == "a":
            raise OverflowError
        convert(self, job, graded)

    monkeypatch.setattr(Batch, "_convert", fail)
    assert "nbjudge itself failed: OverflowError, " in grade(root, workers=1)["a"]
    assert written(root) == ["b"]


NESTED = "__import__('functools').reduce(lambda inner, _: [inner], range(100_000), 0)"


@pytest.mark.parametrize("answer", ["lambda: 0", NESTED])
def test_an_answer_that_cannot_be_sent_is_an_error_and_kills_no_worker(answer: str) -> None:
    with Pool(1) as workers:
        number = workers.submit(os.getpid).result(timeout=60)
        error = workers.submit(eval, answer).exception(timeout=60)
        assert "nbjudge itself failed: " in str(error)
        assert isinstance(error, NbjudgeError)
        assert workers.submit(os.getpid).result(timeout=60) == number


# --- What cannot be graded -------------------------------------------------------------------------------


def test_a_folder_that_nobody_may_read_stops_nobody_else(root: Path) -> None:
    closed = mini.hand_in(root, "closed")
    mini.hand_in(root, "open")
    as_anybody = shutil.which("setpriv") if os.getuid() == 0 else ""
    if as_anybody is None:
        pytest.skip("root may read all, and there is no setpriv to take that away")
    prefix = [as_anybody, "--bounding-set", "-dac_override,-dac_read_search"] if as_anybody else []
    try:
        for mode in (0o000, 0o444, 0o111):
            closed.chmod(mode)
            done = subprocess.run(
                [*prefix, PROGRAM, "grade", "mini", "--workers", "1", "--force"],
                cwd=root,
                capture_output=True,
                text=True,
                timeout=120,
            )
            assert done.returncode == 1, done.stderr
            assert f"closed: not graded: {closed} cannot be read: Permission denied." in done.stderr
            assert "Traceback" not in done.stderr
            assert written(root) == ["open"]
    finally:
        closed.chmod(0o755)


def test_a_wrong_file_name_is_named(root: Path) -> None:
    for student in ("browser", "deeper"):
        folder = mini.hand_in(root, student)
        (folder / "sub").mkdir()
        (folder / "b_modules.ipynb").rename(
            folder / {"browser": "b_modules (1).ipynb", "deeper": "sub/B_modules.ipynb"}[student]
        )
    twice = mini.hand_in(root, "twice")
    shutil.copy(twice / "b_modules.ipynb", twice / "b_modules-Copy1.ipynb")
    (twice / ".ipynb_checkpoints").mkdir()
    shutil.copy(twice / "b_modules.ipynb", twice / ".ipynb_checkpoints/b_modules-checkpoint.ipynb")
    assert grade(root, workers=1) == {}
    said = Batch(configuration(root), "mini").anomalies
    lines = [line for student in ("browser", "deeper", "twice") for line in said(student)]
    assert [line for line in lines if "there is" in line] == [
        "b_modules: b_modules.ipynb was not handed in; there is 'b_modules (1).ipynb'.",
        "b_modules: b_modules.ipynb was not handed in; there is 'sub/B_modules.ipynb'.",
        "b_modules: Only b_modules.ipynb is graded; there is 'b_modules-Copy1.ipynb', too.",
    ]


def test_a_submission_without_any_of_the_notebooks_says_what_is_there(root: Path) -> None:
    files = {
        "zipped": ["abgabe.zip"],
        "odd": ["\x1b[31m\n\u202e.ipynb"],
        "many": [f"{number}.ipynb" for number in range(5)],
        "none": ["notes.txt"],
    }
    for student, names in files.items():
        folder = root / "submitted" / student / "mini"
        folder.mkdir(parents=True)
        for name in names:
            (folder / name).write_text("{}")
    start = "not graded: no a_main.ipynb or b_modules.ipynb was handed in"
    assert grade(root, workers=1) == {
        "zipped": f"{start}; there is 'abgabe.zip'.",
        "odd": f"{start}; there is '\\x1b[31m\\n\\u202e.ipynb'.",
        "many": f"{start}; there are '0.ipynb', '1.ipynb', '2.ipynb' and 2 more.",
        "none": f"{start}.",
    }
    assert not (root / "autograded").exists() or not list((root / "autograded").iterdir())


def spoil(folder: Path, how: str) -> None:
    if how == "renamed":
        for path in folder.glob("*.ipynb"):
            path.rename(path.with_name(f"my {path.name}"))
    elif how == "timestamp":
        (folder / "timestamp.txt").write_text("yesterday")
    else:
        (folder / "notes.txt").write_text("new")


@pytest.mark.parametrize("how", ["renamed", "timestamp", "nbgrader fails"])
def test_what_was_graded_stays_if_the_next_hand_in_cannot_be(
    root: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    folder = mini.hand_in(root, "sam")
    assert grade(root, "sam", workers=1) == {}
    before = (rows(root), files(root))
    spoil(folder, how)
    spoil(mini.hand_in(root, "new"), how)
    if how == "nbgrader fails":

        def fail(self: Any, *_: object) -> None:
            raise OSError(5, "Input/output error")

        monkeypatch.setattr("nbgrader.converters.autograde.Autograde.set_permissions", fail)
    problems = grade(root, workers=1)
    assert problems["sam"].endswith(". The score shown is of an earlier hand-in.")
    assert "earlier" not in problems["new"]
    assert (rows(root), files(root)) == before
    assert os.listdir(root / "autograded") == ["sam"]
    assert os.listdir(root / "autograded" / "sam") == ["mini"]


def test_a_name_with_brackets_is_graded(root: Path) -> None:
    name = "Müller [Gast] *?"
    mini.hand_in(root, name)
    mini.hand_in(root, "Müller G xy")
    assert grade(root, name, workers=1) == {}
    assert scores(root, name) == RIGHT
    assert written(root) == [name]
    assert os.listdir(root / "autograded") == [name]
