"""An untrusted notebook: reading it, matching it to the master, and no way to break either."""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from nbgrader.coursedir import CourseDirectory

from nbjudge import assignment, submission
from nbjudge.assignment import MasterCell, MasterNotebook, Role
from nbjudge.matching import Matched, match, without_tests
from nbjudge.remarks import Remarks
from nbjudge.submission import Submitted, SubmittedCell, Unreadable, read

PNG = b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 40).decode()
FUZZ = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])

# ---- a master and submissions to it ------------------------------------------------------------------------


def cell(
    grade_id: str | None, source: str, role: Role, kind: str = "code", visible: str = "", owes: str = ""
) -> MasterCell:
    flags = {
        "grade": role in (Role.TEST, Role.MANUAL),
        "solution": role in (Role.SOLUTION, Role.MANUAL),
        "points": 1.0,
        "grade_id": grade_id,
    }
    given_text = role in (Role.TEST, Role.LOCKED)
    return MasterCell(
        grade_id,
        kind,
        source,
        role,
        points=float(role in (Role.TEST, Role.MANUAL)),
        locked=given_text,
        metadata=flags if grade_id else {},
        released=visible or source,
        owes=frozenset(owes.split()),
    )


STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
MASTER = MasterNotebook(
    "n",
    (
        cell("title", "# Layers", Role.LOCKED, "markdown"),
        cell("imports", "import numpy as np", Role.LOCKED),
        cell("linear_text", "## Linear", Role.LOCKED, "markdown"),
        cell("linear", f"class Linear:\n    {STUB}", Role.SOLUTION, owes="Linear"),
        cell("linear_test", "assert Linear()\nassert hidden()", Role.TEST, visible="assert Linear()"),
        cell("linear_test_2", "assert Linear().b\nassert more()", Role.TEST, visible="assert Linear().b"),
        cell("relu_text", "## ReLU", Role.LOCKED, "markdown"),
        cell("relu", f"class ReLU:\n    {STUB}", Role.SOLUTION, owes="ReLU"),
        cell("relu_test", "assert ReLU()", Role.TEST),
        cell(None, "# try it here", Role.PLAIN),
        cell("plot_text", "## Plot", Role.LOCKED, "markdown"),
        cell("plot", STUB, Role.MANUAL),
        cell("opinion", "YOUR ANSWER HERE", Role.MANUAL, "markdown"),
        cell("opinion_2_text", "## Why?", Role.LOCKED, "markdown"),
        cell("opinion_2", "YOUR ANSWER HERE", Role.MANUAL, "markdown"),
    ),
)
LINEAR = "class Linear:\n    b = 1"
RELU = "class ReLU:\n    pass"
Cells = list[SubmittedCell]


def own(source: str, kind: str = "code", claimed: str | None = None, **more: Any) -> SubmittedCell:
    """A cell of the student's own."""
    return SubmittedCell(kind, source, claimed, **more)


def at(cells: Cells, grade_id: str) -> int:
    return next(i for i, each in enumerate(cells) if each.claimed == grade_id)


def with_text(cells: Cells, grade_id: str, source: str) -> None:
    i = at(cells, grade_id)
    cells[i] = own(source, cells[i].cell_type, grade_id)


@pytest.fixture
def cells() -> Cells:
    """An honest submission: everything filled in."""
    result = [own(c.released, c.cell_type, c.grade_id) for c in MASTER.cells]
    for grade_id, text in [("linear", LINEAR), ("relu", RELU), ("plot", "plt.plot(x)"), ("opinion", "Good.")]:
        with_text(result, grade_id, text)
    with_text(result, "opinion_2", "Because.")
    return result


def matched(cells: Iterable[SubmittedCell]) -> Matched:
    return match(MASTER, Submitted(tuple(cells)))


def order(result: Matched) -> list[str]:
    """Grade ids, and the text of cells without one."""
    return [c.master.grade_id if c.master and c.master.grade_id else c.source for c in result.cells]


def source(result: Matched, grade_id: str) -> str:
    (found,) = (c.source for c in result.cells if c.master and c.master.grade_id == grade_id)
    return found


WHOLE = [c.grade_id or c.source for c in MASTER.cells]

# ---- matching: honest work ---------------------------------------------------------------------------------


def test_a_filled_in_release_is_taken_as_it_is(cells: Cells) -> None:
    result = matched(cells)
    assert result.repairs == []
    assert order(result) == WHOLE
    assert source(result, "linear") == LINEAR
    assert source(result, "linear_test") == "assert Linear()\nassert hidden()"


def test_an_untouched_release_is_unchanged_where_something_was_to_do() -> None:
    result = matched(own(c.released, c.cell_type, c.grade_id) for c in MASTER.cells)
    assert result.repairs == []
    assert [order(result)[i] for i, c in enumerate(result.cells) if c.unchanged] == [
        "linear",
        "relu",
        "plot",
        "opinion",
        "opinion_2",
    ]


def test_filled_in_cells_are_not_unchanged(cells: Cells) -> None:
    assert not any(c.unchanged for c in matched(cells).cells)


def test_cells_of_the_students_own_stay_where_they_are(cells: Cells) -> None:
    cells.insert(4, own("a = 1"))
    cells.insert(0, own("notes", "markdown"))
    cells.append(own("b = 2"))
    result = matched(cells)
    assert result.repairs == []
    assert order(result) == ["notes", *WHOLE[:4], "a = 1", *WHOLE[4:], "b = 2"]


def test_a_plain_cell_may_be_changed_and_deleted(cells: Cells) -> None:
    i = MASTER.cells.index(next(c for c in MASTER.cells if c.role is Role.PLAIN))
    cells[i] = own("tried()")
    assert matched(cells).repairs == []
    assert order(matched(cells))[i] == "tried()"
    del cells[i]
    assert matched(cells).repairs == []
    assert order(matched(cells)) == [*WHOLE[:i], *WHOLE[i + 1 :]]


