# ruff: noqa: E501
"""Changing, ending and filling things."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.attacks.attack import LIMITS, SANDBOX, WRONG, Attack

if TYPE_CHECKING:
    from tests.attacks.arena import Arena

SHADOWS = (
    *("numpy.py", "random.py", "helper.py", "unittest.py", "sitecustomize.py"),
    *("nbjudge/__init__.py", "nbjudge/wire.py", "IPython/__init__.py"),
)


def _shadow(arena: Arena, notebook: Path) -> None:
    for name in SHADOWS:
        path = notebook.parent / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"open({str(arena.home / 'poisoned')!r}, 'w')\n")


HARM = [
    Attack(
        "write the gradebook",
        "gradebook, records, `autograded/`, other submissions written or deleted",
        SANDBOX,
        WRONG
        + """
import sqlite3, os
try:
    with sqlite3.connect("$root/gradebook.db", timeout=1) as db:
        print(db.execute("update grade set auto_score = 1.5, manual_score = 2").rowcount)
except Exception as error: print(error)
for path in ("$root/roster.txt", "$root/submitted/bob/task/task.ipynb", "$root/records/task/bob.json", "$home/private.txt"):
    try: open(path, "a").write("was here")
    except OSError as error: print(error)
    try: os.chmod(path, 0o777)
    except OSError as error: print(error)
""",
    ),
    Attack(
        "poison the home",
        "`~/.ipython` startup, `.pth`, `sitecustomize`, `*.pyc`, caches, the engine",
        SANDBOX,
        WRONG
        + """
import os, site, sys
text = "open('$home/poisoned', 'w')"
for path in (os.path.expanduser("~/.ipython/profile_default/startup/evil.py"), "$home/.ipython/profile_default/startup/evil.py",
             "$home/sitecustomize.py", "$root/cache/evil.npy", "$root/source/task/helper.py", "/engine/nbjudge/wire.py",
             "/tmp/arena-evil", "/dev/shm/arena-evil"):
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True); open(path, "w").write(text)
    except OSError as error: print(error)
""",
        plain="not run",
    ),
    Attack(
        "write the interpreter",
        "site-packages, `.pth` files, bytecode of the interpreter",
        SANDBOX,
        WRONG
        + """
import numpy, os, sysconfig
folder = os.path.dirname(os.path.dirname(numpy.__file__))
for path in (folder + "/arena-evil.pth", folder + "/arena_evil.py", sysconfig.get_path("stdlib") + "/arena_evil.py"):
    try: open(path, "w").write("import os"); print("WRITTEN", path)
    except OSError as error: print(error)
""",
        plain="not run",
    ),
    Attack(
        "shadow modules",
        "own `numpy.py`, `random.py`, `helper.py`, `nbjudge/` beside the notebook",
        "clean import path",
        WRONG,
        _shadow,
    ),
    Attack(
        "escape",
        "namespaces, mounts, `chroot`, capabilities, `LD_PRELOAD`, `memfd`, kernel interfaces",
        SANDBOX,
        WRONG
        + """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for number, *args in ((272, 0x10000000), (272, 0x20000), (165, b"none", b"/tmp", b"tmpfs", 0, 0), (161, b"/tmp"), (308, 3, 0),
                      (310, 1, 0, 0, 0, 0, 0), (321, 0, 0, 0), (250, 0, 0), (425, 1, 0), (298, 0, 0, 0, 0, 0), (157, 28, 0)):
    print(number, libc.syscall(number, *args), ctypes.get_errno(), end="; ")
for path in ("/proc/sys/kernel/core_pattern", "/proc/1/oom_score_adj", "/sys/kernel/uevent_helper", "/proc/sysrq-trigger", "/dev/kmsg",
             "/dev/mem", "/sys/fs/cgroup/cgroup.procs"):
    try: open(path, "w"); print("OPEN", path)
    except OSError: pass
