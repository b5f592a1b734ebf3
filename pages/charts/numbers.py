"""Numbers apart from pictures: Altair describes a picture once, and every run puts its own numbers in.

Altair takes some 20 ms a layer, so a picture is built once for each shape (how many units, how many columns) and
kept. What stands still is a named table, which the browser exchanges in place. What follows a replay is looked up in
a Vega parameter by item and frame: Streamlit turns tables into Arrow, in which Vega cannot index a list.
"""

from collections.abc import Iterator

import altair as alt
import numpy as np


def table(name: str) -> alt.Chart:
    """Return a chart of the rows that ``filled`` gives to the table ``name``."""
    return alt.Chart(alt.NamedData(name))


def items(name: str, count: int, moving: tuple[str, ...], still: tuple[str, ...] = ()) -> alt.Chart:
    """Return a chart of ``count`` items whose fields come from the parameter ``name``.

    Parameters
    ----------
    name
        Of the parameter; unique in the spec.
    count
        How many items there are.
    moving
        Fields with a value for each frame of a replay, shape (count, T).
    still
        Fields with one value an item, shape (count,).
    """
    look_up = {field: f"{name}.{field}[datum.i]" for field in still}
    look_up |= {field: f"{name}.{field}[datum.i][frame]" for field in moving}
    return alt.Chart(alt.sequence(0, count, as_="i")).transform_calculate(**look_up)


def film(name: str, frames: int, width: float, height: float, places: int = 1) -> alt.Chart:
    """Return images that follow the replay: all are loaded, and only the current one is opaque.

    (A filter would flash blank while the next image loads.) The parameter ``name`` holds ``url`` of every place and
    frame, shape (places * frames,), place by place.
    """
    return (
        alt.Chart(alt.sequence(0, frames * places, as_="i"))
        .transform_calculate(
            url=f"{name}.url[datum.i]",
            place=f"floor(datum.i / {frames})",
            shown=f"datum.i % {frames} == frame ? 1 : 0",
        )
        .mark_image(width=width, height=height, clip=True)
        .encode(url="url:N", opacity=alt.Opacity("shown:Q", scale=None))
    )


def filled(spec: dict, **values: dict) -> dict:
    """Return a spec with its tables and parameters filled in.

    Parameters
    ----------
    values
        By table or parameter, its fields: arrays and lists of numbers or texts.
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
    """Return columns of equal length as rows."""
    return [dict(zip(fields, row, strict=True)) for row in zip(*fields.values(), strict=True)]


def plain(value: object) -> object:
    """Return an array as short plain numbers."""
    if not isinstance(value, np.ndarray):
        return value
    return value.astype(float).round(4).tolist() if value.dtype.kind == "f" else value.tolist()
