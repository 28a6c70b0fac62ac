"""From the gradebook to a table of scores."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from nbgrader.api import Gradebook, MissingEntry

from course import steps


def cell_scores(root: Path, assignment: str) -> pd.DataFrame:
    """One row for each graded cell of each submission.

    Columns: student, notebook, cell, automatic (whether tests decide), score (nan until a person graded it),
    max_score.
    """
    rows = []
    with steps.open_gradebook(root) as gradebook:
        for submission in _submissions(gradebook, assignment):
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    score = grade.manual_score if grade.manual_score is not None else grade.auto_score
                    rows.append(
                        {
                            "student": submission.student.id,
                            "notebook": notebook.name,
                            "cell": grade.cell.name,
                            "automatic": not _is_answer(gradebook, grade),
                            "score": float("nan") if score is None else float(score),
                            "max_score": float(grade.max_score),
                        }
                    )
    columns = ["student", "notebook", "cell", "automatic", "score", "max_score"]
    return pd.DataFrame(rows, columns=columns)


def _submissions(gradebook: Gradebook, assignment: str) -> list:  # type: ignore[type-arg]
    try:
        return list(gradebook.find_assignment(assignment).submissions)
    except MissingEntry:
        return []


def _is_answer(gradebook: Gradebook, grade) -> bool:  # type: ignore[no-untyped-def]
    """Whether a person grades the cell: then nbgrader knows it as a solution cell, too."""
    try:
        gradebook.find_solution_cell(grade.cell.name, grade.cell.notebook.name, grade.cell.assignment.name)
    except MissingEntry:
        return False
    return True


def score_table(cells: pd.DataFrame) -> pd.DataFrame:
    """Automatic points by student and notebook, their sum, and the points that wait for a person."""
    automatic = cells[cells["automatic"]]
    table = automatic.pivot_table(index="student", columns="notebook", values="score", aggfunc="sum")
    table["automatic points"] = table.sum(axis=1)
    waiting = cells[~cells["automatic"] & cells["score"].isna()]
    table["for a person"] = waiting.groupby("student")["max_score"].sum()
    table.columns.name = None
    return table.fillna(0.0).round(2)


def best_scores(cells: pd.DataFrame) -> pd.Series:
    """The automatic points that each notebook offers."""
    offered = cells[cells["automatic"]].drop_duplicates(["notebook", "cell"])
    return offered.groupby("notebook")["max_score"].sum().round(2)
