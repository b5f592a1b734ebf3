"""XOR with one hidden layer: run the lesson's program and draw what its network learned."""

from functools import partial
from typing import Any

import numpy as np
import torch

from mlcore.common.program import render_program
from mlcore.common.running import ProgramRun, run_program
from mlcore.common.training import OnProgress, early_epochs, half_precision
from mlcore.xor.network import INPUTS, PLANE, TARGETS, cells
from mlcore.xor.results import Snapshots, XorResult
from mlcore.xor.settings import XorSettings as Settings

MAX_SNAPSHOTS = 51


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> XorResult:
    r"""Run the program of the lesson, gradient descent on all four points at once, and draw what it learned.

    .. math:: L = -\frac{1}{4} \sum_i y_i \log p_i + (1 - y_i) \log (1 - p_i)

    Parameters
    ----------
    settings
        Size, activation, optimizer and length of the run; ``start``, ``seed`` and ``factor`` decide from which weights.
    on_progress
        Called after every step; raising inside it stops the run.

    Raises
    ------
    Diverged
        If the loss stops being a finite number.
    """
    run = run_program(
        render_program(settings),
        MAX_SNAPSHOTS,
        on_progress=on_progress,
        partial_result=partial(result_of, settings),
        schedule=early_epochs,
    )
    return result_of(settings, run)


@torch.no_grad()
def result_of(settings: Settings, run: ProgramRun) -> XorResult:
    """Return the result of a run, or of one that has not ended as if it ended now."""
    path = [snapshot(model) for model in run.models()]
    loss = run.names["loss_function"](run.model(INPUTS), TARGETS).item()
    return XorResult(
        settings=settings,
        losses=np.array([*run.losses, loss]),
        snapshot_epochs=np.array(run.epochs),
        snapshots=Snapshots(**{name: np.stack([shot[name] for shot in path]) for name in path[0]}),
        final_loss=loss,
        solved=bool(((run.model(INPUTS) > 0) == (TARGETS > 0.5)).all()),
    )


def snapshot(model: Any) -> dict[str, np.ndarray]:
    """Return one snapshot's part of ``Snapshots``, without the leading T."""
    hidden, output = model[0], model[-1]
    folding = model[:-1]  # the hidden layer with its activation
    return {
        "hidden_weight": hidden.weight.numpy().copy(),
        "hidden_bias": hidden.bias.numpy().copy(),
        "output_weight": output.weight[0].numpy().copy(),
        "output_bias": output.bias[0].numpy().copy(),
        "probabilities": torch.sigmoid(model(INPUTS))[:, 0].numpy(),
        "plane": plane(model),
        "pre_activations": half_precision(hidden(CELLS_24).T.reshape(-1, 24, 24)),
        "folded_points": folding(INPUTS).numpy(),
        "folded_grid": half_precision(folding(GRID).reshape(14, 13, -1)),
    }


def grid_lines() -> torch.Tensor:
    """Return 7 lines of constant x1 and 7 of constant x2, 13 points each, shape (14 * 13, 2)."""
    across, along = torch.linspace(*PLANE, 7), torch.linspace(*PLANE, 13)
    lines = torch.cartesian_prod(across, along)
    return torch.cat([lines, lines.flip(1)])


CELLS_40, CELLS_24, GRID = cells(40), cells(24), grid_lines()


def plane(model: Any) -> np.ndarray:
    """Return the output p at the centres of 40x40 cells as round(255 p), uint8, rows x2, low to high."""
    return (torch.sigmoid(model(CELLS_40)) * 255).round().to(torch.uint8).reshape(40, 40).numpy()
