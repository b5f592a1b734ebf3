"""Charts of the XOR network that is set by hand; they follow the sliders while these are held.

No number of theirs comes from here: they are expressions over the weights, of which the spec knows only the names.
"""

import json

import altair as alt
import numpy as np

from mlcore.logic_gates.truth_tables import TRUTH_TABLES
from mlcore.xor.points import INPUTS, NAMES, PLANE, TARGETS
from mlcore.xor.settings import XorByHandSettings
from pages.ui.charts import live, theme
from pages.ui.charts.plane import HALF_LINE, class_points
from pages.ui.charts.spec import SPAN, XY, apart, layered, to_spec
from pages.ui.context import cached, columns, t

SIDE = 274
"""Of both squares in pixels."""

LOW, HIGH = PLANE
COLOURS = {"h1": theme.SERIES[2], "h2": theme.SERIES[3], "out": theme.INK}
SIGNS = {"h1": "h₁", "h2": "h₂", "out": "y"}
"""What the neurons are called in formulas; the settings call them by plain letters."""

BAND, REACH = 0.07, 0.9
"""How wide the band along a line is, and how far from the middle its name stands, in the units of the plane."""

BIASES = (-3, 3)
"""Smallest and largest one that a line is dragged to."""

DRAWING = (282, SIDE)
INPUT_X, HIDDEN_X, OUTPUT_X = 24, 134, 240
UP, MIDDLE, DOWN = 206, 142, 78
MAP = 60
"""Places in the drawing of the network and the side of a neuron's map, in pixels."""

POINTS = alt.InlineData(
    [
        {"point": k, "name": name, "x1": x1, "x2": x2, "class": target}
        for k, (name, (x1, x2), target) in enumerate(zip(NAMES, INPUTS.tolist(), TARGETS.tolist(), strict=True))
    ]
)


@cached()
def network() -> dict:
    """Draw the plane with both hidden lines, the network, and the space of the hidden answers with the output's line.

    The spec is the same wherever the sliders stand. Where less than three charts fit side by side, the network is left
    out.
    """
    drawing = [wiring()] if columns() == 3 else []
    verdict = {"text": alt.ExprRef(live.said(t("{right} of 4 points are right"), right="right")), "fontSize": 16}
    chart = alt.concat(inputs(), *drawing, hidden_space(), columns=columns(), spacing=22, title=verdict)
    spec = to_spec(apart(chart, "color", "shape"))
    settings = XorByHandSettings
    defaults = {name: field.default for name, field in settings.model_fields.items()}
    grips, drags = dragging(settings.slug, "h1", "h2")
    params = live.parameters(settings.slug, defaults, drags)
    return live.moving(spec, [*params, *grips, *answers(), *spec.get("params", [])])


def answers() -> list[dict]:
    """Return the parameters that hold what each neuron answers at the four points, and how many answers are right."""
    hidden = {f"{name}_fires": [fires(name, str(x1), str(x2)) for x1, x2 in INPUTS.tolist()] for name in ("h1", "h2")}
    output = {"out_fires": [fires("out", f"h1_fires[{k}]", f"h2_fires[{k}]") for k in range(4)]}
    corners = {"out_corners": [fires("out", str(h1), str(h2)) for h1, h2 in INPUTS.tolist()]}
    right = " + ".join(f"(out_fires[{k}] == {target} ? 1 : 0)" for k, target in enumerate(TARGETS.tolist()))
    lists = {name: f"[{', '.join(texts)}]" for name, texts in (hidden | output | corners).items()}
    return [{"name": name, "expr": text} for name, text in {**lists, "right": right}.items()]


def fires(neuron: str, first: str, second: str) -> str:
    """Return the expression for what a neuron answers to two inputs, themselves expressions."""
    return f"({neuron}_w1 * {first} + {neuron}_w2 * {second} + {neuron}_b > 0 ? 1 : 0)"


def network_fires(x1: str, x2: str) -> str:
    """Return the expression for what the network answers."""
    return fires("out", fires("h1", x1, x2), fires("h2", x1, x2))


