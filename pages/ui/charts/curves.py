"""Curves of a run: loss or accuracy by epoch, with the replay's cursor."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import altair as alt
import numpy as np

from pages.ui.charts import theme
from pages.ui.charts.spec import layered, raised, table, to_spec, with_data
from pages.ui.context import cached, columns, counted, t
from pages.ui.numbers import short

MAX_POINTS = 300

MAX_SHORT_LABEL = 20
"""Characters of a label that leaves room for another one beside it in the legend."""

LOG_AXIS_RATIO = 30
"""A loss that reaches this many times its first value gets a logarithmic axis."""

POWER = "floor(log(abs(datum.value)) / LN10 + 1e-9)"
LABEL = (
    "datum.value == 0 || abs(datum.value) < 1e6 && abs(datum.value) > 0.9e-4 ? format(datum.value, ',~r') : "
    f"format(datum.value / pow(10, {POWER}), '~r') + ' · ' + {raised(POWER)}"
)
"""What stands at a tick: a plain number, from a million on and below a ten-thousandth with a power of ten."""

STYLES = {"loss": 0, "linear_loss": 2}
"""Of the losses of a run that has not finished: as its page draws them at the end."""

TARGET = "moment"
"""The table of what is clicked to move the replay, and its field that says to which frame."""

Series = Mapping[str, tuple[Sequence[float] | np.ndarray, Sequence[float] | np.ndarray]]


def curves(
    name: str,
    labels: tuple[str, ...],
    title: str,
    x_title: str,
    y_format: str = "",
    cursor: bool = True,
    legend: str = "top",
    styles: tuple[int, ...] = (0, 1, 2, 3),
    y_scale: alt.Scale | None = None,
) -> alt.LayerChart:
    """Draw one curve a label from the parameter ``name``, filled by ``points``.

    Parameters
    ----------
    name
        Of the parameter; unique in the spec.
    labels
        What the curves are called, translated.
    title, x_title
        What is drawn, and over what, translated: that is counted in whole numbers.
    y_format
        Format of the values on the axis; plain numbers if nothing is said.
    cursor
        Whether a line marks the replay's ``epoch``, and a click moves it; the table of ``targets`` says where to.
    legend
        Where the labels stand if there are several, "top" or "bottom", or "" where another chart has them.
    styles
        Which of the theme's colours and dashes each label takes, so that a curve keeps its own from chart to chart.
    y_scale
        Scale of the values, beyond which curves are cut off; linear and as wide as the values if nothing is said.
    """
    scale = {"domain": list(labels)}
    styles = styles[: len(labels)]
    abreast = 2 if max(map(len, labels)) <= MAX_SHORT_LABEL else 1
    has_key = legend and len(labels) > 1
    key = alt.Legend(title=None, orient=legend, symbolType="stroke", columns=abreast) if has_key else None
    colour = alt.Scale(range=[theme.SERIES[style] for style in styles], **scale)
    dash = alt.Scale(range=[theme.DASHES[style] for style in styles], **scale)
    labels_of_ticks: dict[str, Any] = {"format": y_format} if y_format else {"labelExpr": LABEL}
    if y_format == ".0%":
        labels_of_ticks["tickMinStep"] = 0.01  # or a curve that hardly moves has the same percentage at every tick
    chart = table(name).mark_line(strokeWidth=2, **({"clip": True} if y_scale else {}))
    layers = [
        chart.encode(
            x=alt.X("x:Q", title=x_title, axis=alt.Axis(tickCount=4, tickMinStep=1, format=",d")),
            y=alt.Y(
                "y:Q",
                title=None,
                scale=y_scale or alt.Scale(zero=False),
                axis=alt.Axis(tickCount=5, **labels_of_ticks),
            ),
            color=alt.Color("label:N", scale=colour, legend=key),
            strokeDash=alt.StrokeDash("label:N", scale=dash, legend=key),
            tooltip=[alt.Tooltip("x:Q", title=x_title), alt.Tooltip("y:Q", title=title, format=",.4f")],
        )
    ]
    if cursor:
        mark = alt.Chart(alt.sequence(0, 1, as_="i")).transform_calculate(x="epoch")
        layers.append(mark.mark_rule(color=theme.CURSOR, strokeWidth=2).encode(x=alt.X("x:Q")))
        # Under the curves, which say their numbers where the mouse is.
        field = table(TARGET).mark_rect(opacity=0, cursor="pointer", aria=False)
        layers.insert(0, field.encode(x=alt.X("start:Q", title=x_title), x2=alt.X2("end:Q")))
    return layered(*layers).properties(title=title, width=theme.CELL, height=theme.CELL)


def targets(epochs: Sequence[int]) -> list[dict]:
    """Return where a click leads to which frame of a replay: to that of the nearest epoch."""
    middles = [(before + after) / 2 for before, after in pairwise(epochs)]
    edges = pairwise([epochs[0], *middles, epochs[-1]])
    return [{TARGET: frame, "start": start, "end": end} for frame, (start, end) in enumerate(edges)]


def points(series: Series) -> dict[str, list]:
    """Return what ``curves`` draws: ``x``, ``y`` and ``label`` of all points, at most 300 a curve."""
    thin = {label: thinned(np.asarray(xs), np.asarray(ys)) for label, (xs, ys) in series.items()}
    return {
        "x": np.concatenate([xs for xs, _ in thin.values()]).tolist(),
        "y": np.concatenate([ys for _, ys in thin.values()]).tolist(),
        "label": [label for label, (xs, _) in thin.items() for _ in xs],
    }


def thinned(xs: np.ndarray, ys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return at most 300 evenly spread points of a curve, the first and the last among them."""
    keep = np.unique(np.linspace(0, len(xs) - 1, min(len(xs), MAX_POINTS)).round().astype(int))
    return xs[keep], ys[keep]


