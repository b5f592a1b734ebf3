"""Charts of one neuron: the terms of its sum, its activation, and its output over the plane."""

import altair as alt
import numpy as np

from mlcore.common.plane import SQUARE, cell_centres, firing_line
from mlcore.neuron.activations import activate, slope
from mlcore.neuron.by_hand import NeuronResult, output
from pages.ui.charts import theme
from pages.ui.charts.plane import axes, line_ends, lines, square, still_image
from pages.ui.charts.spec import filled, table
from pages.ui.context import cached, columns, t

CELLS = 80
SAMPLES = 122
REACHES = (2, 3, 5, 8, 12, 20, 32)
"""Half-widths of the axis of sums. It changes in steps, so that it does not move with every bar."""

SIGN_COLOUR = alt.Scale(domain=["−", "+"], range=[theme.NEGATIVE, theme.POSITIVE])
TIGHT = alt.Scale(zero=False, nice=False)
CARD = alt.ViewBackground(fill=theme.NEUTRAL)
"""A light background in both themes, for charts with numbers in them."""


def draw(result: NeuronResult) -> dict:
    """Draw a neuron's contributions, its activation at the sum, and its output over the plane.

    Parameters
    ----------
    result
        A run of ``mlcore.neuron.by_hand``.
    """
    return filled(
        empty_charts(result.settings.form),
        **bar_values(result),
        **response_values(result),
        **plane_values(result),
    )


@cached()
def empty_charts(form: str) -> dict:
    """Return the three charts without numbers."""
    views = [bars(form), response(form), plane()]
    separate = dict.fromkeys(("color", "strokeDash", "opacity", "shape", "angle", "size"), "independent")
    return (
        alt.concat(*views, columns=columns(), spacing=28).resolve_scale(**separate).configure(**theme.CONFIG).to_dict()
    )


def terms(form: str) -> list[str]:
    """Return the names of the terms, then of the sum."""
    return ["w₁x₁", "w₂x₂", "b", "z"] if form == "bias" else ["w₁x₁", "w₂x₂", "w·x"]


def cut(result: NeuronResult) -> float:
    """Return the sum above which the neuron fires: 0 in bias form, theta in threshold form."""
    return 0.0 if result.settings.form == "bias" else result.threshold


def bars(form: str) -> alt.LayerChart:
    """Draw the contributions and their sum; each bar starts where the last one ends."""
    names = terms(form)
    rows = table("bar").transform_calculate(
        top="datum.i - 0.22",
        bottom="datum.i + 0.22",
        next="datum.i + 0.78",
        sign="datum.end < datum.start ? '−' : '+'",
        right="max(datum.start, datum.end)",
    )
    x = alt.X("start:Q", title=t("running sum; dashed: where it fires"), scale=TIGHT, axis=alt.Axis(tickCount=5))
    labels = alt.Axis(values=list(range(len(names))), labelExpr=f"{names}[datum.value]", ticks=False, domain=False)
    height = alt.Scale(domain=[-0.6, len(names) - 0.4], reverse=True, nice=False)
    layers = [
        extent("bar_box"),
        rows.mark_rect().encode(
            x=x,
            x2="end:Q",
            y=alt.Y("top:Q", title=None, scale=height, axis=labels),
            y2="bottom:Q",
            color=alt.Color("sign:N", scale=SIGN_COLOUR, legend=None),
        ),
        rows.transform_filter(f"datum.i < {len(names) - 1}")
        .mark_rule(color=theme.INK, opacity=0.5)
        .encode(x="end:Q", y="bottom:Q", y2="next:Q"),
        cut_rule(),
        rows.mark_text(align="left", dx=5, fontSize=12, fontWeight="bold", color=theme.INK).encode(
            x="right:Q", y="i:Q", text="label:N"
        ),
    ]
    return square(layers, t("Contributions to the sum")).properties(view=CARD)


def extent(name: str) -> alt.Chart:
    """Extend the axes to the points (x, y) of a table, which are invisible."""
    return table(name).mark_point(opacity=0).encode(x="x:Q", y="y:Q")


def cut_rule() -> alt.Chart:
    """Draw a dashed line at the sum above which the neuron fires, like the firing line in the plane."""
    rule = table("cut").mark_rule(color=theme.INK, strokeWidth=1.5, strokeDash=[6, 3], clip=True)
    return rule.encode(x="x:Q")


