"""`nbjudge verify` in a small course: survivors, false accusations, collateral losses, a bad release."""

import ast
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from course import edition
from nbjudge.errors import NbjudgeError
from nbjudge.proof import (
    bank,
    matrix,
    mutation,
    power,
    quality,
    release_proof,
    rewriting,
    trials,
    verify,
    verify_page,
)
from nbjudge.proof.bank import Change, Entry
from nbjudge.proof.rewriting import Cell
from nbjudge.proof.trials import Setting, Trial
from nbjudge.proof.verify import Test, Verdict, Verification
from nbjudge.records import Outcome, Record, Status
from tests import mini

DOUBLE = "# cell: b_modules/double\n{loses}\n\ndef double(x):\n    return {result}\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mini.released(tmp_path_factory.mktemp("course"))


def write(place: Path, name: str, result: str, loses: str = "") -> None:
    """An entry that returns something from `double`."""
    path = place / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = DOUBLE.format(loses=f"# loses: {loses}" if loses else "", result=result)
    path.write_text(f'"""It returns {result}."""\n{text}')


def command(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nbjudge", *arguments], cwd=root, capture_output=True, text=True, timeout=300
    )


# --- The command ------------------------------------------------------------------------------------


def test_a_good_bank_passes_and_is_shown(root: Path, tmp_path: Path) -> None:
    write(tmp_path / "bank", "right/sum", "x + x")
    write(tmp_path / "bank", "wrong/half", "x / 2", "double_test")
    result = command(
        root,
        *("verify", "mini", "--bank", str(tmp_path / "bank"), "--workers", "1"),
        *("--html", str(tmp_path / "page.html"), "--report", str(tmp_path / "page.md")),
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 survivors, 0 false accusations, 0 collateral losses; the release is proven." in result.stdout
    assert "half" in (tmp_path / "page.html").read_text()
    assert "page.svg" in (tmp_path / "page.md").read_text()
    assert (tmp_path / "page.svg").read_text().count("<rect") > 3


def test_survivors_and_false_accusations_fail(root: Path, tmp_path: Path) -> None:
    write(tmp_path, "right/half", "x / 2")
    write(tmp_path, "wrong/sum", "x + x", "double_test")
    result = command(root, "verify", "mini", "--bank", str(tmp_path), "--workers", "2")
    assert result.returncode == 1
    assert "right/half: false accusation: b_modules/double_test" in result.stdout
    assert "wrong/sum: survivor: b_modules/double_test" in result.stdout
    assert "1 survivor, 1 false accusation, 0 collateral losses; " in result.stdout


def test_without_a_bank_it_is_one_sentence(root: Path, tmp_path: Path) -> None:
    result = command(root, "verify", "mini", "--bank", str(tmp_path / "nowhere"))
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert "There is no bank in" in result.stderr


def test_a_sample_is_always_the_same_and_is_no_report(root: Path, tmp_path: Path) -> None:
    for number in range(9):
        write(tmp_path, f"wrong/times{number + 3}", f"{number + 3} * x", "double_test")
    setting = Setting(root, "mini")
    graded = [{v.name for v in verify.verify(setting, tmp_path, 1, sample=2).verdicts} for _ in range(2)]
    assert graded[0] == graded[1]
    assert len(graded[0]) == 2
    result = command(root, "verify", "mini", "--bank", str(tmp_path), "--sample", "2", "--report", "x.md")
    assert result.returncode == 2
    assert "--report is for the whole bank" in result.stderr


def test_what_needs_a_module_that_is_not_installed_is_left_out_and_said(root: Path, tmp_path: Path) -> None:
    write(tmp_path, "right/plus", "x + x")
    write(tmp_path, "right/far", "imaginary.twice(x)")
    far = tmp_path / "right" / "far.py"
    far.write_text(far.read_text().replace("# cell:", "# needs: imaginary\n# cell:"))
    found = verify.verify(Setting(root, "mini"), tmp_path, 1)
    assert [verdict.name for verdict in found.verdicts] == ["right/plus"]
    assert "not installed: right/far." in "\n".join(verify.summary(found))
    (tmp_path / "exceptions.toml").write_text('needs = "imaginary"\n')
    with pytest.raises(NbjudgeError, match="can only be verified where imaginary is installed"):
        verify.verify(Setting(root, "mini"), tmp_path, 1)


def test_ctrl_c_ends_it_and_its_workers_at_once(root: Path, tmp_path: Path) -> None:
    for number in range(30):
        write(tmp_path, f"wrong/slow{number}", f"__import__('time').sleep({20 + number})", "double_test")
    started = subprocess.Popen(
        [sys.executable, "-m", "nbjudge", "verify", "mini", "--bank", str(tmp_path), "--workers", "2"],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # A shell starts what runs in the background with the interrupt ignored, and that is inherited.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert started.stderr is not None
    while "1/32" not in (line := started.stderr.read(64)):
        assert line, "it ended by itself"
    os.killpg(started.pid, signal.SIGINT)  # as a terminal does it: to all
    begin = time.monotonic()
    _, rest = started.communicate(timeout=60)
    assert time.monotonic() - begin < 15
    assert started.returncode == 130
    assert "Traceback" not in rest


def test_mutants_that_keep_all_points_fail_unless_they_are_listed(root: Path, tmp_path: Path) -> None:
    (tmp_path / "equivalent.toml").write_text('"nothing" = ["double, double: a -> b"]\n')
    arguments = ("mini", "--bank", str(tmp_path), "--notebook", "b_modules", "--workers", "1")
    result = command(root, "mutants", *arguments)
    assert result.returncode == 1
    assert "listed as equivalent, but no mutant: double, double: a -> b" in result.stdout
    measured = json.loads((tmp_path / "measured" / "mutants.json").read_text())
    assert measured["survivors"] == []
    assert measured["tried"]["kind: constant"] == measured["killed"]["kind: constant"] == 2


@pytest.mark.parametrize("given", ["raise ValueError(1)", "import no_such_helper"])
def test_a_given_cell_that_raises_is_a_fault_of_the_release(given: str, tmp_path: Path) -> None:
    root = mini.course(tmp_path)
    path = root / "source" / "mini" / "b_modules.ipynb"
    content = json.loads(path.read_text())
    mini.write(path, [mini.cell("given", f"import json\n{given}"), *content["cells"]])
    edition.release(root, "mini")
    write(tmp_path / "bank", "right/sum", "x + x")
    write(tmp_path / "bank", "wrong/half", "x / 2", "double_test")
    found = verify.verify(Setting(root, "mini"), tmp_path / "bank", 1)
    lines = [line.partition(" raises ")[0] for line in found.complaints]
    assert lines == ["right/sum: b_modules/given", "release: the full solution: b_modules/given"]
    assert found.release


def test_a_reference_that_is_not_python_is_not_blamed_on_an_entry(tmp_path: Path) -> None:
    root = mini.released(tmp_path)
    path = root / "source" / "mini" / "b_modules.ipynb"
    path.write_text(path.read_text().replace("return 2 * x", "return (2 * x"))
    write(tmp_path / "bank", "wrong/half", "x / 2", "double_test")
    with pytest.raises(NbjudgeError, match="b_modules/double: the reference solution there is not Python: '"):
        verify.verify(Setting(root, "mini"), tmp_path / "bank", 1)


def test_an_entry_for_a_cell_that_does_not_exist_is_named_once(root: Path, tmp_path: Path) -> None:
    write(tmp_path, "wrong/half", "x / 2", "double_test")
    path = tmp_path / "wrong" / "half.py"
    path.write_text(path.read_text().replace("b_modules/double", "b_modules/duble"))
    with pytest.raises(NbjudgeError, match=r"^wrong/half: there is no solution cell b_modules/duble\.$"):
        verify.verify(Setting(root, "mini"), tmp_path, 1)


def test_one_of_a_kind_is_told_in_the_singular() -> None:
    found = verification(verdict("right/r", lost="a_1"), verdict("wrong/w", loses="a_1"))
    first, second, *_ = verify.summary(replace(found, tests=TESTS[:1], release=("x",)))
    assert first == "mini: 1 mistake and 1 right solution against 1 check in 0 s."
    assert second == "1 survivor, 1 false accusation, 0 collateral losses; 1 fault of the release."


# --- Verdicts ---------------------------------------------------------------------------------------

TESTS = tuple(Test("n", name, 1.0, exercise) for name, exercise in (("a_1", "a"), ("a_2", "a"), ("b_1", "b")))


def verdict(name: str, lost: str = "", loses: str = "", partial: str = "") -> Verdict:
    """An entry that changes cell a, and the tests that it lost."""
    points = {test.grade_id: 0.5 if test.grade_id in partial else 1.0 for test in TESTS}
    points |= dict.fromkeys(lost.split(), 0.0)
    records = {
        f"n/{test}": Record(test, 1.0, Outcome(Status.PASSED, earned, "told"))
        for test, earned in points.items()
    }
    entry = Entry(name, "A sentence.", frozenset(loses.split()), (Change("n", "a", "", True),))
    return Verdict(name, entry, Trial(name, records))


def verification(*verdicts: Verdict) -> Verification:
    return Verification("mini", TESTS, verdicts, ())


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (verdict("right/r", lost="a_1"), "false accusation: n/a_1 says 'told'"),
        (verdict("wrong/w", loses="a_1"), "survivor: n/a_1"),
        (verdict("wrong/w", loses="a_1", partial="a_1"), "survivor: n/a_1"),
        (verdict("wrong/w", lost="a_1 b_1", loses="a_1"), "collateral loss: n/b_1"),
        (verdict("wrong/w", lost="a_1", loses="a_1 c"), "there is no test c"),
        (verdict("wrong/w"), "a mistake must name"),
        (verdict("right/r", loses="a_1"), "must not name"),
    ],
)
def test_each_fault_is_one_complaint(given: Verdict, complaint: str) -> None:
    (line,) = given.complaints()
    assert complaint in line


