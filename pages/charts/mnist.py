"""Pictures of the digits lesson: curves and first-layer weights at one epoch, confusion matrix, the strip of pixels."""

import math
from functools import lru_cache

import altair as alt
import numpy as np

from pages.charts import Translate, theme
from pages.charts.curves import curves, points
from pages.charts.numbers import filled, film, table

GREYS = bytes(255 - value * 7 // 8 for value in range(256) for _ in range(3))
"""The palette of digits: ink is dark on light paper, in both themes."""


@lru_cache(maxsize=8)
def replay(result, columns: int = 3, t: Translate = str) -> dict:
    """Draw loss, accuracy and first-layer weights of a run; they follow ``frame`` and ``epoch``.

    Parameters
    ----------
    result
        A run of ``mlcore.mnist``.
    columns
        How many pictures stand side by side.
    t
        Translates a text.
    """
    epochs = result.checkpoints
    loss = points({t("training"): (epochs, result.losses), t("validation"): (epochs, result.val_losses)})
    accuracy = points({t("training"): (epochs, result.accuracies), t("validation"): (epochs, result.val_accuracies)})
    height, width = montage(result.snapshots[0]).shape
    spec = pictures(len(epochs), height / width, result.settings.model, columns, t)
    return filled(spec, loss=loss, accuracy=accuracy, weights={"url": weight_images(result.snapshots)})


@lru_cache(maxsize=64)
def pictures(frames: int, aspect: float, model: str, columns: int, t: Translate) -> dict:
    """Return the three pictures without numbers, for T frames and weight images of this height by width."""
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
    chart = alt.concat(*views, columns=columns, spacing=28).resolve_scale(**separate)
    return chart.configure(**theme.CONFIG).to_dict()


def weight_images(snapshots: np.ndarray) -> list[str]:
    """Return one image a checkpoint: all units' weights, blue positive and orange negative, on one scale.

    The scale leaves out the largest half percent, which would make all others pale.
    """
    weights = snapshots.astype(np.float32)
    large = max(float(np.quantile(np.abs(weights), 0.995)), 1e-6)
    shades = (127.5 + 127.5 * (weights / large).clip(-1, 1)).round().astype(np.uint8)
    return [theme.png(montage(shot)) for shot in shades]


def montage(images: np.ndarray) -> np.ndarray:
    """Lay images out in a square with a pixel between them, each pixel drawn three by three.

    Parameters
    ----------
    images
        Shape (units, h, w).
    """
    units, height, width = images.shape
    columns = math.ceil(math.sqrt(units))
    rows = math.ceil(units / columns)
    sheet = np.full((rows * (height + 1) - 1, columns * (width + 1) - 1), 127, images.dtype)
    for number, image in enumerate(images):
        top, left = number // columns * (height + 1), number % columns * (width + 1)
        sheet[top : top + height, left : left + width] = image
    return sheet.repeat(3, axis=0).repeat(3, axis=1)


def alt_text(result, t: Translate = str) -> str:
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


def confusion(result, t: Translate = str) -> dict:
    """Draw the confusion matrix of the test digits: rows are what was written, columns what was read."""
    counts = np.asarray(result.confusion)
    rows, columns = np.divmod(np.arange(100), 10)
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    kind = np.where(rows == columns, 1.0, -1.0)
    return filled(
        confusion_picture(t),
        cell={"row": rows, "column": columns, "n": counts.ravel(), "share": kind * np.sqrt(share.ravel())},
    )


@lru_cache
def confusion_picture(t: Translate) -> dict:
    """Return the confusion matrix without numbers."""
    cells = table("cell")
    digits = alt.Axis(labelAngle=0, ticks=False, domain=False)
    place = {
        "x": alt.X("column:O", title=t("read as"), axis=digits),
        "y": alt.Y("row:O", title=t("written"), axis=digits),
    }
    ramp = alt.Scale(domain=[-0.5, 0, 1], range=[theme.NEGATIVE, theme.NEUTRAL, theme.POSITIVE], clamp=True)
    layers = [
        cells.mark_rect(cornerRadius=2).encode(
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
    ]
    chart = alt.layer(*layers).properties(width=320, height=320, title=t("Confusion matrix of the test digits"))
    return chart.configure(**theme.CONFIG).to_dict()


def confusion_alt(result, t: Translate = str) -> str:
    """Say in words what is confused most."""
    counts = np.array(result.confusion)
    right, total = int(np.trace(counts)), int(counts.sum())
    np.fill_diagonal(counts, 0)
    written, read = np.unravel_index(counts.argmax(), counts.shape)
    return t(
        "Confusion matrix: {right} of {total} test digits are read right. The most frequent mistake is a {written} "
        "read as a {read}, {count} times."
    ).format(right=right, total=total, written=written, read=read, count=int(counts.max()))


def strip(image: np.ndarray, columns: int = 3, t: Translate = str) -> dict:
    """Draw a digit beside the strip of 784 numbers that ``view(-1, 784)`` makes of it; a slider marks a row in both.

    Parameters
    ----------
    image
        Grey values, uint8, shape (28, 28).
    columns
        How many pictures would fit side by side: decides how long the strip is.
    """
    picture = theme.png(image.repeat(8, axis=0).repeat(8, axis=1), GREYS)
    flat = theme.png(image.reshape(1, 784).repeat(4, axis=0), GREYS)
    return filled(strip_picture(columns, t), digit={"url": [picture]}, flat={"url": [flat]})


@lru_cache
def strip_picture(columns: int, t: Translate) -> dict:
    """Return digit and strip without pixels."""
    length = theme.CELL + 290 * (columns - 1)
    row = alt.param("row", value=8, bind=alt.binding_range(min=0, max=27, step=1, name=t("Row") + " "))
    digit = framed("digit", 28, 28, theme.CELL, theme.CELL, t("28 x 28 pixels"))
    flat = framed("flat", 784, 1, length, 44, t("view(-1, 784): the same numbers in one row"))
    mark = alt.Chart(alt.sequence(0, 1, as_="i"))
    box = {"fillOpacity": 0.0, "stroke": theme.CURSOR, "strokeWidth": 2}
    in_digit = mark.transform_calculate(x="0", x2="28", y="28 - row", y2="27 - row")
    in_flat = mark.transform_calculate(x="28 * row", x2="28 * (row + 1)", y="0", y2="1")
    corners = {"x": "x:Q", "x2": "x2:Q", "y": "y:Q", "y2": "y2:Q"}
    views = [
        alt.layer(digit, in_digit.mark_rect(**box).encode(**corners)),
        alt.layer(flat, in_flat.mark_rect(**box).encode(**corners)),
    ]
    chart = alt.vconcat(*views, spacing=16).add_params(row)
    return chart.configure(**theme.CONFIG).to_dict()


def framed(name: str, across: int, down: int, width: float, height: float, title: str) -> alt.Chart:
    """Draw the image ``name`` over a plane of pixels."""
    image = table(name).transform_calculate(x=str(across / 2), y=str(down / 2))
    return (
        image.mark_image(width=width, height=height, aspect=False)
        .encode(
            x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, across], nice=False)),
            y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, down], nice=False)),
            url="url:N",
        )
        .properties(width=width, height=height, title=title)
    )


def strip_alt(label: int, t: Translate = str) -> str:
    """Say in words what the strip shows."""
    return t("A handwritten {label} of 28 by 28 pixels above the strip of its 784 grey values, row after row.").format(
        label=label
    )