def test_the_release_and_honest_work_on_the_real_homework_need_no_repair(course: Path) -> None:
    master = assignment.load(CourseDirectory(root=str(course)), "homework")
    for name, notebook in master.notebooks.items():
        path = course / "release" / "homework" / f"{name}.ipynb"
        submitted = read(path)
        result = match(notebook, submitted)
        assert result.repairs == []
        assert [c.cell_type for c in result.cells] == [c.cell_type for c in submitted.cells]
        filled = tuple(
            own(f"# mine\n{c.source}", c.cell_type, c.claimed)
            if m.role in (Role.SOLUTION, Role.MANUAL)
            else c
            for c, m in zip(submitted.cells, notebook.cells)
        )
        result = match(notebook, Submitted((own("mine"), *filled, own("mine"))))
        assert result.repairs == []
        assert [c.master for c in result.cells] == [None, *notebook.cells, None]


# ---- matching: tests ---------------------------------------------------------------------------------------


def test_a_deleted_test_comes_back(cells: Cells) -> None:
    del cells[at(cells, "linear_test")]
    result = matched(cells)
    assert order(result) == WHOLE
    assert result.repairs == ["The test cell linear_test was deleted; it is back."]


def test_a_deleted_test_comes_back_as_late_as_it_may(cells: Cells) -> None:
    del cells[at(cells, "relu_test")]
    cells.insert(at(cells, "relu") + 1, own("ReLU.forward = f"))
    assert order(matched(cells))[8:10] == ["ReLU.forward = f", "relu_test"]


def test_all_tests_deleted(cells: Cells) -> None:
    result = matched(c for c in cells if not (c.claimed or "").endswith(("test", "test_2")))
    assert order(result) == WHOLE
    assert result.repairs == [
        "The test cells linear_test, linear_test_2 and relu_test were deleted; they are back."
    ]


def test_the_end_of_the_notebook_deleted(cells: Cells) -> None:
    result = matched([*cells[: at(cells, "relu_test")], own("end", "raw")])
    assert order(result)[7:] == ["relu", *WHOLE[10:], "end", "relu_test"]


@pytest.mark.parametrize("visible", ["", " \n"])
def test_a_test_with_nothing_but_hidden_checks_is_untouched(visible: str) -> None:
    hidden = replace(cell("t", "assert hidden()", Role.TEST), released=visible)
    more = replace(cell("t2", "assert more()", Role.TEST), released=visible)
    master = MasterNotebook("n", (*MASTER.cells[:4], hidden, more))
    cells = [own(c.released, c.cell_type, c.grade_id) for c in master.cells]
    result = match(master, Submitted(tuple(cells)))
    assert result.repairs == []
    assert [c.source for c in result.cells[4:]] == ["assert hidden()", "assert more()"]
    with_text(cells, "t2", "assert True")
    result = match(master, Submitted(tuple(cells)))
    assert result.repairs == ["The test cell t2 differs from the original, which is used."]
    assert [c.source for c in result.cells[4:]] == ["assert hidden()", "assert more()"]


def test_a_copied_test_counts_once_and_where_it_stood_first(cells: Cells) -> None:
    copy = cells[at(cells, "linear_test")]
    result = matched([*cells, copy, own(copy.source)])
    assert order(result) == WHOLE
    assert result.repairs == ["The test cell linear_test was copied; it counts once."]


def test_a_copy_of_a_test_above_its_solution_does_not_run_there(cells: Cells) -> None:
    copy = cells[at(cells, "linear_test")]
    assert order(matched([copy, *cells]))[:6] == [
        "title",
        "imports",
        "linear_text",
        "linear",
        "linear_test",
        "linear_test_2",
    ]


def test_a_changed_test_is_the_masters_again(cells: Cells) -> None:
    with_text(cells, "linear_test", "pass")
    result = matched(cells)
    assert source(result, "linear_test") == "assert Linear()\nassert hidden()"
    assert order(result) == WHOLE
    assert result.repairs == ["The test cell linear_test differs from the original, which is used."]


def test_a_copy_of_a_test_with_another_text_is_the_students_own(cells: Cells) -> None:
    cells.insert(0, own("my_own = 1", claimed="linear_test"))
    result = matched(cells)
    assert order(result) == ["my_own = 1", *WHOLE]
    assert result.repairs == [
        "The id of the test cell linear_test is also on cells with another text; these are the student's own."
    ]


def test_a_test_without_its_id_is_known_by_its_text(cells: Cells) -> None:
    i = at(cells, "linear_test")
    cells[i] = own(cells[i].source)
    result = matched(cells)
    assert order(result) == WHOLE
    assert result.repairs == ["The test cell linear_test had lost the grade id; it was recognised."]


@pytest.mark.parametrize("kind", ["raw", "markdown"])
def test_a_test_turned_into_text_is_code_again(cells: Cells, kind: str) -> None:
    i = at(cells, "linear_test")
    cells[i] = own(cells[i].source, kind, "linear_test")
    result = matched(cells)
    assert order(result) == WHOLE
    assert result.cells[i].cell_type == "code"
    assert result.repairs == [
        "The test cell linear_test was turned into another type of cell; it has the right type again."
    ]


def test_tests_with_the_same_visible_text_are_told_apart_by_their_ids() -> None:
    tests = [cell(f"t{i}", f"# hidden\nassert {i}", Role.TEST, visible="# hidden") for i in range(3)]
    master = MasterNotebook("n", tuple(tests))
    handed_in = [own("# hidden", claimed=f"t{i}") for i in (2, 0)]
    result = match(master, Submitted(tuple(handed_in)))
    assert sorted(order(result)) == ["t0", "t1", "t2"]
    assert result.repairs == ["The test cell t1 was deleted; it is back."]
    without = match(master, Submitted(tuple(map(own, ["# hidden", "x", "# hidden", "y", "# hidden", "z"]))))
    assert order(without) == ["t0", "x", "t1", "y", "t2", "z"]


def test_a_stub_with_the_text_of_a_given_cell_is_what_it_claims_to_be() -> None:
    master = MasterNotebook("n", (cell("g", "x", Role.LOCKED), cell("s", "x", Role.SOLUTION)))
    result = match(master, Submitted((own("x", claimed="s"), own("x", claimed="g"))))
    assert order(result) == ["s", "g"]
    assert result.repairs == []


