"""A student's notebook matched to the master: what runs, in which order, and what had to be repaired.

Every cell that nbgrader knows occurs exactly once in the result, whatever was handed in. Tests and given
cells have the master's text; all other cells of the student keep their text and their order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from nbjudge import bidi, names
from nbjudge.assignment import MasterCell, MasterNotebook, Role
from nbjudge.records import Output
from nbjudge.remarks import Remarks
from nbjudge.submission import Submitted, SubmittedCell


@dataclass
class MatchedCell:
    """One cell, at its place in the run.

    Attributes:
        master: the cell of the master that it is; None for a cell of the student's own.
        outputs: as saved by the student, for a person to look at, not sanitised; none of given cells and
            of solutions, which nobody looks at.
        attachments: images by name, then by media type, in base64.
        unchanged: whether a cell to be filled in still is as released.
    """

    cell_type: str
    source: str
    master: MasterCell | None = None
    outputs: tuple[Output, ...] = ()
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)
    unchanged: bool = False

    @property
    def is_test(self) -> bool:
        """Whether it is one of the master's test cells."""
        return self.master is not None and self.master.role is Role.TEST

    @property
    def shown(self) -> str:
        """The text for people: in a student's, nothing changes the order in which it is read."""
        instructors = self.master is not None and self.source == self.master.source
        return self.source if instructors else bidi.written_out(self.source, self.cell_type)


@dataclass
class Matched:
    """A notebook as it is run and shown, in this order.

    Attributes:
        repairs: what was mended, one sentence each, for the TA.
        related: whether anything was found that only this master has.
    """

    cells: list[MatchedCell]
    repairs: list[str]
    related: bool = True


def match(master: MasterNotebook, submitted: Submitted, siblings: Iterable[MasterNotebook] = ()) -> Matched:
    """Find the cells of the master in a submission, and put back what is missing.

    Args:
        siblings: other notebooks, one of which may have been handed in under this name.
    """
    search = _Search(master, submitted.cells)
    cells = _arranged(search)
    related = bool(search.place or search.merged or not master.by_id) and _related(search, master, siblings)
    return Matched(cells, [*submitted.repairs, *search.remarks.sentences()], related)


def without_tests(matched: Matched) -> dict[str, Any]:
    """The notebook that siblings `%run`: all code but the tests', in the notebook format 4.5."""
    return {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": None,
                "id": f"cell-{number}",
                "metadata": {},
                "outputs": [],
                "source": cell.source,
            }
            for number, cell in enumerate(matched.cells)
            if cell.cell_type == "code" and not cell.is_test
        ],
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


# ---- which notebook is it ----------------------------------------------------------------------------------

_FEW, _MOST = 0.25, 0.5  # parts of a notebook
_SAYS_NOTHING = re.compile(r"\s*(?:$|[#%!]|(?:import|from|raise|pass|\.\.\.)(?!\w))")  # a line of code


def _related(search: _Search, master: MasterNotebook, siblings: Iterable[MasterNotebook]) -> bool:
    """Whether this is the notebook: not if all that it shares is what any other may have, too."""
    own = _share(master, search.cells)
    if own >= _FEW:
        return True
    bound = frozenset[str]().union(*search.names)
    if not own and not any(cell.owes & bound for cell in master.cells):
        return not any(cell.owes or _particular(cell) for cell in master.cells)
    return all(_share(other, search.cells) <= _MOST for other in siblings)


def _share(master: MasterNotebook, cells: tuple[SubmittedCell, ...]) -> float:
    """Which part of a notebook's cells is there, by ids and by texts that say something."""
    claimed, texts = {cell.claimed for cell in cells} - {None}, {_key(cell.source) for cell in cells}
    there = [
        cell.grade_id in claimed
        or (_particular(cell) and not texts.isdisjoint((_key(cell.released), _key(cell.source))))
        for cell in master.cells
    ]
    return sum(there) / max(len(there), 1)


def _particular(cell: MasterCell) -> bool:
    """Whether the text is unlikely to stand elsewhere: neither imports nor a stub alone."""
    if cell.cell_type != "code":
        return cell.given and bool(_key(cell.released))
    return any(not _SAYS_NOTHING.match(line) for line in cell.released.splitlines())


