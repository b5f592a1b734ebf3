"""Confusion matrix: how many points of each class were taken for which."""

import altair as alt
import numpy as np

from pages.ui.charts import theme
from pages.ui.charts.spec import filled, table
from pages.ui.context import cached, t


def confusion(counts: np.ndarray, names: tuple[str, ...]) -> dict:
    """Draw a confusion matrix: right answers blue, mistakes orange, stronger for a larger share of the true class.

    Parameters
    ----------
    counts
        By true class (row) and prediction (column), shape (C, C).
    names
        What the classes are called.
    """
    counts = np.asarray(counts)
    rows, columns = np.divmod(np.arange(counts.size), len(counts))
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    kind = np.where(rows == columns, 1.0, -1.0)
    return filled(
        picture(names),
        cell={
            "row": [names[row] for row in rows],
            "column": [names[column] for column in columns],
            "n": counts.ravel(),
            "share": kind * np.sqrt(share.ravel()),
        },
    )


@cached()
def picture(names: tuple[str, ...]) -> dict:
    """Return the matrix without numbers."""
    cells = table("cell")
    axis = alt.Axis(labelAngle=0, ticks=False, domain=False, labelFontSize=14)
    place = {
        "x": alt.X("column:N", title=t("predicted class"), axis=axis, sort=list(names)),
        "y": alt.Y("row:N", title=t("true class"), axis=axis, sort=list(names)),
    }
    ramp = alt.Scale(
        domain=[-1, 0, 1], range=[theme.RAMP_ENDS[0], theme.NEUTRAL, theme.RAMP_ENDS[1]], interpolate="rgb"
    )
    layers = [
        cells.mark_rect(cornerRadius=3).encode(**place, color=alt.Color("share:Q", scale=ramp, legend=None)),
        cells.mark_text(fontSize=15, color=theme.INK).encode(**place, text=alt.Text("n:Q", format=",")),
    ]
    matrix = alt.layer(*layers).properties(width=200, height=200, title=t("Confusion matrix, test points"))
    return alt.concat(matrix).configure(**theme.CONFIG).to_dict()


def alt_text(counts: np.ndarray, names: tuple[str, ...]) -> str:
    """Say in words how much is right and what is confused most."""
    counts = np.array(counts)
    right, total = int(np.trace(counts)), int(counts.sum())
    np.fill_diagonal(counts, 0)
    row, column = np.unravel_index(counts.argmax(), counts.shape)
    return t(
        "Confusion matrix: {right} of {total} test points are classified correctly. The most frequent mistake takes "
        "class {true} for class {predicted}, {count} times."
    ).format(right=right, total=total, true=names[row], predicted=names[column], count=int(counts.max()))
