"""Worker processes of this machine, as an executor; one that dies costs one retry of what it was doing.

The standard ProcessPoolExecutor breaks as a whole when one of its processes is killed. Here each worker is a
process with a pipe and a thread that waits for it, so that nobody else notices.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from typing import Any, ParamSpec, TypeVar

from nbjudge.errors import NbjudgeError, Obstacle, own_fault

ATTEMPTS = 2  # at one call
AHEAD = 3  # calls a worker that are handed out before their turn
END_SECONDS = 10.0

P = ParamSpec("P")
T = TypeVar("T")


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0))


class Crew:
    """Who grades.

    Args:
        workers: at work at the same time.
    """

    def __init__(self, executor: Executor, workers: int = 1) -> None:
        self.executor = executor
        self._workers = workers

    def ahead(self) -> int:
        """How many submissions to hand out at a time."""
        return 1 if self._workers == 1 else AHEAD * self._workers

    def news(self) -> list[str]:
        """What a person should know about the workers, since the last call."""
        return []


@contextmanager
def crew(workers: int) -> Iterator[Crew]:
    """Workers of this machine; a single one is this process."""
    yield Crew(Here() if workers == 1 else Pool(workers), workers)


class Here(Executor):
    """Runs everything at once, in this process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """See `concurrent.futures.Executor`."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Pool(Executor):
    """Worker processes. What they are given and return is pickled: they themselves run no student's code."""

    def __init__(self, workers: int) -> None:
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="nbjudge-worker")
        self._own = threading.local()
        self._lock = threading.Lock()
        self._workers: set[_Worker] = set()
        self._stopped = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a function in a worker.

        The future raises NbjudgeError if two workers, one after the other, died while they ran it.
        """
        return self._threads.submit(self._run, fn, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers: after their work, or at once if futures are to be cancelled."""
        if cancel_futures:
            with self._lock:
                self._stopped = True
            self._threads.shutdown(wait=False, cancel_futures=True)
            self._end()
        self._threads.shutdown(wait)
        self._end()

    def _run(self, fn: Callable[..., T], args: Any, kwargs: Any) -> T:
        begun = False
        for _ in range(ATTEMPTS):
            worker = self._worker()
            try:
                worker.wait()
                begun = True
                fine, value = worker.call(fn, args, kwargs)
            except (EOFError, OSError):
                self._own.worker = None
                with self._lock:
                    self._workers.discard(worker)
                worker.end()
                continue
            if fine:
                result: T = value
                return result
            raise value
        if not begun:
            raise Obstacle("Worker processes do not start, or end at once; try `--workers 1`.")
        raise NbjudgeError("two worker processes were killed over it, one after the other; is memory scarce?")

    def _worker(self) -> _Worker:
        """This thread's."""
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is None:
            with self._lock:
                if self._stopped:
                    raise NbjudgeError("stopped")
                worker = self._own.worker = _Worker()
                self._workers.add(worker)
        return worker

    def _end(self) -> None:
        with self._lock:
            workers, self._workers = self._workers, set()
        for worker in workers:
            worker.process.terminate()
        for worker in workers:
            worker.end()


class _Worker:
    """A process that runs one function after the other."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")  # no copy of this process: it has threads
        self._pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()  # so that its end is seen
        self._ready = False

    def wait(self) -> None:
        """Until it is ready.

        Raises:
            EOFError, OSError: it has ended.
        """
        self._ready = self._ready or self._pipe.recv()

    def call(self, fn: Callable[..., Any], args: Any, kwargs: Any) -> tuple[bool, Any]:
        """What the function returned, or what it raised.

        Raises:
            EOFError, OSError: the process has ended.
        """
        self._pipe.send((fn, args, kwargs))
        answer: tuple[bool, Any] = self._pipe.recv()
        return answer

    def end(self) -> None:
        """End it, gently if it obeys."""
        self.process.terminate()
        self.process.join(END_SECONDS)
        self.process.kill()
        self.process.join()


def _serve(pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the first process's, which ends this one
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_end_with_the_first_process, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        pipe.send(True)
        while True:
            fn, args, kwargs = pipe.recv()
            answer: tuple[bool, Any]
            try:
                answer = True, fn(*args, **kwargs)
            except Exception as error:
                answer = False, error
            try:
                packed = ForkingPickler.dumps(answer)
            except Exception as error:  # nested too deeply, for instance
                packed = ForkingPickler.dumps((False, own_fault(error)))
            pipe.send_bytes(packed)


def _leave(*_: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough: what is open is closed on the way out
    sys.exit()


def _end_with_the_first_process() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
