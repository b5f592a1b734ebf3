"""The training loop on digits: run the lesson's program and keep its lists."""

import math

import numpy as np
import torch

from mlcore.common.program import render_program
from mlcore.common.running import ProgramRun, run_program
from mlcore.common.training import OnProgress
from mlcore.training_loop.results import TrainingLoopResult
from mlcore.training_loop.settings import TrainingLoopSettings as Settings

TRAINING_DIGITS = 1600


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> TrainingLoopResult:
    """Run the program.

    Parameters
    ----------
    settings
        What it is rendered with; ``settings.seed`` draws the digits, the weights and the batches.
    on_progress
        Called after every step; raising inside it stops the run.

    Raises
    ------
    Diverged
        If the loss stops being a finite number.
    """
    run = run_program(
        render_program(settings),
        2,
        on_progress=on_progress,
        partial_result=lambda run: result_of(settings, run) if run.names["val_accuracies"] else None,
        steps_per_epoch=math.ceil(TRAINING_DIGITS / settings.batch_size),
    )
    return result_of(settings, run)


@torch.no_grad()
def result_of(settings: Settings, run: ProgramRun) -> TrainingLoopResult:
    """Return what the lists hold, after at least one epoch."""
    losses, accuracies = run.names["train_losses"], run.names["val_accuracies"]
    count = len(accuracies)
    names, untrained = run.names, next(run.models())
    tested = [line for line in run.output.splitlines() if line.startswith("test accuracy")]
    return TrainingLoopResult(
        settings=settings,
        losses=np.array(losses[:count]),
        val_losses=np.array(run.names["val_losses"][:count]),
        accuracies=np.array(accuracies),
        steps=run.steps,
        first_loss=names["loss_function"](untrained(names["train_X"].flatten(1)), names["train_y"]).item(),
        final_loss=losses[count - 1],
        test_accuracy=float(tested[0].split()[-1]) if tested else math.nan,
    )
