"""Every experiment's settings: the whole state of the app as one table.

A range is written once, here. It bounds the widget, checks the link, keys the cache and fills in the
exported script. This module imports no torch, so that a page can read it at no cost.
"""

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator

from mlcore import drawings
from mlcore.bugs import BUGS
from mlcore.own_points import read_points


class Settings(BaseModel):
    """The frozen, validated settings of one experiment.

    Attributes
    ----------
    slug
        Name of the experiment: its module in ``mlcore`` and the prefix of its fields in a link.
    entry
        The function of that module that runs it: ``result = train(settings)``.
    headline
        The attribute of the result that the page prints and that the exported script prints last.

    Raises
    ------
    ValueError
        On construction (as pydantic's ``ValidationError``), naming the field, what came and what is allowed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    slug: ClassVar[str]
    entry: ClassVar[str] = "train"
    headline: ClassVar[str] = "final_loss"

    @property
    def is_long(self) -> bool:
        """Whether the run takes more than about a second."""
        return False

    @property
    def exported(self) -> str:
        """The module that an export takes apart, its ``entry`` included."""
        return f"mlcore.{self.slug}"

    @property
    def edit(self) -> tuple[str, str] | None:
        """What was exchanged in that module's source before it ran: find and replace, or None."""
        return None

    def changed(self) -> dict[str, object]:
        """Return the fields that differ from their defaults, as a link carries them."""
        return {
            name: getattr(self, name)
            for name, field in type(self).model_fields.items()
            if getattr(self, name) != field.default
        }


def stops(*values: float) -> dict[str, Any]:
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
Drawing = Annotated[
    str,
    Field(max_length=drawings.MOST_CHARACTERS, description="Drawing"),
    AfterValidator(drawings.checked),
]
PointSeed = Annotated[int, Field(ge=0, le=999, description="Seed of the points")]
Optimizer = Annotated[Literal["SGD", "Momentum", "RMSprop", "Adam"], Field(description="Optimizer")]


class HomeSettings(Settings):
    """The year that the front page's timeline stands at."""

    slug = "home"

    year: int = Field(
        1943,
        ge=1943,
        le=2017,
        description="Year",
        json_schema_extra=stops(1943, 1949, 1958, 1959, 1969, 1970, 1974, 1980, 1986, 1989, 1998, 2012, 2015, 2017),
    )


def tenths(default: float, description: str) -> float:
    """Describe a number between -3 and 3 that a slider moves in tenths."""
    return Field(
        default,
        ge=-3.0,
        le=3.0,
        allow_inf_nan=False,
        description=description,
        json_schema_extra={"step": 0.1},
    )


class NeuronSettings(Settings):
    """One neuron with two inputs, set by hand."""

    slug = "neuron"
    entry = "run"
    headline = "output"

    w1: float = tenths(1.0, description="Weight w₁")
    w2: float = tenths(0.5, description="Weight w₂")
    b: float = tenths(-0.5, description="Bias b")
    x1: float = tenths(1.5, description="Input x₁")
    x2: float = tenths(-1.0, description="Input x₂")
    activation: Literal["step", "linear", "sigmoid", "tanh", "relu", "leaky_relu", "gelu"] = Field(
        "sigmoid", description="Activation"
    )
    form: Literal["bias", "threshold"] = Field("bias", description="Form")


