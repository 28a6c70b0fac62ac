"""What grading yields: records, never inferred from output streams. Plain data, all of it fit for JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Output = dict[str, Any]  # one output of a cell, in the notebook format 4.5


class Status(StrEnum):
    """How the run of one test cell ended."""

    PASSED = "passed"
    FAILED = "failed"  # a check did not hold
    ERROR = "error"  # the student's code raised, or a name is missing
    TIMEOUT = "timeout"
    CRASHED = "crashed"  # the student's process died
    MISSING = "missing"  # the notebook was not handed in, or cannot be read
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Outcome:
    """What one test cell yielded.

    Attributes:
        points: earned, 0 to the maximum of the cell.
        message: what happened, for instructors; may name expected values.
        hint: what the student may read; never anything from a hidden test.
        hidden: whether it happened in a hidden part of the cell.
        seconds: wall time.
        outputs: what the cell printed.
    """

    status: Status
    points: float
    message: str = ""
    hint: str = ""
    hidden: bool = False
    seconds: float = 0.0
    outputs: tuple[Output, ...] = ()


@dataclass(frozen=True)
class Record:
    """The outcome of one test cell of one notebook."""

    grade_id: str
    maximum: float
    outcome: Outcome
    modules: str = ""  # "reference" where other notebooks of the submission were replaced by the instructor's


@dataclass
class NotebookResult:
    """All records of one notebook, and what is needed to show it.

    Attributes:
        anomalies: what was repaired or went wrong, one sentence each, for the TA.
        outputs: of the short run, by index of the cell in the matched notebook.
        seconds: wall time of the student's own cells.
        problem: why the notebook cannot be graded, for instance since the file is damaged; empty if it can.
    """

    notebook: str
    records: list[Record] = field(default_factory=list)
    anomalies: list[str] = field(default_factory=list)
    outputs: dict[int, list[Output]] = field(default_factory=dict)
    seconds: float = 0.0
    problem: str = ""


def plain_result(result: NotebookResult) -> dict[str, Any]:
    """A result as plain data, which shares its outputs."""
    records = [vars(record) | {"outcome": dict(vars(record.outcome))} for record in result.records]
    return vars(result) | {"records": records}


@dataclass
class Result:
    """One graded submission."""

    student: str
    assignment: str
    notebooks: dict[str, NotebookResult] = field(default_factory=dict)
