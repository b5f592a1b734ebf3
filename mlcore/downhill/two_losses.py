"""One sigmoid neuron that should answer 0: how fast it learns that with squared error and with cross-entropy."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlcore.downhill.settings import TwoLossesSettings as Settings

MAX_STEPS = 100
LEARNED = 0.1
"""An answer below it counts as learned."""


@dataclass(frozen=True)
class TwoLossesResult:
    """The neuron's way down both losses; its input is 1 and its target 0.

    Attributes
    ----------
    squared, entropy
        The weight before the first step and after each of the steps that are drawn, with squared error and with
        cross-entropy, shape (MAX_STEPS + 1,).
    squared_steps, entropy_steps
        Steps until the answer is below 0.1.
    answer
        At the start.
    squared_slope, entropy_slope
        Of both losses at the start.
    """

    settings: Settings
    squared: np.ndarray
    entropy: np.ndarray
    squared_steps: int
    entropy_steps: int
    answer: float
    squared_slope: float
    entropy_slope: float


def sigmoid(z: float) -> float:
    """Return the neuron's answer to a weighted sum."""
    return 1 / (1 + math.exp(-z))


def squared_slope(w: float) -> float:
    r"""Return how squared error changes with the weight, for the target 0 and the input 1.

    .. math:: \frac{dL}{dw} = 2 (p - 0) \cdot p (1 - p)
    """
    p = sigmoid(w)
    return 2 * p * p * (1 - p)


def entropy_slope(w: float) -> float:
    r"""Return how cross-entropy changes with the weight, for the target 0 and the input 1.

    .. math:: \frac{dL}{dw} = p - 0
    """
    return sigmoid(w)


def descend(w: float, slope: Callable[[float], float], learning_rate: float) -> tuple[np.ndarray, int]:
    """Return the weight along the first steps, and after how many steps the answer is below 0.1."""
    path, steps = [w], 0 if sigmoid(w) < LEARNED else -1
    while steps < 0 or len(path) <= MAX_STEPS:
        w = w - learning_rate * slope(w)
        path.append(w)
        if steps < 0 and sigmoid(w) < LEARNED:
            steps = len(path) - 1
    return np.array(path[: MAX_STEPS + 1]), steps


def run(settings: Settings) -> TwoLossesResult:
    """Go down both losses from the same start."""
    squared, squared_steps = descend(settings.w, squared_slope, settings.learning_rate)
    entropy, entropy_steps = descend(settings.w, entropy_slope, settings.learning_rate)
    return TwoLossesResult(
        settings=settings,
        squared=squared,
        entropy=entropy,
        squared_steps=squared_steps,
        entropy_steps=entropy_steps,
        answer=sigmoid(settings.w),
        squared_slope=squared_slope(settings.w),
        entropy_slope=entropy_slope(settings.w),
    )
