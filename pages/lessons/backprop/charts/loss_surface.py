"""A slice of the loss with the path of training on it, and the loss itself, all at one epoch."""

import altair as alt
import numpy as np

from mlcore.backprop.results import LossSurfaceResult
from pages.lessons.backprop.charts.computational_graph import short, written
from pages.lessons.neuron.charts.neuron import CARD
from pages.ui.charts import theme
from pages.ui.charts.curves import curves, points
from pages.ui.charts.plane import square
from pages.ui.charts.spec import filled, film, items, table
from pages.ui.context import cached, columns, t

BANDS = 14
SIDE = 260
SMALLEST = 1e-9
EXPLODED = 100
LOW, HIGH = (250, 248, 243), (96, 112, 138)
"""Low loss is light, high loss dark, in bands like the contours of a map."""


def palette() -> bytes:
    """Return 256 colours from low to high loss, in bands."""
    share = (np.arange(256) * BANDS // 256)[:, None] / (BANDS - 1)
    return (np.array(LOW) + share * (np.array(HIGH) - LOW)).round().astype(np.uint8).tobytes()


@cached(maxsize=8)
def replay(result: LossSurfaceResult) -> dict:
    """Draw the slice and the loss of a run; they follow ``frame`` and ``epoch``, which ``replay.following`` adds.

    Parameters
    ----------
    result
        A run of ``mlcore.backprop.loss_surface``.
    """
    colours = palette()
    frames = len(result.path)
    x, y = result.path.T
    return filled(
        empty_charts(frames, result.settings.directions),
        slice={"url": [theme.png(shade[::-1], colours) for shade in shades(result.surfaces)]},
        extent={"x": [result.low[0], result.high[0]], "y": [result.low[1], result.high[1]]},
        trail={"i": list(range(frames)), "x": x, "y": y},
        walker={"x": x[None], "y": y[None]},
        loss=points({t("loss"): (np.arange(len(result.losses)), result.losses)}),
    )


def shades(surfaces: np.ndarray) -> np.ndarray:
    """Return losses as indices into the palette, logarithmically and over all frames alike."""
    logs = np.log(np.maximum(surfaces, SMALLEST))
    low, high = logs.min(), logs.max()
    return ((logs - low) / max(high - low, 1e-9) * 255).round().astype(np.uint8)


@cached(maxsize=32)
def empty_charts(frames: int, directions: str) -> dict:
    """Return both charts without numbers, for T frames."""
    width = 520 if columns() == 3 else theme.CELL
    loss = curves("loss", (t("loss"),), t("Loss"), t("Epoch")).properties(width=width, height=SIDE, view=CARD)
    return (
        alt.concat(surface(frames, directions), loss, columns=min(columns(), 2), spacing=40)
        .configure(**theme.CONFIG)
        .to_dict()
    )


def surface(frames: int, directions: str) -> alt.LayerChart:
    """Draw the slice at the replay's epoch, the whole path over it, and the place of the network on it."""
    place = {
        channel: axis(
            f"{channel}:Q",
            title=title,
            axis=alt.Axis(tickCount=5),
            scale=alt.Scale(
                domainMin=alt.ExprRef(f"extent.{channel}[0]"), domainMax=alt.ExprRef(f"extent.{channel}[1]"), nice=False
            ),
        )
        for channel, axis, title in zip("xy", (alt.X, alt.Y), axis_titles(directions), strict=True)
    }
    middle = {channel: f"(extent.{channel}[0] + extent.{channel}[1]) / 2" for channel in "xy"}
    background = film("slice", frames, SIDE, SIDE).transform_calculate(**middle)
    trail = table("trail")
    walker = items("walker", moving=("x", "y"))
    layers = [
        background.encode(**place),
        trail.mark_line(color="white", strokeWidth=5, opacity=0.8).encode(x="x:Q", y="y:Q", order="i:Q"),
        trail.mark_line(color=theme.CURSOR, strokeWidth=2.5).encode(x="x:Q", y="y:Q", order="i:Q"),
        trail.transform_filter("datum.i == 0")
        .mark_point(shape="square", filled=True, size=70, color=theme.INK, opacity=1)
        .encode(x="x:Q", y="y:Q"),
        walker.mark_point(size=170, filled=True, color=theme.CURSOR, stroke="white", strokeWidth=2, opacity=1).encode(
            x="x:Q", y="y:Q"
        ),
    ]
    return square(layers, t("Loss around the network")).properties(width=SIDE, height=SIDE)


def exploded(result: LossSurfaceResult) -> bool:
    """Say whether a run ended far above its first loss, though at a finite number."""
    return result.final_loss > EXPLODED * result.losses[0]


def axis_titles(directions: str) -> tuple[str, str]:
    """Return the names of the two directions."""
    if directions == "random":
        return t("first random direction"), t("second random direction")
    first, second = directions.split()
    return written(first), written(second)


def alt_text(result: LossSurfaceResult) -> str:
    """Say in words where the path leads."""
    text = t(
        "Slice of the loss along {directions} with the path of training over {epochs} epochs, from a loss of "
        "{first} to {last}."
    )
    s = result.settings
    return text.format(
        directions=s.directions, epochs=s.epochs, first=short(result.losses[0]), last=short(result.final_loss)
    )
