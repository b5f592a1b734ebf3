"""Results for tests that only look at them."""

import os
from typing import Any

import torch

from mlcore.common.settings import Settings
from mlcore.common.training import Progress
from workers.disk_cache import cached


def trained(settings: Settings) -> Any:
    """Return the result of an experiment, as a worker trains it: once for all tests, and kept on disk.

    A test about training itself, such as its seeds or its progress, calls ``train``.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return cached(os.environ["RUN_CACHE"], type(settings).run, settings)
    finally:
        torch.set_num_threads(threads)


class PartialResults:
    """Keeps the partial results of a run at some of its steps, for its ``on_progress``."""

    def __init__(self, *steps: int) -> None:
        self.steps = steps
        self.results: list[Any] = []

    def __call__(self, progress: Progress) -> None:
        if progress.step in self.steps:
            assert progress.partial_result
            self.results.append(progress.partial_result())
