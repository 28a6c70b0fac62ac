"""What `make parity` compares for the whole class, without the notebook that trains: a minute, not ten."""

from pathlib import Path

import pytest

from tests.parity import COMPARED, Scores, differences, grade_twice

WITHOUT_TRAINING = {"homework_modules", "homework_differentiation"}
STUDENTS = [name for name in COMPARED if name in ("ada", "ben", "eva", "hugo", "jon", "kim", "quin")]


@pytest.fixture(scope="module")
def both(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Scores:
    return grade_twice(course, tmp_path_factory.mktemp("parity"), STUDENTS, WITHOUT_TRAINING)


@pytest.mark.parametrize("student", STUDENTS)
def test_both_give_the_same_scores(both: Scores, student: str) -> None:
    assert differences(both, student).empty
