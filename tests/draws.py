"""Right solutions pass whatever the hidden tests draw: `make draws`, half an hour.

The student's cells of a notebook run once; each test cell runs again and again, with other draws each time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from nbgrader.apps.api import NbGraderAPI
from tqdm import tqdm

from course import bank
from course.bank import Material
from course.files import ROOT
from nbjudge import assignment, grading
from nbjudge.assignment import MasterCell
from nbjudge.batch import configuration
from nbjudge.grading import Budget, Grader
from nbjudge.judge import Judge
from nbjudge.nbgrader_plugin import JudgedAutograde
from nbjudge.records import Outcome

NOTEBOOK = "homework_modules"
SEEDS, SEEDS_OF_OTHERS = 1000, 25  # of the reference, and of each right entry of the bank


class Repeating(Judge):
    """Runs each test cell with many draws; the first outcome that costs points counts."""

    seeds = SEEDS

    def test(self, cell: MasterCell, seconds: float | None) -> Outcome:
        for seed in range(self.seeds):
            self._draws = seed.to_bytes(8, "big")
            outcome = super().test(cell, seconds)
            if outcome.points < cell.points:
                print(f"{cell.grade_id}, draw {seed}: {outcome.message}", file=sys.stderr)
                break
        return outcome


def main(arguments: Sequence[str]) -> int:
    """How many solutions lost something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, help="draws for the reference solution")
    parser.add_argument(
        "--others", type=int, default=SEEDS_OF_OTHERS, help="draws for each entry of the bank"
    )
    chosen = parser.parse_args(arguments)
    api = NbGraderAPI(config=configuration(ROOT))
    app = JudgedAutograde(coursedir=api.coursedir, parent=api)
    grader = Grader(
        assignment.load(api.coursedir, "homework"), app.sandbox().spawn, Budget(30, notebook_seconds=7200)
    )
    vars(grading)["Judge"] = Repeating  # for all notebooks that are graded here
    material = Material.of(ROOT, "homework")
    entries = [bank.load(path) for path in sorted((ROOT / "bank/homework/right").glob("*.py"))]
    lost = 0
    for entry in tqdm([None, *(e for e in entries if NOTEBOOK in {c.notebook for c in e.changes})]):
        Repeating.seeds = chosen.seeds if entry is None else chosen.others
        with tempfile.TemporaryDirectory() as folder:
            bank.write(material.submission([entry] if entry else []), Path(folder))
            result = grader.grade("draws", Path(folder), [NOTEBOOK]).result.notebooks[NOTEBOOK]
        wrong = [record.grade_id for record in result.records if record.outcome.points < record.maximum]
        if wrong:
            lost += 1
            print(f"{entry.name if entry else 'the reference'} lost {wrong}", file=sys.stderr)
    print(f"{len(entries) + 1} solutions, {lost} lost something.")
    return lost


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
