"""Settings of the logic gates lesson."""

from typing import Annotated, Literal

from pydantic import Field

from mlcore.common.settings import LearningRate, Optimizer, Settings, WeightSeed, stops, tenths
from mlcore.logic_gates.truth_tables import TRUTH_TABLES

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
    program = "sigmoid_neuron"

    gate: Gate = "AND"
    optimizer: Optimizer = "SGD"
    learning_rate: LearningRate = 1.0
    epochs: GateEpochs = 200
    seed: WeightSeed = 0

    def filling(self) -> dict[str, object]:
        return {**self.model_dump(), "table": list(TRUTH_TABLES[self.gate])}


class LogicGatesSettings(Settings):
    """A logic gate and the neuron that learns it: by hand, by the perceptron rule or by gradient descent."""

    slug = "logic_gates"

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

    def filling(self) -> dict[str, object]:
        return {**self.model_dump(), "table": list(TRUTH_TABLES[self.gate])}

    @property
    def program(self) -> str:  # type: ignore[override]
        """The program of the chosen learner."""
        return {"hand": "by_hand", "perceptron": "perceptron", "sigmoid": "sigmoid_neuron"}[self.learner]

    @property
    def module(self) -> str:  # type: ignore[override]
        """The module of the chosen learner."""
        return f"mlcore.logic_gates.{self.program}"

    @property
    def entry(self) -> str:  # type: ignore[override]
        """The function of the chosen learner."""
        return {"hand": "by_hand", "perceptron": "by_rule", "sigmoid": "train"}[self.learner]

    @property
    def headline(self) -> str:  # type: ignore[override]
        """The number of lamps that are lit, the number of updates, or the final loss."""
        return {"hand": "lit", "perceptron": "corrections", "sigmoid": "final_loss"}[self.learner]
