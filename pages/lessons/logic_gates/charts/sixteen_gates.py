"""All sixteen gates of two inputs with their lines, and the share of such gates with more inputs."""

from collections.abc import Collection, Sequence
from functools import lru_cache

import altair as alt
import numpy as np

from mlcore.common.plane import firing_line
from mlcore.logic_gates.truth_tables import POINTS, TRUTH_TABLES
from mlcore.xor.points import PLANE
from pages.ui.charts import theme
from pages.ui.charts.plane import class_points
from pages.ui.charts.spec import SPAN, XY, apart, layered, table, to_spec, with_data
from pages.ui.context import cached, t
from pages.ui.labels import label

SIDES = (76, 104)
"""Side of a small plane in pixels, on a phone and elsewhere."""

ACROSS, GAP, NAME = 4, 8, 20
"""Tiles in a row, pixels between them, and pixels for a name above each."""

PICKED = "picked"
"""The selection of a tile."""

NO_LINE = "#dcd8d0"
CORNERS_OF_A_PART = 5


def sixteen(
    separators: Sequence[tuple[float, ...] | None], chosen: str, wide: bool = True, found: Collection[str] = ()
) -> dict:
    """Draw the sixteen gates, each with a line that computes it or the words that there is none; each can be picked.

    Parameters
    ----------
    separators
        For each gate weights that compute it, the bias last, or None, from
        ``mlcore.logic_gates.separability.separators(2)``.
    chosen
        The gate to mark.
    wide
        Whether the screen is wider than a phone's.
    found
        The gates that the learner has made by hand; they get a mark.
    """
    side = SIDES[wide]
    origins = tile_origins(side)
    inks = [
        [to_pixels(points, origin, side) for points in parts(w)] for w, origin in zip(separators, origins, strict=True)
    ]
    marked = origins[list(TRUTH_TABLES).index(chosen)]
    corners = [to_pixels(np.array(POINTS, dtype=float), origin, side) for origin in origins]
    return with_data(
        tiles(side),
        tile={
            "x": origins[:, 0],
            "y": origins[:, 1],
            "fill": [NO_LINE if w is None else theme.SILENT for w in separators],
            "gate": list(TRUTH_TABLES),
            "name": [
                ("▸ " if name == chosen else "") + label(name) + (" ✓" if name in found else "")
                for name in TRUTH_TABLES
            ],
            "words": [t("no line") if w is None else "" for w in separators],
        },
        part={
            "tile": np.repeat(np.arange(len(inks)), CORNERS_OF_A_PART),
            "order": np.tile(np.arange(CORNERS_OF_A_PART), len(inks)),
            "x": np.concatenate([part[:, 0] for part, _ in inks]),
            "y": np.concatenate([part[:, 1] for part, _ in inks]),
        },
        cut={field: np.array([cut.ravel()[k] for _, cut in inks]) for k, field in enumerate(("x", "y", "x2", "y2"))},
        dot={
            "x": np.concatenate(corners)[:, 0],
            "y": np.concatenate(corners)[:, 1],
            "class": np.array(list(TRUTH_TABLES.values())).ravel(),
        },
        marked={"x": marked[:1], "y": marked[1:]},
    )


def sixteen_alt(separators: Sequence[tuple[float, ...] | None]) -> str:
    """Return the text alternative of ``sixteen``."""
    without = [name for name, weights in zip(TRUTH_TABLES, separators, strict=True) if weights is None]
    return t(
        "The sixteen gates of two inputs, each with the line that computes it: there is one for {count} of them, and "
        "none for {names}."
    ).format(count=len(separators) - len(without), names=", ".join(without))


