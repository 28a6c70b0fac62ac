"""A course of its own for each worker: a copy of what the course is made from, released once by nbgrader."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from course import edition
from course.files import ROOT

HELPERS = sorted({path.name for path in (ROOT / "source").glob("*/*.py")})  # links to files at the top level


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home that all workers share, so that MNIST is decoded once; and no path back into the repository."""
    base = tmp_path_factory.getbasetemp()
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "home"
    home.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        for variable in list(os.environ):
            if variable.startswith(
                ("PYTHONPATH", "MNIST_DIR", "JUPYTER_", "IPYTHON", "XDG_DATA", "XDG_CONFIG")
            ):
                patch.delenv(variable)
        yield home


@pytest.fixture(scope="session")
def course(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a course whose homework is released; each test hands in under names of its own."""
    root = tmp_path_factory.mktemp("course")
    for folder in ("source", "course", "bank"):
        shutil.copytree(
            ROOT / folder, root / folder, symlinks=True, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name in ("nbgrader_config.py", *HELPERS):
        shutil.copy(ROOT / name, root / name)
    (root / "data").symlink_to(ROOT / "data")
    edition.release(root, "homework")
    return root
