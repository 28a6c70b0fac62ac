"""One run of each kind of tests/faults.py; `make faults` does many."""

import random
from pathlib import Path

import pytest

from tests import faults


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return faults.prepare(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def calm(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return faults.undisturbed(made, tmp_path_factory.mktemp("calm"))


@pytest.mark.parametrize("victim", faults.VICTIMS)
def test_whoever_is_killed_grading_again_completes_it(
    made: Path, calm: Path, tmp_path: Path, victim: str
) -> None:
    assert faults.one(victim, made, calm, tmp_path, random.Random(victim)).startswith("hit")
