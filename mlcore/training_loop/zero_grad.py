"""The effects of zero_grad, backward and step on ``p.data`` and ``p.grad``, and the tensors that connect them."""

import math
from itertools import takewhile

import torch
from torch import nn, optim

from mlcore.backprop.chain_rule import Numbers
from mlcore.backprop.settings import BackpropSettings
from mlcore.backprop.step import Net, numbers
from mlcore.backprop.step import network as drawn
from mlcore.training_loop.results import Call, Loop, Tensor, ZeroGradResult
from mlcore.training_loop.settings import CallsSettings as Settings

INPUTS = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float64)
TARGETS = torch.tensor([[0], [1], [1], [0]], dtype=torch.float64)
STEPS = 400
STEPS_IN_SLOW_MOTION = 3

QUESTIONS = (
    "optimizer.param_groups[0]['params'][0] is model.hidden.weight",
    "optimizer.param_groups[0]['params'][0].data_ptr() == model.hidden.weight.data_ptr()",
    "optimizer.param_groups[0]['params'][0].grad is model.hidden.weight.grad",
)


def run(settings: Settings) -> ZeroGradResult:
    """Run the loop with and without ``zero_grad`` on XOR, with the parameters and learning rate of ``settings``."""
    return ZeroGradResult(
        settings=settings,
        right=loop(settings, zero=True),
        skipped=loop(settings, zero=False),
        tensors=tensors(settings),
        answers=answers(settings),
        moved=moved(settings, copies=False),
        moved_by_copies=moved(settings, copies=True),
    )


def network(settings: Settings) -> Net:
    """Return the 2-2-1 network of the lesson about backpropagation, with the parameters that the seed draws."""
    return drawn(BackpropSettings(activation=settings.activation, seed=settings.seed))


def loop(settings: Settings, zero: bool) -> Loop:
    """Train on all four points, with or without ``zero_grad``; record each line of the first three steps."""
    model = network(settings)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = optim.SGD(model.parameters(), lr=settings.learning_rate)
    calls, losses, grads = [call_of("", model)], [], []
    for step in range(STEPS):
        seen = calls if step < STEPS_IN_SLOW_MOTION else []
        if zero:
            optimizer.zero_grad()
            seen.append(call_of("optimizer.zero_grad()", model))
        loss = criterion(model(INPUTS), TARGETS)
        losses.append(loss.item())
        loss.backward()
        seen.append(call_of("loss.backward()", model))
        grads.append(seen[-1].grad or {})
        optimizer.step()
        seen.append(call_of("optimizer.step()", model))
    losses.append(criterion(model(INPUTS), TARGETS).item())
    return Loop(
        calls=calls,
        losses=list(takewhile(math.isfinite, losses)),
        grads=list(takewhile(lambda grad: all(map(math.isfinite, grad.values())), grads)),
        diverged=not all(map(math.isfinite, losses)),
    )


def call_of(line: str, model: Net) -> Call:
    """Return the values and gradients of the parameters now."""
    return Call(line, numbers(*(p.data for p in model.parameters())), grad_of(model))


def grad_of(model: Net) -> Numbers | None:
    """Return ``p.grad`` of every parameter, None before the first ``backward()`` and after ``zero_grad()``."""
    grads = [p.grad for p in model.parameters() if p.grad is not None]
    return numbers(*grads) if grads else None


def tensors(settings: Settings) -> list[Tensor]:
    """Return the addresses of the model's tensors, and of those that the optimizer holds."""
    model = network(settings)
    optimizer = optim.SGD(model.parameters(), lr=settings.learning_rate)
    held = optimizer.param_groups[0]["params"]
    return [
        Tensor(name, hex(id(p)), hex(id(q)), hex(p.data_ptr()), hex(q.data_ptr()))
        for (name, p), q in zip(model.named_parameters(), held, strict=True)
    ]


def answers(settings: Settings) -> dict[str, str]:
    """Evaluate the questions after ``backward()``; return what Python answers."""
    model = network(settings)
    optimizer = optim.SGD(model.parameters(), lr=settings.learning_rate)
    nn.BCEWithLogitsLoss()(model(INPUTS), TARGETS).backward()
    return {question: repr(eval(question, {"model": model, "optimizer": optimizer})) for question in QUESTIONS}


def moved(settings: Settings, copies: bool) -> float:
    """Return the largest change of the model's parameters by one step of an optimizer that holds them, or copies."""
    model = network(settings)
    held = [p.detach().clone().requires_grad_() for p in model.parameters()] if copies else model.parameters()
    optimizer = optim.SGD(held, lr=settings.learning_rate)
    before = [p.detach().clone() for p in model.parameters()]
    nn.BCEWithLogitsLoss()(model(INPUTS), TARGETS).backward()
    optimizer.step()
    return max((p.detach() - q).abs().max().item() for p, q in zip(model.parameters(), before, strict=True))
