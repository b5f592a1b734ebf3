"""Regression: a linear model and an MLP on the same noisy data."""

from typing import TYPE_CHECKING

from mlcore.regression.settings import RegressionSettings as Settings

if TYPE_CHECKING:
    from mlcore.common.training import OnProgress
    from mlcore.regression.results import RegressionResult

__all__ = ["Settings", "train"]


def train(settings: Settings, *, on_progress: "OnProgress | None" = None) -> "RegressionResult":
    """Train a linear model and an MLP on the same data; ``mlcore.regression.training.train`` has the details."""
    return settings.run(on_progress=on_progress)
