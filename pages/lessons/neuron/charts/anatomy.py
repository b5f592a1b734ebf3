"""The anatomy of one neuron: inputs, weights, sum, activation and output, with their numbers."""

import altair as alt
import numpy as np

from mlcore.neuron.activations import activate
from mlcore.neuron.by_hand import NeuronResult
from pages.lessons.neuron.charts.neuron import CARD, SIGN_COLOUR, plain, signed
from pages.ui.charts import theme
from pages.ui.charts.spec import filled, table
from pages.ui.context import cached, columns, t

WIDTHS = {1: 320, 2: 420, 3: 610}
HEIGHT = 270
LEVELS = {"bias": (3.2, 1.85, 0.5), "threshold": (2.75, 0.95)}
INPUT, SUM, BEND, OUTPUT = 0.75, 4.9, 7.1, 9.25
MIDDLE = 1.85
STROKES = 41
SIGN_DASH = alt.Scale(domain=["−", "+"], range=[[5, 3], [1, 0]])


def anatomy(result: NeuronResult) -> dict:
    """Draw a neuron with its numbers.

    Parameters
    ----------
    result
        A run of ``mlcore.neuron.by_hand``.
    """
    return filled(empty_anatomy(result.settings.form), **values(result))


@cached()
def empty_anatomy(form: str) -> dict:
    """Return the anatomy without numbers."""
    layers = [*edges(form), *nodes(form), *bend(), headings()]
    chart = alt.layer(*layers).properties(width=WIDTHS[columns()], height=HEIGHT, view=CARD)
    return chart.configure(**theme.CONFIG).to_dict()


def edges(form: str) -> list[alt.Chart]:
    """Draw the edges into the sum, wider for larger weights and dashed if negative, and the edge to the output."""
    levels = list(LEVELS[form])
    into = table("edge").transform_calculate(
        x=str(INPUT),
        x2=str(SUM),
        y=f"{levels}[datum.i]",
        y2=str(MIDDLE),
        sign="datum.w < 0 ? '−' : '+'",
        size="min(9, 0.6 + 1.6 * abs(datum.w))",
        name_x=f"{INPUT} + 0.45 * {SUM - INPUT}",
        name_y=f"datum.y + 0.45 * ({MIDDLE} - datum.y)",
        product_x=f"{INPUT} + 0.72 * {SUM - INPUT}",
        product_y=f"datum.y + 0.72 * ({MIDDLE} - datum.y)",
    )
    way = alt.Chart(alt.InlineData([{"x": SUM, "x2": BEND}, {"x": BEND, "x2": OUTPUT}])).transform_calculate(
        y=str(MIDDLE)
    )
    layers = [
        into.mark_rule().encode(
            x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 10], nice=False)),
            y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, 4.1], nice=False)),
            x2="x2:Q",
            y2="y2:Q",
            strokeWidth=alt.StrokeWidth("size:Q", scale=None),
            color=alt.Color("sign:N", scale=SIGN_COLOUR, legend=None),
            strokeDash=alt.StrokeDash("sign:N", scale=SIGN_DASH, legend=None),
        ),
        way.mark_rule(color=theme.INK, strokeWidth=2).encode(x="x:Q", x2="x2:Q", y="y:Q"),
        *label(into, "name", 72),
    ]
    return [*layers, *label(into, "product", 46)] if columns() == 3 else layers


def label(chart: alt.Chart, field: str, width: int) -> list[alt.Chart]:
    """Write a text on a light plate over its edge."""
    plate = chart.encode(x=f"{field}_x:Q", y=f"{field}_y:Q")
    return [
        plate.mark_rect(width=width, height=18, color="white", cornerRadius=5),
        plate.mark_text(fontSize=12, fontWeight="bold", color=theme.INK).encode(text=f"{field}:N"),
    ]


def nodes(form: str) -> list[alt.Chart]:
    """Draw inputs, sum and output as circles with a name and a number."""
    levels = [*LEVELS[form], MIDDLE, MIDDLE]
    xs = [*[INPUT] * len(LEVELS[form]), SUM, OUTPUT]
    circles = table("node").transform_calculate(x=f"{xs}[datum.i]", y=f"{levels}[datum.i]")
    place = circles.encode(x="x:Q", y="y:Q")
    return [
        place.mark_circle(size=2100, color="white", stroke="#5c6773", strokeWidth=1.5, opacity=1),
        place.mark_text(fontSize=12, color=theme.INK, dy=-9).encode(text="name:N"),
        place.mark_text(fontSize=13, fontWeight="bold", color=theme.INK, dy=7).encode(text="value:N"),
    ]


