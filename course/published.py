"""The numbers of the other assignments: their solutions, run in full, against what was published.

`bank/<assignment>/published.toml` says which expressions over a notebook's names are looked at, and in which
band they have to be. The notebook runs in a Jupyter kernel, without its checks, on all of MNIST. What it gave
is kept in build/reproduce/ under a hash of all that it depends on, beside the notebook with its plots.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from tqdm import tqdm

from course import steps
from course.files import CourseError, write_atomically
from course.notebooks import Notebook, is_test, read, source
from nbjudge.proof import bank

MOST_SECONDS = 3 * 3600  # one cell


@dataclass(frozen=True)
class Figure:
    """One number: what it is called, how it is computed, what was published, and the band it has to be in."""

    name: str
    value: str
    unit: str = ""
    published: float | None = None
    least: float | None = None
    most: float | None = None
    why: str = ""

    def inside(self, ours: float) -> bool:
        """Whether our number is in the band; a nan never is."""
        low = -float("inf") if self.least is None else self.least
        high = float("inf") if self.most is None else self.most
        return low <= ours <= high

    @property
    def band(self) -> str:
        """The band in words."""
        low = "" if self.least is None else f"≥ {self.least:g}"
        high = "" if self.most is None else f"≤ {self.most:g}"
        return " and ".join(filter(None, (low, high))) or "–"


def assignments(root: Path) -> list[str]:
    """Those with published numbers."""
    return sorted(path.parent.name for path in (root / "bank").glob("*/published.toml"))


def figures(root: Path, assignment: str) -> list[Figure]:
    """What bank/<assignment>/published.toml asks for.

    Raises:
        CourseError: an entry has no name, no value, or something that is not known.
    """
    table = bank.beside(bank.folder(root, assignment), "published.toml") or {}
    try:
        return [Figure(**entry) for entry in table.get("figure", [])]
    except TypeError as error:
        raise CourseError(f"bank/{assignment}/published.toml: {error}.") from None


def results(root: Path, assignment: str) -> dict[str, Any]:
    """Numbers by name, "seconds" and "made"; the notebook runs if something has changed since the last time.

    Raises:
        CourseError: a cell or an expression fails, or PyTorch is missing where it is needed.
    """
    if module := bank.missing(bank.folder(root, assignment)):
        raise CourseError(f"{assignment} needs {module}: `make {module}` installs it.")
    wanted = figures(root, assignment)
    files = list(_files(root, assignment))
    digest = sha256(repr([(figure.name, figure.value) for figure in wanted]).encode())
    for name, path in files:
        digest.update(name.encode() + _code(path))
    kept = root / "build" / "reproduce" / f"{assignment}-{digest.hexdigest()[:16]}.json"
    if kept.is_file():
        known: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
        return known
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="reproduce-") as folder:
        for name, path in files:
            target = Path(folder, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        executed = _executed(Path(folder), assignment, wanted, root / "data" / "mnist")
    plain = executed.cells.pop()
    numbers = json.loads("".join(output.get("text", "") for output in plain.outputs).splitlines()[-1])
    cores = len(os.sched_getaffinity(0))
    made = f"{date.today()}, {cores} cores (1 for BLAS), Python {platform.python_version()}"
    found = {"numbers": numbers, "seconds": time.monotonic() - began, "made": made}
    write_atomically(kept.with_suffix(".ipynb"), nbformat.writes(executed))
    write_atomically(kept, json.dumps(found, indent=1))
    return found


def _files(root: Path, assignment: str) -> Iterator[tuple[str, Path]]:
    """The instructor's files of the assignment, and the notebooks of the one that it builds on."""
    before = steps.configuration(root).JudgedAutograde.get("builds_on", {}).get(assignment)
    if before is not None:
        yield from ((path.name, path) for path in sorted((root / "source" / before).glob("*.ipynb")))
    folder = root / "source" / assignment
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and ".ipynb_checkpoints" not in path.parts:
            yield str(path.relative_to(folder)), path


def _code(path: Path) -> bytes:
    """What a run depends on: of a notebook the code that is run, of any other file all of it."""
    if path.suffix != ".ipynb":
        return path.read_bytes()
    cells = read(path)["cells"]
    return repr(
        [source(cell) for cell in cells if cell["cell_type"] == "code" and not is_test(cell)]
    ).encode()


def _executed(folder: Path, assignment: str, wanted: list[Figure], data: Path) -> Any:
    """The notebook with its outputs; the last cell prints the numbers."""
    notebook: Notebook = read(folder / f"{assignment}.ipynb")
    notebook["cells"] = [cell for cell in notebook["cells"] if not is_test(cell)]
    node = nbformat.reads(json.dumps(notebook), as_version=4)
    values = ", ".join(f"{figure.name!r}: float({figure.value})" for figure in wanted)
    node.cells.append(nbformat.v4.new_code_cell(f"import json\nprint(json.dumps({{{values}}}))"))
    code = sum(cell.cell_type == "code" for cell in node.cells)
    with tqdm(total=code, desc=assignment, unit="cell") as bar:
        client = NotebookClient(
            node,
            timeout=MOST_SECONDS,
            kernel_name="python3",
            resources={"metadata": {"path": str(folder)}},
            on_cell_executed=lambda **_: bar.update(),
        )
        environment = {k: v for k, v in os.environ.items() if k != "NBGRADER_EXECUTION"}
        one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        try:
            client.execute(env=environment | one | {"MNIST_DIR": str(data)})
        except CellExecutionError as error:
            raise CourseError(f"The solution of {assignment} fails: {error.ename}: {error.evalue}") from None
    return node


def run(root: Path, only: str = "") -> bool:
    """Run what is missing, write docs/published.md; return whether all numbers are in their bands.

    Args:
        only: run this assignment, and write nothing.
    """
    if only and only not in assignments(root):
        raise CourseError(
            f"There are no published numbers for {only!r}: bank/{only}/published.toml is missing."
        )
    lines, good = [TEXT], True
    for assignment in [only] if only else assignments(root):
        found = results(root, assignment)
        lines += [
            f"## `{assignment}`",
            "",
            "| what | published | ours | unit | band | |",
            "|---|---|---|---|---|---|",
        ]
        for figure in figures(root, assignment):
            ours = found["numbers"][figure.name]
            inside = figure.inside(ours)
            good &= inside
            published = "–" if figure.published is None else f"{figure.published:.4g}"
            said = "; ".join(filter(None, ("ok" if inside else "**outside**", figure.why)))
            lines.append(
                f"| {figure.name} | {published} | {ours:.4g} | {figure.unit} | {figure.band} | {said} |"
            )
        lines += ["", f"{found['seconds'] / 60:.0f} minutes; {found['made']}.", ""]
    if only:
        print("\n".join(lines[1:]))
    else:
        write_atomically(root / "docs" / "published.md", "\n".join(lines))
        print("Next: docs/published.md has the table.")
    return good


TEXT = """# The numbers of the other assignments

Made by `make reproduce`: the solution of each notebook, run in full on MNIST. Only the bands judge.
"""
