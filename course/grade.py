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


def grade(root: Path, assignment: str, chosen: list[str], again: bool = False) -> dict[str, str]:
    """Autograde and write feedback, student by student; a run that was stopped goes on where it was.

    Args:
        chosen: students.
        again: grade those, too, whose submission and assignment have not changed since.

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
            if again or not is_graded(root, assignment, student):
                steps.autograde(root, assignment, student)
            steps.feedback(root, assignment, student)
        except CourseError as error:
            problems[student] = str(error)
            tqdm.write(f"{student}: {error}")
    return problems


def is_graded(root: Path, assignment: str, student: str) -> bool:
    """Whether the last result is complete, and newer than the submission and the released assignment."""
    submitted, released = root / "submitted" / student / assignment, root / "release" / assignment
    names = [path.name for path in released.glob("*.ipynb") if (submitted / path.name).exists()]
    results = [root / "autograded" / student / assignment / name for name in names]
    inputs = [path for folder in (submitted, released) for path in folder.rglob("*") if path.is_file()]
    if not all(path.is_file() for path in results):
        return False
    # nbgrader takes the right to write away as its last step, so what is writable was interrupted.
    complete = not any(path.stat().st_mode & 0o200 for path in results)
    newest = max(path.stat().st_mtime for path in inputs)
    return complete and newest < min(path.stat().st_mtime for path in results)


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