def test_a_test_whose_visible_part_is_empty_is_known_by_its_id() -> None:
    master = MasterNotebook(
        "n", (cell("s", STUB, Role.SOLUTION), cell("t", "assert x", Role.TEST, visible="\n"))
    )
    result = match(master, Submitted((own("x = 1", claimed="s"), own("", claimed="t"), own(""), own("y"))))
    assert order(result) == ["s", "t", "", "y"]


# ---- matching: solutions -----------------------------------------------------------------------------------


def test_tests_run_after_a_solution_that_was_moved_down(cells: Cells) -> None:
    cells.append(cells.pop(at(cells, "relu")))
    result = matched(cells)
    assert order(result) == [*WHOLE[:7], *WHOLE[9:], "relu", "relu_test"]
    assert result.repairs == [
        "The test cell relu_test runs later than it stood, after the cells that it tests."
    ]


def test_one_sentence_tells_of_several_cells() -> None:
    remarks = Remarks()
    for name in ("a", "b", "c", "d", "e", "f", "g"):
        remarks.add("later", cell(name, "x", Role.TEST))
    assert remarks.sentences() == [
        "The test cells a, b, c, d, e and 2 more run later than they stood, after the cells that they test."
    ]


def test_a_moved_solution_whose_tests_still_come_after_it_needs_no_repair(cells: Cells) -> None:
    cells.insert(0, cells.pop(at(cells, "relu")))
    assert matched(cells).repairs == []
    assert order(matched(cells))[0] == "relu"


def test_a_split_solution(cells: Cells) -> None:
    cells.insert(at(cells, "linear") + 1, own("Linear.backward = lambda self: 0"))
    result = matched(cells)
    assert result.repairs == []
    assert order(result)[3:6] == ["linear", "Linear.backward = lambda self: 0", "linear_test"]


def test_a_split_solution_and_a_deleted_test(cells: Cells) -> None:
    cells.insert(at(cells, "linear") + 1, own("Linear.backward = lambda self: 0"))
    for grade_id in ("linear_test", "linear_test_2"):
        del cells[at(cells, grade_id)]
    assert order(matched(cells))[3:7] == [
        "linear",
        "Linear.backward = lambda self: 0",
        "linear_test",
        "linear_test_2",
    ]


def test_tests_wait_for_a_name_that_is_bound_in_another_cell(cells: Cells) -> None:
    with_text(cells, "linear", "class Base:\n    pass")
    cells.insert(at(cells, "relu"), own("class Linear(Base):\n    b = 1"))
    result = matched(cells)
    assert order(result)[3:8] == [
        "linear",
        "relu_text",
        "class Linear(Base):\n    b = 1",
        "linear_test",
        "linear_test_2",
    ]


def test_tests_that_have_to_wait_also_wait_for_what_is_added_to_the_solution(cells: Cells) -> None:
    linear = cells.pop(at(cells, "linear"))
    cells += [linear, own("class Linear(Linear):\n    backward = None")]
    result = matched(cells)
    addition = "class Linear(Linear):\n    backward = None"
    assert order(result)[-5:] == ["linear", addition, "linear_test", "linear_test_2", "relu_test"]


def test_a_second_definition_further_down_does_not_move_the_tests(cells: Cells) -> None:
    cells.append(own(LINEAR))
    assert matched(cells).repairs == []


def test_merged_solutions(cells: Cells) -> None:
    with_text(cells, "relu", f"{LINEAR}\n\n{RELU}")
    del cells[at(cells, "linear")]
    result = matched(cells)
    assert order(result) == [
        *["title", "imports", "linear_text", "relu_text", "relu", "linear", "linear_test", "linear_test_2"],
        *WHOLE[8:],
    ]
    assert source(result, "linear") == "# This is part of the cell relu."
    assert "The cell linear is merged into another cell." in result.repairs


def test_a_solution_merged_with_its_test(cells: Cells) -> None:
    with_text(cells, "linear", f"{LINEAR}\n\nassert Linear()")
    del cells[at(cells, "linear_test")]
    result = matched(cells)
    assert order(result) == WHOLE
    assert result.repairs == ["The test cell linear_test was deleted; it is back."]


@pytest.mark.parametrize("under", ["linear_test_2", "imports", "relu_text"])
def test_a_solution_that_was_merged_into_a_given_cell_is_kept(cells: Cells, under: str) -> None:
    i = at(cells, under)
    cells[i] = own(f"{cells[i].source}\n\n{RELU}", "code", under)
    del cells[at(cells, "relu")]
    result = matched(cells)
    assert sorted(order(result)) == sorted(WHOLE)
    assert RELU in source(result, "relu")
    assert source(result, under) == MASTER.cells[MASTER.by_id[under]].source
    assert (
        "The text for the cell relu stood in a given cell; it is kept in a cell of its own." in result.repairs
    )
    assert order(result).index("relu") < order(result).index("relu_test")


def test_a_deleted_solution_comes_back_as_the_stub(cells: Cells) -> None:
    del cells[at(cells, "linear")]
    result = matched(cells)
    assert order(result) == WHOLE
    assert next(c for c in result.cells if c.master and c.master.grade_id == "linear").unchanged
    assert result.repairs == ["The cell linear was deleted; it is back, not filled in."]


def test_a_stub_that_comes_back_does_not_undo_what_the_student_wrote(cells: Cells) -> None:
    i = at(cells, "linear")
    cells[i] = own("Linear, other = make()")
    assert source(matched(cells), "linear") == "Linear, other = make()"
    cells[i] = own("globals()['Linear'] = make()")
    assert order(matched(cells))[3:5] == ["linear", "globals()['Linear'] = make()"]


def test_a_solution_without_its_id_is_known_by_what_it_defines(cells: Cells) -> None:
    i = at(cells, "linear")
    cells[i] = own(LINEAR)
    result = matched(cells)
    assert order(result) == WHOLE
    assert result.repairs == ["The cell linear had lost the grade id; it was recognised."]


def test_an_untouched_stub_without_its_id_is_known_by_its_text(cells: Cells) -> None:
    i = at(cells, "linear")
    cells[i] = own(MASTER.cells[i].source)
    result = matched(cells)
    assert order(result) == WHOLE
    assert result.cells[i].unchanged