class LinearLayersSettings(Settings):
    """A random stack of linear layers beside the single layer that equals it."""

    slug = "linear_layers"
    entry = "run"
    headline = "largest_difference"

    layers: int = Field(3, ge=1, le=6, description="Layers")
    relu_between: bool = Field(False, description="ReLU between the layers")
    seed: int = Field(0, ge=0, le=999, description="Seed of the layers")


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

    gate: Gate = "AND"
    optimizer: Optimizer = "SGD"
    learning_rate: LearningRate = 1.0
    epochs: GateEpochs = 200
    seed: Seed = 0


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
        """The settings of the sigmoid neuron, without what only the other learners need."""
        return GateSettings(**self.model_dump(include=set(GateSettings.model_fields)))

    @property
    def entry(self) -> str:  # type: ignore[override]
        """The function that answers for the learner that is chosen."""
        return "by_rule" if self.learner == "perceptron" else "by_hand"

    @property
    def headline(self) -> str:  # type: ignore[override]
        """How many updates the rule made, or how many lamps are lit."""
        return "corrections" if self.learner == "perceptron" else "lit"


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

    hidden: HiddenUnits = 2
    activation: XorActivation = "tanh"
    optimizer: Optimizer = "SGD"
    learning_rate: LearningRate = 0.5
    epochs: XorEpochs = 2000
    seed: Seed = 0

    @property
    def is_long(self) -> bool:
        return self.epochs > 2000


class XorPairSettings(Settings):
    """A second run from the same weights as the XOR run, with one knob at another value."""

    slug = "xor_pair"

    differs: Literal["learning_rate", "optimizer", "activation"] = Field("learning_rate", description="What differs")
    learning_rate: LearningRate = 0.1
    optimizer: Optimizer = "Momentum"
    activation: XorActivation = "relu"

    def second(self, first: XorSettings) -> XorSettings:
        """Return the settings of the second run."""
        return first.model_copy(update={self.differs: getattr(self, self.differs)})


Seeds = Annotated[
    int, Field(ge=2, le=1000, description="Number of seeds", json_schema_extra=stops(16, 64, 256, 400, 1000))
]
SteadyOptimizer = Annotated[Literal["SGD", "Momentum", "Adam"], Field(description="Optimizer")]
"""Without RMSprop, which divides by ever smaller gradients: of many runs some would not end as they do alone."""


class XorSeedsSettings(Settings):
    """One XOR network trained from many seeds at once: 0, 1, 2 and so on."""

    slug = "xor_seeds"
    headline = "successes"

    hidden: HiddenUnits = 2
    activation: XorActivation = "tanh"
    seeds: Seeds = 256
    optimizer: SteadyOptimizer = "SGD"
    learning_rate: LearningRate = 0.5
    epochs: XorEpochs = 2000

    @property
    def is_long(self) -> bool:
        return True

    def single(self, seed: int) -> XorSettings:
        """Return the run of one seed by itself."""
        return XorSettings(**self.model_dump(exclude={"seeds"}), seed=seed)


class XorWidthsSettings(Settings):
    """XOR networks of every width and activation, each trained from many seeds at once."""

    slug = "xor_widths"
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

    h1_w1: Weight = Field(1.0, description="Weight of x₁ in h₁")
    h1_w2: Weight = Field(1.0, description="Weight of x₂ in h₁")
    h1_b: Weight = Field(-0.5, description="Bias of h₁")
    h2_w1: Weight = Field(-1.0, description="Weight of x₁ in h₂")
    h2_w2: Weight = Field(-1.0, description="Weight of x₂ in h₂")
    h2_b: Weight = Field(1.5, description="Bias of h₂")
    out_w1: Weight = Field(1.0, description="Weight of h₁ in y")
    out_w2: Weight = Field(1.0, description="Weight of h₂ in y")
    out_b: Weight = Field(-0.5, description="Bias of y")


class BackpropSettings(Settings):
    """One training step of a 2-2-1 network on one example."""

    slug = "backprop"
    headline = "loss_after"

    x1: float = tenths(0.8, description="Input x₁")
    x2: float = tenths(-0.5, description="Input x₂")
    target: int = Field(1, ge=0, le=1, description="Target y")
    activation: Literal["linear", "sigmoid", "tanh", "relu"] = Field("tanh", description="Activation")
    learning_rate: LearningRate = 0.5
    seed: int = Field(28, ge=0, le=999, description="Seed of the weights")


