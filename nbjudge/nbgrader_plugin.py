"""nbjudge in nbgrader: two lines in nbgrader_config.py.

    from nbjudge import nbgrader_plugin
    nbgrader_plugin.configure(c)

From then on `nbgrader autograde`, formgrader's button and `NbGraderAPI.autograde` run the engine. nbgrader
stays in charge: it finds the submissions, keeps the gradebook, computes late penalties and writes the files.
"""

from __future__ import annotations

import dataclasses
import os
from fnmatch import fnmatch
from pathlib import Path, PurePath
from typing import Any

import nbformat
import nbgrader.apps.api
import nbgrader.apps.autogradeapp
import nbgrader.apps.generatefeedbackapp
from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines, strip_transient
from nbgrader import utils
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.preprocessors import Execute, IgnorePattern, SaveAutoGrades
from traitlets import Bool, Dict, Float, Integer, List, TraitError, Unicode
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from nbjudge import assignment as masters
from nbjudge import feedback, others, presentation, store
from nbjudge.errors import NbjudgeError
from nbjudge.files import as_json
from nbjudge.graded import Graded
from nbjudge.grading import Budget
from nbjudge.jobs import Confinement, Setup
from nbjudge.sandbox import Limits, Sandbox

MOST_COPIED = 100 << 20  # bytes of a file of a submission that is copied to autograded/
# Formgrader serves these files from Jupyter's own origin: nothing that a browser would run.
HARMLESS = {
    *("", ".txt", ".md", ".rst", ".csv", ".tsv", ".dat", ".json", ".yml", ".yaml", ".toml", ".cfg", ".py"),
    *(".npy", ".npz", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf"),
}

_memories: dict[Any, dict[str, bytes]] = {}  # by all that results depend on beside the notebooks


def configure(config: Config) -> None:
    """Let nbgrader grade with nbjudge; called in nbgrader_config.py."""
    config.JudgedAutograde.judge = True
    feedback.configure(config)
    nbgrader.apps.autogradeapp.Autograde = JudgedAutograde
    nbgrader.apps.api.Autograde = JudgedAutograde
    nbgrader.apps.generatefeedbackapp.GenerateFeedback = GuardedFeedback
    nbgrader.apps.api.GenerateFeedback = GuardedFeedback


class Guarded(BaseConverter):  # type: ignore[misc]
    """A step of nbgrader that does not start with half a configuration.

    When nbgrader_config.py raises after `configure(c)`, traitlets logs that and drops all of the file.
    """

    _misfit = ""  # what is wrong with a setting

    def _load_config(self, cfg: Config, *arguments: Any, **keywords: Any) -> None:
        try:
            super()._load_config(cfg, *arguments, **keywords)
        except TraitError as error:  # told when the step starts: nbgrader shows a traceback of it here
            self._misfit = str(error).rstrip(".")

    def start(self) -> None:
        """Do what the course directory's settings name.

        Raises:
            NbGraderException: not all of it was done.
        """
        try:
            self.demand_settings()
        except NbjudgeError as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from None
        super().start()

    def demand_settings(self) -> None:
        """See whether the configuration arrived, and fits.

        Raises:
            NbjudgeError: it did not, or does not.
        """
        if self._misfit:
            raise NbjudgeError(f"A setting does not fit: {self._misfit}.")
        if "judge" not in self.config.JudgedAutograde:
            raise NbjudgeError(
                "Nothing was done: nbgrader_config.py raised an error, so nbgrader went on without it and "
                "without nbjudge. Mend the file (`nbjudge grade` names the line), or write "
                "`c.JudgedAutograde.judge = False` into it if nbgrader itself is to run students' code."
            )


class GuardedFeedback(Guarded, GenerateFeedback):  # type: ignore[misc]
    """nbgrader's GenerateFeedback; without our configuration it would show hidden tests."""


class SaveJudgedGrades(SaveAutoGrades):  # type: ignore[misc]
    """nbgrader's SaveAutoGrades, with points from records, never from what a cell printed."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Write the rows of one notebook, see nbgrader."""
        self._points = resources["nbgrader"]["points"]
        result: tuple[NotebookNode, Any] = super().preprocess(nb, resources)
        return result

    def _add_score(self, cell: NotebookNode, resources: Any) -> None:
        grade_id = cell.metadata["nbgrader"]["grade_id"]
        if grade_id not in self._points:
            super()._add_score(cell, resources)
            return
        grade = self.gradebook.find_grade(grade_id, self.notebook_id, self.assignment_id, self.student_id)
        grade.auto_score = self._points[grade_id]
        grade.needs_manual_grade = grade.manual_score is not None
        self.gradebook.db.commit()


class RegularFilesOnly(BaseConverter):  # type: ignore[misc]
    """Copies a submission's other files: harmless kinds, and no link out of it."""

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy files to autograded/."""
        source = self._format_source(assignment_id, student_id)
        target = self._format_dest(assignment_id, student_id)
        master = self.coursedir.format_path(self.coursedir.source_directory, ".", assignment_id)
        ignored = ["*.ipynb", *self.coursedir.ignore]
        given = {os.path.relpath(path, master) for path in utils.find_all_files(master, ignored)}
        above = {str(parent) for name in given for parent in PurePath(name).parents}
        for name, status in others.regular(Path(source)).items():
            place = PurePath(name)
            if any(fnmatch(part, pattern) for part in place.parts for pattern in ignored):
                continue
            in_the_way = name in above or not given.isdisjoint(map(str, place.parents))
            if in_the_way or status.st_size > MOST_COPIED or place.suffix.lower() not in HARMLESS:
                self.log.warning("%s: %r is no plain file of a kind that is kept.", student_id, name)
                continue
            try:
                content = others.read(Path(source, name), MOST_COPIED)
            except OSError as error:
                self.log.warning("%s: %r cannot be read: %s.", student_id, name, error.strerror)
                continue
            path = os.path.join(target, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            if os.path.lexists(path):
                utils.remove(path)
            with open(path, "wb") as writer:
                writer.write(content)


class JudgedAutograde(Guarded, Autograde, RegularFilesOnly):  # type: ignore[misc]
    """nbgrader's Autograde with the engine in it."""

    judge = Bool(False, help="Grade with nbjudge; set by nbjudge.nbgrader_plugin.configure.").tag(config=True)
    trust_students = Bool(False, help="Run without a sandbox where none works.").tag(config=True)
    notebook_seconds = Float(900.0, help="Wall time of one notebook, all cells together.").tag(config=True)
    memory = Integer(3 << 30, help="Bytes of address space of a student's process.").tag(config=True)
    read_only = List(Unicode(), help="More files and folders that students' code may read.").tag(config=True)
    environment = Dict(
        help="Environment variables of students' code.", value_trait=Unicode(), key_trait=Unicode()
    ).tag(config=True)
    preload = List(
        Unicode(), ["numpy", "pandas", "matplotlib.pyplot", "tqdm"], help="Modules imported before."
    ).tag(config=True)
    preload_for = Dict(
        help="More of them for an assignment: {'multilayer': ['torch']}.",
        value_trait=List(Unicode()),
        key_trait=Unicode(),
    ).tag(config=True)
    course_key = Unicode("", help="Any secret text: random inputs of hidden tests depend on it.").tag(
        config=True
    )
    builds_on = Dict(
        help="Which assignment's notebooks another one may %run: {'advanced': 'homework'}.",
        value_trait=Unicode(),
        key_trait=Unicode(),
    ).tag(config=True)
    records = Unicode("records", help="Folder in the course for one JSON file a submission.").tag(config=True)

    ready: Graded | None = None  # what is to be written, if it was graded elsewhere
    ready_master: masters.Assignment | None = None

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        # nbgrader's own would wait for a FIFO, and follow a link.
        self.coursedir.get_existing_timestamp = lambda folder: others.timestamp(Path(folder))

    def demand_settings(self) -> None:
        """The same; and what grading needs of this machine is there."""
        super().demand_settings()
        if self._judging() and self.ready is None:
            self._budget()
            self.sandbox(self.coursedir.assignment_id)

    def _judging(self) -> bool:
        """Whether cells are run at all: with --no-execute, nbgrader does everything itself."""
        return bool(self.judge and self.config.Execute.get("enabled", True))

    def sandbox(self, assignment_id: str) -> Sandbox:
        """The warm parent of students' processes, started with the first call.

        Raises:
            NbjudgeError: there is no sandbox on this machine.
        """
        return self._confinement(assignment_id).sandbox()

    def _confinement(self, assignment_id: str) -> Confinement:
        super().demand_settings()
        environment = {"NBGRADER_EXECUTION": "autograde", **self.environment}
        return Confinement(
            dataclasses.replace(Limits(), memory=self.memory),
            tuple(Path(path) for path in self.read_only),
            tuple(sorted(environment.items())),
            (*self.preload, *self.preload_for.get(assignment_id, ())),
            self.trust_students,
        )

    def setup(self, assignment_id: str) -> Setup:
        """All that grading the submissions for an assignment takes.

        Raises:
            NbjudgeError: it is not released, or not all of it is Python.
        """
        master = self.master(assignment_id)
        for notebook in master.notebooks.values():
            if notebook.language != "python":
                raise NbjudgeError(
                    f"{notebook.name} is written in {notebook.language}; nbjudge runs Python only."
                )
        return Setup(master, self._confinement(assignment_id), self._budget(), self.course_key)

    def _budget(self) -> Budget:
        try:
            seconds = Execute(parent=self).timeout
        except TraitError as error:
            raise NbjudgeError(f"c.Execute.timeout does not fit: {str(error).rstrip('.')}.") from None
        if seconds is not None and seconds < 0:  # as nbgrader means it
            seconds = None
        for name, limit in (
            ("Execute.timeout", seconds),
            ("JudgedAutograde.notebook_seconds", self.notebook_seconds),
        ):
            if limit is not None and not limit > 0:
                raise NbjudgeError(f"c.{name} is {limit:g}: nothing can run in that time.")
        return Budget(seconds, self.notebook_seconds)

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """What nbgrader does before it grades; then grade all notebooks, since one may need another."""
        super().init_assignment(assignment_id, student_id)
        if not self._judging():
            return
        if self.ready is not None and self.ready_master is not None:
            self._masters, self._graded = self.ready_master.notebooks, self.ready
            return
        setup = self.setup(assignment_id)
        master = setup.assignment
        chosen = {Path(notebook).stem for notebook in self.notebooks}
        folder = Path(self._format_source(assignment_id, student_id))
        earlier = self.earlier(master, student_id)
        made_from = setup.keys().key(folder, earlier)
        same = (setup.confinement, setup.budget, assignment_id, self.coursedir.db_url, self.course_key)
        graded = setup.grader(_memories.setdefault(same, {})).grade(student_id, folder, chosen, earlier)
        self._masters, self._graded = master.notebooks, graded
        for name, result in graded.result.notebooks.items():
            for anomaly in result.anomalies:
                self.log.warning("%s, %s: %s", student_id, name, anomaly)
        if chosen >= {name for name, matched in graded.matched.items() if matched is not None}:
            store.save(self.records_path(assignment_id, student_id), made_from, graded.result)

    def master(self, assignment_id: str) -> masters.Assignment:
        """The assignment, with the one that it builds on."""
        return masters.load(self.coursedir, assignment_id, self.builds_on)

    def earlier(self, master: masters.Assignment, student_id: str) -> Path | None:
        """Folder of what the student handed in for the assignment that this one builds on."""
        if master.earlier is None:
            return None
        return Path(self._format_source(master.earlier.name, student_id))

    def records_path(self, assignment_id: str, student_id: str) -> Path:
        """Where the records of a submission are kept."""
        return Path(self.coursedir.root, self.records, assignment_id, f"{student_id}.json")

    def results_folder(self, assignment_id: str) -> Path:
        """Where results are kept, by their key."""
        return Path(self.coursedir.root, self.records, assignment_id, "results")

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Write one autograded notebook and its rows in the gradebook."""
        if not self._judging():
            super().convert_single_notebook(notebook_filename)
            return
        resources = self.init_single_notebook_resources(notebook_filename)
        name = resources["nbgrader"]["notebook"]
        result = self._graded.result.notebooks[name]
        resources["nbgrader"]["points"] = {
            record.grade_id: record.outcome.points for record in result.records
        }
        self.exporter._preprocessors = []
        for preprocessor in self._judged_preprocessors():
            self.exporter.register_preprocessor(preprocessor)
        # What the exporter does, without its four copies of the notebook, and validated once, at the end.
        notebook = presentation.autograded(self._masters[name], self._graded.matched[name], result)
        resources = self.exporter._init_resources(resources)
        for preprocessor in self.exporter._preprocessors:
            notebook, resources = preprocessor(notebook, resources)
        nbformat.validate(notebook)
        text = as_json(strip_transient(split_lines(notebook)))
        self.write_single_notebook(text.decode(), resources)

    def _judged_preprocessors(self) -> list[Any]:
        """The course's own list, without those that run cells, and with our way to save grades."""
        chosen = []
        for item in self.autograde_preprocessors:
            kind = import_item(item) if isinstance(item, str) else item
            if isinstance(kind, type) and issubclass(kind, SaveAutoGrades):
                chosen.append(SaveJudgedGrades)
            elif not (isinstance(kind, type) and issubclass(kind, (Execute, IgnorePattern))):
                chosen.append(item)
        return chosen
