"""The training loop's program against the same loop written without a DataLoader, and what it must hold."""

import math
from typing import Any

import numpy as np
import pytest
import torch

from mlcore.common.stepping import step_through
from mlcore.mnist.digits import load_digits
from mlcore.training_loop.settings import TrainingLoopSettings as Settings
from mlcore.training_loop.training import train

QUICK = Settings(epochs=2, hidden=10)


@pytest.fixture(autouse=True, scope="module")
def threads():
    """Leave the number of threads as it was: programs set it to one."""
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize(("batch_size", "batches"), [(64, 25), (100, 16), (1600, 1), (1000, 2)])
def test_an_epoch_has_as_many_steps_as_batches(batch_size, batches):
    result = train(Settings(batch_size=batch_size, epochs=2, hidden=1))
    assert result.steps == 2 * batches
    assert len(result.losses) == len(result.val_losses) == len(result.accuracies) == 2


def test_the_first_loss_is_near_that_of_guessing():
    """Ten classes: -ln(1/10). One batch, so that the loss is that of the first weights."""
    assert train(Settings(batch_size=1600, epochs=1)).losses[0] == pytest.approx(math.log(10), abs=0.1)


def test_full_batch_training_is_gradient_descent_on_all_digits():
    """The same three steps with plain tensors and gradients by ``torch.autograd.grad``."""
    images, labels = (torch.from_numpy(part.copy()) for part in load_digits())
    torch.manual_seed(4)
    chosen = torch.randperm(5000)[:1600]
    x, y = images[chosen].float().flatten(1) / 255, labels[chosen].long()
    first, second = torch.nn.Linear(784, 10), torch.nn.Linear(10, 10)
    weights = [*first.parameters(), *second.parameters()]
    losses = []
    for _ in range(3):
        loss = torch.nn.functional.cross_entropy(second(torch.relu(first(x))), y)
        losses.append(loss.item())
        with torch.no_grad():
            for weight, gradient in zip(weights, torch.autograd.grad(loss, weights), strict=True):
                weight.sub_(0.1 * gradient)
    result = train(Settings(batch_size=1600, hidden=10, epochs=3, seed=4))
    np.testing.assert_allclose(result.losses, losses, rtol=1e-4)


def test_the_digits_of_the_test_are_not_those_of_the_training():
    result = train(QUICK)
    assert 0 < result.test_accuracy < 1
    assert result.final_loss == result.losses[-1]


def test_a_run_is_drawn_from_its_first_epoch_on():
    seen: list[Any] = []
    train(QUICK, on_progress=lambda progress: seen.append(progress.partial_result and progress.partial_result()))
    assert seen[0] is None
    assert len(seen[-1].losses) == 1
    assert math.isnan(seen[-1].test_accuracy)


def test_a_batch_changes_its_shape_from_line_to_line():
    """The shape lane: (64, 1, 28, 28), without its channel, in rows of 784, 200 hidden units, ten logits."""
    trace = step_through((Settings(),))
    lines = trace.text.splitlines()
    shapes = [
        (change.name, change.shape)
        for step in trace.steps
        for change in step.changes
        if change.kind == "tensor" and change.name in ("input_X", "x", "pred_y")
    ]
    assert shapes[:6] == [
        ("input_X", (64, 1, 28, 28)),
        ("input_X", (64, 28, 28)),
        ("input_X", (64, 784)),
        ("x", (64, 200)),
        ("x", (64, 200)),
        ("pred_y", (64, 10)),
    ]
    assert any("loss.backward()" in lines[step.line - 1] for step in trace.steps)
