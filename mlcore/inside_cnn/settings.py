"""Settings of the lesson on the inside of a trained CNN."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from mlcore.common.settings import DataSeed, Seed, Settings

if TYPE_CHECKING:
    from mlcore.common.training import OnProgress
    from mlcore.inside_cnn.results import FoolingResult, OcclusionResult, ShiftedDigitsResult

MAX_STEP = 64
"""Grey levels by which a pixel is moved at most, of 255."""


class OcclusionSettings(Settings):
    """A grey patch that covers each place of a digit in turn, while a trained network reads it."""

    slug = "occlusion"

    digit: int = Field(4, ge=0, le=9, description="Digit")
    sample: int = Field(0, ge=0, le=499, description="Sample")
    patch: int = Field(7, ge=3, le=11, description="Side of the patch (pixels)", json_schema_extra={"step": 2})

    def run(self) -> "OcclusionResult":
        from mlcore.inside_cnn.occlusion import occlusion_map

        return occlusion_map(self)


class ShiftedDigitsSettings(Settings):
    """An MLP and a CNN, each trained on normal digits and on digits with permuted pixels."""

    slug = "shifted_digits"
    program = "mnist/shifted_digits"
    headline = "moved_accuracy"

    epochs: int = Field(5, ge=1, le=15, description="Epochs")
    seed: Seed = 0
    data_seed: DataSeed = 0

    def run(self, *, on_progress: "OnProgress | None" = None) -> "ShiftedDigitsResult":
        from mlcore.inside_cnn.shifted_digits import train

        return train(self, on_progress=on_progress)

    @property
    def is_long(self) -> bool:
        return True

    def template_values(self) -> dict[str, object]:
        return {**self.model_dump(), "model": "cnn", "permuted": False}


class FoolingSettings(Settings):
    """A digit whose pixels are moved along the gradient of the loss, while the weights of a trained network stay."""

    slug = "fooling"

    digit: int = Field(4, ge=0, le=9, description="Digit")
    sample: int = Field(0, ge=0, le=499, description="Sample")
    target: int = Field(9, ge=0, le=9, description="To be read as")
    change: Literal["gradient", "random"] = Field("gradient", description="Signs of the change")
    step: int = Field(4, ge=0, le=MAX_STEP, description="Size of the change (grey levels)")
    steps: int = Field(1, ge=1, le=10, description="Taken in so many steps")

    def run(self) -> "FoolingResult":
        from mlcore.inside_cnn.fooling import fool

        return fool(self)
