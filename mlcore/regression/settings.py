"""Settings of the regression lesson: a curve, a surface, and a curve built by hand from bumps."""

from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import Field

from mlcore.common.settings import LearningRate, Optimizer, PointSeed, Seed, Settings, WeightSeed, stops

if TYPE_CHECKING:
    import numpy as np

    from mlcore.common.training import OnProgress
    from mlcore.regression.bumps import BumpsResult
    from mlcore.regression.results import RegressionResult

MAX_HEIGHT = 3.0
"""Largest height of a bump that is set by hand, up or down."""


class RegressionSettings(Settings):
    """A linear model and a multi-layer perceptron that learn a noisy surface from the same points."""

    slug = "regression"
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

    def run(self, *, on_progress: "OnProgress | None" = None) -> "RegressionResult":
        from mlcore.regression.training import train

        return train(self, on_progress=on_progress)

    def plane_of(self, names: dict[str, Any]) -> "np.ndarray | None":
        from mlcore.regression.training import plane_of

        return plane_of(self, names)

    @property
    def is_long(self) -> bool:
        return True

    def template_values(self) -> dict[str, object]:
        return {**self.model_dump(), "model": "mlp"}

    def relevant(self) -> Self:
        return self.reset("batch_size") if self.batch_size >= self.samples else self


class CurveSettings(RegressionSettings):
    """The same two models on one input, small enough to be trained anew whenever a setting changes."""

    slug = "curve"
    program = "curve"

    dataset: Literal["sine"] = Field("sine", description="Curve")
    hidden: int = Field(
        20,
        ge=1,
        le=200,
        description="Hidden units",
        json_schema_extra=stops(1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 50, 100, 200),
    )
    optimizer: Optimizer = "Adam"
    learning_rate: LearningRate = 0.01
    epochs: int = Field(
        1000, ge=1, le=2000, description="Epochs", json_schema_extra=stops(20, 50, 100, 200, 500, 1000, 2000)
    )
    samples: int = Field(
        200,
        ge=10,
        le=400,
        description="Training points",
        json_schema_extra=stops(10, 15, 20, 50, 100, 200, 400),
    )
    seed: WeightSeed = 0

    @property
    def is_long(self) -> bool:
        return False


def height(number: int) -> float:
    """Describe the height of a bump that a slider moves in tenths; at first one bump stands by itself."""
    return Field(
        2.0 if number == 3 else 0.0,
        ge=-MAX_HEIGHT,
        le=MAX_HEIGHT,
        allow_inf_nan=False,
        description=f"Bump {number}",
        json_schema_extra={"step": 0.1},
    )


class BumpsSettings(Settings):
    """Five bumps side by side, whose sum is to follow a curve: a network of ten sigmoid units, set by hand."""

    slug = "bumps"
    program = "bumps"
    headline = "error"

    target: Literal["wave", "hill", "stairs"] = Field("wave", description="Curve to follow")
    h1: float = height(1)
    h2: float = height(2)
    h3: float = height(3)
    h4: float = height(4)
    h5: float = height(5)
    steepness: int = Field(20, ge=1, le=50, description="Steepness of the sides")

    def run(self) -> "BumpsResult":
        from mlcore.regression.bumps import run

        return run(self)

    @property
    def heights(self) -> tuple[float, ...]:
        """The heights of the bumps from left to right."""
        return self.h1, self.h2, self.h3, self.h4, self.h5
