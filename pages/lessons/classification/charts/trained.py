"""Charts of the classification lesson: regions, curves and three panels of points at one epoch of a run."""

from typing import Literal

import altair as alt
import numpy as np

from mlcore.classification.results import ClassificationResult, Snapshots
from mlcore.common.plane import cell_centres
from pages.ui import verdicts
from pages.ui.charts import network, theme
from pages.ui.charts.classes import (
    Square,
    centre,
    labelled,
    plane_axes,
    region_image,
    ringed,
    rings,
)
from pages.ui.charts.curves import curves, points
from pages.ui.charts.plane import class_points, level, square
from pages.ui.charts.spec import XY, apart, film, items, table, to_spec, with_data
from pages.ui.context import cached, columns, counted, t
from pages.ui.percent import percent

Part = Literal["val", "test"]
"""The points that a page shows besides the training points: those of the test set only once it is open."""

MAX_SHOWN = 500
OVER_REGIONS = 200
"""Number of points over the decision regions; more would hide the regions."""

CELLS = 24
"""Of a hidden unit's map, in each direction."""

CURVE_HEIGHT = 84
"""Height in pixels of a curve above another one."""

RING_AREA = 70
"""Size of the ring around a point that is wrong, an area in square pixels."""


@cached(maxsize=8)
def replay(result: ClassificationResult, part: Part = "val") -> dict:
    """Draw all charts of a run; they follow ``frame`` and ``epoch``, which ``replay.following`` adds."""
    shots, epochs = result.snapshots, result.curve_epochs
    inputs, labels, predictions = shown(result, part)
    units, classes = shots.hidden_bias.shape[1], shots.output_bias.shape[1]
    spec = empty_charts(len(result.snapshot_epochs), result.square, part, units, result.settings.hidden, classes)
    loss = {t("training"): (epochs, result.losses), t("validation"): (epochs, result.val_losses)}
    accuracy = {t("training"): (epochs, result.accuracies), t("validation"): (epochs, result.val_accuracies)}
    return with_data(
        spec,
        truth=labelled(inputs, labels),
        other=labelled(inputs, predictions.T),
        other_ring=ringed(inputs, predictions != labels),
        train=labelled(result.train_inputs, shots.train_predictions.T),
        train_ring=ringed(result.train_inputs, shots.train_predictions != result.train_labels),
        regions={"url": [region_image(region) for region in shots.regions]},
        **network_values(shots, result.square),
        over=labelled(result.train_inputs[:OVER_REGIONS], result.train_labels[:OVER_REGIONS]),
        loss=points(loss),
        accuracy=points(accuracy),
    )


def shown(result: ClassificationResult, part: Part) -> tuple:
    """Return inputs, labels and predictions at each snapshot of at most 500 points of a part."""
    few = slice(MAX_SHOWN)
    if part == "test":
        return result.test_inputs[few], result.test_labels[few], result.snapshots.test_predictions[:, few]
    return result.val_inputs[few], result.val_labels[few], result.snapshots.val_predictions[:, few]


@cached(maxsize=64)
def empty_charts(frames: int, area: Square, part: Part, units: int, hidden: int, classes: int) -> dict:
    """Return all charts without numbers, for T frames; of the hidden units so many are drawn."""
    labels = (t("training"), t("validation"))
    truth, predicted = {
        "val": (t("Validation points: true class"), t("Validation points: predicted")),
        "test": (t("Test points: true class"), t("Test points: predicted")),
    }[part]
    moving, low = ("class",), {"width": 280 if columns() == 3 else theme.CELL, "height": CURVE_HEIGHT}
    drawn = t("Network") if units == hidden else t("Network ({units} of {hidden} hidden units)")
    views = [
        decision_regions(frames, area, t("Regions, and training points")),
        square(network.network(frames, layers(units, classes)), level(drawn.format(units=units, hidden=hidden))),
        alt.vconcat(
            curves("loss", labels, t("Loss"), "", legend="").properties(**low),
            curves("accuracy", labels, t("Accuracy"), t("Epoch"), y_format=".0%", legend="bottom").properties(**low),
            spacing=10,
        ),
        panel(table("truth"), area, truth),
        panel(items("other", moving), area, predicted, rings("other_ring", RING_AREA)),
        panel(items("train", moving), area, t("Training points: predicted"), rings("train_ring", RING_AREA)),
    ]
    chart = apart(alt.concat(*views, columns=columns(), spacing=24), "color", "strokeDash", "shape", "opacity")
    return to_spec(chart)


