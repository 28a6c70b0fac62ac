"""Many submissions: which ones to grade, progress, and one line for each that is out of the ordinary."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from nbgrader.apps.api import NbGraderAPI
from tqdm import tqdm
from traitlets.config import Config

from nbjudge import nbgrader_course, store
from nbjudge.assignment import Assignment
from nbjudge.errors import NbjudgeError
from nbjudge.nbgrader_plugin import JudgedAutograde


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


class Batch:
    """Grades the submissions of one assignment through nbgrader, one after the other.

    Raises:
        NbjudgeError: there is nothing to grade.
    """

    def __init__(self, config: Config, assignment: str, notebook: str = "*") -> None:
        self._api = NbGraderAPI(config=config)
        self._api.log_level = "ERROR"
        self._course = self._api.coursedir
        self._course.notebook_id = notebook
        self.assignment = assignment
        self._app = JudgedAutograde(coursedir=self._course, parent=self._api)

    @cached_property
    def _master(self) -> Assignment:
        return self._app.master(self.assignment)

    def students(self) -> list[str]:
        """Everybody who handed something in."""
        pattern = Path(self._course.format_path(self._course.submitted_directory, "*", self.assignment))
        place = pattern.parts.index("*")
        found = Path(*pattern.parts[:place]).glob(str(Path(*pattern.parts[place:])))
        names = sorted(path.parts[place] for path in found if path.is_dir())
        if not names:
            raise NbjudgeError(f"Nobody has submitted {self.assignment!r}: there is no folder {pattern}.")
        return names

    def grade(self, students: Iterable[str], force: bool = False) -> dict[str, str]:
        """Grade; a submission that has not changed since its last complete result is left alone.

        Returns:
            One sentence for each submission that could not be graded, or only in part.
        """
        problems: dict[str, str] = {}
        gc.freeze()  # what nbgrader has loaded stays, and need not be looked through again and again
        with tqdm(list(students), desc=f"grading {self.assignment}", unit="student") as bar:
            for student in bar:
                bar.set_postfix_str(student)
                if not force and self.is_graded(student):
                    continue
                try:
                    self.one(student)
                except NbjudgeError as error:
                    problems[student] = str(error)
                    bar.write(f"{student}: {error}")
                    continue
                for line in self.anomalies(student):
                    bar.write(f"{student}, {line}")
                if unreadable := self._problems(student):
                    problems[student] = unreadable[0]
        return problems

    def one(self, student: str) -> None:
        """Grade one submission now.

        Raises:
            NbjudgeError: it could not be graded.
        """
        result = self._api.autograde(self.assignment, student)
        if not result["success"]:
            text = f"{result.get('error') or ''}\n{result.get('log') or ''}"
            raise NbjudgeError(f"not graded: {nbgrader_course.cause(text)}.")

    def is_graded(self, student: str) -> bool:
        """Whether the last result is complete, and of this submission and this assignment."""
        master = self._master
        submitted = Path(self._course.format_path(self._course.submitted_directory, student, self.assignment))
        graded = Path(self._course.format_path(self._course.autograded_directory, student, self.assignment))
        names = [f"{name}.ipynb" for name in master.notebooks]
        complete = all((graded / name).is_file() for name in names if (submitted / name).exists())
        return complete and self._records(student).get("key") == store.key(
            master, submitted, self._app.course_key, self._app.earlier(master, student)
        )

    def anomalies(self, student: str) -> list[str]:
        """What was out of the ordinary in a submission, a line each."""
        notebooks = self._records(student).get("notebooks", {})
        return [f"{name}: {line}" for name, notebook in notebooks.items() for line in notebook["anomalies"]]

    def _problems(self, student: str) -> list[str]:
        notebooks = self._records(student).get("notebooks", {})
        problems = {name: notebook.get("problem") for name, notebook in notebooks.items()}
        return [f"{name}: {problem}" for name, problem in problems.items() if problem]

    def _records(self, student: str) -> dict[str, Any]:
        return store.load(self._app.records_path(self.assignment, student))
