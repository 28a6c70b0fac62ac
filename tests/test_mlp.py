"""The framework given with the assignment `multilayer`: every gradient against central differences, every
learning rule against its formula, data providers and the loop against what they promise."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

# At the end: `checks`, `mnist` and others are linked in that folder, too.
sys.path.append(str(Path(__file__).parent.parent / "source" / "multilayer"))

from mlp.data_providers import DataProvider, MNISTDataProvider
from mlp.errors import (
    BinaryCrossEntropyError,
    BinaryCrossEntropySigmoidError,
    CrossEntropyError,
    CrossEntropySoftmaxError,
    Error,
    SumOfSquaredDiffsError,
)
from mlp.initialisers import ConstantInit, GlorotNormalInit, GlorotUniformInit, NormalInit, UniformInit
from mlp.layers import AffineLayer, Layer, SigmoidLayer, SoftmaxLayer
from mlp.learning_rules import (
    AdaGradLearningRule,
    AdamLearningRule,
    GradientDescentLearningRule,
    LearningRule,
    MomentumLearningRule,
)
from mlp.models import MultipleLayerModel, SingleLayerModel
from mlp.optimisers import Optimiser, accuracy
from mlp.types import Array

EPS = 1e-6


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def numeric(function: Callable[[Array], float], x: Array) -> Array:
    """Gradient of a number by central differences."""
    grads = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[place] = EPS
        grads[place] = (function(x + step) - function(x - step)) / (2 * EPS)
    return grads


def affine(input_dim: int, output_dim: int, seed: int = 0) -> AffineLayer:
    return AffineLayer(input_dim, output_dim, NormalInit(0, 1, rng(seed)), NormalInit(0, 1, rng(seed + 1)))


# --- Layers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", [affine(4, 3), SigmoidLayer(), SoftmaxLayer()], ids=repr)
@pytest.mark.parametrize("batch", [5, 2])
def test_bprop_is_the_derivative_of_fprop(layer: Layer, batch: int) -> None:
    x = rng(1).normal(size=(batch, 4))
    outputs = layer.fprop(x)
    g = rng(2).normal(size=outputs.shape)
    expected = numeric(lambda value: float(np.sum(layer.fprop(value) * g)), x)
    np.testing.assert_allclose(layer.bprop(x, outputs, g), expected, atol=1e-8)


def test_gradients_of_parameters() -> None:
    layer = affine(4, 3)
    x, g = rng(1).normal(size=(5, 4)), rng(2).normal(size=(5, 3))
    W, b = layer.weights.copy(), layer.biases.copy()
    found_W, found_b = layer.grads_wrt_params(x, g)
    np.testing.assert_allclose(
        found_W, numeric(lambda value: float(np.sum((x @ value.T + b) * g)), W), atol=1e-8
    )
    np.testing.assert_allclose(
        found_b, numeric(lambda value: float(np.sum((x @ W.T + value) * g)), b), atol=1e-8
    )


def test_params_are_the_arrays_themselves() -> None:
    layer = affine(4, 3)
    assert layer.params[0] is layer.weights
    assert layer.params[1] is layer.biases
    assert layer.weights.shape == (3, 4)
    assert not AffineLayer(4, 3, ConstantInit(1.0)).biases.any()


@pytest.mark.parametrize("layer", [SigmoidLayer(), SoftmaxLayer()], ids=repr)
def test_large_inputs_stay_finite(layer: Layer) -> None:
    x = np.array([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 1000.0]])
    with np.errstate(over="raise", invalid="raise"):
        outputs = layer.fprop(x)
        grads = layer.bprop(x, outputs, np.ones((2, 3)))
    assert np.isfinite(outputs).all()
    assert np.isfinite(grads).all()


def test_values_of_the_activations() -> None:
    x = np.array([[np.log(3.0), 0.0, -800.0]])
    np.testing.assert_allclose(SigmoidLayer().fprop(x), [[0.75, 0.5, 0.0]], atol=1e-15)
    np.testing.assert_allclose(SoftmaxLayer().fprop(x), [[0.75, 0.25, 0.0]], atol=1e-15)


def test_layers_keep_nothing_and_change_nothing() -> None:
    for layer in (affine(3, 3), SigmoidLayer(), SoftmaxLayer()):
        x, g = rng(1).normal(size=(4, 3)), rng(2).normal(size=(4, 3))
        kept_x, outputs = x.copy(), layer.fprop(x)
        kept = [kept_x, outputs.copy(), g.copy()]
        first = layer.bprop(x, outputs, g)
        layer.fprop(rng(3).normal(size=(7, 3)))
        np.testing.assert_array_equal(layer.bprop(x, outputs, g), first)
        for array, before in zip((x, outputs, g), kept):
            np.testing.assert_array_equal(array, before)


# --- Errors ------------------------------------------------------------------------------------

PROBABILITIES = SoftmaxLayer().fprop(rng(5).normal(size=(5, 3)))
ONE_HOT = np.eye(3)[rng(6).integers(0, 3, size=5)]
ERRORS = [
    (SumOfSquaredDiffsError(), rng(7).normal(size=(5, 3)), rng(8).normal(size=(5, 3))),
    (BinaryCrossEntropyError(), PROBABILITIES, rng(8).uniform(size=(5, 3))),
    (BinaryCrossEntropySigmoidError(), rng(7).normal(size=(5, 3)), rng(8).uniform(size=(5, 3))),
    (CrossEntropyError(), PROBABILITIES, ONE_HOT),
    (CrossEntropySoftmaxError(), rng(7).normal(size=(5, 3)), ONE_HOT),
    (CrossEntropySoftmaxError(), rng(7).normal(size=(5, 3)), PROBABILITIES),
]


@pytest.mark.parametrize(("error", "outputs", "targets"), ERRORS)
def test_the_gradient_of_an_error_is_that_of_its_value(error: Error, outputs: Array, targets: Array) -> None:
    for n in (5, 2):
        found = error.grad(outputs[:n], targets[:n])
        expected = numeric(lambda value, n=n: error(value, targets[:n]), outputs[:n])  # type: ignore[misc]
        np.testing.assert_allclose(found, expected, atol=1e-7)


def test_values_of_the_errors() -> None:
    y, t = np.array([[0.25, 0.75], [0.5, 0.5]]), np.array([[1.0, 0.0], [0.0, 1.0]])
    assert SumOfSquaredDiffsError()(y, t) == pytest.approx(0.5 * (2 * 0.75**2 + 2 * 0.5**2) / 2)
    assert CrossEntropyError()(y, t) == pytest.approx(-(np.log(0.25) + np.log(0.5)) / 2)
    assert BinaryCrossEntropyError()(y, t) == pytest.approx(-(2 * np.log(0.25) + 2 * np.log(0.5)) / 2)


def test_fused_errors_are_the_composed_ones() -> None:
    z, t = 3 * rng(1).normal(size=(6, 4)), np.eye(4)[rng(2).integers(0, 4, size=6)]
    pairs: list[tuple[Layer, Error, Error]] = [
        (SoftmaxLayer(), CrossEntropyError(), CrossEntropySoftmaxError()),
        (SigmoidLayer(), BinaryCrossEntropyError(), BinaryCrossEntropySigmoidError()),
    ]
    for layer, error, fused in pairs:
        y = layer.fprop(z)
        assert fused(z, t) == pytest.approx(error(y, t))
        np.testing.assert_allclose(fused.grad(z, t), layer.bprop(z, y, error.grad(y, t)), atol=1e-14)


def test_fused_errors_are_exact_for_large_logits() -> None:
    z, t = np.array([[1000.0, 0.0], [-1000.0, 0.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        assert CrossEntropySoftmaxError()(z, t) == 1000
        np.testing.assert_allclose(CrossEntropySoftmaxError().grad(z, t), [[0.5, -0.5], [-0.5, 0.5]])
        assert BinaryCrossEntropySigmoidError()(z, t) == pytest.approx(1000 + np.log(2))
        np.testing.assert_allclose(BinaryCrossEntropySigmoidError().grad(z, t), [[0.5, -0.25], [-0.5, 0.25]])


@pytest.mark.parametrize("error", [CrossEntropyError(), BinaryCrossEntropyError()], ids=repr)
def test_probabilities_of_zero_and_one_stay_finite(error: Error) -> None:
    y, t = np.array([[0.0, 1.0]]), np.array([[1.0, 0.0]])
    with np.errstate(divide="raise", invalid="raise", over="raise"):
        assert np.isfinite(error(y, t))
        assert np.isfinite(error.grad(y, t)).all()
    assert error(y, y) == 0


# --- Models, initialisers ------------------------------------------------------------------------


def test_a_model_gives_all_activations_and_all_gradients() -> None:
    model = MultipleLayerModel([affine(4, 5), SigmoidLayer(), affine(5, 2), SigmoidLayer(), affine(2, 3)])
    x, t = rng(1).normal(size=(6, 4)), np.eye(3)[rng(2).integers(0, 3, size=6)]
    error = CrossEntropySoftmaxError()
    activations = model.fprop(x)
    assert activations[0] is x
    assert [a.shape[1] for a in activations] == [4, 5, 5, 2, 2, 3]
    grads = model.grads_wrt_params(activations, error.grad(activations[-1], t))
    assert [grad.shape for grad in grads] == [param.shape for param in model.params]

    for param, grad in zip(model.params, grads):
        before = param.copy()

        def value(new: Array, param: Array = param) -> float:
            param[...] = new
            return error(model.fprop(x)[-1], t)

        np.testing.assert_allclose(grad, numeric(value, before), atol=1e-8)
        param[...] = before


def test_a_single_layer_is_a_model() -> None:
    layer = affine(4, 3)
    model = SingleLayerModel(layer)
    x, g = rng(1).normal(size=(5, 4)), rng(2).normal(size=(5, 3))
    np.testing.assert_array_equal(model.fprop(x)[-1], layer.fprop(x))
    for found, expected in zip(model.grads_wrt_params(model.fprop(x), g), layer.grads_wrt_params(x, g)):
        np.testing.assert_array_equal(found, expected)


def test_initialisers() -> None:
    assert (ConstantInit(0.5)((2, 3)) == 0.5).all()
    uniform = UniformInit(-1, 3, rng())((200, 300))
    assert -1 <= uniform.min() < -0.99
    assert 2.99 < uniform.max() < 3
    normal = NormalInit(2.0, 0.5, rng())((200, 300))
    assert abs(normal.mean() - 2) < 6 * 0.5 / np.sqrt(60_000)
    assert abs(normal.std() - 0.5) < 6 * 0.5 / np.sqrt(120_000)
    for glorot in (GlorotUniformInit(2.0, rng()), GlorotNormalInit(2.0, rng())):
        weights = glorot((200, 300))
        assert weights.std() == pytest.approx(2 * np.sqrt(2 / 500), rel=0.02)
        with pytest.raises(ValueError, match="matrices"):
            glorot((3,))


# --- Learning rules ------------------------------------------------------------------------------

RULES: list[Callable[[], LearningRule]] = [
    lambda: GradientDescentLearningRule(0.1),
    lambda: MomentumLearningRule(0.1, 0.8),
    lambda: AdamLearningRule(0.1, 0.8, 0.95, 1e-2),
    lambda: AdaGradLearningRule(0.1, 1e-2),
]


def steps(rule: LearningRule, grads: list[Array]) -> list[Array]:
    """What a rule does to one array, starting at 0: the values after each step."""
    param = np.zeros_like(grads[0])
    rule.initialise([param])
    found = []
    for grad in grads:
        rule.update_params([grad])
        found.append(param.copy())
    return found


def test_learning_rules_are_their_formulas() -> None:
    grads = [1e-2 * rng(i).normal(size=(2, 3)) for i in range(4)]
    descent, momentum, adam, adagrad = (steps(make(), grads) for make in RULES)
    velocity, m, v, squares = (np.zeros((2, 3)) for _ in range(4))
    expected = [np.zeros((2, 3)) for _ in range(4)]
    for t, g in enumerate(grads, start=1):
        velocity = 0.8 * velocity - 0.1 * g
        m, v, squares = 0.8 * m + 0.2 * g, 0.95 * v + 0.05 * g**2, squares + g**2
        adam_step = 0.1 * (m / (1 - 0.8**t)) / (np.sqrt(v / (1 - 0.95**t)) + 1e-2)
        changes = [-0.1 * g, velocity, -adam_step, -0.1 * g / (np.sqrt(squares) + 1e-2)]
        expected = [value + change for value, change in zip(expected, changes)]
        for found, value in zip((descent, momentum, adam, adagrad), expected):
            np.testing.assert_allclose(found[t - 1], value, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("make", RULES)
def test_a_reset_rule_is_a_new_one(make: Callable[[], LearningRule]) -> None:
    grads = [rng(i).normal(size=(2, 3)) for i in range(3)]
    rule, param = make(), np.zeros((2, 3))
    rule.initialise([param])
    for grad in grads:
        rule.update_params([grad])
    rule.reset()
    before = param.copy()
    rule.update_params([grads[0]])
    np.testing.assert_allclose(param - before, steps(make(), grads)[0], atol=1e-12)


@pytest.mark.parametrize("make", RULES)
def test_rules_refuse_what_does_not_fit(make: Callable[[], LearningRule]) -> None:
    rule = make()
    rule.reset()  # before there are parameters
    rule.initialise([np.zeros(2), np.zeros(3)])
    with pytest.raises(ValueError, match="zip"):
        rule.update_params([np.zeros(2)])
    with pytest.raises(ValueError, match="positive"):
        type(rule)(-1.0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        MomentumLearningRule(0.1, 1.5)


# --- Data providers ------------------------------------------------------------------------------


def provider(n: int = 10, **options: object) -> DataProvider:
    """Inputs and targets are both the number of the sample."""
    numbers = np.arange(n)[:, None]
    return DataProvider(numbers, numbers, **{"batch_size": 4, "rng": rng(3)} | options)  # type: ignore[arg-type]


def epoch(data: DataProvider) -> list[list[int]]:
    return [inputs[:, 0].tolist() for inputs, _ in data]


def test_an_epoch_has_every_sample_once_and_its_target() -> None:
    data = provider()
    seen = list(data)
    assert [len(inputs) for inputs, _ in seen] == [4, 4, 2]
    assert sorted(np.concatenate([inputs for inputs, _ in seen])[:, 0]) == list(range(10))
    for inputs, targets in seen:
        np.testing.assert_array_equal(inputs, targets)
    assert epoch(provider(shuffle_order=False)) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]


def test_each_epoch_has_an_order_of_its_own_and_reset_starts_again() -> None:
    data = provider(100)
    first, second = epoch(data), epoch(data)
    assert first != second
    data.reset()
    assert [epoch(data), epoch(data)] == [first, second]
    next(iter(data))  # an epoch that was left
    data.reset()
    assert epoch(data) == first


def test_the_batch_size_may_change() -> None:
    data = provider()
    assert (data.num_batches, len(data), len(epoch(data))) == (3, 3, 3)
    data.batch_size = 5
    assert (data.num_batches, len(data), len(epoch(data))) == (2, 2, 2)
    data.batch_size = 1
    assert (data.num_batches, len(epoch(data))) == (10, 10)
    data.max_num_batches = 7
    assert (data.num_batches, len(epoch(data))) == (7, 7)
    data.max_num_batches = -1
    assert data.num_batches == 10
    for wrong in ({"batch_size": 0}, {"max_num_batches": 0}):
        with pytest.raises(ValueError, match="not 0"):
            provider(**wrong)
    with pytest.raises(ValueError, match="10 inputs, but 9"):
        DataProvider(np.zeros(10), np.zeros(9))


def test_a_provider_has_random_numbers_of_its_own() -> None:
    given = rng(3)
    data, other = provider(100, rng=given), provider(100, rng=given)
    assert given.random() == rng(3).random()
    assert epoch(data) != epoch(other)
    order = epoch(data)
    data.reset()
    epoch(data)
    list(data.in_order())  # draws no number
    assert epoch(data) == order


def test_mnist_in_batches() -> None:
    data = MNISTDataProvider("valid", batch_size=50, max_num_samples=120, rng=rng())
    assert (data.num_samples, data.num_batches) == (120, 3)
    inputs, targets = next(iter(data))
    assert (inputs.shape, targets.shape) == ((50, 784), (50, 10))
    assert inputs.dtype == np.float64
    assert (targets.sum(axis=1) == 1).all()
    assert (np.argmax(data.targets, axis=1) == data.labels).all()
    with pytest.raises(ValueError, match="train, valid, test"):
        MNISTDataProvider("validation")  # type: ignore[arg-type]


# --- The loop ------------------------------------------------------------------------------------


def small_training(n: int = 10, **options: object) -> Optimiser:
    inputs = rng(1).normal(size=(n, 4))
    targets = np.eye(3)[np.argmax(inputs[:, :3], axis=1)]
    train = DataProvider(inputs, targets, batch_size=4, rng=rng(2))
    valid = DataProvider(inputs[:7], targets[:7], batch_size=3, rng=rng(3))
    model = MultipleLayerModel([affine(4, 3)])
    rule = GradientDescentLearningRule(0.1)
    monitors = {"accuracy": accuracy}
    return Optimiser(model, CrossEntropySoftmaxError(), rule, train, valid, monitors, progress_bar=False)


@pytest.mark.parametrize(
    ("epochs", "interval", "expected"),
    [(0, 1, [0]), (1, 5, [0, 1]), (4, 5, [0, 4]), (6, 2, [0, 2, 4, 6]), (7, 3, [0, 3, 6, 7])],
)
def test_statistics_at_the_right_epochs(epochs: int, interval: int, expected: list[int]) -> None:
    optimiser = small_training()
    stats, keys, run_time = optimiser.train(epochs, interval)
    assert stats[:, keys["epoch"]].tolist() == expected
    assert stats.shape == (len(expected), 5)
    assert (run_time > 0) == (epochs > 0)


def test_an_epoch_is_one_step_a_batch() -> None:
    optimiser = small_training()
    steps_made = []
    plain = optimiser.learning_rule.update_params
    optimiser.learning_rule.update_params = lambda grads: (steps_made.append(1), plain(grads))[1]  # type: ignore
    optimiser.train(3)
    assert len(steps_made) == 3 * 3


def test_statistics_are_means_over_samples() -> None:
    optimiser = small_training(n=2_003)  # more than one batch when looked at, and a smaller last one
    result = optimiser.train(2)
    data = optimiser.datasets["train"]
    outputs = optimiser.model.fprop(data.inputs)[-1]
    assert result.column("error(train)")[-1] == pytest.approx(optimiser.error(outputs, data.targets))
    assert result.column("accuracy(train)")[-1] == pytest.approx(accuracy(outputs, data.targets))
    valid = optimiser.datasets["valid"]
    outputs = optimiser.model.fprop(valid.inputs)[-1]
    assert result.column("error(valid)")[-1] == pytest.approx(optimiser.error(outputs, valid.targets))


def test_a_training_learns_and_goes_on() -> None:
    optimiser = small_training(n=60)
    first = optimiser.train(20).column("error(train)")
    assert first[-1] < 0.7 * first[0]
    second = optimiser.train(5).column("error(train)")
    assert second[0] == first[-1]
    assert second[-1] < second[0]


def test_a_training_needs_sensible_numbers() -> None:
    for epochs, interval in ((-1, 1), (1, 0)):
        with pytest.raises(ValueError, match="num_epochs"):
            small_training().train(epochs, interval)


def test_the_bar_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    optimiser = small_training()
    optimiser.progress_bar = True
    optimiser.train(2, name="a short run")
    out, err = capsys.readouterr()
    assert "a short run" in out
    assert not err
