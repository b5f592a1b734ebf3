"""Settings of the lesson on depth."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from mlcore.common.settings import LearningRate, Seed, Settings, WeightSeed, stops

if TYPE_CHECKING:
    from mlcore.common.training import OnProgress
    from mlcore.depth.results import ResidualResult, VanishingResult


class VanishingSettings(Settings):
    """A deep network whose gradients are compared layer by layer."""

    slug = "vanishing"
    program = "vanishing"
    headline = "ratio"

    depth: int = Field(
        5, ge=1, le=50, description="Hidden layers", json_schema_extra=stops(1, 2, 3, 5, 10, 15, 20, 30, 50)
    )
    width: int = Field(32, ge=2, le=128, description="Units a layer", json_schema_extra=stops(2, 4, 8, 16, 32, 64, 128))
    activation: Literal["linear", "sigmoid", "tanh", "relu"] = Field("sigmoid", description="Activation")
    start: Literal["default", "xavier", "kaiming", "large"] = Field("default", description="Start weights")
    seed: WeightSeed = 0

    def run(self) -> "VanishingResult":
        from mlcore.depth.vanishing import run

        return run(self)


class ResidualSettings(Settings):
    """A deep plain network and the same with skip connections, trained on the same digits."""

    slug = "residual"
    program = "mnist/residual"

    depth: int = Field(16, ge=2, le=32, description="Hidden layers", json_schema_extra=stops(2, 4, 8, 12, 16, 24, 32))
    learning_rate: LearningRate = 0.001
    epochs: int = Field(10, ge=1, le=30, description="Epochs")
    seed: Seed = 0

    def run(self, *, on_progress: "OnProgress | None" = None) -> "ResidualResult":
        from mlcore.depth.residual import train

        return train(self, on_progress=on_progress)

    @property
    def is_long(self) -> bool:
        return True

    def template_values(self) -> dict[str, object]:
        return {**self.model_dump(), "skip": True}
