"""The three calls of the loop, and what connects them."""

import numpy as np
import pytest
import torch

from mlcore.backprop import numpy_backprop as backprop_by_hand
from mlcore.backprop.chain_rule import PARAMETERS, draw_parameters
from mlcore.backprop.numpy_backprop import Weights
from mlcore.training_loop import zero_grad
from mlcore.training_loop.settings import CallsSettings

SETTINGS = CallsSettings()


@pytest.fixture(scope="module")
def result():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield zero_grad.run(SETTINGS)
    torch.set_num_threads(threads)


def weights() -> Weights:
    p = draw_parameters(SETTINGS.seed)
    hidden = np.array([[p["w11"], p["w12"]], [p["w21"], p["w22"]]])
    return Weights(hidden, np.array([p["b1"], p["b2"]]), np.array([p["v1"], p["v2"]]), np.array(p["c"]))


def by_hand(zero: bool, steps: int) -> list[float]:
    """Train on XOR in NumPy, with gradients that are emptied or that add up; return the losses."""
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float), np.array([0, 1, 1, 0], dtype=float)
    w, losses = weights(), []
    held = [np.zeros_like(values) for values in w]
    for _ in range(steps):
        h, logits = backprop_by_hand.forward(w, x, SETTINGS.activation)
        losses.append(backprop_by_hand.loss(logits, y))
        new = backprop_by_hand.backward(w, x, y, h, logits, SETTINGS.activation)
        held = list(new) if zero else [old + gradient for old, gradient in zip(held, new, strict=True)]
        w = backprop_by_hand.step(w, Weights(*held), SETTINGS.learning_rate)
    return losses


@pytest.mark.parametrize("zero", [True, False])
def test_both_loops_take_the_way_worked_out_without_torch(result, zero):
    """Both loops have the losses that are worked out in NumPy, so zero_grad is in the right one."""
    loop = result.right if zero else result.skipped
    np.testing.assert_allclose(loop.losses[:30], by_hand(zero, 30), rtol=1e-9)


def test_each_call_changes_what_it_should_and_nothing_else(result):
    """zero_grad empties p.grad, backward fills it, step moves p.data by the learning rate times p.grad."""
    lines = [call.line for call in result.right.calls]
    assert lines == ["", *["optimizer.zero_grad()", "loss.backward()", "optimizer.step()"] * 3]
    for before, after in zip(result.right.calls, result.right.calls[1:], strict=False):
        if after.line == "optimizer.step()":
            assert after.grad == before.grad
            for name in PARAMETERS:
                step = SETTINGS.learning_rate * before.grad[name]
                assert after.data[name] == pytest.approx(before.data[name] - step, abs=1e-14)
        else:
            assert after.data == before.data
            assert (after.grad is None) == (after.line == "optimizer.zero_grad()")


def test_without_zero_grad_the_second_backward_adds_to_the_first(result):
    first, _, second = result.skipped.calls[1:4]
    assert (first.line, second.line) == ("loss.backward()", "loss.backward()")
    fresh = result.right.calls[5].grad  # both loops took the same first step
    for name in PARAMETERS:
        assert second.grad[name] == pytest.approx(first.grad[name] + fresh[name], abs=1e-14)


def test_the_page_opens_with_a_skip_that_does_harm(result):
    """At the defaults, skipping zero_grad ends at more than ten times the loss, as the page's prose says."""
    assert result.right.losses[-1] < 0.05
    assert result.skipped.losses[-1] > 10 * result.right.losses[-1]
    assert len(result.right.losses) == len(result.right.grads) + 1 == zero_grad.STEPS + 1


def test_the_optimizer_holds_the_models_own_tensors_and_copies_move_nothing(result):
    assert list(result.answers) == list(zero_grad.QUESTIONS)
    assert set(result.answers.values()) == {"True"}
    assert [tensor.name for tensor in result.tensors] == [
        "hidden.weight",
        "hidden.bias",
        "output.weight",
        "output.bias",
    ]
    for tensor in result.tensors:
        assert tensor.model_id == tensor.optimizer_id
        assert tensor.model_address == tensor.optimizer_address
    assert result.moved > 0
    assert result.moved_by_copies == 0


def test_a_loop_that_diverges_keeps_its_finite_part_and_says_so(result):
    """Vega draws nothing for an infinite number, and a linear network at this rate has nothing else soon."""
    wild = zero_grad.loop(CallsSettings(activation="linear", learning_rate=100), zero=True)
    assert wild.diverged
    assert 2 < len(wild.losses) < zero_grad.STEPS
    assert np.isfinite(wild.losses).all()
    assert all(np.isfinite(list(grad.values())).all() for grad in wild.grads)
    assert not result.right.diverged