def gate(answers: str, first: str = "x₁", second: str = "x₂") -> str:
    """Return the expression for the name of the gate that answers so at the four points."""
    names = [name.replace("x1", first).replace("x2", second) for name in TRUTH_TABLES]
    number = " + ".join(f"{2 ** (3 - k)} * {answers}[{k}]" for k in range(4))
    return f"{json.dumps(names, ensure_ascii=False)}[{number}]"


def inputs() -> alt.LayerChart:
    """Draw what the network answers over the plane, the hidden lines and the four points, ringed where it is wrong."""
    points = alt.Chart(POINTS).transform_calculate(x="datum.x1", y="datum.x2")
    layers = [
        regions("answers", ("h1", "h2"), network_fires).encode(**axes("x₁", "x₂")),
        *lines("h1", "h2"),
        *named_points("input", points, "datum.name + ' (' + datum.x1 + ', ' + datum.x2 + ')'"),
        handle("h1"),
        handle("h2"),
    ]
    return square(layers, t("What goes in"))


def hidden_space() -> alt.LayerChart:
    """Draw what the output neuron answers to h₁ and h₂, its line, and the corners where the four points come to lie."""
    same = [f"h1_fires[{k}] == datum.h1 && h2_fires[{k}] == datum.h2" for k in range(4)]
    texts = " + ".join(f"({here} ? ', {name}' : '')" for here, name in zip(same, NAMES, strict=True))
    points = (
        alt.Chart(POINTS)
        .transform_calculate(h1="h1_fires[datum.point]", h2="h2_fires[datum.point]")
        .transform_calculate(
            here=" + ".join(f"({here} ? 1 : 0)" for here in same),
            before=" + ".join(f"({here} && {k} < datum.point ? 1 : 0)" for k, here in enumerate(same)),
            names=f"slice({texts}, 2)",
        )
        .transform_calculate(x="datum.h1 + 0.19 * (datum.before - (datum.here - 1) / 2)", y="datum.h2")
    )
    frame = alt.Chart(alt.sequence(0, 1, as_="i")).transform_calculate(x="0", y="0", x2="1", y2="1")
    layers = [
        regions("corners", ("out",), lambda h1, h2: fires("out", h1, h2)).encode(**axes("h₁", "h₂")),
        frame.mark_rect(filled=False, stroke=theme.INK, strokeOpacity=0.35).encode(**SPAN),
        *lines("out"),
        *named_points("corner", points, "datum.before == 0 ? datum.names : ''", "datum.h1"),
    ]
    title = live.said(t("What y makes of h₁ and h₂: {gate}"), gate=gate("out_corners", "h₁", "h₂"))
    return square(layers, alt.ExprRef(title))


def square(layers: list, title: str | alt.ExprRef) -> alt.LayerChart:
    """Lay charts over each other in one of the two squares."""
    return layered(*layers).properties(width=SIDE, height=SIDE, title=alt.TitleParams(title))


def axes(x_title: str, y_title: str) -> dict[str, alt.X | alt.Y]:
    """Return both axes of a square."""
    scale, axis = (
        alt.Scale(domain=list(PLANE), nice=False),
        alt.Axis(values=[0, 1], format="d", labelPadding=4, titlePadding=4),
    )
    return {
        "x": alt.X("x:Q", title=x_title, scale=scale, axis=axis),
        "y": alt.Y("y:Q", title=y_title, scale=scale, axis=axis),
    }


