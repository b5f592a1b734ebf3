"""Run a training program with a bug and the same program without it, from one seed."""

import contextlib
import io
import math
import traceback
import warnings

import numpy as np
import torch
from torch import nn

from mlcore.common.program import Program, render_program
from mlcore.common.running import EPOCH_HOOK, compiled
from mlcore.debugging.clues import CLUES, Names, as_number
from mlcore.debugging.results import DebuggingResult, Observed
from mlcore.debugging.settings import DebuggingSettings as Settings

GRID = torch.linspace(-2, 2, 81)[:, None]


def observe(program: Program, case: str, names: Names) -> Observed:
    """Run a program; return what it recorded, its warnings, and its error if there is one.

    Parameters
    ----------
    program
        With the bug of the case or without it.
    case
        Whose clues are looked for.
    names
        An empty dictionary, which gets the program's global names.
    """
    names |= {"__name__": "__main__", EPOCH_HOOK: iter}
    printed = io.StringIO()
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(printed):
        warnings.simplefilter("always")
        try:
            exec(compiled(program), names)
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            return Observed(
                reported=f"{type(error).__name__}: {error}",
                frames=[(frame.lineno or 0, frame.name) for frame in frames if frame.filename == f"<{program.name}>"],
            )
    classes, clues = "val_accuracies" in names, CLUES.get(case)
    return Observed(
        reported=printed.getvalue().splitlines()[-1],
        losses=np.array([as_number(loss) for loss in names["train_losses"]]),
        validation=np.array(names["val_accuracies"] if classes else names["val_losses"]),
        test=np.array(names["test_accuracies"]) if classes else np.empty(0),
        chosen=names["best"] if classes else -1,
        fit=np.empty(0) if classes else curve_of(names["model"]),
        warnings=list(dict.fromkeys(str(warning.message) for warning in caught)),
        clues=clues(names) if clues else {},
    )


@torch.no_grad()
def curve_of(model: nn.Module) -> np.ndarray:
    """Return the predictions of a regression over the grid, shape (81,)."""
    return model(GRID)[:, 0].numpy()


def train(settings: Settings) -> DebuggingResult:
    """Run the program without the bug and the program with it from the same seed.

    Parameters
    ----------
    settings
        The case, and what both programs are rendered with: ``learning_rate``, ``epochs`` and ``seed``, which draws
        weights and batches. An error of the program with the bug is part of the result.
    """
    names: Names = {}
    fixed = observe(render_program(settings, edited=False), settings.case, names)
    regression = settings.program == "regression"
    x, y = (names["train_X"], names["train_y"]) if regression else (torch.empty(0, 1), torch.empty(0))
    return DebuggingResult(
        settings=settings,
        fixed=fixed,
        broken=observe(render_program(settings), settings.case, {}),
        x=x[:, 0].numpy(),
        y=y.numpy(),
        baseline=y.var(correction=0).item() if regression else math.log(3),
    )
