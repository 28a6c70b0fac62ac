"""Outputs that come from a student -> outputs that are safe in any page, and of bounded size.

Whatever is wrong about them - types, encodings, sizes - gives a shorter output, never an exception.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from nbjudge import images
from nbjudge.markdown import render
from nbjudge.records import Output
from nbjudge.safehtml import clean_html, plain

TRUNCATED = "... output truncated ..."


@dataclass(frozen=True)
class Limits:
    """How much of a student's output is kept, in characters where nothing else is said."""

    text: int = 100_000  # of one output
    lines: int = 1_000  # of one output
    html: int = 300_000  # of one output, pictures not counted
    outputs: int = 100  # of one cell
    cell: int = 6_000_000
    notebook: int = 30_000_000


DEFAULT = Limits()

_ESCAPE = re.compile(  # colours, then what moves the cursor, names files, links or titles, or is unknown
    r"\x1b\[([0-9;]{0,40})m|\x1b\[[0-?]*[ -/]*[@-~]?|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b.?",
    re.DOTALL,
)
_CONTROL = re.compile("[\0-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_PICTURE = re.compile(r"data:image/[^\"'\s<>]*")
_MIME = re.compile(r"[A-Za-z0-9][\w.+/-]{1,80}", re.ASCII)
_RICH = """
    text/html text/markdown image/svg+xml text/latex image/png image/jpeg image/gif image/webp
    """.split()  # noqa: SIM905
# the order in which nbconvert prefers them, formulas before their pictures


def clean_outputs(outputs: object, limits: Limits = DEFAULT) -> list[Output]:
    """The outputs of one cell, cleaned, in the notebook format 4.5."""
    arrived = _arrived(outputs, limits)
    result: list[Output] = []
    left, work = limits.cell, 2 * limits.cell  # what is kept; what is looked at
    for output in arrived[: limits.outputs]:
        work -= sum(len(_joined(form)) for _, form in _items(output.get("data")))
        cleaned = _clean(output, limits) if work >= 0 else None
        left -= len(json.dumps(cleaned))
        if min(left, work) < 0:
            return [*result, note(TRUNCATED)]
        if cleaned:
            result.append(cleaned)
    if len(arrived) > limits.outputs:
        result.append(note(f"{TRUNCATED} ({len(arrived) - limits.outputs} more)"))
    return result


def note(text: str) -> Output:
    """A line of ours among the outputs."""
    return {"output_type": "stream", "name": "stdout", "text": text + "\n"}


def clean_text(text: object, limits: Limits = DEFAULT) -> str:
    """Text with colours but no other control characters, as a terminal would show it at last."""
    joined = _joined(text)
    long = 10 * limits.text  # carriage returns may shorten it
    cut = joined[:long].encode("utf-8", "replace").decode().replace("\r\n", "\n")
    lines = [_overwritten(line) if "\r" in line else line for line in cut.split("\n")]
    shown = "\n".join(_middle_out(lines, limits.lines, [TRUNCATED]))
    shown = "".join(_middle_out(shown, limits.text, f"\n{TRUNCATED}\n"))
    if len(joined) > long and TRUNCATED not in shown:
        shown += f"\n{TRUNCATED}\n"
    return _CONTROL.sub("", _ESCAPE.sub(lambda match: "" if match[1] is None else match[0], shown))


def clean_attachments(attachments: object, limits: Limits = DEFAULT) -> dict[str, dict[str, str]]:
    """The real pictures among the attachments of a Markdown cell."""
    result: dict[str, dict[str, str]] = {}
    left = limits.cell
    for name, bundle in _items(attachments)[:100]:
        found = ((mime, images.raster(str(mime), data)) for mime, data in _items(bundle)[:10])
        mime, picture = next((pair for pair in found if pair[1]), ("", ""))
        left -= len(picture)
        if picture and left >= 0 and isinstance(name, str) and len(name) <= 200:
            result[clean_text(name)] = {mime: picture}
    return result


def size(outputs: Iterable[Output]) -> int:
    """What outputs count against `Limits.notebook`."""
    return sum(len(json.dumps(output)) for output in outputs)


def _arrived(outputs: object, limits: Limits) -> list[dict[str, Any]]:
    """What a notebook would show: neighbouring streams joined, what was cleared left out, updates done."""
    result: list[dict[str, Any]] = []
    clear = False
    for output in outputs if isinstance(outputs, (list, tuple)) else ():
        if not isinstance(output, Mapping):
            continue
        kind = output.get("output_type")
        if kind == "clear_output":
            clear = True
            if output.get("wait") is not True:
                result.clear()
            continue
        if kind == "update_display_data":
            for index, earlier in enumerate(result):
                if _display_id(earlier) is not None and _display_id(earlier) == _display_id(output):
                    result[index] = {**output, "output_type": "display_data"}
            continue
        if clear:
            result.clear()
            clear = False
        if kind == "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            if not (result and result[-1].get("output_type") == "stream" and result[-1]["name"] == name):
                result.append({"output_type": "stream", "name": name, "parts": [], "length": 0})
            if result[-1]["length"] <= 10 * limits.text:
                text = _joined(output.get("text"))
                result[-1]["parts"].append(text)
                result[-1]["length"] += len(text)
        elif kind in ("display_data", "execute_result", "error"):
            result.append(dict(output))
    return result


def _display_id(output: Mapping[str, Any]) -> str | None:
    transient = output.get("transient")
    found = output.get("display_id") or (
        transient.get("display_id") if isinstance(transient, Mapping) else None
    )
    return found if isinstance(found, str) else None


def _clean(output: dict[str, Any], limits: Limits) -> Output | None:
    kind = output["output_type"]
    if kind == "stream":
        text = clean_text("".join(output["parts"]), limits)
        return {"output_type": "stream", "name": output["name"], "text": text} if text else None
    if kind == "error":
        lines = [clean_text(line, limits)[:5_000] for line in _lines(output.get("traceback"))]
        return {
            "output_type": "error",
            "ename": clean_text(output.get("ename"))[:200],
            "evalue": clean_text(output.get("evalue"))[:2_000],
            "traceback": lines,
        }
    data, metadata = _bundle(output.get("data"), output.get("metadata"), limits)
    if not data:
        return None
    result: Output = {"output_type": kind, "data": data, "metadata": metadata}
    if kind == "execute_result":
        count = output.get("execution_count")
        result["execution_count"] = count if type(count) is int and 0 <= count < 1_000_000 else None
    return result


def _bundle(data: object, metadata: object, limits: Limits) -> tuple[dict[str, str], dict[str, Any]]:
    """The best form of one result that is safe, and its text."""
    forms = {mime: form for mime, form in _items(data) if isinstance(mime, str) and _MIME.fullmatch(mime)}
    text = clean_text(forms.pop("text/plain", ""), limits)
    for mime in _RICH:
        if mime not in forms:
            continue
        if mime in ("image/png", "image/jpeg"):
            if picture := images.raster(mime, _joined(forms[mime])):
                result = {mime: picture} | ({"text/plain": text} if text else {})
                return result, _extent(mime, metadata)
        elif html := _html(mime, _joined(forms[mime]), limits):
            return {"text/html": html} | ({"text/plain": text} if text else {}), {}
    left_out = ", ".join(sorted(forms)[:5])
    return _text("\n".join(filter(None, [text, left_out and f"[not shown here: {left_out}]"]))), {}


def _text(text: str) -> dict[str, str]:
    return {"text/plain": text} if text else {}


def _html(mime: str, source: str, limits: Limits) -> str:
    """Clean HTML of something that is not text; "" if nothing is left of it, or too much."""
    if len(_PICTURE.sub("", source)) > 2 * limits.html:
        return ""
    if mime == "text/html":
        html = clean_html(source)
    elif mime in ("text/markdown", "text/latex"):
        html = render(source)
    else:
        uri = (
            images.svg(source)
            if mime == "image/svg+xml"
            else f"data:{mime};base64,{images.raster(mime, source)}"
        )
        html = clean_html(f'<img src="{escape(uri)}" alt="">')
    bare = _PICTURE.sub("", html)
    if len(bare) > limits.html or not ("<img src" in bare or plain(bare)):
        return ""
    return html


def _extent(mime: str, metadata: object) -> dict[str, Any]:
    """Width and height at which a picture is shown; the only metadata that is kept."""
    own = dict(_items(dict(_items(metadata)).get(mime)))
    kept = {
        key: int(own[key])
        for key in ("width", "height")
        if type(own.get(key)) in (int, float) and 0 < own[key] < 5_000
    }
    return {mime: kept} if kept else {}


def _items(mapping: object) -> list[tuple[Any, Any]]:
    return list(mapping.items()) if isinstance(mapping, Mapping) else []


def _joined(text: object) -> str:
    """A string of a notebook, which may stand there as a list of lines."""
    if isinstance(text, (list, tuple)):
        return "".join(part for part in text if isinstance(part, str))
    return text if isinstance(text, str) else ""


def _lines(traceback: object) -> Iterator[str]:
    lines = (
        [line for line in traceback if isinstance(line, str)] if isinstance(traceback, (list, tuple)) else []
    )
    yield from _middle_out(lines, 100, [TRUNCATED])


def _overwritten(line: str) -> str:
    """What carriage returns leave of a line: a progress bar's last state."""
    return next((part for part in reversed(line.split("\r")) if part.strip()), "")


def _middle_out(sequence: Any, length: int, mark: Any) -> Any:
    """The first two thirds and the end of what is too long."""
    if len(sequence) <= length:
        return sequence
    end = length // 3
    return sequence[: length - end] + mark + (sequence[-end:] if end else sequence[:0])
