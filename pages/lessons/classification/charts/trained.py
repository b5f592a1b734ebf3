"""Charts of the classification lesson: regions, curves and three panels of points at one epoch, and one point."""

import math

import altair as alt
import numpy as np

from mlcore.classification.forward import Answer
from mlcore.classification.results import ClassificationResult
from pages.lessons.classification.state import ProbeState
from pages.ui.charts import theme
from pages.ui.charts.curves import curves, points
from pages.ui.charts.plane import axes, class_points, square, still_image
from pages.ui.charts.spec import filled, film, items, table
from pages.ui.context import cached, columns, t

MAX_SHOWN = 500
OVER_REGIONS = 200
"""Number of points over the decision regions; more would hide the regions."""


@cached(maxsize=8)
def replay(result: ClassificationResult) -> dict:
    """Draw the six charts of a run; they follow ``frame`` and ``epoch``, which ``replay.following`` adds."""
    shots, epochs = result.snapshots, result.curve_epochs
    spec = empty_charts(len(result.snapshot_epochs), result.square)
    loss = {t("training"): (epochs, result.losses), t("validation"): (epochs, result.val_losses)}
    accuracy = {t("training"): (epochs, result.accuracies), t("validation"): (epochs, result.val_accuracies)}
    return filled(
        spec,
        truth=labelled(result.test_inputs[:MAX_SHOWN], result.test_labels[:MAX_SHOWN]),
        test=labelled(result.test_inputs[:MAX_SHOWN], shots.test_predictions[:, :MAX_SHOWN].T),
        train=labelled(result.train_inputs, shots.train_predictions.T),
        regions={"url": [region_image(region) for region in shots.regions]},
        over=labelled(result.train_inputs[:OVER_REGIONS], result.train_labels[:OVER_REGIONS]),
        loss=points(loss),
        accuracy=points(accuracy),
    )


def percent(share: float) -> str:
    """Return a share in percent; only a share of 1 is 100 %."""
    return f"{share if share == 1 else min(share, 0.999):.1%}"


def labelled(inputs: np.ndarray, labels: np.ndarray) -> dict[str, np.ndarray]:
    """Return what ``class_points`` draws."""
    return {"x": inputs[:, 0].round(2), "y": inputs[:, 1].round(2), "class": labels}


def region_image(region: np.ndarray) -> str:
    """Return the regions of one snapshot as an image, x2 upwards."""
    return theme.png(region[::-1], theme.CLASS_RAMP)


@cached(maxsize=64)
def empty_charts(frames: int, area: tuple[float, float, float]) -> dict:
    """Return the six charts without numbers, for T frames."""
    labels = (t("training"), t("validation"))
    views = [
        decision_regions(frames, area, t("Regions, and training points")),
        curves("loss", labels, t("Loss"), t("Epoch"), legend="bottom"),
        curves("accuracy", labels, t("Accuracy"), t("Epoch"), y_format=".0%", legend="bottom"),
        panel(table("truth"), area, t("Test points: true class")),
        panel(items("test", moving=("class",)), area, t("Test points: predicted")),
        panel(items("train", moving=("class",)), area, t("Training points: predicted")),
    ]
    separate = dict.fromkeys(("color", "strokeDash", "shape", "opacity"), "independent")
    chart = alt.concat(*views, columns=columns(), spacing=16).resolve_scale(**separate)
    return chart.configure(**theme.CONFIG).to_dict()


def panel(chart: alt.Chart, area: tuple[float, float, float], title: str) -> alt.LayerChart:
    """Draw points of the plane by their class."""
    return square([class_points(chart, size=32, stroke=0.4, clip=True).encode(**plane_axes(area))], title)


def plane_axes(area: tuple[float, float, float]) -> dict[str, alt.X | alt.Y]:
    """Return the axes of a square given by its least x1, least x2 and side."""
    x1, x2, side = area
    return axes("x₁", "x₂", (x1, x1 + side), (x2, x2 + side))


def decision_regions(frames: int, area: tuple[float, float, float], title: str) -> alt.LayerChart:
    """Draw the likeliest class over the plane, paler if less likely, and training points with their true classes."""
    x, y = centre(area)
    background = film("regions", frames, theme.CELL, theme.CELL).transform_calculate(x=f"{x}", y=f"{y}")
    dots = class_points(table("over"), size=36, stroke=0.8, clip=True)
    return square([background.encode(**plane_axes(area)), dots.encode(x="x:Q", y="y:Q")], title)


def centre(area: tuple[float, float, float]) -> tuple[float, float]:
    """Return the middle of a square."""
    x1, x2, side = area
    return x1 + side / 2, x2 + side / 2


def three_sets(parts: list, area: tuple[float, float, float]) -> dict:
    """Draw training, validation and test points.

    Parameters
    ----------
    parts
        Of each set its inputs, shape (N, 2), and labels, shape (N,), of which the first 500 are drawn.
    """
    shown = [labelled(inputs[:MAX_SHOWN], labels[:MAX_SHOWN]) for inputs, labels in parts]
    return filled(empty_sets(area), **dict(zip(("training", "validation", "test"), shown, strict=True)))


