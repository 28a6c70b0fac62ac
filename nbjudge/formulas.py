"""Formulas as MathML, which browsers show without a script: from TeX, or from MathML that others wrote."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from latex2mathml.converter import convert_to_element

TEX = 4_000  # characters of one formula
MARKUP = 200_000

_ELEMENTS = frozenset(
    """
    math mrow mi mn mo mtext mspace ms mfrac msqrt mroot mstyle msub msup msubsup munder mover
    munderover mmultiscripts mprescripts mtable mtr mtd mpadded mphantom menclose merror
    """.split()  # noqa: SIM905
)
_ATTRIBUTES = frozenset(
    """
    display mathvariant stretchy fence form separator lspace rspace linethickness minsize maxsize
    symmetric largeop movablelimits accent accentunder displaystyle scriptlevel width height depth
    notation mathcolor linebreak columnspacing rowspacing
    """.split()  # noqa: SIM905
)
_VALUE = re.compile(  # words, and lengths that do not push a formula over its neighbours
    r"[A-Za-z#][A-Za-z0-9 -]{0,30}|-?[0-9]?(\.[0-9]{1,6})?(em|ex|px|pt)?"
    r"|[0-9]{1,2}(\.[0-9]{1,6})?(em|ex|px|pt)?"
)
_ALIGNMENT = {f"text-align:{side}": side for side in ("left", "right")}
_DEFINING = re.compile(
    r"\\(re)?newcommand|\\providecommand|\\[egx]?def|\\(fut)?let|\\(re)?newenvironment|\\Declare"
)
_ALIGNED = re.compile(r"\\(begin|end)\s*\{(?:aligned|align\*?|split|eqnarray\*?|alignat\*?|flalign\*?)\}")
_PLAIN = re.compile(r"\\(?:begin|end)\s*\{(?:equation|displaymath|math|gather(?:ed)?)\*?\}")
_NUMBERING = re.compile(r"\\(?:label|eqref|ref)\s*\{[^{}]*\}|\\(?:nonumber|notag)\b")
_ESCAPED = re.compile(r"\\([_%&#$])")


@lru_cache(maxsize=4096)
def from_tex(tex: str, block: bool = False) -> str:
    """A formula as MathML; as code if it cannot be converted."""
    try:
        if len(tex) > TEX or _DEFINING.search(tex):  # definitions can unfold without end
            raise ValueError
        body = _PLAIN.sub("", _NUMBERING.sub("", tex))
        body = _ALIGNED.sub(r"\\\1{align*}", body)
        # The converter's own text is not escaped, and lets URLs and styles through.
        return _rebuilt(convert_to_element(body, display="block" if block else "inline"))
    except Exception:  # the converter raises many kinds, RecursionError among them
        return f"<code>{escape(tex)}</code>"


def from_markup(markup: str) -> str:
    """The harmless part of a `<math>` element; "" if it is none."""
    try:
        element = fromstring(markup) if len(markup) <= MARKUP else Element("none")
        return _rebuilt(element) if _name(element) == "math" else ""
    except Exception:  # not XML, entities, too deep
        return ""


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _rebuilt(element: Element, depth: int = 0) -> str:
    if depth > 100:
        raise RecursionError
    name = _name(element) if _name(element) in _ELEMENTS else "mrow"
    attributes = "".join(
        f' {key}="{value}"'
        for key, value in element.attrib.items()
        if key in _ATTRIBUTES and _VALUE.fullmatch(value)
    )
    side = element.get("columnalign") or _ALIGNMENT.get(element.get("style", ""))
    if name == "mtd" and side in _ALIGNMENT.values():  # browsers know this only as a style
        attributes += f' style="text-align:{side}"'
    text = unescape(element.text or "")
    if name == "mo" and text in ("|", "‖", "∥") and "stretchy" not in element.attrib:
        attributes += ' stretchy="false"'  # else bars grow with what merely stands beside them
    if name == "mtext":
        text = _ESCAPED.sub(r"\1", text)
    inner = escape(text) + "".join(_rebuilt(child, depth + 1) for child in element)
    return f"<{name}{attributes}>{inner}</{name}>"