def tile_origins(side: int) -> np.ndarray:
    """Return the lower left corner of each tile in pixels from the top left, shape (16, 2)."""
    number = np.arange(len(TRUTH_TABLES))
    return np.stack([number % ACROSS * (side + GAP), (number // ACROSS + 1) * (side + NAME + GAP) - GAP], axis=1)


def to_pixels(points: np.ndarray, origin: np.ndarray, side: int) -> np.ndarray:
    """Return points of the plane as pixels of a tile, shape (N, 2)."""
    return origin + (points - PLANE[0]) / (PLANE[1] - PLANE[0]) * side * np.array([1, -1])


def parts(weights: tuple[float, ...] | None) -> tuple[np.ndarray, np.ndarray]:
    """Return five corners of the part of the plane where a neuron fires, and the two ends of its line.

    A missing part or line becomes a single point.
    """
    nothing = np.full((CORNERS_OF_A_PART, 2), PLANE[0])
    if weights is None:
        return nothing, nothing[:2]
    *normal, bias = weights
    line = firing_line(normal, bias, *PLANE)
    part = firing_part(np.array(normal), bias)
    filled_up = (
        np.concatenate([part, np.repeat(part[-1:], CORNERS_OF_A_PART - len(part), axis=0)]) if len(part) else nothing
    )
    return filled_up, nothing[:2] if line is None else line


def firing_part(normal: np.ndarray, bias: float) -> np.ndarray:
    """Return the corners of the part of the square in which w.x + b > 0, in order, shape (N, 2) with N up to 5."""
    low, high = PLANE
    square = np.array([(low, low), (high, low), (high, high), (low, high)])
    sums = square @ normal + bias
    corners = []
    for k in range(4):
        here, there = sums[k], sums[(k + 1) % 4]
        if here > 0:
            corners.append(square[k])
        if (here > 0) != (there > 0):
            corners.append(square[k] + here / (here - there) * (square[(k + 1) % 4] - square[k]))
    return np.array(corners).reshape(-1, 2)


@lru_cache
def tiles(side: int) -> dict:
    """Return the sixteen tiles without numbers."""
    width = ACROSS * (side + GAP) - GAP
    height = 4 * (side + NAME + GAP)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False))
    tile = table("tile").transform_calculate(
        x2=f"datum.x + {side}", y2=f"datum.y - {side}", middle=f"datum.x + {side / 2}", half=f"datum.y - {side / 2}"
    )
    part = table("part")
    marked = table("marked").transform_calculate(x2=f"datum.x + {side}", y2=f"datum.y - {side}")
    layers = [
        tile.mark_rect(opacity=1).encode(
            x=x, y=y, x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"), color=alt.Color("fill:N", scale=None)
        ),
        part.mark_line(interpolate="linear-closed", fill=theme.FIRES, strokeWidth=0).encode(
            **XY, detail=alt.Detail("tile:N"), order=alt.Order("order:Q")
        ),
        table("cut").mark_rule(color=theme.INK, strokeWidth=1.5, strokeDash=[6, 3]).encode(**SPAN),
        class_points(table("dot"), size=46, stroke=1),
        tile.mark_text(align="left", baseline="bottom", dy=-4, fontSize=11, color=theme.INK).encode(
            x=alt.X("x:Q"), y=alt.Y("y2:Q"), text=alt.Text("name:N")
        ),
        tile.mark_text(baseline="middle", fontSize=13, fontWeight="bold", color=theme.INK).encode(
            x=alt.X("middle:Q"), y=alt.Y("half:Q"), text=alt.Text("words:N")
        ),
        marked.mark_rect(filled=False, stroke=theme.CURSOR, strokeWidth=3).encode(**SPAN),
        tile.mark_rect(opacity=0, cursor="pointer")
        .encode(**SPAN)
        .add_params(alt.selection_point(name=PICKED, fields=["gate"], on="click", clear=False)),
    ]
    chart = layered(*layers, view=alt.ViewConfig(fill=theme.NEUTRAL, stroke=None)).properties(
        width=width, height=height
    )
    return to_spec(apart(chart, "color", "shape"))


def share(counts: Sequence[tuple[int, int]]) -> dict:
    """Draw the share of all gates that one neuron can compute, for each number of inputs.

    Parameters
    ----------
    counts
        For 2, 3, 4, ... inputs how many gates one neuron computes, and how many there are.
    """
    labels = [
        t("{inputs} inputs|{count:,} of {all:,}").format(inputs=inputs, count=count, all=total)
        for inputs, (count, total) in enumerate(counts, start=2)
    ]
    shares = np.array([100 * count / total for count, total in counts])
    return with_data(
        bars(),
        gates={"label": labels, "share": shares, "text": [f"{value:.3g}%" for value in shares]},
    )


def share_alt(counts: Sequence[tuple[int, int]]) -> str:
    """Return the text alternative of ``share``."""
    shares = ", ".join(
        t("{count:,} of {all:,} with {inputs} inputs ({share:.1f}%)").format(
            count=count, all=total, inputs=inputs, share=100 * count / total
        )
        for inputs, (count, total) in enumerate(counts, start=2)
    )
    return t("How many gates one neuron computes: {shares}.").format(shares=shares)


@cached()
def bars() -> dict:
    """Return the bars without numbers."""
    rows = table("gates")
    y = alt.Y(
        "label:N",
        title=None,
        sort=None,
        axis=alt.Axis(labelExpr="split(datum.label, '|')", labelFontSize=13, ticks=False),
    )
    x = alt.X(
        "share:Q",
        title=t("share of all gates, %"),
        scale=alt.Scale(domain=[0, 118], nice=False),
        axis=alt.Axis(values=[0, 25, 50, 75, 100]),
    )
    layers = [
        rows.mark_bar(color=theme.POSITIVE, height=34).encode(x=x, y=y),
        rows.mark_text(align="left", dx=6, fontSize=13, fontWeight="bold", color=theme.INK).encode(
            x=alt.X("share:Q"), y=y, text=alt.Text("text:N")
        ),
    ]
    chart = layered(*layers, view=alt.ViewConfig(fill=theme.NEUTRAL)).properties(
        width=theme.CELL, height=theme.CELL, title=t("Gates that one neuron can compute")
    )
    # Streamlit fits a lone view, axes and all, into the width of its marks.
    return to_spec(alt.hconcat(chart))
