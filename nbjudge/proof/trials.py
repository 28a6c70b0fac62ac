"""Grades many made-up submissions with the engine, in worker processes: bank entries, mutants, perturbations.

    for trial in trials.run(Setting(root, "homework"), entries.values()):
        print(trial.name, trial.lost)

Each worker has a sandbox of its own; students' code runs in processes that the sandbox forks, never in the
worker.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Collection, Iterator
from concurrent.futures import as_completed
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path

from tqdm import tqdm

from nbjudge.graded import Graded
from nbjudge.grading import Budget, Grader
from nbjudge.notebooks import Notebook
from nbjudge.pool import Pool, cores
from nbjudge.proof import bank
from nbjudge.proof.bank import Entry, Material
from nbjudge.records import Record


@dataclass(frozen=True)
class Setting:
    """Whose assignment is graded, and how.

    Attributes:
        root: the course's folder.
        trust_students: run without a sandbox.
        budget: of one submission.
        instead: helper files in the place of the assignment's own, by name.
    """

    root: Path
    assignment: str
    trust_students: bool = False
    budget: Budget = field(default_factory=Budget)
    instead: dict[str, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class Trial:
    """How one made-up submission fared.

    Attributes:
        records: of the notebooks that the entry changes, by notebook/test: a grade id may stand in several.
        anomalies: what was out of the ordinary, but for cells that took too long: a mistake may do that.
        raised: cells that raised an error or took too long, beside tests and what the entry changes.
    """

    name: str
    records: dict[str, Record]
    anomalies: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()

    @property
    def lost(self) -> frozenset[str]:
        """Tests that did not get all their points."""
        return frozenset(name for name, r in self.records.items() if r.outcome.points < r.maximum)

    @property
    def partial(self) -> frozenset[str]:
        """Tests that got some of their points, but not all."""
        return frozenset(name for name, r in self.records.items() if 0 < r.outcome.points < r.maximum)


def sources(setting: Setting) -> Path:
    """Folder of the instructor's notebooks."""
    return _folder(setting, "source_directory")


def release(setting: Setting) -> Path:
    """Folder of the released notebooks."""
    return _folder(setting, "release_directory")


def _folder(setting: Setting, step: str) -> Path:
    from nbgrader.coursedir import CourseDirectory

    from nbjudge.nbgrader_course import configuration

    course = CourseDirectory(config=configuration(setting.root))
    return Path(course.format_path(getattr(course, step), ".", setting.assignment))


class Bench:
    """Grades made-up submissions of one assignment, as nbgrader_config.py sets the engine up.

    Raises:
        NbjudgeError: the assignment is not released.
    """

    def __init__(self, setting: Setting) -> None:
        # Imported here: importing nbgrader takes seconds, and whoever reads a Trial needs none of it.
        from nbgrader.apps.api import NbGraderAPI

        from nbjudge.batch import configuration
        from nbjudge.nbgrader_plugin import JudgedAutograde

        config = configuration(setting.root, setting.trust_students)
        course = NbGraderAPI(config=config).coursedir
        self._app = JudgedAutograde(coursedir=course, config=config)
        self._setting = setting
        self.sources, self.release = sources(setting), release(setting)
        self.material = Material.read(self.sources, self.release)
        master = self._app.master(setting.assignment)
        self.master = replace(master, files=master.files | setting.instead)
        self._budget = setting.budget

    @cached_property
    def _grader(self) -> Grader:
        """Made when something is graded: who only looks at the material needs no sandbox."""
        return Grader(self.master, self._app.sandbox(self._setting.assignment).spawn, self._budget)

    @cached_property
    def _earlier(self) -> dict[str, Notebook]:
        """The full solution of the assignment that this one builds on."""
        if self.master.earlier is None:
            return {}
        before = replace(self._setting, assignment=self.master.earlier.name)
        return Material.read(sources(before), release(before)).submission()

    def grade(self, entry: Entry, name: str = "") -> Trial:
        """Grade the notebooks that an entry changes; all of them if it changes none.

        Raises:
            NbjudgeError: the entry names a cell that does not exist, or there is no sandbox.
        """
        chosen = {change.notebook for change in entry.changes} or set(self.material.released)
        with tempfile.TemporaryDirectory(prefix="nbjudge-trial-") as folder:
            bank.write({**self._earlier, **self.material.submission([entry])}, Path(folder))
            graded = self._grader.grade("bank", Path(folder), chosen)
        results, changed = graded.result.notebooks, {(c.notebook, c.grade_id) for c in entry.changes}
        return Trial(
            name or entry.name,
            {
                f"{notebook}/{record.grade_id}": record
                for notebook in sorted(chosen)
                for record in results[notebook].records
            },
            tuple(
                f"{notebook}: {line}"
                for notebook in sorted(chosen)
                for line in results[notebook].anomalies
                if "too long" not in line
            ),
            tuple(line for notebook in sorted(chosen) for line in _raised(graded, notebook, changed)),
        )

    def solution(self) -> Entry:
        """The instructor's solution: nothing is changed."""
        return Entry("solution", "The full solution.", frozenset(), ())

    def untouched(self) -> Entry:
        """The copy that students get, handed in as it is."""
        changes = tuple(
            bank.Change(name, cell, bank.released_text(notebook, cell), whole=True)
            for name, notebook in self.material.released.items()
            for cell in self.material.reference[name]
        )
        return Entry("released", "The released copy, untouched.", frozenset(), changes)


