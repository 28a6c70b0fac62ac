"""One student process as the trusted side holds it."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
import threading
from typing import NamedTuple, Self

from nbjudge.errors import NbjudgeError
from nbjudge.student.confine import SCRATCH
from nbjudge.student.files import remove_tree

KILL_SECONDS = 60.0  # a fork bomb on a busy machine takes some to die
CREDENTIALS = struct.Struct("3i")  # pid, uid, gid


class Pids(NamedTuple):
    """Descriptors: the pipe that tells how the process ended, and the pidfds of B and C."""

    status: int
    supervisor: int
    student: int


class Child:
    """One student process.

    Attributes:
        socket: the trusted end; blocking, close it yourself.
        scratch: the working folder as the student sees it.
    """

    def __init__(
        self, session: socket.socket, pids: Pids, base: str, room: tuple[int, int], siblings: set[Child]
    ) -> None:
        self.socket = session
        self.scratch = f"{base}/work" if base else SCRATCH
        self._base, self._room = base, room
        self._status, self._supervisor, self._student = pids
        self._siblings = siblings
        siblings.add(self)
        self._death: str | None = None
        self._statistics: int | None = None  # descriptor of /proc/<pid>/schedstat
        self._waited = 0.0
        self._lock = threading.RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.socket.close()

    def alive(self) -> bool:
        """Whether the student's process runs."""
        with self._lock:
            return self._death is None and not ended(self._student, 0)

    def waited(self) -> float:
        """Seconds in which the process was ready to run and others had the processor; 0 if unknown.

        Of its main thread, by the kernel's word (`/proc/<pid>/schedstat`).
        """
        with self._lock, contextlib.suppress(OSError, ValueError, IndexError):
            if self._death is None:
                if self._statistics is None:
                    self._statistics = os.open(f"/proc/{pid_of(self._student)}/schedstat", os.O_RDONLY)
                self._waited = int(os.pread(self._statistics, 100, 0).split()[1]) / 1e9
        return self._waited

    def interrupt(self) -> None:
        """Send SIGINT, as Ctrl-C does. No effect on an ended process."""
        with self._lock, contextlib.suppress(ProcessLookupError):
            if self._death is None:
                signal.pidfd_send_signal(self._student, signal.SIGINT)

    def death(self, seconds: float = 1.0) -> str | None:
        """How the process ended ("exit status 3", "signal 9"), or None while it runs.

        Args:
            seconds: how long to wait for the end: sockets are closed a little before it.
        """
        with self._lock:
            if self._death is None and ended(self._student, seconds):
                self.kill()
            return self._death

    def kill(self) -> None:
        """End the process and all that it started; returns when nothing of it is alive. Its files vanish.

        Raises:
            NbjudgeError: something of it cannot be killed.
        """
        with self._lock:
            if self._death is not None:
                return
            by_itself = ended(self._student, 0)
            # In tier A all end with the supervisor, their pid 1. Else it ends them when the student's has.
            if not by_itself:
                kill(self._student)
                if not self._base:
                    kill(self._supervisor)  # both at once: each has much memory to give back
            if not ended(self._supervisor, KILL_SECONDS):
                raise NbjudgeError("A student's process cannot be killed; look for it with `ps`.")
            said = read_report(self._status)
            self._death = said if by_itself and said else "killed"
            for descriptor in (self._status, self._supervisor, self._student, self._statistics):
                if descriptor is not None:
                    os.close(descriptor)
            self._siblings.discard(self)
            if self._base:
                remove_tree(self._base)

    def check_scratch(self) -> bool:
        """Tier B: kill the process when its folder outgrew the limit. Returns whether that happened."""
        if not self._base or not self.alive() or _fits(self._base, *self._room):
            return False
        self.kill()
        self._death = "killed: the working folder is larger than allowed"
        return True


def receive(connection: socket.socket, size: int) -> tuple[bytes, int]:
    """A message and the process id of who sent it, by word of the kernel (SO_PASSCRED).

    Raises:
        OSError: nothing came in time.
    """
    message, extras, _, _ = connection.recvmsg(size, socket.CMSG_SPACE(CREDENTIALS.size))
    pids = [CREDENTIALS.unpack(data)[0] for _, kind, data in extras if kind == socket.SCM_CREDENTIALS]
    return message, pids[0] if pids else 0


def ended(pidfd: int, seconds: float) -> bool:
    """Wait until a process has ended; whether it has."""
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def pid_of(pidfd: int) -> int:
    """The number of a process that has not been waited for; -1 if it has."""
    with open(f"/proc/self/fdinfo/{pidfd}", encoding="ascii") as file:
        return int(next(line for line in file if line.startswith("Pid:")).split()[1])


def kill(pidfd: int) -> None:
    """SIGKILL. Raises NbjudgeError when that is not allowed."""
    try:
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    except ProcessLookupError:
        return
    except PermissionError:
        raise NbjudgeError("A student's process cannot be killed: this user may not signal it.") from None


def read_report(status: int) -> str:
    """What B wrote about the end, without waiting for more."""
    os.set_blocking(status, False)
    try:
        return os.read(status, 1 << 12).decode(errors="replace").partition("\n")[0]
    except BlockingIOError:
        return ""


def _fits(folder: str, size: int, inodes: int) -> bool:
    """Whether a folder's files stay within both; what cannot be looked at does not."""
    folders = [folder]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    inodes -= 1
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    with contextlib.suppress(FileNotFoundError):
                        size -= entry.stat(follow_symlinks=False).st_blocks * 512
                    if size < 0 or inodes < 0:
                        return False
        except FileNotFoundError:
            continue
        except OSError:
            return False
    return True
