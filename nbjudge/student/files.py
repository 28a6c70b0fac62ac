"""Removing what hostile processes left."""

from __future__ import annotations

import os
import secrets


def remove_tree(folder: str) -> None:
    """Remove a folder that a hostile process, dead by now, has filled.

    However deep it is: what lies deep is moved to the top first, so no path and no recursion grows long.
    """
    token, count = secrets.token_hex(8), 0
    while True:
        try:
            entries = list(os.scandir(folder))
        except FileNotFoundError:
            return
        if not entries:
            os.rmdir(folder)
            return
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                os.unlink(entry.path)
                continue
            os.chmod(entry.path, 0o700)
            for inner in list(os.scandir(entry.path)):
                if inner.is_dir(follow_symlinks=False):
                    count += 1
                    os.chmod(inner.path, 0o700)
                    os.rename(inner.path, f"{folder}/{token}{count}")
                else:
                    os.unlink(inner.path)
            os.rmdir(entry.path)
