"""Charts of a trained digits network: curves and first-layer weights at one epoch, confusion matrix."""

import altair as alt
import numpy as np

from pages.ui.charts import theme
from pages.ui.charts.curves import curves, points
from pages.ui.charts.images import montage
from pages.ui.charts.spec import filled, film, table
from pages.ui.context import cached, columns, t

CELL = "chosen"
"""The selection of a cell of the confusion matrix, by ``row`` and ``column``."""


@cached(maxsize=8)
def replay(result) -> dict:
    """Draw loss, accuracy and first-layer weights of a run; they follow ``frame`` and ``epoch``.

    Parameters
    ----------
    result
        A run of ``mlcore.mnist.training``.
    """
    epochs = result.snapshot_epochs
    loss = points({t("training"): (epochs, result.losses), t("validation"): (epochs, result.val_losses)})
    accuracy = points({t("training"): (epochs, result.accuracies), t("validation"): (epochs, result.val_accuracies)})
    height, width = montage(result.snapshots[0]).shape
    spec = empty_charts(len(epochs), height / width, result.settings.model)
    return filled(spec, loss=loss, accuracy=accuracy, weights={"url": weight_images(result.snapshots)})


@cached(maxsize=64)
def empty_charts(frames: int, aspect: float, model: str) -> dict:
    """Return the three charts without numbers, for T frames and weight images of this height by width."""
    labels = (t("training"), t("validation"))
    titles = {
        "linear": t("Weights into each class"),
        "mlp": t("Weights into the first hidden units"),
        "cnn": t("Filters of the first layer"),
    }
    weights = film("weights", frames, theme.CELL, theme.CELL * aspect).transform_calculate(x="0.5", y="0.5")
    unit = alt.Scale(domain=[0, 1])
    views = [
        curves("loss", labels, t("Loss"), t("Epoch")),
        curves("accuracy", labels, t("Accuracy"), t("Epoch"), y_format=".0%"),
        weights.encode(x=alt.X("x:Q", axis=None, scale=unit), y=alt.Y("y:Q", axis=None, scale=unit)).properties(
            width=theme.CELL, height=theme.CELL * aspect, title=titles[model]
        ),
    ]
    separate = dict.fromkeys(("color", "strokeDash", "opacity"), "independent")
    chart = alt.concat(*views, columns=columns(), spacing=28).resolve_scale(**separate)
    return chart.configure(**theme.CONFIG).to_dict()


def weight_images(snapshots: np.ndarray) -> list[str]:
    """Return one image a snapshot: all units' weights, blue positive and orange negative, on one scale.

    The scale leaves out the largest half percent, which would make all others pale.
    """
    weights = snapshots.astype(np.float32)
    large = max(float(np.quantile(np.abs(weights), 0.995)), 1e-6)
    shades = (127.5 + 127.5 * (weights / large).clip(-1, 1)).round().astype(np.uint8)
    return [theme.png(montage(shot)) for shot in shades]


def alt_text(result) -> str:
    """Say in words how the run went."""
    return t(
        "Replay of a {model} model trained for {epochs} epochs. The training loss fell from {first:.2f} to "
        "{last:.4f}, the accuracy rose to {training:.1%} on the training digits and {validation:.1%} on the "
        "validation digits."
    ).format(
        model=result.settings.model,
        epochs=result.settings.epochs,
        first=result.losses[0],
        last=result.final_loss,
        training=result.accuracies[-1],
        validation=result.val_accuracies[-1],
    )


def confusion(result, cell: tuple[int, int]) -> dict:
    """Draw the confusion matrix of the test digits: rows are what was written, columns what was read.

    Parameters
    ----------
    cell
        Row and column of the cell that is framed; a click on another one selects it.
    """
    counts = np.asarray(result.confusion)
    rows, columns = np.divmod(np.arange(100), 10)
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    kind = np.where(rows == columns, 1.0, -1.0)
    return filled(
        empty_confusion(),
        here={"row": [cell[0]], "column": [cell[1]]},
        cell={"row": rows, "column": columns, "n": counts.ravel(), "share": kind * np.sqrt(share.ravel())},
    )


@cached()
def empty_confusion() -> dict:
    """Return the confusion matrix without numbers."""
    cells = table("cell")
    digits = alt.Axis(labelAngle=0, ticks=False, domain=False, labelFlush=False)
    place = {
        "x": alt.X("column:O", title=t("read as"), axis=digits),
        "y": alt.Y("row:O", title=t("written"), axis=digits),
    }
    ramp = alt.Scale(domain=[-0.5, 0, 1], range=[theme.NEGATIVE, theme.NEUTRAL, theme.POSITIVE], clamp=True)
    layers = [
        cells.mark_rect(cornerRadius=2, cursor="pointer")
        .add_params(alt.selection_point(name=CELL, fields=["row", "column"]))
        .encode(
            **place,
            color=alt.Color("share:Q", scale=ramp, legend=None),
            tooltip=[
                alt.Tooltip("row:O", title=t("written")),
                alt.Tooltip("column:O", title=t("read as")),
                alt.Tooltip("n:Q", title=t("digits")),
            ],
        ),
        cells.transform_filter("datum.n > 0")
        .mark_text(fontSize=11)
        .encode(
            **place, text="n:Q", color=alt.condition("datum.share > 0.7", alt.value("white"), alt.value(theme.INK))
        ),
        table("here").mark_rect(filled=False, stroke=theme.CURSOR, strokeWidth=3, cornerRadius=2).encode(**place),
    ]
    chart = alt.layer(*layers).properties(width=320, height=320, title=t("Confusion matrix of the test digits"))
    return chart.configure(**theme.CONFIG).to_dict()


def confusion_alt(result) -> str:
    """Say in words what is confused most."""
    counts = np.array(result.confusion)
    right, total = int(np.trace(counts)), int(counts.sum())
    np.fill_diagonal(counts, 0)
    written, read = np.unravel_index(counts.argmax(), counts.shape)
    return t(
        "Confusion matrix: {right} of {total} test digits are read right. The most frequent mistake is a {written} "
        "read as a {read}, {count} times."
    ).format(right=right, total=total, written=written, read=read, count=int(counts.max()))
