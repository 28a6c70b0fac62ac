"""What students and TAs see of an autograded notebook, in pages that run and load nothing of a student's.

    from nbjudge import feedback
    feedback.configure(c)  # in nbgrader_config.py

makes `nbgrader generate_feedback` write pages of our own, and formgrader render notebooks safely.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, GetGrades, NbGraderPreprocessor
from pygments.formatters import HtmlFormatter
from traitlets import Bool, List
from traitlets.config import Config

from nbjudge.markdown import render
from nbjudge.records import Status
from nbjudge.sanitise import Limits, clean_attachments, clean_outputs, clean_text, note

TEMPLATES = Path(__file__).parent / "templates"
FILTERS = {
    "markdown2html": "nbjudge.markdown.markdown2html",
    "clean_html": "nbjudge.safehtml.clean_html",
    "nbjudge_policy": "nbjudge.feedback.formgrade_policy",
}
VERDICTS = {
    Status.PASSED: "Passed",
    Status.FAILED: "Not passed",
    Status.ERROR: "Your code raised an error",
    Status.TIMEOUT: "Your code took too long",
    Status.CRASHED: "Your code ended the Python process",
    Status.MISSING: "Not handed in, or not readable",
    Status.SKIPPED: "Not run",
}
HIDDEN = (
    "This happened in a hidden check, which uses other values than the checks you can see. "
    "Try your code with other shapes, sizes and settings."
)
NOT_SHOWN = "# This test cannot be shown."

_SENTENCE = Limits(text=4_000, lines=60)


def configure(config: Config) -> None:
    """Set what nbgrader's feedback and formgrader need; called in nbgrader_config.py."""
    config.GenerateFeedback.preprocessors = [
        "nbjudge.feedback.Grades",
        "nbjudge.feedback.StudentView",
    ]
    config.GenerateFeedback.exporter_class = "nbjudge.feedback.FeedbackExporter"
    # Formgrader's exporter is nbconvert's own, and cannot be replaced; its templates, filters and
    # preprocessors can. `sanitize_html` makes it call `clean_html`, which is ours by then.
    exporter = config.HTMLExporter
    exporter.sanitize_html = True
    exporter.filters = {**exporter.get("filters", {}), **FILTERS}
    exporter.preprocessors = [*exporter.get("preprocessors", []), "nbjudge.feedback.SafeOutputs"]
    exporter.extra_template_basedirs = [str(TEMPLATES), str(_formgrader() / "templates")]


class SafeOutputs(Preprocessor):  # type: ignore[misc]
    """Cleans outputs and attachments when a notebook is shown, whoever graded it."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Clean one cell."""
        if cell.cell_type == "code":
            cell.outputs = [NotebookNode(output) for output in clean_outputs(cell.get("outputs"))]
        elif "attachments" in cell:
            cell.attachments = clean_attachments(cell.attachments)
        return cell, resources


class Grades(GetGrades):  # type: ignore[misc]
    """nbgrader's GetGrades, whose score is 0 where nobody has graded yet, and what waits for a person."""

    def _get_score(self, cell: NotebookNode, resources: Any) -> None:
        super()._get_score(cell, resources)
        own = cell.metadata["nbgrader"]
        grade = self.gradebook.find_grade(
            own["grade_id"], self.notebook_id, self.assignment_id, self.student_id
        )
        own["waits"] = bool(grade.needs_manual_grade)
        own["graded_before"] = grade.manual_score is not None


