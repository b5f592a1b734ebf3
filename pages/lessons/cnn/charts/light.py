"""A bar or a disc of light that the hand moves over a receptive field; the answers of three cells follow.

No number of these pictures depends on where the light is: the spec holds the answers to all lights, a character each.
"""

from typing import Any

import altair as alt
import numpy as np

from mlcore.cnn.receptive_cell import (
    ANGLES,
    CELLS,
    POSITIONS,
    RADII,
    WIDTHS,
    ReceptiveCellResult,
    responses_to_bars,
    responses_to_discs,
)
from mlcore.cnn.settings import ReceptiveCellSettings
from pages.lessons.cnn.charts.receptive_cell import CURVE_HEIGHT, DAY, GAP, NIGHT, SIDE, names, weights
from pages.ui.charts import grid, live, theme
from pages.ui.charts.spec import apart, layered, table, to_spec, with_data
from pages.ui.context import cached, columns, t

REACH = 24.5
"""Half of the retina's side, in its pixels."""

LEVELS = "".join(chr(code) for code in range(0x20, 0x88) if chr(code) not in '\\"\x7f')
"""A character for each of 0 to 100 per cent: almost all of them are one byte each on their way to the browser."""

KNOB_DISTANCE = 17
"""How far from the middle of the bar the knobs are by which it is turned, in pixels of the retina."""

PHONE_SIDE = 108
"""Side of a square on a phone."""

HALF_LINE = 60
ALONG = ("cos(angle * PI / 180)", "sin(angle * PI / 180)")
ACROSS = ("-sin(angle * PI / 180)", "cos(angle * PI / 180)")
AT = (
    f"((breadth - {WIDTHS[0]}) * {len(ANGLES)} + {{angle}} / {ANGLES[1]}) * {len(POSITIONS)} + {{position}} - "
    f"({POSITIONS[0]})"
)
"""Where the answer to a bar stands in the text of a cell's answers."""