def test_no_ids_at_all(cells: Cells) -> None:
    result = matched(own(c.source, c.cell_type) for c in cells)
    assert order(result) == WHOLE
    assert source(result, "linear") == LINEAR
    assert source(result, "opinion") == "Good."
    assert source(result, "opinion_2") == "Because."


def test_of_two_cells_with_the_id_of_a_solution_the_last_one_counts(cells: Cells) -> None:
    cells.insert(at(cells, "linear"), own("class Linear: pass", claimed="linear"))
    result = matched(cells)
    assert order(result) == [*WHOLE[:3], "class Linear: pass", *WHOLE[3:]]
    assert source(result, "linear") == LINEAR
    assert result.repairs == ["The cell linear is there several times; the last one counts."]


def test_a_stolen_id_on_the_text_of_a_test_says_nothing(cells: Cells) -> None:
    i = at(cells, "linear_test")
    cells[i] = own(cells[i].source, claimed="linear")  # and the solution comes before it
    result = matched(cells)
    assert order(result) == WHOLE
    assert source(result, "linear") == LINEAR


def test_a_solution_with_the_id_of_a_test_is_kept(cells: Cells) -> None:
    cells[at(cells, "linear")] = own(LINEAR, claimed="relu_test")
    result = matched(cells)
    assert source(result, "linear") == LINEAR
    assert source(result, "relu_test") == "assert ReLU()"
    assert order(result) == WHOLE


def test_ids_of_two_solutions_swapped(cells: Cells) -> None:
    cells[at(cells, "linear")] = own(LINEAR, claimed="relu")
    cells[[c.source for c in cells].index(RELU)] = own(RELU, claimed="linear")
    names = order(matched(cells))
    texts = [c.source for c in matched(cells).cells]
    assert texts.index(LINEAR) < names.index("linear_test")
    assert texts.index(RELU) < names.index("relu_test")


def test_a_solution_turned_into_markdown_is_code_again(cells: Cells) -> None:
    cells[at(cells, "linear")] = own(LINEAR, "markdown", "linear")
    result = matched(cells)
    assert result.cells[3].cell_type == "code"
    assert result.repairs == [
        "The cell linear was turned into another type of cell; it has the right type again."
    ]


@pytest.mark.parametrize(
    "text", ["%%bash\nls", "%matplotlib inline\n!ls", "def f(:\n((((", "\ufffd", "x" * 10**5]
)
def test_magics_and_broken_code_do_no_harm(cells: Cells, text: str) -> None:
    with_text(cells, "linear", text)
    cells.insert(0, own(text))
    assert order(matched(cells)) == [text, *WHOLE]


# ---- matching: given cells and cells that a person grades --------------------------------------------------


def test_a_changed_given_cell_is_restored(cells: Cells) -> None:
    with_text(cells, "imports", "import numpy as np\nnp.array = None")
    result = matched(cells)
    assert source(result, "imports") == "import numpy as np"
    assert result.repairs == ["The given cell imports differs from the original, which is used."]


def test_white_space_at_the_ends_of_lines_is_no_change(cells: Cells) -> None:
    with_text(cells, "imports", "import numpy as np  \n\n")
    assert matched(cells).repairs == []


def test_deleted_given_cells_come_back_before_anything_that_may_need_them(cells: Cells) -> None:
    del cells[at(cells, "imports")]
    cells.insert(1, own("x = np.array(1)"))
    result = matched(cells)
    assert order(result)[:3] == ["title", "imports", "x = np.array(1)"]
    assert result.repairs == ["The given cell imports was deleted; it is back."]


def test_many_deleted_cells_are_one_sentence(cells: Cells) -> None:
    result = matched(
        c for c in cells if c.claimed in (None, "linear", "relu", "plot", "opinion", "opinion_2")
    )
    sentence = "The given cells title, imports, linear_text, relu_text, plot_text and 1 more were deleted;"
    assert result.repairs[0] == f"{sentence} they are back."
    assert [name for name in order(result) if name in WHOLE] == WHOLE


def test_a_copy_of_a_given_cell_runs_once(cells: Cells) -> None:
    result = matched([*cells, cells[1]])
    assert order(result) == WHOLE
    assert result.repairs == ["The given cell imports was copied; it counts once."]


def test_the_students_own_cell_with_the_text_of_a_given_one_runs(cells: Cells) -> None:
    result = matched([*cells, own("import numpy as np")])
    assert order(result) == [*WHOLE, "import numpy as np"]
    assert result.repairs == []


def test_a_given_cell_twice_without_its_id(cells: Cells) -> None:
    i = at(cells, "imports")
    cells[i] = own(cells[i].source)
    result = matched([*cells, cells[i]])
    assert order(result) == [*WHOLE, "import numpy as np"]
    assert result.repairs == ["The given cell imports had lost the grade id; it was recognised."]


def test_a_copy_of_a_given_cell_to_experiment_with_is_the_students_own(cells: Cells) -> None:
    result = matched([*cells, own("import numpy as np\nprint(np.e)", claimed="imports")])
    assert order(result) == [*WHOLE, "import numpy as np\nprint(np.e)"]


def test_a_deleted_answer_is_not_filled_in(cells: Cells) -> None:
    del cells[at(cells, "opinion")]
    result = matched(cells)
    assert source(result, "opinion") == "YOUR ANSWER HERE"
    assert result.repairs == ["The cell opinion was deleted; it is back, not filled in."]


def test_an_answer_in_a_new_cell_at_the_place_of_the_old_one(cells: Cells) -> None:
    cells[at(cells, "opinion")] = own("It is good.", "markdown")
    result = matched(cells)
    assert order(result) == WHOLE
    assert source(result, "opinion") == "It is good."


def test_an_answer_written_into_the_question(cells: Cells) -> None:
    del cells[at(cells, "opinion_2")]
    with_text(cells, "opinion_2_text", "## Why?\nBecause it is.")
    result = matched(cells)
    assert source(result, "opinion_2") == "## Why?\nBecause it is."
    assert source(result, "opinion_2_text") == "## Why?"


