"""The length of the gradient in every layer, for the chosen network and for other activations."""

import altair as alt
import numpy as np

from mlcore.depth.results import VanishingResult
from pages.ui.charts import theme
from pages.ui.charts.spec import layered, raised, table, to_spec, with_data
from pages.ui.context import cached, columns, counted, t
from pages.ui.numbers import short

ACTIVATIONS = ("sigmoid", "tanh", "relu", "linear")
SMALLEST = 1e-60
"""A gradient of exactly 0 has no place on a logarithmic axis; it is drawn at the axis's end."""

LABELS = "datum.label == 'relu' ? 'ReLU' : datum.label"
"""Of the curves in the legend, as the controls spell them."""

POWER = raised("log(datum.value) / LN10")
"""Labels of the logarithmic axis, whose ticks are powers of ten."""


def norms(result: VanishingResult) -> dict:
    """Draw the gradient of each layer, the chosen network in full colour, those that differ in activation faint.

    Parameters
    ----------
    result
        A run of ``mlcore.depth.vanishing``.
    """
    s = result.settings
    curves = {name: np.maximum(result.norms[name][s.start], SMALLEST) for name in ACTIVATIONS}
    layers = np.arange(1, s.depth + 2)
    return with_data(
        empty_norms(),
        norm={
            "layer": np.tile(layers, len(curves)).tolist(),
            "y": np.concatenate(list(curves.values())).tolist(),
            "words": [short(value, 3) for values in curves.values() for value in values],
            "activation": [name for name in curves for _ in layers],
            "chosen": [int(name == s.activation) for name in curves for _ in layers],
        },
    )


@cached()
def empty_norms() -> dict:
    """Return the chart without numbers."""
    names = list(ACTIVATIONS)
    legend = alt.Legend(
        title=None, orient="bottom", symbolType="stroke", labelExpr=LABELS, columns=2 if columns() == 1 else 0
    )
    colour = alt.Color("activation:N", scale=alt.Scale(domain=names, range=list(theme.SERIES)), legend=legend)
    dash = alt.StrokeDash("activation:N", scale=alt.Scale(domain=names, range=list(theme.DASHES)), legend=legend)
    place = {
        "x": alt.X("layer:Q", title=t("Layer (1 is the first)"), axis=alt.Axis(tickMinStep=1, format="d")),
        "y": alt.Y("y:Q", title=None, scale=alt.Scale(type="log"), axis=alt.Axis(labelExpr=POWER, tickCount=6)),
    }
    chart = table("norm")
    faint = chart.transform_filter("!datum.chosen").mark_line(strokeWidth=1.5, opacity=0.55)
    chosen = chart.transform_filter("datum.chosen").mark_line(strokeWidth=4)
    dots = chart.transform_filter("datum.chosen").mark_point(filled=True, size=45, opacity=1)
    tips = [
        alt.Tooltip("layer:Q", title=t("Layer")),
        alt.Tooltip("words:N", title=t("Length of the gradient")),
    ]
    layers = [
        faint.encode(**place, color=colour, strokeDash=dash),
        chosen.encode(**place, color=colour, strokeDash=dash),
        dots.encode(**place, color=colour, tooltip=tips),
    ]
    width = {1: 236, 2: 440, 3: 870}[columns()]
    title = t("Length of the gradient in each layer")
    view = layered(*layers).properties(width=width, height=theme.CELL, title=title, view=theme.CARD)
    return to_spec(alt.concat(view))


def alt_text(result: VanishingResult) -> str:
    """Say in words how much of the gradient arrives."""
    s = result.settings
    text = t(
        "Length of the gradient by layer of a network with {depth} of {width} units ({activation}, "
        "{start} start weights): {first} in the first layer, {last} in the last."
    )
    own = result.norms[s.activation][s.start]
    return text.format(
        depth=counted(s.depth, t("1 hidden layer"), t("{count} hidden layers")),
        width=s.width,
        activation=s.activation,
        start=s.start,
        first=short(own[0], 2),
        last=short(own[-1], 2),
    )
