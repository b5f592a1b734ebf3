"""How well readers read: shares with their intervals, one under the other."""

from collections.abc import Mapping

import altair as alt

from pages.ui.charts import theme
from pages.ui.charts.spec import filled, table
from pages.ui.context import cached, t

Counts = Mapping[str, tuple[int, tuple[float, float]]]


def scores(counts: Counts, of: int) -> dict:
    """Draw the share that each reader gets right, with its interval.

    Parameters
    ----------
    counts
        By reader: how many are right, and the interval of that share.
    of
        Out of how many.
    """
    rows = {
        "reader": list(counts),
        "share": [right / of for right, _ in counts.values()],
        "low": [low for _, (low, _) in counts.values()],
        "high": [high for _, (_, high) in counts.values()],
        "text": [f"{right} / {of}" for right, _ in counts.values()],
    }
    return filled(scores_picture(tuple(counts)), score=rows)


@cached()
def scores_picture(readers: tuple[str, ...]) -> dict:
    """Return the scores of some readers without numbers."""
    score = table("score")
    y = alt.Y(
        "reader:N", title=None, sort=list(readers), axis=alt.Axis(ticks=False, labelFlush=False, labelOverlap=False)
    )
    x = alt.X("share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=3))
    layers = [
        score.mark_rule(strokeWidth=3, color=theme.LINE, opacity=0.5).encode(y=y, x=alt.X("low:Q"), x2="high:Q"),
        score.mark_point(filled=True, size=90, color=theme.LINE, opacity=1).encode(
            y=y,
            x=x,
            tooltip=[
                alt.Tooltip("text:N", title=t("right")),
                alt.Tooltip("low:Q", title=t("interval from"), format=".0%"),
                alt.Tooltip("high:Q", title=t("to"), format=".0%"),
            ],
        ),
        score.mark_text(dy=-12, fontSize=11, color=theme.TEXT).encode(y=y, x=x, text="text:N"),
    ]
    title = t("Read right, with 95 % intervals")
    chart = alt.layer(*layers).properties(width=theme.CELL, height=40 * len(readers), title=title, autosize="pad")
    return chart.configure(**theme.CONFIG).to_dict()


def alt_text(counts: Counts, of: int) -> str:
    """Say in words how well everybody reads."""
    text = t("{reader}: {right} of {count} right, 95 % interval {low:.0%} to {high:.0%}.")
    return " ".join(
        text.format(reader=reader, right=right, count=of, low=low, high=high)
        for reader, (right, (low, high)) in counts.items()
    )
