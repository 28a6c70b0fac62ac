"""Handles: what a test cell holds of the student's objects.

A handle looks like the object it stands for. Numbers and texts come back by value; arrays are fetched when
the test looks at them, so that operators, NumPy and `np.testing` are the judge's own; containers are compared
by value, and looked into once, so that length, items and `in` agree; all else is asked in the student's
process. But nobody except the judge decides how something compares with a value of the judge's: by `==`, by
`<`, or by the size of a difference.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from nbjudge import wire
from nbjudge.session import Session, StudentError

_CONTAINERS: dict[str, type] = {"list": list, "tuple": tuple, "dict": dict, "set": set}
_WRITING = {"fill", "sort", "partition", "put", "resize", "itemset", "setflags", "setfield", "byteswap"}
_BY_VALUE = {
    "count",
    "index",
    "issubset",
    "issuperset",
    "isdisjoint",
    "keys",
    "values",
    "items",
}  # methods of containers
_NOTHING = object()
MOST_HANDLES = 1 << 53  # their numbers; Python's hashes of larger ones can be equal


class Method:
    """A method of a student's object, found before on another one of that class: looked up when called."""

    __slots__ = ("_name", "_owner")

    def __init__(self, owner: Handle, name: str) -> None:
        self._owner, self._name = owner, name

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return _ask(self._owner, ("method", self._owner, self._name, list(arguments), keywords))

    def __getattr__(self, name: str) -> Any:
        return getattr(_ask(self._owner, ("get", self._owner, self._name)), name)


class State:
    """What a handle knows of its object.

    Attributes:
        kind: "array", "list", "type", ... as in student/serving.py.
        plain: of an object that is also a number or a text: that.
        exact: its class is the built-in or NumPy one, no subclass.
        value: ("pending", value) of one that is to be sent; (actions, blob) of an array that came.
        members: (actions, items) of a container that was looked into; None for too many.
        glances: (actions, attributes that came with a reply, as they came).
    """

    __slots__ = ("exact", "glances", "kind", "members", "number", "plain", "session", "value")

    def __init__(self, session: Session, number: int, kind: str, plain: Any, exact: bool) -> None:
        self.session, self.number, self.kind, self.plain, self.exact = session, number, kind, plain, exact
        self.value: tuple[Any, Any] | None = None
        self.members: tuple[int, Any] | None = None
        self.glances: tuple[int, dict[str, tuple[wire.Tree, wire.Blobs]]] | None = None