def test_saved_outputs_and_images_are_kept_for_cells_that_a_person_grades(cells: Cells) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": "mine"}
    image = {"plot.png": {"image/png": PNG}}
    cells = [own(c.source, c.cell_type, c.claimed, outputs=(output,), attachments=image) for c in cells]
    kept = [name for name, c in zip(WHOLE, matched(cells).cells) if c.outputs]
    assert kept == ["# try it here", "plot"]
    kept = [
        name for name, c in zip(WHOLE, matched(cells).cells) if c.attachments and c.cell_type == "markdown"
    ]
    assert kept == ["opinion", "opinion_2"]


# ---- matching: metadata means nothing ----------------------------------------------------------------------


def test_forged_points_are_said_and_have_no_effect(cells: Cells) -> None:
    i = at(cells, "linear_test")
    cells[i] = own(cells[i].source, claimed="linear_test", flags={"points": 100.0, "grade": True})
    result = matched(cells)
    assert result.cells[i].master == MASTER.cells[i]
    assert result.repairs == [
        "The nbgrader metadata of the test cell linear_test was changed, without effect."
    ]


def test_a_graded_cell_of_the_students_own_is_a_plain_cell(cells: Cells) -> None:
    result = matched([*cells, own("pass", claimed="bonus", flags={"grade": True, "points": 50})])
    assert result.cells[-1].master is None
    assert result.repairs == ["The cell number 16 of the file claims points of its own, without effect."]


def test_characters_that_turn_the_text_around_are_said_and_kept(cells: Cells) -> None:
    with_text(cells, "linear", f"{LINEAR}  # \u202e")
    with_text(cells, "relu", f"{RELU}  # \u200f")
    with_text(cells, "opinion", "\u200f\u05d8\u05d5\u05d1")  # as the keyboards of those languages write it
    with_text(cells, "opinion_2", "\u2067\u05db\u05d9\u2069")
    with_text(cells, "imports", "import numpy as np  # \u202e")
    cells.append(own("#\u202d"))
    result = matched(cells)
    assert result.repairs == [
        "The given cell imports differs from the original, which is used.",
        "The cells linear, relu, opinion_2 and number 16 hold invisible characters that change the order in "
        "which text is read; they are shown as \\u202e and the like.",
    ]
    assert source(result, "linear") == f"{LINEAR}  # \u202e"


def test_a_tag_that_would_skip_a_test_is_said(cells: Cells) -> None:
    i = at(cells, "linear_test")
    cells[i] = own(cells[i].source, claimed="linear_test", tags=("skip-execution",))
    assert matched(cells).repairs == [
        "Tags of the test cell linear_test that would skip it or let it fail have no effect."
    ]


def test_a_notebook_that_has_nothing_to_do_with_the_assignment(cells: Cells) -> None:
    assert matched(cells).related
    assert matched(own(c.source) for c in cells).related
    assert not matched([own("print(1)", "raw")]).related


SIBLING = MasterNotebook(
    "s",
    (
        cell("title", "# Derivatives", Role.LOCKED, "markdown"),
        cell("imports", "import numpy as np", Role.LOCKED),
        cell("slope", f"def slope():\n    {STUB}", Role.SOLUTION, owes="slope"),
        cell("slope_test", "assert slope()", Role.TEST),
        cell("drawing", STUB, Role.MANUAL),
        cell("meaning", "YOUR ANSWER HERE", Role.MANUAL, "markdown"),
    ),
)


def sibling(ids: bool) -> Cells:
    result = [own(c.source, c.cell_type, c.grade_id if ids else None) for c in SIBLING.cells]
    result[2] = own("def slope():\n    return 1", "code", "slope" if ids else None)
    return result


def related(cells: Iterable[SubmittedCell]) -> bool:
    return match(MASTER, Submitted(tuple(cells)), [SIBLING]).related


def test_a_notebook_that_shares_only_what_many_share_is_another_one(cells: Cells) -> None:
    assert not matched(sibling(ids=False)).related
    assert not matched([own("import numpy as np"), own(STUB), own("YOUR ANSWER HERE", "markdown")]).related
    assert not related(sibling(ids=True))  # although two ids are of both
    assert match(SIBLING, Submitted(tuple(sibling(ids=True))), [MASTER]).related


def test_a_notebook_with_anything_of_its_own_is_the_right_one(cells: Cells) -> None:
    assert related(cells)
    assert related([*cells, *sibling(ids=True)])
    assert related([*(own(each.source, each.cell_type) for each in cells), *sibling(ids=False)])
    assert related([own(LINEAR)])
    assert related([own("import numpy as np"), own("assert ReLU()")])
    assert related([own("import numpy", claimed="imports")])
    stubs = MasterNotebook("stubs", (cell("only", STUB, Role.MANUAL),))
    assert match(stubs, Submitted((own("print(1)"),))).related


def test_what_reading_repaired_is_said_first(cells: Cells) -> None:
    assert match(MASTER, Submitted(tuple(cells), ("Mended.",))).repairs == ["Mended."]


# ---- the notebook for `%run` -------------------------------------------------------------------------------


def test_the_notebook_for_siblings_has_the_students_code_and_no_test(cells: Cells) -> None:
    result = without_tests(matched(cells))
    nbformat.validate(nbformat.from_dict(result))
    sources = [c["source"] for c in result["cells"]]
    assert sources == ["import numpy as np", LINEAR, RELU, "# try it here", "plt.plot(x)"]
    assert "hidden" not in json.dumps(result)


# ---- reading -----------------------------------------------------------------------------------------------


def write(path: Path, content: Any) -> Path:
    file = path / "n.ipynb"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return file


def notebook(*cells: Any) -> dict[str, Any]:
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)}


def code(source: Any, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "source": source, **more}


def the_cell(path: Path, raw: Any) -> SubmittedCell:
    (result,) = read(write(path, notebook(raw))).cells
    return result


@pytest.mark.parametrize("text", ["x = 1\ny", ["x = 1\n", "y"]])
def test_source_is_a_text_or_a_list_of_lines(tmp_path: Path, text: Any) -> None:
    assert the_cell(tmp_path, code(text)) == SubmittedCell("code", "x = 1\ny")


