"""Grades one submission: runs the student's cells, judges the tests between them, says what happened."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pickle
import re
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbjudge import others, wire
from nbjudge.assignment import Assignment, MasterCell, MasterNotebook, Role
from nbjudge.errors import NbjudgeError
from nbjudge.graded import Graded
from nbjudge.helpers import bytecode, helpers_of
from nbjudge.judge import Judge
from nbjudge.matching import Matched, MatchedCell, match, without_tests
from nbjudge.records import NotebookResult, Outcome, Record, Result, Status
from nbjudge.session import Child, Session, SessionLost
from nbjudge.submission import Submitted, Unreadable, read

MOST_REMEMBERED = 200  # results of notebooks
MOST_FILES, MOST_BYTES = 200, 16 << 20  # other files of a submission that are taken along
OPENINGS = 3  # of a session, until a student's process lives to its first cell


@dataclass(frozen=True)
class Budget:
    """What a notebook may take.

    Attributes:
        cell_seconds: wall time of one cell, the student's or a test; None for no limit but the notebook's.
        notebook_seconds: wall time of all cells of a notebook together. Time in which others had the
            processor is added to both, `wire.MOST_ADDED` times as much at most.
        restarts: how often a process that died is started again for one notebook.
    """

    cell_seconds: float | None = 30.0
    notebook_seconds: float = 900.0
    restarts: int = 20


class Grader:
    """Grades submissions of one assignment.

    Args:
        spawn: makes a new student process.
        memory: results of notebooks by content, pickled, so that nobody changes them. The same cells among
            the same files, without anything out of the ordinary, are run once: untouched notebooks, for
            instance.
        key: a secret of the course, on which random inputs of hidden tests depend.
    """

    def __init__(
        self,
        assignment: Assignment,
        spawn: Callable[[], Child],
        budget: Budget,
        memory: dict[str, bytes] | None = None,
        key: str = "",
    ) -> None:
        self.assignment = assignment
        self._spawn = spawn
        self._budget = budget
        self._helpers = helpers_of(assignment.files)
        self._memory = {} if memory is None else memory
        self._key = key
        before = assignment.earlier
        self._earlier = None if before is None else Grader(before, spawn, budget, self._memory, key)
        self._siblings = {**(before.notebooks if before else {}), **assignment.notebooks}

    def grade(
        self, student: str, folder: Path, chosen: Collection[str] | None = None, earlier: Path | None = None
    ) -> Graded:
        """Grade what a student handed in; whatever it is, this ends with a record for each test.

        Args:
            chosen: notebooks to grade; all if None.
            earlier: what the student handed in for the assignment that this one builds on.
        """
        wanted = set(self.assignment.notebooks) if chosen is None else set(chosen)
        run = set[str]().union(*(self.assignment.notebooks[name].runs for name in wanted))
        needed = wanted | (run & self.assignment.notebooks.keys())
        graded = Graded(Result(student, self.assignment.name))
        lying = others.regular(folder)
        found = others.strays(lying, self._siblings)
        for name, master in self.assignment.notebooks.items():
            result = graded.result.notebooks[name] = NotebookResult(name)
            graded.matched[name] = _matched(
                master, folder / f"{name}.ipynb", result, found, self._siblings.values()
            )
        files = {name: path.read_bytes() for name, path in self.assignment.files.items()}
        files |= bytecode(self.assignment.files)
        for name, matched in graded.matched.items():
            if matched is not None:
                graded.shared[f"{name}.ipynb"] = _for_siblings(matched)
        before = self._before(student, folder, run - needed, earlier)
        files |= {**before.shared, **graded.shared}
        for name, content in _others(folder, lying).items():
            files.setdefault(name, content)  # after the instructor's, which come first where names collide
        # Those that others run come first: what ends the process there would end it in the others, too.
        run_by_others = set().union(*(master.runs for master in self.assignment.notebooks.values()))
        for name in sorted(needed, key=lambda name: (name not in run_by_others, name)):
            master, matched = self.assignment.notebooks[name], graded.matched[name]
            harmful = self._notebook(master, matched, graded.result.notebooks[name], files)
            if matched is not None and harmful:
                files[f"{name}.ipynb"] = graded.shared[f"{name}.ipynb"] = _for_siblings(matched, harmful)
        results = {**before.result.notebooks, **graded.result.notebooks}
        for name, matched in graded.matched.items():
            if matched is not None and name in wanted:
                self._with_reference(name, matched, results, files)
        return graded

    def _before(self, student: str, folder: Path, names: set[str], earlier: Path | None) -> Graded:
        """Grade notebooks of the assignment that this one builds on: a copy here, or what came in then."""
        if self._earlier is None or not names:
            return Graded(Result(student, self.assignment.name))
        copied = any(os.path.lexists(folder / f"{name}.ipynb") for name in names)
        return self._earlier.grade(student, folder if copied or earlier is None else earlier, names)

    def _notebook(
        self,
        master: MasterNotebook,
        matched: Matched | None,
        result: NotebookResult,
        files: Mapping[str, bytes],
    ) -> set[int]:
        """Run one notebook and judge its tests; the cells that ended the process or had to be interrupted."""
        if matched is None:
            sentence = result.anomalies[-1]
            missing = Outcome(Status.MISSING, 0.0, sentence, sentence)
            result.records = [Record(str(cell.grade_id), cell.points, missing) for cell in _tests(master)]
            return set()
        key = _content(master, matched, files)
        if (known := self._memory.get(key)) is not None:
            vars(result).update(pickle.loads(known))
            return set()
        before = len(result.anomalies)
        run = _Run(self, master, matched, result, files)
        harmful = run.run()
        if run.killed:  # by itself, or by a machine short of memory: what happens the second time counts
            del result.anomalies[before:]
            result.records, result.outputs, result.seconds = [], {}, 0.0
            harmful = _Run(self, master, matched, result, files).run()
        order = {cell.grade_id: number for number, cell in enumerate(master.cells)}
        result.records.sort(key=lambda record: order[record.grade_id])
        if len(result.anomalies) == before and len(self._memory) < MOST_REMEMBERED:
            self._memory[key] = pickle.dumps(
                {"records": result.records, "outputs": result.outputs, "seconds": result.seconds}
            )
        return harmful

    def _with_reference(
        self, name: str, matched: Matched, results: Mapping[str, NotebookResult], files: Mapping[str, bytes]
    ) -> None:
        """Grade a notebook that runs others again with the instructor's, if failures there cost it points."""
        master, mine = self.assignment.notebooks[name], results[name]
        lost = [record for record in mine.records if record.outcome.points < record.maximum]
        solutions = [cell for cell in matched.cells if cell.master and cell.master.role is Role.SOLUTION]
        untouched = bool(solutions) and all(cell.unchanged for cell in solutions)
        if not lost or untouched:
            return
        replaced = {}
        used = _used_names(matched)
        for other in master.runs:
            sibling = self._siblings[other]
            failed = {r.grade_id for r in results[other].records if r.outcome.status is not Status.PASSED}
            needed = sibling.defined & used
            if sibling.reference is not None and any(
                cell.grade_id in failed and _words(cell.source) & needed for cell in _tests(sibling)
            ):
                replaced[f"{other}.ipynb"] = _as_notebook(sibling.reference)
        if not replaced:
            return
        again = NotebookResult(name)
        self._notebook(master, matched, again, {**files, **replaced})
        before, after = _total(mine), _total(again)
        names = ", ".join(sorted(file.removesuffix(".ipynb") for file in replaced))
        if after > before:
            mine.records = [_told_less(record) for record in again.records]
            mine.anomalies.append(
                f"{names} failed tests that this notebook needs: it gets {after:g} points with the reference "
                f"in its place, {before:g} with the student's own."
            )


