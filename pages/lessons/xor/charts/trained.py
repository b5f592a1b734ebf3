"""Charts of XOR: the plane, the network with what its units see, the folded space and the loss, all at one epoch.

The four points and the hidden units have the names and colours that they have where the network is set by hand.
"""

import altair as alt
import numpy as np

from mlcore.xor.points import INPUTS, NAMES, PLANE, TARGETS
from mlcore.xor.results import Snapshots, XorResult
from pages.ui import verdicts
from pages.ui.charts import network, theme
from pages.ui.charts.classes import decided
from pages.ui.charts.curves import curves, points
from pages.ui.charts.plane import HALF_LINE, axes, class_points, level, line_ends, lines, square
from pages.ui.charts.spec import XY, apart, film, items, to_spec, with_data
from pages.ui.context import cached, columns, counted, t
from pages.ui.numbers import written

COLOURS = (theme.SERIES[2], theme.SERIES[3], theme.SERIES[0], theme.SERIES[1])
"""Of the hidden units, again and again."""

BESIDE = {"A": (17, 0), "B": (0, -17), "C": (0, 19), "D": (-17, 0)}
"""Where in the hidden space each point's name stands, in pixels from it: apart also where points come together."""

NEAREST, CLOSER = 0.9, 0.25
"""How far from the middle the name on a unit's line stands, and how much nearer that of each later pair of units."""

STRIP = 54
"""Height of the loss in pixels."""

BOXES = {"sigmoid": {"x": [-0.16, 1.16], "y": [-0.16, 1.16]}, "tanh": {"x": [-1.32, 1.32], "y": [-1.32, 1.32]}}
"""The axes of the hidden space for an activation with bounds: the same for all runs, with room for names at corners."""


@cached(maxsize=8)
def replay(result: XorResult) -> dict:
    """Draw all four charts of a run; they follow ``frame`` and ``epoch``, which ``replay.following`` adds.

    Parameters
    ----------
    result
        A run of ``mlcore.xor.training``.
    """
    shots = result.snapshots
    units = weightiest(shots.output_weight[-1])
    loss = points({t("loss"): (np.arange(len(result.losses)), result.losses)})
    spec = empty_charts(len(shots.plane), units, shots.output_weight.shape[1])
    return with_data(
        spec,
        **plane_values(shots),
        **network_values(shots),
        loss=loss,
        **hidden_values(shots, units, result.settings.activation),
    )


def alt_text(result: XorResult) -> str:
    """Say in words what the charts show at the last epoch."""
    p = result.snapshots.probabilities[-1]
    text = t(
        "Replay of a network with {hidden} ({activation}) learning XOR over {epochs}. At the end "
        "the loss is {loss} and the outputs are {p[0]:.2f} for (0,0), {p[1]:.2f} for (0,1), {p[2]:.2f} for (1,0) "
        "and {p[3]:.2f} for (1,1); {right} of 4 points are right."
    ).format(
        hidden=counted(result.snapshots.output_weight.shape[1], t("1 hidden unit"), t("{count} hidden units")),
        activation=result.settings.activation,
        epochs=counted(int(result.snapshot_epochs[-1]), t("1 epoch"), t("{count} epochs")),
        loss=written(result.final_loss),
        p=p,
        right=decided(p, TARGETS),
    )
    return f"{text} {verdicts.words(result.verdict)}".strip()


@cached(maxsize=64)
def empty_charts(frames: int, units: tuple[int, ...], hidden: int) -> dict:
    """Return the four charts without numbers, for T frames and the units on the axes; the loss is a low strip."""
    views = [
        output_plane(frames, t("Output over the plane")),
        square(network.network(frames, layers(hidden)), level(t("Network"))),
        hidden_space(units, hidden),
    ]
    separate = ("color", "strokeDash", "shape", "opacity")
    pictures = apart(alt.concat(*views, columns=columns(), spacing=28), *separate)
    width = columns() * theme.CELL + (columns() - 1) * 60
    title = alt.TitleParams(t("Loss"), offset=3)
    loss = curves("loss", (t("loss"),), t("Loss"), t("Epoch")).properties(width=width, height=STRIP, title=title)
    chart = apart(alt.vconcat(pictures, loss, spacing=10), *separate)
    return to_spec(chart)


