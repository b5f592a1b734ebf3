"""The receptive field of one unit, layer by layer: measured by autograd, and by the closed formula."""

import numpy as np
import torch
from torch import nn

from mlcore.cnn.results import ReceptiveFieldResult
from mlcore.cnn.settings import ReceptiveFieldSettings as Settings

SIDE = 1023
"""Length of the input, a row of pixels: enough for the widest receptive field of the settings."""


def steps_of(settings: Settings) -> list[tuple[int, int, int]]:
    """Return kernel size, stride and dilation of every step of the stack. Pooling is a separate step."""
    layer: list[tuple[int, int, int]] = [(settings.kernel_size, settings.stride, settings.dilation)]
    if settings.pooling:
        layer.append((2, 2, 1))
    return layer * settings.layers


def closed_formula(steps: list[tuple[int, int, int]]) -> list[int]:
    r"""Return the width of a unit's receptive field after each step, in pixels.

    .. math:: r_l = r_{l-1} + d_l (k_l - 1) \, j_{l-1}, \qquad j_l = s_l \, j_{l-1}, \qquad r_0 = j_0 = 1

    The jump j is the distance of two neighbouring units in pixels of the input.

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
    """Return the gradient of the middle unit for each pixel of the input, after each step.

    All weights are positive, so that no paths cancel: a pixel is in the receptive field if its gradient is not 0.

    Parameters
    ----------
    steps
        Kernel size, stride and dilation of each step.

    Returns
    -------
    One array for each step, float64, shape (1023,), scaled to a largest value of 1.
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


def run(settings: Settings) -> ReceptiveFieldResult:
    """Return the receptive field of one unit after each step of a stack, measured and by formula.

    A square kernel does the same along rows and columns, so one row of pixels is enough.
    """
    steps = steps_of(settings)
    profiles = [trimmed(gradient) for gradient in gradients(steps)]
    widths = [len(profile) for profile in profiles]
    return ReceptiveFieldResult(settings, steps, widths, closed_formula(steps), profiles, widths[-1])


def trimmed(values: np.ndarray) -> np.ndarray:
    """Return the values from the first nonzero value to the last."""
    places = np.flatnonzero(values)
    return values[places[0] : places[-1] + 1]