def bar_values(result: NeuronResult) -> dict[str, dict]:
    """Return what ``bars`` shows."""
    steps = [*result.products.tolist(), result.settings.b][: len(terms(result.settings.form)) - 1]
    ends = np.round(np.cumsum(steps), 12).tolist()
    start, end = [0.0, *ends[:-1], 0.0], [*ends, ends[-1]]
    added = [*steps, ends[-1]]
    widest = 1.5 * max(map(abs, [*end, cut(result)]))
    reach = next(reach for reach in REACHES if reach >= widest)
    return {
        "bar": {
            "i": list(range(len(end))),
            "start": start,
            "end": end,
            "label": [signed(value) for value in added],
        },
        "bar_box": {"x": [-reach, reach], "y": [0, 0]},
        "cut": {"x": [cut(result)]},
    }


def signed(value: float, digits: int = 2) -> str:
    """Return a number with its sign, e.g. ``−0.50``."""
    return f"{round(value, digits) + 0.0:+.{digits}f}".replace("-", "−")


def plain(value: float, digits: int = 2) -> str:
    """Return a number with a sign only if it is negative."""
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def response(form: str) -> alt.LayerChart:
    """Draw the activation and its derivative over the sum, with the tangent at the neuron's own sum."""
    x_title = "z = w₁x₁ + w₂x₂ + b" if form == "bias" else "w·x = w₁x₁ + w₂x₂"
    names = [t("output"), t("slope")]
    curves = table("curve").mark_line(strokeWidth=2.5)
    point = table("touch")
    layers = [
        curves.encode(
            x=alt.X("x:Q", title=x_title, scale=TIGHT, axis=alt.Axis(tickCount=5)),
            y=alt.Y("y:Q", title=None, scale=TIGHT, axis=alt.Axis(tickCount=5)),
            order="i:Q",
            color=alt.Color(
                "label:N",
                scale=alt.Scale(domain=names, range=[theme.LINE, theme.SERIES[2]]),
                legend=alt.Legend(title=None, orient="bottom", symbolType="stroke", offset=4),
            ),
            strokeDash=alt.StrokeDash(
                "label:N", scale=alt.Scale(domain=names, range=list(theme.DASHES[:2])), legend=None
            ),
        ),
        extent("curve_box"),
        cut_rule(),
        table("tangent")
        .mark_rule(color=theme.CURSOR, strokeWidth=2.5, clip=True)
        .encode(x="x:Q", y="y:Q", x2="x2:Q", y2="y2:Q"),
        point.mark_point(color=theme.CURSOR, filled=True, size=90, opacity=1, stroke="white").encode(x="x:Q", y="y:Q"),
        point.mark_text(align="left", fontSize=12, fontWeight="bold", color=theme.INK).encode(
            x=alt.value(8), y=alt.value(14), text="label:N"
        ),
    ]
    return square(layers, t("Activation")).properties(view=CARD)


def response_values(result: NeuronResult) -> dict[str, dict]:
    """Return what ``response`` shows; in threshold form the curve is moved right by theta."""
    name, z = result.settings.activation, result.sum
    shift = cut(result)
    reach = 5.0 if abs(z) <= 4.5 else 10.0 if abs(z) <= 9.5 else 22.0
    sums = np.sort(np.concatenate([np.linspace(-reach, reach, SAMPLES - 2), [-1e-9, 1e-9]]))
    values = {t("output"): activate(sums, name), t("slope"): slope(sums, name)}
    run = min(0.16 * reach, reach - abs(z))
    return {
        "curve": {
            "i": np.tile(np.arange(len(sums)), 2),
            "x": np.tile(sums + shift, 2),
            "y": np.concatenate(list(values.values())),
            "label": [label for label in values for _ in sums],
        },
        "curve_box": {"x": [shift - reach, shift + reach], "y": heights(name, reach)},
        "touch": {
            "x": [z + shift],
            "y": [result.output],
            "label": [t("slope {slope}").format(slope=plain(result.slope, 3))],
        },
        "tangent": {
            "x": [z + shift - run],
            "x2": [z + shift + run],
            "y": [result.output - run * result.slope],
            "y2": [result.output + run * result.slope],
        },
    }


def heights(activation: str, reach: float) -> list[float]:
    """Return the range of an activation's chart."""
    if activation in ("step", "sigmoid"):
        return [-0.15, 1.35]
    if activation == "tanh":
        return [-1.2, 1.5]
    return [-reach if activation == "linear" else -0.3 * reach, 1.15 * reach]


