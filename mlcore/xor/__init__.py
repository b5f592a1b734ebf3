"""XOR: a hidden layer folds the plane until one line is enough."""

from typing import TYPE_CHECKING

from mlcore.xor.settings import XorSettings as Settings

if TYPE_CHECKING:
    from mlcore.common.training import OnProgress
    from mlcore.xor.results import XorResult

__all__ = ["Settings", "train"]


def train(settings: Settings, *, on_progress: "OnProgress | None" = None) -> "XorResult":
    """Train a 2-H-1 network on the four points of XOR; ``mlcore.xor.training.train`` has the details."""
    return settings.run(on_progress=on_progress)
