"""Charts of a stack of layers and of the single layer that equals it if there is no ReLU between them."""

import altair as alt
import numpy as np

from mlcore.common.plane import SQUARE, cell_centres
from mlcore.neuron.linear_layers import LinearLayersResult
from pages.ui.charts import theme
from pages.ui.charts.plane import axes, square, still_image
from pages.ui.charts.spec import apart, table, to_spec, with_data
from pages.ui.context import cached, columns, t
from pages.ui.numbers import plain, signed


def draw(result: LinearLayersResult) -> dict:
    """Draw the outputs of both over the plane, and a cut through both along x2 = 0.

    Parameters
    ----------
    result
        A run of ``mlcore.neuron.linear_layers``.
    """
    deep, single = result.stack_output, result.single_output
    reach = max(float(np.abs([deep, single]).max()), 1e-6)
    x1 = cell_centres(*SQUARE, len(deep))[0, :, 0]
    middle = len(deep) // 2
    return with_data(
        empty_charts(),
        deep={"url": [image(deep, reach)], "x": [0], "y": [0]},
        single={"url": [image(single, reach)], "x": [0], "y": [0]},
        profile={
            "x": np.tile(x1, 2),
            "y": np.concatenate([deep[middle], single[middle]]),
            "label": [name for name in curve_names() for _ in x1],
        },
    )


@cached()
def empty_charts() -> dict:
    """Return the three charts without numbers."""
    views = [
        surface("deep", t("The stack, layer by layer")),
        surface("single", t("One layer: all weights multiplied")),
        profile(),
    ]
    return to_spec(apart(alt.concat(*views, columns=columns(), spacing=28), "color", "strokeDash", "strokeWidth"))


def surface(name: str, title: str) -> alt.LayerChart:
    """Draw an output over the plane."""
    return square([still_image(name).encode(**axes("x₁", "x₂", SQUARE))], title)


def curve_names() -> list[str]:
    """Return the names of the two curves of the profile."""
    return [t("stack"), t("one layer")]


def profile() -> alt.Chart:
    """Draw both outputs along x2 = 0, the single layer dashed over the stack."""
    names = curve_names()
    legend = alt.Legend(title=None, orient="bottom", symbolType="stroke")
    styles = {
        alt.Color: [theme.LINE, theme.SERIES[1]],
        alt.StrokeDash: list(theme.DASHES[:2]),
        alt.StrokeWidth: [6, 2],
    }
    channels = [
        channel("label:N", scale=alt.Scale(domain=names, range=style), legend=legend)
        for channel, style in styles.items()
    ]
    chart = table("profile").mark_line(strokeCap="butt")
    return chart.encode(
        alt.X("x:Q", title="x₁", axis=alt.Axis(tickCount=5), scale=alt.Scale(domain=list(SQUARE))),
        alt.Y("y:Q", title=None, axis=alt.Axis(tickCount=5)),
        *channels,
    ).properties(title=t("Both along x₂ = 0"), width=theme.CELL, height=theme.CELL, view=theme.CARD)


def image(values: np.ndarray, reach: float) -> str:
    """Return outputs as an image, orange at -reach and blue at reach."""
    return theme.png((127.5 + 127.5 * values / reach).round().astype(np.uint8)[::-1])


def alt_text(result: LinearLayersResult) -> str:
    """Return the text alternative: the single layer and the largest difference."""
    text = t(
        "Output of the stack and of the single layer {w1} x1 {w2} x2 {b} over the plane. Their largest difference "
        "is {difference}."
    )
    w1, w2 = result.weight
    difference = in_words(result.largest_difference)
    return text.format(w1=plain(w1), w2=signed(w2), b=signed(result.bias), difference=difference)


def in_words(difference: float) -> str:
    """Return a difference to two decimals, or the words for one that is rounding only."""
    return t("less than a millionth") if 0 < difference < 1e-6 else plain(difference)
