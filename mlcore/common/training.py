"""What every training run shares: activations, snapshot epochs, progress and divergence."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "linear": nn.Identity,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
}


@dataclass(frozen=True)
class Progress:
    """How far a run has come.

    Attributes
    ----------
    step, steps
        Optimizer steps done, and in all.
    curves
        The curves so far by name, e.g. ``{"loss": [0.69, 0.66]}``; live lists, so copy what you keep.
    partial_result
        Makes the result as if the run ended here, for those who watch it; None from it means that there is nothing yet.
    """

    step: int
    steps: int
    curves: Mapping[str, Sequence[float]]
    partial_result: Callable[[], object] | None = None


OnProgress = Callable[[Progress], None]


class Diverged(ArithmeticError):
    """The loss stopped being a finite number; ``model_name`` says of which model where a run trains several."""

    def __init__(self, step: int, learning_rate: float, model_name: str = "", epoch: int = 0) -> None:
        super().__init__(step, learning_rate, model_name, epoch)
        self.step = step
        self.epoch = epoch or step
        self.learning_rate = learning_rate
        self.model_name = model_name

    def __str__(self) -> str:
        loss = f"the loss of the {self.model_name}" if self.model_name else "the loss"
        epoch = f", in epoch {self.epoch}" if self.epoch != self.step else ""  # an epoch may have several steps
        return f"{loss} stopped being a finite number at step {self.step} (learning rate {self.learning_rate:g}){epoch}"


def snapshot_epochs(epochs: int, max_snapshots: int) -> list[int]:
    """Return the epochs at which a run's state is kept: evenly spread, the first 0, the last ``epochs``.

    Parameters
    ----------
    epochs
        Length of the run, at least 1.
    max_snapshots
        Largest number of snapshots, at least 2.
    """
    intervals = min(epochs, max_snapshots - 1)
    return [round(epochs * i / intervals) for i in range(intervals + 1)]


LAST_TO_FIRST_GAP = 20
"""Approximate ratio of the last gap between early snapshots to the first."""


def early_epochs(epochs: int, max_snapshots: int) -> list[int]:
    """Return the epochs at which a run's state is kept: close together at first, then further and further apart.

    Most of what a network learns would take place between a few frames that are evenly spread.

    Parameters
    ----------
    epochs, max_snapshots
        As for ``snapshot_epochs``.
    """
    intervals = min(epochs, max_snapshots - 1)
    shares = [
        math.expm1(math.log1p(LAST_TO_FIRST_GAP) * i / intervals) / LAST_TO_FIRST_GAP for i in range(intervals + 1)
    ]
    return [max(i, math.floor(epochs * share + 0.5)) for i, share in enumerate(shares)]


def half_precision(values: torch.Tensor) -> np.ndarray:
    """Return the values as float16, cut off at its range: enough for a picture at half the size."""
    limit = torch.finfo(torch.float16).max
    return values.clamp(-limit, limit).to(torch.float16).numpy()
