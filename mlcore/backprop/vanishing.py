"""How large the gradient still is when it reaches the first layer of a deep network."""

import math
from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from torch import nn

from mlcore.backprop.results import VanishingResult
from mlcore.backprop.settings import VanishingSettings as Settings
from mlcore.common.training import ACTIVATIONS

EXAMPLES = 64

STARTS: dict[str, Callable[[torch.Tensor], object] | None] = {
    "default": None,
    "xavier": nn.init.xavier_uniform_,
    "kaiming": partial(nn.init.kaiming_uniform_, nonlinearity="relu"),
}
"""How the weights are drawn: as ``nn.Linear`` does, by Glorot and Bengio (2010), by He et al. (2015)."""


def deep_net(depth: int, width: int, activation: str, start: str) -> nn.Sequential:
    """Return ``depth`` hidden layers of ``width`` units on as many inputs, and one output, in double precision."""
    layers: list[nn.Module] = []
    for _ in range(depth):
        layers += [nn.Linear(width, width, dtype=torch.float64), ACTIVATIONS[activation]()]
    layers.append(nn.Linear(width, 1, dtype=torch.float64))
    draw = STARTS[start]
    for layer in layers:
        if draw and isinstance(layer, nn.Linear):
            draw(layer.weight)
            nn.init.zeros_(layer.bias)
    return nn.Sequential(*layers)


def gradient_norms(model: nn.Sequential, x: torch.Tensor, y: torch.Tensor) -> np.ndarray:
    r"""Return the length of the gradient of each layer's weights after one backward pass, first layer first.

    .. math:: \lVert \partial L / \partial W_l \rVert = \sqrt{\textstyle\sum_{ij} (\partial L / \partial w_{ij})^2}
    """
    loss = nn.BCEWithLogitsLoss()(model(x), y)
    weights = [layer.weight for layer in model if isinstance(layer, nn.Linear)]
    return np.array([gradient.norm().item() for gradient in torch.autograd.grad(loss, weights)])


def run(settings: Settings) -> VanishingResult:
    """Send one batch of random inputs and targets through the network and back, for every activation and start.

    All networks of a seed get the same batch, and the chosen one's numbers depend on nothing else.
    """
    norms: dict[str, dict[str, np.ndarray]] = {}
    for activation in ACTIVATIONS:
        norms[activation] = {}
        for start in STARTS:
            torch.manual_seed(settings.seed)
            x = torch.randn(EXAMPLES, settings.width, dtype=torch.float64)
            y = torch.randint(0, 2, (EXAMPLES, 1)).double()
            model = deep_net(settings.depth, settings.width, activation, start)
            norms[activation][start] = gradient_norms(model, x, y)
    chosen = norms[settings.activation][settings.start]
    return VanishingResult(settings, norms, sum(p.numel() for p in model.parameters()), ratio(chosen))


def ratio(norms: np.ndarray) -> float:
    """Return the first layer's gradient over the last layer's; not a number where the last one is 0."""
    return float(norms[0] / norms[-1]) if norms[-1] > 0 else math.nan
