"""Files that are written whole or not at all, and errors about them that are one sentence."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from nbjudge.errors import NbjudgeError, Obstacle

_READABLE = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE


def as_json(content: Any) -> bytes:
    """JSON that people can read and compare, many times faster than the standard library makes it."""
    try:
        return orjson.dumps(content, option=_READABLE)
    except TypeError:  # half a character, or a number of more than 64 bits
        text = json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False)
        return f"{text}\n".encode("utf-8", "replace")


def write_atomically(path: Path, content: str | bytes, mode: int = 0o644, anew: bool = True) -> None:
    """Write a file whole or not at all; the old content stays until the new one is on the disk.

    Args:
        anew: whether it takes the place of a file that is there already. If not, the first writer wins.

    Raises:
        NbjudgeError: the disk is full, or the place cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    with one_sentence_for(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, mode)
            if anew:
                os.replace(name, path)
            else:
                _be_first(name, path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
            raise


def _be_first(name: str, path: Path) -> None:
    """Move a file to `path`, unless there is one. Without hard links, of two at once the last one wins."""
    try:
        os.link(name, path)
    except FileExistsError:
        pass
    except OSError:
        if not path.exists():
            os.replace(name, path)
            return
    os.unlink(name)


@contextmanager
def one_sentence_for(path: Path) -> Iterator[None]:
    """Turn an OSError about `path` into a NbjudgeError."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Obstacle(
                f"The disk is full: {path} was not written, what was there before is untouched."
            ) from None
        raise NbjudgeError(f"{path}: {error.strerror or error}.") from None
