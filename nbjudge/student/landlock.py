"""Landlock: which files a process and its descendants may touch, decided by itself for good."""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterable

from nbjudge.student import linux

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on all architectures
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
FOR_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
READ = EXECUTE | READ_FILE | READ_DIR
TCP_BIND_AND_CONNECT = 3
SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS = 3


def abi() -> int:
    """The version that the kernel knows; 0 when it has no Landlock."""
    try:
        return linux.syscall(CREATE_RULESET, None, 0, 1)
    except OSError:
        return 0


def rights(version: int) -> int:
    """All rights on files that a version can refuse."""
    known = (1 << 13) - 1
    known |= REFER if version >= 2 else 0
    known |= TRUNCATE if version >= 3 else 0
    return known | (IOCTL_DEV if version >= 5 else 0)


def restrict(readable: Iterable[str], writable: Iterable[str]) -> None:
    """Allow reading and executing below `readable`, everything below `writable`, and nothing else.

    Paths that do not exist are skipped. No signal and no abstract socket reaches outside where the
    kernel can refuse that (version 6). Needs no_new_privs.

    Raises:
        OSError: the kernel refuses.
    """
    version = abi()
    everything = rights(version)
    attributes = struct.pack(
        "QQQ",
        everything,
        TCP_BIND_AND_CONNECT if version >= 4 else 0,
        SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS if version >= 6 else 0,
    )
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = linux.syscall(CREATE_RULESET, attributes, size, 0)
    for paths, allowed in ((readable, READ), (writable, everything)):
        for path in paths:
            _allow(ruleset, path, allowed & everything)
    linux.syscall(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _allow(ruleset: int, path: str, allowed: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
        allowed &= FOR_FILES
    linux.syscall(ADD_RULE, ruleset, 1, struct.pack("=Qi", allowed, descriptor), 0)
    os.close(descriptor)