def test_the_claimed_grade_id(tmp_path: Path) -> None:
    raw = code("", metadata={"nbgrader": {"grade_id": "linear", "grade": True, "points": 3, "locked": "?"}})
    assert the_cell(tmp_path, raw) == SubmittedCell("code", "", "linear", flags={"grade": True, "points": 3})
    for claim in ("", "x" * 129, 3, None, ["linear"]):
        assert the_cell(tmp_path, code("", metadata={"nbgrader": {"grade_id": claim}})).claimed is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    content = json.dumps(notebook(code("π = 3")), ensure_ascii=False).encode(encoding)
    result = read(write(tmp_path, content))
    assert result == Submitted((SubmittedCell("code", "π = 3"),))


def test_bytes_that_are_no_text_are_replaced(tmp_path: Path) -> None:
    content = json.dumps(notebook(code("# caf~"))).encode().replace(b"~", b"\xe9")
    result = read(write(tmp_path, content))
    assert result.cells[0].source == "# caf\ufffd"
    assert result.repairs == ("The file held bytes that are no text; they are replaced.",)


def test_surrogates_and_nul_are_replaced(tmp_path: Path) -> None:
    result = read(write(tmp_path, notebook(code("a\ud800b\0c"), code("😀"))))
    assert [c.source for c in result.cells] == ["a\ufffdb\ufffdc", "😀"]
    assert result.repairs == ("The notebook held characters that are no text; they are replaced.",)


def test_windows_line_ends(tmp_path: Path) -> None:
    assert the_cell(tmp_path, code("a\r\nb")).source == "a\nb"


@pytest.mark.parametrize(
    "value", ["NaN", "-Infinity", "1e999", "9" * 5000, "-" + "9" * 5000, "1" * 400 + ".5"]
)
def test_numbers_that_are_none(tmp_path: Path, value: str) -> None:
    content = json.dumps(notebook(code("x", metadata={"nbgrader": {"points": "?"}}, execution_count="?")))
    result = read(write(tmp_path, content.replace('"?"', value).encode()))
    assert result.cells == (SubmittedCell("code", "x"),)


