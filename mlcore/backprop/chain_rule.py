"""The 2-2-1 network, or 2-2-2, as a computational graph: the value of each node, and the gradients."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mlcore.backprop.settings import BIASES, PARAMETERS
from mlcore.backprop.settings import BackpropSettings as Settings
from mlcore.neuron.activations import activate, sigmoid, slope

Numbers = dict[str, float]


class Output(NamedTuple):
    """The names of what belongs to one output unit: its sum, its answer, its target and its parameters."""

    sum: str
    answer: str
    target: str
    weights: tuple[str, str]
    bias: str


OUTPUTS = (Output("z", "p", "y", ("v1", "v2"), "c"), Output("s", "q", "t", ("u1", "u2"), "d"))


def outputs(settings: Settings) -> tuple[Output, ...]:
    """Return the output units of a network."""
    return OUTPUTS[: settings.outputs]


def example(settings: Settings) -> Numbers:
    """Return inputs and targets by name."""
    targets = {"y": settings.target, "t": settings.target2}
    return {"x1": settings.x1, "x2": settings.x2} | {one.target: targets[one.target] for one in outputs(settings)}


def draw_parameters(seed: int, names: tuple[str, ...] = PARAMETERS) -> Numbers:
    """Return parameters by name: random numbers between -1.5 and 1.5 with two decimals."""
    hundredths = np.random.default_rng(seed).integers(-150, 151, len(names))
    return dict(zip(names, (hundredths / 100).tolist(), strict=True))


def parameters_of(settings: Settings) -> Numbers:
    """Return the parameters before the step: the learner's own, and what the seed draws for the others."""
    return draw_parameters(settings.seed, settings.parameters) | settings.own


def forward(w: Numbers, settings: Settings) -> Numbers:
    r"""Return the value of every node on the way to the loss, in this order: z1, z2, h1, h2, z, (s,) p, (q,) L.

    .. math::
        z_k = w_{k1} x_1 + w_{k2} x_2 + b_k, \quad h_k = \varphi(z_k), \quad z = v_1 h_1 + v_2 h_2 + c, \quad
        p = \sigma(z), \quad L = -y \ln p - (1 - y) \ln(1 - p) \text{ or } \tfrac12 (p - y)^2

    A second output has s, q and t where the first has z, p and y; its loss is added.

    Parameters
    ----------
    w
        The parameters by name.
    settings
        The example, the activation and the loss.
    """
    x1, x2 = settings.x1, settings.x2
    z1 = w["w11"] * x1 + w["w12"] * x2 + w["b1"]
    z2 = w["w21"] * x1 + w["w22"] * x2 + w["b2"]
    h1, h2 = activate([z1, z2], settings.activation).tolist()
    units, targets = outputs(settings), example(settings)
    sums = {one.sum: w[one.weights[0]] * h1 + w[one.weights[1]] * h2 + w[one.bias] for one in units}
    answers = {one.answer: float(sigmoid(sums[one.sum])) for one in units}
    if settings.loss == "cross-entropy":  # the same as above, and finite for any z
        losses = [np.logaddexp(0, sums[one.sum]) - targets[one.target] * sums[one.sum] for one in units]
    else:
        losses = [(answers[one.answer] - targets[one.target]) ** 2 / 2 for one in units]
    return {"z1": z1, "z2": z2, "h1": h1, "h2": h2, **sums, **answers, "L": float(sum(losses))}


class Factor(NamedTuple):
    """One factor of a chain: a derivative from one node to the next.

    Attributes
    ----------
    kind
        "loss", "sigmoid", "weight", "slope", "input", or "paths": the sum over the ways from the loss to a hidden unit.
    above, below
        The nodes of the derivative d above / d below.
    value
        Its number.
    paths
        The terms of the sum, if it is one.
    """

    kind: str
    above: str
    below: str
    value: float
    paths: tuple[float, ...] = ()


def chains(w: Numbers, values: Numbers, settings: Settings) -> dict[str, list[Factor]]:
    """Return the factors of each parameter's gradient, from the loss back to the parameter."""
    found: dict[str, list[Factor]] = {}
    units = outputs(settings)
    for one in units:
        found[one.bias] = to_sum(one, values, settings)
        for k, name in enumerate(one.weights, start=1):
            found[name] = [*found[one.bias], Factor("input", one.sum, name, values[f"h{k}"])]
    for k, (first, second) in enumerate((("w11", "w12"), ("w21", "w22")), start=1):
        bent = Factor("slope", f"h{k}", f"z{k}", float(slope(values[f"z{k}"], settings.activation)))
        back = [(found[one.bias], Factor("weight", one.sum, f"h{k}", w[one.weights[k - 1]])) for one in units]
        if len(units) == 1:
            to_hidden = [*back[0][0], back[0][1]]
        else:
            paths = tuple(product([*chain, weight]) for chain, weight in back)
            to_hidden = [Factor("paths", "L", f"h{k}", sum(paths), paths)]
        found[f"b{k}"] = [*to_hidden, bent]
        for name, x in ((first, settings.x1), (second, settings.x2)):
            found[name] = [*found[f"b{k}"], Factor("input", f"z{k}", name, x)]
    return {name: found[name] for name in settings.parameters}


def to_sum(one: Output, values: Numbers, settings: Settings) -> list[Factor]:
    """Return the factors from the loss back to the sum of an output unit."""
    y = example(settings)[one.target]
    p, rest = sigmoid(np.array([values[one.sum], -values[one.sum]])).tolist()
    by_answer = -y / p + (1 - y) / rest if settings.loss == "cross-entropy" else p - y
    return [Factor("loss", "L", one.answer, by_answer), Factor("sigmoid", one.answer, one.sum, p * rest)]


def product(factors: list[Factor]) -> float:
    """Return the product of the factors of a chain: the chain rule."""
    return float(np.prod([factor.value for factor in factors]))


def node_gradients(found: dict[str, list[Factor]]) -> Numbers:
    """Return the derivative of the loss by each node, L first: the chain up to that node."""
    gradients = {"L": 1.0}
    for name in found.keys() & {*BIASES}:
        for length, factor in enumerate(found[name], start=1):
            gradients[factor.below] = product(found[name][:length])
    return gradients


@dataclass(frozen=True)
class ChainRuleResult:
    """One step of gradient descent on one example, node by node.

    Attributes
    ----------
    parameters, updated
        The parameters before and after the step.
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
    r"""Compute all values and gradients, and update every parameter that is trained against its gradient.

    .. math:: w \leftarrow w - \eta \frac{\partial L}{\partial w}
    """
    parameters = parameters_of(settings)
    values = forward(parameters, settings)
    found = chains(parameters, values, settings)
    gradients = {name: product(factors) for name, factors in found.items()}
    steps = {name: settings.learning_rate * (settings.biases or name not in BIASES) for name in parameters}
    updated = {name: parameters[name] - steps[name] * gradients[name] for name in parameters}
    return ChainRuleResult(
        settings=settings,
        parameters=parameters,
        values=values,
        node_gradients=node_gradients(found),
        gradients=gradients,
        chains=found,
        updated=updated,
        values_after=forward(updated, settings),
    )