@cached(maxsize=16)
def empty_sets(area: tuple[float, float, float]) -> dict:
    """Return the three sets without points."""
    titles = {"training": t("Training points"), "validation": t("Validation points"), "test": t("Test points")}
    views = [panel(table(name), area, title) for name, title in titles.items()]
    return alt.concat(*views, columns=columns(), spacing=28).configure(**theme.CONFIG).to_dict()


def three_sets_alt(parts: list) -> str:
    """Describe the three sets in words."""
    training, validation, test = (len(labels) for _, labels in parts)
    return t(
        "Points of {classes} classes in the plane: {training:,} training, {validation:,} validation and {test:,} test "
        "points, drawn in the same way."
    ).format(
        classes=1 + max(int(labels.max()) for _, labels in parts), training=training, validation=validation, test=test
    )


def verdict(result: ClassificationResult) -> str:
    """Return a sentence on a network that is no better than a guess, or nothing."""
    guess = math.log(len(result.confusion))
    if result.final_loss < guess:
        return ""
    text = t("This network is no better than a guess, which costs {guess:.3f} nats a point.").format(guess=guess)
    risen = result.final_loss > result.losses[0]
    advice = t("Its loss has risen: choose a smaller learning rate.") if risen else t("Train it longer.")
    return f"{text} {advice}"


def alt_text(result: ClassificationResult) -> str:
    """Describe the run in words."""
    text = t(
        "Replay of a network with {hidden} hidden units learning {dataset} from {points:,} points over {epochs:,} "
        "epochs. The training loss went from {first:.3f} to {last:.3f}. At the end {training} of the training "
        "points, {validation} of the validation points and {test} of the test points are classified correctly."
    ).format(
        hidden=result.settings.hidden,
        dataset=result.settings.dataset,
        points=result.settings.train_size,
        epochs=int(result.snapshot_epochs[-1]),
        first=result.losses[0],
        last=result.final_loss,
        training=percent(result.accuracies[-1]),
        validation=percent(result.val_accuracies[-1]),
        test=percent(result.test_accuracy),
    )
    return f"{text} {verdict(result)}".strip()


def probed(result: ClassificationResult, point: ProbeState, answer: Answer) -> dict:
    """Draw one point over the regions, its logits and its probabilities."""
    x, y = centre(result.square)
    return filled(
        empty_probe(result.square, len(answer.logits)),
        area={"url": [region_image(result.snapshots.regions[-1])], "x": [x], "y": [y]},
        spot={"x": [point.x1], "y": [point.x2]},
        logit=bar_values(answer.logits),
        share=bar_values(answer.probabilities),
    )


def bar_values(values: np.ndarray) -> dict[str, object]:
    """Return what ``bars`` draws: the label, class and value of each bar."""
    names = [f"{name}: {value:z.3f}" for name, value in zip(theme.CLASS_NAMES, values, strict=False)]
    return {"name": names, "class": np.arange(len(values)), "value": values}


@cached(maxsize=32)
def empty_probe(area: tuple[float, float, float], classes: int) -> dict:
    """Return plane and bars without numbers."""
    spot = table("spot").mark_point(shape="cross", size=260, filled=True, color=theme.INK, stroke="white", clip=True)
    plane = [still_image("area").encode(**plane_axes(area)), spot.encode(x="x:Q", y="y:Q")]
    logits = bars("logit", classes, t("Logits z"), alt.Scale())
    shares = bars("share", classes, t("Softmax: probabilities p"), alt.Scale(domain=[0, 1]))
    # Below the plane on a phone only the first of them is in sight.
    numbers = alt.vconcat(*((shares, logits) if columns() == 1 else (logits, shares)), spacing=18)
    chart = alt.concat(square(plane, t("Your point")), numbers, columns=min(columns(), 2), spacing=28)
    return chart.configure(**theme.CONFIG).to_dict()


def bars(name: str, classes: int, title: str, scale: alt.Scale) -> alt.Chart:
    """Draw a bar per class, labelled with the class and its number."""
    colour = alt.Scale(domain=list(range(classes)), range=list(theme.CLASS_COLOURS[:classes]))
    label = alt.Axis(labelFontSize=14, labelLimit=140, ticks=False, domain=False)
    chart = (
        table(name)
        .mark_bar(height=16)
        .encode(
            x=alt.X("value:Q", title=None, scale=scale, axis=alt.Axis(tickCount=4)),
            y=alt.Y("name:N", title=None, axis=label, sort=alt.EncodingSortField("class")),
            color=alt.Color("class:N", scale=colour, legend=None),
            tooltip=alt.Tooltip("value:Q", title=title, format=".3f"),
        )
    )
    return chart.properties(title=title, width=170, height=24 * classes)


def probed_alt(point: ProbeState, answer: Answer) -> str:
    """Describe the network's answer for the point in words."""
    shares = ", ".join(
        f"{name[-1]}: {percent(p)}" for name, p in zip(theme.CLASS_NAMES, answer.probabilities, strict=False)
    )
    return t("At the point ({x1:z.1f}, {x2:z.1f}) the network gives the classes these probabilities: {shares}.").format(
        x1=point.x1, x2=point.x2, shares=shares
    )
