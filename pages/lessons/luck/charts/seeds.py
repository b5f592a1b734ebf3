"""Many seeds of one XOR network: their final losses, how those that fail look, and whether one is stuck or slow."""

from functools import lru_cache

import altair as alt
import numpy as np

from mlcore.luck.results import PLATEAUS, XorSeedsResult
from mlcore.xor.points import INPUTS, PLANE, TARGETS
from pages.ui.charts import theme
from pages.ui.charts.curves import LABEL
from pages.ui.charts.plane import class_points
from pages.ui.charts.spec import apart, layered, table, to_spec, with_data
from pages.ui.context import cached, columns, t
from pages.ui.numbers import short, written
from pages.ui.percent import percent

SIDE, STRIP, NAME, GAP = 150, 44, 36, 12
"""In a tile of the gallery, pixels: side of the plane, height of the loss below, of the name above, and the gap."""

FRAME = "#8a94a0"

HIGHEST = 1.0
"""The loss at the top of a strip."""

CURVE_HEIGHT = 110
"""Height of the two curves of one seed."""

TINY = 1e-9
"""The least gradient that is drawn: a logarithmic axis knows no 0."""


def outcomes() -> dict[str, str]:
    """Return what each outcome is called."""
    return {
        "solved": t("solved"),
        "plateau": t("plateau"),
        "dead": t("dead units"),
        "unfinished": t("unfinished"),
        "useless": t("above ln 2"),
        "exploded": t("exploded"),
        "diverged": t("diverged"),
    }


def verdict(result: XorSeedsResult) -> str:
    """Say how many seeds solve XOR and how the others end."""
    low, high = result.interval
    others = [
        t("{count} {outcome}").format(count=result.outcomes.count(outcome), outcome=name)
        for outcome, name in outcomes().items()
        if outcome != "solved" and outcome in result.outcomes
    ]
    text = t("{successes} of {seeds} seeds solve XOR: {share} (95% interval {low} to {high}).").format(
        successes=result.successes,
        seeds=result.settings.seeds,
        share=percent(result.successes / result.settings.seeds),
        low=percent(low),
        high=percent(high),
    )
    return text + (" " + t("The others: {others}.").format(others=", ".join(others)) if others else "")


def ending(result: XorSeedsResult, seed: int) -> str:
    """Say how a seed ended, with its loss if that is a number."""
    name, loss = outcomes()[result.outcomes[seed]], result.losses[-1, seed]
    return t("{outcome}, loss {loss}").format(outcome=name, loss=written(loss)) if np.isfinite(loss) else name


def endings(result: XorSeedsResult) -> dict:
    """Draw the final loss of every seed, one row per outcome, without runs that diverged.

    Parameters
    ----------
    result
        A run of ``mlcore.luck.seeds``.
    """
    called = outcomes()
    final = result.losses[-1]
    rows = [
        (seed, f"{called[outcome]} · {result.outcomes.count(outcome)}", outcome == "solved")
        for outcome in called
        for seed in np.flatnonzero(np.array(result.outcomes) == outcome).tolist()
        if np.isfinite(final[seed])
    ]
    return with_data(
        strips(),
        seed={
            "seed": [seed for seed, _, _ in rows],
            "row": [row for _, row, _ in rows],
            "solved": [solved for _, _, solved in rows],
            "loss": final[[seed for seed, _, _ in rows]],
            "aside": [scatter(seed) for seed, _, _ in rows],
        },
        level=levels(result.plateaus),
    )


def untrained() -> dict:
    """Draw what the final losses are going to be drawn on: an empty row for each outcome that has a loss."""
    rows = tuple(name for outcome, name in outcomes().items() if outcome != "diverged")
    return with_data(strips(rows), seed={"seed": []}, level=levels(PLATEAUS))


def untrained_alt() -> str:
    """Say what is not there yet."""
    return t("Final losses of all seeds: nothing is trained yet.")


def levels(plateaus: dict[int, float]) -> dict[str, list]:
    """Return the dotted lines: the least loss with the same answer to some of the points."""
    alike = t("{count} alike")
    return {"loss": list(plateaus.values()), "name": [alike.format(count=count) for count in plateaus]}


def scatter(seed: int) -> float:
    """Return a number from 0 to 1 for a seed; the numbers of neighbouring seeds differ much."""
    return seed * 0.6180339887 % 1


