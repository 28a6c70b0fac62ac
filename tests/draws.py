"""Right solutions pass whatever the hidden tests draw: `make draws`, half an hour.

The student's cells of a notebook run once; each test cell runs again and again, with other draws each time.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from tqdm import tqdm

from course.files import ROOT
from nbjudge import grading
from nbjudge.assignment import MasterCell
from nbjudge.grading import Budget
from nbjudge.judge import Judge
from nbjudge.proof import bank
from nbjudge.proof.bank import Change, Entry
from nbjudge.proof.trials import Bench, Setting
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
    bench = Bench(Setting(ROOT, "homework", budget=Budget(30, notebook_seconds=7200)))
    vars(grading)["Judge"] = Repeating  # for all notebooks that are graded here
    cell, text = next(iter(bench.material.reference[NOTEBOOK].items()))
    reference = Entry("reference", "", frozenset(), (Change(NOTEBOOK, cell, text, whole=True),))
    found = bank.load_all(bank.folder(ROOT, "homework"))
    entries = [
        entry
        for name, entry in found.items()
        if name.startswith("right/") and {change.notebook for change in entry.changes} == {NOTEBOOK}
    ]
    lost = 0
    for entry in tqdm([reference, *entries]):
        Repeating.seeds = chosen.seeds if entry is reference else chosen.others
        if wrong := bench.grade(entry).lost:
            lost += 1
            print(f"{entry.name} lost {sorted(wrong)}", file=sys.stderr)
    print(f"{len(entries) + 1} solutions, {lost} lost something.")
    return lost


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
