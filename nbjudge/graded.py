"""A graded submission, and the same as plain data: nothing of it is a pickle, and the master is left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nbjudge.assignment import Assignment, MasterNotebook
from nbjudge.matching import Matched, MatchedCell
from nbjudge.records import NotebookResult, Outcome, Record, Result, Status, plain_result


@dataclass
class Graded:
    """A graded submission, with what is needed to show it.

    Attributes:
        matched: by notebook; None for one that is missing or cannot be read.
        shared: files for notebooks that `%run` those of this submission; not kept.
        seconds: wall time of grading it; 0 for one that was kept.
        notes: what is out of the ordinary with the machine that graded it; not kept.
    """

    result: Result
    matched: dict[str, Matched | None] = field(default_factory=dict)
    shared: dict[str, bytes] = field(default_factory=dict)
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)


def to_plain(graded: Graded, assignment: Assignment) -> dict[str, Any]:
    """What is kept, fit for JSON; cells of the master by their number in `assignment`."""
    return {
        name: {
            "result": plain_result(result),
            "matched": _matched_to_plain(graded.matched[name], assignment.notebooks[name]),
        }
        for name, result in graded.result.notebooks.items()
    }


def from_plain(plain: dict[str, Any], assignment: Assignment, student: str) -> Graded:
    """The reverse of `to_plain`, for a student whose submission has the same key.

    Raises:
        LookupError, TypeError, ValueError, AttributeError: this is not what `to_plain` made.
    """
    graded = Graded(Result(student, assignment.name))
    for name, master in assignment.notebooks.items():
        graded.result.notebooks[name] = _result(plain[name]["result"])
        graded.matched[name] = _matched(plain[name]["matched"], master)
    return graded


def _result(plain: dict[str, Any]) -> NotebookResult:
    outputs = {int(index): outputs for index, outputs in plain["outputs"].items()}
    records = [Record(**record | {"outcome": _outcome(record["outcome"])}) for record in plain["records"]]
    return NotebookResult(**plain | {"outputs": outputs, "records": records})


def _outcome(plain: dict[str, Any]) -> Outcome:
    return Outcome(**plain | {"status": Status(plain["status"]), "outputs": tuple(plain["outputs"])})


def _matched_to_plain(matched: Matched | None, master: MasterNotebook) -> dict[str, Any] | None:
    if matched is None:
        return None
    number = {cell.grade_id: index for index, cell in enumerate(master.cells) if cell.grade_id is not None}
    return {
        "repairs": matched.repairs,
        "related": matched.related,
        "cells": [
            {
                "cell_type": cell.cell_type,
                "source": cell.source,
                "master": None
                if cell.master is None
                else number[cell.master.grade_id]
                if cell.master.grade_id is not None
                else master.cells.index(cell.master),
                "outputs": cell.outputs,
                "attachments": cell.attachments,
                "unchanged": cell.unchanged,
            }
            for cell in matched.cells
        ],
    }


def _matched(plain: dict[str, Any] | None, master: MasterNotebook) -> Matched | None:
    if plain is None:
        return None
    cells = [
        MatchedCell(
            **cell
            | {
                "master": None if cell["master"] is None else master.cells[cell["master"]],
                "outputs": tuple(cell["outputs"]),
            }
        )
        for cell in plain["cells"]
    ]
    return Matched(cells, plain["repairs"], plain["related"])
