"""What the experiments of the lesson on luck return, without torch, so that charts can name it."""

import math
from dataclasses import dataclass

import numpy as np

from mlcore.luck.settings import XorSeedsSettings, XorWidthsSettings

PLATEAUS = {4: math.log(2), 3: 0.75 * math.log(3) - 0.5 * math.log(2), 2: 0.5 * math.log(2)}
"""The least loss of a network that gives 4, 3 or 2 of the points the same answer: n/4 H(m/n) if m of those n are 1."""


@dataclass(frozen=True, eq=False)
class XorSeedsResult:
    """K runs of one network from the seeds 0 to K - 1.

    Attributes
    ----------
    settings
        What was asked for.
    successes, interval
        How many seeds solve XOR, and Wilson's 95 % interval of their share.
    outcomes
        Outcome of each seed, one of those that ``outcome`` of the seeds lists, K of them.
    snapshot_epochs
        Epochs at which the losses were recorded, shape (T,).
    losses
        Mean binary cross-entropy (nats), float32, shape (T, K); not finite where a run diverged.
    gradients
        Length of the gradient of each network's loss at these epochs, float32, shape (T, K).
    plateaus
        The least loss with one answer for 4, 3 and 2 of the points.
    examples
        At most 8 of the seeds that fail, some of each outcome and height of the loss, shape (E,).
    planes
        Output p of these at the centres of 40x40 cells as round(255 p), uint8, shape (E, 40, 40); rows are x2, low to
        high, columns x1, over the plane (-0.5, 1.5)^2.
    """

    settings: XorSeedsSettings
    successes: int
    interval: tuple[float, float]
    outcomes: list[str]
    snapshot_epochs: np.ndarray
    losses: np.ndarray
    gradients: np.ndarray
    plateaus: dict[int, float]
    examples: np.ndarray
    planes: np.ndarray


@dataclass(frozen=True, eq=False)
class XorWidthsResult:
    """The runs of 4 activations and 8 widths, as far as they are finished.

    Attributes
    ----------
    settings
        What was asked for.
    successes
        For each activation how many seeds solve XOR with 1, 2, ..., 8 hidden units, as far as these have been trained.
    intervals
        Wilson's 95 % intervals of the shares, in the same order.
    lost
        How many of all these runs diverged or exploded.
    """

    settings: XorWidthsSettings
    successes: dict[str, list[int]]
    intervals: dict[str, list[tuple[float, float]]]
    lost: int = 0
