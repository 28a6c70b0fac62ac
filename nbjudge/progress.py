"""What a person sees of long work: a bar in a terminal, a line now and then in a log; where the time went."""

from __future__ import annotations

import sys
import time
from collections import Counter
from types import TracebackType
from typing import Self

from tqdm import tqdm

LINE_SECONDS = 10.0  # between two lines of a log
SLOWEST = 3


class Progress:
    """Counts submissions.

    Args:
        what: is being done.
        total: number of submissions.
    """

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total = what, total
        self._terminal = sys.stderr.isatty()
        self._bar = tqdm(
            total=total,
            desc=what,
            unit="submission",
            disable=not self._terminal,
            smoothing=0.05,
        )
        self._done = self._told = 0
        self._started = self._last = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()
        if not self._terminal and self._told < max(self._done, 1):
            self._tell()

    def update(self) -> None:
        """One more is done."""
        self._done += 1
        self._bar.update()
        if not self._terminal and time.monotonic() - self._last >= LINE_SECONDS:
            self._tell()

    def line(self, text: str) -> None:
        """Say what is out of the ordinary."""
        if self._terminal:
            self._bar.write(text, file=sys.stderr)
        else:
            print(text, file=sys.stderr, flush=True)

    def _tell(self) -> None:
        self._last, self._told = time.monotonic(), self._done
        passed = self._last - self._started
        rate = self._done / passed if passed else 0.0
        left = (
            f", {_minutes((self._total - self._done) / rate)} left"
            if rate and self._done < self._total
            else ""
        )
        self.line(
            f"{self._what}: {self._done} of {self._total} in {_minutes(passed)}, {rate:.2g} a second{left}"
        )


class Times:
    """Where the time of a batch went."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._longest: list[tuple[float, str]] = []
        self._started = time.perf_counter()

    def add(self, what: str, seconds: float) -> None:
        """Count seconds, of whichever process."""
        self.spent[what] += seconds  # type: ignore[assignment]

    def graded(self, student: str, seconds: float) -> None:
        """Remember a submission if it is among the slowest."""
        self._longest = sorted([*self._longest, (seconds, student)], reverse=True)[:SLOWEST]

    def table(self) -> list[str]:
        """A line for each kind of work, then the slowest submissions; nothing if nothing was done."""
        if not self.spent:
            return []
        lines = [
            f"{time.perf_counter() - self._started:9.1f} s  from start to end; of all processes together:"
        ]
        lines += [f"{seconds:9.1f} s  {what}" for what, seconds in self.spent.items()]
        if self._longest:
            slowest = ", ".join(f"{student} {seconds:.1f} s" for seconds, student in self._longest)
            lines.append(f"slowest: {slowest}")
        return lines


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
