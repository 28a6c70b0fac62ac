"""Measures the attacks against nbjudge and against plain nbgrader, and writes the tables of docs/security.md.

    python -m tests.attacks.measure

Bombs, and what destroys files, are not tried on plain nbgrader.
"""

from __future__ import annotations

import datetime
import os
import re
import sys
import tempfile
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from tqdm import tqdm

from nbjudge.sandbox import best_tier
from tests.attacks.arena import Arena, arena
from tests.attacks.attack import Attack
from tests.attacks.catalogue import ATTACKS, FILES, HARM
from tests.attacks.comparisons import HONEST, IDIOMS, LIARS, WEAK

ROOT = Path(__file__).parents[2]
TABLE = "<!-- measured: python -m tests.attacks.measure -->"
END = "<!-- end -->"
FULL = 4.0


def rows(text: str) -> list[str]:
    """The rows of the measured tables in a text."""
    inside = text.partition(TABLE)[2].partition(END)[0]
    return [line for line in inside.splitlines() if line.startswith("| ")]


def fights(place: Arena, attacks: Iterable[Attack], bar: tqdm[Attack]) -> dict[str, str]:
    """What each attack came to, in words."""
    results = {}
    for attack in attacks:
        bar.set_postfix_str(attack.name)
        if place.judged or attack.plain is True:
            results[attack.name] = place.fight(attack).harm() or "nothing"
            if attack in (*HARM, *FILES) and place.honest() != FULL:
                results[attack.name] += "; **spoils the next submission**"
        else:
            results[attack.name] = str(attack.plain)
        bar.update()
    return results


def main() -> None:
    """Measure and write."""
    columns, lies, weak = [], [], []
    with tqdm(total=2 * len(ATTACKS), desc="attacks", unit="attack") as bar:
        for judged in (False, True):
            with tempfile.TemporaryDirectory(prefix="arena") as base, arena(Path(base), judged) as place:
                if place.honest() != FULL:
                    sys.exit("An honest solution does not get all points.")
                columns.append(fights(place, ATTACKS, bar))
                found = {}
                for name, solution in {"an honest solution": HONEST, **LIARS}.items():
                    passed = place.passed(re.sub(r"\W", "-", name), "idioms", solution)
                    found[name] = "not graded" if passed is None else str(len(passed))
                lies.append(found)
                together = "\n".join(lie for _, lie in WEAK.values())
                weak.append(place.passed("weak", "weak", together) or set())
    versions = ", ".join(f"{name} {version(name)}" for name in ("nbgrader", "ipython", "numpy"))
    python = ".".join(map(str, sys.version_info[:3]))
    who = "root" if os.getuid() == 0 else "an ordinary user"
    lines = [
        TABLE,
        "",
        f"Measured on {datetime.date.today()}, tier {best_tier()}, as {who}, "
        f"Linux {os.uname().release.partition('-')[0]}, "
        f"Python {python}, {versions}. Each submission is wrong and deserves no point of 4.",
        "",
        f"| attack | defence | plain nbgrader {version('nbgrader')} | nbjudge |",
        "|---|---|---|---|",
    ]
    told = [(a.row, a.defence, *(column[a.name] for column in columns)) for a in ATTACKS]
    lines += [f"| {' | '.join(row)} |" for row in dict.fromkeys(told)]
    lines += [
        "",
        f"Ways to compare that a liar passes, of {len(IDIOMS)} (an honest solution has to pass all):",
        "",
    ]
    lines += ["| submission | plain nbgrader | nbjudge |", "|---|---|---|"]
    lines += [f"| {name} | {lies[0][name]} | {lies[1][name]} |" for name in lies[0]]
    lines += ["", "Tests that a wrong answer passes in any process, because of what they ask:", ""]
    lines += ["| what | test | wrong answer | plain nbgrader | nbjudge |", "|---|---|---|---|---|"]
    for name, (test, lie) in WEAK.items():
        verdicts = ["passes" if name in passed else "does not pass" for passed in weak]
        shown = "; ".join(" ".join(line.split()) for line in lie.splitlines())
        lines.append(f"| {name.replace('_', ' ')} | `{test}` | `{shown}` | {verdicts[0]} | {verdicts[1]} |")
    path = ROOT / "docs" / "security.md"
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(TABLE)
    path.write_text(before + "\n".join(lines) + "\n\n" + END + rest.partition(END)[2], encoding="utf-8")


if __name__ == "__main__":
    main()
