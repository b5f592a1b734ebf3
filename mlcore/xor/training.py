"""XOR with one hidden layer: train a 2-H-1 network and keep the path of its weights, or train many at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from mlcore.common.plane import cell_centres
from mlcore.common.training import (
    ACTIVATIONS,
    OPTIMIZERS,
    OnProgress,
    Progress,
    check_finite,
    half_precision,
    snapshot_epochs,
)
from mlcore.xor.results import Snapshots, XorResult
from mlcore.xor.settings import XorSettings as Settings

INPUTS = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
TARGETS = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
PLANE = (-0.5, 1.5)
MAX_SNAPSHOTS = 51


class Net(nn.Module):
    r"""Two inputs, H hidden units, one output.

    .. math:: h = \varphi(W_1 x + b_1), \qquad z = w_2 \cdot h + b_2, \qquad p = \sigma(z)

    ``forward`` maps x, shape (N, 2), to the logits z, shape (N, 1); the loss applies the sigmoid.
    """

    def __init__(self, hidden: int, activation: str) -> None:
        super().__init__()
        self.hidden = nn.Linear(2, hidden)
        self.activation = ACTIVATIONS[activation]()
        self.output = nn.Linear(hidden, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.output(self.activation(self.hidden(x)))


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> XorResult:
    r"""Train by gradient descent on all four points at once.

    .. math:: L = -\frac{1}{4} \sum_i y_i \log p_i + (1 - y_i) \log (1 - p_i)

    Parameters
    ----------
    settings
        Size, activation, optimizer and length of the run; ``settings.seed`` draws the weights.
    on_progress
        Called after every step; raising inside it stops the run.

    Raises
    ------
    Diverged
        If the loss stops being a finite number.
    """
    torch.manual_seed(settings.seed)
    model = Net(settings.hidden, settings.activation)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = OPTIMIZERS[settings.optimizer](model.parameters(), lr=settings.learning_rate)
    keep = snapshot_epochs(settings.epochs, MAX_SNAPSHOTS)
    losses: list[float] = []
    path = [snapshot(model)]

    for epoch in range(1, settings.epochs + 1):
        optimizer.zero_grad()
        logits = model(INPUTS)
        loss = criterion(logits, TARGETS)
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
        losses.append(criterion(logits, TARGETS).item())
    check_finite(losses[-1], settings.epochs, settings.learning_rate)
    return XorResult(
        settings=settings,
        losses=np.array(losses),
        snapshot_epochs=np.array(keep),
        snapshots=Snapshots(**{name: np.stack([shot[name] for shot in path]) for name in path[0]}),
        final_loss=losses[-1],
        solved=bool(((logits > 0) == (TARGETS > 0.5)).all()),
    )


@torch.no_grad()
def snapshot(model: Net) -> dict[str, np.ndarray]:
    """Return one snapshot's part of ``Snapshots``, without the leading T."""
    return {
        "hidden_weight": model.hidden.weight.numpy().copy(),
        "hidden_bias": model.hidden.bias.numpy().copy(),
        "output_weight": model.output.weight[0].numpy().copy(),
        "output_bias": model.output.bias[0].numpy().copy(),
        "probabilities": torch.sigmoid(model(INPUTS))[:, 0].numpy(),
        "plane": (torch.sigmoid(model(CELLS_40)) * 255).round().to(torch.uint8).reshape(40, 40).numpy(),
        "pre_activations": half_precision(model.hidden(CELLS_24).T.reshape(-1, 24, 24)),
        "folded_points": model.activation(model.hidden(INPUTS)).numpy(),
        "folded_grid": half_precision(model.activation(model.hidden(GRID)).reshape(14, 13, -1)),
    }


def cells(across: int) -> torch.Tensor:
    """Return the centres of across x across cells over the plane, shape (across^2, 2), x1 running fastest."""
    return torch.from_numpy(cell_centres(*PLANE, across)).float().reshape(-1, 2)


def grid_lines() -> torch.Tensor:
    """Return 7 lines of constant x1 and 7 of constant x2, 13 points each, shape (14 * 13, 2)."""
    across, along = torch.linspace(*PLANE, 7), torch.linspace(*PLANE, 13)
    lines = torch.cartesian_prod(across, along)
    return torch.cat([lines, lines.flip(1)])


CELLS_40, CELLS_24, GRID = cells(40), cells(24), grid_lines()


