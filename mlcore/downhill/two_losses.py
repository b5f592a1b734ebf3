"""One sigmoid neuron that should answer 0: how fast it learns that with squared error and with cross-entropy."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from mlcore.downhill.settings import TwoLossesSettings as Settings

MAX_STEPS = 100
"""Number of steps drawn."""

LEARNED_BELOW = 0.1
"""An answer below it counts as learned."""


@dataclass(frozen=True)
class TwoLossesResult:
    """The neuron's way down both losses; its input is 1 and its target 0.

    Attributes
    ----------
    squared_steps, entropy_steps
        Steps until the answer is below 0.1, with squared error and with cross-entropy.
    answer
        The answer at the start.
    squared_slope, entropy_slope
        Slopes of both losses at the start.
    """

    settings: Settings
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


def steps_until_learned(w: float, slope: Callable[[float], float], learning_rate: float) -> int:
    """Return after how many steps from a weight the answer is below 0.1."""
    steps = 0
    while sigmoid(w) >= LEARNED_BELOW:
        w -= learning_rate * slope(w)
        steps += 1
    return steps


def run(settings: Settings) -> TwoLossesResult:
    """Go down both losses from the same start."""
    return TwoLossesResult(
        settings=settings,
        squared_steps=steps_until_learned(settings.w, squared_slope, settings.learning_rate),
        entropy_steps=steps_until_learned(settings.w, entropy_slope, settings.learning_rate),
        answer=sigmoid(settings.w),
        squared_slope=squared_slope(settings.w),
        entropy_slope=entropy_slope(settings.w),
    )
