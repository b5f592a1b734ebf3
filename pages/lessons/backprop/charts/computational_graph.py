"""The 2-2-1 or 2-2-2 network as a computational graph: what is known after each step forward, back and downhill."""

from typing import NamedTuple

import altair as alt

from mlcore.backprop.chain_rule import ChainRuleResult, example
from pages.ui.charts import theme
from pages.ui.charts.spec import SPAN, layered, table, to_spec, with_data
from pages.ui.context import cached, columns, t
from pages.ui.numbers import SUBSCRIPTS, short

GRADIENT = "#a8324a"
UNIT = {"1": 0.24, "2": 0.76}
PICKED = "picked"


class Layout(NamedTuple):
    """Where everything stands in a graph.

    Attributes
    ----------
    sizes
        Width and height in pixels by columns; where there is no room for it to run to the right, it runs downwards.
    nodes
        Where the nodes stand: along the way forward, and across it.
    weights
        Which nodes a weight connects, and where on the edge its label stands.
    biases
        To which node a bias is added, and how many pixels from it its label stands: in the wide graph, in the other.
    plain
        Edges without a weight.
    """

    sizes: dict[int, tuple[int, int]]
    nodes: dict[str, tuple[float, float]]
    weights: dict[str, tuple[str, str, float]]
    biases: dict[str, tuple[str, tuple[int, int], tuple[int, int]]]
    plain: tuple[tuple[str, str], ...]


def hidden(first: float, summed: float, bent: float) -> dict[str, tuple[float, float]]:
    """Return where inputs and hidden units stand."""
    columns = {"x": first, "z": summed, "h": bent}
    return {f"{name}{unit}": (along, across) for name, along in columns.items() for unit, across in UNIT.items()}


TO_HIDDEN = {
    "w11": ("x1", "z1", 0.45),
    "w12": ("x2", "z1", 0.72),
    "w21": ("x1", "z2", 0.72),
    "w22": ("x2", "z2", 0.45),
}
HIDDEN_BIASES = {"b1": ("z1", (0, -60), (86, -8)), "b2": ("z2", (0, 60), (-86, 26))}

ONE = Layout(
    sizes={1: (326, 600), 2: (440, 600), 3: (920, 350)},
    nodes={
        **hidden(0.065, 0.34, 0.485),
        "z": (0.645, 0.5),
        "p": (0.79, 0.5),
        "L": (0.935, 0.5),
        "y": (0.935, 0.86),
    },
    weights={**TO_HIDDEN, "v1": ("h1", "z", 0.5), "v2": ("h2", "z", 0.5)},
    biases={**HIDDEN_BIASES, "c": ("z", (18, -60), (96, 0))},
    plain=(("z1", "h1"), ("z2", "h2"), ("z", "p"), ("p", "L"), ("y", "L")),
)
TWO = Layout(
    sizes={1: (326, 720), 2: (440, 720), 3: (920, 370)},
    nodes={
        **hidden(0.055, 0.285, 0.394),
        "z": (0.624, UNIT["1"]),
        "s": (0.624, UNIT["2"]),
        "p": (0.735, UNIT["1"]),
        "q": (0.735, UNIT["2"]),
        "L": (0.9, 0.5),
        "y": (0.9, 0.14),
        "t": (0.9, 0.86),
    },
    weights={
        **TO_HIDDEN,
        "v1": ("h1", "z", 0.45),
        "v2": ("h2", "z", 0.72),
        "u1": ("h1", "s", 0.72),
        "u2": ("h2", "s", 0.45),
    },
    biases={**HIDDEN_BIASES, "c": ("z", (0, -60), (86, -8)), "d": ("s", (0, 60), (-86, 26))},
    plain=(("z1", "h1"), ("z2", "h2"), ("z", "p"), ("s", "q"), ("p", "L"), ("q", "L"), ("y", "L"), ("t", "L")),
)


def layout_of(result: ChainRuleResult) -> Layout:
    """Return the layout of a run's graph."""
    return LAYOUTS[result.settings.outputs]


