"""How often the statistical checks fail a right solution: computed, and measured over many seeds.

`make power` runs it. Every call of `checks.rate` in a test cell is recorded while the reference modules are
tested; its false-alarm rate is the exact two-sided tail of the binomial distribution. Each of those cells
then runs with other seeds.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.stats import binom
from tqdm import tqdm

import checks
from course.files import ROOT
from course.notebooks import is_test, read, role, source
from course.reference import NOTEBOOK, reference_modules
from nbjudge.proof import bank

SEEDS = 10_000


@dataclass(frozen=True)
class Rate:
    """A kind of call of `checks.rate`, and the probability that one such call fails a right solution."""

    test: str
    what: str
    total: int
    p: float
    calls: int
    false_alarm: float


def false_alarm(total: int, p: float, deviations: float = checks.SIGMAS) -> float:
    """Probability that a binomial count lies more than so many standard deviations from its mean."""
    reach = deviations * np.sqrt(p * (1 - p) * total)
    low, high = np.ceil(total * p - reach) - 1, np.floor(total * p + reach)
    return float(binom.cdf(low, total, p) + binom.sf(high, total, p))


def tests() -> Iterator[tuple[str, str]]:
    """Grade id and text of the test cells that use statistics, directly or through a function of the cell."""
    for cell in read(ROOT / NOTEBOOK)["cells"]:
        if is_test(cell) and "checks.rate(" in source(cell):
            yield str(role(cell)["grade_id"]), source(cell)


def measure(seeds: int = SEEDS) -> dict[str, Any]:
    """Record and compute the rates, then run each test with many seeds."""
    found = tuple(tests())
    calls = Counter[tuple[str, str, int, float]]()
    alarms = {test: 0 for test, _ in found}
    original, current, first = checks.rate, "", True

    def recorded(
        what: str, hits: float, total: int, p: float, unless: Mapping[str, float] | None = None
    ) -> None:
        if first:
            calls[current, what, int(total), float(p)] += 1
        original(what, hits, total, p, unless)

    names = vars(reference_modules(ROOT))
    checks.rate = recorded
    try:
        for current, text in found:
            code = compile(text, current, "exec")
            for seed in tqdm(range(seeds), desc=current, unit="seed"):
                np.random.seed(seed)
                first = seed == 0
                try:
                    exec(code, dict(names))
                except checks.CheckFailed as failure:
                    alarms[current] += 1
                    tqdm.write(f"{current}, seed {seed}: {failure}")
    finally:
        checks.rate = original
    rates = [asdict(Rate(*key, n, false_alarm(*key[2:]))) for key, n in calls.items()]
    return {"seeds": seeds, "rates": rates, "alarms": alarms}


def main(seeds: int = SEEDS) -> int:
    """Write bank/homework/measured/false_alarms.json; the status is 1 after a false alarm."""
    result = measure(seeds)
    path = bank.keep(bank.folder(ROOT, "homework"), "false_alarms", result)
    worst = max(rate["false_alarm"] for rate in result["rates"])
    print(
        f"{len(result['rates'])} rates, the largest false-alarm rate is {worst:.1e}; {path.relative_to(ROOT)}"
    )
    return 1 if any(result["alarms"].values()) else 0


if __name__ == "__main__":
    sys.exit(main())
