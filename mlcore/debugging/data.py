"""The two small data sets of the debugging lesson, and the result of a loop."""

import math
from dataclasses import dataclass, field

import torch
from torch import nn

DATA_SEED = 0

Labelled = tuple[torch.Tensor, torch.Tensor]


@dataclass
class Run:
    """The result of a loop.

    Attributes
    ----------
    model
        The trained network.
    losses
        The training loss that the loop recorded in each epoch.
    validation
        Loss or accuracy on the validation data in each epoch.
    reported
        The number that the loop reports as its result.
    test
        Accuracy on the test data in each epoch, if there are test data.
    chosen
        The epoch whose weights were kept, counted from 0; -1 for the last.
    """

    model: nn.Module
    losses: list
    validation: list
    reported: float
    test: list = field(default_factory=list)
    chosen: int = -1


def noisy_sine() -> tuple[Labelled, Labelled]:
    r"""Return training and validation points of a noisy sine.

    .. math:: y = 1 + \sin(2x) + \varepsilon, \qquad \varepsilon \sim N(0, 0.2^2), \qquad x \in (-2, 2)

    Both are pairs of inputs, shape (N, 1), and targets, shape (N,), with N = 128 and 64.
    """
    generator = torch.Generator().manual_seed(DATA_SEED)
    x = 4 * torch.rand(192, 1, generator=generator) - 2
    y = 1 + torch.sin(2 * x[:, 0]) + 0.2 * torch.randn(192, generator=generator)
    return (x[:128], y[:128]), (x[128:], y[128:])


def three_rings(seed: int = DATA_SEED, sizes: tuple[int, ...] = (60, 20, 20)) -> list[Labelled]:
    r"""Return sets of points on three overlapping rings, sorted by class as in many files.

    .. math:: r \sim U(k, k + 1), \qquad x = r (\cos \varphi, \sin \varphi) + \varepsilon, \qquad
        \varepsilon \sim N(0, 0.25^2)

    Parameters
    ----------
    seed
        Draws the points.
    sizes
        Number of points per class in each set; by default training, validation and test set.

    Returns
    -------
    For every set of n points a class its inputs x, shape (3n, 2), and classes k = 0, 1 and 2, shape (3n,).
    """
    generator = torch.Generator().manual_seed(seed)
    sets = []
    for size in sizes:
        k = torch.arange(3).repeat_interleave(size)
        angle = 2 * math.pi * torch.rand(len(k), generator=generator)
        radius = k + torch.rand(len(k), generator=generator)
        x = radius[:, None] * torch.stack([angle.cos(), angle.sin()], dim=1)
        sets.append((x + 0.25 * torch.randn(len(k), 2, generator=generator), k))
    return sets
