"""Settings of the XOR lesson."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field

from mlcore.common.settings import LearningRate, Optimizer, Settings, WeightSeed, stops

if TYPE_CHECKING:
    import numpy as np

    from mlcore.common.training import OnProgress
    from mlcore.xor.results import XorResult

HiddenUnits = Annotated[int, Field(ge=1, le=8, description="Hidden units")]
XorActivation = Annotated[Literal["linear", "sigmoid", "tanh", "relu"], Field(description="Activation")]
XorEpochs = Annotated[
    int,
    Field(
        ge=1,
        le=10_000,
        description="Epochs",
        json_schema_extra=stops(10, 50, 100, 200, 500, 1000, 2000, 5000, 10_000),
    ),
]


Start = Annotated[Literal["random", "equal", "by hand"], Field(description="Start weights")]
Factor = Annotated[
    float,
    Field(
        ge=0.5,
        le=20,
        allow_inf_nan=False,
        description="All weights by hand times",
        json_schema_extra=stops(0.5, 1, 2, 3, 5, 10, 20),
    ),
]


class XorSettings(Settings):
    """A 2-H-1 network trained on the four points of XOR.

    Its training starts from weights that the seed draws, from these with every hidden unit a copy of the first, or from
    the two hidden units of the network by hand with all weights and biases times ``factor``.
    """

    slug = "xor"
    program = "xor"

    hidden: HiddenUnits = 2
    activation: XorActivation = "tanh"
    optimizer: Optimizer = "SGD"
    learning_rate: LearningRate = 0.5
    epochs: XorEpochs = 2000
    start: Start = "random"
    seed: WeightSeed = 0
    factor: Factor = 1.0

    def run(self, *, on_progress: "OnProgress | None" = None) -> "XorResult":
        from mlcore.xor.training import train

        return train(self, on_progress=on_progress)

    def plane_of(self, names: dict[str, Any]) -> "np.ndarray | None":
        from mlcore.xor.training import plane

        return plane(names["model"])

    @property
    def is_long(self) -> bool:
        return self.epochs > 2000

    def relevant(self) -> Self:
        return self.reset("hidden", "seed") if self.start == "by hand" else self.reset("factor")

    def template_values(self) -> dict[str, object]:
        return self.relevant().model_dump()


Weight = Annotated[float, Field(ge=-3, le=3, allow_inf_nan=False, json_schema_extra={"step": 0.5})]


class XorByHandSettings(Settings):
    """Two threshold neurons into a third, with weights set by hand; the output neuron starts as an OR."""

    slug = "xor_by_hand"

    h1_w1: Weight = Field(1.0, description="Weight of x₁ in h₁")
    h1_w2: Weight = Field(1.0, description="Weight of x₂ in h₁")
    h1_b: Weight = Field(-0.5, description="Bias of h₁")
    h2_w1: Weight = Field(-1.0, description="Weight of x₁ in h₂")
    h2_w2: Weight = Field(-1.0, description="Weight of x₂ in h₂")
    h2_b: Weight = Field(1.5, description="Bias of h₂")
    out_w1: Weight = Field(1.0, description="Weight of h₁ in y")
    out_w2: Weight = Field(1.0, description="Weight of h₂ in y")
    out_b: Weight = Field(-0.5, description="Bias of y")

    def run(self) -> "tuple[np.ndarray, np.ndarray]":
        from mlcore.xor.by_hand import run

        return run(self)
