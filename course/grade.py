"""Grade every submission of an assignment with nbgrader; one problem a line, none stops another."""

from __future__ import annotations

from pathlib import Path

from tqdm import tqdm

from course import steps
from course.files import CourseError
from course.notebooks import grade_ids, read


def students(root: Path, assignment: str) -> list[str]:
    """Everybody who handed something in.

    Raises:
        CourseError: nobody did.
    """
    names = sorted(path.parent.name for path in (root / "submitted").glob(f"*/{assignment}") if path.is_dir())
    if not names:
        raise CourseError(
            f"Nobody has submitted {assignment!r}: {root / 'submitted'} has no <student>/{assignment}."
        )
    return names


def grade(root: Path, assignment: str, chosen: list[str]) -> dict[str, str]:
    """Autograde and write feedback, student by student.

    Args:
        chosen: students; an earlier result of theirs is replaced.

    Returns:
        One sentence for each submission that could not be graded, by student.
    """
    released = {path.stem: grade_ids(read(path)) for path in (root / "release" / assignment).glob("*.ipynb")}
    if not released:
        raise CourseError(f"{assignment} is not released yet: run `make release`.")
    problems = {}
    for student in (bar := tqdm(chosen, desc="grading", unit="student")):
        bar.set_postfix_str(student)
        try:
            check(root / "submitted" / student / assignment, released)
            steps.autograde(root, assignment, student)
            steps.feedback(root, assignment, student)
        except CourseError as error:
            problems[student] = str(error)
            tqdm.write(f"{student}: {error}")
    return problems


def check(folder: Path, released: dict[str, set[str]]) -> None:
    """Check that the notebooks in a submission are readable and belong to the assignment.

    Args:
        released: grade ids of each released notebook.

    Raises:
        CourseError: the first problem.
    """
    for path in sorted(folder.glob("*.ipynb")):
        ids = grade_ids(read(path))
        if path.stem in released and not ids & released[path.stem]:
            raise CourseError(
                f"{path} is a notebook of another assignment: it shares no cell with the released one."
            )
    if not any((folder / f"{name}.ipynb").is_file() for name in released):
        raise CourseError(f"{folder} holds none of the notebooks {', '.join(sorted(released))}.")
