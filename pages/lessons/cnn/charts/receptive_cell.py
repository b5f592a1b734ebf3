"""A bar of light that moves over a receptive field by itself, and the answers of three kinds of cells."""

import altair as alt
import numpy as np

from mlcore.cnn.receptive_cell import CELLS, EDGE, POSITIONS, ReceptiveCellResult
from pages.ui.charts import grid, theme
from pages.ui.charts.curves import curves, points
from pages.ui.charts.images import zoomed
from pages.ui.charts.spec import apart, film, layered, to_spec, with_data
from pages.ui.context import cached, t

SIDE, CURVE_HEIGHT = 196, 130
"""Side of an image where four stand side by side, and height of a tuning curve under them."""

GAP, ZOOM = 16, 5
NIGHT, DAY = (38, 46, 56), (255, 244, 200)
LIGHTS = bytes(round(a + (b - a) * shade / 255) for shade in range(256) for a, b in zip(NIGHT, DAY, strict=True))
"""Palette of light on a dark screen."""


def draw(result: ReceptiveCellResult) -> dict:
    """Draw light, receptive field and tuning curve of a bar that moves by itself.

    A ``frame`` is one of ``POSITIONS``; the field is the one of the cell that responds most there.
    """
    reach = float(np.abs(result.fields).max())
    kinds = names()
    return with_data(
        empty_charts(),
        light={"url": [theme.png(zoomed(light * 255, ZOOM), LIGHTS) for light in result.lights]},
        field={"url": [weights(field, reach) for field in result.fields]},
        by_position=points({kinds[cell]: (POSITIONS, result.by_position[cell]) for cell in CELLS}),
    )


def names() -> dict[str, str]:
    """Return the translated names of the cells."""
    return {"centre-surround": t("centre-surround"), "simple": t("simple"), "complex": t("complex")}


def weights(values: np.ndarray, reach: float) -> str:
    """Return an image, orange at ``-reach`` and blue at ``reach``."""
    return theme.png(zoomed(127.5 + 127.5 * values / reach, ZOOM))


@cached()
def empty_charts() -> dict:
    """Return the charts without data."""
    views = [screen("light", t("Light")), screen("field", t("Receptive field"))]
    separate = ("color", "strokeDash", "opacity")
    row = apart(alt.concat(*views, columns=2, spacing=GAP), *separate)
    chart = apart(alt.vconcat(row, tuning_curve(), spacing=14), *separate)
    return to_spec(chart)


def screen(name: str, title: str) -> alt.Chart:
    """Draw the images ``name`` over the patch of retina, one for each frame."""
    side = grid.side(SIDE)
    scale = alt.Scale(domain=[-EDGE, EDGE], nice=False)
    return (
        film(name, len(POSITIONS), side, side)
        .transform_calculate(x="0", y="0")
        .encode(x=alt.X("x:Q", axis=None, scale=scale), y=alt.Y("y:Q", axis=None, scale=scale))
        .properties(width=side, height=side, title=title)
    )


def tuning_curve() -> alt.LayerChart:
    """Draw the responses of all cells by the position of the bar, and mark where it is."""
    title = t("The bar moves")
    curve = curves(
        "by_position",
        tuple(names().values()),
        title,
        t("Position across (pixels)"),
        y_format=".0%",
        cursor=False,
        legend="bottom",
        y_scale=alt.Scale(domain=[0, 1]),
    )
    place = alt.Chart(alt.sequence(0, 1, as_="i")).transform_calculate(x=f"frame + {POSITIONS[0]}")
    mark = place.mark_rule(color=theme.CURSOR, strokeWidth=2).encode(x=alt.X("x:Q"))
    return layered(curve, mark).properties(title=title, width=grid.breadth(2 * SIDE - 30), height=CURVE_HEIGHT)


def alt_text(result: ReceptiveCellResult) -> str:
    """Describe the light and the responses."""
    s = result.settings
    texts = {
        "bar": t("A bar of light. Degrees: {angle}, pixels from the middle: {position}, width in pixels: {width}."),
        "moving bar": t("A bar of light moves across the retina. Degrees: {angle}, width in pixels: {width}."),
        "disc": t("A disc of light. Radius in pixels: {radius}."),
    }
    answers = t(
        "Answers: centre-surround {first:.0%}, simple {second:.0%}, complex {third:.0%} of the strongest possible."
    )
    first, second, third = (
        float(result.by_position[cell].max()) if s.stimulus == "moving bar" else result.answers[cell] for cell in CELLS
    )
    return f"{texts[s.stimulus].format(**s.model_dump())} {answers.format(first=first, second=second, third=third)}"