def bend() -> list[alt.Chart]:
    """Draw the activation as a small curve in a box, with its name and, in threshold form, its threshold."""
    box = table("bend").transform_calculate(at=str(BEND), level=str(MIDDLE))
    curve = table("stroke")
    text = {"fontSize": 12, "color": theme.INK}
    place = box.encode(x="at:Q", y="level:Q")
    return [
        place.mark_rect(width=50, height=50, color="white", stroke="#5c6773", strokeWidth=1.5, cornerRadius=8),
        curve.mark_line(color=theme.INK, strokeWidth=2).encode(x="x:Q", y="y:Q", order="i:Q"),
        box.mark_point(color=theme.CURSOR, filled=True, size=60, opacity=1).encode(x="x:Q", y="y:Q"),
        place.mark_text(dy=-36, fontWeight="bold", **text).encode(text="name:N"),
        place.mark_text(dy=37, fontWeight="bold", **text).encode(text="note:N"),
    ]


def headings() -> alt.Chart:
    """Name the parts."""
    names = {INPUT: t("inputs"), 2.7: t("weights"), SUM: t("sum"), BEND: t("activation"), OUTPUT: t("output")}
    rows = [{"x": x, "y": 3.85, "name": name} for x, name in names.items()]
    return (
        alt.Chart(alt.InlineData(rows)).mark_text(fontSize=12, color="#4a5560").encode(x="x:Q", y="y:Q", text="name:N")
    )


def values(result: NeuronResult) -> dict[str, dict]:
    """Return the numbers of the anatomy."""
    s = result.settings
    bias_form = s.form == "bias"
    products = [*result.products.tolist(), s.b][: 3 if bias_form else 2]
    weights = [s.w1, s.w2, s.b][: len(products)]
    names = ["x₁", "x₂", t("bias"), "z", "y"] if bias_form else ["x₁", "x₂", "w·x", "y"]
    inputs = [plain(s.x1), plain(s.x2), "1"][: len(products)]
    z = result.sum if bias_form else float(np.round(result.products.sum(), 12))
    return {
        "edge": {
            "i": list(range(len(weights))),
            "w": weights,
            "name": [f"{name} = {plain(w)}" for name, w in zip(("w₁", "w₂", "b"), weights, strict=False)],
            "product": [signed(product) for product in products],
        },
        "node": {"i": list(range(len(names))), "name": names, "value": [*inputs, plain(z), plain(result.output)]},
        **bend_values(result, "" if bias_form else f"θ = {plain(result.threshold)}"),
    }


def bend_values(result: NeuronResult, note: str) -> dict[str, dict]:
    """Return the small curve and the point on it, scaled to the box; a sum beyond the box stays at its edge."""
    name = result.settings.activation
    reach = 4.0
    sums = np.sort(np.append(np.linspace(-reach, reach, STROKES - 1), 1e-9))
    z = float(np.clip(result.sum, -reach, reach))
    curve, point = activate(sums, name), float(activate(z, name))
    low, high = float(curve.min()), float(curve.max())
    across, up = 0.03 * 10 / reach, 0.55
    return {
        "bend": {
            "name": [name],
            "note": [note],
            "x": [BEND + across * z],
            "y": [MIDDLE - up / 2 + up * (point - low) / (high - low)],
        },
        "stroke": {
            "i": np.arange(STROKES),
            "x": BEND + across * sums,
            "y": MIDDLE - up / 2 + up * (curve - low) / (high - low),
        },
    }


def alt_text(result: NeuronResult) -> str:
    """Return the text alternative: the signs of the numbers, and whether the neuron fires."""
    s = result.settings
    signs = [t("negative"), t("zero"), t("positive")]
    w1, w2, b = (signs[int(np.sign(value)) + 1] for value in (s.w1, s.w2, s.b))
    if s.form == "bias":
        text = t(
            "A neuron: inputs x1 and x2 with a {w1} and a {w2} weight and a {b} bias run into the sum z, which is {z}; "
            "the {name} activation makes the output y of it."
        )
    else:
        text = t(
            "A neuron: inputs x1 and x2 with a {w1} and a {w2} weight run into the sum w·x, which lies {side} the "
            "threshold; the {name} activation makes the output y of it."
        )
    z = signs[int(np.sign(result.sum)) + 1]
    side = t("above") if result.sum > 0 else t("not above")
    return text.format(w1=w1, w2=w2, b=b, z=z, side=side, name=s.activation)
