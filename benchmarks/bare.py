"""Cells of a submission alone, tests included, in a warm IPython: no kernel, no sandbox, no gradebook."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from nbjudge import matching, submission
from nbjudge.assignment import Assignment


def own_cells(master: Assignment, folder: Path, notebooks: Collection[str] = (), right: bool = True) -> None:
    """Run the cells of a submission, in a process for each notebook.

    Args:
        notebooks: those that were handed in; all if empty.
        right: whether all tests must pass.
    """
    names = notebooks or list(master.notebooks)
    for name in names:
        _wait(_fork(_run, master, name, names, folder, right))


def wall_seconds(
    master: Assignment,
    folders: Sequence[Path],
    notebooks: Collection[str],
    environment: Mapping[str, str],
    workers: int,
) -> float:
    """How long the cells of a class take in so many processes, which are warm when the clock starts."""
    read, write = os.pipe()

    def measure() -> None:
        from nbjudge.student.shell import warm

        os.environ.update(environment)
        warm()
        began = time.perf_counter()
        _wait(*[_fork(work, folders[first::workers]) for first in range(workers)])
        os.write(write, f"{time.perf_counter() - began}".encode())

    def work(part: Sequence[Path]) -> None:
        for folder in part:
            own_cells(master, folder, notebooks, right=False)

    pid = _fork(measure)  # a shell is for life, and takes over stdout
    os.close(write)
    with os.fdopen(read) as answer:
        seconds = answer.read()
    _wait(pid)
    return float(seconds)


def _fork(run: Callable[..., None], *arguments: Any) -> int:
    """A process that runs a function; its status is 1 if that raises."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        run(*arguments)
        status = 0
    except Exception:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(status)


def _wait(*pids: int) -> None:
    statuses = [os.waitpid(pid, 0)[1] for pid in pids]
    if any(statuses):
        raise RuntimeError("cells could not be run, or a test failed that must pass")


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
