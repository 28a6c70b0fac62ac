"""One student process, seen from outside: cells to run, objects to ask, limits that hold whatever it does."""

from __future__ import annotations

import builtins
import math
import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from weakref import WeakValueDictionary

from nbjudge import wire
from nbjudge.records import Output

GRACE = 2.0  # seconds for code that was interrupted, before it is killed
HEADER_LIMIT = 8 << 20  # bytes of JSON in one message
REPLY_LIMIT = 256 << 20  # bytes of arrays in one message
FLOOD = 64 << 20  # bytes of output in one cell; beyond it the process is killed
KEPT = 4 << 20  # bytes of output of one cell that are kept
KEPT_IN_ALL = 32 << 20  # of all cells of a notebook
NODE = 64  # bytes that an object takes at least
MOST_NESTED = 100  # levels of a JSON output; files with more cannot be read everywhere
MOST_DISPLAYS = 10_000  # display ids in one notebook

Reason = Literal["timeout", "died", "flood", "forged"]
Step = tuple[Any, ...]


class Child(Protocol):
    """A student process, see nbjudge.sandbox."""

    socket: socket.socket

    def interrupt(self) -> None:
        """Send SIGINT."""

    def waited(self) -> float:
        """Seconds in which it was ready to run and others had the processor."""

    def kill(self) -> None:
        """End it and everything it started."""

    def death(self) -> str | None:
        """How it ended, if that is known."""

    def check_scratch(self) -> bool:
        """End it if its files are too large, where nothing else bounds them."""


_GONE = "the process died"


class SessionLost(BaseException):
    """The student's process is gone; no `except Exception` in a test may swallow that.

    Attributes:
        reason: why.
    """

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason: Reason = reason


class OutOfTime(BaseException):
    """The time of this cell is used up; the process lives on. No `except Exception` may swallow that."""


class StudentError(Exception):
    """An exception of the student's code, and an instance of the built-in class that it derives from.

    Attributes:
        kind: name of the class.
        message: what str() gave there.
        where: lines of the student's code, outermost first.
    """

    kind: str
    message: str
    where: tuple[str, ...]

    def __str__(self) -> str:
        return self.message


@dataclass
class Display:
    """The outputs with one display id, in the whole notebook: an update changes them all."""

    outputs: list[Output] = field(default_factory=list)
    size: int = 0  # of each, in bytes


@dataclass
class Outputs:
    """The outputs of one cell as a notebook keeps them, from what the process sent."""

    items: list[Output] = field(default_factory=list)
    displays: dict[str, Display] = field(default_factory=dict)  # by display id, of the whole notebook
    size: int = 0
    received: int = 0
    room: int = KEPT  # for `size`
    _clear: bool = False

    def add(self, output: Any, size: int) -> None:
        """Take one output; malformed ones are dropped, and what exceeds the room of a cell.

        Raises:
            SessionLost: the cell has sent too much.
        """
        self.received += size
        if self.received > FLOOD:
            raise SessionLost("flood", f"a cell printed more than {FLOOD >> 20} MB")
        if not isinstance(output, dict):
            return
        kind, display_id = output.get("output_type"), output.get("display_id")
        if kind == "clear_output":
            self._clear = True
            if not output.get("wait"):
                self._wipe()
            return
        made, nodes = _output(output)
        if made is None:
            return
        size = max(size, NODE * nodes)
        if isinstance(display_id, str) and "data" in made:
            self._update(display_id, made, size)
        if kind == "update_display_data":
            return
        if self._clear:
            self._wipe()
        if self.size + size > self.room:
            return
        self.size += size
        last = self.items[-1] if self.items else {}
        if kind == "stream" and last.get("name") == made["name"]:
            last["text"] += made["text"]
            return
        self.items.append(made)
        if isinstance(display_id, str) and (
            display_id in self.displays or len(self.displays) < MOST_DISPLAYS
        ):
            display = self.displays.setdefault(display_id, Display())
            display.outputs.append(made)
            display.size = size

    def _update(self, display_id: str, made: Output, size: int) -> None:
        display = self.displays.get(display_id, Display())
        growth = (size - display.size) * len(display.outputs)
        if self.size + growth <= self.room:
            self.size += max(growth, 0)
            display.size = size
            for shown in display.outputs:
                shown["data"], shown["metadata"] = dict(made["data"]), dict(made["metadata"])

    def _wipe(self) -> None:
        gone = {id(output) for output in self.items}
        for display in self.displays.values() if gone else ():
            display.outputs = [output for output in display.outputs if id(output) not in gone]
        self.items.clear()
        self.size, self._clear = 0, False


