"""Settings of the neuron lesson."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from mlcore.common.settings import Settings, tenths

if TYPE_CHECKING:
    from mlcore.neuron.by_hand import NeuronResult
    from mlcore.neuron.linear_layers import LinearLayersResult


class NeuronSettings(Settings):
    """One neuron with two inputs, set by hand."""

    slug = "neuron"
    program = "neuron"
    headline = "output"

    w1: float = tenths(1.0, description="Weight w₁")
    w2: float = tenths(0.5, description="Weight w₂")
    b: float = tenths(-0.5, description="Bias b")
    x1: float = tenths(1.5, description="Input x₁")
    x2: float = tenths(-1.0, description="Input x₂")
    activation: Literal["step", "sigmoid", "relu", "linear", "tanh", "leaky_relu", "gelu"] = Field(
        "sigmoid", description="Activation"
    )
    form: Literal["bias", "threshold"] = Field("bias", description="Form")

    def run(self) -> "NeuronResult":
        from mlcore.neuron.by_hand import run

        return run(self)


class LinearLayersSettings(Settings):
    """A random stack of linear layers, compared with the single layer that equals it."""

    slug = "linear_layers"
    program = "linear_layers"
    headline = "largest_difference"

    layers: int = Field(3, ge=1, le=6, description="Layers")
    relu_between: bool = Field(False, description="ReLU between the layers")
    seed: int = Field(0, ge=0, le=999, description="Seed of the layers")

    def run(self) -> "LinearLayersResult":
        from mlcore.neuron.linear_layers import run

        return run(self)
