"""One point in a trained network: where it lies, its logits and its probabilities, while it is dragged.

The browser computes the network itself from its weights. ``mlcore.classification.forward`` computes the same, and the
tests hold both against each other.
"""

import altair as alt
import numpy as np

from mlcore.classification.forward import NetworkOutput
from mlcore.classification.results import ClassificationResult
from pages.lessons.classification.charts.bars import bars
from pages.lessons.classification.state import ProbeState
from pages.ui.charts import live, theme
from pages.ui.charts.classes import Square, centre, plane_axes, region_image
from pages.ui.charts.plane import square, still_image
from pages.ui.charts.spec import apart, table, to_spec, with_data
from pages.ui.context import cached, columns, t
from pages.ui.percent import percent

LOGITS = (-10.0, 10.0)
"""Ends of the axis of the logits; a bar of a larger one is cut off."""


def probed(result: ClassificationResult) -> dict:
    """Draw the plane with the point, and bars of its logits and probabilities; the spec is the same for every point."""
    x, y = centre(result.square)
    classes = len(result.val_confusion)
    spec = with_data(
        empty_charts(result.square, classes),
        area={"url": [region_image(result.snapshots.regions[-1])], "x": [x], "y": [y]},
        unit=units(result.state),
    )
    return live.moving(spec, [*spec["params"], *parameters(result.square)], live.SVG)


def units(state: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the hidden units as rows: their weights in, bias, and weights out to each class.

    The last row is a unit that is always 1; its weights out are the output's biases.
    """
    into = np.vstack([state["hidden.weight"], [[0, 0]]])
    out = np.vstack([state["output.weight"].T, state["output.bias"]])
    return {
        "w1": into[:, 0],
        "w2": into[:, 1],
        "b": np.append(state["hidden.bias"], 1),
        **{f"v{k}": weights for k, weights in enumerate(out.T)},
    }


def parameters(area: Square) -> list[dict]:
    """Return the point's coordinates, which its sliders and its handle move."""
    fields = ProbeState.model_fields
    x1, x2, side = area
    ends = {"x1": (max(x1, -3.0), x1 + side), "x2": (x2, x2 + side)}
    pixels = theme.CELL / side
    grips, drags = live.dragged(ProbeState.slug, ("x1", "x2"), pixels=pixels, ends=ends)
    return [*grips, *live.parameters(ProbeState.slug, {name: fields[name].default for name in ("x1", "x2")}, drags)]


@cached(maxsize=32)
def empty_charts(area: Square, classes: int) -> dict:
    """Return plane and bars without numbers."""
    spot = alt.Chart(alt.sequence(0, 1, as_="i")).transform_calculate(x1="x1", x2="x2")
    mark = spot.mark_point(shape="cross", size=260, filled=True, color=theme.INK, stroke="white", opacity=1, clip=True)
    layers = [
        still_image("area").encode(**plane_axes(area)),
        mark.encode(x=alt.X("x1:Q"), y=alt.Y("x2:Q")),
        live.handle(spot, "x1", "x2"),
    ]
    logits = bars(outputs(classes), "z", t("Logits z"), classes, LOGITS)
    shares = bars(outputs(classes), "p", t("Softmax: probabilities p"), classes, (0, 1))
    # Below the plane on a phone only the first of them is in sight.
    numbers = alt.vconcat(*((shares, logits) if columns() == 1 else (logits, shares)), spacing=18)
    plane = square(layers, t("Drag the point"))
    chart = apart(alt.concat(plane, numbers, columns=min(columns(), 2), spacing=28), "color")
    return to_spec(chart)


def outputs(classes: int) -> alt.Chart:
    """Return a row for each class with its logit z and its probability p at the point."""
    names = [f"z{k}" for k in range(classes)]
    e = " + ".join(f"exp(datum.{name} - datum.most)" for name in names)
    return (
        table("unit")
        .transform_calculate(h="max(0, datum.w1 * x1 + datum.w2 * x2 + datum.b)")
        .transform_calculate(**{name: f"datum.v{k} * datum.h" for k, name in enumerate(names)})
        .transform_aggregate(**{name: f"sum({name})" for name in names})
        .transform_calculate(most=f"max({', '.join(f'datum.{name}' for name in names)})")
        .transform_calculate(total=e)
        .transform_fold(names, as_=["output", "z"])
        .transform_calculate(
            **{"class": "toNumber(slice(datum.output, 1))"}, p="exp(datum.z - datum.most) / datum.total"
        )
    )


def alt_text(point: ProbeState, answer: NetworkOutput) -> str:
    """Describe the network's answer for the point in words."""
    shares = ", ".join(
        f"{name[-1]}: {percent(p)}" for name, p in zip(theme.CLASS_NAMES, answer.probabilities, strict=False)
    )
    return t("At the point ({x1:z.1f}, {x2:z.1f}) the network gives the classes these probabilities: {shares}.").format(
        x1=point.x1, x2=point.x2, shares=shares
    )
