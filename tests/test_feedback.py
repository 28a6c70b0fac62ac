"""What students read, and the two doors of nbgrader through which pages come."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import SaveAutoGrades
from traitlets.config import Config

from nbjudge import feedback
from nbjudge.assignment import load
from nbjudge.feedback import FeedbackExporter, StudentView
from nbjudge.matching import Matched, MatchedCell
from nbjudge.presentation import autograded
from nbjudge.records import NotebookResult, Outcome, Record, Status
from tests.mini import cell, write
from tests.payloads import PAYLOADS
from tests.test_presentation import picture

SECRET = "secret_value_4711"
HIDDEN_TEST = (
    f"assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double('{SECRET}')\n### END HIDDEN TESTS"
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> CourseDirectory:
    """A released course of one notebook: a solution, and tests with and without a hidden part."""
    root = tmp_path_factory.mktemp("course")
    write(
        root / "source" / "mini" / "work.ipynb",
        [
            {
                "cell_type": "markdown",
                "id": "intro",
                "metadata": {},
                "source": "# Doubling\n\n$x \\mapsto 2x$",
            },
            cell(
                "double",
                "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
                solution=True,
            ),
            cell("double_hidden", HIDDEN_TEST, points=2),
            cell("double_seen", "assert double(3) == 6", points=1),
            cell("double_good", "assert double(0) == 0", points=1),
            cell("opinion", "# What do you think?", points=2, solution=True),
        ],
    )
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.db_url = f"sqlite:///{root}/gradebook.db"
    config.JudgedAutograde.judge = True  # as `nbgrader_plugin.configure` does
    feedback.configure(config)
    coursedir = CourseDirectory(config=config)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{Path(sys.executable).parent}:/usr/bin:/bin")
        result = NbGraderAPI(coursedir, config=config).generate_assignment("mini")
        assert result["success"], result
    return coursedir


def _hand_in(course: CourseDirectory, student: str) -> str:
    """Grade a submission by hand, let nbgrader save the grades and write feedback; returns the page."""
    master = load(course, "mini").notebooks["work"]
    cells = [MatchedCell(each.cell_type, each.source, each) for each in master.cells]
    cells[1].source = "def double(x):\n    return 'wrong'"
    cells[5].source = "# I like it."
    cells += [MatchedCell(each.cell["cell_type"], each.cell["source"]) for each in PAYLOADS]
    outputs = {6 + number: each.cell.get("outputs", []) for number, each in enumerate(PAYLOADS)}
    outcomes = {
        "double_hidden": Outcome(
            Status.FAILED, 0, f"got wrong, expected {SECRET}", "Look at <texts>.", hidden=True
        ),
        "double_seen": Outcome(Status.FAILED, 0, f"expected {SECRET}", "The value for 3 is not a number."),
        "double_good": Outcome(Status.PASSED, 1),
    }
    maximum = {"double_hidden": 2.0, "double_seen": 1.0, "double_good": 1.0}
    records = [Record(name, maximum[name], outcome) for name, outcome in outcomes.items()]
    result = NotebookResult("work", records, ["A test was <restored>."], outputs)
    notebook = autograded(master, Matched(cells, []), result)
    folder = Path(course.format_path(course.autograded_directory, student, "mini"))
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "work.ipynb")
    with Gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_student(student)
        gradebook.add_submission("mini", student)
    own = {"notebook": "work", "assignment": "mini", "student": student, "db_url": course.db_url}
    SaveAutoGrades().preprocess(notebook, {"nbgrader": own})
    return _feedback(course, student)


def _feedback(course: CourseDirectory, student: str) -> str:
    done = NbGraderAPI(course, config=course.config).generate_feedback("mini", student, force=True)
    assert done["success"], done
    page = Path(course.format_path(course.feedback_directory, student, "mini"), "work.html")
    return page.read_text(encoding="utf-8")


def test_nbgrader_writes_feedback_without_secrets_and_without_scripts(course: CourseDirectory) -> None:
    page = _hand_in(course, "ada")
    assert SECRET not in page
    assert "HIDDEN TESTS" not in page
    assert "<strong>1</strong> of 6 points" in page
    assert "Look at &lt;texts&gt;." in page
    assert feedback.HIDDEN in page
    assert "The value for 3 is not a number." in page
    assert "A test was &lt;restored&gt;." in page
    assert "0 of 2 points" in page
    assert "default-src 'none'; img-src data:" in page
    assert "<math" in page
    assert "return 'wrong'" in re.sub(r"<[^>]*>", "", page).replace("&#39;", "'")
    _assert_inert(page)


def test_what_no_person_has_graded_yet_is_no_zero(course: CourseDirectory) -> None:
    page = _hand_in(course, "bea")
    assert "<strong>1</strong> of 6 points so far; answers for 2 of them are not graded yet</p>" in page
    assert "– of 2 points, not graded yet</span>" in page
    assert page.count("0 of 2 points") == 1  # of the test
    for waits, told in (
        (False, "1.5 of 2 points</span>"),
        (True, "1.5 of 2 points, to be graded again</span>"),
    ):
        with Gradebook(course.db_url) as gradebook:
            grade = gradebook.find_grade("opinion", "work", "mini", "bea")
            grade.manual_score, grade.needs_manual_grade = 1.5, waits
            gradebook.db.commit()
        page = _feedback(course, "bea")
        assert told in page
        assert ("are not graded yet" in page) == waits
        assert "<strong>2.5</strong> of 6 points" in page


def _assert_inert(page: str) -> None:
    """No element or attribute that could run or load anything."""
    from bs4 import BeautifulSoup

    for element in BeautifulSoup(page, "html.parser").find_all(True):
        assert element.name not in {
            "script",
            "iframe",
            "object",
            "embed",
            "form",
            "link",
            "base",
            "svg",
            "video",
        }
        for name, value in element.attrs.items():
            assert not name.startswith("on")
            assert name not in {
                "srcset",
                "background",
                "poster",
                "action",
                "formaction",
                "srcdoc",
                "xlink:href",
            }
            if name == "src":
                assert str(value).startswith("data:image/")
            if name == "href":
                assert re.match(r"#|https?://|mailto:", str(value))
            if name == "style":
                assert "url" not in str(value)


def _notebook(*cells: dict[str, Any], **metadata: Any) -> nbformat.NotebookNode:
    shown = [{"id": str(number), "metadata": {}, **each} for number, each in enumerate(cells)]
    return nbformat.from_dict({"cells": shown, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def _test(source: str = "assert 1", score: float = 0, **facts: Any) -> dict[str, Any]:
    nbgrader = {
        "grade": True,
        "solution": False,
        "locked": True,
        "task": False,
        "grade_id": "t",
        "points": 2.0,
    }
    metadata = {"nbgrader": nbgrader | {"score": score}} | ({"nbjudge": facts} if facts else {})
    outputs = [{"output_type": "error", "ename": "E", "evalue": SECRET, "traceback": [SECRET]}]
    return {
        "cell_type": "code",
        "execution_count": None,
        "source": source,
        "outputs": outputs,
        "metadata": metadata,
    }


def _seen(*cells: dict[str, Any], config: Config | None = None, **metadata: Any) -> nbformat.NotebookNode:
    view = StudentView(config=config or Config())
    resources: dict[str, Any] = {"nbgrader": {}}
    return view.preprocess(_notebook(*cells, **metadata), resources)[0]


@pytest.mark.parametrize(
    ("status", "score", "title", "colour"),
    [("passed", 2, "Passed", "good"), ("passed", 1, "Partly passed", "part"),
     ("failed", 0, "Not passed", "bad"), ("failed", 0.5, "Not passed", "part"),
     ("timeout", 0, "Your code took too long", "bad"),
     ("crashed", 0, "Your code ended the Python process", "bad"),
     ("nonsense", 2, "Passed", "good"), (["list"], 0, "Not passed", "bad")],
)  # fmt: skip
def test_each_verdict_has_words(status: Any, score: float, title: str, colour: str) -> None:
    cell = _seen(_test(score=score, status=status, points=score)).cells[0]
    assert cell.metadata.nbjudge_title == title
    assert cell.metadata.nbjudge_class == colour
    assert [output.output_type for output in cell.outputs] == ["stream"]
    assert SECRET not in json.dumps(cell)


def test_a_notebook_graded_by_nbgrader_itself_gets_words_too() -> None:
    cell = _seen(_test(score=2)).cells[0]
    assert cell.metadata.nbjudge_title == "Passed"


def test_points_changed_by_a_person_are_said_to_be() -> None:
    text = _seen(_test(score=2, status="failed", points=0)).cells[0].metadata.nbjudge_text
    assert text == "A person has changed the points of this test."


def test_hidden_tests_go_by_the_courses_delimiters() -> None:
    config = Config()
    config.ClearHiddenTests.begin_test_delimeter = "VVV"
    config.ClearHiddenTests.end_test_delimeter = "AAA"
    source = f"a\n# VVV\n{SECRET}\n# AAA\nb"
    assert _seen(_test(source), config=config).cells[0].source == "a\nb"
    config.StudentView.show_hidden_tests = True
    assert SECRET in _seen(_test(source), config=config).cells[0].source


@pytest.mark.parametrize(
    "source",
    [f"### BEGIN HIDDEN TESTS\n{SECRET}", f"### BEGIN HIDDEN TESTS\n### BEGIN HIDDEN TESTS\n{SECRET}"],
)
def test_a_test_with_unbalanced_delimiters_is_not_shown(source: str) -> None:
    assert _seen(_test(source)).cells[0].source == feedback.NOT_SHOWN


def test_a_students_own_delimiters_hide_nothing() -> None:
    own: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "source": "### BEGIN HIDDEN TESTS\nx = 1",
        "outputs": [],
    }
    assert _seen(own).cells[0].source == own["source"]


def test_remarks_move_from_the_notebook_to_the_head_of_the_page() -> None:
    remarks = {"cell_type": "markdown", "source": "- a", "metadata": {"nbjudge": {"remarks": True}}}
    view, resources = StudentView(), {"nbgrader": dict[str, Any]()}
    notebook, _ = view.preprocess(_notebook(remarks, _test(), nbjudge={"anomalies": ["a"]}), resources)
    assert len(notebook.cells) == 1
    assert resources["nbgrader"]["remarks"] == ["a"]
    view.preprocess(_notebook(nbjudge={"anomalies": {"not": "a list"}}), resources)
    assert resources["nbgrader"]["remarks"] == []


def test_formgrader_shows_tables_pictures_and_formulas_and_asks_nobody() -> None:
    config = Config()
    config.HTMLExporter.template_name = "formgrade"  # as formgrader does
    config.HTMLExporter.extra_template_basedirs = ["/nowhere"]
    feedback.configure(config)
    outputs = [
        {
            "output_type": "display_data",
            "data": {"text/html": "<table><thead><tr><th>a</th></tr></thead></table>"},
        },
        {"output_type": "display_data", "data": {"image/png": picture()}},
    ]
    notebook = _notebook(
        {"cell_type": "markdown", "source": "$x^2$ and <b>bold</b>"},
        {"cell_type": "code", "execution_count": None, "source": "1"}
        | {"outputs": [output | {"metadata": {}} for output in outputs]},
    )
    resources = {"index": 0, "total": 1, "base_url": "/base", "notebook_id": "n", "submission_id": "s"}
    page, _ = HTMLExporter(config=config).from_notebook_node(notebook, resources)
    assert "<th>a</th>" in page
    assert f'src="data:image/png;base64,{picture()}"' in page
    assert "<msup>" in page
    assert "<b>bold</b>" in page
    assert not re.findall(r'(?:src|href)="https?:', page)
    assert page.count("'sha256-") == 3  # two handlers and one script are nbgrader's own


def test_the_feedback_template_does_not_depend_on_formgraders() -> None:
    config = Config()
    feedback.configure(config)
    config.HTMLExporter.template_name = "formgrade"
    assert FeedbackExporter(config=config).template_name == "nbjudge_feedback"


def test_every_picture_can_be_read_to_somebody_who_does_not_see_it() -> None:
    """nbconvert sees to that in a second pass over the finished page, which feedback is spared."""
    from bs4 import BeautifulSoup

    config = Config()
    feedback.configure(config)
    source = f"data:image/png;base64,{picture()}"
    html = f'<p>a <img src="{source}"> <img src="{source}" alt="a line">'
    notebook = _notebook(
        {"cell_type": "markdown", "source": html},
        {"cell_type": "code", "execution_count": None, "source": "1"}
        | {
            "outputs": [
                {"output_type": "display_data", "data": data, "metadata": {}}
                for data in ({"image/png": picture()}, {"text/html": html})
            ]
        },
    )
    exporter = FeedbackExporter(config=config)
    exporter.register_preprocessor(StudentView, enabled=True)
    grading = {"score": 1, "max_score": 1, "late_penalty": 0} | dict.fromkeys(
        ("notebook", "assignment", "student"), "n"
    )
    page, _ = exporter.from_notebook_node(notebook, {"nbgrader": grading})
    found = [picture.get("alt") for picture in BeautifulSoup(page, "html.parser").find_all("img")]
    assert found == ["picture", "a line", "picture", "picture", "a line"]


def test_no_line_begins_with_the_full_stop_after_a_formula() -> None:
    from nbjudge.markdown import render

    html = render("Every $N$ and ($n$).\n\n$$x$$.\n\n$a$b")
    assert html.count("nowrap") == 1
    assert re.search(r'<span style="white-space: nowrap">\(<math.*?</math>\)\.</span>', html)


def test_pictures_of_the_instructor_are_put_into_the_page(tmp_path: Path) -> None:
    import base64

    from nbjudge.markdown import render

    (tmp_path / "a.png").write_bytes(base64.b64decode(picture()))
    (tmp_path / "b.png").write_text("no picture")
    outside = tmp_path.parent / "outside.png"
    outside.write_bytes(base64.b64decode(picture()))
    (tmp_path / "c.png").symlink_to(outside)
    assert "data:image/png" in render("![x](a.png)", folder=tmp_path)
    for name in ("b.png", "c.png", "../outside.png", str(outside), "missing.png"):
        assert "<img" not in render(f"![x]({name})", folder=tmp_path)
    assert "<img" not in render("![x](a.png)")
