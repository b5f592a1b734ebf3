"""Four optimizers on the map of a loss of two weights, and their losses, all at one epoch."""

import altair as alt
import numpy as np

from mlcore.common.plane import SQUARE
from mlcore.downhill.results import RaceResult
from mlcore.downhill.settings import RaceSettings
from mlcore.downhill.surfaces import heights
from pages.lessons.downhill.charts.one_weight import short
from pages.ui.charts import live, theme
from pages.ui.charts.curves import curves, points
from pages.ui.charts.live import row
from pages.ui.charts.plane import axes
from pages.ui.charts.spec import XY, apart, items, layered, table, to_spec, with_data
from pages.ui.context import cached, columns, t

FIELDS = ("w1", "w2")
BANDS = 14
SIDES = {1: 228, 2: 320, 3: 335}
WIDTHS = {1: 228, 2: 320, 3: 400}
LOW, HIGH = (250, 248, 243), (96, 112, 138)
"""Low loss is light, high loss dark, in bands like the contours of a map."""

MIN_LOSS = 0.02
"""The lowest loss that the map tells from 0."""

RANGE = (1e-8, 1e4)
"""Losses that are drawn; others stand at its ends."""

MAX_DISTANCE = 30.0
"""How far from the map an optimizer is followed."""

SHAPES = ("circle", "square", "triangle-up", "diamond")


@cached(maxsize=8)
def replay(result: RaceResult) -> dict:
    """Draw a race; it follows ``frame`` and ``epoch``, which ``replay.following`` adds, and the start the hand.

    Parameters
    ----------
    result
        A run of ``mlcore.downhill.race``.
    """
    frames = len(result.snapshot_epochs)
    names = tuple(result.paths)
    paths = np.stack([seen(path) for path in result.paths.values()])
    labels = [name for name in names for _ in range(frames)]
    spec = with_data(
        empty_charts(result.settings.surface, names),
        trail={
            "i": list(range(frames)) * len(names),
            "x": paths[..., 0].ravel(),
            "y": paths[..., 1].ravel(),
            "label": labels,
        },
        walker={"x": paths[..., 0], "y": paths[..., 1], "label": list(names)},
        loss=points({name: (np.arange(len(losses)), drawn(losses)) for name, losses in result.losses.items()}),
    )
    return live.moving(spec, [*spec["params"], *parameters()])


def seen(path: np.ndarray) -> np.ndarray:
    """Return a path whose places are finite and not far from the map, so that Vega can draw it."""
    return np.clip(
        np.nan_to_num(path, nan=MAX_DISTANCE, posinf=MAX_DISTANCE, neginf=-MAX_DISTANCE), -MAX_DISTANCE, MAX_DISTANCE
    )


def drawn(losses: np.ndarray) -> np.ndarray:
    """Return losses within what is drawn."""
    return np.clip(np.nan_to_num(losses, nan=RANGE[1], posinf=RANGE[1]), *RANGE)


def parameters() -> list[dict]:
    """Return the start, which can be dragged over the map."""
    pixels = SIDES[columns()] / (SQUARE[1] - SQUARE[0])
    grips, drags = live.dragged(RaceSettings.slug, ("w1", "w2"), pixels=pixels, ends=SQUARE)
    defaults = {field: RaceSettings.model_fields[field].default for field in FIELDS}
    return [*grips, *live.parameters(RaceSettings.slug, defaults, drags)]


@cached(maxsize=32)
def empty_charts(surface: str, names: tuple[str, ...]) -> dict:
    """Return both charts without numbers."""
    scale = alt.Scale(type="log", clamp=True)
    loss = curves("loss", names, t("Loss"), t("Epoch"), y_scale=scale, legend="bottom")
    sized = loss.properties(
        width=WIDTHS[columns()], height=SIDES[columns()] - (80 if columns() == 3 else 0), view=theme.CARD
    )
    chart = alt.concat(ground(surface, names), sized, columns=min(columns(), 2), spacing=36)
    return to_spec(apart(chart, "color", "strokeDash", "shape", "x", "y"))


