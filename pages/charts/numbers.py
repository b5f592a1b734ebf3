"""Numbers apart from pictures: Altair describes a picture once, and every run puts its own numbers in.

Altair takes some 20 ms a layer, so a picture is built once for each shape (how many units, how many columns) and
kept. Its marks stand over a bare sequence i = 0, 1, 2, ... and look their values up in a Vega parameter, which each
result fills. (Rows of data would not do: Streamlit turns them into Arrow tables, in which Vega cannot index a list.)
"""

import altair as alt
import numpy as np

FRAME = "[frame]"


def items(name: str, count: int, still: tuple[str, ...] = (), moving: tuple[str, ...] = ()) -> alt.Chart:
    """Return a chart of ``count`` items whose fields come from the parameter ``name``.

    Parameters
    ----------
    name
        Of the parameter; unique in the spec.
    count
        How many items there are.
    still
        Fields with one value an item, shape (count,).
    moving
        Fields with a value for each frame of a replay, shape (count, T).
    """
    look_up = {field: f"{name}.{field}[datum.i]" for field in still}
    look_up |= {field: f"{name}.{field}[datum.i]{FRAME}" for field in moving}
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
    """Return a spec with its parameters filled in.

    Parameters
    ----------
    values
        By parameter, its fields: arrays and lists of numbers or texts.
    """
    params = [
        {"name": name, "value": {field: plain(value) for field, value in fields.items()}}
        for name, fields in values.items()
    ]
    return {**spec, "params": [*params, *spec.get("params", [])]}


def plain(value: object) -> object:
    """Return an array as short plain numbers."""
    if not isinstance(value, np.ndarray):
        return value
    return value.astype(float).round(3).tolist() if value.dtype.kind == "f" else value.tolist()
