"""How long one training step takes: backpropagation by hand in NumPy beside the PyTorch loop, by width."""

from collections.abc import Callable

import numpy as np
import torch
from torch import nn, optim

from mlcore.backprop.gradient_cost import fastest
from mlcore.backprop.numpy_backprop import Weights, train_step
from mlcore.backprop.results import Speed

WIDTHS = (2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
EXAMPLES = 64
LEARNING_RATE = 0.1
REPEATS = 30


def examples() -> tuple[np.ndarray, np.ndarray]:
    """Return inputs, shape (64, 2), and targets 0 or 1, shape (64,)."""
    random = np.random.default_rng(0)
    return random.standard_normal((EXAMPLES, 2)), random.integers(0, 2, EXAMPLES).astype(float)


def model_of(width: int) -> nn.Sequential:
    """Return a 2-H-1 network in double precision."""
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(2, width), nn.Sigmoid(), nn.Linear(width, 1)).double()


def step_of_pytorch(model: nn.Sequential, x: torch.Tensor, y: torch.Tensor) -> Callable[[], None]:
    """Return a function that takes one step of the usual loop."""
    criterion = nn.BCEWithLogitsLoss()
    optimizer = optim.SGD(model.parameters(), lr=LEARNING_RATE)

    def step() -> None:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()

    return step


def step_by_hand(weights: Weights, x: np.ndarray, y: np.ndarray) -> Callable[[], None]:
    """Return a function that takes one step by hand."""

    def step() -> None:
        nonlocal weights
        weights = train_step(weights, x, y, "sigmoid", LEARNING_RATE)

    return step


def weights_of(model: nn.Sequential) -> Weights:
    """Return a copy of a network's parameters as NumPy arrays."""
    hidden, bias, output, output_bias = (p.detach().numpy().copy() for p in model.parameters())
    return Weights(hidden, bias, output[0], output_bias[0])


def measure(measurement: int) -> Speed:
    """Time both ways on this machine, width by width.

    Parameters
    ----------
    measurement
        Number of the measurement; a new number starts a new one.
    """
    x, y = examples()
    by_hand, pytorch = [], []
    for width in WIDTHS:
        model = model_of(width)
        by_hand.append(fastest(step_by_hand(weights_of(model), x, y), REPEATS))
        pytorch.append(fastest(step_of_pytorch(model, torch.from_numpy(x), torch.from_numpy(y)[:, None]), REPEATS))
    return Speed(list(WIDTHS), by_hand, pytorch, overtaken(by_hand, pytorch))


def overtaken(by_hand: list[float], pytorch: list[float]) -> int | None:
    """Return the smallest width from which on PyTorch is faster, None if it is not at the largest."""
    width = None
    for candidate, hand, torchs in zip(reversed(WIDTHS), reversed(by_hand), reversed(pytorch), strict=True):
        if torchs >= hand:
            break
        width = candidate
    return width