class _Run:
    """One run of one notebook: sessions as often as needed, one record a test."""

    def __init__(
        self,
        grader: Grader,
        master: MasterNotebook,
        matched: Matched,
        result: NotebookResult,
        files: Mapping[str, bytes],
    ) -> None:
        self._grader, self._matched, self._result, self._files = grader, matched, result, files
        self._master = master
        self._budget = grader._budget
        self._ends = wire.Deadline(self._budget.notebook_seconds, self._waited)
        self._killers: set[int] = set()  # cells that ended the process, or were running when it was killed
        self._interrupted: set[int] = set()
        self._restarts = 0
        self._sessions: list[Session] = []
        text = "\0".join(cell.source for cell in matched.cells)
        self._seed = int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:4], "big")
        own = [cell.source for cell in matched.cells if not cell.is_test]
        self._draws = hashlib.sha256(repr((grader._key, master.name, own)).encode()).digest()

    def run(self) -> set[int]:
        """All cells, in order; those that ended the process or had to be interrupted."""
        session = self._open()
        judge = Judge(self._master, self._grader._helpers, session, self._draws)
        try:
            for index, cell in enumerate(self._matched.cells):
                if cell.cell_type != "code":
                    continue
                if session.lost is not None and (new := self._restart(index)) is not None:
                    session = new
                    judge.continue_with(session)
                if cell.is_test:
                    self._test(judge, cell)
                elif session.lost is None:
                    self._cell(session, index, cell)
        finally:
            judge.close()
            session.close()
        return self._killers | self._interrupted

    @property
    def killed(self) -> bool:
        """Whether a process of this run was killed, by whomever."""
        return any(session.killed for session in self._sessions)

    def _open(self) -> Session:
        for _ in range(OPENINGS):
            session = Session(self._grader._spawn())
            try:
                session.load(self._files, self._seed)
            except SessionLost as lost:  # nothing of the student's has run in it
                why = str(lost)
            else:
                self._sessions.append(session)
                return session
        raise NbjudgeError(f"students' processes end before their first cell ({why}); is memory scarce?")

    def _waited(self) -> float:
        return sum(session.child.waited() for session in self._sessions)

    def _seconds(self) -> float:
        left = 0.01
        with contextlib.suppress(TimeoutError):
            left = self._ends.remaining() or left
        return left if self._budget.cell_seconds is None else min(self._budget.cell_seconds, left)

    def _cell(self, session: Session, index: int, cell: MatchedCell) -> None:
        started = time.perf_counter()
        what = _what(index, cell)
        try:
            run = session.run(cell.source, self._seconds())
            outputs = run.outputs
            if run.timed_out:
                self._interrupted.add(index)
                self._result.anomalies.append(f"{what} took too long and was interrupted.")
                outputs.append(_error("CellTimeoutError", "This cell took too long and was interrupted."))
        except SessionLost as lost:
            self._killers.add(index)
            outputs = session.outputs.items
            sentence = {
                "timeout": "took too long and did not stop when interrupted",
                "died": "ended the process",
                "flood": "printed too much",
                "forged": "broke the connection",
            }[lost.reason]
            self._result.anomalies.append(f"{what} {sentence}; the notebook goes on without it.")
            outputs.append(_error("DeadKernelError", f"This cell {sentence}."))
        self._result.outputs[index] = outputs
        self._result.seconds += time.perf_counter() - started

    def _test(self, judge: Judge, cell: MatchedCell) -> None:
        assert cell.master is not None
        if judge.session.lost is not None:
            reason = (
                "The process died too often."
                if self._restarts >= self._budget.restarts
                else "No time was left."
            )
            outcome = Outcome(Status.CRASHED, 0.0, reason, reason)
        else:
            outcome = judge.test(cell.master, self._seconds())
            if outcome.status in (Status.CRASHED, Status.TIMEOUT):
                self._result.anomalies.append(f"Test {cell.master.grade_id}: {outcome.hint}")
        self._result.records.append(Record(str(cell.master.grade_id), cell.master.points, outcome))

    def _restart(self, until: int) -> Session | None:
        """A new process that has run all cells before `until`, but no killers; None after too many."""
        while self._restarts < self._budget.restarts and not self._ends.passed():
            self._restarts += 1
            session = self._open()
            for index, cell in enumerate(self._matched.cells[:until]):
                if cell.cell_type != "code" or cell.is_test or index in self._killers:
                    continue
                try:
                    session.run(cell.source, self._seconds())
                except SessionLost:
                    self._killers.add(index)
                    session.close()
                    break
            else:
                return session
        return None


