"""How often XOR is solved, by width and activation."""

from typing import get_args

import altair as alt

from mlcore.luck.results import XorWidthsResult
from mlcore.luck.settings import XorWidthsSettings
from mlcore.xor.settings import XorActivation
from pages.ui.charts import theme
from pages.ui.charts.spec import layered, table, to_spec, with_data
from pages.ui.context import cached, columns, t
from pages.ui.labels import label
from pages.ui.percent import percent

WIDTHS = range(1, 9)
ASIDE = 0.12
"""Distance between the points of two activations, in hidden units."""

SHAPES = ("circle", "square", "triangle-up", "diamond")


def shares(result: XorWidthsResult) -> dict:
    """Draw the share of seeds that solve XOR by width, one line per activation, with 95 % intervals.

    Parameters
    ----------
    result
        A run of ``mlcore.luck.widths``, or what there is of it so far.
    """
    activations = list(result.successes)
    rows = [
        (place, name, hidden)
        for place, (name, counts) in enumerate(result.successes.items())
        for hidden in WIDTHS[: len(counts)]
    ]
    intervals = [result.intervals[name][hidden - 1] for _, name, hidden in rows]
    counts = [result.successes[name][hidden - 1] for _, name, hidden in rows]
    return with_data(
        empty_chart(tuple(map(label, activations))),
        share={
            "label": [label(name) for _, name, _ in rows],
            "hidden": [hidden for _, _, hidden in rows],
            "x": [hidden + ASIDE * (place - 1.5) for place, _, hidden in rows],
            "y": [count / result.settings.seeds for count in counts],
            "low": [low for low, _ in intervals],
            "high": [high for _, high in intervals],
            "count": counts,
        },
    )


def untrained(settings: XorWidthsSettings) -> dict:
    """Draw the axes that the shares are going to be drawn on."""
    activations = get_args(get_args(XorActivation)[0])
    return shares(XorWidthsResult(settings, {name: [] for name in activations}, {name: [] for name in activations}))


def untrained_alt() -> str:
    """Say what is not there yet."""
    return t("How often XOR is solved by width and activation: nothing is trained yet.")


@cached()
def empty_chart(activations: tuple[str, ...]) -> dict:
    """Return the chart without numbers."""
    domain = list(activations)
    key = alt.Legend(title=None, orient="top", symbolStrokeWidth=0)
    colour = alt.Color("label:N", scale=alt.Scale(domain=domain, range=list(theme.SERIES)), legend=key, sort=None)
    dash = alt.StrokeDash("label:N", scale=alt.Scale(domain=domain, range=list(theme.DASHES)), legend=None, sort=None)
    shape = alt.Shape("label:N", scale=alt.Scale(domain=domain, range=list(SHAPES)), legend=key, sort=None)
    x = alt.X(
        "x:Q",
        title=t("Hidden units"),
        scale=alt.Scale(domain=[0.6, 8.4], nice=False),
        axis=alt.Axis(values=list(WIDTHS), format="d"),
    )
    y = alt.Y(
        "y:Q", title=t("Share of seeds that solve XOR"), scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%")
    )
    tips = [
        alt.Tooltip("label:N", title=t("Activation")),
        alt.Tooltip("hidden:Q", title=t("Hidden units")),
        alt.Tooltip("count:Q", title=t("Seeds that solve XOR")),
        alt.Tooltip("low:Q", title=t("95% from"), format=".1%"),
        alt.Tooltip("high:Q", title=t("95% to"), format=".1%"),
    ]
    rows = table("share")
    layers = [
        rows.mark_line(strokeWidth=1.5).encode(x=x, y=y, color=colour, strokeDash=dash),
        rows.mark_rule(strokeWidth=2.5).encode(x=x, y=alt.Y("low:Q"), y2=alt.Y2("high:Q"), color=colour, tooltip=tips),
        rows.mark_point(size=55, filled=True, opacity=1).encode(x=x, y=y, color=colour, shape=shape, tooltip=tips),
    ]
    width = 1.25 * theme.CELL if columns() == 1 else 3 * theme.CELL
    return to_spec(layered(*layers).properties(width=width, height=1.6 * theme.CELL))


def alt_text(result: XorWidthsResult) -> str:
    """Say in words how the share grows with the width."""
    parts = [
        t("{name} {shares}").format(
            name=label(name), shares=", ".join(percent(count / result.settings.seeds) for count in counts)
        )
        for name, counts in result.successes.items()
        if counts
    ]
    text = t("How often XOR is solved from {seeds} seeds with 1 to 8 hidden units: {parts}.").format(
        seeds=result.settings.seeds, parts="; ".join(parts)
    )
    return f"{text} {lost(result)}".strip()


def lost(result: XorWidthsResult) -> str:
    """Say how many runs ended far above their start, or nothing if none did."""
    if not result.lost:
        return ""
    text = t(
        "Runs that diverged or exploded: {lost:,} of {all:,}. Their steps are too long: choose a smaller learning rate."
    )
    return text.format(lost=result.lost, all=result.settings.seeds * sum(map(len, result.successes.values())))
