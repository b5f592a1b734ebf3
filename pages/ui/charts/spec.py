"""Numbers apart from charts: Altair describes a chart once, and every run puts its own numbers in.

Altair takes some 10 ms a layer, so a chart is built once for each shape (how many units, how many columns) and kept.
Most of that is copying: each step of the making of a chart copies all that it holds. What ``x="x:Q"`` stands for costs
4 ms to look up; ``alt.X("x:Q")`` says it. Numbers are named tables, which the browser exchanges in place instead of
building the chart anew. Values that change during a replay are joined into one string per row and field,
because Vega cannot read Arrow lists.
"""

from collections.abc import Iterator
from typing import Any, TypeVar

import altair as alt
import numpy as np

from pages.ui.charts import theme

XY = {"x": alt.X("x:Q"), "y": alt.Y("y:Q")}
"""Where a mark stands, by the fields of its row."""

SPAN = XY | {"x2": alt.X2("x2:Q"), "y2": alt.Y2("y2:Q")}
"""From where to where a line goes, or opposite corners of a rectangle."""

PATH = "_path"
"""Ends the name of a column that holds a field's values at all frames, written one after the other."""

FRAMES = "_frames"
"""Ends the name of the list of these values."""

Views = TypeVar("Views", bound=alt.ConcatChart | alt.HConcatChart | alt.VConcatChart | alt.LayerChart | alt.FacetChart)


def table(name: str) -> alt.Chart:
    """Return a chart of the rows that ``with_data`` gives to the table ``name``."""
    return alt.Chart(alt.NamedData(name))


def items(name: str, moving: tuple[str, ...]) -> alt.Chart:
    """Return a chart of the rows of the table ``name``, some of whose fields move.

    Parameters
    ----------
    name
        Of the table; unique in the spec.
    moving
        Fields with a value for each frame of a replay, numbers or texts, shape (count, T); all others have one value a
        row, shape (count,).
    """
    # Taken apart once, not at each frame: that would take as long as all else.
    split = {f"{field}{FRAMES}": f"split(datum.{field}{PATH}, '\\t')" for field in moving}
    now = {field: f"datum.{field}{FRAMES}[frame]" for field in moving}
    numeric = {field: f"isValid(toNumber(datum.{field})) ? toNumber(datum.{field}) : datum.{field}" for field in moving}
    return table(name).transform_calculate(**split).transform_calculate(**now).transform_calculate(**numeric)


def apart(chart: Views, *channels: str) -> Views:
    """Have the views of a chart each use their own scales of some channels; Altair's own way copies the whole chart."""
    chart.resolve = {"scale": dict.fromkeys(channels, "independent")}
    return chart


def to_spec(chart: alt.TopLevelMixin, **config: dict) -> dict:
    """Return the spec of a chart in the look of all charts.

    It is not compared with the schema of Vega-Lite, which would take longer than the rest: the tests of pages do that.

    Parameters
    ----------
    config
        Settings of this chart alone, which stand in the place of those in ``theme.CONFIG``.
    """
    return {**chart.to_dict(validate=False), "config": theme.CONFIG | config}


def raised(power: str) -> str:
    """Return an expression that writes 10 with a whole power of up to three digits, also an expression: 10⁻³."""
    size = f"abs(round({power}))"
    digits = [f"'⁰¹²³⁴⁵⁶⁷⁸⁹'[floor({size} / {place}) % 10]" for place in (100, 10, 1)]
    hundreds, tens = (f"({size} < {place} ? '' : {digit})" for place, digit in zip((100, 10), digits, strict=False))
    return f"'10' + (round({power}) < 0 ? '⁻' : '') + {hundreds} + {tens} + {digits[-1]}"


def film(name: str, frames: int, width: float, height: float) -> alt.Chart:
    """Return images that follow the replay: all are loaded, and only the current one is opaque.

    (A filter would flash blank while the next image loads.) The table ``name`` holds ``url`` of every place and
    frame, shape (places * frames,), place by place.
    """
    return (
        table(name)
        .transform_window(row="row_number()")
        .transform_calculate(
            place=f"floor((datum.row - 1) / {frames})", shown=f"(datum.row - 1) % {frames} == frame ? 1 : 0"
        )
        .mark_image(width=width, height=height, clip=True)
        .encode(url=alt.Url("url:N"), opacity=alt.Opacity("shown:Q", scale=None))
    )


def layered(*charts: alt.Chart | alt.LayerChart, **options: Any) -> alt.LayerChart:
    """Return charts over one another; Altair's own function may return facets as well, of charts that have some."""
    chart = alt.layer(*charts, **options)
    assert isinstance(chart, alt.LayerChart)
    return chart


def with_data(spec: dict, **values: dict) -> dict:
    """Return a spec with the data of its tables and the values of its parameters.

    Parameters
    ----------
    values
        By table or parameter, its fields: arrays and lists of numbers or texts; in a table, of shape (count,) or, where
        they move, (count, T).
    """
    tables = {name for name in data_names(spec) if name in values}
    fields = {name: {key: plain(value) for key, value in group.items()} for name, group in values.items()}
    params = [{"name": name, "value": fields[name]} for name in values if name not in tables]
    return {
        **spec,
        "datasets": spec.get("datasets", {}) | {name: rows(fields[name]) for name in sorted(tables)},
        "params": [*params, *spec.get("params", [])],
    }


def data_names(part: object) -> Iterator[str]:
    """Yield the names of the tables that a spec mentions."""
    if isinstance(part, dict):
        data = part.get("data")
        if isinstance(data, dict) and "name" in data:
            yield data["name"]
        for value in part.values():
            yield from data_names(value)
    elif isinstance(part, list):
        for value in part:
            yield from data_names(value)


def rows(fields: dict[str, list]) -> list[dict]:
    """Return columns of equal length as rows; a column that moves becomes one text a row."""
    columns = dict(column(name, values) for name, values in fields.items())
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def column(name: str, values: list) -> tuple[str, list]:
    """Return a column as it is, or under another name with its values at all frames written one after the other."""
    if values and isinstance(values[0], list):
        return name + PATH, ["\t".join(map(str, path)) for path in values]
    return name, values


def plain(value: object) -> object:
    """Return an array as short plain numbers."""
    if not isinstance(value, np.ndarray):
        return value
    return value.astype(float).round(4).tolist() if value.dtype.kind == "f" else value.tolist()
