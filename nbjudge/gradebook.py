"""nbgrader's gradebook for one writer: all that a submission changes in it, in one transaction.

nbgrader's steps open the database some ten times a submission, look each cell up and commit it. `Writer`
lends them one gradebook instead, whose commits wait for the last one: a submission is written as a whole or
not at all, and sooner.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import jsonschema
from nbgrader.api import Comment, Grade, Gradebook
from nbgrader.converters import autograde
from nbgrader.nbgraderformat import common
from nbgrader.preprocessors import latesubmissions, overwritecells, overwritekernelspec, saveautogrades
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from nbjudge import nbgrader_course
from nbjudge.errors import Obstacle

_BORROWERS = (autograde, latesubmissions, overwritecells, overwritekernelspec, saveautogrades)


class _OneCommit(Session):
    """Its commits wait: new rows are sent to the database at once, changed ones at the end of a step."""

    changed = False

    def commit(self) -> None:
        self.changed = True
        if self.new or self.deleted:
            self.flush()

    def end_step(self) -> None:
        if self.changed:  # else what a step did not commit is lost, as nbgrader means it
            self.flush()
        self.changed = False
        self.expunge_all()

    def commit_all(self) -> None:
        super().commit()


class _Lent(Gradebook):  # type: ignore[misc]
    """A gradebook that stays open, and reads the rows of a notebook together."""

    db: Any

    def __init__(self, db_url: str, course_id: str) -> None:
        super().__init__(db_url, course_id)
        self.db.remove()
        self.db = scoped_session(sessionmaker(self.engine, class_=_OneCommit, autoflush=False))
        self._rows: dict[Any, dict[tuple[type, str], Any]] = {}

    def close(self) -> None:
        """End a step of nbgrader: the next one reads all anew. The writer closes the database."""
        self._rows.clear()
        self.db().end_step()

    def begin(self) -> None:
        """Be the only one who writes."""
        self._rows.clear()
        if self.engine.dialect.name == "sqlite":
            self.db.connection().exec_driver_sql("BEGIN IMMEDIATE")

    def end(self) -> None:
        """Forget what was not committed."""
        self._rows.clear()
        self.db.remove()

    def find_grade(self, grade_cell: str, notebook: str, assignment: str, student: str) -> Grade:
        """See nbgrader."""
        found = self._of(notebook, assignment, student).get((Grade, grade_cell))
        return found or super().find_grade(grade_cell, notebook, assignment, student)

    def find_comment(self, solution_cell: str, notebook: str, assignment: str, student: str) -> Comment:
        """See nbgrader."""
        found = self._of(notebook, assignment, student).get((Comment, solution_cell))
        return found or super().find_comment(solution_cell, notebook, assignment, student)

    def _of(self, *names: str) -> dict[tuple[type, str], Any]:
        if names not in self._rows:
            notebook = self.find_submission_notebook(*names)
            master = notebook.notebook
            known = (*master.grade_cells, *master.solution_cells, *master.task_cells)
            cells = {cell.id: cell.name for cell in known}
            rows = [*notebook.grades, *notebook.comments]
            self._rows[names] = {(type(row), cells[row.cell_id]): row for row in rows}
        return self._rows[names]


class Writer:
    """Lends nbgrader's steps one gradebook.

    Raises:
        Obstacle: the gradebook is locked or damaged.
    """

    def __init__(self, db_url: str, course_id: str) -> None:
        with _obstacles():
            self._gradebook = _Lent(db_url, course_id)

    def close(self) -> None:
        """Close the database."""
        self._gradebook.end()
        self._gradebook.engine.dispose()

    @contextmanager
    def whole(self) -> Iterator[None]:
        """All that nbgrader writes in the block counts when it ends, or not at all if it raises.

        Raises:
            Obstacle: the gradebook is locked by another program.
        """
        with _obstacles():
            self._gradebook.begin()
            try:
                with _lent(self._gradebook):
                    yield
                self._gradebook.db().commit_all()
            finally:
                self._gradebook.end()


@contextmanager
def _obstacles() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise Obstacle(f"Not written: {nbgrader_course.cause(str(error.orig))}.") from None


@contextmanager
def _lent(gradebook: Gradebook) -> Iterator[None]:
    """Where nbgrader would open the gradebook it gets this one, and validates equal metadata once."""
    own = [module.Gradebook for module in _BORROWERS]
    schemas = common.jsonschema
    for module in _BORROWERS:
        module.Gradebook = lambda *_, **__: gradebook
    common.jsonschema = SimpleNamespace(validate=_validate)
    try:
        yield
    finally:
        common.jsonschema = schemas
        for module, name in zip(_BORROWERS, own):
            module.Gradebook = name


def _validate(instance: Any, schema: Any) -> None:
    _validate_text(json.dumps(instance, sort_keys=True), json.dumps(schema, sort_keys=True))


@functools.lru_cache(10_000)
def _validate_text(instance: str, schema: str) -> None:
    jsonschema.validate(json.loads(instance), json.loads(schema))
