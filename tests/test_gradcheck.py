"""What `checks.gradcheck` tells: right gradients agree, and what cannot be checked is a sentence."""

from typing import Any

import numpy as np
import pytest

import checks
from checks import CheckFailed

X = np.random.default_rng(0).normal(size=(5, 3))


class Linear:
    """A linear layer with a bend, so that second derivatives are not zero."""

    def __init__(self, dtype: Any = float, output: Any = float) -> None:
        self.W = np.random.default_rng(1).normal(size=(4, 3)).astype(dtype)
        self.b = np.linspace(-1, 1.5, 4).astype(dtype)
        self.gradW, self.gradb = np.zeros_like(self.W), np.zeros_like(self.b)
        self.dtype = output

    def forward(self, x: Any) -> Any:
        self.output = np.tanh(x @ self.W.T + self.b).astype(self.dtype)
        return self.output

    def backward(self, x: Any, upstream: Any) -> Any:
        inner = upstream * (1 - self.output**2)
        self.gradW += (inner.T @ x).astype(self.gradW.dtype)
        self.gradb += inner.sum(axis=0).astype(self.gradb.dtype)
        return inner @ self.W

    def zeroGradParameters(self) -> None:
        self.gradW[...] = 0
        self.gradb[...] = 0

    def getParameters(self) -> Any:
        return [self.W, self.b]

    def getGradParameters(self) -> Any:
        return [self.gradW, self.gradb]


@pytest.mark.parametrize("output", ["float64", "float32"])
@pytest.mark.parametrize("dtype", ["float64", "float32", "float16"])
def test_a_right_gradient_agrees_in_every_precision(
    dtype: str, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    checks.gradcheck(Linear(dtype, output), X)
    first, *lines = capsys.readouterr().out.splitlines()
    assert first == "Linear: gradient against central differences, step 1e-06"
    assert [line.split()[0] for line in lines] == ["input", "W", "b"]
    coarse = min(dtype, output, key=lambda name: int(name[-2:]))
    for line in lines[1:]:
        assert line.endswith("agrees" if coarse == "float64" else f"agrees (as far as {coarse} can tell)")
    assert "agrees" in lines[0]


@pytest.mark.parametrize(("dtype", "factor"), [("float64", 1.01), ("float32", 1.01), ("float32", 0.999)])
def test_a_wrong_gradient_does_not(dtype: str, factor: float, capsys: pytest.CaptureFixture[str]) -> None:
    layer = Linear(dtype)
    layer.getGradParameters = lambda: [layer.gradW, factor * layer.gradb]  # type: ignore[method-assign]
    checks.gradcheck(layer, X)
    _, _, weight, bias = capsys.readouterr().out.splitlines()
    assert "agrees" in weight
    assert "does not agree" in bias or "unsure" in bias


def _integers() -> Linear:
    layer = Linear()
    layer.b = np.arange(4)
    return layer


def _returning(method: str, value: Any) -> Linear:
    layer = Linear()
    setattr(layer, method, lambda: value(layer))
    return layer


@pytest.mark.parametrize(
    ("layer", "told"),
    [
        (
            _returning("getParameters", lambda self: [self.W.copy(), self.b]),
            "Linear.getParameters() returns copies, and changing a copy changes nothing: it must return the "
            "arrays themselves, those that forward uses.",
        ),
        (_integers(), "Linear.getParameters() holds int64 numbers: a parameter must be an array of floats"),
        (
            _returning("getParameters", lambda self: [1.5]),
            "Linear.getParameters() holds a float: a parameter",
        ),
        (
            _returning("getGradParameters", lambda self: []),
            "Linear.getParameters() gives 2 arrays, but getGradParameters() gives 0: there must be one "
            "gradient for each parameter, in the same order.",
        ),
        (
            _returning("getParameters", lambda self: None),
            "Linear.getParameters() is None. Is a `return` miss",
        ),
        (
            _returning("getGradParameters", lambda self: None),
            "Linear.getGradParameters() is None. Is a `return`",
        ),
        (
            _returning("getGradParameters", lambda self: [self.gradW, None]),
            "Linear.getGradParameters() is None",
        ),
    ],
)
def test_what_cannot_be_checked_is_a_sentence(layer: Linear, told: str) -> None:
    with pytest.raises(CheckFailed) as caught:
        checks.gradcheck(layer, X)
    assert told in str(caught.value)


def test_the_arrays_themselves_may_be_seen_through_views(capsys: pytest.CaptureFixture[str]) -> None:
    layer = Linear()
    layer.getParameters = lambda: [layer.W.T, layer.b]  # type: ignore[method-assign]
    layer.getGradParameters = lambda: [layer.gradW.T, layer.gradb]  # type: ignore[method-assign]
    assert checks.gradcheck(layer, X) < 1e-6


def test_gradients_of_a_criterion(capsys: pytest.CaptureFixture[str]) -> None:
    class Squares:
        def forward(self, x: Any, target: Any) -> Any:
            self.output = ((x - target) ** 2).sum()
            return self.output

        def backward(self, x: Any, target: Any) -> Any:
            return 2 * (x - target)

    assert checks.gradcheck(Squares(), X, X[::-1]) < 1e-6


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (np.zeros(2, complex), "an array of dtype complex128"),
        (np.array([None, 1.0]), "an array of dtype object"),
        (np.array(["a"]), "an array of dtype <U1"),
        ([[1.0], [1.0, 2.0]], "a list"),
        ("text", "a str"),
    ],
)
def test_what_is_no_array_of_numbers_is_named(value: Any, told: str) -> None:
    with pytest.raises(CheckFailed, match=f"Linear.forward is not an array of real numbers but {told}\\."):
        checks.fetch(value, "Linear.forward")
