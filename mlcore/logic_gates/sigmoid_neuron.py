"""A logic gate by gradient descent: train one sigmoid neuron and keep the whole path of its weights."""

import numpy as np
import torch
from torch import nn

from mlcore.common.training import OPTIMIZERS, OnProgress, Progress, check_finite, snapshot_epochs
from mlcore.logic_gates.results import GateResult, GateSnapshots
from mlcore.logic_gates.settings import GateSettings as Settings
from mlcore.logic_gates.truth_tables import POINTS, TRUTH_TABLES
from mlcore.xor.network import cells

INPUTS = torch.tensor(POINTS, dtype=torch.float32)
MAX_SNAPSHOTS = 61


class Net(nn.Module):
    r"""One neuron with two inputs.

    .. math:: z = w \cdot x + b, \qquad p = \sigma(z)

    ``forward`` maps x, shape (N, 2), to the logits z, shape (N, 1); the loss applies the sigmoid.
    """

    def __init__(self) -> None:
        super().__init__()
        self.neuron = nn.Linear(2, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.neuron(x)


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> GateResult:
    r"""Train by gradient descent on all four points at once.

    .. math:: L = -\frac{1}{4} \sum_i y_i \log p_i + (1 - y_i) \log (1 - p_i)

    Parameters
    ----------
    settings
        Gate, optimizer and length of the run; ``settings.seed`` sets the first weights.
    on_progress
        Called after every step; raising inside it stops the run.

    Raises
    ------
    Diverged
        If the loss stops being a finite number.
    """
    torch.manual_seed(settings.seed)
    targets = torch.tensor(TRUTH_TABLES[settings.gate], dtype=torch.float32)[:, None]
    model = Net()
    criterion = nn.BCEWithLogitsLoss()
    optimizer = OPTIMIZERS[settings.optimizer](model.parameters(), lr=settings.learning_rate)
    keep = snapshot_epochs(settings.epochs, MAX_SNAPSHOTS)
    losses: list[float] = []
    path = [snapshot(model)]

    for epoch in range(1, settings.epochs + 1):
        optimizer.zero_grad()
        logits = model(INPUTS)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()

        losses.append(loss.item())
        check_finite(losses[-1], epoch, settings.learning_rate)
        if epoch == keep[len(path)]:
            path.append(snapshot(model))
        if on_progress:
            on_progress(Progress(epoch, settings.epochs, {"loss": losses}))

    with torch.no_grad():
        logits = model(INPUTS)
        losses.append(criterion(logits, targets).item())
    check_finite(losses[-1], settings.epochs, settings.learning_rate)
    return GateResult(
        settings=settings,
        losses=np.array(losses),
        snapshot_epochs=np.array(keep),
        snapshots=GateSnapshots(**{name: np.stack([shot[name] for shot in path]) for name in path[0]}),
        final_loss=losses[-1],
        solved=bool(((logits > 0) == (targets > 0.5)).all()),
    )


@torch.no_grad()
def snapshot(model: Net) -> dict[str, np.ndarray]:
    """Return one snapshot's part of ``GateSnapshots``, without the leading T."""
    return {
        "weight": model.neuron.weight[0].numpy().copy(),
        "bias": model.neuron.bias[0].numpy().copy(),
        "probabilities": torch.sigmoid(model(INPUTS))[:, 0].numpy(),
        "plane": (torch.sigmoid(model(CELLS)) * 255).round().to(torch.uint8).reshape(40, 40).numpy(),
    }


CELLS = cells(40)
