"""Charts of XOR: the plane, the network with what its units see, the folded space and the loss, all at one epoch.

The four points and the hidden units have the names and colours that they have where the network is set by hand.
"""

import altair as alt
import numpy as np

from mlcore.xor.points import INPUTS, NAMES, PLANE, TARGETS
from mlcore.xor.results import Snapshots, XorResult
from pages.ui.charts import theme
from pages.ui.charts.classes import decided
from pages.ui.charts.curves import curves, points
from pages.ui.charts.plane import FAR, axes, class_points, line_ends, lines, square
from pages.ui.charts.spec import filled, film, items
from pages.ui.context import cached, columns, t

EXPLODED = 100
HUGE = 1e4
FEW = 3
"""Hidden units whose weights can be written on their edges."""

COLOURS = (theme.SERIES[2], theme.SERIES[3], theme.SERIES[0], theme.SERIES[1])
"""Of the hidden units, again and again."""

BESIDE = {"A": (17, 0), "B": (0, -17), "C": (0, 19), "D": (-17, 0)}
"""Where in the hidden space each point's name stands, in pixels from it: apart also where points come together."""

NEAREST, CLOSER = 0.9, 0.25
"""How far from the middle the name on a unit's line stands, and how much nearer that of each later pair of units."""

STRIP = 54
"""Height of the loss in pixels."""

ACROSS = 2.4
"""Width of the drawn network, whose layers lie 1 apart."""

BOXES = {"sigmoid": {"x": [-0.06, 1.06], "y": [-0.06, 1.06]}, "tanh": {"x": [-1.12, 1.12], "y": [-1.12, 1.12]}}
"""The axes of the hidden space for an activation with bounds: the same for all runs, so that they can be compared."""


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
    return filled(
        spec,
        **plane_values(shots),
        unit={"url": unit_images(shots.pre_activations)},
        weight=weight_values(shots),
        bias=bias_values(shots),
        loss=loss,
        **hidden_values(shots, units, result.settings.activation),
    )


def alt_text(result: XorResult) -> str:
    """Say in words what the charts show at the last epoch."""
    p = result.snapshots.probabilities[-1]
    return t(
        "Replay of a network with {hidden} hidden units ({activation}) learning XOR over {epochs} epochs. At the end "
        "the loss is {loss} and the outputs are {p[0]:.2f} for (0,0), {p[1]:.2f} for (0,1), {p[2]:.2f} for (1,0) "
        "and {p[3]:.2f} for (1,1); {right} of 4 points are right."
    ).format(
        hidden=result.snapshots.output_weight.shape[1],
        activation=result.settings.activation,
        epochs=int(result.snapshot_epochs[-1]),
        loss=written(result.final_loss),
        p=p,
        right=decided(p, TARGETS),
    )


def written(loss: float) -> str:
    """Return a loss with four decimals, a huge one as a power of ten."""
    return (
        f"{loss:.4f}" if loss < HUGE else t("about 10 to the power {exponent}").format(exponent=round(np.log10(loss)))
    )


def exploded(result: XorResult) -> bool:
    """Say whether a run ended far above its first loss, though at a finite number."""
    return result.final_loss > EXPLODED * result.losses[0]


@cached(maxsize=64)
def empty_charts(frames: int, units: tuple[int, ...], hidden: int) -> dict:
    """Return the four charts without numbers, for T frames and the units on the axes; the loss is a low strip."""
    views = [
        output_plane(frames, hidden, t("Output over the plane")),
        network(frames, hidden),
        hidden_space(units, hidden),
    ]
    separate = dict.fromkeys(("color", "strokeDash", "shape", "opacity"), "independent")
    pictures = alt.concat(*views, columns=columns(), spacing=28).resolve_scale(**separate)
    width = columns() * theme.CELL + (columns() - 1) * 60
    title = alt.TitleParams(t("Loss"), offset=3)
    loss = curves("loss", (t("loss"),), t("Loss"), t("Epoch")).properties(width=width, height=STRIP, title=title)
    chart = alt.vconcat(pictures, loss, spacing=10).resolve_scale(**separate)
    return chart.configure(**theme.CONFIG).to_dict()


def output_plane(frames: int, hidden: int, title: str, run: str = "") -> alt.LayerChart:
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
        .encode(x="x:Q", y="y:Q", text="label:N"),
        *badges(f"unit_name{run}"),
    ]
    return square(layers, title)


def unit_lines(name: str) -> alt.Chart:
    """Draw the lines of the hidden units, each in the colour of its unit."""
    return lines(name).encode(color=alt.Color("colour:N", scale=None))


