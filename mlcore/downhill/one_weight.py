"""One weight: the loss of one neuron over it, its slope, and the steps of gradient descent."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mlcore.downhill.settings import CURVES, Curve
from mlcore.downhill.settings import OneWeightSettings as Settings

MAX_STEPS = 30
ENDS = (-1.0, 2.5)
"""Range of the weights that are drawn, and of the start weight."""


@dataclass(frozen=True)
class OneWeightResult:
    """A weight's way downhill.

    Attributes
    ----------
    path, losses, slopes
        The weight before the first step and after each of the steps that are drawn, and loss and slope there, of
        shape (MAX_STEPS + 1,); the learner's ball stands at ``settings.steps``.
    valleys, hills
        Weights at which the slope is 0, from left to right.
    final_loss
        The loss where the ball stands.
    """

    settings: Settings
    path: np.ndarray
    losses: np.ndarray
    slopes: np.ndarray
    valleys: tuple[float, ...]
    hills: tuple[float, ...]
    final_loss: float


def outputs(weights: ArrayLike, curve: Curve) -> np.ndarray:
    """Return what the neuron answers at each point: for weights (...), shape (..., points)."""
    z = np.asarray(weights, dtype=float)[..., None] * np.array(curve.x)
    return np.sin(z) if curve.bend == "sine" else z


def loss(weights: ArrayLike, curve: Curve) -> np.ndarray:
    r"""Return the mean squared error at each weight.

    .. math:: L(w) = \frac{1}{n} \sum_i (\varphi(w x_i) - y_i)^2
    """
    return ((outputs(weights, curve) - np.array(curve.y)) ** 2).mean(axis=-1)


def slope(weights: ArrayLike, curve: Curve) -> np.ndarray:
    r"""Return the derivative of the loss at each weight.

    .. math:: L'(w) = \frac{1}{n} \sum_i 2 (\varphi(w x_i) - y_i) \, \varphi'(w x_i) \, x_i
    """
    x, y = np.array(curve.x), np.array(curve.y)
    bend = np.cos(np.asarray(weights, dtype=float)[..., None] * x) if curve.bend == "sine" else 1.0
    return (2 * (outputs(weights, curve) - y) * bend * x).mean(axis=-1)


def descend(weight: float, curve: Curve, learning_rate: float, steps: int = MAX_STEPS) -> np.ndarray:
    """Return a weight and where each step of gradient descent takes it, shape (steps + 1,)."""
    path = [weight]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * float(slope(path[-1], curve)))
    return np.array(path)


def level(curve: Curve, up: bool) -> tuple[float, ...]:
    """Return the weights at which the slope changes its sign, from below 0 to above if it goes up: the valleys."""
    weights = np.linspace(*ENDS, 701)
    slopes = slope(weights, curve) * (1 if up else -1)
    (before,) = np.nonzero((slopes[:-1] < 0) & (slopes[1:] >= 0))
    share = slopes[before] / (slopes[before] - slopes[before + 1])
    return tuple((weights[before] + share * (weights[1] - weights[0])).tolist())


def run(settings: Settings) -> OneWeightResult:
    """Go downhill."""
    curve = CURVES[settings.curve]
    path = descend(settings.w, curve, settings.learning_rate)
    losses = loss(path, curve)
    return OneWeightResult(
        settings=settings,
        path=path,
        losses=losses,
        slopes=slope(path, curve),
        valleys=level(curve, up=True),
        hills=level(curve, up=False),
        final_loss=float(losses[settings.steps]),
    )
