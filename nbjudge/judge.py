"""Runs test cells, on the trusted side. Names that the notebook defines are handles to objects."""

from __future__ import annotations

import ast
import builtins
import contextlib
import ctypes
import hashlib
import io
import math
import os
import re
import resource
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import CodeType
from typing import Any

import numpy as np

from nbjudge import handles, wire
from nbjudge.assignment import MasterCell, MasterNotebook
from nbjudge.helpers import Helpers
from nbjudge.records import Outcome, Status
from nbjudge.session import OutOfTime, Session, SessionLost, StudentError

MOST_PRINTED = 100_000  # characters that a test cell may print
MOST_TOLD = 500  # characters that a helper may tell of a hidden check
GIVE_BACK_SECONDS = 5.0
LATER = 5.0  # seconds after the session's deadline, when a test that runs on here is stopped
EXECUTION = "NBGRADER_EXECUTION"  # nbgrader's own variable says that it is grading
HIDDEN_BEGIN, HIDDEN_END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"


MEMORY = 2 << 30  # bytes that test cells may take on the trusted side, more than before the notebook

_ADDRESS_SPACE = resource.getrlimit(resource.RLIMIT_AS)


class JudgeTimeout(BaseException):
    """The test cell itself ran too long, on the trusted side."""


class Judge:
    """Judges the test cells of one notebook, in order.

    What a test cell defines stays for the test cells after it, as in a kernel, except for names that the
    notebook itself defines: those are the student's again.

    Args:
        draws: what the random numbers depend on that a helper draws with `draw`.
    """

    def __init__(
        self, master: MasterNotebook, helpers: Helpers, session: Session, draws: bytes = b""
    ) -> None:
        self.session = session
        self._draws, self._cell = draws, ""
        session.operators = master.operators
        self._master = master
        self._helpers = helpers
        self._deleted: set[str] = set()
        self._hidden: dict[str, set[int]] = {}  # lines of the test cells so far
        self._names = _Names(self)
        for name in set(dir(builtins)) - master.defined:
            self._names[name] = getattr(builtins, name)
        self._names["type"] = handles.TypeOf
        self._callables: dict[str, Any] = {}
        self._watchdog = _Watchdog()
        self._most = _address_space() + MEMORY

    def test(self, cell: MasterCell, seconds: float | None) -> Outcome:
        """Run one test cell; whatever the student's process does, this ends with an outcome."""
        started = time.perf_counter()
        printed = _Printed()
        bridges: dict[str, Callable[..., Any]] = {
            "put": self._put,
            "call_each": self._call_each,
            "in_turn": self._in_turn,
            "draw": self._draw,
        }
        self._cell = str(cell.grade_id)
        for name in self._master.defined & self._names.keys():
            del self._names[name]
        self._callables.clear()
        filename = f"<test {cell.grade_id}>"
        self._hidden[filename] = _hidden_lines(cell.source)
        raised: BaseException | None = None
        value: Any = None
        self.session.begin(seconds)
        before = os.environ.get(EXECUTION)
        os.environ[EXECUTION] = "autograde"
        try:
            with (
                self._helpers.active(bridges),
                self._watchdog.within(self.session.deadline),
                _bounded_memory(self._most),
                self.session.side_by_side(),
                contextlib.redirect_stdout(printed),
                contextlib.redirect_stderr(printed),
                warnings.catch_warnings(),
                np.errstate(all="ignore"),
            ):
                warnings.simplefilter("ignore")
                value = _execute(cell.source, filename, self._names)
                value = float(value) if isinstance(value, bool | int | float | np.number | np.bool_) else None
        except (Exception, SessionLost, OutOfTime, JudgeTimeout, SystemExit) as error:
            raised = error
        finally:
            if before is None:
                del os.environ[EXECUTION]
            else:
                os.environ[EXECUTION] = before
        status, points, message, hint, hidden = self._verdict(cell, filename, raised, value)
        outputs = [*printed.outputs(), *self.session.outputs.items]
        self._give_names_back()
        return Outcome(status, points, message, hint, hidden, time.perf_counter() - started, tuple(outputs))

    def delete(self, name: str) -> None:
        """`del name` in a test cell, for a name of the notebook: gone until the test ends or assigns it.

        nbgrader's own example tests in this way that one function of the student's calls another.
        """
        try:
            handles.unname(self.session, name)
        except StudentError:
            raise NameError(f"name {name!r} is not defined") from None
        self._callables.pop(name, None)
        self._deleted.add(name)

    def give_back(self, name: str) -> bool:
        """An assignment of a student's object to a name that was deleted; whether it was."""
        if name not in self._deleted:
            return False
        self._deleted.remove(name)
        handles.rename(self.session, name)
        return True

    def _give_names_back(self) -> None:
        if self._deleted and self.session.lost is None:
            self.session.begin(GIVE_BACK_SECONDS)
            with contextlib.suppress(Exception, SessionLost, OutOfTime):  # the points stand by now
                for name in list(self._deleted):
                    self.give_back(name)
        self._deleted.clear()

    def close(self) -> None:
        """Nothing more is judged."""
        self._watchdog.close()

    def continue_with(self, session: Session) -> None:
        """Go on with a new process; objects of the old one are forgotten."""
        self.session = session
        session.operators = self._master.operators
        for name in [name for name, value in self._names.items() if handles.is_handle(value)]:
            del self._names[name]

    def lookup(self, name: str) -> Any:
        """What a name stands for that the test cells have not defined.

        Imports of the instructor's cells are done here again, so that they are never the student's.
        """
        if name in self._master.given_imports:
            value = self._names[name] = self._helpers.load(*self._master.given_imports[name])
            return value
        if name not in self._callables:
            value = handles.name(self.session, name)
            if not handles.is_callable(value):
                return value  # data may change from one line of the test to the next
            self._callables[name] = value
        return self._callables[name]

    def _put(self, value: Any) -> Any:
        return handles.put(self.session, value)

    def _call_each(self, function: Callable[[Any], Any], arguments: Any) -> list[Any]:
        if handles.is_handle(function):
            return handles.calls(self.session, function, arguments)  # type: ignore[arg-type]
        results = [function(np.array(argument)) for argument in arguments]
        return [result if result is None else np.array(result) for result in results]

    def _draw(self, number: int) -> np.random.Generator:
        """Random numbers for hidden inputs: others for each submission, the same when it is graded again."""
        seed = hashlib.sha256(self._draws + f"\0{self._cell}\0{number}".encode()).digest()
        return np.random.default_rng(int.from_bytes(seed[:16], "big"))

    def _in_turn(self, owner: Any, *methods: Any) -> Any:
        if handles.is_handle(owner):
            return handles.in_turn(owner, methods)
        result = None
        for name, *arguments in methods:
            result = getattr(owner, name)(*arguments)
        return result

    def _verdict(
        self, cell: MasterCell, filename: str, raised: BaseException | None, value: float | None
    ) -> tuple[Status, float, str, str, bool]:
        """Status, points, message for instructors, hint for students, whether in a hidden part."""
        lost = self.session.lost
        if lost is not None and lost.reason != "timeout":
            happened = {
                "died": "the process died",
                "flood": "the output was too long",
                "forged": "no valid answer came",
            }
            sentence = f"While your code was tested, {happened[lost.reason]}."
            return Status.CRASHED, 0.0, f"{sentence} ({lost})", sentence, False
        if lost is not None or self.session.timed_out or isinstance(raised, JudgeTimeout):
            sentence = "Your code took too long in this test."
            return Status.TIMEOUT, 0.0, sentence, sentence, False
        if raised is None:
            return self._points(cell, value)
        frames = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(raised.__traceback__)]
        line = next((line for name, line in frames if name == filename), 0)  # outside all functions
        hidden = any(number in self._hidden.get(name, ()) for name, number in frames)
        hidden = hidden or (line == 0 and bool(self._hidden[filename]))  # nothing tells where
        what = f" (line {line} of the test)" if line else ""
        if isinstance(raised, StudentError):
            where = f"\n  in {raised.where[-1]}" if raised.where else ""
            message = f"{raised.kind}: {raised.message}{where}"
            hint = message
            if hidden:
                own = self.session.line_of(raised)
                hint = f"Your code raised {raised.kind} in a hidden check." + (f"\n  in {own}" if own else "")
            return Status.ERROR, 0.0, message + what, hint, hidden
        if isinstance(raised, AssertionError):
            message = _text(raised) or f"A check did not hold: {_source_line(cell.source, line)}"
            hint = (_told(raised) or "A hidden check did not hold.") if hidden else message
            return Status.FAILED, 0.0, message + what, hint, hidden
        message = "".join(traceback.format_exception_only(raised)).strip()
        hint = f"A hidden check ended with {type(raised).__name__}." if hidden else message
        return Status.ERROR, 0.0, message + what, hint, hidden

    def _points(self, cell: MasterCell, value: float | None) -> tuple[Status, float, str, str, bool]:
        """Partial credit as in nbgrader: the value of the last expression, if it is a number."""
        if value is None:
            return Status.PASSED, cell.points, "", "", False
        if math.isnan(value) or value < 0:
            sentence = f"The test ended with {value:g}, which is no number of points."
            return Status.FAILED, 0.0, sentence, "The test gave no points.", False
        points = min(value, cell.points)
        if points == cell.points:
            return Status.PASSED, points, "", "", False
        sentence = f"{points:g} of {cell.points:g} points."
        return Status.FAILED, points, sentence, sentence, False


