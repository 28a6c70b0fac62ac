"""Layers: functions of a batch that know their derivatives and remember nothing.

    outputs = layer.fprop(inputs)                                # (B, output_dim)
    grads_wrt_inputs = layer.bprop(inputs, outputs, grads_wrt_outputs)  # (B, input_dim)

`grads_wrt_outputs` is the gradient of the error with respect to `outputs`. No layer changes its arguments.
"""

from __future__ import annotations

import numpy as np

from mlp.initialisers import ConstantInit, Initialiser
from mlp.types import Array


class Layer:
    """A step of a network, without parameters."""

    def fprop(self, inputs: Array) -> Array:
        """Return the outputs for a batch of inputs (B, input_dim)."""
        raise NotImplementedError(f"{type(self).__name__}.fprop")

    def bprop(self, inputs: Array, outputs: Array, grads_wrt_outputs: Array) -> Array:
        """Return the gradient with respect to the inputs, (B, input_dim).

        Args:
            inputs: what fprop was given.
            outputs: what fprop returned for them.
            grads_wrt_outputs: gradient of the error with respect to the outputs, of their shape.
        """
        raise NotImplementedError(f"{type(self).__name__}.bprop")

    def __repr__(self) -> str:
        return type(self).__name__


class LayerWithParameters(Layer):
    """A layer with something to learn."""

    @property
    def params(self) -> list[Array]:
        """The parameters: the arrays themselves, not copies."""
        raise NotImplementedError(f"{type(self).__name__}.params")

    def grads_wrt_params(self, inputs: Array, grads_wrt_outputs: Array) -> list[Array]:
        """Return the gradients with respect to the parameters, in the order and of the shapes of `params`."""
        raise NotImplementedError(f"{type(self).__name__}.grads_wrt_params")


class AffineLayer(LayerWithParameters):
    """outputs = inputs @ weights.T + biases, with weights (output_dim, input_dim), biases (output_dim,).

    Args:
        input_dim: number of values that come in, for each sample.
        output_dim: number of values that go out.
        weights_initialiser: makes the first weights.
        biases_initialiser: makes the first biases; zeros if None.
    """

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        weights_initialiser: Initialiser,
        biases_initialiser: Initialiser | None = None,
    ) -> None:
        self.input_dim, self.output_dim = input_dim, output_dim
        self.weights = weights_initialiser((output_dim, input_dim))
        self.biases = (biases_initialiser or ConstantInit(0.0))((output_dim,))

    @property
    def params(self) -> list[Array]:
        return [self.weights, self.biases]

    def fprop(self, inputs: Array) -> Array:
        outputs: Array = inputs @ self.weights.T + self.biases
        return outputs

    def bprop(self, inputs: Array, outputs: Array, grads_wrt_outputs: Array) -> Array:
        grads_wrt_inputs: Array = grads_wrt_outputs @ self.weights
        return grads_wrt_inputs

    def grads_wrt_params(self, inputs: Array, grads_wrt_outputs: Array) -> list[Array]:
        return [grads_wrt_outputs.T @ inputs, np.sum(grads_wrt_outputs, axis=0)]

    def __repr__(self) -> str:
        return f"AffineLayer({self.input_dim} -> {self.output_dim})"


def sigmoid(x: Array) -> Array:
    """1 / (1 + exp(-x)), element by element; exp never gets a positive number, so nothing overflows."""
    small = np.exp(-np.abs(x))
    result: Array = np.where(x >= 0, 1.0, small) / (1.0 + small)
    return result


def softmax(x: Array) -> Array:
    """exp(x) / sum(exp(x)) in each row of x (B, n); the largest value of a row is subtracted first."""
    powers = np.exp(x - np.max(x, axis=1, keepdims=True))
    result: Array = powers / np.sum(powers, axis=1, keepdims=True)
    return result


class SigmoidLayer(Layer):
    """The logistic sigmoid, element by element."""

    def fprop(self, inputs: Array) -> Array:
        return sigmoid(inputs)

    def bprop(self, inputs: Array, outputs: Array, grads_wrt_outputs: Array) -> Array:
        grads_wrt_inputs: Array = grads_wrt_outputs * outputs * (1.0 - outputs)
        return grads_wrt_inputs


class SoftmaxLayer(Layer):
    """Softmax of each row: positive outputs that sum to one."""

    def fprop(self, inputs: Array) -> Array:
        return softmax(inputs)

    def bprop(self, inputs: Array, outputs: Array, grads_wrt_outputs: Array) -> Array:
        # d outputs_i / d inputs_j = outputs_i (1[i = j] - outputs_j)
        weighted = np.sum(grads_wrt_outputs * outputs, axis=1, keepdims=True)  # (B, 1)
        grads_wrt_inputs: Array = outputs * (grads_wrt_outputs - weighted)
        return grads_wrt_inputs
