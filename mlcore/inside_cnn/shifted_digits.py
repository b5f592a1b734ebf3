"""An MLP and a CNN on shifted digits and on digits with permuted pixels."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn, optim

from mlcore.common.statistics import wilson_interval
from mlcore.common.training import OnProgress, Progress, check_finite
from mlcore.inside_cnn.results import ShiftedDigitsResult
from mlcore.inside_cnn.settings import ShiftedDigitsSettings as Settings
from mlcore.mnist.network import CNN, MLP, Digits, evaluate, read_split, scaled

SHIFTS = range(9)
MODELS = {"mlp": lambda: MLP(64), "cnn": CNN}
BATCH_SIZE = 64
LEARNING_RATE = 0.002


def shifted(images: torch.Tensor, pixels: int, directions: torch.Tensor) -> torch.Tensor:
    """Shift each image, and fill the new pixels with paper.

    Parameters
    ----------
    images
        Shape (N, 1, 28, 28).
    pixels
        Length of the shift, 0 to 27.
    directions
        Direction of each image, shape (N,): 0 right, 1 left, 2 down, 3 up.

    Raises
    ------
    ValueError
        If ``pixels`` is out of range.
    """
    if not 0 <= pixels < images.shape[-1]:
        raise ValueError(f"pixels must be between 0 and {images.shape[-1] - 1}, got {pixels}")
    moved = images.clone()
    for direction, (axis, sign) in enumerate([(3, 1), (3, -1), (2, 1), (2, -1)]):
        chosen = directions == direction
        part = images[chosen].roll(sign * pixels, dims=axis)
        edge = range(pixels) if sign > 0 else range(28 - pixels, 28)
        part.index_fill_(axis, torch.tensor(list(edge), dtype=torch.long), 0)
        moved[chosen] = part
    return moved


def permuted(images: torch.Tensor, order: torch.Tensor) -> torch.Tensor:
    """Put the pixels of every image in the same new order, shape (784,). Keep the shape (N, 1, 28, 28)."""
    return images.view(-1, 784)[:, order].view(-1, 1, 28, 28)


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> ShiftedDigitsResult:
    """Train both networks on normal digits and on digits with permuted pixels, and judge them on the validation digits.

    Parameters
    ----------
    settings
        ``seed`` determines weights, batches, permutation and direction of each shift; ``data_seed`` the split.
    on_progress
        Called after every step with the curve "loss", the mean of the four trainings, one value per epoch.

    Raises
    ------
    Diverged
        If a loss stops being a finite number.
    """
    training, judged, _ = read_split(settings.data_seed)
    torch.manual_seed(settings.seed)
    order = torch.randperm(784)
    directions = torch.randint(4, (len(judged.labels),))
    models = {(name, deal): MODELS[name]() for deal in (False, True) for name in MODELS}
    optimizers = {key: optim.Adam(model.parameters(), lr=LEARNING_RATE) for key, model in models.items()}
    parts = {False: training, True: Digits(permuted(training.images, order), training.labels)}
    steps = settings.epochs * len(models) * math.ceil(len(training.labels) / BATCH_SIZE)
    curves: dict[str, list[float]] = {"loss": []}
    step = 0

    for _ in range(settings.epochs):
        total = 0.0
        for (name, deal), model in models.items():
            for batch in torch.randperm(len(training.labels)).split(BATCH_SIZE):
                images, labels = parts[deal].images[batch], parts[deal].labels[batch]
                optimizers[name, deal].zero_grad()
                loss = F.cross_entropy(model(scaled(images)), labels)
                loss.backward()
                optimizers[name, deal].step()

                step += 1
                total += loss.item() * len(batch) / len(training.labels) / len(models)
                check_finite(loss.item(), step, LEARNING_RATE)
                if on_progress:
                    on_progress(Progress(step, steps, curves))
        curves["loss"].append(total)

    moved = [Digits(shifted(judged.images, pixels, directions), judged.labels) for pixels in SHIFTS]
    shuffled = Digits(permuted(judged.images, order), judged.labels)
    predictions = {name: torch.stack([predict(models[name, False], digits) for digits in moved]) for name in MODELS}
    is_right = {name: predictions[name] == judged.labels for name in MODELS}
    right = {name: is_right[name].sum(dim=1).tolist() for name in MODELS}
    permuted_right = {name: int((predict(models[name, True], shuffled) == judged.labels).sum()) for name in MODELS}
    example = int((is_right["mlp"][0] & is_right["cnn"][0]).float().argmax())
    count = len(judged.labels)
    return ShiftedDigitsResult(
        settings=settings,
        shifts=list(SHIFTS),
        accuracies={name: np.array(right[name]) / count for name in MODELS},
        intervals={name: np.array([wilson_interval(k, count) for k in right[name]]) for name in MODELS},
        only={
            "mlp": (is_right["mlp"] & ~is_right["cnn"]).sum(dim=1).numpy(),
            "cnn": (is_right["cnn"] & ~is_right["mlp"]).sum(dim=1).numpy(),
        },
        permuted_accuracies={name: permuted_right[name] / count for name in MODELS},
        permuted_intervals={name: wilson_interval(permuted_right[name], count) for name in MODELS},
        parameters={name: sum(p.numel() for p in models[name, False].parameters()) for name in MODELS},
        examples=np.stack([digits.images[example, 0].numpy() for digits in moved]),
        permuted_example=shuffled.images[example, 0].numpy(),
        example_label=int(judged.labels[example]),
        example_predictions={name: predictions[name][:, example].numpy() for name in MODELS},
    )


def predict(model: nn.Module, digits: Digits) -> torch.Tensor:
    """Return the predicted classes of the digits, shape (N,)."""
    _, logits = evaluate(model, digits)
    return logits.argmax(1)
