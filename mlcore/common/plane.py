"""The plane of two inputs: a grid of points over it, and the line where a neuron begins to fire."""

import math

import numpy as np
from numpy.typing import ArrayLike

SQUARE = (-3.0, 3.0)


def cell_centres(low: float, high: float, cells: int) -> np.ndarray:
    """Return the centres of cells x cells over the square (low, high)^2, shape (cells, cells, 2): row x2, column x1.

    Raises
    ------
    ValueError
        If the square is empty or has no cells.
    """
    check_square(low, high)
    if cells < 1:
        raise ValueError(f"cells must be at least 1, got {cells}")
    centres = low + (np.arange(cells) + 0.5) * (high - low) / cells
    return np.stack(np.meshgrid(centres, centres), axis=-1)


def check_square(low: float, high: float) -> None:
    """Raise ``ValueError`` unless low < high."""
    if not low < high:
        raise ValueError(f"low must be less than high = {high}, got {low}")


def firing_line(weights: ArrayLike, bias: float, low: float, high: float) -> np.ndarray | None:
    r"""Return the line where a neuron begins to fire, cut off at the square (low, high)^2.

    .. math:: w_1 x_1 + w_2 x_2 + b = 0

    Parameters
    ----------
    weights, bias
        Shape (2,) and one number, finite.

    Returns
    -------
    numpy.ndarray or None
        The two ends as rows, shape (2, 2); None if both weights are 0 or the line misses the square.

    Raises
    ------
    ValueError
        If the square is empty or a number is not finite.
    """
    check_square(low, high)
    w1, w2, b = (float(value) for value in (*np.asarray(weights), bias))
    if not all(map(math.isfinite, (w1, w2, b))):
        raise ValueError(f"weights and bias must be finite numbers, got {w1}, {w2} and {b}")
    length = math.hypot(w1, w2)
    if length == 0:
        return None
    nearest = (-b / length * (w1 / length), -b / length * (w2 / length))
    along = (-w2 / length, w1 / length)
    start, end = -math.inf, math.inf
    for position, direction in zip(nearest, along, strict=True):
        if direction != 0:
            cuts = ((low - position) / direction, (high - position) / direction)
            start, end = max(start, min(cuts)), min(end, max(cuts))
        elif not low <= position <= high:
            return None
    # A line that only touches a corner keeps a length that rounding makes not quite 0.
    if not end - start > 1e-9 * (high - low):
        return None
    return np.clip(np.array(nearest) + np.outer((start, end), along), low, high)
