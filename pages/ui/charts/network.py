"""A living network: each unit's map over the plane inside its node, edges by weight, at one frame of a replay."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np

from pages.ui.charts import theme
from pages.ui.charts.spec import XY, film, items
from pages.ui.context import t

MAX_LABELLED_UNITS = 3
"""Units of a layer whose biases stand below them, and whose weights can be written on their edges."""

MARGIN = 0.2
"""Room beside the first and the last layer; layers lie 1 apart. Maps in the last one may need more."""

WIDTH_PER_WEIGHT = 1.1
"""Width of an edge in pixels for each unit of weight."""

MAX_WIDTH = 3.5
"""Width in pixels of the largest weight of a layer, where widths are relative."""


@dataclass(frozen=True)
class Layer:
    """Nodes of one layer, the first on top.

    Attributes
    ----------
    names
        What stands in the nodes; nothing for a unit without a name.
    colours
        Of the frames around maps.
    maps
        The table of the maps, unit by unit and frame by frame; nodes without maps are circles.
    """

    names: tuple[str, ...]
    colours: tuple[str, ...] = ()
    maps: str = ""

    @property
    def side(self) -> float:
        """Side of a node's map in pixels; where units are few, its bias stands below it."""
        return min(60, theme.CELL / (len(self.names) + 1) - (22 if len(self.names) <= MAX_LABELLED_UNITS else 5))


def network(frames: int, layers: Sequence[Layer]) -> list[alt.Chart]:
    """Draw a network of T frames; the tables "weight" and "bias" hold its numbers, see ``numbers``."""
    drawn, every = [edges(ends(layers))], nodes(layers)
    for place, layer in enumerate(layers):
        own = every.transform_filter(f"datum.x == {place}")
        drawn += maps(frames, layer, place, own) if layer.maps else circles(own)
    drawn += plates(items("bias", moving=("b",)).transform_calculate(label="'b ' + format(datum.b, '.1f')"), 40)
    if all(len(layer.names) <= MAX_LABELLED_UNITS for layer in layers):
        weights = items("weight", moving=("w",)).transform_calculate(
            label="abs(datum.w) < 0.05 ? '0.0' : format(datum.w, '+.1f')",
            at_x="datum.x == 0 ? 0.36 : datum.x + 0.5",
            at_y="datum.y + (datum.at_x - datum.x) * (datum.y2 - datum.y)",
        )
        drawn += plates(weights, 34)
    return drawn


def nodes(layers: Sequence[Layer]) -> alt.Chart:
    """Return a chart of all nodes; x is the place of their layer."""
    rows = [
        {"x": place, "y": y, "name": name, "colour": colour}
        for place, layer in enumerate(layers)
        for y, name, colour in zip(
            heights(len(layer.names)), layer.names, layer.colours or ("",) * len(layer.names), strict=True
        )
    ]
    return alt.Chart(alt.InlineData(rows)).encode(**XY)


def circles(own: alt.Chart) -> list[alt.Chart]:
    """Draw the nodes of a layer without maps."""
    return [
        own.mark_circle(size=620, color=theme.NEUTRAL, opacity=1, stroke="#5c6773", strokeWidth=1.5),
        own.mark_text(fontSize=13, color=theme.INK).encode(text=alt.Text("name:N")),
    ]


def maps(frames: int, layer: Layer, place: int, own: alt.Chart) -> list[alt.Chart]:
    """Draw the maps of a layer's own nodes, framed, with their names in a corner."""
    side, count = layer.side, len(layer.names)
    pictures = film(layer.maps, frames, side, side).transform_calculate(
        x=f"{place}", y=f"{heights(count)}[datum.place]"
    )
    frame = own.mark_rect(width=side, height=side, filled=False, strokeWidth=2.5)
    name = own.mark_text(
        fontSize=11, fontWeight="bold", color=theme.INK, align="left", dx=3 - side / 2, dy=8 - side / 2
    )
    return [
        pictures.encode(**XY),
        frame.encode(stroke=alt.Stroke("colour:N", scale=None)),
        name.encode(text=alt.Text("name:N")),
    ]


def ends(layers: Sequence[Layer]) -> tuple[float, float]:
    """Return what the picture shows from left to right."""
    last, half = len(layers) - 1, layers[-1].side / 2 + 4 if layers[-1].maps else 0.0
    return -MARGIN, last + max(MARGIN, half * (last + MARGIN) / (theme.CELL - half))


