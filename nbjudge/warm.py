"""The warm parent as the trusted side holds it: how it is started and ended."""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import random
import shlex
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from nbjudge import bubblewrap
from nbjudge.child import Child, ended, kill, receive
from nbjudge.errors import NbjudgeError
from nbjudge.student.confine import HOME, USER, Plan
from nbjudge.student.files import remove_tree

START_SECONDS, END_SECONDS = 120.0, 10.0
STUDENT_USERS = range(59000, 60000)  # above a machine's people, below what systemd and containers give out
ADVICE = "`nbjudge doctor` shows what this machine offers"


class Tier(StrEnum):
    """How students' code is kept apart."""

    A = "A"  # bubblewrap and namespaces
    B = "B"  # Landlock and seccomp
    NONE = "none"  # not at all: limits only


@dataclass(frozen=True)
class Limits:
    """Bounds, in bytes and seconds.

    Attributes:
        memory: address space of each process.
        cpu_seconds: of each process; wall time is for the caller to watch.
        processes: processes and threads of one student at a time.
        file_size: of each file.
        scratch: of the working folder as a whole.
        temporary: of /tmp and of /dev/shm (tier A).
        inodes: files and folders in each of the three.
    """

    memory: int = 3 << 30
    cpu_seconds: int = 600
    processes: int = 64
    open_files: int = 512
    file_size: int = 64 << 20
    scratch: int = 256 << 20
    temporary: int = 64 << 20
    inodes: int = 16384


@dataclass(frozen=True)
class Wish:
    """What a sandbox was asked for; see `Sandbox`."""

    tier: Tier
    limits: Limits
    read_only: tuple[Path, ...]
    environment: Mapping[str, str]
    preload: tuple[str, ...]
    serve: str


class StartsThreads(NbjudgeError):
    """A module that cannot be preloaded, since importing it starts threads; its name."""


@dataclass(frozen=True)
class Asked:
    """A student process that was asked for and has not been met.

    Attributes:
        session, status, base: as in `Child`.
    """

    session: socket.socket
    status: int
    base: str

    def drop(self) -> None:
        """Want it no more: it reads the end of its connection, and ends."""
        self.session.close()
        os.close(self.status)


