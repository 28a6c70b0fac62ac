"""An nbgrader course from outside: its configuration, and what nbgrader means when a step of it fails."""

from __future__ import annotations

import re
from pathlib import Path
from traceback import extract_tb, format_exception_only

from traitlets.config import Config, PyFileConfigLoader

from nbjudge.errors import NbjudgeError

# What nbgrader's traceback or log says, and what that means.
_CAUSES = [
    (r"No space left on device|disk is full|disk I/O error", "the disk is full"),
    (r"database is locked", "the gradebook is locked by another program; close it and try again"),
    (r"file is not a database|database disk image is malformed", "the gradebook is damaged"),
    (r"NotJSONError|Notebook does not appear to be JSON", "a notebook is damaged or truncated"),
    (r"No notebooks were matched by '(.*?)'", "there is no notebook at {0}"),
    (r"DeadKernelError", "the kernel died"),
    (
        r"Cannot add or remove",
        "cells were added or removed, but submissions for the old cells exist; see docs of nbgrader",
    ),
    (r"NbjudgeError: (.*)", "{0}"),
    (r"NbGraderException: (?!Please see)(.*)", "{0}"),
    (r"(?m)^\s*(?:[\w.]+\.)?(?:RuntimeError|ValidationError): (.+)", "{0}"),  # of nbgrader's preprocessors
    (r"(?m)^\s*(?:[\w.]+\.)?(?!NbGraderException)(\w+(?:Error|Exception)\b.*)", "{0}"),
]


def configuration(root: Path) -> Config:
    """The course's nbgrader_config.py, with `root` as the course's folder.

    Raises:
        NbjudgeError: there is none in `root`, or it raises.
    """
    file = root / "nbgrader_config.py"
    if not file.is_file():
        raise NbjudgeError(f"{root} is not a course: it has no nbgrader_config.py.")
    try:
        config: Config = PyFileConfigLoader(file.name, path=str(root)).load_config()
    except Exception as error:
        raise NbjudgeError(f"{file}{_line(error, file)}: {_named(error)}.") from None
    config.CourseDirectory.root = str(root)
    return config


def _line(error: Exception, file: Path) -> str:
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == str(file)]
    if isinstance(error, SyntaxError) and error.filename == str(file):
        lines = [error.lineno]
    return f", line {lines[-1]}" if lines else ""


def _named(error: Exception) -> str:
    return format_exception_only(error)[-1].strip().rstrip(".")


def cause(text: str) -> str:
    """Why a step failed, from nbgrader's log and traceback: a sentence without its full stop."""
    for pattern, sentence in _CAUSES:
        if found := re.search(pattern, text):
            return sentence.format(*found.groups()).rstrip(".")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else "nbgrader did not say why"
