"""Bumps that are dragged up and down until their sum follows a curve; the browser adds them up and takes the error.

``mlcore.regression.bumps`` computes the same, and the tests hold both against each other.
"""

from typing import Any

import altair as alt

from mlcore.regression.bumps import ENDS, PLACES, STAIRS, BumpsResult
from mlcore.regression.settings import MAX_HEIGHT, BumpsSettings
from pages.ui.charts import live, theme
from pages.ui.charts.spec import apart, layered, to_spec
from pages.ui.context import cached, columns, t

HEIGHTS = ("h1", "h2", "h3", "h4", "h5")
FIELDS = (*HEIGHTS, "steepness")
WIDTH = (ENDS[1] - ENDS[0]) / len(HEIGHTS)
WIDTHS = {1: 248, 2: 505, 3: 870}
TALL = {1: 200, 2: 240, 3: 240}
BAR, SUM, CURVE = theme.SERIES[1], theme.SERIES[0], "#7d8894"

TARGETS = {
    "wave": "2 * sin(PI * datum.x / 5)",
    "hill": "2.5 * exp(-(datum.x - 5) * (datum.x - 5) / 4) - 0.5",
    "stairs": f"{list(STAIRS)}[min(floor(datum.x / {WIDTH}), {len(STAIRS) - 1})]",
}


def draw(result: BumpsResult) -> dict:
    """Draw bumps, their sum and the curve to follow; the spec is the same for all heights."""
    return picture(result.settings.target)


@cached()
def picture(target: str) -> dict:
    """Return the picture for one curve."""
    place = {
        "x": alt.X("x:Q", title="x", scale=alt.Scale(domain=list(ENDS), nice=False), axis=alt.Axis(tickCount=5)),
        "y": alt.Y("y:Q", title="y", scale=alt.Scale(domain=[-MAX_HEIGHT, MAX_HEIGHT], nice=False)),
    }
    layers = [*bars(place), *lines(target, place), *grips(place), error(target)]
    view = layered(*layers).properties(
        width=WIDTHS[columns()], height=TALL[columns()], title=t("Drag the bars until their sum follows the curve")
    )
    chart = apart(alt.concat(view, columns=1), "color", "strokeDash")
    return live.moving(to_spec(chart), parameters())


def parameters() -> list[dict[str, Any]]:
    """Return the six settings as parameters, and the grips by which the heights are dragged."""
    defaults = {name: BumpsSettings.model_fields[name].default for name in FIELDS}
    pixels = TALL[columns()] / (2 * MAX_HEIGHT)
    params, drags = [live.held(BumpsSettings.slug, *HEIGHTS)], {}
    for name in HEIGHTS:
        start = {"events": ", ".join(live.grabbing(name)), "update": f"[{name}, y()]"}
        params.append({"name": f"grip_{name}", "value": [0, 0], "on": [start]})
        way = f"grip_{name}[0] - (y() - grip_{name}[1]) / {pixels}"
        to = f"clamp(round(({way}) * 10) / 10, {-MAX_HEIGHT}, {MAX_HEIGHT})"
        drags[name] = [{"events": live.carrying(name), "update": f"{live.HELD}_ ? {to} : {name}_"}]
    return [*params, *live.parameters(BumpsSettings.slug, defaults, drags)]


def curve(target: str) -> alt.Chart:
    """Return a chart of rows along x, with the sum and the curve there."""
    step = (ENDS[1] - ENDS[0]) / (PLACES - 1)
    along = alt.Chart(alt.InlineData([{"x": round(step * number, 6)} for number in range(PLACES)]))
    edges = [WIDTH * number for number in range(len(HEIGHTS) + 1)]
    side = "1 / (1 + exp(-steepness * (datum.x - {edge})))"
    terms = [
        f"{height} * ({side.format(edge=left)} - {side.format(edge=right)})"
        for height, left, right in zip(HEIGHTS, edges, edges[1:], strict=False)
    ]
    return along.transform_calculate(total=" + ".join(terms), target=TARGETS[target])


def bars(place: dict) -> list[alt.Chart]:
    """Draw how high each bump is, as a bar."""
    mark = rows().mark_rect(color=BAR, opacity=0.25)
    return [mark.encode(x=place["x"], x2=alt.X2("x2:Q"), y=place["y"], y2=alt.Y2Datum(0))]


def rows() -> alt.Chart:
    """Return a chart of the bumps, one row each."""
    heights = f"[{', '.join(HEIGHTS)}][datum.k]"
    each = alt.Chart(alt.InlineData([{"k": number, "handle": name} for number, name in enumerate(HEIGHTS)]))
    return each.transform_calculate(
        x=f"datum.k * {WIDTH}", x2=f"(datum.k + 1) * {WIDTH}", middle=f"(datum.k + 0.5) * {WIDTH}", y=heights
    )


def grips(place: dict) -> list[alt.Chart]:
    """Draw the tops of the bars, by which they are dragged, with a mark as wide as a finger over each."""
    top = rows().mark_rule(color=BAR, strokeWidth=4).encode(x=place["x"], x2=alt.X2("x2:Q"), y=place["y"])
    knob = rows().mark_circle(color=BAR, size=150, stroke="white", strokeWidth=1.5, opacity=1)
    hand = rows().mark_point(size=live.HANDLE_AREA, filled=True, opacity=0, cursor="ns-resize")
    return [top, knob.encode(x=alt.X("middle:Q"), y=place["y"]), hand.encode(x=alt.X("middle:Q"), y=place["y"])]


def lines(target: str, place: dict) -> list[alt.Chart]:
    """Draw the curve, the sum of the bumps, and what lies between the two."""
    names = [t("curve to follow"), t("sum of the bumps")]
    key = alt.Legend(title=None, orient="top", symbolType="stroke")
    colour = alt.Color("label:N", scale=alt.Scale(domain=names, range=[CURVE, SUM]), legend=key)
    dash = alt.StrokeDash("label:N", scale=alt.Scale(domain=names, range=[theme.DASHES[1], theme.DASHES[0]]))
    along = curve(target)
    between = along.mark_area(color=theme.CURSOR, opacity=0.18).encode(
        x=place["x"], y=alt.Y("total:Q"), y2=alt.Y2("target:Q")
    )
    both = along.transform_calculate(**{names[0]: "datum.target", names[1]: "datum.total"})
    shown = both.transform_fold(names, as_=["label", "y"]).mark_line(strokeWidth=2.5, clip=True)
    return [between, shown.encode(**place, color=colour, strokeDash=dash)]


def error(target: str) -> alt.Chart:
    """Write how far the sum is from the curve."""
    said = live.said(t("error {error}"), error="format(sqrt(datum.mean), '.2f')")
    taken = curve(target).transform_calculate(square="pow(datum.total - datum.target, 2)")
    mean = taken.transform_aggregate(mean="mean(square)").transform_calculate(said=said)
    words = mean.mark_text(align="right", baseline="top", fontSize=16, fontWeight="bold", color=theme.CURSOR)
    return words.encode(x=alt.XValue(WIDTHS[columns()] - 8), y=alt.YValue(8), text=alt.Text("said:N"))


def alt_text(result: BumpsResult) -> str:
    """Return the text alternative: the heights, the curve and the error."""
    text = t("Five bumps of the heights {heights} beside the curve {target}; the error of their sum is {error}.")
    heights = ", ".join(f"{height:g}" for height in result.settings.heights)
    return text.format(heights=heights, target=result.settings.target, error=f"{result.error:.2f}")
