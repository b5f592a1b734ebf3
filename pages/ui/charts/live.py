"""Pictures that follow the hand: their numbers are parameters that the browser moves while a slider is held.

A picture of this kind has no table that depends on the settings. It says ``w1`` where it needs the number that the
slider of ``w1`` stands at, so that one spec serves every value, and a slider that comes to rest sends no picture.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from pages.ui.charts.plane import HALF_LINE

EVENTS = {"defaults": {"prevent": ["pointerdown"]}}
"""Vega would keep the page from scrolling under every finger that comes down on a picture with handles."""

CANVAS = {"embedOptions": {"renderer": "canvas"}}
"""Vega draws a moving chart on canvas with less work than as SVG; the ``usermeta`` of a spec."""

SVG = {"embedOptions": {"renderer": "svg"}}
"""In place of it where words lie on the page itself, whose text colour a canvas does not know."""

STOPS_PER_UNIT = 10
"""Most sliders have so many stops between two whole numbers."""

HELD = "held"
"""The signal element that says whether a handle is held: the page must not scroll under a finger then."""

HANDLE_AREA = 1500
"""Size of a handle, an area in square pixels: as wide as a finger."""


def signal_id(slug: str, name: str) -> str:
    """Return the id of the element of the page that holds a field's number while its slider is moved."""
    return f"{slug}-{name}"


def moving(spec: dict, params: list[dict[str, Any]], renderer: dict[str, Any] = CANVAS) -> dict:
    """Return a finished spec with parameters; Altair's schema rejects ``on``, though Vega-Lite passes it through."""
    return {**spec, "params": params, "config": {**spec["config"], "events": EVENTS}, "usermeta": renderer}


def parameters(
    slug: str, values: Mapping[str, float], drags: Mapping[str, Sequence[dict[str, Any]]] | None = None
) -> list[dict[str, Any]]:
    """Return the parameters of a spec that follow the sliders of an experiment, and that what is dragged moves.

    Parameters
    ----------
    slug
        Of the experiment.
    values
        By field, the number until the page has told the picture where its slider stands.
    drags
        By field, what moves it in the picture, as Vega's ``on``: it says ``<field>_`` for where the number stands, a
        text. The page takes a number when the mouse or finger is lifted.
    """
    bound = [
        {
            "name": f"{name}_",
            "value": value,
            "bind": bind(slug, name),
            **({"on": list(drags[name])} if drags and name in drags else {}),
        }
        for name, value in values.items()
    ]
    return [*bound, *({"name": name, "expr": f"toNumber({name}_)"} for name in values)]


def bind(slug: str, name: str) -> dict[str, str]:
    """Return what ties a parameter to a signal element."""
    return {"element": f"#{signal_id(slug, name)}", "event": "input"}


def said(text: str, **values: str) -> str:
    """Return the expression for a text with expressions filled in."""
    quoted = json.dumps(text, ensure_ascii=False)
    for name, value in values.items():
        quoted = quoted.replace(f"{{{name}}}", f'" + {value} + "')
    return f"({quoted})"


def row(**fields: str) -> alt.Chart:
    """Return a chart of one row, whose fields are expressions."""
    return rows(1, **fields)


def rows(count: int, **fields: str) -> alt.Chart:
    """Return a chart of rows numbered ``i``, whose fields are expressions."""
    return alt.Chart(alt.InlineData([{"i": number} for number in range(count)])).transform_calculate(**fields)


def facing(middle: float = 0) -> alt.Chart:
    """Return one row: the direction (across, up) of a neuron's weights, and how far ahead of its line the middle lies.

    Its line is across that direction. Without weights it lies far off: behind the plane if the neuron fires, else in
    front of it.

    Parameters
    ----------
    middle
        The middle of the plane is (middle, middle).
    """
    sum_there = f"(w1 + w2) * {middle} + b" if middle else "b"
    return (
        alt.Chart(alt.sequence(0, 1, as_="i"))
        .transform_calculate(length="hypot(w1, w2)")
        .transform_calculate(
            across="datum.length ? w1 / datum.length : 1",
            up="datum.length ? w2 / datum.length : 0",
            ahead=f"datum.length ? ({sum_there}) / datum.length : b > 0 ? {HALF_LINE} : -{HALF_LINE}",
        )
        .transform_calculate(foot="-datum.ahead")
    )


