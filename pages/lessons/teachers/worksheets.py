"""Worksheets to be solved on paper, with small whole numbers; their solutions are computed by ``mlcore``."""

from typing import NamedTuple

import numpy as np

from mlcore.backprop import chain_rule
from mlcore.backprop.settings import BackpropSettings
from mlcore.cnn.convolution import convolve, output_size
from mlcore.neuron import by_hand
from mlcore.neuron.settings import NeuronSettings

CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))
NEURON = NeuronSettings(w1=2, w2=-1, b=-1, x1=1, x2=0, activation="step")

WEIGHTS = {"w11": 1.0, "w12": 1.0, "b1": 0.0, "w21": 1.0, "w22": -1.0, "b2": 0.0, "v1": 1.0, "v2": -2.0, "c": -1.0}
PASS = BackpropSettings(
    x1=2, x2=1, activation="relu", learning_rate=1, **{name: f"{weight:g}" for name, weight in WEIGHTS.items()}
)
"""The weights are chosen so that the network is undecided, p = 0.5."""

EXAMPLE, RATE = (PASS.x1, PASS.x2, PASS.target), PASS.learning_rate

IMAGE = np.array([[0, 0, 0, 9, 9], [0, 0, 0, 9, 9], [0, 0, 0, 9, 9], [0, 0, 9, 9, 9], [0, 9, 9, 9, 9]], dtype=float)
KERNEL = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]], dtype=float)
TYPED_KERNEL = " / ".join(" ".join(f"{weight:g}" for weight in row) for row in KERNEL)
"""The same kernel as one types it on its page."""


class BackwardRow(NamedTuple):
    """One row of the solution of a backward pass: a parameter, its chain, its gradient and its value after a step."""

    name: str
    chain: str
    gradient: float
    after: float


def sums() -> list[tuple[tuple[int, int], float, float]]:
    """Return the four inputs of the neuron with their sums and outputs."""
    each = [NEURON.model_copy(update={"x1": float(x1), "x2": float(x2)}) for x1, x2 in CORNERS]
    return [(point, *answer(settings)) for point, settings in zip(CORNERS, each, strict=True)]


def answer(settings: NeuronSettings) -> tuple[float, float]:
    """Return the sum and the output of a neuron."""
    result = by_hand.run(settings)
    return result.sum, result.output


def forward() -> dict[str, float]:
    """Return the values of the forward pass."""
    return chain_rule.forward(WEIGHTS, PASS)


def backward() -> list[BackwardRow]:
    """Return the gradient of each parameter by the chain rule, the output's first, and one step against it."""
    chains = chain_rule.chains(WEIGHTS, forward(), PASS)
    in_order = sorted(chains, key=lambda name: (len(chains[name]), name))
    return [solved(name, chains[name]) for name in in_order]


def solved(name: str, factors: list[chain_rule.Factor]) -> BackwardRow:
    """Return the solution for one parameter."""
    gradient = chain_rule.product(factors)
    chain = " · ".join(number(factor.value) for factor in factors)
    return BackwardRow(name, chain, gradient, WEIGHTS[name] - RATE * gradient)


def feature_map() -> np.ndarray:
    """Return what the kernel makes of the image."""
    return convolve(IMAGE, KERNEL)


def size() -> int:
    """Return the side of the feature map by the formula."""
    return output_size(len(IMAGE), len(KERNEL))


def number(value: float, digits: int = 3) -> str:
    """Return a number as one writes it, with brackets where it is negative."""
    text = f"{round(value, digits) + 0.0:.{digits}f}".rstrip("0").rstrip(".")
    return f"({text.replace('-', '−')})" if text.startswith("-") else text


def plain(value: float, digits: int = 3) -> str:
    """Return a number as one writes it, without brackets."""
    return number(value, digits).strip("()")
