"""Occlusion map: the probability of the correct class while a patch covers each place of a digit."""

import altair as alt
import numpy as np

from mlcore.inside_cnn.results import OcclusionResult
from pages.ui.charts import theme
from pages.ui.charts.images import framed, zoomed
from pages.ui.charts.spec import SPAN, XY, apart, layered, table, to_spec, with_data
from pages.ui.context import cached, columns, t
from pages.ui.percent import percent

SIDES = {1: 94, 2: 224, 3: 392}
"""Sides of the two images in pixels, by how many charts fit side by side; on a phone the colour key still fits, too."""

PATCH = "#8b8f94"


def draw(result: OcclusionResult) -> dict:
    """Draw the digit with the patch at its worst place, and the probability of the correct class for each place."""
    row, column = worst_place(result)
    half = result.settings.patch // 2
    return with_data(
        empty_charts(),
        digit={"url": [theme.png(zoomed(result.image * 255), theme.GREYS)]},
        patch={
            "x": [max(0, column - half)],
            "x2": [min(28, column + half + 1)],
            "y": [28 - max(0, row - half)],
            "y2": [28 - min(28, row + half + 1)],
        },
        heat={"url": [theme.png(zoomed(np.asarray(result.occluded, dtype=float) * 255))]},
        centre={"x": [column + 0.5], "y": [27.5 - row]},
    )


def worst_place(result: OcclusionResult) -> tuple[int, int]:
    """Return row and column of the patch with the lowest probability of the correct class."""
    row, column = np.unravel_index(np.asarray(result.occluded).argmin(), (28, 28))
    return int(row), int(column)


@cached()
def empty_charts() -> dict:
    """Return the charts without data."""
    side = side_of_images()
    size = (28, 28, side, side)
    patch = table("patch").mark_rect(fill=PATCH, stroke=theme.CURSOR, strokeWidth=2).encode(**SPAN)
    ghost = framed("digit", *size, "").mark_image(width=side, height=side, opacity=0.22)
    centre = table("centre").mark_point(shape="cross", size=120, filled=True, color=theme.CURSOR)
    views = [
        layered(framed("digit", *size, ""), patch).properties(title=t("Worst patch")),
        layered(framed("heat", *size, ""), ghost, centre.encode(**XY)).properties(title=t("Probability by patch")),
        key(),
    ]
    chart = apart(alt.hconcat(*views, spacing=12), "x", "y")
    return to_spec(chart)


def side_of_images() -> int:
    """Return the side of the two images."""
    return SIDES[columns()]


def key() -> alt.Chart:
    """Draw the colour key."""
    shades = [0.0, 0.25, 0.5, 0.75, 1.0]
    scale = alt.Scale(
        domain=[0, 0.5, 1],
        range=[theme.RAMP_ENDS[0], theme.NEUTRAL, theme.RAMP_ENDS[1]],
        interpolate="rgb",
    )
    return (
        alt.Chart(alt.Data(values=[{"p": p} for p in shades]))
        .mark_rect()
        .encode(
            y=alt.Y("p:O", sort="descending", title=None, axis=alt.Axis(format=".0%", ticks=False, domain=False)),
            color=alt.Color("p:Q", scale=scale, legend=None),
        )
        .properties(width=16, height=side_of_images())
    )


def alt_text(result: OcclusionResult) -> str:
    """Describe the worst place of the patch."""
    row, column = worst_place(result)
    return t(
        "A patch of {side} by {side} pixels covers a handwritten {digit}, one place after the other. Uncovered, the "
        "right answer has a probability of {whole}; it is lowest, {lowest}, with the patch around row {row}, "
        "column {column}, counted from 1. There the network reads {read}."
    ).format(
        side=result.settings.patch,
        digit=result.settings.digit,
        whole=percent(float(result.probabilities[result.settings.digit])),
        row=row + 1,
        column=column + 1,
        read=result.read_there,
        lowest=percent(result.lowest),
    )
