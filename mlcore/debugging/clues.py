"""Measurements on a finished run that reveal a bug which the curves do not show."""

from types import ModuleType

import torch
from torch import nn

from mlcore.debugging.data import Run, noisy_sine, three_rings
from mlcore.debugging.settings import DebuggingSettings as Settings

FRESH_SEED, FRESH_POINTS = 1, 3000


def as_number(loss: float | torch.Tensor) -> float:
    """Convert a loss to float, even if it is a tensor with a graph attached."""
    return loss.detach().item() if isinstance(loss, torch.Tensor) else loss


def spread(run: Run, loop: ModuleType, settings: Settings) -> dict[str, float]:
    """Measure the standard deviation of the predictions for the training points."""
    (x, _), _ = noisy_sine()
    with torch.no_grad():
        return {"spread": run.model(x).std(correction=0).item()}


def fresh_accuracy(run: Run, loop: ModuleType, settings: Settings) -> dict[str, float]:
    """Measure the accuracy on 9,000 points that were used neither for training nor for the choice."""
    ((x, y),) = three_rings(FRESH_SEED, (FRESH_POINTS,))
    return {"fresh": loop.accuracy(run.model, x, y)}


def step_lengths(run: Run, loop: ModuleType, settings: Settings) -> dict[str, float]:
    """Measure the first step of the loop's optimizer for gradients of 0.01 and 1."""
    moved = {}
    for name, gradient in (("small", 0.01), ("large", 1.0)):
        weight = nn.Parameter(torch.zeros(1))
        weight.grad = torch.tensor([gradient])
        loop.make_optimizer("SGD", [weight], settings.learning_rate).step()
        moved[name] = abs(weight.item())
    return moved


def graph_size(run: Run, loop: ModuleType, settings: Settings) -> dict[str, float]:
    """Count the operations that autograd keeps for the recorded losses."""
    seen: set = set()
    waiting = [loss.grad_fn for loss in run.losses if isinstance(loss, torch.Tensor)]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting.extend(before for before, _ in node.next_functions)
    return {"operations": len(seen)}


CLUES = {"F": spread, "H": fresh_accuracy, "K": step_lengths, "N": graph_size}
