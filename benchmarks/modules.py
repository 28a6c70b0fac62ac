"""One epoch of training with the reference modules and with PyTorch: `python -m benchmarks.modules`.

Both sides get the same initial weights, the same batches in the same order, float64 and the same number of
threads, and have to end with the same loss. Each side is a process of its own, because the number of BLAS
threads is read when NumPy is imported; they take turns, so that what else the machine does hits both.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from tqdm import tqdm

from course.files import ROOT, CourseError, write_atomically

WIDTHS = 784, 100, 200, 10
BATCH, RATE, MOMENTUM = 500, 1e-2, 0.9
LIMIT = 1.5  # reference / PyTorch, medians
OUTPUT = ROOT / "benchmarks" / "results" / "modules.json"
Epoch = Callable[[], float]  # trains one epoch and returns the loss of its last batch


# --- One side: a process that trains an epoch for each line it reads ----------------------------


def serve(side: str) -> None:
    """Train one side, an epoch for each line of standard input."""
    answer({"reference": reference, "torch": pytorch}[side]())


def answer(epoch: Epoch) -> None:
    """Answer each line of standard input with a line of JSON: seconds of one epoch and its last loss."""
    for _ in sys.stdin:
        start = perf_counter()
        loss = epoch()
        print(json.dumps({"seconds": perf_counter() - start, "loss": loss}), flush=True)


def problem() -> tuple[Any, Any, list[tuple[Any, Any]]]:
    """Images (50000, 784) in float64, digits (50000,), and initial W and b of each Linear."""
    import numpy as np

    from mnist import load_dataset

    X, y, *_ = load_dataset(flatten=True)
    random = np.random.default_rng(101)
    weights = []
    for n_in, n_out in pairwise(WIDTHS):
        bound = n_in**-0.5
        weights.append((random.uniform(-bound, bound, (n_out, n_in)), random.uniform(-bound, bound, n_out)))
    return X.astype(np.float64), y.astype(np.int64), weights


def reference() -> Epoch:
    """The modules of the homework."""
    import numpy as np

    from course.reference import reference_modules

    modules, (X, y, weights) = reference_modules(ROOT), problem()
    net = modules.Sequential()
    for i, (W, b) in enumerate(weights):
        if i > 0:
            net.add(modules.ReLU())
        linear = modules.Linear(*W.shape[::-1])
        linear.W[...], linear.b[...] = W, b
        net.add(linear)
    net.add(modules.LogSoftMax())
    criterion, targets = modules.ClassNLLCriterion(), np.eye(WIDTHS[-1])[y]
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
    X, y, weights = problem()
    layers: list[Any] = []
    for W, b in weights:
        linear = nn.Linear(*W.shape[::-1], dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W))
            linear.bias.copy_(torch.from_numpy(b))
        layers += [linear, nn.ReLU()]
    net = nn.Sequential(*layers[:-1], nn.LogSoftmax(dim=1))
    criterion, images, digits = nn.NLLLoss(), torch.from_numpy(X), torch.from_numpy(y)
    optimizer = torch.optim.SGD(net.parameters(), lr=RATE, momentum=MOMENTUM)

    def epoch() -> float:
        for start in range(0, len(images), BATCH):
            optimizer.zero_grad()
            loss = criterion(net(images[start : start + BATCH]), digits[start : start + BATCH])
            loss.backward()
            optimizer.step()
        return float(loss)

    return epoch


# --- The measurement ---------------------------------------------------------------------------


@contextmanager
def worker(
    side: str, threads: int, benchmark: str = "benchmarks.modules"
) -> Iterator[Callable[[], dict[str, float]]]:
    """Start one side; the function that it gives trains one epoch there.

    Args:
        benchmark: the program that takes `--serve SIDE`.

    Raises:
        CourseError: the process ended before it answered.
    """
    names = "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"
    process = subprocess.Popen(
        [sys.executable, "-m", benchmark, "--serve", side],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | dict.fromkeys(names, str(threads)),
    )
    questions, answers = process.stdin, process.stdout
    assert questions is not None
    assert answers is not None

    def epoch() -> dict[str, float]:
        try:
            questions.write("\n")
            questions.flush()
            answer: dict[str, float] = json.loads(answers.readline())
        except (OSError, ValueError):
            raise CourseError(f"The process of {side} ended before it answered; see above.") from None
        return answer

    try:
        yield epoch
    finally:
        process.kill()
        process.communicate()


def measure(threads: int, repetitions: int, benchmark: str = "benchmarks.modules") -> dict[str, Any]:
    """Let both sides of a benchmark take turns; the first turn of each warms up and is not counted.

    Raises:
        CourseError: a side failed, or the two did not end with the same loss, so did not do the same work.
    """
    seconds: dict[str, list[float]] = {"reference": [], "torch": []}
    load = os.getloadavg()[0]  # how busy the machine is with other things
    with ExitStack() as stack:
        epochs = {side: stack.enter_context(worker(side, threads, benchmark)) for side in seconds}
        for turn in tqdm(range(repetitions + 1), f"{threads} thread{'s' * (threads > 1)}", unit="turn"):
            answers = {side: epoch() for side, epoch in epochs.items()}
            losses = [answer["loss"] for answer in answers.values()]
            if abs(losses[0] - losses[1]) > 1e-6:
                raise CourseError(f"The two sides do not do the same: losses {losses} after turn {turn}.")
            for side, answer in answers.items():
                seconds[side] += [answer["seconds"]] * (turn > 0)
    ratio = median(seconds["reference"]) / median(seconds["torch"])
    return {"threads": threads, "load": load, "seconds": seconds, "ratio": ratio, "last_loss": losses[0]}


def table(results: list[dict[str, Any]], limit: float = LIMIT) -> str:
    """Medians with spread, a line for each number of threads; `load` is the machine's before it began."""
    lines = [f"{'threads':>7}  {'reference, s':>20}  {'PyTorch, s':>20}  {'ratio':>5}  load  limit {limit}"]
    for result in results:
        times = [f"{median(s):.3f} ({min(s):.3f}–{max(s):.3f})" for s in result["seconds"].values()]
        numbers = f"{times[0]:>20}  {times[1]:>20}  {result['ratio']:5.2f}  {result['load']:4.1f}"
        lines.append(f"{result['threads']:>7}  {numbers}  {'ok' if result['ratio'] <= limit else 'too slow'}")
    return "\n".join(lines)


