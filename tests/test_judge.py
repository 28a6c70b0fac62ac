"""Test cells on the trusted side, the student's objects in a sandbox: what works, and what must not."""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nbjudge import wire
from nbjudge.assignment import MasterCell, MasterNotebook, Role
from nbjudge.helpers import Helpers, bytecode
from nbjudge.judge import Judge
from nbjudge.records import Outcome, Status
from nbjudge.sandbox import Limits, Sandbox
from nbjudge.session import Session, SessionLost, StudentError

STUDENT = '''
import numpy as np


class Linear:
    """y = x Wᵀ."""

    def __init__(self, n_in, n_out):
        self.W, self.calls = np.zeros((n_out, n_in)), 0

    def forward(self, x):
        self.calls += 1
        self.output = x @ self.W.T
        return self.output

    def __add__(self, other):
        return ("added", other)

    def __lt__(self, other):
        return True

    def __eq__(self, other):
        return True

    __hash__ = None


class Liar(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, dtype=bool)

    def __array_ufunc__(self, *inputs, **options):
        return np.zeros(self.shape)

    def __array__(self, *arguments, **options):
        return np.array([0.73])


class Float(float):
    def __eq__(self, other):
        return True

    def __lt__(self, other):
        return True

    __gt__ = __le__ = __ge__ = __lt__
    __hash__ = float.__hash__


class List(list):
    def __eq__(self, other):
        return True

    def __len__(self):
        return 3


liar, fake, fakes = np.full(3, 7.0).view(Liar), Float(7), List([7])
numbers, table, pair = [1, 2, [3]], {"a": 1, "b": np.ones(2)}, (1, np.ones(2))
network = [Linear(3, 4), Linear(4, 2)]
text = "some text"


def double(x):
    return 2 * x


def fill(x):
    x[...] = 9


def fail(message):
    raise KeyError(message)


def count():
    n = 0
    while True:
        yield n
        n += 1


def use_double(x):
    return double(x) + 1


class Own(RuntimeError):
    pass


def own():
    raise Own("mine")


def hinting():
    error = AssertionError("why")
    error.hint = "mine"
    raise error
'''


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits()) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def session(sandbox: Sandbox) -> Iterator[Session]:
    session = Session(sandbox.spawn())
    session.load({}, seed=1)
    assert session.run(STUDENT, 20).error is None
    yield session
    session.close()


Test = Callable[..., Outcome]


@pytest.fixture
def judged(session: Session) -> Iterator[Test]:
    """Judges the text of a test cell worth two points."""
    defined = {"Linear", "double", "use_double", "numbers", "np"}
    imports = {"np": ("numpy", None), "math": ("math", None)}
    master = MasterNotebook("nb", (), {}, "python", None, frozenset(), imports, frozenset(defined))
    judge = Judge(master, Helpers({}), session)

    def run(source: str, seconds: float = 10.0) -> Outcome:
        return judge.test(MasterCell("a_test", "code", source, Role.TEST, points=2.0), seconds)

    yield run
    judge.close()


