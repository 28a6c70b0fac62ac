"""An untrusted notebook file, read safely.

Nothing in the file is believed but the text of its cells and the grade id that a cell claims. Reading it,
whatever it is, takes less than `MEMORY` bytes and a few seconds, and ends in `Submitted` or in `Unreadable`.
"""

from __future__ import annotations

import binascii
import errno
import json
import math
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbjudge.errors import NbjudgeError
from nbjudge.records import Output

MB = 1 << 20
MAX_BYTES = 32 * MB  # of the file
MAX_VALUES = 1_000_000  # at most, counted before parsing: brackets, commas and colons
MAX_CELLS = 5_000
MAX_SOURCE = 1_000_000  # characters of a cell
MAX_OUTPUTS = 4 * MB  # characters kept of the outputs of a cell, and of its attachments
MAX_KEPT = 16 * MB  # characters of outputs and attachments of a notebook
MAX_OUTPUT_COUNT = 200  # of a cell
MEMORY = 512 * MB

RUN_TAGS = ("skip-execution", "raises-exception")  # that nbclient obeys
CELL_TYPES = ("code", "markdown", "raw")
IMAGES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}
TEXTS = ("text/plain", "text/html", "text/markdown", "text/latex", "image/svg+xml")

Json = Any  # what json.loads yields


class Unreadable(NbjudgeError):
    """Why a file is no notebook that could be graded, in one sentence."""


@dataclass(frozen=True)
class SubmittedCell:
    """One cell as the student handed it in.

    Attributes:
        claimed: the grade id in its metadata.
        outputs: as saved by the student, of known kinds; text and HTML are not sanitised.
        attachments: images by name, then by media type, in base64.
        flags: nbgrader's flags and points in its metadata. For a remark only.
        tags: those of `RUN_TAGS`. For a remark only.
    """

    cell_type: str
    source: str
    claimed: str | None = None
    outputs: tuple[Output, ...] = ()
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)
    flags: dict[str, bool | float] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submitted:
    """A notebook as the student handed it in.

    Attributes:
        repairs: what had to be mended to read it, one sentence each.
    """

    cells: tuple[SubmittedCell, ...]
    repairs: tuple[str, ...] = ()


def read(path: Path) -> Submitted:
    """Read a notebook of format 4, or a simple one of format 3.

    Raises:
        Unreadable: it is no regular file, too large, or no notebook.
    """
    return _Reader().notebook(_parsed(_content(path)))


# ---- the file ----------------------------------------------------------------------------------------------


def _content(path: Path) -> bytes:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Unreadable("The file is a symbolic link, not a notebook.") from None
        raise Unreadable(f"The file cannot be opened: {error.strerror}.") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("The file is a folder or a device, not a notebook.")
        if status.st_size <= MAX_BYTES:
            with open(descriptor, "rb", closefd=False) as file:
                content = file.read(MAX_BYTES + 1)
            if len(content) <= MAX_BYTES:
                return content
        raise Unreadable(f"The notebook is larger than {MAX_BYTES // MB} MB: its outputs should be cleared.")
    except OSError as error:
        raise Unreadable(f"The file cannot be read: {error.strerror}.") from None
    finally:
        os.close(descriptor)


def _parsed(content: bytes) -> tuple[Json, list[str]]:
    """The JSON value in the file, and what had to be mended to get it."""
    repairs = []
    encoding = json.detect_encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode(encoding, "replace")
        repairs.append("The file held bytes that are no text; they are replaced.")
    del content
    if sum(text.count(character) for character in "[{,:") > MAX_VALUES:
        raise Unreadable("The notebook holds too many values: its outputs should be cleared.")
    try:
        value = json.loads(text, parse_int=_whole, parse_float=_finite, parse_constant=lambda _: None)
    except RecursionError:
        raise Unreadable("The file is nested too deeply to be a notebook.") from None
    except ValueError:
        raise Unreadable("The file is damaged or truncated: it is not JSON.") from None
    return value, repairs


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) < 20 else None


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


