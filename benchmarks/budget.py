"""Processor time of each assignment while grading, and what `%run homework_modules.ipynb` costs in it.

    python -m benchmarks.budget

Runs the reference solutions as a grader does (NBGRADER_EXECUTION=autograde, one BLAS thread), several times,
each in a fresh kernel, tests included. Prints medians with spread and writes benchmarks/results/budget.json.
All assignments must be released; those that need a module which is not installed are left out.
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
from tqdm import tqdm

from course.files import ROOT, CourseError, write_atomically
from nbjudge.proof import bank

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


def grade(path: Path) -> float:
    """Execute a notebook in a fresh kernel; return its processor time in seconds."""
    notebook = nbformat.read(path, as_version=4)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
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
    names = sorted(path.name for path in (ROOT / "source").iterdir())
    names = [name for name in names if not bank.missing(bank.folder(ROOT, name))]
    seconds: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        try:
            for name in names:
                bank.write(bank.Material.of(ROOT, name).submission(), folder)
                helpers = ROOT / "source" / name
                shutil.copytree(
                    helpers,
                    folder,
                    ignore=shutil.ignore_patterns("*.ipynb", "__pycache__"),
                    dirs_exist_ok=True,
                )
        except CourseError as error:
            print(f"error: {error}", file=sys.stderr)
            return 2
        for name in tqdm(names, unit="assignment"):
            path = folder / f"{'homework_main' if name == 'homework' else name}.ipynb"
            grade(path)  # fills the cache of MNIST
            seconds[path.stem] = sorted(grade(path) for _ in range(RUNS))
        extra = sorted(overhead(folder) for _ in range(RUNS))
    result = {
        "what": "the reference solution while grading, one BLAS thread",
        "made": f"{date.today()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "processor_seconds": seconds,
        "limit": LIMIT,
        "run_overhead_seconds": extra,
    }
    write_atomically(ROOT / "benchmarks" / "results" / "budget.json", json.dumps(result, indent=1) + "\n")
    for name, each in seconds.items():
        print(f"{name} while grading: {statistics.median(each):.1f} s of processor time", end=" ")
        print(f"({each[0]:.1f} to {each[-1]:.1f}, limit {LIMIT:g})")
    print(f"%run homework_modules.ipynb: {statistics.median(extra):.3f} s beyond its cells", end=" ")
    print(f"({extra[0]:.3f} to {extra[-1]:.3f})")
    return 0 if all(statistics.median(each) <= LIMIT for each in seconds.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