class _Names(dict[str, Any]):
    """The global names of test cells: what they define, then what `lookup` finds."""

    def __init__(self, judge: Judge) -> None:
        super().__init__(__name__="__main__")
        self._judge = judge

    def __setitem__(self, name: str, value: Any) -> None:
        if not (handles.is_handle(value) and self._judge.give_back(name)):
            super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        if name in self:
            super().__delitem__(name)
        else:
            self._judge.delete(name)

    def __missing__(self, name: str) -> Any:
        try:
            return self._judge.lookup(name)
        except StudentError as error:
            if error.kind == "NameError":
                raise NameError(f"name {name!r} is not defined") from None
            raise


def _execute(source: str, filename: str, names: _Names) -> Any:
    """Run the source; the value of its last line, if that is an expression."""
    body, last = _compiled(source, filename)
    exec(body, names)
    return None if last is None else eval(last, names)


@lru_cache(maxsize=1000)
def _compiled(source: str, filename: str) -> tuple[CodeType, CodeType | None]:
    """All but the last expression, and that: the same cells are run for every student."""
    tree, last = ast.parse(source, filename), None
    end = tree.body[-1] if tree.body else None
    if isinstance(end, ast.Expr) and not source.rstrip().endswith(";"):
        tree.body.pop()
        last = compile(ast.Expression(end.value), filename, "eval")
    return compile(tree, filename, "exec"), last


