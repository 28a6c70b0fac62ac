"""Sentences for the TA about cells: one for each kind of finding, whatever the number of cells."""

from __future__ import annotations

import re
from collections import defaultdict

from nbjudge.assignment import MasterCell, Role

_NAMED = 5  # cells in a sentence; of the others it says how many

# {for one|for several}
_TEMPLATES = {
    "deleted": "The {cells} {was|were} deleted; {it is|they are} back.",
    "unfilled": "The {cells} {was|were} deleted; {it is|they are} back, not filled in.",
    "copied": "The {cells} {was|were} copied; {it|each} counts once.",
    "changed": "The {cells} {differs|differ} from the {original, which is|originals, which are} used.",
    "reused": "The {id|ids} of the {cells} {is|are} also on cells with another text; "
    "these are the student's own.",
    "several": "The {cells} {is|are} there several times; the last one {|of each }counts.",
    "recognised": "The {cells} had lost the grade {id; it was|ids; they were} recognised.",
    "merged": "The {cells} {is|are} merged into {another cell|other cells}.",
    "kept": "The text for the {cells} stood in a given cell; it is kept in a cell of its own.",
    "retyped": "The {cells} {was|were} turned into another type of cell; "
    "{it has|they have} the right type again.",
    "later": "The {cells} {runs|run} later than {it|they} stood, after the cells that {it tests|they test}.",
    "metadata": "The nbgrader metadata of the {cells} was changed, without effect.",
    "pretended": "The {cells} of the file {claims points of its|claim points of their} own, without effect.",
    "turned": "The {cells} {holds|hold} invisible characters that change the order in which text is read; "
    "they are shown as \\u202e and the like.",
    "tagged": "Tags of the {cells} that would skip {it or let it|them or let them} fail have no effect.",
}


class Remarks:
    """What was found, by kind."""

    def __init__(self) -> None:
        self._found = defaultdict[tuple[str, str], list[str]](list)

    def add(self, kind: str, cell: MasterCell | None, number: int = 0) -> None:
        """Note something about a cell of the master, or of the student's own, by its number in the file."""
        if cell is None or cell.grade_id is None:
            self._found[kind, "cell"].append(f"number {number}")  # never words of the student's
        else:
            noun = "test cell" if cell.role is Role.TEST else "given cell" if cell.given else "cell"
            self._found[kind, noun].append(cell.grade_id)

    def sentences(self) -> list[str]:
        """One sentence for each kind of thing and of cell."""
        return [_sentence(kind, noun, cells) for (kind, noun), cells in self._found.items()]


def _sentence(kind: str, noun: str, cells: list[str]) -> str:
    one = len(cells) == 1
    left = len(cells) - _NAMED
    named = cells[:_NAMED] + [f"{left} more"] * (left > 0)
    text = f"{noun} {named[0]}" if one else f"{noun}s {', '.join(named[:-1])} and {named[-1]}"
    sentence = re.sub(r"{([^|}]*)\|([^}]*)}", r"\1" if one else r"\2", _TEMPLATES[kind])
    return sentence.replace("{cells}", text)
