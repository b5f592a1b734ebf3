"""Results of the experiments of the backpropagation lesson. Charts import this module, so it does not import torch."""

from dataclasses import dataclass

from mlcore.backprop.chain_rule import Numbers
from mlcore.backprop.settings import BackpropSettings


@dataclass(frozen=True)
class BackpropResult:
    """One step of gradient descent on one example.

    Attributes
    ----------
    settings
        The settings of the run.
    autograd, differences
        Derivatives of the loss by each parameter, by ``backward()`` and by central differences.
    parameters, updated
        The parameters before and after ``step()``.
    loss_before, loss_after
        Loss of the example before and after it; the cross-entropy in nats.
    """

    settings: BackpropSettings
    autograd: Numbers
    differences: Numbers
    parameters: Numbers
    updated: Numbers
    loss_before: float
    loss_after: float


@dataclass(frozen=True)
class Cost:
    """Seconds that the gradient of one network took.

    Attributes
    ----------
    parameters
        How many derivatives are asked.
    forward, backprop
        One forward pass; one forward and one backward pass, which give all derivatives.
    differences
        Two forward passes for each parameter: measured by ``growth``, calculated from ``forward`` by ``measure``.
    """

    parameters: int
    forward: float
    backprop: float
    differences: float


@dataclass(frozen=True, eq=False)
class Speed:
    """Seconds of one step of a 2-H-1 network with sigmoid units on 64 examples, in double precision.

    Attributes
    ----------
    widths
        Hidden units H.
    by_hand, pytorch
        Seconds of one step, for each width.
    overtaken
        The smallest of the widths from which on PyTorch is faster, None if it never is.
    """

    widths: list[int]
    by_hand: list[float]
    pytorch: list[float]
    overtaken: int | None
