"""Pictures of XOR: the plane, the hidden units, the folded space, the network and the loss, all at one epoch."""

import altair as alt
import numpy as np

from pages.charts import Translate, theme
from pages.charts.curves import curves
from pages.charts.plane import FAR, axis, class_points, film, moving, moving_lines, square

POINTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
CLASSES = np.array([0, 1, 1, 0])
LOW, HIGH = -0.5, 1.5


def replay(result, columns: int = 3, t: Translate = str) -> alt.ConcatChart:
    """Draw all five pictures of a run; they say ``frame`` and ``epoch`` and so need ``replay.with_epochs``.

    Parameters
    ----------
    result
        A run of ``mlcore.xor``.
    columns
        How many pictures stand side by side.
    t
        Translates a text.
    """
    views = [
        output_plane(result, t),
        hidden_space(result, t),
        network(result, t),
        hidden_units(result, t),
        loss(result, t),
    ]
    separate = {"color": "independent", "strokeDash": "independent", "shape": "independent"}
    return alt.concat(*views, columns=columns, spacing=28).configure(**theme.CONFIG).resolve_scale(**separate)


def alt_text(result, t: Translate = str) -> str:
    """Say in words what the pictures show at the last epoch."""
    p = result.snapshots.probabilities[-1]
    return t(
        "Replay of a network with {hidden} hidden units ({activation}) learning XOR over {epochs} epochs. At the end "
        "the loss is {loss:.4f} and the outputs are {p[0]:.2f} for (0,0), {p[1]:.2f} for (0,1), {p[2]:.2f} for (1,0) "
        "and {p[3]:.2f} for (1,1); {right} of 4 points are right."
    ).format(
        hidden=result.settings.hidden,
        activation=result.settings.activation,
        epochs=result.settings.epochs,
        loss=result.final_loss,
        p=p,
        right=int(((p > 0.5) == CLASSES).sum()),
    )


def output_plane(result, t: Translate = str) -> alt.LayerChart:
    """Draw the output p over the plane with each hidden unit's line and the four points."""
    shots = result.snapshots
    images = [{"url": theme.png(plane[::-1]), "f": f, "x": 0.5, "y": 0.5} for f, plane in enumerate(shots.plane)]
    dots = moving("point", points(POINTS), p=shots.probabilities.T)
    layers = [
        film(images).encode(x=axis("x", "x₁", (LOW, HIGH)), y=axis("y", "x₂", (LOW, HIGH))),
        moving_lines("unit_line", np.concatenate([shots.hidden_weight, shots.hidden_bias[..., None]], axis=2)),
        class_points(dots),
        dots.mark_text(dy=-17, fontSize=13, fontWeight="bold", color=theme.INK).encode(
            x="x:Q", y="y:Q", text=alt.Text("p:Q", format=".2f")
        ),
    ]
    return square(layers, t("Output over the plane"))


def points(places: np.ndarray) -> list[dict]:
    """Return the four points at their places, shape (4, 2), with their classes."""
    return [{"x": int(x), "y": int(y), "class": str(c)} for (x, y), c in zip(places, CLASSES, strict=True)]


def hidden_units(result, t: Translate = str) -> alt.LayerChart:
    """Draw the sum w.x + b of every hidden unit over the plane, one tile a unit: blue where it is positive."""
    shades = shade(result.snapshots.sums.astype(np.float32))
    frames, hidden = shades.shape[:2]
    across = 1 if hidden == 1 else 2 if hidden <= 4 else 3
    down = -(-hidden // across)
    size = theme.CELL / across
    tiles = [
        {"url": theme.png(shades[f, k, ::-1]), "f": f, "x": k % across + 0.5, "y": -(k // across) - 0.5}
        for f in range(frames)
        for k in range(hidden)
    ]
    names = [{"x": k % across + 0.08, "y": -(k // across) - 0.08, "name": f"h{k + 1}"} for k in range(hidden)]
    layers = [
        film(tiles, size - 4).encode(
            x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, across])),
            y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-down, 0])),
        ),
        alt.Chart(alt.InlineData(names))
        .mark_text(align="left", baseline="top", fontSize=12, fontWeight="bold", color=theme.INK)
        .encode(x="x:Q", y="y:Q", text="name:N"),
    ]
    return square(layers, t("Half-plane of each hidden unit")).properties(height=size * down)


def hidden_space(result, t: Translate = str) -> alt.LayerChart:
    """Draw where the hidden layer puts the plane's grid and the four points, in its two weightiest units."""
    shots = result.snapshots
    first, second = weightiest(shots.output_weight[-1])
    grid = flat(shots.folded_grid.astype(np.float32), first, second)
    folded = flat(shots.folded_points, first, second)
    frames, lines, steps = grid.shape[:3]
    threads = [{"line": n, "step": s} for n in range(lines) for s in range(steps)]
    path = grid.reshape(frames, lines * steps, 2).T
    box = extent(grid)
    net = (
        moving("thread", threads, x=path[0], y=path[1])
        .mark_line(strokeWidth=1, opacity=0.45, color="#7d8894", clip=True)
        .encode(
            x=axis("x", f"h{first + 1}", box[0]),
            y=axis("y", "" if second is None else f"h{second + 1}", box[1]),
            detail="line:N",
            order="step:Q",
        )
    )
    classes = [{"class": str(c)} for c in CLASSES]
    layers = [net, class_points(moving("folded", classes, x=folded[..., 0].T, y=folded[..., 1].T))]
    hidden = result.settings.hidden
    if hidden == 2:
        weights = np.concatenate([shots.output_weight, shots.output_bias[:, None]], axis=1)
        layers.insert(1, moving_lines("cut", weights[:, None], reach=FAR * max(1.0, np.ptp(box[0]))))
    title = t("Hidden space") if hidden <= 2 else t("Hidden space (2 of {hidden} units)").format(hidden=hidden)
    return square(layers, title)