def badges(name: str) -> list[alt.Chart]:
    """Write the names of the hidden units onto their lines; the table ``name`` holds where."""
    place = items(name, moving=("x", "y")).encode(x="x:Q", y="y:Q")
    return [
        place.mark_point(shape="circle", size=330, filled=True, fill=theme.NEUTRAL, opacity=1, clip=True).encode(
            stroke=alt.Stroke("colour:N", scale=None)
        ),
        place.mark_text(fontSize=11, fontWeight="bold", color=theme.INK, baseline="middle", clip=True).encode(
            text="name:N"
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

    A name stands where its line leaves a circle around the middle of the plane, which is another one for each pair of
    units, at the one side or the other: so the names stand apart even where the lines are the same. The name of a line
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
            x=x, y=y, detail="line:N", order="step:Q"
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
        .encode(x=x, y=y, text="name:N"),
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
        values["cut"] = line_ends(weights[:, None], FAR * max(1.0, *np.abs(box["x"] + box["y"])))
    return values


def unit_images(pre_activations: np.ndarray) -> list[str]:
    """Return one image per unit and frame, unit by unit; colours saturate at about +-1."""
    shades = (127.5 + 127.5 * np.tanh(2 * pre_activations.astype(np.float32))).round().astype(np.uint8)
    return [theme.png(image[::-1]) for unit in shades.swapaxes(0, 1) for image in unit]


def network(frames: int, hidden: int) -> alt.LayerChart:
    """Draw the network: edges by weight, and in each hidden unit its sum over the plane, blue if positive."""
    rows = [{"x": 0, "y": y, "name": name, "colour": ""} for y, name in zip(heights(2), ("x₁", "x₂"), strict=True)]
    rows += [{"x": 1, "y": y, "name": name_of(k), "colour": colour_of(k)} for k, y in enumerate(heights(hidden))]
    rows += [{"x": 2, "y": 0.5, "name": "p", "colour": ""}]
    nodes = alt.Chart(alt.InlineData(rows)).encode(x="x:Q", y="y:Q")
    circles, units = nodes.transform_filter("datum.x != 1"), nodes.transform_filter("datum.x == 1")
    side = unit_side(hidden)
    maps = film("unit", frames, side, side, hidden).transform_calculate(x="1", y=f"{heights(hidden)}[datum.place]")
    line = {"stroke": "#5c6773", "strokeWidth": 1.5}
    corner = {"align": "left", "dx": 3 - side / 2, "dy": 8 - side / 2}
    biases = items("bias", moving=("b",)).transform_calculate(label="'b ' + format(datum.b, '.1f')")
    layers = [
        edges(),
        maps.encode(x="x:Q", y="y:Q"),
        units.mark_rect(width=side, height=side, filled=False, strokeWidth=2.5).encode(
            stroke=alt.Stroke("colour:N", scale=None)
        ),
        units.mark_text(fontSize=11, fontWeight="bold", color=theme.INK, **corner).encode(text="name:N"),
        circles.mark_circle(size=620, color=theme.NEUTRAL, opacity=1, **line),
        circles.mark_text(fontSize=13, color=theme.INK).encode(text="name:N"),
        *plates(biases, 40),
    ]
    if hidden <= FEW:
        weights = items("weight", moving=("w",)).transform_calculate(
            label="abs(datum.w) < 0.05 ? '0.0' : format(datum.w, '+.1f')",
            at_x="datum.x == 0 ? 0.36 : 1.5",
            at_y="datum.y + (datum.at_x - datum.x) * (datum.y2 - datum.y)",
        )
        layers += plates(weights, 34)
    return square(layers, t("Network"))


def edges() -> alt.Chart:
    """Draw the weights: width is size, blue solid is positive, orange dashed negative."""
    rows = items("weight", moving=("w",)).transform_calculate(
        sign="datum.w < 0 ? '−' : '+'", size="min(9, 0.6 + 1.1 * abs(datum.w))"
    )
    sign = {"domain": ["−", "+"]}
    return rows.mark_rule().encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.2, ACROSS - 0.2])),
        y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, 1])),
        x2="x2:Q",
        y2="y2:Q",
        strokeWidth=alt.StrokeWidth("size:Q", scale=None),
        color=alt.Color("sign:N", scale=alt.Scale(range=[theme.NEGATIVE, theme.POSITIVE], **sign), legend=None),
        strokeDash=alt.StrokeDash("sign:N", scale=alt.Scale(range=[[5, 3], [1, 0]], **sign), legend=None),
        tooltip=[alt.Tooltip("w:Q", title=t("Weight"), format=".2f")],
    )


def plates(rows: alt.Chart, width: float) -> list[alt.Chart]:
    """Write the labels of rows (at_x, at_y, label) on small plates, readable on edges and in both themes."""
    place = rows.encode(x="at_x:Q", y="at_y:Q")
    return [
        place.mark_rect(width=width, height=16, color=theme.NEUTRAL, cornerRadius=4, opacity=0.95),
        place.mark_text(fontSize=11, fontWeight="bold", color=theme.INK).encode(text="label:N"),
    ]


def heights(count: int) -> list[float]:
    """Return the heights of a layer's nodes, the first on top."""
    return [1 - (k + 1) / (count + 1) for k in range(count)]


def unit_side(hidden: int) -> float:
    """Return the side of a hidden unit's map in pixels; where units are few, its bias stands below it."""
    return min(60, theme.CELL / (hidden + 1) - (22 if hidden <= FEW else 5))


def bias_values(shots: Snapshots) -> dict[str, object]:
    """Return the bias of each hidden unit and of the output, and where it is written: below its node, or beside it."""
    hidden = shots.output_weight.shape[1]
    level, half = heights(hidden), unit_side(hidden) / 2
    beside, below = (0, half + 10) if hidden <= FEW else (half + 22, 0)
    return {
        "at_x": [1 + beside * ACROSS / theme.CELL] * hidden + [2 - 2 * ACROSS / theme.CELL],
        "at_y": [y - below / theme.CELL for y in level] + [0.5 - 26 / theme.CELL],
        "b": np.concatenate([shots.hidden_bias, shots.output_bias[:, None]], axis=1).T,
    }


def weight_values(shots: Snapshots) -> dict[str, object]:
    """Return the ends and weights of every edge: two into each hidden unit, then one out of each."""
    frames, hidden = shots.output_weight.shape
    inputs, level = heights(2), heights(hidden)
    return {
        "x": [0] * 2 * hidden + [1] * hidden,
        "y": inputs * hidden + level,
        "x2": [1] * 2 * hidden + [2] * hidden,
        "y2": [y for y in level for _ in inputs] + [0.5] * hidden,
        "w": np.concatenate([shots.hidden_weight.reshape(frames, -1), shots.output_weight], axis=1).T,
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
