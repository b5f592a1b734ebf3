"""Settings of the digits lesson."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field

from mlcore import drawings
from mlcore.settings.base import DataSeed, LearningRate, Optimizer, Seed, Settings, stops

Drawing = Annotated[
    str,
    Field(max_length=drawings.MOST_CHARACTERS, description="Drawing"),
    AfterValidator(drawings.checked),
]
EXAMPLE = (
    "xZLREkMRDEQJITTs__9tXe1tZ4jnu09mzthNFueekpcCFPY7CaKYSiuJil5z4dqhmx_R9KKO5g-ZI_FlExoIbJGkbaBuWZY-x-xk"
    "sPpZAS3tN1kvXbbtWM6A-VSdHDJvyCfGG4u_U15ZwA3TVmlATUQUBcYS-KutY8b2JcpkPLygipB_7FO6Nw"
)
"""One of the test digits, a 3, as the text of a drawing."""


class DigitSettings(Settings):
    """A drawing of a digit on its way to the networks."""

    slug = "digit"

    drawing: Drawing = EXAMPLE
    digit: Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] = Field("3", description="It is meant to be a")
    right: int = Field(0, ge=-8, le=8, description="Shift to the right (pixels)")
    down: int = Field(0, ge=-8, le=8, description="Shift down (pixels)")
    turn: int = Field(0, ge=-90, le=90, description="Turn clockwise (degrees)", json_schema_extra={"step": 5})
    crop: bool = Field(True, description="Crop")
    fit: bool = Field(True, description="Fit into 20 x 20")
    centre: bool = Field(True, description="Centre of mass")


class MnistSettings(Settings):
    """A classifier of handwritten digits, 28x28 pixels to ten classes."""

    slug = "mnist"

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

    @property
    def is_long(self) -> bool:
        return True

    def relevant(self) -> Self:
        return self if self.model == "mlp" else self.reset("hidden")


class MistakesSettings(Settings):
    """One cell of the confusion matrix, to look at its digits."""

    slug = "mistakes"

    written: int = Field(7, ge=0, le=9, description="Written")
    read: int = Field(9, ge=0, le=9, description="Read as")


class HardDigitsSettings(Settings):
    """What the learner reads in the digits that the networks are least sure of, a character a digit."""

    slug = "hard_digits"

    labels: str = Field("", max_length=20, pattern=r"^[0-9]*$", description="Your labels")