def output_plane(frames: int, title: str, run: str = "") -> alt.LayerChart:
    """Draw the output p over the plane with each hidden unit's line and the four points.

    Where a spec shows several runs, ``run`` tells their parameters apart.
    """
    dots = items(f"point{run}", moving=("p",))
    background = film(f"plane{run}", frames, theme.CELL, theme.CELL).transform_calculate(x="0.5", y="0.5")
    layers = [
        background.encode(**axes("x₁", "x₂", PLANE)),
        unit_lines(f"unit_line{run}"),
        class_points(dots),
        dots.mark_text(dy=-17, fontSize=13, fontWeight="bold", color=theme.INK)
        .transform_calculate(label="datum.name + ' ' + format(datum.p, '.2f')")
        .encode(**XY, text=alt.Text("label:N")),
        *badges(f"unit_name{run}"),
    ]
    return square(layers, title)


def unit_lines(name: str) -> alt.Chart:
    """Draw the lines of the hidden units, each in the colour of its unit."""
    return lines(name).encode(color=alt.Color("colour:N", scale=None))


def badges(name: str) -> list[alt.Chart]:
    """Write the names of the hidden units onto their lines; the table ``name`` holds where."""
    place = items(name, moving=("x", "y")).encode(**XY)
    return [
        place.mark_point(shape="circle", size=330, filled=True, fill=theme.NEUTRAL, opacity=1, clip=True).encode(
            stroke=alt.Stroke("colour:N", scale=None)
        ),
        place.mark_text(fontSize=11, fontWeight="bold", color=theme.INK, baseline="middle", clip=True).encode(
            text=alt.Text("name:N")
        ),
    ]


def plane_values(shots: Snapshots, run: str = "") -> dict[str, dict]:
    """Return what ``output_plane`` shows: the plane, the points and the lines of the hidden units with their names."""
    weights = np.concatenate([shots.hidden_weight, shots.hidden_bias[..., None]], axis=2)
    units = {"colour": [colour_of(unit) for unit in range(weights.shape[1])]}
    x, y = badge_places(weights)
    return {
        f"plane{run}": {"url": [theme.png(plane[::-1]) for plane in shots.plane]},
        f"point{run}": {
            "name": list(NAMES),
            "x": INPUTS[:, 0],
            "y": INPUTS[:, 1],
            "class": TARGETS,
            "p": shots.probabilities.T,
        },
        f"unit_line{run}": {**line_ends(weights), **units},
        f"unit_name{run}": {"name": [name_of(unit) for unit in range(weights.shape[1])], "x": x.T, "y": y.T, **units},
    }


def name_of(unit: int) -> str:
    """Return what a hidden unit is called, by its place from 0."""
    return f"h{'₁₂₃₄₅₆₇₈'[unit]}"


def colour_of(unit: int) -> str:
    """Return the colour of a hidden unit."""
    return COLOURS[unit % len(COLOURS)]


