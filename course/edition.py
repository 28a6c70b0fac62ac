"""From source/ to what students get: release/, the notebooks at the top level, one zip.

nbgrader builds release/; from there the notebooks are brought into their one form. Only `homework` stands at
the top level; every assignment becomes a zip.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from course import steps
from course.files import CourseError, write_atomically
from course.notebooks import canonical, read

TOP_LEVEL = "homework"
_DATE = (2026, 1, 1, 0, 0, 0)  # of every file in a zip, so that equal content gives equal bytes


def release(root: Path, assignment: str) -> list[Path]:
    """Build release/<assignment> with nbgrader, the top-level notebooks and build/<assignment>.zip.

    Returns:
        What was written.

    Raises:
        CourseError: nbgrader refused, or the disk is full.
    """
    steps.generate(root, assignment)
    folder = root / "release" / assignment
    written = []
    for notebook in sorted(folder.glob("*.ipynb")):
        text = canonical(read(notebook))
        write_atomically(notebook, text)
        written.append(notebook)
        if assignment == TOP_LEVEL:
            write_atomically(root / notebook.name, text)
            written.append(root / notebook.name)
    archive = root / "build" / f"{assignment}.zip"
    write_atomically(archive, zipped(folder, root / "data" / "mnist"))
    return [*written, archive]


def zipped(folder: Path, data: Path) -> bytes:
    """The student edition as a zip: notebooks, helpers and the data set, in one folder."""
    files = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    files |= {Path("data", "mnist", path.name): path for path in data.glob("*.gz")}
    if not any(path.suffix == ".ipynb" for path in files):
        raise CourseError(f"{folder} holds no notebooks: nothing to zip.")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder.name}/{name.as_posix()}", _DATE)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name].read_bytes())
    return buffer.getvalue()
