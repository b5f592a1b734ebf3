"""Handwritten digits: a linear model, an MLP and a CNN."""

from typing import TYPE_CHECKING

from mlcore.mnist.settings import MnistSettings as Settings

if TYPE_CHECKING:
    from mlcore.common.training import OnProgress
    from mlcore.mnist.results import MnistResult

__all__ = ["Settings", "train"]


def train(settings: Settings, *, on_progress: "OnProgress | None" = None) -> "MnistResult":
    """Train a classifier of handwritten digits; see ``mlcore.mnist.training.train``."""
    return settings.run(on_progress=on_progress)
