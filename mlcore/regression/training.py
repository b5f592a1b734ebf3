"""Regression: a linear model and a multi-layer perceptron learn the same noisy points in the same steps."""

from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn, optim

from mlcore.common.training import OPTIMIZERS, OnProgress, Progress, check_finite, half_precision, snapshot_epochs
from mlcore.regression.settings import RegressionSettings as Settings
from mlcore.regression.surfaces import SURFACES, Points, dimensions, draw, places, strip_of_errors

MAX_CHECKPOINTS = 61
AT_THE_FLOOR, BY_HEART, STILL_FALLING = 1.3, 1.5, 0.98


class LinearModel(nn.Module):
    r"""One weight an input.

    .. math:: \hat y = w \cdot x + b

    ``forward`` maps x, shape (N, D), to predictions, shape (N, 1).
    """

    def __init__(self, in_dim: int) -> None:
        super().__init__()
        self.output = nn.Linear(in_dim, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.output(x)


class MLPModel(nn.Module):
    r"""H hidden units, each with a hinge where its sum is 0.

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
    """All points as tensors, the inputs as the models get them.

    Attributes
    ----------
    x, y, val_x, val_y, test_x, test_y
        Inputs, shape (N, D), and targets, shape (N, 1).
    places
        Where the learned surface is looked at, shape (P, D).
    mean, scale
        What was subtracted from the inputs and what they were divided by, shape (D,); 0 and 1 if nothing was.
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


@dataclass(frozen=True, eq=False)
class Fit:
    """What one model learned; T snapshot_epochs, P places, V validation points.

    Attributes
    ----------
    losses
        Mean squared error of each epoch's training points, each before the step that it belongs to, and of all of them
        after the last step, shape (epochs + 1,).
    val_losses, val_maes
        Mean squared and mean absolute error over the validation points at the snapshot_epochs, shape (T,).
    surface
        Predictions over the plane, float16, shape (T, P).
    val_predictions
        Predictions at the validation points, float16, shape (T, V).
    test_loss, test_mae
        Mean squared and mean absolute error over the test points after the last step.
    parameters
        Number of weights and biases.
    """

    losses: np.ndarray
    val_losses: np.ndarray
    val_maes: np.ndarray
    surface: np.ndarray
    val_predictions: np.ndarray
    test_loss: float
    test_mae: float
    parameters: int


@dataclass(frozen=True, eq=False)
class Result:
    """A finished run.

    Attributes
    ----------
    settings
        What was asked for.
    snapshot_epochs
        Epochs at which the models were looked at, shape (T,).
    linear, mlp
        What each model learned.
    final_loss
        The MLP's mean squared error over all training points after the last step, ``mlp.losses[-1]``.
    truth
        The surface without noise at the same places as ``Fit.surface``, shape (P,).
    x, y
        Training inputs, shape (N, D), and targets, shape (N,), as drawn.
    val_targets
        Shape (V,).
    strip
        Where the linear model's squared error over the training points lives, see ``strip_of_errors``.
    largest_rate
        Learning rate above which plain gradient descent on the linear model diverges, see ``stable_below``.
    hinges, hinge_heights
        For one input: where each hidden unit's sum is 0 and what the MLP predicts there, float16, shape (T, H).
    silent_units
        Hidden units that are 0 at every training point after the last step: they no longer learn.
    advice
        What the MLP's curves say at the end: "floor", "memorised", "falling" or "flat", see ``diagnosis``.
    """

    settings: Settings
    snapshot_epochs: np.ndarray
    linear: Fit
    mlp: Fit
    final_loss: float
    truth: np.ndarray
    x: np.ndarray
    y: np.ndarray
    val_targets: np.ndarray
    strip: tuple[int, int, float, float]
    largest_rate: float
    hinges: np.ndarray
    hinge_heights: np.ndarray
    silent_units: int
    advice: str


@dataclass(eq=False)
class Learner:
    """A model with its optimizer and what is kept of its run."""

    name: str
    model: nn.Module
    optimizer: optim.Optimizer
    losses: list[float] = field(default_factory=list)
    val_losses: list[float] = field(default_factory=list)
    val_maes: list[float] = field(default_factory=list)
    surface: list[np.ndarray] = field(default_factory=list)
    val_predictions: list[np.ndarray] = field(default_factory=list)
    hinges: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> Result:
    r"""Train both models on the same points, watch the validation points, count on the test points at the end.

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
        If the loss of a model stops being a finite number.
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
    keep = snapshot_epochs(settings.epochs, MAX_CHECKPOINTS)
    fit([linear, mlp], data, settings, keep, on_progress)

    with torch.no_grad():
        errors = (line(data.x) - data.y)[:, 0].numpy()
        silent = int((network.hidden(data.x) <= 0).all(dim=0).sum())
    hinges, heights = (np.stack(path) for path in zip(*mlp.hinges, strict=True))
    return Result(
        settings=settings,
        snapshot_epochs=np.array(keep),
        linear=kept(linear, data),
        mlp=kept(mlp, data),
        final_loss=mlp.losses[-1],
        truth=SURFACES[settings.dataset](places(settings.dataset)),
        x=parts[0].x,
        y=parts[0].y[:, 0],
        val_targets=parts[1].y[:, 0],
        strip=strip_of_errors(parts[0].x, errors),
        largest_rate=stable_below(data.x.numpy()),
        hinges=hinges,
        hinge_heights=heights,
        silent_units=silent,
        advice=diagnosis(mlp.losses, mlp.val_losses[-1], settings.noise),
    )


def fit(
    learners: list[Learner], data: Data, settings: Settings, keep: list[int], on_progress: OnProgress | None = None
) -> None:
    """Train some models in the same batches; what is kept of each run goes into its ``Learner``."""
    criterion = nn.MSELoss()
    steps = settings.epochs * len(range(0, len(data.x), settings.batch_size))
    curves = {"loss": learners[-1].losses, "linear_loss": learners[0].losses}
    look(learners, data, 0, settings.learning_rate)
    step = 0

    for epoch in range(1, settings.epochs + 1):
        sums = [0.0] * len(learners)
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
                sums[number] += loss.item() * len(x)
            if on_progress:
                on_progress(Progress(step, steps, curves))
        for learner, total in zip(learners, sums, strict=True):
            learner.losses.append(total / len(data.x))
        if epoch in keep:
            look(learners, data, step, settings.learning_rate)

    for learner in learners:
        with torch.no_grad():
            final = criterion(learner.model(data.x), data.y).item()
        check_finite(final, step, settings.learning_rate, learner.name)
        learner.losses.append(final)


def batches(count: int, size: int) -> list:
    """Return the points of each step of one epoch: all of them in order, or dealt at random."""
    return [slice(None)] if size >= count else list(torch.randperm(count).split(size))


@torch.no_grad()
def look(learners: list[Learner], data: Data, step: int, learning_rate: float) -> None:
    """Keep what the pictures need of each model as it is now."""
    for learner in learners:
        predictions = learner.model(data.val_x)
        errors = predictions - data.val_y
        learner.val_losses.append((errors**2).mean().item())
        check_finite(learner.val_losses[-1], step, learning_rate, learner.name)
        learner.val_maes.append(errors.abs().mean().item())
        learner.surface.append(half_precision(learner.model(data.places)[:, 0]))
        learner.val_predictions.append(half_precision(predictions[:, 0]))
        if isinstance(learner.model, MLPModel):
            learner.hinges.append(hinges(learner.model, data))


def hinges(model: MLPModel, data: Data) -> tuple[np.ndarray, np.ndarray]:
    r"""Return where each hidden unit's sum is 0 and what the model predicts there, shape (H,) twice, for one input.

    .. math:: x = m - s \, b / w

    with the mean m and the scale s that the inputs were standardised with. For two inputs a hinge is a line, and
    nothing is returned, shape (0,) twice.
    """
    if data.x.shape[1] != 1:
        return np.zeros(0), np.zeros(0)
    at = -model.hidden.bias / model.hidden.weight[:, 0]
    heights = model(at[:, None])[:, 0]
    return half_precision(data.mean + data.scale * at), half_precision(heights)


def tensors(parts: tuple[Points, Points, Points], settings: Settings) -> Data:
    """Return all points as tensors, standardised with mean and standard deviation of the *training* points if asked."""
    training, validation, test = parts
    mean, scale = np.zeros(training.x.shape[1], np.float32), np.ones(training.x.shape[1], np.float32)
    if settings.standardize:
        mean, scale = training.x.mean(axis=0), training.x.std(axis=0)
    looked_at = places(settings.dataset).astype(np.float32)
    x, val_x, test_x, surface = (
        torch.from_numpy((inputs - mean) / scale) for inputs in (training.x, validation.x, test.x, looked_at)
    )
    y, val_y, test_y = (torch.from_numpy(part.y) for part in parts)
    return Data(x, y, val_x, val_y, test_x, test_y, surface, torch.from_numpy(mean), torch.from_numpy(scale))


@torch.no_grad()
def kept(learner: Learner, data: Data) -> Fit:
    """Return what a finished model learned, and its errors over the test points."""
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
    """Return what a model's curves say at the end of a run.

    Parameters
    ----------
    losses
        Training losses by epoch.
    val_loss
        Validation loss at the end.
    noise
        Standard deviation of the noise; its square is the floor.

    Returns
    -------
    str
        "floor" (validation within 1.3 times the floor), else "memorised" (validation over 1.5 times training), else
        "falling" (the last tenth of the run took off at least 2 %), else "flat".
    """
    if val_loss <= AT_THE_FLOOR * max(noise**2, 0.01):
        return "floor"
    if val_loss > BY_HEART * losses[-1]:
        return "memorised"
    return "falling" if losses[-1] < STILL_FALLING * losses[-1 - len(losses) // 10] else "flat"
