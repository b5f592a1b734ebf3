"""Training curves of a deep plain network, the same with skip connections, and a shallow plain network."""

import altair as alt
import numpy as np

from mlcore.depth.results import ResidualResult
from pages.ui import verdicts
from pages.ui.charts import grid, theme
from pages.ui.charts.curves import curves, points
from pages.ui.charts.spec import apart, to_spec, with_data
from pages.ui.context import cached, columns, counted, t


def draw(result: ResidualResult) -> dict:
    """Draw training loss and training error of the three networks by epoch."""
    labels = names()
    loss, error = (
        points({labels[name]: measured(curve) for name, curve in by_network.items()})
        for by_network in (result.losses, result.errors)
    )
    return with_data(empty_charts(), residual_loss=loss, residual_error=error)


def measured(curve: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the epochs after which a network was measured, and what was found."""
    epochs = np.flatnonzero(~np.isnan(curve))
    return epochs, curve[epochs]


def names() -> dict[str, str]:
    """Return the translated names of the networks."""
    return {"shallow": t("shallow, plain"), "plain": t("deep, plain"), "skips": t("deep, with skips")}


@cached()
def empty_charts() -> dict:
    """Return the two charts without data."""
    labels = tuple(names().values())
    style = {"cursor": False, "legend": "bottom"}
    views = [
        curves("residual_loss", labels, t("Training loss"), t("Epoch"), **style),
        curves(
            "residual_error",
            labels,
            t("Training error"),
            t("Epoch"),
            y_format=".0%",
            y_scale=alt.Scale(domain=[0, 1]),
            **style,
        ),
    ]
    wide = [view.properties(width=grid.breadth(theme.CELL + 150)) for view in views]
    chart = apart(alt.concat(*wide, columns=min(columns(), 2), spacing=28), "color", "strokeDash")
    return to_spec(chart)


def problem(result: ResidualResult) -> str:
    """Return a warning if even the best of the three networks is of no use, or an empty text."""
    if not result.is_whole or result.best.ending == "done":
        return ""
    text = t(
        "None of the three networks learned enough for a comparison. Change the learning rate or the epochs. The best "
        "of them: {words}"
    )
    return text.format(words=verdicts.words(result.best))


def alt_text(result: ResidualResult) -> str:
    """Describe the end of the three networks, or how far they are."""
    if not result.is_whole:
        so_far, labels = t("{name}: {error:.1%} after {epochs}"), names()
        newest = {name: (column[-1] for column in measured(curve)) for name, curve in result.errors.items()}
        parts = [
            so_far.format(name=labels[name], epochs=counted(epoch, t("1 epoch"), t("{count} epochs")), error=error)
            for name, (epoch, error) in newest.items()
        ]
        text = t("The share of its own training digits that each network reads wrong so far. {parts}.")
        return text.format(parts="; ".join(parts))
    ends = {name: float(curve[-1]) for name, curve in result.errors.items()}
    text = t(
        "After {epochs} the shallow plain network reads {shallow:.1%} of its own training digits wrong, the "
        "plain one of {depth} hidden layers {plain:.1%}, the same with skip connections {skips:.1%}."
    ).format(
        epochs=counted(result.settings.epochs, t("1 epoch"), t("{count} epochs")), depth=result.settings.depth, **ends
    )
    return f"{text} {problem(result)}".strip()
