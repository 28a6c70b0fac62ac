"""HTML that others wrote, made harmless: it runs nothing, loads nothing, and stays in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import nh3

from nbjudge import formulas, images

LENGTH = 4_500_000  # characters; pictures stand in it as data
DEPTH = 40
MARK = "\uf8f0"  # around the number of a formula, which is put in at last

_TAGS = frozenset(
    """
    a abbr b blockquote br caption center cite code col colgroup dd del details div dl dt em
    figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong
    sub summary sup table tbody td tfoot th thead tr tt u ul var wbr
    """.split()  # noqa: SIM905
)
_VOID = frozenset({"br", "col", "hr", "img", "wbr"})
_DROPPED = frozenset(  # with all that stands in them
    """
    script style title head textarea noscript iframe template object applet svg math select xmp
    noembed noframes audio video canvas
    """.split()  # noqa: SIM905
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "style", "title", "id", "lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "table": {"border"},
    "ol": {"start"},
    "details": {"open"},
}
# None of them takes a url() or moves an element elsewhere.
_STYLES = {"color", "background-color", "text-align", "font-weight", "font-style", "vertical-align"}
_CLASS = re.compile(r"dataframe|highlight|[a-z]{1,2}[0-9]?|ansi-[a-z-]{1,30}")  # pandas, Pygments, colours
_LOADING = re.compile(r"url|image|@|\\", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s\"'<>]+|mailto:[^\s\"'<>]+", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,4}")
_MARKED = re.compile(f"{MARK}([0-9]+){MARK}")
_START = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>]|$)([^>]*)>?")
_ATTRIBUTE = re.compile(r"([a-zA-Z][a-zA-Z-]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?")


def clean_html(html: object) -> str:
    """The harmless part of some HTML; "" if it is too long."""
    text = html.decode("utf-8", "replace") if isinstance(html, bytes) else str(html)
    if len(text) > LENGTH:
        return ""
    text = text.encode("utf-8", "replace").decode().replace("\0", "").replace(MARK, "")
    math: list[str] = []
    cleaned = _cleaner.clean("".join(_levelled(text, math)))
    waiting = dict(enumerate(math))
    return _MARKED.sub(lambda match: waiting.pop(int(match[1]), ""), cleaned)


def _levelled(html: str, math: list[str]) -> Iterator[str]:
    """The same with every tag closed, nothing nested deeply, and no tag or attribute that is not known.

    nh3 decides what is safe. But its parser follows browsers in opening `<b class=1><b class=2>...`
    again in each new paragraph: 37 kB became 82 MB, and took 1.1 GB. Here time and space are linear.
    """
    stack: list[str] = []
    until = ""  # what ends the part that is being left out
    left_out: list[str] = []
    head, *parts = html.split("<")
    yield head
    for part in parts:
        match = _START.match(part)
        if until:
            if until == "-->" and until in part:
                until = ""
                yield part.split("-->", 1)[1]
                continue
            if not match or f"{match[1]}{match[2]}".lower() != until:
                left_out.append(part)
                continue
            if until == "/math":
                math.append(formulas.from_markup("<" + "<".join(left_out) + "</math>"))
                yield f"{MARK}{len(math) - 1}{MARK}"
            until = ""
        if not match:
            if part.startswith("!--"):
                until = "" if "-->" in part else "-->"
                yield part.partition("-->")[2]
            elif part.startswith(("!", "?", "/")):
                yield part.partition(">")[2]
            else:
                yield "&lt;" + part
            continue
        closing, name, rest = match[1], match[2].lower(), part[match.end() :]
        empty = name in ("svg", "math") and match[3].endswith("/")
        if name in _DROPPED and not closing and not empty:
            until, left_out = f"/{name}", [part]
            continue
        if name in _TAGS and closing and name in stack:
            while (last := stack.pop()) != name:
                yield f"</{last}>"
            yield f"</{name}>"
        elif name in _TAGS and not closing and (name in _VOID or len(stack) < DEPTH):
            yield f"<{name}{''.join(_attributes(name, match[3]))}>"
            if name not in _VOID:
                stack.append(name)
        yield rest
    yield from (f"</{name}>" for name in reversed(stack))


def _attributes(tag: str, text: str) -> Iterator[str]:
    described = tag != "img"
    for match in _ATTRIBUTE.finditer(text):
        name, value = match[1].lower(), match[2] or ""
        described = described or name == "alt"
        if value[:1] in ("'", '"'):
            value = value[1:-1]
        if name in _ATTRIBUTES["*"] or name in _ATTRIBUTES.get(tag, ()):
            yield ' {}="{}"'.format(name, value.replace('"', "&quot;"))
    if not described:
        yield ' alt="picture"'  # for those who have the page read to them


def _value(tag: str, name: str, value: str) -> str | None:
    """The value that an attribute may have, or None to drop it."""
    if MARK in value:
        return None
    if name == "src":
        return images.data_uri(value)
    if name == "href":
        if value.startswith("#"):
            return "#u-" + value[1:].removeprefix("u-")
        return value if _LINK.fullmatch(value) else None
    if name == "id":  # the page has ids of its own
        return "u-" + value.removeprefix("u-")
    if name == "class":
        return " ".join(word for word in value.split() if _CLASS.fullmatch(word)) or None
    if name == "style" and _LOADING.search(value):
        return None
    if name in ("width", "height", "colspan", "rowspan", "border", "start"):
        return value if _NUMBER.fullmatch(value) else None
    return value


_cleaner = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags=set(_DROPPED),
    attributes=_ATTRIBUTES,
    attribute_filter=_value,
    filter_style_properties=_STYLES,
    url_schemes={"http", "https", "mailto", "data"},
    link_rel="noopener noreferrer nofollow",
)


def plain(html: str) -> str:
    """The text of some clean HTML."""
    return unescape(re.sub(r"<[^>]*>", "", html)).strip()
