"""The accuracy of several readers, with intervals."""

from collections.abc import Mapping

import altair as alt

from pages.ui.charts import theme
from pages.ui.charts.spec import layered, table, to_spec, with_data
from pages.ui.context import cached, t

Counts = Mapping[str, tuple[int, tuple[float, float]]]


def scores(counts: Counts, of: int) -> dict:
    """Draw the accuracy of each reader with its interval.

    Parameters
    ----------
    counts
        By reader: the number of right answers, and the interval of their share.
    of
        Number of digits.
    """
    rows = {
        "reader": list(counts),
        "share": [right / of for right, _ in counts.values()],
        "low": [low for _, (low, _) in counts.values()],
        "high": [high for _, (_, high) in counts.values()],
        "text": [f"{right} / {of}" for right, _ in counts.values()],
    }
    return with_data(empty_scores(tuple(counts)), score=rows)


@cached()
def empty_scores(readers: tuple[str, ...]) -> dict:
    """Return the chart of the readers without data."""
    score = table("score")
    y = alt.Y(
        "reader:N", title=None, sort=list(readers), axis=alt.Axis(ticks=False, labelFlush=False, labelOverlap=False)
    )
    x = alt.X("share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=3))
    layers = [
        score.mark_rule(strokeWidth=3, color=theme.LINE, opacity=0.5).encode(
            y=y, x=alt.X("low:Q"), x2=alt.X2("high:Q")
        ),
        score.mark_point(filled=True, size=90, color=theme.LINE, opacity=1).encode(
            y=y,
            x=x,
            tooltip=[
                alt.Tooltip("text:N", title=t("right")),
                alt.Tooltip("low:Q", title=t("interval from"), format=".0%"),
                alt.Tooltip("high:Q", title=t("to"), format=".0%"),
            ],
        ),
        score.mark_text(dy=-12, fontSize=11, color=theme.TEXT).encode(y=y, x=x, text=alt.Text("text:N")),
    ]
    title = t("Read right, with 95% intervals")
    chart = layered(*layers).properties(width=theme.CELL, height=40 * len(readers), title=title, autosize="pad")
    return to_spec(chart)


def alt_text(counts: Counts, of: int) -> str:
    """Describe the accuracy of each reader."""
    text = t("{reader}: {right} of {count} right, 95% interval {low:.0%} to {high:.0%}.")
    return " ".join(
        text.format(reader=reader, right=right, count=of, low=low, high=high)
        for reader, (right, (low, high)) in counts.items()
    )
