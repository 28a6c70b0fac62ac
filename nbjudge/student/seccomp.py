"""Seccomp: which system calls a process and all its descendants may make.

What is refused is listed, so that ordinary programs run; calls newer than the list do not exist.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterable
from typing import NamedTuple

from nbjudge.student import linux

NEWEST = 470  # first number that this list knows nothing about
PRETEND = 0  # the call does nothing and says that it succeeded

# name -> number on x86_64, on aarch64 (None: there is no such call)
_TABLE = """
    acct 163 89; add_key 248 217; adjtimex 159 171; bpf 321 280; chmod 90 -; chown 92 -; chroot 161 51
    clock_adjtime 305 266; clock_settime 227 112; clone 56 220; clone3 435 435; connect 42 203
    delete_module 176 106; fanotify_init 300 262; fchmod 91 52; fchmodat 268 53; fchmodat2 452 452
    fchown 93 55; fchownat 260 54; fcntl 72 25; file_setattr 469 469; finit_module 313 273
    fremovexattr 199 16; fsconfig 431 431; fsetxattr 190 7; fsmount 432 432; fsopen 430 430
    fspick 433 433; futimesat 261 -; init_module 175 105; inotify_add_watch 254 27; io_uring_enter 426 426
    io_uring_register 427 427; io_uring_setup 425 425; ioctl 16 29; ioperm 173 -; iopl 172 -
    ioprio_set 251 30; kcmp 312 272; kexec_file_load 320 294; kexec_load 246 104; keyctl 250 219
    kill 62 129; lchown 94 -; listmount 458 458; lookup_dcookie 212 18; lremovexattr 198 15
    lsetxattr 189 6; lsm_set_self_attr 460 460; memfd_create 319 279; memfd_secret 447 447
    migrate_pages 256 238; modify_ldt 154 -; mount 165 40; mount_setattr 442 442; move_mount 429 429
    move_pages 279 239; mq_open 240 180; mq_unlink 241 181; msgctl 71 187; msgget 68 186; msgrcv 70 188
    msgsnd 69 189; nfsservctl 180 42; open_by_handle_at 304 265; open_tree 428 428; open_tree_attr 467 467
    perf_event_open 298 241; personality 135 92; pidfd_getfd 438 438; pidfd_send_signal 424 424
    pivot_root 155 41; prlimit64 302 261; process_madvise 440 440; process_mrelease 448 448
    process_vm_readv 310 270; process_vm_writev 311 271; ptrace 101 117; quotactl 179 60
    quotactl_fd 443 443; reboot 169 142; removexattr 197 14; removexattrat 466 466; request_key 249 218
    rt_sigqueueinfo 129 138; rt_tgsigqueueinfo 297 240; sched_setaffinity 203 122; sched_setattr 314 274
    sched_setparam 142 118; sched_setscheduler 144 119; semctl 66 191; semget 64 190; semop 65 193
    semtimedop 220 192; setdomainname 171 162; sethostname 170 161; setns 308 268; setpriority 141 140
    settimeofday 164 170; setxattr 188 5; setxattrat 463 463; shmat 30 196; shmctl 31 195; shmget 29 194
    socket 41 198; socketpair 53 199; statmount 457 457; swapoff 168 225; swapon 167 224; syslog 103 116
    tgkill 234 131; tkill 200 130; truncate 76 45; umount2 166 39; unshare 272 97; uselib 134 -
    userfaultfd 323 282; ustat 136 -; utime 132 -; utimensat 280 88; utimes 235 -; vhangup 153 58
"""
NUMBERS: dict[str, tuple[int, int | None]] = {
    name: (int(x86), None if arm == "-" else int(arm))
    for name, x86, arm in (entry.split() for entry in _TABLE.replace("\n", ";").split(";") if entry.strip())
}


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ALWAYS = _names("""
    acct add_key adjtimex bpf chroot clock_adjtime clock_settime delete_module fanotify_init finit_module
    fsconfig fsmount fsopen fspick init_module io_uring_enter io_uring_register io_uring_setup ioperm iopl
    kcmp kexec_file_load kexec_load keyctl listmount lookup_dcookie lsm_set_self_attr migrate_pages
    modify_ldt mount mount_setattr move_mount move_pages nfsservctl open_by_handle_at open_tree
    open_tree_attr perf_event_open personality pidfd_getfd pivot_root process_madvise process_mrelease
    process_vm_readv process_vm_writev ptrace quotactl quotactl_fd reboot request_key setdomainname
    sethostname setns settimeofday statmount swapoff swapon syslog umount2 unshare userfaultfd uselib ustat
    vhangup
""")
# Without namespaces: other programs of this user or machine could be reached by these.
SHARED = _names("""
    connect socket shmget shmat shmctl semget semop semtimedop semctl msgget msgsnd msgrcv msgctl mq_open
    mq_unlink inotify_add_watch truncate setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr
    setxattrat removexattrat file_setattr
""")
# Landlock does not refuse these on files that may only be read; honest programs end with them.
METADATA = _names("""
    chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes utimensat futimesat
