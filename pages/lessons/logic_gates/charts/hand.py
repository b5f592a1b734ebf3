"""The neuron by hand: its line in the plane and its four lamps, which follow the sliders and can be dragged."""

import altair as alt

from mlcore.logic_gates.by_hand import ByHand, inequality
from mlcore.logic_gates.settings import LogicGatesSettings
from mlcore.logic_gates.truth_tables import POINTS, TRUTH_TABLES
from mlcore.xor.points import PLANE
from pages.lessons.logic_gates.charts import lamps
from pages.ui.charts import live, theme
from pages.ui.charts.plane import axes, class_points
from pages.ui.charts.spec import SPAN, apart, layered, table, to_spec, with_data
from pages.ui.context import cached, columns, t
from pages.ui.labels import label

MIDDLE = sum(PLANE) / 2
SIDES = (240, 345)
"""Side of the plane in pixels, above the lamps and beside them."""

REACH = 0.15
"""Length of the arrow of a weight of 1, in the plane; that of the largest weights ends inside it."""

EDGE = 0.05
"""How near the line can be dragged to the edge of the plane."""

MAX_WEIGHT = 3
"""Largest weight or bias, like the slider's."""

ARROWHEAD = "M0,-0.8L0.5,0.5L0,0.2L-0.5,0.5Z"
ARROW, LINE = "arrow", "line"
"""What can be grabbed."""


def by_hand(gate: str) -> dict:
    """Draw the line, where the neuron fires, and the four lamps of a gate, for the weights of the sliders.

    The weights are parameters, so that the spec is the same for all of them.
    """
    outputs = TRUTH_TABLES[gate]
    return with_data(
        empty_hand(),
        point={
            "row": list(range(len(POINTS))),
            "x": [x for x, _ in POINTS],
            "y": [y for _, y in POINTS],
            "class": list(outputs),
            "demand": [lamps.pretty(inequality(*asked)) for asked in zip(POINTS, outputs, strict=True)],
            "gate": [label(gate)] * len(POINTS),
        },
    )


def by_hand_alt(result: ByHand) -> str:
    """Return the text alternative of ``by_hand``."""
    s = result.settings
    w1, w2, b = (value + 0.0 for value in (s.w1, s.w2, s.b))
    lines_of_text = "; ".join(
        f"({lamp.point[0]},{lamp.point[1]}): {lamp.inequality}, {lamps.decimals(lamp.value)} "
        f"{'✓' if lamp.satisfied else '✗'}"
        for lamp in result.lamps
    )
    return t(
        "Plane with the four points of {gate} and a neuron with w1 = {w1:g}, w2 = {w2:g}, b = {b:g}. "
        "{lit} of 4 lamps are lit: {lamps}."
    ).format(gate=label(s.gate), w1=w1, w2=w2, b=b, lit=result.lit, lamps=lines_of_text)


@cached()
def empty_hand() -> dict:
    """Return the plane and the lamps without a gate."""
    wide = columns() > 2
    side = SIDES[wide]
    view = alt.ViewBackground(fill=theme.SILENT)
    plane = layered(*plane_layers(side)).properties(
        width=side, height=side, title=t("Drag the line, turn its arrow"), view=view
    )
    chart = alt.concat(plane, lamps.panel(wide), columns=1 + wide, spacing=14)
    chart = apart(chart, "color", "shape")
    fields = LogicGatesSettings.model_fields
    weights = {name: fields[name].default for name in ("w1", "w2", "b")}
    params = [
        grabbed(),
        live.held(LogicGatesSettings.slug, LINE, ARROW),
        *live.parameters(LogicGatesSettings.slug, weights, drags(side)),
    ]
    return live.moving(to_spec(chart), params)