class Handle:
    """An object in the student's process. All names are the object's own, so there are no methods here."""

    __slots__ = ("__weakref__", "_nbj")
    _nbj: State

    def __del__(self) -> None:
        mine = self._nbj
        if mine.value is None or mine.value[0] != "pending":  # the other side knows it
            mine.session.dead.add(mine.number)

    # --- Attributes, calls, items ----------------------------------------------------------------

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        kind = self._nbj.kind
        if kind == "array":
            return np.ndarray
        if kind in _CONTAINERS:
            return _CONTAINERS[kind]
        return type(self._nbj.plain) if self._nbj.plain is not _NOTHING else type(self)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name not in (
            "__name__",
            "__qualname__",
            "__doc__",
            "__dict__",
            "__module__",
        ):
            raise AttributeError(name)  # NumPy and others look for protocols that a handle does not have
        if self._nbj.kind == "array" and name not in _WRITING:
            return getattr(_array(self), name)
        plain, session, kind = self._nbj.plain, self._nbj.session, type(self).__name__
        if plain is not _NOTHING and hasattr(plain, name):
            return getattr(plain, name)
        if self._nbj.kind in _CONTAINERS and name in _BY_VALUE and hasattr(_CONTAINERS[self._nbj.kind], name):
            members = _members(self)
            if self._nbj.kind == "set":
                members = wire.set_of(members)
            return getattr(members, name)
        if (kind, name) in session.methods:
            return Method(self, name)
        glances = self._nbj.glances
        if glances is not None and glances[0] == session.actions and name in glances[1]:
            tree, blobs = glances[1][name]
            return wire.unpack(tree, blobs, session.decode)
        value = _ask(self, ("get", self, name))
        if _is(value) and value._nbj.kind == "method":
            session.methods.add((kind, name))
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        _ask(self, ("set", self, name, value))

    def __delattr__(self, name: str) -> None:
        _ask(self, ("del", self, name))

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return _ask(self, ("call", self, list(arguments), keywords))

    def __getitem__(self, key: Any) -> Any:
        if self._nbj.kind == "array" or self._nbj.plain is not _NOTHING:
            return _value(self)[_local(key)]
        if self._nbj.exact and self._nbj.kind != "set" and type(key) in (int, str):
            items = _few(self) or ()  # none, where there are too many
            if key in (items if self._nbj.kind == "dict" else range(-len(items), len(items))):
                return items[key]
        return _ask(self, ("item", self, key))

    def __setitem__(self, key: Any, value: Any) -> None:
        _ask(self, ("setitem", self, key, value))

    def __delitem__(self, key: Any) -> None:
        _ask(self, ("delitem", self, key))

    def __iter__(self) -> Iterator[Any]:
        if self._nbj.kind == "array" or self._nbj.plain is not _NOTHING:
            return iter(_value(self))
        return iter(_members(self)) if self._nbj.kind in _CONTAINERS else _items(self)

    def __next__(self) -> Any:
        try:
            return _ask(self, ("next", self))
        except StudentError as error:
            if error.kind == "StopIteration":
                raise StopIteration from None
            raise

    def __contains__(self, item: Any) -> bool:
        if self._nbj.kind == "array":
            return bool(_local(item) in _array(self))
        if self._nbj.plain is not _NOTHING:
            return bool(_local(item) in self._nbj.plain)
        if not _is(item) and (self._nbj.kind in _CONTAINERS or not _defined(self, "contains")):
            return any(element == item for element in self)
        return _ask(self, ("binary", "contains", self, item)) is True

    def __instancecheck__(self, instance: Any) -> bool:
        return _is(instance) and _ask(self, ("isinstance", instance, self)) is True

    def __subclasscheck__(self, subclass: Any) -> bool:
        return _is(subclass) and _ask(self, ("issubclass", subclass, self)) is True

    # --- What it looks like ------------------------------------------------------------------------

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.array(_array(self), dtype=dtype)

    def __len__(self) -> int:
        if self._nbj.kind == "array" or self._nbj.plain is not _NOTHING:
            return len(_value(self))
        if self._nbj.kind in _CONTAINERS:
            return len(_members(self))
        length = _ask(self, ("unary", "len", self))
        if type(length) is not int or length < 0:
            raise TypeError("len() did not return a length")
        return length

    def __bool__(self) -> bool:
        if self._nbj.kind == "array" or self._nbj.plain is not _NOTHING:
            return bool(_value(self))
        return len(self) > 0 if self._nbj.kind in _CONTAINERS else _ask(self, ("unary", "bool", self)) is True

    def __str__(self) -> str:
        return _text(self, ("unary", "str", self))

    def __repr__(self) -> str:
        return _text(self, ("unary", "repr", self))

    def __format__(self, specification: str) -> str:
        return _text(self, ("format", self, specification))

    def __hash__(self) -> int:
        return id(self)

    def __copy__(self) -> Any:
        return _ask(self, ("unary", "copy", self))

    def __deepcopy__(self, memo: Any) -> Any:
        return _ask(self, ("unary", "deepcopy", self))

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError("an object of the student's process cannot be pickled")

    def __float__(self) -> float:
        return float(_number(self, "float"))

    def __int__(self) -> int:
        return int(_number(self, "int"))

    def __index__(self) -> int:
        return operator.index(_number(self, "index"))

    def __complex__(self) -> complex:
        return complex(_number(self, "complex"))

    def __round__(self, digits: int | None = None) -> Any:
        return round(_number(self, "float"), digits)

    # --- Comparisons: decided here -----------------------------------------------------------------

    def __eq__(self, other: object) -> Any:
        return _compare(operator.eq, "eq", self, other)

    def __ne__(self, other: object) -> Any:
        return _compare(operator.ne, "ne", self, other)

    def __lt__(self, other: Any) -> Any:
        return _compare(operator.lt, "lt", self, other)

    def __le__(self, other: Any) -> Any:
        return _compare(operator.le, "le", self, other)

    def __gt__(self, other: Any) -> Any:
        return _compare(operator.gt, "gt", self, other)

    def __ge__(self, other: Any) -> Any:
        return _compare(operator.ge, "ge", self, other)


