"""Which places of a digit the answer of a trained network hangs on."""

import altair as alt
import numpy as np

from pages.ui.charts import theme
from pages.ui.charts.images import framed, zoomed
from pages.ui.charts.spec import filled, table
from pages.ui.context import cached, columns, t

PATCH = "#8b8f94"


def pictures(result) -> dict:
    """Draw the digit with the patch where it hurts most, and the probability of the right class by the patch's place.

    Parameters
    ----------
    result
        An answer of ``mlcore.occlusion.look``.
    """
    row, column = worst_place(result)
    half = result.settings.patch // 2
    return filled(
        empty_pictures(),
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


def worst_place(result) -> tuple[int, int]:
    """Return row and column of the pixel on which the patch hurts most."""
    row, column = np.unravel_index(np.asarray(result.occluded).argmin(), (28, 28))
    return int(row), int(column)


@cached()
def empty_pictures() -> dict:
    """Return the two pictures without numbers."""
    size = (28, 28, theme.CELL, theme.CELL)
    corners = {"x": "x:Q", "x2": "x2:Q", "y": "y:Q", "y2": "y2:Q"}
    patch = table("patch").mark_rect(fill=PATCH, stroke=theme.CURSOR, strokeWidth=2).encode(**corners)
    ghost = framed("digit", *size, "").mark_image(width=theme.CELL, height=theme.CELL, opacity=0.22)
    centre = table("centre").mark_point(shape="cross", size=120, filled=True, color=theme.CURSOR)
    views = [
        alt.layer(framed("digit", *size, ""), patch).properties(title=t("The patch where it hurts most")),
        alt.layer(framed("heat", *size, ""), ghost, centre.encode(x="x:Q", y="y:Q")).properties(
            title=t("Right digit's probability by patch")
        ),
        key(),
    ]
    chart = alt.concat(*views, columns=columns(), spacing=28).resolve_scale(x="independent", y="independent")
    return chart.configure(**theme.CONFIG).to_dict()


def key() -> alt.Chart:
    """Draw what the colours mean: from certainly wrong to certainly right."""
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
        .properties(width=26, height=theme.CELL, title=t("Probability"))
    )


def alt_text(result) -> str:
    """Say in words where the patch hurts most."""
    row, column = worst_place(result)
    return t(
        "A patch of {side} by {side} pixels covers a handwritten {digit}, one place after the other. Uncovered, the "
        "right answer has a probability of {whole:.1%}; with the patch around row {row}, column {column} only "
        "{lowest:.1%}."
    ).format(
        side=result.settings.patch,
        digit=result.settings.digit,
        whole=float(result.probabilities[result.settings.digit]),
        row=row,
        column=column,
        lowest=result.lowest,
    )
