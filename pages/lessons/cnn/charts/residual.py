"""A deep plain network, the same with skip connections, and a shallow plain one, on their own training digits."""

import altair as alt
import numpy as np

from pages.ui.charts import theme
from pages.ui.charts.curves import curves, points
from pages.ui.charts.spec import filled
from pages.ui.context import cached, columns, t


def pictures(result) -> dict:
    """Draw training loss and training error of the three networks by epoch.

    Parameters
    ----------
    result
        A run of ``mlcore.cnn.residual``.
    """
    epochs = np.arange(result.settings.epochs + 1)
    labels = names()
    loss, error = (
        points({labels[name]: (epochs, curve[name]) for name in labels}) for curve in (result.losses, result.errors)
    )
    return filled(empty_pictures(), residual_loss=loss, residual_error=error)


def names() -> dict[str, str]:
    """Return what the networks are called."""
    return {"shallow": t("shallow, plain"), "plain": t("deep, plain"), "skips": t("deep, with skips")}


@cached()
def empty_pictures() -> dict:
    """Return the two pictures without numbers."""
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
    wide = [view.properties(width=theme.CELL + 90 * (columns() > 1)) for view in views]
    separate = dict.fromkeys(("color", "strokeDash"), "independent")
    chart = alt.concat(*wide, columns=min(columns(), 2), spacing=28).resolve_scale(**separate)
    return chart.configure(**theme.CONFIG).to_dict()


def alt_text(result) -> str:
    """Say in words how the three networks ended."""
    ends = {name: float(curve[-1]) for name, curve in result.errors.items()}
    return t(
        "After {epochs} epochs the shallow plain network reads {shallow:.1%} of its own training digits wrong, the "
        "plain one of {depth} hidden layers {plain:.1%}, the same with skip connections {skips:.1%}."
    ).format(epochs=result.settings.epochs, depth=result.settings.depth, **ends)
