"""The curves of the course's notebook: losses and accuracy by epoch."""

import altair as alt
import numpy as np

from mlcore.training_loop.results import TrainingLoopResult
from pages.ui import verdicts
from pages.ui.charts import theme
from pages.ui.charts.curves import curves, points
from pages.ui.charts.spec import apart, to_spec, with_data
from pages.ui.context import cached, columns, t
from pages.ui.numbers import written
from pages.ui.percent import percent


def both(result: TrainingLoopResult) -> dict:
    """Return the training and validation loss, and beside them the validation accuracy."""
    labels = (t("training"), t("validation"))
    epochs = np.arange(len(result.losses))
    losses = dict(zip(labels, ((epochs, result.losses), (epochs, result.val_losses)), strict=True))
    accuracies = {t("validation"): (epochs, result.accuracies)}
    return with_data(empty(labels), loss=points(losses), accuracy=points(accuracies))


@cached(maxsize=8)
def empty(labels: tuple[str, ...]) -> dict:
    """Return both charts without their values."""
    epoch = t("Epoch")
    loss = curves("loss", labels, t("Loss"), epoch, cursor=False, legend="bottom")
    accuracy = curves(
        "accuracy", labels[1:], t("Validation accuracy"), epoch, y_format=".0%", cursor=False, styles=(1,)
    )
    width = 420 if columns() == 3 else theme.CELL
    wide = [view.properties(width=width) for view in (loss, accuracy)]
    row = alt.concat(*wide, columns=min(2, columns()), spacing=30)
    chart = apart(row, "color", "strokeDash")
    return to_spec(chart)


def alt_text(result: TrainingLoopResult) -> str:
    """Say how the run ended."""
    text = t(
        "Epochs: {epochs}. The training loss goes from {first} to {last}, the validation loss ends at {val}, and "
        "{accuracy} of the validation digits are right."
    ).format(
        epochs=len(result.losses),
        first=written(result.losses[0]),
        last=written(result.losses[-1]),
        val=written(result.val_losses[-1]),
        accuracy=percent(result.accuracies[-1]),
    )
    return f"{text} {verdicts.words(result.verdict)}".strip()
