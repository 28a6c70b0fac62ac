"""Small changes to the reference solution, made on its syntax tree; for mutants and for perturbed results."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from nbjudge.errors import NbjudgeError
from nbjudge.notebooks import is_solution, read, role, source
from nbjudge.proof import trials
from nbjudge.proof.bank import Change, Entry
from nbjudge.proof.trials import Setting


@dataclass(frozen=True)
class Cell:
    """A solution cell of the instructor's notebook, with its markers."""

    notebook: str
    grade_id: str
    text: str


@dataclass(frozen=True)
class Site:
    """A place in a solution.

    Attributes:
        number: of the node in `ast.walk` of the cell.
        owner: the function around it, such as "Linear.updateOutput".
    """

    number: int
    node: ast.AST
    owner: str


def cells(setting: Setting, notebooks: Collection[str] | None = None) -> list[Cell]:
    """The code cells with solutions of the instructor's notebooks.

    Args:
        notebooks: only these; None for all.

    Raises:
        NbjudgeError: there is no such notebook, or one of them is damaged.
    """
    paths = {path.stem: path for path in sorted(trials.sources(setting).glob("*.ipynb"))}
    chosen = sorted(paths) if notebooks is None else notebooks
    if unknown := sorted(set(chosen) - paths.keys()):
        raise NbjudgeError(f"There is no notebook {', '.join(unknown)} in {setting.assignment}.")
    return [
        Cell(name, str(role(cell)["grade_id"]), source(cell))
        for name in chosen
        for cell in read(paths[name])["cells"]
        if is_solution(cell) and cell["cell_type"] == "code" and not role(cell).get("grade")
    ]


def sites(cell: Cell) -> Iterator[Site]:
    """All nodes between the markers of a solution, or of the whole cell if it has none; no docstrings."""
    tree = ast.parse(cell.text)
    inside = _solution_lines(cell.text)
    owners = dict(_owners(tree, ""))
    for number, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.stmt | ast.expr) and node.lineno in inside and not _is_text(node):
            yield Site(number, node, owners[node])


def rewritten(cell: Cell, site: Site, new: ast.AST) -> str:
    """The text of the cell with another node at one place."""
    tree = ast.parse(cell.text)
    target = list(ast.walk(tree))[site.number]
    return ast.unparse(ast.fix_missing_locations(_Replace(target, copy.deepcopy(new)).visit(tree))) + "\n"


def entry(cell: Cell, name: str, text: str) -> Entry:
    """A submission with this text in one cell, and the reference solution in all others."""
    return Entry(name, name, frozenset(), (Change(cell.notebook, cell.grade_id, text, whole=True),))


class _Replace(ast.NodeTransformer):
    def __init__(self, target: ast.AST, new: ast.AST) -> None:
        self._target, self._new = target, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self._new if node is self._target else super().visit(node)


def _solution_lines(text: str) -> set[int]:
    found, inside = set[int](), False
    lines = text.split("\n")
    if not re.search(r"\bBEGIN SOLUTION\b", text):
        return set(range(1, len(lines) + 1))
    for number, line in enumerate(lines, start=1):
        if "BEGIN SOLUTION" in line:
            inside = True
        elif "END SOLUTION" in line:
            inside = False
        elif inside:
            found.add(number)
    return found


def _owners(node: ast.AST, owner: str) -> Iterator[tuple[ast.AST, str]]:
    for child in ast.iter_child_nodes(node):
        yield child, owner
        inner = owner
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            inner = f"{owner}.{child.name}".lstrip(".")
        yield from _owners(child, inner)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
