"""Workers on other machines, by dask.distributed: those whose environment is the coordinator's.

    with cluster.crew(Cluster("tls://scheduler:8786", ...)) as crew:
        crew.executor.submit(jobs.grade, packed, job)

The scheduler is disposable: what is graded stands in the store, and starting again grades what is missing.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
import warnings
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from nbjudge import store
from nbjudge.errors import NbjudgeError, Obstacle
from nbjudge.pool import AHEAD, Crew

CONNECT_SECONDS = 10.0
LOOK_SECONDS = 10.0  # between two questions to the scheduler which workers there are

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Cluster:
    """A Dask scheduler, and the files that prove who is who where its address begins with tls://.

    Attributes:
        ca_file: certificates of whom to trust.
        cert: our certificate.
        key: the secret that belongs to it.
    """

    address: str
    ca_file: str | None = None
    cert: str | None = None
    key: str | None = None


@contextmanager
def crew(cluster: Cluster) -> Iterator[Crew]:
    """The workers of a scheduler.

    Raises:
        Obstacle: there is no dask.distributed or no such scheduler, or all its workers are refused.
    """
    try:
        from distributed import Client
        from distributed.security import Security
    except ModuleNotFoundError:
        raise Obstacle(
            "--scheduler needs dask.distributed: `pip install -r requirements-cluster.txt`."
        ) from None
    for name in list(logging.root.manager.loggerDict):
        if name.startswith(("distributed", "tornado")):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is said in one sentence
    try:
        names = ("tls_ca_file", "tls_client_cert", "tls_client_key")
        files = zip(names, (cluster.ca_file, cluster.cert, cluster.key))
        security = Security(**{name: file for name, file in files if file})  # the rest: Dask's settings
        secured = security.get_connection_args("client")["ssl_context"] is not None
        if secured != cluster.address.startswith("tls://"):
            raise Obstacle(
                "An address that begins with tls://, --tls-ca-file, --tls-cert and --tls-key go together."
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # other versions are refused below
            client = Client(cluster.address, security=security, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError, TypeError, RuntimeError) as error:
        cause = str(error).split("\n")[0] or type(error).__name__
        raise Obstacle(f"No scheduler answers at {cluster.address}: {cause}.") from None
    try:
        yield _DaskCrew(client)
    finally:
        with suppress(OSError, TimeoutError, CancelledError):
            client.close()


class _DaskCrew(Crew):
    """The workers that a scheduler has at the moment; others may come and go."""

    def __init__(self, client: Any) -> None:
        self._client = client
        own = store.environment()
        digest = hashlib.sha256(json.dumps(own, sort_keys=True).encode()).hexdigest()
        self._mark = f"nbjudge-{digest[:12]}"
        self._seen: dict[str, bool] = {}
        self._said_none = False
        self._next_look = 0.0
        self._admit, self._wake = _made_to_travel(own, self._mark)
        # One at a time in a worker, however many threads it has.
        super().__init__(_Executor(client.get_executor(pure=False, resources={self._mark: 1})))
        self._untold = self._look_around()
        if self._seen and not any(self._seen.values()):
            raise Obstacle(f"All workers are refused: {self._untold[0]}")

    def ahead(self) -> int:
        """How many submissions to hand out at a time."""
        return AHEAD * max(1, sum(self._seen.values()))

    def news(self) -> list[str]:
        """Workers that are refused, and whether there are any; the scheduler is asked now and then only."""
        lines, self._untold = self._untold, []
        return lines if time.monotonic() < self._next_look else lines + self._look_around()

    def _look_around(self) -> list[str]:
        lines = []
        there = self._client.scheduler_info(n_workers=-1)["workers"]
        self._seen = {address: fits for address, fits in self._seen.items() if address in there}
        if new := [address for address in there if address not in self._seen]:
            found = self._client.run(self._admit, workers=new, on_error="return")
            for address in new:
                difference = found.get(address)
                if not isinstance(difference, str):
                    continue  # it has ended, or starts: it is asked again
                self._seen[address] = not difference
                if difference:
                    lines.append(f"{address} is refused, since its environment is another: {difference}.")
            self._client.run_on_scheduler(self._wake)
        none = not any(self._seen.values())
        self._next_look = time.monotonic() + (0 if none else LOOK_SECONDS)
        if none and not self._said_none:
            lines.append("The scheduler has no worker that fits; waiting for one.")
        self._said_none = none
        return lines


def _made_to_travel(
    own: dict[str, str], mark: str
) -> tuple[Callable[..., Awaitable[str]], Callable[..., None]]:
    """What a worker does to be given work, or says why it does not fit; and what the scheduler does then.

    Made inside a function, they are sent by value: a worker may have no nbjudge, or an old one.
    """

    async def admit(dask_worker: Any) -> str:
        try:
            from nbjudge import store

            there = dict(store.environment())
        except Exception:
            return "it has no nbjudge, or an old one"
        names = [name for name in {**own, **there} if own.get(name) != there.get(name)]
        if not names:
            await dask_worker.set_resources(**{mark: 1})
        return ", ".join(
            f"{name} {there.get(name, 'missing')} instead of {own.get(name, 'none')}" for name in names
        )

    def wake(dask_scheduler: Any) -> None:
        # It looks for a place for tasks that have none when a worker comes, not when one is marked later.
        for worker in dask_scheduler.workers.values():
            tasks = dask_scheduler.bulk_schedule_unrunnable_after_adding_worker(worker)
            dask_scheduler.transitions(tasks, mark)

    return admit, wake


class _Executor(Executor):
    """Dask's, with errors as one sentence."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a function in some worker; again in another if that one ends meanwhile."""
        told: Future[T] = Future()
        try:
            future = self._executor.submit(fn, *args, **kwargs)
        except Exception as error:
            told.set_exception(_as_sentence(error))
            return told
        future.add_done_callback(lambda future: _tell(future, told))
        return told

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Wait for the work, or want it no more: what is being graded is graded to its end, and kept."""
        with suppress(OSError, TimeoutError, CancelledError):
            self._executor.shutdown(wait and not cancel_futures)


def _tell(future: Future[T], told: Future[T]) -> None:
    try:
        told.set_result(future.result())
    except BaseException as error:
        told.set_exception(_as_sentence(error))


def _as_sentence(error: BaseException) -> BaseException:
    if isinstance(error, NbjudgeError):
        return error
    name = type(error).__name__
    if name == "KilledWorker":
        return NbjudgeError("several workers were killed over it, one after the other; is memory scarce?")
    if isinstance(error, (CancelledError, OSError, TimeoutError)) or name == "FutureCancelledError":
        return Obstacle("The connection to the scheduler is lost.")
    return error
