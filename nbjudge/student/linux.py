"""The few system calls that Python 3.11 lacks. Imports nothing of nbjudge but what stands beside it."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import struct

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 4096, 16384, 1 << 18
CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP = 1, 4, 22, 24
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 36, 38, 47
PR_CAP_AMBIENT_CLEAR_ALL = 4

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_holding_the_lock = ctypes.PyDLL(None, use_errno=True)  # the interpreter's
_holding_the_lock.syscall.restype = ctypes.c_long


def _check(result: int, what: str) -> int:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")
    return result


def syscall(number: int, *arguments: int | bytes | None) -> int:
    """Make a system call.

    Raises:
        OSError: it failed.
    """
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    return _check(_libc.syscall(ctypes.c_long(number), *words), f"system call {number}")


def prctl(option: int, *arguments: int) -> int:
    """Raises OSError when the kernel refuses."""
    words = [ctypes.c_ulong(word) for word in (*arguments, 0, 0, 0, 0)[:4]]
    return _check(_libc.prctl(option, *words), f"prctl {option}")


def fork_into(namespaces: int) -> int:
    """`os.fork()` whose child begins as pid 1 of new namespaces.

    Unsharing first would need a second fork, and each costs milliseconds in a process with warm libraries.
    `os.fork` makes the same three calls; only a process with one thread may do it like this.

    Raises:
        OSError: the kernel refuses.
    """
    clone = {"x86_64": 56, "aarch64": 220}.get(platform.machine())
    if clone is None:
        raise OSError(errno.ENOSYS, f"no namespaces for {platform.machine()}")
    ctypes.pythonapi.PyOS_BeforeFork()
    pid: int = _holding_the_lock.syscall(
        ctypes.c_long(clone), ctypes.c_ulong(namespaces | signal.SIGCHLD), None, None, None, None
    )
    error = ctypes.get_errno()
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
    else:
        ctypes.pythonapi.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(error, f"new namespaces: {os.strerror(error)}")
    return pid


def mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    """Raises OSError when the kernel refuses."""
    result = _libc.mount(
        source.encode(), os.fsencode(target), kind and kind.encode(), ctypes.c_ulong(flags), data.encode()
    )
    _check(result, f"mount {target}")


def sethostname(name: str) -> None:
    """Raises OSError when the kernel refuses."""
    _check(_libc.sethostname(name.encode(), len(name)), "sethostname")


def drop_capabilities() -> None:
    """Give up every capability, those that could be had by executing a program included.

    Raises:
        OSError: the kernel refuses.
    """
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            break  # there are no more; or an ordinary user, who may not, has none to lose
    header = struct.pack("Ii", 0x20080522, 0)  # version 3, this process
    _check(_libc.capset(header, bytes(24)), "capset")


def close_all_but(kept: list[int]) -> None:
    """Close every descriptor above 2 that is not listed."""
    low = 3
    for descriptor in [*sorted(kept), 1 << 30]:
        if descriptor > low:
            os.closerange(low, min(descriptor, os.sysconf("SC_OPEN_MAX")))
        low = descriptor + 1