class StudentView(NbGraderPreprocessor):  # type: ignore[misc]
    """Makes of an autograded notebook what its student may see; runs after Grades."""

    display_data_priority = List(config=True)  # nbconvert sets it for all; nbgrader's own lack it, and warn
    show_hidden_tests = Bool(False, help="Whether students see the hidden parts of tests.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Take out hidden tests and messages for TAs; put in verdicts and hints."""
        nb.cells = [cell for cell in nb.cells if not _facts(cell).get("remarks")]
        nb, resources = SafeOutputs().preprocess(nb, resources)
        for cell in nb.cells:
            self._cell(cell)
        resources["nbgrader"]["waiting"] = sum(
            cell.metadata["nbgrader"]["points"] for cell in nb.cells if cell.metadata.get("nbjudge_waits")
        )
        remarks = _facts(nb).get("anomalies")
        resources["nbgrader"]["remarks"] = [
            clean_text(remark, _SENTENCE) for remark in (remarks if isinstance(remarks, list) else [])
        ]
        return nb, resources

    def _cell(self, cell: NotebookNode) -> None:
        """Say in its metadata how the template shows a cell."""
        shown: dict[str, str] = {"kind": "plain"}
        if not self.show_hidden_tests and (utils.is_locked(cell) or utils.is_task(cell)):
            self._clear_hidden(cell)
        if utils.is_grade(cell) and not utils.is_solution(cell) and cell.cell_type == "code":
            shown = _verdict(cell)
            cell.outputs = [NotebookNode(note(f"{shown['title']}\n{shown['text']}".rstrip()))]
        elif utils.is_task(cell) or utils.is_grade(cell):
            own = cell.metadata["nbgrader"]
            waits = own.get("waits") and ("to be graded again" if own["graded_before"] else "not graded yet")
            shown = {"kind": "manual", "title": "Your answer", "class": "", "waits": waits or ""}
        elif utils.is_solution(cell):
            shown = {"kind": "solution", "title": "Your code" if cell.cell_type == "code" else "Your answer"}
        cell.metadata.pop("nbjudge", None)
        comment = cell.metadata.get("nbgrader", {}).get("comment")
        shown["comment"] = render(comment) if comment else ""
        cell.metadata.update({f"nbjudge_{key}": value for key, value in shown.items()})

    def _clear_hidden(self, cell: NotebookNode) -> None:
        """Remove what stands between the course's delimiters."""
        for kind in (ClearHiddenTests, ClearMarkScheme):
            config = Config({kind.__name__: self.config.get(kind.__name__, {})})
            try:
                kind(config=config, enforce_metadata=False).preprocess_cell(cell, {}, 0)
            except RuntimeError:  # unbalanced delimiters: where the hidden part ends is unknown
                cell.source = NOT_SHOWN


class FeedbackExporter(HTMLExporter):  # type: ignore[misc]
    """nbconvert's HTML exporter with our template, whatever formgrader has set for its own."""

    def __init__(self, config: Config | None = None, **traits: Any) -> None:
        own = {
            "template_name": "nbjudge_feedback",
            "extra_template_basedirs": [str(TEMPLATES)],
            "filters": {**FILTERS, "highlight_code": highlight_code},
            "sanitize_html": True,
        }
        super().__init__(config=config, **{**traits, **own})

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> tuple[str, Any]:
        """See nbconvert, whose HTML exporter then parses the whole page again, to add what our template and
        `clean_html` have put in already: that took two thirds of the time."""
        page: tuple[str, Any] = TemplateExporter.from_notebook_node(
            self, nb, self._init_resources(resources), **kw
        )
        return page

    def _init_resources(self, resources: Any) -> Any:
        resources = super()._init_resources(resources)
        style = (TEMPLATES / "nbjudge_feedback" / "style.css").read_text(encoding="utf-8")
        resources["feedback_css"] = style + HtmlFormatter(style="default").get_style_defs(".highlight")
        return resources


@lru_cache(maxsize=1000)
def _highlighted(source: str) -> str:
    html: str = Highlight2HTML(pygments_lexer="python")(source)
    return html


def highlight_code(source: str, metadata: Any = None) -> str:
    """The filter of this name in nbconvert's templates. Most cells are the same for all students."""
    return _highlighted(source)


def formgrade_policy(_: str = "") -> str:
    """The content security policy of formgrader's page of a notebook, from the end of its head on.

    The scripts of the head have run by then. Of what follows, only nbgrader's own few lines may run.
    """
    return (
        "default-src 'none'; connect-src 'self'; img-src data:; font-src 'self' data:; "
        "style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
        f"script-src 'unsafe-hashes' {' '.join(_own_scripts())}"
    )


@cache
def _own_scripts() -> list[str]:
    """Hashes of the scripts and handlers in the body of formgrader's page."""
    text = (_formgrader() / "templates" / "formgrade" / "formgrade_macros.html.j2").read_text(
        encoding="utf-8"
    )
    body = text.partition("{% macro nav")[2]
    scripts = re.findall(r"<script[^>]*>(.+?)</script>", body, re.DOTALL) + re.findall(
        r'onclick="([^"]*)"', body
    )
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts if "{{" not in script)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


@cache
def _formgrader() -> Path:
    spec = find_spec("nbgrader")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "server_extensions" / "formgrader"


def _facts(node: NotebookNode) -> dict[str, Any]:
    facts = node.metadata.get("nbjudge")
    return facts if isinstance(facts, dict) else {}


def _verdict(cell: NotebookNode) -> dict[str, str]:
    """How a test ended, in words for the student."""
    facts, own = _facts(cell), cell.metadata["nbgrader"]
    score, most = float(own.get("score") or 0), float(own.get("points") or 0)
    full = score >= most
    try:
        status = Status(str(facts.get("status")))
    except ValueError:  # graded by nbgrader itself
        status = Status.PASSED if full else Status.FAILED
    title = VERDICTS[status] if status is not Status.PASSED or full else "Partly passed"
    hidden = bool(facts.get("hidden")) and status is not Status.PASSED
    hint = "" if status is Status.PASSED else clean_text(facts.get("hint"), _SENTENCE)
    text = [hint, HIDDEN if hidden else ""]
    judged = facts.get("points")
    if isinstance(judged, (int, float)) and abs(judged - score) > 1e-9:
        text.append("A person has changed the points of this test.")
    colour = "good" if status is Status.PASSED and full else "part" if score > 0 else "bad"
    return {"kind": "test", "title": title, "text": "\n".join(filter(None, text)), "class": colour}
