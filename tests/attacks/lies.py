# ruff: noqa: E501
"""Objects that lie, and patched libraries."""

from tests.attacks.attack import OUTSIDE, WRONG, Attack

LIAR = '''
class Liar:
    """Equal to everything, near to everything."""
    def __init__(self, *a, **k): pass
    def yes(self, *a, **k): return True
    def zero(self, *a, **k): return 0.0
    def me(self, *a, **k): return self
    __eq__ = __le__ = __ge__ = __lt__ = __gt__ = __contains__ = __bool__ = yes
    __ne__ = lambda self, *a: False
    __sub__ = __rsub__ = __mod__ = __truediv__ = __float__ = __abs__ = zero
    __hash__ = lambda self: 0
    __getitem__ = __add__ = __radd__ = __mul__ = __rmul__ = __neg__ = __round__ = me
    __len__ = lambda self: 2
    __iter__ = lambda self: iter([self, self])
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        return (2,) if name == "shape" else self.zero if name == "max" else self.me
    __call__ = me
    __array__ = lambda self, *a, **k: __import__("numpy").zeros(2)
    __str__ = __repr__ = __format__ = lambda self, *a: "0.0"
'''
LIES = [
    Attack(
        "equal to everything",
        "objects whose `__eq__`, `__sub__`, `__array__`, `__class__` ... lie",
        OUTSIDE,
        LIAR + "def f(x):\n    return Liar()\n",
    ),
    Attack(
        "float subclass",
        "a `float` subclass that lies",
        OUTSIDE,
        """
class Liar(float):
    __eq__ = __le__ = __ge__ = __lt__ = __gt__ = lambda *a: True
    __ne__ = lambda *a: False
    __sub__ = __rsub__ = __abs__ = lambda *a: 0.0
    __hash__ = float.__hash__
def f(x):
    return Liar(0)
""",
    ),
    Attack(
        "ndarray subclass",
        "an `ndarray` subclass that lies (`__eq__`, `__array_ufunc__`, `__array_function__`)",
        OUTSIDE,
        """
class Liar(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **k):
        n = np.asarray(inputs[0] if inputs[0] is not self else inputs[-1]).shape
        return np.ones(2, bool) if ufunc in (np.equal, np.isfinite, np.less_equal, np.less) else np.zeros(2)
    def __array_function__(self, *a, **k): return True
    __eq__ = __lt__ = __le__ = __bool__ = lambda *a: True
    __sub__ = __rsub__ = __abs__ = lambda self, *a: self * 0
    def max(self, *a, **k): return 0.0
def f(x):
    return np.zeros(np.shape(x)).view(Liar)
""",
    ),
    Attack(
        "lying class objects",
        "`__instancecheck__`, `__hash__`, `__index__`, `__class__` that lie",
        OUTSIDE,
        """
class Meta(type):
    __instancecheck__ = __subclasscheck__ = __eq__ = lambda *a: True
    __sub__ = __rsub__ = lambda *a: 0.0
    __hash__ = type.__hash__
class Liar(metaclass=Meta):
    __index__ = __hash__ = lambda self: 0
    __eq__ = lambda *a: True
    __class__ = float
float = int = Liar
def f(x):
    return Liar
""",
    ),
    Attack(
        "patched testing",
        "`numpy.testing.*`, `np.allclose` and others patched",
        OUTSIDE,
        LIAR
        + """
import numpy.testing
for name in ("assert_allclose", "assert_equal", "assert_array_equal", "assert_almost_equal"):
    setattr(numpy.testing, name, lambda *a, **k: None)
np.allclose = np.isclose = np.array_equal = np.all = lambda *a, **k: True
np.abs = lambda x: Liar()
def f(x):
    return Liar()
""",
    ),
    Attack(
        "patched builtins",
        "`builtins` patched: `AssertionError`, `abs`, `isinstance`, `len`",
        OUTSIDE,
        LIAR
        + """
import builtins
class Quiet(Exception):
    def __new__(cls, *a): get_ipython().showtraceback = lambda *a, **k: None; return Exception.__new__(cls)
builtins.AssertionError = Quiet
builtins.abs = lambda x: 0.0
builtins.isinstance = lambda *a: True
np.testing.assert_allclose = np.testing.assert_almost_equal = lambda *a, **k: None
def f(x):
    return Liar()
""",
    ),
    Attack(
        "shadowed names",
        "names of the tests shadowed: `np`, `helper`, `abs`, `checks`, `HIDDEN_SOURCE`",
        OUTSIDE,
        LIAR
        + """
import types
abs = lambda x: 0.0
np = helper = checks = types.SimpleNamespace(
    testing=types.SimpleNamespace(assert_allclose=lambda *a, **k: 1, assert_almost_equal=lambda *a, **k: 1),
    array=lambda *a: Liar(), abs=lambda x: Liar())
HIDDEN_SOURCE = AssertionError = None
def f(x):
    return Liar()
""",
    ),
    Attack(
        "input transformer",
        "`input_transformers_post` turns later cells into `pass`",
        OUTSIDE,
        WRONG + "get_ipython().input_transformers_post.append(lambda lines: ['pass\\n'])",
    ),
    Attack(
        "ast transformer",
        "`ast_transformers` strips `assert`",
        OUTSIDE,
        WRONG
        + """
import ast
class Strip(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
    def visit_Expr(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Strip())
""",
    ),
    Attack(
        "replaced kernel",
        "`kernel.do_execute` or `shell.run_cell` replaced",
        OUTSIDE,
        WRONG
        + """
shell = get_ipython()
async def do_execute(*a, **k):
    return {"status": "ok", "execution_count": 0, "payload": [], "user_expressions": {}}
if getattr(shell, "kernel", None): shell.kernel.do_execute = do_execute
shell.run_cell = shell.run_cell_async = shell.run_code = lambda *a, **k: None
""",
    ),
    Attack(
        "patched result",
        "`ExecutionResult` and `showtraceback` patched",
        OUTSIDE,
        WRONG
        + """
from IPython.core import interactiveshell
interactiveshell.ExecutionResult.success = True
shell = get_ipython()
shell.showtraceback = shell._showtraceback = lambda *a, **k: None
shell.set_custom_exc((BaseException,), lambda *a, **k: None)
class Quiet:
    def __setattr__(self, *a): pass
    def __getattr__(self, name): return None
interactiveshell.ExecutionResult.__setattr__ = lambda self, name, value: object.__setattr__(
    self, name, None if "error" in name else value)
""",
    ),
    Attack(
        "display hook",
        "`displayhook(2.0)` inside of the tested function",
        OUTSIDE,
        "def f(x):\n    get_ipython().displayhook(2.0)\n    return 0.0 * x",
    ),
    Attack(
        "frame globals",
        "frames: expected values read and rewritten, `gc`, `inspect`",
        OUTSIDE,
        WRONG
        + """
import sys, gc, inspect
seen = []
def f(x):
    for info in inspect.stack():
        names = info.frame.f_globals
        if "HIDDEN_SOURCE" in info.frame.f_code.co_names:
            print("".join(map(str, info.frame.f_code.co_consts)))
            consts = [c for c in info.frame.f_code.co_consts if isinstance(c, float)]
    for each in gc.get_objects():
        if type(each) is str and "HIDDEN_" + "SOURCE" in each: print(each); break
    frame = sys._getframe(1)
    line = inspect.getsourcelines(frame)[0][frame.f_lineno - 1] if frame.f_code.co_name == "<module>" else ""
    print(line)
    try: return eval(line.split("==")[1])
    except Exception: return 0 * x
""",
    ),
    Attack(
        "history",
        "test cells read from `In`, `_ih`, `linecache`, events",
        OUTSIDE,
        WRONG
        + """
import linecache
def show(*a):
    print(list(In)[-1:], _ih[-1:], [l for v in linecache.cache.values() if len(v) > 2 for l in v[2] if "HIDDEN_" + "SOURCE" in l])
get_ipython().events.register("pre_run_cell", lambda info: print(info.raw_cell))
def f(x):
    show()
    return 0.0 * x
""",
    ),
    Attack(
        "exit in test",
        "`os._exit(0)`, `sys.exit`, `quit()` in the tested function",
        OUTSIDE,
        "import os\ndef f(x):\n    os._exit(0)",
    ),
    Attack(
        "system exit",
        "`SystemExit`, `KeyboardInterrupt`, `GeneratorExit` raised in a test",
        OUTSIDE,
        """
kinds = [SystemExit(0), KeyboardInterrupt(), GeneratorExit(), StopIteration(), StopAsyncIteration()]
def f(x):
    raise kinds.pop(0) if kinds else KeyboardInterrupt()
""",
    ),
    Attack(
        "forged errors",
        "exceptions that look like others: `CheckFailed`, `AssertionError`, groups",
        OUTSIDE,
        """
class CheckFailed(AssertionError): pass
errors = [CheckFailed("fine"), ExceptionGroup("many", [ValueError()]), UnicodeDecodeError("x", b"", 0, 1, ""), Warning()]
def f(x):
    raise errors.pop(0) if errors else type("SessionLost", (StopIteration,), {})()
""",
    ),
    Attack(
        "group in a cell",
        "an `ExceptionGroup` raised by a cell of the student's",
        OUTSIDE,
        WRONG + "raise ExceptionGroup('many', [ValueError('one')])",
    ),
    Attack(
        "threads",
        "threads that change values between look and use",
        OUTSIDE,
        """
import threading, time
box = np.zeros(2)
def spin():
    while True: box[:] = np.random.rand(2); time.sleep(0.0001)
threading.Thread(target=spin, daemon=True).start()
def f(x):
    return box if np.ndim(x) else box[0]
""",
    ),
    Attack(
        "different for graders",
        "right only when nobody seems to grade (environment, `__main__`, time)",
        OUTSIDE,
        """
import os, sys, time
time.time = time.perf_counter = time.monotonic = lambda: 0.0
graded = "NBGRADER_EXECUTION" in os.environ or "ipykernel" in sys.modules
def f(x):
    return 0.0 * x if graded else 0.585522112 * x
""",
    ),
]
