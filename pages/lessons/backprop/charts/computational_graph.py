"""The 2-2-1 network as a computational graph: what is known after each step forward, back and downhill."""

import altair as alt

from mlcore.backprop.chain_rule import PARAMETERS, ChainRuleResult
from pages.lessons.neuron.charts.neuron import CARD
from pages.ui.charts import theme
from pages.ui.charts.spec import filled, table
from pages.ui.context import cached, columns, t

SIZES = {1: (330, 600), 2: (440, 600), 3: (960, 350)}
"""Width and height in pixels; where there is no room for it to run to the right, the graph runs downwards."""

GRADIENT = "#a8324a"
UNIT = {"1": 0.24, "2": 0.76}
INPUT, SUM, BEND, OUTPUT, ANSWER, LOSS = 0.065, 0.34, 0.485, 0.645, 0.79, 0.935
NODES = {
    "x1": (INPUT, UNIT["1"]),
    "x2": (INPUT, UNIT["2"]),
    "z1": (SUM, UNIT["1"]),
    "z2": (SUM, UNIT["2"]),
    "h1": (BEND, UNIT["1"]),
    "h2": (BEND, UNIT["2"]),
    "z": (OUTPUT, 0.5),
    "p": (ANSWER, 0.5),
    "L": (LOSS, 0.5),
    "y": (LOSS, 0.86),
}
"""Where the nodes stand: along the way forward, and across it."""

WEIGHTS = {
    "w11": ("x1", "z1", 0.45),
    "w12": ("x2", "z1", 0.72),
    "w21": ("x1", "z2", 0.72),
    "w22": ("x2", "z2", 0.45),
    "v1": ("h1", "z", 0.5),
    "v2": ("h2", "z", 0.5),
}
"""Which nodes a weight connects, and where on the edge its label stands."""

BIASES = {"b1": ("z1", (0, -60), (86, -8)), "b2": ("z2", (0, 60), (-86, 26)), "c": ("z", (18, -60), (96, 0))}
"""To which node a bias is added, and how many pixels from it its label stands: in the wide graph, in the other."""

PLAIN = (("z1", "h1"), ("z2", "h2"), ("z", "p"), ("p", "L"), ("y", "L"))

FORWARD = ((), ("z1", "z2"), ("h1", "h2"), ("z",), ("p",), ("L",))
BACKWARD = (("L", "p"), ("z",), ("h1", "h2", "v1", "v2", "c"), ("z1", "z2"), ("w11", "w12", "b1", "w21", "w22", "b2"))
UPDATE = len(FORWARD) + len(BACKWARD)
LAST = UPDATE + 1
"""Steps: the start and five forward, five back, the update, and forward again."""

SUBSCRIPTS = str.maketrans("12", "₁₂")
POWERS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def graph(result: ChainRuleResult, step: int, known: set[str]) -> dict:
    """Draw the graph with the numbers that are known after a step.

    Parameters
    ----------
    result
        A run of ``mlcore.backprop.chain_rule``.
    step
        0 to 12.
    known
        Parameters whose gradients may be shown; the others keep a question mark.
    """
    return filled(empty_graph(), edge=edges(result, step), **nodes_and_labels(result, step, known))


@cached()
def empty_graph() -> dict:
    """Return the graph without numbers."""
    width, height = SIZES[columns()]
    edge, node, label = table("edge"), table("node"), table("label")
    place = {
        "x": alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False)),
        "y": alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False)),
    }
    ends = {**place, "x2": "x2:Q", "y2": "y2:Q"}
    ring = alt.condition("datum.active", alt.value(theme.CURSOR), alt.value("#5c6773"))
    thick = alt.condition("datum.active", alt.value(3), alt.value(1.5))
    layers = [
        edge.transform_filter("datum.active")
        .mark_rule(color="#ffd98a", strokeWidth=14, strokeCap="round")
        .encode(**ends),
        edge.mark_rule().encode(
            **ends,
            strokeWidth=alt.StrokeWidth("size:Q", scale=None),
            color=alt.Color("sign:N", scale=scale([theme.NEGATIVE, theme.POSITIVE, "#7d8894"]), legend=None),
            strokeDash=alt.StrokeDash("sign:N", scale=scale([[5, 3], [1, 0], [1, 0]]), legend=None),
        ),
        label.mark_rect(width=72, height=34, color="white", cornerRadius=6, opacity=1).encode(
            **place, stroke=ring, strokeWidth=alt.condition("datum.active", alt.value(2.5), alt.value(0.5))
        ),
        *lines(label, {**place, "y": alt.Y("line:Q", axis=None)}, {"value": (0, theme.INK)}),
        *lines(label, place, {"gradient": (9, GRADIENT)}),
        node.mark_rect(width=72, height=58, color="white", cornerRadius=20, opacity=1).encode(
            **place, stroke=ring, strokeWidth=thick
        ),
        *lines(node, place, {"name": (-17, "#4a5560"), "value": (0, theme.INK), "gradient": (17, GRADIENT)}),
    ]
    return alt.layer(*layers).properties(width=width, height=height, view=CARD).configure(**theme.CONFIG).to_dict()


def scale(styles: list) -> alt.Scale:
    """Return the scale of the signs: negative, positive, and neither."""
    return alt.Scale(domain=["−", "+", ""], range=styles)


def lines(chart: alt.Chart, place: dict, fields: dict[str, tuple[int, str]]) -> list[alt.Chart]:
    """Write some fields one under the other, each at its height and in its colour."""
    return [
        chart.mark_text(fontSize=12, fontWeight="normal" if field == "name" else "bold", dy=dy, color=colour).encode(
            **place, text=f"{field}:N"
        )
        for field, (dy, colour) in fields.items()
    ]


