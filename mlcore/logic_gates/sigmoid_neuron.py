"""A logic gate by gradient descent: run the lesson's program and draw the path of its neuron."""

from functools import partial
from typing import Any

import numpy as np
import torch
from torch import nn

from mlcore.common.program import render_program
from mlcore.common.running import ProgramRun, run_program
from mlcore.common.training import OnProgress
from mlcore.logic_gates.results import GateResult, GateSnapshots
from mlcore.logic_gates.settings import GateSettings as Settings
from mlcore.logic_gates.truth_tables import POINTS
from mlcore.xor.network import cells

INPUTS = torch.tensor(POINTS, dtype=torch.float32)
CELLS = cells(40)
MAX_SNAPSHOTS = 61


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> GateResult:
    r"""Run the program of the lesson, gradient descent on all four points at once, and draw the path of its neuron.

    .. math:: L = -\frac{1}{4} \sum_i y_i \log p_i + (1 - y_i) \log (1 - p_i), \qquad p = \sigma(w \cdot x + b)

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
    run = run_program(
        render_program(settings), MAX_SNAPSHOTS, on_progress=on_progress, partial_result=partial(result_of, settings)
    )
    return result_of(settings, run)


@torch.no_grad()
def result_of(settings: Settings, run: ProgramRun) -> GateResult:
    """Return the result of a run, or of one that has not ended as if it ended now."""
    path = [snapshot(model) for model in run.models()]
    logits, targets = run.model(INPUTS), run.names["y"]
    loss = run.names["loss_function"](logits, targets).item()
    return GateResult(
        settings=settings,
        losses=np.array([*run.losses, loss]),
        snapshot_epochs=np.array(run.epochs),
        snapshots=GateSnapshots(**{name: np.stack([shot[name] for shot in path]) for name in path[0]}),
        final_loss=loss,
        solved=bool(((logits > 0) == (targets > 0.5)).all()),
    )


def snapshot(model: nn.Linear) -> dict[str, np.ndarray]:
    """Return one snapshot's part of ``GateSnapshots``, without the leading T."""
    return {
        "weight": model.weight[0].numpy().copy(),
        "bias": model.bias[0].numpy().copy(),
        "probabilities": torch.sigmoid(model(INPUTS))[:, 0].numpy(),
        "plane": plane(model),
    }


def plane(model: Any) -> np.ndarray:
    """Return the output p at the centres of 40x40 cells as round(255 p), uint8, rows x2, low to high."""
    return (torch.sigmoid(model(CELLS)) * 255).round().to(torch.uint8).reshape(40, 40).numpy()