def _told(raised: AssertionError) -> str:
    """What the instructor's helper says for students even about a hidden check, in the attribute `hint`."""
    hint = getattr(raised, "hint", "")
    return hint.strip()[:MOST_TOLD] if type(hint) is str else ""


def _text(raised: AssertionError) -> str:
    """What it says; `assert x == 3, x` may leave that to the student's object."""
    try:
        return str(raised).strip()
    except (Exception, SessionLost, OutOfTime):
        return ""


def _hidden_lines(source: str) -> set[int]:
    hidden, inside = set(), False
    for number, line in enumerate(source.splitlines(), start=1):
        inside = inside or HIDDEN_BEGIN in line
        if inside:
            hidden.add(number)
        if HIDDEN_END in line:
            inside = False
    return hidden


def _source_line(source: str, line: int) -> str:
    lines = source.splitlines()
    return re.sub(r"\s+", " ", lines[line - 1]).strip() if 0 < line <= len(lines) else "a check"


def _address_space() -> int:
    """Bytes that this process has."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


@contextlib.contextmanager
def _bounded_memory(most: int) -> Iterator[None]:
    """Answers of a student's may make a test ask for any amount: shapes of (1, n) and (m, 1) give m * n."""
    soft, hard = _ADDRESS_SPACE
    if soft == resource.RLIM_INFINITY or most < soft:
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, _ADDRESS_SPACE)


class _Printed(io.StringIO):
    """What a test cell prints, up to a bound."""

    def write(self, text: str) -> int:
        if self.tell() < MOST_PRINTED:
            super().write(text[:MOST_PRINTED])
        return len(text)

    def outputs(self) -> list[dict[str, Any]]:
        text = self.getvalue()
        return [{"output_type": "stream", "name": "stdout", "text": text}] if text else []


class _Watchdog:
    """Raises JudgeTimeout in this thread when a test itself runs too long, say over a forged length."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()
        self._changed = threading.Condition()
        self._deadline = wire.NEVER
        self._raised = -math.inf  # when it did so last
        self._looks = -math.inf  # when it will look at the end again by itself
        self._closed = False
        threading.Thread(target=self._watch, daemon=True).start()

    @contextlib.contextmanager
    def within(self, deadline: wire.Deadline) -> Iterator[None]:
        """The block may take so long, and a little more: the session's own deadline comes first."""
        self._set(deadline)
        try:
            yield
        finally:
            self._set(wire.NEVER)

    def close(self) -> None:
        """End the thread."""
        self._closed = True
        self._set(wire.NEVER)

    def _set(self, deadline: wire.Deadline) -> None:
        with self._changed:
            self._deadline = deadline
            if self._closed or (
                deadline.end is not None and deadline.end + LATER < self._looks
            ):  # else it looks early enough
                self._changed.notify()

    def _watch(self) -> None:
        with self._changed:
            while not self._closed:
                end = self._deadline.end
                left = None if end is None else max(end + LATER, self._raised + 1.0) - time.monotonic()
                if left is not None and left <= 0:
                    raised = ctypes.py_object(JudgeTimeout)
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), raised)
                    self._raised = time.monotonic()
                    left = 1.0  # and again: what is raised in a destructor is lost
                self._looks = math.inf if left is None else time.monotonic() + left
                self._changed.wait(left)
