"""Filters, feature maps and probabilities of a trained CNN for one digit."""

import altair as alt
import numpy as np

from mlcore.inside_cnn.results import OcclusionResult
from pages.ui.charts import grid, theme
from pages.ui.charts.images import framed, montage, place_in_montage, zoomed
from pages.ui.charts.spec import layered, table, to_spec, with_data
from pages.ui.context import cached, t
from pages.ui.percent import percent

SIDE = 132
"""Side of a chart where all five stand side by side."""


def draw(result: OcclusionResult, filter: int) -> dict:
    """Draw digit, filters, feature maps and probabilities, and frame the map of a filter of layer 2, from 0."""
    probabilities = np.asarray(result.probabilities)
    frame = place_in_montage(filter, len(result.second_maps), result.second_maps.shape[-1])
    return with_data(
        empty_charts(),
        digit={"url": [theme.png(zoomed(result.image * 255), theme.GREYS)]},
        filters={"url": [tiles(result.filters)]},
        first={"url": [tiles(result.first_maps)]},
        second={"url": [tiles(result.second_maps)]},
        frame={name: [share] for name, share in frame.items()},
        probability={
            "digit": np.arange(10),
            "p": probabilities,
            "words": [percent(float(p)) for p in probabilities],
            "right": (np.arange(10) == result.settings.digit).astype(int),
        },
    )


@cached()
def empty_charts() -> dict:
    """Return the charts without data."""
    titles = {
        "digit": t("The digit, 28 × 28"),
        "filters": t("16 filters, 5 × 5"),
        "first": t("16 maps, 12 × 12"),
        "second": t("32 maps, 4 × 4"),
    }
    side = grid.side(SIDE)
    *views, second = [framed(name, 1, 1, side, side, title) for name, title in titles.items()]
    chart = alt.concat(*views, layered(second, frame()), probabilities(), columns=grid.across(5), spacing=20)
    return to_spec(chart)


def frame() -> alt.Chart:
    """Draw the frame around the chosen map."""
    place = {"x": alt.X("left:Q", axis=None), "y": alt.Y("bottom:Q", axis=None)}
    ends = {"x2": alt.X2("right:Q"), "y2": alt.Y2("top:Q")}
    return table("frame").mark_rect(fillOpacity=0, stroke=theme.CURSOR, strokeWidth=2).encode(**place, **ends)


def probabilities() -> alt.Chart:
    """Draw the ten probabilities, the correct class darker."""
    opacity = alt.Opacity("right:Q", scale=alt.Scale(domain=[0, 1], range=[0.5, 1]), legend=None)
    share = alt.Scale(domain=[0, 1])
    return (
        table("probability")
        .mark_bar(color=theme.POSITIVE, cornerRadiusEnd=2)
        .encode(
            x=alt.X("p:Q", title=None, scale=share, axis=alt.Axis(format=".0%", values=[0, 0.5, 1])),
            y=alt.Y("digit:O", title=None, axis=alt.Axis(ticks=False, domain=False)),
            opacity=opacity,
            tooltip=[
                alt.Tooltip("digit:O", title=t("Digit")),
                alt.Tooltip("words:N", title=t("Probability")),
            ],
        )
        .properties(width=grid.side(SIDE) - 20, height=grid.side(SIDE), title=t("Probabilities"))
    )


def tiles(values: np.ndarray) -> str:
    """Return all images in one, negative values orange and positive values blue, on one scale."""
    reach = max(float(np.abs(values).max()), 1e-6)
    return theme.png(montage((127.5 + 127.5 * values / reach).round().astype(np.uint8)))


def alt_text(result: OcclusionResult) -> str:
    """Describe how the network reads the digit."""
    p = np.asarray(result.probabilities)
    empty = int((np.asarray(result.first_maps).max(axis=(1, 2)) == 0).sum())
    return t(
        "A handwritten {digit} on its way through the trained network: 16 filters, 16 maps of which {empty} are "
        "empty, 32 smaller maps. It reads {read} with a probability of {share}."
    ).format(digit=result.settings.digit, empty=empty, read=int(p.argmax()), share=percent(float(p.max()), 1))
