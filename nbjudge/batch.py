"""Many submissions: which ones to grade, by how many workers, and one writer for what they found.

Workers grade and keep each result in the store; this process alone writes to nbgrader's gradebook. Whatever
ends it, starting again grades only what is missing and writes only what is not written yet.
"""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing, contextmanager
from fnmatch import filter as matching
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Any

from nbgrader.apps.api import NbGraderAPI
from nbgrader.utils import capture_log, temp_attrs
from traitlets.config import Config

from nbjudge import cluster as clusters
from nbjudge import jobs, nbgrader_course, others, pool, store
from nbjudge.cluster import Cluster
from nbjudge.errors import NbjudgeError, Obstacle, own_fault
from nbjudge.gradebook import Writer
from nbjudge.graded import Graded
from nbjudge.jobs import Job, Setup
from nbjudge.nbgrader_plugin import JudgedAutograde
from nbjudge.pool import Crew
from nbjudge.progress import Progress, Times

LOOK_SECONDS = 2.0  # between two looks at the workers, while nothing is done


def configuration(root: Path, trust_students: bool = False) -> Config:
    """The course's nbgrader_config.py, with `root` as the course's folder.

    Args:
        trust_students: run their code without a sandbox, whatever the file says.

    Raises:
        NbjudgeError: there is none in `root`, or it does not let nbjudge grade.
    """
    config = nbgrader_course.configuration(root)
    if not config.JudgedAutograde.get("judge", False):
        raise NbjudgeError(
            f"{root / 'nbgrader_config.py'} does not use nbjudge: add `from nbjudge import nbgrader_plugin` "
            "and `nbgrader_plugin.configure(c)`."
        )
    if trust_students:
        config.JudgedAutograde.trust_students = True
    return config


class _Writing(JudgedAutograde):
    """Writes one submission; nbgrader would search for it with the student's name as a pattern."""

    found: dict[str, list[str]]  # notebooks by folder

    def init_notebooks(self) -> None:
        """See nbgrader."""
        self.assignments = self.found