def test_duplicate_keys(tmp_path: Path) -> None:
    content = b'{"nbformat":4,"cells":[],"cells":[{"cell_type":"raw","source":"a","source":"b"}]}'
    assert [c.source for c in read(write(tmp_path, content)).cells] == ["b"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not JSON"),
        (b'{"nbformat": 4, "cells": [', "damaged or truncated"),
        (b"\0" * 100, "not JSON"),
        (b"PK\x03\x04", "not JSON"),
        (b"[" * 10**5, "nested too deeply"),
        (b'{"nbformat":4,"cells":' + b"[" * 10**5 + b"]" * 10**5 + b"}", "nested too deeply"),
        (b'{"nbformat":4,"cells":' + b'{"a":' * 10**5 + b"1" + b"}" * 10**5 + b"}", "nested too deeply"),
        (b"[]", "not a notebook"),
        (b"null", "not a notebook"),
        (b"{}", "not a notebook"),
        (b'{"nbformat":99,"cells":[]}', "format that is not supported"),
        (b'{"nbformat":2,"worksheets":[]}', "format that is not supported"),
        (b'{"nbformat":true,"cells":[]}', "format that is not supported"),
        (b'{"nbformat":[4],"cells":[]}', "format that is not supported"),
        (b'{"nbformat":4}', "has no cells"),
        (b'{"nbformat":4,"cells":{}}', "has no cells"),
        (b'{"nbformat":4,"cells":[' + b"{}," * 10**5 + b"{}]}", "more than 5000 cells"),
        (b'{"nbformat":4,"cells":[' + b"[]," * 10**6 + b"{}]}", "too many values"),
        (b" " * (32 * 2**20 + 1), "larger than 32 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_unreadable_content(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason) as error:
        read(write(tmp_path, content))
    assert re.fullmatch(r"[A-Z][^\n]{10,90}\.", str(error.value))


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    target = write(tmp_path, notebook())
    (tmp_path / "link").symlink_to(target)
    with pytest.raises(Unreadable, match="symbolic link"):
        read(tmp_path / "link")
    os.mkfifo(tmp_path / "fifo")
    for path in (tmp_path / "fifo", tmp_path, Path("/dev/zero")):
        with pytest.raises(Unreadable, match="a folder or a device"):
            read(path)
    with pytest.raises(Unreadable, match="cannot be opened: No such file"):
        read(tmp_path / "none")


def test_a_sparse_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    with path.open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(Unreadable, match="larger than"):
        read(path)


def test_format_3(tmp_path: Path) -> None:
    sheet = [
        {"cell_type": "heading", "level": 2, "source": ["Title"], "metadata": {}},
        {"cell_type": "code", "input": ["x = 1\n", "y"], "metadata": {"nbgrader": {"grade_id": "a"}}},
        {"cell_type": "html", "source": "<b>", "metadata": {}},
        {"cell_type": "raw", "source": "r"},
    ]
    result = read(write(tmp_path, {"nbformat": 3, "worksheets": [{"cells": sheet}]}))
    assert [(c.cell_type, c.source, c.claimed) for c in result.cells] == [
        ("markdown", "## Title", None),
        ("code", "x = 1\ny", "a"),
        ("markdown", "<b>", None),
        ("raw", "r", None),
    ]


def test_cells_of_wrong_types_are_mended_and_that_is_said(tmp_path: Path) -> None:
    wrong = [
        3,
        code({}),
        code(None),
        {"cell_type": "zzz", "source": "t"},
        code(["a", 1]),
        code("x" * 10**6 + "y"),
    ]
    result = read(write(tmp_path, notebook(*wrong, code("ok"))))
    assert [(c.cell_type, c.source) for c in result.cells] == [
        ("code", ""),
        ("code", ""),
        ("raw", "t"),
        ("code", ""),
        ("code", ""),
        ("code", "ok"),
    ]
    assert result.repairs == (
        "Cell 1 of the file is not a cell; it is left out.",
        "Cell 2 of the file has no text or too much; it is taken as empty.",
        "Cell 3 of the file has no text or too much; it is taken as empty.",
        "Cell 4 of the file is of no known type; it is taken as raw text.",
        "Cell 5 of the file has no text or too much; it is taken as empty.",
        "Cell 6 of the file has no text or too much; it is taken as empty.",
    )


def test_saved_outputs_of_known_kinds_are_kept(tmp_path: Path) -> None:
    result = the_cell(
        tmp_path,
        code(
            "",
            outputs=[
                {"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]},
                {"output_type": "stream", "name": "stdout", "text": "c"},
                {"output_type": "stream", "name": "stderr", "text": "d"},
                {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t", 1]},
                {
                    "output_type": "execute_result",
                    "execution_count": 1,
                    "metadata": {"x": 1},
                    "data": {
                        "text/plain": ["p"],
                        "image/png": PNG + "\n",
                        "image/jpeg": PNG,
                        "application/javascript": "alert(1)",
                        "application/json": {"a": 1},
                    },
                },
                {"output_type": "display_data", "data": {"application/javascript": "alert(1)"}},
                {"output_type": "zzz"},
                7,
            ],
        ),
    )
    assert result.outputs == (
        {"output_type": "stream", "name": "stdout", "text": "a\nbc"},
        {"output_type": "stream", "name": "stderr", "text": "d"},
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t"]},
        {"output_type": "display_data", "data": {"text/plain": "p", "image/png": PNG + "\n"}, "metadata": {}},
    )


def test_long_outputs_are_cut(tmp_path: Path) -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": "x" * 2**20}
    many = [{"output_type": "display_data", "data": {"text/plain": "x"}}] * 1000
    result = read(write(tmp_path, notebook(code("", outputs=[stream] * 6), code("", outputs=many))))
    assert len(result.cells[0].outputs[0]["text"]) == 4 * 2**20
    assert len(result.cells[1].outputs) == 200
    assert result.repairs == (
        "Cell 1 of the file has long outputs; the rest of them is left out.",
        "Cell 2 of the file has long outputs; the rest of them is left out.",
    )


def test_outputs_of_a_whole_notebook_are_bounded(tmp_path: Path) -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": "x" * (4 * 2**20)}
    result = read(write(tmp_path, notebook(*[code("", outputs=[stream])] * 7)))
    assert [len(c.outputs) for c in result.cells] == [1, 1, 1, 1, 0, 0, 0]
    text = {"cell_type": "markdown", "source": "", "outputs": [stream]}
    assert read(write(tmp_path, notebook(text))).cells[0].outputs == ()


def test_images_in_markdown(tmp_path: Path) -> None:
    attachments = {
        "a.png": {"image/png": PNG},
        "b.svg": {"image/svg+xml": "<svg onload=x>"},
        "c": {"image/png": "?"},
    }
    raw = {"cell_type": "markdown", "source": "", "metadata": {}, "attachments": attachments}
    result = read(write(tmp_path, notebook(raw)))
    assert result.cells[0].attachments == {"a.png": {"image/png": PNG}}
    assert result.repairs == ("An attachment of cell 1 of the file is no image; it is left out.",)


# ---- bounds ------------------------------------------------------------------------------------------------

MEASURE = """
import re, sys
from pathlib import Path
from nbjudge.assignment import MasterNotebook
from nbjudge.matching import match
from nbjudge.submission import Unreadable, read
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
before = peak()
try:
    match(MasterNotebook("n", ()), read(Path(sys.argv[1])))
except Unreadable:
    pass
print(peak() - before)
"""
MB = 2**20


def cells_of(*sources: bytes) -> bytes:
    items = b",".join(b'{"cell_type":"code","source":' + text + b"}" for text in sources)
    return b'{"nbformat":4,"cells":[' + items + b"]}"


@pytest.mark.parametrize(
    "content",
    [
        cells_of(b'"' + "😀".encode() + b"x" * (31 * MB) + b'"'),  # four bytes a character in memory
        cells_of(b'"' + "😀".encode() + b"x\\n" * (10 * MB) + b'"'),
        cells_of(*[b'"' + "😀".encode() + b"x" * 900_000 + b'"'] * 34),
        cells_of(b'""', *[b'"' + b"a = 1\n" * 100 + b'"'] * 4000).replace(b"\n", b"\\n"),
        b'{"nbformat":4,"cells":[],"x":['
        + b",".join(b'{"%x\xf0\x9f\x98\x80":"%x"}' % (i, i) for i in range(330_000))
        + b',"'
        + b"x" * (20 * MB)
        + "😀".encode()
        + b'"]}',
        b'{"nbformat":4,"cells":[' + b'{"a":[],"b":[]},' * 190_000 + b"{}]}",
        b'{"nbformat":4,"cells":[],"x":' + b"1" * (31 * MB) + b".5}",
    ],
    ids=["wide", "wide with escapes", "wide cells", "code", "dicts", "too many cells", "number"],
)
def test_memory_and_time_stay_below_the_stated_bounds(tmp_path: Path, content: bytes) -> None:
    path = write(tmp_path, content)
    del content
    started = time.monotonic()
    result = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        env={"PYTHONPATH": str(Path(submission.__file__).parents[1])},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30)),
    )
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) < submission.MEMORY
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    "text",
    [
        "a," * 500_000,
        "a" * 1_000_000,
        "a:" * 500_000,
        "a: " + "b" * 999_000,
        " " * 1_000_000,
        "def " * 250_000,
        "\n" * 1_000_000,
        "a,\n" * 300_000,
        "a , " * 250_000 + "=",
    ],
    ids=lambda text: repr(text[:4]),
)
def test_no_text_makes_matching_slow(text: str) -> None:
    started = time.monotonic()
    matched([own(text)])
    assert time.monotonic() - started < 15


def test_many_cells_do_not_make_matching_slow() -> None:
    texts = ["assert Linear()", LINEAR, "import numpy as np", "YOUR ANSWER HERE", "x"]
    many = [own(texts[i % 5], claimed=WHOLE[i % len(WHOLE)]) for i in range(submission.MAX_CELLS)]
    started = time.monotonic()
    matched(many)
    matched(own(text) for text in texts * 1000)
    assert time.monotonic() - started < 15


# ---- fuzzing -----------------------------------------------------------------------------------------------


