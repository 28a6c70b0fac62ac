"""What becomes of outputs and records in the autograded notebook."""

import base64
import io
import json
import re
import time
from typing import Any

import nbformat
import pandas as pd
import pytest
from matplotlib.figure import Figure
from nbgrader import utils
from PIL import Image

from nbjudge.assignment import MasterCell, MasterNotebook, Role, checksum
from nbjudge.formulas import from_tex
from nbjudge.images import data_uri, raster, svg
from nbjudge.markdown import render
from nbjudge.matching import Matched, MatchedCell
from nbjudge.presentation import AS_HANDED_IN, RUN_AGAIN, autograded, verdict
from nbjudge.records import NotebookResult, Outcome, Record, Status
from nbjudge.safehtml import clean_html
from nbjudge.sanitise import TRUNCATED, Limits, clean_attachments, clean_outputs, clean_text

SVG = "http://www.w3.org/2000/svg"


def picture(size: tuple[int, int] = (3, 2), kind: str = "PNG") -> str:
    file = io.BytesIO()
    Image.new("1" if kind == "PNG" else "RGB", size).save(file, kind)
    return base64.b64encode(file.getvalue()).decode()


def stream(text: object, name: object = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def shown(**data: object) -> dict[str, Any]:
    return {
        "output_type": "display_data",
        "data": {key.replace("_", "/"): value for key, value in data.items()},
    }


def cell(grade_id: str, role: Role, source: str, points: float = 0.0, cell_type: str = "code") -> MasterCell:
    metadata: dict[str, Any] = {
        "schema_version": 3, "grade_id": grade_id, "cell_type": cell_type, "task": False,
        "grade": role in (Role.TEST, Role.MANUAL), "solution": role in (Role.SOLUTION, Role.MANUAL),
        "locked": role in (Role.TEST, Role.LOCKED), "points": points,
    }  # fmt: skip
    metadata["checksum"] = checksum(source, cell_type, metadata)
    return MasterCell(
        grade_id, cell_type, source, role, points, metadata["checksum"], metadata["locked"], metadata, source
    )


SOLUTION = cell("double", Role.SOLUTION, "raise NotImplementedError()")
TEST = cell(
    "double_test", Role.TEST, "### BEGIN HIDDEN TESTS\nassert double(5) == 10\n### END HIDDEN TESTS", 2
)
PLOT = cell("plot", Role.MANUAL, "# YOUR CODE HERE", 1)
OPINION = cell("opinion", Role.MANUAL, "YOUR ANSWER HERE", 1, "markdown")
MASTER = MasterNotebook(
    "mini", (SOLUTION, TEST, PLOT, OPINION), {"name": "python3", "display_name": "Python 3"}
)


def record(status: Status, points: float, **more: Any) -> Record:
    return Record("double_test", 2.0, Outcome(status, points, **more))


def graded(*records: Record, **result: Any) -> nbformat.NotebookNode:
    matched = [
        MatchedCell("code", "def double(x): return 2 * x", SOLUTION),
        MatchedCell("code", "my_own = 1"),
        MatchedCell("code", TEST.source, TEST),
        MatchedCell(
            "code", "plot()", PLOT, outputs=(shown(image_png=picture()), shown(text_html="<b>b</b>"))
        ),
        MatchedCell(
            "markdown",
            "![p](attachment:p.png)",
            OPINION,
            attachments={"p.png": {"image/png": picture()}, "q": {}},
        ),
    ]
    notebook = autograded(MASTER, Matched(matched, []), NotebookResult("mini", list(records), **result))
    nbformat.validate(notebook)
    return notebook


# ---- outputs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "outputs",
    [None, 7, "x", {}, [None, 7, "x", []], [{}], [{"output_type": []}], [{"output_type": "display_data"}],
     [stream(None)], [stream({"a": 1})], [stream([1, None, {}])], [stream("", 5)],
     [shown(text_html={"a": [1]})],
     [{"output_type": "display_data", "data": {5: 6, None: 7}, "metadata": 8}],
     [{"output_type": "display_data", "data": ["x"], "metadata": {"image/png": 3}}],
     [{"output_type": "error", "ename": 3, "evalue": [], "traceback": {"x": 1}}],
     [{"output_type": "error", "traceback": [None, 5, "line"]}],
     [{"output_type": "execute_result", "data": {"text/plain": 5}, "execution_count": "x"}],
     [{"output_type": "update_display_data", "display_id": []}, {"output_type": "clear_output", "wait": 3}]],
)  # fmt: skip
def test_outputs_of_any_wrong_type_become_right_ones(outputs: object) -> None:
    cleaned = clean_outputs(outputs)
    nbformat.validate(
        {
            "cells": [
                {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None, "source": ""}
                | {"outputs": cleaned}
            ],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def test_text_keeps_colours_and_no_other_control_characters() -> None:
    text = (
        "a\x1b[31mred\x1b[0m\x1b[2J\x1b[10;10H\x1b]8;;http://x\x07link\x1b]8;;\x1b\\"
        "\x1b]0;title\x07\x1bP1\x1b\\\x9b31m\0\b\u202e\ud800b\n"
    )
    assert clean_text(text) == "a\x1b[31mred\x1b[0mlink31m?b\n"


def test_a_progress_bar_shows_its_last_state() -> None:
    assert clean_outputs([stream("10%\r"), stream(" 20%\r100%\r"), stream("\r\nend\n")]) == [
        stream("100%\nend\n")
    ]


def test_what_was_cleared_or_updated_is_not_shown() -> None:
    first = shown(text_plain="1") | {"display_id": "d"}
    update = shown(text_plain="2") | {"output_type": "update_display_data", "display_id": "d"}
    clear = {"output_type": "clear_output", "wait": True}
    assert clean_outputs([first, update]) == [shown(text_plain="2") | {"metadata": {}}]
    assert clean_outputs([stream("a"), clear]) == [stream("a")]
    assert clean_outputs([stream("a"), clear, stream("b")]) == [stream("b")]
    assert clean_outputs([stream("a"), clear | {"wait": False}]) == []


@pytest.mark.parametrize(
    "outputs",
    [[stream("x" * 10_000_000)], [stream("x\n" * 5_000_000)], [stream("x\n")] * 500_000,
     [shown(text_plain="x")] * 500_000, [shown(text_html="<b>x" * 1_000_000)],
     [shown(text_html="<p>x</p>" * 100_000)] * 200,
     [shown(image_png="A" * 20_000_000)], [{"output_type": "error", "traceback": ["x" * 1_000_000] * 1000}],
     [{"output_type": "clear_output"}] * 500_000, [shown(text_markdown="[" * 100_000)]],
)  # fmt: skip
def test_a_flood_is_cut_and_said_to_be(outputs: list[dict[str, Any]]) -> None:
    started = time.perf_counter()
    cleaned = clean_outputs(outputs)
    assert len(json.dumps(cleaned)) < 7_000_000
    assert len(cleaned) <= 101
    assert time.perf_counter() - started < 30
    text = json.dumps(cleaned)
    assert TRUNCATED in text or "not shown here" in text or "clear_output" in str(outputs[0]) or "[[[" in text


def test_the_end_of_a_long_text_is_kept() -> None:
    lines = clean_text("\n".join(map(str, range(5_000))), Limits(lines=30)).split("\n")
    assert (lines[0], lines[-1], len(lines)) == ("0", "4999", 31)


def test_a_table_stays_a_table() -> None:
    html = pd.DataFrame({"loss": [0.5, 0.25]}, index=["a", "b"])._repr_html_()
    (output,) = clean_outputs([shown(text_html=html, text_plain="table")])
    cleaned = output["data"]["text/html"]
    assert '<table border="1" class="dataframe">' in cleaned
    assert "<th>loss</th>" in cleaned
    assert "text-align:right" in cleaned
    assert "<style" not in cleaned


@pytest.mark.parametrize(("style", "kept"), [
    ("color: red; position: fixed; top: 0", "color:red"),
    ("background-color: #ff0000", "background-color:#ff0000"),
    ("background-color: url(http://x)", None), ("color: u\\72l(x)", None), ("z-index: 9; opacity: 0", None),
])  # fmt: skip
def test_styles_change_colours_and_nothing_else(style: str, kept: str | None) -> None:
    cleaned = clean_html(f'<p style="{style}">x</p>')
    assert cleaned in ((f'<p style="{kept}">x</p>',) if kept else ("<p>x</p>", '<p style="">x</p>'))


def test_markup_of_the_page_cannot_be_imitated() -> None:
    html = '<div id="g-double" class="navbar-fixed-top btn dataframe" name="a" data-link="x">x</div>'
    html += '<a href="#g">y</a>'
    cleaned = clean_html(html)
    assert cleaned.startswith('<div id="u-g-double" class="dataframe">x</div><a href="#u-g"')
    assert clean_html(cleaned) == cleaned


@pytest.mark.parametrize(
    "href", ["evil.html", "/files/evil.html", "//x/y", "file:///etc/passwd", "data:text/html,x", "?a"]
)
def test_links_lead_to_other_sites_or_nowhere(href: str) -> None:
    assert "href" not in clean_html(f'<a href="{href}">x</a>') + render(f"[x]({href})")


def test_small_html_cannot_unfold() -> None:
    opened = "<p>" + "".join(f'<b class="c{number % 10}" title="{number}">' for number in range(2_000))
    assert len(clean_html(opened + "<p>x" * 2_000)) < 200_000


def test_formulas_stay_when_they_are_cleaned_again() -> None:
    html = render(
        r"Let $\frac{\partial L}{\partial x}$ be" "\n\n" r"$$\begin{aligned}a&=b\\c&<d\end{aligned}$$"
    )
    assert html.count("<math") == 2
    assert "<mfrac>" in html
    assert clean_html(html) == html


@pytest.mark.parametrize(
    "tex",
    [
        r"\def\a{\a\a}\a",
        r"\newcommand{\x}{y}\x",
        "{" * 3000,
        r"\frac{",
        "x" * 100_000,
        r"x^{" * 1000,
        r"\begin{cases}",
    ],
)
def test_a_formula_that_cannot_be_converted_is_shown_as_it_is(tex: str) -> None:
    assert from_tex(tex) == f"<code>{tex}</code>"


@pytest.mark.parametrize(
    "tex",
    [
        r'\text{<img src="x" onerror="y"/>}',
        r"\href{javascript:x}{y}",
        r"\style{color:url(x)}{y}",
        r"\class{btn}{y}",
    ],
)
def test_a_formula_holds_no_markup_of_others(tex: str) -> None:
    assert not re.search(r"<img|href|style|class", from_tex(tex))


def test_latex_and_markdown_become_html() -> None:
    latex, markdown = clean_outputs(
        [shown(text_latex="$x^2$", text_plain="x**2"), shown(text_markdown="**b**")]
    )
    assert "<msup>" in latex["data"]["text/html"]
    assert "<strong>b</strong>" in markdown["data"]["text/html"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_real_pictures_pass(kind: str) -> None:
    data = picture(kind=kind)
    assert raster(f"image/{kind.lower()}", data) == data
    assert data_uri(f"data:image/{kind.lower()};base64,{data}") is not None
    assert raster("image/png" if kind != "PNG" else "image/jpeg", data) == ""


@pytest.mark.parametrize(
    "data", ["", "AAAA", "<script>", picture() + '"onerror=1', 5, None, picture((9_000, 9_000))]
)
def test_other_things_are_no_pictures(data: object) -> None:
    assert raster("image/png", data) == ""


def test_size_is_the_only_metadata_kept() -> None:
    metadata = {
        "image/png": {"width": 30, "height": "1 onerror=x", "unconfined": True},
        "filenames": {"image/png": "x"},
    }
    (output,) = clean_outputs([shown(image_png=picture()) | {"metadata": metadata}])
    assert output["metadata"] == {"image/png": {"width": 30}}


def test_a_drawing_of_matplotlib_passes() -> None:
    figure = Figure()
    figure.subplots().plot([1, 2], label="α & β")
    figure.axes[0].imshow([[1, 2]])
    file = io.StringIO()
    figure.savefig(file, format="svg")
    (output,) = clean_outputs([shown(**{"image_svg+xml": file.getvalue()})])
    drawing = base64.b64decode(output["data"]["text/html"].split("base64,")[1].split('"')[0]).decode()
    assert "<path" in drawing
    assert "<use" in drawing
    assert 'href="data:image/png' in drawing
    assert "<style" not in drawing


@pytest.mark.parametrize(
    "source",
    ["<svg", "<html/>", f"<svg xmlns='{SVG}'>&x;</svg>",
     f"<!DOCTYPE svg [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><svg xmlns='{SVG}'>&b;</svg>",
     f"<svg xmlns='{SVG}'><g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g></svg>"],
)  # fmt: skip
def test_drawings_that_could_hang_a_browser_are_none(source: str) -> None:
    assert svg(source) == ""


def test_a_drawing_is_not_nested_deeply() -> None:
    drawing = svg(f"<svg xmlns='{SVG}'>" + "<g>" * 900 + "</g>" * 900 + "</svg>")
    assert base64.b64decode(drawing.partition(",")[2]).count(b"<g>") <= 60
    assert len(svg(f"<svg xmlns='{SVG}'>" + "<g>" * 200_000 + "</g>" * 200_000 + "</svg>")) < 2_000


def test_only_real_pictures_are_attached() -> None:
    attachments = {
        "a.png": {"image/png": picture(), "text/html": "x"},
        "b": {"image/png": "x"},
        3: {},
        "c": 5,
    }
    assert clean_attachments(attachments) == {"a.png": {"image/png": picture()}}
    assert clean_attachments([1]) == {}


# ---- the notebook ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("points", [0.0, 0.5, 2.0])
def test_nbgrader_reads_the_points_of_the_record(status: Status, points: float) -> None:
    printed = (
        stream("!", "stderr"),
        {"output_type": "execute_result", "data": {"text/plain": "99"}, "execution_count": 1},
        {"output_type": "error", "ename": "E", "evalue": "e", "traceback": ["t"]},
    )
    notebook = graded(record(status, points, message="m", outputs=printed))
    test = next(each for each in notebook.cells if each.id == "double_test")
    assert utils.determine_grade(test) == (points, 2.0)
    full = status is Status.PASSED and points == 2
    assert utils.has_failed(test) is not full
    assert test.metadata.nbjudge.status == status
    assert test.metadata.nbjudge.points == points


@pytest.mark.parametrize(
    ("points", "counted"), [(5.0, 2.0), (-1.0, 0.0), (float("nan"), 0.0), (float("inf"), 0.0)]
)
def test_points_stay_within_those_of_the_cell(points: float, counted: float) -> None:
    test = graded(record(Status.PASSED, points)).cells[2]
    assert utils.determine_grade(test)[0] == counted


def test_a_test_without_a_record_earns_nothing() -> None:
    assert utils.determine_grade(graded().cells[2]) == (0, 2.0)


def test_messages_are_for_instructors_and_not_in_the_metadata() -> None:
    notebook = graded(record(Status.FAILED, 0, message="expected 10", hint="Look at signs.", hidden=True))
    test = notebook.cells[2]
    assert "expected 10" in test.outputs[0].evalue
    assert "hidden check" in test.outputs[0].ename
    assert "expected 10" not in json.dumps(test.metadata)
    assert verdict(None)[0]["output_type"] == "error"


def test_everything_but_the_students_texts_is_the_masters() -> None:
    notebook = graded(record(Status.PASSED, 2))
    assert [each.id for each in notebook.cells] == ["double", "nbjudge-1", "double_test", "plot", "opinion"]
    assert notebook.cells[2].source == TEST.source
    assert notebook.cells[1].metadata == {}
    for each, master in zip([notebook.cells[0], *notebook.cells[2:]], MASTER.cells):
        assert each.metadata.nbgrader == master.metadata
    assert utils.compute_checksum(notebook.cells[2]) == TEST.checksum


def test_characters_that_turn_the_text_around_are_written_out() -> None:
    given = cell("given", Role.LOCKED, "a = '\u202b'")
    note_ = "\u200f\u05e9\u05dc\u05d5\u05dd\u200e \u2067\u05d0\u2069"
    question = cell("question", Role.MANUAL, f"{note_} ?", 1, "markdown")
    cells = [
        MatchedCell("code", "a = f(5, '\u200f', 5 - 3)  # \u202e\u2066x\u2069\u061c \u05d0", SOLUTION),
        MatchedCell("code", given.source, given),
        MatchedCell("markdown", note_, OPINION),
        MatchedCell("raw", note_),
        MatchedCell("markdown", question.source, question, unchanged=True),
    ]
    matched, sources = Matched(cells, []), [each.source for each in cells]
    notebook = autograded(MasterNotebook("mini", ()), matched, NotebookResult("mini"))
    assert [each.source for each in notebook.cells] == [
        "a = f(5, '\\u200f', 5 - 3)  # \\u202e\\u2066x\\u2069\\u061c \u05d0",
        given.source,  # the instructor's own text is as it was
        "\u200f\u05e9\u05dc\u05d5\u05dd\u200e \\u2067\u05d0\\u2069",
        "\u200f\u05e9\u05dc\u05d5\u05dd\u200e \\u2067\u05d0\\u2069",
        question.source,
    ]
    assert utils.determine_grade(notebook.cells[4])[0] == 0
    assert [each.source for each in matched.cells] == sources


def test_a_plot_is_shown_as_handed_in_and_as_run_again() -> None:
    plot = graded(outputs={3: [stream("again\n")]}).cells[3]
    texts = [each.get("text") or each.data.get("text/plain") or sorted(each.data)[0] for each in plot.outputs]
    assert texts == [AS_HANDED_IN, "image/png", "text/html", RUN_AGAIN, "again\n"]
    assert graded().cells[3].outputs[-1].data["text/plain"] == f"{RUN_AGAIN}: no output"


def test_an_answer_keeps_its_pictures() -> None:
    assert graded().cells[4].attachments == {"p.png": {"image/png": picture()}}


def test_anomalies_are_said_first_and_literally() -> None:
    notebook = graded(anomalies=["The cell `x` was <b>copied</b> $y$ [a](b)."])
    assert notebook.cells[0].metadata == {"nbjudge": {"remarks": True}}
    html = render(notebook.cells[0].source)
    assert "The cell `x` was &lt;b&gt;copied&lt;/b&gt; $y$ [a](b)." in html
    assert notebook.metadata.nbjudge.anomalies == ["The cell `x` was <b>copied</b> $y$ [a](b)."]


def test_a_missing_notebook_is_made_from_the_master() -> None:
    missing = record(Status.MISSING, 0, message="The file is damaged.")
    notebook = autograded(MASTER, None, NotebookResult("mini", [missing], anomalies=["The file is damaged."]))
    nbformat.validate(notebook)
    assert [each.source for each in notebook.cells[1:]] == [each.source for each in MASTER.cells]
    assert "damaged" in notebook.cells[0].source
    assert [utils.determine_grade(each)[0] for each in notebook.cells if utils.is_grade(each)] == [0, 0, 0]
    assert "not handed in" in autograded(MASTER, None, NotebookResult("mini")).cells[0].source


def test_a_notebook_holds_so_much_and_no_more() -> None:
    cells = [MatchedCell("code", str(number)) for number in range(20)]
    outputs = {number: [stream("x" * 50_000)] for number in range(20)}
    notebook = autograded(
        MasterNotebook("n", ()),
        Matched(cells, []),
        NotebookResult("n", outputs=outputs),
        Limits(notebook=200_000),
    )
    assert len(nbformat.writes(notebook)) < 250_000
    assert TRUNCATED in notebook.cells[-1].outputs[-1].text
