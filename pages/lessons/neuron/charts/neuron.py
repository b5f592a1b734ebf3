"""Charts of one neuron: the terms of its sum, and its activation with the slope at its own sum."""

import altair as alt
import numpy as np

from mlcore.neuron.activations import activate, slope
from mlcore.neuron.by_hand import NeuronResult
from pages.lessons.neuron.charts import expressions
from pages.lessons.neuron.charts.expressions import to_12_decimals
from pages.ui.charts import live, theme
from pages.ui.charts.live import row, rows
from pages.ui.charts.spec import SPAN, XY, apart, layered, to_spec
from pages.ui.context import cached, columns, t
from pages.ui.labels import label

REACHES = (4, 12, 32)
"""Half-widths of the axis of sums. It changes in steps, so that it does not move with every bar."""

CURVE_REACHES = (5, 10, 22)
SIZES = {1: 270, 2: 270, 3: 396}
HEIGHT = 230

SIGN_COLOUR = alt.Scale(domain=["−", "+"], range=[theme.NEGATIVE, theme.POSITIVE])


def draw(result: NeuronResult) -> dict:
    """Draw a neuron's contributions and its activation at the sum; the spec is the same for all weights and inputs.

    Parameters
    ----------
    result
        A run of ``mlcore.neuron.by_hand``, whose activation and form are drawn.
    """
    return charts(result.settings.activation, result.settings.form)


@cached()
def charts(name: str, form: str) -> dict:
    """Return the charts of an activation and a form."""
    views = [bars(form), response(name, form)]
    chart = apart(alt.concat(*views, columns=min(columns(), 2), spacing=28), "color", "strokeDash")
    spec = to_spec(chart)
    widest = ", ".join(["abs(product1)", "abs(products)", "abs(total)"][: 3 if form == "bias" else 2])
    reaches = {
        "cut": "0" if form == "bias" else "0 - b",
        "bar_reach": stepped(f"1.5 * max({widest}, abs(cut))", REACHES),
        "curve_reach": stepped("abs(total) / 0.95", CURVE_REACHES),
    }
    params = [*expressions.parameters(name), *({"name": key, "expr": text} for key, text in reaches.items())]
    return live.moving(spec, params)


def stepped(expression: str, reaches: tuple[int, ...]) -> str:
    """Return the first of some numbers that is at least as large as an expression, or the last one."""
    *smaller, last = reaches
    return "".join(f"{expression} <= {reach} ? {reach} : " for reach in smaller) + str(last)


def between(low: str, high: str) -> alt.Scale:
    """Return a scale whose ends are expressions."""
    return alt.Scale(domainMin=alt.ExprRef(low), domainMax=alt.ExprRef(high), zero=False, nice=False)


def bars(form: str) -> alt.LayerChart:
    """Draw the contributions and their sum; each bar starts where the last one ends."""
    names = ["w₁x₁", "w₂x₂", "b", "z"] if form == "bias" else ["w₁x₁", "w₂x₂", "w·x"]
    ends = [to_12_decimals("product1"), "products", *(["total"] if form == "bias" else [])]
    steps = ["product1", "product2", "b"][: len(ends)]
    terms = rows(
        len(names),
        start=f"[{', '.join(['0', *ends[:-1], '0'])}][datum.i]",
        end=f"[{', '.join([*ends, ends[-1]])}][datum.i]",
        label=expressions.signed(f"[{', '.join([*steps, ends[-1]])}][datum.i]"),
        top="datum.i - 0.22",
        bottom="datum.i + 0.22",
        next="datum.i + 0.78",
    ).transform_calculate(
        sign="datum.end < datum.start ? '−' : '+'",
        right="max(datum.start, datum.end)",
    )
    labels = alt.Axis(values=list(range(len(names))), labelExpr=f"{names}[datum.value]", ticks=False, domain=False)
    height = alt.Scale(domain=[-0.6, len(names) - 0.4], reverse=True, nice=False)
    layers = [
        terms.mark_rect().encode(
            x=alt.X(
                "start:Q",
                title=t("running sum; dashed: where it fires"),
                scale=between("-bar_reach", "bar_reach"),
                axis=alt.Axis(tickCount=5),
            ),
            x2=alt.X2("end:Q"),
            y=alt.Y("top:Q", title=None, scale=height, axis=labels),
            y2=alt.Y2("bottom:Q"),
            color=alt.Color("sign:N", scale=SIGN_COLOUR, legend=None),
        ),
        terms.transform_filter(f"datum.i < {len(names) - 1}")
        .mark_rule(color=theme.INK, opacity=0.5)
        .encode(x=alt.X("end:Q"), y=alt.Y("bottom:Q"), y2=alt.Y2("next:Q")),
        cut_rule(),
        terms.mark_text(align="left", dx=5, fontSize=12, fontWeight="bold", color=theme.INK).encode(
            x=alt.X("right:Q"), y=alt.Y("i:Q"), text=alt.Text("label:N")
        ),
    ]
    return card(layers, t("Contributions to the sum"))


