"""Four optimizers go down the same loss of two weights: the lesson's program, once for each of them."""

from typing import get_args

import numpy as np
from torch import nn

from mlcore.common.program import fill
from mlcore.common.settings import Optimizer
from mlcore.common.training import OnProgress
from mlcore.common.watching import watch
from mlcore.downhill.results import RaceResult
from mlcore.downhill.settings import RaceSettings as Settings

MAX_SNAPSHOTS = 101
OPTIMIZERS: tuple[str, ...] = get_args(get_args(Optimizer)[0])


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> RaceResult:
    """Run the program with each optimizer; one that flies out of the valley, to infinity even, is a result.

    Parameters
    ----------
    settings
        The surface, the start and the length of the race; ``settings.optimizer`` says whose program is shown.
    on_progress
        Called after every step; raising inside it stops the race.
    """
    runs = {
        name: watch(
            fill(settings, optimizer=name),
            MAX_SNAPSHOTS,
            on_progress=on_progress,
            curve="",
            finite=False,
            part=(number, len(OPTIMIZERS)),
        )
        for number, name in enumerate(OPTIMIZERS)
    }
    return RaceResult(
        settings=settings,
        snapshot_epochs=np.array(runs[settings.optimizer].epochs),
        paths={name: np.array([place(model) for model in run.models()]) for name, run in runs.items()},
        losses={name: np.array([*run.losses, run.number]) for name, run in runs.items()},
        final_loss=runs[settings.optimizer].number,
    )


def place(model: nn.Module) -> np.ndarray:
    """Return both weights."""
    return nn.utils.parameters_to_vector(model.parameters()).detach().double().numpy()
