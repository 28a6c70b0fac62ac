"""No payload runs or loads anything in a page that nbjudge makes; most do in nbgrader's own."""

import copy
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

from nbjudge import feedback, presentation
from nbjudge.assignment import MasterNotebook
from nbjudge.matching import Matched, MatchedCell
from nbjudge.records import NotebookResult
from tests.browser.canary import PROGRAM, Canary, canary
from tests.payloads import PAYLOADS, Payload

RESOURCES = {
    "nbgrader": {
        "notebook": "n", "assignment": "a", "student": "s", "score": 1, "max_score": 1, "late_penalty": 0,
    },
    "assignment_id": "a", "notebook_id": "n", "submission_id": "1", "index": 0, "total": 1, "base_url": "",
    "student": "s", "last_name": None, "first_name": None, "notebook_path": "n",
}  # fmt: skip


# A policy keeps no page from leaving, and formgrader's must allow style sheets of its own origin.
BEYOND_POLICY = {"meta-refresh", "css-import", "link-stylesheet", "md-style"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Canary]:
    if PROGRAM is None:
        pytest.skip("there is no Chromium")
    with canary() as found:
        yield found


def _handed_in(cells: list[dict[str, Any]]) -> nbformat.NotebookNode:
    """The notebook as plain nbgrader leaves it: everything is the student's."""
    cells = [cell | {"id": str(number)} for number, cell in enumerate(copy.deepcopy(cells))]
    return nbformat.from_dict({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _autograded(cells: list[dict[str, Any]]) -> nbformat.NotebookNode:
    matched = [
        MatchedCell(cell["cell_type"], cell["source"], attachments=cell.get("attachments", {}))
        for cell in cells
    ]
    outputs = {number: cell.get("outputs", []) for number, cell in enumerate(cells)}
    result = NotebookResult("n", outputs=outputs)
    return presentation.autograded(MasterNotebook("n", ()), Matched(matched, []), result)


@cache
def _formgrader(configured: bool) -> HTMLExporter:
    """Formgrader's exporter, with our configuration or with nbgrader's alone."""
    config = Config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [str(feedback._formgrader() / "templates")]
    if configured:
        feedback.configure(config)
    return HTMLExporter(config=config)


@cache
def _feedback() -> HTMLExporter:
    config = Config()
    feedback.configure(config)
    exporter = feedback.FeedbackExporter(config=config)
    exporter.register_preprocessor(feedback.StudentView, enabled=True)
    return exporter


def _page(exporter: HTMLExporter, notebook: nbformat.NotebookNode) -> str:
    """The page without a security policy: cleaning has to do by itself."""
    page = str(exporter.from_notebook_node(notebook, copy.deepcopy(RESOURCES))[0])
    return re.sub(r'<meta[^>]* http-equiv="Content-Security-Policy"[^>]*>', "", page)


def _aimed(payload: Payload, url: str) -> list[dict[str, Any]]:
    """The payload's cell; one in a document without an address of its own needs a full URL."""

    def aimed(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace("@/hit", f"{url}/hit")
        if isinstance(value, dict):
            return {key: aimed(each) for key, each in value.items()}
        return [aimed(each) for each in value] if isinstance(value, list) else value

    return [aimed(payload.cell)]


@pytest.mark.parametrize("payload", [each for each in PAYLOADS if each.live], ids=lambda each: each.name)
def test_payloads_are_live_in_nbgraders_own_page_and_stopped_by_the_policy(
    payload: Payload, browser: Canary
) -> None:
    page = _page(_formgrader(configured=False), _handed_in(_aimed(payload, browser.url)))
    assert browser.opened(page, patience=3)
    if payload.name not in BEYOND_POLICY:
        policy = f'<meta http-equiv="Content-Security-Policy" content="{feedback.formgrade_policy()}">'
        assert browser.opened(page.replace("</head>", f"{policy}</head>"), patience=0.1) == []


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda each: each.name)
def test_nothing_runs_and_nothing_is_asked_for(payload: Payload, browser: Canary) -> None:
    cells = _aimed(payload, browser.url)
    pages = {
        "feedback": _page(_feedback(), _handed_in(cells)),
        "formgrader": _page(_formgrader(configured=True), _handed_in(cells)),
        "feedback of nbjudge": _page(_feedback(), _autograded(cells)),
    }
    if cells[0]["cell_type"] == "code":  # clean by itself; Markdown is made safe where it is rendered
        pages["nbgrader's own formgrader"] = _page(_formgrader(configured=False), _autograded(cells))
    happened = {name: browser.opened(page, patience=0.15) for name, page in pages.items()}
    assert happened == {name: [] for name in pages}
