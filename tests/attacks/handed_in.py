# ruff: noqa: E501
"""What is handed in: files, metadata, damaged notebooks."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tests.attacks.attack import CHECKED, MASTER, WRONG, Attack, cell_of, judged_cells, notebook, replace, tag
from tests.attacks.spying import READ

if TYPE_CHECKING:
    from tests.attacks.arena import Arena


def _bytes(content: bytes) -> Callable[[Arena, Path], None]:
    def alter(arena: Arena, notebook: Path) -> None:
        notebook.write_bytes(content)

    return alter


def _links(arena: Arena, notebook: Path) -> None:
    folder = notebook.parent
    for name, target in {
        "gradebook.txt": arena.root / "gradebook.db",
        "hidden.txt": arena.root / "source" / "task" / "task.ipynb",
        "roster.txt": arena.root / "roster.txt",
        "passwd": Path("/etc/passwd"),
        "bob": arena.root / "submitted" / "bob",
        "loop": Path("loop"),
        "helper.py": arena.root / "roster.txt",
    }.items():
        (folder / name).symlink_to(target)


def _odd_files(arena: Arena, notebook: Path) -> None:
    folder = notebook.parent
    os.mkfifo(folder / "pipe")
    os.mkfifo(folder / "pipe.py")
    with open(folder / "sparse.bin", "wb") as file:
        file.truncate(200 << 30)
    for name in ("new\nline.txt", "..%2f..%2fescaped.txt", "-rf", "~", "CON", " ", "*", "ü" * 80, "x" * 255):
        (folder / name).write_text("x")
    with open(os.fsencode(folder) + b"/\xff\xfe.txt", "w") as file:
        file.write("x")


def _clash(arena: Arena, notebook: Path) -> None:
    (notebook.parent / "helper.py").mkdir()
    (notebook.parent / "helper.py" / "x.txt").write_text("x")


def _deep(arena: Arena, notebook: Path) -> None:
    here = os.open(notebook.parent, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)


def _edition(text: str) -> Callable[[Arena, Path], None]:
    def alter(arena: Arena, notebook: Path) -> None:
        (notebook.parent / "timestamp.txt").write_text(text)

    return alter


FILES = [
    Attack(
        "links",
        "other files of the submission are links to the gradebook, hidden tests, `/etc/passwd`",
        CHECKED,
        READ
        + """