@pytest.mark.parametrize(
    "source",
    [
        "assert double(3) == 6 and double(2.5) == 5.0 and double('ab') == 'abab'",
        "assert double(True) is not None and double(1 + 2j) == 2 + 4j and double(b'a') == b'aa'",
        "assert np.array_equal(double(np.arange(3)), [0, 2, 4])",
        "layer = Linear(3, 4)\nlayer.W = np.ones((4, 3))\n"
        "np.testing.assert_allclose(layer.forward(np.ones((5, 3))), 3 * np.ones((5, 4)))",
        "layer = Linear(3, 4)\nlayer.forward(np.ones((1, 3)))\nassert layer.calls == 1 and layer.output.shape == (1, 4)",
        "layer = Linear(2, 2)\nlayer.W += 1\nlayer.W[0, 0] = 5\nassert layer.W.tolist() == [[5, 1], [1, 1]]",
        "assert numbers == [1, 2, [3]] and numbers[2] == [3] and len(numbers) == 3 and 2 in numbers and 4 not in numbers",
        "assert table['a'] == 1 and list(table) == ['a', 'b'] and sorted(table.keys()) == ['a', 'b'] and 'b' in table",
        "one, array = pair\nassert one == 1 and array.sum() == 2",
        "assert [layer.W.shape for layer in network] == [(4, 3), (2, 4)]",
        "assert network[0] is network[0] and network[0] is not network[1] and network[-1] is network[1]",
        "assert isinstance(network[0], Linear) and not isinstance(3, Linear)",
        "assert isinstance(numbers, list) and isinstance(table, dict) and isinstance(double(np.ones(2)), np.ndarray)",
        "assert type(numbers) is list and type(double(1)) is int and type(network[0]).__name__ == 'Linear'",
        "assert str(type(numbers)) == \"<class 'list'>\" and type(table['b']) is np.ndarray",
        "assert network[0] + 3 == ('added', 3)",
        "assert f'{double(0.125):.2f}' == '0.25' and text.upper() == 'SOME TEXT'",
        "try:\n    fail('x')\nexcept KeyError as error:\n    assert 'x' in str(error)\nelse:\n    assert False",
        "try:\n    own()\nexcept RuntimeError as error:\n    assert str(error) == 'mine'\nelse:\n    assert False",
        "assert [n for n, _ in zip(count(), range(3))] == [0, 1, 2] and next(count()) == 0",
        "x = np.zeros(3)\nfill(x)\nassert x.tolist() == [0, 0, 0], 'arrays are handed over as copies'",
        "assert math.sqrt(double(2)) == 2 and hasattr(network[0], 'W') and not hasattr(network[0], 'V')",
        "import copy\nother = copy.deepcopy(network[0])\nassert other is not network[0]",
        "original = double\ndel double\ntry:\n    use_double(1)\nexcept NameError:\n    pass\nelse:\n    assert False\n"
        "finally:\n    double = original\nassert use_double(1) == 3",
        "assert (np.ones(2) + table['b']).tolist() == [2, 2] and np.concatenate([table['b'], table['b']]).size == 4",
        "with np.errstate(all='raise'):\n    pass\nassert np.allclose(table['b'], 1) and -table['b'][0] == -1",
    ],
)
def test_ordinary_test_code_works(judged: Test, source: str) -> None:
    outcome = judged(source)
    assert (outcome.status, outcome.points) == (Status.PASSED, 2), outcome.message


@pytest.mark.parametrize(
    "source",
    [
        "assert np.array_equal(liar, [1, 2, 3])",
        "np.testing.assert_array_equal(liar, [1, 2, 3])",
        "assert (liar == [1, 2, 3]).all()",
        "assert liar.sum() == 0 and liar.tolist() == [0, 0, 0]",
        "assert np.abs(liar - np.ones(3)).max() < 1e-6",
        "assert fake == 3",
        "assert fake < 3",
        "assert not fake != 3",
        "assert abs(fake - 3) < 1e-6",
        "assert fakes == [1, 2, 3]",
        "assert network[0] == 3",
        "assert network[0] < 3",
        "assert 3 == network[0]",
        "assert 3 > network[0]",
        "assert network[0] in [3]",
        "assert 3 in [network[0]]",
    ],
)
def test_an_object_that_answers_for_itself_is_not_asked(judged: Test, source: str) -> None:
    outcome = judged(source)
    assert outcome.points == 0
    assert outcome.status in (Status.FAILED, Status.ERROR)


def test_what_a_subclass_holds_is_what_counts(judged: Test) -> None:
    assert (
        judged("assert fake == 7 and not fake < 3 and liar.tolist() == [7, 7, 7] and fakes == [7]").points
        == 2
    )


