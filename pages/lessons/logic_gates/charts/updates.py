"""The table of a perceptron's updates: nine rows around the current one, which follow the replay."""

from collections.abc import Sequence

import altair as alt
import numpy as np

from mlcore.logic_gates.perceptron import ByRule, Update
from mlcore.logic_gates.truth_tables import POINTS
from pages.ui.charts import theme
from pages.ui.charts.spec import XY, layered, table
from pages.ui.context import t
from pages.ui.numbers import short

WIDTH = 286
ROWS = 9
EDGES = [28, 72, 118, 158, 198, 238, 278]
"""Right edges of the columns in pixels."""

COLUMNS = len(EDGES)
TOP, ROW = 40, 19
"""Pixels above the header, and from row to row."""


def ledger() -> alt.LayerChart:
    """Draw the current update in words, and nine rows of the table with the current one marked."""
    first = f"max(0, min(frame - {ROWS // 2}, length(update.words) - {ROWS}))"
    cells = (
        alt.Chart(alt.sequence(0, ROWS * COLUMNS, as_="i"))
        .transform_calculate(row=f"floor(datum.i / {COLUMNS})", column=f"datum.i % {COLUMNS}", k=f"datum.row + {first}")
        .transform_calculate(
            x=f"{EDGES}[datum.column]",
            y=f"{TOP} + (datum.row + 1.5) * {ROW}",
            text=f"datum.k < length(update.words) ? update.cells[datum.k * {COLUMNS} + datum.column] : ''",
        )
    )
    header = table("header")
    current = alt.Chart(alt.sequence(0, 1, as_="i")).transform_calculate(
        x="1", x2=f"{WIDTH - 1}", y=f"{TOP} + (frame - {first} + 1) * {ROW}", y2=f"datum.y + {ROW}", arrow="8"
    )
    words = alt.Chart(alt.sequence(0, 1, as_="i")).transform_calculate(
        x="8", y="6", first="update.words[frame]", second="update.change[frame]"
    )
    left = {"align": "left", "baseline": "top", "color": theme.INK, "fontSize": 12}
    layers = [
        current.mark_rect(color="#ffe9a8", stroke=theme.CURSOR, strokeWidth=1.5).encode(
            x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, WIDTH], nice=False)),
            y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[theme.CELL, 0], nice=False)),
            x2=alt.X2("x2:Q"),
            y2=alt.Y2("y2:Q"),
        ),
        words.mark_text(fontWeight="bold", **left).encode(**XY, text=alt.Text("first:N")),
        words.mark_text(dy=16, **left).encode(**XY, text=alt.Text("second:N")),
        header.mark_text(align="right", fontSize=11, fontStyle="italic", color=theme.INK).encode(
            **XY, text=alt.Text("text:N")
        ),
        cells.mark_text(align="right", fontSize=12, color=theme.INK).encode(**XY, text=alt.Text("text:N")),
    ]
    return layered(*layers, view=alt.ViewConfig(fill=theme.NEUTRAL)).properties(
        width=WIDTH, height=theme.CELL, title=t("Updates")
    )


def ledger_header() -> dict[str, list]:
    """Return the names and places of the columns."""
    names = ["", t("epoch"), t("point"), t("error"), "w₁", "w₂", "b"]
    return {"x": EDGES, "y": [TOP + ROW / 2] * COLUMNS, "text": names}


def ledger_values(result: ByRule, weights: np.ndarray, updates: Sequence[Update]) -> dict[str, list[str]]:
    """Return what ``ledger`` shows: the start and each update.

    Parameters
    ----------
    result
        What ``mlcore.logic_gates.perceptron.by_rule`` returned.
    weights
        The start and the weights after each update, shape (T, 3).
    updates
        The T - 1 updates.
    """
    cells = ["0", "", t("start"), "", *map(short, weights[0])]
    words, change = [t("Before the first update")], [t("the weights at the start")]
    for number, (update, after) in enumerate(zip(updates, weights[1:], strict=True), start=1):
        x1, x2 = POINTS[update.point]
        wrong, right = (1, 0) if update.error < 0 else (0, 1)
        rate = result.settings.learning_rate * update.error
        cells += [str(number), str(update.epoch), f"({x1},{x2})", signed(update.error), *map(short, after)]
        words.append(t("({x1},{x2}) answers {wrong}, should be {right}").format(x1=x1, x2=x2, wrong=wrong, right=right))
        moved = {"w₁": x1, "w₂": x2, "b": 1}
        change.append(", ".join(f"{name} {signed(rate)}" for name, value in moved.items() if value))
    return {"cells": cells, "words": words, "change": change}


def signed(value: float) -> str:
    """Return a number with its sign, a true minus if negative."""
    return f"{value:+g}".replace("-", "−")
