"""Mutants of the reference solution: does each change of its behaviour cost points?

Mutants that no test can tell from the original, since they do the same, stand with a reason each in
`<bank>/equivalent.toml`. What survives and does not stand there shows a gap in the tests.
"""

from __future__ import annotations

import ast
import random
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbjudge.errors import NbjudgeError
from nbjudge.grading import Budget
from nbjudge.proof import bank, rewriting, trials
from nbjudge.proof.rewriting import Cell
from nbjudge.proof.trials import Setting

BUDGET = Budget(cell_seconds=10.0, notebook_seconds=60.0, restarts=2)

_BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
}
_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_CALLED = {
    **{"maximum": "minimum", "minimum": "maximum", "max": "min", "min": "max"},
    **{"sum": "mean", "mean": "sum", "var": "std", "exp": "expm1", "expm1": "exp", "log": "log1p"},
    **{"zeros_like": "ones_like", "ones_like": "zeros_like", "zeros": "ones", "tanh": "sinh"},
    **{"uniform": "normal", "logaddexp": "maximum", "train": "evaluate", "evaluate": "train"},
}


@dataclass(frozen=True)
class Mutant:
    """One small change.

    Attributes:
        name: cell, function, the text before and after it; with a number where that is not unique.
        kind: of change.
    """

    name: str
    kind: str
    cell: Cell
    text: str


def mutants(cell: Cell) -> list[Mutant]:
    """All mutants of a cell; no two with the same text."""
    same = ast.unparse(ast.parse(cell.text)) + "\n"
    seen, names, found = {same}, Counter[str](), []
    for site in rewriting.sites(cell):
        for kind, new in variants(site.node):
            text = rewriting.rewritten(cell, site, new)
            if text in seen:
                continue
            seen.add(text)
            name = f"{cell.grade_id}, {site.owner or 'cell'}: {_line(site.node)} -> {_line(new)}"
            names[name] += 1
            if names[name] > 1:
                name += f" ({names[name]})"
            found.append(Mutant(name, kind, cell, text))
    return found


