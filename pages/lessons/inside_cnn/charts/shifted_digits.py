"""Accuracies of an MLP and a CNN on shifted digits and on digits with permuted pixels."""

import altair as alt
import numpy as np

from mlcore.inside_cnn.results import ShiftedDigitsResult
from mlcore.mnist.digits import load_digits
from pages.ui.charts import grid, theme
from pages.ui.charts.images import framed, zoomed
from pages.ui.charts.spec import apart, layered, table, to_spec, with_data
from pages.ui.context import cached, columns, counted, t

NETWORKS = ("mlp", "cnn")
HEIGHT = 220
EXAMPLE = 1500
"""Number of the digit that is shown before there are networks."""


def draw(result: ShiftedDigitsResult, shift: int) -> dict:
    """Draw accuracy by shift, a shifted digit, and accuracy with normal and with permuted pixels.

    Parameters
    ----------
    result
        Of the four networks, or of those that have begun to be trained.
    shift
        The shift to mark, in pixels.
    """
    labels = {name: label for name, label in zip(NETWORKS, names(), strict=True) if name in result.accuracies}
    ordered, permuted = arrangements()
    deals = [(labels[n], ordered, result.accuracies[n][0], result.intervals[n][0]) for n in labels]
    for n, share in result.permuted_accuracies.items():
        deals.append((labels[n], permuted, share, result.permuted_intervals[n]))
    return with_data(
        empty_charts(),
        share={
            "x": np.tile(result.shifts, len(labels)),
            "y": np.concatenate([result.accuracies[n] for n in labels]),
            "low": np.concatenate([result.intervals[n][:, 0] for n in labels]),
            "high": np.concatenate([result.intervals[n][:, 1] for n in labels]),
            "label": [label for label in labels.values() for _ in result.shifts],
        },
        now={"x": [shift]},
        moved={"url": [theme.png(zoomed(result.examples[shift]), theme.GREYS)]},
        dealt={"url": [theme.png(zoomed(result.permuted_example), theme.GREYS)]},
        deal={
            "order": [order for _, order, _, _ in deals],
            "y": np.array([share for _, _, share, _ in deals]),
            "low": np.array([low for _, _, _, (low, _) in deals]),
            "high": np.array([high for _, _, _, (_, high) in deals]),
            "label": [label for label, _, _, _ in deals],
        },
    )


def preview(shift: int) -> dict:
    """Draw a digit as it is, moved to the right by some pixels, and with its pixels permuted: before any training."""
    image = load_digits()[0][EXAMPLE]
    moved = np.pad(image, ((0, 0), (shift, 0)))[:, :28]
    permuted = np.random.default_rng(0).permutation(image.ravel()).reshape(28, 28)
    images = {"still": image, "moved": moved, "dealt": permuted}
    return with_data(
        empty_preview(), **{name: {"url": [theme.png(zoomed(one), theme.GREYS)]} for name, one in images.items()}
    )


@cached()
def empty_preview() -> dict:
    """Return the three images without data."""
    side = {1: 84, 2: theme.CELL}.get(columns(), 280)
    titles = {"still": t("A digit"), "moved": t("Moved"), "dealt": t("Permuted")}
    views = [framed(name, 28, 28, side, side, title) for name, title in titles.items()]
    return to_spec(alt.hconcat(*views, spacing=16))


def preview_alt(shift: int) -> str:
    """Describe the three images."""
    return t(
        "A handwritten digit, the same moved to the right by {shift}, and with its 784 pixels in a random order."
    ).format(shift=counted(shift, t("1 pixel"), t("{count} pixels")))


def names() -> list[str]:
    """Return the translated names of the networks."""
    return [t("MLP"), t("CNN")]


def arrangements() -> list[str]:
    """Return the translated names of the two orders of the pixels."""
    return [t("pixels in order"), t("pixels permuted")]


@cached()
def empty_charts() -> dict:
    """Return the four charts without data."""
    small = {1: 128, 2: 108}.get(columns(), 100)
    images = [
        framed("moved", 28, 28, small, small, t("Moved")),
        framed("dealt", 28, 28, small, small, t("Permuted")),
    ]
    shift, order = by_shift(), by_order()
    chart: alt.HConcatChart | alt.VConcatChart
    if columns() == 1:
        chart = alt.vconcat(shift, alt.hconcat(*images, spacing=24), order, spacing=16)
    elif columns() == 2:
        chart = alt.vconcat(*(alt.hconcat(*row, spacing=24) for row in zip((shift, order), images, strict=True)))
    else:
        chart = alt.hconcat(shift, alt.vconcat(*images, spacing=10), order, spacing=28)
    return to_spec(apart(chart, "x", "y", "color", "shape", "strokeDash"))