def plane() -> alt.LayerChart:
    """Draw the output over the plane, the firing line, the weights as an arrow, and the point."""
    arrow = table("arrow").transform_calculate(zero="0")
    probe = table("probe")
    text = {"fontSize": 13, "fontWeight": "bold", "color": theme.INK}
    layers = [
        still_image("image").encode(**axes("x₁", "x₂", SQUARE)),
        lines("line", moves=False),
        arrow.mark_rule(color=theme.INK, strokeWidth=2.5).encode(x="zero:Q", y="zero:Q", x2="x:Q", y2="y:Q"),
        arrow.mark_point(shape="triangle", filled=True, color=theme.INK, opacity=1).encode(
            x="x:Q",
            y="y:Q",
            angle=alt.Angle("angle:Q", scale=None),
            size=alt.Size("size:Q", scale=None),
        ),
        arrow.transform_filter("datum.size > 0")
        .mark_text(**text)
        .encode(x="label_x:Q", y="label_y:Q", text=alt.value("w")),
        probe.mark_point(size=150, filled=True, color=theme.CURSOR, stroke="white", strokeWidth=2, opacity=1).encode(
            x="x:Q", y="y:Q"
        ),
        probe.mark_text(**text).encode(x="label_x:Q", y="label_y:Q", text="label:N"),
    ]
    return square(layers, t("Output over the plane"))


def plane_values(result: NeuronResult) -> dict[str, dict]:
    """Return what ``plane`` shows."""
    s = result.settings
    over_plane = output(cell_centres(*SQUARE, CELLS), [s.w1, s.w2], s.b, s.activation)
    low, high = shade_range(result)
    shades = 255 * (0.1 + 0.8 * (over_plane - low) / (high - low))
    length = float(np.hypot(s.w1, s.w2))
    direction = np.array([s.w1, s.w2]) / length if length else np.zeros(2)
    beside = 0.6 * length * direction + 0.35 * direction[::-1] * (-1, 1)
    return {
        "image": {"url": [theme.png(shades.round().astype(np.uint8)[::-1])], "x": [0], "y": [0]},
        "line": line_ends(np.array([[s.w1, s.w2, s.b]])),
        "arrow": {
            "x": [s.w1],
            "y": [s.w2],
            "angle": [90 - float(np.degrees(np.arctan2(s.w2, s.w1)))],
            "size": [130 if length else 0],
            "label_x": [beside[0]],
            "label_y": [beside[1]],
        },
        "probe": {
            "x": [s.x1],
            "y": [s.x2],
            "label_x": [float(np.clip(s.x1, -2.5, 2.5))],
            "label_y": [s.x2 + 0.42 if s.x2 < 2.3 else s.x2 - 0.42],
            "label": [plain(result.output)],
        },
    }


def shade_range(result: NeuronResult) -> tuple[float, float]:
    """Return the outputs that are drawn in orange and in blue."""
    s = result.settings
    if s.activation in ("step", "sigmoid"):
        return 0, 1
    if s.activation == "tanh":
        return -1, 1
    largest = SQUARE[1] * (abs(s.w1) + abs(s.w2)) + abs(s.b)
    reach = next(reach for reach in (3, 6, 12, 24) if reach >= largest)
    return -reach, reach


def alt_text(result: NeuronResult) -> str:
    """Return the text alternative: the signs of the contributions, and whether the neuron fires."""
    s = result.settings
    effects = [t("takes away"), t("adds nothing"), t("adds")]
    x1, x2, bias = (effects[int(np.sign(value)) + 1] for value in (*result.products, s.b))
    text = t(
        "Contributions to the sum: x1 {x1}, x2 {x2}, the bias {bias}. The {name} activation over the sum, its slope "
        "and the neuron's own point on it. The output over the plane: {where}"
    )
    return text.format(x1=x1, x2=x2, bias=bias, name=s.activation, where=where(result))


def where(result: NeuronResult) -> str:
    """Say which side of the firing line the point is on."""
    s = result.settings
    fires = result.sum > 0
    if firing_line([s.w1, s.w2], s.b, *SQUARE) is None:
        return t("it fires everywhere.") if fires else t("it fires nowhere.")
    if fires:
        return t("the point lies on the side of the line where it fires.")
    return t("the point lies on the side of the line where it is silent.")
