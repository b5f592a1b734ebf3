"""What happens inside a worker process."""

import contextlib
import inspect
import logging
import os
import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workers import disk_cache
from workers.tasks import Task

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_REPORTS = 0.2
MAX_CURVE_POINTS = 200

SECONDS_BETWEEN_PARTIAL_RESULTS = 0.4
MAX_SHARE_OF_PARTIAL_RESULTS = 0.05
"""How much of a run's time may go into showing it before its end."""

PROGRESS, PARTIAL_RESULT, CANCEL = "progress", "partial_result", "cancel"
"""The files in a job's folder: its worker's report, its partial result, and a flag that tells the worker to stop."""


class Cancelled(BaseException):
    """Nobody waits for this task any more. Not an ``Exception``: an experiment may catch those of its own loop."""


def start_worker(niceness: int) -> None:
    """Set a worker's priority (where the system has one) and one torch thread; mark no steps for a profiler."""
    if hasattr(os, "nice"):
        os.nice(niceness)
    import torch

    torch.set_num_threads(1)
    # Each step of an optimizer and each zero_grad opens such a mark, which takes a sixth of a small network's training.
    torch.autograd.profiler.record_function = Unmarked  # type: ignore[assignment, misc]


class Unmarked(contextlib.nullcontext):
    """Does nothing in place of PyTorch's ``record_function``."""

    def __init__(self, *name: object) -> None:
        super().__init__()


def call(task: Task, folder: Path, cache_folder: str | None = None) -> object:
    """Run a task; report its progress in ``folder``, and stop when the flag appears there.

    What comes back, result or error, can be unpickled without importing torch: results are
    dataclasses of modules without torch.
    """
    reporter = Reporter(folder)
    options = {"on_progress": reporter} if "on_progress" in inspect.signature(task.function).parameters else {}
    try:
        if cache_folder and task.on_disk:
            return disk_cache.cached(cache_folder, task.function, task.argument, **options)
        return task.function(task.argument, **options)
    except Cancelled:
        return None
    except Exception as error:
        reporter.flush()
        raise builtin(error) from error


def builtin(error: Exception) -> Exception:
    """Return an error as its nearest built-in kind, with the same message."""
    kind = next(kind for kind in type(error).__mro__ if kind.__module__ == "builtins")
    try:
        return error if kind is type(error) else kind(str(error))
    except TypeError:  # a kind that wants more than a message
        return RuntimeError(str(error))


def ready() -> None:
    """Do nothing, which shows that the worker is up."""


class Reporter:
    """Writes the progress of a run into a file, at most every 0.2 s, and its partial result into another.

    The first partial result comes after a while, so that a short run pays nothing, and the slower they are the fewer.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.next_report = 0.0
        self.next_partial_result = time.monotonic() + SECONDS_BETWEEN_PARTIAL_RESULTS
        self.unwritten: Any = None

    def __call__(self, progress: Any) -> None:
        self.unwritten = progress
        now = time.monotonic()
        if now >= self.next_partial_result and progress.partial_result:
            self.write_partial_result(progress.partial_result)
            cost = time.monotonic() - now
            self.next_partial_result = now + max(SECONDS_BETWEEN_PARTIAL_RESULTS, cost / MAX_SHARE_OF_PARTIAL_RESULTS)
        if now >= self.next_report:
            self.next_report = now + SECONDS_BETWEEN_REPORTS
            self.flush()
            if (self.folder / CANCEL).exists() or not self.folder.exists():  # the server is gone with its folders
                raise Cancelled

    def flush(self) -> None:
        """Write the last progress unless it is written; after a failure it shows how the run went to its end."""
        if self.unwritten is None:
            return
        progress, self.unwritten = self.unwritten, None
        self.write(PROGRESS, plain(progress))

    def write_partial_result(self, partial_result: Callable[[], object]) -> None:
        """Write the result as if the run ended now; None means that there is nothing to draw yet.

        A partial result that fails is logged and must not end the run.
        """
        try:
            result = partial_result()
        except Exception:
            logger.exception("a partial result of a run failed")
            return
        if result is not None:
            self.write(PARTIAL_RESULT, result)

    def write(self, name: str, value: object) -> None:
        """Write a file of the job's folder in one piece."""
        draft = self.folder / f"{name}.draft"
        # Windows refuses while the app reads the file; the folder is gone when the server has ended.
        with contextlib.suppress(PermissionError, FileNotFoundError):
            draft.write_bytes(pickle.dumps(value))
            draft.replace(self.folder / name)


def plain(progress) -> dict[str, object]:
    """Return progress as plain data, each curve as its epochs and values."""
    return {
        "step": progress.step,
        "steps": progress.steps,
        "curves": {name: thinned(curve) for name, curve in progress.curves.items()},
    }


def thinned(curve) -> tuple[list[int], list[float]]:
    """Return at most 201 evenly spread points of a curve, always with the last: epochs and values."""
    stride = max(1, -(-len(curve) // MAX_CURVE_POINTS))
    positions = sorted({*range(0, len(curve), stride), *range(len(curve))[-1:]})
    return positions, [curve[position] for position in positions]
