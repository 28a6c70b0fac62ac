"""The checks of this course: what the visible and the hidden checks share. NumPy only, made to be read.

Every function here either returns silently or raises `CheckFailed` with a sentence that says what is wrong.
You may call all of them yourself; the most useful one while you work is `gradcheck`:

    checks.gradcheck(Linear(3, 4), np.random.default_rng(0).normal(size=(5, 3)))

Words used below: the *upstream gradient* is the gradient of the loss with respect to a module's output
(`gradOutput`); N is the number of samples in a batch.
What may be behind a wrong result is looked up in `diagnosis`.
"""

from __future__ import annotations

import contextlib
import textwrap
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

import diagnosis
from diagnosis import SENTENCES, Unless

Array = NDArray[Any]

# Wide enough for float32 (round-off 6e-8) in sums of a dozen values of order 1, and narrow enough to see an
# error of 1e-5: docs/grading-quality.md shows both, measured. Central differences are good to 1e-10.
RTOL, ATOL = 1e-5, 1e-6
EPS = 1e-6  # step of the central differences
LINE = 100  # characters of a message in a line
SIGMAS = 6.2  # standard deviations that a share may be off: once in 2e9 draws it is by chance


class CheckFailed(AssertionError):
    """A check that did not pass. The message is meant for the student and says everything.

    Attributes:
        hint: what a student may read even if the check is hidden: no right value is in it. The message
            itself, if nothing else is given.
    """

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = message if hint is None else hint

    def _render_traceback_(self) -> list[str]:
        # IPython shows these lines in place of a traceback through files that are not the student's.
        # JupyterLab breaks lines that are too long in the middle of a word.
        told = f"Check failed. {self}".splitlines()
        lines = [part for line in told for part in textwrap.wrap(line, LINE) or [""]]
        return [f"\x1b[0;31mCheck failed.\x1b[0m{lines[0].removeprefix('Check failed.')}", *lines[1:]]


# --- Handing values over and looking at them ---------------------------------------------------


def put(x: Any) -> Any:
    """Hand an array or a dictionary over once, as a copy, so that a change made to it can be seen later."""
    return dict(x) if isinstance(x, dict) else np.array(x)


def call_each(function: Callable[[Any], Any], arguments: Iterable[Array]) -> list[Any]:
    """Call `function` with a copy of each argument; copies of the results, as buffers may be reused."""
    results = (function(put(argument)) for argument in arguments)
    return [result if result is None else np.array(result) for result in results]


def in_turn(owner: Any, *calls: Sequence[Any]) -> Any:
    """Call methods of one object one after the other, each given as (name, *arguments); the last result."""
    result = None
    for name, *arguments in calls:
        result = getattr(owner, name)(*arguments)
    return result


def assign(owner: Any, **values: Any) -> None:
    """Set attributes of one object."""
    in_turn(owner, *(("__setattr__", name, value) for name, value in values.items()))


def draw(number: int) -> np.random.Generator:
    """Random numbers for inputs of a hidden check, where each submission is to get others."""
    return np.random.default_rng(number)


# A judge that keeps your objects in a process of their own puts functions of its own in their place.
__judged__ = ("put", "call_each", "in_turn", "draw")


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
    if array.dtype.kind not in "biuf":
        raise CheckFailed(f"{what} is not an array of real numbers but {_sort(x)}.")
    return array


def _sort(x: Any) -> str:
    """What `x` is, in words: `"a list"`, or of an array what is in it."""
    dtype = ""
    with contextlib.suppress(Exception):
        dtype = str(x.dtype)[:40]
    return f"an array of dtype {dtype}" if dtype else f"a {kind(x)}"


def kind(x: Any) -> str:
    """Name of the class of `x`, such as `"Linear"`."""
    return type(x).__name__


def same(a: Any, b: Any) -> bool:
    """Whether `a` and `b` are one object (identity, not equality)."""
    return a is b


def entries(names: Sequence[str], **found: Any) -> None:
    """Check that each dictionary, given by its name in the notebook, has an entry for each of `names`."""
    for where, dictionary in found.items():
        missing = [name for name in names if name not in list(dictionary)]
        if missing:
            raise CheckFailed(
                f"{missing[0]!r} is missing in {where}: has the cell that fills it run to its end?"
            )


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Silence warnings, NumPy's and others: a right result costs nothing, whatever it warned about."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
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
    because = diagnosis.of_shapes(actual, wanted)
    raise CheckFailed(f"{what} has shape {actual}, expected {wanted}. {because}".rstrip())


