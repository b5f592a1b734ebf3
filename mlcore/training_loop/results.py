"""Result of the lesson about the training loop, without torch."""

import math
from dataclasses import dataclass

import numpy as np

from mlcore.backprop.chain_rule import Numbers
from mlcore.common.verdict import Verdict, judge, judge_classes
from mlcore.training_loop.settings import CallsSettings
from mlcore.training_loop.settings import TrainingLoopSettings as Settings


@dataclass(frozen=True, eq=False)
class TrainingLoopResult:
    """What the program's lists hold after a run.

    Attributes
    ----------
    settings
        Settings of the run.
    losses
        ``train_losses``: mean loss (nats) over the batches of each epoch, each before its step, shape (epochs,).
    val_losses, accuracies
        ``val_losses`` and ``val_accuracies``: loss and share of right answers over the validation digits after each
        epoch, shape (epochs,).
    steps
        Steps of the optimizer in all: epochs times batches.
    first_loss, final_loss
        Mean loss over all training digits before the first step, and the last of ``losses``.
    test_accuracy
        Share of the test digits that are read right after the last epoch, 0 to 1.
    """

    settings: Settings
    losses: np.ndarray
    val_losses: np.ndarray
    accuracies: np.ndarray
    steps: int
    first_loss: float
    final_loss: float
    test_accuracy: float

    @property
    def verdict(self) -> Verdict:
        """How the run ended."""
        return judge_classes([self.first_loss, *self.losses], self.accuracies[-1], 10)


@dataclass(frozen=True)
class Call:
    """Values and gradients of the parameters after one line of the loop.

    Attributes
    ----------
    line
        The line.
    data, grad
        ``p.data`` and ``p.grad`` by parameter; None where ``p.grad`` is None.
    """

    line: str
    data: Numbers
    grad: Numbers | None


@dataclass(frozen=True, eq=False)
class Loop:
    """A training loop on XOR's four points, with ``zero_grad`` or without.

    Attributes
    ----------
    calls
        The start and every line of the first three steps; the forward pass between them touches neither.
    losses
        Mean binary cross-entropy (nats) before each step and after the last one, as long as it is a finite number.
    grads
        ``p.grad`` by parameter as each step used it, as long as all are finite.
    diverged
        Whether the loss stopped being a finite number.
    """

    calls: list[Call]
    losses: list[float]
    grads: list[Numbers]
    diverged: bool

    @property
    def verdict(self) -> Verdict:
        """How the loop ended, as far as its losses are numbers."""
        return judge(self.losses, math.log(2))


@dataclass(frozen=True)
class Tensor:
    """One tensor as the model and as the optimizer know it: ``id(p)`` and ``p.data_ptr()`` of both, in hexadecimal."""

    name: str
    model_id: str
    optimizer_id: str
    model_address: str
    optimizer_address: str


@dataclass(frozen=True, eq=False)
class ZeroGradResult:
    """The loop with and without ``zero_grad``, and the tensors that the optimizer holds.

    Attributes
    ----------
    settings
        Settings of both loops.
    right, skipped
        The two loops from the same weights.
    tensors
        The model's four tensors.
    answers
        What Python answers to each of ``QUESTIONS``.
    moved, moved_by_copies
        Largest change of the model's parameters by one ``step()``, and by one of an optimizer that got copies.
    """

    settings: CallsSettings
    right: Loop
    skipped: Loop
    tensors: list[Tensor]
    answers: dict[str, str]
    moved: float
    moved_by_copies: float
