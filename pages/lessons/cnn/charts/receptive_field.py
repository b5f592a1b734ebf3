"""The receptive field of one unit after each step."""

import altair as alt
import numpy as np

from mlcore.cnn.results import ReceptiveFieldResult
from pages.ui.charts import grid
from pages.ui.charts import theme
from pages.ui.charts.images import framed, zoomed
from pages.ui.charts.spec import filled, table
from pages.ui.context import cached, columns, t

SIDE = 28


def draw(result: ReceptiveFieldResult, image: np.ndarray) -> dict:
    """Draw the receptive field after each step over a digit, its width by step, and the gradient of each pixel.

    Parameters
    ----------
    image
        A digit, uint8, shape (28, 28).
    """
    steps = np.arange(1, len(result.widths) + 1)
    halves = np.minimum(np.array(result.widths) / 2, SIDE / 2)
    profile = np.asarray(result.profiles[-1])
    return filled(
        empty_charts(),
        digit={"url": [theme.png(zoomed(image), theme.GREYS)]},
        seen={
            "step": steps,
            "x": SIDE / 2 - halves,
            "x2": SIDE / 2 + halves,
            "y": SIDE / 2 - halves,
            "y2": SIDE / 2 + halves,
        },
        width={
            "step": np.concatenate([steps, steps]),
            "y": [*result.widths, *result.formula],
            "label": [name for name in names() for _ in steps],
        },
        profile={"x": np.arange(len(profile)) - (len(profile) - 1) / 2, "y": profile},
    )


def names() -> list[str]:
    """Return the translated names of the two ways to find the width."""
    return [t("by autograd"), t("by the formula")]


@cached()
def empty_charts() -> dict:
    """Return the three charts without data."""
    corners = {"x": "x:Q", "x2": "x2:Q", "y": "y:Q", "y2": "y2:Q"}
    squares = table("seen").mark_rect(fill=theme.POSITIVE, fillOpacity=0.12, stroke=theme.POSITIVE, strokeWidth=2)
    digit = framed("digit", SIDE, SIDE, grid.side(), grid.side(), "")
    seen = alt.layer(digit, squares.encode(**corners)).properties(title=t("What one unit sees"))
    pair = alt.hconcat(seen, profile(), spacing=20)
    beside = alt.hconcat if columns() == 3 else alt.vconcat
    chart = beside(pair, by_step(), spacing=20)
    separate = dict.fromkeys(("color", "shape", "x", "y"), "independent")
    return chart.resolve_scale(**separate).configure(**theme.CONFIG).to_dict()


def by_step() -> alt.LayerChart:
    """Draw the width after each step: circles by the formula, diamonds by autograd."""
    measured, formula = names()
    legend = alt.Legend(title=None, orient="bottom")
    chart = table("width")
    place = {
        "x": alt.X("step:O", title=t("Step"), axis=alt.Axis(labelAngle=0)),
        "y": alt.Y("y:Q", title=None, scale=alt.Scale(domainMin=0), axis=alt.Axis(tickCount=5)),
    }
    kinds = {"domain": [measured, formula]}
    points = chart.mark_point(strokeWidth=2).encode(
        **place,
        color=alt.Color("label:N", scale=alt.Scale(range=[theme.LINE, theme.SERIES[1]], **kinds), legend=legend),
        shape=alt.Shape("label:N", scale=alt.Scale(range=["diamond", "circle"], **kinds), legend=legend),
        size=alt.Size("label:O", scale=alt.Scale(range=[70, 240], **kinds), legend=None),
        tooltip=[alt.Tooltip("step:O", title=t("Step")), alt.Tooltip("y:Q", title=t("Width in pixels"))],
    )
    headroom = chart.transform_calculate(y="datum.y * 1.12").mark_point(opacity=0).encode(**place)
    text = chart.transform_filter(f"datum.label === '{measured}'").mark_text(
        align="left", dx=12, fontSize=12, color="#7b8794"
    )
    return alt.layer(headroom, points, text.encode(**place, text="y:Q")).properties(
        title=t("Width in pixels"), width=grid.breadth(theme.CELL), height=grid.side()
    )


def profile() -> alt.Chart:
    """Draw the gradient along a row of pixels after the last step."""
    return (
        table("profile")
        .mark_area(color=theme.POSITIVE, fillOpacity=0.3, line={"color": theme.POSITIVE}, interpolate="step")
        .encode(
            x=alt.X("x:Q", title=t("Pixels from the middle"), axis=alt.Axis(tickCount=5)),
            y=alt.Y("y:Q", title=None, axis=alt.Axis(tickCount=3, labels=columns() > 1)),
        )
        .properties(title=t("How much it counts"), width=grid.side(), height=grid.side())
    )


def alt_text(result: ReceptiveFieldResult) -> str:
    """Describe the growth of the receptive field."""
    return t(
        "After each step of the stack one unit sees a square with a side of {widths} pixels, by autograd; the closed "
        "formula says {formula}."
    ).format(widths=", ".join(map(str, result.widths)), formula=", ".join(map(str, result.formula)))
