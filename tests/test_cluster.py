"""The same grades on workers of a Dask scheduler, and by parts; whatever dies, grading again completes it."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from nbjudge.cluster import Cluster, crew
from nbjudge.errors import Obstacle
from tests import mini
from tests.batches import files, grade, rows, start, until, written
from tests.dask_processes import ENGINE, Dask

SLOW = "import time\ntime.sleep(0.4)\n" + mini.SOLUTION


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mini.released(tmp_path_factory.mktemp("course"))


@pytest.fixture
def root(released: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(released, tmp_path / "course"))


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Dask]:
    dask = Dask(tmp_path)
    yield dask
    dask.end()


def another_engine(folder: Path) -> Path:
    """A copy of nbjudge that is not quite the same."""
    engine = folder / "other" / "nbjudge"
    shutil.copytree(ENGINE, engine, ignore=shutil.ignore_patterns("__pycache__"))
    with (engine / "judge.py").open("a") as file:
        file.write("# changed\n")
    return engine


def told(root: Path, *arguments: str) -> tuple[int, str]:
    """Exit status and output of `nbjudge grade`."""
    process = start(root, *arguments)
    output, _ = process.communicate(timeout=180)
    assert "Traceback" not in output, output
    return process.returncode, output


def class_of(root: Path, number: int, double: str = mini.SOLUTION) -> list[str]:
    students = [f"s{student}" for student in range(number)]
    for student in students:
        mini.hand_in(root, student, f"{double}# {student}\n")  # equal ones would be graded once
    return students


def same_as_graded_here(root: Path, folder: Path, problems: Sequence[str] = ()) -> None:
    """The rows and files of a course, against those of a copy that this process grades."""
    other = Path(shutil.copytree(root, folder / "here"))
    for made in ("autograded", "records"):
        shutil.rmtree(other / made)
    assert list(grade(other, force=True)) == list(problems)
    assert rows(root) == rows(other)
    assert files(root) == files(other)


# --- A scheduler -------------------------------------------------------------------------------------------


def test_a_cluster_leaves_what_this_machine_leaves(root: Path, dask: Dask, tmp_path: Path) -> None:
    class_of(root, 3)
    mini.hand_in(root, "wrong", "def double(x):\n    return x\n")
    (mini.hand_in(root, "damaged") / "a_main.ipynb").write_text("{")
    dask.worker(threads=2)
    dask.worker()
    status, output = told(root, "--scheduler", dask.address)
    assert status == 1, output
    assert "4 of 5 graded" in output
    assert "damaged, a_main: a_main.ipynb cannot be read" in output
    same_as_graded_here(root, tmp_path, problems=["damaged"])


def test_a_worker_with_another_environment_gets_nothing_to_grade(
    root: Path, dask: Dask, tmp_path: Path
) -> None:
    class_of(root, 4)
    dask.worker(another_engine(tmp_path))
    until(lambda: "Registered to" in (tmp_path / "worker.log").read_text())
    status, output = told(root, "--scheduler", dask.address)
    assert status == 2
    assert "All workers are refused" in output
    assert "its environment is another: nbjudge " in output
    assert written(root) == []
    dask.worker()
    until(lambda: (tmp_path / "worker.log").read_text().count("Registered to") == 2)
    status, output = told(root, "--scheduler", dask.address)
    assert status == 0, output
    assert output.count("is refused") == 1
    assert len(written(root)) == 4


def test_workers_may_come_when_the_work_already_waits(root: Path, dask: Dask) -> None:
    students = class_of(root, 3)
    process = start(root, "--scheduler", dask.address)
    said = process.stdout
    assert said is not None
    until(lambda: "waiting for one" in said.readline())
    dask.worker()
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output
    assert written(root) == students


def test_a_killed_worker_costs_nothing(root: Path, dask: Dask) -> None:
    students = class_of(root, 6, SLOW)
    victim = dask.worker()
    dask.worker()
    process = start(root, "--scheduler", dask.address)
    until(lambda: written(root))
    victim.kill()
    output, _ = process.communicate(timeout=180)
    assert process.returncode == 0, output
    assert written(root) == students


def test_a_killed_scheduler_is_one_sentence_and_grading_again_completes_it(
    root: Path, dask: Dask, tmp_path: Path
) -> None:
    students = class_of(root, 6, SLOW)
    dask.worker()
    process = start(root, "--scheduler", dask.address)
    until(lambda: written(root))
    dask.processes[0].kill()
    output, _ = process.communicate(timeout=180)
    assert process.returncode == 2, output
    assert "error: The connection to the scheduler is lost." in output
    assert "Traceback" not in output
    assert 0 < len(written(root)) < len(students)
    assert grade(root) == {}
    assert written(root) == students
    same_as_graded_here(root, tmp_path)


def test_ctrl_c_leaves_the_cluster_as_it_was(root: Path, dask: Dask) -> None:
    students = class_of(root, 6, SLOW)
    worker = dask.worker()
    process = start(root, "--scheduler", dask.address)
    until(lambda: written(root))
    os.killpg(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 130, output
    assert "Traceback" not in output
    assert worker.poll() is None
    status, output = told(root, "--scheduler", dask.address)
    assert status == 0, output
    assert written(root) == students


def test_no_scheduler_is_one_sentence(root: Path) -> None:
    class_of(root, 1)
    status, output = told(root, "--scheduler", "tcp://127.0.0.1:9")
    assert status == 2
    assert "error: No scheduler answers at tcp://127.0.0.1:9: " in output


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of our own, and its key."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    subject = ["-subj", "/CN=course", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*command, "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True)
    return cert, key


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes certificates with openssl")
def test_tls_is_passed_through(root: Path, tmp_path: Path) -> None:
    students = class_of(root, 2)
    cert, key = certificate(tmp_path)
    options = ["--tls-ca-file", str(cert), "--tls-cert", str(cert), "--tls-key", str(key)]
    dask = Dask(tmp_path, *options, scheme="tls")
    try:
        dask.worker()
        status, output = told(root, "--scheduler", dask.address)
        assert status == 2
        assert "go together" in output
        status, output = told(root, "--scheduler", dask.address, *options)
    finally:
        dask.end()
    assert status == 0, output
    assert written(root) == students


def test_without_dask_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Obstacle, match=r"needs dask\.distributed"), crew(Cluster("tcp://127.0.0.1:9")):
        pass


# --- Parts, over a shared folder ---------------------------------------------------------------------------


def test_parts_grade_everybody_once_and_one_command_writes(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    students = class_of(root, 6)
    counts = []
    for part in (1, 2, 3):
        status, output = told(root, "--shard", f"{part}/3", "--workers", "1")
        assert status == 0, output
        assert "`nbjudge grade mini` writes them to the gradebook" in output
        counts.append(len(list((root / "records" / "mini" / "results").glob("*.json.gz"))))
    assert counts == sorted(counts)
    assert counts[-1] == len(students)
    assert written(root) == []
    assert not (root / "autograded").exists()

    def never(*_: object) -> None:
        raise AssertionError("graded again")

    with monkeypatch.context() as patch:
        patch.setattr("nbjudge.grading.Grader.grade", never)
        assert grade(root, workers=1) == {}
    assert written(root) == students
    same_as_graded_here(root, tmp_path)


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "a/b", "1/0"])
def test_a_part_that_is_none_is_one_sentence(root: Path, text: str) -> None:
    status, output = told(root, "--shard", text)
    assert status == 2
    assert "is not I/N with I from 1 to N" in output
