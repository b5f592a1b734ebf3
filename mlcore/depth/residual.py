"""Why depth alone failed: a deep plain network, the same with skip connections, and a shallow plain one."""

import math
from typing import Any

import numpy as np
import torch

from mlcore.common.program import fill
from mlcore.common.training import OnProgress
from mlcore.common.watching import Watched, watch
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
        Called after every step with the curve "loss" of the deep plain network, one value per epoch.

    Raises
    ------
    Diverged
        If a loss stops being a finite number.

    Source: K. He, X. Zhang, S. Ren and J. Sun, Deep residual learning for image recognition (2016).
    """
    plain = run(settings, 0, [], on_progress, skip=False)
    known = [("loss", plain.losses)]
    skips = run(settings, 1, known, on_progress, skip=True)
    shallow = run(settings, 2, known, on_progress, skip=False, depth=min(SHALLOW, settings.depth))
    measured = {name: measure(run) for name, run in (("shallow", shallow), ("plain", plain), ("skips", skips))}
    return ResidualResult(
        settings=settings,
        losses={name: losses for name, (losses, _) in measured.items()},
        errors={name: errors for name, (_, errors) in measured.items()},
        final_loss=float(measured["skips"][0][-1]),
    )


def run(
    settings: Settings,
    number: int,
    known: list[tuple[str, list[float]]],
    on_progress: OnProgress | None,
    **other: Any,
) -> Watched:
    """Run the program for one of the three networks."""
    return watch(
        fill(settings, **other),
        settings.epochs + 1,
        on_progress=on_progress,
        curve="" if known else "loss",
        known=known,
        whose="network with skips" if other["skip"] else "plain network",
        steps_per_epoch=math.ceil(DIGITS / BATCH_SIZE),
        part=(number, 3),
    )


@torch.no_grad()
def measure(run: Watched) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean loss and the error rate over all training digits, before the first and after every epoch."""
    images, labels = run.names["train_X"], run.names["train_y"]
    logits = [model(images) for model in run.models()]
    losses = [run.names["loss_function"](values, labels).item() for values in logits]
    errors = [(values.argmax(1) != labels).float().mean().item() for values in logits]
    return np.array(losses), np.array(errors)
