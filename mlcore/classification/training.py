"""Train a network 2-H-C with cross-entropy; measure validation and, at the end, test accuracy."""

import math
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from mlcore.classification.point_sets import TEST, TRAINING, VALIDATION, draw_points, square_of
from mlcore.classification.results import ClassificationResult, Snapshots
from mlcore.classification.settings import ClassificationSettings as Settings
from mlcore.common.plane import cell_centres
from mlcore.common.statistics import wilson_interval
from mlcore.common.training import OPTIMIZERS, OnProgress, Progress, check_finite, snapshot_epochs

HELD_OUT = 1000
MAX_SHOWN = 500
MAX_SNAPSHOTS = 21
MAX_CURVE_POINTS = 101
CELLS = 64


class Net(nn.Module):
    r"""Two inputs, H hidden units, one output for each of C classes.

    .. math:: h = \max(0, W_1 x + b_1), \qquad z = W_2 h + b_2

    ``forward`` maps x, shape (N, 2), to the logits z, shape (N, C). The loss applies the softmax.
    In training mode dropout sets a share p of h to 0 at random and divides the rest by 1 - p; in
    evaluation mode it does nothing.
    """

    def __init__(self, hidden: int, classes: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.hidden = nn.Linear(2, hidden)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = F.relu(self.hidden(x), inplace=True)
        return self.output(self.dropout(h))


@dataclass(frozen=True, eq=False)
class Points:
    """One part of the data.

    Attributes
    ----------
    inputs
        (x1, x2), float32, shape (N, 2).
    labels
        Class 0, 1 or 2, int64, shape (N,).
    """

    inputs: torch.Tensor
    labels: torch.Tensor


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> ClassificationResult:
    r"""Train on the training points; measure validation accuracy during the run and test accuracy at its end.

    .. math:: L = -\frac{1}{N} \sum_i \log \frac{e^{z_{i, y_i}}}{\sum_k e^{z_{i, k}}}

    An epoch goes once through the training points. Each iteration, or step, takes one batch and updates all weights
    once. With all points in one batch this is plain gradient descent, although the optimizer is called SGD.

    Parameters
    ----------
    settings
        Data, size, optimizer and length of the run; ``settings.seed`` draws the weights, the batches and what dropout
        leaves out, ``settings.data_seed`` draws the points.
    on_progress
        Called after every step with the curves "loss", "val_loss", "accuracy" and "val_accuracy"; raising inside it
        stops the run.

    Raises
    ------
    Diverged
        If the loss stops being a finite number.
    """
    training, validation, test = (draw_part(settings, part) for part in (TRAINING, VALIDATION, TEST))
    torch.manual_seed(settings.seed)
    model = Net(settings.hidden, classes_of(training, test), settings.dropout)
    criterion = nn.CrossEntropyLoss()
    optimizer = OPTIMIZERS[settings.optimizer](model.parameters(), lr=settings.learning_rate)
    measured, keep = snapshot_epochs(settings.epochs, MAX_CURVE_POINTS), snapshot_epochs(settings.epochs, MAX_SNAPSHOTS)
    curves: dict[str, list[float]] = {"loss": [], "val_loss": [], "accuracy": [], "val_accuracy": []}
    record(curves, model, training, validation)
    path = [snapshot(model, training, test, square_of(settings.dataset))]
    step, steps = 0, settings.epochs * math.ceil(settings.train_size / settings.batch_size)

    for epoch in range(1, settings.epochs + 1):
        for batch in torch.randperm(settings.train_size).split(settings.batch_size):
            optimizer.zero_grad()
            logits = model(training.inputs[batch])
            loss = criterion(logits, training.labels[batch])
            loss.backward()
            optimizer.step()

            step += 1
            check_finite(loss.item(), step, settings.learning_rate)
            if on_progress:
                on_progress(Progress(step, steps, curves, every=measured[1]))
        if epoch == measured[len(curves["loss"])]:
            record(curves, model, training, validation)
            check_finite(curves["loss"][-1] + curves["val_loss"][-1], step, settings.learning_rate)
        if epoch == keep[len(path)]:
            path.append(snapshot(model, training, test, square_of(settings.dataset)))

    predictions = evaluate(model, test)[1]
    right = int((predictions == test.labels).sum())
    classes = model.output.out_features
    return ClassificationResult(
        settings=settings,
        curve_epochs=np.array(measured),
        losses=np.array(curves["loss"]),
        val_losses=np.array(curves["val_loss"]),
        accuracies=np.array(curves["accuracy"]),
        val_accuracies=np.array(curves["val_accuracy"]),
        snapshot_epochs=np.array(keep),
        snapshots=Snapshots(**{name: np.stack([shot[name] for shot in path]) for name in path[0]}),
        final_loss=curves["loss"][-1],
        test_accuracy=right / len(test.labels),
        test_interval=wilson_interval(right, len(test.labels)),
        train_inputs=training.inputs[:MAX_SHOWN].numpy().copy(),
        train_labels=training.labels[:MAX_SHOWN].to(torch.uint8).numpy(),
        test_inputs=test.inputs.numpy(),
        test_labels=test.labels.to(torch.uint8).numpy(),
        confusion=torch.bincount(classes * test.labels + predictions, minlength=classes**2)
        .reshape(classes, classes)
        .numpy(),
        square=square_of(settings.dataset),
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        state={name: tensor.numpy() for name, tensor in model.state_dict().items()},
    )


def draw_part(settings: Settings, part: int) -> Points:
    """Return the training, validation or test points."""
    count = settings.train_size if part == TRAINING else HELD_OUT
    inputs, labels = draw_points(settings.dataset, count, settings.noise, settings.data_seed, part, own=settings.points)
    return Points(torch.from_numpy(inputs), torch.from_numpy(labels))


def classes_of(*parts: Points) -> int:
    """Return how many classes there are."""
    return 1 + max(int(part.labels.max()) for part in parts)


@torch.no_grad()
def evaluate(model: nn.Module, points: Points) -> tuple[float, torch.Tensor]:
    """Return the mean cross-entropy (nats) over some points and the predictions, shape (N,)."""
    model.eval()
    logits = model(points.inputs)
    model.train()
    return F.cross_entropy(logits, points.labels).item(), logits.argmax(1)


def record(curves: dict[str, list[float]], model: nn.Module, training: Points, validation: Points) -> None:
    """Append one point to each curve."""
    for prefix, points in (("", training), ("val_", validation)):
        loss, predictions = evaluate(model, points)
        curves[f"{prefix}loss"].append(loss)
        curves[f"{prefix}accuracy"].append((predictions == points.labels).float().mean().item())


@torch.no_grad()
def snapshot(model: nn.Module, training: Points, test: Points, square: tuple[float, float, float]) -> dict:
    """Return one snapshot's part of ``Snapshots``, without the leading T."""
    x1, x2, side = square
    cells = torch.from_numpy(cell_centres(0, side, CELLS) + np.array([x1, x2])).float().reshape(-1, 2)
    model.eval()
    p, k = torch.softmax(model(cells), dim=1).max(dim=1)
    regions = (85 * k + (84 * p).round()).to(torch.uint8).reshape(CELLS, CELLS)
    train_predictions = model(training.inputs[:MAX_SHOWN]).argmax(1)
    test_predictions = model(test.inputs).argmax(1)
    model.train()
    return {
        "regions": regions.numpy(),
        "train_predictions": train_predictions.to(torch.uint8).numpy(),
        "test_predictions": test_predictions.to(torch.uint8).numpy(),
    }