def spot(along: float, across: float) -> tuple[float, float]:
    """Return where something stands in pixels: the way forward runs to the right or downwards."""
    width, height = SIZES[columns()]
    return (across * width, along * height) if columns() < 3 else (along * width, across * height)


def active(step: int) -> set[str]:
    """Return the nodes and parameters that a step works out."""
    if step < UPDATE:
        return set((*FORWARD, *BACKWARD)[step])
    return set(PARAMETERS) if step == UPDATE else {name for names in FORWARD for name in names}


def edges(result: ChainRuleResult, step: int) -> dict[str, list]:
    """Return all edges: weights and biases as thick as they are large, the others thin and without a sign."""
    busy = active(step)
    back = len(FORWARD) <= step < UPDATE
    weights = result.parameters if step < UPDATE else result.updated
    connections = [(spot(*NODES[below]), below, above, name) for name, (below, above, _) in WEIGHTS.items()]
    connections += [(label_spot(name), name, node, name) for name, (node, *_) in BIASES.items()]
    connections += [(spot(*NODES[below]), below, above, "") for below, above in PLAIN]
    rows = []
    for start, below, above, name in connections:
        works = name in busy or (below in busy if back else above in busy)
        sign = ("−" if weights[name] < 0 else "+") if name else ""
        size = min(9.0, 1.2 + 2.5 * abs(weights[name])) if name else 1.5
        rows.append((*start, *spot(*NODES[above]), sign, size, int(works and step != UPDATE)))
    fields = ("x", "y", "x2", "y2", "sign", "size", "active")
    return {field: list(column) for field, column in zip(fields, zip(*rows, strict=True), strict=True)}


def nodes_and_labels(result: ChainRuleResult, step: int, known: set[str]) -> dict[str, dict]:
    """Return nodes and parameters with the values and gradients that are known after a step."""
    busy = active(step)
    values = shown_values(result, step)
    gradients = shown_gradients(result, step, known)
    parameters = result.parameters if step < UPDATE else result.updated
    spots = [spot(*NODES[name]) for name in NODES]
    places = [label_spot(name) for name in PARAMETERS]
    return {
        "node": {
            "x": [x for x, _ in spots],
            "y": [y for _, y in spots],
            "name": [written(name) for name in NODES],
            "value": [short(values[name]) if name in values else "" for name in NODES],
            "gradient": [gradients.get(name, "") for name in NODES],
            "active": [int(name in busy) for name in NODES],
        },
        "label": {
            "x": [x for x, _ in places],
            "y": [y for _, y in places],
            "line": [y - 8 if name in gradients else y for name, (_, y) in zip(PARAMETERS, places, strict=True)],
            "value": [f"{written(name)} {short(parameters[name], 3)}" for name in PARAMETERS],
            "gradient": [gradients.get(name, "") for name in PARAMETERS],
            "active": [int(name in busy) for name in PARAMETERS],
        },
    }


def label_spot(name: str) -> tuple[float, float]:
    """Return where a parameter's label stands."""
    if name in BIASES:
        node, wide, tall = BIASES[name]
        x, y = spot(*NODES[node])
        dx, dy = tall if columns() < 3 else wide
        return x + dx, y + dy
    below, above, share = WEIGHTS[name]
    (x, y), (x2, y2) = spot(*NODES[below]), spot(*NODES[above])
    return x + share * (x2 - x), y + share * (y2 - y)


def shown_values(result: ChainRuleResult, step: int) -> dict[str, float]:
    """Return the values that are known after a step: the example's, and those of the forward pass so far."""
    s = result.settings
    passed = [name for names in FORWARD[: step + 1] for name in names]
    values = result.values if step < LAST else result.values_after
    return {"x1": s.x1, "x2": s.x2, "y": s.target} | {name: values[name] for name in passed}


def shown_gradients(result: ChainRuleResult, step: int, known: set[str]) -> dict[str, str]:
    """Return the gradients that are known after a step; ``backward()`` keeps only those of the parameters."""
    passed = [name for names in BACKWARD[: max(0, step + 1 - len(FORWARD))] for name in names]
    found = {}
    for name in passed:
        if name in PARAMETERS:
            found[name] = f"∂ {short(result.gradients[name], 3)}" if name in known else "∂ ?"
        elif step < LAST:
            found[name] = f"∂ {short(result.node_gradients[name], 3)}"
    return found


def written(name: str) -> str:
    """Return a name as it is written on paper, e.g. w₁₁."""
    return name.translate(SUBSCRIPTS)


def short(value: float, digits: int = 4) -> str:
    """Return a number to some significant digits, with a true minus and without a minus zero."""
    mantissa, _, exponent = f"{value + 0.0:.{digits}g}".replace("-", "−").partition("e")
    return f"{mantissa} · 10{str(int(exponent.replace('−', '-'))).translate(POWERS)}" if exponent else mantissa


def alt_text(result: ChainRuleResult, step: int, known: set[str]) -> str:
    """Say in words what the graph shows after a step."""
    values = ", ".join(f"{name} = {short(value)}" for name, value in shown_values(result, step).items())
    gradients = ", ".join(f"{name} {value}" for name, value in shown_gradients(result, step, known).items())
    text = t(
        "Computational graph of a 2-2-1 network after step {step} of {last}. Values: {values}. Gradients: {gradients}."
    )
    return text.format(step=step, last=LAST, values=values, gradients=gradients or t("none yet"))