def _matched(
    master: MasterNotebook,
    path: Path,
    result: NotebookResult,
    found: Mapping[str, list[str]],
    siblings: Iterable[MasterNotebook],
) -> Matched | None:
    alike = found.get(master.name, [])
    if not path.exists() and not path.is_symlink():
        said = others.there([*alike, *found.get("", [])])
        result.anomalies.append(f"{path.name} was not handed in{said and '; '}{said}.")
        return None
    if alike:
        result.anomalies.append(f"Only {path.name} is graded; {others.there(alike)}, too.")
    try:
        submitted: Submitted = read(path)
    except Unreadable as error:
        result.problem = f"{path.name} cannot be read: {error}"
        result.anomalies.append(result.problem)
        return None
    matched = match(master, submitted, [other for other in siblings if other is not master])
    if submitted.cells and not matched.related:
        result.problem = f"{path.name} is another notebook: it shares next to no cell with the released one."
        result.anomalies.append(result.problem)
        return None
    result.anomalies += matched.repairs
    return matched


def _content(master: MasterNotebook, matched: Matched, files: Mapping[str, bytes]) -> str:
    """Hash of all that the run of a notebook depends on."""
    digest = hashlib.sha256(repr(master.name).encode())
    for cell in matched.cells:
        points = None if cell.master is None else (cell.master.grade_id, cell.master.role, cell.master.points)
        digest.update(repr((cell.cell_type, cell.source, points)).encode("utf-8", "replace"))
    for name, content in sorted(files.items()):
        if name != f"{master.name}.ipynb":
            digest.update(repr((name, hashlib.sha256(content).digest())).encode("utf-8", "replace"))
    return digest.hexdigest()


