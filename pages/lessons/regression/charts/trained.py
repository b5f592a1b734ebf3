"""Charts of the regression lesson: losses and the noise floor, surfaces and residuals, fits of the sine with kinks."""

import json

import altair as alt
import numpy as np

from mlcore.regression.results import Fit, RegressionResult
from mlcore.regression.surfaces import CELLS, SQUARE
from pages.ui import verdicts
from pages.ui.charts import theme
from pages.ui.charts.curves import curves, points
from pages.ui.charts.plane import axes, square, still_image
from pages.ui.charts.spec import XY, apart, film, items, layered, table, to_spec, with_data
from pages.ui.context import cached, columns, counted, t

MAX_DOTS = 120
FEW_SAMPLES = 200
FIRST_EPOCHS = 20
MLP, VAL_MLP, LINEAR, VAL_LINEAR = range(4)
"""Styles of the curves, as the theme numbers them."""

STYLES = {"mlp": (MLP, VAL_MLP), "linear": (LINEAR, VAL_LINEAR)}

FAINT = "#7d8894"
GAPS = {"row": 24, "column": 8}
WIDTHS = {1: theme.CELL, 2: theme.CELL + 275, 3: 585}
"""Of the chart of the fits."""

SEPARATE = ("color", "strokeDash", "shape", "opacity")
SHADES = 64
PALETTE = b"".join(theme.RAMP[3 * shade : 3 * shade + 3] for shade in range(0, 256, 256 // SHADES))
"""Every fourth colour of the ramp, which keeps the hundreds of images of a run small."""


@cached(maxsize=8)
def replay(result: RegressionResult) -> dict:
    """Draw all charts of a run; they follow ``frame`` and ``epoch``, which ``replay.following`` adds."""
    # A picture of a run that goes on has two snapshots, further and further apart: its charts stay the same.
    every = int(every_third(result.snapshot_epochs)[1]) if len(result.snapshot_epochs) > 2 else 0
    values, models = curve_values(result), tuple(result.fits)
    if result.x.shape[1] == 1:
        values |= sine_values(result)
        return with_data(empty_sine(every, models), **values)
    values |= surface_values(result)
    return with_data(empty_plane(len(result.snapshot_epochs), every, models), **values)


@cached(maxsize=32)
def empty_plane(frames: int, every: int, models: tuple[str, ...]) -> dict:
    """Return the charts without numbers, a column each for the curves with the truth and for each model."""
    surfaces = {"linear": t("Linear model"), "mlp": t("MLP")}
    residuals = {"linear": t("Residual of the linear model"), "mlp": t("Residual of the MLP")}
    views = [
        loss(),
        *(surface(moving(model, frames), surfaces[model]) for model in models),
        surface(still_image("truth"), t("Truth, without the noise")),
        *(surface(moving(f"{model}_error", frames), residuals[model]) for model in models),
        metric(every, models),
        *map(scatter, models),
    ]
    return arranged(alt.concat(*views, columns=min(columns(), 1 + len(models)), spacing=GAPS))


@cached(maxsize=32)
def empty_sine(every: int, models: tuple[str, ...]) -> dict:
    """Return the charts of one input without numbers: the fits with the MLP's kinks, and curves.

    The loss stands beside the fits where there is room: both belong in one view with the player.
    """
    width = WIDTHS[columns()]
    if columns() == 3:
        wide = metric(every, models).properties(width=width)
        return arranged(alt.concat(fits(width), loss(), wide, scatter(models[-1]), columns=2, spacing=GAPS))
    below = alt.concat(loss(), metric(every, models), scatter(models[-1]), columns=columns(), spacing=GAPS)
    return arranged(alt.vconcat(fits(width), apart(below, *SEPARATE), spacing=GAPS["row"]))


def arranged(chart: alt.ConcatChart | alt.VConcatChart) -> dict:
    """Return the spec of charts with separate scales."""
    return to_spec(apart(chart, *SEPARATE))


def loss() -> alt.LayerChart:
    """Draw four losses on a logarithmic axis, with the noise floor."""
    ends = {"domainMin": alt.ExprRef("box.loss[0]"), "domainMax": alt.ExprRef("box.loss[1]"), "nice": False}
    scale = alt.Scale(type="log", **ends)
    title = t("Loss (MSE) over the noise floor")
    chart = curves("loss", loss_labels(), title, t("Epoch"), legend="bottom", y_scale=scale)
    floor = table("floor").mark_rule(color=FAINT, strokeWidth=2, strokeDash=[2, 4])
    return square([*chart.layer, floor.encode(y=alt.Y("y:Q"))], title)


def loss_labels() -> tuple[str, ...]:
    """Return what the four losses are called, in the order of their styles."""
    return t("MLP, training"), t("MLP, validation"), t("linear, training"), t("linear, validation")


def metric(every: int, models: tuple[str, ...]) -> alt.LayerChart:
    """Draw the mean absolute error of the models."""
    title = t("MAE every {every} epochs").format(every=every) if every else t("Mean absolute error")
    labels = metric_labels()
    shown = tuple(labels[model] for model in STYLES if model in models)
    styles = tuple(style for model, (_, style) in STYLES.items() if model in models)
    return curves("metric", shown, title, t("Epoch"), "~r", legend="bottom", styles=styles)


def metric_labels() -> dict[str, str]:
    """Return what the errors of the models are called."""
    return {"mlp": t("MLP, validation"), "linear": t("linear, validation")}


def curve_values(result: RegressionResult) -> dict[str, dict]:
    """Return the numbers of ``loss``, ``metric`` and ``scatter``; the loss axis ends a little above the start.

    Of a model that diverged the chart shows its training loss up to then.
    """
    fits, noise, labels = result.fits, result.settings.noise, loss_labels()
    losses, metrics = {}, {}
    values: list[np.ndarray] = []
    epochs = every_third(result.snapshot_epochs)
    for model, (training, validation) in STYLES.items():
        if model in fits:
            fit = fits[model]
            losses[labels[training]] = early_and_late(fit.losses)
            losses[labels[validation]] = (result.snapshot_epochs, fit.val_losses)
            metrics[metric_labels()[model]] = (epochs, every_third(fit.val_maes))
            values += [fit.losses, fit.val_losses]
        elif len(result.diverged_losses) > 0:
            losses[labels[training]] = early_and_late(result.diverged_losses)
    lowest = min(*(ys.min() for ys in values), noise**2 or np.inf)
    highest = max(max(ys[0], ys[-1]) for ys in values)
    return {
        "loss": points(losses),
        "metric": points(metrics),
        "floor": {"y": [noise**2] if noise > 0 else []},
        "box": {"loss": [0.8 * max(lowest, 1e-6), 1.3 * highest], "y": extent(result)},
        **{f"{model}_dots": dots(result, fit) for model, fit in fits.items()},
    }


def every_third(values: np.ndarray) -> np.ndarray:
    """Return every third value and the last: of 61 snapshots those every 200 of 4,000 epochs."""
    return values[sorted({*range(0, len(values), 3), len(values) - 1})]


def early_and_late(losses: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the points of a curve: all of the first 20 epochs, where it may leap, and evenly spread later ones."""
    spread = np.linspace(0, len(losses) - 1, min(len(losses), 240)).round().astype(int)
    keep = np.union1d(spread, np.arange(min(len(losses), FIRST_EPOCHS)))
    return keep, losses[keep]


def extent(result: RegressionResult) -> list[float]:
    """Return the range of the targets in the charts, with a margin."""
    shown = result.val_targets[:MAX_DOTS]
    low, high = float(shown.min()), float(shown.max())
    return [low - 0.5, high + 0.5]


def dots(result: RegressionResult, fit: Fit) -> dict[str, np.ndarray]:
    """Return some validation points: the true value, and the prediction in each frame."""
    return {"y": result.val_targets[:MAX_DOTS], "p": rounded(fit.val_predictions[:, :MAX_DOTS].T)}


def rounded(values: np.ndarray) -> np.ndarray:
    """Return numbers with the two decimals that a chart needs."""
    return values.astype(float).round(2)


def scatter(model: str) -> alt.LayerChart:
    """Draw predictions over true values; those of a perfect model are on the diagonal."""
    titles = {"linear": t("Linear model: predicted against true"), "mlp": t("MLP: predicted against true")}
    ends = {"domainMin": alt.ExprRef("box.y[0]"), "domainMax": alt.ExprRef("box.y[1]"), "nice": False, "zero": False}
    place = {
        "x": alt.X("y:Q", title=t("true"), scale=alt.Scale(**ends), axis=alt.Axis(tickCount=5)),
        "y": alt.Y("p:Q", title=t("predicted"), scale=alt.Scale(**ends), axis=alt.Axis(tickCount=5)),
    }
    diagonal = alt.Chart(alt.sequence(0, 2, as_="i")).transform_calculate(y="box.y[datum.i]", p="box.y[datum.i]")
    cloud = items(f"{model}_dots", moving=("p",))
    layers = [
        diagonal.mark_line(color=FAINT, strokeDash=[2, 4]).encode(x=alt.X("y:Q"), y=alt.Y("p:Q")),
        cloud.mark_circle(size=28, color=theme.SERIES[STYLES[model][1]], opacity=0.7, clip=True).encode(
            **place,
            tooltip=[
                alt.Tooltip("y:Q", title=t("true"), format=".2f"),
                alt.Tooltip("p:Q", title=t("predicted"), format=".2f"),
            ],
        ),
    ]
    return square(layers, titles[model])


def surface(image: alt.Chart, title: str) -> alt.LayerChart:
    """Draw an image over the plane, and the training points if they are few."""
    seen = table("seen").mark_circle(size=22, color=theme.INK, stroke="white", strokeWidth=0.8, opacity=1)
    return square([image.encode(**axes("x₁", "x₂", SQUARE)), seen.encode(**XY)], title)


def moving(name: str, frames: int) -> alt.Chart:
    """Return an image that follows the replay."""
    return film(name, frames, theme.CELL, theme.CELL).transform_calculate(x="5", y="5")


def reaches(result: RegressionResult) -> tuple[float, float]:
    """Return the values at which the colours of surfaces and of residuals are full."""
    first = next(iter(result.fits.values()))
    errors = result.truth - first.surface[-1]
    return float(np.abs(result.truth).max()), max(float(np.quantile(np.abs(errors), 0.98)), 1.0)


def surface_values(result: RegressionResult) -> dict[str, dict]:
    """Return the images of the truth, the models and their residuals, and the training points if they are few."""
    reach, error_reach = reaches(result)
    seen = result.x if len(result.x) <= FEW_SAMPLES else result.x[:0]
    values: dict[str, dict] = {
        "truth": {"url": images(result.truth[None], reach), "x": [5], "y": [5]},
        "seen": {"x": seen[:, 0], "y": seen[:, 1]},
    }
    for name, fit in result.fits.items():
        values[name] = {"url": images(fit.surface, reach)}
        values[f"{name}_error"] = {"url": images(result.truth - fit.surface, error_reach)}
    return values


def images(surfaces: np.ndarray, reach: float) -> list[str]:
    """Return an image per frame: blue above 0, orange below, full colour at ``reach``."""
    shares = (1 + np.clip(surfaces.astype(float) / reach, -1, 1)) / 2
    shades = (shares * (SHADES - 1)).round().astype(np.uint8)
    return [theme.png(shade.reshape(CELLS, CELLS)[::-1], PALETTE) for shade in shades]


def fits(width: float) -> alt.LayerChart:
    """Draw truth, training points, both models and a mark at the kink of every hidden unit."""
    names = (t("truth"), t("linear model"), t("MLP"), t("hinge of a hidden unit"))
    colours = [FAINT, theme.SERIES[LINEAR], theme.SERIES[MLP], theme.CURSOR]
    key = alt.Legend(title=None, orient="bottom", symbolType="circle", columns=2 if width < 2 * theme.CELL else 4)
    scale = alt.Scale(domain=list(names), range=colours)
    colour = alt.Color("label:N", scale=scale, legend=key)
    ends = {"domainMin": alt.ExprRef("box.y[0]"), "domainMax": alt.ExprRef("box.y[1]"), "nice": False}
    x = alt.X("x:Q", title="x₁", scale=alt.Scale(domain=list(SQUARE), nice=False))
    place = {"x": x, "y": alt.Y("y:Q", title="y", scale=alt.Scale(**ends))}
    seen = table("seen").mark_circle(size=16, color=FAINT, opacity=0.5, clip=True)
    truth = table("truth").mark_line(strokeWidth=2, strokeDash=theme.DASHES[1], clip=True)
    linear = items("linear", moving=("y",)).mark_line(strokeDash=theme.DASHES[2], clip=True)
    mlp = items("mlp", moving=("y",)).mark_line(strokeWidth=3, clip=True)
    kinks = items("kink", moving=("x", "y"))
    mark = kinks.mark_point(shape="diamond", size=90, filled=True, stroke="white", strokeWidth=1, opacity=1, clip=True)
    named = zip((truth, linear, mlp, mark), names, strict=True)
    layers = [layer.transform_calculate(label=json.dumps(name)).encode(**place, color=colour) for layer, name in named]
    chart = layered(seen.encode(**place), *layers)
    return chart.properties(width=width, height=theme.CELL, title=t("What the models make of the points"))


def sine_values(result: RegressionResult) -> dict[str, dict]:
    """Return what ``fits`` draws, without kinks that are outside of the chart in every frame."""
    x = np.linspace(*SQUARE, len(result.truth))
    inside = ((result.kinks > SQUARE[0]) & (result.kinks < SQUARE[1])).any(axis=0)
    return {
        "seen": {"x": rounded(result.x[:MAX_DOTS, 0]), "y": rounded(result.y[:MAX_DOTS])},
        "truth": {"x": x, "y": result.truth},
        "linear": {"x": x[[0, -1]], "y": rounded(result.fits["linear"].surface[:, [0, -1]].T)}
        if "linear" in result.fits
        else {},
        "mlp": {"x": x, "y": rounded(result.fits["mlp"].surface.T)} if "mlp" in result.fits else {},
        "kink": {"x": rounded(result.kinks[:, inside].T), "y": rounded(result.kink_heights[:, inside].T)},
    }


def alt_text(result: RegressionResult) -> str:
    """Describe the run of both models in words."""
    start = t("Replay of a linear model and an MLP with {hidden} learning the surface {dataset} over {epochs}.")
    errors = {
        "linear": t("Mean squared error of the linear model: training {training:.4f}, validation {validation:.4f}."),
        "mlp": t("Mean squared error of the MLP: training {training:.4f}, validation {validation:.4f}."),
    }
    settings = result.settings
    sentences = [
        start.format(
            hidden=counted(settings.hidden, t("1 hidden unit"), t("{count} hidden units")),
            dataset=settings.dataset,
            epochs=counted(int(result.snapshot_epochs[-1]), t("1 epoch"), t("{count} epochs")),
        ),
        *(
            errors[model].format(training=fit.losses[-1], validation=fit.val_losses[-1])
            for model, fit in result.fits.items()
        ),
        t("The noise floor is {floor:.4g}.").format(floor=settings.noise**2),
    ]
    if result.diverged:
        sentences.append(t("The other model is missing, because it diverged."))
    if result.verdict:
        sentences.append(verdicts.words(result.verdict))
    return " ".join(sentences).strip()


def in_digits(loss: float) -> str:
    """Return a large loss in words if it has too many digits to read."""
    return f"{loss:,.0f}" if loss < 1e9 else t("more than a billion")


def score_table(result: RegressionResult, test: bool) -> list[dict[str, str]]:
    """Return the errors of the models, one row per model; those on the test points only where the test set is open."""
    names = {"linear": t("linear"), "mlp": t("MLP")}
    rows = []
    for model, fit in result.fits.items():
        row = {
            t("model"): names[model],
            t("parameters"): f"{fit.parameters:,}",
            t("training MSE"): f"{fit.losses[-1]:.3f}",
            t("validation MSE"): f"{fit.val_losses[-1]:.3f}",
            t("validation MAE"): f"{fit.val_maes[-1]:.3f}",
        }
        if test:
            row |= {t("test MSE"): f"{fit.test_loss:.3f}", t("test MAE"): f"{fit.test_mae:.3f}"}
        rows.append(row)
    return rows
