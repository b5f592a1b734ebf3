"""Regression: a linear model and a multi-layer perceptron learn the same noisy points in the same steps."""

from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn, optim

from mlcore.common.training import (
    OPTIMIZERS,
    Diverged,
    OnProgress,
    Progress,
    check_finite,
    half_precision,
    snapshot_epochs,
)
from mlcore.regression.results import Fit, RegressionResult
from mlcore.regression.settings import RegressionSettings as Settings
from mlcore.regression.surfaces import SURFACES, Points, dimensions, draw, places, worst_strip

MAX_SNAPSHOTS = 61
EXPLODED = 1_000_000
"""A loss that ends at more than this multiple of its start counts as diverged; a healthy run may leap to a thousand."""

AT_THE_FLOOR, BY_HEART, STILL_FALLING = 1.3, 1.5, 0.98


class LinearModel(nn.Module):
    r"""A weighted sum of the inputs.

    .. math:: \hat y = w \cdot x + b

    ``forward`` maps x, shape (N, D), to predictions, shape (N, 1).
    """

    def __init__(self, in_dim: int) -> None:
        super().__init__()
        self.output = nn.Linear(in_dim, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.output(x)


class MLPModel(nn.Module):
    r"""H hidden ReLU units, each with a kink where its pre-activation is 0.

    .. math:: h = \max(0, W_1 x + b_1), \qquad \hat y = w_2 \cdot h + b_2

    ``forward`` maps x, shape (N, D), to predictions, shape (N, 1).
    """

    def __init__(self, in_dim: int, hidden: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(in_dim, hidden)
        self.output = nn.Linear(hidden, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.output(torch.relu(self.hidden(x)))


@dataclass(frozen=True, eq=False)
class Data:
    """All points as tensors; the inputs are standardised if the settings say so.

    Attributes
    ----------
    x, y, val_x, val_y, test_x, test_y
        Inputs, shape (N, D), and targets, shape (N, 1).
    places
        Inputs at which the learned surface is drawn, shape (P, D).
    mean, scale
        Mean and scale that standardise the inputs, shape (D,); 0 and 1 without standardisation.
    """

    x: torch.Tensor
    y: torch.Tensor
    val_x: torch.Tensor
    val_y: torch.Tensor
    test_x: torch.Tensor
    test_y: torch.Tensor
    places: torch.Tensor
    mean: torch.Tensor
    scale: torch.Tensor


class Exploded(Diverged):
    """A loss that is still finite but has ended at more than a million times its start."""

    def __str__(self) -> str:
        return (
            f"the loss of the {self.whose} ended more than {EXPLODED:,} times higher than it began "
            f"(learning rate {self.learning_rate:g})"
        )


@dataclass(eq=False)
class Learner:
    """A model, its optimizer, and the history of its run."""

    name: str
    model: nn.Module
    optimizer: optim.Optimizer
    losses: list[float] = field(default_factory=list)
    val_losses: list[float] = field(default_factory=list)
    val_maes: list[float] = field(default_factory=list)
    surface: list[np.ndarray] = field(default_factory=list)
    val_predictions: list[np.ndarray] = field(default_factory=list)
    kinks: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> RegressionResult:
    r"""Train both models on the same points; measure validation errors during the run and test errors at its end.

    .. math:: L = \frac{1}{N} \sum_i (\hat y_i - y_i)^2

    Parameters
    ----------
    settings
        Surface, size, optimizer and length of the run; ``settings.seed`` draws the weights and the batches,
        ``settings.data_seed`` draws the points.
    on_progress
        Called after every step with the curves "loss" (of the MLP) and "linear_loss", one value an epoch; raising
        inside it stops the run.

    Raises
    ------
    Diverged
        If the loss of a model is not finite, or ends at more than a million times its start.
    """
    parts = draw(settings.dataset, settings.noise, settings.data_seed, settings.samples)
    data = tensors(parts, settings)
    torch.manual_seed(settings.seed)
    in_dim = dimensions(settings.dataset)
    line, network = LinearModel(in_dim), MLPModel(in_dim, settings.hidden)
    linear, mlp = (
        Learner(name, model, OPTIMIZERS[settings.optimizer](model.parameters(), lr=settings.learning_rate))
        for name, model in (("linear model", line), ("MLP", network))
    )
    keep = snapshot_epochs(settings.epochs, MAX_SNAPSHOTS)
    fit([linear, mlp], data, settings, keep, on_progress)
    for learner in (linear, mlp):
        if learner.losses[-1] > EXPLODED * learner.val_losses[0]:
            raise Exploded(settings.epochs, settings.learning_rate, learner.name)

    with torch.no_grad():
        errors = (line(data.x) - data.y)[:, 0].numpy()
        dead = int((network.hidden(data.x) <= 0).all(dim=0).sum())
    positions, heights = (np.stack(path) for path in zip(*mlp.kinks, strict=True))
    return RegressionResult(
        settings=settings,
        snapshot_epochs=np.array(keep),
        linear=summary(linear, data),
        mlp=summary(mlp, data),
        final_loss=mlp.losses[-1],
        truth=SURFACES[settings.dataset](places(settings.dataset)),
        x=parts[0].x,
        y=parts[0].y[:, 0],
        val_targets=parts[1].y[:, 0],
        strip=worst_strip(parts[0].x, errors),
        largest_rate=stable_below(data.x.numpy()),
        kinks=positions,
        kink_heights=heights,
        dead_units=dead,
        advice=diagnosis(mlp.losses, mlp.val_losses[-1], settings.noise),
    )


def fit(
    learners: list[Learner], data: Data, settings: Settings, keep: list[int], on_progress: OnProgress | None = None
) -> None:
    """Train several models on the same batches; each ``Learner`` records its own history."""
    criterion = nn.MSELoss()
    steps = settings.epochs * len(range(0, len(data.x), settings.batch_size))
    curves = {"loss": learners[-1].losses, "linear_loss": learners[0].losses}
    take_snapshot(learners, data, 0, settings.learning_rate)
    step = 0

    for epoch in range(1, settings.epochs + 1):
        totals = [0.0] * len(learners)
        for batch in batches(len(data.x), settings.batch_size):
            x, y = data.x[batch], data.y[batch]
            step += 1
            for number, learner in enumerate(learners):
                learner.optimizer.zero_grad()
                prediction = learner.model(x)
                loss = criterion(prediction, y)
                loss.backward()
                learner.optimizer.step()

                check_finite(loss.item(), step, settings.learning_rate, learner.name)
                totals[number] += loss.item() * len(x)
            if on_progress:
                on_progress(Progress(step, steps, curves))
        for learner, total in zip(learners, totals, strict=True):
            learner.losses.append(total / len(data.x))
        if epoch in keep:
            take_snapshot(learners, data, step, settings.learning_rate)

    for learner in learners:
        with torch.no_grad():
            final = criterion(learner.model(data.x), data.y).item()
        check_finite(final, step, settings.learning_rate, learner.name)
        learner.losses.append(final)


def batches(count: int, size: int) -> list:
    """Return the batches of one epoch: all points in order, or random batches."""
    return [slice(None)] if size >= count else list(torch.randperm(count).split(size))


@torch.no_grad()
def take_snapshot(learners: list[Learner], data: Data, step: int, learning_rate: float) -> None:
    """Record a snapshot of each model for the charts."""
    for learner in learners:
        predictions = learner.model(data.val_x)
        errors = predictions - data.val_y
        learner.val_losses.append((errors**2).mean().item())
        check_finite(learner.val_losses[-1], step, learning_rate, learner.name)
        learner.val_maes.append(errors.abs().mean().item())
        learner.surface.append(half_precision(learner.model(data.places)[:, 0]))
        learner.val_predictions.append(half_precision(predictions[:, 0]))
        if isinstance(learner.model, MLPModel):
            learner.kinks.append(kinks(learner.model, data))


def kinks(model: MLPModel, data: Data) -> tuple[np.ndarray, np.ndarray]:
    r"""Return where the pre-activation of each hidden unit is 0 and the model's prediction there, shape (H,) twice.

    .. math:: x = m - s \, b / w

    m and s are the mean and the scale of the standardisation. With two inputs a kink is a line: return two empty
    arrays, shape (0,).
    """
    if data.x.shape[1] != 1:
        return np.zeros(0), np.zeros(0)
    at = -model.hidden.bias / model.hidden.weight[:, 0]
    heights = model(at[:, None])[:, 0]
    return half_precision(data.mean + data.scale * at), half_precision(heights)


def tensors(parts: tuple[Points, Points, Points], settings: Settings) -> Data:
    """Return all points as tensors; standardise with the mean and deviation of the *training* points if asked."""
    training, validation, test = parts
    mean, scale = np.zeros(training.x.shape[1], np.float32), np.ones(training.x.shape[1], np.float32)
    if settings.standardize:
        mean, scale = training.x.mean(axis=0), training.x.std(axis=0)
    grid = places(settings.dataset).astype(np.float32)
    x, val_x, test_x, surface = (
        torch.from_numpy((inputs - mean) / scale) for inputs in (training.x, validation.x, test.x, grid)
    )
    y, val_y, test_y = (torch.from_numpy(part.y) for part in parts)
    return Data(x, y, val_x, val_y, test_x, test_y, surface, torch.from_numpy(mean), torch.from_numpy(scale))


@torch.no_grad()
def summary(learner: Learner, data: Data) -> Fit:
    """Return the history of a trained model and its errors over the test points."""
    errors = learner.model(data.test_x) - data.test_y
    return Fit(
        losses=np.array(learner.losses),
        val_losses=np.array(learner.val_losses),
        val_maes=np.array(learner.val_maes),
        surface=np.stack(learner.surface),
        val_predictions=np.stack(learner.val_predictions),
        test_loss=(errors**2).mean().item(),
        test_mae=errors.abs().mean().item(),
        parameters=sum(parameter.numel() for parameter in learner.model.parameters()),
    )


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


def diagnosis(losses: list[float], val_loss: float, noise: float) -> str:
    """Return the state of a model at the end of a run.

    Parameters
    ----------
    losses
        Training losses by epoch.
    val_loss
        Validation loss at the end.
    noise
        Standard deviation of the noise. Its square is the noise floor.

    Returns
    -------
    str
        "floor" (validation within 1.3 times the floor), else "memorised" (validation over 1.5 times training), else
        "falling" (the loss fell by more than 2 % in the last tenth of the run), else "flat".
    """
    if val_loss <= AT_THE_FLOOR * max(noise**2, 0.01):
        return "floor"
    if val_loss > BY_HEART * losses[-1]:
        return "memorised"
    return "falling" if losses[-1] < STILL_FALLING * losses[-1 - len(losses) // 10] else "flat"
