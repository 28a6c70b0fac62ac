"""What the engine costs: homework_modules from start to record, and a submission against its own cells.

`make bench-limit` grades the reference solution after a warm-up and writes benchmarks/results/limit.json.
"Its own cells" is the processor time of all cells, tests included, in a warm IPython without a sandbox.
"""

from __future__ import annotations

import contextlib
import gc
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from nbgrader.apps.api import NbGraderAPI

from benchmarks.bare import own_cells
from benchmarks.common import publish, spread
from course.files import ROOT
from nbjudge import assignment
from nbjudge.batch import configuration
from nbjudge.child import Child, pid_of
from nbjudge.grading import Budget, Grader
from nbjudge.nbgrader_plugin import JudgedAutograde
from nbjudge.proof import bank
from nbjudge.sandbox import Sandbox

RUNS, LONG_RUNS = 9, 5
MODULES = "homework_modules"


class Counted:
    """Spawns students' processes and adds up the processor time that they used until they were killed."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.seconds = 0.0

    def spawn(self) -> Child:
        """A student process, as the sandbox makes it."""
        child = self._sandbox.spawn()
        kill, descriptor = child.kill, child._student

        def count_and_kill() -> None:
            if child.alive():
                times = psutil.Process(pid_of(descriptor)).cpu_times()
                self.seconds += times.user + times.system + times.children_user + times.children_system
            kill()

        child.kill = count_and_kill  # type: ignore[method-assign]
        return child

    def total(self) -> float:
        """Processor time of this process, of those that it waited for, and of the students' ones."""
        times = os.times()
        return times.user + times.system + times.children_user + times.children_system + self.seconds


def measured(run: Callable[[], Any], counted: Counted) -> tuple[float, float]:
    """Wall and processor time of one call."""
    wall, cpu = time.perf_counter(), counted.total()
    run()
    return time.perf_counter() - wall, counted.total() - cpu


def main() -> None:
    """Measure, print, write."""
    config = configuration(ROOT)
    api = NbGraderAPI(config=config)
    app = JudgedAutograde(coursedir=api.coursedir, parent=api)
    master = assignment.load(api.coursedir, "homework")
    sandbox = app.sandbox("homework")
    counted = Counted(sandbox)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        solution = bank.Material.of(ROOT, "homework").submission()
        bank.write(solution, folder)
        bank.write({MODULES: solution[MODULES]}, folder / MODULES)

        def grade(*notebooks: str, spawn: Callable[[], Child] = counted.spawn) -> None:
            place = folder / MODULES if notebooks else folder
            results = Grader(master, spawn, Budget()).grade("bench", place, notebooks or None).result
            for result in results.notebooks.values():
                lost = [record for record in result.records if record.outcome.points != record.maximum]
                assert not lost, lost

        grade(MODULES)
        gc.freeze()  # as a batch does
        walls = [measured(lambda: grade(MODULES, spawn=sandbox.spawn), counted)[0] for _ in range(RUNS)]
        alone = [measured(lambda: grade(MODULES), counted)[1] for _ in range(RUNS)]
        os.environ.update(app.environment, NBGRADER_EXECUTION="autograde")
        from nbjudge.student.shell import warm

        warm()
        own, whole = [], []
        for _ in range(LONG_RUNS):
            own.append(measured(lambda: own_cells(master, folder), counted))
            whole.append(measured(grade, counted))
    ratios = [engine / cells for (_, engine), (_, cells) in zip(whole, own)]
    figures = {
        "homework_modules, start to record, seconds": spread(walls),
        "homework_modules, processor seconds": spread(alone),
        "three notebooks, own cells, processor seconds": spread([cpu for _, cpu in own]),
        "three notebooks, engine, processor seconds": spread([cpu for _, cpu in whole]),
        "three notebooks, engine / own cells": spread(ratios),
    }
    # `warm` has made sys.stdout a student's: what is printed goes out by another way.
    with os.fdopen(os.dup(2), "w") as stdout, contextlib.redirect_stdout(stdout):
        publish("limit", "processor time of the engine against that of the cells in a bare process", figures)


if __name__ == "__main__":
    main()
