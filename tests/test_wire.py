"""Messages from a student's process, whatever is in them: a value, or one of three errors, within bounds."""

import json
import socket
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nbjudge import wire
from nbjudge.wire import Connection, Deadline, WireError

LIMIT = 1 << 16
DTYPES = ["?", "i1", "<i4", ">i8", "u2", "<f4", "<f8", "c16", "S3", "<U4", "<M8[ns]", "<m8[s]"]


def pair() -> tuple[socket.socket, Connection]:
    """The student's end, raw, and the judge's."""
    student, judge = socket.socketpair()
    return student, Connection(judge, header_limit=LIMIT, limit=LIMIT)


def received(data: bytes) -> Any:
    """What the judge makes of these bytes, sent by a process that ends then."""
    student, judge = pair()
    student.sendall(data)
    student.close()
    try:
        return judge.receive(Deadline(5))
    finally:
        judge._socket.close()


def frame(header: bytes, blobs: tuple[bytes, ...] = (), magic: bytes = wire.MAGIC) -> bytes:
    lengths = struct.pack(f"!{len(blobs)}Q", *map(len, blobs))
    return struct.pack("!4sII", magic, len(header), len(blobs)) + lengths + header + b"".join(blobs)


def no_handle(*_: Any) -> Any:
    raise WireError("no handles here")


ODD: list[Any] = [
    {"output": {"text": "\ud800", "data": [float("inf"), 2**70, -(2**70)]}},
    {"id": 3, "error": {"message": "half a pair: \udfff"}},
    {
        "id": 4,
        "values": [wire.pack(value, [], lambda *_: None) for value in (2**63, -(2**64), -(2**63), 1e300)],
    },
]


@pytest.mark.parametrize("header", ODD)
def test_headers_arrive_as_they_were_sent(header: dict[str, Any]) -> None:
    student, judge = pair()
    Connection(student, LIMIT, LIMIT).send(header)
    assert judge.receive(Deadline(5))[0] == header
    student.close()
    judge._socket.close()


# --- What is sent arrives ------------------------------------------------------------------------

plain = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec="utf-8"))
    | st.binary()
)
values = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(values)
def test_plain_values_and_containers_arrive_as_they_were(value: Any) -> None:
    blobs: list[bytes] = []
    tree = json.loads(json.dumps(wire.pack(value, blobs, no_handle)))
    arrived = wire.unpack(tree, blobs, no_handle)
    assert repr(arrived) == repr(value)  # repr: nan is equal to itself, 1 is not True


@given(st.sampled_from(DTYPES), st.lists(st.integers(0, 4), max_size=4), st.booleans())
def test_arrays_arrive_with_shape_and_dtype_and_can_be_written_to(
    dtype: str, shape: list[int], fortran: bool
) -> None:
    array = np.zeros(shape, dtype, order="F" if fortran else "C")
    arrived = wire.array(wire.npy(array))
    assert (arrived.shape, arrived.dtype) == (array.shape, array.dtype)
    assert np.array_equal(arrived, array)
    arrived[...] = arrived


def test_a_scalar_arrives_as_a_scalar() -> None:
    blobs: list[bytes] = []
    arrived = wire.unpack(wire.pack(np.float32(1.5), blobs, no_handle), blobs, no_handle)
    assert type(arrived) is np.float32


def test_numpy_reads_our_arrays_and_we_read_its() -> None:
    import io

    array = np.arange(12.0).reshape(3, 4)
    assert np.array_equal(np.load(io.BytesIO(wire.npy(array)), allow_pickle=False), array)
    stream = io.BytesIO()
    np.save(stream, array)
    assert np.array_equal(wire.array(stream.getvalue()), array)


# --- What must not arrive --------------------------------------------------------------------------


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_message_or_an_error(data: bytes) -> None:
    with pytest.raises((WireError, EOFError)):
        received(data)


