"""The 2-2-1 network as a computational graph: the value of each node, and the gradients."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mlcore.backprop.settings import BackpropSettings as Settings
from mlcore.neuron.activations import activate, sigmoid, slope

PARAMETERS = ("w11", "w12", "b1", "w21", "w22", "b2", "v1", "v2", "c")

Numbers = dict[str, float]


def draw_parameters(seed: int) -> Numbers:
    """Return the nine parameters by name: random numbers between -1.5 and 1.5 with two decimals."""
    hundredths = np.random.default_rng(seed).integers(-150, 151, len(PARAMETERS))
    return dict(zip(PARAMETERS, (hundredths / 100).tolist(), strict=True))


def forward(w: Numbers, x1: float, x2: float, y: float, activation: str) -> Numbers:
    r"""Return the value of every node on the way to the loss, in this order: z1, z2, h1, h2, z, p, L.

    .. math::
        z_k = w_{k1} x_1 + w_{k2} x_2 + b_k, \quad h_k = \varphi(z_k), \quad z = v_1 h_1 + v_2 h_2 + c, \quad
        p = \sigma(z), \quad L = -y \ln p - (1 - y) \ln(1 - p)

    Parameters
    ----------
    w
        The parameters by name.
    x1, x2, y
        One example: two inputs and its target, 0 or 1.
    activation
        A key of ``mlcore.neuron.activations.ACTIVATIONS``.
    """
    z1 = w["w11"] * x1 + w["w12"] * x2 + w["b1"]
    z2 = w["w21"] * x1 + w["w22"] * x2 + w["b2"]
    h1, h2 = activate([z1, z2], activation).tolist()
    z = w["v1"] * h1 + w["v2"] * h2 + w["c"]
    loss = np.logaddexp(0, z) - y * z  # the same as above, and finite for any z
    return {"z1": z1, "z2": z2, "h1": h1, "h2": h2, "z": z, "p": float(sigmoid(z)), "L": float(loss)}


class Factor(NamedTuple):
    """One factor of a chain: a derivative from one node to the next.

    Attributes
    ----------
    kind
        "loss", "sigmoid", "weight", "slope" or "input".
    above, below
        The nodes of the derivative d above / d below.
    value
        Its number.
    """

    kind: str
    above: str
    below: str
    value: float


def chains(w: Numbers, values: Numbers, x1: float, x2: float, y: float, activation: str) -> dict[str, list[Factor]]:
    """Return the factors of each parameter's gradient, from the loss back to the parameter."""
    h = {1: values["h1"], 2: values["h2"]}
    p, rest = sigmoid(np.array([values["z"], -values["z"]])).tolist()
    output = [Factor("loss", "L", "p", -y / p + (1 - y) / rest), Factor("sigmoid", "p", "z", p * rest)]
    found = {"c": output}
    for k in (1, 2):
        found[f"v{k}"] = [*output, Factor("input", "z", f"v{k}", h[k])]
        bent = float(slope(values[f"z{k}"], activation))
        hidden = [*output, Factor("weight", "z", f"h{k}", w[f"v{k}"]), Factor("slope", f"h{k}", f"z{k}", bent)]
        found[f"b{k}"] = hidden
        for i, x in ((1, x1), (2, x2)):
            found[f"w{k}{i}"] = [*hidden, Factor("input", f"z{k}", f"w{k}{i}", x)]
    return {name: found[name] for name in PARAMETERS}


def product(factors: list[Factor]) -> float:
    """Return the product of the factors of a chain: the chain rule."""
    return float(np.prod([factor.value for factor in factors]))


def node_gradients(found: dict[str, list[Factor]]) -> Numbers:
    """Return the derivative of the loss by each node, L first: the chain up to that node."""
    gradients = {"L": 1.0}
    for factors in (found["b1"], found["b2"]):
        for length, factor in enumerate(factors, start=1):
            gradients[factor.below] = product(factors[:length])
    return gradients


@dataclass(frozen=True)
class ChainRuleResult:
    """One step of gradient descent on one example, node by node.

    Attributes
    ----------
    parameters, updated
        The nine parameters before and after the step.
    values, values_after
        The nodes with the one and with the other.
    node_gradients, gradients
        Derivatives of the loss by the nodes and by the parameters, before the step.
    chains
        The factors of each parameter's gradient.
    """

    settings: Settings
    parameters: Numbers
    values: Numbers
    node_gradients: Numbers
    gradients: Numbers
    chains: dict[str, list[Factor]]
    updated: Numbers
    values_after: Numbers


def run(settings: Settings) -> ChainRuleResult:
    r"""Compute all values and gradients, and update every parameter against its gradient.

    .. math:: w \leftarrow w - \eta \frac{\partial L}{\partial w}
    """
    example = (settings.x1, settings.x2, settings.target, settings.activation)
    parameters = draw_parameters(settings.seed)
    values = forward(parameters, *example)
    found = chains(parameters, values, *example)
    gradients = {name: product(factors) for name, factors in found.items()}
    updated = {name: parameters[name] - settings.learning_rate * gradients[name] for name in PARAMETERS}
    return ChainRuleResult(
        settings=settings,
        parameters=parameters,
        values=values,
        node_gradients=node_gradients(found),
        gradients=gradients,
        chains=found,
        updated=updated,
        values_after=forward(updated, *example),
    )
