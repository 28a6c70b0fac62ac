"""Grade every submission of an assignment and write feedback; one problem a line, none stops another."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from course import steps
from course.files import CourseError
from nbjudge.batch import Batch, configuration
from nbjudge.progress import Progress


def students(root: Path, assignment: str) -> list[str]:
    """Everybody who handed something in.

    Raises:
        CourseError: nobody did.
    """
    return _batch(root, assignment).students()


def autograde(root: Path, assignment: str, chosen: list[str], again: bool = False) -> dict[str, str]:
    """Grade, student by student; a run that was stopped goes on where it was.

    Args:
        chosen: students.
        again: grade those, too, whose submission and assignment have not changed since.

    Returns:
        One sentence for each submission that could not be graded, by student.
    """
    return _batch(root, assignment).grade(chosen, again)


def feedback(
    root: Path, assignment: str, chosen: list[str], ungraded: Collection[str] = ()
) -> dict[str, str]:
    """Write the pages that students get.

    Args:
        ungraded: students of whom it was told already that not everything could be graded.

    Returns:
        One sentence for each other student who has no page.
    """
    problems = {}
    with Progress("feedback", len(chosen)) as progress:
        for student in chosen:
            try:
                steps.feedback(root, assignment, student)
            except CourseError as error:
                if student not in ungraded:
                    problems[student] = str(error)
                    progress.line(f"{student}: {error}")
            progress.update()
    return problems


def anomalies(root: Path, assignment: str, student: str) -> list[str]:
    """What was out of the ordinary in a submission, a line each."""
    return _batch(root, assignment).anomalies(student)


def _batch(root: Path, assignment: str) -> Batch:
    return Batch(configuration(root), assignment)
