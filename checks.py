"""The checks of this course: what the visible and the hidden checks share. NumPy only, made to be read.

Every function here either returns silently or raises `CheckFailed` with a sentence that says what is wrong.
You may call all of them yourself; the most useful one while you work is `gradcheck`:

    checks.gradcheck(Linear(3, 4), np.random.default_rng(0).normal(size=(5, 3)))

Words used below: the *upstream gradient* is the gradient of the loss with respect to a module's output
(`gradOutput`); N is the number of samples in a batch. Tolerances are those of float64.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]

RTOL, ATOL = 1e-6, 1e-8  # against a formula evaluated in float64
EPS = 1e-6  # step of the central differences: their round-off is then about 1e-10
GRADIENT_RTOL, GRADIENT_ATOL = 1e-5, 1e-6  # against central differences


class CheckFailed(AssertionError):
    """A check that did not pass. The message is meant for the student and says everything."""

    def _render_traceback_(self) -> list[str]:
        # IPython shows these lines in place of a traceback through files that are not the student's.
        return [f"\x1b[0;31mCheck failed.\x1b[0m {self}"]


# --- Handing values over and looking at them ---------------------------------------------------


def put(x: ArrayLike) -> Any:
    """Hand an array over once, as a copy, so that a change made to it can be seen afterwards."""
    return np.array(x)


def fetch(x: Any, what: str) -> Array:
    """Return a copy of `x` as a plain array, so that buffers may be reused by the next call.

    Raises:
        CheckFailed: `x` is None, or is not an array of numbers.
    """
    if x is None:
        raise CheckFailed(f"{what} is None. Is a `return` missing, or was it never stored?")
    try:
        array = np.array(x)
    except Exception:
        array = np.array(None)
    if array.dtype.kind not in "biufc":
        raise CheckFailed(f"{what} is not an array of numbers but a {kind(x)}.")
    return array


def kind(x: Any) -> str:
    """Name of the class of `x`, such as `"Linear"`."""
    return type(x).__name__


def same(a: Any, b: Any) -> bool:
    """Whether `a` and `b` are one object (identity, not equality)."""
    return a is b


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Silence NumPy's floating-point warnings: a right result costs nothing, whatever it warned about."""
    with np.errstate(all="ignore"):
        yield


# --- Shape, finiteness, values -----------------------------------------------------------------


def shape(what: str, got: Any, expected: Sequence[int]) -> None:
    """Check the shape of `got`.

    Raises:
        CheckFailed: the shapes differ; a transposed and a broadcast result are named as such.
    """
    actual, wanted = fetch(got, what).shape, tuple(expected)
    if actual == wanted:
        return
    if actual == wanted[::-1] and len(wanted) > 1:
        hint = "It looks transposed."
    elif actual == ():
        hint = "It is a single number: was something summed or averaged over all axes?"
    elif wanted == ():
        hint = "A single number is expected here."
    elif len(actual) == len(wanted) == 2 and 1 in actual:
        hint = "An axis of length 1 broadcasts silently: look at axis=... and keepdims=..."
    elif sorted(actual) == sorted(n for n in (*wanted, 1)) and len(actual) == len(wanted) + 1:
        hint = f"The values may be right: only the extra axis of length 1 is too much, {wanted} is asked for."
    else:
        hint = ""
    raise CheckFailed(f"{what} has shape {actual}, expected {wanted}. {hint}".rstrip())


def finite(what: str, got: Any) -> None:
    """Check that no value is nan or infinite.

    Raises:
        CheckFailed: with the first place where one is.
    """
    values = fetch(got, what)
    bad = ~np.isfinite(values)
    if bad.any():
        raise CheckFailed(
            f"{what} has {_count(bad)} that {'is' if bad.sum() == 1 else 'are'} not finite: "
            f"{_first(bad, values)}. Typical causes: exp of a large number, log of 0, 0/0, or inf*0."
        )


def close(
    what: str,
    got: Any,
    expected: ArrayLike,
    rtol: float = RTOL,
    atol: float = ATOL,
    row: bool = False,
) -> None:
    """Check shape, then finiteness, then values: |got - expected| <= atol + rtol * |expected|.

    Args:
        row: accept (1, n) where (n,) is expected; the shape itself is charged elsewhere, once.

    Raises:
        CheckFailed: says how many values differ, where the worst one is, and whether one factor explains all.
    """
    values, reference = fetch(got, what), np.asarray(expected, dtype=float)
    if row and values.shape == (1, *reference.shape):
        values = values[0]
    shape(what, values, reference.shape)
    finite(what, values)
    wrong = np.abs(values - reference) > atol + rtol * np.abs(reference)
    if not wrong.any():
        return
    worst = np.unravel_index(np.argmax(np.where(wrong, np.abs(values - reference), -1.0)), wrong.shape)
    place = f" at {_index(worst)}" if values.ndim else ""
    raise CheckFailed(
        f"{what}: {_count(wrong)} wrong; the worst{place} is {float(values[worst]):.6g}, "
        f"expected {float(reference[worst]):.6g}.{_factor(values, reference)}"
    )


