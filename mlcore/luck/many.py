"""Many XOR networks at once: run the program that trains one network per seed, all together."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from mlcore.common.program import render_template
from mlcore.common.running import ProgramRun, run_program
from mlcore.common.training import OnProgress
from mlcore.common.verdict import Ending, judge
from mlcore.xor.network import INPUTS, TARGETS
from mlcore.xor.training import MAX_SNAPSHOTS


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
    gradients
        Length of the gradient of each network's loss at these epochs, float32, shape (T, K).
    solved
        Whether all four points end on their right side of p = 0.5, shape (K,).
    hidden_weight, hidden_bias, output_weight, output_bias
        The parameters after the last step, shapes (K, H, 2), (K, H), (K, H) and (K,).
    """

    seeds: np.ndarray
    snapshot_epochs: np.ndarray
    losses: np.ndarray
    gradients: np.ndarray
    solved: np.ndarray
    hidden_weight: np.ndarray
    hidden_bias: np.ndarray
    output_weight: np.ndarray
    output_bias: np.ndarray

    @property
    def endings(self) -> list[Ending]:
        """How each run ended: done if all four points are right."""
        ways = zip(self.losses.T, self.solved.tolist(), strict=True)
        return [judge(losses, math.log(2), done=solved).ending for losses, solved in ways]


def train_many(
    settings, seeds: Sequence[int], *, on_progress: OnProgress | None = None, partial_result=None
) -> ManyRuns:
    r"""Train one network per seed, all at once; each run equals that of ``training.train``, up to rounding.

    Parameters
    ----------
    settings
        ``hidden``, ``activation``, ``optimizer``, ``learning_rate`` and ``epochs`` as for ``training.train``. RMSprop
        divides by ever smaller gradients and magnifies rounding errors.
    seeds
        One per network, at least one.
    on_progress
        Called after every step; raising inside it stops the run.
    partial_result
        Makes a result of the ``ManyRuns`` so far, for those who watch.

    Raises
    ------
    ValueError
        If there is no seed.
    """
    if len(seeds) == 0:
        raise ValueError("seeds must hold at least one seed, got none")
    names = ("hidden", "activation", "optimizer", "learning_rate", "epochs")
    values = {name: getattr(settings, name) for name in names}
    program = render_template("luck", "xor_seeds", {**values, "seeds": seeds, "notebook": False})
    draw = (lambda run: partial_result(runs_of(seeds, run))) if partial_result else None
    run = run_program(
        program, MAX_SNAPSHOTS, on_progress=on_progress, partial_result=draw, curve="", stop_if_not_finite=False
    )
    return runs_of(seeds, run)


@torch.no_grad()
def runs_of(seeds: Sequence[int], run: ProgramRun) -> ManyRuns:
    """Return the losses and gradients of all networks at each kept epoch, and how the networks are at the last."""
    targets = TARGETS.expand(len(seeds), -1, -1)
    inputs = INPUTS.expand(len(seeds), -1, -1)
    path = [(losses_of(model(inputs), targets), gradients_of(model, inputs, targets)) for model in run.models()]
    losses, gradients = (torch.stack(values) for values in zip(*path, strict=True))
    last = run.model
    right = ((last(inputs) > 0) == (targets > 0.5)).all(dim=(1, 2))
    return ManyRuns(
        seeds=np.array(seeds),
        snapshot_epochs=np.array(run.epochs),
        losses=losses.numpy(),
        gradients=gradients.numpy(),
        solved=(right & torch.isfinite(losses[-1])).numpy(),
        hidden_weight=last.weight1.mT.numpy().copy(),
        hidden_bias=last.bias1[:, 0].numpy().copy(),
        output_weight=last.weight2[..., 0].numpy().copy(),
        output_bias=last.bias2[:, 0, 0].numpy().copy(),
    )


def losses_of(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Return each network's mean binary cross-entropy over its points, shape (K,)."""
    return nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction="none").mean(dim=(1, 2))


@torch.enable_grad()
def gradients_of(model: nn.Module, inputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Return the length of the gradient of each network's own loss, shape (K,)."""
    total = losses_of(model(inputs), targets).sum()
    gradients = torch.autograd.grad(total, [*model.parameters()])
    return torch.cat([gradient.flatten(1) for gradient in gradients], dim=1).norm(dim=1)