def palette() -> bytes:
    """Return 256 colours from low to high loss, in bands."""
    share = (np.arange(256) * BANDS // 256)[:, None] / (BANDS - 1)
    return (np.array(LOW) + share * (np.array(HIGH) - LOW)).round().astype(np.uint8).tobytes()


def shades(losses: np.ndarray) -> np.ndarray:
    """Return losses as indices into the palette, logarithmically."""
    logs = np.log(np.maximum(losses, MIN_LOSS))
    low, high = logs.min(), logs.max()
    return ((logs - low) / max(high - low, 1e-9) * 255).round().astype(np.uint8)


@cached()
def map_of(surface: str) -> str:
    """Return the image of a loss."""
    return theme.png(shades(heights(surface))[::-1], palette())


def ground(surface: str, names: tuple[str, ...]) -> alt.LayerChart:
    """Draw the map, the whole paths over it, where each optimizer is, and the start, which is a handle."""
    side = SIDES[columns()]
    place = axes("w₁", "w₂", SQUARE)
    scale = {"domain": list(names)}
    colour = alt.Color("label:N", scale=alt.Scale(range=list(theme.SERIES), **scale), legend=None)
    shape = alt.Shape("label:N", scale=alt.Scale(range=list(SHAPES), **scale), legend=None)
    dash = alt.StrokeDash("label:N", scale=alt.Scale(range=[list(one) for one in theme.DASHES], **scale), legend=None)
    image = alt.Chart(alt.InlineData([{"url": map_of(surface), "x": sum(SQUARE) / 2, "y": sum(SQUARE) / 2}]))
    trail = table("trail")
    line = XY | {"order": alt.Order("i:Q")}
    walker = items("walker", moving=("x", "y"))
    start = row(w1="w1", w2="w2")
    layers = [
        image.mark_image(width=side, height=side).encode(url=alt.Url("url:N"), **place),
        trail.mark_line(color="white", strokeWidth=4.5, opacity=0.7, clip=True).encode(
            detail=alt.Detail("label:N"), **line
        ),
        trail.mark_line(strokeWidth=2, clip=True).encode(color=colour, strokeDash=dash, **line),
        start.mark_point(shape="cross", size=260, filled=True, color=theme.INK, stroke="white", opacity=1).encode(
            x=alt.X("w1:Q"), y=alt.Y("w2:Q")
        ),
        walker.mark_point(size=190, filled=True, stroke="white", strokeWidth=1.5, opacity=1, clip=True).encode(
            **XY, color=colour, shape=shape
        ),
        live.handle(start, "w1", "w2"),
    ]
    return layered(*layers).properties(width=side, height=side, title=t("The map: drag the cross"))


def alt_text(result: RaceResult) -> str:
    """Say how far each optimizer came."""
    s = result.settings
    so_far = t("{loss} so far")
    ends = ", ".join(
        f"{name} {written(losses[-1]) if len(losses) > s.epochs else so_far.format(loss=written(losses[-1]))}"
        for name, losses in result.losses.items()
        if len(losses)
    )
    text = t(
        "Map of the loss of two weights, {surface}, and the paths of four optimizers from w1 = {w1}, w2 = {w2}. Loss "
        "after {epochs} epochs: {ends}."
    )
    text = text.format(surface=s.surface, w1=short(s.w1), w2=short(s.w2), epochs=s.epochs, ends=ends)
    return f"{text} {lost(result)}".strip()


def lost(result: RaceResult) -> str:
    """Name the optimizers that ended far above their start, or nothing if none did."""
    names = [name for name, verdict in result.verdicts.items() if verdict.ending in ("diverged", "exploded")]
    text = t("Ended far above the start: {names}. Their steps are too long: choose a smaller learning rate.")
    return text.format(names=", ".join(names)) if names else ""


def written(loss: float) -> str:
    """Return a loss in few digits, or say that it is no finite number."""
    return short(loss) if np.isfinite(loss) else t("not a finite number")
