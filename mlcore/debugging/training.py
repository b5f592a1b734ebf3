"""A training loop with a bug beside the loop without it: both run from one seed."""

import linecache
import math
import traceback
import warnings
from dataclasses import dataclass, field
from types import ModuleType

import numpy as np
import torch

from mlcore.debugging.bugs import BUGS
from mlcore.debugging.clues import CLUES, graph_free
from mlcore.debugging.data import Run, noisy_sine
from mlcore.debugging.settings import DebuggingSettings as Settings

GRID = torch.linspace(-2, 2, 81)[:, None]


@dataclass(frozen=True, eq=False)
class Observed:
    """One loop, run to its end or to its error.

    Attributes
    ----------
    reported
        What a script with this loop prints last: its number as ``repr`` writes it, or the error that ended it.
    losses, validation, test
        What the loop recorded in each epoch, shape (epochs,); empty where there is nothing.
    chosen
        The epoch whose weights were kept, counted from 0; -1 for the last.
    fit
        Predictions at 81 points from -2 to 2, shape (81,); empty for a classification.
    warnings
        What Python warned of on the way, each text once.
    frames
        Where the error came from: line and function, the innermost last; empty where there was none.
    clues
        What gives this case away and no curve shows, by name.
    """

    reported: str
    losses: np.ndarray = field(default_factory=lambda: np.empty(0))
    validation: np.ndarray = field(default_factory=lambda: np.empty(0))
    test: np.ndarray = field(default_factory=lambda: np.empty(0))
    chosen: int = -1
    fit: np.ndarray = field(default_factory=lambda: np.empty(0))
    warnings: list[str] = field(default_factory=list)
    frames: list[tuple[int, str]] = field(default_factory=list)
    clues: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Result:
    """Both runs.

    Attributes
    ----------
    settings
        What was asked for.
    fixed, broken
        The loop that works, and the loop with the bug.
    x, y
        The training points of a regression, shapes (N,) and (N,); empty for a classification.
    baseline
        The lowest training loss that one constant answer can have: the variance of y, or ln 3 for three classes
        of one size.
    """

    settings: Settings
    fixed: Observed
    broken: Observed
    x: np.ndarray
    y: np.ndarray
    baseline: float


def compiled(source: str, name: str) -> ModuleType:
    """Compile a source that is no file, so that tracebacks and ``inspect.getsource`` still find its lines.

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
    """Run a loop and note what it recorded, what it warned of, and where it stopped."""
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
        losses=np.array([graph_free(loss) for loss in run.losses]),
        validation=np.array(run.validation),
        test=np.array(run.test),
        chosen=run.chosen,
        fit=fitted(run),
        warnings=list(dict.fromkeys(str(warning.message) for warning in caught)),
        clues=clues(run, loop, settings) if clues else {},
    )


def fitted(run: Run) -> np.ndarray:
    """Return the curve that a regression learned, shape (81,)."""
    if run.test:
        return np.empty(0)
    with torch.no_grad():
        return run.model(GRID)[:, 0].numpy()


def train(settings: Settings) -> Result:
    """Run the loop that works and the loop with the bug from the same seed.

    Parameters
    ----------
    settings
        The case, and what both loops read: ``learning_rate``, ``epochs`` and ``seed``, which draws weights and
        batches. An error of the broken loop is part of its result.
    """
    bug = BUGS[settings.case]
    regression = bug.loop == "regression_loop"
    x, y = noisy_sine()[0] if regression else (torch.empty(0, 1), torch.empty(0))
    return Result(
        settings=settings,
        fixed=observe(compiled(bug.fixed, bug.loop), settings),
        broken=observe(compiled(bug.broken, f"{bug.loop}, case {settings.case}"), settings),
        x=x[:, 0].numpy(),
        y=y.numpy(),
        baseline=y.var(correction=0).item() if regression else math.log(3),
    )
