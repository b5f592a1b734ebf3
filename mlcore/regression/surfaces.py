"""Surfaces to learn, and where a model of them errs."""

from collections.abc import Callable

import numpy as np

from mlcore.common.plane import cell_centres

SQUARE = (0.0, 10.0)
CELLS, STEPS = 32, 101

POINTS = 2400
"""For training, validation and test together."""


def course(x: np.ndarray) -> np.ndarray:
    r"""Return :math:`2 \sin x_1 + \log(x_2^2 / 2)`, the task of the course."""
    return 2 * np.sin(x[:, 0]) + np.log(x[:, 1] ** 2 / 2)


def plane(x: np.ndarray) -> np.ndarray:
    r"""Return :math:`0.6 x_1 - 0.4 x_2`."""
    return 0.6 * x[:, 0] - 0.4 * x[:, 1]


def saddle(x: np.ndarray) -> np.ndarray:
    r"""Return :math:`(x_1 - 5)(x_2 - 5) / 5`."""
    return (x[:, 0] - 5) * (x[:, 1] - 5) / 5


def ripple(x: np.ndarray) -> np.ndarray:
    r"""Return :math:`3 \cos r` with r the distance from (5, 5)."""
    return 3 * np.cos(np.hypot(x[:, 0] - 5, x[:, 1] - 5))


def sine(x: np.ndarray) -> np.ndarray:
    r"""Return :math:`2 \sin x_1`: one input only."""
    return 2 * np.sin(x[:, 0])


SURFACES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "course": course,
    "plane": plane,
    "saddle": saddle,
    "ripple": ripple,
    "sine": sine,
}


def dimensions(dataset: str) -> int:
    """Return D, the number of inputs of a surface: 1 for the sine, else 2."""
    return 1 if dataset == "sine" else 2


def places(dataset: str) -> np.ndarray:
    """Return the inputs at which a surface is drawn, shape (P, D): centres of 32x32 cells, x1 fastest, or 101 steps."""
    if dimensions(dataset) == 1:
        return np.linspace(*SQUARE, STEPS)[:, None]
    return cell_centres(*SQUARE, CELLS).reshape(-1, 2)


def training_points(dataset: str, samples: int, noise: float, data_seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the points that the programs train on: inputs, shape (N, D), and targets with their noise, shape (N,)."""
    generator = np.random.default_rng(data_seed)
    x = generator.uniform(*SQUARE, (POINTS, dimensions(dataset)))
    y = SURFACES[dataset](x) + noise * generator.standard_normal(POINTS)
    return x[:samples], y[:samples]


def worst_strip(x: np.ndarray, errors: np.ndarray) -> tuple[int, int, float, float]:
    """Return the strip of width 1 with the largest share of the squared error.

    Parameters
    ----------
    x
        Inputs between 0 and 10, shape (N, D).
    errors
        Prediction minus target, shape (N,).

    Returns
    -------
    axis, start, share, points
        The strip ``start <= x[:, axis] < start + 1``, and its shares of the squared errors and of the points, 0 to 1.
    """
    squared = errors.astype(float) ** 2
    cells = np.clip(x.astype(int), 0, 9)
    errors_by_cell = np.array([np.bincount(column, squared, minlength=10) for column in cells.T])
    axis, start = np.unravel_index(errors_by_cell.argmax(), errors_by_cell.shape)
    share = errors_by_cell[axis, start] / squared.sum() if squared.sum() > 0 else 0.0
    return int(axis), int(start), float(share), float(np.mean(cells[:, axis] == start))
