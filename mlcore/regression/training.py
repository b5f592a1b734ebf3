"""Regression: run the programs of a linear model and of an MLP on the same noisy points, and draw what they learned."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from mlcore.common.program import render_program
from mlcore.common.running import ProgramRun, State, run_program
from mlcore.common.training import Diverged, OnProgress, Progress, half_precision
from mlcore.common.verdict import Verdict, judge
from mlcore.regression.results import NAMES, Fit, RegressionResult
from mlcore.regression.settings import RegressionSettings as Settings
from mlcore.regression.surfaces import CELLS, SURFACES, places, worst_strip

MAX_SNAPSHOTS = 61
EXPLODED_RATIO = 1_000_000
"""A model whose loss ends at more than this multiple of its start is left out: no picture can show it and the other."""

AT_THE_FLOOR, BY_HEART = 1.3, 1.5

CURVES = {"linear": "linear_loss", "mlp": "loss"}


class Exploded(Diverged):
    """A loss that is still finite but has ended at more than a million times its start."""

    def __str__(self) -> str:
        return (
            f"the loss of the {self.model_name} ended more than {EXPLODED_RATIO:,} times higher than it began "
            f"(learning rate {self.learning_rate:g})"
        )


@dataclass(frozen=True, eq=False)
class Attempt:
    """One model's training.

    Attributes
    ----------
    run
        Its run; None if it diverged, or has not begun.
    losses
        Its loss in each epoch that it has finished.
    error
        How it diverged.
    """

    run: ProgramRun | None = None
    losses: Sequence[float] = ()
    error: Diverged | None = None


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> RegressionResult:
    r"""Run the program of the linear model, then that of the MLP, on the same points.

    .. math:: L = \frac{1}{N} \sum_i (\hat y_i - y_i)^2

    Parameters
    ----------
    settings
        Surface, size, optimizer and length of the run; ``settings.seed`` draws the weights and the batches,
        ``settings.data_seed`` draws the points.
    on_progress
        Called after every step with the curves "linear_loss" and then also "loss" of the MLP, one value an epoch;
        raising inside it stops the run.

    Raises
    ------
    Diverged
        If the loss of both models is not finite, or ends a million times above its start. If only one model diverges,
        the result holds the other.
    """
    linear = attempt(settings, "linear", lambda linear: result_of(settings, linear), on_progress)
    mlp = attempt(settings, "mlp", lambda mlp: result_of(settings, linear, mlp), on_progress, linear)
    if linear.error and mlp.error:
        raise linear.error
    return result_of(settings, linear, mlp)


def attempt(
    settings: Settings,
    model: str,
    partial_result: Callable[[Attempt], RegressionResult],
    on_progress: OnProgress | None,
    before: Attempt | None = None,
) -> Attempt:
    """Run the program of one model, ``before`` being the model before it, and keep what it was if it diverges."""
    curves: dict[str, Sequence[float]] = {CURVES[model]: ()}

    def report(progress: Progress) -> None:
        curves.update(progress.curves)
        if on_progress:
            on_progress(progress)

    try:
        run = run_program(
            render_program(settings, model=model),
            MAX_SNAPSHOTS,
            on_progress=report,
            partial_result=lambda run: partial_result(Attempt(run, run.losses)),
            curve=CURVES[model],
            model_name=NAMES[model],
            steps_per_epoch=math.ceil(settings.samples / settings.batch_size),
            part=(1, 2) if before else (0, 2),
            known=[(CURVES["linear"], [*before.losses])] if before else (),
        )
        verdict = verdict_of(run)
        if verdict.last > EXPLODED_RATIO * verdict.first:
            raise Exploded(run.steps, settings.learning_rate, NAMES[model], settings.epochs)
    except Diverged as error:
        return Attempt(losses=curves[CURVES[model]], error=error)
    return Attempt(run, run.losses)


@torch.no_grad()
def verdict_of(run: ProgramRun, done: bool | None = None) -> Verdict:
    """Judge a run; ``done`` as for ``judge``. Its first epoch may have many steps: what was before them is measured."""
    losses = [training_loss(run, run.states[0]), *run.losses[1:], training_loss(run, run.states[-1])]
    return judge(losses, run.names["train_y"].var(correction=0).item(), done)


def training_loss(run: ProgramRun, state: State) -> float:
    """Return a model's mean squared error over its training points in one of its states; it stays there."""
    run.model.load_state_dict(state)
    return run.names["loss_function"](run.model(run.names["train_X"]), run.names["train_y"]).item()