def regions(
    name: str,
    cut_by: tuple[str, ...],
    answer,
    corner: tuple[float, float] = (LOW, LOW),
    side: float = HIGH - LOW,
    pixels: int = SIDE,
    step: int = 2,
) -> alt.Chart:
    """Fill a square by the answer there: upright strips, each cut where at most two neurons' lines cross it.

    Parameters
    ----------
    name
        Of the marks.
    cut_by
        The neurons whose lines part the square.
    answer
        From the expressions of two coordinates to that of the answer, 0 or 1.
    corner, side
        Where the square lies, in the coordinates of its chart.
    pixels, step
        Its side, and the width of a strip.
    """
    strips, scale = pixels // step, side / (HIGH - LOW)
    cuts = ", ".join(
        f"({neuron}_w2 == 0 ? {LOW} : clamp(-({neuron}_w1 * datum.u + {neuron}_b) / {neuron}_w2, {LOW}, {HIGH}))"
        for neuron in cut_by
    )
    places = {
        "x": f"{corner[0]} + (datum.u - {LOW}) * {scale}",
        "y": f"{corner[1]} + (datum.low - {LOW}) * {scale} - (datum.low > {LOW} ? {0.6 * side / pixels} : 0)",
        "y2": f"{corner[1]} + (datum.high - {LOW}) * {scale}",
    }
    return (
        alt.Chart(alt.sequence(0, 3 * strips, as_="part"))
        .transform_calculate(u=f"{LOW} + (floor(datum.part / 3) + 0.5) * {(HIGH - LOW) / strips}")
        .transform_calculate(ends=f"[{LOW}, min({cuts}), max({cuts}), {HIGH}]")
        .transform_calculate(low="datum.ends[datum.part % 3]", high="datum.ends[datum.part % 3 + 1]")
        .transform_filter("datum.low < datum.high")
        .transform_calculate(v="(datum.low + datum.high) / 2")
        .transform_calculate(fires=answer("datum.u", "datum.v"), **places)
        .transform_calculate(colour=f"datum.fires ? '{theme.FIRES}' : '{theme.SILENT}'")
        .mark_rule(strokeWidth=step + 0.8, clip=True, aria=False)
        .encode(x=alt.X("x:Q"), y=alt.Y("y:Q"), y2=alt.Y2("y2:Q"), color=alt.Color("colour:N", scale=None))
        .properties(name=name)
    )


def lines(*neurons: str) -> list[alt.Chart]:
    """Draw neurons' lines with their names, and a band along the side where each fires."""
    layers = [(*stripes(neuron, row), *badge(neuron, row)) for neuron in neurons for row in [direction(neuron)]]
    return [layer for group in zip(*layers, strict=True) for layer in group]


def direction(neuron: str) -> alt.Chart:
    """Return a row with the unit vector (u, v) across a neuron's line and its distance from 0; none without weights."""
    w1, w2, b = (f"{neuron}_{part}" for part in ("w1", "w2", "b"))
    return (
        alt.Chart(alt.sequence(0, 1, as_="i"))
        .transform_calculate(length=f"sqrt({w1} * {w1} + {w2} * {w2})")
        .transform_filter("datum.length > 0")
        .transform_calculate(u=f"{w1} / datum.length", v=f"{w2} / datum.length", away=f"-{b} / datum.length")
    )


def stripes(neuron: str, row: alt.Chart) -> list[alt.Chart]:
    """Draw a line and the band beside it."""
    colour, width = COLOURS[neuron], BAND * SIDE / (HIGH - LOW)
    band = ends(row, BAND / 2).mark_rule(color=colour, strokeWidth=width, opacity=0.3, clip=True)
    return [band, ends(row, 0).mark_rule(color=colour, strokeWidth=2.5, clip=True).properties(name=f"{neuron}_line")]


def handle(neuron: str) -> alt.Chart:
    """Lay an invisible mark over a line, by which it is dragged."""
    row = ends(direction(neuron).transform_calculate(handle=f"'{neuron}'"), 0)
    # Of a mark with an opacity of 0 Vega ignores the width, and a level line could not be taken hold of.
    return row.mark_rule(strokeWidth=24, opacity=0.001, clip=True, cursor="move")


def dragging(slug: str, *neurons: str) -> tuple[list[dict], dict[str, list[dict]]]:
    """Return the parameters and the ``drags`` by which lines are moved parallel to themselves: each moves a bias."""
    params, drags = [live.held(slug, *neurons)], {}
    for neuron in neurons:
        grip, bias = f"{neuron}_grip", f"{neuron}_b"
        start = {"events": ", ".join(live.grabbing(neuron)), "update": f"[{bias}, x(), y()]"}
        params.append({"name": grip, "value": [0, 0, 0], "on": [start]})
        way = f"({neuron}_w1 * (x() - {grip}[1]) - {neuron}_w2 * (y() - {grip}[2])) * {(HIGH - LOW) / SIDE}"
        to = f"clamp(round(({grip}[0] - {way}) * 100) / 100, {BIASES[0]}, {BIASES[1]})"
        drags[bias] = [{"events": live.carrying(neuron), "update": f"{live.HELD}_ ? {to} : {bias}_"}]
    return params, drags