Parameter = Annotated[
    Literal["w11", "w12", "b1", "w21", "w22", "b2", "v1", "v2", "c"], Field(description="Parameter to check")
]


def number_or_nothing(text: str) -> str:
    """Return a text that is empty or a number as learners type it, with a point or a comma and any minus."""
    if text and not re.fullmatch(r"[+−-]?(\d+[.,]?\d*|[.,]\d+)([eE][+−-]?\d{1,2})?", text, re.ASCII):
        raise ValueError(f"it must be a number such as -0.05, got {text!r}")
    return text


Answer = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20), AfterValidator(number_or_nothing)]


class GradientCheckSettings(Settings):
    """The learner's own gradients of the 2-2-1 network, each as it was typed."""

    slug = "gradient_check"

    parameter: Parameter = "v1"
    show: bool = Field(False, description="Show the answers")
    w11: Answer = Field("", description="∂L/∂w₁₁")
    w12: Answer = Field("", description="∂L/∂w₁₂")
    b1: Answer = Field("", description="∂L/∂b₁")
    w21: Answer = Field("", description="∂L/∂w₂₁")
    w22: Answer = Field("", description="∂L/∂w₂₂")
    b2: Answer = Field("", description="∂L/∂b₂")
    v1: Answer = Field("", description="∂L/∂v₁")
    v2: Answer = Field("", description="∂L/∂v₂")
    c: Answer = Field("", description="∂L/∂c")


class GraphStepSettings(Settings):
    """Where the learner stands on the way forward, back and to the update."""

    slug = "graph_step"

    step: int = Field(0, ge=0, le=12, description="Step")


class GradientCostSettings(Settings):
    """The size of a network whose gradients are to be found."""

    slug = "gradient_cost"

    width: int = Field(
        64, ge=1, le=512, description="Units a layer", json_schema_extra=stops(*(2**k for k in range(10)))
    )
    depth: int = Field(3, ge=1, le=10, description="Hidden layers")


class VanishingSettings(Settings):
    """A deep network whose gradients are looked at layer by layer."""

    slug = "vanishing"
    entry = "run"
    headline = "ratio"

    depth: int = Field(
        5, ge=1, le=50, description="Hidden layers", json_schema_extra=stops(1, 2, 3, 5, 10, 15, 20, 30, 50)
    )
    width: int = Field(32, ge=2, le=128, description="Units a layer", json_schema_extra=stops(2, 4, 8, 16, 32, 64, 128))
    activation: Literal["linear", "sigmoid", "tanh", "relu"] = Field("sigmoid", description="Activation")
    start: Literal["default", "xavier", "kaiming"] = Field("default", description="Start weights")
    seed: int = Field(0, ge=0, le=999, description="Seed of the weights")


class LossSurfaceSettings(Settings):
    """A slice of the loss of a 2-2-1 network on XOR, and the path that training takes over it."""

    slug = "loss_surface"

    directions: Literal["v1 v2", "w11 w12", "w11 v1", "random"] = Field("v1 v2", description="Directions of the slice")
    activation: Literal["sigmoid", "tanh", "relu"] = Field("tanh", description="Activation")
    optimizer: Optimizer = "SGD"
    learning_rate: LearningRate = 0.5
    epochs: int = Field(
        500, ge=1, le=2000, description="Epochs", json_schema_extra=stops(10, 20, 50, 100, 200, 500, 1000, 2000)
    )
    seed: int = Field(0, ge=0, le=999, description="Seed of the weights and directions")


