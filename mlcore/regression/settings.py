"""Settings of the regression lesson."""

from typing import Literal, Self

from pydantic import Field

from mlcore.common.settings import LearningRate, Optimizer, PointSeed, Seed, Settings, stops


class RegressionSettings(Settings):
    """A linear model and a multi-layer perceptron that learn a noisy surface from the same points."""

    slug = "regression"
    module = "mlcore.regression.training"
    program = "regression"

    dataset: Literal["course", "plane", "saddle", "ripple", "sine"] = Field("course", description="Surface")
    hidden: int = Field(
        200,
        ge=1,
        le=500,
        description="Hidden units",
        json_schema_extra=stops(1, 2, 3, 5, 8, 10, 15, 20, 50, 100, 200, 500),
    )
    optimizer: Optimizer = "SGD"
    learning_rate: LearningRate = 0.005
    standardize: bool = Field(False, description="Standardise the inputs")
    epochs: int = Field(
        4000,
        ge=1,
        le=10_000,
        description="Epochs",
        json_schema_extra=stops(20, 50, 100, 200, 500, 1000, 2000, 4000, 10_000),
    )
    batch_size: int = Field(
        1600,
        ge=16,
        le=1600,
        description="Batch size (largest: all points)",
        json_schema_extra=stops(16, 32, 64, 128, 256, 512, 1600),
    )
    samples: int = Field(
        1600,
        ge=10,
        le=1600,
        description="Training points",
        json_schema_extra=stops(10, 20, 50, 100, 200, 400, 800, 1600),
    )
    noise: float = Field(
        0.5,
        ge=0,
        le=2,
        allow_inf_nan=False,
        description="Noise (standard deviation)",
        json_schema_extra=stops(0, 0.1, 0.2, 0.5, 1, 2),
    )
    seed: Seed = 0
    data_seed: PointSeed = 0

    @property
    def is_long(self) -> bool:
        return True

    def filling(self) -> dict[str, object]:
        return {**self.model_dump(), "model": "mlp"}

    def relevant(self) -> Self:
        return self.reset("batch_size") if self.batch_size >= self.samples else self
