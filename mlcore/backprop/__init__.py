"""Backpropagation: one step through a 2-2-1 network, its gradients and their price."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlcore.backprop.results import Cost, Speed


def measure_growth(measurement: int) -> "list[Cost]":
    """Time both ways to all gradients, by the network's width; ``mlcore.backprop.gradient_cost`` has the details.

    It is imported here, at the call, so that the app's own process imports no torch.
    """
    from mlcore.backprop.gradient_cost import growth

    return growth(measurement)


def measure_speed(measurement: int) -> "Speed":
    """Time a training step by hand and by PyTorch, by width; ``mlcore.backprop.step_speed`` has the details."""
    from mlcore.backprop.step_speed import measure

    return measure(measurement)
