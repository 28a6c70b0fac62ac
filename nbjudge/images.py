"""Pictures that others made: only real ones pass, of bounded size, and none that can hang a browser."""

from __future__ import annotations

import base64
import binascii
import io
import re
from html import escape
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image

BYTES = 3_000_000  # of one picture
PIXELS = 40_000_000  # a small file can unfold into a picture that fills a browser's memory
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
_SHAPES = frozenset(
    """
    svg g defs path use rect circle ellipse line polyline polygon text tspan title desc clipPath
    linearGradient radialGradient stop image
    """.split()  # noqa: SIM905
)
_DRAWN = 20_000_000  # characters drawn when every `use` is unfolded
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_URL = re.compile(r"url\s*\(\s*[\"']?(.?)")


def raster(mime: str, data: object) -> str:
    """The base64 text of a picture; "" unless it is one of this type and of bounded size."""
    if mime not in FORMATS or not isinstance(data, str) or len(data) > BYTES * 4 // 3 + 100_000:
        return ""
    try:
        content = base64.b64decode("".join(data.split()), validate=True)
        with Image.open(io.BytesIO(content), formats=(FORMATS[mime],)) as picture:  # reads the header only
            width, height = picture.size
    except Exception:  # not base64, not a picture, or one that Pillow refuses: all the same here
        return ""
    if len(content) > BYTES or width * height > PIXELS:
        return ""
    return base64.b64encode(content).decode("ascii")


def data_uri(uri: str) -> str | None:
    """The same picture as a clean `data:` URI; None for any other URI."""
    head, _, data = uri.strip().partition(",")
    mime, _, encoding = head.lower().removeprefix("data:").partition(";")
    if not head.lower().startswith("data:") or encoding.strip() != "base64":
        return None
    if mime == "image/svg+xml":
        try:
            return svg(base64.b64decode(data, validate=True).decode()) or None
        except (binascii.Error, ValueError):
            return None
    picture = raster(mime, data)
    return f"data:{mime};base64,{picture}" if picture else None


def svg(source: object) -> str:
    """A `data:` URI of the drawing, rebuilt from shapes that are known to be harmless; "" if it is none.

    As an image a drawing runs no script and loads nothing, in any browser; the rest is left out because it
    can keep one busy for ever (filters, a `use` of a `use` of ...) or because it is not needed.
    """
    if not isinstance(source, str) or len(source) > BYTES:
        return ""
    try:
        root = fromstring(source)
        if root.tag != f"{{{SVG}}}svg":
            return ""
        targets: dict[str, str] = {}
        drawing = _shape(root, targets, 0)
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        return ""
    if _unfolded(drawing, targets) > _DRAWN:
        return ""
    return "data:image/svg+xml;base64," + base64.b64encode(drawing.encode()).decode("ascii")


def _shape(element: Element, targets: dict[str, str], depth: int) -> str:
    name = str(element.tag).removeprefix(f"{{{SVG}}}")
    if name not in _SHAPES or depth > 60:
        return ""
    attributes = [f' xmlns="{SVG}"'] if depth == 0 else []
    for key, value in element.attrib.items():
        if key in ("href", f"{{{XLINK}}}href"):
            uri = (
                value
                if name == "use" and value.startswith("#")
                else data_uri(value)
                if name == "image"
                else None
            )
            if uri:
                attributes.append(f' href="{escape(uri)}"')
        elif _NAME.fullmatch(key) and not key.lower().startswith("on") and _inside(value):
            attributes.append(f' {key}="{escape(value)}"')
    inner = escape(element.text or "", quote=False)
    inner += "".join(
        _shape(child, targets, depth + 1) + escape(child.tail or "", quote=False) for child in element
    )
    text = f"<{name}{''.join(attributes)}>{inner}</{name}>"
    if element.get("id"):
        targets[element.attrib["id"]] = text
    return text


def _inside(value: str) -> bool:
    """Whether the value of an attribute refers to nothing but parts of the same drawing."""
    return "\\" not in value and all(match[1] == "#" for match in _URL.finditer(value.lower()))


def _unfolded(drawing: str, targets: dict[str, str]) -> float:
    """How many characters the uses in a drawing stand for; infinite if a use stands for other uses."""
    total = 0
    for name in re.findall(r'<use[^>]* href="#([^"]*)"', drawing):
        target = targets.get(name, "")
        if "<use" in target.removeprefix("<use"):
            return float("inf")
        total += len(target)
    return total


def file_uri(folder: Path, name: str) -> str | None:
    """A `data:` URI of a picture in a folder; None unless it is one, and really in there."""
    path = folder / name
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        if not inside or not path.is_file() or path.stat().st_size > BYTES:
            return None
        content = path.read_bytes()
    except (OSError, ValueError):
        return None
    if path.suffix.lower() == ".svg":
        return svg(content.decode("utf-8", "replace")) or None
    encoded = base64.b64encode(content).decode("ascii")
    found = ((mime, raster(mime, encoded)) for mime in FORMATS)
    return next((f"data:{mime};base64,{picture}" for mime, picture in found if picture), None)