for path in ("gradebook.txt", "hidden.txt", "roster.txt", "passwd", "bob/task/task.ipynb", "helper.py"): show(path)
""",
        _links,
    ),
    Attack(
        "odd files",
        "FIFOs, a sparse file of 200 GB, names with line breaks, bytes that are no text",
        CHECKED,
        WRONG,
        _odd_files,
        plain="not run",
    ),
    Attack(
        "folder named as helper", "a folder with the name of the instructor's helper", CHECKED, WRONG, _clash
    ),
    Attack("deep folders", "1200 folders within one another", CHECKED, WRONG, _deep, plain="not run"),
    Attack(
        "notebook is a link",
        "the notebook is a link to the instructor's notebook",
        CHECKED,
        WRONG,
        replace(lambda arena, notebook: notebook.symlink_to(arena.root / "source" / "task" / "task.ipynb")),
    ),
    Attack(
        "notebook is a FIFO",
        "the notebook is a FIFO",
        CHECKED,
        WRONG,
        replace(lambda arena, notebook: os.mkfifo(notebook)),
        plain="not run",
    ),
    Attack(
        "notebook is a folder",
        "the notebook is a folder",
        CHECKED,
        WRONG,
        replace(lambda arena, notebook: notebook.mkdir()),
    ),
    Attack(
        "notebook is a device",
        "the notebook is a link to `/dev/zero`",
        CHECKED,
        WRONG,
        replace(lambda arena, notebook: notebook.symlink_to("/dev/zero")),
        plain="not run",
    ),
    Attack("skip tag", "the tag `skip-execution` on the tests", MASTER, WRONG, tag("skip-execution")),
    Attack("raises tag", "the tag `raises-exception` on the tests", MASTER, WRONG, tag("raises-exception")),
    Attack(
        "more points",
        "points changed in the metadata",
        MASTER,
        WRONG,
        notebook(
            lambda content: [
                cell["metadata"]["nbgrader"].update(points=1000, locked=False, solution=True)
                for cell in judged_cells(content)
            ]
        ),
    ),
    Attack(
        "own test",
        "a test cell of one's own with points, and `2.0` as its value",
        MASTER,
        WRONG,
        notebook(
            lambda content: content["cells"].append(
                {
                    "cell_type": "code",
                    "execution_count": None,
                    "outputs": [],
                    "source": "2.0",
                    "metadata": {
                        "nbgrader": {
                            "grade": True,
                            "grade_id": "own",
                            "locked": True,
                            "points": 2,
                            "schema_version": 3,
                            "solution": False,
                            "task": False,
                        }
                    },
                }
            )
        ),
    ),
    Attack(
        "copied tests",
        "test cells copied, the copy replaced by `2.0`",
        MASTER,
        WRONG,
        notebook(
            lambda content: content["cells"].extend(
                {**cell, "source": "2.0"} for cell in map(dict, judged_cells(content))
            )
        ),
    ),
    Attack(
        "deleted tests",
        "test cells deleted",
        MASTER,
        WRONG,
        notebook(lambda content: [content["cells"].remove(cell) for cell in judged_cells(content)]),
    ),
    Attack(
        "emptied tests",
        "test cells edited to nothing, or turned into Markdown",
        MASTER,
        WRONG,
        notebook(
            lambda content: (
                cell_of(content, "values").update(source="2.0"),
                cell_of(content, "arrays").update(cell_type="raw"),
            )
        ),
    ),
    Attack(
        "swapped ids",
        "the ids of solution and test swapped",
        MASTER,
        WRONG,
        notebook(
            lambda content: [
                cell["metadata"]["nbgrader"].update(
                    grade_id={"f": "values", "values": "f"}[cell["metadata"]["nbgrader"]["grade_id"]]
                )
                for cell in content["cells"]
                if cell["metadata"].get("nbgrader", {}).get("grade_id") in ("f", "values")
            ]
        ),
    ),
    Attack(
        "own kernel",
        "another kernel, language, `argv` or timeout in the notebook's metadata",
        MASTER,
        WRONG,
        notebook(
            lambda content: content.update(
                metadata={
                    "kernelspec": {
                        "name": "bash",
                        "display_name": "x",
                        "argv": ["touch", "/tmp/arena-kernel"],
                    },
                    "language_info": {"name": "bash"},
                    "execution": {"timeout": -1},
                    "widgets": {"a": 1},
                }
            )
        ),
    ),
    Attack(
        "cells twist",
        "the solution after the tests, and again before, in cells without ids",
        MASTER,
        WRONG,
        notebook(lambda content: content["cells"].reverse()),
    ),
    Attack(
        "timestamp nonsense",
        "nonsense in `timestamp.txt`",
        CHECKED,
        WRONG,
        _edition("9999999-99-99 \\0 $(id) ../../"),
        refused="holds no date",
    ),
    Attack(
        "timestamp FIFO",
        "`timestamp.txt` is a FIFO",
        CHECKED,
        WRONG,
        lambda arena, notebook: os.mkfifo(notebook.parent / "timestamp.txt"),
        plain="not run",
        refused="holds no date",
    ),
    Attack(
        "timestamp link",
        "`timestamp.txt` is a link to a private file",
        CHECKED,
        WRONG,
        lambda arena, notebook: (notebook.parent / "timestamp.txt").symlink_to(arena.root / "roster.txt"),
        refused="holds no date",
    ),
    *(
        Attack(
            f"damaged {number}",
            "malformed notebooks: nesting, huge numbers, wrong types, NUL, UTF-16, NaN",
            CHECKED,
            WRONG,
            _bytes(text),
        )
        for number, text in enumerate(
            (
                b"[" * 100_000,
                b'{"nbformat":4,"cells":[' + b"1" * 5000 + b"]}",
                b'{"nbformat":4,"cells":[{"cell_type":[],"source":{}}]}',
                "\ufeff{}".encode("utf-16"),
                b"\0" * 1000,
                b'{"nbformat": 1e999, "cells": NaN}',
                b'{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":"\\ud800","metadata":{"nbgrader":[]}}]}',
            )
        )
    ),
]