# ---- which cell is which -----------------------------------------------------------------------------------


@lru_cache(2000)
def _key(source: str) -> str:
    """A text without what nobody sees: white space at the ends of lines, empty lines around it."""
    return "\n".join(line.rstrip() for line in source.strip().split("\n"))


class _Search:
    """Where the cells of the master are in the submission. Cells are named by their index.

    Attributes:
        place: cell of the master -> cell of the submission, of those that are there.
        merged: cell of the master -> cell of the submission that holds it beside another one.
        holds: cell of the submission -> cell of the master, where the student's text is that cell.
        dropped: cells of the submission whose text goes: tests and given cells, and copies of them.
        edited: of these, given cells that the student changed -> the cell of the master.
    """

    def __init__(self, master: MasterNotebook, cells: tuple[SubmittedCell, ...]) -> None:
        self.master, self.cells = master.cells, cells
        self.place: dict[int, int] = {}
        self.merged: dict[int, int] = {}
        self.holds: dict[int, int] = {}
        self.dropped: set[int] = set()
        self.remarks = Remarks()
        self.keys = [_key(cell.source) for cell in cells]
        self.names = [names.glimpsed(cell.source) for cell in cells]
        self.given_text = self._given_texts()
        self.claim = self._claims(master.by_id)
        self.edited: dict[int, int] = {}
        self._find()
        self._remark_metadata(master.by_id)

    def _find(self) -> None:
        missing = []
        for index, cell in enumerate(self.master):
            if cell.given:
                self._find_given(index)
            elif cell.role is not Role.PLAIN:
                missing.append(index)
        for find in (self._by_claim, self._by_text):
            missing = [index for index in missing if not find(index)]
        self._find_plain()  # what is left is the student's own
        for find in (self._by_names, self._by_place):
            missing = [index for index in missing if not find(index)]
        for index in missing:
            self.remarks.add("unfilled", self.master[index])

    # ---- what ids and texts say

    def _given_texts(self) -> dict[int, int]:
        """The given cell of the master whose text a cell has; of several alike the claimed or the next."""
        by_text = defaultdict[str, list[int]](list)
        for index, cell in enumerate(self.master):
            if cell.given:
                for key in {_key(cell.released), _key(cell.source)} - {""}:
                    by_text[key].append(index)
        alike = {position: by_text[key] for position, key in enumerate(self.keys) if key in by_text}
        found = {
            position: index
            for position, candidates in alike.items()
            for index in candidates
            if self.master[index].grade_id == self.cells[position].claimed
        }
        taken = set(found.values())
        for position, candidates in alike.items():
            if position not in found:
                found[position] = next((index for index in candidates if index not in taken), candidates[0])
                taken.add(found[position])
        return found

    def _claims(self, by_id: dict[str, int]) -> dict[int, int]:
        """The cell of the master that a cell claims to be; a foreign id on a given text says nothing."""
        claims = {}
        for position, cell in enumerate(self.cells):
            index = by_id.get(cell.claimed or "")
            if index is None:
                continue
            known = self.master[index]
            if self.keys[position] in (_key(known.source), _key(known.released)):
                self.given_text[position] = index  # whatever else has the same text; it may be empty, too
            if self.given_text.get(position, index) == index:
                claims[position] = index
        return claims

    def _claiming(self, index: int) -> list[int]:
        return [position for position, claimed in self.claim.items() if claimed == index]

    def _free(self, position: int) -> bool:
        return position not in self.holds and position not in self.dropped

    def _take(self, index: int, position: int, how: str = "") -> bool:
        """Let the student's text be this cell of the master."""
        self.place[index] = position
        self.holds[position] = index
        self.dropped.discard(position)
        if how:
            self.remarks.add(how, self.master[index])
        if self.cells[position].cell_type != self.master[index].cell_type:
            self.remarks.add("retyped", self.master[index])
        return True

    # ---- cells whose text is the instructor's

    def _find_given(self, index: int) -> None:
        cell = self.master[index]
        claiming = self._claiming(index)
        same = sorted(position for position, given in self.given_text.items() if given == index)
        changed = [position for position in claiming if self.given_text.get(position) != index]
        known = [position for position in same if position in self.claim]
        # A copy of a given cell without its id is the student's, who wants it to run there; not so of a test.
        copies = same if cell.role is Role.TEST else known or same[:1]
        found = copies or changed[-1:]
        if not found:
            self.remarks.add("deleted", cell)
            return
        self.place[index] = found[0]
        self.dropped.update(found)
        if len(copies) > 1:
            self.remarks.add("copied", cell)
        if not copies:
            self.edited[found[0]] = index
            self.remarks.add("changed", cell)
        elif not known:
            self.remarks.add("recognised", cell)
        if len(changed) > (not copies):
            self.remarks.add("reused", cell)
        if self.cells[found[0]].cell_type != cell.cell_type:
            self.remarks.add("retyped", cell)

    # ---- cells that the student fills in; each way of finding one says whether it did

    def _by_claim(self, index: int) -> bool:
        """Of several cells with the id the last one, as nbgrader does, but the right type goes first."""
        claiming = self._claiming(index)
        if not claiming:
            return False
        right = [p for p in claiming if self.cells[p].cell_type == self.master[index].cell_type]
        self._take(index, (right or claiming)[-1])
        if len(claiming) > 1:
            self.remarks.add("several", self.master[index])
        return True

    def _by_text(self, index: int) -> bool:
        stub = _key(self.master[index].source)
        for position, key in enumerate(self.keys):
            if stub and key == stub and self._free(position) and position not in self.claim:
                return self._take(index, position, "recognised")
        return False

    def _by_names(self, index: int) -> bool:
        """The code that binds most of what the cell owes to the others; of several, the last one."""
        owes = self.master[index].owes
        counts = [
            (len(owes & self.names[position]), position not in self.holds, position)
            for position, cell in enumerate(self.cells)
            if cell.cell_type == "code" and (position not in self.dropped or position in self.edited)
        ]
        count, free, position = max(counts, default=(0, False, 0))
        if not count:
            return False
        if free:
            return self._take(index, position, "kept" if position in self.edited else "recognised")
        self.merged[index] = position
        self.remarks.add("merged", self.master[index])
        return True

    def _by_place(self, index: int) -> bool:
        """The longest cell of its type between its neighbours, if there are no names to know it by."""
        cell = self.master[index]
        if cell.owes:
            return False
        start = next((self.place[i] for i in range(index - 1, -1, -1) if i in self.place), 0)
        end = next(
            (self.place[i] for i in range(index + 1, len(self.master)) if i in self.place),
            len(self.cells) - 1,
        )
        candidates = [
            (position not in self.edited, len(self.keys[position]), -position)
            for position in range(start, end + 1)
            if self.cells[position].cell_type == cell.cell_type
            and self.keys[position]
            and position not in self.holds
            and (self._added_to(position) or (self._free(position) and position not in self.claim))
        ]
        if not candidates:
            return False
        free, _, negative = max(candidates)
        return self._take(index, -negative, "recognised" if free else "kept")

    def _added_to(self, position: int) -> bool:
        """Whether the student wrote something into a given text: an answer into the question, say."""
        index = self.edited.get(position)
        return index is not None and _key(self.master[index].released) in self.keys[position]

    def _find_plain(self) -> None:
        """Cells without an id, known by their text, which the student may change and delete."""
        free = defaultdict[str, list[int]](list)
        for position in range(len(self.cells) - 1, -1, -1):
            if self._free(position) and position not in self.claim:
                free[self.keys[position]].append(position)
        for index, cell in enumerate(self.master):
            if cell.role is Role.PLAIN and (positions := free.get(_key(cell.source))):
                self.place[index] = positions.pop()
                self.holds[self.place[index]] = index

    def _remark_metadata(self, by_id: dict[str, int]) -> None:
        for position, cell in enumerate(self.cells):
            index = self.claim.get(position, self.holds.get(position))
            known = None if index is None else self.master[index]
            if known and any(known.metadata.get(key, value) != value for key, value in cell.flags.items()):
                self.remarks.add("metadata", known)
            elif cell.flags.get("grade") and cell.claimed not in by_id:
                self.remarks.add("pretended", None, position + 1)
            if set(cell.tags) - set(known.tags if known else ()):
                self.remarks.add("tagged", known, position + 1)


