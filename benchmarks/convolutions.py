"""Training the small network of `advanced` with the reference's Conv2d and MaxPool2d, and with PyTorch:
`python -m benchmarks.convolutions`.

As in `benchmarks.modules`, both sides get the same initial weights, batches and number of threads, and
float64; they take turns, and have to end with the same loss.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.modules import Epoch, answer, measure, table
from course.files import ROOT, CourseError, write_atomically

IMAGES, BATCH, RATE, MOMENTUM = 5_000, 100, 0.05, 0.9
CHANNELS, KERNEL, HIDDEN = (1, 8, 16), 3, 48
FEATURES = CHANNELS[-1] * 7 * 7
LIMIT = 5.0  # reference / PyTorch, medians
NOTEBOOK = ROOT / "source" / "advanced" / "advanced.ipynb"
OUTPUT = ROOT / "benchmarks" / "results" / "convolutions.json"


# --- The two sides -----------------------------------------------------------------------------


def problem() -> tuple[Any, Any, list[tuple[Any, Any]]]:
    """Images (5000, 1, 28, 28) in float64, digits (5000,), initial W and b of each layer that has some."""
    import numpy as np

    from mnist import load_dataset

    X, y, *_ = load_dataset()
    random = np.random.default_rng(101)
    shapes = [
        (CHANNELS[1], CHANNELS[0], KERNEL, KERNEL),
        (CHANNELS[2], CHANNELS[1], KERNEL, KERNEL),
        (HIDDEN, FEATURES),
        (10, HIDDEN),
    ]
    weights = []
    for n_out, n_in, *kernel in shapes:
        bound = n_in**-0.5
        W, b = random.uniform(-bound, bound, (n_out, n_in, *kernel)), random.uniform(-bound, bound, n_out)
        weights.append((W, b))
    return X[:IMAGES, None].astype(np.float64), y[:IMAGES].astype(np.int64), weights


def modules_with_convolutions() -> ModuleType:
    """The reference modules of the homework, with those of `advanced`."""
    from course.notebooks import read, role, source
    from course.reference import reference_modules

    modules = reference_modules(ROOT)
    for cell in read(NOTEBOOK)["cells"]:
        if role(cell).get("grade_id") in ("conv", "pool", "flatten"):
            exec(compile(source(cell), NOTEBOOK.name, "exec"), vars(modules))
    return modules


def reference() -> Epoch:
    """The modules of the homework and of `advanced`."""
    import numpy as np

    modules, (X, y, weights) = modules_with_convolutions(), problem()
    first, second = (modules.Conv2d(*CHANNELS[i : i + 2], KERNEL) for i in (0, 1))
    hidden, last = modules.Linear(FEATURES, HIDDEN), modules.Linear(HIDDEN, 10)
    for layer, (W, b) in zip((first, second, hidden, last), weights, strict=True):
        layer.W[...], layer.b[...] = W, b
    scaling = modules.ChannelwiseScaling(HIDDEN)
    scaling.gamma[...], scaling.beta[...] = 1, 0
    net = modules.Sequential()
    for module in (
        *(first, modules.MaxPool2d(2), modules.ReLU()),
        *(second, modules.MaxPool2d(2), modules.ReLU()),
        *(modules.Flatten(), hidden, modules.BatchNormalization(0.9), scaling, modules.ReLU()),
        *(last, modules.LogSoftMax()),
    ):
        net.add(module)
    criterion, targets = modules.ClassNLLCriterion(), np.eye(10)[y]
    config: dict[str, float] = {"learning_rate": RATE, "momentum": MOMENTUM}
    state: dict[str, Any] = {}

    def epoch() -> float:
        for start in range(0, len(X), BATCH):
            x, target = X[start : start + BATCH], targets[start : start + BATCH]
            net.zeroGradParameters()
            output = net.forward(x)
            loss = criterion.forward(output, target)
            net.backward(x, criterion.backward(output, target))
            modules.sgd_momentum(net.getParameters(), net.getGradParameters(), config, state)
        return float(loss)

    return epoch


def pytorch() -> Epoch:
    """The same network, as one writes it in PyTorch."""
    import torch
    from torch import nn

    torch.set_num_threads(int(os.environ["OPENBLAS_NUM_THREADS"]))
    torch.set_default_dtype(torch.float64)
    X, y, weights = problem()
    first, second = (nn.Conv2d(*CHANNELS[i : i + 2], KERNEL, padding="same") for i in (0, 1))
    hidden, last = nn.Linear(FEATURES, HIDDEN), nn.Linear(HIDDEN, 10)
    for layer, (W, b) in zip((first, second, hidden, last), weights, strict=True):
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(W))
            layer.bias.copy_(torch.from_numpy(b))
    net = nn.Sequential(
        *(first, nn.MaxPool2d(2), nn.ReLU()),
        *(second, nn.MaxPool2d(2), nn.ReLU()),
        *(nn.Flatten(), hidden, nn.BatchNorm1d(HIDDEN, eps=1e-3), nn.ReLU()),
        *(last, nn.LogSoftmax(dim=1)),
    )
    criterion, images, digits = nn.NLLLoss(), torch.from_numpy(X), torch.from_numpy(y)
    optimizer = torch.optim.SGD(net.parameters(), lr=RATE, momentum=MOMENTUM)

    def epoch() -> float:
        for start in range(0, len(images), BATCH):
            optimizer.zero_grad()
            loss = criterion(net(images[start : start + BATCH]), digits[start : start + BATCH])
            loss.backward()
            optimizer.step()
        return float(loss.detach())

    return epoch


def serve(side: str) -> None:
    """Train one side, an epoch for each line of standard input."""
    answer({"reference": reference, "torch": pytorch}[side]())


# --- The measurement ---------------------------------------------------------------------------


def write_results(path: Path, results: list[dict[str, Any]]) -> None:
    """Write all measurements, with date, machine and versions."""
    from course.reproduce import made

    described = {
        "what": f"seconds of one epoch, the network of `advanced`, batch {BATCH}, float64, {IMAGES:,} images",
        "made": made(" and ".join(str(result["threads"]) for result in results)),
        "torch": importlib.metadata.version("torch"),
        "limit": LIMIT,
        "results": results,
    }
    write_atomically(path, json.dumps(described, indent=1, ensure_ascii=False) + "\n")


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the table, write the file; the exit status is 1 if a ratio is above the limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.convolutions", description=__doc__)
    parser.add_argument("--repetitions", type=int, default=7, help="epochs of each side (default 7)")
    parser.add_argument("--threads", type=int, nargs="+", default=[1], help="numbers of threads (default 1)")
    parser.add_argument("--serve", choices=["reference", "torch"], help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.serve:
        serve(options.serve)
        return 0
    if importlib.util.find_spec("torch") is None:
        print("PyTorch is not installed: run `make torch`, then this again.", file=sys.stderr)
        return 2
    try:
        results = [
            measure(threads, options.repetitions, "benchmarks.convolutions") for threads in options.threads
        ]
        write_results(OUTPUT, results)
    except CourseError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(table(results, LIMIT))
    print(f"\nNext: {OUTPUT.relative_to(ROOT)} has all measurements.")
    return 1 if any(result["ratio"] > LIMIT for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
