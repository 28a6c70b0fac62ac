"""Markdown as HTML that is safe in any page, with formulas as MathML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape, unescape
from pathlib import Path
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import (
    IPythonRenderer,
    MarkdownWithMath,
    MathBlockParser,
    MathInlineParser,
)

from nbjudge import formulas, images
from nbjudge.safehtml import clean_html, plain

LENGTH = 100_000  # characters of one text
# A browser would begin a line with the full stop after a formula.
_CLINGING = re.compile(
    r"""\(?<math display="inline">(?:(?!</?math).)*</math>[.,;:!?)]+""",
    re.DOTALL,
)
_LANGUAGES = frozenset(
    """
    python py python3 ipython ipython3 pycon bash sh console json latex tex
    """.split()  # noqa: SIM905
)


def render(source: object, attachments: object = None, folder: Path | None = None) -> str:
    """The HTML of a Markdown text.

    Pictures come from `attachments`; with a `folder`, for the instructor's texts, from files in it, too.
    What cannot be rendered within limits is shown as it was written.
    """
    text = str(source).encode("utf-8", "replace").decode()
    if len(text) > LENGTH:
        return clean_html(f"<pre>{escape(text[:LENGTH])}\n... text truncated ...</pre>")
    if "![" not in text:
        return _without_pictures(text)
    return _rendered(text, attachments if isinstance(attachments, Mapping) else {}, folder)


@lru_cache(maxsize=1000)
def _without_pictures(text: str) -> str:
    """Most texts are the instructor's, the same in all notebooks of a class."""
    return _rendered(text, {}, None)


def _rendered(text: str, attachments: Mapping[Any, Any], folder: Path | None) -> str:
    renderer = _Renderer(attachments, folder)
    try:
        html = MarkdownWithMath(renderer, block=_Blocks(), inline=_Inline(hard_wrap=False)).render(text)
    except Exception:  # deep nesting, or a defect of the parser: the text must stay readable
        html = f"<pre>{escape(text)}</pre>"
    return _CLINGING.sub(r'<span style="white-space: nowrap">\g<0></span>', clean_html(html))


@pass_context
def markdown2html(context: Context, source: str) -> str:
    """The filter of this name in nbconvert's templates, made safe."""
    cell: Any = context.get("cell") or {}
    own = cell.get("metadata", {}).get("nbgrader", {})
    path = (context.get("resources") or {}).get("metadata", {}).get("path", "")
    by_instructor = own.get("locked") and not own.get("solution")
    return render(source, cell.get("attachments"), Path(path) if path and by_instructor else None)


def _bounded(rules: Mapping[str, str]) -> dict[str, str]:
    """The rules for formulas, with an end: nbconvert's took 85 s over 120 kB of unclosed brackets."""
    some = f".{{0,{formulas.TEX}}}?"
    return {
        name: rule.replace(".*?", some).replace(".+?", "." + some)
        if "math" in name or "latex" in name
        else rule
        for name, rule in rules.items()
    }


class _Blocks(MathBlockParser):  # type: ignore[misc]
    SPECIFICATION = _bounded(MathBlockParser.SPECIFICATION)


class _Inline(MathInlineParser):  # type: ignore[misc]
    SPECIFICATION = _bounded(MathInlineParser.SPECIFICATION)


class _Renderer(IPythonRenderer):  # type: ignore[misc]
    """Formulas as MathML; pictures only if they are there and real."""

    def __init__(self, attachments: Mapping[Any, Any], folder: Path | None) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self._pictures, self._folder = attachments, folder

    def block_math(self, body: str) -> str:
        return formulas.from_tex(body, block=True)

    def inline_math(self, body: str) -> str:
        return formulas.from_tex(body)

    def latex_environment(self, name: str, body: str) -> str:
        return formulas.from_tex(rf"\begin{{{name}}}{body}\end{{{name}}}", block=True)

    def heading(self, text: str, level: int, **_: Any) -> str:
        name = escape(plain(text).replace(" ", "-"))
        return f'<h{level} id="{name}">{text}</h{level}>\n'

    def block_code(self, code: str, info: str | None = None) -> str:
        language = (info or "").lower().split(maxsplit=1)
        return str(super().block_code(code, language[0] if language and language[0] in _LANGUAGES else None))

    def task_list_item(self, text: str, checked: bool = False) -> str:
        return f"<li>{'☑' if checked else '☐'} {text}</li>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        alt = escape(plain(text))
        source = self._source(unescape(url))
        return (
            f'<img src="{source}" alt="{alt}">'
            if source
            else f"<em>[picture: {alt or 'without a name'}]</em>"
        )

    def _source(self, url: str) -> str | None:
        """A `data:` URI of a picture, or None."""
        if url.startswith("attachment:"):
            bundle = self._pictures.get(url.removeprefix("attachment:"))
            for mime, data in bundle.items() if isinstance(bundle, Mapping) else ():
                if picture := images.raster(mime, data):
                    return f"data:{mime};base64,{picture}"
            return None
        if self._folder and not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/", url):
            return images.file_uri(self._folder, url)
        return images.data_uri(url)