def _is(value: Any) -> bool:
    return issubclass(type(value), Handle)  # not isinstance: a handle says it is what it stands for


# --- Asking --------------------------------------------------------------------------------------


def _ask(handle: Handle, *steps: tuple[Any, ...]) -> Any:
    return ask(handle._nbj.session, *steps)[-1]


def ask(session: Session, *steps: tuple[Any, ...]) -> list[Any]:
    """Do steps with the student's objects (see student/serving.py); their results, by value or as handles."""
    if session.encode is wire.no_handle:
        session.encode, session.decode = partial(_encode, session), partial(_decode, session)
    return session.do(*steps)


def _encode(session: Session, value: Any, blobs: wire.Blobs) -> wire.Tree:
    if type(value) is type and (name := wire.class_name(value)):
        return {"h": name}
    if not _is(value):
        raise TypeError(
            f"a test cell hands a {type(value).__name__} to the student's code; numbers, texts, arrays, "
            "containers of these and the student's own objects can be handed over"
        )
    mine = value._nbj
    if mine.session is not session:
        raise TypeError("an object of a student's process that has ended is used again")
    pending = mine.value
    if pending is not None and pending[0] == "pending":
        mine.value = None
        return {"h": [mine.number, wire.pack(pending[1], blobs, session.encode)]}
    return {"h": mine.number}


_classes: dict[str, type[Handle]] = {}
_set_state = Handle.__dict__["_nbj"].__set__  # Handle.__setattr__ is the student's object's


def _make(name: str, state: State) -> Handle:
    """A handle; `name` is that of the object's class."""
    if name not in _classes:
        if not name.isidentifier() or len(_classes) > 1000:  # names are the student's choice
            name = "object"
        _classes[name] = type(name, (Handle,), {"__slots__": ()})
    handle = _classes[name]()
    _set_state(handle, state)
    state.session.known[state.number] = handle
    return handle


def _decode(session: Session, content: Any, blobs: wire.Blobs) -> Any:
    if type(content) is not dict:
        raise wire.WireError("a handle is malformed")
    number, kind, name = content.get("r"), content.get("k"), content.get("n")
    if (
        type(number) is not int
        or type(kind) is not str
        or type(name) is not str
        or abs(number) > MOST_HANDLES
    ):
        raise wire.WireError("a handle is malformed")
    handle = session.known.get(number)
    if handle is None or handle._nbj.kind != kind:
        plain = wire.unpack(content["p"], blobs, wire.no_handle) if "p" in content else _NOTHING
        exact = content.get("x") is True and (kind == "array" or kind in _CONTAINERS)
        handle = _make(name[:100], State(session, number, kind, plain, exact))
    session.dead.discard(number)
    if "v" in content:
        handle._nbj.value = (session.actions, wire.blob(blobs, content["v"]))
    return handle


# --- Values --------------------------------------------------------------------------------------


def _array(handle: Handle) -> Any:
    """The array as it is now, a copy. What came with the last reply still holds: nothing ran since."""
    session, value = handle._nbj.session, handle._nbj.value
    if value is not None and value[0] == "pending":
        return np.array(value[1])
    if value is not None and value[0] == session.actions:
        return wire.array(value[1])
    result = _ask(handle, ("array", handle))
    if type(result) is not np.ndarray:
        raise TypeError("this is not an array of numbers")
    return result


def _value(handle: Handle) -> Any:
    """What a handle stands for, by value; the handle itself if it cannot be had by value."""
    if handle._nbj.kind == "array":
        return _array(handle)
    if handle._nbj.plain is not _NOTHING:
        return handle._nbj.plain
    if handle._nbj.value is not None and handle._nbj.value[0] == "pending":
        return handle._nbj.value[1]
    if handle._nbj.kind in _CONTAINERS:
        return _ask(handle, ("value", handle))
    return handle


