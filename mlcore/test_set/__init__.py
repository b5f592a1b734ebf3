"""Training, validation and test set: overfitting, remedies, and what a choice by the test set promises."""

from typing import TYPE_CHECKING

from mlcore.test_set.settings import CellSettings as Settings

if TYPE_CHECKING:
    from mlcore.common.training import OnProgress
    from mlcore.test_set.results import CellResult

__all__ = ["Settings", "train"]


def train(settings: Settings, *, on_progress: "OnProgress | None" = None) -> "CellResult":
    """Train one network on a few noisy points; ``mlcore.test_set.fitting.train`` has the details."""
    return settings.run(on_progress=on_progress)
