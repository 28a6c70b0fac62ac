"""Serving a student's objects: runs cells, and does with objects what the judge asks for.

One request, one reply, in order. A request is {"id", "op", ...}; outputs come before the reply as
{"output": {...}}. What the judge holds of an object is a number; the object itself never leaves the process.
"""

from __future__ import annotations

import contextlib
import copy
import operator
import os
import random
import signal
import socket
import sys
import threading
import traceback
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from nbjudge import wire
from nbjudge.student import shell as shells
from nbjudge.student.outlet import outlet

SMALL = 32_768  # arrays up to this many bytes travel along with their handle
GLANCE = 2_048  # arrays up to this many bytes travel along as attributes of an object
MOST_GLANCES = 8  # attributes of a class that travel along
MOST_ITEMS = 1_000_000  # of a container that is sent by value
MOST_TEXT = 1_000_000
MOST_BITS = 10_000
REQUEST_LIMIT = 1 << 31

_PLAIN_BASES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    # A subclass arrives as what its base class holds, whatever its own methods say.
    (bool, bool),
    (int, int.__int__),
    (float, float.__float__),
    (complex, lambda value: complex.__add__(value, 0j)),
    (str, str.__str__),
    (bytes, lambda value: bytes.__add__(value, b"")),
)
_LISTED: tuple[Any, ...] = (
    list,
    tuple,
    dict,
    set,
    frozenset,
    range,
    type({}.keys()),
    type({}.values()),
    type({}.items()),
)
_CONTAINERS = {list: "list", tuple: "tuple", dict: "dict", set: "set", frozenset: "set"}
_BINARY = {
    **{
        name: getattr(operator, name)
        for name in ("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow")
    },
    **{name: getattr(operator, name) for name in ("lshift", "rshift", "and_", "or_", "xor", "contains")},
    **{
        name: getattr(operator, name)
        for name in ("iadd", "isub", "imul", "imatmul", "itruediv", "ifloordiv", "imod")
    },
    **{
        name: getattr(operator, name)
        for name in ("ipow", "iand", "ior", "ixor", "eq", "ne", "lt", "le", "gt", "ge")
    },
    "divmod": divmod,
}
_UNARY: dict[str, Callable[[Any], Any]] = {
    **{name: getattr(operator, name) for name in ("neg", "pos", "abs", "invert", "index")},
    "len": len,
    "str": str,
    "repr": repr,
    "float": float,
    "int": int,
    "complex": complex,
    "bool": bool,
    "iter": iter,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}


_MAYBE_QUIET = {"name", "get", "item", "each", "pairs", "value", "array"}  # they see for themselves
_OF_AN_OBJECT = {"get", "method"}
_NOTHING = object()


