"""The receptive field of one unit after each step."""

import altair as alt
import numpy as np

from mlcore.cnn.results import ReceptiveFieldResult
from pages.ui.charts import grid, theme
from pages.ui.charts.images import framed, zoomed
from pages.ui.charts.spec import SPAN, apart, layered, table, to_spec, with_data
from pages.ui.context import cached, columns, t

SIDE, CURVE_HEIGHT = 28, 130
MAX_LAYERS = 4
PATCHES = {1: 56, 2: 96, 3: 132}
"""Room for a patch, in pixels."""


def draw(result: ReceptiveFieldResult, image: np.ndarray) -> dict:
    """Draw what one unit of each layer sees of a digit, its width by step, and the gradient of each pixel.

    Parameters
    ----------
    image
        A digit, uint8, shape (28, 28).
    """
    steps = np.arange(1, len(result.widths) + 1)
    halves = np.minimum(np.array(result.widths) / 2, SIDE / 2)
    profile = np.asarray(result.profiles[-1])
    layers = [width for (kernel, *_), width in zip(result.steps, result.widths, strict=True) if kernel > 2]
    patches = [*(patch(image, width) for width in layers), image]
    return with_data(
        empty_charts(),
        digit={"url": [theme.png(zoomed(image), theme.GREYS)]},
        seen={
            "step": steps,
            "x": SIDE / 2 - halves,
            "x2": SIDE / 2 + halves,
            "y": SIDE / 2 - halves,
            "y2": SIDE / 2 + halves,
        },
        patch={
            "k": np.arange(len(patches)),
            "url": [theme.png(zoomed(part, max(1, 112 // len(part))), theme.GREYS) for part in patches],
            "words": patch_names([len(part) for part in patches[:-1]]),
        },
        width={
            "step": np.concatenate([steps, steps]),
            "y": [*result.widths, *result.formula],
            "label": [name for name in names() for _ in steps],
        },
        profile={"x": np.arange(len(profile)) - (len(profile) - 1) / 2, "y": profile},
    )


def patch(image: np.ndarray, width: int) -> np.ndarray:
    """Return so many pixels of a digit around its middle, at most all of it."""
    first = max(0, (SIDE - width) // 2)
    return image[first : first + min(width, SIDE), first : first + min(width, SIDE)]


def patch_names(sides: list[int]) -> list[str]:
    """Return what the patches of the layers and the whole digit are called; on a phone there is room for sizes only."""
    if columns() == 1:
        return [*(f"{side} × {side}" for side in sides), t("all")]
    layer = t("Layer {k}: {n} × {n}")
    return [*(layer.format(k=k, n=side) for k, side in enumerate(sides, start=1)), t("Last layer: all")]


def names() -> list[str]:
    """Return the translated names of the two ways to find the width."""
    return [t("by autograd"), t("by the formula")]


@cached()
def empty_charts() -> dict:
    """Return the three charts without data."""
    squares = table("seen").mark_rect(fill=theme.POSITIVE, fillOpacity=0.12, stroke=theme.POSITIVE, strokeWidth=2)
    digit = framed("digit", SIDE, SIDE, grid.side(), grid.side(), "")
    seen = layered(digit, squares.encode(**SPAN)).properties(title=t("Where it looks"))
    beside = alt.hconcat if columns() == 3 else alt.vconcat
    separate = ("color", "shape", "x", "y")
    first = beside(seen, patches(), spacing=14)
    second = apart(beside(by_step(), profile(), spacing=24), *separate)
    chart = alt.vconcat(first, second, spacing=14)
    return to_spec(apart(chart, *separate))


def patches() -> alt.LayerChart:
    """Draw side by side what one unit of each layer sees, and at last the whole digit."""
    tile = PATCHES[columns()]
    chart = table("patch").transform_calculate(x="datum.k + 0.46", y="0.5")
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, MAX_LAYERS + 1], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    images = chart.mark_image(width=0.9 * tile, height=0.9 * tile).encode(x=x, y=y, url=alt.Url("url:N"))
    words = chart.transform_calculate(x="datum.k + 0.02").mark_text(
        align="left", baseline="bottom", fontSize=12 if columns() > 1 else 10, color=theme.TEXT
    )
    named = words.encode(x=x, y=alt.YValue(0.02 * tile), text=alt.Text("words:N"))
    width = (MAX_LAYERS + 1) * tile
    title = alt.TitleParams(t("What one unit of each layer sees"), offset=22)
    return layered(images, named).properties(width=width, height=tile, title=title, view=alt.ViewConfig(stroke=None))


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
    text = chart.transform_filter(alt.FieldEqualPredicate(field="label", equal=measured)).mark_text(
        align="left", dx=12, fontSize=12, color="#7b8794"
    )
    return layered(headroom, points, text.encode(**place, text=alt.Text("y:Q"))).properties(
        title=t("Width in pixels"), width=grid.breadth(theme.CELL + 60), height=CURVE_HEIGHT
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
        .properties(title=t("How much each pixel counts"), width=grid.breadth(theme.CELL + 60), height=CURVE_HEIGHT)
    )


def alt_text(result: ReceptiveFieldResult) -> str:
    """Describe the growth of the receptive field."""
    return t(
        "After each step of the stack one unit sees a square with a side of {widths} pixels, by autograd; the closed "
        "formula says {formula}."
    ).format(widths=", ".join(map(str, result.widths)), formula=", ".join(map(str, result.formula)))