@cached(maxsize=16)
def empty_partial(labels: tuple[str, ...], styles: tuple[int, ...], exploded: bool) -> dict:
    """Return the chart of an unfinished run's loss, on a logarithmic axis where it exploded."""
    scale = alt.Scale(type="log") if exploded else None
    chart = curves("partial", labels, t("Loss so far"), t("Epoch"), cursor=False, styles=styles, y_scale=scale)
    return to_spec(chart.properties(width=min(columns(), 2) * theme.CELL))


def partial(progress: dict) -> dict:
    """Draw the loss curves of a run that has not finished, as far as they are numbers.

    Parameters
    ----------
    progress
        A report: ``{"step", "steps", "curves": {name: (positions, values)}}``.
    """
    names = {"loss": t("training"), "linear_loss": t("training, linear model")}
    known = {name: finite(*progress["curves"][name]) for name in names if name in progress["curves"]}
    shown = {name: (xs, ys) for name, (xs, ys) in known.items() if len(xs) > 0}
    styles = tuple(STYLES[name] for name in shown)
    labels = tuple(names[name] for name in shown)
    exploded = any(ys.min() > 0 and ys.max() > LOG_AXIS_RATIO * ys[0] for _, ys in shown.values())
    values = points(dict(zip(labels, shown.values(), strict=True)))
    return with_data(empty_partial(labels, styles, exploded), partial=values)


def finite(xs: Sequence[float], ys: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """Return the points of a curve whose values are finite numbers."""
    keep = np.isfinite(np.asarray(ys, dtype=float))
    return np.asarray(xs)[keep], np.asarray(ys, dtype=float)[keep]


def partial_alt(progress: dict) -> str:
    """Say in words how far an unfinished run has come."""
    known = [progress["curves"].get(name, ([], [])) for name in ("loss", "linear_loss")]
    epochs, losses = next(curve for curve in known if len(curve[0]) > 0)
    text = t("Training loss of a run that has not finished: {loss} after {epochs}.")
    return text.format(loss=short(losses[-1]), epochs=counted(epochs[-1], t("1 epoch"), t("{count} epochs")))
