"""Why depth alone failed: a deep plain network, the same with skip connections, and a shallow plain one."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from mlcore.cnn.results import ResidualResult
from mlcore.cnn.settings import ResidualSettings as Settings
from mlcore.common.training import OPTIMIZERS, OnProgress, Progress, check_finite
from mlcore.mnist.digits import load_digits

DIGITS = 1_000
WIDTH = 32
SHALLOW = 4
BATCH_SIZE = 50


class Block(nn.Module):
    r"""One hidden layer, with or without the skip connection past it.

    .. math:: f(x) = \max(0, \operatorname{norm}(W x + b)), \qquad y = f(x) \text{ or } y = x + f(x)

    ``forward`` maps x to y, both of shape (N, 32). Batch norm always uses the statistics of the current batch, so that
    a network is measured as it was trained. It keeps signals from vanishing in a deep network.
    """

    def __init__(self, skip: bool) -> None:
        super().__init__()
        self.linear = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.BatchNorm1d(WIDTH, track_running_stats=False)
        self.skip = skip
        nn.init.kaiming_normal_(self.linear.weight, nonlinearity="relu")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = F.relu(self.norm(self.linear(x)))
        return x + y if self.skip else y


class Net(nn.Module):
    """``depth`` equal blocks between the input and the output layer.

    ``forward`` maps digits, shape (N, 784), grey values 0 to 1, to logits, shape (N, 10).
    """

    def __init__(self, depth: int, skip: bool) -> None:
        super().__init__()
        self.first = nn.Linear(784, WIDTH)
        self.blocks = nn.Sequential(*(Block(skip) for _ in range(depth)))
        self.last = nn.Linear(WIDTH, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.last(self.blocks(F.relu(self.first(x))))


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> ResidualResult:
    """Train three networks on the same batches and measure them on their training digits.

    There are no test digits: degradation means that a deeper network is worse on its own training digits.

    Parameters
    ----------
    settings
        ``depth`` is that of the two deep networks; ``seed`` determines the digits, the weights and the batches.
    on_progress
        Called after every step with the curve "loss" of the deep plain network, one value per epoch.

    Raises
    ------
    Diverged
        If a loss stops being a finite number.

    Source: K. He, X. Zhang, S. Ren and J. Sun, Deep residual learning for image recognition (2016).
    """
    images, labels = training_digits(settings.seed)
    torch.manual_seed(settings.seed)
    models = {
        "shallow": Net(min(SHALLOW, settings.depth), skip=False),
        "plain": Net(settings.depth, skip=False),
        "skips": Net(settings.depth, skip=True),
    }
    models["skips"].load_state_dict(models["plain"].state_dict())
    optimizers = {
        name: OPTIMIZERS["Adam"](model.parameters(), lr=settings.learning_rate) for name, model in models.items()
    }
    losses: dict[str, list[float]] = {name: [] for name in models}
    errors: dict[str, list[float]] = {name: [] for name in models}
    for name, model in models.items():
        measure(model, images, labels, losses[name], errors[name])
    steps = settings.epochs * len(models) * math.ceil(DIGITS / BATCH_SIZE)
    step = 0

    for _ in range(settings.epochs):
        batches = torch.randperm(DIGITS).split(BATCH_SIZE)
        for name, model in models.items():
            for batch in batches:
                optimizers[name].zero_grad()
                loss = F.cross_entropy(model(images[batch]), labels[batch])
                loss.backward()
                optimizers[name].step()

                step += 1
                check_finite(loss.item(), step, settings.learning_rate)
                if on_progress:
                    on_progress(Progress(step, steps, {"loss": losses["plain"]}))
            measure(model, images, labels, losses[name], errors[name])

    return ResidualResult(
        settings=settings,
        losses={name: np.array(curve) for name, curve in losses.items()},
        errors={name: np.array(curve) for name, curve in errors.items()},
        final_losses=[curve[-1] for curve in losses.values()],
    )


def training_digits(seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return 1,000 random bundled digits: grey values 0 to 1, shape (1000, 784), and labels, shape (1000,)."""
    images, labels = load_digits()
    chosen = np.random.default_rng(seed).choice(len(labels), DIGITS, replace=False)
    return torch.from_numpy(images[chosen]).float().view(-1, 784) / 255, torch.from_numpy(labels[chosen]).long()


@torch.no_grad()
def measure(
    model: nn.Module, images: torch.Tensor, labels: torch.Tensor, losses: list[float], errors: list[float]
) -> None:
    """Append the mean loss and the error rate over all training digits."""
    logits = model(images)
    losses.append(F.cross_entropy(logits, labels).item())
    errors.append((logits.argmax(1) != labels).float().mean().item())
