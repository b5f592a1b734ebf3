"""How far a drawing is from its nearest training digits, among validation digits and theirs."""

import altair as alt
import numpy as np

from mlcore.mnist.novelty import Novelty, NoveltyDetector
from pages.ui.charts import theme
from pages.ui.charts.spec import layered, table, to_spec, with_data
from pages.ui.context import cached, columns, t

WIDTH = 2
"""Of a bar, in degrees."""

MAX_ANGLE = 90
"""The features are never negative, so no two of them are at a wider angle."""


def draw(detector: NoveltyDetector, novelty: Novelty) -> dict:
    """Draw the angles of all validation digits as bars, the limit as a line and the drawing as a triangle."""
    counts, edges = np.histogram(detector.angles, np.arange(0, MAX_ANGLE + WIDTH, WIDTH))
    return with_data(
        empty_chart(),
        bar={"low": edges[:-1], "high": edges[1:], "n": counts},
        limit={"angle": [detector.limit], "text": [t("limit")]},
        drawing={"angle": [novelty.angle]},
    )


@cached()
def empty_chart() -> dict:
    """Return the chart without data."""
    x = alt.X(
        "low:Q",
        title=t("Mean angle to the three nearest training digits (degrees)"),
        scale=alt.Scale(domain=[0, MAX_ANGLE], nice=False),
        axis=alt.Axis(tickCount=6),
    )
    angle = alt.X("angle:Q", scale=alt.Scale(domain=[0, MAX_ANGLE], nice=False))
    y = alt.Y("n:Q", title=t("Validation digits"), axis=alt.Axis(tickCount=4))
    tooltip = [
        alt.Tooltip("low:Q", title=t("from (degrees)")),
        alt.Tooltip("high:Q", title=t("to (degrees)")),
        alt.Tooltip("n:Q", title=t("validation digits")),
    ]
    limit, drawing = table("limit"), table("drawing")
    layers = [
        table("bar")
        .mark_rect(color=theme.LINE, opacity=0.45)
        .encode(x=x, x2=alt.X2("high:Q"), y=y, y2=alt.Y2Datum(0), tooltip=tooltip),
        limit.mark_rule(strokeDash=[4, 4], color=theme.TEXT).encode(x=angle),
        limit.mark_text(align="right", dx=-4, baseline="top", color=theme.TEXT, fontSize=12).encode(
            x=angle, y=alt.YValue(0), text=alt.Text("text:N")
        ),
        drawing.mark_rule(color=theme.CURSOR, strokeWidth=2).encode(x=angle),
        drawing.mark_point(shape="triangle-down", filled=True, size=140, color=theme.CURSOR, opacity=1).encode(
            x=angle, y=alt.YValue(0), tooltip=[alt.Tooltip("angle:Q", title=t("your drawing (degrees)"), format=".0f")]
        ),
    ]
    width = 260 if columns() == 1 else 520
    chart = layered(*layers).properties(width=width, height=150, title=t("Your drawing among the validation digits"))
    return to_spec(chart)


def alt_text(detector: NoveltyDetector, novelty: Novelty) -> str:
    """Describe where the drawing stands."""
    return t(
        "Your drawing is at an angle of {angle:.0f} degrees to its nearest training digits. The validation digits are "
        "at {low:.0f} to {high:.0f} degrees to theirs, half of them below {middle:.0f}; the limit is {limit:.0f}."
    ).format(
        angle=novelty.angle,
        low=detector.angles.min(),
        high=detector.angles.max(),
        middle=np.median(detector.angles),
        limit=detector.limit,
    )