get_ipython().system("LD_PRELOAD=/submission/evil.so true; unshare -Ur id; mount; su -c id; sudo -n id")
""",
        plain="not run",
    ),
    Attack(
        "daemon",
        "a daemon by double fork, `setsid`, `nohup`",
        SANDBOX,
        WRONG
        + """
import os, subprocess, sys
subprocess.Popen(["sh", "-c", "setsid sleep $marker & nohup sleep $marker &"], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0: os.execvp("sleep", ["sleep", "$marker"])
    os._exit(0)
""",
        wait=0.3,
    ),
    Attack(
        "kill others",
        "SIGKILL and SIGSTOP to the process group, to parents, to everything in sight",
        SANDBOX,
        """
import os, signal
def f(x):
    for pid in (os.getppid(), $pid, 1, -1, 0):
        for number in (signal.SIGSTOP, signal.SIGKILL):
            try: os.kill(pid, number)
            except OSError as error: print(error)
""",
        plain="not run",
    ),
    Attack(
        "stop oneself",
        "SIGSTOP to itself",
        LIMITS,
        "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\n" + WRONG,
        plain="not run",
    ),
    Attack(
        "ignore signals",
        "an endless loop that ignores SIGINT, SIGTERM, SIGALRM, SIGXCPU",
        LIMITS,
        """
import signal
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGXCPU): signal.signal(number, signal.SIG_IGN)
def f(x):
    while True: pass
""",
        plain="not run",
    ),
    Attack(
        "loop in C",
        "a C-level loop: `10**10**8`, regular expressions",
        LIMITS,
        "import re\ndef f(x):\n    re.match('(a+)+b', 'a' * 60) if np.ndim(x) else 10**10**8",
        plain="not run",
    ),
    Attack(
        "memory bomb",
        "a memory bomb, in heap, `mmap` and `/dev/shm`",
        LIMITS,
        WRONG
        + """
import mmap
kept = []
try:
    while True: kept.append(bytearray(50_000_000))
except MemoryError: print("MemoryError")
kept.clear()
try:
    with open("/dev/shm/arena-big", "wb") as file:
        for _ in range(400): file.write(bytes(1_000_000))
    print("WRITTEN 400 MB")
except OSError as error: print(error)
""",
        plain="not run",
    ),
    Attack(
        "fork bomb",
        "a fork bomb (of 300) and a thread bomb",
        LIMITS,
        WRONG
        + """
import os, threading, time
made = 0
try:
    for _ in range(300):
        if os.fork() == 0: time.sleep(30); os._exit(0)
        made += 1
except OSError as error: print(made, error)
try:
    for _ in range(300): threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
except RuntimeError as error: print(error)
""",
        plain="not run",
    ),
    Attack(
        "disk bomb",
        "the disk filled: one large file, sparse files, inodes, descriptors",
        LIMITS,
        WRONG
        + """
import os
try:
    with open("big", "wb") as file:
        for _ in range(400): file.write(bytes(1_000_000))
except OSError as error: print(error)
for number in range(20):
    try:
        with open(f"part{number}", "wb") as file: file.write(bytes(50_000_000))
    except OSError as error: print(error); break
made = 0
try:
    for made in range(100_000): open(f"n{made}", "w").close()
except OSError as error: print(made, error)
kept = []
try:
    while True: kept.append(os.open("/dev/null", 0))
except OSError as error: print(len(kept), error)
for fd in kept: os.close(fd)
""",
        plain="not run",
    ),
    Attack(
        "one large write",
        "one write of 300 MB; 10**5 displays; `clear_output` storms",
        LIMITS,
        WRONG
        + """
import sys
from IPython.display import clear_output, display
sys.stdout.write("x" * 300_000_000)
for number in range(100_000): display(number)
for number in range(20_000): print(number); clear_output(wait=True)
print("\\x1b[31m" * 10_000, "\\x1b]0;title\\x07")
""",
        plain="not run",
    ),
]
