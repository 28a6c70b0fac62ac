"""Ten to ten thousand submissions: time for each, memory of the coordinator, and grading again.

    python -m benchmarks.scale [10 100 1000 10000]

A small assignment of two notebooks, since the engine's part is asked for, not the students'. No two are
alike. Time for a submission is measured between the first tenth and the end, from when each was written, so
that the start does not count. Memory is sampled while the command runs. Writes benchmarks/results/scale.json.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from pathlib import Path
from subprocess import DEVNULL, Popen

import psutil

from benchmarks.common import PROGRAMS, publish, timed
from tests import mini

SIZES = (10, 100, 1_000, 10_000)
COMMAND = ("nbjudge", "grade", "mini")


def build(folder: Path, number: int) -> Path:
    """A course in which so many have handed in."""
    root = mini.released(folder)
    for place in range(number):
        mini.hand_in(root, f"student-{place:05}", f"{mini.SOLUTION}# {place}\n")
    return root


def sampled(root: Path) -> tuple[float, list[tuple[float, float]]]:
    """Grade everybody; wall seconds, and memory of the coordinator in MiB at several times."""
    began = time.perf_counter()
    samples: list[tuple[float, float]] = []
    with Popen(
        [str(PROGRAMS / COMMAND[0]), *COMMAND[1:]], cwd=root, stdout=DEVNULL, stderr=DEVNULL
    ) as process:
        coordinator = psutil.Process(process.pid)
        ended = threading.Event()

        def sample() -> None:
            while not ended.wait(0.5):
                try:
                    samples.append((time.perf_counter() - began, coordinator.memory_info().rss / 2**20))
                except psutil.Error:
                    return

        thread = threading.Thread(target=sample)
        thread.start()
        process.wait()
        ended.set()
        thread.join()
        assert process.returncode == 0
    return time.perf_counter() - began, samples


def pace(root: Path) -> float:
    """Milliseconds for a submission, from the first tenth to the end."""
    times = sorted(path.stat().st_mtime_ns for path in (root / "records" / "mini").glob("*.json"))
    first = len(times) // 10
    return (times[-1] - times[first]) / 1e6 / (len(times) - 1 - first)


def main() -> None:
    """Measure, print, write."""
    figures: dict[str, object] = {}
    for size in [int(argument) for argument in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory() as name:
            root = build(Path(name), size)
            wall, samples = sampled(root)
            again, _ = timed(COMMAND, root)
            figures[f"{size} submissions, seconds"] = round(wall, 1)
            figures[f"{size}, milliseconds for a submission"] = round(pace(root), 1)
            ready = [memory for second, memory in samples if second > wall / 10 and memory]
            figures[f"{size}, memory of the coordinator, first and last, MiB"] = (
                f"{ready[0]:.0f}, {ready[-1]:.0f}" if ready else "-"
            )
            figures[f"{size}, grading again with nothing new, seconds"] = round(again, 1)
            figures[f"{size}, grading again, share of the first time"] = f"{100 * again / wall:.1f} %"
        publish("scale", "nbjudge grade, two small notebooks a submission, sandbox on", figures)


if __name__ == "__main__":
    main()
