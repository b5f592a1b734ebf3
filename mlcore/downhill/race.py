"""Four optimizers go down the same loss of two weights: the lesson's program, once for each of them."""

from functools import partial
from typing import get_args

import numpy as np
import torch

from mlcore.common.program import render_program
from mlcore.common.running import ProgramRun, State, run_program
from mlcore.common.settings import Optimizer
from mlcore.common.training import OnProgress, snapshot_epochs
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
        Called after every step; raising inside it stops the race. Its partial results are the race so far.
    """
    runs: dict[str, ProgramRun] = {}

    def result_with(name: str, run: ProgramRun) -> RaceResult:
        """Return the race with the newest run of one optimizer."""
        runs[name] = run
        return result_of(settings, runs)

    for number, name in enumerate(OPTIMIZERS):
        run = run_program(
            render_program(settings, optimizer=name),
            MAX_SNAPSHOTS,
            on_progress=on_progress,
            partial_result=partial(result_with, name),
            all_states=True,
            curve="",
            stop_if_not_finite=False,
            part=(number, len(OPTIMIZERS)),
        )
        result = result_with(name, run)
    return result


def result_of(settings: Settings, runs: dict[str, ProgramRun]) -> RaceResult:
    """Return the result of the runs there are; who is under way stays where it is, who has not begun at the start."""
    epochs = snapshot_epochs(settings.epochs, MAX_SNAPSHOTS)
    paths, losses = {}, {}
    for name in OPTIMIZERS:
        run = runs.get(name)
        places = [place(state) for state in run.states] if run else [np.array([settings.w1, settings.w2])]
        paths[name] = np.pad(places, ((0, len(epochs) - len(places)), (0, 0)), mode="edge")
        losses[name] = np.array([*run.losses, *([run.number] if run.output else [])] if run else [])
    return RaceResult(
        settings=settings,
        snapshot_epochs=np.array(epochs),
        paths=paths,
        losses=losses,
    )


def place(state: State) -> np.ndarray:
    """Return both weights."""
    return torch.cat([weight.flatten() for weight in state.values()]).double().numpy()
