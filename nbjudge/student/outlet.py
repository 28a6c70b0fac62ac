"""How what a cell shows leaves the process: two streams, two descriptors, and one way out, of bounded size.

Nobody looks on while a notebook is graded, so text travels in large pieces, and of a long animation that
clears what it showed, only the last state.
"""

from __future__ import annotations

import codecs
import contextlib
import datetime
import io
import json
import numbers
import os
import select
import threading
import time
from base64 import b64encode
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

Emit = Callable[[dict[str, Any]], None]

PIECE = 32_000  # characters of one stream output
LONG, MANY = 8_000, 2_000  # characters of a text, and texts, that need not wait
AFTER = 0.2  # seconds after which text is sent, should the cell never end
MOST = 7 << 19  # bytes of JSON that a cell may show; the judge keeps a little more
PATIENCE = 1.0  # seconds for what other programs go on writing when a cell has ended
STREAMS = {1: "stdout", 2: "stderr"}


def _discard(output: dict[str, Any]) -> None:
    """Where outputs go before a student process is connected, and in its forks."""


def as_json(value: Any) -> Any:
    """For json.dumps: what Jupyter makes of values that JSON does not know.

    Raises:
        TypeError: nothing.
    """
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Iterable):
        return list(value)
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    raise TypeError(f"{value!r} is not JSON serializable")


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of the student."""

    encoding = "UTF-8"
    errors = "replace"

    def __init__(self, outlet: Outlet, descriptor: int) -> None:
        self._outlet, self._descriptor = outlet, descriptor
        self.name = STREAMS[descriptor]
        self.waiting: deque[str] = deque()
        self.flushed = 0  # so many of them

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return self._descriptor

    def write(self, text: str) -> int:
        if type(text) is str and len(text) < LONG and 0 < len(self.waiting) < MANY:
            self.waiting.append(text)  # a million times a second
        elif isinstance(text, str):
            self._outlet.write(self, text)
        else:
            raise TypeError(f"write() argument must be str, not {type(text)}")
        return len(text)

    def flush(self) -> None:
        """As in a kernel, what is flushed stands before what another stream flushes later."""
        self.flushed = len(self.waiting)
        self._outlet.order(self)


class Outlet:
    """Collects what a cell shows and sends it, in order. Threads may share it."""

    def __init__(self) -> None:
        self.streams = {name: Stream(self, descriptor) for descriptor, name in STREAMS.items()}
        self._emit: Emit = _discard
        self._lock = threading.RLock()
        self._ordered: deque[tuple[str, list[str]]] = deque()  # text that was flushed
        self._readers: dict[int, tuple[Stream, codecs.IncrementalDecoder]] = {}
        self._poll = select.poll()
        self._bell = -1
        self._forked = False
        self.begin()

    def connect(self, emit: Emit) -> None:
        """Send to `emit` from now on; also what programs and C code write to descriptors 1 and 2."""
        self._emit = emit
        for stream in self.streams.values():
            read, write = os.pipe()
            os.set_blocking(read, False)
            os.dup2(write, stream.fileno())
            os.close(write)
            self._readers[read] = (stream, codecs.getincrementaldecoder("utf-8")("replace"))
            self._poll.register(read, select.POLLIN)
        heard, self._bell = os.pipe()
        os.set_blocking(self._bell, False)
        os.register_at_fork(after_in_child=self._in_fork)
        threading.Thread(target=self._pump, args=(heard,), daemon=True).start()

    def _in_fork(self) -> None:
        """A process that the student forked writes to the descriptors; the connection is not for it."""
        self._forked = True
        self._lock = threading.RLock()
        for stream in self.streams.values():
            stream.waiting.clear()

    # --- In ----------------------------------------------------------------------------------------

    def begin(self) -> None:
        """A new cell may show as much as the one before."""
        self._shown = self._sent = 0
        self._full = self._clear = False
        self._held: list[dict[str, Any]] = []

    def write(self, stream: Stream, text: str) -> None:
        """Take text that is the first in a stream, or much."""
        if self._forked:
            os.write(stream.fileno(), text.encode("utf-8", "replace"))
            return
        with self._lock:
            if not text or (self._full and not self._clear):
                return
            if not stream.waiting:
                self._ring()
            stream.waiting.append(text)
            if len(text) >= LONG or len(stream.waiting) >= MANY:
                self._release()

    def order(self, stream: Stream) -> None:
        """Put what was flushed of the other stream before what was flushed of this one."""
        for other in self.streams.values():
            if other is not stream and other.waiting:
                with self._lock:
                    self._move(other, other.flushed)
                    self._move(stream, stream.flushed)
                    if len(self._ordered) >= MANY:
                        self._release()

    def put(self, output: dict[str, Any]) -> None:
        """Take any other output.

        Raises:
            TypeError: it holds what has no JSON.
        """
        if not self._forked:
            with self._lock:
                self._drain()
                self._release()
                self._send(output)

    def end(self) -> None:
        """Send all that is left, and what other programs have written so far."""
        if self._poll.poll(0):
            deadline = time.monotonic() + PATIENCE
            while self._drain() and time.monotonic() < deadline:
                pass
        with self._lock:
            self._release()
            while self._held:
                self._emit(self._held.pop(0))

    def _move(self, stream: Stream, count: int) -> None:
        count = min(count, len(stream.waiting))
        if not count:
            return
        parts = [stream.waiting.popleft() for _ in range(count)]
        stream.flushed = 0
        if self._ordered and self._ordered[-1][0] == stream.name:
            self._ordered[-1][1].extend(parts)
        else:
            self._ordered.append((stream.name, parts))

    def _release(self) -> None:
        for stream in self.streams.values():
            self._move(stream, len(stream.waiting))
        while self._ordered:
            name, parts = self._ordered.popleft()
            text = "".join(parts)
            for start in range(0, len(text), PIECE):
                self._send({"output_type": "stream", "name": name, "text": text[start : start + PIECE]})

    # --- Out ---------------------------------------------------------------------------------------

    def _send(self, output: dict[str, Any]) -> None:
        text = json.dumps(output, default=as_json)
        kind = output["output_type"]
        if kind == "clear_output":
            self._clear = True
            if not output["wait"]:
                self._wipe()
            return
        if kind == "update_display_data":  # takes the place of something, so it may come any number of times
            if len(text) < MOST:
                self._pass(text, output["display_id"])
            return
        if self._clear:
            self._wipe()
        if self._full:
            return
        self._shown += len(text)
        self._full = self._shown > MOST
        if self._full:
            note = f"\n... output truncated: a cell may show {MOST / 1e6:.1f} MB ...\n"
            text = json.dumps({"output_type": "stream", "name": "stderr", "text": note})
        self._pass(text)

    def _wipe(self) -> None:
        self._held.clear()
        self._shown, self._full, self._clear = 0, False, False
        self._pass(json.dumps({"output_type": "clear_output", "wait": False}))

    def _pass(self, text: str, replaces: str | None = None) -> None:
        """What exceeds what one cell may show is held until the cell ends: it may yet be cleared."""
        output = json.loads(text)
        if self._sent < MOST:
            self._sent += len(text)
            self._emit(output)
            return
        if replaces is not None:
            self._held = [
                other
                for other in self._held
                if (other["output_type"], other.get("display_id")) != ("update_display_data", replaces)
            ]
        self._held.append(output)

    # --- Descriptors -------------------------------------------------------------------------------

    def _drain(self) -> bool:
        """Take what waits in the pipes. Returns whether there was anything."""
        ready = self._poll.poll(0)
        for descriptor, _ in ready:
            self._read(descriptor)
        return bool(ready)

    def _read(self, descriptor: int) -> None:
        with self._lock:
            if descriptor not in self._readers:  # the other thread has seen its end
                return
            stream, decoder = self._readers[descriptor]
            try:
                data = os.read(descriptor, 65536)
            except BlockingIOError:  # the other thread was faster
                return
            if not data:  # the student has closed the other end
                self._poll.unregister(descriptor)
                del self._readers[descriptor]
            self.write(stream, decoder.decode(data, final=not data))

    def _ring(self) -> None:
        if self._bell >= 0:
            with contextlib.suppress(BlockingIOError):  # it rings already
                os.write(self._bell, b"!")

    def _pump(self, heard: int) -> None:
        """A thread: empties the pipes, and sends text that has waited long enough."""
        due: float | None = None
        while True:
            wait = None if due is None else max(0.0, due - time.monotonic())
            for descriptor in select.select([*self._readers, heard], [], [], wait)[0]:
                if descriptor == heard:
                    os.read(heard, 1024)
                    due = due or time.monotonic() + AFTER
                else:
                    self._read(descriptor)
            if due is not None and time.monotonic() >= due:
                due = None
                with self._lock:
                    self._release()


outlet = Outlet()