def _output(raw: Any) -> tuple[Output | None, int]:
    """One output as the notebook format wants it, if that can be made of it, and of how many objects."""
    with suppress(RecursionError):
        made = _made(raw)
        return made, _nodes([made.get("data"), made.get("metadata")]) if made else 0
    return None, 0


def _made(raw: Any) -> Output | None:
    match raw:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            return {"output_type": "stream", "name": name, "text": _clean(text)}
        case {"output_type": "error", "ename": str(name), "evalue": str(text), "traceback": list(lines)}:
            trace = [_clean(line) for line in lines if isinstance(line, str)]
            return {
                "output_type": "error",
                "ename": _clean(name),
                "evalue": _clean(text),
                "traceback": trace,
            }
        case {"output_type": kind, "data": dict(data), "metadata": dict(metadata)}:
            made = {"output_type": kind, "data": _bundle(data), "metadata": _clean(metadata)}
            if kind == "execute_result":
                count = raw.get("execution_count")
                made["execution_count"] = count if type(count) is int and 0 <= count < 1 << 31 else None
            return made if kind in ("display_data", "execute_result", "update_display_data") else None
    return None


def _nodes(value: Any, depth: int = 0) -> int:
    """How many objects a value is made of: in memory each takes more room than `[],` in a message.

    Raises:
        RecursionError: it is nested so deeply that whoever stores or shows it might fail.
    """
    if depth > MOST_NESTED:
        raise RecursionError
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(_nodes(part, depth + 1) for part in parts)


def _bundle(data: dict[str, Any]) -> dict[str, Any]:
    """A mime bundle: texts, and values where the mime type is JSON."""
    return {
        _clean(mime): _clean(content)
        for mime, content in data.items()
        if isinstance(content, str) or mime.partition(";")[0].endswith(("/json", "+json"))
    }


def _clean(value: Any) -> Any:
    """A value that any file can hold: no lone surrogates, no NaN."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, float):
        return value if math.isfinite(value) else repr(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items()}
    return value


@dataclass(frozen=True)
class CellRun:
    """How the run of one of the student's cells ended."""

    outputs: list[Output]
    error: StudentError | None
    timed_out: bool = False


