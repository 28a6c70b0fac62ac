"""Processor time of homework_main while grading, and what `%run homework_modules.ipynb` costs in it.

    python -m benchmarks.budget

Runs the reference solution as a grader does (NBGRADER_EXECUTION=autograde, one BLAS thread), several times,
each in a fresh kernel. Prints medians with spread and writes benchmarks/results/budget.json.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import shutil
import statistics
import sys
import tempfile
from datetime import date
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from course.files import ROOT, CourseError, write_atomically
from nbjudge import bank

RUNS = 3
LIMIT = 20.0  # seconds of processor time
GRADING = {"NBGRADER_EXECUTION": "autograde", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
TIMED_RUN = """import time
begin = time.perf_counter()
%run homework_modules.ipynb
whole = time.perf_counter() - begin
begin = time.perf_counter()
for source in notebook_run._code_cells(Path("homework_modules.ipynb")):
    if source is not None:
        exec(source)
print("overhead", whole - (time.perf_counter() - begin))"""


def grade(folder: Path) -> float:
    """Execute homework_main in a fresh kernel; return its processor time in seconds."""
    notebook = nbformat.read(folder / "homework_main.ipynb", as_version=4)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def overhead(folder: Path) -> float:
    """Seconds that `%run` takes beyond the cells themselves, in a fresh kernel."""
    cells = ["import numpy, checks, notebook_run\nfrom pathlib import Path", TIMED_RUN]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    printed = "".join(output.get("text", "") for output in notebook.cells[1].outputs)
    return float(printed.split("overhead")[1])


def main() -> int:
    """Measure, print, store; the status says whether the limit holds."""
    os.environ |= GRADING | {"MNIST_DIR": str(ROOT / "data" / "mnist")}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            bank.write(bank.Material.of(ROOT, "homework").submission(), folder)
        except CourseError as error:
            print(f"error: {error}", file=sys.stderr)
            return 2
        for helper in (ROOT / "source" / "homework").glob("*.py"):
            shutil.copy(helper, folder)
        grade(folder)  # fills the cache of MNIST
        seconds = sorted(grade(folder) for _ in range(RUNS))
        extra = sorted(overhead(folder) for _ in range(RUNS))
    result = {
        "what": "homework_main of the reference solution while grading, one BLAS thread",
        "made": f"{date.today()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "processor_seconds": seconds,
        "limit": LIMIT,
        "run_overhead_seconds": extra,
    }
    write_atomically(ROOT / "benchmarks" / "results" / "budget.json", json.dumps(result, indent=1) + "\n")
    print(f"homework_main while grading: {statistics.median(seconds):.1f} s of processor time", end=" ")
    print(f"({seconds[0]:.1f} to {seconds[-1]:.1f}, limit {LIMIT:g})")
    print(f"%run homework_modules.ipynb: {statistics.median(extra):.3f} s beyond its cells", end=" ")
    print(f"({extra[0]:.3f} to {extra[-1]:.3f})")
    return 0 if statistics.median(seconds) <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
