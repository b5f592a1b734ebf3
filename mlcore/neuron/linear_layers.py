"""A stack of linear layers collapses into one; with a ReLU between them it does not."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from mlcore.common.plane import SQUARE, cell_centres
from mlcore.neuron.settings import LinearLayersSettings as Settings

CELLS = 49


def linear_layers(layers: int, seed: int, width: int = 4) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return random layers 2 -> width -> ... -> 1 as pairs W, b of shapes (out, in), (out,): normal, variance 1 / in.

    Raises
    ------
    ValueError
        If there is no layer or no unit.
    """
    if layers < 1 or width < 1:
        raise ValueError(f"layers and width must be at least 1, got {layers} and {width}")
    random = np.random.default_rng(seed)
    sizes = [2, *[width] * (layers - 1), 1]
    draws = [random.standard_normal((after, before + 1)) / math.sqrt(before) for before, after in pairwise(sizes)]
    return [(draw[:, :-1], draw[:, -1]) for draw in draws]


def run_layers(stack: list[tuple[np.ndarray, np.ndarray]], inputs: np.ndarray, relu_between: bool) -> np.ndarray:
    """Return the output of a stack of layers: inputs (..., 2), output (..., 1)."""
    values = inputs
    for number, (weight, bias) in enumerate(stack):
        if relu_between and number > 0:
            values = np.maximum(0.0, values)
        values = values @ weight.T + bias
    return values


def multiplied(stack: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    r"""Return the single layer W, b that equals a stack of linear layers.

    .. math:: W_2 (W_1 x + b_1) + b_2 = (W_2 W_1)\, x + (W_2 b_1 + b_2)
    """
    weight, bias = np.eye(2), np.zeros(2)
    for layer_weight, layer_bias in stack:
        weight, bias = layer_weight @ weight, layer_weight @ bias + layer_bias
    return weight, bias


@dataclass(frozen=True)
class LinearLayersResult:
    """A stack of layers, and the single layer that equals it if there is no ReLU between them.

    Attributes
    ----------
    weight, bias
        The single layer: two weights, shape (2,), and one number.
    stack_output, single_output
        Outputs of both at the centres of 49x49 cells over ``SQUARE``, shape (49, 49), rows x2 low to high.
    largest_difference
        Largest absolute difference between the two.
    """

    settings: Settings
    weight: np.ndarray
    bias: float
    stack_output: np.ndarray
    single_output: np.ndarray
    largest_difference: float


def run(settings: Settings) -> LinearLayersResult:
    """Multiply a random stack of linear layers into a single layer, and compare both over a grid.

    A ReLU between the layers changes the stack, but not the single layer.
    """
    stack = linear_layers(settings.layers, settings.seed)
    weight, bias = multiplied(stack)
    inputs = cell_centres(*SQUARE, CELLS)
    deep = run_layers(stack, inputs, settings.relu_between)[..., 0]
    single = (inputs @ weight.T + bias)[..., 0]
    return LinearLayersResult(settings, weight[0], float(bias[0]), deep, single, float(np.abs(deep - single).max()))
