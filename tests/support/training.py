"""Results for tests that only look at them."""

import os
from importlib import import_module
from typing import Any

import torch

from mlcore.common.settings import Settings
from workers.disk_cache import cached


def trained(settings: Settings) -> Any:
    """Return the result of an experiment, as a worker trains it: once for all tests, and kept on disk.

    A test about training itself, such as its seeds or its progress, calls ``train``.
    """
    function = getattr(import_module(settings.module), settings.entry)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return cached(os.environ["RUN_CACHE"], function, settings)
    finally:
        torch.set_num_threads(threads)