@cached()
def strips(rows: tuple[str, ...] = ()) -> dict:
    """Return the final losses without numbers, in the rows of the data or in rows with these names."""
    domain = alt.Scale(domain=list(rows)) if rows else alt.Undefined
    x = alt.X("loss:Q", title=t("Loss after the last step"), scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=6))
    levels = table("level")
    dots = (
        table("seed")
        .mark_circle(size=34, opacity=0.55)
        .encode(
            x=x,
            y=alt.Y(
                "row:N", title=None, sort=None, scale=domain, axis=alt.Axis(labelFontSize=13, ticks=False, domain=False)
            ),
            yOffset=alt.YOffset("aside:Q", scale=alt.Scale(domain=[-0.15, 1.15])),
            color=alt.condition("datum.solved", alt.value(theme.POSITIVE), alt.value(theme.NEGATIVE)),
            tooltip=[alt.Tooltip("seed:Q", title=t("Seed")), alt.Tooltip("loss:Q", title=t("Loss"), format=".4f")],
        )
    )
    marks = levels.mark_rule(strokeDash=[2, 3], color=FRAME).encode(x=x)
    words = levels.mark_text(baseline="bottom", dy=-4, fontSize=11, color=FRAME).encode(
        x=x, y=alt.YValue(0), text=alt.Text("name:N")
    )
    width = 1.25 * theme.CELL if columns() == 1 else 3 * theme.CELL
    chart = layered(marks, dots, words).properties(width=width, height=alt.Step(64))
    return to_spec(chart)


def gallery(result: XorSeedsResult) -> dict:
    """Draw some seeds that fail: the output over the plane, and the loss over the epochs below it.

    Parameters
    ----------
    result
        A run of ``mlcore.luck.seeds`` of which some seed fails.
    """
    seeds = result.examples.tolist()
    across = min(2 if columns() == 1 else 4, len(seeds))
    left, top = origins(len(seeds), across)
    side = SIDE / (PLANE[1] - PLANE[0])
    curve = result.losses[:, seeds].T
    along = result.snapshot_epochs / result.snapshot_epochs[-1] * SIDE
    height = np.clip(np.nan_to_num(curve, nan=HIGHEST, posinf=HIGHEST), 0, HIGHEST) / HIGHEST * STRIP
    foot = top + SIDE + STRIP
    return with_data(
        tiles(len(seeds), across),
        tile={
            "x": left,
            "y": top,
            "url": [theme.png(plane[::-1]) for plane in result.planes],
            "name": [t("Seed {seed}").format(seed=seed) for seed in seeds],
            "words": [ending(result, seed) for seed in seeds],
        },
        dot={
            "x": (left[:, None] + (INPUTS[:, 0] - PLANE[0]) * side).ravel(),
            "y": (top[:, None] + (PLANE[1] - INPUTS[:, 1]) * side).ravel(),
            "class": np.tile(TARGETS, len(seeds)),
        },
        curve={
            "tile": np.repeat(np.arange(len(seeds)), len(along)),
            "x": (left[:, None] + along).ravel(),
            "y": (foot[:, None] - height).ravel(),
        },
    )


