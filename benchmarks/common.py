"""What several benchmarks need: a class that has handed in, and results as table and as file."""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from course import report
from course.files import ROOT, write_atomically
from nbjudge.proof import bank

PROGRAMS = Path(sys.executable).parent
NOTEBOOKS = ("homework_modules", "homework_main", "homework_differentiation")
PACKAGES = ("numpy", "nbgrader", "nbclient", "ipykernel", "SQLAlchemy")


def hand_in_homework(root: Path, number: int, notebooks: Sequence[str], mistakes: bool = True) -> list[str]:
    """A class that hands in these notebooks: full solutions and single mistakes in turn, no two alike.

    Args:
        mistakes: else all are full solutions, which take about the same time.

    Returns:
        The names of the students.
    """
    material = bank.Material.of(root, "homework")
    wrong = [
        entry
        for name, entry in sorted(bank.load_all(root / "bank" / "homework").items())
        if name.startswith("wrong/") and {change.notebook for change in entry.changes} <= {"homework_modules"}
    ]
    wrong = wrong[:: max(1, len(wrong) // max(1, number // 2))]
    students = []
    for place in range(number):
        entries = [wrong[place // 2 % len(wrong)]] if mistakes and place % 2 else []
        submission = material.submission(entries)
        student = f"student-{place:05}"
        for name in notebooks:
            cells = [cell for cell in submission[name]["cells"] if cell["cell_type"] == "code"]
            # In a cell of the student's: a given one would be restored, and equal cells are run only once.
            cell = next(cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("solution"))
            cell["source"] = [f"# {student}\n", *"".join(cell["source"]).splitlines(keepends=True)]
        folder = root / "submitted" / student / "homework"
        bank.write({name: submission[name] for name in notebooks}, folder)
        students.append(student)
    return students


def timed(command: Sequence[str], folder: Path, fine: Sequence[int] = (0,)) -> tuple[float, float]:
    """Wall and processor seconds of a command with all its processes that it waited for.

    Raises:
        RuntimeError: it ended with another status than those that are fine.
    """
    before, began = os.times(), time.perf_counter()
    done = subprocess.run(
        [str(PROGRAMS / command[0]), *command[1:]], cwd=folder, capture_output=True, text=True
    )
    wall, after = time.perf_counter() - began, os.times()
    if done.returncode not in fine:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[-2000:] or done.stdout[-2000:]}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, cpu


def forget_grades(root: Path, gradebook: bytes) -> None:
    """Make a course as it was before anything was graded; `gradebook` is what was in the file then."""
    for name in ("autograded", "feedback", "records"):
        shutil.rmtree(root / name, ignore_errors=True)
    (root / "gradebook.db").write_bytes(gradebook)


def scores(root: Path, assignment: str) -> dict[tuple[str, str, str], float]:
    """Automatic scores, by student, notebook and cell."""
    cells = report.cell_scores(root, assignment)
    cells = cells[cells["automatic"]]
    return {
        (student, notebook, cell): float(score)
        for student, notebook, cell, score in cells[["student", "notebook", "cell", "score"]].itertuples(
            index=False
        )
    }


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median, smallest and largest."""
    return {
        "median": round(statistics.median(values), 3),
        "min": round(min(values), 3),
        "max": round(max(values), 3),
        "runs": len(values),
    }


def machine() -> dict[str, Any]:
    """What figures depend on: processor, versions, date."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    return {
        "date": str(date.today()),
        "processor": model,
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "Python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines()


def publish(name: str, what: str, figures: Mapping[str, Any]) -> None:
    """Print figures as a table and write benchmarks/results/<name>.json."""
    print(what)
    width = max(map(len, figures))
    for title, value in figures.items():
        if isinstance(value, Mapping) and "median" in value:
            print(
                f"  {title:<{width}}  {value['median']:>10.3f}   ({value['min']:.3f} to {value['max']:.3f})"
            )
        else:
            print(f"  {title:<{width}}  {value!s:>10}")
    content = {"what": what, "machine": machine(), "figures": figures}
    path = ROOT / "benchmarks" / "results" / f"{name}.json"
    write_atomically(path, json.dumps(content, indent=1) + "\n")
