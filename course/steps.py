"""nbgrader's own steps, each with one sentence for what goes wrong."""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.plugins import CsvExportPlugin
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from course.files import CourseError, write_atomically
from nbjudge import nbgrader_course
from nbjudge.errors import NbjudgeError


def configuration(root: Path) -> Config:
    """The course's nbgrader_config.py, with `root` as the course's folder.

    Raises:
        CourseError: there is none in `root`.
    """
    try:
        return nbgrader_course.configuration(root)
    except NbjudgeError as error:
        raise CourseError(str(error)) from None


def api(root: Path) -> NbGraderAPI:
    """nbgrader's programming interface for the course in `root`."""
    # nbgrader's own queries trip over this warning of SQLAlchemy 2; it is harmless.
    warnings.filterwarnings("ignore", r"Object of type <.*> not in session", SAWarning)
    result = NbGraderAPI(config=configuration(root))
    result.log_level = "ERROR"
    return result


def open_gradebook(root: Path) -> Gradebook:
    """The course's gradebook.

    Raises:
        CourseError: nothing was released or graded yet, or the file is damaged.
    """
    path = root / "gradebook.db"
    if not path.is_file():
        raise CourseError(f"{path} does not exist yet: release the assignment first.")
    try:
        with contextlib.closing(sqlite3.connect(path)) as database:
            database.execute("select count(*) from assignment")
    except sqlite3.Error as error:
        raise CourseError(f"{path} cannot be used: {error}.") from None
    return Gradebook(api(root).coursedir.db_url)


def generate(root: Path, assignment: str) -> None:
    """source/ to release/ (nbgrader generate_assignment); what was released stays if nbgrader refuses."""
    if not (root / "source" / assignment).is_dir():
        raise CourseError(f"There is no assignment {assignment!r} in {root / 'source'}.")
    nbgrader = api(root)
    nbgrader.log_level = "INFO"  # to be told which notebook
    with _kept(root / "release" / assignment):
        result = nbgrader.generate_assignment(assignment)
        begun = re.findall(r"Converting notebook (.+)", result.get("log") or "")
        where = f", because of {Path(begun[-1]).name}" if begun else ""
        _demand(result, f"{assignment} was not released{where}")


@contextlib.contextmanager
def _kept(folder: Path) -> Iterator[None]:
    """If the block fails, the folder is again what it was: nbgrader deletes it first."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place, folder.name)
        if folder.is_dir():
            shutil.copytree(folder, copy, symlinks=True)
        try:
            yield
        except BaseException:
            if copy.is_dir():
                shutil.rmtree(folder, ignore_errors=True)
                shutil.copytree(copy, folder, symlinks=True)
            raise


def autograde(root: Path, assignment: str, student: str) -> None:
    """submitted/ to autograded/ and the gradebook, for one student (nbgrader autograde)."""
    _demand(api(root).autograde(assignment, student), f"{student} was not graded")


def feedback(root: Path, assignment: str, student: str) -> None:
    """autograded/ to feedback/, for one student (nbgrader generate_feedback)."""
    _demand(api(root).generate_feedback(assignment, student), f"{student} has no feedback")


def export_csv(root: Path, path: Path) -> None:
    """All grades as CSV (nbgrader export)."""
    with tempfile.TemporaryDirectory() as folder:
        exported = Path(folder, "grades.csv")
        with open_gradebook(root) as gradebook:
            CsvExportPlugin(config=configuration(root), to=str(exported)).export(gradebook)
        table = exported.read_text(encoding="utf-8")
    write_atomically(
        path, "".join(_without_rounding_errors(line) for line in table.splitlines(keepends=True))
    )


def _without_rounding_errors(line: str) -> str:
    """Write the scores, the last four columns, as people do: 25, not 25.000000000000007."""
    *others, last = line.rsplit(",", 4)
    if not others or not re.match(r"\d", last):  # the line of headings
        return line
    first, *scores = others
    return ",".join([first, *(f"{float(score):.10g}" for score in [*scores, last])]) + "\n"


def _demand(result: dict[str, Any], what: str) -> None:
    if not result["success"]:
        text = f"{result.get('log') or ''}\n{result.get('error') or ''}"
        raise CourseError(f"{what}: {nbgrader_course.cause(text)}.")
