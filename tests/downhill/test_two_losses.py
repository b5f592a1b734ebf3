"""Squared error and cross-entropy of a sigmoid neuron: slopes by PyTorch, steps by its optimizer."""

import contextlib
import io
from typing import Any, cast

import numpy as np
import pytest
import torch
from torch import nn

from mlcore.common.program import render_program
from mlcore.downhill.settings import TwoLossesSettings as Settings
from mlcore.downhill.two_losses import LEARNED_BELOW, entropy_slope, run, squared_slope

LOSSES: dict[str, Any] = {"squared": nn.functional.mse_loss, "entropy": nn.functional.binary_cross_entropy}
ZERO = torch.tensor(0.0, dtype=torch.double)


@pytest.mark.parametrize("w", [-3.0, -0.4, 0.0, 1.7, 6.0])
def test_both_slopes_are_those_of_autograd(w):
    for name, slope in (("squared", squared_slope), ("entropy", entropy_slope)):
        weight = torch.tensor(w, dtype=torch.double, requires_grad=True)
        LOSSES[name](torch.sigmoid(weight * 1.0), ZERO).backward()
        assert slope(w) == pytest.approx(float(cast(torch.Tensor, weight.grad)), rel=1e-9)


@pytest.mark.parametrize("name", LOSSES)
def test_the_steps_are_those_of_pytorchs_sgd(name):
    settings = Settings(w=3.0, learning_rate=1.5)
    weight = torch.tensor(settings.w, dtype=torch.double, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=settings.learning_rate)
    steps = 0
    while torch.sigmoid(weight) >= LEARNED_BELOW:
        optimizer.zero_grad()
        LOSSES[name](torch.sigmoid(weight), ZERO).backward()
        optimizer.step()
        steps += 1
    assert getattr(run(settings), f"{name}_steps") == steps


def test_the_slope_of_squared_error_is_never_more_than_half_that_of_cross_entropy():
    """The text says so: 2 p (1 - p) is at most one half."""
    weights = np.arange(-5, 6.1, 0.1)
    shares = [squared_slope(w) / entropy_slope(w) for w in weights]
    assert max(shares) == pytest.approx(0.5)
    assert min(shares) > 0


def test_the_surer_the_wrong_neuron_the_more_steps_squared_error_needs_for_each_of_cross_entropy():
    ratios = [run(Settings(w=w)).squared_steps / run(Settings(w=w)).entropy_steps for w in (2, 3, 4, 5, 6)]
    assert ratios == sorted(ratios)
    assert ratios[-1] > 10


def test_a_neuron_that_knows_the_answer_needs_no_step():
    result = run(Settings(w=-3))
    assert (result.squared_steps, result.entropy_steps) == (0, 0)


@pytest.mark.parametrize("settings", [Settings(), Settings(w=6, learning_rate=0.1), Settings(w=-3)])
def test_the_program_prints_the_number_of_the_page(settings):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(render_program(settings).text, {})
    assert printed.getvalue().splitlines()[-1] == repr(run(settings).squared_steps)