def unchanged(what: str, now: Any, before: ArrayLike) -> None:
    """Check that an array handed over with `put` still has the values it had."""
    if not np.array_equal(fetch(now, what), np.asarray(before)):
        raise CheckFailed(
            f"{what} was modified. Work on a copy, or write into a new array: "
            "`x *= 2` and `x[mask] = 0` change the caller's array, `x = x * 2` does not."
        )


def _count(wrong: Array) -> str:
    return "the value" if wrong.ndim == 0 else f"{int(wrong.sum())} of {wrong.size} values"


def _index(place: Iterable[Any]) -> str:
    return "[" + ", ".join(str(int(i)) for i in place) + "]"


def _first(bad: Array, values: Array) -> str:
    place = tuple(np.argwhere(bad)[0])
    return f"{values[place]}" + (f" at {_index(place)}" if values.ndim else "")


def _factor(got: Array, expected: Array) -> str:
    """One factor that turns all of `expected` into `got`, as a sentence; empty when there is none."""
    used = np.abs(expected) > 1e-12
    if got.size < 2 or not used.any():
        return ""
    ratios = got[used] / expected[used]
    factor = float(ratios.flat[0])
    explained = np.allclose(ratios, factor, rtol=1e-4) and np.allclose(got[~used], 0, atol=1e-9)
    if not explained or abs(factor) < 1e-9:
        return ""
    return f" All your values are {factor:.5g} times the expected ones."


# --- Numeric gradients -------------------------------------------------------------------------


def series(function: Callable[[Any], Any], arguments: Sequence[Array], what: str) -> list[Array]:
    """Call `function` once for each argument (a copy each time) and fetch each result at once."""
    with quiet():
        return [fetch(function(put(argument)), what) for argument in arguments]


def numeric_gradient(
    function: Callable[[Any], Any], x: ArrayLike, upstream: ArrayLike = 1.0, eps: float = EPS
) -> Array:
    """Gradient of sum(function(x) * upstream) with respect to x, by central differences.

    Args:
        function: takes an array of x's shape, returns an array of upstream's shape (or a number).
        eps: half the distance between the two points of each difference.

    Returns:
        Array of the shape of x: (f(x + eps) - f(x - eps)) / (2 eps), element by element.
    """
    point, weight = np.array(x, dtype=float), np.asarray(upstream, dtype=float)
    steps = eps * np.eye(point.size).reshape(point.size, *point.shape)
    outputs = series(function, [*(point + steps), *(point - steps)], "the output")
    change = [np.sum((up - down) * weight) for up, down in zip(outputs[: point.size], outputs[point.size :])]
    return np.array(change).reshape(point.shape) / (2 * eps)


def _with_parameter(module: Any, name: str, x: ArrayLike) -> Callable[[Any], Any]:
    def forward(value: Any) -> Any:
        setattr(module, name, value)
        return module.forward(put(x))

    return forward


# --- Modules -----------------------------------------------------------------------------------


def forward(module: Any, x: ArrayLike, expected: ArrayLike, rtol: float = RTOL, atol: float = ATOL) -> None:
    """Check `module.forward(x)` against the expected output. Shapes: x (N, ...), expected (N, ...)."""
    with quiet():
        close(f"{kind(module)}.forward", module.forward(put(x)), expected, rtol, atol)


def backward(
    module: Any,
    x: ArrayLike,
    upstream: ArrayLike,
    expected: ArrayLike | None = None,
    rtol: float = GRADIENT_RTOL,
    atol: float = GRADIENT_ATOL,
) -> None:
    """Check the gradient that `module.backward` returns, after one forward with the same input.

    Args:
        x: input, (N, ...).
        upstream: upstream gradient, the shape of the output.
        expected: gradient with respect to x; central differences of the module's own forward if None.
    """
    what = f"{kind(module)}.backward"
    if expected is None:
        expected = numeric_gradient(module.forward, x, upstream)
    with quiet():
        module.forward(put(x))
        close(f"{what} (gradInput)", module.backward(put(x), put(upstream)), expected, rtol, atol)