@settings(max_examples=300)
@given(st.binary(max_size=200), st.lists(st.binary(max_size=30), max_size=3))
@example(b"[" * 60_000, [])
@example(b'{"a":' * 10_000, [])
@example(b'{"id":' + b"9" * 5000 + b"}", [])
@example(b'{"id":1e999999}', [])
@example(b'{"a":1,"a":2}', [])
@example(b"\xff\xfe{}", [])
@example('{"a":"\udcff"}'.encode("utf-8", "surrogatepass"), [])
@example(b"NaN", [])
def test_any_header_is_an_object_or_an_error(header: bytes, blobs: list[bytes]) -> None:
    try:
        content, got, size = received(frame(header, tuple(blobs)))
    except WireError:
        return
    assert isinstance(content, dict)
    assert got == blobs
    assert size >= len(header)


@pytest.mark.parametrize(
    "head",
    [
        struct.pack("!4sII", wire.MAGIC, LIMIT + 1, 0),
        struct.pack("!4sII", wire.MAGIC, 2, wire.MOST_BLOBS + 1),
        struct.pack("!4sIIQ", wire.MAGIC, 2, 1, LIMIT + 1),
        struct.pack("!4sIIQQ", wire.MAGIC, 2, 2, LIMIT, 2**63),
        struct.pack("!4sII", b"evil", 2, 0),
    ],
    ids=["header", "number of blobs", "blob", "sum of blobs", "magic"],
)
def test_what_is_too_large_is_refused_before_it_is_read(head: bytes) -> None:
    student, judge = pair()
    student.sendall(head)
    with pytest.raises(WireError):
        judge.receive(Deadline(5))  # nothing more comes, so reading on would be a TimeoutError
    student.close()
    judge._socket.close()


def test_a_message_that_never_ends_costs_no_more_than_the_deadline() -> None:
    student, judge = pair()
    student.sendall(frame(b"{}")[:-1])
    with pytest.raises(TimeoutError):
        judge.receive(Deadline(0.05))
    student.sendall(b"}")
    assert judge.receive(Deadline(5))[0] == {}, "what came before the deadline is not lost"
    student.close()
    judge._socket.close()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*"asbctledhk", "slice", "type", "...", ""]), inner, max_size=2)
    ),
    max_leaves=15,
)


@settings(max_examples=500)
@given(json_values, st.lists(st.binary(max_size=40), max_size=2))
@example({"s": 0}, [wire.npy(np.zeros(3))])
@example({"type": "builtins.eval"}, [])
@example({"type": "numpy.load"}, [])
@example({"d": [[{"l": []}, 1]]}, [])
@example({"c": ["a", 1]}, [])
@example({"slice": [1]}, [])
def test_any_tree_is_a_value_or_an_error(tree: Any, blobs: list[bytes]) -> None:
    try:
        wire.unpack(tree, blobs, no_handle)
    except WireError:
        return


def test_a_tree_may_not_be_too_deep() -> None:
    tree: Any = 1
    for _ in range(1000):
        tree = {"l": [tree]}
    with pytest.raises(WireError):
        wire.unpack(tree, [], no_handle)


good = wire.npy(np.arange(6.0).reshape(2, 3))


@settings(max_examples=500)
@given(st.integers(0, len(good) - 1), st.binary(min_size=1, max_size=4))
def test_a_damaged_array_is_an_array_or_an_error(place: int, bytes_: bytes) -> None:
    damaged = good[:place] + bytes_ + good[place + len(bytes_) :]
    try:
        array = wire.array(damaged)
    except WireError:
        return
    assert array.nbytes <= len(damaged)


@pytest.mark.parametrize(
    "header",
    [
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2**70,), }",
        "{'descr': '<U999999999', 'fortran_order': False, 'shape': (), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (" + "1," * 99 + "), }",
        "__import__('os').system('true')",
    ],
)
def test_forged_array_headers_are_refused(header: str) -> None:
    text = header.encode() + b"\n"
    with pytest.raises(WireError):
        wire.array(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + bytes(8))


def test_objects_do_not_travel() -> None:
    with pytest.raises(WireError, match="no handles"):
        wire.pack(np.array([object()]), [], no_handle)
    with pytest.raises(WireError, match="no handles"):
        wire.pack(object(), [], no_handle)
