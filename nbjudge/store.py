"""Results on disk, written once and whole, under a hash of all that they were made from.

    records/<assignment>/results/<key>.json.gz   a graded submission, so that it need not be graded again
    records/<assignment>/<student>.json          the records of what stands in the gradebook, for people

Plain data, no pickles: in a course that several people share, one could otherwise run code as another.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import hashlib
import json
import os
import platform
import zlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from nbjudge import others
from nbjudge.assignment import Assignment
from nbjudge.files import as_json, write_atomically
from nbjudge.graded import Graded, from_plain, to_plain
from nbjudge.records import Result, plain_result

MOST_HASHED = 100 << 20  # bytes of a file
PACKAGES = ("numpy", "pandas", "matplotlib", "scipy", "torch")  # what students' code may get its figures from


@functools.cache
def environment() -> dict[str, str]:
    """Versions of all that results depend on beside the course."""
    digest = hashlib.sha256()
    package = Path(__file__).parent
    for path in sorted(package.rglob("*.py")):
        digest.update(f"{path.relative_to(package)}".encode() + b"\0" + path.read_bytes() + b"\0")
    found = {
        "nbjudge": digest.hexdigest()[:12],
        "Python": platform.python_version(),
        "machine": platform.machine(),
    }
    for name in PACKAGES:
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


class Keys:
    """Makes the keys of the submissions for one assignment.

    Args:
        course_key: the secret on which random inputs of hidden tests depend.
        limits: of time and memory, as text.
    """

    def __init__(self, assignment: Assignment, course_key: str, limits: str = "") -> None:
        before = assignment.earlier
        self._earlier = None if before is None else Keys(before, course_key)
        # What is read by its name, be it listed or not; a copy of an earlier notebook may lie here, too.
        self._named: frozenset[str] = self._earlier._named if self._earlier else frozenset(["timestamp.txt"])
        self._named |= {f"{name}.ipynb" for name in assignment.notebooks}
        digest = self._digest = hashlib.sha256(repr((environment(), course_key, limits)).encode())
        for notebook in assignment.notebooks.values():
            digest.update(repr((notebook.name, notebook.kernelspec, notebook.reference)).encode())
            for cell in notebook.cells:
                digest.update(
                    repr((cell.grade_id, cell.role, cell.points, cell.source)).encode("utf-8", "replace")
                )
        for name, path in sorted(assignment.files.items()):
            digest.update(name.encode() + hashlib.sha256(path.read_bytes()).digest())

    def key(self, folder: Path, earlier: Path | None = None) -> str:
        """Hash of all that decides about a result: the submission, the assignment, the course, the engine.

        Args:
            earlier: the submission for the assignment that this one builds on.
        """
        digest = self._digest.copy()
        if self._earlier is not None and earlier is not None:
            digest.update(self._earlier.key(earlier).encode())
        files, complete = others.listed(folder)
        if not complete:  # other files may be listed elsewhere: nobody else gets this result
            digest.update(os.fsencode(folder.absolute()))
        for name, status in files.items():
            digest.update(repr((name, status.st_size)).encode("utf-8", "backslashreplace"))
            if status.st_size > MOST_HASHED:  # too large to be graded; a sparse one would take hours
                digest.update(str(status.st_mtime_ns).encode())
            else:
                digest.update(_content(folder / name))
        for name in sorted(self._named - files.keys()):
            digest.update(repr((name, _content(folder / name))).encode("utf-8", "backslashreplace"))
        return digest.hexdigest()


def _content(path: Path) -> bytes:
    """Hash of a file, or why it cannot be read: a link is graded other than what is missing."""
    try:
        return hashlib.sha256(others.read(path, MOST_HASHED)).digest()
    except OSError as error:
        return str(error.errno).encode()


def keep(path: Path, graded: Graded, assignment: Assignment, anew: bool = False) -> None:
    """Keep a graded submission; if somebody else was faster, theirs stays.

    Args:
        anew: replace what is there.

    Raises:
        NbjudgeError: the disk is full, or the place cannot be written.
    """
    text = json.dumps(to_plain(graded, assignment))
    write_atomically(path, gzip.compress(text.encode(), 1, mtime=0), mode=0o600, anew=anew)


def kept(path: Path, assignment: Assignment, student: str) -> Graded | None:
    """A graded submission that was kept; None if there is none. A damaged one is removed."""
    try:
        return from_plain(json.loads(gzip.decompress(path.read_bytes())), assignment, student)
    except FileNotFoundError:
        return None
    except (OSError, EOFError, zlib.error, LookupError, TypeError, ValueError, AttributeError):
        path.unlink(missing_ok=True)
        return None


def save(path: Path, made_from: str, result: Result) -> None:
    """Write the records of one submission, for people.

    Raises:
        NbjudgeError: the disk is full, or the place cannot be written.
    """
    notebooks = {name: plain_result(notebook) for name, notebook in result.notebooks.items()}
    content = {"key": made_from, **vars(result), "notebooks": notebooks}
    for notebook in notebooks.values():
        del notebook["outputs"]  # they stand in the autograded notebook
        for record in notebook["records"]:
            del record["outcome"]["outputs"]
    write_atomically(path, as_json(content), mode=0o600)  # nobody else reads points


def load(path: Path) -> dict[str, Any]:
    """The records of one submission; empty if there are none that can be read."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
