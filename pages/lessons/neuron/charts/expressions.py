"""What a neuron computes, as Vega's expressions: pictures of it follow a slider without the server.

``mlcore.neuron`` computes the same, and the tests hold both against each other.
"""

from typing import Any

from mlcore.common.plane import SQUARE
from mlcore.neuron.settings import NeuronSettings
from pages.ui.charts import live

FIELDS = ("w1", "w2", "b", "x1", "x2")

ACTIVATIONS = {
    "step": "({z} > 0 ? 1 : 0)",
    "linear": "({z})",
    "sigmoid": "(1 / (1 + exp(-({z}))))",
    "tanh": "(1 - 2 / (exp(2 * ({z})) + 1))",
    "relu": "max(0, {z})",
    "leaky_relu": "max(0.01 * ({z}), {z})",
    "gelu": "(({z}) * cumulativeNormal({z}))",
}

SLOPES = {
    "step": "0",
    "linear": "1",
    "sigmoid": "output * (1 - output)",
    "tanh": "1 - output * output",
    "relu": "total > 0 ? 1 : 0",
    "leaky_relu": "total > 0 ? 1 : 0.01",
    "gelu": "cumulativeNormal(total) + total * densityNormal(total)",
}


def activation(name: str, z: str) -> str:
    """Return the expression of an activation of the expression ``z``."""
    return ACTIVATIONS[name].format(z=z)


def to_12_decimals(expression: str) -> str:
    """Return an expression rounded as ``weighted_sum`` rounds: 0.1 + 0.2 - 0.3 is 0."""
    return f"round(({expression}) * 1e12) / 1e12"


def signed(expression: str, digits: int = 2) -> str:
    """Return a number as a text with its sign, e.g. ``−0.50``."""
    return f"format({expression} + 0, '+.{digits}f')"


def plain(expression: str, digits: int = 2) -> str:
    """Return a number as a text with a sign only if it is negative."""
    return f"format({expression}, '.{digits}f')"


def parameters(name: str, pixels: float = 0) -> list[dict[str, Any]]:
    """Return the five settings, and what a neuron of the activation ``name`` makes of them.

    Parameters
    ----------
    name
        Of the activation.
    pixels
        Of one unit of the plane in which the input and the weights can be dragged; 0 where there is none.
    """
    defaults = {field: NeuronSettings.model_fields[field].default for field in FIELDS}
    grips: list[dict[str, Any]] = []
    drags: dict[str, list[dict[str, Any]]] = {}
    if pixels:
        grips, drags = live.dragged(NeuronSettings.slug, ("x1", "x2"), ("w1", "w2"), pixels=pixels, ends=SQUARE)
    results = {
        "product1": "w1 * x1",
        "product2": "w2 * x2",
        "products": to_12_decimals("product1 + product2"),
        "total": to_12_decimals("product1 + product2 + b"),
        "output": activation(name, "total"),
        "slope": SLOPES[name],
    }
    computed = [{"name": result, "expr": expression} for result, expression in results.items()]
    return [*grips, *live.parameters(NeuronSettings.slug, defaults, drags), *computed]
