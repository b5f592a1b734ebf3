"""Settings of the lesson about the training loop."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from mlcore.common.settings import LearningRate, Settings, WeightSeed, stops

if TYPE_CHECKING:
    from mlcore.common.training import OnProgress
    from mlcore.training_loop.results import TrainingLoopResult, ZeroGradResult


class TrainingLoopSettings(Settings):
    """A multi-layer perceptron that learns 1,600 handwritten digits in batches."""

    slug = "training_loop"
    program = "mnist/training_loop"

    batch_size: int = Field(
        64, ge=1, le=1600, description="Batch size", json_schema_extra=stops(16, 32, 50, 64, 100, 200, 400, 1600)
    )
    hidden: int = Field(200, ge=1, le=500, description="Hidden units", json_schema_extra=stops(1, 10, 50, 200, 500))
    learning_rate: LearningRate = 0.1
    epochs: int = Field(10, ge=1, le=50, description="Epochs", json_schema_extra=stops(1, 2, 5, 10, 20, 50))
    seed: int = Field(0, ge=0, le=999, description="Seed of the digits, weights and batches")

    def run(self, *, on_progress: "OnProgress | None" = None) -> "TrainingLoopResult":
        from mlcore.training_loop.training import train

        return train(self, on_progress=on_progress)

    @property
    def is_long(self) -> bool:
        return self.epochs > 10 or self.batch_size < 32


class CallsSettings(Settings):
    """A small network that learns XOR's four points, with ``zero_grad`` and without."""

    slug = "calls"

    activation: Literal["linear", "sigmoid", "tanh", "relu"] = Field("tanh", description="Activation")
    learning_rate: LearningRate = 0.5
    seed: WeightSeed = 28

    def run(self) -> "ZeroGradResult":
        from mlcore.training_loop.zero_grad import run

        return run(self)
