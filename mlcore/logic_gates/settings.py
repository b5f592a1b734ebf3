"""Settings of the logic gates lesson."""

from typing import Annotated, Literal

from pydantic import Field

from mlcore.common.settings import LearningRate, Optimizer, Seed, Settings, stops, tenths

Gate = Annotated[
    Literal[
        "FALSE",
        "AND",
        "x1 AND NOT x2",
        "x1",
        "x2 AND NOT x1",
        "x2",
        "XOR",
        "OR",
        "NOR",
        "XNOR",
        "NOT x2",
        "x1 OR NOT x2",
        "NOT x1",
        "x2 OR NOT x1",
        "NAND",
        "TRUE",
    ],
    Field(description="Gate"),
]
GateEpochs = Annotated[
    int,
    Field(
        ge=1,
        le=2000,
        description="Epochs",
        json_schema_extra=stops(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000),
    ),
]


class GateSettings(Settings):
    """A sigmoid neuron trained on the four points of a logic gate."""

    slug = "sigmoid_neuron"
    module = "mlcore.logic_gates.sigmoid_neuron"

    gate: Gate = "AND"
    optimizer: Optimizer = "SGD"
    learning_rate: LearningRate = 1.0
    epochs: GateEpochs = 200
    seed: Seed = 0


class LogicGatesSettings(Settings):
    """A logic gate and the neuron that learns it: by hand, by the perceptron rule or by gradient descent."""

    slug = "logic_gates"
    module = "mlcore.logic_gates.learners"

    gate: Gate = "AND"
    learner: Literal["hand", "perceptron", "sigmoid"] = Field("hand", description="Learner")
    w1: float = tenths(1.0, description="Weight w₁")
    w2: float = tenths(-1.0, description="Weight w₂")
    b: float = tenths(0.5, description="Bias b")
    start: Literal["zeros", "random", "hand"] = Field("zeros", description="Start weights")
    optimizer: Optimizer = "SGD"
    learning_rate: LearningRate = 1.0
    epochs: GateEpochs = 200
    seed: int = Field(0, ge=0, le=999, description="Seed of the start weights")

    @property
    def neuron(self) -> GateSettings:
        """The settings of the sigmoid neuron, without those of the other learners."""
        return GateSettings(**self.model_dump(include=set(GateSettings.model_fields)))

    @property
    def entry(self) -> str:  # type: ignore[override]
        """The function of the chosen learner."""
        return "by_rule" if self.learner == "perceptron" else "by_hand"

    @property
    def headline(self) -> str:  # type: ignore[override]
        """The number of updates, or the number of lamps that are lit."""
        return "corrections" if self.learner == "perceptron" else "lit"
