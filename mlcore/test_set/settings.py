"""Settings of the lesson on training, validation and test set."""

from typing import TYPE_CHECKING, Any

from pydantic import Field

from mlcore.common.settings import PointSeed, Settings, WeightSeed, stops

if TYPE_CHECKING:
    import numpy as np

    from mlcore.common.training import OnProgress
    from mlcore.test_set.results import CellResult, MapResult, OverfitResult

HIDDEN = (2, 4, 8, 16, 64, 256)
SIZES = (20, 40, 80, 160, 320, 640)
"""Hidden units and training points of the networks in the map."""


def weight_decay() -> float:
    """Describe the remedy that pulls all weights towards 0."""
    return Field(
        0.0,
        ge=0.0,
        le=0.1,
        allow_inf_nan=False,
        description="Weight decay",
        json_schema_extra=stops(0.0, 0.001, 0.003, 0.01, 0.03, 0.1),
    )


def dropout() -> float:
    """Describe the remedy that leaves hidden units out."""
    return Field(
        0.0, ge=0.0, le=0.8, allow_inf_nan=False, description="Dropout", json_schema_extra=stops(0.0, 0.2, 0.5, 0.8)
    )


def epochs() -> int:
    """Describe how long a network of the map trains."""
    return Field(500, ge=1, le=1000, description="Epochs", json_schema_extra=stops(20, 50, 100, 200, 500, 1000))


class CellSettings(Settings):
    """One network that learns a few noisy points: one cell of the map."""

    slug = "test_set"
    plane_shows = "classes"
    program = "test_set"
    headline = "gap"

    hidden: int = Field(64, ge=1, le=256, description="Hidden units", json_schema_extra=stops(*HIDDEN))
    train_size: int = Field(80, ge=10, le=640, description="Training points", json_schema_extra=stops(*SIZES))
    weight_decay: float = weight_decay()
    dropout: float = dropout()
    early_stopping: bool = Field(False, description="Early stopping")
    epochs: int = epochs()
    seed: WeightSeed = 0
    data_seed: PointSeed = 0

    def run(self, *, on_progress: "OnProgress | None" = None) -> "CellResult":
        from mlcore.test_set.fitting import train

        return train(self, on_progress=on_progress)

    def plane_of(self, names: dict[str, Any]) -> "np.ndarray | None":
        from mlcore.test_set.fitting import plane_of

        return plane_of(self, names)

    @property
    def map(self) -> "MapSettings":
        """The map that this network is a cell of."""
        return MapSettings(**{name: getattr(self, name) for name in MapSettings.model_fields})


class MapSettings(Settings):
    """Networks of several sizes that learn from few or many points, all trained in the same way."""

    slug = "test_set_map"

    weight_decay: float = weight_decay()
    dropout: float = dropout()
    early_stopping: bool = Field(False, description="Early stopping")
    epochs: int = epochs()
    seed: WeightSeed = 0
    data_seed: PointSeed = 0

    def run(self, *, on_progress: "OnProgress | None" = None) -> "MapResult":
        from mlcore.test_set.fitting_map import train

        return train(self, on_progress=on_progress)

    @property
    def is_long(self) -> bool:
        return True

    def cell(self, hidden: int, train_size: int) -> CellSettings:
        """Return the settings of one network."""
        return CellSettings(hidden=hidden, train_size=train_size, **self.model_dump())


class OverfitSettings(Settings):
    """Many networks that differ only in their seed, and the choice of the best one."""

    slug = "test_set_overfit"
    program = "test_set_overfit"
    headline = "optimism"

    candidates: int = Field(
        50, ge=1, le=200, description="Candidates k", json_schema_extra=stops(1, 2, 5, 10, 20, 50, 100, 200)
    )
    test_size: int = Field(
        100, ge=20, le=1000, description="Test points", json_schema_extra=stops(20, 50, 100, 200, 500, 1000)
    )
    shuffled: bool = Field(False, description="Shuffle all labels: nothing to learn")
    seed: int = Field(0, ge=0, le=999, description="Seed of the candidates")
    data_seed: PointSeed = 0

    def run(self, *, on_progress: "OnProgress | None" = None) -> "OverfitResult":
        from mlcore.test_set.test_set_overfit import train

        return train(self, on_progress=on_progress)

    @property
    def is_long(self) -> bool:
        return self.candidates > 50
