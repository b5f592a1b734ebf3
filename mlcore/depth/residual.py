"""Why depth alone failed: a deep plain network, the same with skip connections, and a shallow plain one."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch

from mlcore.common.program import render_program
from mlcore.common.running import ProgramRun, State, run_program
from mlcore.common.training import OnProgress
from mlcore.depth.results import ResidualResult
from mlcore.depth.settings import ResidualSettings as Settings

DIGITS = 1_000
BATCH_SIZE = 50
SHALLOW = 4


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> ResidualResult:
    """Run the program of the lesson three times, on the same batches, and measure each network on its training digits.

    There are no test digits: degradation means that a deeper network is worse on its own training digits.

    Parameters
    ----------
    settings
        ``depth`` is that of the two deep networks; ``seed`` determines the digits, the weights and the batches. Both
        deep networks start from the same weights.
    on_progress
        Called after every step with the curve "loss" of the deep plain network, one value per epoch. Its partial
        results have the networks that have begun, each where it was measured: at its start, and at each partial result.

    Raises
    ------
    Diverged
        If a loss stops being a finite number.

    Source: K. He, X. Zhang, S. Ren and J. Sun, Deep residual learning for image recognition (2016).
    """
    measured: dict[str, np.ndarray] = {}

    def result_with(name: str, run: ProgramRun, every: bool = False) -> ResidualResult:
        """Measure one network, after ``every`` epoch or only the last one; return what is known of all networks."""
        known = measured.setdefault(name, np.full((2, settings.epochs + 1), np.nan))
        for epoch, state in zip(run.epochs, run.states, strict=True):
            if np.isnan(known[0, epoch]) and (every or epoch in (0, run.epochs[-1])):
                known[:, epoch] = measure(run, state)
        losses, errors = ({name: known[i].copy() for name, known in measured.items()} for i in (0, 1))
        return ResidualResult(settings, losses, errors, float(losses["skips"][-1]) if "skips" in losses else math.nan)

    plain = run(settings, 0, [], on_progress, partial(result_with, "plain"), skip=False)
    result_with("plain", plain, every=True)
    known = [("loss", plain.losses)]
    result_with("skips", run(settings, 1, known, on_progress, partial(result_with, "skips"), skip=True), every=True)
    depth = min(SHALLOW, settings.depth)
    shallow = run(settings, 2, known, on_progress, partial(result_with, "shallow"), skip=False, depth=depth)
    return result_with("shallow", shallow, every=True)


def run(
    settings: Settings,
    number: int,
    known: list[tuple[str, list[float]]],
    on_progress: OnProgress | None,
    partial_result: Callable[[ProgramRun], object] | None = None,
    **other: Any,
) -> ProgramRun:
    """Run the program for one of the three networks."""
    return run_program(
        render_program(settings, **other),
        settings.epochs + 1,
        on_progress=on_progress,
        partial_result=partial_result,
        all_states=True,
        curve="" if known else "loss",
        known=known,
        model_name="network with skips" if other["skip"] else "plain network",
        steps_per_epoch=math.ceil(DIGITS / BATCH_SIZE),
        part=(number, 3),
    )


@torch.no_grad()
def measure(run: ProgramRun, state: State) -> tuple[float, float]:
    """Return the mean loss and the error rate of a network in one of its states over all training digits."""
    run.model.load_state_dict(state)
    images, labels = run.names["train_X"], run.names["train_y"]
    logits = run.model(images)
    return run.names["loss_function"](logits, labels).item(), (logits.argmax(1) != labels).double().mean().item()
