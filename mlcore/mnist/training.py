"""Handwritten digits: a linear model, a multi-layer perceptron and a convolutional network on the same images."""

import math
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from mlcore.common.statistics import wilson_interval
from mlcore.common.training import OPTIMIZERS, OnProgress, Progress, check_finite, half_precision, snapshot_epochs
from mlcore.mnist.digits import SIZES, load_digits, split
from mlcore.mnist.full_digits import FULL_SIZES, FULL_TEST, full_digits
from mlcore.mnist.inference import Reading
from mlcore.mnist.results import MnistResult
from mlcore.mnist.settings import MnistSettings as Settings

MAX_CHECKPOINTS = 16
MAX_UNITS = 32
CHUNK = 100
SHIFT, TURN, ZOOM = 1.5, 10.0, 0.1


class LinearModel(nn.Module):
    r"""One weight per pixel and class.

    .. math:: z = W x + b

    ``forward`` maps images x, shape (N, 1, 28, 28), grey values 0 to 1, to the logits z, shape (N, 10).
    """

    def __init__(self) -> None:
        super().__init__()
        self.output = nn.Linear(784, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.output(x.view(-1, 784))


class MLP(nn.Module):
    r"""H hidden units, each connected to all pixels.

    .. math:: h = \max(0, W_1 x + b_1), \qquad z = W_2 h + b_2

    ``forward`` maps images x, shape (N, 1, 28, 28), grey values 0 to 1, to the logits z, shape (N, 10).
    """

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(784, hidden)
        self.output = nn.Linear(hidden, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x.view(-1, 784)
        x = F.relu(self.hidden(x))
        return self.output(x)


class CNN(nn.Module):
    """Two convolutional layers with 5x5 filters, then one linear layer.

    ``forward`` maps images x, shape (N, 1, 28, 28), grey values 0 to 1, to the logits z, shape (N, 10). Max-pooling
    before ReLU gives the same numbers as after it, with a quarter of the work. ``channels_last`` memory is faster.
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=5)
        self.conv2 = nn.Conv2d(16, 32, kernel_size=5)
        self.output = nn.Linear(32 * 4 * 4, 10)
        self.to(memory_format=torch.channels_last)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        return self.output(x.flatten(1))


def build(model: str, hidden: int) -> nn.Module:
    """Return an untrained network: "linear", "mlp" (with ``hidden`` hidden units) or "cnn"."""
    if model == "linear":
        return LinearModel()
    return MLP(hidden) if model == "mlp" else CNN()


@dataclass(frozen=True, eq=False)
class Digits:
    """One part of the split.

    Attributes
    ----------
    images
        Grey values 0 to 255, uint8, shape (N, 1, 28, 28).
    labels
        Classes, 0 to 9, int64, shape (N,).
    """

    images: torch.Tensor
    labels: torch.Tensor


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> MnistResult:
    r"""Train on the training images, record the validation loss, and test once at the end.

    .. math:: L = -\frac{1}{N} \sum_i \log \frac{e^{z_{i, y_i}}}{\sum_k e^{z_{i, k}}}

    Parameters
    ----------
    settings
        Data, model, optimizer and length of the run. ``settings.seed`` determines the weights, the order of the images
        and their small moves; ``settings.data_seed`` determines the split.
    on_progress
        Called after every step with the curves "loss", "val_loss", "accuracy" and "val_accuracy", one value per
        snapshot so far. An exception raised in it stops the run.

    Raises
    ------
    Diverged
        If the loss stops being a finite number.
    DigitsUnavailable
        If the full data set is requested and cannot be downloaded.
    """
    training, validation, test, test_indices = read_split(settings)
    torch.manual_seed(settings.seed)
    model = build(settings.model, settings.hidden)
    criterion = nn.CrossEntropyLoss()
    optimizer = OPTIMIZERS[settings.optimizer](model.parameters(), lr=settings.learning_rate)
    steps = settings.epochs * math.ceil(len(training.labels) / settings.batch_size)
    keep = snapshot_epochs(settings.epochs, MAX_CHECKPOINTS)
    curves: dict[str, list[float]] = {"loss": [], "val_loss": [], "accuracy": [], "val_accuracy": []}
    record(curves, model, training, validation)
    path = [first_layer(model)]
    step = 0

    for epoch in range(1, settings.epochs + 1):
        for batch in torch.randperm(len(training.labels)).split(settings.batch_size):
            images = scaled(training.images.index_select(0, batch))
            if settings.augment:
                images = moved(images)
            optimizer.zero_grad()
            logits = model(images)
            loss = criterion(logits, training.labels[batch])
            loss.backward()
            optimizer.step()

            step += 1
            check_finite(loss.item(), step, settings.learning_rate)
            if on_progress:
                on_progress(Progress(step, steps, curves, every=keep[1]))
        if epoch == keep[len(path)]:
            record(curves, model, training, validation)
            check_finite(curves["loss"][-1] + curves["val_loss"][-1], step, settings.learning_rate)
            path.append(first_layer(model))

    _, logits = evaluate(model, test)
    predictions = logits.argmax(1)
    right = int((predictions == test.labels).sum())
    return MnistResult(
        settings=settings,
        snapshot_epochs=np.array(keep),
        losses=np.array(curves["loss"]),
        val_losses=np.array(curves["val_loss"]),
        accuracies=np.array(curves["accuracy"]),
        val_accuracies=np.array(curves["val_accuracy"]),
        final_loss=curves["loss"][-1],
        test_accuracy=right / len(test.labels),
        test_interval=wilson_interval(right, len(test.labels)),
        test_indices=test_indices.astype(np.int32),
        test_labels=test.labels.to(torch.uint8).numpy(),
        test_predictions=predictions.to(torch.uint8).numpy(),
        test_probabilities=half_precision(logits.softmax(1)),
        confusion=torch.bincount(10 * test.labels + predictions, minlength=100).reshape(10, 10).numpy(),
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        snapshots=np.stack(path),
        state={name: tensor.contiguous().numpy() for name, tensor in model.state_dict().items()},
    )


def read_split(settings: Settings) -> tuple[Digits, Digits, Digits, np.ndarray]:
    """Return the training, validation and test images, and the indices of the test images in the data set."""
    if settings.dataset == "full":
        (images, labels), parts = full_digits(), [*split(FULL_SIZES, settings.data_seed), FULL_TEST]
    else:
        (images, labels), parts = load_digits(), split(SIZES, settings.data_seed)
    training, validation, test = (
        Digits(torch.from_numpy(images[part]).unsqueeze(1), torch.from_numpy(labels[part]).long()) for part in parts
    )
    return training, validation, test, parts[-1]


def scaled(images: torch.Tensor) -> torch.Tensor:
    """Return images of bytes as float32 from 0 (paper) to 1 (ink)."""
    return images.float() / 255


def moved(images: torch.Tensor) -> torch.Tensor:
    r"""Shift, turn and zoom each image a little, at random. Pixels from outside the image are paper.

    The pixel at u (from -1 to 1 on both axes) takes the grey value at

    .. math:: s \begin{pmatrix} \cos a & -\sin a \\ \sin a & \cos a \end{pmatrix} u + t

    with the zoom s within 10 % of 1, the angle a within 10 degrees and the shift t within 1.5 pixels of 0 on each axis.

    Parameters
    ----------
    images
        Shape (N, 1, 28, 28). The result has the same shape.
    """
    zoom, angle, right, down = torch.empty(4, len(images)).uniform_(-1, 1)
    scale = 1 + ZOOM * zoom
    cos, sin = scale * torch.cos(math.radians(TURN) * angle), scale * torch.sin(math.radians(TURN) * angle)
    right, down = right * SHIFT / 14, down * SHIFT / 14
    maps = torch.stack([cos, -sin, right, sin, cos, down], dim=1).view(-1, 2, 3)
    places = F.affine_grid(maps, list(images.shape), align_corners=False)
    return F.grid_sample(images, places, align_corners=False)


@torch.no_grad()
def evaluate(model: nn.Module, digits: Digits) -> tuple[float, torch.Tensor]:
    """Return the mean cross-entropy (nats) over the digits, and their logits, shape (N, 10)."""
    model.eval()
    logits = torch.cat([model(scaled(chunk)) for chunk in digits.images.split(CHUNK)])
    model.train()
    return F.cross_entropy(logits, digits.labels).item(), logits


def record(curves: dict[str, list[float]], model: nn.Module, training: Digits, validation: Digits) -> None:
    """Append one snapshot to the curves."""
    for prefix, digits in (("", training), ("val_", validation)):
        loss, logits = evaluate(model, digits)
        curves[f"{prefix}loss"].append(loss)
        curves[f"{prefix}accuracy"].append((logits.argmax(1) == digits.labels).float().mean().item())


@torch.no_grad()
def first_layer(model: nn.Module) -> np.ndarray:
    """Return the weights of the first units as images, float16, shape (units, height, width)."""
    weight = next(model.parameters())[:MAX_UNITS]
    return half_precision(weight.reshape(-1, *(weight.shape[2:] or (28, 28))))


@torch.no_grad()
def read(reading: Reading) -> np.ndarray:
    r"""Return the class probabilities of a trained network, the softmax of its logits.

    .. math:: p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}

    Returns
    -------
    probabilities
        0 to 1, float32, shape (N, 10). Each row sums to 1.
    """
    model = build(reading.settings.model, reading.settings.hidden)
    model.load_state_dict({name: torch.from_numpy(values) for name, values in reading.state.items()})
    images = torch.tensor(np.frombuffer(reading.images, np.uint8).reshape(-1, 1, 28, 28).copy())
    return model(scaled(images)).softmax(1).numpy()
