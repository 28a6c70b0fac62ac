"""The messages between the judge and a student's process: frames, and values in them.

A frame is a head with all lengths, a JSON header, and any number of binary blobs. Values travel as JSON and
`.npy` bytes only, so that nothing that comes from a student is ever unpickled. In the JSON, None, booleans,
strings, finite floats and integers of 64 bits stand for themselves; all else is an object with one tag:

    {"a": i}       array: blob i is its .npy bytes    {"t": [...]}  tuple       {"slice": [start, stop, step]}
    {"s": i}       NumPy scalar, as a 0-d .npy        {"l": [...]}  list        {"type": "numpy.float32"}
    {"b": i}       bytes: blob i                      {"d": [[k, v], ...]}      {"i": "-0xff..."}  integer
    {"c": [x, y]}  complex                            {"e": [...]}  set         {"f": "nan"}  float
    {"...": 0}     Ellipsis
    {"h": ...}     an object that stays in the student's process; only the two ends know what is in there
"""

from __future__ import annotations

import builtins
import contextlib
import json
import math
import re
import socket
import struct
import time
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import orjson

MAGIC = b"nbj1"
KINDS = "biufcSUmM"  # kinds of dtype that may travel: no objects, no records
MAX_DEPTH = 50
MOST_BLOBS = 10_000
LOOK_EVERY = 0.5  # seconds
MOST_ADDED = 2.0  # times the seconds of a deadline
MOST_AT_ONCE = 1000  # items of a container that are listed in one reply
_HEAD = struct.Struct("!4sII")  # magic, bytes of JSON, number of blobs
_OUTPUT = b'{"output":'  # outputs are whatever JSON a student makes, so they take the slower, patient library

Blobs = list[bytes]
Tree = Any


class WireError(Exception):
    """What came is not a message, is too large, or holds a value that may not travel."""


class Deadline:
    """A point in time; None for never.

    Args:
        seconds: from now on.
        owed: how many seconds are due on top by now; asked once these have passed.

    Attributes:
        end: on the monotonic clock, with what was added so far.
        added: seconds that were added; `MOST_ADDED` times those at the start are never exceeded.
    """

    def __init__(self, seconds: float | None, owed: Callable[[], float] | None = None) -> None:
        self.end = None if seconds is None else time.monotonic() + seconds
        self._most = 0.0 if seconds is None else MOST_ADDED * seconds
        self._owed = owed
        self.added = 0.0

    def passed(self) -> bool:
        """Whether it has passed."""
        if self.end is None or time.monotonic() < self.end:
            return False
        if self._owed is not None:
            added = max(self.added, min(self._owed(), self._most))
            self.end += added - self.added
            self.added = added
        return self.end <= time.monotonic()

    def remaining(self) -> float | None:
        """Seconds left, at least a thousandth.

        Raises:
            TimeoutError: it has passed.
        """
        if self.end is None:
            return None
        if self.passed():
            raise TimeoutError
        return max(self.end - time.monotonic(), 1e-3)


NEVER = Deadline(None)


# --- Frames ------------------------------------------------------------------------------------


class Connection:
    """One end of a stream socket, with frames.

    Args:
        header_limit: most bytes of JSON in a frame that is received.
        limit: most bytes of blobs in it. Nothing beyond the limits is ever stored.
        look: called every half a second while the other side is waited for.
    """

    def __init__(
        self, sock: socket.socket, header_limit: int, limit: int, look: Callable[[], object] | None = None
    ) -> None:
        self._socket = sock
        self._header_limit, self._limit = header_limit, limit
        self._look = look
        self._buffer = b""  # of the next frame

    def send(self, header: dict[str, Any], blobs: Sequence[bytes] = (), deadline: Deadline = NEVER) -> None:
        """Send one frame.

        Raises:
            TimeoutError: the other side does not read.
            OSError: the other side is gone.
        """
        text = _dumps(header)
        head = _HEAD.pack(MAGIC, len(text), len(blobs))
        lengths = struct.pack(f"!{len(blobs)}Q", *map(len, blobs)) if blobs else b""
        self._socket.settimeout(deadline.remaining())
        self._socket.sendall(b"".join((head, lengths, text, *blobs)))

    def receive(self, deadline: Deadline = NEVER) -> tuple[dict[str, Any], Blobs, int]:
        """Receive one frame: header, blobs, and their size in bytes.

        Raises:
            WireError: it is malformed or too large.
            TimeoutError: the deadline passed.
            EOFError: the other side has closed.
        """
        if len(self._buffer) < _HEAD.size:
            self._fill(_HEAD.size, deadline)
        magic, size, count = _HEAD.unpack_from(self._buffer)
        if magic != MAGIC:
            raise WireError("not a message")
        if size > self._header_limit or count > MOST_BLOBS:
            raise WireError("a message is too large")
        start = _HEAD.size + 8 * count
        if len(self._buffer) < start:
            self._fill(start, deadline)
        lengths = struct.unpack_from(f"!{count}Q", self._buffer, _HEAD.size) if count else ()
        total = sum(lengths)
        if total > self._limit:
            raise WireError("a message is too large")
        end = start + size + total
        if len(self._buffer) < end:
            self._fill(end, deadline)
        buffer, blobs = self._buffer, []
        self._buffer = buffer[end:]
        text, start = buffer[start : start + size], start + size
        for length in lengths:
            blobs.append(buffer[start : start + length])
            start += length
        try:
            header = _loads(text)
        except (ValueError, RecursionError):
            raise WireError("a message is not JSON") from None
        if not isinstance(header, dict):
            raise WireError("a message is not an object")
        return header, blobs, end

    def _fill(self, size: int, deadline: Deadline) -> None:
        """Read until the buffer holds `size` bytes."""
        have, chunks = len(self._buffer), [self._buffer]
        try:
            while have < size:
                left = deadline.remaining()
                if self._look is not None:
                    left = LOOK_EVERY if left is None else min(left, LOOK_EVERY)
                self._socket.settimeout(left)
                try:
                    chunk = self._socket.recv(max(65536, min(size - have, 1 << 20)))
                except TimeoutError:
                    if self._look is not None:
                        self._look()
                    continue
                if not chunk:
                    raise EOFError
                chunks.append(chunk)
                have += len(chunk)
        finally:
            self._buffer = b"".join(chunks)