def _raised(graded: Graded, notebook: str, changed: Collection[tuple[str, str]]) -> Iterator[str]:
    """What was raised by cells of a notebook that are not `changed`, a line each."""
    matched = graded.matched[notebook]
    cells = [] if matched is None else matched.cells
    for index, outputs in sorted(graded.result.notebooks[notebook].outputs.items()):
        grade_id = getattr(cells[index].master, "grade_id", None)
        if (notebook, grade_id) not in changed:
            for output in outputs:
                if output["output_type"] == "error":
                    what = f"{notebook}/{grade_id}" if grade_id else f"cell {index + 1} of {notebook}"
                    yield f"{what} raises {output['ename']}: {output['evalue']}"


def run(
    setting: Setting, entries: dict[str, Entry], workers: int | None = None, what: str = "grading"
) -> Iterator[Trial]:
    """Grade all entries, those of the longest notebooks first, with a progress bar.

    Args:
        entries: by the name that its trial will have.
        workers: processes; None for one a core.

    Yields:
        A trial for each entry, as they end.

    Raises:
        NbjudgeError: there is no sandbox, or two workers were killed over the same entry.
    """
    packed = pickle.dumps(setting)
    pool = Pool(min(workers or cores(), max(len(entries), 1)))
    bar = tqdm(total=len(entries), desc=what, unit="submission", smoothing=0.05)
    try:
        waiting = [
            pool.submit(_grade, packed, name, entry) for name, entry in _longest_first(setting, entries)
        ]
        for future in as_completed(waiting):
            yield future.result()
            bar.update()
    except BaseException:  # Ctrl-C, too: nobody waits for what is being graded
        pool.shutdown(cancel_futures=True)
        raise
    finally:
        bar.close()
        pool.shutdown()


def _longest_first(setting: Setting, entries: dict[str, Entry]) -> list[tuple[str, Entry]]:
    """Several notebooks, then notebooks that run others: those take long, and should not come last."""

    def weight(item: tuple[str, Entry]) -> int:
        notebooks = {change.notebook for change in item[1].changes}
        return -len(notebooks) if notebooks else -100

    by_notebook = sorted(
        entries.items(), key=lambda item: (weight(item), *sorted(c.notebook for c in item[1].changes))
    )
    return sorted(by_notebook, key=weight)


@lru_cache(maxsize=1)
def _bench(packed: bytes) -> Bench:
    return Bench(pickle.loads(packed))


def _grade(packed: bytes, name: str, entry: Entry) -> Trial:
    return _bench(packed).grade(entry, name)
