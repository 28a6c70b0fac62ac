"""Plots and tables of trainings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, StrMethodFormatter

from experiments import COLORS, DASHES, MARKERS
from mlp.optimisers import TrainingResult
from mlp.types import Array

QUANTITIES = {"error": "cross-entropy, nats per image", "accuracy": "accuracy, % of the images"}
SETS = {"train": "training", "valid": "validation"}


def plot_curves(runs: Mapping[str, TrainingResult], title: str, lowest_accuracy: float | None = None) -> None:
    """Draw error (above) and accuracy (below) over epochs, for training (left) and validation (right).

    Args:
        runs: by name, what `Optimiser.train` returned with a monitor "accuracy".
        lowest_accuracy: where the axis of the accuracy begins, in percent; chosen by the data if None.
    """
    figure, panels = plt.subplots(2, 2, figsize=(10, 7), sharex=True, sharey="row")
    for row, (quantity, label) in zip(panels, QUANTITIES.items(), strict=True):
        for panel, (which, set_name) in zip(row, SETS.items(), strict=True):
            for i, (name, run) in enumerate(runs.items()):
                values = run.column(f"{quantity}({which})") * (100 if quantity == "accuracy" else 1)
                _draw(panel, i, run.column("epoch"), values, name)
            panel.set_title(f"{set_name}: {quantity}", fontsize="medium")
            panel.grid(alpha=0.3, which="both")
        row[0].set_ylabel(label)
    for panel in panels[0]:
        panel.set_yscale("log")
        panel.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))  # 0.1, 0.2, 0.5, 1, ...
        panel.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        panel.yaxis.set_minor_formatter(NullFormatter())
    if lowest_accuracy is not None:
        panels[1, 0].set_ylim(lowest_accuracy, 100.2)
    for panel in panels[1]:
        panel.set_xlabel("epochs")
        panel.xaxis.set_major_locator(MaxNLocator(integer=True))
    panels[0, 1].legend(handlelength=4)
    figure.subplots_adjust(wspace=0.06, hspace=0.15, top=0.91)
    figure.suptitle(title)


def plot_sizes(sizes: Mapping[str, Sequence[float]], title: str, quantity: str) -> None:
    """Draw one number for each affine layer of several networks, on a logarithmic axis.

    Args:
        sizes: by the name of the network, the numbers from the first layer to the last.
        quantity: what the numbers are, for the axis.
    """
    _, panel = plt.subplots(figsize=(6.5, 4))
    for i, (name, values) in enumerate(sizes.items()):
        _draw(panel, i, np.arange(1, len(values) + 1), np.asarray(values, dtype=float), name)
    panel.set(title=title, xlabel="affine layer, 1 is next to the image", ylabel=quantity, yscale="log")
    panel.xaxis.set_major_locator(MaxNLocator(integer=True))
    panel.grid(alpha=0.3)
    panel.legend(handlelength=4)


def _draw(panel: Axes, i: int, x: Array, y: Array, name: str) -> None:
    """One line, with markers that get smaller, so that curves on top of each other are all seen."""
    panel.plot(
        x,
        y,
        label=name,
        color=COLORS[i % 6],
        linestyle=DASHES[i % 6],
        marker=MARKERS[i % 6],
        markevery=max(1, len(x) // 12),
        markersize=10 - 1.2 * (i % 6),
        markerfacecolor="none",
    )


def results_table(runs: Mapping[str, TrainingResult]) -> pd.DataFrame:
    """Return a table of the last epochs: a row a run; errors, accuracies in percent, seconds."""
    rows = {}
    for name, run in runs.items():
        last = {key: run.stats[-1, column] for key, column in run.keys.items()}
        rows[name] = {
            "epochs": int(last["epoch"]),
            "train error": round(last["error(train)"], 3),
            "val. error": round(last["error(valid)"], 3),
            "train acc. %": round(100 * last["accuracy(train)"], 2),
            "val. acc. %": round(100 * last["accuracy(valid)"], 2),
            "seconds": round(run.run_time, 1),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("run")
