"""What a worker needs to grade submissions of one assignment, and the grading of one.

    executor.submit(jobs.grade, Setup(...).packed(), Job(...))  # -> Graded

works with any `concurrent.futures.Executor` whose workers see the course's folder.
"""

from __future__ import annotations

import functools
import pickle
import time
import zlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from nbjudge import store
from nbjudge.assignment import Assignment
from nbjudge.errors import NbjudgeError, Obstacle, own_fault
from nbjudge.graded import Graded
from nbjudge.grading import Budget, Grader
from nbjudge.sandbox import Limits, Sandbox, Tier
from nbjudge.session import OutOfTime, SessionLost


@dataclass(frozen=True)
class Confinement:
    """How students' code runs.

    Attributes:
        read_only: more files and folders that it may read.
        environment: variables and their values.
        preload: modules that are imported before.
        trusted: whether it runs without a sandbox.
    """

    limits: Limits
    read_only: tuple[Path, ...]
    environment: tuple[tuple[str, str], ...]
    preload: tuple[str, ...]
    trusted: bool

    @functools.cache  # noqa: B019  (a warm parent serves all submissions of a process)
    def sandbox(self) -> Sandbox:
        """The warm parent of students' processes, started with the first call.

        Raises:
            NbjudgeError: there is no sandbox on this machine.
        """
        tier = Tier.NONE if self.trusted else None
        environment = dict(self.environment)
        return Sandbox(self.limits, self.read_only, environment, tier, self.preload, ahead=True)


@dataclass(frozen=True)
class Setup:
    """All that grading the submissions for one assignment takes.

    Attributes:
        course_key: the secret on which random inputs of hidden tests depend.
    """

    assignment: Assignment
    confinement: Confinement
    budget: Budget
    course_key: str

    def grader(self, memory: dict[str, bytes] | None = None) -> Grader:
        """A grader with a sandbox.

        Raises:
            NbjudgeError: there is no sandbox on this machine.
        """
        sandbox = self.confinement.sandbox()
        return Grader(self.assignment, sandbox.spawn, self.budget, memory, self.course_key)

    def keys(self) -> store.Keys:
        """Makes the keys of the submissions."""
        limits = (self.confinement.limits, self.confinement.environment, self.budget)
        return store.Keys(self.assignment, self.course_key, repr(limits))

    def packed(self) -> bytes:
        """The same for another process, which unpacks it once."""
        return zlib.compress(pickle.dumps(self))


@dataclass(frozen=True)
class Job:
    """One submission to be graded.

    Attributes:
        folder: what was handed in.
        chosen: notebooks to grade.
        earlier: what the student handed in for the assignment that this one builds on.
        key: hash of all that decides about the result.
        place: file of the result in the store; None if it is not to be kept, since notebooks are left out.
        again: grade, although there is a result.
    """

    student: str
    folder: Path
    chosen: Collection[str]
    earlier: Path | None
    key: str
    place: Path | None = None
    again: bool = False


@functools.lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> Setup:
    setup: Setup = pickle.loads(zlib.decompress(packed))
    return setup


@functools.lru_cache(maxsize=1)
def _grader(packed: bytes) -> Grader:
    try:
        return _unpacked(packed).grader({})
    except NbjudgeError as error:
        raise Obstacle(str(error)) from None


def grade(packed: bytes, job: Job) -> Graded:
    """Grade one submission and keep the result, unless there is one.

    Args:
        packed: `Setup.packed()`, made by the coordinator.

    Raises:
        Obstacle: there is no sandbox, or the disk is full.
        NbjudgeError: no student's process starts, the result cannot be written, or nbjudge has a fault.
    """
    try:
        return _grade(packed, job)
    except NbjudgeError:
        raise
    except (Exception, SessionLost, OutOfTime) as error:
        raise own_fault(error) from error


def _grade(packed: bytes, job: Job) -> Graded:
    setup = _unpacked(packed)
    if job.place is not None and not job.again:
        graded = store.kept(job.place, setup.assignment, job.student)
        if graded is not None:
            return graded
    grader = _grader(packed)
    started = time.perf_counter()
    graded = grader.grade(job.student, job.folder, job.chosen, job.earlier)
    missing = setup.confinement.sandbox().missing
    notes = [f"{name} is not preloaded: {why}." for name, why in missing.items()]
    graded = replace(graded, shared={}, seconds=time.perf_counter() - started, notes=notes)
    if job.place is not None:
        store.keep(job.place, graded, setup.assignment, job.again)
    return graded
