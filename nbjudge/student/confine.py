"""Who may do what inside: namespaces, mounts and limits of one student process, applied from the inside.

Each step is irrevocable, and the student's code starts after the last. What a failed step raises reaches the
trusted side as one line.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbjudge.student import landlock, linux, seccomp

SCRATCH = (
    "/submission"  # working folder in tier A: a name that no host uses, as paths of the host stay as they are
)
USER, UID = "student", 1000  # who the student is in tier A
HOME = "/tmp/home"
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
TERMINALS = ("/dev/tty", "/dev/ptmx", "/dev/pts")
NAMESPACES = (
    linux.CLONE_NEWUSER | linux.CLONE_NEWNS | linux.CLONE_NEWPID
    | linux.CLONE_NEWNET | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """What the trusted side wants; arrives as JSON.

    Attributes:
        tier: "A", "B" or "none".
        visible: files and folders that students may read.
        links: symbolic links that lead to the interpreter, and their targets.
        fonts: matplotlib's font list, or empty.
        own_user: the user id is used by nobody else (the trusted side is root).
        drop_to: tier A as root: the user id to become before anything else; 0 otherwise.
        serve: module whose `main(socket)` the student process calls.
        base: tiers B and none: the folder that holds the scratch folders.
    """

    tier: str
    visible: Sequence[str]
    links: Mapping[str, str]
    libraries: Sequence[str]
    fonts: str
    preload: Sequence[str]
    serve: str
    own_user: bool
    drop_to: int
    base: str
    memory: int
    cpu_seconds: int
    processes: int
    open_files: int
    file_size: int
    scratch: int
    temporary: int
    inodes: int


def drop_user(uid: int) -> None:
    """Tier A as root: mount /proc afresh, then become an ordinary user for good.

    bubblewrap as root covers parts of its /proc, and the kernel then refuses a new one in nested namespaces.

    Raises:
        OSError: the kernel refuses.
    """
    linux.mount("proc", "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
    os.environ.pop("LD_ORIGIN_PATH", None)  # stood in for /proc, see warm.py
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    linux.drop_capabilities()
    linux.prctl(linux.PR_SET_DUMPABLE, 1)  # else /proc/self/uid_map cannot be written


def become(uid: int, gid: int) -> None:
    """Tier A, process B: be the one user of the new namespaces. The ids are those outside.

    Raises:
        OSError: the kernel refuses.
    """
    for name, text in (("setgroups", "deny"), ("uid_map", f"{UID} {uid} 1"), ("gid_map", f"{UID} {gid} 1")):
        Path("/proc/self", name).write_text(text)


def furnish(plan: Plan) -> None:
    """Tier A, process B: everything that can be written is new, empty and of bounded size.

    Raises:
        OSError: the kernel refuses.
    """
    quiet = linux.MS_NOSUID | linux.MS_NODEV
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    below = [path for path in plan.visible if path.startswith("/tmp/")]
    kept = [(path, os.open(path, os.O_PATH | os.O_CLOEXEC)) for path in below]
    small = f"size={plan.temporary},nr_inodes={plan.inodes}"
    linux.mount("tmpfs", "/tmp", "tmpfs", quiet, f"{small},mode=1777")
    for path, descriptor in kept:
        inside = f"/proc/self/fd/{descriptor}"
        if os.path.isdir(inside):
            os.makedirs(path, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            Path(path).touch()
        linux.mount(inside, path, None, linux.MS_BIND | linux.MS_REC)
        os.close(descriptor)
    for path, target in plan.links.items():
        if path.startswith("/tmp/"):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.symlink(target, path)
    linux.mount("tmpfs", "/dev/shm", "tmpfs", quiet, f"{small},mode=1777")
    linux.mount(
        "devpts", "/dev/pts", "devpts", linux.MS_NOSUID | linux.MS_NOEXEC, "newinstance,ptmxmode=0666"
    )
    linux.mount("tmpfs", SCRATCH, "tmpfs", quiet, f"size={plan.scratch},nr_inodes={plan.inodes},mode=0700")
    linux.mount("proc", "/proc", "proc", quiet | linux.MS_NOEXEC)
    linux.sethostname("localhost")
    make_home(HOME, plan.fonts)


def make_home(home: str, fonts: str) -> None:
    """An empty home; matplotlib finds its font list there."""
    os.makedirs(f"{home}/mpl", 0o700)
    if fonts:
        os.symlink(fonts, f"{home}/mpl/{os.path.basename(fonts)}")


def confine(plan: Plan, scratch: str) -> None:
    """Process C, last step before the student's code.

    Raises:
        OSError: the kernel refuses.
    """
    os.umask(0o022)
    if plan.tier != "A":  # every student process has a home and a folder for temporary files of its own
        make_home(f"{scratch}/home", plan.fonts)
        os.environ |= {
            "HOME": f"{scratch}/home",
            "IPYTHONDIR": f"{scratch}/home/ipython",
            "MPLCONFIGDIR": f"{scratch}/home/mpl",
            "TMPDIR": f"{scratch}/tmp",
        }
        for name in ("tmp", "work"):
            os.mkdir(f"{scratch}/{name}", 0o700)
        os.chdir(f"{scratch}/work")
    else:
        os.chdir(SCRATCH)
        linux.drop_capabilities()
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.prctl(linux.PR_SET_DUMPABLE, 0)
    limit(plan)
    if plan.tier == "A":
        if landlock.abi():  # without it, read-only mounts say the same
            landlock.restrict(["/"], [SCRATCH, "/tmp", "/dev/shm", *DEVICES, *TERMINALS])
        seccomp.install(seccomp.rules(shared=False, signals=False))
    elif plan.tier == "B":
        # As a user whom nobody else is, /dev/shm and terminals show nothing of others. Otherwise they would.
        more = ("/dev/shm", *TERMINALS) if plan.own_user else ()
        own = [
            "/proc/self",
            "/proc/cpuinfo",
            "/proc/meminfo",
            "/proc/stat",
            "/proc/loadavg",
            "/proc/filesystems",
        ]
        landlock.restrict([*plan.visible, *own, "/sys/devices/system/cpu"], [scratch, *DEVICES, *more])
        seccomp.install(seccomp.rules(shared=True, signals=landlock.abi() < 6))


def limit(plan: Plan) -> None:
    """Set the limits of this process and its children.

    Raises:
        OSError: a limit is above the one that this process lives under.
    """
    processes = plan.processes if plan.tier == "A" else plan.processes + tasks_of(os.getuid())
    for what, soft, hard in (
        (resource.RLIMIT_AS, plan.memory, plan.memory),
        (resource.RLIMIT_CPU, plan.cpu_seconds, plan.cpu_seconds + 5),
        (resource.RLIMIT_NPROC, processes, processes),
        (resource.RLIMIT_FSIZE, plan.file_size, plan.file_size),
        (resource.RLIMIT_NOFILE, plan.open_files, plan.open_files),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_STACK, 8 << 20, 64 << 20),
        (resource.RLIMIT_MEMLOCK, 1 << 20, 1 << 20),
        (resource.RLIMIT_MSGQUEUE, 0, 0),
    ):
        ceiling = resource.getrlimit(what)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(what, (soft, hard))


def tasks_of(uid: int) -> int:
    """How many threads a user has: without namespaces the kernel counts them all against the limit."""
    count = 0
    for entry in os.scandir("/proc"):
        try:
            if entry.name.isdecimal() and entry.stat().st_uid == uid:
                count += len(os.listdir(f"{entry.path}/task"))
        except OSError:  # it has just ended
            continue
    return count


def fresh_import_path(libraries: Sequence[str]) -> None:
    """Let student processes import what the trusted side can, and nothing from the working folder."""
    sys.path.extend(folder for folder in libraries if folder not in sys.path)
