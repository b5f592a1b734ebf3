"""What ``train()``, ``eval()``, ``no_grad()`` and ``detach()`` do, seen on one trained network with dropout."""

import weakref
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from mlcore.classification.point_sets import TEST, TRAINING, draw_points
from mlcore.classification.settings import ModesSettings as Settings
from mlcore.classification.training import Net, Points

HIDDEN, TRAIN_SIZE, TEST_SIZE, EPOCHS = 64, 500, 500, 300
ASKED = 30


@dataclass(frozen=True)
class Kept:
    """What one way of computing the logits keeps for ``backward``.

    Attributes
    ----------
    requires_grad
        Whether ``backward`` could start from the logits.
    nodes
        How many operations the graph behind them holds.
    kilobytes
        How much of what the forward pass saved for these operations is still in memory.
    same_again
        Whether the same points gave the same logits a second time.
    """

    requires_grad: bool
    nodes: int
    kilobytes: float
    same_again: bool


@dataclass(frozen=True, eq=False)
class Result:
    """A trained network, asked about the same test points again and again.

    Attributes
    ----------
    settings
        What was asked for.
    train_accuracies, eval_accuracies
        Share of 500 test points classified correctly, 0 to 1, asked 30 times after ``model.train()`` and 30 times after
        ``model.eval()``, shape (30,).
    kept
        By the way of computing the logits of the test points: "train()", "train(), no_grad()", "eval()",
        "eval(), no_grad()" and "eval(), detach()".
    final_loss
        Cross-entropy (nats) over all training points in evaluation mode.
    """

    settings: Settings
    train_accuracies: np.ndarray
    eval_accuracies: np.ndarray
    kept: dict[str, Kept]
    final_loss: float


def train(settings: Settings) -> Result:
    """Train a network with dropout on 500 points of the cardioids and ask it in both modes.

    Parameters
    ----------
    settings
        ``settings.dropout`` is the share of hidden units left out; ``settings.seed`` draws weights and dropout.
    """
    training, test = (
        Points(*map(torch.from_numpy, draw_points("cardioids", count, 0.0, 0, part)))
        for count, part in ((TRAIN_SIZE, TRAINING), (TEST_SIZE, TEST))
    )
    torch.manual_seed(settings.seed)
    model = Net(HIDDEN, 3, settings.dropout)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(EPOCHS):
        optimizer.zero_grad()
        loss = criterion(model(training.inputs), training.labels)
        loss.backward()
        optimizer.step()

    model.train()
    train_accuracies = [accuracy(model, test) for _ in range(ASKED)]
    model.eval()
    eval_accuracies = [accuracy(model, test) for _ in range(ASKED)]
    with torch.no_grad():
        final_loss = criterion(model(training.inputs), training.labels).item()
    return Result(
        settings=settings,
        train_accuracies=np.array(train_accuracies),
        eval_accuracies=np.array(eval_accuracies),
        kept={
            "train()": kept(model.train(), test.inputs),
            "train(), no_grad()": kept(model.train(), test.inputs, grad=False),
            "eval()": kept(model.eval(), test.inputs),
            "eval(), no_grad()": kept(model.eval(), test.inputs, grad=False),
            "eval(), detach()": kept(model.eval(), test.inputs, detach=True),
        },
        final_loss=final_loss,
    )


@torch.no_grad()
def accuracy(model: nn.Module, points: Points) -> float:
    """Return the share of points classified correctly, in whatever mode the model is."""
    return (model(points.inputs).argmax(1) == points.labels).float().mean().item()


class Saved:
    """A tensor that a forward pass saved for ``backward``; it lives as long as its graph."""

    def __init__(self, tensor: torch.Tensor) -> None:
        self.tensor = tensor.detach()  # with its own graph it would keep itself alive


def kept(model: nn.Module, inputs: torch.Tensor, grad: bool = True, detach: bool = False) -> Kept:
    """Compute logits in one of the ways and look at what is kept behind them.

    Parameters
    ----------
    model
        In the mode in question.
    inputs
        Shape (N, 2).
    grad
        False computes under ``torch.no_grad()``.
    detach
        Whether only ``logits.detach()`` is kept.
    """
    saved: list[weakref.ref[Saved]] = []

    def save(tensor: torch.Tensor) -> Saved:
        box = Saved(tensor)
        saved.append(weakref.ref(box))
        return box

    with torch.set_grad_enabled(grad):
        with torch.autograd.graph.saved_tensors_hooks(save, lambda box: box.tensor):
            logits = model(inputs)
        again = model(inputs)
    if detach:
        logits = logits.detach()
    alive = [box.tensor for box in (reference() for reference in saved) if box is not None]
    sizes = {tensor.data_ptr(): tensor.nbytes for tensor in alive}
    return Kept(
        requires_grad=logits.requires_grad,
        nodes=graph_size(logits.grad_fn),
        kilobytes=sum(sizes.values()) / 1024,
        same_again=torch.equal(logits, again),
    )


def graph_size(node) -> int:
    """Return how many operations can be reached from one, itself included; 0 from None."""
    seen, waiting = set(), [node]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting += [before for before, _ in node.next_functions]
    return len(seen)