def write_results(path: Path, results: list[dict[str, Any]]) -> None:
    """Write all measurements, with date, machine and versions."""
    from course.reproduce import made

    described = {
        "what": f"seconds of one epoch, {'-'.join(map(str, WIDTHS))}, batch {BATCH}, float64, 50,000 images",
        "made": made(" and ".join(str(result["threads"]) for result in results)),
        "torch": importlib.metadata.version("torch"),
        "limit": LIMIT,
        "results": results,
    }
    write_atomically(path, json.dumps(described, indent=1, ensure_ascii=False) + "\n")


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the table, write the file; the exit status is 1 if a ratio is above the limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.modules", description=__doc__)
    parser.add_argument("--repetitions", type=int, default=7, help="epochs of each side (default 7)")
    parser.add_argument(
        "--threads", type=int, nargs="+", default=[1, 2], help="numbers of threads (default 1 2)"
    )
    parser.add_argument("--serve", choices=["reference", "torch"], help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.serve:
        serve(options.serve)
        return 0
    if importlib.util.find_spec("torch") is None:
        print("PyTorch is not installed: `pip install torch`, then run this again.", file=sys.stderr)
        return 2
    try:
        results = [measure(threads, options.repetitions) for threads in options.threads]
        write_results(OUTPUT, results)
    except CourseError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(table(results))
    print(f"\nNext: {OUTPUT.relative_to(ROOT)} has all measurements.")
    return 1 if any(result["ratio"] > LIMIT for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
