"""Classes of points in the plane: regions, points, those that a network gets wrong, and shares of right answers."""

from collections.abc import Sequence

import altair as alt
import numpy as np

from pages.ui.charts import theme
from pages.ui.charts.plane import axes
from pages.ui.charts.spec import XY, items

Square = tuple[float, float, float]
"""Least x1, least x2 and side."""


def decided(probabilities: np.ndarray, targets: np.ndarray | Sequence[int]) -> int:
    """Return how many outputs are on their right side of 0.5; one that reads 0.50 is on neither side."""
    return int((np.sign(np.round(probabilities, 2) - 0.5) == 2 * np.asarray(targets) - 1).sum())


def labelled(inputs: np.ndarray, labels: np.ndarray) -> dict[str, np.ndarray]:
    """Return what ``class_points`` draws."""
    return {**places(inputs), "class": labels}


def places(inputs: np.ndarray) -> dict[str, np.ndarray]:
    """Return where points lie."""
    return {"x": inputs[:, 0].round(2), "y": inputs[:, 1].round(2)}


def ringed(inputs: np.ndarray, wrong: np.ndarray) -> dict[str, np.ndarray]:
    """Return what ``rings`` draws: of points that are ever wrong, whether they are so at each frame.

    Parameters
    ----------
    inputs
        Shape (n, 2).
    wrong
        Shape (T, n).
    """
    ever = wrong.any(axis=0)
    return {**places(inputs[ever]), "wrong": wrong[:, ever].T * 1}


def rings(name: str, size: float = 110) -> alt.Chart:
    """Draw a ring around each point of the table ``name`` that is wrong at the frame of a replay."""
    ring = items(name, moving=("wrong",)).mark_point(
        size=size, filled=False, stroke=theme.CURSOR, strokeWidth=1.5, clip=True
    )
    return ring.encode(**XY, opacity=alt.Opacity("wrong:Q", scale=None))


def region_image(region: np.ndarray) -> str:
    """Return the regions of one snapshot as an image, x2 upwards."""
    return theme.png(region[::-1], theme.CLASS_RAMP)


def plane_axes(area: Square) -> dict[str, alt.X | alt.Y]:
    """Return the axes of a square."""
    x1, x2, side = area
    return axes("x₁", "x₂", (x1, x1 + side), (x2, x2 + side))


def centre(area: Square) -> tuple[float, float]:
    """Return the middle of a square."""
    x1, x2, side = area
    return x1 + side / 2, x2 + side / 2