class Warm:
    """A running warm parent.

    Attributes:
        control: requests go here.
        base: the folder of scratch folders (tiers B and none), or empty.
        waiting: student processes that get ready.
        missing: modules that could not be imported, and why.
        end: ends it and all student processes; runs by itself when the interpreter ends.

    Raises:
        OSError: it does not start with this program.
        StartsThreads: it would start without that module.
        NbjudgeError: it would not start with any.
    """

    def __init__(self, wish: Wish, program: str) -> None:
        self.spawned = 0
        with contextlib.ExitStack() as undo, contextlib.ExitStack() as lent:
            complaints = lent.enter_context(tempfile.TemporaryFile())
            self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            undo.callback(self.control.close)
            lent.callback(theirs.close)
            self.control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            self.control.settimeout(START_SECONDS)
            self.base = "" if program else os.path.realpath(tempfile.mkdtemp(prefix="nbjudge-"))
            if self.base:
                undo.callback(remove_tree, self.base)
            command, options, plan = _prepare(wish, program, self.base, lent)
            options["pass_fds"] = [*options["pass_fds"], theirs.fileno()]
            try:
                process = subprocess.Popen(
                    [*command, str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=complaints,
                    cwd="/",
                    start_new_session=True,  # Ctrl-C is for the trusted side
                    **options,
                )
            except PermissionError:
                raise NbjudgeError(
                    "As root, students' code runs as another user, who cannot read this Python "
                    f"({sys.executable}); install one that everybody can read, or be an ordinary user."
                ) from None
            undo.callback(_reap, process)
            theirs.close()  # so that its end is seen
            try:
                answer, pid = self._greet(plan)
            except OSError as error:
                complaints.seek(0)
                lines = complaints.read().decode(errors="replace").strip().splitlines()
                raise OSError(lines[-1] if lines else str(error)) from None
            if answer.get("threads") in wish.preload:
                raise StartsThreads(answer["threads"])
            if "error" in answer or "threads" in answer:
                answer.setdefault("error", f"{answer.get('threads')} starts threads")
                raise NbjudgeError(f"Students' processes cannot be prepared: {answer['error']}.")
            self.missing: dict[str, str] = answer["failed"]
            if wish.serve in self.missing:
                raise NbjudgeError(f"Students' processes cannot be prepared: {self.missing[wish.serve]}.")
            pidfd = os.pidfd_open(pid)
            undo.pop_all()
        self.children: set[Child] = set()
        self.waiting: list[Asked] = []
        everything = (os.getpid(), self.children, self.waiting, self.control, process, pidfd, self.base)
        self.pidfd = pidfd
        self.end = weakref.finalize(self, _end, *everything)

    def _greet(self, plan: Plan) -> tuple[dict[str, Any], int]:
        """Tell the plan; returns the answer and the process id that it came from."""
        trusted = os.pidfd_open(os.getpid())  # by this it sees us die, whichever of our threads made it
        try:
            socket.send_fds(self.control, [json.dumps(asdict(plan)).encode()], [trusted])
        finally:
            os.close(trusted)
        answer, pid = receive(self.control, 1 << 16)
        if not answer:
            raise OSError("it ended at once")
        return json.loads(answer), pid


def _prepare(
    wish: Wish, program: str, base: str, lent: contextlib.ExitStack
) -> tuple[list[str], dict[str, Any], Plan]:
    """The command, options of Popen, and the plan."""
    root = os.getuid() == 0 and wish.tier is not Tier.NONE
    user = _student_user() if root else 0
    shown, fonts = bubblewrap.visible(wish.read_only), _font_list()
    links = bubblewrap.links(shown)
    if root and (closed := [shlex.quote(path) for path in shown if not _open_to_all(path)]):
        raise NbjudgeError(
            f"As root, students' code runs as another user, who cannot read {', '.join(closed)}; "
            f"try `chmod -R o+rX {' '.join(closed)}`, or be an ordinary user."
        )
    options: dict[str, Any] = {"pass_fds": []}
    if program:
        script, home = f"{bubblewrap.ENGINE}/student/zygote.py", HOME
        files = bubblewrap.engine()
        if fonts is not None:
            files[f"/engine/{fonts.name}"] = fonts.read_bytes()
            fonts = Path("/engine", fonts.name)
        command, descriptors = bubblewrap.command(program, shown, links, wish.limits.temporary, files)
        options["pass_fds"] = descriptors
        for descriptor in descriptors:
            lent.callback(os.close, descriptor)
    else:
        script, home = str(bubblewrap.PACKAGE / "student" / "zygote.py"), f"{base}/home"
        command, shown = [], [*shown, *bubblewrap.etc()]
        if fonts is not None:
            fonts = Path(shutil.copyfile(fonts, f"{base}/{fonts.name}"))
            fonts.chmod(0o644)
            shown.append(str(fonts))
        if root:
            os.chown(base, user, user)
            options |= {"user": user, "group": user, "extra_groups": []}
    options["env"] = _environment(home) | dict(wish.environment)
    if program and root:  # without /proc, which comes later, no program finds libraries beside itself
        options["env"]["LD_ORIGIN_PATH"] = os.path.dirname(os.path.realpath(sys.executable))
    plan = Plan(
        tier=wish.tier.value,
        visible=shown,
        links=links,
        libraries=bubblewrap.libraries(),
        fonts=str(fonts or ""),
        preload=wish.preload,
        serve=wish.serve,
        own_user=root,
        drop_to=user if program else 0,
        base=base,
        **asdict(wish.limits),
    )
    return [*command, sys.executable, "-P", "-s", "-B", script], options, plan


def _open_to_all(path: str) -> bool:
    status = os.stat(path)
    needed = 0o005 if stat.S_ISDIR(status.st_mode) else 0o004
    return status.st_mode & needed == needed


def _environment(home: str) -> dict[str, str]:
    """All variables that students see; nothing of ours."""
    return {
        "HOME": home,
        "USER": USER,
        "LOGNAME": USER,
        "LANG": "C.UTF-8",
        "PATH": f"{sys.prefix}/bin:/usr/local/bin:/usr/bin:/bin",
        "MPLCONFIGDIR": f"{home}/mpl",
        "IPYTHONDIR": f"{home}/ipython",
        "OPENBLAS_NUM_THREADS": "1",  # a process with several threads cannot be forked safely
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "NBGRADER_EXECUTION": "autograde",
    }


def _font_list() -> Path | None:
    """The newest font list that matplotlib made for us: making it again takes half a second."""
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    folder = Path(os.environ.get("MPLCONFIGDIR") or f"{home}/matplotlib").expanduser()
    lists = sorted(folder.glob("fontlist-v*.json"), key=lambda path: path.stat().st_mtime)
    return lists[-1] if lists else None


def _student_user() -> int:
    """For root: a user id that has no name here, so that no file and no process is within its reach.

    By chance another one than other warm parents have: the kernel counts processes by user.
    """
    for user in random.SystemRandom().sample(STUDENT_USERS, len(STUDENT_USERS)):
        try:
            pwd.getpwuid(user)
        except KeyError:
            return user
    raise NbjudgeError("Every user id that students' code could run under is taken.")


def _end(
    owner: int,
    children: set[Child],
    waiting: list[Asked],
    control: socket.socket,
    process: subprocess.Popen[bytes],
    pidfd: int,
    base: str,
) -> None:
    while waiting:
        waiting.pop().drop()
    if owner == os.getpid():  # not in a fork
        for child in list(children):
            with contextlib.suppress(NbjudgeError):
                child.kill()
        control.close()
        if not ended(pidfd, END_SECONDS):
            kill(pidfd)
        _reap(process)
        if base:
            remove_tree(base)
    control.close()
    os.close(pidfd)


def _reap(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
