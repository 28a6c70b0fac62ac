"""Where the course stands, and what its commands share with nbjudge about files and errors."""

from __future__ import annotations

from pathlib import Path

from nbjudge.errors import NbjudgeError
from nbjudge.files import one_sentence_for, write_atomically

__all__ = ["ROOT", "CourseError", "one_sentence_for", "write_atomically"]

ROOT = Path(__file__).resolve().parent.parent

CourseError = NbjudgeError  # one kind of error for the person at the terminal
