"""A small released course full of canaries, and what becomes of them while a hostile submission is graded.

Assignments: `task` asks for one function, and has two tests of two points with a visible and a hidden part;
`idioms` asks for a few values, and has a test for each way in which teachers compare; `weak` has tests that
any judge lets pass; in `chain` a notebook runs another one.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any

from nbgrader.apps.api import NbGraderAPI
from traitlets.config import Config

from course.files import ROOT
from nbjudge.student.files import remove_tree
from tests.attacks.attack import Attack
from tests.attacks.comparisons import HONEST, IDIOMS, SETUP, WEAK
from tests.mini import cell, write

EXPECTED = "0.73190264"  # stands in hidden tests only
VALUES = f"""
assert f(2.0) == 1.171044224
assert abs(f(4.0) - 2.342088448) < 1e-9
### BEGIN HIDDEN TESTS
HIDDEN_SOURCE = 1.25
assert f(HIDDEN_SOURCE) == {EXPECTED}
np.testing.assert_almost_equal(f(1.25), {EXPECTED})
assert abs(f(1.25) - {EXPECTED}) < 1e-9
### END HIDDEN TESTS
"""
ARRAYS = f"""
np.testing.assert_allclose(f(np.array([2.0, 4.0])), [1.171044224, 2.342088448])
### BEGIN HIDDEN TESTS
HIDDEN_SOURCE = np.array([1.25, 2.5])
assert f(HIDDEN_SOURCE).shape == (2,)
assert np.abs(f(HIDDEN_SOURCE) - [{EXPECTED}, 1.46380528]).max() < 1e-9
np.testing.assert_allclose(f(HIDDEN_SOURCE), [{EXPECTED}, 1.46380528])
### END HIDDEN TESTS
"""
STUB = "def f(x):\n    ### BEGIN SOLUTION\n    return 0.585522112 * x\n    ### END SOLUTION"
CONFIG = """
import os, sys
from pathlib import Path
root = Path(__file__).resolve().parent
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
c = get_config()
c.CourseDirectory.course_id = "arena"
c.CourseDirectory.root = str(root)
c.Execute.timeout = 2
c.Autograde.autograde_preprocessors = [
    "nbgrader.preprocessors.Execute", "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades", "nbgrader.preprocessors.CheckCellMetadata",
]
"""
JUDGED = """
from nbjudge import nbgrader_plugin
nbgrader_plugin.configure(c)
(root / "cache").mkdir(exist_ok=True)
c.JudgedAutograde.read_only = [str(root / "cache")]
c.JudgedAutograde.environment = {"XDG_CACHE_HOME": str(root / "cache")}
c.JudgedAutograde.notebook_seconds = 20
c.JudgedAutograde.memory = 1 << 30
"""
PLAIN = """
c.JudgedAutograde.judge = False  # this process has nbjudge, for other courses
c.Execute.shutdown_kernel = "immediate"
c.Execute.extra_arguments = ["--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=ERROR"]
"""


@dataclass
class Verdict:
    """What an attack came to.

    Attributes:
        points: in the gradebook; None if there is no score.
        leaks: canaries in what the student's code showed, or in the pages that a student gets.
        changed: what is no longer as it was.
        packets: messages that came to the listener.
        left: processes of the attack that were alive after grading.
        problem: what nbgrader said, if the submission was not graded.
    """

    points: float | None
    seconds: float
    leaks: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    packets: int = 0
    left: int = 0
    problem: str = ""
    anomalies: list[str] = field(default_factory=list)
    outputs: str = ""

    def harm(self) -> str:
        """In a few words, what the attacker got; empty for nothing."""
        found = [f"{self.points:g} points"] if self.points else []
        found += [f"read: {', '.join(sorted(self.leaks))}"] if self.leaks else []
        found += [f"changed: {', '.join(sorted(self.changed))}"] if self.changed else []
        found += ["sent packets"] if self.packets else []
        found += ["left a process"] if self.left else []
        found += ["not graded"] if self.problem else []
        return "; ".join(found)


class Listener:
    """Counts what reaches a TCP and a UDP port on the loopback interface, and an abstract socket."""

    def __init__(self) -> None:
        self.count = 0
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        self.abstract = f"arena-{secrets.token_hex(8)}"
        self._unix = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._unix.bind("\0" + self.abstract)
        self._unix.listen()
        for act in (self._tcp.accept, lambda: self._udp.recv(1000), self._unix.accept):
            threading.Thread(target=self._listen, args=(act,), daemon=True).start()

    def _listen(self, act: Any) -> None:
        with contextlib.suppress(OSError):
            while True:
                got = act()
                self.count += 1
                if isinstance(got, tuple):
                    got[0].close()

    def close(self) -> None:
        for each in (self._tcp, self._udp, self._unix):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


class Arena:
    """The course, with what surrounds it.

    Args:
        judged: graded by nbjudge, or by plain nbgrader.
    """

    def __init__(self, base: Path, judged: bool = True) -> None:
        self.root, self.home, self.judged = base / "course", base / "home", judged
        self.root.mkdir()
        self.home.mkdir(exist_ok=True)
        self.listener = Listener()
        self.marker = f"3600.{secrets.randbelow(10**12):012}"
        self.canaries = {
            name: f"canary-{secrets.token_hex(8)}"
            for name in (
                "the gradebook",
                "another submission",
                "the environment",
                "HOME",
                "the course",
                "hidden tests",
                "the reference solution",
            )
        }
        self._build()
        self.api = self._api()

    def _build(self) -> None:
        (self.root / "nbgrader_config.py").write_text(CONFIG + (JUDGED if self.judged else PLAIN))
        (self.home / "private.txt").write_text(self.canaries["HOME"])
        (self.root / "roster.txt").write_text(self.canaries["the course"])
        hidden = f"# {self.canaries['hidden tests']}\nHIDDEN_SOURCE ="
        write(
            self.root / "source" / "task" / "task.ipynb",
            [
                cell("setup", "import numpy as np\nimport helper"),
                cell("f", STUB, solution=True),
                cell("values", VALUES.replace("HIDDEN_SOURCE =", hidden), points=2),
                cell("arrays", ARRAYS.replace("HIDDEN_SOURCE =", hidden), points=2),
            ],
        )
        (self.root / "source" / "task" / "helper.py").write_text("LIMIT = 3\n")
        write(
            self.root / "source" / "idioms" / "idioms.ipynb",
            [
                cell("setup", "import math, re, unittest\nimport numpy as np"),
                cell("answers", f"### BEGIN SOLUTION\n{HONEST}\n### END SOLUTION", solution=True),
                *(cell(name, source, points=1) for name, source in IDIOMS.items()),
            ],
        )

        write(
            self.root / "source" / "chain" / "a_main.ipynb",
            [
                cell("setup", "import notebook_run\n%run b_modules.ipynb"),
                cell(
                    "own",
                    "### BEGIN SOLUTION\ndef quadruple(x): return double(double(x))\n"
                    "def half(x): return x / 2\n### END SOLUTION",
                    solution=True,
                ),
                cell("quadruple_test", "assert quadruple(3) == 12", points=2),
                cell("half_test", "assert half(2) == 1", points=2),
            ],
        )
        shutil.copy(ROOT / "notebook_run.py", self.root / "source" / "chain")
        secret = self.canaries["the reference solution"]
        write(
            self.root / "source" / "chain" / "b_modules.ipynb",
            [
                cell(
                    "double",
                    f"### BEGIN SOLUTION\ndef double(x): return 2 * x  # {secret}\n### END SOLUTION",
                    solution=True,
                ),
                cell("double_test", "assert double(2) == 4", points=1),
            ],
        )
        write(
            self.root / "source" / "weak" / "weak.ipynb",
            [
                cell(
                    "setup",
                    "import numpy as np\ngrid = np.arange(3.0)\ndef distance(a, b): return abs(a - b)",
                ),
                cell(
                    "answers",
                    f"### BEGIN SOLUTION\n{HONEST}\nsame = other = object\ncalls = 3\n### END SOLUTION",
                    solution=True,
                ),
                *(cell(name, SETUP + test, points=1) for name, (test, _) in WEAK.items()),
            ],
        )

    def _api(self) -> NbGraderAPI:
        from course.steps import configuration

        os.environ["ARENA_SECRET"] = self.canaries["the environment"]
        config: Config = configuration(self.root)
        api = NbGraderAPI(config=config)
        api.log_level = "ERROR"
        for assignment in ("task", "idioms", "chain", "weak"):
            result = api.generate_assignment(assignment)
            assert result["success"], result
        self.api = api
        self.hand_in("bob", "def f(x):\n    return 0.585522112 * x  # " + self.canaries["another submission"])
        result = api.autograde("task", "bob")
        assert result["success"], result
        with sqlite3.connect(self.root / "gradebook.db") as database:
            database.execute("update student set first_name = ?", (self.canaries["the gradebook"],))
        database.close()
        return api

    def close(self) -> None:
        self.listener.close()
        del os.environ["ARENA_SECRET"]

    # --- Handing in --------------------------------------------------------------------------------

    def fill(self, text: str) -> str:
        """A text of the attacker's, who knows where everything is."""
        return Template(text).safe_substitute(
            root=self.root,
            home=self.home,
            port=self.listener.port,
            abstract=self.listener.abstract,
            marker=self.marker,
            pid=os.getpid(),
            python=sys.executable,
        )

    def hand_in(self, student: str, solution: str, assignment: str = "task") -> Path:
        """Put a solution into submitted/; returns the notebook."""
        folder = self.root / "submitted" / student / assignment
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for released in (self.root / "release" / assignment).glob("*.ipynb"):
            content = json.loads(released.read_text())
            for each in content["cells"]:
                if each["metadata"].get("nbgrader", {}).get("grade_id") in ("f", "answers"):
                    each["source"] = self.fill(solution)
            (folder / released.name).write_text(json.dumps(content))
        return folder / f"{assignment}.ipynb"

    # --- The fight ----------------------------------------------------------------------------------

    def fight(self, attack: Attack) -> Verdict:
        """Grade a hostile submission; what came of it."""
        student = attack.student
        notebook = self.hand_in(student, attack.solution)
        if attack.alter is not None:
            attack.alter(self, notebook)
        before, packets = self._state(student), self.listener.count
        started = time.perf_counter()
        result = self.api.autograde("task", student)
        seconds = time.perf_counter() - started
        verdict = Verdict(self._points(student, "task"), seconds)
        if not result["success"]:
            verdict.problem = (str(result.get("error") or "") + str(result.get("log") or ""))[-2000:] or "?"
        time.sleep(attack.wait)
        verdict.left = self._end_left_over()
        verdict.packets = self.listener.count - packets
        after = self._state(student)
        verdict.changed = {name for name in before if before[name] != after[name]}
        if "course files" in verdict.changed or "gradebook" in verdict.changed or "home" in verdict.changed:
            self._mend(before)
        verdict.outputs = self._shown(student)
        verdict.leaks = {name for name, canary in self.canaries.items() if canary in verdict.outputs}
        if EXPECTED in verdict.outputs:
            verdict.leaks.add("expected values")
        verdict.anomalies = self._anomalies(student)
        remove_tree(str(self.root / "submitted" / student))
        return verdict

    def _points(self, student: str, assignment: str) -> float | None:
        scores = self.scores(student, assignment)
        known = [score for score in scores.values() if score is not None]
        return sum(known) if known else None

    def scores(self, student: str, assignment: str) -> dict[str, float | None]:
        """The automatic score of each test."""
        with contextlib.closing(sqlite3.connect(self.root / "gradebook.db")) as database:
            rows = database.execute(
                "select base_cell.name, grade.auto_score from grade"
                " join base_cell on grade.cell_id = base_cell.id"
                " join submitted_notebook on grade.notebook_id = submitted_notebook.id"
                " join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id"
                " join assignment on submitted_assignment.assignment_id = assignment.id"
                " where submitted_assignment.student_id = ? and assignment.name = ?",
                (student, assignment),
            )
            return dict(rows.fetchall())

    def _state(self, student: str) -> dict[str, Any]:
        """All that may not change: files, bob's rows, HOME, /tmp."""
        steps = ("submitted", "autograded", "feedback")
        own = {*(f"{step}/{student}" for step in steps), f"records/task/{student}.json"}
        files = {
            name: (self.root / name).read_bytes()
            for name in _files(self.root, own)
            if not name.startswith("gradebook.db")
        }
        with contextlib.closing(sqlite3.connect(self.root / "gradebook.db")) as database:
            others = database.execute("select * from student where id = 'bob'").fetchall()
        home = {name: (self.home / name).read_bytes() for name in _files(self.home, {".cache", "cache"})}
        return {
            "course files": files,
            "gradebook": (others, self.scores("bob", "task")),
            "home": home,
            "temporary files": {path.name for path in Path("/tmp").glob("arena-*")},
        }

    def _mend(self, before: dict[str, Any]) -> None:
        """Undo what an attack on plain nbgrader did, so that the next one finds everything in place."""
        with contextlib.closing(sqlite3.connect(self.root / "gradebook.db")) as database, database:
            for name, score in before["gradebook"][1].items():
                database.execute(
                    "update grade set auto_score = ? where cell_id in"
                    " (select id from base_cell where name = ?)"
                    " and notebook_id in (select submitted_notebook.id from submitted_notebook"
                    " join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id"
                    " where student_id = 'bob')",
                    (score, name),
                )
        for name, content in before["course files"].items():
            (self.root / name).write_bytes(content)
        for path in self.home.rglob("*"):
            if (
                path.is_file()
                and str(path.relative_to(self.home)) not in before["home"]
                and "cache" not in str(path)
            ):
                path.unlink()

    def _end_left_over(self) -> int:
        """Count the processes that carry our marker, and end them."""
        count = 0
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdecimal() and self.marker.encode() in (entry / "cmdline").read_bytes():
                    os.kill(int(entry.name), signal.SIGKILL)
                    count += 1
        return count

    def _shown(self, student: str) -> str:
        """All that the student's own cells showed, and the pages that the student gets."""
        text = []
        folder = self.root / "autograded" / student / "task"
        for path in folder.rglob("*") if folder.is_dir() else ():
            if path.suffix != ".ipynb":
                if path.is_file():
                    text.append(path.read_bytes()[: 1 << 20].decode("utf-8", "replace"))
                continue
            for each in json.loads(path.read_text())["cells"]:
                is_test = each["metadata"].get("nbgrader", {}).get("grade_id") in ("values", "arrays")
                # What a person reads about a test may name expected values; what it printed may not.
                text += [
                    json.dumps(output)
                    for output in each.get("outputs", ())
                    if not is_test or output["output_type"] == "stream"
                ]
        if self.judged and folder.is_dir() and self.api.generate_feedback("task", student)["success"]:
            text += [path.read_text() for path in (self.root / "feedback" / student).rglob("*.html")]
        return "\n".join(text)

    def _anomalies(self, student: str) -> list[str]:
        path = self.root / "records" / "task" / f"{student}.json"
        if not path.is_file():
            return []
        return [
            line
            for notebook in json.loads(path.read_text())["notebooks"].values()
            for line in notebook["anomalies"]
        ]

    def passed(self, student: str, assignment: str, solution: str) -> set[str] | None:
        """The tests of another assignment that a submission passes; None if it is not graded."""
        self.hand_in(student, solution, assignment)
        if not self.api.autograde(assignment, student)["success"]:
            return None
        return {name for name, score in self.scores(student, assignment).items() if score}

    def spy(self) -> tuple[dict[str, float | None], str]:
        """Hand in code that reads the reference in place of failed modules; scores and feedback."""
        tell = "def half(x):\n    raise ValueError(open('b_modules.ipynb').read())"
        self.hand_in("spy", "", "chain")
        for name, source in {
            "own": f"def quadruple(x): return double(double(x))\n{tell}",
            "double": "def double(x): return x",
        }.items():
            for path in (self.root / "submitted" / "spy" / "chain").glob("*.ipynb"):
                content = json.loads(path.read_text())
                for each in content["cells"]:
                    if each["metadata"].get("nbgrader", {}).get("grade_id") == name:
                        each["source"] = source
                path.write_text(json.dumps(content))
        for step in (self.api.autograde, self.api.generate_feedback):
            result = step("chain", "spy")
            assert result["success"], result
        pages = (self.root / "feedback" / "spy").rglob("*.html")
        return self.scores("spy", "chain"), "".join(page.read_text() for page in pages)

    def honest(self, student: str = "honest") -> float | None:
        """The points of an honest solution, graded now."""
        self.hand_in(student, "def f(x):\n    return 0.585522112 * x")
        assert self.api.autograde("task", student, force=True)["success"]
        return self._points(student, "task")


def _files(folder: Path, leave_out: set[str]) -> Iterator[str]:
    """Names of regular files below a folder. (`rglob` would be lost in the depths of a submission.)"""
    stack = [""]
    while stack:
        inner = stack.pop()
        for entry in os.scandir(folder / inner):
            name = f"{inner}/{entry.name}" if inner else entry.name
            if name in leave_out:
                continue
            if entry.is_dir(follow_symlinks=False):
                stack.append(name)
            elif entry.is_file(follow_symlinks=False):
                yield name


@contextlib.contextmanager
def arena(base: Path, judged: bool = True) -> Iterator[Arena]:
    """An arena, and its end."""
    homes = {name: os.environ.pop(name, None) for name in ("HOME", "XDG_CACHE_HOME", "PYTHONPATH")}
    os.environ["HOME"] = str(base / "home")
    place = Arena(base, judged)
    try:
        yield place
    finally:
        place.close()
        os.environ.update({name: value for name, value in homes.items() if value is not None})
