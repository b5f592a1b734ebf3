"""Activations of a neuron, and their slopes."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + exp(-z)); it is 0 where exp(-z) is too large for a number."""
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


def normal_share_below(z: np.ndarray) -> np.ndarray:
    """Return Phi(z), the share of a standard normal distribution that lies below z."""
    return np.vectorize(math.erfc, otypes=[float])(-z / math.sqrt(2)) / 2


ACTIVATIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "step": lambda z: np.where(z > 0, 1.0, 0.0),
    "sigmoid": sigmoid,
    "relu": lambda z: np.maximum(0.0, z),
    "linear": lambda z: z,
    "tanh": np.tanh,
    "leaky_relu": lambda z: np.maximum(0.01 * z, z),
    "gelu": lambda z: z * normal_share_below(z),
}

SLOPES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "step": lambda z: np.zeros_like(z),
    "sigmoid": lambda z: sigmoid(z) * sigmoid(-z),
    "relu": lambda z: np.where(z > 0, 1.0, 0.0),
    "linear": lambda z: np.ones_like(z),
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "leaky_relu": lambda z: np.where(z > 0, 1.0, 0.01),
    "gelu": lambda z: normal_share_below(z) + z * np.exp(-z * z / 2) / math.sqrt(2 * math.pi),
}


def activate(z: ArrayLike, activation: str) -> np.ndarray:
    r"""Return the activation of weighted sums.

    .. math::
        \text{step } [z > 0], \quad \text{linear } z, \quad \text{sigmoid } \frac{1}{1 + e^{-z}}, \quad \tanh z, \quad
        \text{ReLU } \max(0, z), \quad \text{leaky ReLU } \max(0.01 z, z), \quad \text{GELU } z\,\Phi(z)

    Parameters
    ----------
    z
        Weighted sums, any shape, finite; the result has the same shape, float64.
    activation
        A key of ``ACTIVATIONS``.

    Raises
    ------
    ValueError
        If there is no such activation.

    Source: D. Hendrycks and K. Gimpel, arXiv 1606.08415 (2016), for the GELU, here exact.
    """
    check_activation(activation)
    return ACTIVATIONS[activation](np.array(z, dtype=float))


def slope(z: ArrayLike, activation: str) -> np.ndarray:
    r"""Return the derivative of the activation; at a jump or a kink, the derivative on the left.

    .. math:: \sigma' = \sigma (1 - \sigma), \; \tanh' = 1 - \tanh^2, \; (z \Phi)' = \Phi + z e^{-z^2/2} / \sqrt{2\pi}

    Parameters
    ----------
    z
        Weighted sums, any shape, finite; the result has the same shape, float64.
    activation
        A key of ``SLOPES``.

    Raises
    ------
    ValueError
        If there is no such activation.
    """
    check_activation(activation)
    return SLOPES[activation](np.array(z, dtype=float))


def check_activation(name: str) -> None:
    """Raise ``ValueError`` unless there is an activation of this name."""
    if name not in ACTIVATIONS:
        raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}, got {name!r}")