def test_what_is_as_it_should_be_gives_no_complaint() -> None:
    found = verification(verdict("right/r"), verdict("wrong/w", lost="a_1", loses="n/a_1"))
    assert found.complaints == []


def test_a_grade_id_in_two_notebooks_is_two_tests() -> None:
    records = {f"{n}/t": Record("t", 1.0, Outcome(Status.PASSED, float(n == "x"))) for n in ("x", "y")}
    assert Trial("e", records).lost == {"y/t"}


def test_idle_inseparable_and_far_reaching() -> None:
    found = verification(verdict("wrong/v", "a_1 a_2", "a_1 a_2"), verdict("wrong/w", "a_1 a_2", "a_1 a_2"))
    assert found.idle() == ["n/b_1"]
    assert found.inseparable() == [["n/a_1", "n/a_2"]]
    assert found.far_reaching() == {}
    found = verification(verdict("wrong/w", "a_1 b_1", "a_1 b_1"))
    assert found.far_reaching() == {"wrong/w": ["n/b_1"]}


def test_the_matrix_in_a_terminal() -> None:
    found = verification(verdict("wrong/w", "a_1 b_1", "a_1 a_2"), verdict("right/r", "a_2"))
    lines = list(matrix.terminal(found))
    assert lines[1:3] == ["a  1  2", "w  x  ?  ! n/b_1"]
    assert lines[-1] == "right/r is right, but fails n/a_2"