def draw(result: ReceptiveCellResult) -> dict:
    """Draw light, receptive field, both together, and the answers with their tuning curves.

    The spec is the same wherever the light is.
    """
    s = result.settings
    field = result.fields[len(result.fields) // 2]
    spec = with_data(
        empty_charts(s.stimulus, s.cell),
        field={"url": [weights(field, float(np.abs(field).max()))]},
    )
    return live.moving(spec, [*parameters(s), *spec["params"]])


def parameters(settings: ReceptiveCellSettings) -> list[dict[str, Any]]:
    """Return the light, what drags it, and the answers to it."""
    fields = type(settings).model_fields
    slug = settings.slug
    if settings.stimulus == "disc":
        tables = {cell: as_text(found) for cell, found in responses_to_discs(settings.seed).items()}
        light = live.parameters(slug, {"radius": fields["radius"].default})
        at = "radius"
    else:
        tables = {cell: as_text(found) for cell, found in responses_to_bars(settings.seed).items()}
        grips, drags = dragged(slug)
        values = {name: fields[name].default for name in ("angle", "position")}
        # Vega has a signal called width of its own.
        width = {"name": "width_", "value": fields["width"].default, "bind": live.bind(slug, "width")}
        light = [*grips, *live.parameters(slug, values, drags), width, {"name": "breadth", "expr": "toNumber(width_)"}]
        at = AT.format(angle="angle", position="position")
    texts = [tables[cell] for cell in CELLS]
    return [
        {"name": "levels", "value": LEVELS},
        {"name": "texts", "value": texts},
        *light,
        {"name": "answers", "expr": f"[{', '.join(answer(str(k), at) for k in range(len(CELLS)))}]"},
    ]


def answer(cell: str, at: str) -> str:
    """Return the expression for a cell's answer."""
    return f"indexof(levels, texts[{cell}][{at}]) / 100"


def as_text(responses: np.ndarray) -> str:
    """Return responses from 0 to 1 as one character each."""
    return "".join(LEVELS[level] for level in np.rint(100 * responses.ravel()).astype(int).tolist())


def dragged(slug: str) -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    """Return the parameters and the ``drags`` by which the bar is moved across and turned by one of its knobs."""
    pixels = side() / (2 * REACH)
    grips = [
        live.held(slug, "move", "turn"),
        {
            "name": "grip",
            "value": [0, 0, 0, 0, 0],
            "on": [
                {
                    "events": ", ".join(live.grabbing("move") + live.grabbing("turn")),
                    "update": "[x(), y(), angle, position, event.item.datum.end]",
                }
            ],
        },
    ]
    right, up = f"((x() - grip[0]) / {pixels})", f"((grip[1] - y()) / {pixels})"
    turned = "(grip[2] * PI / 180)"
    across = f"(grip[3] - {right} * sin{turned} + {up} * cos{turned})"
    knob = f"(grip[4] * {KNOB_DISTANCE})"
    x = f"({knob} * cos{turned} - grip[3] * sin{turned} + {right})"
    y = f"({knob} * sin{turned} + grip[3] * cos{turned} + {up})"
    angle = f"(5 * round((atan2({y}, {x}) - atan2(grip[3], {knob})) * 36 / PI))"
    halves = f"floor({angle} / 180)"
    # Half a turn on, the same bar lies on the other side of the middle.
    flipped = f"({halves} % 2 == 0 ? grip[3] : -grip[3])"
    moves, turns = live.carrying("move"), live.carrying("turn")
    ends = f"{POSITIONS[0]}, {POSITIONS[-1]}"
    drags = {
        "position": [
            {"events": moves, "update": f"held_ ? clamp(round({across}), {ends}) : position_"},
            {"events": turns, "update": f"held_ ? {flipped} : position_"},
        ],
        "angle": [{"events": turns, "update": f"held_ ? {angle} - 180 * {halves} : angle_"}],
    }
    return grips, drags


def side() -> int:
    """Return the side of a square; on a phone two of them stand beside the axis of the curves below."""
    return PHONE_SIDE if columns() == 1 else grid.side(SIDE)


@cached()
def empty_charts(stimulus: str, cell: str) -> dict:
    """Return the charts without the field."""
    title = t("One field of 25") if cell == "complex" else t("Receptive field")
    if stimulus == "disc":
        name, light, dark, hold = t("Light"), disc(), beyond_disc(), []
        tuning = [tuning_curve(t("Grow the disc"), t("Radius (pixels)"), RADII, "datum.n", "radius")]
    else:
        name, light, dark, hold = t("Light: drag it, turn it"), bar(), beyond_bar(), handles()
        tuning = [
            tuning_curve(
                t("Turn the bar"),
                t("Angle (degrees)"),
                ANGLES,
                AT.format(angle="datum.x", position="position"),
                "angle",
            ),
            tuning_curve(
                t("Move the bar"),
                t("Position across (pixels)"),
                POSITIONS,
                AT.format(angle="angle", position="datum.x"),
                "position",
            ),
        ]
    views = [
        screen([light, *hold], name, NIGHT),
        screen([field()], title),
        screen([field(), *dark], t("Light × field")),
        answers_of(cell),
    ]
    separate = ("color", "strokeDash", "opacity", "x", "y", "size")
    rows = [
        alt.concat(*views, columns=grid.across(4), spacing=GAP),
        alt.concat(*tuning, columns=min(columns(), 2), spacing=GAP),
    ]
    chart = apart(alt.vconcat(*(apart(row, *separate) for row in rows), spacing=14), *separate)
    return {"params": [], **to_spec(chart)}


def screen(layers: list[alt.Chart], title: str, fill: tuple[int, int, int] | None = None) -> alt.LayerChart:
    """Lay marks over each other on the patch of retina."""
    colour = f"#{bytes(fill).hex()}" if fill else theme.NEUTRAL
    view = alt.ViewBackground(fill=colour, stroke=None)
    return layered(*layers).properties(width=side(), height=side(), title=title, view=view)


def axes() -> dict[str, alt.X | alt.Y]:
    """Return both axes of the retina, which are not drawn."""
    scale = alt.Scale(domain=[-REACH, REACH], nice=False)
    return {"x": alt.X("x:Q", axis=None, scale=scale), "y": alt.Y("y:Q", axis=None, scale=scale)}


def row(**fields: str) -> alt.Chart:
    """Return a chart of one row, whose fields are expressions."""
    return alt.Chart(alt.sequence(0, 1, as_="i")).transform_calculate(**fields)


def field() -> alt.Chart:
    """Draw the receptive field."""
    return (
        table("field")
        .transform_calculate(x="0", y="0")
        .mark_image(width=side(), height=side())
        .encode(**axes(), url=alt.Url("url:N"))
    )


def line(beside: str) -> alt.Chart:
    """Return a line along the bar, so far from the middle of the retina."""
    places = {
        "x": f"({beside}) * {ACROSS[0]} - {HALF_LINE} * {ALONG[0]}",
        "y": f"({beside}) * {ACROSS[1]} - {HALF_LINE} * {ALONG[1]}",
        "x2": f"({beside}) * {ACROSS[0]} + {HALF_LINE} * {ALONG[0]}",
        "y2": f"({beside}) * {ACROSS[1]} + {HALF_LINE} * {ALONG[1]}",
    }
    return row(**places)


def bar() -> alt.Chart:
    """Draw the bar of light."""
    thick = alt.ExprRef(f"breadth * {side() / (2 * REACH)}")
    rule = line("position").mark_rule(color=f"#{bytes(DAY).hex()}", strokeWidth=thick, clip=True)
    return rule.encode(**axes(), x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"))


def beyond_bar() -> list[alt.Chart]:
    """Cover what the bar does not light."""
    pixels = side() / (2 * REACH)
    return [
        line(f"position {sign} (breadth + {HALF_LINE}) / 2")
        .mark_rule(color=theme.NEUTRAL, strokeWidth=HALF_LINE * pixels, clip=True)
        .encode(**axes(), x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"))
        for sign in "+-"
    ]


def handles() -> list[alt.Chart]:
    """Lay handles over the bar, by which it is moved across, and over its two knobs, by which it is turned."""
    wide = alt.ExprRef(f"max(28, breadth * {side() / (2 * REACH)})")
    grip = line("position").transform_calculate(handle="'move'", end="0")
    # Of a mark with an opacity of 0 Vega ignores the width, and a level line could not be taken hold of.
    band = grip.mark_rule(strokeWidth=wide, opacity=0.001, clip=True, cursor="move")
    knobs = (
        alt.Chart(alt.InlineData([{"end": -1}, {"end": 1}]))
        .transform_calculate(
            x=f"position * {ACROSS[0]} + datum.end * {KNOB_DISTANCE} * {ALONG[0]}",
            y=f"position * {ACROSS[1]} + datum.end * {KNOB_DISTANCE} * {ALONG[1]}",
            handle="'turn'",
        )
        .encode(**axes())
    )
    ring = knobs.mark_point(size=150, filled=True, color="white", stroke=theme.CURSOR, strokeWidth=2.5, opacity=1)
    return [
        band.encode(**axes(), x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q")),
        ring,
        knobs.mark_point(size=live.HANDLE_AREA / 2, filled=True, opacity=0, cursor="grab"),
    ]


def disc() -> alt.Chart:
    """Draw the disc of light."""
    area = alt.ExprRef(f"PI * pow(radius * {side() / (2 * REACH)}, 2)")
    return (
        row(x="0", y="0")
        .mark_point(shape="circle", filled=True, color=f"#{bytes(DAY).hex()}", size=area, opacity=1)
        .encode(**axes())
    )


def beyond_disc() -> list[alt.Chart]:
    """Cover what the disc does not light."""
    inner = alt.ExprRef(f"radius * {side() / (2 * REACH)}")
    ring = row(x="0", y="0").mark_arc(
        innerRadius=inner, outerRadius=2 * side(), theta=0, theta2=6.28319, color=theme.NEUTRAL, clip=True
    )
    return [ring.encode(**axes())]


def answers_of(chosen: str) -> alt.LayerChart:
    """Draw the answer of each kind of cell to this light."""
    kinds = names()
    labels = list(kinds.values())
    bar, size = (15, 11) if columns() == 1 else (26, 12)
    rows = alt.InlineData(
        [{"k": k, "cell": kinds[cell], "chosen": int(cell == chosen)} for k, cell in enumerate(CELLS)]
    )
    chart = alt.Chart(rows).transform_calculate(y="answers[datum.k]")
    share = alt.X("y:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", values=[0, 0.5, 1]))
    kind = alt.Y("cell:N", sort=labels, axis=None)
    colour = alt.Color("cell:N", scale=alt.Scale(domain=labels, range=list(theme.SERIES[:3])), legend=None)
    opacity = alt.Opacity("chosen:Q", scale=alt.Scale(domain=[0, 1], range=[0.4, 1]), legend=None)
    bars = chart.mark_bar(cornerRadiusEnd=3, height=bar).encode(x=share, y=kind, color=colour, opacity=opacity)
    label = (
        chart.transform_calculate(words="datum.cell + ' · ' + format(datum.y, '.0%')")
        .mark_text(align="left", dy=2 - bar, fontSize=size, color="#7b8794")
        .encode(x=alt.XDatum(0), y=kind, text=alt.Text("words:N"))
    )
    return layered(bars, label).properties(width=side(), height=side(), title=t("Answers"))


def tuning_curve(title: str, x_title: str, values: np.ndarray, at: str, now: str) -> alt.LayerChart:
    """Draw the answers of all cells by one property of the light, and mark where it stands."""
    labels = list(names().values())
    first, step = int(values[0]), int(values[1] - values[0])
    count = len(labels)
    points = (
        alt.Chart(alt.sequence(0, count * len(values), as_="k"))
        .transform_calculate(n=f"floor(datum.k / {count})", cell=f"datum.k % {count}")
        .transform_calculate(x=f"{first} + {step} * datum.n", label=f"{labels}[datum.cell]")
        .transform_calculate(y=answer("datum.cell", at))
    )
    key = alt.Legend(title=None, orient="bottom", symbolType="stroke", columns=2 if columns() == 1 else 0)
    scale = {"domain": labels}
    curve = points.mark_line(strokeWidth=2).encode(
        x=alt.X("x:Q", title=x_title, axis=alt.Axis(tickCount=4)),
        y=alt.Y("y:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(tickCount=5, format=".0%")),
        color=alt.Color("label:N", scale=alt.Scale(range=list(theme.SERIES[:count]), **scale), legend=key),
        strokeDash=alt.StrokeDash("label:N", scale=alt.Scale(range=list(theme.DASHES[:count]), **scale), legend=key),
    )
    mark = row(x=now).mark_rule(color=theme.CURSOR, strokeWidth=2).encode(x=alt.X("x:Q"))
    return layered(curve, mark).properties(title=title, width=grid.breadth(2 * SIDE - 30), height=CURVE_HEIGHT)
