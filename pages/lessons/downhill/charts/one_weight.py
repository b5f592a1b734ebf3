"""One weight on its loss: the ball, its slope and its steps; and what the neuron makes of its points there.

All of it follows the hand: the steps are written out as expressions, one after the other.
"""

from typing import Any

import altair as alt
import numpy as np

from mlcore.downhill.one_weight import ENDS, MAX_STEPS, OneWeightResult, level, loss
from mlcore.downhill.settings import CURVES, Curve, OneWeightSettings
from pages.ui import numbers
from pages.ui.charts import live, theme
from pages.ui.charts.live import row, rows
from pages.ui.charts.spec import XY, apart, layered, to_spec
from pages.ui.context import cached, columns, counted, t

FIELDS = ("w", "learning_rate", "steps")
WIDTHS = {1: 228, 2: 430, 3: 590}
HEIGHTS = {1: 250, 2: 300, 3: 340}
SIDES = {1: 228, 2: 430, 3: 210}
TOPS = {"one valley": 9.0, "two valleys": 2.6}
"""The largest loss that is drawn."""

REACH = 3.3
"""Largest input that is drawn; the smallest is its negative."""

BOLD = {"fontSize": 13, "fontWeight": "bold", "color": theme.INK}
STOPS = 20
"""Stops of the start weight's slider between two whole numbers."""


def draw(result: OneWeightResult) -> dict:
    """Draw the loss beside the neuron; the spec is the same for all starts, learning rates and numbers of steps."""
    return picture(result.settings.curve)


@cached()
def picture(name: str) -> dict:
    """Return the picture of one of the losses."""
    views = [valley(name), fit(CURVES[name])]
    chart = alt.concat(*views, columns=2 if columns() == 3 else 1, spacing=28)
    spec = to_spec(apart(chart, "x", "y"))
    return live.moving(spec, parameters(name))


def parameters(name: str) -> list[dict[str, Any]]:
    """Return the settings, the weight after each step, and where the ball stands."""
    curve = CURVES[name]
    pixels = WIDTHS[columns()] / (ENDS[1] - ENDS[0])
    grips, drags = live.slid(OneWeightSettings.slug, "w", "w start_loss", pixels=pixels, ends=ENDS, stops=STOPS)
    defaults = {field: OneWeightSettings.model_fields[field].default for field in FIELDS}
    steps = {"step_0": "w"}
    for step in range(MAX_STEPS):
        steps[f"step_{step + 1}"] = f"step_{step} - learning_rate * {slope_of(f'step_{step}', curve)}"
    path = f"[{', '.join(steps)}]"
    ball = {"ball": f"{path}[steps]", "ball_loss": loss_of("ball", curve), "ball_slope": slope_of("ball", curve)}
    computed = [{"name": key, "expr": text} for key, text in {**steps, "path": path, **ball}.items()]
    return [*grips, *live.parameters(OneWeightSettings.slug, defaults, drags), *computed]


def output_of(w: str, x: float | str, curve: Curve) -> str:
    """Return the expression of what the neuron answers."""
    return f"sin({w} * {x})" if curve.bend == "sine" else f"({w} * {x})"


def loss_of(w: str, curve: Curve) -> str:
    """Return the expression of the loss at the expression ``w``."""
    squares = [f"pow({output_of(w, x, curve)} - {y}, 2)" for x, y in zip(curve.x, curve.y, strict=True)]
    return f"(({' + '.join(squares)}) / {len(squares)})"


def slope_of(w: str, curve: Curve) -> str:
    """Return the expression of the slope of the loss at the expression ``w``."""
    terms = [
        f"2 * ({output_of(w, x, curve)} - {y}) * {x}" + (f" * cos({w} * {x})" if curve.bend == "sine" else "")
        for x, y in zip(curve.x, curve.y, strict=True)
    ]
    return f"(({' + '.join(terms)}) / {len(terms)})"