class RegressionSettings(Settings):
    """A linear model and a multi-layer perceptron that learn a noisy surface from the same points."""

    slug = "regression"

    dataset: Literal["course", "plane", "saddle", "ripple", "sine"] = Field("course", description="Surface")
    hidden: int = Field(
        200,
        ge=1,
        le=500,
        description="Hidden units",
        json_schema_extra=stops(1, 2, 3, 5, 8, 10, 15, 20, 50, 100, 200, 500),
    )
    optimizer: Optimizer = "SGD"
    learning_rate: LearningRate = 0.005
    standardize: bool = Field(False, description="Standardise the inputs")
    epochs: int = Field(
        4000,
        ge=1,
        le=10_000,
        description="Epochs",
        json_schema_extra=stops(20, 50, 100, 200, 500, 1000, 2000, 4000, 10_000),
    )
    batch_size: int = Field(
        1600,
        ge=16,
        le=1600,
        description="Batch size (1600: the full batch)",
        json_schema_extra=stops(16, 32, 64, 128, 256, 512, 1600),
    )
    samples: int = Field(
        1600,
        ge=10,
        le=1600,
        description="Training points",
        json_schema_extra=stops(10, 20, 50, 100, 200, 400, 800, 1600),
    )
    noise: float = Field(
        0.5,
        ge=0,
        le=2,
        allow_inf_nan=False,
        description="Noise (standard deviation)",
        json_schema_extra=stops(0, 0.1, 0.2, 0.5, 1, 2),
    )
    seed: Seed = 0
    data_seed: PointSeed = 0

    @property
    def is_long(self) -> bool:
        return True


class ClassificationSettings(Settings):
    """A network 2-H-C that tells two or three classes of points in the plane apart."""

    slug = "classification"

    dataset: Literal["cardioids", "blobs", "moons", "circles", "spirals", "own"] = Field(
        "cardioids", description="Data"
    )
    points: str = Field(
        "a-1,0.5 a-0.5,0 a-1,-0.5 a-1.5,0 b1,0.5 b1.5,0 b1,-0.5 b0.5,0 c0,2 c-2,2 c2,2 c0,-2 c-2,-2 c2,-2",
        max_length=700,
        description="Your points",
    )
    train_size: int = Field(
        8000,
        ge=10,
        le=8000,
        description="Training points",
        json_schema_extra=stops(10, 20, 30, 60, 100, 200, 500, 1000, 2000, 8000),
    )
    noise: float = Field(
        0.0, ge=0.0, le=1.0, allow_inf_nan=False, description="Noise", json_schema_extra={"step": 0.05}
    )
    hidden: int = Field(
        200,
        ge=1,
        le=500,
        description="Hidden units",
        json_schema_extra=stops(1, 2, 3, 4, 6, 8, 12, 16, 32, 64, 128, 200, 500),
    )
    dropout: float = Field(
        0.0, ge=0.0, le=0.8, allow_inf_nan=False, description="Dropout", json_schema_extra={"step": 0.1}
    )
    optimizer: Optimizer = "SGD"
    learning_rate: LearningRate = 0.005
    batch_size: int = Field(
        8000,
        ge=32,
        le=8000,
        description="Batch size (8000: all at once)",
        json_schema_extra=stops(32, 64, 128, 256, 512, 1000, 2000, 8000),
    )
    epochs: int = Field(
        4000,
        ge=1,
        le=4000,
        description="Epochs",
        json_schema_extra=stops(1, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 4000),
    )
    seed: Seed = 0
    data_seed: PointSeed = 0

    @field_validator("points")
    @classmethod
    def readable(cls, text: str) -> str:
        """Refuse points that cannot be read."""
        read_points(text)
        return text

    @property
    def is_long(self) -> bool:
        return True


class ProbeSettings(Settings):
    """A point in the plane that a trained network is asked about."""

    slug = "probe"

    x1: float = Field(1.0, ge=-3.0, le=6.5, allow_inf_nan=False, description="x₁", json_schema_extra={"step": 0.1})
    x2: float = Field(0.5, ge=-4.0, le=4.0, allow_inf_nan=False, description="x₂", json_schema_extra={"step": 0.1})


