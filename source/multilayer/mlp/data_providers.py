"""Data providers: batches of inputs and targets, an epoch at a time.

for inputs, targets in data:     # one epoch: (B, input_dim), (B, target_dim); the last B may be smaller
    ...
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal

import numpy as np

from mlp.types import Array
from mnist import load_dataset

Batch = tuple[Array, Array]


class DataProvider:
    """Batches of a data set.

    Args:
        inputs: (N, ...).
        targets: (N, ...).
        batch_size: samples in a batch.
        max_num_batches: an epoch ends after so many batches; None or -1 for all.
        shuffle_order: draw a new order for each epoch.
        rng: the generator for that; the provider takes a child of it, so nobody else's numbers depend on it.

    Raises:
        ValueError: inputs and targets differ in number, or a number of batches or samples is not positive.
    """

    def __init__(
        self,
        inputs: Array,
        targets: Array,
        batch_size: int = 100,
        max_num_batches: int | None = None,
        shuffle_order: bool = True,
        rng: np.random.Generator | None = None,
    ) -> None:
        if len(inputs) != len(targets):
            raise ValueError(f"There are {len(inputs)} inputs, but {len(targets)} targets.")
        self.inputs, self.targets = inputs, targets
        self.batch_size, self.max_num_batches = batch_size, max_num_batches
        self.shuffle_order = shuffle_order
        self._rng = (np.random.default_rng() if rng is None else rng).spawn(1)[0]
        self._first_state = self._rng.bit_generator.state

    @property
    def batch_size(self) -> int:
        """Samples in a batch. May be set at any time; it counts from the next epoch on."""
        return self._batch_size

    @batch_size.setter
    def batch_size(self, value: int) -> None:
        if value < 1:
            raise ValueError(f"A batch needs at least one sample, not {value}.")
        self._batch_size = value

    @property
    def max_num_batches(self) -> int | None:
        """Most batches of an epoch; None for all. May be set at any time."""
        return self._max_num_batches

    @max_num_batches.setter
    def max_num_batches(self, value: int | None) -> None:
        if value is not None and value != -1 and value < 1:
            raise ValueError(f"The number of batches must be positive, or -1 for all, not {value}.")
        self._max_num_batches = None if value == -1 else value

    @property
    def num_samples(self) -> int:
        """Number of samples in the data set."""
        return len(self.inputs)

    @property
    def num_batches(self) -> int:
        """Number of batches in an epoch: always what batch_size and max_num_batches say now."""
        all_batches = math.ceil(self.num_samples / self.batch_size)
        return all_batches if self.max_num_batches is None else min(all_batches, self.max_num_batches)

    def __len__(self) -> int:
        return self.num_batches

    def __iter__(self) -> Iterator[Batch]:
        """Yield the batches of one epoch."""
        order = self._rng.permutation(self.num_samples) if self.shuffle_order else None
        return self._batches(order, self.batch_size, self.num_batches)

    def in_order(self, batch_size: int = 1000) -> Iterator[Batch]:
        """Yield every sample once, in the order of the data set; no random number is drawn for it."""
        return self._batches(None, batch_size, math.ceil(self.num_samples / batch_size))

    def _batches(self, order: Array | None, batch_size: int, num_batches: int) -> Iterator[Batch]:
        for start in range(0, num_batches * batch_size, batch_size):
            which = slice(start, start + batch_size)
            chosen = which if order is None else order[which]
            yield self.inputs[chosen], self.targets[chosen]

    def reset(self) -> None:
        """Start again: the epochs to come have the same orders as those after the provider was made."""
        self._rng.bit_generator.state = self._first_state


class MNISTDataProvider(DataProvider):
    """Handwritten digits: inputs (N, 784) in [0, 1), float64; targets one-hot, (N, 10).

    Args:
        which_set: "train" (50,000 digits), "valid" (10,000) or "test" (10,000).
        max_num_samples: take only the first so many of them.

    Raises:
        ValueError: there is no such set.
        MnistError: the data set was not found.
    """

    num_classes = 10

    def __init__(
        self,
        which_set: Literal["train", "valid", "test"] = "train",
        batch_size: int = 100,
        max_num_batches: int | None = None,
        shuffle_order: bool = True,
        rng: np.random.Generator | None = None,
        max_num_samples: int | None = None,
    ) -> None:
        sets = ("train", "valid", "test")
        if which_set not in sets:
            raise ValueError(f"There is no set {which_set!r}: it is one of {', '.join(sets)}.")
        place = 2 * sets.index(which_set)
        images, self.labels = (
            array[:max_num_samples] for array in load_dataset(flatten=True)[place : place + 2]
        )
        self.which_set = which_set
        targets = np.eye(self.num_classes)[self.labels]  # (N, 10)
        super().__init__(images.astype(float), targets, batch_size, max_num_batches, shuffle_order, rng)
