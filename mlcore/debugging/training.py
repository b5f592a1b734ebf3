"""Run a training loop with a bug and the same loop without it, from one seed."""

import linecache
import math
import traceback
import warnings
from types import ModuleType

import numpy as np
import torch

from mlcore.debugging.bugs import BUGS
from mlcore.debugging.clues import CLUES, as_number
from mlcore.debugging.data import Run, noisy_sine
from mlcore.debugging.results import DebuggingResult, Observed
from mlcore.debugging.settings import DebuggingSettings as Settings

GRID = torch.linspace(-2, 2, 81)[:, None]


def compiled(source: str, name: str) -> ModuleType:
    """Compile a source without a file; tracebacks and ``inspect.getsource`` still find its lines.

    Parameters
    ----------
    source
        Of a module.
    name
        Its name; the file name in tracebacks is ``<name>``.
    """
    filename = f"<{name}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    module = ModuleType(name)
    module.__file__ = filename
    exec(compile(source, filename, "exec"), module.__dict__)
    return module


def observe(loop: ModuleType, settings: Settings) -> Observed:
    """Run a loop; return what it recorded, its warnings, and its error if there is one."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            run = loop.train(settings)
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            return Observed(
                reported=f"{type(error).__name__}: {error}",
                frames=[(frame.lineno or 0, frame.name) for frame in frames if frame.filename == loop.__file__],
            )
    clues = CLUES.get(settings.case)
    return Observed(
        reported=repr(run.reported),
        losses=np.array([as_number(loss) for loss in run.losses]),
        validation=np.array(run.validation),
        test=np.array(run.test),
        chosen=run.chosen,
        fit=curve_of(run),
        warnings=list(dict.fromkeys(str(warning.message) for warning in caught)),
        clues=clues(run, loop, settings) if clues else {},
    )


def curve_of(run: Run) -> np.ndarray:
    """Return the predictions of a regression over the grid, shape (81,)."""
    if run.test:
        return np.empty(0)
    with torch.no_grad():
        return run.model(GRID)[:, 0].numpy()


def train(settings: Settings) -> DebuggingResult:
    """Run the loop without the bug and the loop with it from the same seed.

    Parameters
    ----------
    settings
        The case, and what both loops read: ``learning_rate``, ``epochs`` and ``seed``, which draws weights and
        batches. An error of the loop with the bug is part of the result.
    """
    bug = BUGS[settings.case]
    regression = bug.loop == "regression_loop"
    x, y = noisy_sine()[0] if regression else (torch.empty(0, 1), torch.empty(0))
    return DebuggingResult(
        settings=settings,
        fixed=observe(compiled(bug.fixed, bug.loop), settings),
        broken=observe(compiled(bug.broken, f"{bug.loop}, case {settings.case}"), settings),
        x=x[:, 0].numpy(),
        y=y.numpy(),
        baseline=y.var(correction=0).item() if regression else math.log(3),
    )