def test_pages_show_names_as_text() -> None:
    found = verification(verdict("wrong/<script>", "a_1", "a_1"))
    for text in (matrix.picture(found), verify_page.html(found)):
        assert "<script" not in text
        assert "&lt;script&gt;" in text


def test_the_page_shows_what_was_measured_and_no_empty_sections(tmp_path: Path) -> None:
    text = "\n".join(quality.page(verification(verdict("right/r")), tmp_path, "picture.svg"))
    assert "## The release" in text
    assert "## Mutants" not in text
    (tmp_path / "measured").mkdir()
    (tmp_path / "measured" / "power.json").write_text("{")
    with pytest.raises(NbjudgeError, match=r"power\.json cannot be read"):
        list(quality.page(verification(verdict("right/r")), tmp_path, "picture.svg"))


def test_the_grades_of_the_release() -> None:
    solution, untouched = verdict("s", lost="a_1").trial, verdict("u", lost="a_1 a_2").trial
    assert list(verify.of_grades(solution, untouched)) == [
        "the full solution fails n/a_1: told",
        "the released copy, untouched, gets 1 points for n/b_1",
    ]


# --- The files of the release -----------------------------------------------------------------------

SECRET = "answer = the_secret_of_this_exercise(42)"
ORIGINAL = {
    "cells": [
        mini.cell(
            "todo", f"def f():\n    ### BEGIN SOLUTION\n    {SECRET}\n    ### END SOLUTION", solution=True
        ),
        mini.cell(
            "todo_test",
            "f()\n### BEGIN HIDDEN TESTS\nassert f(1234567) == 'quite a long value'\n### END HIDDEN TESTS",
            1,
        ),
    ]
}


