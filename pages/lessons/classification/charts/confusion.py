"""The confusion matrix: points by true and predicted class."""

import altair as alt
import numpy as np

from pages.lessons.classification.charts.trained import Part
from pages.ui.charts import theme
from pages.ui.charts.spec import layered, table, to_spec, with_data
from pages.ui.context import cached, counted, t


def confusion(counts: np.ndarray, names: tuple[str, ...], part: Part = "val") -> dict:
    """Draw a confusion matrix: right answers blue, mistakes orange, stronger for a larger share of the true class.

    Parameters
    ----------
    counts
        By true class (row) and prediction (column), shape (C, C).
    names
        Names of the classes.
    part
        Which points were counted.
    """
    counts = np.asarray(counts)
    rows, columns = np.divmod(np.arange(counts.size), len(counts))
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    kind = np.where(rows == columns, 1.0, -1.0)
    return with_data(
        empty_chart(names, part),
        cell={
            "row": [names[row] for row in rows],
            "column": [names[column] for column in columns],
            "n": counts.ravel(),
            "share": share.ravel(),
            "shade": kind * np.sqrt(share.ravel()),
        },
    )


@cached()
def empty_chart(names: tuple[str, ...], part: Part) -> dict:
    """Return the matrix without numbers."""
    title = t("Confusion matrix, test points") if part == "test" else t("Confusion matrix, validation points")
    cells = table("cell")
    axis = alt.Axis(labelAngle=0, ticks=False, domain=False, labelFontSize=14)
    place = {
        "x": alt.X("column:N", title=t("predicted class"), axis=axis, sort=list(names)),
        "y": alt.Y("row:N", title=t("true class"), axis=axis, sort=list(names)),
    }
    ramp = alt.Scale(
        domain=[-1, 0, 1], range=[theme.RAMP_ENDS[0], theme.NEUTRAL, theme.RAMP_ENDS[1]], interpolate="rgb"
    )
    tooltip = [
        alt.Tooltip("row:N", title=t("true class")),
        alt.Tooltip("column:N", title=t("predicted class")),
        alt.Tooltip("n:Q", title=t("points"), format=","),
        alt.Tooltip("share:Q", title=t("share of the true class"), format=".1%"),
    ]
    layers = [
        cells.mark_rect(cornerRadius=3).encode(
            **place, color=alt.Color("shade:Q", scale=ramp, legend=None), tooltip=tooltip
        ),
        cells.mark_text(fontSize=15, color=theme.INK).encode(
            **place, text=alt.Text("n:Q", format=","), tooltip=tooltip
        ),
    ]
    matrix = layered(*layers).properties(width=200, height=200, title=title)
    return to_spec(alt.concat(matrix))


def alt_text(counts: np.ndarray, names: tuple[str, ...]) -> str:
    """Describe the accuracy and the most frequent mistake in words."""
    counts = np.array(counts)
    right, total = int(np.trace(counts)), int(counts.sum())
    np.fill_diagonal(counts, 0)
    row, column = np.unravel_index(counts.argmax(), counts.shape)
    if right == total:
        return t("Confusion matrix: all {total} points are classified correctly.").format(total=total)
    return t(
        "Confusion matrix: {right} of {total} points are classified correctly. The most frequent mistake takes "
        "class {true} for class {predicted}: {times}."
    ).format(
        right=right,
        total=total,
        true=names[row],
        predicted=names[column],
        times=counted(int(counts.max()), t("once"), t("{count} times")),
    )
