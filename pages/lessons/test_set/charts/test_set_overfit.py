"""Charts of the choice by test accuracy: accuracies of the best of k on the test set and on fresh points."""

import altair as alt
import numpy as np

from mlcore.test_set.results import OverfitResult
from pages.ui.charts import theme
from pages.ui.charts.curves import curves, points
from pages.ui.charts.spec import apart, layered, table, to_spec, with_data
from pages.ui.context import cached, columns, counted, t
from pages.ui.percent import percent


def chosen(result: OverfitResult) -> dict:
    """Draw the accuracy of the best of k, both winners with their intervals, and all candidates."""
    k = np.arange(1, len(result.test_of_best) + 1)
    promise, truth, honest = series_labels()
    by_k = {promise: (k, result.test_of_best), truth: (k, result.fresh_of_best), honest: (k, result.test_of_honest)}
    winners = [(t("by test"), result.by_test), (t("by validation"), result.by_validation)]
    accuracies = [(name, t("test"), w.test, *w.test_interval) for name, w in winners]
    accuracies += [(name, t("fresh"), w.fresh, *w.fresh_interval) for name, w in winners]
    ordered = sorted(accuracies, key=lambda row: [t("by test"), t("by validation")].index(row[0]))
    names, kinds, middle, low, high = zip(*ordered, strict=True)
    numbers = np.arange(len(result.test_accuracies))
    is_winner = np.where(numbers == result.by_test.number, 2, np.where(numbers == result.by_validation.number, 1, 0))
    low_end = float(min(result.test_accuracies.min(), result.fresh_accuracies.min()))
    high_end = float(max(result.test_accuracies.max(), result.fresh_accuracies.max()))
    return with_data(
        empty_charts(),
        by_k=points(by_k),
        interval={
            "name": [f"{name} · {kind}" for name, kind in zip(names, kinds, strict=True)],
            "kind": list(kinds),
            "middle": list(middle),
            "low": list(low),
            "high": list(high),
        },
        candidate={"x": result.test_accuracies, "y": result.fresh_accuracies, "winner": is_winner},
        diagonal={"x": [low_end, high_end], "y": [low_end, high_end]},
    )


def series_labels() -> tuple[str, str, str]:
    """Return what the three curves are called."""
    return t("best by test, on the test"), t("the same, on fresh points"), t("best by validation, on the test")


@cached(maxsize=8)
def empty_charts() -> dict:
    """Return the three charts without numbers."""
    views = [
        curves("by_k", series_labels(), t("The best of k"), t("k"), ".0%", cursor=False, legend="bottom").properties(
            width=width(), height=theme.CELL
        ),
        intervals(),
        candidates(),
    ]
    chart = apart(alt.concat(*views, columns=columns(), spacing=32), "color", "strokeDash", "shape")
    return to_spec(chart, legend={**theme.CONFIG["legend"], "columns": 1, "labelLimit": 230})


def width() -> float:
    """Return the width of the curves and of the candidates, under each other on a phone with the names of intervals."""
    return 0.9 * theme.CELL if columns() == 1 else theme.CELL


def intervals() -> alt.LayerChart:
    """Draw the accuracies of both winners with their 95 % intervals."""
    kinds = [t("test"), t("fresh")]
    colour = alt.Scale(domain=kinds, range=list(theme.SERIES[:2]))
    names = [f"{name} · {kind}" for name in (t("by test"), t("by validation")) for kind in kinds]
    chart = table("interval").encode(
        y=alt.Y("name:N", title=None, sort=names),
        color=alt.Color("kind:N", scale=colour, legend=None),
        tooltip=[
            alt.Tooltip("middle:Q", title=t("Accuracy"), format=".1%"),
            alt.Tooltip("low:Q", title=t("95% interval from"), format=".1%"),
            alt.Tooltip("high:Q", title=t("to"), format=".1%"),
        ],
    )
    share = {"axis": alt.Axis(format=".0%", tickCount=4), "scale": alt.Scale(zero=False, nice=True)}
    layers = [
        chart.mark_rule(strokeWidth=3).encode(x=alt.X("low:Q", title=t("Accuracy"), **share), x2=alt.X2("high:Q")),
        chart.mark_point(filled=True, size=110, opacity=1).encode(
            x=alt.X("middle:Q"),
            shape=alt.Shape("kind:N", scale=alt.Scale(domain=kinds, range=["circle", "diamond"]), legend=None),
        ),
        chart.mark_text(dy=-13, fontSize=12).encode(x=alt.X("middle:Q"), text=alt.Text("middle:Q", format=".1%")),
    ]
    return layered(*layers).properties(
        title=t("Both winners, 95% intervals"), width=theme.CELL * 0.72, height=theme.CELL
    )


def candidates() -> alt.LayerChart:
    """Draw test and fresh accuracy of every candidate; right of the diagonal the test accuracy is too high."""
    share = {"axis": alt.Axis(format=".0%", tickCount=4), "scale": alt.Scale(zero=False)}
    names = [t("candidate"), t("best by validation"), t("best by test")]
    chart = table("candidate").transform_calculate(name=f"{names}[datum.winner]")
    place = {"x": alt.X("x:Q", title=t("on the test"), **share), "y": alt.Y("y:Q", title=t("on fresh points"), **share)}
    layers = [
        table("diagonal").mark_line(color="#8a94a0", strokeDash=[4, 4]).encode(**place),
        chart.mark_point(filled=True, size=60, stroke="white", strokeWidth=0.6, opacity=1).encode(
            **place,
            color=alt.Color(
                "name:N",
                scale=alt.Scale(domain=names, range=["#8a94a0", theme.SERIES[2], theme.CURSOR]),
                legend=alt.Legend(title=None, orient="bottom", symbolSize=90),
            ),
            shape=alt.Shape(
                "name:N",
                scale=alt.Scale(domain=names, range=["circle", "square", "triangle-up"]),
                legend=alt.Legend(title=None, orient="bottom", symbolSize=90),
            ),
            size=alt.Size("winner:Q", scale=alt.Scale(domain=[0, 1], range=[45, 150], clamp=True), legend=None),
            order=alt.Order("winner:Q"),
            tooltip=[
                alt.Tooltip("name:N", title=t("network")),
                alt.Tooltip("x:Q", title=t("on the test"), format=".1%"),
                alt.Tooltip("y:Q", title=t("on fresh points"), format=".1%"),
            ],
        ),
    ]
    return layered(*layers).properties(title=t("All candidates"), width=width(), height=theme.CELL)


def chosen_alt(result: OverfitResult) -> str:
    """Describe the choice and its effect in words."""
    best, honest = result.by_test, result.by_validation
    return t(
        "Of {candidates} the best by test classifies {test} of the test points correctly and {fresh} of "
        "the fresh points. The best by validation reaches {honest_test} and {honest_fresh}. On average over "
        "{repeats} test sets the best by test promises {optimism:z.1f} points too much."
    ).format(
        candidates=counted(len(result.test_accuracies), t("1 candidate"), t("{count} candidates")),
        test=percent(best.test),
        fresh=percent(best.fresh),
        honest_test=percent(honest.test),
        honest_fresh=percent(honest.fresh),
        repeats=result.repeats,
        optimism=100 * result.optimism,
    )