def _dumps(header: dict[str, Any]) -> bytes:
    if "output" not in header:
        with contextlib.suppress(TypeError):  # a text with half a surrogate pair
            return orjson.dumps(header)
    return json.dumps(header, separators=(",", ":")).encode("ascii")


def _loads(text: bytes) -> Any:
    if not text.startswith(_OUTPUT):
        with contextlib.suppress(ValueError):
            return orjson.loads(text)
    return json.loads(text)


# --- Values ------------------------------------------------------------------------------------


def set_of(items: Iterable[Any]) -> set[Any]:
    """The same as `set(items)`, which is not interrupted where the student chose items with equal hashes."""
    return {item for item in items}  # noqa: C416


def pack(value: Any, blobs: Blobs, other: Callable[[Any, Blobs], Tree], depth: int = 0) -> Tree:
    """Turn a value into a tree for JSON; its arrays and bytes are appended to `blobs`.

    Args:
        other: turns what does not travel by value into a tree; raises WireError if it cannot.
    """
    kind: Any = type(value)
    if kind in _ITSELF:
        return value
    if kind is float:
        return value if math.isfinite(value) else {"f": repr(value)}
    if kind is int:
        return value if -_WORD <= value < _WORD else {"i": hex(value)}
    if depth > MAX_DEPTH:
        raise WireError("a value is nested too deeply")
    if kind is np.ndarray and value.dtype.kind in KINDS:
        return {"a": append(blobs, npy(value))}
    if kind in _TAGS:
        return {_TAGS[kind]: [pack(item, blobs, other, depth + 1) for item in value]}
    if kind is dict:
        items = [
            [pack(key, blobs, other, depth + 1), pack(item, blobs, other, depth + 1)]
            for key, item in value.items()
        ]
        return {"d": items}
    if isinstance(value, np.generic) and kind is np.dtype(kind).type and value.dtype.kind in KINDS:
        return {"s": append(blobs, npy(np.asarray(value)))}
    if kind is complex:
        return {"c": [value.real, value.imag]}
    if kind is bytes:
        return {"b": append(blobs, value)}
    if kind is slice:
        return {
            "slice": [pack(part, blobs, other, depth + 1) for part in (value.start, value.stop, value.step)]
        }
    if value is Ellipsis:
        return {"...": 0}
    if kind is type and _is_plain(value):
        return {"type": class_name(value)}
    return other(value, blobs)


def unpack(tree: Tree, blobs: Blobs, handle: Callable[[Any, Blobs], Any], depth: int = 0) -> Any:
    """Turn a tree back into a value.

    Args:
        handle: gets what stands behind the tag "h".

    Raises:
        WireError: the tree is malformed.
    """
    if type(tree) in _IN_JSON:
        return tree
    if depth > MAX_DEPTH:
        raise WireError("a value is nested too deeply")
    if type(tree) is not dict or len(tree) != 1:
        raise WireError("a value is malformed")
    ((tag, content),) = tree.items()
    try:
        if tag == "h":
            return handle(content, blobs)
        if tag == "a":
            return array(blob(blobs, content))
        if tag in ("t", "l", "e", "c", "slice"):
            if type(content) is not list:
                raise WireError("a value is malformed")
            parts = [unpack(item, blobs, handle, depth + 1) for item in content]
            return parts if tag == "l" else _MADE_OF[tag](parts)
        if tag == "s":
            scalar = array(blob(blobs, content))
            if scalar.shape != ():
                raise WireError("a value is malformed")
            return scalar[()]
        if tag == "b":
            return blob(blobs, content)
        if tag == "d":
            return {
                unpack(key, blobs, handle, depth + 1): unpack(item, blobs, handle, depth + 1)
                for key, item in content
            }
        if tag == "i":
            return int(content, 16)
        if tag == "f":
            return float(content)
        if tag == "...":
            return Ellipsis
        if tag == "type":
            return _type(content)
    except (TypeError, ValueError, KeyError, OverflowError):
        raise WireError("a value is malformed") from None
    raise WireError("a value has an unknown tag")