def finite(what: str, got: Any, x: ArrayLike | None = None) -> None:
    """Check that no value is nan or infinite; x is the input, if it may be the cause.

    Raises:
        CheckFailed: with the first place where one is.
    """
    values = fetch(got, what)
    bad = np.argwhere(~np.isfinite(values))
    if len(bad):
        place = tuple(bad[0])
        where = f" at {_index(place)} ({len(bad)} of {values.size} values are not finite)" if place else ""
        raise CheckFailed(f"{what} is {values[place]}{where}. {diagnosis.of_overflow(x)}")


def close(
    what: str,
    got: Any,
    expected: ArrayLike,
    rtol: float = RTOL,
    atol: float = ATOL,
    row: bool = False,
    *,
    x: ArrayLike | None = None,
    upstream: ArrayLike | None = None,
    batch: int = 0,
    p: float | None = None,
    unless: Unless | None = None,
) -> None:
    """Check shape, then finiteness, then values: |got - expected| <= atol + rtol * |expected|.

    Args:
        row: accept (1, n) where (n,) is expected; the shape itself is charged elsewhere, once.
        x, upstream, batch, p, unless: what is known, for `diagnosis.Case`; looked at only after a failure.

    Raises:
        CheckFailed: says how many values differ, where the worst one is, and what explains all of it.
    """
    values, reference = fetch(got, what), np.asarray(expected, dtype=float)
    if row and values.shape == (1, *reference.shape):
        values = values[0]
    if values.shape != reference.shape:
        if values.shape == reference.T.shape and np.allclose(values.T, reference, rtol, atol):
            shapes = f"has shape {values.shape}, expected {reference.shape}"
            raise CheckFailed(f"{what} {shapes}. {SENTENCES['transposed_values']}")
        shape(what, values, reference.shape)
    with np.errstate(all="ignore"):
        wrong = ~(np.abs(values - reference) <= atol + rtol * np.abs(reference))  # nan is wrong, too
    if not wrong.any():
        return
    finite(what, values, x)
    case = diagnosis.Case(values.astype(float), reference, rtol, atol, x, upstream, batch, p, unless)
    raise _wrong(what, case, wrong)


def _wrong(what: str, case: diagnosis.Case, wrong: Array) -> CheckFailed:
    """The failure of `close`: where, how much, why. The hint has no value in it."""
    because = factor = ""
    with contextlib.suppress(Exception), quiet():  # no diagnosis is worth an error in a test
        because, factor = diagnosis.of_values(case), diagnosis.of_factor(case)
    difference = np.where(wrong, np.abs(case.got - case.expected), -1.0)
    worst = np.unravel_index(np.argmax(difference), wrong.shape)
    count = f": {wrong.sum()} of {wrong.size} values wrong; the worst, at {_index(worst)}," * (wrong.size > 1)
    values = f"{float(case.got[worst]):.6g}, expected {float(case.expected[worst]):.6g}"
    small = difference.max() < 0.01 * np.abs(case.expected).max()
    size = "close to the right one: is a small term wrong?" if small else "far from the right one."
    return CheckFailed(
        f"{what}{count} is {values}. {because or factor}".rstrip(),
        f"{what}: {because}" if because else f"{what}{count} is {size}",
    )


def unchanged(what: str, now: Any, before: ArrayLike) -> None:
    """Check that an array handed over with `put` still has the values it had."""
    if not _identical(fetch(now, what), np.asarray(before)):
        raise CheckFailed(f"{what} was modified. {SENTENCES['modified']}")


def changed(what: str, now: Any, before: ArrayLike) -> None:
    """Check that every value of an array handed over with `put` is another one than before, and finite."""
    values = fetch(now, what)
    if values.shape != np.shape(before) or np.any(values == np.asarray(before)):
        raise CheckFailed(f"{what} stays as it was, at least in part: it must be changed in place.")
    finite(what, values)


def _index(place: Iterable[Any]) -> str:
    return "[" + ", ".join(str(int(i)) for i in place) + "]"


# --- Numeric gradients -------------------------------------------------------------------------


def series(function: Callable[[Any], Any], arguments: Sequence[Array], what: str) -> list[Array]:
    """Call `function` once for each argument (a copy each time) and fetch each result at once."""
    with quiet():
        return [fetch(result, what) for result in call_each(function, arguments)]


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
    change = [((up - down) * weight).sum() for up, down in zip(outputs[: point.size], outputs[point.size :])]
    return np.array(change).reshape(point.shape) / (2 * eps)


