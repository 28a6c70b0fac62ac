"""Is the grade right? Grades the bank of an assignment: which mistakes and which checks are out of place.

- A *survivor* is a mistake that keeps the points of a test that it should lose.
- A *false accusation* is a right solution that loses points.
- A *collateral loss* is a mistake that costs points it does not name.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbjudge.assignment import Assignment, Role
from nbjudge.errors import NbjudgeError
from nbjudge.proof import bank, release_proof, trials
from nbjudge.proof.bank import Entry
from nbjudge.proof.trials import Bench, Setting, Trial

SOLUTION, RELEASED = "release/solution", "release/untouched"


@dataclass(frozen=True)
class Verdict:
    """What an entry of the bank lost, against what it should lose.

    Attributes:
        name: `right/<name>` or `wrong/<name>`.
    """

    name: str
    entry: Entry
    trial: Trial

    @property
    def right(self) -> bool:
        """Whether the entry is one that a fair grader accepts."""
        return self.name.startswith("right/")

    @property
    def loses(self) -> frozenset[str]:
        """Tests that the entry names, as notebook/test."""
        return frozenset(
            test for test in self.trial.records if {test, test.partition("/")[2]} & self.entry.loses
        )

    @property
    def survived(self) -> frozenset[str]:
        """Tests that should have taken all their points from this mistake, and did not."""
        return frozenset() if self.right else (self.loses - self.trial.lost) | self.trial.partial

    @property
    def accused(self) -> frozenset[str]:
        """Tests that a right solution failed."""
        return self.trial.lost if self.right else frozenset()

    @property
    def collateral(self) -> frozenset[str]:
        """Tests that a mistake failed without naming them."""
        return frozenset() if self.right else self.trial.lost - self.loses

    def complaints(self) -> Iterator[str]:
        """All that is wrong with this entry or with the tests, a line each."""
        told = {test: record.outcome.message for test, record in self.trial.records.items()}
        if unknown := self.entry.loses - told.keys() - {test.partition("/")[2] for test in told}:
            yield f"there is no test {', '.join(sorted(unknown))} in the notebooks that it changes"
        if self.right and self.entry.loses:
            yield "a right solution must not name tests that it loses"
        if not self.right and not self.entry.loses:
            yield "a mistake must name the tests that it loses (`# loses: ...`)"
        for test in sorted(self.survived):
            yield f"survivor: {test} does not take all its points"
        for test in sorted(self.accused):
            yield f"false accusation: {test} says {told[test]!r}"
        if self.right:
            yield from self.trial.raised
        for test in sorted(self.collateral):
            yield f"collateral loss: {test} says {told[test]!r}"
        first = next((r.outcome.hint for test, r in self.trial.records.items() if test in self.loses), "")
        if self.entry.hint not in first:
            yield f"hint: the student reads {first!r} instead of {self.entry.hint!r}"
        yield from self.trial.anomalies


@dataclass(frozen=True)
class Test:
    """A test of the assignment, and the exercise that it belongs to."""

    __test__ = False  # for pytest

    notebook: str
    grade_id: str
    points: float
    exercise: str

    @property
    def name(self) -> str:
        """What it is called in a trial: a grade id may stand in several notebooks."""
        return f"{self.notebook}/{self.grade_id}"


@dataclass(frozen=True)
class Verification:
    """The whole bank, graded.

    Attributes:
        release: what is wrong with the released files, a sentence each.
        left_out: entries that need a module which is not installed.
    """

    assignment: str
    tests: tuple[Test, ...]
    verdicts: tuple[Verdict, ...]
    release: tuple[str, ...]
    seconds: float = 0.0
    left_out: tuple[str, ...] = ()

    @cached_property
    def wrong(self) -> list[Verdict]:
        """Mistakes, in the order of the tests that they lose."""
        place = {test.name: number for number, test in enumerate(self.tests)}
        wrong = [verdict for verdict in self.verdicts if not verdict.right]
        order = {verdict.name: sorted(place[test] for test in verdict.trial.lost) for verdict in wrong}
        return sorted(wrong, key=lambda verdict: (not order[verdict.name], order[verdict.name], verdict.name))

    @property
    def complaints(self) -> list[str]:
        """All that makes the verification fail."""
        return [
            *(f"{verdict.name}: {line}" for verdict in self.verdicts for line in verdict.complaints()),
            *(f"release: {line}" for line in self.release),
        ]

    def count(self, kind: str) -> int:
        """Entries with `survived`, `accused` or `collateral` tests."""
        return sum(bool(getattr(verdict, kind)) for verdict in self.verdicts)

    @cached_property
    def killers(self) -> dict[str, frozenset[str]]:
        """By test, the mistakes that it finds."""
        found: dict[str, set[str]] = {test.name: set() for test in self.tests}
        for verdict in self.wrong:
            for test in verdict.trial.lost:
                found[test].add(verdict.name)
        return {test: frozenset(names) for test, names in found.items()}

    def idle(self) -> list[str]:
        """Tests that no mistake of the bank fails."""
        return [test for test, names in self.killers.items() if not names]

    def inseparable(self) -> list[list[str]]:
        """Groups of tests that always fail together."""
        groups: dict[frozenset[str], list[str]] = defaultdict(list)
        for test, names in self.killers.items():
            if names:
                groups[names].append(test)
        return [tests for tests in groups.values() if len(tests) > 1]

    def far_reaching(self) -> dict[str, list[str]]:
        """Mistakes that cost points of an exercise that they do not touch, and which tests those are."""
        exercises = {test.name: (test.notebook, test.exercise) for test in self.tests}
        reached = {
            verdict.name: sorted(
                test
                for test in verdict.trial.lost
                if exercises[test] not in {(c.notebook, c.grade_id) for c in verdict.entry.changes}
            )
            for verdict in self.wrong
        }
        return {name: tests for name, tests in reached.items() if tests}


def tests_of(master: Assignment) -> tuple[Test, ...]:
    """All tests, each with the last cell before it that the student fills in."""
    found = []
    for notebook in master.notebooks.values():
        exercise = ""
        for cell in notebook.cells:
            if cell.role is Role.SOLUTION:
                exercise = str(cell.grade_id)
            elif cell.role is Role.TEST:
                found.append(Test(notebook.name, str(cell.grade_id), cell.points, exercise))
    return tuple(found)


def verify(setting: Setting, place: Path, workers: int | None = None, sample: int = 0) -> Verification:
    """Grade the bank in `place`, and prove the release.

    Args:
        sample: grade only so many entries, always the same ones; 0 for all.

    Raises:
        NbjudgeError: there is no bank, an entry is bad, or the assignment cannot be graded here.
    """
    started = time.monotonic()
    found = bank.load_all(place)
    entries = {name: entry for name, entry in found.items() if not entry.missing}
    if 0 < sample < len(entries):
        entries = {name: entries[name] for name in random.Random(0).sample(sorted(entries), sample)}
    if missing := bank.missing(place):
        raise NbjudgeError(f"{setting.assignment} can only be verified where {missing} is installed.")
    bench = Bench(setting)
    for name, entry in entries.items():
        try:
            bench.material.submission([entry])
        except NbjudgeError as error:  # it begins with the entry's name, which both kinds may have
            raise NbjudgeError(f"{name.partition('/')[0]}/{error}") from None
    special = {SOLUTION: bench.solution(), RELEASED: bench.untouched()}
    graded = {trial.name: trial for trial in trials.run(setting, special | entries, workers, "verifying")}
    release = [
        *release_proof.of_files(bench.sources, bench.release, bench.master, release_proof.excused(place)),
        *of_grades(graded[SOLUTION], graded[RELEASED]),
    ]
    verdicts = tuple(Verdict(name, entry, graded[name]) for name, entry in entries.items())
    took = time.monotonic() - started
    left_out = tuple(name for name, entry in found.items() if entry.missing)
    return Verification(setting.assignment, tests_of(bench.master), verdicts, tuple(release), took, left_out)


def of_grades(solution: Trial, untouched: Trial) -> Iterator[str]:
    """What is wrong with the points of the full solution and of the released copy, a sentence each."""
    yield from (f"the full solution: {line}" for line in solution.anomalies)
    yield from (f"the full solution: {line}" for line in solution.raised)
    for test in sorted(solution.lost):
        yield f"the full solution fails {test}: {solution.records[test].outcome.message}"
    for test, record in untouched.records.items():
        if record.outcome.points > 0:
            yield f"the released copy, untouched, gets {record.outcome.points:g} points for {test}"


def summary(found: Verification) -> Iterable[str]:
    """The result in a few lines."""
    right = sum(verdict.right for verdict in found.verdicts)
    yield (
        f"{found.assignment}: {_count(len(found.wrong), 'mistake')} and {_count(right, 'right solution')} "
        f"against {_count(len(found.tests), 'check')} in {found.seconds:.0f} s."
    )
    survivors, accusations, losses = (
        _count(found.count(kind), what)
        for kind, what in (
            ("survived", "survivor"),
            ("accused", "false accusation"),
            ("collateral", "collateral loss"),
        )
    )
    faults = _count(len(found.release), "fault")
    yield (
        f"{survivors}, {accusations}, {losses}; "
        + (f"{faults} of the release." if found.release else "the release is proven.")
    )
    for title, tests in (
        ("Left out, as they need a module that is not installed", list(found.left_out)),
        ("Checks that no mistake of the bank fails", found.idle()),
        ("Checks that always fail together", [" + ".join(group) for group in found.inseparable()]),
        (
            "Mistakes that cost points of another exercise (as they say)",
            [f"{name} ({', '.join(tests)})" for name, tests in found.far_reaching().items()],
        ),
    ):
        if tests:
            yield f"{title}: {'; '.join(tests)}."


def _count(number: int, what: str) -> str:
    ending = "" if number == 1 else "es" if what.endswith("s") else "s"
    return f"{number} {what}{ending}"