class Server:
    """The student's side of one session.

    Attributes:
        shell: the IPython shell whose namespace holds the notebook's names.
    """

    def __init__(self, sock: socket.socket, shell: shells.StudentShell) -> None:
        self.shell = shell
        self._wire = wire.Connection(sock, REQUEST_LIMIT, REQUEST_LIMIT)
        self._lock = threading.Lock()
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}  # id of an object -> its number
        self._given: dict[int, Any] = {}  # arrays of the judge's that the present request uses
        self._unnamed: dict[str, Any] = {}  # what names stood for that a test has deleted
        self._looked: dict[type, list[str]] = {}  # attributes that tests have looked at
        self._ran = False  # whether the present request may have run something of the student's
        self._next = 1
        self._running = self._sending = self._interrupted = False
        self._process = os.getpid()
        signal.signal(signal.SIGINT, self._on_interrupt)
        shells.connect(shell, self._emit)

    def _on_interrupt(self, number: int, frame: types.FrameType | None) -> None:
        if self._running:  # an interrupt that comes too late must not hit the server itself
            if self._sending:  # half a message would spoil the connection
                self._interrupted = True
                return
            self._running = False
            raise KeyboardInterrupt

    def _emit(self, output: dict[str, Any]) -> None:
        mine = threading.current_thread() is threading.main_thread()
        with self._lock:
            self._sending = mine
            try:
                self._wire.send({"output": output})
            finally:
                self._sending = False
        if mine and self._interrupted:
            self._running = self._interrupted = False
            raise KeyboardInterrupt

    def serve(self) -> None:
        """Answer until the judge closes the connection."""
        last = ""
        while True:
            try:
                request, blobs, _ = self._wire.receive()
            except EOFError:
                return
            if request["op"] != last:  # each cell, and each series of questions, may show so much
                last = "" if request["op"] == "run" else request["op"]
                outlet.begin()
            reply: dict[str, Any] = {}
            results: wire.Blobs = []
            try:
                self._running = True
                reply = getattr(self, "_op_" + request["op"])(request, blobs, results)
            except BaseException as error:  # also SystemExit and KeyboardInterrupt of a student
                results.clear()
                reply = {"error": describe(error)}
            finally:
                self._running = self._interrupted = False
            if os.getpid() != self._process:  # a fork of the student's, which has reached the end of its cell
                os._exit(0)
            outlet.end()
            with self._lock:
                self._wire.send({"id": request.get("id"), **reply}, results)

    # --- Cells ---------------------------------------------------------------------------------

    def _op_files(self, request: dict[str, Any], blobs: wire.Blobs, results: wire.Blobs) -> dict[str, Any]:
        for name, blob in zip(request["names"], blobs, strict=True):
            with contextlib.suppress(
                OSError
            ):  # a file of the student's whose name is in the way; the instructor's come first
                Path(name).parent.mkdir(parents=True, exist_ok=True)
                Path(name).write_bytes(blob)
        os.sched_setaffinity(0, {request["cpu"]})  # the judge comes to the same one, see Session.side_by_side
        # As in a kernel: modules beside the notebook can be imported, after those of Python itself.
        libraries = [n for n, folder in enumerate(sys.path) if folder.endswith("-packages")]
        sys.path.insert(min(libraries, default=0), "")
        random.seed(request["seed"])
        np.random.seed(request["seed"])
        return {}

    def _op_run(self, request: dict[str, Any], blobs: wire.Blobs, results: wire.Blobs) -> dict[str, Any]:
        result = self.shell.execute(request["code"])
        error = result.error_in_exec if result.error_before_exec is None else result.error_before_exec
        return {"error": describe(error)} if error is not None else {}

    def _op_has(self, request: dict[str, Any], blobs: wire.Blobs, results: wire.Blobs) -> dict[str, Any]:
        return {"values": [name in self.shell.user_ns for name in request["names"]]}

    # --- Objects -------------------------------------------------------------------------------

    def _op_do(self, request: dict[str, Any], blobs: wire.Blobs, results: wire.Blobs) -> dict[str, Any]:
        for number in request.get("drop", ()):
            self._numbers.pop(id(self._objects.pop(number, None)), None)
        reply: dict[str, Any] = {"values": (values := [])}
        self._given.clear()
        self._ran = False
        for action, *trees in request["steps"]:
            arguments = [a if type(a) is str else wire.unpack(a, blobs, self._resolve) for a in trees]
            self._ran = self._ran or action not in _MAYBE_QUIET
            values.append(self._encode(getattr(self, "_do_" + action)(*arguments), results))
            if action in _OF_AN_OBJECT and (glances := self._glances(arguments[0], results)):
                reply["also"] = [self._numbers[id(arguments[0])], glances]
        if self._given:  # tests often look whether an array that they handed over was changed
            reply["fresh"] = [
                [number, wire.append(results, wire.npy(value))] for number, value in self._given.items()
            ]
        if not self._ran:
            reply["quiet"] = True
        return reply

    def _glances(self, owner: Any, blobs: wire.Blobs) -> list[Any]:
        """Attributes at which tests have looked in objects of this class, as far as they are small."""
        glances = []
        for name in self._looked.get(type(owner), ()):
            value = _stored(owner, name)
            kind = type(value)
            if kind in (bool, float, type(None)) or (kind is np.ndarray and value.nbytes <= GLANCE):
                glances.append([name, self._encode(value, blobs)])
        return glances

    def _do_name(self, name: str) -> Any:
        try:
            return self.shell.user_ns[name]
        except KeyError:
            raise NameError(f"name {name!r} is not defined") from None

    def _do_unname(self, name: str) -> None:
        self._unnamed[name] = self._do_name(name)
        del self.shell.user_ns[name]

    def _do_rename(self, name: str) -> None:
        if name in self._unnamed:
            self.shell.user_ns[name] = self._unnamed.pop(name)

    def _do_get(self, owner: Any, name: str) -> Any:
        value = _stored(owner, name)
        if value is _NOTHING:
            self._ran = True
            return getattr(owner, name)
        looked = self._looked.setdefault(type(owner), [])
        if name not in looked and len(looked) < MOST_GLANCES:
            looked.append(name)
        return value

    def _do_set(self, owner: Any, name: str, value: Any) -> None:
        setattr(owner, name, value)

    def _do_del(self, owner: Any, name: str) -> None:
        delattr(owner, name)

    def _do_call(self, function: Any, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        return function(*arguments, **keywords)

    def _do_method(self, owner: Any, name: str, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        return getattr(owner, name)(*arguments, **keywords)

    def _do_item(self, owner: Any, key: Any) -> Any:
        self._ran = self._ran or type(owner) not in (list, tuple, np.ndarray)
        return owner[key]

    def _do_setitem(self, owner: Any, key: Any, value: Any) -> None:
        owner[key] = value

    def _do_delitem(self, owner: Any, key: Any) -> None:
        del owner[key]

    def _do_each(self, value: Any) -> Any:
        """All items where asking for them cannot run the student's code; else an iterator."""
        for base in _LISTED:
            if isinstance(value, base):
                many = base.__len__(value) > wire.MOST_AT_ONCE
                if base in _CONTAINERS:  # by the base class, whatever the methods of a subclass say
                    return None if many else tuple(base.__iter__(value))
                return iter(value) if many else tuple(value)
        self._ran = True
        return iter(value)

    def _do_pairs(self, value: Any) -> Any:
        """Keys and values of a dictionary, unless there are too many."""
        return tuple(dict.items(value)) if dict.__len__(value) <= wire.MOST_AT_ONCE else None

    def _do_next(self, iterator: Any) -> Any:
        return next(iterator)

    def _do_unary(self, name: str, operand: Any) -> Any:
        return _UNARY[name](operand)

    def _do_binary(self, name: str, left: Any, right: Any) -> Any:
        return _BINARY[name](left, right)

    def _do_format(self, value: Any, specification: str) -> str:
        return format(value, specification)

    def _do_isinstance(self, value: Any, kind: Any) -> bool:
        return isinstance(value, kind)

    def _do_issubclass(self, value: Any, kind: Any) -> bool:
        return issubclass(value, kind)

    def _do_array(self, value: Any) -> Any:
        self._ran = self._ran or type(value) is not np.ndarray
        return _ByValue(np.array(value))  # a copy, of base class: the judge sees one moment of it

    def _do_array_of_method(self, owner: Any, name: str, arguments: list[Any]) -> Any:
        result = getattr(owner, name)(*arguments)
        return None if result is None else self._do_array(result)

    def _do_value(self, value: Any) -> Any:
        return _ByValue(value)

    # --- Values --------------------------------------------------------------------------------

    def _resolve(self, content: Any, blobs: wire.Blobs) -> Any:
        if isinstance(content, str):
            return wire.class_of(content)
        if isinstance(content, int):
            value = self._objects[content]
        else:  # a value that the judge hands over for good, under a number of its choice
            content, tree = content
            value = wire.unpack(tree, blobs, self._resolve)
            self._objects[content] = value
            self._numbers[id(value)] = content
        if content < 0 and type(value) is np.ndarray and value.nbytes <= SMALL:
            self._given[content] = value
        return value

    def _encode(self, value: Any, blobs: wire.Blobs) -> wire.Tree:
        if type(value) is _ByValue:
            return wire.pack(_by_value(value.value), blobs, self._handle)
        kind = type(value)
        if kind is np.ndarray or (kind in _CONTAINERS and kind is not tuple):
            return self._handle(value, blobs)
        if kind is tuple and len(value) <= wire.MOST_AT_ONCE:
            return {"t": [self._encode(item, blobs) for item in value]}
        return wire.pack(_checked(value), blobs, self._handle)

    def _handle(self, value: Any, blobs: wire.Blobs) -> wire.Tree:
        """What the judge gets of an object that stays here: number, kind, class, perhaps its plain value."""
        number = self._numbers.get(id(value))
        if number is None:
            number, self._next = self._next, self._next + 1
            self._objects[number] = value  # keeps it alive, so that its id stays its own
            self._numbers[id(value)] = number
        content: dict[str, Any] = {"r": number, "k": "object", "n": type(value).__name__[:100]}
        if isinstance(value, np.ndarray):
            if value.dtype.kind in wire.KINDS:
                content["k"], content["x"] = "array", type(value) is np.ndarray
                if value.nbytes <= SMALL:
                    content["v"] = wire.append(blobs, wire.npy(np.array(value)))
        elif isinstance(value, type):
            content["k"] = "type"
        elif isinstance(value, types.MethodType) and not isinstance(value.__self__, type):
            content["k"] = "method"
        elif isinstance(value, types.MethodType | types.FunctionType | types.BuiltinFunctionType):
            content["k"] = "function"
        else:
            for base, name in _CONTAINERS.items():
                if isinstance(value, base):
                    content["k"], content["x"] = name, type(value) is base
                    break
            for plain_base, plain in _PLAIN_BASES:
                if isinstance(value, plain_base) and type(value) is not plain_base:
                    content["p"] = wire.pack(_checked(plain(value)), blobs, self._handle)
                    break
        return {"h": content}


def _stored(owner: Any, name: str) -> Any:
    """An attribute that is stored in the object itself, so that reading it runs nothing; else _NOTHING."""
    kind: Any = type(owner)
    if kind.__getattribute__ is not object.__getattribute__:
        return _NOTHING
    try:
        value = object.__getattribute__(owner, "__dict__").get(name, _NOTHING)
    except AttributeError:
        return _NOTHING
    for base in kind.__mro__:
        if name in base.__dict__ and hasattr(type(base.__dict__[name]), "__set__"):
            return _NOTHING  # a property, or the like
    return value


class _ByValue:
    """Marks a result that is to be sent by value."""

    def __init__(self, value: Any) -> None:
        self.value = value


def _by_value(value: Any) -> Any:
    """Containers of base class all the way down, through the base class's own methods."""
    count = 0

    def convert(item: Any) -> Any:
        nonlocal count
        count += 1
        if count > MOST_ITEMS:
            raise ValueError(f"more than {MOST_ITEMS} values in a container")
        if isinstance(item, list):
            return [convert(part) for part in list.__iter__(item)]
        if isinstance(item, tuple):
            return tuple(convert(part) for part in tuple.__iter__(item))
        if isinstance(item, dict):
            return {convert(key): convert(part) for key, part in dict.items(item)}
        if isinstance(item, set):
            return {convert(part) for part in set.__iter__(item)}
        if isinstance(item, frozenset):
            return {convert(part) for part in frozenset.__iter__(item)}
        for base, plain in _PLAIN_BASES:
            if isinstance(item, base):
                return _checked(plain(item))
        return item

    return convert(value)


def _checked(value: Any) -> Any:
    """The value, unless it is too large to send."""
    if type(value) is int and value.bit_length() > MOST_BITS:
        raise ValueError(f"an integer of {value.bit_length()} bits")
    if type(value) in (str, bytes) and len(value) > MOST_TEXT:
        raise ValueError(f"a text of {len(value)} characters")
    return value


def describe(error: BaseException) -> dict[str, Any]:
    """What the judge learns of an exception: its classes, its message, where in the student's code."""
    try:
        message = str(error)
    except BaseException:
        message = ""
    lines = [
        f"{frame.name}, line {frame.lineno}: {frame.line or ''}"
        for frame in traceback.extract_tb(error.__traceback__)
        if "nbjudge" not in frame.filename
    ]
    return {
        "classes": [f"{kind.__module__}.{kind.__name__}"[:200] for kind in type(error).__mro__][:20],
        "message": message[:5000],
        "where": [line[:300] for line in lines[-20:]],
    }


def warm() -> None:
    """Make the shell; called once, in the warm parent."""
    shells.warm()


def main(sock: socket.socket) -> None:
    """Serve one session; called in the student's process, confined already."""
    Server(sock, shells.StudentShell.instance()).serve()
