"""How much narrower could tolerances be before a right solution fails?

`make power` runs it: all right solutions of the bank are graded with copies of checks.py whose tolerances are
10, 100, ... times narrower. Writes bank/homework/measured/margins.json.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from course.files import ROOT
from nbjudge.proof import bank, trials
from nbjudge.proof.bank import Entry
from nbjudge.proof.mutation import BUDGET
from nbjudge.proof.trials import Setting

MOST = 7  # powers of ten: then rtol is 1e-12
_TOLERANCES = re.compile(r"^(RTOL, ATOL = )(\S+), (\S+)", re.MULTILINE)


def narrower(text: str, power: int) -> str:
    """The text of checks.py with tolerances 10^power times narrower."""
    text, n = _TOLERANCES.subn(
        lambda found: f"{found[1]}{float(found[2]) * 10.0**-power}, {float(found[3]) * 10.0**-power}", text
    )
    assert n == 1, "checks.py keeps its tolerances elsewhere"
    return text


def measure(root: Path, entries: dict[str, Entry], workers: int | None = None) -> dict[str, Any]:
    """Grade `entries`, which are right, with narrower and narrower tolerances."""
    margins: dict[str, int] = {}
    seen = set[str]()
    text = (ROOT / "checks.py").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for power in range(1, MOST + 1):
            path = Path(folder, "checks.py")
            path.write_text(narrower(text, power), encoding="utf-8")
            setting = Setting(root, "homework", budget=BUDGET, instead={"checks.py": path})
            for trial in trials.run(setting, entries, workers, f"tolerances 1e-{power}"):
                seen |= trial.records.keys()
                for test in trial.lost:
                    margins.setdefault(test, power - 1)
    return {
        "solutions": len(entries),
        "most": MOST,
        "margins": {test: margins.get(test, MOST) for test in sorted(seen)},
    }


def main(root: Path = ROOT) -> int:
    """Measure with all right solutions."""
    place = bank.folder(root, "homework")
    entries = {name: entry for name, entry in bank.load_all(place).items() if name.startswith("right/")}
    result = measure(root, entries)
    bank.keep(place, "margins", result)
    print(f"The narrowest margin is a factor 1e{min(result['margins'].values())}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