def released(*texts: str) -> dict[str, object]:
    return {"metadata": {}, "cells": [mini.cell(f"c{number}", text) for number, text in enumerate(texts)]}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (f"x\n  {SECRET}", "a hidden line of todo is released"),
        ("assert f(1234567) == 'quite a long value'", "a hidden line of todo_test is released"),
        ("### BEGIN SOLUTION", "the marker of SOLUTION"),
        ("### END HIDDEN TESTS", "the marker of HIDDEN TESTS"),
    ],
)
def test_a_leak_is_found(text: str, fault: str) -> None:
    assert not list(release_proof.leaks(ORIGINAL, released("def f(): ...")))
    (line,) = release_proof.leaks(ORIGINAL, released("def f(): ...", text))
    assert fault in line


def test_metadata_and_outputs_of_the_staff_are_found() -> None:
    notebook = released("x", "y", "z")
    assert not list(release_proof.staff_metadata(notebook))
    cells = notebook["cells"]
    assert isinstance(cells, list)
    cells[0]["metadata"]["remark"] = "too easy?"
    cells[1]["metadata"]["nbgrader"]["comment"] = "too hard?"
    cells[2]["outputs"] = [{"output_type": "stream"}]
    notebook["metadata"] = {"authors": ["N. N."]}
    lines = list(release_proof.staff_metadata(notebook))
    assert [word in line for word, line in zip(("authors", "remark", "comment", "outputs"), lines)] == [
        True
    ] * 4


def test_a_todo_without_a_check_and_a_check_without_points_are_found(root: Path) -> None:
    master = trials.Bench(Setting(root, "mini")).master
    assert not list(release_proof.untested(master))
    modules = master.notebooks["b_modules"]
    assert not list(release_proof.worthless(modules))
    untested = tuple(replace(cell, points=0.0, source="# nothing") for cell in modules.cells)
    changed = replace(
        modules, cells=tuple(c if c.role != "test" else u for c, u in zip(modules.cells, untested))
    )
    assert len(list(release_proof.worthless(changed))) == 2
    alone = replace(master, notebooks={"b_modules": changed})
    (line,) = release_proof.untested(alone)
    assert "no check reads anything that double defines" in line
    assert not list(release_proof.untested(alone, {"double"}))
    assert "has a check" in next(release_proof.untested(master, {"double"}))
    assert "no such solution cell" in next(release_proof.untested(master, {"treble"}))


# --- Mutants and perturbed results ---------------------------------------------------------------------

CELL = Cell(
    "n",
    "c",
    "def given(x):\n    return x + 1\n\n"
    "def f(x):\n    ### BEGIN SOLUTION\n    return -x * 2\n    ### END SOLUTION\n",
)