# ---- the notebook ------------------------------------------------------------------------------------------


class _Reader:
    """Turns parsed JSON of any shape into cells."""

    def __init__(self) -> None:
        self.repairs: dict[str, None] = {}  # an ordered set
        self.kept = 0  # characters of outputs and attachments

    def notebook(self, parsed: tuple[Json, list[str]]) -> Submitted:
        value, mended = parsed
        self.repairs.update(dict.fromkeys(mended))
        if not isinstance(value, dict) or "nbformat" not in value:
            raise Unreadable("The file is JSON, but not a notebook.")
        version = value["nbformat"]
        if type(version) is int and version == 4:
            cells = value.get("cells")
        elif type(version) is int and version == 3:
            cells = _cells_of_3(value)
        else:
            raise Unreadable("The notebook is of a format that is not supported: it must be format 4.")
        if not isinstance(cells, list):
            raise Unreadable("The notebook has no cells.")
        if len(cells) > MAX_CELLS:
            raise Unreadable(f"The notebook has more than {MAX_CELLS} cells.")
        read = [self._cell(number, cell) for number, cell in enumerate(cells, 1)]
        return Submitted(tuple(cell for cell in read if cell), tuple(self.repairs))

    def _mended(self, sentence: str) -> None:
        self.repairs[sentence] = None

    def _cell(self, number: int, raw: Json) -> SubmittedCell | None:
        if not isinstance(raw, dict):
            self._mended(f"Cell {number} of the file is not a cell; it is left out.")
            return None
        cell_type = raw.get("cell_type")
        if cell_type not in CELL_TYPES:
            self._mended(f"Cell {number} of the file is of no known type; it is taken as raw text.")
            cell_type = "raw"
        source = _joined(raw.get("source"), MAX_SOURCE)
        if source is None:
            self._mended(f"Cell {number} of the file has no text or too much; it is taken as empty.")
            source = ""
        metadata = _dict(raw.get("metadata"))
        nbgrader = _dict(metadata.get("nbgrader"))
        claimed = nbgrader.get("grade_id")
        points = nbgrader.get("points")
        flags = {key: nbgrader[key] for key in ("grade", "solution") if type(nbgrader.get(key)) is bool}
        if type(points) in (int, float):
            flags["points"] = points
        return SubmittedCell(
            cell_type=cell_type,
            source=self._clean(source).replace("\r\n", "\n"),
            claimed=claimed if isinstance(claimed, str) and 0 < len(claimed) <= 128 else None,
            outputs=self._outputs(number, raw.get("outputs")) if cell_type == "code" else (),
            attachments=self._attachments(number, raw.get("attachments")),
            flags=flags,
            tags=tuple(tag for tag in RUN_TAGS if tag in _list(metadata.get("tags"))),
        )

    def _clean(self, text: str) -> str:
        """Text that can be written as UTF-8 and compiled."""
        clean = _NO_TEXT.sub("\ufffd", text)
        if clean != text:
            self._mended("The notebook held characters that are no text; they are replaced.")
        return clean

    # ---- what a person may want to see

    def _outputs(self, number: int, raw: Json) -> tuple[Output, ...]:
        outputs: list[Output] = []
        printed: list[str] = []  # of the last stream; joined once, not added to piece by piece
        size = 0
        for each in _list(raw):
            output = self._output(_dict(each))
            if output is None:
                continue
            size += _size(output)
            if size > MAX_OUTPUTS or self.kept + size > MAX_KEPT or len(outputs) == MAX_OUTPUT_COUNT:
                self._mended(f"Cell {number} of the file has long outputs; the rest of them is left out.")
                break
            if outputs and "name" in output and outputs[-1].get("name") == output["name"]:
                printed.append(output["text"])
                continue
            if printed:
                outputs[-1]["text"] = "".join(printed)
            printed = [output["text"]] if "name" in output else []
            outputs.append(output)
        if printed:
            outputs[-1]["text"] = "".join(printed)
        self.kept += min(size, MAX_OUTPUTS)
        return tuple(outputs)

    def _output(self, raw: dict[str, Json]) -> Output | None:
        """One output in the form of the notebook format 4; None if it is of no known kind."""
        kind = raw.get("output_type")
        if kind == "stream":
            text = _joined(raw.get("text"), MAX_OUTPUTS)
            name = "stderr" if raw.get("name") == "stderr" else "stdout"
            return None if text is None else {"output_type": kind, "name": name, "text": self._clean(text)}
        if kind == "error":
            traceback = [line for line in _list(raw.get("traceback")) if isinstance(line, str)]
            name, value = (_joined(raw.get(key), MAX_OUTPUTS) or "" for key in ("ename", "evalue"))
            texts = {"ename": self._clean(name), "evalue": self._clean(value)}
            return {"output_type": kind, **texts, "traceback": [self._clean(line) for line in traceback]}
        if kind in ("display_data", "execute_result"):
            data = {}
            for media, value in _dict(raw.get("data")).items():
                text = _joined(value, MAX_OUTPUTS)
                if media in TEXTS and text is not None:
                    data[media] = self._clean(text)
                elif media in IMAGES and text is not None and _is_image(media, text):
                    data[media] = text
            if data:
                return {"output_type": "display_data", "data": data, "metadata": {}}
        return None

    def _attachments(self, number: int, raw: Json) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        size = 0
        for name, bundle in _dict(raw).items():
            for media, value in _dict(bundle).items():
                text = _joined(value, MAX_OUTPUTS)
                if media not in IMAGES or text is None or not _is_image(media, text):
                    self._mended(f"An attachment of cell {number} of the file is no image; it is left out.")
                elif size + len(text) > MAX_OUTPUTS or self.kept + size + len(text) > MAX_KEPT:
                    self._mended(f"Images in cell {number} of the file are too large; they are left out.")
                else:
                    size += len(text)
                    found.setdefault(self._clean(name[:255]), {})[media] = text
        self.kept += size
        return found


