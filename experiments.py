"""What the experiments of homework_main need and nobody has to read first: budget, progress, plots, tables.

While a grader runs the notebook, the environment variable NBGRADER_EXECUTION is set. Then every training
gets a few of the images, in batches a tenth as large, and a few epochs. That takes seconds, not minutes, and
the curves look much like the first epochs of the full run. In your own hands nothing is cut.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.ticker import MaxNLocator, NullLocator
from numpy.typing import NDArray
from tqdm import tqdm

Array = NDArray[Any]

# --- Budget ------------------------------------------------------------------------------------

GRADING = bool(os.environ.get("NBGRADER_EXECUTION"))
TRAINING_IMAGES, VALIDATION_IMAGES = 3_000, 1_000  # while grading
SHARE = 10  # batches are smaller by this factor while grading
MOST_EPOCHS = 8  # of any training while grading, whatever was asked for


def epochs(wanted: int, grading: int = 2) -> int:
    """Return `wanted`, or `grading` if that is less and a grader runs the notebook."""
    return min(wanted, grading) if GRADING else wanted


def batch_size(wanted: int) -> int:
    """Return `wanted`, or a tenth of it while grading."""
    return max(wanted // SHARE, 1) if GRADING else wanted


def training_set(X: Array, y: Array) -> tuple[Array, Array]:
    """Return all of X (N, ...) and y (N,), or the first images while grading."""
    return (X[:TRAINING_IMAGES], y[:TRAINING_IMAGES]) if GRADING else (X, y)


def validation_set(X: Array, y: Array) -> tuple[Array, Array]:
    """Return all of X (N, ...) and y (N,), or the first images while grading."""
    return (X[:VALIDATION_IMAGES], y[:VALIDATION_IMAGES]) if GRADING else (X, y)


class Progress:
    """Counts epochs 1, 2, ..., n with a progress bar; while grading silently, and to MOST_EPOCHS at most."""

    def __init__(self, epochs: int, name: str = "") -> None:
        numbers = range(1, (min(epochs, MOST_EPOCHS) if GRADING else epochs) + 1)
        # Standard output: in a notebook, what goes to standard error looks like a mistake.
        self._bar = tqdm(
            numbers, desc=f"{name:<20.20}", unit="epoch", file=sys.stdout, disable=GRADING, ncols=100
        )

    def __iter__(self) -> Iterator[int]:
        yield from self._bar

    def show(self, **numbers: float) -> None:
        """Show numbers such as `loss=0.25` to the right of the bar."""
        self._bar.set_postfix({name: f"{value:.3f}" for name, value in numbers.items()})


# --- What a training leaves behind ---------------------------------------------------------------


@dataclass
class History:
    """One value an epoch in every list; the first is from *before* the training, epoch 0.

    Losses and accuracies are means over all images, in evaluate mode. Accuracies are fractions, 0 to 1
    (nan where there is none), seconds are spent in training alone, counted from its beginning.
    """

    epochs: list[int] = field(default_factory=list)
    training_loss: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    training_accuracy: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    steps: int = 0  # of the optimizer, in all

    def add(
        self, epoch: int, training: tuple[float, float], validation: tuple[float, float], seconds: float
    ) -> None:
        """Append an epoch; `training` and `validation` are (loss, accuracy)."""
        self.epochs.append(epoch)
        for losses, accuracies, (loss, accuracy) in (
            (self.training_loss, self.training_accuracy, training),
            (self.validation_loss, self.validation_accuracy, validation),
        ):
            losses.append(float(loss))
            accuracies.append(float(accuracy))
        self.seconds.append(float(seconds))


def results_table(histories: Mapping[str, History]) -> pd.DataFrame:
    """Return a table of the last epochs: a row a run; losses, their gap, accuracies in percent, seconds."""
    rows = {
        name: {
            "epochs": history.epochs[-1],
            "train loss": history.training_loss[-1],
            "val. loss": history.validation_loss[-1],
            "gap": history.validation_loss[-1] - history.training_loss[-1],
            "train acc. %": 100 * history.training_accuracy[-1],
            "val. acc. %": 100 * history.validation_accuracy[-1],
            "seconds": history.seconds[-1],
        }
        for name, history in histories.items()
    }
    table = pd.DataFrame.from_dict(rows, orient="index")
    digits = {"train loss": 3, "val. loss": 3, "gap": 3, "train acc. %": 2, "val. acc. %": 2, "seconds": 1}
    return table.round(digits).rename_axis("run")


# --- Plots: everything is legible in grey, too ---------------------------------------------------

COLORS = ("#000000", "#d55e00", "#0072b2", "#e69f00", "#56b4e9", "#009e73")  # Okabe and Ito's
DASHES = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (0, (1, 3)))
MARKERS = ("o", "s", "^", "D", "v", "x")


def plot_losses(
    histories: Mapping[str, History],
    title: str,
    loss: str = "negative log-likelihood, nats per image",
    against: Literal["epochs", "seconds"] = "epochs",
) -> None:
    """Draw training losses to the left, validation losses to the right, on one logarithmic axis.

    Args:
        loss: what the loss is, with its unit, for the axis.
        against: "seconds" shows which run is faster, "epochs" which one learns more from each image.
    """
    figure, panels = plt.subplots(1, 2, figsize=(10, 4), sharey=True, sharex=True)
    for panel, which in zip(panels, ("training", "validation"), strict=True):
        for i, (name, history) in enumerate(histories.items()):
            style = {"color": COLORS[i % 6], "linestyle": DASHES[i % 6], "marker": MARKERS[i % 6]}
            x, y = getattr(history, against), getattr(history, f"{which}_loss")
            size = 10 - 1.2 * (i % 6)  # so that markers on top of each other are all seen
            panel.plot(x, y, label=name, markersize=size, markerfacecolor="none", **style)
        panel.set_title(which)
        panel.set_xlabel("epochs" if against == "epochs" else "time in training, seconds")
        panel.set_yscale("log")
        panel.grid(alpha=0.3)
    for panel in panels:  # now that the shared axes have their final limits
        _readable_ticks(panel, whole=against == "epochs")
    panels[0].set_ylabel(loss)
    panels[1].legend(handlelength=4)
    figure.subplots_adjust(wspace=0.06, top=0.86)
    figure.suptitle(title)


def _readable_ticks(panel: Axes, whole: bool) -> None:
    """Label the logarithmic axis with round numbers: 0.1, 0.2, 0.5, 1, ...; more of them on a short axis."""
    low, high = panel.get_ylim()
    digits = (1, 2, 5) if high / low > 5 else (1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9)
    ticks = [digit * 10.0**power for power in range(-8, 9) for digit in digits]
    ticks = [tick for tick in ticks if low <= tick <= high]
    panel.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    panel.yaxis.set_minor_locator(NullLocator())
    panel.xaxis.set_major_locator(MaxNLocator(integer=whole))


def plot_distance_histograms(
    histograms: Mapping[str, tuple[Array, Array, Array]], coefficients: Mapping[str, float], title: str
) -> None:
    """Draw same-class and different-class distances of each embedding in one panel.

    Args:
        histograms: by name, (counts of same-class pairs, counts of different-class pairs, edges of the bins).
        coefficients: by the same names, Bhattacharyya coefficients.
    """
    n = len(histograms)
    figure, panels = plt.subplots(1, n, figsize=(5 * n, 4), squeeze=False)
    for panel, (name, (same, different, edges)) in zip(panels[0], histograms.items(), strict=True):
        for counts, label, style in (
            (same, "same class", {"color": "#0072b2", "fill": True, "alpha": 0.35}),
            (different, "different classes", {"color": "#000000", "linestyle": "--", "linewidth": 1.5}),
        ):
            pairs = int(np.sum(counts))
            fraction = 100 * np.asarray(counts) / max(pairs, 1)
            panel.stairs(fraction, edges, label=f"{label}, {pairs:,} pairs", **style)
        panel.set_title(f"{name}: Bhattacharyya coefficient {coefficients[name]:.3f}", fontsize="medium")
        panel.set_xlabel("Euclidean distance between two embeddings")
        panel.set_ylabel(f"pairs in each of {len(same)} bins, % of their kind")
        panel.set_xlim(0, edges[-1])
        panel.set_ylim(0, 1.25 * panel.get_ylim()[1])  # room for the legend
        panel.grid(alpha=0.3)
        panel.legend(loc="upper right")
    figure.subplots_adjust(wspace=0.25, top=0.86)
    figure.suptitle(title)


def plot_clouds(X: Array, labels: Array, predict: Callable[[Array], Array], title: str) -> None:
    """Draw labelled points in the plane over what a network predicts there.

    Args:
        X: points, (N, 2).
        labels: 0 or 1, (N,).
        predict: takes points (M, 2), returns the probability of class 1, (M,).
    """
    figure, panel = plt.subplots(figsize=(5.5, 4.2))
    reach = math.ceil(float(np.max(np.abs(X))))
    side = np.linspace(-reach, reach, 80)
    grid = np.stack(np.meshgrid(side, side), axis=-1)
    probability = predict(grid.reshape(-1, 2)).reshape(80, 80)
    greys = ListedColormap([str(grey) for grey in np.linspace(0.98, 0.6, 10)])
    filled = panel.contourf(side, side, probability, levels=np.linspace(0, 1, 11), cmap=greys)
    figure.colorbar(filled, label="predicted probability of class 1")
    for label, color, marker in ((0, "#d55e00", "o"), (1, "#0072b2", "x")):
        points = X[labels == label]
        panel.scatter(
            points[:, 0], points[:, 1], s=12, c=color, marker=marker, label=f"class {label}", lw=0.8
        )
    panel.set(title=title, xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    panel.legend(loc="upper left")
