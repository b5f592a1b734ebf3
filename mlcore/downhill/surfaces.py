"""Losses of two weights, as maps to walk on."""

import numpy as np
from numpy.typing import ArrayLike

from mlcore.common.plane import SQUARE, cell_centres
from mlcore.downhill.settings import X, Y

CELLS = 96


def loss_at(weights: ArrayLike, surface: str) -> np.ndarray:
    r"""Return the mean squared error at pairs of weights, shape (..., 2).

    On the ravine a linear neuron has two inputs; on the saddle two linear neurons stand in a row, input and target
    are 1:

    .. math:: L = (w_1 - 1)^2 + 16 (w_2 - \tfrac12)^2 \qquad L = (w_1 w_2 - 1)^2

    Raises
    ------
    ValueError
        If there is no such surface.
    """
    w = np.asarray(weights, dtype=float)
    if surface == "ravine":
        return ((w @ np.array(X).T - np.array(Y)) ** 2).mean(axis=-1)
    if surface == "saddle":
        return (w[..., 0] * w[..., 1] - 1) ** 2
    raise ValueError(f"surface must be ravine or saddle, got {surface!r}")


def heights(surface: str) -> np.ndarray:
    """Return the loss on cells over the square of both weights, shape (CELLS, CELLS), rows along w2, low to high."""
    return loss_at(cell_centres(*SQUARE, CELLS), surface)
