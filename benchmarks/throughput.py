"""Submissions a second: plain nbgrader against nbjudge, the same class, the same scores in the gradebook.

    python -m benchmarks.throughput [--rounds 5] [--modules 32] [--whole 4]

Each round runs `nbgrader autograde homework` without nbjudge, then `nbjudge grade homework`, both from an
empty gradebook; whole commands are timed, start-up included, and the sandbox is on. Scores are compared cell
by cell. What no engine can do without is measured beside them: the cells of the class alone, tests included,
in two warm processes without sandbox, judge or gradebook. Writes benchmarks/results/throughput.json.
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
from nbjudge import assignment, pool
from nbjudge.batch import configuration
from tests.copies import copy_course
from tests.plain import plain_copy

PLAIN = ("nbgrader", "autograde", "homework", "--log-level=ERROR")
ENGINE = ("nbjudge", "grade", "homework")


def compare(
    folder: Path, number: int, notebooks: tuple[str, ...], rounds: int, bar: tqdm[None]
) -> dict[str, list[float]]:
    """Wall seconds of both, of nbjudge with the first submission alone, and of the cells alone."""
    ours = copy_course(folder / "ours", "homework")
    students = hand_in_homework(ours, number, notebooks)
    plain = plain_copy(ours, folder / "plain")
    (plain / "submitted").symlink_to(ours / "submitted")
    fresh = (ours / "gradebook.db").read_bytes()
    config = configuration(ours)
    master = assignment.load(CourseDirectory(config=config), "homework")
    environment = config.JudgedAutograde.environment | {"NBGRADER_EXECUTION": "autograde"}
    folders = [ours / "submitted" / student / "homework" for student in students]
    walls: dict[str, list[float]] = {"plain": [], "engine": [], "first": [], "cells": []}
    for _ in range(rounds):
        walls["cells"].append(bare.wall_seconds(master, folders, notebooks, environment, pool.cores()))
        forget_grades(ours, fresh)
        walls["first"].append(timed((*ENGINE, "--student", students[0]), ours)[0])
        for root, command, name in ((plain, PLAIN, "plain"), (ours, ENGINE, "engine")):
            forget_grades(root, fresh)
            walls[name].append(timed(command, root)[0])
            bar.update()
        mine, theirs = scores(ours, "homework"), scores(plain, "homework")
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
    parser.add_argument("--whole", type=int, default=4, help="submissions of all three notebooks")
    options = parser.parse_args()
    classes = {
        f"{options.modules} homework_modules": (options.modules, NOTEBOOKS[:1]),
        f"{options.whole} of three notebooks": (options.whole, NOTEBOOKS),
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