@pytest.mark.parametrize(
    ("source", "status", "points"),
    [
        ("1.5", Status.FAILED, 1.5),
        ("2", Status.PASSED, 2),
        ("7", Status.PASSED, 2),
        ("True", Status.FAILED, 1),
        ("False", Status.FAILED, 0),
        ("float('nan')", Status.FAILED, 0),
        ("-1", Status.FAILED, 0),
        ("'Success!'", Status.PASSED, 2),
        ("1.5;", Status.PASSED, 2),
        ("None", Status.PASSED, 2),
        ("network[0]", Status.PASSED, 2),
    ],
)
def test_partial_credit_is_the_number_at_the_end(
    judged: Test, source: str, status: Status, points: float
) -> None:
    outcome = judged(source)
    assert (outcome.status, outcome.points) == (status, points)


def test_a_failure_in_a_hidden_part_tells_the_student_nothing_of_it(judged: Test) -> None:
    hidden = "assert double(1) == 2\n### BEGIN HIDDEN TESTS\nassert double(2) == 5, 'expected 5'\n### END HIDDEN TESTS"
    outcome = judged(hidden)
    assert outcome.hidden
    assert "expected 5" in outcome.message
    assert outcome.hint == "A hidden check did not hold."
    visible = judged("assert double(1) == 3, 'expected 3'\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS")
    assert not visible.hidden
    assert visible.hint == "expected 3"


@pytest.mark.parametrize(
    ("hint", "told"),
    [
        ("'the shape is wrong'", "the shape is wrong"),
        ("'long ' * 1000", ("long " * 1000)[:500]),
        ("''", "A hidden check did not hold."),
        ("b'bytes'", "A hidden check did not hold."),
        ("['a list']", "A hidden check did not hold."),
    ],
)
def test_a_helper_may_say_why_a_hidden_check_failed_and_no_more(judged: Test, hint: str, told: str) -> None:
    raised = f"error = AssertionError('expected 5')\nerror.hint = {hint}\n"
    hidden = judged(f"{raised}### BEGIN HIDDEN TESTS\nraise error\n### END HIDDEN TESTS")
    assert (hidden.hint, hidden.message) == (told, "expected 5 (line 4 of the test)")
    assert judged(f"{raised}raise error").hint == "expected 5", "the message, where all can be read"


def test_a_student_cannot_speak_through_the_hint_of_a_hidden_check(judged: Test) -> None:
    hidden = judged("### BEGIN HIDDEN TESTS\nhinting()\n### END HIDDEN TESTS")
    assert hidden.status is Status.ERROR
    assert "mine" not in hidden.hint


def test_a_helper_of_the_visible_part_that_fails_for_the_hidden_part_is_hidden(judged: Test) -> None:
    source = "def check(n):\n    assert double(n) == 4, 'expected 4'\ncheck(2)\n### BEGIN HIDDEN TESTS\ncheck(3)\n### END HIDDEN TESTS"
    assert judged(source).hint == "A hidden check did not hold."


def test_a_hidden_part_within_a_function_is_hidden(judged: Test) -> None:
    define = "def check(n):\n    ### BEGIN HIDDEN TESTS\n    assert double(n) == 5, 'expected 5'\n    ### END HIDDEN TESTS\n"
    assert judged(f"{define}check(2)").hint == "A hidden check did not hold."
    broken = "### BEGIN HIDDEN TESTS\nassert double(2) == (5\n### END HIDDEN TESTS"
    assert "5" not in judged(broken).hint, "it says nothing where it cannot be run"


def test_where_a_hidden_check_went_wrong_is_a_line_of_the_notebook_or_nothing(session: Session) -> None:
    error = StudentError()
    error.where = ("f, line 2: raise KeyError(message)", "f, line 3: seen = 3.25")
    assert session.line_of(error) == "raise KeyError(message)"
    error.where = ("f, line 3: seen = 3.25",)
    assert session.line_of(error) == ""


