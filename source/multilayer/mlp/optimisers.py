"""Training: passes over the data, with statistics."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from mlp.data_providers import DataProvider
from mlp.errors import Error
from mlp.learning_rules import LearningRule
from mlp.models import MultipleLayerModel
from mlp.types import Array

DataMonitor = Callable[[Array, Array], float]


def accuracy(outputs: Array, targets: Array) -> float:
    """Share of the samples, 0 to 1, whose largest output is that of their class; both are (B, n_classes)."""
    return float(np.mean(np.argmax(outputs, axis=1) == np.argmax(targets, axis=1)))


class TrainingResult(NamedTuple):
    """What a training leaves behind.

    Attributes:
        stats: a row for each epoch that was looked at, a column for each statistic.
        keys: the column of each statistic: "epoch", "error(train)", "error(valid)", "accuracy(train)", ...
        run_time: seconds spent in the steps; looking at the model is not counted.
    """

    stats: Array
    keys: dict[str, int]
    run_time: float

    def column(self, key: str) -> Array:
        """One statistic at all epochs that were looked at."""
        values: Array = self.stats[:, self.keys[key]]
        return values


class Optimiser:
    """Trains a model.

    Args:
        model: what is trained, in place.
        error: takes outputs and targets of a batch.
        learning_rule: starts afresh, with the parameters of the model.
        train_dataset: where gradients come from.
        valid_dataset: is only looked at; may be None.
        data_monitors: by name, functions of (outputs, targets) that return a mean over the batch.
        progress_bar: show one.
    """

    def __init__(
        self,
        model: MultipleLayerModel,
        error: Error,
        learning_rule: LearningRule,
        train_dataset: DataProvider,
        valid_dataset: DataProvider | None = None,
        data_monitors: Mapping[str, DataMonitor] | None = None,
        progress_bar: bool = True,
    ) -> None:
        self.model, self.error, self.learning_rule = model, error, learning_rule
        self.learning_rule.initialise(model.params)
        self.datasets = {"train": train_dataset}
        if valid_dataset is not None:
            self.datasets["valid"] = valid_dataset
        self.monitors: dict[str, DataMonitor] = {"error": error, **(data_monitors or {})}
        self.progress_bar = progress_bar

    def train(self, num_epochs: int, stats_interval: int = 1, name: str = "") -> TrainingResult:
        """Train for exactly `num_epochs` epochs.

        Args:
            num_epochs: passes over the training set; 0 only looks at the model.
            stats_interval: look at the model after every so many epochs; in any case before the first epoch
                and after the last one.
            name: shown at the progress bar.

        Returns:
            stats, keys, run_time.

        Raises:
            ValueError: num_epochs is negative, or stats_interval is not positive.
        """
        if num_epochs < 0 or stats_interval < 1:
            raise ValueError("num_epochs must be 0 or more, stats_interval 1 or more.")
        rows, run_time = [self.statistics(0)], 0.0
        # Standard output: in a notebook, what goes to standard error looks like a mistake.
        with tqdm(
            total=num_epochs,
            desc=f"{name:<20.20}",
            unit="epoch",
            file=sys.stdout,
            ncols=100,
            disable=not self.progress_bar,
        ) as bar:
            for epoch in range(1, num_epochs + 1):
                start = time.perf_counter()
                self.do_training_epoch()
                run_time += time.perf_counter() - start
                if epoch % stats_interval == 0 or epoch == num_epochs:
                    rows.append(self.statistics(epoch))
                    bar.set_postfix({key: f"{rows[-1][key]:.3f}" for key in rows[-1] if "error" in key})
                bar.update()
        keys = {key: column for column, key in enumerate(rows[0])}
        return TrainingResult(np.array([list(row.values()) for row in rows]), keys, run_time)

    def do_training_epoch(self) -> None:
        """One step for each batch of an epoch."""
        for inputs, targets in self.datasets["train"]:
            activations = self.model.fprop(inputs)
            grads_wrt_outputs = self.error.grad(activations[-1], targets)
            self.learning_rule.update_params(self.model.grads_wrt_params(activations, grads_wrt_outputs))

    def statistics(self, epoch: int) -> dict[str, float]:
        """The epoch, and every monitor on every data set: `{"epoch": 3, "error(train)": 0.31, ...}`."""
        found = {"epoch": float(epoch)}
        for monitor in self.monitors:
            found |= {f"{monitor}({dataset})": 0.0 for dataset in self.datasets}
        for name, dataset in self.datasets.items():
            for monitor, value in self.monitor(dataset).items():
                found[f"{monitor}({name})"] = value
        return found

    def monitor(self, dataset: DataProvider) -> dict[str, float]:
        """Means over all samples of a data set: a smaller last batch counts less."""
        sums = dict.fromkeys(self.monitors, 0.0)
        for inputs, targets in dataset.in_order():
            outputs = self.model.fprop(inputs)[-1]
            for name, function in self.monitors.items():
                sums[name] += function(outputs, targets) * len(inputs)
        return {name: total / dataset.num_samples for name, total in sums.items()}