def origins(count: int, across: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the left and upper edges of the tiles' planes in pixels from the top left, each of shape (count,)."""
    number = np.arange(count)
    return number % across * (SIDE + GAP), number // across * (NAME + SIDE + STRIP + GAP) + NAME


@lru_cache
def tiles(count: int, across: int) -> dict:
    """Return the gallery without numbers."""
    down = -(-count // across)
    width, height = across * (SIDE + GAP) - GAP, down * (NAME + SIDE + STRIP + GAP) - GAP
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False))
    tile = table("tile")
    label = tile.mark_text(align="left", baseline="bottom", fontSize=12, color=theme.INK)
    layers = [
        tile.mark_image(width=SIDE, height=SIDE)
        .transform_calculate(x=f"datum.x + {SIDE / 2}", y=f"datum.y + {SIDE / 2}")
        .encode(x=x, y=y, url=alt.Url("url:N")),
        tile.mark_rect(filled=False, stroke=FRAME, strokeWidth=1)
        .transform_calculate(x2=f"datum.x + {SIDE}", y2=f"datum.y + {SIDE}")
        .encode(x=x, y=y, x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q")),
        tile.mark_rule(color=FRAME, strokeWidth=1)
        .transform_calculate(y=f"datum.y + {SIDE + STRIP}", x2=f"datum.x + {SIDE}")
        .encode(x=x, y=y, x2=alt.X2("x2:Q")),
        table("curve").mark_line(strokeWidth=1.5, color=theme.CURSOR).encode(x=x, y=y, detail=alt.Detail("tile:N")),
        class_points(table("dot"), size=70, stroke=1).encode(x=x, y=y),
        label.encode(x=x, y=y, text=alt.Text("name:N")).transform_calculate(y="datum.y - 18"),
        label.encode(x=x, y=y, text=alt.Text("words:N")).transform_calculate(y="datum.y - 3"),
    ]
    chart = layered(*layers, view=alt.ViewConfig(fill=theme.NEUTRAL, stroke=None)).properties(
        width=width, height=height
    )
    fixed = alt.vconcat(apart(chart, "color", "shape"))  # a lone view would be fitted
    return to_spec(fixed)


def gallery_alt(result: XorSeedsResult) -> str:
    """Say which seeds are shown and how they end."""
    ends = "; ".join(
        t("seed {seed} {ending}").format(seed=seed, ending=ending(result, seed)) for seed in result.examples.tolist()
    )
    return t("The output over the plane and the loss of seeds that fail: {ends}.").format(ends=ends)


def course(result: XorSeedsResult, seed: int) -> dict:
    """Draw the loss of one seed over the epochs, and beside it the length of its gradient.

    Parameters
    ----------
    result
        A run of ``mlcore.luck.seeds``.
    seed
        One of its seeds.
    """
    loss, gradient = (values[:, seed].astype(float) for values in (result.losses, result.gradients))
    known = np.isfinite(loss) & np.isfinite(gradient)
    epochs = result.snapshot_epochs[known]
    return with_data(
        both_curves(),
        loss={"x": epochs, "y": loss[known]},
        gradient={"x": epochs, "y": [float(f"{value:.3g}") for value in np.maximum(gradient[known], TINY)]},
        level={"loss": list(result.plateaus.values())},
    )


@cached()
def both_curves() -> dict:
    """Return the two curves of one seed without numbers."""
    x = alt.X("x:Q", title=t("Epoch"), axis=alt.Axis(tickCount=4))
    line = {"strokeWidth": 2, "color": theme.LINE}
    loss = layered(
        table("level").mark_rule(strokeDash=[2, 3], color=FRAME).encode(y=alt.Y("loss:Q")),
        table("loss").mark_line(**line).encode(x=x, y=alt.Y("y:Q", title=None, scale=alt.Scale(zero=True))),
    ).properties(width=1.2 * theme.CELL, height=CURVE_HEIGHT, title=t("Its loss"))
    scale, ticks = alt.Scale(type="log"), alt.Axis(tickCount=4, labelExpr=LABEL)
    gradient = (
        table("gradient")
        .mark_line(**line)
        .encode(x=x, y=alt.Y("y:Q", title=None, scale=scale, axis=ticks))
        .properties(width=1.2 * theme.CELL, height=CURVE_HEIGHT, title=t("Length of its gradient"))
    )
    chart = alt.concat(loss, gradient, columns=min(2, columns()), spacing=28)
    return to_spec(chart)


def stuck_or_slow(result: XorSeedsResult, seed: int) -> str:
    """Say how a seed's loss and gradient changed over the last half of its epochs, and what that speaks for."""
    half = int(np.searchsorted(result.snapshot_epochs, result.snapshot_epochs[-1] / 2))
    loss, gradient = result.losses[:, seed], result.gradients[:, seed]
    if not np.isfinite(loss[-1]):
        return t("Seed {seed} diverged.").format(seed=seed)
    text = t(
        "Seed {seed}, from epoch {half:,} to {last:,}: its loss went from {before} to {after}, the length of "
        "its gradient from {short} to {long}."
    ).format(
        seed=seed,
        half=result.snapshot_epochs[half],
        last=result.snapshot_epochs[-1],
        before=written(loss[half]),
        after=written(loss[-1]),
        short=short(float(gradient[half]), 2),
        long=short(float(gradient[-1]), 2),
    )
    return f"{text} {sign(result.outcomes[seed], gradient[half], gradient[-1])}"


def sign(outcome: str, before: float, after: float) -> str:
    """Say what a gradient that grows or shrinks speaks for."""
    if outcome == "dead":
        return t("Its dead units have no gradient at all: it is stuck.")
    if outcome in ("exploded", "useless"):
        return t("It is worse than one answer for all points: its steps are too long.")
    if after > before:
        return t("The gradient grows: this speaks for a slow run, which is on its way.")
    return t("The gradient shrinks: this speaks for a run that comes to rest where it is, stuck.")
