"""Epoch, iteration and batch: one epoch as a bar, cut into its batches."""

import altair as alt
import numpy as np

from pages.ui.charts import theme
from pages.ui.charts.spec import table, to_spec, with_data
from pages.ui.context import cached, columns, counted, t


def sizes(points: int, batch_size: int) -> list[int]:
    """Return the number of points in each batch of an epoch; the last batch may be smaller."""
    full, rest = divmod(points, batch_size)
    return [batch_size] * full + [rest] * (rest > 0)


def epoch_bar(points: int, batch_size: int) -> dict:
    """Draw one epoch: all training points in a row, cut into batches; the first batch is marked."""
    ends = np.cumsum(sizes(points, batch_size))
    starts = np.concatenate([[0], ends[:-1]])
    return with_data(
        empty_bar(points),
        batch={"start": starts, "end": ends, "iteration": np.arange(1, len(ends) + 1), "first": (starts == 0) * 1},
    )


@cached(maxsize=64)
def empty_bar(points: int) -> dict:
    """Return the bar without its batches."""
    colour = alt.Scale(domain=[0, 1], range=[theme.LINE, theme.CURSOR])
    length = theme.CELL + 290 * (columns() - 1)
    place = alt.X(
        "start:Q",
        title=t("training points, in the order of this epoch"),
        scale=alt.Scale(domain=[0, points], nice=False),
        axis=alt.Axis(tickCount=4, format=",d"),
    )
    bar = table("batch").mark_bar(stroke="white", strokeWidth=0.6, height=34)
    chart = bar.encode(
        x=place,
        x2=alt.X2("end:Q"),
        color=alt.Color("first:N", scale=colour, legend=None),
        tooltip=[
            alt.Tooltip("iteration:Q", title=t("Iteration"), format=","),
            alt.Tooltip("end:Q", title=t("Points so far"), format=","),
        ],
    ).properties(width=length, height=40, title=t("One epoch; the first batch is red"))
    return to_spec(alt.concat(chart))


def epoch_bar_alt(points: int, batch_size: int) -> str:
    """Describe the batches of an epoch in words."""
    cut = sizes(points, batch_size)
    return t(
        "One epoch of {points:,} training points in {batches}, one an iteration: the first has {first:,} "
        "points, the last {last:,}."
    ).format(points=points, batches=counted(len(cut), t("1 batch"), t("{count} batches")), first=cut[0], last=cut[-1])