class Session:
    """A student process. Whatever it sends is checked and bounded; it is killed at its deadline.

    Attributes:
        deadline: of what the judge does now.
        epoch: counts the requests.
        actions: counts those that may have run something of the student's; as the process itself says, which
            could as well give false values.
        operators: `__names__` that classes of this assignment define; None if that is unknown.
        encode, decode: how handles travel; set by whoever makes handles.
    """

    def __init__(self, child: Child) -> None:
        self.child = child
        self._wire = wire.Connection(child.socket, HEADER_LIMIT, REPLY_LIMIT, child.check_scratch)
        self.deadline = wire.NEVER
        self.epoch = self.actions = 0
        self.operators: frozenset[str] | None = None
        self.lost: SessionLost | None = None
        self.outputs = Outputs()
        self._kept = 0  # bytes of outputs of earlier cells
        self.known: WeakValueDictionary[int, Any] = WeakValueDictionary()
        self.dead: set[int] = set()
        self._lines: set[str] = set()  # of the student's cells
        self.methods: set[tuple[str, str]] = set()  # (class, attribute) that turned out to be a method
        self.timed_out = False
        self._last_put = 0
        self._cpu = _current_cpu()
        self.encode: Callable[[Any, wire.Blobs], wire.Tree] = wire.no_handle
        self.decode: Callable[[Any, wire.Blobs], Any] = wire.no_handle

    # --- Cells ---------------------------------------------------------------------------------

    def load(self, files: Mapping[str, bytes], seed: int) -> None:
        """Put files into the scratch folder and seed the random generators."""
        request = {"op": "files", "names": list(files), "seed": seed % 2**32, "cpu": self._cpu}
        self._request(request, list(files.values()))

    @contextmanager
    def side_by_side(self) -> Iterator[None]:
        """Share the student's processor: the two take turns, and messages cost half as much."""
        before = os.sched_getaffinity(0)
        if self._cpu not in before:
            yield
            return
        os.sched_setaffinity(0, {self._cpu})
        try:
            yield
        finally:
            os.sched_setaffinity(0, before)

    def run(self, code: str, seconds: float | None) -> CellRun:
        """Run one cell of the student.

        Raises:
            SessionLost: the process is gone, by itself or because it had to be killed.
        """
        self.begin(seconds)
        self.methods.clear()
        self._lines.update(map(str.strip, code.splitlines()))
        self.actions += 1
        error = None
        try:
            self._request({"op": "run", "code": code})
        except StudentError as caught:
            error = caught
        return CellRun(self.outputs.items, error, self.timed_out)

    def line_of(self, error: StudentError) -> str:
        """The innermost line of the student's cells that raised it, or nothing.

        Only what stands there: the process could as well send a hidden input.
        """
        lines = (where.partition(": ")[2] for where in reversed(error.where))
        return next((line for line in lines if line in self._lines), "")

    def begin(self, seconds: float | None) -> None:
        """Start the clock and the collection of outputs for the next cell.

        Time in which a busy machine leaves the process without a processor is given back.
        """
        before = self.child.waited()
        self.deadline = wire.Deadline(seconds, lambda: self.child.waited() - before)
        self.timed_out = False
        self._kept += self.outputs.size
        room = max(min(KEPT, KEPT_IN_ALL - self._kept), 0)
        self.outputs = Outputs(displays=self.outputs.displays, room=room)

    def defined(self, names: Sequence[str]) -> list[bool]:
        """Which of the names the notebook has defined so far."""
        reply, _ = self._request({"op": "has", "names": list(names)})
        values = reply.get("values")
        if not isinstance(values, list) or len(values) != len(names):
            raise self._lose("forged", "a reply does not fit the question")
        return [value is True for value in values]

    # --- Objects: used by handles only -----------------------------------------------------------

    def do(self, *steps: Step) -> list[Any]:
        """Do some steps with the student's objects, one after the other; the results.

        Raises:
            StudentError: a step raised; those after it were not done.
            SessionLost: the process is gone.
        """
        blobs: wire.Blobs = []
        encode = self.encode
        trees = [[a if type(a) is str else wire.pack(a, blobs, encode) for a in step] for step in steps]
        request: dict[str, Any] = {"op": "do", "steps": trees}
        if self.dead:
            request["drop"], self.dead = list(self.dead), set()
        before, self.actions = self.actions, self.actions + 1
        reply, results = self._request(request, blobs)
        if reply.get("quiet") is True:
            self.actions = before
        values = reply.get("values")
        if not isinstance(values, list) or len(values) != len(steps):
            raise self._lose("forged", "a reply does not fit the question")
        try:
            number, glances = reply.get("also") or (0, ())
            if (owner := self.known.get(number)) is not None:
                owner._nbj.glances = (self.actions, {name: (tree, results) for name, tree in glances})
            for number, index in reply.get("fresh") or ():
                if type(number) is int and number in self.known:
                    self.known[number]._nbj.value = (self.actions, wire.blob(results, index))
            return [wire.unpack(tree, results, self.decode) for tree in values]
        except (TypeError, ValueError):
            raise self._lose("forged", "a reply is malformed") from None
        except wire.WireError as error:
            raise self._lose("forged", str(error)) from None

    def new_number(self) -> int:
        """A number for an object that the judge hands over."""
        self._last_put -= 1
        return self._last_put

    # --- Requests --------------------------------------------------------------------------------

    def _request(
        self, message: dict[str, Any], blobs: Sequence[bytes] = ()
    ) -> tuple[dict[str, Any], wire.Blobs]:
        if self.lost is not None:
            raise self.lost
        if self.timed_out or self.deadline.passed():
            self.timed_out = True
            raise OutOfTime
        self.epoch += 1
        message["id"] = self.epoch
        try:
            self._wire.send(message, blobs, self.deadline)
            reply, results = self._reply(self.deadline)
        except TimeoutError:
            reply, results = self._interrupt()
        except (EOFError, OSError):
            raise self._lose("died", self.child.death() or _GONE) from None
        except wire.WireError as error:
            raise self._lose("forged", str(error)) from None
        except SessionLost as lost:
            raise self._lose(lost.reason, str(lost)) from None
        if "error" in reply:
            raise _error(reply["error"])
        return reply, results

    def _reply(self, deadline: wire.Deadline) -> tuple[dict[str, Any], wire.Blobs]:
        while True:
            header, blobs, size = self._wire.receive(deadline)
            if "output" in header:
                self.outputs.add(header["output"], size)
            elif header.get("id") == self.epoch:
                return header, blobs
            elif not isinstance(header.get("id"), int) or header["id"] > self.epoch:
                raise wire.WireError("a reply does not fit the question")

    def _interrupt(self) -> tuple[dict[str, Any], wire.Blobs]:
        """Too long: SIGINT as in Jupyter, then the end."""
        self.timed_out = True
        try:
            self.child.interrupt()
            return self._reply(wire.Deadline(GRACE))
        except (TimeoutError, EOFError, OSError, wire.WireError, SessionLost):
            raise self._lose("timeout", "it took too long and did not stop when it was interrupted") from None

    def _lose(self, reason: Reason, message: str) -> SessionLost:
        self.lost = SessionLost(reason, message)
        self.close()
        return self.lost

    @property
    def killed(self) -> bool:
        """Whether the process was lost by SIGKILL, its own or somebody else's."""
        lost = self.lost
        return lost is not None and lost.reason == "died" and str(lost) in ("signal 9", "killed", _GONE)

    def close(self) -> None:
        """End the process."""
        self.child.kill()
        self.child.socket.close()
        if self.lost is None:
            self.lost = SessionLost("died", "the session is closed")


