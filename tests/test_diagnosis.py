"""What a failed check tells: true, short, and without right values where the check is hidden."""

import numpy as np
import pytest

import checks
from checks import CheckFailed

RNG = np.random.default_rng(0)
RIGHT = RNG.normal(size=(5, 3)) + 3


def failure(got: object, expected: object = RIGHT, **about: object) -> CheckFailed:
    with pytest.raises(CheckFailed) as caught:
        checks.close("gradW", got, expected, **about)  # type: ignore[arg-type]
    return caught.value


def test_a_factor_is_named_with_the_batch() -> None:
    hint = failure(5 * RIGHT, batch=5).hint
    assert hint.startswith(
        "gradW: All 15 values are exactly 5 times the right ones; the batch has 5 samples."
    )
    assert "That is the batch size" in hint


def test_a_notebook_shows_the_sentence_in_lines_that_fit() -> None:
    told = CheckFailed(f"gradW is wrong. {'word ' * 40}\n\nIts second paragraph.")
    lines = told._render_traceback_()
    assert lines[0].startswith("\x1b[0;31mCheck failed.\x1b[0m gradW is wrong. word word")
    assert " ".join(lines[:3]).endswith("word word")
    assert lines[3:] == ["", "Its second paragraph."]
    assert max(map(len, lines[1:])) <= 100
    assert CheckFailed("")._render_traceback_() == ["\x1b[0;31mCheck failed.\x1b[0m"]


def test_a_factor_that_has_two_meanings_is_told_with_both() -> None:
    hint = failure(2 * RIGHT, batch=2).hint
    assert "batch size: is a sum taken where a mean belongs? Or: Is a factor 2 too much" in hint


@pytest.mark.parametrize("factor", [5 * (1 + 1e-5), 4.9, 1.0001, -5])
def test_a_factor_without_a_meaning_stays_out_of_the_hint(factor: float) -> None:
    told = failure(factor * RIGHT, batch=5)
    assert "times the right" in str(told)
    assert "times" not in told.hint


def test_one_value_has_a_factor_only_if_that_has_a_meaning() -> None:
    assert "times" not in str(failure(3.3, 1.1, batch=4))
    assert "exactly 4 times the right one" in failure(4.4, 1.1, batch=4).hint


def test_noise_hides_no_factor_and_makes_none() -> None:
    assert "batch size" in failure(5 * RIGHT * (1 + 1e-9), batch=5).hint
    assert "times" not in str(failure(5 * RIGHT + 1e-3 * RNG.normal(size=RIGHT.shape), batch=5))
    assert "times" not in str(failure(np.full((5, 3), 2e-8), np.full((5, 3), 1e-8), atol=5e-9, batch=2))


def test_no_right_value_is_in_a_hint() -> None:
    for got in (
        RIGHT + 1,
        RIGHT * 1.001,
        RIGHT[::-1],
        RIGHT * RNG.normal(size=RIGHT.shape),
        np.zeros((5, 3)),
    ):
        told = failure(got, x=RIGHT, upstream=RIGHT, p=0.3)
        assert "expected" in str(told)
        assert not [value for value in RIGHT.flat if f"{value:.3g}" in told.hint], told.hint


def test_what_is_close_is_told_from_what_is_far() -> None:
    assert "is a small term wrong?" in failure(RIGHT + 1e-3).hint
    assert "far from the right one" in failure(RIGHT + 1).hint


def test_a_square_matrix_that_is_transposed() -> None:
    square = RIGHT[:3]
    assert "right once transposed" in failure(square.T, square).hint
    assert "right once transposed" in failure(RIGHT.T).hint
    assert "It looks transposed" in failure(RIGHT.T + 1).hint
    assert "transposed" not in str(failure(square + 1, square + square.T))


def test_a_mistake_is_computed_only_after_a_failure_and_may_fail_itself() -> None:
    def never() -> np.ndarray:
        raise AssertionError("called")

    checks.close("gradW", RIGHT, RIGHT, unless={"stale_input": never})
    assert "far from" in failure(RIGHT + 1, unless={"stale_input": never}).hint


def test_two_mistakes_that_give_the_same_values_are_both_told() -> None:
    mistakes = {
        "stale_input": lambda: RIGHT + 1,
        "wrong_axis": lambda: RIGHT + 1,
        "bias_missing": lambda: RIGHT,
    }
    hint = failure(RIGHT + 1, unless=mistakes).hint
    assert "an earlier call" in hint
    assert " Or: " in hint
    assert "other axis" in hint
    assert "bias" not in hint


def test_what_a_cell_raises_by_itself_is_its_own_hint_unless_it_gives_another() -> None:
    assert CheckFailed("The state is empty.").hint == "The state is empty."
    assert CheckFailed("expected 5", hint="").hint == ""


# --- nan and nothing at all ---------------------------------------------------------------------


class Lists:
    """A module whose gradients are to add up; without any, and with `got` as the gradient of its input."""

    def __init__(self, got: float = 1.0) -> None:
        self.got = got

    def forward(self, x: np.ndarray) -> np.ndarray:
        return 0 * x if np.isnan(self.got) else x

    def backward(self, x: np.ndarray, upstream: np.ndarray) -> np.ndarray:
        return self.got * upstream

    def zeroGradParameters(self) -> None:
        pass

    def getParameters(self) -> list[np.ndarray]:
        return []

    getGradParameters = getParameters


def test_nan_is_neither_a_share_nor_a_change() -> None:
    with pytest.raises(CheckFailed, match="dropped"):
        checks.rate("dropped", float("nan"), 10_000, 0.5)
    with pytest.raises(CheckFailed, match="w is nan"):
        checks.changed("w", np.array([1.0, np.nan]), np.zeros(2))
    checks.changed("w", np.ones(2), np.zeros(2))


def test_gradients_that_are_not_there_do_not_add_up() -> None:
    with pytest.raises(CheckFailed, match=r"Lists\.getGradParameters\(\) is empty"):
        checks.accumulates(Lists(), RIGHT, RIGHT)


def test_a_gradient_of_nan_does_not_agree_with_one_of_zeros(capsys: pytest.CaptureFixture[str]) -> None:
    assert checks.gradcheck(Lists(), RIGHT) < 1e-6
    assert np.isnan(checks.gradcheck(Lists(float("nan")), RIGHT))
    assert "nan   does not agree" in capsys.readouterr().out
