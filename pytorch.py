"""PyTorch where it is installed, and the data set as tensors.

    from pytorch import torch, mnist_tensors

Without PyTorch `torch` is a stand-in: whatever is asked of it says in one sentence what is missing, and the
parts of a notebook that need no PyTorch run as before.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from mnist import load_dataset

MISSING = (
    "This part needs PyTorch, which is not installed: `pip install torch`, or `make torch` in the course."
)


class _Missing:
    """Stands in for the module `torch`."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # IPython and others look such names up in everything
            raise AttributeError(name)
        raise ModuleNotFoundError(MISSING)

    def __bool__(self) -> bool:
        return False


try:
    torch: Any = import_module("torch")
except ModuleNotFoundError:
    torch = _Missing()


def mnist_tensors(load: Callable[..., Any] = load_dataset) -> dict[str, tuple[Any, Any]]:
    """MNIST as tensors: images (N, 1, 28, 28), float32 in [0, 1]; digits (N,), int64.

    Args:
        load: `mnist.load_dataset`, or another loader with the same result.

    Returns:
        "training" (50,000 digits), "validation" (10,000) and "test" (10,000), each images and digits.

    Raises:
        ModuleNotFoundError: there is no PyTorch.
        MnistError: the data set was not found.
    """
    splits = iter(load())
    names = ("training", "validation", "test")
    return {
        name: (
            torch.from_numpy(np.array(images, np.float32))[:, None],
            torch.from_numpy(np.array(digits, np.int64)),
        )
        for name, images, digits in zip(names, splits, splits)
    }