def badge(neuron: str, row: alt.Chart) -> list[alt.Chart]:
    """Write a neuron's name onto its line, where it leaves a circle around the middle."""
    middle = (LOW + HIGH) / 2
    places = {
        "x": f"{middle} + datum.off * datum.u - datum.along * datum.v",
        "y": f"{middle} + datum.off * datum.v + datum.along * datum.u",
    }
    place = (
        row.transform_calculate(off=f"datum.away - {middle} * (datum.u + datum.v)", name=f"'{SIGNS[neuron]}'")
        .transform_filter(f"abs(datum.off) < {REACH}")
        .transform_calculate(along=f"sqrt({REACH**2} - datum.off * datum.off)")
        .transform_calculate(**places)
        .encode(**XY)
    )
    return [
        place.mark_point(shape="circle", size=420, filled=True, color=theme.NEUTRAL, stroke=COLOURS[neuron], opacity=1),
        place.mark_text(fontSize=12, fontWeight="bold", color=theme.INK, baseline="middle").encode(
            text=alt.Text("name:N")
        ),
    ]


def ends(row: alt.Chart, beside: float) -> alt.Chart:
    """Return a chart of a line's ends, or of those of a line beside it."""
    foot = f"(datum.away + {beside})"
    places = {
        "x": f"{foot} * datum.u - {HALF_LINE} * datum.v",
        "y": f"{foot} * datum.v + {HALF_LINE} * datum.u",
        "x2": f"{foot} * datum.u + {HALF_LINE} * datum.v",
        "y2": f"{foot} * datum.v - {HALF_LINE} * datum.u",
    }
    return row.transform_calculate(**places).encode(**SPAN)


def named_points(name: str, points: alt.Chart, label: str, at: str = "datum.x") -> list[alt.Chart]:
    """Draw the four points (x, y), a ring around each that the network gets wrong, and names above them."""
    wrong = points.transform_filter("out_fires[datum.point] != datum.class")
    names = points.transform_calculate(label=label, x=at)
    return [
        class_points(points).properties(name=f"{name}_points"),
        wrong.mark_point(size=520, filled=False, stroke=theme.CURSOR, strokeWidth=2.5, opacity=1)
        .encode(**XY)
        .properties(name=f"{name}_wrong"),
        names.mark_text(dy=-20, fontSize=12, fontWeight="bold", color=theme.INK)
        .encode(**XY, text=alt.Text("label:N"))
        .properties(name=f"{name}_names"),
    ]


def wiring() -> alt.LayerChart:
    """Draw the network: edges by weight, each neuron as a map of what it makes of the plane, its bias, and its gate."""
    width, height = DRAWING
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], nice=False))
    layers = [
        *edges(x, y),
        *neuron("h1", HIDDEN_X, UP, ("h1",), lambda x1, x2: fires("h1", x1, x2)),
        *neuron("h2", HIDDEN_X, DOWN, ("h2",), lambda x1, x2: fires("h2", x1, x2)),
        *neuron("out", OUTPUT_X, MIDDLE, ("h1", "h2"), network_fires),
        *input_nodes(),
    ]
    chart = layered(*layers).properties(width=width, height=height, title=t("The network"))
    return chart.properties(view=alt.ViewBackground(fill=theme.NEUTRAL))


