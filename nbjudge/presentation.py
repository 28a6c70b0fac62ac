"""Records and outputs -> the autograded notebook: what TAs see in formgrader, all of it safe to show."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

from nbformat import NotebookNode, from_dict

from nbjudge.assignment import MasterNotebook, Role
from nbjudge.matching import Matched, MatchedCell
from nbjudge.records import NotebookResult, Outcome, Output, Record, Status
from nbjudge.sanitise import DEFAULT, Limits, clean_attachments, clean_outputs, clean_text, note, size

VERDICTS = {
    Status.PASSED: "Passed",
    Status.FAILED: "Failed",
    Status.ERROR: "The student's code raised an error",
    Status.TIMEOUT: "Out of time",
    Status.CRASHED: "The student's process died",
    Status.MISSING: "Not handed in",
    Status.SKIPPED: "Not run",
}
AS_HANDED_IN = "As handed in"
RUN_AGAIN = "Run again with a small budget"
UNREADABLE = "This notebook was not handed in, or cannot be read."

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SENTENCE = Limits(text=4_000, lines=60)


def autograded(
    master: MasterNotebook, matched: Matched | None, result: NotebookResult, limits: Limits = DEFAULT
) -> NotebookNode:
    """The notebook that nbgrader keeps in autograded/.

    Sources, grades and metadata are the master's wherever nbgrader knows a cell, so that its checksums hold.
    A student's text stays as it was written, but for `MatchedCell.shown`: Markdown is made safe where it is
    rendered, in `nbjudge.feedback`.

    Args:
        matched: None for a notebook that is missing or cannot be read; then it is made from the master.
    """
    cells = _placeholder(master) if matched is None else matched.cells
    view = _View({record.grade_id: record for record in result.records}, limits)
    shown = [view.cell(cell, result.outputs.get(index, [])) for index, cell in enumerate(cells)]
    sentences = result.anomalies or [UNREADABLE] * (matched is None)
    anomalies = [clean_text(sentence, _SENTENCE) for sentence in sentences]
    if anomalies:
        # A cell, because formgrader shows no metadata. It shifts nothing: nbgrader finds cells by grade id.
        shown.insert(0, _remarks(anomalies))
    _name(shown)
    return from_dict(
        {
            "cells": shown,
            "metadata": {
                "kernelspec": {"name": "python3", "display_name": "Python 3", **master.kernelspec},
                "language_info": {"name": master.language},
                "nbjudge": {"anomalies": anomalies},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def verdict(record: Record | None) -> list[Output]:
    """The outputs of a test cell. nbgrader, reading them, finds the points of the record."""
    if record is None:
        return [_failure("Not judged", "There is no record of this test.")]
    outcome = record.outcome
    points = earned(record)
    words = VERDICTS[outcome.status] + (" in a hidden check" if outcome.hidden else "")
    if record.modules:
        words += ", with the reference in place of other notebooks"
    message = clean_text(outcome.message, _SENTENCE)
    head = f"{words}: {points:g} of {record.maximum:g} points"
    if points >= record.maximum and outcome.status is Status.PASSED:
        outputs = [note(f"✓ {head}\n{message}".rstrip())]
    else:
        hint = clean_text(outcome.hint, _SENTENCE)
        told = f"The student reads: {hint}" if hint and hint != message else ""
        outputs = [_failure(words, "\n".join(filter(None, [f"✗ {head}", message, told])))]
        if points > 0:
            outputs.insert(0, _partial(points))
    return [*outputs, *_printed(outcome)]


def earned(record: Record) -> float:
    """The points of a record, within what the cell can give."""
    points = record.outcome.points
    return min(max(points, 0.0), record.maximum) if math.isfinite(points) else 0.0


class _View:
    """Makes cells, within what one notebook may hold."""

    def __init__(self, records: dict[str, Record], limits: Limits) -> None:
        self._records, self._limits, self._left = records, limits, limits.notebook

    def cell(self, cell: MatchedCell, outputs: list[Output]) -> dict[str, Any]:
        own = cell.master
        known = own is not None and own.grade_id is not None
        shown: dict[str, Any] = {
            "cell_type": cell.cell_type,
            "metadata": {"nbgrader": deepcopy(own.metadata)} if own and known else {},
            "source": cell.shown,
        }
        if cell.cell_type == "code":
            shown |= {"execution_count": None, "outputs": []}
            if own and own.role is Role.TEST:
                record = self._records.get(str(own.grade_id))
                shown["outputs"] = self._counted(verdict(record))
                shown["metadata"]["nbjudge"] = _facts(record)
            elif own and own.role is Role.MANUAL:
                shown["outputs"] = [
                    *self._titled(AS_HANDED_IN, list(cell.outputs)),
                    *self._titled(RUN_AGAIN, outputs),
                ]
            else:
                shown["outputs"] = self._clean(outputs)
        elif cell.cell_type == "markdown" and (pictures := clean_attachments(cell.attachments, self._limits)):
            shown["attachments"] = pictures
        return shown

    def _titled(self, title: str, outputs: list[Output]) -> Iterator[Output]:
        cleaned = self._clean(outputs)
        text = title if cleaned else f"{title}: no output"
        data = {"text/html": f"<p><strong>{text}</strong></p>", "text/plain": text}
        yield {"output_type": "display_data", "data": data, "metadata": {}}
        yield from cleaned

    def _clean(self, outputs: list[Output]) -> list[Output]:
        limits = replace(self._limits, cell=min(self._limits.cell, max(self._left, 0)))
        return self._counted(clean_outputs(outputs, limits))

    def _counted(self, outputs: list[Output]) -> list[Output]:
        self._left -= size(outputs)
        return outputs


def _placeholder(master: MasterNotebook) -> list[MatchedCell]:
    """The cells of a notebook that nobody handed in."""
    return [MatchedCell(cell.cell_type, cell.source, cell, unchanged=True) for cell in master.cells]


def _facts(record: Record | None) -> dict[str, Any]:
    """What feedback needs of a record; no message, which may name expected values."""
    if record is None:
        return {"status": str(Status.SKIPPED), "points": 0.0}
    outcome = record.outcome
    return {
        "status": str(outcome.status),
        "points": earned(record),
        "hint": clean_text(outcome.hint, _SENTENCE),
        "hidden": bool(outcome.hidden),
        "seconds": round(float(outcome.seconds), 3),
        "modules": record.modules,
    }


def _failure(name: str, text: str) -> Output:
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": text.split("\n")}


def _partial(points: float) -> Output:
    """A result that nbgrader reads as partial credit, before it looks for errors."""
    data = {"text/plain": repr(float(points))}
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None}


def _printed(outcome: Outcome) -> Iterator[Output]:
    """What a test cell printed, in forms that nbgrader does not take for points or failures."""
    for output in clean_outputs(outcome.outputs):
        if output["output_type"] == "stream":
            yield output | {"name": "stdout"}
        elif output["output_type"] == "error":
            yield note("\n".join(output["traceback"]))
        else:
            yield {key: output[key] for key in ("data", "metadata")} | {"output_type": "display_data"}


def _remarks(anomalies: list[str]) -> dict[str, Any]:
    lines = ["**What was repaired or went wrong**", "", *(f"- {_literal(text)}" for text in anomalies)]
    return {
        "cell_type": "markdown",
        "metadata": {"nbjudge": {"remarks": True}},
        "source": "\n".join(lines),
    }


def _literal(text: str) -> str:
    """Text that Markdown shows as it is."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|$~&-])", r"\\\1", " ".join(text.split()))


def _name(cells: list[dict[str, Any]]) -> None:
    """Give each cell an id: its grade id where that can be one."""
    taken: set[str] = set()
    for number, cell in enumerate(cells):
        name = str(cell["metadata"].get("nbgrader", {}).get("grade_id") or "")
        if not _ID.fullmatch(name) or name in taken:
            name = f"nbjudge-{number}"
        taken.add(name)
        cell["id"] = name
