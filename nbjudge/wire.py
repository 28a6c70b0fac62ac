"""The messages between the judge and a student's process: frames, and values in them.

A frame is a head with all lengths, a JSON header, and any number of binary blobs. Values travel as JSON and
`.npy` bytes only, so that nothing that comes from a student is ever unpickled. In the JSON, None, booleans,
strings, integers and floats stand for themselves; all else is an object with one tag:

    {"a": i}       array: blob i is its .npy bytes    {"t": [...]}  tuple       {"slice": [start, stop, step]}
    {"s": i}       NumPy scalar, as a 0-d .npy        {"l": [...]}  list        {"type": "numpy.float32"}
    {"b": i}       bytes: blob i                      {"d": [[k, v], ...]}      {"...": 0}
    {"c": [x, y]}  complex                            {"e": [...]}  set
    {"h": ...}     an object that stays in the student's process; only the two ends know what is in there
"""

from __future__ import annotations

import json
import re
import socket
import struct
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

MAGIC = b"nbj1"
KINDS = "biufcSUmM"  # kinds of dtype that may travel: no objects, no records
MAX_DEPTH = 50
MOST_BLOBS = 10_000
MOST_AT_ONCE = 1000  # items of a container that are listed in one reply
_HEAD = struct.Struct("!4sII")  # magic, bytes of JSON, number of blobs
_dumps = json.JSONEncoder(separators=(",", ":")).encode
_loads = json.JSONDecoder().decode

Blobs = list[bytes]
Tree = Any


class WireError(Exception):
    """What came is not a message, is too large, or holds a value that may not travel."""


class Deadline:
    """A point in time; None for never."""

    def __init__(self, seconds: float | None) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds

    def remaining(self) -> float | None:
        """Seconds left, at least a thousandth.

        Raises:
            TimeoutError: it has passed.
        """
        if self._end is None:
            return None
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return max(left, 1e-3)

    def sooner(self, seconds: float) -> Deadline:
        """This deadline, or one in so many seconds if that is earlier."""
        other = Deadline(seconds)
        if self._end is not None and other._end is not None and self._end < other._end:
            return self
        return other


NEVER = Deadline(None)


# --- Frames ------------------------------------------------------------------------------------


class Connection:
    """One end of a stream socket, with frames.

    Args:
        header_limit: most bytes of JSON in a frame that is received.
        limit: most bytes of blobs in it. Nothing beyond the limits is ever stored.
    """

    def __init__(self, sock: socket.socket, header_limit: int, limit: int) -> None:
        self._socket = sock
        self._header_limit, self._limit = header_limit, limit
        self._buffer = bytearray()

    def send(self, header: dict[str, Any], blobs: Sequence[bytes] = (), deadline: Deadline = NEVER) -> None:
        """Send one frame.

        Raises:
            TimeoutError: the other side does not read.
            OSError: the other side is gone.
        """
        text = _dumps(header).encode("utf-8", "surrogatepass")
        lengths = struct.pack(f"!{len(blobs)}Q", *map(len, blobs))
        self._socket.settimeout(deadline.remaining())
        self._socket.sendall(b"".join((_HEAD.pack(MAGIC, len(text), len(blobs)), lengths, text, *blobs)))

    def receive(self, deadline: Deadline = NEVER) -> tuple[dict[str, Any], Blobs, int]:
        """Receive one frame: header, blobs, and their size in bytes.

        Raises:
            WireError: it is malformed or too large.
            TimeoutError: the deadline passed.
            EOFError: the other side has closed.
        """
        buffer = self._buffer
        self._fill(_HEAD.size, deadline)
        magic, size, count = _HEAD.unpack_from(buffer)
        if magic != MAGIC:
            raise WireError("not a message")
        if size > self._header_limit or count > MOST_BLOBS:
            raise WireError("a message is too large")
        start = _HEAD.size + 8 * count
        self._fill(start, deadline)
        lengths = struct.unpack_from(f"!{count}Q", buffer, _HEAD.size)
        if sum(lengths) > self._limit:
            raise WireError("a message is too large")
        end = start + size + sum(lengths)
        self._fill(end, deadline)
        text, start = buffer[start : start + size], start + size
        blobs = []
        for length in lengths:
            blobs.append(bytes(buffer[start : start + length]))
            start += length
        del buffer[:end]
        try:
            header = _loads(text.decode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError):
            raise WireError("a message is not JSON") from None
        if not isinstance(header, dict):
            raise WireError("a message is not an object")
        return header, blobs, end

    def _fill(self, size: int, deadline: Deadline) -> None:
        """Read until the buffer holds `size` bytes."""
        buffer = self._buffer
        while len(buffer) < size:
            self._socket.settimeout(deadline.remaining())
            chunk = self._socket.recv(max(65536, min(size - len(buffer), 1 << 20)))
            if not chunk:
                raise EOFError
            buffer += chunk


# --- Values ------------------------------------------------------------------------------------


