"""Classification: two or three classes of points in the plane."""

from typing import TYPE_CHECKING

from mlcore.classification.settings import ClassificationSettings as Settings

if TYPE_CHECKING:
    from mlcore.classification.results import ClassificationResult
    from mlcore.common.training import OnProgress

__all__ = ["Settings", "train"]


def train(settings: Settings, *, on_progress: "OnProgress | None" = None) -> "ClassificationResult":
    """Train a network 2-H-C on points in the plane; ``mlcore.classification.training.train`` has the details."""
    return settings.run(on_progress=on_progress)
