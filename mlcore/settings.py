"""Every experiment's settings: the whole state of the app as one table.

A range is written once, here. It bounds the widget, checks the link, keys the cache and fills in the
exported script. This module imports no torch, so that a page can read it at no cost.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """The frozen, validated settings of one experiment.

    Raises
    ------
    ValueError
        On construction (as pydantic's ``ValidationError``), naming the field, what came and what is allowed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    def changed(self) -> dict[str, object]:
        """Return the fields that differ from their defaults, as a link carries them."""
        return {
            name: getattr(self, name)
            for name, field in type(self).model_fields.items()
            if getattr(self, name) != field.default
        }


def stops(*values: float | int) -> dict[str, object]:
    """Offer these values of a range as the stops of a slider (any value in the range stays valid)."""
    return {"stops": list(values)}


LearningRate = Annotated[
    float,
    Field(
        gt=0,
        le=100,
        allow_inf_nan=False,
        description="Learning rate",
        json_schema_extra=stops(
            0.0001, 0.0003, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 100
        ),
    ),
]
Seed = Annotated[int, Field(ge=0, le=999, description="Seed of the weights and batches")]
DataSeed = Annotated[int, Field(ge=0, le=999, description="Seed of the data split")]
Optimizer = Annotated[Literal["SGD", "Momentum", "RMSprop", "Adam"], Field(description="Optimizer")]


class XorSettings(Settings):
    """A 2-H-1 network trained on the four points of XOR."""

    hidden: int = Field(2, ge=1, le=8, description="Hidden units")
    activation: Literal["linear", "sigmoid", "tanh", "relu"] = Field("tanh", description="Activation")
    optimizer: Optimizer = "SGD"
    learning_rate: LearningRate = 0.5
    epochs: int = Field(
        2000,
        ge=1,
        le=10_000,
        description="Epochs",
        json_schema_extra=stops(10, 50, 100, 200, 500, 1000, 2000, 5000, 10_000),
    )
    seed: Seed = 0


class MnistSettings(Settings):
    """A classifier of handwritten digits, 28x28 pixels to ten classes."""

    dataset: Literal["bundled", "full"] = Field("bundled", description="Digits")
    model: Literal["linear", "mlp", "cnn"] = Field("mlp", description="Model")
    hidden: int = Field(
        200, ge=8, le=512, description="Hidden units", json_schema_extra=stops(8, 16, 32, 64, 128, 200, 256, 512)
    )
    optimizer: Optimizer = "Adam"
    learning_rate: LearningRate = 0.002
    batch_size: int = Field(
        128, ge=16, le=1024, description="Batch size", json_schema_extra=stops(16, 32, 64, 128, 256, 512, 1024)
    )
    epochs: int = Field(15, ge=1, le=50, description="Epochs", json_schema_extra=stops(1, 2, 3, 5, 10, 15, 20, 30, 50))
    augment: bool = Field(True, description="Move the training digits a little")
    seed: Seed = 0
    data_seed: DataSeed = 0