def pack(value: Any, blobs: Blobs, other: Callable[[Any, Blobs], Tree], depth: int = 0) -> Tree:
    """Turn a value into a tree for JSON; its arrays and bytes are appended to `blobs`.

    Args:
        other: turns what does not travel by value into a tree; raises WireError if it cannot.
    """
    if depth > MAX_DEPTH:
        raise WireError("a value is nested too deeply")
    kind: Any = type(value)
    if value is None or kind in (bool, str, int, float):
        return value
    if kind is np.ndarray and value.dtype.kind in KINDS:
        return {"a": _append(blobs, npy(value))}
    if isinstance(value, np.generic) and kind is np.dtype(kind).type and value.dtype.kind in KINDS:
        return {"s": _append(blobs, npy(np.asarray(value)))}
    if kind is complex:
        return {"c": [value.real, value.imag]}
    if kind is bytes:
        return {"b": _append(blobs, value)}
    if kind in (tuple, list, set):
        tag = {tuple: "t", list: "l", set: "e"}[kind]
        return {tag: [pack(item, blobs, other, depth + 1) for item in value]}
    if kind is dict:
        items = [
            [pack(key, blobs, other, depth + 1), pack(item, blobs, other, depth + 1)]
            for key, item in value.items()
        ]
        return {"d": items}
    if kind is slice:
        return {
            "slice": [pack(part, blobs, other, depth + 1) for part in (value.start, value.stop, value.step)]
        }
    if value is Ellipsis:
        return {"...": 0}
    if kind is type and (value.__module__ in ("builtins", "numpy")):
        return {"type": f"{value.__module__}.{value.__name__}"}
    return other(value, blobs)


def unpack(tree: Tree, blobs: Blobs, handle: Callable[[Any, Blobs], Any], depth: int = 0) -> Any:
    """Turn a tree back into a value.

    Args:
        handle: gets what stands behind the tag "h".

    Raises:
        WireError: the tree is malformed.
    """
    if depth > MAX_DEPTH:
        raise WireError("a value is nested too deeply")
    if tree is None or isinstance(tree, bool | str | int | float):
        return tree
    if not isinstance(tree, dict) or len(tree) != 1:
        raise WireError("a value is malformed")
    ((tag, content),) = tree.items()

    def each(items: Any) -> list[Any]:
        if not isinstance(items, list):
            raise WireError("a value is malformed")
        return [unpack(item, blobs, handle, depth + 1) for item in items]

    try:
        if tag == "h":
            return handle(content, blobs)
        if tag == "a":
            return array(_blob(blobs, content))
        if tag == "s":
            scalar = array(_blob(blobs, content))
            if scalar.shape != ():
                raise WireError("a value is malformed")
            return scalar[()]
        if tag == "b":
            return _blob(blobs, content)
        if tag == "c":
            return complex(*each(content))
        if tag in ("t", "l", "e", "slice"):
            parts = each(content)
            return slice(*parts) if tag == "slice" else {"t": tuple, "l": list, "e": set}[tag](parts)
        if tag == "d":
            return dict(each(pair) for pair in content)
        if tag == "...":
            return Ellipsis
        if tag == "type":
            return _type(content)
    except (TypeError, ValueError, KeyError):
        raise WireError("a value is malformed") from None
    raise WireError("a value has an unknown tag")


def _append(blobs: Blobs, blob: bytes) -> int:
    blobs.append(blob)
    return len(blobs) - 1


def _blob(blobs: Blobs, index: Any) -> bytes:
    if type(index) is not int or not 0 <= index < len(blobs):
        raise WireError("a value is malformed")
    return blobs[index]


def _type(name: Any) -> Any:
    import builtins

    module, _, attribute = str(name).partition(".")
    found = getattr(builtins if module == "builtins" else np, attribute, None)
    if not isinstance(found, type):
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


def array(blob: bytes) -> np.ndarray[Any, Any]:
    """The array in `.npy` bytes, writable.

    Raises:
        WireError: the bytes are no array of plain numbers or strings, or too few or too many.
    """
    if blob[:8] != _NPY or len(blob) < 10:
        raise WireError("an array is malformed")
    start = 10 + int.from_bytes(blob[8:10], "little")
    try:
        dtype, fortran, shape = _read_header(blob[10 : min(start, 2000)])
        size = dtype.itemsize
        for n in shape:
            size *= n
        if size != len(blob) - start:
            raise WireError("an array is malformed")
        flat = np.frombuffer(blob, dtype, offset=start) if size else np.empty(0, dtype)
        result: np.ndarray[Any, Any] = flat.reshape(shape, order="F" if fortran else "C").copy(order="K")
        return result
    except WireError:
        raise
    except (ValueError, TypeError, OverflowError):
        raise WireError("an array is malformed") from None


@lru_cache(1000)
def _read_header(header: bytes) -> tuple[np.dtype[Any], bool, tuple[int, ...]]:
    # Not NumPy's own reader: that one evaluates the header as Python, which is slower and trusts more.
    found = _HEADER.fullmatch(header)
    if not found:
        raise WireError("an array is malformed")
    shape = tuple(int(n) for n in found[3].decode("ascii").replace(",", " ").split())
    return np.dtype(found[1].decode("ascii")), found[2] == b"True", shape