@torch.no_grad()
def result_of(settings: Settings, linear: Attempt, mlp: Attempt = Attempt()) -> RegressionResult:
    """Return the result of both runs, or of those that have not ended as if they ended now."""
    run = mlp.run or linear.run
    assert run
    names = run.names
    data_x, data_y = names["train_X"], names["train_y"]
    in_dim = data_x.shape[1]
    mean, std = names.get("mean", np.zeros(in_dim)), names.get("std", np.ones(in_dim))
    at = torch.from_numpy((places(settings.dataset) - mean) / std).float()
    attempts = {"linear": linear, "mlp": mlp}
    fits = {name: fit(attempt.run, run.epochs, at) for name, attempt in attempts.items() if attempt.run}
    x = (data_x.numpy() * std + mean).astype(np.float32)
    learned = fits.get("mlp")
    positions, heights = kinks(settings, mlp.run, mean, std)
    lost = next((attempt for attempt in (linear, mlp) if attempt.error), Attempt())
    return RegressionResult(
        settings=settings,
        snapshot_epochs=np.array(run.epochs),
        fits=fits,
        diverged=str(lost.error) if lost.error else "",
        diverged_losses=np.array(lost.losses),
        final_loss=float(learned.losses[-1]) if learned else math.nan,
        truth=SURFACES[settings.dataset](places(settings.dataset)),
        x=x,
        y=data_y[:, 0].numpy(),
        val_targets=names["val_y"][:, 0].numpy(),
        strip=worst_strip(x, (linear.run.model(data_x) - data_y)[:, 0].numpy()) if linear.run else (0, 0, 0.0, 0.0),
        largest_rate=stable_below(data_x.numpy()),
        kinks=positions,
        kink_heights=heights,
        dead_units=int((mlp.run.model.linear1(data_x) <= 0).all(dim=0).sum()) if mlp.run else 0,
        advice=advise(settings, mlp.run, learned) if mlp.run and learned else "",
    )


def fit(run: ProgramRun, epochs: list[int], at: torch.Tensor) -> Fit:
    """Return predictions at the given epochs and the current test error; the model is left in its last state.

    Parameters
    ----------
    run
        Of the model.
    epochs
        Where it has no state of that epoch, the one before counts: another model's run may be looked at early.
    at
        Inputs at which the learned surface is drawn, shape (P, D).
    """
    names, model = run.names, run.model
    val_losses, val_maes, surface, val_predictions = [], [], [], []
    for place in np.searchsorted(run.epochs, epochs, side="right") - 1:
        model.load_state_dict(run.states[place])
        predictions = model(names["val_X"])
        errors = predictions - names["val_y"]
        val_losses.append((errors**2).mean().item())
        val_maes.append(errors.abs().mean().item())
        surface.append(half_precision(model(at)[:, 0]))
        val_predictions.append(half_precision(predictions[:, 0]))
    verdict = verdict_of(run)
    errors = model(names["test_X"]) - names["test_y"]
    return Fit(
        losses=np.array([*run.losses, verdict.last]),
        val_losses=np.array(val_losses),
        val_maes=np.array(val_maes),
        surface=np.stack(surface),
        val_predictions=np.stack(val_predictions),
        test_loss=(errors**2).mean().item(),
        test_mae=errors.abs().mean().item(),
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        verdict=verdict,
    )


def kinks(
    settings: Settings, run: ProgramRun | None, mean: np.ndarray, std: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    r"""Return where the pre-activation of each hidden unit is 0 and the model's prediction there, shape (T, H) twice.

    .. math:: x = m - s \, b / w

    m and s are the mean and the scale of the standardisation. With two inputs a kink is a line: return two empty
    arrays, as without a run.
    """
    if run is None or settings.dataset != "sine":
        return np.zeros((0, 0)), np.zeros((0, 0))
    positions, heights = [], []
    for model in run.models():
        at = -model.linear1.bias / model.linear1.weight[:, 0]
        positions.append(half_precision(torch.from_numpy(mean) + torch.from_numpy(std) * at))
        heights.append(half_precision(model(at[:, None])[:, 0]))
    return np.stack(positions), np.stack(heights)


def stable_below(x: np.ndarray) -> float:
    r"""Return the learning rate below which plain gradient descent on the linear model's loss is stable.

    .. math:: \eta < \frac{2}{\lambda}, \qquad \lambda \text{ the largest eigenvalue of }
        \frac{2}{N} \sum_i \tilde x_i \tilde x_i^T, \quad \tilde x = (x, 1)

    Parameters
    ----------
    x
        Inputs as the model gets them, shape (N, D).
    """
    extended = np.column_stack([x, np.ones(len(x))]).astype(float)
    curvature = 2 * extended.T @ extended / len(x)
    return float(2 / np.linalg.eigvalsh(curvature)[-1])


def advise(settings: Settings, run: ProgramRun, learned: Fit) -> str:
    """Return the state of a model at the end of its run.

    Returns
    -------
    str
        "floor" (the validation loss is within 1.3 times the noise floor), else "memorised" (it is over 1.5 times the
        training loss), else how a run ends that is above the floor: "useless", "slow" or "stuck"; nothing of a loss
        that exploded.
    """
    val_loss, ending = learned.val_losses[-1], verdict_of(run, done=False).ending
    if ending == "exploded":
        return ""
    if val_loss <= AT_THE_FLOOR * max(settings.noise**2, 0.01):
        return "floor"
    return "memorised" if val_loss > BY_HEART * learned.losses[-1] else ending


def plane_of(settings: Settings, names: dict[str, Any]) -> np.ndarray | None:
    """Return the predictions of the model among a program's names as shades, 0 to 255 from the surface's -r to r.

    r is the largest height of the surface without noise. With one input there is no plane: return None.
    """
    if settings.dataset == "sine":
        return None
    grid = places(settings.dataset).astype(np.float32)
    inputs = torch.from_numpy((grid - names.get("mean", 0.0)) / names.get("std", 1.0)).float()
    reach = float(np.abs(SURFACES[settings.dataset](grid)).max())
    shades = 127.5 + 127.5 * names["model"](inputs)[:, 0] / reach
    return shades.clamp(0, 255).round().to(torch.uint8).reshape(CELLS, CELLS).numpy()