def test_mutants_change_the_solution_and_nothing_that_is_given() -> None:
    found = mutation.mutants(CELL)
    assert {mutant.name for mutant in found} == {
        "c, f: return -x * 2 -> return",
        "c, f: -x * 2 -> -x / 2",
        "c, f: -x * 2 -> -x",
        "c, f: -x * 2 -> 2",
        "c, f: -x -> x",
        "c, f: 2 -> 3",
        "c, f: 2 -> 1",
    }
    assert all("return x + 1" in mutant.text for mutant in found)
    assert len({mutant.text for mutant in found}) == len(found)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "np.sum(x, axis=0)",
            {"np.mean(x, axis=0)", "x", "np.sum(x, axis=1)", "np.sum(x)", "np.sum(x, axis=-1)"},
        ),
        ("np.maximum(x, y)", {"np.minimum(x, y)", "np.maximum(y, x)"}),
        ("a > b", {"a >= b", "a < b"}),
        ("a and not b", {"a or not b", "a", "not b", "a and b"}),
        ("f(keepdims=True)", {"f()", "f(keepdims=False)"}),
        ("a - b", {"a + b", "b - a", "a", "b"}),
        ("W.T", {"W"}),
    ],
)
def test_what_a_mutant_may_be(before: str, after: set[str]) -> None:
    found = mutation.mutants(Cell("n", "c", f"y = {before}\n"))
    texts = [m.text.removeprefix("y = ").strip() for m in found if m.kind != "statement removed"]
    assert sorted(texts) == sorted(after)
    assert any(m.kind == "axis" for m in found) == ("axis" in before)


def test_the_list_of_equivalent_mutants_needs_reasons(tmp_path: Path) -> None:
    assert mutation.equivalent(tmp_path) == {}
    (tmp_path / "equivalent.toml").write_text('"it is the same" = ["a", "b"]\n')
    assert mutation.equivalent(tmp_path) == {"a": "it is the same", "b": "it is the same"}
    (tmp_path / "equivalent.toml").write_text('a = "it is the same"\n')
    with pytest.raises(NbjudgeError, match="write"):
        mutation.equivalent(tmp_path)


def value(text: str, call: str) -> object:
    names: dict[str, object] = {}
    exec(text, names)
    return eval(call, names)


def test_a_result_or_a_term_is_wrong_by_the_given_factor() -> None:
    text = "def f(x, y):\n    return x * x + y\n"
    found = {(each.where, each.kind): each for each in power.perturbed(Cell("n", "c", text))}
    whole = found["c, f: x * x + y", "all entries"]
    assert value(whole.texts[2], "f(3.0, 1.0)") == pytest.approx(10.1)
    assert value(found["c, f: x * x", "one term"].texts[2], "f(3.0, 1.0)") == pytest.approx(10.09)
    one = found["c, f: x * x + y", "one entry"].texts[1]
    result = value("import numpy as np\n" + one, "list(f(np.array([3.0, 2.0, 1.0]), 0.0))")
    assert result == pytest.approx([9, 4.4, 1])


def test_what_is_no_number_stays_as_it_is() -> None:
    text = "def f(x):\n    return [x]\n"
    for each in power.perturbed(Cell("n", "c", text)):
        assert value(each.texts[1], "f(1)") == [1]
    flags = (
        "import numpy as np\n" + next(power.perturbed(Cell("n", "c", "def f(x):\n    return x\n"))).texts[1]
    )
    assert value(flags, "f(np.array([True, False])).dtype == bool")


def test_the_finest_error_without_a_gap() -> None:
    lost = {k: frozenset({"a"} if k <= 5 else {"b"} if k == 7 else ()) for k in power.POWERS}
    assert (power.finest(lost, "a"), power.finest(lost, "b")) == (5, 0)


def test_rewriting_keeps_everything_else() -> None:
    site = next(site for site in rewriting.sites(CELL) if isinstance(site.node, ast.Return))
    assert site.owner == "f"
    text = rewriting.rewritten(CELL, site, ast.Return(ast.Constant(7)))
    assert (value(text, "f(1)"), value(text, "given(1)")) == (7, 2)


def test_an_unknown_notebook_is_one_sentence(root: Path) -> None:
    with pytest.raises(NbjudgeError, match="no notebook c_nothing in mini"):
        rewriting.cells(Setting(root, "mini"), ["c_nothing"])


def test_entries_load_by_kind_and_name(tmp_path: Path) -> None:
    write(tmp_path, "right/sum", "x + x")
    write(tmp_path, "wrong/sum", "x", "double_test")
    assert list(bank.load_all(tmp_path)) == ["right/sum", "wrong/sum"]