def far_ends(row: alt.Chart, distance: str = "foot", middle: float = 0) -> alt.Chart:
    """Give a row of ``facing`` two far points (x, y), (x2, y2) of a line that is parallel to the neuron's.

    Parameters
    ----------
    row
        What ``facing`` returned.
    distance
        The field that says how far from the middle the line lies; ``foot`` is the neuron's own line.
    middle
        As of ``facing``.
    """
    x, y = (f"{middle} + datum.{distance} * datum.{part}" for part in ("across", "up"))
    return row.transform_calculate(
        x=f"{x} + {HALF_LINE} * datum.up",
        y=f"{y} - {HALF_LINE} * datum.across",
        x2=f"{x} - {HALF_LINE} * datum.up",
        y2=f"{y} + {HALF_LINE} * datum.across",
    )


def handle(chart: alt.Chart, x: str, y: str) -> alt.Chart:
    """Lay an invisible mark over the place (x, y) of a chart's rows, two fields, by which they are dragged."""
    mark = chart.transform_calculate(handle=f"'{x} {y}'").mark_point(
        size=HANDLE_AREA, filled=True, opacity=0, cursor="grab"
    )
    return mark.encode(x=alt.X(f"{x}:Q"), y=alt.Y(f"{y}:Q"))


def dragged(
    slug: str,
    *pairs: tuple[str, str],
    pixels: float,
    ends: tuple[float, float] | Mapping[str, tuple[float, float]],
) -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    """Return the parameters and the ``drags`` by which handles move pairs of fields in a plane.

    Parameters
    ----------
    slug
        Of the experiment.
    pairs
        The two fields of each ``handle``, across and up.
    pixels
        Of one unit of the plane.
    ends
        Smallest and largest number, of all fields or by field.
    """
    handles = {pair: " ".join(pair) for pair in pairs}
    params, drags = [held(slug, *handles.values())], {}
    for (x, y), name in handles.items():
        grip, moves = f"grip_{x}_{y}", carrying(name)
        start = {"events": ", ".join(grabbing(name)), "update": f"[{x}, {y}, x(), y()]"}
        params.append({"name": grip, "value": [0, 0, 0, 0], "on": [start]})
        ways = {x: f"{grip}[0] + (x() - {grip}[2]) / {pixels}", y: f"{grip}[1] - (y() - {grip}[3]) / {pixels}"}
        for field, way in ways.items():
            low, high = ends[field] if isinstance(ends, Mapping) else ends
            to = f"clamp(round(({way}) * {STOPS_PER_UNIT}) / {STOPS_PER_UNIT}, {low}, {high})"
            drags[field] = [{"events": moves, "update": f"{HELD}_ ? {to} : {field}_"}]
    return params, drags


def slid(
    slug: str, field: str, *handles: str, pixels: float, ends: tuple[float, float], stops: int = STOPS_PER_UNIT
) -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    """Return the parameters and the ``drags`` by which handles move one field across; the rest as for ``dragged``.

    Between two whole numbers its slider has so many ``stops``.
    """
    grip = f"grip_{field}"
    start = {"events": ", ".join(event for name in handles for event in grabbing(name)), "update": f"[{field}, x()]"}
    way = f"{grip}[0] + (x() - {grip}[1]) / {pixels}"
    to = f"clamp(round(({way}) * {stops}) / {stops}, {ends[0]}, {ends[1]})"
    moves = {"events": ", ".join(map(carrying, handles)), "update": f"{HELD}_ ? {to} : {field}_"}
    return [held(slug, *handles), {"name": grip, "value": [0, 0], "on": [start]}], {field: [moves]}


def held(slug: str, *handles: str) -> dict[str, Any]:
    """Return the parameter that says whether one of these handles is held."""
    hold = [
        {"events": ", ".join(event for handle in handles for event in grabbing(handle)), "update": "'1'"},
        {"events": "window:pointerup, window:pointercancel", "update": "''"},
    ]
    return {"name": f"{HELD}_", "value": "", "bind": bind(slug, HELD), "on": hold}


def carrying(handle: str) -> str:
    """Return Vega's events of a mouse or a finger that moves while it holds a handle."""
    return ", ".join(f"[{event}, window:pointerup] > window:pointermove" for event in grabbing(handle))


def grabbing(handle: str) -> list[str]:
    """Return Vega's events of a mouse and of a finger that come down on a handle.

    What lies under a finger Vega knows only from its touch events.
    """
    under = f"(event.item && event.item.datum && event.item.datum.handle) == '{handle}'"
    return [f"pointerdown[event.pointerType != 'touch' && {under}]", f"touchstart[{under}]"]
