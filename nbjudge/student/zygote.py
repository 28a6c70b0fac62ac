"""The warm parent: imports everything once, then forks one student process per request.

A program of its own, `python -P -s -B zygote.py FD`, where FD is the control socket. (Not `-I`: that ignores
PYTHONHASHSEED; the environment is ours anyway.) It holds no secret, has one thread, runs no student code and
ends when the trusted side does.

Student processes come in pairs: B prepares, forks C and waits; C is confined and runs the student's code.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import resource
import select
import signal
import socket
import sys
import types
from collections.abc import Iterable
from typing import Any, NoReturn

_package = types.ModuleType("nbjudge")  # wire and student/ only: nothing of the trusted side is imported
_package.__path__ = [os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]
sys.modules.setdefault("nbjudge", _package)

from nbjudge.student import confine, linux  # noqa: E402
from nbjudge.student.files import remove_tree  # noqa: E402

CHUNK = 1 << 16


def threads() -> int:
    """Threads of this process, native ones included: only a process with one can be forked safely."""
    return len(os.listdir("/proc/self/task"))


def offspring() -> dict[int, list[int]]:
    """The children of each process, as far as they can be seen."""
    children: dict[int, list[int]] = {}
    for name in filter(str.isdecimal, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                parent = int(file.read().rpartition(b")")[2].split()[1])
        except (OSError, ValueError, IndexError):  # it has just ended
            continue
        children.setdefault(parent, []).append(int(name))
    return children


def kill(pids: Iterable[int]) -> None:
    """SIGKILL; those that have ended do not matter. None can fork meanwhile, else a fork bomb would win."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            resource.prlimit(pid, resource.RLIMIT_NPROC, (0, 0))
            os.kill(pid, signal.SIGKILL)


def kill_descendants() -> None:
    """Kill until there is no child: orphans of killed ones come to this process, a subreaper."""
    while True:
        children = offspring()
        found = list(children.get(os.getpid(), []))
        for pid in found:  # grows while it is walked
            found += children.get(pid, [])
        kill(found)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        select.select([], [], [], 0.001)


class StartsThreads(Exception):
    """A module that cannot be preloaded: a process with threads cannot be forked safely."""