LAYOUTS = {1: ONE, 2: TWO}

FORWARD = ((), ("z1", "z2"), ("h1", "h2"), ("z", "s"), ("p", "q"), ("L",))
BACKWARD = (
    ("L", "p", "q"),
    ("z", "s"),
    ("h1", "h2", "v1", "v2", "c", "u1", "u2", "d"),
    ("z1", "z2"),
    ("w11", "w12", "b1", "w21", "w22", "b2"),
)
LOSS = len(FORWARD) - 1
UPDATE = len(FORWARD) + len(BACKWARD)
LAST = UPDATE + 1
"""Steps: the start and five forward, five back, the update, and forward again."""


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
    spec = empty_graph(result.settings.outputs)
    return with_data(spec, edge=edges(result, step), **nodes_and_labels(result, step, known))


@cached()
def empty_graph(outputs: int) -> dict:
    """Return the graph without numbers; a click on a parameter is the selection ``PICKED``."""
    width, height = LAYOUTS[outputs].sizes[columns()]
    edge, node, label = table("edge"), table("node"), table("label")
    place = {
        "x": alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False)),
        "y": alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False)),
    }
    ends = SPAN | place
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
        label.mark_rect(width=72, height=34, color="white", cornerRadius=6, opacity=1, cursor="pointer")
        .encode(**place, stroke=ring, strokeWidth=alt.condition("datum.active", alt.value(2.5), alt.value(0.5)))
        .add_params(alt.selection_point(name=PICKED, fields=["name"], on="click", clear=False)),
        *lines(label, {**place, "y": alt.Y("line:Q", axis=None)}, {"value": (0, theme.INK)}),
        *lines(label, place, {"gradient": (9, GRADIENT)}),
        node.mark_rect(width=72, height=58, color="white", cornerRadius=20, opacity=1).encode(
            **place, stroke=ring, strokeWidth=thick
        ),
        *lines(node, place, {"name": (-17, "#4a5560"), "value": (0, theme.INK), "gradient": (17, GRADIENT)}),
    ]
    return to_spec(layered(*layers).properties(width=width, height=height, view=theme.CARD))


def scale(styles: list) -> alt.Scale:
    """Return the scale of the signs: negative, positive, and neither."""
    return alt.Scale(domain=["−", "+", ""], range=styles)


def lines(chart: alt.Chart, place: dict, fields: dict[str, tuple[int, str]]) -> list[alt.Chart]:
    """Write some fields one under the other, each at its height and in its colour."""
    return [
        chart.mark_text(fontSize=12, fontWeight="normal" if field == "name" else "bold", dy=dy, color=colour).encode(
            **place, text=alt.Text(f"{field}:N")
        )
        for field, (dy, colour) in fields.items()
    ]


def spot(layout: Layout, node: str) -> tuple[float, float]:
    """Return where a node stands in pixels: the way forward runs to the right or downwards."""
    along, across = layout.nodes[node]
    width, height = layout.sizes[columns()]
    return (across * width, along * height) if columns() < 3 else (along * width, across * height)


def active(result: ChainRuleResult, step: int) -> set[str]:
    """Return the nodes and parameters that a step works out."""
    if step < UPDATE:
        return set((*FORWARD, *BACKWARD)[step])
    moved = {name for name, value in result.updated.items() if value != result.parameters[name]}
    return moved if step == UPDATE else {name for names in FORWARD for name in names}


def edges(result: ChainRuleResult, step: int) -> dict[str, list]:
    """Return all edges: weights and biases as thick as they are large, the others thin and without a sign."""
    layout, busy = layout_of(result), active(result, step)
    back = len(FORWARD) <= step < UPDATE
    weights = result.parameters if step < UPDATE else result.updated
    connections = [(spot(layout, below), below, above, name) for name, (below, above, _) in layout.weights.items()]
    connections += [(label_spot(layout, name), name, node, name) for name, (node, *_) in layout.biases.items()]
    connections += [(spot(layout, below), below, above, "") for below, above in layout.plain]
    rows = []
    for start, below, above, name in connections:
        works = name in busy or (below in busy if back else above in busy)
        sign = ("−" if weights[name] < 0 else "+") if name else ""
        size = min(9.0, 1.2 + 2.5 * abs(weights[name])) if name else 1.5
        rows.append((*start, *spot(layout, above), sign, size, int(works and step != UPDATE)))
    fields = ("x", "y", "x2", "y2", "sign", "size", "active")
    return {field: list(column) for field, column in zip(fields, zip(*rows, strict=True), strict=True)}


