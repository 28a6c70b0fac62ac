"""An attack as data, and what many of them share. Each solution is wrong.

`$root`, `$home`, `$port`, `$pid` and so on are filled in: the attacker knows where everything is.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.attacks.arena import Arena

WRONG = "def f(x):\n    return 0.0 * x\n"


@dataclass(frozen=True)
class Attack:
    """One hostile submission.

    Attributes:
        row: the attack in words, for the table.
        defence: the letters of the threat list, in words.
        solution: the text of the cell to be filled in.
        alter: changes what was handed in.
        plain: whether it may be tried on plain nbgrader; if not, why not.
        wait: seconds to wait for what it does late.
        refused: what nbgrader's log says if nbjudge leaves the decision to a person.
    """

    name: str
    row: str
    defence: str
    solution: str = WRONG
    alter: Callable[[Arena, Path], None] | None = None
    plain: bool | str = True
    wait: float = 0.0
    refused: str = ""

    @property
    def student(self) -> str:
        return self.name.replace(" ", "-")


def notebook(change: Callable[[dict[str, Any]], Any]) -> Callable[[Arena, Path], None]:
    """Change the parsed notebook."""

    def alter(arena: Arena, notebook: Path) -> None:
        content = json.loads(notebook.read_text())
        change(content)
        notebook.write_text(json.dumps(content))

    return alter


def cell_of(content: dict[str, Any], name: str) -> dict[str, Any]:
    return next(
        cell for cell in content["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == name
    )


def judged_cells(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell_of(content, "values"), cell_of(content, "arrays")]


def tag(tag: str) -> Callable[[Arena, Path], None]:
    return notebook(lambda content: [cell["metadata"].update(tags=[tag]) for cell in judged_cells(content)])


def replace(make: Callable[[Arena, Path], Any]) -> Callable[[Arena, Path], None]:
    def alter(arena: Arena, notebook: Path) -> None:
        notebook.unlink()
        make(arena, notebook)

    return alter


OUTSIDE = "judged outside the student's process"
SANDBOX = "sandbox"
LIMITS = "limits, watched from outside"
MASTER = "tests and metadata from the instructor's master"
CHECKED = "files are checked before use"
