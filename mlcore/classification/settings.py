"""Settings of the classification lesson."""

import textwrap
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import Field, field_validator

from mlcore.classification.own_points import CLASSES, read_points, words_of
from mlcore.classification.point_sets import FROM_SKLEARN
from mlcore.common.settings import LearningRate, Optimizer, PointSeed, Seed, Settings, WeightSeed, stops

if TYPE_CHECKING:
    import numpy as np

    from mlcore.classification.results import ClassificationResult, ModesResult
    from mlcore.common.training import OnProgress


class ClassificationSettings(Settings):
    """A network 2-H-C that tells two or three classes of points in the plane apart."""

    slug = "classification"
    plane_shows = "classes"
    program = "classification"

    dataset: Literal["cardioids", "blobs", "moons", "circles", "spirals", "own"] = Field(
        "cardioids", description="Data"
    )
    points: str = Field(
        "a-1,0.5 a-0.5,0 a-1,-0.5 a-1.5,0 b1,0.5 b1.5,0 b1,-0.5 b0.5,0 c0,2 c-2,2 c2,2 c0,-2 c-2,-2 c2,-2",
        max_length=700,
        description="Your points",
    )
    train_size: int = Field(
        2000,
        ge=10,
        le=8000,
        description="Training points",
        json_schema_extra=stops(10, 20, 30, 60, 100, 200, 500, 1000, 2000, 8000),
    )
    noise: float = Field(
        0.0, ge=0.0, le=1.0, allow_inf_nan=False, description="Noise", json_schema_extra={"step": 0.05}
    )
    hidden: int = Field(
        200,
        ge=1,
        le=500,
        description="Hidden units",
        json_schema_extra=stops(1, 2, 3, 4, 6, 8, 12, 16, 32, 64, 128, 200, 500),
    )
    dropout: float = Field(
        0.0, ge=0.0, le=0.8, allow_inf_nan=False, description="Dropout", json_schema_extra={"step": 0.1}
    )
    optimizer: Optimizer = "SGD"
    learning_rate: LearningRate = 0.005
    batch_size: int = Field(
        8000,
        ge=32,
        le=8000,
        description="Batch size (largest: all points)",
        json_schema_extra=stops(32, 64, 128, 256, 512, 1000, 2000, 8000),
    )
    epochs: int = Field(
        4000,
        ge=1,
        le=4000,
        description="Epochs",
        json_schema_extra=stops(1, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 4000),
    )
    seed: Seed = 0
    data_seed: PointSeed = 0

    def run(self, *, on_progress: "OnProgress | None" = None) -> "ClassificationResult":
        from mlcore.classification.training import train

        return train(self, on_progress=on_progress)

    def plane_of(self, names: dict[str, Any]) -> "np.ndarray | None":
        from mlcore.classification.training import plane_of

        return plane_of(self, names)

    @field_validator("points")
    @classmethod
    def readable(cls, text: str) -> str:
        """Return points as a link has them; refuse what cannot be read."""
        read_points(text)
        return " ".join(words_of(text))

    @property
    def is_long(self) -> bool:
        return True

    def template_values(self) -> dict[str, object]:
        words = self.points.split()
        own_classes = 1 + max(CLASSES.index(word[0]) for word in words)
        lines = textwrap.fill(" ".join(words), 100)
        sklearn = self.dataset in FROM_SKLEARN
        return {**self.model_dump(), "own_classes": own_classes, "own_lines": lines, "sklearn": sklearn}

    def relevant(self) -> Self:
        settings = self if self.dataset == "own" else self.reset("points")
        return settings.reset("batch_size") if self.batch_size >= self.train_size else settings


class ModesSettings(Settings):
    """One trained network with dropout, evaluated many times in training and in evaluation mode."""

    slug = "modes"

    dropout: float = Field(
        0.5, ge=0.0, le=0.8, allow_inf_nan=False, description="Dropout", json_schema_extra={"step": 0.1}
    )
    seed: WeightSeed = 0

    def run(self) -> "ModesResult":
        from mlcore.classification.modes import train

        return train(self)