def layers(units: int, classes: int) -> list[network.Layer]:
    """Return the layers as they are drawn: the sum of each hidden unit, and the probability of each class."""
    frames = tuple(theme.CLASS_COLOURS[:classes])
    return [
        network.Layer(("x₁", "x₂")),
        network.Layer(("",) * units, ("#7d8894",) * units, maps="unit"),
        network.Layer(theme.CLASS_NAMES[:classes], frames, maps="class_map"),
    ]


def network_values(shots: Snapshots, area: Square) -> dict[str, dict]:
    """Return what the network shows: the maps in its nodes, and all weights and biases."""
    cells = cell_centres(0, area[2], CELLS) + np.array(area[:2])
    sums = np.einsum("tui,rci->turc", shots.hidden_weight, cells) + shots.hidden_bias[..., None, None]
    images = [theme.png(image[::-1], theme.CLASS_RAMP) for maps in shots.class_maps.swapaxes(0, 1) for image in maps]
    shown_layers = layers(shots.hidden_bias.shape[1], shots.output_bias.shape[1])
    weights, biases = (shots.hidden_weight, shots.output_weight), (shots.hidden_bias, shots.output_bias)
    return {
        "unit": {"url": network.sum_maps(sums)},
        "class_map": {"url": images},
        **network.numbers(shown_layers, weights, biases, relative=True),
    }


def panel(chart: alt.Chart, area: Square, title: str, *over: alt.Chart) -> alt.LayerChart:
    """Draw points of the plane by their class, and what lies over them."""
    return square([class_points(chart, size=32, stroke=0.4, clip=True).encode(**plane_axes(area)), *over], title)


def decision_regions(frames: int, area: Square, title: str) -> alt.LayerChart:
    """Draw the likeliest class over the plane, paler if less likely, and training points with their true classes."""
    x, y = centre(area)
    background = film("regions", frames, theme.CELL, theme.CELL).transform_calculate(x=f"{x}", y=f"{y}")
    dots = class_points(table("over"), size=36, stroke=0.8, clip=True)
    return square([background.encode(**plane_axes(area)), dots.encode(**XY)], title)


def two_sets(parts: list, area: Square) -> dict:
    """Draw training and validation points.

    Parameters
    ----------
    parts
        Of each set its inputs, shape (N, 2), and labels, shape (N,), of which the first 500 are drawn.
    """
    few = [labelled(inputs[:MAX_SHOWN], labels[:MAX_SHOWN]) for inputs, labels in parts]
    return with_data(empty_sets(area), **dict(zip(("training", "validation"), few, strict=True)))


@cached(maxsize=16)
def empty_sets(area: Square) -> dict:
    """Return both sets without points."""
    titles = {"training": t("Training points"), "validation": t("Validation points")}
    views = [panel(table(name), area, title) for name, title in titles.items()]
    return to_spec(alt.concat(*views, columns=min(columns(), 2), spacing=28))


def two_sets_alt(parts: list) -> str:
    """Describe both sets in words."""
    training, validation = (len(labels) for _, labels in parts)
    return t(
        "Points of {classes} classes in the plane: {training:,} training and {validation:,} validation points, drawn "
        "in the same way."
    ).format(classes=1 + max(int(labels.max()) for _, labels in parts), training=training, validation=validation)


def alt_text(result: ClassificationResult, part: Part = "val") -> str:
    """Describe the run in words, the test points only where they are shown."""
    text = t(
        "Replay of a network with {hidden} learning {dataset} from {points:,} points over {epochs}. "
        "The training loss went from {first:.3f} to {last:.3f}. At the end {training} of the training "
        "points and {validation} of the validation points are classified correctly."
    ).format(
        hidden=counted(result.settings.hidden, t("1 hidden unit"), t("{count} hidden units")),
        dataset=result.settings.dataset,
        points=result.settings.train_size,
        epochs=counted(int(result.snapshot_epochs[-1]), t("1 epoch"), t("{count} epochs")),
        first=result.losses[0],
        last=result.final_loss,
        training=percent(result.accuracies[-1]),
        validation=percent(result.val_accuracies[-1]),
    )
    if part == "test":
        test = t("Of the test points {share} are classified correctly.").format(share=percent(result.test_accuracy))
        text = f"{text} {test}"
    return f"{text} {verdicts.words(result.verdict)}".strip()