# --- Modules -----------------------------------------------------------------------------------


# A module that stores its result and forgets to return it (or the other way round) is told so, and charged,
# by `module_contract`; the checks of values take whichever of the two is there.


def _output(owner: Any, *arguments: Any) -> Any:
    returned = owner.forward(*arguments)
    return owner.output if returned is None else returned


def _grad_input(owner: Any, given: Sequence[Any], given_back: Sequence[Any]) -> Any:
    """What backward gives after a forward: the arguments of the one and of the other."""
    returned = in_turn(owner, ("forward", *given), ("backward", *given_back))
    return owner.gradInput if returned is None else returned


def forward(
    module: Any,
    x: ArrayLike,
    expected: ArrayLike,
    rtol: float = RTOL,
    atol: float = ATOL,
    *,
    p: float | None = None,
    unless: Unless | None = None,
) -> None:
    """Check `module.forward(x)` against the expected output. Shapes: x (N, ...), expected (N, ...)."""
    with quiet():
        got = _output(module, put(x))
        close(f"{kind(module)}.forward", got, expected, rtol, atol, x=x, p=p, unless=unless)


def backward(
    module: Any,
    x: ArrayLike,
    upstream: ArrayLike,
    expected: ArrayLike | None = None,
    rtol: float = RTOL,
    atol: float = ATOL,
    *,
    p: float | None = None,
    unless: Unless | None = None,
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
        got = _grad_input(module, [put(x)], [put(x), put(upstream)])
        about: dict[str, Any] = {"x": x, "upstream": upstream, "p": p, "unless": unless}
        close(f"{what} (gradInput)", got, expected, rtol, atol, **about)


def gradients_after_backward(module: Any, x: ArrayLike, upstream: ArrayLike, times: int = 1) -> list[Array]:
    """Zero the gradients, then run forward and backward `times` times; returns copies of the gradients."""

    def passes(last: str) -> list[tuple[Any, ...]]:
        calls = [(("forward", put(x)), (last, put(x), put(upstream))) for _ in range(times)]
        return [("zeroGradParameters",), *(call for pair in calls for call in pair)]

    with quiet():
        try:
            in_turn(module, *passes("backward"))
        except Exception:  # gradInput is charged elsewhere
            in_turn(module, *passes("accGradParameters"))
    return _gradients(module)


def _gradients(module: Any) -> list[Array]:
    return [fetch(gradient, f"{kind(module)}.getGradParameters()") for gradient in module.getGradParameters()]


def _identical(a: Array, b: Array) -> bool:
    return a.shape == b.shape and bool(np.all((a == b) | (np.isnan(a) & np.isnan(b))))


def _stored_and_returned(owner: Any, method: str, attribute: str, *arguments: Any) -> Array:
    name = kind(owner)
    returned = fetch(getattr(owner, method)(*arguments), f"the value returned by {name}.{method}")
    stored = fetch(getattr(owner, attribute), f"{name}.{attribute} after {method}")
    if not _identical(returned, stored):
        raise CheckFailed(f"{name}.{method} returns something else than it stores in self.{attribute}.")
    return stored


def module_contract(module: Any, x: ArrayLike, upstream: ArrayLike) -> None:
    """Check that forward and backward return what they store, that the output keeps the dtype of x, and that
    neither changes its arguments, nor backward `output`."""
    name, given, given_upstream = kind(module), put(x), put(upstream)
    with quiet():
        output = _stored_and_returned(module, "forward", "output", given)
        unchanged(f"The input of {name}.forward", given, x)
        if output.dtype != np.asarray(x).dtype:
            raise CheckFailed(f"{name}.output is {output.dtype}, but the input is {np.asarray(x).dtype}.")
        _stored_and_returned(module, "backward", "gradInput", given, given_upstream)
    unchanged(f"The input of {name}.backward", given, x)
    unchanged(f"The gradOutput of {name}.backward", given_upstream, upstream)
    unchanged(f"{name}.output, by backward,", module.output, output)


def accumulates(module: Any, x: ArrayLike, upstream: ArrayLike) -> None:
    """Check that gradients of parameters add up over backward passes, and that zeroing them works."""
    name = kind(module)
    once = gradients_after_backward(module, x, upstream)
    if not once:
        raise CheckFailed(f"{name}.getGradParameters() is empty: there is nothing that could add up.")
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


# --- Criteria ----------------------------------------------------------------------------------


def loss(
    criterion: Any,
    input: ArrayLike,
    target: ArrayLike,
    expected: float,
    rtol: float = RTOL,
    unless: Unless | None = None,
) -> None:
    """Check the loss, which must be one number (a Python float, a NumPy scalar or a 0-d array)."""
    with quiet():
        got = _output(criterion, put(input), put(target))
        close(f"{kind(criterion)}.forward", got, expected, rtol, x=input, unless=unless)


def loss_gradient(
    criterion: Any, input: ArrayLike, target: ArrayLike, expected: ArrayLike | None = None
) -> None:
    """Check the gradient of the loss with respect to `input`; central differences if expected is None."""
    if expected is None:
        expected = numeric_gradient(lambda value: criterion.forward(value, put(target)), input)
    with quiet():
        got = _grad_input(criterion, [put(input), put(target)], [put(input), put(target)])
        gradient = fetch(got, f"{kind(criterion)}.backward")
    close(f"{kind(criterion)}.backward", gradient, expected, x=input)


def criterion_contract(criterion: Any, input: ArrayLike, target: ArrayLike) -> None:
    """Check that a criterion stores what it returns and leaves input and target as they are."""
    name, given, given_target = kind(criterion), put(input), put(target)
    with quiet():
        _stored_and_returned(criterion, "forward", "output", given, given_target)
        _stored_and_returned(criterion, "backward", "gradInput", given, given_target)
    unchanged(f"The input of {name}", given, input)
    unchanged(f"The target of {name}", given_target, target)


# --- Statistics, errors ------------------------------------------------------------------------


def rate(what: str, hits: float, total: int, p: float, unless: Mapping[str, float] | None = None) -> None:
    """Check that `hits` of `total` independent trials fit probability p, within six standard deviations.

    Args:
        unless: probabilities that known mistakes give, by name of a sentence in `diagnosis`.

    The false-alarm rate is about 6e-10 (two-sided normal tail; total * p * (1 - p) should exceed 1000).
    """
    deviation = np.sqrt(p * (1 - p) / total)
    if not abs(hits / total - p) <= SIGMAS * deviation:
        share = f"{hits / total:.4f} of {total} values"
        known = (unless or {}).items()
        because = [
            SENTENCES[name] for name, wrong in known if abs(hits / total - wrong) <= SIGMAS * deviation
        ]
        side = "many" if hits / total > p else "few"
        raise CheckFailed(
            " ".join([f"{what}: {share}, expected {p:g} within {SIGMAS * deviation:.4f}.", *because]),
            " ".join([f"{what}: too {side} of {total} values to be chance.", *because]),
        )


def raises(error: type[Exception], function: Callable[..., Any], *arguments: Any, what: str) -> None:
    """Check that the call raises `error` with a message in it."""
    try:
        with quiet():
            function(*arguments)
    except NotImplementedError:
        raise CheckFailed(f"{what}: this is not implemented yet.") from None
    except error as caught:
        if not str(caught).strip():
            raise CheckFailed(f"{what} raises {error.__name__}, but without a sentence in it.") from None
    except Exception as caught:
        wanted = f"{what} must raise {error.__name__}, not {kind(caught)}"
        raise CheckFailed(f"{wanted}: {caught}", wanted + ".") from None
    else:
        raise CheckFailed(f"{what} must raise {error.__name__}, but nothing was raised.")


# --- For you: an honest gradient check -----------------------------------------------------------


def gradcheck(module: Any, x: ArrayLike, target: ArrayLike | None = None, seed: int = 0) -> float:
    """Compare the gradients of a module, a whole network, or a criterion with central differences.

    Prints a line for the input and for each parameter, and returns the largest relative error.
    What it cannot see: anything random (use evaluate mode), points at a kink, gradients that are all zero,
    and whether forward itself is right.

    Args:
        x: input, (N, ...), in float64; keep it small, every element costs two calls.
        target: second argument of a criterion.
        seed: of the random upstream gradient.
    """
    point = np.array(x, dtype=float)
    print(f"{kind(module)}: gradient against central differences, step {EPS:g}")
    if target is not None:
        given = [put(point), put(target)]
        output = fetch(_output(module, *given), "the loss")
        analytic = fetch(_grad_input(module, given, given), "the gradient")
        loss = lambda value: _output(module, value, put(target))  # noqa: E731
        return _compare("input", analytic, loss, point, 1.0, output.dtype)

    def changed(parameter: Array) -> Callable[[Array], Any]:
        def output(value: Array) -> Any:
            parameter[...] = value  # in place, as an optimizer does it
            return _output(module, put(point))

        return output

    output = fetch(_output(module, put(point)), "the output")
    upstream = np.random.default_rng(seed).normal(size=output.shape)
    module.zeroGradParameters()
    analytic = fetch(_grad_input(module, [put(point)], [put(point), put(upstream)]), "the gradient")
    parameters, gradients = _parameters(module)
    about = upstream, output.dtype
    errors = [_compare("input", analytic, lambda value: _output(module, value), point, *about)]
    for parameter, gradient in zip(parameters, gradients):
        names = [name for name, value in vars(module).items() if value is parameter]
        name, before = (names or [f"parameter {len(errors) - 1}"])[0], put(parameter)
        errors.append(_compare(name, gradient, changed(parameter), before, *about))
        parameter[...] = before
    return float(np.max(errors))  # nan if one of them is


def _parameters(module: Any) -> tuple[list[Array], list[Array]]:
    """The parameters of a module, which can be changed, and copies of their gradients."""
    arrays, again = (list(_returned(module, "getParameters")) for _ in range(2))
    where = f"{kind(module)}.getParameters()"
    for array, twin in zip(arrays, again):
        fetch(array, f"A parameter in {where}")
        if not isinstance(array, np.ndarray) or array.dtype.kind != "f":
            held = f"{array.dtype} numbers" if isinstance(array, np.ndarray) else f"a {kind(array)}"
            raise CheckFailed(
                f"{where} holds {held}: a parameter must be an array of floats, "
                "as the optimizer changes it in place, by small steps."
            )
        if array.size and not np.shares_memory(array, twin):
            raise CheckFailed(
                f"{where} returns copies, and changing a copy changes nothing: "
                "it must return the arrays themselves, those that forward uses."
            )
    found = list(_returned(module, "getGradParameters"))
    if len(found) != len(arrays):
        raise CheckFailed(
            f"{where} gives {len(arrays)} array{'s' * (len(arrays) != 1)}, but getGradParameters() gives "
            f"{len(found)}: there must be one gradient for each parameter, in the same order."
        )
    return arrays, [fetch(array, f"A gradient in {kind(module)}.getGradParameters()") for array in found]


def _returned(module: Any, method: str) -> Iterator[Any]:
    """The arrays in what a method of a module returns."""
    found = getattr(module, method)()
    if found is None:
        raise CheckFailed(f"{kind(module)}.{method}() is None. Is a `return` missing?")
    return _leaves(found)


def _leaves(arrays: Any) -> Iterator[Any]:
    for entry in arrays:
        if isinstance(entry, (list, tuple)):
            yield from _leaves(entry)
        else:
            yield entry


def _compare(
    name: str,
    got: Array,
    function: Callable[[Array], Any],
    at: Array,
    upstream: ArrayLike,
    computed: DTypeLike,
) -> float:
    """Print one line of `gradcheck`; return the error relative to the largest value of the gradient.

    Args:
        computed: dtype of the output. Where it or the parameter is coarser than float64, so small a change
            would drown in rounding: the step is larger then, and less has to agree.
    """
    kept, result = (float(np.finfo(dtype).eps) for dtype in (at.dtype, np.result_type(computed, np.float16)))
    step, enough, coarse, note = EPS, 1e-6, max(kept, result), ""
    if coarse > np.finfo(float).eps:
        largest = max(1.0, float(np.max(np.abs(at), initial=0.0)))
        # Powers of two: adding them to a parameter rounds little or nothing.
        step = 2.0 ** np.floor(np.log2(largest * max(kept ** (1 / 2), result ** (1 / 3), EPS)))
        enough = coarse ** (1 / 2)
        note = f" (as far as {min(at.dtype, np.dtype(computed), key=lambda d: d.itemsize)} can tell)"
    numeric, error, verdict = numeric_gradient(function, at, upstream, step), float("inf"), "does not agree"
    size = np.max([np.max(np.abs(numeric), initial=0.0), np.max(np.abs(got), initial=0.0)])  # nan stays nan
    if got.shape != numeric.shape:
        verdict = f"wrong shape, expected {numeric.shape}"
    elif size < 1e-9:
        error, verdict = 0.0, "all zero, so this proves nothing: try another input"
    else:
        error = float(np.max(np.abs(got - numeric)) / size)
        if error < enough:
            verdict = f"agrees{note}"
        elif error < max(1e-3, enough):
            verdict = "unsure: near a kink, or a small term is wrong: try other inputs"
    print(f"  {name:<12} {got.shape!s:<10} relative error {error:.1e}   {verdict}")
    return error
