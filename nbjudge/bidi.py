"""Invisible characters that change the order of text on a screen, so that code reads other than it runs."""

from __future__ import annotations

import re

_CONTROLS = "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides, isolates
_MARKS = "\u200e\u200f\u061c"
# Keyboards for Hebrew and Arabic have the marks, and prose needs them. In code even a mark in a string makes
# `5 - 3` behind it look like `3 - 5`, and written out it is the same string.
_IN_CODE, _IN_PROSE = re.compile(f"[{_CONTROLS}{_MARKS}]"), re.compile(f"[{_CONTROLS}]")


def written_out(source: str, cell_type: str) -> str:
    """The text of a cell with an escape in the place of each of them, for people to read, not to be run."""
    found = _IN_CODE if cell_type == "code" else _IN_PROSE
    return found.sub(lambda match: f"\\u{ord(match[0]):04x}", source)
