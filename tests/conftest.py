"""A course of its own for each worker: a copy of what the course is made from, released once by nbgrader."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.copies import copy_course


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
    return copy_course(tmp_path_factory.mktemp("course"), "homework")
