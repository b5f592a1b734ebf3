"""A digit, the change of its pixels, and how a network reads it; all follow the slider of its size."""

import altair as alt
import numpy as np

from mlcore.inside_cnn.results import FoolingResult
from mlcore.inside_cnn.settings import MAX_STEP, FoolingSettings
from pages.ui.charts import grid, live, theme
from pages.ui.charts.curves import curves, points
from pages.ui.charts.images import framed, zoomed
from pages.ui.charts.spec import apart, film, layered, table, to_spec, with_data
from pages.ui.context import cached, columns, t
from pages.ui.percent import percent

SIDE, CURVE_HEIGHT = 176, 120
PHONE_SIDE = 100
"""Side of an image on a phone."""

ZOOM = 4


def draw(result: FoolingResult) -> dict:
    """Draw the digit before and after, and the answers by the size of the change; a ``frame`` is a size."""
    s = result.settings
    changes = result.images.astype(float) - result.image
    steps = np.arange(MAX_STEP + 1)
    labels = names(s)
    spec = with_data(
        empty_charts(s.target, s.digit),
        before={"url": [theme.png(zoomed(result.image), theme.GREYS)]},
        change={"url": [theme.png(zoomed(127.5 + 127.5 * change / MAX_STEP, ZOOM)) for change in changes]},
        after={"url": [theme.png(zoomed(image, ZOOM), theme.GREYS) for image in result.images]},
        answer={
            "digit": np.arange(10),
            "before": result.probabilities[0],
        },
        by_step=points(
            dict(
                zip(
                    labels,
                    (
                        (steps, result.probabilities[:, s.target]),
                        (steps, result.probabilities[:, s.digit]),
                        (steps, result.random[:, s.digit]),
                    ),
                    strict=True,
                )
            )
        ),
    )
    default = FoolingSettings.model_fields["step"].default
    params = [
        *live.parameters(FoolingSettings.slug, {"step": default}),
        {"name": "frame", "expr": "step"},
        {"name": "read", "value": result.probabilities.ravel().round(4).tolist()},
    ]
    return live.moving(spec, [*params, *spec.get("params", [])])


def names(settings: FoolingSettings) -> list[str]:
    """Return what the three curves are called, translated."""
    return [
        t("{target}: the target").format(target=settings.target),
        t("{digit}: the digit").format(digit=settings.digit),
        t("{digit}: random signs").format(digit=settings.digit),
    ]


@cached()
def empty_charts(target: int, digit: int) -> dict:
    """Return the charts without data."""
    side, frames = PHONE_SIDE if columns() == 1 else grid.side(SIDE), MAX_STEP + 1
    size = (28, 28, side, side)
    views = [
        framed("before", *size, t("The digit")),
        moving("change", frames, side, t("The change")),
        moving("after", frames, side, t("The result")),
        answers(target, digit, side),
    ]
    labels = tuple(names(FoolingSettings(target=target, digit=digit)))
    curve = curves(
        "by_step",
        labels,
        t("Probability by size of the change"),
        t("Size of the change (grey levels)"),
        y_format=".0%",
        cursor=False,
        legend="top",
        y_scale=alt.Scale(domain=[0, 1]),
    )
    mark = (
        alt.Chart(alt.sequence(0, 1, as_="i"))
        .transform_calculate(x="step")
        .mark_rule(color=theme.CURSOR, strokeWidth=2)
    )
    by_step = layered(curve, mark.encode(x=alt.X("x:Q"))).properties(
        title=t("Probability by size of the change"), width=grid.breadth(4 * SIDE), height=CURVE_HEIGHT
    )
    separate = ("color", "strokeDash", "opacity", "x", "y")
    row = apart(alt.concat(*views, columns=grid.across(4), spacing=16), *separate)
    return to_spec(apart(alt.vconcat(row, by_step, spacing=14), *separate))


def moving(name: str, frames: int, side: int, title: str) -> alt.Chart:
    """Draw the image of the size that is set."""
    scale = alt.Scale(domain=[0, 28], nice=False)
    return (
        film(name, frames, side, side)
        .transform_calculate(x="14", y="14")
        .encode(x=alt.X("x:Q", axis=None, scale=scale), y=alt.Y("y:Q", axis=None, scale=scale))
        .properties(width=side, height=side, title=title)
    )


def answers(target: int, digit: int, side: int) -> alt.LayerChart:
    """Draw the ten probabilities of the changed digit as bars, and those of the digit as it was as marks."""
    chart = table("answer").transform_calculate(
        after="read[step * 10 + datum.digit]",
        kind=f"datum.digit == {target} ? 2 : datum.digit == {digit} ? 1 : 0",
    )
    share = alt.X(
        "after:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", values=[0, 0.5, 1])
    )
    all_ten = alt.Axis(ticks=False, domain=False, labelOverlap=False, labelFontSize=min(12, side // 10 - 2))
    rows = alt.Y("digit:O", title=None, axis=all_ten)
    kinds = alt.Scale(domain=[0, 1, 2], range=["#8a94a0", theme.SERIES[1], theme.SERIES[0]])
    bars = chart.mark_bar(cornerRadiusEnd=2).encode(
        x=share,
        y=rows,
        color=alt.Color("kind:O", scale=kinds, legend=None),
        tooltip=[
            alt.Tooltip("digit:O", title=t("Digit")),
            alt.Tooltip("before:Q", title=t("Before"), format=".1%"),
            alt.Tooltip("after:Q", title=t("After"), format=".1%"),
        ],
    )
    before = chart.mark_tick(thickness=3, color=theme.CURSOR).encode(x=alt.X("before:Q"), y=rows)
    return layered(bars, before).properties(width=side - 20, height=side, title=t("Answers"))


def alt_text(result: FoolingResult) -> str:
    """Say in words what the network reads before and after the change."""
    s = result.settings
    before, after = result.probabilities[0], result.probabilities[s.step]
    text = t(
        "A handwritten {digit}, every pixel changed by at most {step} of 255 grey levels. Before, the network reads "
        "{first} ({sure}); after, {second} ({surer}). The smallest change after which it reads {target}: "
        "{smallest}."
    )
    return text.format(
        digit=s.digit,
        step=s.step,
        first=int(before.argmax()),
        sure=percent(float(before.max()), 1),
        second=int(after.argmax()),
        surer=percent(float(after.max()), 1),
        target=s.target,
        smallest=result.smallest if result.smallest >= 0 else t("none up to {most}").format(most=MAX_STEP),
    )