class Stack(nn.Module):
    r"""K networks 2-H-1 with weights of their own; a hidden bias is the weight of a constant third input 1.

    .. math:: h_k = \varphi\bigl([x, 1]\, W_{1k}\bigr), \qquad z_k = h_k W_{2k} + b_{2k}, \qquad k = 1, \dots, K

    ``forward`` maps inputs, shape (K, N, 3), to the logits, shape (K, N, 1).
    """

    def __init__(self, nets: Sequence[Net]) -> None:
        super().__init__()
        self.hidden = stacked([torch.cat([net.hidden.weight.T, net.hidden.bias[None]]) for net in nets])
        self.output = stacked([net.output.weight.T for net in nets])
        self.output_bias = stacked([net.output.bias[None] for net in nets])
        self.activation = nets[0].activation

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = self.activation(torch.bmm(x, self.hidden))
        return torch.baddbmm(self.output_bias, h, self.output)


def stacked(tensors: list[torch.Tensor]) -> nn.Parameter:
    """Return K tensors of one shape as one parameter with K in front."""
    return nn.Parameter(torch.stack(tensors).detach())


@dataclass(frozen=True, eq=False)
class ManyRuns:
    """K finished runs that differ only in their seed.

    Attributes
    ----------
    seeds
        Seeds of the weights, shape (K,).
    snapshot_epochs
        Epochs at which the losses were recorded, shape (T,).
    losses
        Mean binary cross-entropy (nats) of each network, float32, shape (T, K); not finite where a run diverged.
    solved
        Whether all four points end on their right side of p = 0.5, shape (K,).
    hidden_weight, hidden_bias, output_weight, output_bias
        The parameters after the last step, shapes (K, H, 2), (K, H), (K, H) and (K,).
    """

    seeds: np.ndarray
    snapshot_epochs: np.ndarray
    losses: np.ndarray
    solved: np.ndarray
    hidden_weight: np.ndarray
    hidden_bias: np.ndarray
    output_weight: np.ndarray
    output_bias: np.ndarray


def train_many(settings, seeds: Sequence[int], *, on_progress: OnProgress | None = None) -> ManyRuns:
    r"""Train one network per seed, all at once; each run equals that of ``train`` with its seed, up to rounding.

    A step needs only the gradient of the loss at the logits; the losses are computed at the snapshot epochs.

    .. math:: \frac{\partial L_k}{\partial z_{ki}} = \frac{\sigma(z_{ki}) - y_i}{4}

    Parameters
    ----------
    settings
        ``hidden``, ``activation``, ``optimizer``, ``learning_rate`` and ``epochs`` as for ``train``. RMSprop divides by
        ever smaller gradients and magnifies rounding errors.
    seeds
        One per network, at least one.
    on_progress
        Called after every step with the median loss of the networks; raising inside it stops the run.

    Raises
    ------
    ValueError
        If there is no seed.
    """
    if len(seeds) == 0:
        raise ValueError("seeds must hold at least one seed, got none")
    nets = []
    for seed in seeds:
        torch.default_generator.manual_seed(seed)  # as torch.manual_seed, which also prepares for a GPU, slowly
        nets.append(Net(settings.hidden, settings.activation))
    model = Stack(nets)
    optimizer = OPTIMIZERS[settings.optimizer](model.parameters(), lr=settings.learning_rate)
    with_one = torch.cat([INPUTS, torch.ones(4, 1)], dim=1)
    inputs, targets = (values.expand(len(seeds), -1, -1).contiguous() for values in (with_one, TARGETS))
    keep = snapshot_epochs(settings.epochs, MAX_SNAPSHOTS)
    losses = [losses_of(model(inputs), targets)]
    medians = [losses[0].median().item()]

    for epoch in range(1, settings.epochs + 1):
        optimizer.zero_grad()
        logits = model(inputs)
        gradient = (torch.sigmoid(logits.detach()) - targets) / 4
        logits.backward(gradient)
        optimizer.step()

        if epoch == keep[len(losses)]:
            losses.append(losses_of(model(inputs), targets))
            medians.append(losses[-1].nanmedian().item())
        if on_progress:
            on_progress(Progress(epoch, settings.epochs, {"loss": medians}, every=keep[1]))

    right = (model(inputs) > 0) == (targets > 0.5)
    return ManyRuns(
        seeds=np.array(seeds),
        snapshot_epochs=np.array(keep),
        losses=torch.stack(losses).numpy(),
        solved=right.all(dim=(1, 2)).numpy() & torch.isfinite(losses[-1]).numpy(),
        hidden_weight=model.hidden.detach()[:, :2].mT.numpy().copy(),
        hidden_bias=model.hidden.detach()[:, 2].numpy().copy(),
        output_weight=model.output.detach()[..., 0].numpy().copy(),
        output_bias=model.output_bias.detach()[:, 0, 0].numpy().copy(),
    )


@torch.no_grad()
def losses_of(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Return each network's mean binary cross-entropy over its points, shape (K,)."""
    return nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction="none").mean(dim=(1, 2))