def plane_layers(side: int) -> list[alt.Chart]:
    """Return layers for where the neuron fires, its line, the points with their sums, and what can be grabbed."""
    place, arrow = live.facing(MIDDLE), weight_arrow()
    points = lamps.judged(table("point"))
    stripe = live.far_ends(place.transform_calculate(stripe=middle_of_stripe()), "stripe", MIDDLE)
    line = live.far_ends(place, middle=MIDDLE)
    no_line = place.transform_filter("datum.length == 0").transform_calculate(middle=f"{MIDDLE}")
    shaft = arrow.encode(**SPAN)
    tip = arrow.encode(x=alt.X("x2:Q"), y=alt.Y("y2:Q"))
    return [
        stripe.mark_rule(color=theme.FIRES, strokeWidth=2 * side, clip=True).encode(**SPAN | axes("x₁", "x₂", PLANE)),
        line.mark_rule(color=theme.INK, strokeWidth=2.5, strokeDash=[8, 4], clip=True).encode(**SPAN),
        no_line.mark_text(fontSize=13, color=theme.INK, text=t("Both weights are 0: no line")).encode(
            x=alt.X("middle:Q"), y=alt.Y("middle:Q")
        ),
        class_points(points, size=190),
        *sums(points, side),
        shaft.mark_rule(color=theme.INK, strokeWidth=3),
        tip.mark_circle(size=420, color="white", opacity=0.9, stroke=theme.INK, strokeWidth=1.5),
        tip.mark_point(shape=ARROWHEAD, size=400, filled=True, color=theme.INK, opacity=1).encode(
            angle=alt.Angle("turn:Q", scale=None)
        ),
        line.transform_calculate(handle=f"'{LINE}'")
        .mark_rule(stroke="transparent", strokeWidth=30, cursor="move", clip=True)
        .encode(**SPAN),
        tip.transform_calculate(handle=f"'{ARROW}'").mark_circle(
            size=live.HANDLE_AREA, color="transparent", opacity=1, cursor="grab"
        ),
    ]


def middle_of_stripe() -> str:
    """Return how far the middle of a stripe lies before the middle of the plane, if it begins at the line."""
    side = PLANE[1] - PLANE[0]
    return f"{side} - clamp(datum.ahead, -{side}, {side})"


def weight_arrow() -> alt.Chart:
    """Return one row: the arrow of the weights, which begins at (0, 0)."""
    return alt.Chart(alt.sequence(0, 1, as_="i")).transform_calculate(
        x="0", y="0", x2=f"{REACH} * w1", y2=f"{REACH} * w2", turn="90 - atan2(w2, w1) * 180 / PI"
    )


def sums(points: alt.Chart, side: int) -> list[alt.Chart]:
    """Return the sum beside each point with whether it is right, in a small plane above it, on a plate over lines."""
    pixel = (PLANE[1] - PLANE[0]) / side
    place = points.transform_calculate(
        beside=f"datum.x + (datum.x ? 1 : -1) * {42 * pixel}" if side == SIDES[1] else "datum.x",
        above="datum.y" if side == SIDES[1] else f"datum.y + {24 * pixel}",
    )
    return [
        place.mark_rect(width=58, height=19, cornerRadius=4, color=theme.NEUTRAL, opacity=0.85).encode(
            x=alt.X("beside:Q"), y=alt.Y("above:Q")
        ),
        place.mark_text(fontSize=13, fontWeight="bold", color=theme.INK)
        .transform_calculate(said="datum.written + ' ' + datum.mark")
        .encode(x=alt.X("beside:Q"), y=alt.Y("above:Q"), text=alt.Text("said:N")),
    ]


def grabbed() -> dict:
    """Return the parameter that holds the plane of a drag: what is dragged may leave it."""
    grabs = ", ".join(event for name in (LINE, ARROW) for event in live.grabbing(name))
    return {"name": "plane", "value": None, "on": [{"events": grabs, "update": "group()"}]}


def drags(side: int) -> dict[str, list[dict[str, str]]]:
    """Return what moves the weights in the picture: the arrow's tip turns the line, the line itself shifts.

    They move in tenths, like the sliders.
    """
    low, high = PLANE
    scale = (high - low) / side
    x, y = f"({low} + x(plane) * {scale})", f"({high} - y(plane) * {scale})"
    inside = [f"clamp({value}, {low + EDGE}, {high - EDGE})" for value in (x, y)]
    return {
        "w1": [drag(ARROW, f"{x} / {REACH}")],
        "w2": [drag(ARROW, f"{y} / {REACH}")],
        "b": [drag(LINE, f"-(w1 * {inside[0]} + w2 * {inside[1]})")],
    }


def drag(name: str, value: str) -> dict[str, str]:
    """Return what gives a parameter a value, in tenths, while something is dragged."""
    return {"events": live.carrying(name), "update": f"clamp(round(10 * ({value})) / 10, -{MAX_WEIGHT}, {MAX_WEIGHT})"}