def parameter_gradients(module: Any, x: ArrayLike, upstream: ArrayLike, names: Sequence[str]) -> None:
    """Check `getGradParameters()` after one backward pass against central differences.

    Args:
        names: attributes of the parameters in the order of `getParameters()`, such as ("W", "b").
    """
    values = {name: fetch(getattr(module, name), f"{kind(module)}.{name}") for name in names}
    expected = {}
    for name in names:
        expected[name] = numeric_gradient(_with_parameter(module, name, x), values[name], upstream)
        setattr(module, name, put(values[name]))
    gradients = gradients_after_backward(module, x, upstream)
    if len(gradients) != len(names):
        raise CheckFailed(
            f"{kind(module)}.getGradParameters() has {len(gradients)} entries, expected {len(names)}."
        )
    for name, gradient in zip(names, gradients):
        what = f"{kind(module)}: gradient of {name}"
        close(what, gradient, expected[name], GRADIENT_RTOL, GRADIENT_ATOL, row=True)


def gradients_after_backward(module: Any, x: ArrayLike, upstream: ArrayLike, times: int = 1) -> list[Array]:
    """Zero the gradients, then run forward and backward `times` times; returns copies of the gradients."""
    with quiet():
        module.zeroGradParameters()
        for _ in range(times):
            module.forward(put(x))
            module.backward(put(x), put(upstream))
    return _gradients(module)


def _gradients(module: Any) -> list[Array]:
    return [fetch(gradient, f"{kind(module)}.getGradParameters()") for gradient in module.getGradParameters()]


def stores_and_returns(module: Any, x: ArrayLike, upstream: ArrayLike) -> None:
    """Check that forward and backward return what they store in `output` and `gradInput`."""
    name = kind(module)
    with quiet():
        returned = fetch(module.forward(put(x)), f"the value returned by {name}.forward")
        stored = fetch(module.output, f"{name}.output after forward")
        if not np.array_equal(returned, stored):
            raise CheckFailed(f"{name}.forward returns something else than it stores in self.output.")
        returned = fetch(module.backward(put(x), put(upstream)), f"the value returned by {name}.backward")
        stored = fetch(module.gradInput, f"{name}.gradInput after backward")
        if not np.array_equal(returned, stored):
            raise CheckFailed(f"{name}.backward returns something else than it stores in self.gradInput.")


def leaves_arguments_alone(module: Any, x: ArrayLike, upstream: ArrayLike) -> None:
    """Check that neither the input nor the upstream gradient is modified, nor `output` by backward."""
    name = kind(module)
    given, given_upstream = put(x), put(upstream)
    with quiet():
        output = fetch(module.forward(given), f"the value returned by {name}.forward")
        unchanged(f"The input of {name}.forward", given, x)
        module.backward(given, given_upstream)
    unchanged(f"The input of {name}.backward", given, x)
    unchanged(f"The gradOutput of {name}.backward", given_upstream, upstream)
    unchanged(f"{name}.output, by backward,", module.output, output)


def accumulates(module: Any, x: ArrayLike, upstream: ArrayLike) -> None:
    """Check that gradients of parameters add up over backward passes, and that zeroing them works."""
    name = kind(module)
    once = gradients_after_backward(module, x, upstream)
    twice = gradients_after_backward(module, x, upstream, times=2)
    for one, two in zip(once, twice):
        if np.allclose(one, two, rtol=1e-9, atol=0) and np.any(one):
            raise CheckFailed(
                f"{name}: the second backward overwrites the gradients of the parameters; "
                "they must add up until zeroGradParameters() is called."
            )
        close(f"{name}: gradients after two backward passes", two, 2 * one)
    module.zeroGradParameters()
    for gradient in _gradients(module):
        close(f"{name}: gradients after zeroGradParameters()", gradient, np.zeros(gradient.shape))


def parameter_shapes(module: Any, shapes: Sequence[Sequence[int]]) -> None:
    """Check the shapes of all parameters and of their gradients, in the order of getParameters()."""
    name = kind(module)
    for kind_of, arrays in (("getParameters()", module.getParameters()), ("getGradParameters()", module.getGradParameters())):
        if len(arrays) != len(shapes):
            raise CheckFailed(f"{name}.{kind_of} has {len(arrays)} entries, expected {len(shapes)}.")
        for i, expected in enumerate(shapes):
            shape(f"{name}.{kind_of}[{i}]", arrays[i], expected)


# --- Criteria ----------------------------------------------------------------------------------


def loss(criterion: Any, input: ArrayLike, target: ArrayLike, expected: float, rtol: float = RTOL) -> None:
    """Check the loss, which must be one number (a Python float, a NumPy scalar or a 0-d array)."""
    with quiet():
        close(f"{kind(criterion)}.forward", criterion.forward(put(input), put(target)), expected, rtol)


def loss_gradient(
    criterion: Any, input: ArrayLike, target: ArrayLike, expected: ArrayLike | None = None
) -> None:
    """Check the gradient of the loss with respect to `input`; central differences if expected is None."""
    if expected is None:
        expected = numeric_gradient(lambda value: criterion.forward(value, put(target)), input)
    with quiet():
        criterion.forward(put(input), put(target))
        gradient = criterion.backward(put(input), put(target))
    close(f"{kind(criterion)}.backward", gradient, expected, GRADIENT_RTOL, GRADIENT_ATOL)


