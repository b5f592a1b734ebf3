"""The plane with x1 and x2 on its axes: lines, classes and images."""

import altair as alt
import numpy as np

from pages.ui.charts import theme
from pages.ui.charts.spec import SPAN, XY, items, layered, table

ENDS = ("x", "y", "x2", "y2")
HALF_LINE = 20.0
"""Half-length of a drawn line; the view clips it."""


def line_ends(weights: np.ndarray, reach: float = HALF_LINE) -> dict[str, np.ndarray]:
    """Return two far points of each line w1 x + w2 y + b = 0.

    Parameters
    ----------
    weights
        (w1, w2, b), shape (K, 3), or (T, K, 3) for lines that move.
    reach
        Half-length.

    Returns
    -------
    ``x``, ``y``, ``x2``, ``y2``, each of shape (K,) or (K, T).
    """
    normal, bias = weights[..., :2], weights[..., 2:]
    length = np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-6)
    foot = -bias * normal / length**2
    along = np.stack([-normal[..., 1], normal[..., 0]], axis=-1) / length * reach
    ends = np.concatenate([foot - along, foot + along], axis=-1)
    return dict(zip(ENDS, ends.T, strict=True))


def lines(name: str) -> alt.Chart:
    """Draw dashed lines that move; the table ``name`` holds their ends."""
    rule = items(name, moving=ENDS).mark_rule(color=theme.INK, strokeWidth=1.5, strokeDash=[6, 3], clip=True)
    return rule.encode(**SPAN)


def half_plane_ends(weights: np.ndarray, domain: tuple[float, float]) -> dict[str, np.ndarray]:
    """Return the middle of a stripe for each half-plane w1 x + w2 y + b > 0, wide enough to fill its part of a square.

    Parameters
    ----------
    weights
        (w1, w2, b), shape (K, 3), or (T, K, 3) for half-planes that move.
    domain
        Of both axes; the stripe is twice as wide as this square.

    Returns
    -------
    ``x``, ``y``, ``x2``, ``y2``, each of shape (K,) or (K, T).
    """
    side, centre = domain[1] - domain[0], sum(domain) / 2
    normal, bias = weights[..., :2], weights[..., 2:]
    length = np.linalg.norm(normal, axis=-1, keepdims=True)
    flat = length < 1e-9
    direction = np.where(flat, (1.0, 0.0), normal / np.where(flat, 1, length))
    inside = (normal.sum(axis=-1, keepdims=True) * centre + bias) / np.where(flat, 1e-9, length)
    middle = centre + (side - np.clip(inside, -side, side)) * direction
    along = np.stack([-direction[..., 1], direction[..., 0]], axis=-1) * HALF_LINE
    ends = np.concatenate([middle - along, middle + along], axis=-1)
    return dict(zip(ENDS, ends.T, strict=True))


def half_planes(name: str) -> alt.Chart:
    """Fill half-planes that move, where a threshold unit fires; the table ``name`` holds their stripes."""
    stripe = items(name, moving=ENDS).mark_rule(color=theme.FIRES, strokeWidth=2 * theme.CELL, clip=True)
    return stripe.encode(**SPAN)


def class_points(chart: alt.Chart, size: float = 150, stroke: float = 1.5, clip: bool = False) -> alt.Chart:
    """Draw points (x, y, class): class 0 as orange diamonds, 1 as blue circles, 2 as green triangles."""
    domain = list(range(len(theme.CLASS_COLOURS)))
    return chart.mark_point(size=size, filled=True, stroke="white", strokeWidth=stroke, opacity=1, clip=clip).encode(
        **XY,
        color=alt.Color("class:N", scale=alt.Scale(domain=domain, range=theme.CLASS_COLOURS), legend=None),
        shape=alt.Shape("class:N", scale=alt.Scale(domain=domain, range=theme.CLASS_SHAPES), legend=None),
    )


def still_image(name: str) -> alt.Chart:
    """Draw one image over the whole square; the parameter ``name`` holds its ``url`` and centre ``x``, ``y``."""
    image = table(name).mark_image(width=theme.CELL, height=theme.CELL)
    return image.encode(url=alt.Url("url:N"))


def level(title: str) -> alt.TitleParams:
    """Return the title of a chart without numbers at its upper edge, as high as those of charts that have some."""
    return alt.TitleParams(title, offset=theme.CONFIG["title"]["offset"] + theme.CONFIG["axis"]["labelFontSize"] / 2)


def square(layers: list, title: str | alt.TitleParams) -> alt.LayerChart:
    """Lay charts over each other in a square with a title."""
    return layered(*layers).properties(width=theme.CELL, height=theme.CELL, title=title)


def axes(
    x_title: str, y_title: str, domain: tuple[float, float], y_domain: tuple[float, float] | None = None
) -> dict[str, alt.X | alt.Y]:
    """Return both axes of a plane, with the same domain unless that of y is given."""
    ticks = alt.Axis(tickCount=5)
    across, up = (alt.Scale(domain=list(ends), nice=False) for ends in (domain, y_domain or domain))
    return {
        "x": alt.X("x:Q", title=x_title, scale=across, axis=ticks),
        "y": alt.Y("y:Q", title=y_title, scale=up, axis=ticks),
    }