def badge_places(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where the names stand on the lines w1 x1 + w2 x2 + b = 0, each of shape (T, H).

    Each pair of units has its own circle around the middle of the plane; a name stands where its line crosses that
    circle, those of a pair at opposite ends. So names stand apart even where the lines are the same. The name of a line
    that does not reach its circle stands out of sight.
    """
    middle = sum(PLANE) / 2
    unit = np.arange(weights.shape[1])
    reach = NEAREST - CLOSER * (unit // 2)
    length = np.maximum(np.linalg.norm(weights[..., :2], axis=2), 1e-6)
    u, v = weights[..., 0] / length, weights[..., 1] / length
    off = -weights[..., 2] / length - middle * (u + v)
    along = np.where(unit % 2, 1, -1) * np.sqrt(np.maximum(reach**2 - off**2, 0))
    is_seen = np.abs(off) < reach
    x = np.where(is_seen, middle + off * u - along * v, 2 * PLANE[1])
    return x, np.where(is_seen, middle + off * v + along * u, 2 * PLANE[1])


def hidden_space(units: tuple[int, ...], hidden: int) -> alt.LayerChart:
    """Draw where the hidden layer puts the plane's grid and the four points, in its two weightiest units."""
    names = [name_of(unit) for unit in units]
    x, y = (
        channel(
            f"{field}:Q",
            title=title,
            scale=alt.Scale(
                domainMin=alt.ExprRef(f"box.{field}[0]"), domainMax=alt.ExprRef(f"box.{field}[1]"), nice=False
            ),
            axis=alt.Axis(tickCount=5),
        )
        for channel, field, title in ((alt.X, "x", names[0]), (alt.Y, "y", names[1] if len(names) > 1 else ""))
    )
    net = items("thread", moving=("x", "y"))
    layers = [
        net.mark_line(strokeWidth=1, opacity=0.45, color="#7d8894", clip=True).encode(
            x=x, y=y, detail=alt.Detail("line:N"), order=alt.Order("step:Q")
        ),
        class_points(items("folded", moving=("x", "y"))),
        items("folded", moving=("x", "y"))
        .mark_text(
            dx=alt.ExprRef("datum.dx"),
            dy=alt.ExprRef("datum.dy"),
            fontSize=13,
            fontWeight="bold",
            baseline="middle",
            color=theme.INK,
        )
        .encode(x=x, y=y, text=alt.Text("name:N")),
    ]
    if hidden == 2:
        layers.insert(1, lines("cut"))
    title = t("Hidden space") if hidden <= 2 else t("Hidden space (2 of {hidden} units)").format(hidden=hidden)
    # A light ground in both themes: names and cut are dark.
    return square(layers, title).properties(view=alt.ViewBackground(fill=theme.NEUTRAL))


def hidden_values(shots: Snapshots, units: tuple[int, ...], activation: str) -> dict[str, dict]:
    """Return what ``hidden_space`` shows: grid, points, box and, for two units, the output's cut."""
    grid, folded = flat(shots.folded_grid.astype(np.float32), units), flat(shots.folded_points, units)
    frames, count, steps = grid.shape[:3]
    path = grid.reshape(frames, count * steps, 2).T
    box = BOXES.get(activation) or extent(grid)
    number = np.arange(count * steps)
    values = {
        "thread": {"line": number // steps, "step": number % steps, "x": path[0], "y": path[1]},
        "folded": {
            "name": list(NAMES),
            "dx": [BESIDE[name][0] for name in NAMES],
            "dy": [BESIDE[name][1] for name in NAMES],
            "class": TARGETS,
            "x": folded[..., 0].T,
            "y": folded[..., 1].T,
        },
        "box": box,
    }
    if shots.output_weight.shape[1] == 2:
        weights = np.concatenate([shots.output_weight, shots.output_bias[:, None]], axis=1)
        values["cut"] = line_ends(weights[:, None], HALF_LINE * max(1.0, *np.abs(box["x"] + box["y"])))
    return values


def layers(hidden: int) -> list[network.Layer]:
    """Return the layers as they are drawn; the output's map is the plane beside the network."""
    names, colours = zip(*((name_of(unit), colour_of(unit)) for unit in range(hidden)), strict=True)
    return [network.Layer(("x₁", "x₂")), network.Layer(names, colours, maps="unit"), network.Layer(("p",))]


def network_values(shots: Snapshots) -> dict[str, dict]:
    """Return what the network shows: in each hidden unit its sum over the plane, and all weights and biases."""
    weights = shots.hidden_weight, shots.output_weight[:, None]
    biases = shots.hidden_bias, shots.output_bias[:, None]
    return {
        "unit": {"url": network.sum_maps(shots.pre_activations)},
        **network.numbers(layers(shots.hidden_bias.shape[1]), weights, biases),
    }


def weightiest(weights: np.ndarray) -> tuple[int, ...]:
    """Return the two hidden units with the largest output weights, in their own order; one where there is one."""
    return tuple(sorted(np.argsort(-np.abs(weights), kind="stable")[:2].tolist()))


def flat(activations: np.ndarray, units: tuple[int, ...]) -> np.ndarray:
    """Return two units' activations, shape (..., 2); a lone unit lies on the line y = 0."""
    chosen = activations[..., list(units)]
    return chosen if len(units) == 2 else np.concatenate([chosen, np.zeros_like(chosen)], axis=-1)


def extent(path: np.ndarray) -> dict[str, list[float]]:
    """Return the range of both coordinates over all frames, with a margin."""
    low, high = path.reshape(-1, 2).min(axis=0), path.reshape(-1, 2).max(axis=0)
    margin = np.maximum(0.06 * (high - low), 0.1)
    (x0, y0), (x1, y1) = (low - margin).tolist(), (high + margin).tolist()
    return {"x": [x0, x1], "y": [y0, y1]}
