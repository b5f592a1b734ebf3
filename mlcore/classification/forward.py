"""One point through a trained network by hand: hidden units, logits, probabilities. NumPy alone."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True, eq=False)
class NetworkOutput:
    """The output of a network 2-H-C for one point.

    Attributes
    ----------
    logits
        Pre-activations z of the C output units, shape (C,).
    probabilities
        Their softmax, shape (C,), each 0 to 1, together 1.
    """

    logits: np.ndarray
    probabilities: np.ndarray


def softmax(logits: ArrayLike) -> np.ndarray:
    r"""Turn logits into probabilities.

    .. math:: p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}

    Parameters
    ----------
    logits
        z, shape (..., C). The largest is subtracted first, which changes nothing but keeps e^z from overflowing.
    """
    z = np.asarray(logits, dtype=float)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def probe(state: Mapping[str, np.ndarray], x1: float, x2: float) -> NetworkOutput:
    r"""Return the output of a trained network for the point (x1, x2).

    .. math:: h = \max(0, W_1 x + b_1), \qquad z = W_2 h + b_2

    Parameters
    ----------
    state
        ``state`` of a run of ``mlcore.classification.training``: hidden.weight (H, 2), hidden.bias (H,),
        output.weight (C, H) and output.bias (C,).
    x1, x2
        The point.
    """
    weights = {name: np.asarray(values, dtype=float) for name, values in state.items()}
    h = np.maximum(0, weights["hidden.weight"] @ (x1, x2) + weights["hidden.bias"])
    z = weights["output.weight"] @ h + weights["output.bias"]
    return NetworkOutput(z, softmax(z))
