"""The other files of a submission: only regular ones, found without following links, and not without end."""

from __future__ import annotations

import datetime
import os
import stat
from collections.abc import Collection, Iterable
from pathlib import Path, PurePath

from nbjudge.errors import NbjudgeError

DEEPEST, MOST_ENTRIES = 16, 20_000
MOST_TIMESTAMP = 100  # bytes
MOST_NAMED, MOST_SAID = 3, 80  # files with other names, and characters of a name


def regular(folder: Path) -> dict[str, os.stat_result]:
    """Regular files below a folder, by relative name, in a fixed order; neither very deep nor very many."""
    return listed(folder)[0]


def listed(folder: Path) -> tuple[dict[str, os.stat_result], bool]:
    """The same files, and whether there are no more; if there are, the disk decides which ones these are."""
    files: dict[str, os.stat_result] = {}
    stack, left = [""], MOST_ENTRIES
    while stack:
        inner = stack.pop()
        try:
            with os.scandir(folder / inner) as entries:
                found = sorted(
                    (entry for entry, _ in zip(entries, range(left))), key=lambda entry: entry.name
                )
        except OSError:
            continue
        left -= len(found)
        for entry in found:
            name = f"{inner}/{entry.name}" if inner else entry.name
            status = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(status.st_mode) and name.count("/") < DEEPEST:
                stack.append(name)
            elif stat.S_ISREG(status.st_mode):
                files[name] = status
    return files, left > 0


def strays(files: Iterable[str], names: Collection[str]) -> dict[str, list[str]]:
    """Notebooks and archives among files with other names than those of the notebooks, or a folder deeper.

    Returns:
        File names by the notebook whose name they hold; by an empty text for others.
    """
    found: dict[str, list[str]] = {}
    expected = {f"{name}.ipynb" for name in names}
    for place in files:
        path = PurePath(place)
        hidden = any(part.startswith(".") for part in path.parts)
        if hidden or len(path.parts) > 2 or path.suffix.lower() not in (".ipynb", ".zip"):
            continue
        if place not in expected:
            held = [name for name in names if name.casefold() in path.stem.casefold()]
            found.setdefault(max(held, key=len, default=""), []).append(place)
    return found


def there(found: Collection[str]) -> str:
    """What to say of files with unexpected names; nothing of none."""
    said = [repr(name[:MOST_SAID]) for name in sorted(found)]  # without what a terminal would obey
    more = [f"{len(said) - MOST_NAMED} more"] if len(said) > MOST_NAMED else []
    said = said[:MOST_NAMED] + more
    listed = " and ".join([", ".join(said[:-1]), said[-1]] if said[1:] else said)
    return listed and f"there {'is' if len(said) == 1 else 'are'} {listed}"


def read(path: Path, most: int) -> bytes:
    """The first bytes of a regular file.

    Raises:
        OSError: it cannot be read, or is no regular file.
    """
    with open(path, "rb", opener=_open) as file:  # which closes a folder again, too
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(f"{path} is no regular file")
        return file.read(most)


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def timestamp(folder: Path) -> datetime.datetime | None:
    """When something was handed in, by its timestamp.txt; None if there is none, or an empty one.

    Raises:
        NbjudgeError: it is no date, or no regular file: a person has to say whether it came in time.
    """
    from nbgrader.utils import parse_utc

    path = folder / "timestamp.txt"
    if not os.path.lexists(path):
        return None
    try:
        text = read(path, MOST_TIMESTAMP).decode().strip()
        when: datetime.datetime | None = parse_utc(text) if text else None
    except (OSError, ValueError, OverflowError, TypeError):
        raise NbjudgeError(f"{path} holds no date: put one in, or remove it.") from None
    return when
