"""Dask for tests: a scheduler and workers of this machine, which can be killed one by one."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import nbjudge
from tests.batches import until

ENGINE = Path(nbjudge.__path__[0])


class Dask:
    """A scheduler and workers, each a process of its own."""

    def __init__(self, folder: Path, *options: str, scheme: str = "tcp") -> None:
        self._folder, self._options = folder, options
        self._file = folder / "scheduler.json"
        listen = ["--host", f"{scheme}://127.0.0.1", "--port", "0", "--scheduler-file", str(self._file)]
        self.processes = [self._start("scheduler", *listen)]
        until(lambda: self._file.exists() and self._file.read_text().endswith("}"))
        text = self._file.read_text()
        self.address = text[text.index(f"{scheme}://") :].partition('"')[0]

    def worker(self, engine: Path = ENGINE, threads: int = 1) -> "subprocess.Popen[bytes]":
        """One more worker, with nbjudge from this folder; without the nanny that would start it again."""
        place = ["--local-directory", str(self._folder), "--nthreads", str(threads), "--no-nanny"]
        self.processes.append(self._start("worker", self.address, *place, path=engine.parent))
        return self.processes[-1]

    def _start(self, what: str, *arguments: str, path: Path = ENGINE.parent) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--no-dashboard"]
        with (self._folder / f"{what}.log").open("ab") as log:
            return subprocess.Popen(
                [*command, *self._options, *arguments],
                stdout=log,
                stderr=log,
                env=os.environ | {"PYTHONPATH": str(path)},
                cwd=self._folder,
            )

    def end(self) -> None:
        """End all of it."""
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()