def _current_cpu() -> int:
    """The processor that this thread runs on."""
    with open("/proc/thread-self/stat", encoding="ascii", errors="replace") as file:
        return int(file.read().rpartition(")")[2].split()[36])


# --- Exceptions of the student -------------------------------------------------------------------

_error_classes: dict[tuple[str, type[Exception]], type[StudentError]] = {}


def _error(description: Any) -> StudentError:
    """An exception for what the student's process says was raised; nothing in there is trusted."""
    if not isinstance(description, dict):
        description = {}
    names = [name for name in _texts(description.get("classes")) if name]
    kind = (names[0].rpartition(".")[2] if names else "Exception")[:100]
    base: type[Exception] = Exception
    for name in names:
        module, _, attribute = name.partition(".")
        found = getattr(builtins, attribute, None) if module == "builtins" else None
        if isinstance(found, type) and issubclass(found, Exception):
            base = found
            break
    if issubclass(base, UnicodeError):
        base = ValueError  # it needs arguments that nobody has, and so do groups
    elif issubclass(base, ExceptionGroup):
        base = Exception
    elif issubclass(base, StopIteration | StopAsyncIteration):
        base = RuntimeError  # it would end a loop of the test's: `for got, wanted in zip(map(f, xs), ...)`
    if (kind, base) not in _error_classes:
        if len(_error_classes) > 1000:
            _error_classes.clear()
        _error_classes[kind, base] = type(
            kind if kind.isidentifier() else "Exception", (StudentError, base), {}
        )
    error = _error_classes[kind, base]()
    error.kind = kind
    message = description.get("message")
    error.message = message[:5000] if isinstance(message, str) else ""
    error.where = tuple(line[:300] for line in _texts(description.get("where"))[:20])
    return error


def _texts(value: Any) -> list[str]:
    return [item for item in value[:50] if isinstance(item, str)] if isinstance(value, list) else []
