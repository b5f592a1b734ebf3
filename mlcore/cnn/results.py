"""Results of the experiments on convolution: arrays and numbers, no tensors. This module does not import torch."""

from dataclasses import dataclass

import numpy as np

from mlcore.cnn.settings import ReceptiveFieldSettings


@dataclass(frozen=True, eq=False)
class ReceptiveFieldResult:
    """The receptive field after each of T steps.

    Attributes
    ----------
    steps
        Kernel size, stride and dilation of each.
    widths
        Measured width after each step: pixels from the first nonzero gradient to the last.
    formula
        The widths by the closed formula.
    profiles
        The gradient over those pixels after each step, scaled to a largest value of 1.
    measured
        Width after the last step, ``widths[-1]``.
    """

    settings: ReceptiveFieldSettings
    steps: list[tuple[int, int, int]]
    widths: list[int]
    formula: list[int]
    profiles: list[np.ndarray]
    measured: int
