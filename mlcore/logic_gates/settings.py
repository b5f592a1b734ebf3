"""Settings of the logic gates lesson."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from mlcore.common.settings import LearningRate, Optimizer, Settings, WeightSeed, stops, tenths
from mlcore.logic_gates.truth_tables import TRUTH_TABLES

if TYPE_CHECKING:
    import numpy as np

    from mlcore.common.training import OnProgress
    from mlcore.logic_gates.by_hand import ByHand
    from mlcore.logic_gates.perceptron import ByRule
    from mlcore.logic_gates.results import GateResult

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
    program = "sigmoid_neuron"

    gate: Gate = "AND"
    optimizer: Optimizer = "SGD"
    learning_rate: LearningRate = 1.0
    epochs: GateEpochs = 200
    seed: WeightSeed = 0

    def run(self, *, on_progress: "OnProgress | None" = None) -> "GateResult":
        from mlcore.logic_gates.sigmoid_neuron import train

        return train(self, on_progress=on_progress)

    def plane_of(self, names: dict[str, Any]) -> "np.ndarray | None":
        from mlcore.logic_gates.sigmoid_neuron import plane

        return plane(names["model"])

    def template_values(self) -> dict[str, object]:
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

    def template_values(self) -> dict[str, object]:
        return {**self.model_dump(), "table": list(TRUTH_TABLES[self.gate])}

    @property
    def program(self) -> str:  # type: ignore[override]
        """The program of the chosen learner."""
        return {"hand": "by_hand", "perceptron": "perceptron", "sigmoid": "sigmoid_neuron"}[self.learner]

    def run(self) -> "ByHand | ByRule | GateResult":
        if self.learner == "hand":
            from mlcore.logic_gates.by_hand import by_hand

            return by_hand(self)
        if self.learner == "perceptron":
            from mlcore.logic_gates.perceptron import by_rule

            return by_rule(self)
        return self.neuron.run()

    def plane_of(self, names: dict[str, Any]) -> "np.ndarray | None":
        return self.neuron.plane_of(names) if self.learner == "sigmoid" else None

    @property
    def headline(self) -> str:  # type: ignore[override]
        """The number of lamps that are lit, the number of updates, or the final loss."""
        return {"hand": "lit", "perceptron": "corrections", "sigmoid": "final_loss"}[self.learner]