def _members(handle: Handle) -> Any:
    """What is in a container, as tuple or dict; looked at once as long as nothing of the student's runs."""
    items: Any = _few(handle)
    if items is None:
        kind = handle._nbj.kind
        wanted: Any = _CONTAINERS[kind]
        items = _value(handle)
        if type(items) is not wanted or len(items) <= wire.MOST_AT_ONCE:
            raise TypeError(f"this is not a {kind}")
        items = items if kind == "dict" else tuple(items)
        handle._nbj.members = (handle._nbj.session.actions, items)
    return items


def _few(handle: Handle) -> Any:
    """What is in a container, as tuple or dict; None if that is too much for one answer."""
    mine = handle._nbj
    if mine.members is None or mine.members[0] != mine.session.actions:
        if mine.value is not None and mine.value[0] == "pending":
            items: Any = tuple(mine.value[1].items())
        else:
            items = _ask(handle, ("pairs" if mine.kind == "dict" else "each", handle))
        if type(items) is not tuple:
            items = None
        if items is not None and mine.kind == "dict":
            items = {key: item for key, item in items}  # noqa: C416  (as in wire.set_of)
        mine.members = (mine.session.actions, items)
    return mine.members[1]


def _as_number(handle: Handle) -> Any:
    """An object of the student's as a number or an array of numbers."""
    try:
        return _array(handle)[()]
    except TypeError:
        return _number(handle, "float")


def _defined(handle: Handle, name: str) -> bool:
    """Whether an operator is one that classes of this assignment are to define; an object has no other."""
    operators = handle._nbj.session.operators
    return operators is None or f"__{name}__" in operators


def _local(value: Any) -> Any:
    return _value(value) if _is(value) else value


def _items(handle: Handle) -> Iterator[Any]:
    items = _ask(handle, ("each", handle))
    if type(items) is tuple:
        yield from items
        return
    while True:
        try:
            yield _ask(handle, ("next", items))
        except StudentError as error:
            if error.kind == "StopIteration":
                return
            raise


def _text(handle: Handle, step: tuple[Any, ...]) -> str:
    text = _ask(handle, step)
    if type(text) is not str:
        raise TypeError("this did not give a text")
    return text


def _number(handle: Handle, how: str) -> Any:
    value = _value(handle)
    number = _ask(handle, ("unary", how, handle)) if _is(value) else value
    if _is(number):
        raise TypeError("this is not a number")
    return number


def _compare(compare: Callable[[Any, Any], Any], name: str, left: Handle, right: Any) -> Any:
    if left is right and name == "eq" and left._nbj.kind != "array":
        return True
    mine, other = _value(left), _local(right)
    if not _is(mine):
        return NotImplemented if _is(other) else compare(mine, other)
    if _is(other):  # two objects of the student's classes: what they say of each other
        return _ask(left, ("binary", name, left, right)) is True
    if name in ("eq", "ne"):
        return name == "ne"
    return NotImplemented


# --- Operators -----------------------------------------------------------------------------------


def _operand(handle: Handle, name: str, other: Any) -> Any:
    """The value that an operator is applied to here; the handle if the student's process is to do it."""
    if handle._nbj.kind in ("list", "tuple", "dict"):
        joins = name.lstrip("r") in ("add", "mul", "or") and not isinstance(other, np.ndarray | np.generic)
        return handle if joins else _value(handle)
    mine = _value(handle)
    return mine if not _is(mine) or _is(other) or _defined(handle, name) else _as_number(handle)


def _forward(name: str) -> Callable[[Any, Any], Any]:
    function = getattr(operator, name, divmod)

    def apply(self: Handle, other: Any) -> Any:
        other_value = _local(other)
        mine = _operand(self, name.rstrip("_"), other_value)
        return _ask(self, ("binary", name, self, other)) if _is(mine) else function(mine, other_value)

    return apply


def _reflected(name: str) -> Callable[[Any, Any], Any]:
    function = getattr(operator, name, divmod)

    def apply(self: Handle, other: Any) -> Any:
        mine = _operand(self, "r" + name.rstrip("_"), other)
        return _ask(self, ("binary", name, other, self)) if _is(mine) else function(other, mine)

    return apply


