"""One network of the map: its regions and its curves, at one epoch after the other."""

import altair as alt

from mlcore.classification.point_sets import SQUARE
from mlcore.test_set.results import CellResult
from pages.ui import verdicts
from pages.ui.charts import theme
from pages.ui.charts.classes import centre, labelled, plane_axes, region_image, ringed, rings
from pages.ui.charts.curves import curves, points
from pages.ui.charts.plane import class_points, square
from pages.ui.charts.spec import apart, film, layered, table, to_spec, with_data
from pages.ui.context import cached, columns, counted, t
from pages.ui.percent import percent

MAX_SHOWN = 200
"""Number of points over the regions; more would hide them."""

CURVE_HEIGHT = 62
"""Height of each of the two charts that share the height of a square, in pixels."""


def replay(result: CellResult) -> dict:
    """Draw the regions and both curves; they follow ``frame`` and ``epoch``, which ``replay.following`` adds."""
    epochs, shown = result.snapshot_epochs, slice(MAX_SHOWN)
    loss = {t("training"): (epochs, result.losses), t("validation"): (epochs, result.val_losses)}
    accuracy = {t("training"): (epochs, result.accuracies), t("validation"): (epochs, result.val_accuracies)}
    return with_data(
        empty_charts(len(epochs), result.settings.early_stopping),
        regions={"url": [region_image(region) for region in result.regions]},
        point=labelled(result.train_inputs[shown], result.train_labels[shown]),
        ring=ringed(result.train_inputs[shown], ~result.right[:, shown]),
        loss=points(loss),
        accuracy=points(accuracy),
        kept={"x": [result.kept_epoch], "name": [t("kept")]},
    )


@cached()
def empty_charts(frames: int, stops_early: bool) -> dict:
    """Return the charts without numbers, for T frames."""
    labels = (t("training"), t("validation"))
    lines: list[alt.Chart | alt.LayerChart | alt.FacetChart] = [
        curves("loss", labels, t("Loss"), t("Epoch"), legend="bottom"),
        curves("accuracy", labels, t("Accuracy"), t("Epoch"), y_format=".0%", legend="bottom"),
    ]
    if stops_early:
        lines = [layered(chart, kept()).properties(title=chart.title) for chart in lines]
    pair = alt.vconcat(*(chart.properties(width=theme.CELL, height=CURVE_HEIGHT) for chart in lines), spacing=6)
    chart = alt.concat(seen(frames), pair, columns=min(columns(), 2), spacing=24)
    return to_spec(apart(chart, "color", "strokeDash", "shape", "opacity"))


def kept() -> alt.LayerChart:
    """Mark the epoch whose weights are kept."""
    mark = table("kept")
    rule = mark.mark_rule(color=theme.SERIES[2], strokeWidth=2, strokeDash=[2, 2]).encode(x=alt.X("x:Q"))
    name = mark.mark_text(align="left", dx=4, baseline="top", fontSize=12, color=theme.SERIES[2])
    return layered(rule, name.encode(x=alt.X("x:Q"), y=alt.YValue(2), text=alt.Text("name:N")))


def seen(frames: int) -> alt.LayerChart:
    """Draw the likeliest class over the plane, and training points, ringed where the network gets them wrong."""
    x, y = centre(SQUARE)
    background = film("regions", frames, theme.CELL, theme.CELL).transform_calculate(x=f"{x}", y=f"{y}")
    dots = class_points(table("point"), size=36, stroke=0.8, clip=True)
    return square(
        [background.encode(**plane_axes(SQUARE)), dots, rings("ring")], t("Training points; wrong ones ringed")
    )


def alt_text(result: CellResult) -> str:
    """Describe the run in words."""
    text = t(
        "Replay of a network with {hidden} learning {points} points. With the weights of epoch {kept} it "
        "classifies {training} of the training points and {validation} of the validation points correctly: a gap of "
        "{gap:z.1f} points."
    ).format(
        hidden=counted(result.settings.hidden, t("1 hidden unit"), t("{count} hidden units")),
        points=result.settings.train_size,
        kept=result.kept_epoch,
        training=percent(result.train_accuracy),
        validation=percent(result.val_accuracy),
        gap=100 * result.gap,
    )
    return f"{text} {verdicts.words(result.verdict)}".strip()
