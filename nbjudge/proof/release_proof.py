"""Proves a release by its files: no solution, hidden test or remark of the staff in it, a check for each
TODO."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from nbjudge import names
from nbjudge.assignment import Assignment, MasterNotebook, Role
from nbjudge.errors import NbjudgeError
from nbjudge.notebooks import Cell, Notebook, is_solution, is_test, read, role, source
from nbjudge.proof import bank

SECRET = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
LONG = 30  # characters; a shorter line may stand anywhere by chance

# What a released cell may say about itself: nbgrader's own keys, and how Jupyter shows it.
CELL_METADATA = {"nbgrader", "tags", "deletable", "editable", "collapsed", "scrolled", "slideshow", "jupyter"}
NBGRADER = {
    *("schema_version", "grade_id", "grade", "solution", "locked", "task", "points"),
    *("cell_type", "checksum"),
}
NOTEBOOK_METADATA = {"kernelspec", "language_info", "celltoolbar"}


def of_files(
    sources: Path, release: Path, master: Assignment, unchecked: Collection[str] = ()
) -> Iterator[str]:
    """All that is wrong with the released notebooks, a sentence each.

    Args:
        sources: folder of the instructor's notebooks.
        release: folder of the released ones.
        unchecked: solution cells that need no check.

    Raises:
        NbjudgeError: a notebook is missing or damaged.
    """
    for name, notebook in master.notebooks.items():
        original, released = read(sources / f"{name}.ipynb"), read(release / f"{name}.ipynb")
        yield from (f"{name}: {line}" for line in leaks(original, released))
        yield from (f"{name}: {line}" for line in staff_metadata(released))
        yield from (f"{name}: {line}" for line in worthless(notebook))
    yield from untested(master, unchecked)
    texts = "\n".join(path.read_text("utf-8", "replace") for path in release.rglob("*.py"))
    for kind in SECRET:
        if f"BEGIN {kind}" in texts:
            yield f"a released helper file holds BEGIN {kind}"


def secrets(original: Notebook) -> Iterator[tuple[Cell, str]]:
    """Each hidden part of an instructor's notebook, with its cell."""
    for cell in original["cells"]:
        for kind in SECRET:
            for part in source(cell).split(f"BEGIN {kind}")[1:]:
                yield cell, part.split(f"END {kind}")[0].strip("=# \n")


def leaks(original: Notebook, released: Notebook) -> Iterator[str]:
    """Lines of solutions, hidden tests and mark schemes that students would read.

    A line may stand in a text that students are meant to read as well; then it is no secret.
    """
    text = "\n".join(source(cell) for cell in released["cells"])
    for kind in SECRET:
        if f"BEGIN {kind}" in text or f"END {kind}" in text:
            yield f"the marker of {kind} is in the released notebook"
    open_texts = [(cell, _open(source(cell))) for cell in original["cells"]]
    for cell, secret in secrets(original):
        given = "\n".join(shown for _, shown in open_texts)
        for line in secret.splitlines():
            stripped = line.strip()
            if len(stripped) > LONG and stripped in text and stripped not in given:
                yield f"a hidden line of {role(cell).get('grade_id')} is released: {stripped!r}"


def _open(text: str) -> str:
    """The text of a cell without its hidden parts."""
    for kind in SECRET:
        text = re.sub(rf"BEGIN {kind}.*?END {kind}", "", text, flags=re.DOTALL)
    return text


def staff_metadata(released: Notebook) -> Iterator[str]:
    """What a released notebook should not carry: outputs, remarks, names, settings of the staff."""
    if extra := released.get("metadata", {}).keys() - NOTEBOOK_METADATA:
        yield f"the released notebook carries metadata: {', '.join(sorted(extra))}"
    for number, cell in enumerate(released["cells"], start=1):
        what = role(cell).get("grade_id") or f"cell {number}"
        extra = {*(cell["metadata"].keys() - CELL_METADATA), *(role(cell).keys() - NBGRADER)}
        if extra:
            yield f"{what} is released with metadata: {', '.join(sorted(extra))}"
        if cell.get("outputs") or cell.get("execution_count"):
            yield f"{what} is released with its outputs"


def worthless(notebook: MasterNotebook) -> Iterator[str]:
    """Tests without points, and tests that hold no check at all."""
    for cell in notebook.cells:
        if cell.role is Role.TEST:
            if cell.points <= 0:
                yield f"{cell.grade_id} is a check without points"
            if not [line for line in cell.source.splitlines() if line.strip() and line.strip()[0] != "#"]:
                yield f"{cell.grade_id} is an empty check"


def untested(master: Assignment, unchecked: Collection[str] = ()) -> Iterator[str]:
    """Solution cells of which no test reads a name: nobody would see if they stay empty."""
    read_by_tests = set[str]()
    for notebook in master.notebooks.values():
        for cell in notebook.cells:
            if cell.role is Role.TEST and cell.points > 0:
                read_by_tests |= names.read(cell.source)
    known = set()
    for notebook in master.notebooks.values():
        for cell in notebook.cells:
            if cell.role is not Role.SOLUTION:
                continue  # a cell that a person grades has points of its own
            known.add(str(cell.grade_id))
            checked = bool(names.bound(cell.source) & read_by_tests) or bool(cell.owes & read_by_tests)
            if checked == (cell.grade_id in unchecked):
                yield (
                    f"{notebook.name}: {cell.grade_id} is listed as unchecked, but has a check"
                    if checked
                    else f"{notebook.name}: no check reads anything that {cell.grade_id} defines"
                )
    for name in sorted(set(unchecked) - known):
        yield f"{name} is listed as unchecked, but there is no such solution cell"


def one_sided(original: Notebook) -> Iterator[str]:
    """Tests without a visible or without a hidden part, and those with something behind the hidden part."""
    for cell in filter(is_test, original["cells"]):
        visible, _, rest = source(cell).partition("### BEGIN HIDDEN TESTS")
        hidden, _, after = rest.partition("### END HIDDEN TESTS")
        for kind, part in (("visible", visible), ("hidden", hidden)):
            if not [line for line in part.splitlines() if line.strip() and not line.startswith("#")]:
                yield f"{role(cell)['grade_id']} has no {kind} part"
        if after.strip():
            yield f"{role(cell)['grade_id']} goes on after its hidden part"


def open_exercises(released: Notebook) -> Iterator[tuple[str, str]]:
    """Grade id and text of each code cell that students fill in."""
    for cell in released["cells"]:
        if is_solution(cell) and cell["cell_type"] == "code":
            yield str(role(cell)["grade_id"]), source(cell)


def excused(place: Path) -> dict[str, str]:
    """Solution cells without a check, each with the reason: the table [unchecked] of <bank>/exceptions.toml.

    Raises:
        NbjudgeError: the file is no TOML, or a reason is missing.
    """
    table = (bank.beside(place, "exceptions.toml") or {}).get("unchecked", {})
    if not isinstance(table, dict) or not all(isinstance(why, str) and why for why in table.values()):
        raise NbjudgeError(f"{place / 'exceptions.toml'}: [unchecked] needs a reason for each cell.")
    return table
