"""Charts of a trained digits network: curves and first-layer weights at one epoch, confusion matrix."""

import altair as alt
import numpy as np

from mlcore.mnist.results import MnistResult, SplitPredictions
from pages.ui import verdicts
from pages.ui.charts import theme
from pages.ui.charts.curves import curves, points
from pages.ui.charts.images import montage
from pages.ui.charts.spec import apart, film, layered, table, to_spec, with_data
from pages.ui.context import cached, columns, counted, t
from pages.ui.labels import label
from pages.ui.percent import percent

CELL = "chosen"
"""Name of the selection of a cell of the confusion matrix, by ``row`` and ``column``."""


@cached(maxsize=8)
def replay(result: MnistResult) -> dict:
    """Draw loss, accuracy and first-layer weights of a run. They follow ``frame`` and ``epoch``."""
    epochs = result.snapshot_epochs
    loss = points({t("training"): (epochs, result.losses), t("validation"): (epochs, result.val_losses)})
    accuracy = points({t("training"): (epochs, result.accuracies), t("validation"): (epochs, result.val_accuracies)})
    height, width = montage(result.snapshots[0]).shape
    spec = empty_charts(len(epochs), height / width, result.settings.model)
    return with_data(spec, loss=loss, accuracy=accuracy, weights={"url": weight_images(result.snapshots)})


@cached(maxsize=64)
def empty_charts(frames: int, aspect: float, model: str) -> dict:
    """Return the three charts without data; ``aspect`` is the height of a weight image divided by its width."""
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
    chart = apart(alt.concat(*views, columns=columns(), spacing=28), "color", "strokeDash", "opacity")
    return to_spec(chart)


def weight_images(snapshots: np.ndarray) -> list[str]:
    """Return one image for each snapshot: the weights of all units, blue positive and orange negative, on one scale.

    The scale ignores the largest half percent, so that the others are not pale.
    """
    weights = snapshots.astype(np.float32)
    large = max(float(np.quantile(np.abs(weights), 0.995)), 1e-6)
    shades = (127.5 + 127.5 * (weights / large).clip(-1, 1)).round().astype(np.uint8)
    return [theme.png(montage(shot)) for shot in shades]


def loss_text(loss: float) -> str:
    """Return a loss for a reader: an exploded one without its many digits."""
    return f"{loss:,.4f}" if loss < 10_000 else t("over 10,000")


def alt_text(result: MnistResult) -> str:
    """Describe the course and the end of a run."""
    text = t(
        "Replay of the model {model}, trained for {epochs}. The training loss went from {first:.2f} to {last}, "
        "the accuracy to {training} on the training digits and {validation} on the validation digits."
    ).format(
        model=label(result.settings.model, "mnist.model"),
        epochs=counted(int(result.snapshot_epochs[-1]), t("1 epoch"), t("{count} epochs")),
        first=result.losses[0],
        last=loss_text(result.final_loss),
        training=percent(result.accuracies[-1]),
        validation=percent(result.val_accuracies[-1]),
    )
    return f"{text} {verdicts.words(result.verdict)}".strip()


def confusion(answers: SplitPredictions, cell: tuple[int, int], title: str) -> dict:
    """Draw a confusion matrix: true digits in rows, predicted digits in columns.

    Parameters
    ----------
    answers
        What a network says to some digits.
    cell
        Row and column of the framed cell; a click on another cell selects that cell.
    title
        Which digits these are, translated.
    """
    counts = answers.confusion
    row, column = np.divmod(np.arange(100), 10)
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    kind = np.where(row == column, 1.0, -1.0)
    return with_data(
        empty_confusion(title),
        here={"row": [cell[0]], "column": [cell[1]]},
        cell={"row": row, "column": column, "n": counts.ravel(), "shade": kind * np.sqrt(share.ravel())},
    )


@cached()
def empty_confusion(title: str) -> dict:
    """Return the confusion matrix without data, as wide as the controls of a stage."""
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
            color=alt.Color("shade:Q", scale=ramp, legend=None),
            tooltip=[
                alt.Tooltip("row:O", title=t("written")),
                alt.Tooltip("column:O", title=t("read as")),
                alt.Tooltip("n:Q", title=t("digits")),
            ],
        ),
        cells.transform_filter("datum.n > 0")
        .mark_text(fontSize=9 if columns() == 2 else 11)
        .encode(
            **place,
            text=alt.Text("n:Q"),
            color=alt.condition("datum.shade > 0.7", alt.value("white"), alt.value(theme.INK)),
        ),
        table("here").mark_rect(filled=False, stroke=theme.CURSOR, strokeWidth=3, cornerRadius=2).encode(**place),
    ]
    side = {1: 208, 2: 156}.get(columns(), 212)
    chart = layered(*layers).properties(width=side, height=side, title=title, autosize="pad")
    return to_spec(chart)


def confusion_alt(answers: SplitPredictions) -> str:
    """Describe the accuracy and the most frequent mistake."""
    counts = answers.confusion
    right, total = int(np.trace(counts)), int(counts.sum())
    if right == total:
        return t("Confusion matrix: all {total} digits are read right.").format(total=total)
    np.fill_diagonal(counts, 0)
    written, read = np.unravel_index(counts.argmax(), counts.shape)
    return t(
        "Confusion matrix: {right} of {total} digits are read right. The most frequent mistake is a {written} "
        "read as {read}: {times}."
    ).format(
        right=right,
        total=total,
        written=written,
        read=read,
        times=counted(int(counts.max()), t("once"), t("{count} times")),
    )
