"""Errors: how wrong the outputs of a network are, as one number, and the gradient of that number.

    error(outputs, targets)        # float: a sum over the outputs of a sample, the mean over the batch
    error.grad(outputs, targets)   # (B, output_dim): the gradient of exactly this number

Outputs and targets are both (B, output_dim). Those whose name contains Softmax or Sigmoid take what comes
*before* that function (logits): they are exact where exp would overflow or a probability would round to 0.
"""

from __future__ import annotations

import numpy as np

from mlp.layers import sigmoid, softmax
from mlp.types import Array

TINY = float(np.finfo(float).tiny)  # probabilities below it count as it, so that no logarithm is infinite


class Error:
    """A number for a batch, and its gradient."""

    def __call__(self, outputs: Array, targets: Array) -> float:
        """Return the error, a mean over the batch."""
        raise NotImplementedError(type(self).__name__)

    def grad(self, outputs: Array, targets: Array) -> Array:
        """Return the gradient of the error with respect to the outputs, of their shape."""
        raise NotImplementedError(f"{type(self).__name__}.grad")

    def __repr__(self) -> str:
        return type(self).__name__


class SumOfSquaredDiffsError(Error):
    """Half the squared distance between outputs and targets."""

    def __call__(self, outputs: Array, targets: Array) -> float:
        return float(0.5 * np.sum((outputs - targets) ** 2) / len(outputs))

    def grad(self, outputs: Array, targets: Array) -> Array:
        return (outputs - targets) / len(outputs)


class BinaryCrossEntropyError(Error):
    """Cross-entropy of independent yes-or-no outputs: probabilities, targets in [0, 1]."""

    def __call__(self, outputs: Array, targets: Array) -> float:
        yes, no = np.maximum(outputs, TINY), np.maximum(1.0 - outputs, TINY)
        return float(-np.sum(targets * np.log(yes) + (1.0 - targets) * np.log(no)) / len(outputs))

    def grad(self, outputs: Array, targets: Array) -> Array:
        yes, no = np.maximum(outputs, TINY), np.maximum(1.0 - outputs, TINY)
        return ((1.0 - targets) / no - targets / yes) / len(outputs)


class BinaryCrossEntropySigmoidError(Error):
    """Cross-entropy of sigmoid(outputs): the same as above with a SigmoidLayer before it."""

    def __call__(self, outputs: Array, targets: Array) -> float:
        return float(np.sum(np.logaddexp(0.0, outputs) - targets * outputs) / len(outputs))

    def grad(self, outputs: Array, targets: Array) -> Array:
        return (sigmoid(outputs) - targets) / len(outputs)


class CrossEntropyError(Error):
    """Cross-entropy of class probabilities; rows of outputs and of targets sum to one."""

    def __call__(self, outputs: Array, targets: Array) -> float:
        return float(-np.sum(targets * np.log(np.maximum(outputs, TINY))) / len(outputs))

    def grad(self, outputs: Array, targets: Array) -> Array:
        return -targets / np.maximum(outputs, TINY) / len(outputs)


class CrossEntropySoftmaxError(Error):
    """Cross-entropy of softmax(outputs): softmax and error in one, for targets whose rows sum to one."""

    def __call__(self, outputs: Array, targets: Array) -> float:
        shifted = outputs - np.max(outputs, axis=1, keepdims=True)  # (B, n), at most 0
        log_sums = np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))  # (B, 1)
        return float(np.sum(targets * (log_sums - shifted)) / len(outputs))

    def grad(self, outputs: Array, targets: Array) -> Array:
        return (softmax(outputs) - targets) / len(outputs)
