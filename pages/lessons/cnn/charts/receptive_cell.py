"""A light over a receptive field, and the tuning curves of three kinds of cells."""

import altair as alt
import numpy as np

from mlcore.cnn.receptive_cell import ANGLES, CELLS, EDGE, POSITIONS, RADII, ReceptiveCellResult
from pages.ui.charts import grid
from pages.ui.charts import theme
from pages.ui.charts.curves import curves, points
from pages.ui.charts.images import zoomed
from pages.ui.charts.spec import filled, film, table
from pages.ui.context import cached, columns, t

SIDE, LOW = 196, 130
"""Side of an image where four stand side by side, and height of a tuning curve under them."""

GAP, ZOOM = 16, 5
NIGHT, DAY = (38, 46, 56), (255, 244, 200)
LIGHTS = bytes(round(a + (b - a) * shade / 255) for shade in range(256) for a, b in zip(NIGHT, DAY, strict=True))
"""Palette of light on a dark screen."""


def draw(result: ReceptiveCellResult) -> dict:
    """Draw light, receptive field, their product, responses and tuning curves.

    A moving bar follows ``frame``, one frame for each of ``POSITIONS``; so does the field that responds most.
    """
    s = result.settings
    reach = float(np.abs(result.fields).max())
    kinds = names()
    return filled(
        empty_charts(s.stimulus),
        light={"url": [theme.png(zoomed(light * 255, ZOOM), LIGHTS) for light in result.lights]},
        field={"url": [weights(field, reach) for field in result.fields]},
        products={"url": [weights(result.fields[0] * result.lights[0], reach)]},
        answer={
            "cell": list(kinds.values()),
            "y": list(result.answers.values()),
            "chosen": [int(cell == s.cell) for cell in CELLS],
        },
        now={"angle": [s.angle], "position": [s.position], "radius": [s.radius]},
        **{
            name: points({kinds[cell]: (xs, ys[cell]) for cell in CELLS})
            for name, xs, ys in (
                ("by_angle", ANGLES, result.by_angle),
                ("by_position", POSITIONS, result.by_position),
                ("by_radius", RADII, result.by_radius),
            )
        },
    )


def names() -> dict[str, str]:
    """Return the translated names of the cells."""
    return {"centre-surround": t("centre-surround"), "simple": t("simple"), "complex": t("complex")}


def weights(values: np.ndarray, reach: float) -> str:
    """Return an image, orange at ``-reach`` and blue at ``reach``."""
    return theme.png(zoomed(127.5 + 127.5 * values / reach, ZOOM))


@cached()
def empty_charts(stimulus: str) -> dict:
    """Return the charts without data: the light on its way to the answer, and under that the tuning curves."""
    frames = len(POSITIONS) if stimulus == "moving bar" else 1
    position = t("Position across (pixels)")
    tuning = {
        "bar": [
            tuning_curve("by_angle", t("Turn the bar"), t("Angle (degrees)"), "datum.angle"),
            tuning_curve("by_position", t("Move the bar"), position, "datum.position"),
        ],
        "moving bar": [tuning_curve("by_position", t("The bar moves"), position, f"frame + {POSITIONS[0]}")],
        "disc": [tuning_curve("by_radius", t("Grow the disc"), t("Radius (pixels)"), "datum.radius")],
    }[stimulus]
    views: list[alt.Chart | alt.LayerChart] = [
        screen("light", frames, t("Light")),
        screen("field", frames, t("Receptive field")),
    ]
    if stimulus != "moving bar":
        views += [screen("products", 1, t("Light × field")), answers()]
    separate = dict.fromkeys(("color", "strokeDash", "opacity"), "independent")
    rows = [
        alt.concat(*views, columns=grid.across(4), spacing=GAP),
        alt.concat(*tuning, columns=min(columns(), 2), spacing=GAP),
    ]
    chart = alt.vconcat(*(row.resolve_scale(**separate) for row in rows), spacing=14).resolve_scale(**separate)
    return chart.configure(**theme.CONFIG).to_dict()


def screen(name: str, frames: int, title: str) -> alt.Chart:
    """Draw the images ``name`` over the patch of retina, one for each frame."""
    side = grid.side(SIDE)
    if frames == 1:
        image = table(name).mark_image(width=side, height=side).encode(url="url:N")
    else:
        image = film(name, frames, side, side)
    scale = alt.Scale(domain=[-EDGE, EDGE], nice=False)
    return (
        image.transform_calculate(x="0", y="0")
        .encode(x=alt.X("x:Q", axis=None, scale=scale), y=alt.Y("y:Q", axis=None, scale=scale))
        .properties(width=side, height=side, title=title)
    )


def tuning_curve(name: str, title: str, x_title: str, now: str) -> alt.LayerChart:
    """Draw the responses of all cells by one property of the light, and mark its current value."""
    curve = curves(
        name,
        tuple(names().values()),
        title,
        x_title,
        y_format=".0%",
        cursor=False,
        legend="bottom",
        y_scale=alt.Scale(domain=[0, 1]),
    )
    mark = table("now").transform_calculate(x=now).mark_rule(color=theme.CURSOR, strokeWidth=2).encode(x="x:Q")
    return alt.layer(curve, mark).properties(title=title, width=grid.breadth(2 * SIDE - 30), height=LOW)


def answers() -> alt.LayerChart:
    """Draw the response of each kind of cell to this light."""
    order = list(names().values())
    share = alt.X("y:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", tickCount=5))
    kind = alt.Y("cell:N", sort=order, axis=None)
    bars = table("answer").mark_bar(cornerRadiusEnd=3, height=26)
    colour = alt.Color("cell:N", scale=alt.Scale(domain=order, range=list(theme.SERIES[:3])), legend=None)
    chosen = alt.Opacity("chosen:Q", scale=alt.Scale(domain=[0, 1], range=[0.4, 1]), legend=None)
    label = (
        table("answer")
        .transform_calculate(words="datum.cell + ' · ' + format(datum.y, '.0%')")
        .mark_text(align="left", dy=-24, fontSize=12, color="#7b8794")
        .encode(x=alt.datum(0), y=kind, text="words:N")
    )
    return alt.layer(bars.encode(x=share, y=kind, color=colour, opacity=chosen), label).properties(
        title=t("Answers to this light"), width=grid.side(SIDE), height=grid.side(SIDE)
    )


def alt_text(result: ReceptiveCellResult) -> str:
    """Describe the light and the responses."""
    s = result.settings
    texts = {
        "bar": t("A bar of light at {angle} degrees, {position} pixels from the middle and {width} wide."),
        "moving bar": t("A bar of light at {angle} degrees, {width} pixels wide, moves across the retina."),
        "disc": t("A disc of light with a radius of {radius} pixels."),
    }
    told = t(
        "Answers: centre-surround {first:.0%}, simple {second:.0%}, complex {third:.0%} of the strongest possible."
    )
    first, second, third = (
        float(result.by_position[cell].max()) if s.stimulus == "moving bar" else result.answers[cell] for cell in CELLS
    )
    return f"{texts[s.stimulus].format(**s.model_dump())} {told.format(first=first, second=second, third=third)}"
