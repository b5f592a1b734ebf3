"""A map of overfitting: the lesson's program run for small and large networks, with few and with many points."""

from itertools import product

from mlcore.common.program import render_program
from mlcore.common.running import run_program
from mlcore.common.training import OnProgress
from mlcore.test_set.results import MapResult
from mlcore.test_set.settings import HIDDEN, SIZES
from mlcore.test_set.settings import MapSettings as Settings


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> MapResult:
    """Train the network of each cell, one after the other, those of few points first.

    Parameters
    ----------
    settings
        How all of them are trained.
    on_progress
        Called after every step; raising inside it stops the run. Its partial result is the map of what is done.

    Raises
    ------
    Diverged
        If a loss stops being a finite number.
    """
    result = MapResult.empty(settings)
    cells = list(product(range(len(SIZES)), range(len(HIDDEN))))
    for number, (row, column) in enumerate(cells):
        run = run_program(
            render_program(settings.cell(HIDDEN[column], SIZES[row])),
            2,
            on_progress=on_progress,
            partial_result=lambda _: result,
            curve="",
            part=(number, len(cells)),
        )
        result.accuracies[row, column] = run.names["train_accuracy"]
        result.val_accuracies[row, column] = run.names["val_accuracy"]
    return result
