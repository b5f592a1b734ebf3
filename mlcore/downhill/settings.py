"""Settings of the downhill lesson."""

from typing import TYPE_CHECKING, Literal, NamedTuple, Self

from pydantic import Field

from mlcore.common.settings import LearningRate, Optimizer, Settings, stops, tenths

if TYPE_CHECKING:
    from mlcore.common.training import OnProgress
    from mlcore.downhill.one_weight import OneWeightResult
    from mlcore.downhill.results import RaceResult
    from mlcore.downhill.two_losses import TwoLossesResult


class Curve(NamedTuple):
    """A neuron with one weight and the points that it learns: they make a loss over that weight.

    Attributes
    ----------
    x, y
        The points.
    bend
        What the neuron makes of w x: nothing, or its sine.
    """

    x: tuple[float, ...]
    y: tuple[float, ...]
    bend: Literal["", "sine"] = ""


CURVES = {
    "one valley": Curve((-1.0, 1.0, 2.0), (-1.5, 1.5, 1.5)),
    "two valleys": Curve((1.5, 3.0), (0.6, -0.8), "sine"),
}
"""The first has its floor at w = 1, and there a slope that grows by 4 for each unit of w."""

X = ((1.0, 4.0), (1.0, -4.0))
Y = (3.0, -1.0)
"""Two points for a neuron with two weights; the second input is four times as large, so the loss is 16 times as steep
along w2, and lowest at (1, 0.5)."""


class OneWeightSettings(Settings):
    """One weight that goes down its loss."""

    slug = "downhill"
    program = "one_weight"

    curve: Literal["one valley", "two valleys"] = Field("one valley", description="Loss")
    w: float = Field(
        -0.8, ge=-1.0, le=2.5, allow_inf_nan=False, description="Start weight w₀", json_schema_extra={"step": 0.05}
    )
    learning_rate: float = Field(
        0.05, ge=0.01, le=0.7, allow_inf_nan=False, description="Learning rate η", json_schema_extra={"step": 0.01}
    )
    steps: int = Field(6, ge=0, le=30, description="Steps")

    def run(self) -> "OneWeightResult":
        from mlcore.downhill.one_weight import run

        return run(self)

    def template_values(self) -> dict[str, object]:
        curve = CURVES[self.curve]
        return {**self.model_dump(), "x": list(curve.x), "y": list(curve.y), "bend": curve.bend}


class RaceSettings(Settings):
    """Four optimizers that go down the same loss of two weights from the same start."""

    slug = "loss_surface"
    program = "race"

    surface: Literal["ravine", "saddle"] = Field("ravine", description="Loss")
    w1: float = tenths(-2.4, description="Start weight w₁")
    w2: float = tenths(1.8, description="Start weight w₂")
    learning_rate: LearningRate = 0.02
    epochs: int = Field(
        100, ge=1, le=2000, description="Epochs", json_schema_extra=stops(10, 20, 50, 100, 200, 500, 1000, 2000)
    )
    optimizer: Optimizer = "SGD"

    def run(self, *, on_progress: "OnProgress | None" = None) -> "RaceResult":
        from mlcore.downhill.race import train

        return train(self, on_progress=on_progress)

    def relevant(self) -> Self:
        return self.reset("optimizer")  # all of them run; it says whose program is shown

    def template_values(self) -> dict[str, object]:
        return {**self.model_dump(), "x": [list(row) for row in X], "y": [[target] for target in Y]}


class TwoLossesSettings(Settings):
    """A sigmoid neuron that starts surely wrong, once with squared error and once with cross-entropy."""

    slug = "two_losses"
    program = "two_losses"
    headline = "squared_steps"

    w: float = Field(
        4.0, ge=-3.0, le=6.0, allow_inf_nan=False, description="Start weight w₀", json_schema_extra={"step": 0.1}
    )
    learning_rate: float = Field(
        1.0, ge=0.1, le=2.0, allow_inf_nan=False, description="Learning rate η", json_schema_extra={"step": 0.1}
    )
    steps: int = Field(10, ge=0, le=100, description="Steps")

    def run(self) -> "TwoLossesResult":
        from mlcore.downhill.two_losses import run

        return run(self)
