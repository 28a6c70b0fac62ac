"""The errors that are meant for the person at the terminal."""

from __future__ import annotations

import traceback
from pathlib import PurePath

MOST_SAID = 200  # characters of an error that nobody foresaw


class NbjudgeError(Exception):
    """What went wrong, in one sentence."""


class Obstacle(NbjudgeError):
    """What stands in the way of every submission alike, such as a full disk; going on would be no use."""


def own_fault(error: BaseException) -> NbjudgeError:
    """For an error that nobody foresaw over one submission: what, where, and whose fault it is."""
    what = type(error).__name__
    if said := str(error)[:MOST_SAID]:
        what += f" ({said!r})"
    if frames := traceback.extract_tb(error.__traceback__):  # none of an error that comes by a pipe
        what += f", {PurePath(frames[-1].filename).name}:{frames[-1].lineno}"
    return NbjudgeError(f"not graded: nbjudge itself failed: {what}; please report it.")