def network(result, t: Translate = str) -> alt.LayerChart:
    """Draw the network with its weights: width is size, blue solid is positive, orange dashed negative."""
    shots = result.snapshots
    hidden = result.settings.hidden
    level = [(k + 1) / (hidden + 1) for k in range(hidden)]
    inputs = [2 / 3, 1 / 3]
    edges = [{"x": 0, "y": inputs[i], "x2": 1, "y2": level[k]} for k in range(hidden) for i in range(2)]
    edges += [{"x": 1, "y": level[k], "x2": 2, "y2": 0.5} for k in range(hidden)]
    path = np.concatenate([shots.hidden_weight.reshape(len(shots.plane), -1), shots.output_weight], axis=1)
    nodes = [{"x": 0, "y": inputs[i], "name": f"x{i + 1}"} for i in range(2)]
    nodes += [{"x": 1, "y": level[k], "name": f"h{k + 1}"} for k in range(hidden)]
    nodes += [{"x": 2, "y": 0.5, "name": "p"}]
    weights = moving("weight", edges, w=path.T).transform_calculate(
        sign="datum.w < 0 ? '−' : '+'",
        size="min(9, 0.6 + 1.1 * abs(datum.w))",
        at_x="0.62 * datum.x + 0.38 * datum.x2",
        at_y="0.62 * datum.y + 0.38 * datum.y2",
    )
    sign = {"domain": ["−", "+"]}
    across = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.2, 2.2]))
    upward = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, 1]))
    layers = [
        weights.mark_rule().encode(
            x=across,
            y=upward,
            x2="x2:Q",
            y2="y2:Q",
            strokeWidth=alt.StrokeWidth("size:Q", scale=None),
            color=alt.Color("sign:N", scale=alt.Scale(range=[theme.NEGATIVE, theme.POSITIVE], **sign), legend=None),
            strokeDash=alt.StrokeDash("sign:N", scale=alt.Scale(range=[[5, 3], [1, 0]], **sign), legend=None),
            tooltip=[alt.Tooltip("w:Q", title=t("Weight"), format=".2f")],
        ),
        alt.Chart(alt.InlineData(nodes))
        .mark_circle(size=620, color=theme.NEUTRAL, stroke="#5c6773", strokeWidth=1.5, opacity=1)
        .encode(x="x:Q", y="y:Q"),
        alt.Chart(alt.InlineData(nodes))
        .mark_text(fontSize=13, color=theme.INK)
        .encode(x="x:Q", y="y:Q", text="name:N"),
    ]
    if hidden <= 3:
        layers.append(
            weights.mark_text(
                fontSize=11, fontWeight="bold", color=theme.INK, stroke=theme.NEUTRAL, strokeWidth=0
            ).encode(x="at_x:Q", y="at_y:Q", text=alt.Text("w:Q", format="+.1f"))
        )
    return square(layers, t("Network"))


def loss(result, t: Translate = str) -> alt.LayerChart:
    """Draw the loss by epoch with the replay's cursor."""
    series = {"loss": (np.arange(len(result.losses)), result.losses)}
    return curves(series, title=t("Loss"), x_title=t("Epoch"), cursor=True)


def shade(sums: np.ndarray) -> np.ndarray:
    """Return weighted sums as palette indices, saturating at about +-1."""
    return (127.5 + 127.5 * np.tanh(2 * sums)).round().astype(np.uint8)


def weightiest(weights: np.ndarray) -> tuple[int, int | None]:
    """Return the two hidden units with the largest output weights, in their own order; one where there is one."""
    if len(weights) == 1:
        return 0, None
    first, second = sorted(np.argsort(-np.abs(weights), kind="stable")[:2].tolist())
    return first, second


def flat(activations: np.ndarray, first: int, second: int | None) -> np.ndarray:
    """Return two units' activations, shape (..., 2); a lone unit lies on the line y = 0."""
    x = activations[..., first]
    return np.stack([x, np.zeros_like(x) if second is None else activations[..., second]], axis=-1)


def extent(path: np.ndarray) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the range of both coordinates over all frames, with a margin."""
    low, high = path.reshape(-1, 2).min(axis=0), path.reshape(-1, 2).max(axis=0)
    margin = np.maximum(0.06 * (high - low), 0.1)
    (x0, y0), (x1, y1) = (low - margin).tolist(), (high + margin).tolist()
    return (x0, x1), (y0, y1)