def held_together(master: MasterNotebook, submitted: Submitted) -> None:
    """What holds for every submission."""
    result = match(master, submitted)
    known = [c.master for c in result.cells if c.master and c.master.grade_id]
    assert sorted(str(c.grade_id) for c in known) == sorted(
        str(c.grade_id) for c in master.cells if c.grade_id
    )
    position = {c.master.grade_id: i for i, c in enumerate(result.cells) if c.master}
    waits: list[str] = []
    for c in master.cells:
        if c.role is Role.TEST:
            assert result.cells[position[c.grade_id]].source == c.source
            assert all(position[grade_id] < position[c.grade_id] for grade_id in waits)
        elif c.role is Role.SOLUTION:
            waits.append(str(c.grade_id))
        elif c.given:
            assert result.cells[position[c.grade_id]].source == c.source
    given_texts = {c.released for c in master.cells if c.role is Role.TEST}
    for shown in result.cells:
        if not (shown.master and shown.master.given) and shown.cell_type == "code":
            assert shown.source not in given_texts
        if shown.master:
            assert shown.cell_type == shown.master.cell_type or shown.master.role is Role.PLAIN
    handed_in = [c.source for c in submitted.cells]
    kept = [c.source for c in result.cells if c.master is None]
    assert subsequence(kept, handed_in)
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in result.repairs)
    nbformat.validate(nbformat.from_dict(without_tests(result)))
    json.dumps(without_tests(result)).encode()


def subsequence(short: list[str], long: list[str]) -> bool:
    rest = iter(long)
    return all(item in rest for item in short)


TEXTS = (
    [c.source for c in MASTER.cells]
    + [c.released for c in MASTER.cells]
    + [LINEAR, RELU, f"{LINEAR}\n{RELU}"]
)
SUBMITTED = st.lists(
    st.builds(
        SubmittedCell,
        st.sampled_from(submission.CELL_TYPES),
        st.one_of(
            st.sampled_from(TEXTS), st.text(max_size=20), st.sampled_from(TEXTS).map("x = 1\n{}\n".format)
        ),
        st.one_of(st.none(), st.sampled_from(WHOLE), st.just("bonus")),
        flags=st.dictionaries(st.sampled_from(["grade", "solution"]), st.booleans()),
        tags=st.lists(st.sampled_from(submission.RUN_TAGS)).map(tuple),
    ),
    max_size=30,
)


@FUZZ
@given(SUBMITTED)
@example([])
def test_any_cells_can_be_matched(cells: Cells) -> None:
    held_together(MASTER, Submitted(tuple(cells)))


@FUZZ
@given(st.data())
def test_shuffled_deleted_and_copied_cells(data: st.DataObject) -> None:
    honest = [own(c.released, c.cell_type, c.grade_id) for c in MASTER.cells]
    with_text(honest, "linear", LINEAR)
    with_text(honest, "relu", RELU)
    chosen = data.draw(st.lists(st.sampled_from(range(len(honest))), max_size=25))
    lost = data.draw(st.sets(st.integers(0, 24)))
    cells = [honest[i] for i in chosen]
    cells = [own(c.source, c.cell_type) if i in lost else c for i, c in enumerate(cells)]
    held_together(MASTER, Submitted(tuple(cells)))
    result = match(MASTER, Submitted(tuple(cells)))
    sources = [c.source for c in result.cells]
    for text, test in [(LINEAR, "linear_test"), (RELU, "relu_test")]:
        if text in [c.source for c in cells]:  # what the student wrote is there when the test runs
            assert sources.index(text) < order(result).index(test)


KEYS = [
    "nbformat",
    "cells",
    "worksheets",
    "cell_type",
    "metadata",
    "source",
    "input",
    "outputs",
    "attachments",
]
KEYS += ["nbgrader", "grade_id", "tags", "points", "grade", "level", "image/png", "text/plain"]
OUTPUT_KEYS = ["name", "text", "data", "traceback", "ename", "evalue", "metadata"]
KINDS = ["stream", "error", "display_data", "execute_result"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(WHOLE + TEXTS),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(KEYS + OUTPUT_KEYS) | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=30,
)
OUTPUT = st.fixed_dictionaries(
    {"output_type": st.sampled_from(KINDS) | JSON}, optional=dict.fromkeys(OUTPUT_KEYS, JSON)
)
RAW_CELL = JSON | st.fixed_dictionaries(
    {
        "cell_type": st.sampled_from([*submission.CELL_TYPES, "heading"]),
        "source": st.sampled_from(TEXTS) | JSON,
    },
    optional={
        "input": JSON,
        "metadata": JSON | st.fixed_dictionaries({"nbgrader": JSON, "tags": JSON}),
        "outputs": JSON | st.lists(OUTPUT, max_size=4),
        "attachments": JSON
        | st.dictionaries(st.text(), st.dictionaries(st.sampled_from(["image/png", "x"]), JSON)),
        "level": JSON,
    },
)
NOTEBOOK = JSON | st.fixed_dictionaries(
    {"nbformat": st.sampled_from([3, 4]), "cells": st.lists(RAW_CELL, max_size=8) | JSON},
    optional={
        "worksheets": JSON | st.lists(st.fixed_dictionaries({"cells": st.lists(RAW_CELL)}), max_size=2)
    },
)


@FUZZ
@given(NOTEBOOK)
def test_any_json_is_read_or_unreadable(tmp_path: Path, value: Any) -> None:
    with contextlib.suppress(Unreadable):
        submitted = read(write(tmp_path, value))
        held_together(MASTER, submitted)
        for c in submitted.cells:
            json.dumps([c.source, c.outputs, c.attachments], allow_nan=False, ensure_ascii=False).encode()


@FUZZ
@given(
    st.binary(max_size=200) | st.text(alphabet='[]{}:,"\\u0dn4tfe-. \ufeff\0', max_size=200).map(str.encode)
)
def test_any_bytes_are_read_or_unreadable(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Unreadable):
        read(write(tmp_path, content))


@FUZZ
@given(st.data())
def test_a_damaged_notebook_is_read_or_unreadable(tmp_path: Path, data: st.DataObject) -> None:
    whole = bytearray(json.dumps(notebook(*(code(c.released) for c in MASTER.cells))).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        i = data.draw(st.integers(0, len(whole) - 1))
        whole[i : i + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    with contextlib.suppress(Unreadable):
        held_together(MASTER, read(write(tmp_path, bytes(whole))))