def nodes_and_labels(result: ChainRuleResult, step: int, known: set[str]) -> dict[str, dict]:
    """Return nodes and parameters with the values and gradients that are known after a step."""
    layout, busy = layout_of(result), active(result, step)
    values = shown_values(result, step)
    gradients = shown_gradients(result, step, known)
    parameters = result.parameters if step < UPDATE else result.updated
    spots = [spot(layout, name) for name in layout.nodes]
    places = [label_spot(layout, name) for name in parameters]
    return {
        "node": {
            "x": [x for x, _ in spots],
            "y": [y for _, y in spots],
            "name": [written(name) for name in layout.nodes],
            "value": [short(values[name]) if name in values else "" for name in layout.nodes],
            "gradient": [gradients.get(name, "") for name in layout.nodes],
            "active": [int(name in busy) for name in layout.nodes],
        },
        "label": {
            "name": [*parameters],
            "x": [x for x, _ in places],
            "y": [y for _, y in places],
            "line": [y - 8 if name in gradients else y for name, (_, y) in zip(parameters, places, strict=True)],
            "value": [f"{written(name)} {short(parameters[name], 3)}" for name in parameters],
            "gradient": [gradients.get(name, "") for name in parameters],
            "active": [int(name in busy) for name in parameters],
        },
    }


def label_spot(layout: Layout, name: str) -> tuple[float, float]:
    """Return where a parameter's label stands."""
    if name in layout.biases:
        node, wide, tall = layout.biases[name]
        x, y = spot(layout, node)
        dx, dy = tall if columns() < 3 else wide
        return x + dx, y + dy
    below, above, share = layout.weights[name]
    (x, y), (x2, y2) = spot(layout, below), spot(layout, above)
    return x + share * (x2 - x), y + share * (y2 - y)


def shown_values(result: ChainRuleResult, step: int) -> dict[str, float]:
    """Return the values that are known after a step: the example's, and those of the forward pass so far."""
    passed = [name for names in FORWARD[: step + 1] for name in names]
    values = result.values if step < LAST else result.values_after
    return example(result.settings) | {name: values[name] for name in passed if name in values}


def shown_gradients(result: ChainRuleResult, step: int, known: set[str]) -> dict[str, str]:
    """Return the gradients that are known after a step; ``backward()`` keeps only those of the parameters."""
    if step == LAST:  # the values are new, the gradients were the old ones
        return {}
    passed = [name for names in BACKWARD[: max(0, step + 1 - len(FORWARD))] for name in names]
    found = {}
    for name in passed:
        if name in result.parameters:
            found[name] = f"∂ {short(result.gradients[name], 3)}" if name in known else "∂ ?"
        elif name in result.node_gradients:
            found[name] = f"∂ {short(result.node_gradients[name], 3)}"
    return found


def written(name: str) -> str:
    """Return a name as it is written on paper, e.g. w₁₁."""
    return name.translate(SUBSCRIPTS)


def alt_text(result: ChainRuleResult, step: int, known: set[str]) -> str:
    """Say in words what the graph shows after a step."""
    values = ", ".join(f"{name} = {short(value)}" for name, value in shown_values(result, step).items())
    gradients = ", ".join(f"{name} {value}" for name, value in shown_gradients(result, step, known).items())
    text = t(
        "Computational graph of a 2-2-{outputs} network after step {step} of {last}. Values: {values}. Gradients: "
        "{gradients}."
    )
    outputs = result.settings.outputs
    return text.format(outputs=outputs, step=step, last=LAST, values=values, gradients=gradients or t("none yet"))
