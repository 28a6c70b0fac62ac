"""The power of the checks: what is the smallest relative error that each of them sees?

Results of the reference solution are made wrong by a factor 1 + 10^-k: all their entries, one entry, or one
term of the formula. Each such submission is graded.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from nbjudge.proof import rewriting, trials
from nbjudge.proof.mutation import BUDGET
from nbjudge.proof.rewriting import Cell
from nbjudge.proof.trials import Setting

POWERS = range(1, 10)  # errors from 10 % to 1e-9
KINDS = ("all entries", "one entry", "one term")

# Goes before the cell; what is no array or number of floats stays as it is.
_HELPER = """
def _off(x, error, one_entry):
    import numpy
    if not isinstance(x, (float, numpy.floating, numpy.ndarray)) or numpy.asarray(x).dtype.kind != "f":
        return x
    if not one_entry or numpy.size(x) < 2:
        return x * (1 + error)
    changed = numpy.array(x)
    sizes = numpy.where(numpy.isfinite(changed), numpy.abs(changed), -1.0)
    order, nothing = numpy.argsort(sizes, axis=None, kind="stable"), (sizes <= 0).sum()
    middle = min(nothing + (changed.size - nothing) // 2, changed.size - 1)
    changed.flat[order[middle]] *= 1 + error  # the middle one of those that are not 0
    return changed


"""


@dataclass(frozen=True)
class Perturbed:
    """A result, or a term of it, that is made wrong.

    Attributes:
        where: cell, function and expression.
        kind: of `KINDS`.
        texts: the cell for each k of `POWERS`.
    """

    where: str
    kind: str
    cell: Cell
    texts: dict[int, str]


def perturbed(cell: Cell) -> Iterator[Perturbed]:
    """All results and terms of a cell, each made wrong in turn."""
    taken = set[tuple[str, str]]()
    for site in rewriting.sites(cell):
        for kind, expression in _results(site.node, site.owner):
            where = f"{cell.grade_id}, {site.owner or 'cell'}: {ast.unparse(expression)}"
            if (where, kind) in taken:
                continue
            taken.add((where, kind))
            texts = {
                k: _HELPER + rewriting.rewritten(cell, site, _wrong(site.node, expression, kind, k))
                for k in POWERS
            }
            yield Perturbed(where, kind, cell, texts)


def _results(node: ast.AST, owner: str) -> Iterator[tuple[str, ast.expr]]:
    """What can be made wrong in a node: a value that is kept or given back, or the terms of a sum."""
    match node:
        case ast.Assign([ast.Attribute()], value) | ast.AugAssign(value=value):
            yield from ((kind, value) for kind in KINDS[:2])
        case ast.Return(value) if value is not None and "." not in owner:
            yield from ((kind, value) for kind in KINDS[:2])
        case ast.BinOp(left, ast.Add() | ast.Sub(), right):
            yield from (("one term", term) for term in (left, right) if not isinstance(term, ast.Constant))


def _wrong(node: ast.AST, expression: ast.expr, kind: str, k: int) -> ast.AST:
    """The node with one of its expressions made wrong."""
    arguments = [expression, ast.Constant(10.0**-k), ast.Constant(kind == "one entry")]
    call = ast.Call(ast.Name("_off", ast.Load()), arguments, [])
    fields = {name: call if value is expression else value for name, value in ast.iter_fields(node)}
    return ast.copy_location(type(node)(**fields), node)


def run(
    setting: Setting, notebooks: Collection[str] | None, sample: int = 0, workers: int | None = None
) -> dict[str, Any]:
    """Grade all perturbed submissions of some notebooks.

    Args:
        notebooks: None for all.
        sample: only so many results and terms; 0 for all.

    Returns:
        What the page shows: for each check, by kind, the results that it sees with the largest k; and what no
        check sees at 10 %.
    """
    every = [p for cell in rewriting.cells(setting, notebooks) for p in perturbed(cell)]
    every = every[:: max(len(every) // sample, 1)][:sample] if sample else every
    entries = {
        f"{number}/{k}": rewriting.entry(each.cell, f"{each.where} ({each.kind}, 1e-{k})", text)
        for number, each in enumerate(every)
        for k, text in each.texts.items()
    }
    lost: dict[int, dict[int, frozenset[str]]] = defaultdict(dict)
    for trial in trials.run(replace(setting, budget=BUDGET), entries, workers, "power"):
        name, _, k = trial.name.partition("/")
        lost[int(name)][int(k)] = trial.lost
    checks: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: {kind: {} for kind in KINDS})
    unseen = []
    for number, each in enumerate(every):
        for test in lost[number][POWERS[0]]:
            checks[test][each.kind][each.where] = finest(lost[number], test)
        if not lost[number][POWERS[0]]:
            unseen.append(f"{each.where} ({each.kind})")
    return {"perturbed": len(every), "checks": dict(sorted(checks.items())), "unseen": unseen}


def finest(lost: dict[int, frozenset[str]], test: str) -> int:
    """The largest k up to which a test sees the error 10^-k without a gap."""
    return max((k for k in POWERS if all(test in lost[j] for j in POWERS if j <= k)), default=0)