# ---- where it stands ---------------------------------------------------------------------------------------


def _arranged(search: _Search) -> list[MatchedCell]:
    """All cells in the order in which they run.

    A cell that is put back stands as early as it may, since others may need it, but a test as late as it may.
    """
    # Sorted by the cell of the submission that something stands at: given cells restored there, then the
    # student's own text, then what is put back behind it.
    cells = [
        ((position, 1, 0), _students(search, position))
        for position in range(len(search.cells))
        if position not in search.dropped
    ]
    for (position, *_), written in cells:
        if written.shown != written.source:
            search.remarks.add("turned", written.master, position + 1)
    following, binders = _following(search), _binders(search)
    before = -1  # where the previous cell of the master stands
    floor = -1  # where the last one stands that the tests wait for
    late = -1  # where the last cell stands that adds to one of these: for tests that have to wait
    additions = _additions(search)
    for index, cell in enumerate(search.master):
        there = search.place.get(index, search.merged.get(index))
        if cell.role is Role.TEST:
            own = following[index] - 1 if there is None else there
            slot = own if own >= floor else late
            cells.append(((slot, 2, index), MatchedCell(cell.cell_type, cell.source, cell)))
            if there is not None and slot > there:
                search.remarks.add("later", cell)
        elif cell.role is not Role.PLAIN:
            slot = min(before, following[index] - 1) if there is None else there
            if cell.given:
                layer = 2 if there is None else 0
                cells.append(((slot, layer, index), MatchedCell(cell.cell_type, cell.source, cell)))
            elif index not in search.place:
                cells.append(((slot, 2, index), _put_back(search, index)))
            if not cell.given and cell.cell_type == "code":
                missing = cell.owes - (search.names[there] if there is not None else frozenset())
                floor = max(floor, slot, *(binders.get(name, -1) for name in missing))
                late = max(late, floor, *(additions.get(name, -1) for name in cell.owes))
            there = slot
        before = before if there is None else there
    return [cell for _, cell in sorted(cells, key=lambda item: item[0])]