def variants(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What may stand in the place of a node, with the kind of change."""
    match node:
        case ast.BinOp(left, op, right):
            yield "operator", ast.BinOp(left, _BINARY.get(type(op), type(op))(), right)
            if not isinstance(op, ast.Add | ast.Mult):
                yield "operands swapped", ast.BinOp(right, op, left)
            yield "operand dropped", left
            yield "operand dropped", right
        case ast.AugAssign(target, op, value):
            yield "operator", ast.AugAssign(target, _BINARY.get(type(op), type(op))(), value)
            yield "assigned", ast.Assign([target], value, lineno=1)
            yield "statement removed", ast.Pass()
        case ast.UnaryOp(ast.USub() | ast.Not(), operand):
            yield "sign dropped", operand
        case ast.Compare(left, [op], [right]):
            for other in _COMPARED.get(type(op), ()):
                yield "comparison", ast.Compare(left, [other()], [right])
        case ast.BoolOp(op, values):
            yield "and/or", ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            yield from (("operand dropped", value) for value in values)
        case ast.Constant(bool(value)):
            yield "flag", ast.Constant(not value)
        case ast.Constant(int(value) | float(value)):
            yield "constant", ast.Constant(value + 1)
            yield "constant", ast.Constant(value - 1)
        case ast.Call():
            yield from _calls(node)
        case ast.IfExp(test, body, orelse):
            yield "branches", ast.IfExp(test, orelse, body)
        case ast.If(test, body, orelse):
            yield "condition", ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.For(target, each, body, orelse):
            for cut in ("[1:]", "[:-1]"):
                some = ast.parse(f"list({ast.unparse(each)}){cut}", mode="eval").body
                yield "loop shortened", ast.For(target, some, body, orelse, lineno=1)
        case ast.Attribute(value, "T"):
            yield "not transposed", value
        case ast.Return(value) if value is not None:
            yield "nothing returned", ast.Return(None)
        case ast.Assign() | ast.Expr() | ast.Raise():
            yield "statement removed", ast.Pass()


def _calls(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    function, arguments, keywords = node.func, node.args, node.keywords
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if (other := _CALLED.get(name)) is not None:
        changed = (
            ast.Attribute(function.value, other, ast.Load())
            if isinstance(function, ast.Attribute)
            else ast.Name(other, ast.Load())
        )
        yield "function", ast.Call(changed, arguments, keywords)
    if len(arguments) == 1 or (arguments and name in ("sum", "mean", "var", "max", "clip")):
        yield "call dropped", arguments[0]
    for i in range(len(arguments) - 1):
        swapped = [*arguments[:i], arguments[i + 1], arguments[i], *arguments[i + 2 :]]
        yield "arguments swapped", ast.Call(function, swapped, keywords)
    for keyword in keywords:
        others = [other for other in keywords if other is not keyword]
        if keyword.arg == "axis" and isinstance(keyword.value, ast.Constant):
            axis = ast.keyword("axis", ast.Constant(1 - int(str(keyword.value.value))))
            yield "axis", ast.Call(function, arguments, [axis, *others])
        yield "argument dropped", ast.Call(function, arguments, others)


def _line(node: ast.AST) -> str:
    """A node as one line of text, without what stands below it."""
    return ast.unparse(ast.fix_missing_locations(node)).split("\n")[0]


def equivalent(place: Path) -> dict[str, str]:
    """The mutants that do the same as the original, each with the reason.

    Raises:
        NbjudgeError: the file is no TOML, or a reason is missing.
    """
    table = bank.beside(place, "equivalent.toml") or {}
    reasons = {
        name: why for why, names in table.items() for name in (names if isinstance(names, list) else [])
    }
    if not all(isinstance(name, str) for name in reasons) or len(reasons) != sum(map(len, table.values())):
        raise NbjudgeError(
            f'{place / "equivalent.toml"}: write "reason" = ["mutant", ...], each mutant once.'
        )
    return reasons


def run(
    setting: Setting,
    notebooks: Collection[str] | None,
    place: Path,
    sample: int = 0,
    workers: int | None = None,
) -> dict[str, Any]:
    """Grade the mutants of some notebooks.

    Args:
        notebooks: None for all.
        sample: only so many, drawn at random; 0 for all.

    Returns:
        What the page shows: counts by kind and by cell, survivors, equivalent ones, and the list's mistakes.
    """
    everything = [m for cell in rewriting.cells(setting, notebooks) for m in mutants(cell)]
    known = equivalent(place)
    names = {mutant.name for mutant in everything}
    chosen = random.Random(0).sample(everything, min(sample, len(everything))) if sample else everything
    by_name = {mutant.name: mutant for mutant in chosen}
    entries = {name: rewriting.entry(mutant.cell, name, mutant.text) for name, mutant in by_name.items()}
    tried, killed = Counter[str](), Counter[str]()
    survivors, not_equivalent = [], []
    for trial in trials.run(replace(setting, budget=BUDGET), entries, workers, "mutants"):
        mutant = by_name[trial.name]
        if trial.name in known:
            not_equivalent += [trial.name] if trial.lost else []
            continue
        for key in (f"kind: {mutant.kind}", f"cell: {mutant.cell.grade_id}"):
            tried[key] += 1
            killed[key] += bool(trial.lost)
        if not trial.lost:
            survivors.append(trial.name)
    return {
        "mutants": len(chosen),
        "of": len(everything),
        "tried": dict(sorted(tried.items())),
        "killed": dict(sorted(killed.items())),
        "survivors": sorted(survivors),
        "equivalent": {name: why for name, why in known.items() if name in by_name},
        "listed as equivalent, but killed": sorted(not_equivalent),
        "listed as equivalent, but unknown": sorted(known.keys() - names),
    }


def complaints(result: dict[str, Any]) -> list[str]:
    """All that makes a mutation run fail, a line each."""
    return [
        *(f"survivor: {name}" for name in result["survivors"]),
        *(
            f"listed as equivalent, but it loses points: {n}"
            for n in result["listed as equivalent, but killed"]
        ),
        *(f"listed as equivalent, but no mutant: {n}" for n in result["listed as equivalent, but unknown"]),
    ]
