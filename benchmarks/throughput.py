"""Submissions a second: plain nbgrader against nbjudge, the same class, the same scores in the gradebook.

    python -m benchmarks.throughput [--rounds 5] [--modules 32] [--whole 2] [--small 100]

Each round runs `nbgrader autograde` without nbjudge, then `nbjudge grade`, both from an empty gradebook;
whole commands are timed, start-up included, and the sandbox is on. Scores are compared cell by cell. What no
engine can do without is measured beside them: the cells of the class alone, tests included, in two warm
processes without sandbox, judge or gradebook. In the small assignment they are next to nothing: what is left
is the engine. Writes benchmarks/results/throughput.json.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from tqdm import tqdm

from benchmarks import bare
from benchmarks.common import NOTEBOOKS, forget_grades, hand_in_homework, publish, scores, spread, timed
from benchmarks.scale import build as small_course
from nbjudge import assignment, pool
from nbjudge.batch import configuration
from tests.copies import copy_course
from tests.plain import plain_copy

SMALL = ("a_main", "b_modules")


def compare(
    folder: Path, number: int, notebooks: tuple[str, ...], rounds: int, bar: tqdm[None]
) -> dict[str, list[float]]:
    """Wall seconds of both, of nbjudge with the first submission alone, and of the cells alone."""
    if notebooks == SMALL:
        (folder / "ours").mkdir()
        name, ours = "mini", small_course(folder / "ours", number)
    else:
        name, ours = "homework", copy_course(folder / "ours", "homework")
        hand_in_homework(ours, number, notebooks)
    students = sorted(path.name for path in (ours / "submitted").iterdir())
    plain = plain_copy(ours, folder / "plain")
    by_nbgrader = ("nbgrader", "autograde", name, "--log-level=ERROR")
    by_engine = ("nbjudge", "grade", name)
    (plain / "submitted").symlink_to(ours / "submitted")
    fresh = (ours / "gradebook.db").read_bytes()
    config = configuration(ours)
    master = assignment.load(CourseDirectory(config=config), name)
    environment = config.JudgedAutograde.environment | {"NBGRADER_EXECUTION": "autograde"}
    folders = [ours / "submitted" / student / name for student in students]
    walls: dict[str, list[float]] = {"plain": [], "engine": [], "first": [], "cells": []}
    for _ in range(rounds):
        walls["cells"].append(bare.wall_seconds(master, folders, notebooks, environment, pool.cores()))
        forget_grades(ours, fresh)
        walls["first"].append(timed((*by_engine, "--student", students[0]), ours)[0])
        for root, command, who in ((plain, by_nbgrader, "plain"), (ours, by_engine, "engine")):
            forget_grades(root, fresh)
            walls[who].append(timed(command, root)[0])
            bar.update()
        mine, theirs = scores(ours, name), scores(plain, name)
        differ = {
            cell: (score, theirs.get(cell)) for cell, score in mine.items() if score != theirs.get(cell)
        }
        assert not differ, f"other scores: {differ}"
        assert len({student for student, _, _ in mine}) == number
    return walls


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--modules", type=int, default=32, help="submissions of homework_modules")
    parser.add_argument("--whole", type=int, default=2, help="submissions of all three notebooks")
    parser.add_argument("--small", type=int, default=100, help="submissions of an assignment of a few cells")
    options = parser.parse_args()
    classes = {
        f"{options.modules} homework_modules": (options.modules, NOTEBOOKS[:1]),
        f"{options.whole} of three notebooks": (options.whole, NOTEBOOKS),
        f"{options.small} of two small notebooks": (options.small, SMALL),
    }
    figures: dict[str, object] = {}
    with tqdm(total=2 * options.rounds * len(classes), unit="command") as bar:
        for what, (number, notebooks) in classes.items():
            if not number:
                continue
            with tempfile.TemporaryDirectory() as name:
                walls = compare(Path(name), number, notebooks, options.rounds, bar)
            figures[f"{what}, plain nbgrader, seconds"] = spread(walls["plain"])
            figures[f"{what}, nbjudge, seconds"] = spread(walls["engine"])
            figures[f"{what}, nbjudge, submissions a second"] = spread(
                [number / wall for wall in walls["engine"]]
            )
            ratios = [plain / engine for plain, engine in zip(walls["plain"], walls["engine"])]
            figures[f"{what}, times as many as plain nbgrader"] = spread(ratios)
            figures[f"{what}, their cells alone, seconds"] = spread(walls["cells"])
            figures[f"{what}, nbjudge, first submission from a cold start, seconds"] = round(
                statistics.median(walls["first"]), 2
            )
    publish("throughput", "plain nbgrader against nbjudge, two cores, sandbox on", figures)


if __name__ == "__main__":
    main()
