"""One and two single-core workers of a Dask scheduler on this machine, and what many more would give.

    python -m benchmarks.cluster [--rounds 5] [--students 6]

Grades the whole homework, full solutions that take the same time; each round with one worker, then with two,
each kept to a processor of its own. Pace is measured from when results were kept, between the first and the
last, so that starts do not count. From the measured costs of a submission the model in docs/scale.md says
what 100 cores give. Writes benchmarks/results/cluster.json.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from tqdm import tqdm

from benchmarks.common import NOTEBOOKS, forget_grades, hand_in_homework, publish, spread, timed
from tests.copies import copy_course
from tests.dask_processes import Dask

CORES = (2, 8, 32, 100, 1_000)


def seconds_each(root: Path, workers: int, place: Path) -> float:
    """Seconds from one result to the next, with so many workers, each kept to one processor."""
    place.mkdir()
    dask = Dask(place)
    try:
        for processor in sorted(os.sched_getaffinity(0))[:workers]:
            os.sched_setaffinity(dask.worker().pid, {processor})  # and so do all that it starts
        timed(("nbjudge", "grade", "homework", "--scheduler", dask.address), root)
    finally:
        dask.end()
    results = (root / "records" / "homework" / "results").glob("*.json.gz")
    times = sorted(path.stat().st_mtime for path in results)
    skipped = workers - 1  # they come in groups of as many
    return (times[-1] - times[skipped]) / (len(times) - 1 - skipped)


def writing(root: Path) -> float:
    """Seconds of the coordinator for a submission that is in the store: reading it, and writing."""
    for path in (root / "records" / "homework").glob("*.json"):
        path.unlink()
    timed(("nbjudge", "grade", "homework", "--workers", "1"), root)
    times = sorted(path.stat().st_mtime for path in (root / "records" / "homework").glob("*.json"))
    return (times[-1] - times[0]) / (len(times) - 1)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--students", type=int, default=6)
    options = parser.parse_args()
    found: dict[int, list[float]] = {1: [], 2: []}
    written = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root = copy_course(folder / "course", "homework")
        hand_in_homework(root, options.students, NOTEBOOKS, mistakes=False)
        fresh = (root / "gradebook.db").read_bytes()
        for number in tqdm(range(options.rounds), unit="round"):
            for workers, paces in found.items():
                forget_grades(root, fresh)
                paces.append(seconds_each(root, workers, folder / f"dask-{number}-{workers}"))
            written.append(writing(root))
    one, two = (spread(found[workers]) for workers in (1, 2))
    write = spread(written)
    figures: dict[str, object] = {
        "submissions in each run": options.students,
        "one worker, seconds for a submission": one,
        "two workers, seconds for a submission": two,
        "times as fast": spread([a / b for a, b in zip(found[1], found[2])]),
        "coordinator, seconds for a submission": write,
    }
    for cores in CORES:
        grading, writer = cores / one["median"], 1 / write["median"]
        first = "grading" if grading < writer else "the coordinator"
        figures[f"model, {cores} cores, submissions a second"] = (
            f"{min(grading, writer):.2g} (bound by {first})"
        )
    publish("cluster", "the whole homework on Dask workers with one core each, sandbox on", figures)


if __name__ == "__main__":
    main()