class Batch:
    """Grades the submissions of one assignment and writes the results through nbgrader.

    Raises:
        NbjudgeError: there is nothing to grade.
    """

    def __init__(self, config: Config, assignment: str, notebook: str = "*") -> None:
        self._api = NbGraderAPI(config=config)
        self._api.log_level = "ERROR"
        self._course = self._api.coursedir
        self._course.notebook_id = notebook
        self.assignment = assignment
        self._app = _Writing(coursedir=self._course, parent=self._api)
        self._app.force = True
        self.times = Times()

    @cached_property
    def _setup(self) -> Setup:
        return self._app.setup(self.assignment)

    @cached_property
    def _keys(self) -> store.Keys:
        return self._setup.keys()

    def students(self) -> list[str]:
        """Everybody who handed something in."""
        pattern = self._submitted("*")
        place = pattern.parts.index("*")
        found = Path(*pattern.parts[:place]).glob(str(Path(*pattern.parts[place:])))
        names = sorted(path.parts[place] for path in found if path.is_dir())
        if not names:
            raise NbjudgeError(f"Nobody has submitted {self.assignment!r}: there is no folder {pattern}.")
        return names

    def grade(
        self,
        students: Iterable[str],
        force: bool = False,
        workers: int | None = None,
        cluster: Cluster | None = None,
        write: bool = True,
    ) -> dict[str, str]:
        """Grade; a submission that has not changed since its last complete result is left alone.

        Args:
            workers: processes; None for one a core. A single submission, or one worker, needs none.
            cluster: where to grade instead.
            write: to the gradebook and autograded/; else results are kept, for whoever writes them later.

        Returns:
            One sentence for each submission that could not be graded, or only in part.

        Raises:
            Obstacle: something stands in the way of all of them; what was graded is kept.
            NbjudgeError: there is no such notebook.
        """
        if not self._wanted:
            raise NbjudgeError(f"{self.assignment!r} has no notebook {self._course.notebook_id!r}.")
        problems: dict[str, str] = {}
        names = list(students)
        self.times = Times()
        gc.freeze()  # what nbgrader has loaded stays, and need not be looked through again and again
        with Progress(f"grading {self.assignment}", len(names)) as progress:
            todo = self._todo(names, force, write, progress, problems)
            first = list(islice(todo, workers or pool.cores()))
            if not first:
                return problems
            with self._writer(write) as writer, _at_work(len(first), cluster) as crew:
                for job, found in self._results(crew, chain(first, todo), progress):
                    try:
                        if isinstance(found, Exception):
                            raise found
                        if writer is not None:
                            self._write(writer, job, found)
                        for name, result in found.result.notebooks.items():
                            for line in result.anomalies:
                                progress.line(f"{job.student}, {name}: {line}")
                            if result.problem:
                                problems.setdefault(job.student, f"{name}: {result.problem}")
                    except Obstacle:
                        raise
                    except Exception as error:
                        problems[job.student] = self._problem(job.student, error, progress)
                    progress.update()
        return problems

    def is_graded(self, student: str) -> bool:
        """Whether the last result is complete, and of this submission and this assignment."""
        return self._is_written(student, self._key(student))

    def anomalies(self, student: str) -> list[str]:
        """What was out of the ordinary in a submission, a line each."""
        notebooks = self._records(student).get("notebooks", {})
        return [f"{name}: {line}" for name, notebook in notebooks.items() for line in notebook["anomalies"]]

    # --- What is to be done --------------------------------------------------------------------------

    @cached_property
    def _wanted(self) -> list[str]:
        """Names of the notebooks that are to be graded."""
        return matching(self._setup.assignment.notebooks, self._course.notebook_id)

    def _todo(
        self, students: list[str], force: bool, write: bool, progress: Progress, problems: dict[str, str]
    ) -> Iterator[Job]:
        for student in students:
            try:
                job = self._job(student, force)
                kept = not write and job.place is not None and job.place.exists()
                if force or not (kept or self._is_written(student, job.key)):
                    yield job
                    continue
            except Obstacle:
                raise
            except Exception as error:
                problems[student] = self._problem(student, error, progress)
            progress.update()

    def _job(self, student: str, force: bool) -> Job:
        """What is to be graded.

        Raises:
            NbjudgeError: there is nothing, or what is there cannot be read.
        """
        folder, master = self._submitted(student), self._setup.assignment
        try:
            there = {name.removesuffix(".ipynb") for name in os.listdir(folder) if name.endswith(".ipynb")}
            others.timestamp(folder)  # nbgrader would remove what it has before it looks
            handed_in = there & master.notebooks.keys()
            for name in handed_in:
                os.lstat(folder / f"{name}.ipynb")
        except OSError as error:
            raise NbjudgeError(f"not graded: {folder} cannot be read: {error.strerror}.") from None
        chosen = handed_in.intersection(self._wanted)
        if not chosen:
            raise NbjudgeError(self._nothing(folder))
        key = self._key(student)
        place = self._app.results_folder(self.assignment) / f"{key}.json.gz" if chosen == handed_in else None
        return Job(student, folder, chosen, self._app.earlier(master, student), key, place, force)

    def _nothing(self, folder: Path) -> str:
        """What to say of a submission without any of the notebooks."""
        master = self._setup.assignment
        known = {**(master.earlier.notebooks if master.earlier else {}), **master.notebooks}
        found = others.there(list(chain(*others.strays(others.regular(folder), known).values())))
        expected = " or ".join(f"{name}.ipynb" for name in self._wanted)
        return f"not graded: no {expected} was handed in{found and '; '}{found}."

    def _problem(self, student: str, error: Exception, progress: Progress) -> str:
        """Say, in a sentence, why somebody has no new grade."""
        sentence = str(error if isinstance(error, NbjudgeError) else own_fault(error))
        if self._graded(student).is_dir() and self._records(student).get("key") != self._key(student):
            sentence = f"{sentence.rstrip('.')}. The score shown is of an earlier hand-in."
        progress.line(f"{student}: {sentence}")
        return sentence

    def _key(self, student: str) -> str:
        earlier = self._app.earlier(self._setup.assignment, student)
        return self._keys.key(self._submitted(student), earlier)

    def _is_written(self, student: str, key: str) -> bool:
        master, submitted = self._setup.assignment, self._submitted(student)
        graded = self._graded(student)
        names = [f"{name}.ipynb" for name in master.notebooks]
        complete = all((graded / name).is_file() for name in names if (submitted / name).exists())
        return complete and self._records(student).get("key") == key

    # --- What comes back -------------------------------------------------------------------------------

    def _results(
        self, crew: Crew, todo: Iterator[Job], progress: Progress
    ) -> Iterator[tuple[Job, Graded | Exception]]:
        """Hand out jobs, some ahead, and yield what they come to, as they end."""
        packed = self._setup.packed()
        waiting: dict[Future[Graded], Job] = {}
        arrived: dict[Future[Graded], float] = {}
        said = set[str]()
        while True:
            for line in crew.news():
                progress.line(line)
            for job in islice(todo, max(0, crew.ahead() - len(waiting))):
                future = crew.executor.submit(jobs.grade, packed, job)
                waiting[future] = job
                future.add_done_callback(lambda future: arrived.setdefault(future, time.perf_counter()))
            if not waiting:
                return
            done, _ = wait(waiting, LOOK_SECONDS, FIRST_COMPLETED)
            for future in done:
                job = waiting.pop(future)
                self.times.add("results waiting to be written", time.perf_counter() - arrived.pop(future))
                error = future.exception()
                if isinstance(error, Exception):
                    yield job, error
                else:
                    self._count(job.student, graded := future.result())
                    for line in set(graded.notes) - said:
                        progress.line(line)
                    said.update(graded.notes)
                    yield job, graded

    def _count(self, student: str, graded: Graded) -> None:
        if not graded.seconds:
            return
        results = graded.result.notebooks.values()
        cells = sum(result.seconds for result in results)
        tests = sum(record.outcome.seconds for result in results for record in result.records)
        self.times.graded(student, graded.seconds)
        self.times.add("students' cells", cells)
        self.times.add("tests", tests)
        self.times.add("the rest of grading", max(graded.seconds - cells - tests, 0.0))

    def _write(self, writer: Writer, job: Job, graded: Graded) -> None:
        """Let nbgrader write what one submission came to, as a whole.

        Raises:
            Obstacle: the disk is full, or the gradebook is locked.
            NbjudgeError: nbgrader could not do it.
        """
        started = time.perf_counter()
        records = self._app.records_path(self.assignment, job.student)
        with _uninterrupted():
            with writer.whole():
                if self._key(job.student) != job.key:
                    raise NbjudgeError("not graded: handed in again meanwhile; start the same command again.")
                if not job.again and self._is_written(job.student, job.key):
                    return  # by somebody else who grades at the same time
                if job.place is not None:
                    records.unlink(missing_ok=True)  # until all is written again
                with self._earlier_copy(job.student):
                    self._convert(job, graded)
            if job.place is not None:
                store.save(records, job.key, graded.result)
        self.times.add("writing to gradebook and autograded/", time.perf_counter() - started)

    @contextmanager
    def _writer(self, wanted: bool) -> Iterator[Writer | None]:
        if not wanted:
            yield None
            return
        with closing(Writer(self._course.db_url, self._course.course_id)) as writer:
            yield writer

    def _convert(self, job: Job, graded: Graded) -> None:
        student = job.student
        self._app.ready, self._app.ready_master = graded, self._setup.assignment
        place = self._course.format_path(self._course.submitted_directory, student, self.assignment)
        self._app.found = {place: [os.path.join(place, f"{name}.ipynb") for name in sorted(job.chosen)]}
        with temp_attrs(self._course, assignment_id=self.assignment, student_id=student):
            result = capture_log(self._app)
        if not result["success"]:
            cause = nbgrader_course.cause(f"{result.get('error') or ''}\n{result.get('log') or ''}")
            if "disk is full" in cause or "locked" in cause:
                raise Obstacle(f"{student}: not graded: {cause}.")
            raise NbjudgeError(f"not graded: {cause}.")

    @contextmanager
    def _earlier_copy(self, student: str) -> Iterator[None]:
        """nbgrader removes what was graded before, and what it could not write: keep the old copy then."""
        folder = self._graded(student)
        aside = folder.with_name(f".{folder.name}.before")
        if folder.exists():
            shutil.rmtree(aside, ignore_errors=True)
            folder.rename(aside)
            if self._course.notebook_id != "*":
                shutil.copytree(aside, folder)
        try:
            yield
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            with contextlib.suppress(OSError):
                aside.rename(folder)
            with contextlib.suppress(OSError):
                folder.parent.rmdir()  # if nothing else was graded
            raise
        shutil.rmtree(aside, ignore_errors=True)

    # --- Places ------------------------------------------------------------------------------------------

    def _submitted(self, student: str) -> Path:
        return Path(self._course.format_path(self._course.submitted_directory, student, self.assignment))

    def _graded(self, student: str) -> Path:
        return Path(self._course.format_path(self._course.autograded_directory, student, self.assignment))

    def _records(self, student: str) -> dict[str, Any]:
        return store.load(self._app.records_path(self.assignment, student))


@contextmanager
def _at_work(workers: int, cluster: Cluster | None) -> Iterator[Crew]:
    """Those who grade; left at once if anything fails."""
    with pool.crew(workers) if cluster is None else clusters.crew(cluster) as crew:
        try:
            yield crew
        except BaseException:  # Ctrl-C, too: nobody waits for what is being graded
            crew.executor.shutdown(cancel_futures=True)
            raise
        crew.executor.shutdown()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits for the end of the block."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    stopped: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: stopped.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if stopped:
        raise KeyboardInterrupt
