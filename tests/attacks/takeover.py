# ruff: noqa: E501
"""Taking over the student's end of the wire: forged answers, and answers that make the judge work."""

from tests.attacks.attack import OUTSIDE, WRONG, Attack, notebook

NO_WIRE = "does not apply"
FIND = """
import gc, json, os, socket, struct
servers = [o for o in gc.get_objects() if type(o).__name__ == "Server" and hasattr(o, "_op_do")]
def frame(header, *blobs):
    text = json.dumps(header).encode()
    return struct.pack("!4sII", b"nbj1", len(text), len(blobs)) + struct.pack(f"!{len(blobs)}Q", *map(len, blobs)) + text + b"".join(blobs)
def sockets():
    for fd in os.listdir("/proc/self/fd"):
        if os.path.exists(f"/proc/self/fd/{fd}") and os.readlink(f"/proc/self/fd/{fd}").startswith("socket:"):
            yield socket.socket(fileno=os.dup(int(fd)))
"""
WIRE = [
    Attack(
        "server says yes",
        "the serving code in the student's process patched: the answer is always True",
        OUTSIDE,
        WRONG
        + FIND
        + """
for server in servers:
    type(server)._op_do = lambda self, request, blobs, results: {"values": [True for _ in request["steps"]]}
""",
        plain=NO_WIRE,
    ),
    Attack(
        "server says zero",
        "the same: every difference is 0.0, every length 2, every list empty",
        OUTSIDE,
        WRONG
        + FIND
        + """
def answer(self, request, blobs, results):
    values = []
    for step in request["steps"]:
        if step[0] == "each": values.append({"t": []})
        elif step[0] == "unary" and step[1] == "len": values.append(2)
        elif step[0] in ("name", "call", "get", "method"): values.append({"h": {"r": 7, "k": "object", "n": "float"}})
        else: values.append(0.0)
    return {"values": values}
for server in servers: type(server)._op_do = answer
""",
        plain=NO_WIRE,
    ),
    Attack(
        "foreign handles",
        "replies with handles of foreign numbers, kinds and `fresh` lists",
        OUTSIDE,
        WRONG
        + FIND
        + """
import numpy.lib.format, io
blob = io.BytesIO(); np.lib.format.write_array(blob, np.array([0.0, 0.0]), version=(1, 0)); blob = blob.getvalue()
kinds = ["array", "type", "list", "dict", "method", "nonsense"]
def answer(self, request, blobs, results):
    results.append(blob)
    return {"values": [{"h": {"r": n - 3, "k": kinds[n % 6], "n": "__class__", "v": 0, "p": {"type": "numpy.memmap"}}}
                       for n, _ in enumerate(request["steps"])],
            "fresh": [[n, 0] for n in range(-50, 50)] + [[True, False], ["x", None], 3]}
for server in servers: type(server)._op_do = answer
""",
        plain=NO_WIRE,
    ),
    Attack(
        "frames on the socket",
        "frames written to the session's socket: replies to questions not yet asked",
        OUTSIDE,
        WRONG
        + FIND
        + """
def f(x):
    for s in sockets():
        try:
            for n in range(1, 60): s.send(frame({"id": n, "values": [0.73]}))
        except OSError: pass
    return 0.0
""",
        plain=NO_WIRE,
    ),
    Attack(
        "garbage on the socket",
        "garbage, huge lengths, deep nesting and huge numbers on the socket",
        OUTSIDE,
        WRONG
        + FIND
        + """
import itertools
turn = itertools.count()
def f(x):
    deep = b'{"id":' + b"[" * 100000 + b"}"
    parts = [b"\\x80\\x04garbage" * 100, struct.pack("!4sII", b"nbj1", 4 << 30 - 1, 3), frame({"id": 10**400}),
             struct.pack("!4sII", b"nbj1", len(deep), 0) + deep, struct.pack("!4sII2Q", b"nbj1", 2, 2, 1 << 63, 1 << 63)]
    for s in sockets():
        try: s.send(parts[next(turn) % 5])
        except OSError: pass
    return 0.0
""",
        plain=NO_WIRE,
    ),
    Attack(
        "a fork answers",
        "a forked process answers on the socket",
        OUTSIDE,
        WRONG
        + FIND
        + """
if os.fork() == 0:
    for server in servers:
        type(server)._op_do = lambda self, request, blobs, results: {"values": [True for _ in request["steps"]]}
        server._process = os.getpid()
        server.serve()
    os._exit(0)
""",
        plain=NO_WIRE,
    ),
    Attack(
        "endless",
        "an infinite iterator, a length of 10**18, a range without end",
        OUTSIDE,
        """
import itertools
class Endless(list):
    def __len__(self): return 10**18
    def __iter__(self): return itertools.count()
    @property
    def shape(self): return (10**18,)
def f(x):
    return Endless() if np.ndim(x) else itertools.count()
""",
    ),
    Attack(
        "huge answers",
        "an array of shape (0, 10**9), an integer of 4000 digits, a text of 900 KB",
        OUTSIDE,
        """
answers = [10**4000, "x" * 900_000, np.zeros((0, 10**9)), np.zeros((1, 3_000_000), "i1")]
def f(x):
    return answers.pop(0) if answers else np.zeros((0, 10**9))
""",
    ),
    Attack(
        "nested displays",
        "outputs whose text is small and whose objects are large, in each cell",
        OUTSIDE,
        WRONG
        + FIND
        + """
def flood(bundle):
    servers[0]._wire._socket.sendall(frame({"output": bundle}))
deep = [[]] * 1_000_000
flood({"output_type": "display_data", "data": {"application/json": deep}, "metadata": {}, "display_id": "1"})
""",
        notebook(
            lambda content: [
                content["cells"].append({**content["cells"][1], "metadata": {}, "id": f"more{number}"})
                for number in range(5)
            ]
        ),
        plain=NO_WIRE,
    ),
]