class Zygote:
    """Serves requests on the control socket."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        message, (self.trusted,), _, _ = socket.recv_fds(control, CHUNK, 1)
        self.plan = confine.Plan(**json.loads(message))
        self.children: set[int] = set()

    def warm(self) -> dict[str, str]:
        """Import everything. Returns what could not be imported, and why."""
        confine.fresh_import_path(self.plan.libraries)
        failed: dict[str, str] = {}
        for name in (self.plan.serve, *self.plan.preload):
            try:
                importlib.import_module(name)
            except Exception as error:
                failed[name] = f"{type(error).__name__}: {error}"
            if threads() != 1:
                raise StartsThreads(name)
        if self.plan.serve not in failed:
            warm = getattr(importlib.import_module(self.plan.serve), "warm", None)
            if warm is not None:
                warm()
        gc.collect()
        gc.freeze()
        if threads() != 1:
            raise RuntimeError("warming the shell starts threads")
        return failed

    def serve(self) -> NoReturn:
        """Fork on request until the trusted side closes the socket or dies."""
        signal.signal(signal.SIGCHLD, self.reap)
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        poll.register(self.trusted, select.POLLIN)  # a pidfd: readable when that process has ended
        while not any(descriptor == self.trusted for descriptor, _ in poll.poll()):
            message, descriptors, _, _ = socket.recv_fds(self.control, CHUNK, 2)
            if not message:
                break
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})  # known first, reaped afterwards
            self.fork(json.loads(message)["scratch"], *descriptors)
            for descriptor in descriptors:
                os.close(descriptor)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        self.end()

    def reap(self, *_: object) -> None:
        """Collect ended children. In tier B, orphans of a B that was killed come here, to be killed too."""
        try:
            while pid := os.waitpid(-1, os.WNOHANG)[0]:
                self.children.discard(pid)
        except ChildProcessError:
            return
        if self.plan.tier != "A":
            kill(set(offspring().get(os.getpid(), [])) - self.children)

    def end(self) -> NoReturn:
        """Tier A: the pid namespace ends with this process. Else: end all students, remove their files."""
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if self.plan.tier != "A":
            kill_descendants()
            remove_tree(self.plan.base)
        os._exit(0)

    def fork(self, scratch: str, session: int, status: int) -> None:
        """Fork process B."""
        uid, gid = os.getuid(), os.getgid()
        try:
            if threads() != 1:
                raise OSError("the warm parent has several threads")
            pid = linux.fork_into(confine.NAMESPACES) if self.plan.tier == "A" else os.fork()
        except OSError as error:
            report(status, f"failed: {error}")
            return
        if pid:
            self.children.add(pid)
            return
        try:
            for number in (signal.SIGCHLD, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.pthread_sigmask(signal.SIG_SETMASK, set())
            self.control.close()
            linux.close_all_but([session, status])
            if self.plan.tier == "A":
                confine.become(uid, gid)
            supervise(self.plan, scratch, session, status)
        except BaseException as error:
            report(status, f"failed: {error}")
        os._exit(1)


def supervise(plan: confine.Plan, scratch: str, session: int, status: int) -> NoReturn:
    """Process B: prepares, forks C, waits for it, tells how it ended, and ends with everything below it."""
    with socket.socket(fileno=os.dup(session)) as hello:
        hello.send(b"B")
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # when the machine is short of memory, students' processes go first
    if plan.tier == "A":
        confine.furnish(plan)
    else:
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
        linux.prctl(linux.PR_SET_DUMPABLE, 0)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGTERM)  # should the zygote be killed
    student = os.fork()
    if student == 0:
        be_student(plan, scratch, session, status)
    os.close(session)
    try:
        pid = 0
        while pid != student:  # orphans come here, too
            pid, ended = os.wait()
        code = os.waitstatus_to_exitcode(ended)
        report(status, f"exit status {code}" if code >= 0 else f"signal {-code}")
    finally:
        if plan.tier != "A":  # there, they end with this process, which is pid 1
            kill_descendants()
        os._exit(0)


def be_student(plan: confine.Plan, scratch: str, session: int, status: int) -> NoReturn:
    """Process C: gives everything up, says hello, and serves the trusted side."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        os.setsid()
        for descriptor in range(3):
            os.dup2(os.open(os.devnull, os.O_RDWR), descriptor)
        linux.close_all_but([session, status])
        main = importlib.import_module(plan.serve).main
        confine.confine(plan, scratch)
    except BaseException as error:
        report(status, f"failed: {error}")
        os._exit(code)
    os.close(status)
    try:
        with socket.socket(fileno=session) as trusted:
            trusted.send(b"C")
            main(trusted)
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    finally:
        os._exit(code & 0xFF)


def report(status: int, text: str) -> None:
    """Tell the trusted side, by the pipe that no student process holds. The first report counts."""
    os.write(status, text.encode(errors="replace")[:1000] + b"\n")


def main() -> NoReturn:
    """Start up, say so, and serve."""
    control = socket.socket(fileno=int(sys.argv[1]))
    answer: dict[str, Any] = {}
    try:
        zygote = Zygote(control)
        if zygote.plan.drop_to:
            confine.drop_user(zygote.plan.drop_to)
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        if zygote.plan.tier != "A":
            linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
        home = confine.HOME if zygote.plan.tier == "A" else f"{zygote.plan.base}/home"
        confine.make_home(home, zygote.plan.fonts)
        answer["failed"] = zygote.warm()
    except StartsThreads as error:
        answer["threads"] = str(error)
    except Exception as error:
        answer["error"] = f"{type(error).__name__}: {error}"
    control.send(json.dumps(answer).encode())
    if "failed" not in answer:
        os._exit(1)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(null, descriptor)
    zygote.serve()


if __name__ == "__main__":
    main()
