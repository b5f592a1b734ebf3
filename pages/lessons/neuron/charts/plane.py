"""The plane of a neuron's inputs: its output as colour, its firing line, its weights as an arrow, and its input."""

import json

import altair as alt
import numpy as np

from mlcore.common.plane import SQUARE
from mlcore.neuron.activations import activate
from pages.lessons.neuron.charts.expressions import activation, plain
from pages.ui.charts import live, theme
from pages.ui.charts.live import row
from pages.ui.charts.plane import axes
from pages.ui.charts.spec import layered
from pages.ui.context import t

LIMITS = {"step": (0, 1), "sigmoid": (0, 1), "tanh": (-1, 1)}
LIMIT = (-6, 6)
"""The outputs drawn in orange and in blue; of an activation without bounds, those of most sums."""

SHADES = (0.1, 0.9)
"""The ends of the ramp of colours that are used."""

BOLD = {"fontSize": 13, "fontWeight": "bold", "color": theme.INK}

STOPS = 81
REACH = 8.0
"""Sums beyond it change no colour."""


def plane(name: str, side: int) -> alt.LayerChart:
    """Draw the plane.

    Parameters
    ----------
    name
        Of the activation.
    side
        Of the square in pixels.
    """
    layers = [*surface(name), firing_line(), *arrow(), *point()]
    title = t("The plane: drag the point or the arrow")
    return layered(*layers).properties(width=side, height=side, title=title)


def limits(name: str) -> tuple[int, int]:
    """Return the outputs of an activation that are drawn in orange and in blue."""
    return LIMITS.get(name, LIMIT)


def colours(name: str) -> alt.Scale:
    """Return the colours of outputs."""
    low, high = limits(name)
    shades = [theme.ramp()[round(255 * share)] for share in (SHADES[0], 0.5, SHADES[1])]
    ends = [f"#{bytes(shade).hex()}" for shade in shades]
    return alt.Scale(domain=[low, (low + high) / 2, high], range=ends, clamp=True, interpolate="rgb")


def stops(name: str) -> list[dict]:
    """Return the colours of an activation over the sums from -8 to 8, with its jump at 0."""
    sums = np.sort(np.append(np.linspace(-REACH, REACH, STOPS - 1), [-1e-12, 1e-12]))
    low, high = limits(name)
    share = np.clip((activate(sums, name) - low) / (high - low), 0, 1)
    at = 255 * (SHADES[0] + (SHADES[1] - SHADES[0]) * share)
    rgb = np.stack([np.interp(at, np.arange(256), channel) for channel in theme.ramp().T], axis=1).round().astype(int)
    offsets = np.round((sums + REACH) / (2 * REACH), 6).tolist()
    return [
        {"offset": offset, "color": f"rgb({r},{g},{b})"}
        for offset, (r, g, b) in zip(offsets, rgb.tolist(), strict=True)
    ]


def surface(name: str) -> list[alt.Chart]:
    """Draw the output as colour.

    It changes along the weights only, so one gradient draws it exactly; without weights it is the same everywhere.
    """
    low, high = SQUARE
    squared = "max(w1 * w1 + w2 * w2, 1e-9)"
    ends = [
        f"x{end}: (w1 * ({z} - b) / {squared} - {low}) / {high - low}, "
        f"y{end}: ({high} - w2 * ({z} - b) / {squared}) / {high - low}"
        for end, z in ((1, -REACH), (2, REACH))
    ]
    gradient = alt.ExprRef(f"{{gradient: 'linear', {', '.join(ends)}, stops: {json.dumps(stops(name))}}}")
    flat = row(level=activation(name, "b"), shown="w1 == 0 && w2 == 0 ? 1 : 0")
    return [
        row().mark_rect(fill=gradient),
        flat.mark_rect().encode(
            fill=alt.Fill("level:Q", scale=colours(name), legend=None), opacity=alt.Opacity("shown:Q", scale=None)
        ),
    ]


def firing_line() -> alt.Chart:
    """Draw the dashed line where the sum is 0."""
    rule = live.far_ends(live.facing()).mark_rule(color=theme.INK, strokeWidth=1.5, strokeDash=[6, 3], clip=True)
    return rule.encode(**axes("x₁", "x₂", SQUARE), x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"))


def arrow() -> list[alt.Chart]:
    """Draw the weights as an arrow, whose tip is a handle; without weights it has neither head nor name."""
    weights = row(
        zero="0",
        w1="w1",
        w2="w2",
        angle="90 - atan2(w2, w1) * 180 / PI",
        size="w1 == 0 && w2 == 0 ? 0 : 190",
        beside="0.35 / max(hypot(w1, w2), 1e-6)",
        name="w1 == 0 && w2 == 0 ? '' : 'w'",
    ).transform_calculate(label_x="0.6 * w1 - w2 * datum.beside", label_y="0.6 * w2 + w1 * datum.beside")
    return [
        weights.mark_rule(color=theme.INK, strokeWidth=2.5).encode(
            x=alt.X("zero:Q"), y=alt.Y("zero:Q"), x2=alt.X2("w1:Q"), y2=alt.Y2("w2:Q")
        ),
        weights.mark_point(shape="triangle", filled=True, color=theme.INK, opacity=1).encode(
            x=alt.X("w1:Q"),
            y=alt.Y("w2:Q"),
            angle=alt.Angle("angle:Q", scale=None),
            size=alt.Size("size:Q", scale=None),
        ),
        weights.mark_text(**BOLD).encode(x=alt.X("label_x:Q"), y=alt.Y("label_y:Q"), text=alt.Text("name:N")),
        live.handle(weights, "w1", "w2"),
    ]


def point() -> list[alt.Chart]:
    """Draw the input, which is a handle, with the output beside it."""
    probe = row(
        x1="x1",
        x2="x2",
        label_x="clamp(x1, -2.5, 2.5)",
        label_y="x2 + (x2 < 2.3 ? 0.42 : -0.42)",
        label=plain("output"),
    )
    dot = probe.mark_point(size=190, filled=True, color=theme.CURSOR, stroke="white", strokeWidth=2, opacity=1)
    return [
        dot.encode(x=alt.X("x1:Q"), y=alt.Y("x2:Q")),
        probe.mark_text(**BOLD).encode(x=alt.X("label_x:Q"), y=alt.Y("label_y:Q"), text=alt.Text("label:N")),
        live.handle(probe, "x1", "x2"),
    ]