class ModesSettings(Settings):
    """One trained network with dropout, asked again and again in training and in evaluation mode."""

    slug = "modes"

    dropout: float = Field(
        0.5, ge=0.0, le=0.8, allow_inf_nan=False, description="Dropout", json_schema_extra={"step": 0.1}
    )
    seed: Seed = 0


class OverfitSettings(Settings):
    """Many networks that differ in their seed alone, of which the best on some points is chosen."""

    slug = "test_set_overfit"
    headline = "optimism"

    candidates: int = Field(
        50, ge=1, le=200, description="Candidates k", json_schema_extra=stops(1, 2, 5, 10, 20, 50, 100, 200)
    )
    test_size: int = Field(
        100, ge=20, le=1000, description="Test points", json_schema_extra=stops(20, 50, 100, 200, 500, 1000)
    )
    shuffled: bool = Field(False, description="Shuffle all labels: nothing to learn")
    seed: Seed = 0
    data_seed: PointSeed = 0

    @property
    def is_long(self) -> bool:
        return self.candidates > 50


class DebuggingSettings(Settings):
    """A training loop with a bug."""

    slug = "debugging"
    headline = "reported"

    case: Literal["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N"] = Field("A", description="Case")
    learning_rate: LearningRate = 0.1
    epochs: int = Field(40, ge=10, le=80, description="Epochs", json_schema_extra=stops(10, 20, 40, 80))
    seed: Seed = 0

    @property
    def exported(self) -> str:
        return f"mlcore.{BUGS[self.case].loop}"

    @property
    def edit(self) -> tuple[str, str]:
        return BUGS[self.case].find, BUGS[self.case].replace


class PicksSettings(Settings):
    """The line that the learner picked in every case: A36.C34 is line 36 in case A and line 34 in case C.

    Line 0 stands for a case whose answer was looked up.
    """

    slug = "picks"
    entry = "run"
    headline = "found"

    lines: str = Field("", max_length=60, pattern=r"^([A-N]\d{1,2}(\.[A-N]\d{1,2})*)?$", description="Lines picked")

    @field_validator("lines")
    @classmethod
    def _lines_exist(cls, text: str) -> str:
        cases = [pick[0] for pick in text.split(".") if pick]
        if len(set(cases)) < len(cases):
            raise ValueError(f"each case may stand there once, got {text}")
        for case, line in by_case(text).items():
            if line > BUGS[case].length:
                raise ValueError(f"case {case} has lines 1 to {BUGS[case].length}, got {line}")
        return text

    @property
    def by_case(self) -> dict[str, int]:
        """The line by case, 0 where the answer was looked up."""
        return by_case(self.lines)

    def picking(self, case: str, line: int) -> str:
        """Return the text of these picks and one more."""
        return ".".join(f"{case}{line}" for case, line in sorted({**self.by_case, case: line}.items()))


def by_case(text: str) -> dict[str, int]:
    """Return picks such as ``A36.C34`` by case."""
    return {pick[0]: int(pick[1:]) for pick in text.split(".") if pick}


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


class MistakesSettings(Settings):
    """One cell of the confusion matrix, to look at its digits."""

    slug = "mistakes"

    written: int = Field(7, ge=0, le=9, description="Written")
    read: int = Field(9, ge=0, le=9, description="Read as")


class HardDigitsSettings(Settings):
    """What the learner reads in the digits that the networks are least sure of, a character a digit."""

    slug = "hard_digits"

    labels: str = Field("", max_length=20, pattern=r"^[0-9]*$", description="Your labels")


class ReceptiveCellSettings(Settings):
    """A cell of the visual system and a light that is shown to it."""

    slug = "receptive_cell"
    entry = "run"
    headline = "response"

    cell: Literal["simple", "complex", "centre-surround"] = Field("simple", description="Cell")
    stimulus: Literal["bar", "moving bar", "disc"] = Field("bar", description="Light")
    angle: int = Field(0, ge=0, le=175, description="Angle of the bar (degrees)", json_schema_extra={"step": 5})
    position: int = Field(0, ge=-20, le=20, description="Position of the bar (pixels from the middle)")
    width: int = Field(5, ge=1, le=15, description="Width of the bar (pixels)")
    radius: int = Field(4, ge=0, le=20, description="Radius of the disc (pixels)")
    seed: int = Field(0, ge=0, le=999, description="Seed of the cell")