_ITSELF = frozenset((type(None), bool, str))
_IN_JSON = _ITSELF | {int, float}
_WORD = 1 << 63
_PLAIN = frozenset((type(None), bool, int, float, complex, str, bytes, slice, tuple, list, dict, set, object))
_TAGS: dict[type, str] = {tuple: "t", list: "l", set: "e"}
_MADE_OF: dict[str, Callable[[list[Any]], Any]] = {
    "t": tuple,
    "e": set_of,
    "c": lambda parts: complex(*parts),
    "slice": lambda parts: slice(*parts),
}


def no_handle(value: Any, blobs: Blobs) -> Any:
    """For `pack` and `unpack` where only values may travel: raises WireError."""
    raise WireError("there is a handle where only values may be")


def append(blobs: Blobs, content: bytes) -> int:
    """Add a blob; its index."""
    blobs.append(content)
    return len(blobs) - 1


def blob(blobs: Blobs, index: Any) -> bytes:
    """The blob with an index that came from the other side.

    Raises:
        WireError: there is none.
    """
    if type(index) is not int or not 0 <= index < len(blobs):
        raise WireError("a value is malformed")
    return blobs[index]


def class_name(kind: type) -> str | None:
    """What a class of Python's own or of NumPy's is called in messages; None for others."""
    name = f"{kind.__module__}.{kind.__name__}"
    return name if kind.__module__ in ("builtins", "numpy") and _class(name) is kind else None


def class_of(name: Any) -> type:
    """The class with a name that came from the other side.

    Raises:
        WireError: there is none.
    """
    found = _class(name)
    if found is None:
        raise WireError("a value is malformed")
    return found


def _class(name: Any) -> type | None:
    module, _, attribute = str(name).partition(".")
    found = vars(builtins if module == "builtins" else np).get(attribute)
    return found if isinstance(found, type) else None


def _is_plain(kind: type) -> bool:
    """Whether a class may stand for itself on both sides.

    Others are handles: a test that makes objects of them does so in the student's process. `np.ndarray(3)`
    shows what memory held before, and here that would be the judge's.
    """
    return kind in _PLAIN or (issubclass(kind, np.generic | Exception) and class_name(kind) is not None)


def _type(name: Any) -> type:
    found = class_of(name)
    if not _is_plain(found):
        raise WireError("a value is malformed")
    return found


_NPY = b"\x93NUMPY\x01\x00"
_HEADER = re.compile(
    rb"\{'descr': '([<>|][biufcSUmM]\d{1,9}(?:\[\w{1,9}\])?)', 'fortran_order': (True|False), "
    rb"'shape': \(((?:\d{1,18}, ?)*(?:\d{1,18})?)\), \} *\n"
)


def npy(value: np.ndarray[Any, Any]) -> bytes:
    """The `.npy` bytes of an array without objects."""
    fortran = value.flags.f_contiguous and not value.flags.c_contiguous
    return _npy_header(value.dtype.str, fortran, value.shape) + value.tobytes("F" if fortran else "C")


@lru_cache(1000)
def _npy_header(dtype: str, fortran: bool, shape: tuple[int, ...]) -> bytes:
    text = f"{{'descr': {dtype!r}, 'fortran_order': {fortran}, 'shape': {shape}, }}"
    text += " " * (-(len(text) + len(_NPY) + 3) % 64) + "\n"
    return _NPY + struct.pack("<H", len(text)) + text.encode("ascii")


def array(content: bytes) -> np.ndarray[Any, Any]:
    """The array in `.npy` bytes, writable.

    Raises:
        WireError: the bytes are no array of plain numbers or strings, or too few or too many.
    """
    if content[:8] != _NPY or len(content) < 10:
        raise WireError("an array is malformed")
    start = 10 + content[8] + 256 * content[9]
    try:
        dtype, order, shape, size = _read_header(content[10 : min(start, 2000)])
        if size != len(content) - start:
            raise WireError("an array is malformed")
        if not size:
            return np.empty(0, dtype).reshape(shape)
        result: np.ndarray[Any, Any] = np.ndarray(shape, dtype, content, start, order=order).copy(order)
        return result
    except WireError:
        raise
    except (ValueError, TypeError, OverflowError):
        raise WireError("an array is malformed") from None


@lru_cache(1000)
def _read_header(header: bytes) -> tuple[np.dtype[Any], Literal["C", "F"], tuple[int, ...], int]:
    """Type, order, shape, and bytes of its data."""
    # Not NumPy's own reader: that one evaluates the header as Python, which is slower and trusts more.
    found = _HEADER.fullmatch(header)
    if not found:
        raise WireError("an array is malformed")
    shape = tuple(int(n) for n in found[3].decode("ascii").replace(",", " ").split())
    dtype = np.dtype(found[1].decode("ascii"))
    return dtype, "F" if found[2] == b"True" else "C", shape, dtype.itemsize * math.prod(shape)