def _in_place(name: str) -> Callable[[Any, Any], Any]:
    def apply(self: Handle, other: Any) -> Any:
        return _ask(self, ("binary", name, self, other))

    return apply


def _one(name: str) -> Callable[[Any], Any]:
    function = getattr(operator, name)

    def apply(self: Handle) -> Any:
        mine = _value(self)
        if _is(mine) and not _defined(self, name):
            mine = _as_number(self)
        return _ask(self, ("unary", name, self)) if _is(mine) else function(mine)

    return apply


for _name in (
    "add",
    "sub",
    "mul",
    "matmul",
    "truediv",
    "floordiv",
    "mod",
    "pow",
    "lshift",
    "rshift",
    "and_",
    "or_",
    "xor",
    "divmod",
):
    _plain_name = _name.rstrip("_")
    setattr(Handle, f"__{_plain_name}__", _forward(_name))
    setattr(Handle, f"__r{_plain_name}__", _reflected(_name))
for _name in (
    "iadd",
    "isub",
    "imul",
    "imatmul",
    "itruediv",
    "ifloordiv",
    "imod",
    "ipow",
    "iand",
    "ior",
    "ixor",
):
    setattr(Handle, f"__{_name}__", _in_place(_name))
for _name in ("neg", "pos", "abs", "invert"):
    setattr(Handle, f"__{_name}__", _one(_name))


# --- What test cells and helper modules of the instructor use --------------------------------------


class _TypeOf(type):
    """Behaves as `type`, and knows what handles stand for."""

    def __call__(cls, *arguments: Any, **keywords: Any) -> Any:
        if len(arguments) != 1 or not _is(arguments[0]):
            return type(*arguments, **keywords)
        handle = arguments[0]
        if handle._nbj.exact:
            return np.ndarray if handle._nbj.kind == "array" else _CONTAINERS[handle._nbj.kind]
        return _ask(handle, ("get", handle, "__class__"))

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, type)


class TypeOf(metaclass=_TypeOf):
    """What the name `type` means in a test cell."""


def is_handle(value: Any) -> bool:
    """Whether a value stands for something in the student's process."""
    return _is(value) or isinstance(value, Method)


def put(session: Session, value: Any) -> Handle:
    """Hand a copy of an array or a container over once; the handle is sent with its first use."""
    content = dict(value) if isinstance(value, dict) else np.array(value)
    kind = "dict" if isinstance(content, dict) else "array"
    state = State(session, session.new_number(), kind, _NOTHING, True)
    state.value = ("pending", content)
    return _make(type(content).__name__, state)


def name(session: Session, identifier: str) -> Any:
    """What a name of the notebook stands for.

    Raises:
        StudentError: a NameError, if the notebook does not define it.
    """
    return ask(session, ("name", identifier))[0]


def unname(session: Session, identifier: str) -> None:
    """Delete a name of the notebook; NameError (a StudentError) if there is none."""
    ask(session, ("unname", identifier))


def rename(session: Session, identifier: str) -> None:
    """Give a name that was deleted its object back."""
    ask(session, ("rename", identifier))


def is_callable(value: Any) -> bool:
    """Whether a value is a handle to a class or a function."""
    return _is(value) and value._nbj.kind in ("type", "function", "method")


def calls(session: Session, function: Handle | Method, arguments: Sequence[Any]) -> list[Any]:
    """Call a function of the student's once for each argument, a copy each, in one message; arrays by value.

    Raises:
        StudentError: a call raised.
    """
    results: list[Any] = []
    for start in range(0, len(arguments), 500):
        part = arguments[start : start + 500]
        owner, name = (
            (function._owner, function._name) if isinstance(function, Method) else (function, "__call__")
        )
        results += ask(
            session, *(("array_of_method", owner, name, [np.array(argument)]) for argument in part)
        )
    return results


def in_turn(owner: Handle, methods: Sequence[Sequence[Any]]) -> Any:
    """Call methods of an object one after the other, each given as (name, *arguments), in one message.

    Returns:
        The last result.

    Raises:
        StudentError: a call raised; those after it were not done.
    """
    steps: list[tuple[Any, ...]] = [("method", owner, n, list(arguments), {}) for n, *arguments in methods]
    return _ask(owner, *steps) if steps else None
