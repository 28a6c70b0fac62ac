"""Why a result may be wrong: `checks` asks here once a check has failed. NumPy only, made to be read.

A hypothesis is a small function that compares what you got with what is right and says whether it explains
*all* of the difference. Its sentence is in `SENTENCES`. No sentence contains a right value, so hidden checks
may say the same as visible ones. None says more than what was seen: if two explanations fit, both are given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]
Shape = tuple[int, ...]
Unless = Mapping[str, Callable[[], ArrayLike]]

FACTOR_RTOL = 1e-6  # how well a factor must agree with a number that has a meaning
LARGEST_EXPONENT = 709  # exp of more is inf in float64

SENTENCES = {
    # shapes
    "transposed": "It looks transposed.",
    "single_number": "It is a single number: was something summed or averaged over all axes?",
    "number_expected": "A single number is expected here: is a sum or a mean over the batch missing?",
    "row_against_column": "Did (n, 1) meet (n,)? Broadcasting silently makes (n, n) of these two shapes.",
    "axis_of_one": "An axis of length 1 broadcasts silently: look at axis=... and keepdims=...",
    "extra_axis": "The values may be right: only the extra axis of length 1 is too much.",
    # values that are not finite
    "overflow": "exp(x) is inf above x = 709 and 0 below -745; the input goes as far as {reach} here.",
    "not_finite": "Typical causes: exp of a large number, log of 0, 0/0, or inf*0.",
    # one factor for all values
    "batch_size": "That is the batch size: is a sum taken where a mean belongs?",
    "inverse_batch_size": "That is 1 / batch size: is a mean taken instead of a sum, or for the second time?",
    "inverse_columns": "That is 1 / number of columns: is the mean over all values, not over the samples?",
    "kept_share": "That is 1 - p: values are divided by 1 - p in training, and untouched in evaluation.",
    "inverse_kept_share": "That is 1 / (1 - p): is something divided by 1 - p that should not be?",
    "odds": "That is (1 - p) / p: is it divided by p instead of 1 - p?",
    "doubled": "Is a factor 2 too much, or something added twice?",
    "halved": "Is a factor 2 lost, or half of the terms?",
    "opposite_sign": "Is a minus missing, or one too many?",
    # other relations between values
    "all_zero": "Every value is 0: is anything computed or collected here?",
    "transposed_values": "Its values are right once transposed: a .T is missing, or one too many.",
    "upstream_missing": "They would be right if multiplied with gradOutput: is it left out?",
    "negative_inputs": "The values are wrong exactly where the input is negative.",
    "positive_inputs": "The values are wrong exactly where the input is positive.",
    # what a test cell has computed for comparison (`unless`)
    "wrong_axis": "These values come out along the other axis: look at axis=...",
    "unbiased_variance": "These values come out with a variance divided by N - 1; here it is divided by N.",
    "epsilon_after_root": "These values come out with epsilon added after the root; it belongs under it.",
    "epsilon_under_root": "These values come out with epsilon added under the root; it belongs after it.",
    "epsilon_as_in_pytorch": "These values come out with epsilon added to the root of the corrected moment.",
    "weights_swapped": "These values come out with alpha and 1 - alpha swapped.",
    "no_bias_correction": "These values come out without the correction by 1 - beta**t, or if t stays 1.",
    "stale_input": "These values come out for the input of an earlier call: use the one handed over now.",
    "training_mode": "These values come out in training mode, after evaluate(): are the modes swapped?",
    "bias_missing": "These values come out without the bias.",
    # probabilities
    "keep_probability": "The share fits 1 - p: p is the probability to drop, not to keep.",
    # arguments
    "modified": "Work on a copy, or write into a new array: "
    "`x *= 2` and `x[mask] = 0` change the caller's array, `x = x * 2` does not.",
}


@dataclass(frozen=True)
class Case:
    """A comparison that failed, and what is known about it.

    Attributes:
        got, expected: arrays of one shape, without nan.
        rtol, atol: tolerances of the check.
        x: input of the module, (N, ...).
        upstream: upstream gradient.
        batch: number of samples, if there is no x to ask.
        p: probability to drop.
        unless: by name of a sentence, or by a sentence of the test's own, functions that compute the values
            a known mistake gives.
    """

    got: Array
    expected: Array
    rtol: float
    atol: float
    x: ArrayLike | None = None
    upstream: ArrayLike | None = None
    batch: int = 0
    p: float | None = None
    unless: Unless | None = None

    @property
    def samples(self) -> int:
        """The batch size, 0 if unknown."""
        return self.batch or (0 if self.x is None else len(np.atleast_1d(np.asarray(self.x))))

    @property
    def columns(self) -> int:
        """The number of values of one sample of the input, 0 if unknown."""
        shape = () if self.x is None else np.shape(self.x)
        return shape[1] if len(shape) == 2 else 0

    def agree(self, a: ArrayLike, b: ArrayLike) -> bool:
        """Whether the check would accept `a` where `b` is right."""
        a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
        return a.shape == b.shape and bool(np.all(np.abs(a - b) <= self.atol + self.rtol * np.abs(b)))

    @property
    def clear(self) -> bool:
        """Whether the right values are large enough to tell a factor or a place from round-off."""
        return float(np.max(np.abs(self.expected), initial=0.0)) > 1000 * self.atol

    @property
    def factor(self) -> float | None:
        """The one number that turns all right values into those that we got; None if there is none."""
        if not self.clear:
            return None
        factor = float((self.got * self.expected).sum() / (self.expected**2).sum())
        found = abs(factor) > 1e-6 and self.agree(self.got / factor, self.expected)
        return factor if found else None

    def is_factor(self, number: float) -> bool:
        """Whether all values are `number` times the right ones, up to round-off."""
        factor = self.factor
        return factor is not None and abs(factor - number) <= FACTOR_RTOL * abs(number)


# --- Shapes ------------------------------------------------------------------------------------


def transposed(actual: Shape, wanted: Shape) -> bool:
    """The axes are there in the opposite order."""
    return len(wanted) > 1 and actual == wanted[::-1]


def single_number(actual: Shape, wanted: Shape) -> bool:
    """A number where an array is asked for."""
    return actual == ()


def number_expected(actual: Shape, wanted: Shape) -> bool:
    """An array where a number is asked for."""
    return wanted == ()


def row_against_column(actual: Shape, wanted: Shape) -> bool:
    """(n, n) where (n,) is asked for."""
    return len(wanted) == 1 and wanted[0] > 1 and actual == (*wanted, *wanted)


def axis_of_one(actual: Shape, wanted: Shape) -> bool:
    """A matrix with one row or column where there should be more."""
    return len(actual) == len(wanted) == 2 and 1 in actual


def extra_axis(actual: Shape, wanted: Shape) -> bool:
    """The right shape, but for one more axis of length 1."""
    return any(wanted == actual[:i] + actual[i + 1 :] for i, n in enumerate(actual) if n == 1)


SHAPES = (transposed, single_number, number_expected, row_against_column, axis_of_one, extra_axis)


def of_shapes(actual: Shape, wanted: Shape) -> str:
    """The sentence for two shapes that differ; empty if nothing fits."""
    return next((SENTENCES[holds.__name__] for holds in SHAPES if holds(actual, wanted)), "")


# --- One factor for all values --------------------------------------------------------------------


def batch_size(case: Case) -> bool:
    """All values are as many times too large as there are samples."""
    return case.samples > 1 and case.is_factor(case.samples)


def inverse_batch_size(case: Case) -> bool:
    """All values are as many times too small as there are samples."""
    return case.samples > 1 and case.is_factor(1 / case.samples)


def inverse_columns(case: Case) -> bool:
    """All values are as many times too small as a sample has values."""
    return case.columns > 1 and case.is_factor(1 / case.columns)


def kept_share(case: Case) -> bool:
    """All values are 1 - p times the right ones."""
    return case.p is not None and 0 < case.p < 1 and case.is_factor(1 - case.p)


def inverse_kept_share(case: Case) -> bool:
    """All values are 1 / (1 - p) times the right ones."""
    return case.p is not None and 0 < case.p < 1 and case.is_factor(1 / (1 - case.p))


def odds(case: Case) -> bool:
    """All values are (1 - p) / p times the right ones, as after a division by p."""
    return case.p is not None and 0 < case.p < 1 and case.is_factor((1 - case.p) / case.p)


def doubled(case: Case) -> bool:
    """All values are twice the right ones."""
    return case.is_factor(2)


def halved(case: Case) -> bool:
    """All values are half of the right ones."""
    return case.is_factor(0.5)


def opposite_sign(case: Case) -> bool:
    """All values are minus the right ones."""
    return case.is_factor(-1)


FACTORS = (
    batch_size,
    inverse_batch_size,
    inverse_columns,
    kept_share,
    inverse_kept_share,
    odds,
    doubled,
    halved,
    opposite_sign,
)


# --- Other relations between values --------------------------------------------------------------


def all_zero(case: Case) -> bool:
    """Nothing but zeros."""
    return case.clear and case.got.size > 1 and not np.any(case.got)


def transposed_values(case: Case) -> bool:
    """A square matrix that is the transpose of the right one."""
    return case.got.ndim == 2 and case.clear and case.agree(case.got.T, case.expected)


def upstream_missing(case: Case) -> bool:
    """The derivative alone: times the upstream gradient, element by element, it would be right."""
    upstream = np.asarray(case.upstream, dtype=float)  # nan, of no shape, if there is none
    if upstream.shape != case.got.shape or not case.clear or case.got.size < 2:
        return False
    return case.agree(case.got * upstream, case.expected)


def _wrong_where(case: Case, chosen: Callable[[Array], Array]) -> bool:
    x = np.asarray(case.x, dtype=float)  # nan, of no shape, if there is none
    if x.shape != case.got.shape or x.size < 4:
        return False
    wrong = np.abs(case.got - case.expected) > case.atol + case.rtol * np.abs(case.expected)
    return bool(1 < wrong.sum() < wrong.size and np.array_equal(wrong, chosen(x)))


def negative_inputs(case: Case) -> bool:
    """Wrong at every negative input, right at all others."""
    return _wrong_where(case, lambda x: x < 0)


def positive_inputs(case: Case) -> bool:
    """Wrong at every positive input, right at all others."""
    return _wrong_where(case, lambda x: x > 0)


def training_mode(case: Case) -> bool:
    """Dropout at work where nothing should be dropped: some values are 0, the others divided by 1 - p."""
    if case.p is None or not 0 < case.p < 1 or np.any(case.expected == 0):
        return False
    dropped, kept = case.got == 0, case.got != 0
    return bool(
        dropped.any() and kept.any() and case.agree(case.got[kept] * (1 - case.p), case.expected[kept])
    )


RELATIONS = (all_zero, transposed_values, upstream_missing, negative_inputs, positive_inputs, training_mode)


def of_values(case: Case) -> str:
    """What explains the difference; empty if nothing does. All that fits is told."""
    unless = case.unless or {}
    told = [SENTENCES.get(name, name) for name, values in unless.items() if case.agree(case.got, values())]
    told += _sentences(RELATIONS, case)
    if factors := _sentences(FACTORS, case):
        told.append(f"{_times(case)} {' Or: '.join(factors)}")
    return " Or: ".join(told)


def of_factor(case: Case) -> str:
    """A factor without a meaning. Not for hidden checks: it leads from a known value to the right one."""
    return _times(case) if np.count_nonzero(case.expected) > 1 else ""


def _sentences(hypotheses: Iterable[Callable[[Case], bool]], case: Case) -> list[str]:
    return [SENTENCES[holds.__name__] for holds in hypotheses if holds(case)]


def _times(case: Case) -> str:
    factor = case.factor
    if factor is None:
        return ""
    values, ones = (f"All {case.got.size} values are", "ones") if case.got.size > 1 else ("It is", "one")
    samples = f"; the batch has {case.samples} samples" if case.samples > 1 else ""
    return f"{values} exactly {factor:.6g} times the right {ones}{samples}."


# --- Values that are not finite --------------------------------------------------------------------


def of_overflow(x: ArrayLike | None) -> str:
    """What may have made nan or inf of a finite input."""
    reach = 0.0 if x is None else float(np.max(np.abs(np.asarray(x, dtype=float)), initial=0.0))
    if np.isfinite(reach) and reach > LARGEST_EXPONENT:
        return SENTENCES["overflow"].format(reach=f"{reach:g}")
    return SENTENCES["not_finite"]
