"""The plane with x1 and x2 on its axes: lines, classes and images, still or moving with the replay."""

import altair as alt
import numpy as np

from pages.charts import theme

FAR = 20.0
"""Half-length of a drawn line; the view clips it."""


def line_ends(weights: np.ndarray, reach: float = FAR) -> np.ndarray:
    """Return two far points (x, y, x2, y2) of each line w1 x + w2 y + b = 0.

    Parameters
    ----------
    weights
        (w1, w2, b), shape (..., 3).
    reach
        Half-length.

    Returns
    -------
    Ends, shape (..., 4).
    """
    normal, bias = weights[..., :2], weights[..., 2:]
    length = np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-6)
    foot = -bias * normal / length**2
    along = np.stack([-normal[..., 1], normal[..., 0]], axis=-1) / length * reach
    return np.concatenate([foot - along, foot + along], axis=-1)


def still_lines(weights: np.ndarray) -> alt.Chart:
    """Draw lines w1 x + w2 y + b = 0; weights (w1, w2, b) of shape (K, 3)."""
    rows = [dict(zip(("x", "y", "x2", "y2"), ends, strict=True)) for ends in line_ends(weights).tolist()]
    return dashed(alt.Chart(alt.InlineData(rows)))


def dashed(chart: alt.Chart) -> alt.Chart:
    """Draw rules from (x, y) to (x2, y2)."""
    rule = chart.mark_rule(color=theme.INK, strokeWidth=1.5, strokeDash=[6, 3], clip=True)
    return rule.encode(x="x:Q", y="y:Q", x2="x2:Q", y2="y2:Q")


def film(images: list[dict], size: float = theme.CELL) -> alt.Chart:
    """Draw one image a frame, all loaded, only the current one opaque: a filter would flash while loading."""
    return (
        alt.Chart(alt.InlineData(images))
        .transform_calculate(shown="datum.f == frame ? 1 : 0")
        .mark_image(width=size, height=size, clip=True)
        .encode(x="x:Q", y="y:Q", url="url:N", opacity=alt.Opacity("shown:Q", scale=None))
    )


def moving(name: str, rows: list[dict], **paths: np.ndarray) -> alt.Chart:
    """Return a chart of rows whose given fields follow the replay's ``frame``.

    Parameters
    ----------
    name
        Of the parameter that carries the paths; unique in the spec. (Streamlit turns data into Arrow tables,
        in which Vega cannot index a list; a parameter stays as it is.)
    rows
        What does not move.
    paths
        By field, its value at every frame, shape (K, T) for K rows.
    """
    values = {field: np.asarray(path, dtype=float).round(3).tolist() for field, path in paths.items()}
    return (
        alt.Chart(alt.InlineData([{**row, "i": i} for i, row in enumerate(rows)]))
        .add_params(alt.param(name=name, value=values))
        .transform_calculate(**{field: f"{name}.{field}[datum.i][frame]" for field in paths})
    )


def moving_lines(name: str, weights: np.ndarray, reach: float = FAR) -> alt.Chart:
    """Draw lines w1 x + w2 y + b = 0 by frame; weights (w1, w2, b) of shape (T, K, 3)."""
    ends = line_ends(weights, reach).T
    return dashed(moving(name, [{}] * ends.shape[1], x=ends[0], y=ends[1], x2=ends[2], y2=ends[3]))


def class_points(chart: alt.Chart) -> alt.Chart:
    """Draw points (x, y, class): class 0 as orange diamonds, class 1 as blue circles."""
    domain = ["0", "1"]
    return chart.mark_point(size=150, filled=True, stroke="white", strokeWidth=1.5, opacity=1).encode(
        x="x:Q",
        y="y:Q",
        color=alt.Color("class:N", scale=alt.Scale(domain=domain, range=theme.CLASS_COLOURS), legend=None),
        shape=alt.Shape("class:N", scale=alt.Scale(domain=domain, range=theme.CLASS_SHAPES), legend=None),
    )


def square(layers: list, title: str) -> alt.LayerChart:
    """Lay charts over each other in a square with a title."""
    return alt.layer(*layers).properties(width=theme.CELL, height=theme.CELL, title=title)


def axis(field: str, title: str, domain: tuple[float, float]) -> alt.X | alt.Y:
    """Return one axis of a plane."""
    channel = alt.X if field == "x" else alt.Y
    return channel(
        f"{field}:Q", title=title, scale=alt.Scale(domain=list(domain), nice=False), axis=alt.Axis(tickCount=5)
    )
