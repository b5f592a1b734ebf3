"""Settings of the backpropagation lesson."""

import re
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from mlcore.common.settings import LearningRate, Settings, State, WeightSeed, stops
from mlcore.common.typed import plain

if TYPE_CHECKING:
    from mlcore.backprop.results import BackpropResult, Cost


def number_or_nothing(text: str) -> str:
    """Return a text that is empty or a number as learners type it: with a comma, as a fraction or in percent."""
    number = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?"
    parts = re.fullmatch(rf"({number})(?:\s*/\s*({number})|\s*(%))?", plain(text).strip().replace(",", "."), re.ASCII)
    if not text:
        return text
    if parts is None or (parts[2] and float(parts[2]) == 0):
        raise ValueError(f"it must be a number such as -0.05, got {text!r}")
    if not parts[2] and not parts[3]:
        return parts[1]
    return number_or_nothing(f"{float(parts[1]) / float(parts[2] or 100):.12g}")  # it will be read again


AnswerText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20), AfterValidator(number_or_nothing)]


def own_number(text: str) -> str:
    """Return a text that is empty or a number from -5 to 5, beyond which the sigmoid of a sum is 0 or 1 in print."""
    number = number_or_nothing(text)
    if number and abs(float(number)) > MAX_OWN_NUMBER:
        raise ValueError(f"it must be a number from {-MAX_OWN_NUMBER} to {MAX_OWN_NUMBER}, got {text!r}")
    return number


MAX_OWN_NUMBER = 5
Own = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20), AfterValidator(own_number)]


def twentieths(default: float, description: str) -> float:
    """Describe a number between -3 and 3 that a slider moves in steps of 0.05."""
    return Field(
        default, ge=-3.0, le=3.0, allow_inf_nan=False, description=description, json_schema_extra={"step": 0.05}
    )


def hundredths(default: float, description: str) -> float:
    """Describe a number between 0 and 1 that a slider moves in hundredths."""
    return Field(
        default, ge=0.0, le=1.0, allow_inf_nan=False, description=description, json_schema_extra={"step": 0.01}
    )


class BackpropSettings(Settings):
    """One training step of a 2-2-1 or a 2-2-2 network on one example."""

    slug = "backprop"
    program = "backprop"
    headline = "loss_after"

    outputs: Literal[1, 2] = Field(1, description="Outputs")
    x1: float = twentieths(0.8, "Input x₁")
    x2: float = twentieths(-0.5, "Input x₂")
    target: float = hundredths(1.0, "Target y")
    target2: float = hundredths(0.0, "Target t of the second output")
    activation: Literal["linear", "sigmoid", "tanh", "relu"] = Field("tanh", description="Activation")
    loss: Literal["cross-entropy", "squared error"] = Field("cross-entropy", description="Loss")
    learning_rate: LearningRate = 0.5
    biases: bool = Field(True, description="Train the biases, too")
    seed: WeightSeed = 28
    w11: Own = Field("", description="w₁₁")
    w12: Own = Field("", description="w₁₂")
    b1: Own = Field("", description="b₁")
    w21: Own = Field("", description="w₂₁")
    w22: Own = Field("", description="w₂₂")
    b2: Own = Field("", description="b₂")
    v1: Own = Field("", description="v₁")
    v2: Own = Field("", description="v₂")
    c: Own = Field("", description="c")
    u1: Own = Field("", description="u₁")
    u2: Own = Field("", description="u₂")
    d: Own = Field("", description="d")

    def run(self) -> "BackpropResult":
        from mlcore.backprop.step import train

        return train(self)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the network's parameters."""
        return PARAMETERS + SECOND if self.outputs == 2 else PARAMETERS

    @property
    def own(self) -> dict[str, float]:
        """The learner's own numbers by parameter; a seed draws the others."""
        return {name: float(text) for name in self.parameters if (text := getattr(self, name))}

    def template_values(self) -> dict[str, object]:
        return {**self.model_dump(), "own": self.own, "parameters": self.parameters}


PARAMETERS = ("w11", "w12", "b1", "w21", "w22", "b2", "v1", "v2", "c")
SECOND = ("u1", "u2", "d")
"""The parameters of the second output."""

BIASES = ("b1", "b2", "c", "d")


TEXTBOOK = BackpropSettings(
    outputs=2,
    x1=0.05,
    x2=0.1,
    target=0.01,
    target2=0.99,
    activation="sigmoid",
    loss="squared error",
    learning_rate=0.5,
    biases=False,
    w11="0.15",
    w12="0.2",
    b1="0.35",
    w21="0.25",
    w22="0.3",
    b2="0.35",
    v1="0.4",
    v2="0.45",
    c="0.6",
    u1="0.5",
    u2="0.55",
    d="0.6",
)
"""The worked example of M. Mazur, "A step by step backpropagation example" (2015)."""


Parameter = Annotated[
    Literal["w11", "w12", "b1", "w21", "w22", "b2", "v1", "v2", "c", "u1", "u2", "d"],
    Field(description="Parameter to check"),
]


class GradientCheckState(State):
    """The learner's own gradients, each as text, which may be empty."""

    slug = "gradient_check"

    parameter: Parameter = "v1"
    show: bool = Field(False, description="Show the answers")
    w11: AnswerText = Field("", description="∂L/∂w₁₁")
    w12: AnswerText = Field("", description="∂L/∂w₁₂")
    b1: AnswerText = Field("", description="∂L/∂b₁")
    w21: AnswerText = Field("", description="∂L/∂w₂₁")
    w22: AnswerText = Field("", description="∂L/∂w₂₂")
    b2: AnswerText = Field("", description="∂L/∂b₂")
    v1: AnswerText = Field("", description="∂L/∂v₁")
    v2: AnswerText = Field("", description="∂L/∂v₂")
    c: AnswerText = Field("", description="∂L/∂c")
    u1: AnswerText = Field("", description="∂L/∂u₁")
    u2: AnswerText = Field("", description="∂L/∂u₂")
    d: AnswerText = Field("", description="∂L/∂d")


class GradientCostSettings(Settings):
    """The size of a network whose gradients are timed."""

    slug = "gradient_cost"

    width: int = Field(
        64, ge=1, le=512, description="Units a layer", json_schema_extra=stops(*(2**k for k in range(10)))
    )
    depth: int = Field(3, ge=1, le=10, description="Hidden layers")

    def run(self) -> "Cost":
        from mlcore.backprop.gradient_cost import measure

        return measure(self)