@pytest.mark.parametrize(
    "text", ["raise ValueError", "import os; os._exit(3)", "return 3", "import time; time.sleep(60)"]
)
def test_what_an_assertion_says_may_be_an_object_of_the_students(fresh: Session, text: str) -> None:
    student = f"class Value:\n    def __str__(self):\n        {text}\nvalue = Value()"
    outcome = outcome_of(fresh, student, "assert value == 14, value", 2.0)
    assert outcome.status is not Status.PASSED
    assert outcome.points == 0


@pytest.mark.parametrize("number", ["10**400", "[10**400, 0]"])
def test_numbers_too_large_for_a_float_are_a_forged_answer(fresh: Session, number: str) -> None:
    tag = "c" if "[" in number else "f"
    forge = (
        "import gc\ndef f(): return 1\n"
        "for server in [o for o in gc.get_objects() if hasattr(o, '_op_do')]:\n"
        f"    type(server)._op_do = lambda *_: {{'values': [{{{tag!r}: {number}}}]}}\n"
    )
    outcome = outcome_of(fresh, forge, "del f", 5.0)
    assert outcome.points == 0
    assert fresh.lost is not None


def test_keys_with_equal_hashes_end_with_the_time_of_the_test(fresh: Session) -> None:
    """Each is inserted after all before it are compared; a NaN beside them makes the library take large ones."""
    collide = (
        "import gc\ndef f(): return 1\n"
        "def answer(self, request, blobs, results):\n"
        "    return {'values': [{'e': [k * (2**61 - 1) for k in range(100_000)]}], 'more': float('nan')}\n"
        "for server in [o for o in gc.get_objects() if hasattr(o, '_op_do')]:\n"
        "    type(server)._op_do = answer\n"
    )
    began = time.monotonic()
    assert outcome_of(fresh, collide, "f()", 1.0).status is Status.TIMEOUT
    assert time.monotonic() - began < 20


def test_memory_of_the_judge_is_not_shown_by_a_class_of_numpys(fresh: Session) -> None:
    student = "import numpy as np\nLayer = np.ndarray\nError, Float = ValueError, np.float32"
    source = (
        "import builtins, numpy\nassert Layer is not numpy.ndarray and len(Layer(3)) == 3\n"
        "assert Error is builtins.ValueError and Float is numpy.float32"
    )
    outcome = outcome_of(fresh, student, source, 5.0)
    assert outcome.status is Status.PASSED, outcome.message


@pytest.mark.parametrize("depth", [90, 150, 800])
def test_outputs_are_not_nested_without_end(fresh: Session, depth: int) -> None:
    """Who pickles, stores or shows them might fail."""
    run = fresh.run(
        f"value = 'x'\nfor _ in range({depth}): value = [value]\n"
        "display({'application/json': value}, raw=True)\nprint('on')",
        20,
    )
    kinds = [output["output_type"] for output in run.outputs]
    assert kinds == (["display_data", "stream"] if depth < 100 else ["stream"])


def test_an_error_of_the_students_code_says_where(judged: Test) -> None:
    outcome = judged("fail('ouch')")
    assert outcome.status is Status.ERROR
    assert "KeyError: 'ouch'" in outcome.hint
    assert "raise KeyError(message)" in outcome.hint
    hidden = judged("### BEGIN HIDDEN TESTS\nfail('ouch')\n### END HIDDEN TESTS")
    assert "ouch" not in hidden.hint
    assert "KeyError" in hidden.hint


def test_a_name_that_is_missing_is_named(judged: Test) -> None:
    assert "name 'nothing_here' is not defined" in judged("nothing_here(1)").hint


def test_what_test_cells_define_is_theirs_alone(judged: Test, session: Session) -> None:
    judged("def helper():\n    return 5\n_value = 3")
    assert judged("assert helper() == 5 and _value == 3").points == 2, "it stays for later test cells"
    assert session.defined(["helper", "_value", "double"]) == [False, False, True]
    session.run("def helper():\n    return 6", 5)
    assert judged("assert helper() == 5").points == 2, "the student cannot take its place"
    session.run("def abs(x):\n    return 0\nassert_equal = abs", 5)
    assert judged("assert abs(-3) == 3").points == 2, "nor that of a built-in function"
    judged("numbers = 3")
    assert judged("assert numbers == [1, 2, [3]]").points == 2, (
        "names of the notebook are the student's again"
    )