def valley(name: str) -> alt.LayerChart:
    """Draw the loss over the weight, with the ball, its tangent, its steps and the start, which is a handle."""
    curve, top = CURVES[name], TOPS[name]
    weights = np.linspace(*ENDS, 141)
    points = [
        {"w": w, "loss": height} for w, height in zip(weights.tolist(), loss(weights, curve).tolist(), strict=True)
    ]
    floors = [{"floor": w, "floor_loss": float(loss(w, curve))} for w in level(curve, up=True)]
    across = alt.X(
        "w:Q", title=t("weight w"), scale=alt.Scale(domain=list(ENDS), nice=False), axis=alt.Axis(tickCount=7)
    )
    up = alt.Y("loss:Q", title=t("loss L"), scale=alt.Scale(domain=[0, top], nice=False), axis=alt.Axis(tickCount=5))
    seen = rows(MAX_STEPS + 1, w="path[datum.i]", loss=loss_of("path[datum.i]", curve)).transform_filter(
        "datum.i <= steps"
    )
    start = row(w="w", start_loss=loss_of("w", curve), label=live.said(t("start")))
    at = row(w="ball", loss="ball_loss", label=readout())
    run = f"min(0.5, {0.3 * top} / max(abs(ball_slope), 1e-9))"
    tangent = row(run=run).transform_calculate(
        w="ball - datum.run",
        w2="ball + datum.run",
        loss="ball_loss - datum.run * ball_slope",
        loss2="ball_loss + datum.run * ball_slope",
    )
    layers = [
        alt.Chart(alt.InlineData(points)).mark_line(color=theme.LINE, strokeWidth=3).encode(x=across, y=up),
        alt.Chart(alt.InlineData(floors))
        .mark_rule(color=theme.INK, strokeDash=[3, 3], opacity=0.5)
        .encode(x=alt.X("floor:Q"), y=alt.Y("floor_loss:Q")),
        seen.mark_line(color=theme.CURSOR, strokeWidth=1.2, opacity=0.6, clip=True).encode(
            x=alt.X("w:Q"), y=alt.Y("loss:Q"), order=alt.Order("i:Q")
        ),
        seen.mark_point(color=theme.CURSOR, filled=True, size=42, opacity=0.75, clip=True).encode(
            x=alt.X("w:Q"), y=alt.Y("loss:Q")
        ),
        tangent.mark_rule(color=theme.INK, strokeWidth=2, clip=True).encode(
            x=alt.X("w:Q"), y=alt.Y("loss:Q"), x2=alt.X2("w2:Q"), y2=alt.Y2("loss2:Q")
        ),
        start.mark_point(shape="square", size=150, filled=True, color=theme.INK, stroke="white", opacity=1).encode(
            x=alt.X("w:Q"), y=alt.Y("start_loss:Q")
        ),
        at.mark_point(
            size=210, filled=True, color=theme.CURSOR, stroke="white", strokeWidth=2, opacity=1, clip=True
        ).encode(x=alt.X("w:Q"), y=alt.Y("loss:Q")),
        at.mark_text(align="left", **{**BOLD, "fontSize": 11 if columns() == 1 else 13}).encode(
            x=alt.XValue(10), y=alt.YValue(16), text=alt.Text("label:N")
        ),
        live.handle(start, "w", "start_loss"),
    ]
    return layered(*layers).properties(
        width=WIDTHS[columns()], height=HEIGHTS[columns()], title=t("The loss: drag the square"), view=theme.CARD
    )


def readout() -> str:
    """Return the expression for the ball's numbers."""
    return live.said(
        t("step {step}: w = {w}, L = {loss}, slope {slope}"),
        step="steps",
        w="format(ball, '.3~r')",
        loss="format(ball_loss, '.3~r')",
        slope="format(ball_slope, '.3~r')",
    )


def fit(curve: Curve) -> alt.LayerChart:
    """Draw the points, what the neuron with the ball's weight answers, and how far it misses each of them."""
    count = 81 if curve.bend else 2
    low, high = (-1.6, 1.6) if curve.bend else (-4.5, 4.5)
    answers = rows(count, x=f"{-REACH} + datum.i * {2 * REACH / (count - 1)}").transform_calculate(
        y=output_of("ball", "datum.x", curve)
    )
    points = alt.Chart(
        alt.InlineData([{"x": x, "y": y} for x, y in zip(curve.x, curve.y, strict=True)])
    ).transform_calculate(y2=output_of("ball", "datum.x", curve))
    across = alt.X("x:Q", title="x", scale=alt.Scale(domain=[-REACH, REACH], nice=False), axis=alt.Axis(tickCount=5))
    up = alt.Y("y:Q", title="y", scale=alt.Scale(domain=[low, high], nice=False), axis=alt.Axis(tickCount=5))
    layers = [
        answers.mark_line(color=theme.CURSOR, strokeWidth=2.5, clip=True).encode(
            x=across, y=up, order=alt.Order("i:Q")
        ),
        points.mark_rule(color=theme.INK, strokeDash=[3, 3], strokeWidth=1.5, clip=True).encode(
            x=alt.X("x:Q"), y=alt.Y("y:Q"), y2=alt.Y2("y2:Q")
        ),
        points.mark_point(size=110, filled=True, color=theme.LINE, stroke="white", opacity=1).encode(**XY),
    ]
    height = HEIGHTS[3] if columns() == 3 else 190
    return layered(*layers).properties(
        width=SIDES[columns()], height=height, title=t("The neuron with that weight"), view=theme.CARD
    )


def short(value: float) -> str:
    """Return a number with three digits and a true minus sign, e.g. ``−0.25``."""
    return numbers.short(float(f"{value:.3g}"), 6)


def alt_text(result: OneWeightResult) -> str:
    """Say where the ball starts and where it is."""
    s = result.settings
    text = t(
        "The loss over one weight, {curve}. From the start at w = {w} the ball has taken {steps} with a learning "
        "rate of {rate} to w = {ball}; the loss there is {loss}, the slope {slope}."
    )
    return text.format(
        curve=s.curve,
        w=short(s.w),
        steps=counted(s.steps, t("1 step"), t("{count} steps")),
        rate=short(s.learning_rate),
        ball=short(result.path[s.steps]),
        loss=short(result.final_loss),
        slope=short(result.slopes[s.steps]),
    )