def card(layers: list, title: str) -> alt.LayerChart:
    """Lay charts over each other on a light card with a title."""
    return layered(*layers).properties(width=SIZES[columns()], height=HEIGHT, title=title, view=theme.CARD)


def cut_rule() -> alt.Chart:
    """Draw a dashed line at the sum above which the neuron fires, like the firing line in the plane."""
    rule = row(x="cut").mark_rule(color=theme.INK, strokeWidth=1.5, strokeDash=[6, 3], clip=True)
    return rule.encode(x=alt.X("x:Q"))


def response(name: str, form: str) -> alt.LayerChart:
    """Draw the activation and its derivative over the sum, with the tangent at the neuron's own sum.

    In threshold form the curve is moved right by theta.
    """
    x_title = "z = w₁x₁ + w₂x₂ + b" if form == "bias" else "w·x = w₁x₁ + w₂x₂"
    names = [t("output"), t("slope")]
    curves = alt.Chart(alt.InlineData(curve_rows(name, names))).transform_calculate(x="datum.z + cut")
    touch = row(
        x="total + cut",
        y="output",
        label=live.said(t("slope {slope}"), slope=expressions.plain("slope", 3)),
    )
    run = "min(0.16 * curve_reach, curve_reach - abs(total))"
    tangent = row(run=run).transform_calculate(
        x="total + cut - datum.run",
        x2="total + cut + datum.run",
        y="output - datum.run * slope",
        y2="output + datum.run * slope",
    )
    low, high = heights(name)
    legend = alt.Legend(title=None, orient="bottom", symbolType="stroke", offset=4)
    layers = [
        curves.mark_line(strokeWidth=2.5, clip=True).encode(
            x=alt.X(
                "x:Q",
                title=x_title,
                scale=between("cut - curve_reach", "cut + curve_reach"),
                axis=alt.Axis(tickCount=5),
            ),
            y=alt.Y("y:Q", title=None, scale=between(low, high), axis=alt.Axis(tickCount=5)),
            order=alt.Order("i:Q"),
            color=alt.Color(
                "label:N",
                scale=alt.Scale(domain=names, range=[theme.LINE, theme.SERIES[2]]),
                legend=legend,
            ),
            strokeDash=alt.StrokeDash(
                "label:N", scale=alt.Scale(domain=names, range=list(theme.DASHES[:2])), legend=legend
            ),
        ),
        cut_rule(),
        tangent.mark_rule(color=theme.CURSOR, strokeWidth=2.5, clip=True).encode(**SPAN),
        touch.mark_point(color=theme.CURSOR, filled=True, size=90, opacity=1, stroke="white").encode(**XY),
        touch.mark_text(align="left", fontSize=12, fontWeight="bold", color=theme.INK).encode(
            x=alt.XValue(8), y=alt.YValue(14), text=alt.Text("label:N")
        ),
    ]
    return card(layers, t("Activation"))


def curve_rows(name: str, names: list[str]) -> list[dict]:
    """Return the two curves over all sums, closer where they bend, with their jump or kink at 0."""
    far = np.linspace(CURVE_REACHES[0], CURVE_REACHES[-1], 35)[1:]
    near = np.linspace(-CURVE_REACHES[0], CURVE_REACHES[0], 121)
    sums = np.sort(np.concatenate([-far, near, [-1e-9, 1e-9], far]))
    return [
        {"i": i, "z": round(z, 6), "y": round(y, 6), "label": label}
        for label, values in zip(names, (activate(sums, name), slope(sums, name)), strict=True)
        for i, (z, y) in enumerate(zip(sums.tolist(), values.tolist(), strict=True))
    ]


def heights(name: str) -> tuple[str, str]:
    """Return the ends of the outputs' axis, as expressions."""
    if name in ("step", "sigmoid"):
        return "-0.15", "1.35"
    if name == "tanh":
        return "-1.2", "1.5"
    return ("-1" if name == "linear" else "-0.3") + " * curve_reach", "1.15 * curve_reach"


def alt_text(result: NeuronResult) -> str:
    """Return the text alternative: the signs of the contributions."""
    s = result.settings
    effects = [t("takes away"), t("adds nothing"), t("adds")]
    x1, x2, bias = (effects[int(np.sign(value)) + 1] for value in (*result.products, s.b))
    text = t(
        "Contributions to the sum: x1 {x1}, x2 {x2}, the bias {bias}. The {name} activation over the sum, its slope "
        "and the neuron's own point on it."
    )
    return text.format(x1=x1, x2=x2, bias=bias, name=label(s.activation))
