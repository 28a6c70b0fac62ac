"""From the gradebook to a table of scores."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from nbgrader.api import (
    Assignment,
    Grade,
    GradeCell,
    Notebook,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import and_
from sqlalchemy.orm import aliased

from course import steps

COLUMNS = ["student", "notebook", "cell", "automatic", "score", "max_score", "waits"]


def cell_scores(root: Path, assignment: str) -> pd.DataFrame:
    """One row for each graded cell of each submission.

    Columns: student, notebook, cell, automatic (whether tests decide), score (nan until a person graded it),
    max_score, waits (whether a person has to grade it, for the first time or since the answer has changed).
    """
    # A person grades a cell that nbgrader knows as a solution cell, too.
    answer = aliased(SolutionCell)
    with steps.open_gradebook(root) as gradebook:
        rows = (
            gradebook.db.query(
                Student.id,
                Notebook.name,
                GradeCell.name,
                answer.id,
                Grade.manual_score,
                Grade.auto_score,
                GradeCell.max_score,
                Grade.needs_manual_grade,
            )
            .select_from(Grade)
            .join(Grade.notebook)
            .join(SubmittedNotebook.assignment)
            .join(SubmittedAssignment.student)
            .join(SubmittedAssignment.assignment)
            .join(Grade.cell.of_type(GradeCell))
            .join(GradeCell.notebook)
            .outerjoin(
                answer, and_(answer.notebook_id == GradeCell.notebook_id, answer.name == GradeCell.name)
            )
            .filter(Assignment.name == assignment)
            .all()
        )
    return pd.DataFrame(
        [
            (student, notebook, cell, solution is None, _score(manual, automatic), float(best), waits)
            for student, notebook, cell, solution, manual, automatic, best, waits in rows
        ],
        columns=COLUMNS,
    ).astype({"automatic": bool, "score": float, "max_score": float, "waits": bool})  # without rows, too


def _score(manual: float | None, automatic: float | None) -> float:
    score = automatic if manual is None else manual
    return float("nan") if score is None else float(score)


def score_table(cells: pd.DataFrame) -> pd.DataFrame:
    """Automatic points by student and notebook, their sum, and the points that wait for a person."""
    automatic = cells[cells["automatic"]]
    table = automatic.pivot_table(index="student", columns="notebook", values="score", aggfunc="sum")
    table["automatic points"] = table.sum(axis=1)
    waiting = cells[~cells["automatic"] & cells["waits"]]
    table["for a person"] = waiting.groupby("student")["max_score"].sum()
    table.columns.name = None
    return table.fillna(0.0).round(2)


def best_scores(cells: pd.DataFrame) -> pd.Series:
    """The automatic points that each notebook offers."""
    offered = cells[cells["automatic"]].drop_duplicates(["notebook", "cell"])
    return offered.groupby("notebook")["max_score"].sum().round(2)
