"""Two races against the clock: finite differences against backpropagation, and NumPy by hand against PyTorch."""

from collections.abc import Mapping, Sequence

import altair as alt

from mlcore.backprop.results import Cost, Speed
from pages.ui.charts import theme
from pages.ui.charts.spec import XY, layered, table, to_spec, with_data
from pages.ui.context import cached, columns, t

MICROSECONDS = 1e6


def cost(costs: Sequence[Cost], own: Cost | None = None) -> dict:
    """Draw what all gradients cost by both ways and one forward pass, by number of parameters.

    Parameters
    ----------
    costs
        What ``mlcore.backprop.gradient_cost.growth`` measured.
    own
        The learner's network, if it is measured already.
    """
    xs = [cost.parameters for cost in costs]
    ys = {
        t("finite differences"): [cost.differences for cost in costs],
        t("backpropagation"): [cost.backprop for cost in costs],
        t("one forward pass"): [cost.forward for cost in costs],
    }
    marked = [] if own is None else [(own.parameters, time) for time in (own.differences, own.backprop, own.forward)]
    title = t("Time for all gradients, in µs (○ your network)") if own else t("Time for all gradients, in µs")
    return race(xs, ys, title, t("Parameters"), marked)


def speed(measured: Speed) -> dict:
    """Draw the time of one training step by width, in NumPy by hand and in PyTorch."""
    ys = {t("NumPy by hand"): measured.by_hand, "PyTorch": measured.pytorch}
    return race(measured.widths, ys, t("Time for one training step, in µs"), t("Hidden units"))


def race(
    xs: Sequence[int],
    ys: Mapping[str, Sequence[float]],
    title: str,
    x_title: str,
    marked: Sequence[tuple[int, float]] = (),
) -> dict:
    """Draw one curve for each name, and mark the points of the learner's network; times are in seconds."""
    rows = [(x, MICROSECONDS * y, name) for name, times in ys.items() for x, y in zip(xs, times, strict=True)]
    fields = dict(zip(("x", "y", "label"), map(list, zip(*rows, strict=True)), strict=True))
    own = {"x": [x for x, _ in marked], "y": [MICROSECONDS * y for _, y in marked]}
    return with_data(empty_race(tuple(ys), title, x_title), race=fields, own=own)


@cached()
def empty_race(names: tuple[str, ...], title: str, x_title: str) -> dict:
    """Return the chart without numbers; both axes are logarithmic."""
    legend = alt.Legend(title=None, orient="bottom", symbolType="stroke", columns=1 if columns() == 1 else len(names))
    scale = {"domain": list(names)}
    chart = table("race").encode(
        x=alt.X("x:Q", title=x_title, scale=alt.Scale(type="log", nice=False), axis=alt.Axis(format="~s", tickCount=4)),
        y=alt.Y("y:Q", title=None, scale=alt.Scale(type="log"), axis=alt.Axis(format="~s", tickCount=5)),
        color=alt.Color("label:N", scale=alt.Scale(range=list(theme.SERIES[: len(names)]), **scale), legend=legend),
        tooltip=[alt.Tooltip("x:Q", title=x_title, format=","), alt.Tooltip("y:Q", title=title, format=",.0f")],
    )
    own = table("own").encode(**XY)
    dash = alt.StrokeDash("label:N", scale=alt.Scale(range=list(theme.DASHES[: len(names)]), **scale), legend=legend)
    layers = [
        chart.mark_line(strokeWidth=2.5).encode(strokeDash=dash),
        chart.mark_point(filled=True, size=45, opacity=1),
        own.mark_point(size=150, color=theme.CURSOR, strokeWidth=2.5, opacity=1),
    ]
    width = {1: 250, 2: 360, 3: 870}[columns()]
    view = layered(*layers).properties(width=width, height=theme.CELL, title=title, view=theme.CARD)
    return to_spec(alt.concat(view))


def cost_alt(costs: Sequence[Cost], own: Cost | None = None) -> str:
    """Say how much longer finite differences take than backpropagation."""
    largest = t(
        "Time for all gradients by number of parameters. With {parameters:,} parameters finite differences take "
        "{ratio:,.0f} times as long as backpropagation."
    )
    yours = t("In your network with {parameters:,} parameters they take {ratio:,.0f} times as long.")
    return " ".join(
        text.format(parameters=one.parameters, ratio=one.differences / one.backprop)
        for text, one in ((largest, costs[-1]), (yours, own))
        if one
    )


def speed_alt(measured: Speed) -> str:
    """Say in words which way is faster at the smallest and the largest width."""
    text = t(
        "Time for one training step by width. With {small} hidden units PyTorch takes {first:.1f} times as long as "
        "NumPy by hand, with {large} units {last:.1f} times."
    )
    return text.format(
        small=measured.widths[0],
        large=measured.widths[-1],
        first=measured.pytorch[0] / measured.by_hand[0],
        last=measured.pytorch[-1] / measured.by_hand[-1],
    )


def duration(seconds: float) -> str:
    """Return a time in the unit that suits it, with two digits."""
    units = (
        (86_400, t("{n} days")),
        (3600, t("{n} hours")),
        (60, t("{n} minutes")),
        (1, t("{n} s")),
        (1e-3, t("{n} ms")),
    )
    size, unit = next(((size, unit) for size, unit in units if seconds >= size), (1e-6, t("{n} µs")))
    value = seconds / size
    return unit.format(n=f"{value:,.0f}" if value >= 10 else f"{value:.1f}")
