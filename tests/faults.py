"""Whatever is killed, whenever: after grading again the gradebook is that of an undisturbed run.

    python -m tests.faults [--runs 60] [--seed 0]

Each run grades a small class and sends SIGKILL to one process at a random moment: a student's, a worker of
the pool, a warm parent, the coordinator, a Dask worker or the Dask scheduler, in turn. Then it grades again,
compares rows and files, counts submissions, and looks for processes, mounts and folders that were left.
`make test` does one run of each (test_faults.py), `make faults` sixty.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from tqdm import tqdm

from course import steps
from tests import mini
from tests.batches import alive, files, grade, rows, start, until, written
from tests.dask_processes import Dask

STUDENTS = [f"s{number}" for number in range(6)]
SECONDS = 0.5  # that a submission takes at least
TOO_LONG = 180.0


@dataclass(frozen=True)
class Victim:
    """Whom to kill.

    Attributes:
        dask: whether the class is graded on a cluster.
        find: the processes to choose from, given the coordinator and the cluster.
    """

    dask: bool
    find: Callable[[psutil.Process, Dask | None], list[psutil.Process]]


def _below(process: psutil.Process, depth: int) -> list[psutil.Process]:
    """Descendants of one generation: 1 for children."""
    found = [process]
    for _ in range(depth):
        found = [child for each in found for child in _children(each)]
    return found


def _children(process: psutil.Process) -> list[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        return list(process.children())
    return []


def _is(process: psutil.Process, part: str) -> bool:
    with contextlib.suppress(psutil.Error):
        return part in " ".join(process.cmdline())
    return False


def _workers(coordinator: psutil.Process, _: Dask | None) -> list[psutil.Process]:
    return [child for child in _children(coordinator) if _is(child, "multiprocessing.spawn")]


def _warm(coordinator: psutil.Process, _: Dask | None) -> list[psutil.Process]:
    """The programs that workers started: bubblewrap, or the warm parent itself."""
    return [child for worker in _workers(coordinator, None) for child in _children(worker)]


def _students(coordinator: psutil.Process, _: Dask | None) -> list[psutil.Process]:
    """The one at work below each warm parent: it is older than the one that waits for its turn."""
    found = []
    for warm in _warm(coordinator, None):
        with contextlib.suppress(psutil.Error):
            pairs = [each for each in warm.children(recursive=True) if _is(each, "zygote")]
            forks = [each for each in pairs if each.ppid() in {pair.pid for pair in pairs}]
            students = [each for each in forks if each.ppid() in {fork.pid for fork in forks}]
            found += sorted(students, key=lambda each: each.create_time())[:1]
    return found


def _dask(number: int) -> Callable[[psutil.Process, Dask | None], list[psutil.Process]]:
    def find(_: psutil.Process, dask: Dask | None) -> list[psutil.Process]:
        assert dask is not None
        return [psutil.Process(dask.processes[number].pid)]

    return find


VICTIMS = {
    "a student's process": Victim(False, _students),
    "a worker of the pool": Victim(False, _workers),
    "a warm parent": Victim(False, _warm),
    "the coordinator": Victim(False, lambda coordinator, _: [coordinator]),
    "a Dask worker": Victim(True, _dask(1)),
    "the Dask scheduler": Victim(True, _dask(0)),
}


def prepare(folder: Path) -> Path:
    """A class that has handed in: right, wrong and slow ones, no two alike."""
    root = mini.released(folder)
    for number, student in enumerate(STUDENTS):
        factor = 2 if number % 3 else 3
        mini.hand_in(
            root,
            student,
            f"import time\ntime.sleep({SECONDS})\ndef double(x):\n    return {factor} * x\n# {student}\n",
        )
    return root


def undisturbed(root: Path, folder: Path) -> Path:
    """A copy that was graded without any fault."""
    calm = Path(shutil.copytree(root, folder / "calm"))
    assert grade(calm, workers=1) == {}
    return calm


def one(name: str, root: Path, calm: Path, folder: Path, chance: random.Random) -> str:
    """One run; returns what became of it.

    Raises:
        AssertionError: something was lost, counted twice, or left.
    """
    victim = VICTIMS[name]
    course = Path(shutil.copytree(root, folder / "course"))
    temporary = folder / "tmp"
    temporary.mkdir()
    mounts = _mounts()
    with _cluster(folder) if victim.dask else contextlib.nullcontext() as dask:
        options = ["--scheduler", dask.address] if dask else ["--workers", "2"]
        process = start(course, *options, TMPDIR=str(temporary))
        coordinator = psutil.Process(process.pid)
        family = Family(coordinator)
        if victim.dask:  # before that, there is nothing to disturb
            until(lambda: family.look() or written(course) or process.poll() is not None)
        else:
            until(lambda: family.look() or victim.find(coordinator, dask) or process.poll() is not None)
        ends = time.monotonic() + chance.uniform(0, SECONDS * len(STUDENTS) / 3)
        candidates: list[psutil.Process] = []
        while process.poll() is None and (
            time.monotonic() < ends or not (candidates := victim.find(coordinator, dask))
        ):
            family.look()
            time.sleep(0.02)
        hit = "too late"
        if candidates:
            with contextlib.suppress(psutil.NoSuchProcess):
                chance.choice(candidates).kill()
                hit = "hit"
        try:
            output, _ = process.communicate(timeout=TOO_LONG)
        finally:
            process.kill()
        assert "Traceback" not in output, output
        done = len(written(course))
    assert grade(course) == {}, output
    assert rows(course) == rows(calm), f"{name}: other rows; the first time:\n{output}"
    assert files(course) == files(calm), f"{name}: other files; the first time:\n{output}"
    with steps.open_gradebook(course) as gradebook:
        counted = Counter(each.student.id for each in gradebook.assignment_submissions("mini"))
    assert counted == Counter(STUDENTS)
    _soon(lambda: [each.cmdline() for each in family.alive()], "processes")
    _soon(lambda: sorted(_mounts() - mounts), "mounts")
    _soon(lambda: list(temporary.glob("nbjudge-*")), "folders")
    shutil.rmtree(course)
    return f"{hit}, {done} of {len(STUDENTS)} written before"


def _soon(left: Callable[[], list[Any]], what: str) -> None:
    ends = time.monotonic() + 30
    while found := left():
        assert time.monotonic() < ends, f"{what} are left: {found}"
        time.sleep(0.1)


class Family:
    """The coordinator and all processes that were ever seen below it."""

    def __init__(self, coordinator: psutil.Process) -> None:
        self._seen = {coordinator}

    def look(self) -> bool:
        """See who is there; False, for use in conditions."""
        for process in list(self._seen):
            self._seen.update(_children(process))
        return False

    def alive(self) -> list[psutil.Process]:
        """Those that have not ended."""
        return alive(self._seen)


def _mounts() -> set[str]:
    return set(Path("/proc/self/mounts").read_text().splitlines())


@contextlib.contextmanager
def _cluster(folder: Path) -> Iterator[Dask]:
    place = folder / "dask"
    place.mkdir()
    dask = Dask(place)
    try:
        dask.worker()
        dask.worker()
        yield dask
    finally:
        dask.end()
        shutil.rmtree(place)


def main() -> int:
    """Many runs; the exit status is 1 if one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    found: Counter[str] = Counter()
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "made").mkdir()
        root = prepare(folder / "made")
        calm = undisturbed(root, folder)
        with tqdm(total=options.runs, unit="run") as bar:
            for number in range(options.runs):
                victim = list(VICTIMS)[number % len(VICTIMS)]
                place = folder / str(number)
                place.mkdir()
                try:
                    what = one(victim, root, calm, place, chance)
                    found[f"{victim}: {what.partition(',')[0]}"] += 1
                    bar.write(f"{number:3} {victim}: {what}")
                except AssertionError as error:
                    failed += 1
                    bar.write(f"{number:3} {victim}: FAILED: {error}")
                bar.update()
    for what, count in sorted(found.items()):
        print(f"{count:4} {what}")
    print(f"{options.runs} runs, {failed} failed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
