"""Grading many submissions, for tests: start it, look at what it left, compare."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psutil

from course import steps
from nbjudge.batch import Batch, configuration

PROGRAM = Path(sys.executable).parent / "nbjudge"


def grade(root: Path, *students: str, workers: int = 2, force: bool = False) -> dict[str, str]:
    batch = Batch(configuration(root), "mini")
    return batch.grade(students or batch.students(), force, workers)


def start(root: Path, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
    """`nbjudge grade mini` with these arguments and environment variables."""
    command = [str(PROGRAM), "grade", "mini", *arguments]
    return subprocess.Popen(
        command,
        cwd=root,
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=_obey_ctrl_c,
    )


def _obey_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background jobs inherit that it is ignored


def until(condition: Callable[[], Any], seconds: float = 120.0) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.02)


def alive(processes: Iterable[psutil.Process]) -> list[psutil.Process]:
    """Those that have not ended. A zombie has: its parent, or init, is late to notice."""
    found = []
    for process in processes:
        with contextlib.suppress(psutil.Error):
            if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def written(root: Path) -> list[str]:
    return sorted(path.stem for path in (root / "records" / "mini").glob("*.json"))


def rows(root: Path) -> list[tuple[Any, ...]]:
    """All that grading has left in the gradebook."""
    with steps.open_gradebook(root) as gradebook:
        notebooks = [
            notebook
            for submission in gradebook.assignment_submissions("mini")
            for notebook in submission.notebooks
        ]
        found: list[tuple[Any, ...]] = [
            (n.student.id, n.name, n.score, n.late_submission_penalty, str(n.assignment.timestamp))
            for n in notebooks
        ]
        found += [
            (n.student.id, n.name, g.name, g.auto_score, g.manual_score, g.needs_manual_grade)
            for n in notebooks
            for g in n.grades
        ]
        found += [(n.student.id, n.name, c.name, str(c.auto_comment)) for n in notebooks for c in n.comments]
    return sorted(found, key=repr)


def files(root: Path) -> dict[str, tuple[str, int]]:
    """All that stands in autograded/, and who may write it; without the seconds that tests took."""
    folder = root / "autograded"
    return {
        str(path.relative_to(folder)): (
            re.sub(r'"seconds": [0-9.]+', "", path.read_text()),
            path.stat().st_mode,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
