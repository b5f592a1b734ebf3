"""Every experiment's settings: the whole state of the app as one table.

A range is written once, here. It bounds the widget, checks the link, keys the cache and fills in the
exported script. This module imports no torch, so that a page can read it at no cost.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

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


class XorSettings(Settings):
    """A 2-H-1 network trained on the four points of XOR."""

    slug = "xor"

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

    @property
    def is_long(self) -> bool:
        return self.epochs > 2000


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


class DigitSettings(Settings):
    """One of the bundled digits to look at."""

    slug = "digit"

    digit: int = Field(3, ge=0, le=9, description="Digit")
    sample: int = Field(0, ge=0, le=499, description="Sample")


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