def test_printing_is_kept_and_earns_nothing(judged: Test) -> None:
    outcome = judged("print('judge')\ndouble(1)\nassert False")
    assert outcome.points == 0
    assert [output["text"] for output in outcome.outputs] == ["judge\n"]


@pytest.fixture
def fresh(sandbox: Sandbox) -> Iterator[Session]:
    session = Session(sandbox.spawn())
    session.load({}, seed=1)
    yield session
    session.close()


def outcome_of(session: Session, student: str, test: str, seconds: float = 5.0) -> Outcome:
    session.run(student, 10)
    master = MasterNotebook("nb", (), {}, "python", None, frozenset(), {}, frozenset())
    judge = Judge(master, Helpers({}), session)
    try:
        return judge.test(MasterCell("a_test", "code", test, Role.TEST, points=1.0), seconds)
    finally:
        judge.close()


def test_a_process_that_dies_in_a_test_fails_it_whatever_the_test_catches(fresh: Session) -> None:
    test = "try:\n    f()\nexcept BaseException:\n    pass"
    outcome = outcome_of(fresh, "import os\ndef f():\n    os._exit(0)", test)
    assert (outcome.status, outcome.points) == (Status.CRASHED, 0)


def test_an_endless_loop_in_a_test_is_interrupted(fresh: Session) -> None:
    outcome = outcome_of(
        fresh, "def f():\n    while True: pass", "try:\n    f()\nexcept Exception:\n    pass", 0.5
    )
    assert (outcome.status, outcome.points) == (Status.TIMEOUT, 0)
    assert fresh.lost is None, "Python code can be interrupted, so the process lives on"
    assert fresh.run("1 + 1", 5).error is None


BUSY = "import time\ndef work(seconds):\n    end = time.process_time() + seconds\n    while time.process_time() < end: pass"


@pytest.fixture
def crowd(fresh: Session) -> Iterator[None]:
    """Six programs that keep the student's processor busy."""
    processor = fresh._cpu
    code = f"import os\nos.sched_setaffinity(0, {{{processor}}})\nwhile True: pass"
    with contextlib.ExitStack() as stack:
        for _ in range(6):
            process = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
            stack.callback(process.wait)
            stack.callback(process.kill)
        yield


@pytest.mark.usefixtures("crowd")
def test_a_busy_machine_costs_no_points(fresh: Session) -> None:
    """Seven share the processor: what takes 0.5 s of it ends after 3.5 s or more."""
    assert not fresh.run(f"{BUSY}\nwork(0.5)", 2.5).timed_out
    assert outcome_of(fresh, "", "work(0.5)", 2.5).status is Status.PASSED


@pytest.mark.usefixtures("crowd")
def test_a_busy_machine_gives_nobody_more_than_three_times_the_limit(fresh: Session) -> None:
    began = time.monotonic()
    assert fresh.run("while True: pass", 1.0).timed_out
    assert 1.5 < time.monotonic() - began < 8


def test_who_sleeps_is_given_no_time_back(fresh: Session) -> None:
    began = time.monotonic()
    assert fresh.run("import time\ntime.sleep(20)", 1.0).timed_out
    assert time.monotonic() - began < 5


def test_a_notebook_gets_back_what_its_cells_have_waited(crowd: None, fresh: Session) -> None:
    before = fresh.child.waited()
    fresh.run(f"{BUSY}\nwork(0.3)", 10.0)
    waited = fresh.child.waited() - before
    assert 0.5 < waited < 20
    ends = wire.Deadline(0.0, lambda: waited)
    assert ends.passed()
    ends = wire.Deadline(0.1, lambda: waited)
    time.sleep(0.15)
    assert not ends.passed()
    assert ends.added == pytest.approx(0.2)
    time.sleep(0.2)
    with pytest.raises(TimeoutError):
        ends.remaining()


