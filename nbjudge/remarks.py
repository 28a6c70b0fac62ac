"""Sentences for the TA about cells: one for each kind of finding, whatever the number of cells."""

from __future__ import annotations

from collections import defaultdict

from nbjudge.assignment import MasterCell, Role

_NAMED = 5  # cells in a sentence; of the others it says how many

_TEMPLATES = {
    "deleted": "The {cells} {was} deleted; {it} {is_} back.",
    "unfilled": "The {cells} {was} deleted; {it} {is_} back, not filled in.",
    "copied": "The {cells} {was} copied; {it} count{s} once.",
    "changed": "The {cells} differ{s} from the original, which is used.",
    "reused": "The id of the {cells} is also on cells with another text; these are the student's own.",
    "several": "The {cells} {is_} there several times; the last one counts.",
    "recognised": "The {cells} had lost the grade id; {it} {was} recognised.",
    "merged": "The {cells} {is_} merged into another cell.",
    "kept": "The text for the {cells} stood in a given cell; it is kept in a cell of its own.",
    "retyped": "The {cells} {was} turned into another type of cell; {it} {has} the right type again.",
    "later": "The {cells} run{s} later than it stood, after the cells that it tests.",
    "metadata": "The nbgrader metadata of the {cells} {was} changed, without effect.",
    "pretended": "The {cells} of the file claim{s} points of its own, without effect.",
    "tagged": "Tags of the {cells} that would skip it or let it fail have no effect.",
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
    text = named[0] if one else f"{', '.join(named[:-1])} and {named[-1]}"
    words = (
        {"was": "was", "it": "it", "is_": "is", "has": "has", "s": "s"}
        if one
        else {"was": "were", "it": "they", "is_": "are", "has": "have", "s": ""}
    )
    return _TEMPLATES[kind].format(cells=f"{noun}{'' if one else 's'} {text}", **words)