def criterion_contract(criterion: Any, input: ArrayLike, target: ArrayLike) -> None:
    """Check that a criterion stores what it returns and leaves input and target as they are."""
    name = kind(criterion)
    given, given_target = put(input), put(target)
    with quiet():
        value = fetch(criterion.forward(given, given_target), f"the value returned by {name}.forward")
        close(f"{name}.output", criterion.output, value)
        gradient = fetch(criterion.backward(given, given_target), f"the value returned by {name}.backward")
        close(f"{name}.gradInput", criterion.gradInput, gradient)
    unchanged(f"The input of {name}", given, input)
    unchanged(f"The target of {name}", given_target, target)


# --- Statistics, errors ------------------------------------------------------------------------


def rate(what: str, hits: float, total: int, p: float) -> None:
    """Check that `hits` of `total` independent trials fit probability p, within six standard deviations.

    The false-alarm rate is below 2e-9 (two-sided normal tail; total * p * (1 - p) should exceed 1000).
    """
    deviation = np.sqrt(p * (1 - p) / total)
    if abs(hits / total - p) > 6 * deviation:
        raise CheckFailed(f"{what}: {hits / total:.4f} of {total} values, expected {p:g} within {6 * deviation:.4f}.")


def raises(error: type[Exception], function: Callable[..., Any], *arguments: Any, what: str) -> None:
    """Check that the call raises `error` with a message in it."""
    try:
        function(*arguments)
    except error as caught:
        if not str(caught).strip():
            raise CheckFailed(f"{what} raises {error.__name__}, but without a sentence that explains it.") from None
    except Exception as caught:
        raise CheckFailed(f"{what} must raise {error.__name__}, but raised {kind(caught)}: {caught}") from None
    else:
        raise CheckFailed(f"{what} must raise {error.__name__}, but nothing was raised.")


# --- For you: an honest gradient check -----------------------------------------------------------


def gradcheck(module: Any, x: ArrayLike, target: ArrayLike | None = None, seed: int = 0) -> float:
    """Compare the gradients of a module (or, with `target`, of a criterion) with central differences.

    Prints a line for the input and for each parameter, and returns the largest relative error.
    What it cannot see: anything random (use evaluate mode), points at a kink, gradients that are all zero.

    Args:
        x: input, (N, ...), in float64; keep it small, every element costs two calls.
        target: second argument of a criterion.
        seed: of the random upstream gradient.
    """
    point = np.array(x, dtype=float)
    compared: list[tuple[str, Array, Array]] = []
    if target is not None:
        numeric = numeric_gradient(lambda value: module.forward(value, put(target)), point)
        module.forward(put(point), put(target))
        compared.append(("input", fetch(module.backward(put(point), put(target)), "backward"), numeric))
    else:
        output = fetch(module.forward(put(point)), "forward")
        upstream = np.random.default_rng(seed).normal(size=output.shape)
        numeric = numeric_gradient(module.forward, point, upstream)
        gradients = gradients_after_backward(module, point, upstream)
        compared.append(("input", fetch(module.gradInput, "gradInput"), numeric))
        owners = [(name, value) for name, value in vars(module).items() if isinstance(value, np.ndarray)]
        for i, parameter in enumerate(module.getParameters()):
            name = next((n for n, value in owners if same(value, parameter)), None)
            if name is not None:
                value = fetch(parameter, name)
                numeric = numeric_gradient(_with_parameter(module, name, point), value, upstream)
                setattr(module, name, parameter)
                compared.append((name, gradients[i], numeric))
    worst = 0.0
    print(f"{kind(module)}: gradient against central differences, step {EPS:g}")
    for name, analytic, numeric in compared:
        error = _relative_error(analytic, numeric)
        worst = max(worst, error)
        print(f"  {name:<10} {analytic.shape!s:<12} relative error {error:.1e}   {_verdict(error, analytic, numeric)}")
    return worst


def _relative_error(analytic: Array, numeric: Array) -> float:
    if analytic.shape != numeric.shape:
        return float("inf")
    scale = max(float(np.max(np.abs(numeric), initial=0.0)), float(np.max(np.abs(analytic), initial=0.0)), 1e-12)
    return float(np.max(np.abs(analytic - numeric), initial=0.0)) / scale


def _verdict(error: float, analytic: Array, numeric: Array) -> str:
    if analytic.shape != numeric.shape:
        return f"wrong shape, expected {numeric.shape}"
    if not np.any(analytic) and not np.any(numeric):
        return "all zero, so this proves nothing: try another input"
    if error < 1e-6:
        return "agrees"
    if error < 1e-3:
        return "unsure: near a kink, or a small term is wrong: try other inputs"
    return "does not agree"