def test_code_that_swallows_interrupts_is_killed(fresh: Session) -> None:
    student = (
        "import time\ndef f():\n    while True:\n        try:\n            while True: time.sleep(0.01)\n"
        "        except BaseException: pass"
    )
    outcome = outcome_of(fresh, student, "f()", 2.0)
    assert outcome.status is Status.TIMEOUT
    assert fresh.lost is not None
    with pytest.raises(SessionLost):
        fresh.run("1", 5)


def test_a_forged_length_does_not_hang_the_judge(fresh: Session) -> None:
    student = "class Long:\n    def __len__(self): return 10**15\n    def __getitem__(self, i): return 1\nlong = Long()"
    outcome = outcome_of(fresh, student, "total = 0\nfor i in range(len(long)):\n    total += long[i]", 1.0)
    assert (outcome.status, outcome.points) == (Status.TIMEOUT, 0)


COUNTING = """
import numpy as np
class Counting:
    def __init__(self):
        self.total, self.seen, self.on, self.reads = np.zeros(2), [], True, 0
    @property
    def fresh(self):
        self.reads += 1
        return self.reads
    def step(self, by=1):
        self.total += by
        self.seen.append(by)
        self.on = not self.on
        return self
counting = Counting()
"""


@pytest.mark.parametrize(
    "test",
    [
        "for n in range(5):\n    assert counting.total.sum() == 2 * n\n    counting.step()",
        "for n in range(5):\n    assert len(counting.seen) == n\n    counting.step(7)\n    assert counting.seen[-1] == 7",
        "for n in range(5):\n    assert bool(counting.on) == (n % 2 == 0)\n    counting.step()",
        "assert [counting.fresh for _ in range(3)] == [1, 2, 3]",
        "total = counting.total\nfor n in range(1, 4):\n    counting.step()\n    assert total[0] == n",
        "assert counting.on is True\ncounting.on = None\nassert counting.on is None",
        "first = counting.seen\ncounting.step(4)\nassert list(first) == [4] and first[0] == 4",
    ],
)
def test_what_was_looked_at_is_looked_at_again_when_something_ran(fresh: Session, test: str) -> None:
    assert outcome_of(fresh, COUNTING, test).status is Status.PASSED


def test_attributes_that_tests_look_at_come_with_the_reply(fresh: Session) -> None:
    test = "mine = counting\nfor n in range(20):\n    mine.step()\n    assert mine.total[0] == n + 1"
    before = fresh.epoch
    assert outcome_of(fresh, COUNTING, test).status is Status.PASSED
    assert fresh.epoch - before < 30  # and not 40 and more


@contextmanager
def judging(session: Session, helper: Path, text: str, key: bytes = b"") -> Iterator[Judge]:
    """A judge whose test cells have a helper module with this text."""
    helper.write_text(text)
    imports = {helper.stem: (helper.stem, None), "np": ("numpy", None)}
    master = MasterNotebook("nb", (), {}, "python", None, frozenset(), imports, frozenset())
    judge = Judge(master, Helpers({helper.name: helper}), session, key)
    try:
        yield judge
    finally:
        judge.close()


def test_series_of_calls_travel_in_one_message(tmp_path: Path, fresh: Session) -> None:
    helper = (
        "def call_each(function, arguments):\n    return [function(a) for a in arguments]\n\n"
        "__judged__ = ('call_each',)\n"
    )
    fresh.run("import numpy as np\ndef f(x):\n    return (x ** 2).sum()", 10)
    before = fresh.epoch
    test = "assert len(series.call_each(f, list(np.ones((300, 2))))) == 300"
    with judging(fresh, tmp_path / "series.py", helper) as judge:
        assert judge.test(MasterCell("a", "code", test, Role.TEST, 1.0), 10).points == 1
    assert fresh.epoch - before <= 3


