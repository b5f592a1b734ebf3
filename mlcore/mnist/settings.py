"""Settings of the digits lesson."""

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, Field

from mlcore.common.settings import DataSeed, LearningRate, Optimizer, Seed, Settings, stops
from mlcore.mnist import drawings, full_digits
from mlcore.mnist.digits import SIZES

if TYPE_CHECKING:
    from mlcore.common.training import OnProgress
    from mlcore.mnist.results import MnistResult

Drawing = Annotated[
    str,
    Field(max_length=drawings.MAX_CHARACTERS, description="Drawing"),
    AfterValidator(drawings.checked),
]
EXAMPLE = (
    "xZLREkMRDEQJITTs__9tXe1tZ4jnu09mzthNFueekpcCFPY7CaKYSiuJil5z4dqhmx_R9KKO5g-ZI_FlExoIbJGkbaBuWZY-x-xk"
    "sPpZAS3tN1kvXbbtWM6A-VSdHDJvyCfGG4u_U15ZwA3TVmlATUQUBcYS-KutY8b2JcpkPLygipB_7FO6Nw"
)
"""A test digit, a 3, as the text of a drawing."""


class MnistSettings(Settings):
    """A classifier of handwritten digits, 28x28 pixels to ten classes."""

    slug = "mnist"
    program = "mnist"

    dataset: Literal["bundled", "full"] = Field("bundled", description="Digits")
    model: Literal["linear", "mlp", "cnn"] = Field("mlp", description="Model")
    hidden: int = Field(
        200, ge=8, le=512, description="Hidden units", json_schema_extra=stops(8, 16, 32, 64, 128, 200, 256, 512)
    )
    optimizer: Optimizer = "Adam"
    learning_rate: LearningRate = 0.005
    batch_size: int = Field(
        128, ge=16, le=1024, description="Batch size", json_schema_extra=stops(16, 32, 64, 128, 256, 512, 1024)
    )
    epochs: int = Field(30, ge=1, le=50, description="Epochs", json_schema_extra=stops(1, 2, 3, 5, 10, 15, 30, 45))
    augment: bool = Field(True, description="Move the training digits a little")
    seed: Seed = 0
    data_seed: DataSeed = 0

    def run(self, *, on_progress: "OnProgress | None" = None) -> "MnistResult":
        from mlcore.mnist.training import train

        return train(self, on_progress=on_progress)

    def prepare(self) -> None:
        """Fetch the full data set if the program reads it: where there is no network, this says so soon."""
        if self.dataset == "full":
            from mlcore.mnist.full_digits import fetch

            fetch()

    @property
    def is_long(self) -> bool:
        return True

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many digits train, how many validate, and how many of the bundled ones are left for the test."""
        return full_digits.FULL_SIZES if self.dataset == "full" else SIZES

    def template_values(self) -> dict[str, object]:
        return {**self.model_dump(), "sizes": self.sizes, "cache": full_digits.CACHE.as_posix()}

    def relevant(self) -> Self:
        return self if self.model == "mlp" else self.reset("hidden")