def _following(search: _Search) -> list[int]:
    """Where the next cell of the master that is there stands, for each cell of the master."""
    following, place = [], len(search.cells)
    for index in range(len(search.master) - 1, -1, -1):
        following.append(place)
        place = search.place.get(index, place)
    return following[::-1]


def _binders(search: _Search) -> dict[str, int]:
    """The first cell that binds each name: where a solution is split, tests wait for its other parts, too."""
    binders: dict[str, int] = {}
    for position, cell in enumerate(search.cells):
        if cell.cell_type == "code" and position not in search.dropped:
            for name in search.names[position]:
                binders.setdefault(name, position)
    return binders


def _additions(search: _Search) -> dict[str, int]:
    """The last of the student's own cells that binds each name again, such as `class Linear(Linear)`."""
    return {
        name: position
        for position, cell in enumerate(search.cells)
        if cell.cell_type == "code" and position not in search.holds and position not in search.dropped
        for name in search.names[position]
    }


def _students(search: _Search, position: int) -> MatchedCell:
    """A cell with the student's text."""
    cell = search.cells[position]
    index = search.holds.get(position)
    master = None if index is None else search.master[index]
    if master is None or master.role is Role.PLAIN:
        return MatchedCell(cell.cell_type, cell.source, master, cell.outputs, cell.attachments)
    outputs = cell.outputs if master.role is Role.MANUAL and master.cell_type == "code" else ()
    unchanged = master.is_stub(cell.source)
    return MatchedCell(master.cell_type, cell.source, master, outputs, cell.attachments, unchanged)


def _put_back(search: _Search, index: int) -> MatchedCell:
    """A cell that the student was to fill in and that is not there."""
    master = search.master[index]
    if index in search.merged:  # its stub would undo what the student defined
        holder = search.master[search.holds[search.merged[index]]]
        return MatchedCell(master.cell_type, f"# This is part of the cell {holder.grade_id}.", master)
    return MatchedCell(master.cell_type, master.source, master, unchanged=True)
