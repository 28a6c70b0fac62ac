"""Cells of a submission alone, tests included, in a warm IPython: no kernel, no sandbox, no gradebook."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from nbjudge import matching, submission
from nbjudge.assignment import Assignment


def own_cells(master: Assignment, folder: Path, notebooks: Collection[str] = (), right: bool = True) -> None:
    """Run the cells of a submission, in a process for each notebook.

    Args:
        notebooks: those that were handed in; all if empty.
        right: whether all tests must pass.
    """
    for name in notebooks or master.notebooks:
        pid = os.fork()
        if pid == 0:
            try:
                _run(master, name, notebooks or list(master.notebooks), folder, right)
            finally:
                os._exit(0)
        os.waitpid(pid, 0)


def wall_seconds(
    master: Assignment,
    folders: Sequence[Path],
    notebooks: Collection[str],
    environment: Mapping[str, str],
    workers: int,
) -> float:
    """How long the cells of a class take in so many processes, which are warm when the clock starts."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:  # a shell is for life, and takes over stdout
        try:
            from nbjudge.student.shell import warm

            os.environ.update(environment)
            warm()
            began = time.perf_counter()
            pids = [_worker(master, folders[first::workers], notebooks) for first in range(workers)]
            statuses = [os.waitpid(each, 0)[1] for each in pids]
            assert not any(statuses)
            os.write(write, f"{time.perf_counter() - began}".encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        seconds = float(answer.read())
    os.waitpid(pid, 0)
    return seconds


def _worker(master: Assignment, folders: Sequence[Path], notebooks: Collection[str]) -> int:
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            for folder in folders:
                own_cells(master, folder, notebooks, right=False)
            status = 0
        finally:
            os._exit(status)
    return pid


def _run(master: Assignment, name: str, notebooks: Collection[str], folder: Path, right: bool) -> None:
    from nbjudge.student.shell import StudentShell

    with tempfile.TemporaryDirectory() as scratch:
        matched = {
            other: matching.match(master.notebooks[other], submission.read(folder / f"{other}.ipynb"))
            for other in notebooks
        }
        for other, found in matched.items():
            Path(scratch, f"{other}.ipynb").write_text(json.dumps(matching.without_tests(found)))
        for file, path in master.files.items():
            Path(scratch, file).write_bytes(path.read_bytes())
        os.chdir(scratch)
        sys.path.insert(0, "")
        shell = StudentShell.instance()
        for cell in matched[name].cells:
            if cell.cell_type == "code":
                result = shell.run_cell(cell.source, store_history=True)
                assert result.success or not (right and cell.is_test), f"{name}: {cell.master}"