def edges(across: tuple[float, float]) -> alt.Chart:
    """Draw the weights: width is size, blue solid is positive, orange dashed negative."""
    rows = items("weight", moving=("w",)).transform_calculate(
        sign="datum.w < 0 ? '−' : '+'", size="min(9, 0.6 + datum.thick * abs(datum.w))"
    )
    sign = {"domain": ["−", "+"]}
    return rows.mark_rule().encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=list(across))),
        y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, 1])),
        x2=alt.X2("x2:Q"),
        y2=alt.Y2("y2:Q"),
        strokeWidth=alt.StrokeWidth("size:Q", scale=None),
        color=alt.Color("sign:N", scale=alt.Scale(range=[theme.NEGATIVE, theme.POSITIVE], **sign), legend=None),
        strokeDash=alt.StrokeDash("sign:N", scale=alt.Scale(range=[[5, 3], [1, 0]], **sign), legend=None),
        tooltip=[alt.Tooltip("w:Q", title=t("Weight"), format=".2f")],
    )


def plates(rows: alt.Chart, width: float) -> list[alt.Chart]:
    """Write the labels of rows (at_x, at_y, label) on small plates, readable on edges and in both themes."""
    place = rows.encode(x=alt.X("at_x:Q"), y=alt.Y("at_y:Q"))
    return [
        place.mark_rect(width=width, height=16, color=theme.NEUTRAL, cornerRadius=4, opacity=0.95),
        place.mark_text(fontSize=11, fontWeight="bold", color=theme.INK).encode(text=alt.Text("label:N")),
    ]


def heights(count: int) -> list[float]:
    """Return the heights of a layer's nodes, the first on top."""
    return [1 - (k + 1) / (count + 1) for k in range(count)]


def numbers(
    layers: Sequence[Layer], weights: Sequence[np.ndarray], biases: Sequence[np.ndarray], relative: bool = False
) -> dict[str, dict]:
    """Return the tables of edges and biases.

    Parameters
    ----------
    layers
        As for ``network``.
    weights
        Into each layer but the first, shape (T, out, in).
    biases
        Of the same layers, shape (T, out).
    relative
        Whether the width of an edge is its weight's share of the largest of its layer in the whole run: weights of a
        wide layer are too small to be seen otherwise.
    """
    return {"weight": weight_values(weights, relative), "bias": bias_values(layers, biases)}


def weight_values(weights: Sequence[np.ndarray], relative: bool) -> dict[str, object]:
    """Return the ends and weights of every edge, unit by unit all that come in."""
    rows: dict[str, list] = {"x": [], "y": [], "x2": [], "y2": [], "thick": []}
    for place, weight in enumerate(weights):
        _, out, inputs = weight.shape
        count = out * inputs
        rows["x"] += [place] * count
        rows["y"] += heights(inputs) * out
        rows["x2"] += [place + 1] * count
        rows["y2"] += [y for y in heights(out) for _ in range(inputs)]
        rows["thick"] += [MAX_WIDTH / max(float(np.abs(weight).max()), 1e-6) if relative else WIDTH_PER_WEIGHT] * count
    return {**rows, "w": np.concatenate([weight.reshape(len(weight), -1) for weight in weights], axis=1).T}


def bias_values(layers: Sequence[Layer], biases: Sequence[np.ndarray]) -> dict[str, object]:
    """Return the bias of each unit, and where it is written: below its node, or beside it."""
    left, right = ends(layers)
    pixel_across, pixel_up = (right - left) / theme.CELL, 1 / theme.CELL
    at_x, at_y = [], []
    for place, layer in enumerate(layers[1:], start=1):
        count, half = len(layer.names), layer.side / 2
        if not layer.maps:
            beside, below = -2.0, 26.0
        elif count <= MAX_LABELLED_UNITS:
            beside, below = 0.0, half + 10
        else:
            beside, below = half + 22, 0.0
        at_x += [place + beside * pixel_across] * count
        at_y += [y - below * pixel_up for y in heights(count)]
    return {"at_x": at_x, "at_y": at_y, "b": np.concatenate(list(biases), axis=1).T}


def sum_maps(pre_activations: np.ndarray) -> list[str]:
    """Return images of the units' sums over the plane, blue if positive; colours saturate at about +-1.

    Parameters
    ----------
    pre_activations
        Shape (T, H, rows, columns), rows from low to high; the images come unit by unit and frame by frame.
    """
    shades = (127.5 + 127.5 * np.tanh(2 * pre_activations.astype(np.float32))).round().astype(np.uint8)
    return [theme.png(image[::-1]) for unit in shades.swapaxes(0, 1) for image in unit]