def colours() -> dict:
    """Return the encodings of the networks, with one legend."""
    domain = names()
    legend = alt.Legend(title=None, orient="bottom", symbolOpacity=1)
    return {
        "color": alt.Color("label:N", scale=alt.Scale(domain=domain, range=list(theme.SERIES[1::-1])), legend=legend),
        "shape": alt.Shape("label:N", scale=alt.Scale(domain=domain, range=["diamond", "circle"]), legend=legend),
    }


def share_axis() -> alt.Y:
    """Return the axis of an accuracy."""
    return alt.Y("y:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", tickCount=5))


def tooltips() -> list[alt.Tooltip]:
    """Return the tooltip of an accuracy."""
    return [
        alt.Tooltip("label:N", title=t("Network")),
        alt.Tooltip("y:Q", title=t("Accuracy"), format=".1%"),
        alt.Tooltip("low:Q", title=t("95% from"), format=".1%"),
        alt.Tooltip("high:Q", title=t("to"), format=".1%"),
    ]


def by_shift() -> alt.LayerChart:
    """Draw the accuracy of both networks by shift, with its 95 % interval, and mark a shift."""
    chart = table("share")
    x = alt.X("x:Q", title=t("Shift (pixels)"), axis=alt.Axis(tickCount=9))
    network = colours()
    mark = table("now").mark_rule(color=theme.CURSOR, strokeWidth=2).encode(x=alt.X("x:Q"))
    bar = chart.mark_rule(strokeWidth=2, opacity=0.6).encode(
        x=x, y=alt.Y("low:Q", title=None), y2=alt.Y2("high:Q"), color=network["color"]
    )
    line = chart.mark_line(strokeWidth=2).encode(x=x, y=share_axis(), color=network["color"])
    dots = chart.mark_point(filled=True, size=60, opacity=1).encode(x=x, y=share_axis(), **network, tooltip=tooltips())
    return layered(mark, bar, line, dots).properties(
        title=t("Accuracy on moved validation digits"), width=grid.breadth(theme.CELL + 50), height=HEIGHT
    )


def by_order() -> alt.LayerChart:
    """Draw the accuracy of both networks with the pixels in order and permuted, with its 95 % interval."""
    chart = table("deal")
    network = colours()
    x = alt.X("order:N", title=None, sort=arrangements(), axis=alt.Axis(labelAngle=0))
    offset = alt.XOffset("label:N", sort=names())
    y = alt.Y("y:Q", title=None, scale=alt.Scale(zero=False, padding=14), axis=alt.Axis(format=".0%", tickCount=5))
    bar = chart.mark_rule(strokeWidth=2).encode(
        x=x, xOffset=offset, y=alt.Y("low:Q", title=None), y2=alt.Y2("high:Q"), color=network["color"]
    )
    dots = chart.mark_point(filled=True, size=110, opacity=1).encode(
        x=x, xOffset=offset, y=y, **network, tooltip=tooltips()
    )
    text = chart.mark_text(align="left", dx=10, fontSize=12, color="#7b8794").encode(
        x=x, xOffset=offset, y=y, text=alt.Text("y:Q", format=".1%")
    )
    return layered(bar, dots, text).properties(
        title=t("Trained and measured on the same order"), width=grid.breadth(theme.CELL + 50), height=HEIGHT
    )


def alt_text(result: ShiftedDigitsResult, shift: int) -> str:
    """Describe the accuracies of the networks that are there."""
    at_shift = t(
        "At a shift of {shift} the {network} reads {share:.1%} of the validation digits right, at none {still:.1%}."
    )
    pixels = counted(shift, t("1 pixel"), t("{count} pixels"))
    dealt = t("With all pixels permuted the {network} reads {share:.1%}.")
    sentences = []
    for network, label in zip(NETWORKS, names(), strict=True):
        if network in result.accuracies:
            shares = result.accuracies[network]
            sentences.append(at_shift.format(shift=pixels, network=label, share=shares[shift], still=shares[0]))
        if network in result.permuted_accuracies:
            sentences.append(dealt.format(network=label, share=result.permuted_accuracies[network]))
    return " ".join(sentences)
