"""A nerve cell, drawn like the neuron of the model: signals come in at the left and leave at the right."""

import math

import altair as alt

from pages.ui.charts import theme
from pages.ui.charts.spec import layered, to_spec
from pages.ui.context import cached, columns, t

WIDTHS = {1: 286, 2: 330, 3: 620}
HEIGHT = 190
MIDDLE = 105
TIPS = (45, 80, 130, 165)
"""Heights at which the dendrites end."""

CELL = "#f4d9c4"


@cached()
def draw() -> dict:
    """Draw dendrites, cell body and axon with their names."""
    width = WIDTHS[columns()]
    body, axon, end = 0.42 * width, 0.52 * width, 0.86 * width
    branches = [
        *({"x": 0.12 * width, "y": y, "x2": body, "y2": MIDDLE, "size": 4} for y in TIPS),
        *({"x": 0.03 * width, "y": y + away, "x2": 0.12 * width, "y2": y, "size": 2} for y in TIPS for away in (-9, 9)),
        {"x": body, "y": MIDDLE, "x2": end, "y2": MIDDLE, "size": 5},
        *({"x": end, "y": MIDDLE, "x2": 0.96 * width, "y2": MIDDLE + away, "size": 2} for away in (-28, 0, 28)),
    ]
    synapses = [{"x": 0.03 * width, "y": y + away} for y in TIPS for away in (-9, 9)]
    names = [
        {"x": 0.12 * width, "y": 18, "name": t("dendrites")},
        {"x": 0.13 * width, "y": HEIGHT - 7, "name": t("synapses")},
        {"x": body, "y": 45 if columns() == 3 else 40, "name": t("cell body")},
        {"x": (axon + end) / 2, "y": MIDDLE - 16, "name": t("axon")},
    ]
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[HEIGHT, 0], nice=False))
    lines = alt.Chart(alt.InlineData(branches)).mark_rule(color="#b0673a", strokeCap="round")
    middle = alt.Chart(alt.InlineData([{"x": body, "y": MIDDLE}])).encode(x=x, y=y)
    layers = [
        lines.encode(x=x, y=y, x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"), strokeWidth=alt.StrokeWidth("size:Q", scale=None)),
        middle.mark_circle(size=math.pi * 36**2, fill=CELL, stroke="#b0673a", strokeWidth=3, opacity=1),
        middle.mark_circle(size=math.pi * 10**2, fill="#b0673a", opacity=1),
        alt.Chart(alt.InlineData(synapses)).mark_circle(size=70, color=theme.POSITIVE, opacity=1).encode(x=x, y=y),
        alt.Chart(alt.InlineData(names))
        .mark_text(fontSize=13, fontWeight="bold", color=theme.INK)
        .encode(x=x, y=y, text=alt.Text("name:N")),
    ]
    card = layered(*layers).properties(width=width, height=HEIGHT, view=theme.CARD)
    return to_spec(alt.hconcat(card))


def alt_text() -> str:
    """Return the text alternative."""
    return t(
        "A nerve cell: branched dendrites with synapses at their ends lead into a round cell body, and one long axon "
        "leads out of it and branches at its end."
    )
