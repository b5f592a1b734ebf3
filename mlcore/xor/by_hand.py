"""XOR without training: two threshold neurons and a third that looks only at them."""

import numpy as np

from mlcore.xor.points import INPUTS
from mlcore.xor.settings import XorByHandSettings as Settings


def fires(inputs: np.ndarray, w1: float, w2: float, b: float) -> np.ndarray:
    r"""Return 1 where a threshold neuron fires, else 0.

    .. math:: y = 1 \text{ if } w_1 x_1 + w_2 x_2 + b > 0 \text{ else } 0

    Parameters
    ----------
    inputs
        Points (x1, x2), shape (N, 2).
    w1, w2, b
        Weights and bias.

    Returns
    -------
    Array of 0 and 1, shape (N,).

    Source: W. McCulloch and W. Pitts, Bulletin of Mathematical Biophysics 5 (1943), with weights.
    """
    return (inputs @ np.array([w1, w2]) + b > 0).astype(int)


def run(settings: Settings, inputs: np.ndarray = INPUTS) -> tuple[np.ndarray, np.ndarray]:
    """Return what the two hidden neurons answer, shape (N, 2), and what the output neuron makes of it, shape (N,)."""
    first = fires(inputs, settings.h1_w1, settings.h1_w2, settings.h1_b)
    second = fires(inputs, settings.h2_w1, settings.h2_w2, settings.h2_b)
    hidden = np.stack([first, second], axis=1)
    return hidden, fires(hidden, settings.out_w1, settings.out_w2, settings.out_b)
