"""nbgrader plug-in: a notebook finds the other notebooks of its submission while it is graded.

nbgrader grades in alphabetical order and never copies notebooks as helpers, so `%run homework_modules.ipynb`
in homework_main finds nothing. `ExecuteBesideSiblings` takes the place of nbgrader's `Execute` in
`c.Autograde.autograde_preprocessors`: for the time of the run, the submitted siblings that are not there yet
lie beside the notebook, without their tests.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.preprocessors import Execute

from course.files import CourseError
from course.notebooks import is_test, read


class ExecuteBesideSiblings(Execute):  # type: ignore[misc]
    """nbgrader's Execute, with the submission's other notebooks in the working directory."""

    def preprocess(self, nb: Any, resources: Any, km: Any = None) -> tuple[Any, Any]:
        """Execute the notebook; see nbconvert's ExecutePreprocessor.preprocess."""
        ids = resources["nbgrader"]
        coursedir = self.parent.parent.coursedir  # preprocessor -> exporter -> Autograde
        submitted = Path(
            coursedir.format_path(coursedir.submitted_directory, ids["student"], ids["assignment"])
        )
        with siblings(submitted, Path(resources["metadata"]["path"])):
            result: tuple[Any, Any] = super().preprocess(nb, resources, km)
            return result


@contextmanager
def siblings(submitted: Path, folder: Path) -> Iterator[None]:
    """Lend `folder` the notebooks of `submitted` that it lacks, without tests, until the block ends."""
    lent = []
    try:
        for notebook in sorted(submitted.glob("*.ipynb")):
            copy = folder / notebook.name
            if notebook.is_symlink() or not notebook.is_file() or copy.exists():
                continue
            lent.append(copy)
            copy.write_text(without_tests(notebook), encoding="utf-8")
        yield
    finally:
        for copy in lent:
            copy.unlink(missing_ok=True)


def without_tests(path: Path) -> str:
    """The notebook's text with its tests left out; of a damaged file nothing, so that %run can say so."""
    try:
        notebook = read(path)
    except CourseError:
        return ""
    notebook["cells"] = [cell for cell in notebook["cells"] if not is_test(cell)]
    return json.dumps(notebook)