def check_kernel(text: str) -> str:
    """Return a kernel's text if it says nine numbers from -9 to 9, row by row."""
    try:
        numbers = [float(number) for row in text.split("/") for number in row.split()]
    except ValueError:
        numbers = []
    rows = [len(row.split()) for row in text.split("/")]
    if len(numbers) != 9 or rows != [3, 3, 3] or not all(-9 <= number <= 9 for number in numbers):
        raise ValueError("write nine numbers from -9 to 9, row by row, e.g. 1 0 -1 / 2 0 -2 / 1 0 -1")
    return text


Kernel = Annotated[str, AfterValidator(check_kernel), Field(max_length=90, description="Kernel, row by row")]


class CnnSettings(Settings):
    """A 3x3 kernel that slides over a digit, or over a drawing where there is one."""

    slug = "cnn"
    entry = "run"
    headline = "strongest"

    digit: int = Field(3, ge=0, le=9, description="Digit")
    sample: int = Field(0, ge=0, le=499, description="Sample")
    drawing: Drawing = ""
    kernel: Kernel = "-1 0 1 / -2 0 2 / -1 0 1"
    padding: int = Field(0, ge=0, le=4, description="Padding")
    stride: int = Field(1, ge=1, le=4, description="Stride")
    dilation: int = Field(1, ge=1, le=4, description="Dilation")


class ReceptiveFieldSettings(Settings):
    """A stack of equal convolutions, each perhaps followed by pooling, and how much of the input one unit sees."""

    slug = "receptive_field"
    entry = "run"
    headline = "measured"

    layers: int = Field(2, ge=1, le=4, description="Layers")
    kernel_size: Literal[3, 5] = Field(3, description="Kernel size")
    stride: Literal[1, 2] = Field(1, description="Stride")
    dilation: Literal[1, 2] = Field(1, description="Dilation")
    pooling: bool = Field(False, description="2x2 pooling after each layer")


class OcclusionSettings(Settings):
    """The grey patch that covers one place of a digit after the other, for a trained network to read all the same."""

    slug = "occlusion"
    entry = "occlude"
    headline = "lowest"

    digit: int = Field(4, ge=0, le=9, description="Digit")
    sample: int = Field(0, ge=0, le=499, description="Sample")
    patch: int = Field(7, ge=3, le=11, description="Side of the patch (pixels)", json_schema_extra={"step": 2})


class ShiftSettings(Settings):
    """How far a digit is moved before both networks read it."""

    slug = "shift"

    shift: int = Field(0, ge=0, le=8, description="Shift (pixels)")


class ShiftedDigitsSettings(Settings):
    """An MLP and a CNN, each trained on digits as they are and on digits with their pixels dealt out anew."""

    slug = "shifted_digits"
    headline = "advantage"

    epochs: int = Field(5, ge=1, le=15, description="Epochs")
    seed: Seed = 0
    data_seed: DataSeed = 0

    @property
    def is_long(self) -> bool:
        return True


class ResidualSettings(Settings):
    """A deep plain network and the same with skip connections, trained on the same digits."""

    slug = "residual"
    headline = "final_losses"

    depth: int = Field(16, ge=2, le=32, description="Hidden layers", json_schema_extra=stops(2, 4, 8, 12, 16, 24, 32))
    learning_rate: LearningRate = 0.001
    epochs: int = Field(10, ge=1, le=30, description="Epochs")
    seed: Seed = 0

    @property
    def is_long(self) -> bool:
        return True