def drawn(tmp_path: Path, session: Session, key: bytes, cell: str = "a") -> str:
    """What a test draws, by way of a message."""
    helper = (
        "import numpy as np\ndef draw(number): return np.random.default_rng(number)\n__judged__ = ('draw',)\n"
    )
    test = "raise AssertionError(str([int(draws.draw(n).integers(10**9)) for n in (1, 1, 2)]))"
    with judging(session, tmp_path / "draws.py", helper, key) as judge:
        return judge.test(MasterCell(cell, "code", test, Role.TEST, 1.0), 10).message


def test_hidden_inputs_are_drawn_for_each_submission_and_are_the_same_again(
    tmp_path: Path, fresh: Session
) -> None:
    first = drawn(tmp_path, fresh, b"one")
    one, again, other = json.loads(first.partition("]")[0] + "]")
    assert one == again != other
    assert first == drawn(tmp_path, fresh, b"one")
    assert len({first, drawn(tmp_path, fresh, b"two"), drawn(tmp_path, fresh, b"one", "b")}) == 3


def test_methods_in_turn_travel_in_one_message(tmp_path: Path, fresh: Session) -> None:
    helper = "def in_turn(owner, *calls): raise NotImplementedError\n\n__judged__ = ('in_turn',)\n"
    fresh.run(COUNTING, 10)
    before = fresh.epoch
    with judging(fresh, tmp_path / "series.py", helper) as judge:
        test = (
            "last = series.in_turn(counting, *[('step', n) for n in range(9)])\n"
            "assert last.seen == list(range(9))"
        )
        assert judge.test(MasterCell("a", "code", test, Role.TEST, 1.0), 10).points == 1
        test = "series.in_turn(counting, ('step', 1), ('nothing',), ('step', 1))"
        outcome = judge.test(MasterCell("b", "code", test, Role.TEST, 1.0), 10)
    assert (outcome.status, "AttributeError" in outcome.message) == (Status.ERROR, True)
    assert fresh.epoch - before <= 6


def test_a_helper_is_its_own_file_whatever_lies_beside_the_others(tmp_path: Path) -> None:
    names = [f"helper{number}" for number in range(9)]
    for folder in ("ours", "theirs"):
        (tmp_path / folder).mkdir()
        for name in names:
            (tmp_path / folder / f"{name}.py").write_text(f"where = {folder!r}\n")
    files = {f"{name}.py": tmp_path / "theirs" / f"{name}.py" for name in names}
    files["helper4.py"] = tmp_path / "ours" / "helper4.py"
    helpers = Helpers(files)
    with helpers.active({}):
        found = {name: helpers.load(name, "where") for name in names}
    assert found == dict.fromkeys(names, "theirs") | {"helper4": "ours"}


def test_helpers_need_not_be_compiled_in_each_process_and_can_be_written_anew(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    helper = tmp_path / "helper.py"
    helper.write_text("def fail():\n    raise ValueError('ours')\n")
    broken = tmp_path / "broken.py"
    broken.write_text("def (:\n")
    compiled = bytecode(
        {"helper.py": helper, "package/inner.py": helper, "broken.py": broken, "a.txt": helper}
    )
    assert sorted(Path(name).parent.as_posix() for name in compiled) == ["__pycache__", "package/__pycache__"]
    marked = {name: content.replace(b"ours", b"OURS") for name, content in compiled.items()}
    with sandbox.spawn() as child:
        session = Session(child)
        session.load({"helper.py": helper.read_bytes(), **marked}, 1)
        error = session.run("import helper\nhelper.fail()", 10).error
        session.run("open('helper.py', 'w').write('name = 1')\nimport importlib", 10)
        again = session.run("print(importlib.reload(helper).name)", 10)
    assert error is not None
    assert error.message == "OURS"  # so it is what was compiled that runs
    assert error.where[-1] == "fail, line 2: raise ValueError('ours')"
    assert again.outputs[0]["text"] == "1\n"
