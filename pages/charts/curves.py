"""Curves of a run: loss and accuracy by epoch, with the replay's cursor."""

from collections.abc import Mapping

import altair as alt
import numpy as np

from pages.charts import Translate, theme

MOST_POINTS = 300


def curves(
    series: Mapping[str, tuple[np.ndarray, np.ndarray]],
    *,
    title: str,
    x_title: str,
    y_format: str = ".2f",
    width: int = theme.CELL,
    cursor: bool = False,
) -> alt.LayerChart:
    """Draw named curves over one axis.

    Parameters
    ----------
    series
        By name, positions and values, both of shape (N,).
    title, x_title
        What is drawn, translated.
    cursor
        Whether a line marks the replay's ``epoch``.
    """
    names = list(series)
    rows = [
        {"x": float(x), "y": float(y), "series": name}
        for name, (xs, ys) in series.items()
        for x, y in zip(*thinned(np.asarray(xs), np.asarray(ys)), strict=True)
    ]
    legend = alt.Legend(title=None, orient="top", symbolType="stroke") if len(names) > 1 else None
    lines = (
        alt.Chart(alt.InlineData(rows))
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("x:Q", title=x_title, axis=alt.Axis(tickCount=4)),
            y=alt.Y("y:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(format=y_format, tickCount=5)),
            color=alt.Color("series:N", scale=alt.Scale(domain=names, range=theme.SERIES[: len(names)]), legend=legend),
            strokeDash=alt.StrokeDash("series:N", scale=alt.Scale(domain=names, range=theme.DASHES[: len(names)])),
            tooltip=[alt.Tooltip("x:Q", title=x_title), alt.Tooltip("y:Q", title=title, format=".4f")],
        )
    )
    layers = [lines]
    if cursor:
        mark = alt.Chart(alt.InlineData([{}])).transform_calculate(at="epoch")
        layers.append(mark.mark_rule(color=theme.CURSOR, strokeWidth=2).encode(x="at:Q"))
    return alt.layer(*layers).properties(title=title, width=width, height=theme.CELL)


def thinned(xs: np.ndarray, ys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return at most 300 evenly spread points of a curve, the first and the last among them."""
    keep = np.unique(np.linspace(0, len(xs) - 1, min(len(xs), MOST_POINTS)).round().astype(int))
    return xs[keep], ys[keep]


def partial(progress: dict, t: Translate) -> alt.LayerChart:
    """Draw the loss curves of a run that has not finished.

    Parameters
    ----------
    progress
        A report: ``{"step", "steps", "curves": {name: (positions, values)}}``.
    t
        Translates a text.
    """
    series = {name: curve for name, curve in progress["curves"].items() if "loss" in name}
    return curves(series, title=t("Loss so far"), x_title=t("Epoch"), width=2 * theme.CELL)


def partial_alt(progress: dict, t: Translate) -> str:
    """Say in words where the curves of an unfinished run have got to."""
    text = t("Loss curves of a run at step {step} of {steps}; last value of {name}: {value:.4g}.")
    name, (_, values) = next(iter(progress["curves"].items()))
    value = values[-1] if values else float("nan")
    return text.format(step=progress["step"], steps=progress["steps"], name=name, value=value)
