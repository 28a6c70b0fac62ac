"""First values of parameters. An initialiser takes a shape and returns a new float64 array of that shape."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from mlp.types import Array


class Initialiser(Protocol):
    """Anything that makes an array for a shape."""

    def __call__(self, shape: tuple[int, ...]) -> Array:
        """Return a new array of this shape."""
        ...


class ConstantInit:
    """Every value is the same."""

    def __init__(self, value: float = 0.0) -> None:
        self.value = value

    def __call__(self, shape: tuple[int, ...]) -> Array:
        return np.full(shape, self.value, dtype=float)


class UniformInit:
    """Values drawn evenly between `low` and `high`."""

    def __init__(self, low: float, high: float, rng: np.random.Generator | None = None) -> None:
        self.low, self.high = low, high
        self.rng = np.random.default_rng() if rng is None else rng

    def __call__(self, shape: tuple[int, ...]) -> Array:
        return self.rng.uniform(self.low, self.high, size=shape)


class NormalInit:
    """Normally distributed values."""

    def __init__(self, mean: float, std: float, rng: np.random.Generator | None = None) -> None:
        self.mean, self.std = mean, std
        self.rng = np.random.default_rng() if rng is None else rng

    def __call__(self, shape: tuple[int, ...]) -> Array:
        return self.rng.normal(self.mean, self.std, size=shape)


class GlorotUniformInit:
    """Weights (output_dim, input_dim), uniform, of variance gain^2 * 2 / (input_dim + output_dim).

    X. Glorot and Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010.
    """

    def __init__(self, gain: float = 1.0, rng: np.random.Generator | None = None) -> None:
        self.gain = gain
        self.rng = np.random.default_rng() if rng is None else rng

    def __call__(self, shape: tuple[int, ...]) -> Array:
        bound = np.sqrt(3) * _glorot_std(self.gain, shape)  # a uniform value in +-a has variance a^2 / 3
        return self.rng.uniform(-bound, bound, size=shape)


class GlorotNormalInit:
    """Weights (output_dim, input_dim), normal, of variance gain^2 * 2 / (input_dim + output_dim)."""

    def __init__(self, gain: float = 1.0, rng: np.random.Generator | None = None) -> None:
        self.gain = gain
        self.rng = np.random.default_rng() if rng is None else rng

    def __call__(self, shape: tuple[int, ...]) -> Array:
        return self.rng.normal(0.0, _glorot_std(self.gain, shape), size=shape)


def _glorot_std(gain: float, shape: tuple[int, ...]) -> float:
    """Standard deviation for weights of shape (output_dim, input_dim).

    Raises:
        ValueError: the shape is not that of a matrix.
    """
    if len(shape) != 2:
        raise ValueError(f"Glorot initialisation is for matrices (output_dim, input_dim), not for {shape}.")
    return gain * float(np.sqrt(2 / (shape[0] + shape[1])))
