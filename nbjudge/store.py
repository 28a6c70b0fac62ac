"""Records on disk: a JSON file for each submission, with a hash of what it was made from."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

from nbjudge import others
from nbjudge.assignment import Assignment
from nbjudge.files import write_atomically
from nbjudge.records import Result

MOST_HASHED = 100 << 20  # bytes of a file
VERSION = "1"  # of the engine: a change makes all records old


def key(assignment: Assignment, folder: Path, course_key: str, earlier: Path | None = None) -> str:
    """Hash of all that decides about a result: the submission, the assignment, the course, the engine.

    Args:
        earlier: the submission for the assignment that this one builds on.
    """
    digest = hashlib.sha256(repr((VERSION, course_key)).encode())
    if assignment.earlier is not None and earlier is not None:
        digest.update(key(assignment.earlier, earlier, course_key).encode())
    for notebook in assignment.notebooks.values():
        digest.update(repr((notebook.name, notebook.kernelspec, notebook.reference)).encode())
        for cell in notebook.cells:
            digest.update(
                repr((cell.grade_id, cell.role, cell.points, cell.source)).encode("utf-8", "replace")
            )
    for name, path in sorted(assignment.files.items()):
        digest.update(name.encode() + hashlib.sha256(path.read_bytes()).digest())
    for name, status in others.regular(folder):
        digest.update(repr((name, status.st_size)).encode("utf-8", "backslashreplace"))
        if status.st_size > MOST_HASHED:  # too large to be graded; a sparse one would take hours
            digest.update(str(status.st_mtime_ns).encode())
            continue
        with contextlib.suppress(OSError):
            digest.update(hashlib.sha256(others.read(folder / name, MOST_HASHED)).digest())
    return digest.hexdigest()


def save(path: Path, made_from: str, result: Result) -> None:
    """Write the records of one submission.

    Raises:
        NbjudgeError: the disk is full, or the place cannot be written.
    """
    content = {"key": made_from, **dataclasses.asdict(result)}
    for notebook in content["notebooks"].values():
        del notebook["outputs"]  # they stand in the autograded notebook
        for record in notebook["records"]:
            del record["outcome"]["outputs"]
    text = json.dumps(content, indent=1)
    write_atomically(path, text.encode("utf-8", "replace"), mode=0o600)  # nobody else reads points


def load(path: Path) -> dict[str, Any]:
    """The records of one submission; empty if there are none that can be read."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
