"""Measurements on a finished run that reveal a bug which the curves do not show. They look at the program's names."""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from mlcore.common.graph import graph_size

Names = dict[str, Any]

FRESH_SEED, FRESH_POINTS = 1, 3000


def as_number(loss: float | torch.Tensor) -> float:
    """Convert a loss to float, even if it is a tensor with a graph attached."""
    return loss.detach().item() if isinstance(loss, torch.Tensor) else loss


@torch.no_grad()
def spread(names: Names) -> dict[str, float]:
    """Measure the standard deviation of the predictions for the training points."""
    return {"spread": names["model"](names["train_X"]).std(correction=0).item()}


def fresh_accuracy(names: Names) -> dict[str, float]:
    """Measure the accuracy on 9,000 points that were used neither for training nor for the choice."""
    torch.manual_seed(FRESH_SEED)
    return {"fresh": names["accuracy"](names["model"], *names["three_rings"](FRESH_POINTS))}


def step_lengths(names: Names) -> dict[str, float]:
    """Measure the first step of the program's optimizer for gradients of 0.01 and 1."""
    moved = {}
    for name, gradient in (("small", 0.01), ("large", 1.0)):
        weight = nn.Parameter(torch.zeros(1))
        weight.grad = torch.tensor([gradient])
        names["make_optimizer"]("SGD", [weight], names["LEARNING_RATE"]).step()
        moved[name] = abs(weight.item())
    return moved


def operations(names: Names) -> dict[str, float]:
    """Count the operations that autograd keeps for the recorded losses."""
    return {"operations": graph_size(loss for loss in names["train_losses"] if isinstance(loss, torch.Tensor))}


CLUES: dict[str, Callable[[Names], dict[str, float]]]
CLUES = {"F": spread, "H": fresh_accuracy, "K": step_lengths, "N": operations}