""")
OF_PROCESSES = _names("prlimit64 sched_setaffinity sched_setattr sched_setparam sched_setscheduler")

AF_UNIX, SOCK_STREAM, SOCK_SEQPACKET = 1, 1, 5
NEW_NAMESPACES = 0x7E020000
TIOCSTI, TIOCLINUX, FIOSETOWN, SIOCSPGRP = 0x5412, 0x541C, 0x8901, 0x8902
FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR = 0x40086602, 0x401C5820
F_SETOWN, F_SETOWN_EX, F_SETLEASE = 8, 15, 1024


class Test(NamedTuple):
    """Whether (`wanted`) or not the masked low word of an argument must be one of the values."""

    argument: int
    values: tuple[int, ...]
    wanted: bool = True
    mask: int = 0xFFFFFFFF


class Rule(NamedTuple):
    """A call is refused with `error` unless there are tests and all of them hold."""

    error: int = errno.EPERM
    tests: tuple[Test, ...] = ()


def rules(shared: bool, signals: bool) -> dict[str, Rule]:
    """What to refuse.

    Args:
        shared: there are no namespaces, so other programs of this machine are within reach.
        signals: nothing else stops signals to others; then even children cannot be signalled, as the
            filter cannot tell whose a process id is.
    """
    owners = (F_SETOWN, F_SETOWN_EX) if signals else ()
    controls = (FIOSETOWN, SIOCSPGRP) if signals else ()
    own = (0, os.getpid())
    itself = Rule(tests=(Test(0, own),))
    found = {name: Rule() for name in ALWAYS}
    found["clone3"] = found["memfd_create"] = found["memfd_secret"] = Rule(errno.ENOSYS)
    found["clone"] = Rule(tests=(Test(0, (0,), mask=NEW_NAMESPACES),))
    found["socket"] = found["socketpair"] = Rule(tests=(Test(0, (AF_UNIX,)),))
    found["fcntl"] = Rule(tests=(Test(1, (F_SETLEASE, *owners), wanted=False),))
    attributes = (FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR) if shared else ()
    found["ioctl"] = Rule(tests=(Test(1, (TIOCSTI, TIOCLINUX, *attributes, *controls), wanted=False),))
    if shared:
        found |= {name: Rule() for name in SHARED} | {name: Rule(PRETEND) for name in METADATA}
        # A datagram socket could send to any socket file, such as the session bus.
        kinds = Test(1, (SOCK_STREAM, SOCK_SEQPACKET), mask=0xF)
        found["socketpair"] = Rule(tests=(Test(0, (AF_UNIX,)), kinds))
        for name in OF_PROCESSES:
            found[name] = itself
        found["setpriority"] = Rule(tests=(Test(0, (0,)), Test(1, own)))  # of a process, not of a user
        found["ioprio_set"] = Rule(tests=(Test(0, (1,)), Test(1, own)))
    if signals:
        found["kill"] = found["tgkill"] = found["rt_sigqueueinfo"] = found["rt_tgsigqueueinfo"] = itself
        found["tkill"] = found["pidfd_send_signal"] = Rule()
    return found


def _assemble(found: dict[str, Rule]) -> bytes:
    machine = platform.machine()
    if machine not in ("x86_64", "aarch64"):
        raise OSError(errno.ENOSYS, f"no seccomp filter for {machine}")
    x86 = machine == "x86_64"
    load, equal, at_least, and_, return_ = 0x20, 0x15, 0x35, 0x54, 0x06
    allow, kill, refuse = 0x7FFF0000, 0x80000000, 0x00050000

    def block(rule: Rule) -> list[tuple[int, int, int, int]]:
        lines: list[tuple[int, int, int, int]] = []
        for test in rule.tests:
            lines += [(load, 0, 0, 16 + 8 * test.argument), (and_, 0, 0, test.mask)]
            count = len(test.values)
            for index, value in enumerate(test.values):
                if test.wanted:  # found: over the other values and the refusal
                    lines.append((equal, count - index, 0, value))
                else:  # found: to the refusal; the last one not found: over it
                    lines.append((equal, count - 1 - index, int(index == count - 1), value))
            lines.append((return_, 0, 0, refuse | rule.error))
        return [*lines, (return_, 0, 0, allow if rule.tests else refuse | rule.error)]

    program = [
        (load, 0, 0, 4),
        (equal, 1, 0, 0xC000003E if x86 else 0xC00000B7),
        (return_, 0, 0, kill),  # a 32-bit program has other numbers
        (load, 0, 0, 0),
        (at_least, 0, 1, NEWEST),
        (return_, 0, 0, refuse | errno.ENOSYS),
    ]
    for name, rule in found.items():
        number = NUMBERS[name][0 if x86 else 1]
        if number is not None:
            lines = block(rule)
            program += [(equal, 0, len(lines), number), *lines]
    program.append((return_, 0, 0, allow))
    return b"".join(struct.pack("=HBBI", *line) for line in program)


def install(found: dict[str, Rule]) -> None:
    """Refuse from now on; needs no_new_privs and one thread.

    Raises:
        OSError: the kernel refuses, or the architecture is unknown here.
    """
    program = ctypes.create_string_buffer(_assemble(found))
    head = ctypes.create_string_buffer(struct.pack("HP", len(program) // 8, ctypes.addressof(program)))
    linux.prctl(linux.PR_SET_SECCOMP, 2, ctypes.addressof(head))


def numbers(names: Iterable[str]) -> list[int]:
    """The numbers of calls on this machine, for probes."""
    column = 0 if platform.machine() == "x86_64" else 1
    return [number for name in names if (number := NUMBERS[name][column]) is not None]