def _for_siblings(matched: Matched, without: Collection[int] = ()) -> bytes:
    """The notebook that others `%run`: without tests, and without some cells."""
    cells = [cell for index, cell in enumerate(matched.cells) if index not in without]
    return json.dumps(without_tests(replace(matched, cells=cells))).encode("utf-8", "surrogatepass")


def _others(folder: Path, lying: Mapping[str, os.stat_result]) -> dict[str, bytes]:
    """Other files that were handed in: regular, few and small. They shadow the student's imports only."""
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    for name, status in lying.items():
        parts = name.split("/")
        skipped = (
            name.endswith(".ipynb") or "__pycache__" in parts or any(part.startswith(".") for part in parts)
        )
        if skipped or status.st_size > left or len(files) >= MOST_FILES:
            continue
        with contextlib.suppress(OSError):
            files[name] = others.read(folder / name, status.st_size)
            left -= len(files[name])
    return files


def _told_less(record: Record) -> Record:
    """A record of a run that could read the reference: nothing that was said there reaches the student."""
    outcome = record.outcome
    hint = (
        ""
        if outcome.status is Status.PASSED
        else "This test does not pass with the reference modules either."
    )
    return replace(record, modules="reference", outcome=replace(outcome, hint=hint, outputs=()))


def _tests(master: MasterNotebook) -> list[MasterCell]:
    return [cell for cell in master.cells if cell.role is Role.TEST]


def _total(result: NotebookResult) -> float:
    return sum(record.outcome.points for record in result.records)


def _what(index: int, cell: MatchedCell) -> str:
    if cell.master is not None and cell.master.grade_id:
        return f"The cell {cell.master.grade_id}"
    first = next((line.strip() for line in cell.source.splitlines() if line.strip()), "")
    return f"Cell {index + 1} ({first[:40]!r})"


def _error(name: str, sentence: str) -> dict[str, object]:
    return {"output_type": "error", "ename": name, "evalue": sentence, "traceback": [f"{name}: {sentence}"]}


def _words(source: str) -> set[str]:
    """All that could be names. Not by parsing: a student's text could be made to choke the parser."""
    return set(re.findall(r"[^\W\d]\w*", source))


def _used_names(matched: Matched) -> set[str]:
    return set().union(*(_words(cell.source) for cell in matched.cells if cell.cell_type == "code"))


def _as_notebook(sources: tuple[str, ...]) -> bytes:
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": f"c{i}",
            "metadata": {},
            "source": text,
            "outputs": [],
            "execution_count": None,
        }
        for i, text in enumerate(sources)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