def edges(x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Draw the six weights: width is size, blue solid is positive, orange dashed negative."""
    sources = {"w1": UP, "w2": DOWN}
    rows = [
        {"x": INPUT_X, "y": source, "x2": HIDDEN_X, "y2": target, "part": 0.33 if source != target else 0.42}
        for target in (UP, DOWN)
        for source in sources.values()
    ]
    rows += [{"x": HIDDEN_X, "y": source, "x2": OUTPUT_X, "y2": MIDDLE, "part": 0.5} for source in sources.values()]
    weights = [f"{neuron}_{weight}" for neuron in SIGNS for weight in sources]
    sign = {"domain": ["−", "+"]}
    edge = (
        alt.Chart(alt.InlineData([{"edge": k, **row} for k, row in enumerate(rows)]))
        .transform_calculate(w=f"[{', '.join(weights)}][datum.edge]")
        .transform_calculate(
            sign="datum.w < 0 ? '−' : '+'",
            size="datum.w == 0 ? 0 : 0.6 + 1.8 * abs(datum.w)",
            label="abs(datum.w) < 0.05 ? '0.0' : format(datum.w, '+.1f')",
            at_x="datum.x + datum.part * (datum.x2 - datum.x)",
            at_y="datum.y + datum.part * (datum.y2 - datum.y)",
        )
    )
    label = edge.encode(x=alt.X("at_x:Q"), y=alt.Y("at_y:Q"))
    return [
        edge.mark_rule().encode(
            x=x,
            y=y,
            x2=alt.X2("x2:Q"),
            y2=alt.Y2("y2:Q"),
            strokeWidth=alt.StrokeWidth("size:Q", scale=None),
            color=alt.Color("sign:N", scale=alt.Scale(range=[theme.NEGATIVE, theme.POSITIVE], **sign), legend=None),
            strokeDash=alt.StrokeDash("sign:N", scale=alt.Scale(range=[[5, 3], [1, 0]], **sign), legend=None),
        ),
        label.mark_rect(width=34, height=17, color=theme.NEUTRAL, cornerRadius=4, opacity=0.95),
        label.mark_text(fontSize=12, fontWeight="bold", color=theme.INK)
        .encode(text=alt.Text("label:N"))
        .properties(name="weights"),
    ]


def neuron(name: str, x: float, y: float, cut_by: tuple[str, ...], answer) -> list[alt.Chart]:
    """Draw a neuron as a map of its answers over the plane, under its name and gate, over its bias."""
    node = alt.Chart(alt.sequence(0, 1, as_="i")).transform_calculate(
        x=f"{x}",
        y=f"{y}",
        gate=f"'{SIGNS[name]}: ' + {gate(f'{name}_fires')}",
        bias=f"'b = ' + format({name}_b, '.1f')",
    )
    place = node.encode(**XY)
    text = {"fontSize": 12, "color": theme.INK, "baseline": "middle"}
    return [
        regions(f"{name}_map", cut_by, answer, (x - MAP / 2, y - MAP / 2), MAP, MAP, 1),
        place.mark_rect(width=MAP, height=MAP, filled=False, stroke=COLOURS[name], strokeWidth=2.5, cornerRadius=3),
        place.mark_text(dy=-MAP / 2 - 11, fontWeight="bold", **text)
        .encode(text=alt.Text("gate:N"))
        .properties(name=f"{name}_gate"),
        place.mark_text(dy=MAP / 2 + 12, **text).encode(text=alt.Text("bias:N")).properties(name=f"{name}_bias"),
    ]


def input_nodes() -> list[alt.Chart]:
    """Draw both inputs."""
    rows = [{"x": INPUT_X, "y": UP, "name": "x₁"}, {"x": INPUT_X, "y": DOWN, "name": "x₂"}]
    nodes = alt.Chart(alt.InlineData(rows)).encode(**XY)
    return [
        nodes.mark_circle(size=700, color="white", stroke="#5c6773", strokeWidth=1.5, opacity=1),
        nodes.mark_text(fontSize=13, color=theme.INK).encode(text=alt.Text("name:N")),
    ]


def truth_table(hidden: np.ndarray, output: np.ndarray) -> list[dict[str, str]]:
    """Return the network's truth table, a row an input, with a mark beside each answer."""
    return [
        {
            "x₁": str(x1),
            "x₂": str(x2),
            "h₁": str(h1),
            "h₂": str(h2),
            "y": f"{y} {'✓' if y == target else '✗'}",
            t("should be"): str(target),
        }
        for (x1, x2), (h1, h2), y, target in zip(INPUTS, hidden, output, TARGETS, strict=True)
    ]


def alt_text(output: np.ndarray) -> str:
    """Say in words what the charts show."""
    answers = ", ".join(f"({x1},{x2}) → {y}" for (x1, x2), y in zip(INPUTS, output, strict=True))
    return t("Three threshold neurons set by hand answer {answers}; {right} of 4 are right for XOR.").format(
        answers=answers, right=int((output == TARGETS).sum())
    )
