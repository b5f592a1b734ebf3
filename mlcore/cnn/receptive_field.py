"""How much of its input one unit sees, layer by layer: measured by autograd, and by the closed formula."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from mlcore.cnn.settings import ReceptiveFieldSettings as Settings

SIDE = 1023
"""The input is a row of pixels, wide enough for the widest receptive field that the settings allow."""


def steps_of(settings: Settings) -> list[tuple[int, int, int]]:
    """Return kernel size, stride and dilation of every step of the stack; pooling is a step of its own."""
    layer: list[tuple[int, int, int]] = [(settings.kernel_size, settings.stride, settings.dilation)]
    if settings.pooling:
        layer.append((2, 2, 1))
    return layer * settings.layers


def closed_formula(steps: list[tuple[int, int, int]]) -> list[int]:
    r"""Return how many pixels in a row one unit sees after each step.

    .. math:: r_l = r_{l-1} + d_l (k_l - 1) \, j_{l-1}, \qquad j_l = s_l \, j_{l-1}, \qquad r_0 = j_0 = 1

    The jump j is how many pixels of the input lie between two neighbouring units.

    Parameters
    ----------
    steps
        Kernel size k, stride s and dilation d of each step, at least 1.

    Raises
    ------
    ValueError
        If a number is below 1.
    """
    if any(min(step) < 1 for step in steps):
        raise ValueError(f"kernel size, stride and dilation must be at least 1, got {steps}")
    sizes, size, jump = [], 1, 1
    for k, stride, dilation in steps:
        size += dilation * (k - 1) * jump
        jump *= stride
        sizes.append(size)
    return sizes


def gradients(steps: list[tuple[int, int, int]]) -> list[np.ndarray]:
    """Return how the unit in the middle depends on each pixel of the input, after each step.

    Every weight is positive, so no path cancels another: a pixel counts if and only if its gradient is not 0.

    Parameters
    ----------
    steps
        Kernel size, stride and dilation of each step.

    Returns
    -------
    One array a step, float64, shape (1023,), scaled to a largest value of 1.
    """
    pixels = torch.zeros(1, 1, SIDE, dtype=torch.float64, requires_grad=True)
    values: torch.Tensor = pixels
    found = []
    for k, stride, dilation in steps:
        layer = nn.Conv1d(1, 1, k, stride=stride, dilation=dilation, bias=False, dtype=torch.float64)
        nn.init.constant_(layer.weight, 1 / k)
        values = layer(values)
        middle = values[0, 0, values.shape[-1] // 2]
        (gradient,) = torch.autograd.grad(middle, pixels, retain_graph=True)
        found.append((gradient / gradient.max())[0, 0].numpy())
    return found


@dataclass(frozen=True, eq=False)
class Result:
    """The receptive field after each of T steps.

    Attributes
    ----------
    steps
        Kernel size, stride and dilation of each.
    widths
        Pixels in a row from the first to the last whose gradient is not 0, one number a step: what autograd says.
    formula
        The same by the closed formula.
    profiles
        The gradient over those pixels, scaled to a largest value of 1, one array a step.
    measured
        Pixels in a row that one unit sees after the last step, ``widths[-1]``.
    """

    settings: Settings
    steps: list[tuple[int, int, int]]
    widths: list[int]
    formula: list[int]
    profiles: list[np.ndarray]
    measured: int


def run(settings: Settings) -> Result:
    """Measure the receptive field of one unit after each step of a stack, and work it out as well.

    A square kernel does the same along rows and columns; so one row of pixels is enough.
    """
    steps = steps_of(settings)
    profiles = [trimmed(gradient) for gradient in gradients(steps)]
    widths = [len(profile) for profile in profiles]
    return Result(settings, steps, widths, closed_formula(steps), profiles, widths[-1])


def trimmed(values: np.ndarray) -> np.ndarray:
    """Return the values from the first to the last that is not 0."""
    places = np.flatnonzero(values)
    return values[places[0] : places[-1] + 1]
