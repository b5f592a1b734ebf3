"""What there is before the first run: a surface and the noisy points that are drawn from it."""

import altair as alt
import numpy as np

from mlcore.regression.settings import RegressionSettings
from mlcore.regression.surfaces import SQUARE, SURFACES, dimensions, places, training_points
from pages.lessons.regression.charts import trained
from pages.ui.charts import theme
from pages.ui.charts.plane import axes, square, still_image
from pages.ui.charts.spec import layered, table, with_data
from pages.ui.context import cached, columns, t

MAX_SHOWN = 500


def points(settings: RegressionSettings) -> dict:
    """Draw the surface and the points that both models will see."""
    x, y = training_points(settings.dataset, settings.samples, settings.noise, settings.data_seed)
    x, y = x[:MAX_SHOWN], y[:MAX_SHOWN]
    at = places(settings.dataset)
    truth = SURFACES[settings.dataset](at)
    if dimensions(settings.dataset) == 1:
        return with_data(empty_line(), seen={"x": x[:, 0], "y": y}, truth={"x": at[:, 0], "y": truth})
    reach = float(np.abs(truth).max())
    return with_data(
        empty_plane(),
        truth={"url": trained.images(truth[None], reach), "x": [5], "y": [5]},
        seen={"x": [], "y": []},
        point={"x": x[:, 0], "y": x[:, 1], "height": y, "shade": y / reach},
    )


@cached(maxsize=8)
def empty_plane() -> dict:
    """Return the surface and its points without numbers."""
    ramp = [theme.RAMP_ENDS[0], theme.NEUTRAL, theme.RAMP_ENDS[1]]
    scale = alt.Scale(domain=[-1, 0, 1], range=ramp, interpolate="rgb", clamp=True)
    dots = table("point").mark_circle(size=40, stroke=trained.FAINT, strokeWidth=0.6, opacity=1)
    cloud = dots.encode(
        **axes("x₁", "x₂", SQUARE),
        color=alt.Color("shade:Q", scale=scale, legend=None),
        tooltip=alt.Tooltip("height:Q", title="y", format=".2f"),
    )
    views = [
        trained.surface(still_image("truth"), t("Truth, without the noise")),
        square([cloud], t("Training points, with their noise")),
    ]
    return trained.arranged(alt.concat(*views, columns=columns(), spacing=trained.GAPS))


@cached(maxsize=8)
def empty_line() -> dict:
    """Return the curve of one input and its points without numbers."""
    x = alt.X("x:Q", title="x₁", scale=alt.Scale(domain=list(SQUARE), nice=False))
    place = {"x": x, "y": alt.Y("y:Q", title="y")}
    layers = [
        table("seen").mark_circle(size=16, color=trained.FAINT, opacity=0.5).encode(**place),
        table("truth").mark_line(color=trained.FAINT, strokeDash=theme.DASHES[1]).encode(**place),
    ]
    size = {"width": trained.WIDTHS[columns()], "height": theme.CELL}
    chart = layered(*layers).properties(title=t("Training points, and the truth that they are drawn from"), **size)
    return trained.arranged(alt.vconcat(chart))


def alt_text(settings: RegressionSettings) -> str:
    """Describe the points in words."""
    text = t(
        "{samples:,} training points of the surface {dataset}, with a noise of {noise:g}. No model has seen them yet."
    )
    return text.format(samples=settings.samples, dataset=settings.dataset, noise=settings.noise)
