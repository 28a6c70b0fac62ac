"""Which names a cell binds: exactly for the instructor's text, by a glance for a student's."""

from __future__ import annotations

import ast
import re
import symtable
import warnings
from collections.abc import Iterable, Iterator

_PYTHON_MAGIC = re.compile(r"\A\s*%%(?:time|timeit|capture|prun)\b.*")  # cell magics over Python
_MAGIC_LINE = re.compile(r"^([ \t]*)[%!?].*|^.*\?[ \t]*$", re.MULTILINE)
_MAGIC_VALUE = re.compile(r"^([ \t]*[\w, \t]+=[ \t]*)[%!].*", re.MULTILINE)

# At the left margin: def, class, a = ..., a, b = ..., a: int = ...; possessive: no text makes it slow.
_AT_MARGIN = re.compile(
    r"^(?:(?:async[ \t]++)?+def|class)[ \t]++(\w++)"
    r"|^(\w++(?:[ \t]*+,[ \t]*+\w++)*+)[ \t]*+(?::[^=\n]*+)?+=(?!=)",
    re.MULTILINE,
)


def glimpsed(source: str) -> frozenset[str]:
    """Names that a student's cell seems to bind at top level.

    The text is not parsed: it may be broken, full of magics, or made to choke a parser.
    """
    found = (name or names for name, names in _AT_MARGIN.findall(source))
    return frozenset(name.strip() for names in found for name in names.split(","))


def bound(source: str) -> frozenset[str]:
    """Names that an instructor's cell binds at top level, imports included; none if it is broken."""
    table = _symbols(source)
    symbols = table.get_symbols() if table else []
    return frozenset(symbol.get_name() for symbol in symbols if symbol.is_assigned() or symbol.is_imported())


def read(source: str) -> frozenset[str]:
    """Global names that an instructor's cell looks up, also inside of functions; none if it is broken."""
    found, tables = set[str](), [_symbols(source)]
    for table in tables:
        if table:
            tables += table.get_children()
            found |= {
                symbol.get_name()
                for symbol in table.get_symbols()
                if symbol.is_referenced() and (symbol.is_global() or table.get_type() == "module")
            }
    return frozenset(found)


def imported(sources: Iterable[str]) -> dict[str, tuple[str, str | None]]:
    """What an instructor's import statements bind outside of functions: name -> (module, attribute)."""
    found: dict[str, tuple[str, str | None]] = {}
    for source in sources:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(_without_magics(source))
        except (SyntaxError, ValueError):
            continue
        for node in _outside_functions(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    module = alias.name if alias.asname else alias.name.partition(".")[0]
                    found[alias.asname or module] = (module, None)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    if alias.name != "*":
                        found[alias.asname or alias.name] = (node.module, alias.name)
    return found


def _symbols(source: str) -> symtable.SymbolTable | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the compiler's, about the text
            return symtable.symtable(_without_magics(source), "cell", "exec")
    except (SyntaxError, ValueError):
        return None


def _outside_functions(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr):
            yield from _outside_functions(node)


def _without_magics(source: str) -> str:
    """The text of a cell as plain Python; empty if it is another language."""
    source = _PYTHON_MAGIC.sub("", source)
    if source.lstrip().startswith("%%"):
        return ""
    return _MAGIC_LINE.sub(r"\1pass", _MAGIC_VALUE.sub(r"\1None", source))
