"""One neuron by hand: weighted sum, activation and slope."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mlcore.neuron.activations import activate, slope
from mlcore.neuron.settings import NeuronSettings as Settings


def contributions(inputs: ArrayLike, weights: ArrayLike) -> np.ndarray:
    """Return what every input adds to the sum, w_i x_i: for inputs (..., n) and weights (n,), shape (..., n).

    Raises
    ------
    ValueError
        If there is not one weight for every input.
    """
    inputs, weights = np.asarray(inputs, dtype=float), np.asarray(weights, dtype=float)
    if weights.ndim != 1 or inputs.shape[-1:] != weights.shape:
        raise ValueError(f"weights must have shape {inputs.shape[-1:]}, one for every input, got {weights.shape}")
    return inputs * weights


def weighted_sum(inputs: ArrayLike, weights: ArrayLike, bias: float) -> np.ndarray:
    r"""Return the weighted sum of a neuron, to 12 decimals.

    .. math:: z = \sum_i w_i x_i + b

    Parameters
    ----------
    inputs
        Points, shape (..., n); the result has shape (...).
    weights, bias
        Shape (n,) and one number.

    Raises
    ------
    ValueError
        If there is not one weight for every input.
    """
    # In floating point 0.1 + 0.2 - 0.3 lies above 0; on paper such a neuron does not fire.
    return np.round(contributions(inputs, weights).sum(axis=-1) + bias, 12)


def threshold(bias: float) -> float:
    """Return the threshold theta = -b: w.x + b > 0 is the same as w.x > theta."""
    return 0.0 - bias


def output(inputs: ArrayLike, weights: ArrayLike, bias: float, activation: str = "step") -> np.ndarray:
    r"""Return the output of a neuron; with "step" it fires, with 1, where the weighted sum is above 0.

    .. math:: y = \varphi\left(\sum_i w_i x_i + b\right)

    Parameters
    ----------
    inputs
        Points, shape (..., n); the result has shape (...).
    weights, bias
        Shape (n,) and one number.
    activation
        A key of ``ACTIVATIONS``.

    Raises
    ------
    ValueError
        If there is not one weight for every input, or no such activation.

    Source: W. McCulloch and W. Pitts, Bulletin of Mathematical Biophysics 5 (1943), for threshold units.
    """
    return activate(weighted_sum(inputs, weights, bias), activation)


@dataclass(frozen=True)
class NeuronResult:
    """One neuron at one point.

    Attributes
    ----------
    products
        What each input adds to the sum, w1 x1 and w2 x2, shape (2,).
    sum
        Weighted sum z = w1 x1 + w2 x2 + b.
    threshold
        theta = -b.
    output, slope
        Activation of z, and its derivative there.
    """

    settings: Settings
    products: np.ndarray
    sum: float
    threshold: float
    output: float
    slope: float


def run(settings: Settings) -> NeuronResult:
    """Compute one neuron at one point (x1, x2)."""
    inputs, weights = [settings.x1, settings.x2], [settings.w1, settings.w2]
    z = weighted_sum(inputs, weights, settings.b)
    return NeuronResult(
        settings=settings,
        products=contributions(inputs, weights),
        sum=float(z),
        threshold=threshold(settings.b),
        output=float(activate(z, settings.activation)),
        slope=float(slope(z, settings.activation)),
    )