_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


def _cells_of_3(value: dict[str, Json]) -> Json:
    """The cells of a notebook of format 3, in the form of format 4, without outputs."""
    sheets = value.get("worksheets")
    cells = []
    for sheet in sheets if isinstance(sheets, list) else []:
        for cell in _list(_dict(sheet).get("cells")):
            old = _dict(cell)
            new = {"metadata": old.get("metadata"), "source": old.get("source")}
            if old.get("cell_type") == "code":
                new |= {"cell_type": "code", "source": old.get("input")}
            elif old.get("cell_type") == "heading":
                level = old.get("level")
                marks = "#" * (level if type(level) is int and 1 <= level <= 6 else 1)
                new |= {"cell_type": "markdown", "source": [marks + " ", *_lines(old.get("source"))]}
            else:
                new["cell_type"] = "markdown" if old.get("cell_type") == "html" else old.get("cell_type")
            cells.append(new if old else cell)
    return cells


def _dict(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _lines(value: Json) -> list[Json]:
    return [value] if isinstance(value, str) else _list(value)


def _joined(value: Json, limit: int) -> str | None:
    """A text that may be given in pieces; None if it is none, or longer than the limit."""
    if not isinstance(value, str | list):
        return None
    pieces = _lines(value)
    if not all(isinstance(piece, str) for piece in pieces) or sum(map(len, pieces)) > limit:
        return None
    return "".join(pieces)


def _size(output: Output) -> int:
    texts = [output.get("text", ""), *output.get("traceback", ()), *output.get("data", {}).values()]
    return sum(map(len, texts)) + len(output.get("evalue", ""))


def _is_image(media: str, text: str) -> bool:
    try:
        content = binascii.a2b_base64(re.sub(r"\s", "", text), strict_mode=True)
    except ValueError:
        return False
    return content.startswith(IMAGES[media])
