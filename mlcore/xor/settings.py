"""Settings of the XOR lesson."""

from typing import Annotated, Literal

from pydantic import Field

from mlcore.common.settings import LearningRate, Optimizer, Seed, Settings, stops

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


class XorSettings(Settings):
    """A 2-H-1 network trained on the four points of XOR."""

    slug = "xor"
    module = "mlcore.xor.training"
    program = "xor"

    hidden: HiddenUnits = 2
    activation: XorActivation = "tanh"
    optimizer: Optimizer = "SGD"
    learning_rate: LearningRate = 0.5
    epochs: XorEpochs = 2000
    seed: Seed = 0

    @property
    def is_long(self) -> bool:
        return self.epochs > 2000


Seeds = Annotated[
    int, Field(ge=2, le=1000, description="Number of seeds", json_schema_extra=stops(16, 64, 256, 400, 1000))
]
SteadyOptimizer = Annotated[Literal["SGD", "Momentum", "Adam"], Field(description="Optimizer")]
"""Without RMSprop, which divides by ever smaller gradients: of many runs some would not end as they do alone."""


class XorSeedsSettings(Settings):
    """One XOR network trained from many seeds at once: 0, 1, 2 and so on."""

    slug = "xor_seeds"
    module = "mlcore.xor.seeds"
    headline = "successes"
    program = "xor_seeds"

    hidden: HiddenUnits = 2
    activation: XorActivation = "tanh"
    seeds: Seeds = 256
    optimizer: SteadyOptimizer = "SGD"
    learning_rate: LearningRate = 0.5
    epochs: XorEpochs = 2000

    @property
    def is_long(self) -> bool:
        return True

    def filling(self) -> dict[str, object]:
        return {**self.model_dump(), "seeds": range(self.seeds)}

    def single(self, seed: int) -> XorSettings:
        """Return the run of one seed by itself."""
        return XorSettings(**self.model_dump(exclude={"seeds"}), seed=seed)


class XorWidthsSettings(Settings):
    """XOR networks of every width and activation, each trained from many seeds at once."""

    slug = "xor_widths"
    module = "mlcore.xor.widths"
    headline = "successes"

    seeds: Seeds = 256
    optimizer: SteadyOptimizer = "SGD"
    learning_rate: LearningRate = 0.5
    epochs: XorEpochs = 2000

    @property
    def is_long(self) -> bool:
        return True


Weight = Annotated[float, Field(ge=-3, le=3, allow_inf_nan=False, json_schema_extra={"step": 0.5})]


class XorByHandSettings(Settings):
    """Two threshold neurons into a third, with weights set by hand; the output neuron starts as an OR."""

    slug = "xor_by_hand"
    module = "mlcore.xor.by_hand"
    entry = "run"

    h1_w1: Weight = Field(1.0, description="Weight of x₁ in h₁")
    h1_w2: Weight = Field(1.0, description="Weight of x₂ in h₁")
    h1_b: Weight = Field(-0.5, description="Bias of h₁")
    h2_w1: Weight = Field(-1.0, description="Weight of x₁ in h₂")
    h2_w2: Weight = Field(-1.0, description="Weight of x₂ in h₂")
    h2_b: Weight = Field(1.5, description="Bias of h₂")
    out_w1: Weight = Field(1.0, description="Weight of h₁ in y")
    out_w2: Weight = Field(1.0, description="Weight of h₂ in y")
    out_b: Weight = Field(-0.5, description="Bias of y")
