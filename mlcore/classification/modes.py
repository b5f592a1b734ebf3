"""Effects of ``train()``, ``eval()``, ``no_grad()`` and ``detach()`` on one trained network with dropout."""

import weakref

import numpy as np
import torch
from torch import nn

from mlcore.classification.results import BackwardMemory, ModesResult
from mlcore.classification.settings import ClassificationSettings
from mlcore.classification.settings import ModesSettings as Settings
from mlcore.common.graph import graph_size
from mlcore.common.program import render_program
from mlcore.common.running import run_program

NETWORK = ClassificationSettings(hidden=64, train_size=500, epochs=300, optimizer="Adam", learning_rate=0.01)
SIZE = 500
REPEATS = 30


def train(settings: Settings) -> ModesResult:
    """Run the lesson's program with dropout on 500 points of the cardioids, and evaluate the network in both modes.

    Parameters
    ----------
    settings
        ``settings.dropout`` is the share of hidden units set to 0; ``settings.seed`` draws weights and dropout.
    """
    run = run_program(
        render_program(NETWORK.model_copy(update={"dropout": settings.dropout, "seed": settings.seed})), 2
    )
    model, x, y = (run.names[name] for name in ("model", "val_X", "val_y"))
    x, y = x[:SIZE], y[:SIZE]
    model.train()
    train_accuracies = [accuracy(model, x, y) for _ in range(REPEATS)]
    model.eval()
    eval_accuracies = [accuracy(model, x, y) for _ in range(REPEATS)]
    return ModesResult(
        settings=settings,
        train_accuracies=np.array(train_accuracies),
        eval_accuracies=np.array(eval_accuracies),
        memory={
            "train()": stored(model.train(), x),
            "train(), no_grad()": stored(model.train(), x, grad=False),
            "eval()": stored(model.eval(), x),
            "eval(), no_grad()": stored(model.eval(), x, grad=False),
            "eval(), detach()": stored(model.eval(), x, detach=True),
        },
        final_loss=run.number,
    )


@torch.no_grad()
def accuracy(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Return the accuracy of a model in its present mode."""
    return (model(x).argmax(1) == y).float().mean().item()


class SavedTensor:
    """A tensor that a forward pass saved for ``backward``; the graph keeps it alive."""

    def __init__(self, tensor: torch.Tensor) -> None:
        self.tensor = tensor.detach()  # without its graph, which would keep it alive


def stored(model: nn.Module, inputs: torch.Tensor, grad: bool = True, detach: bool = False) -> BackwardMemory:
    """Compute logits in one way and measure what is stored for ``backward``.

    Parameters
    ----------
    model
        In training or evaluation mode.
    inputs
        Shape (N, 2).
    grad
        False computes under ``torch.no_grad()``.
    detach
        Whether to keep only ``logits.detach()``.
    """
    saved: list[weakref.ref[SavedTensor]] = []

    def save(tensor: torch.Tensor) -> SavedTensor:
        box = SavedTensor(tensor)
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
    return BackwardMemory(
        requires_grad=logits.requires_grad,
        nodes=graph_size([logits]),
        kilobytes=sum(sizes.values()) / 1024,
        same_again=torch.equal(logits, again),
    )
