"""One weight: loss and slope against PyTorch, the course of the ball against what was worked out by hand."""

import contextlib
import io
from typing import cast

import numpy as np
import pytest
import torch
from torch import nn

from mlcore.common.program import render_program
from mlcore.downhill.one_weight import ENDS, MAX_STEPS, descend, loss, run, slope
from mlcore.downhill.settings import CURVES
from mlcore.downhill.settings import OneWeightSettings as Settings

every_curve = pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES)


def by_autograd(weight, curve):
    w = torch.tensor(weight, dtype=torch.double, requires_grad=True)
    z = w * torch.tensor(curve.x, dtype=torch.double)
    answers = torch.sin(z) if curve.bend else z
    value = nn.functional.mse_loss(answers, torch.tensor(curve.y, dtype=torch.double))
    value.backward()
    return value.item(), float(cast(torch.Tensor, w.grad))


@every_curve
def test_loss_and_slope_are_those_of_autograd(curve):
    for weight in np.linspace(*ENDS, 23):
        value, gradient = by_autograd(weight, curve)
        assert loss(weight, curve) == pytest.approx(value, rel=1e-12)
        assert slope(weight, curve) == pytest.approx(gradient, rel=1e-9, abs=1e-12)


@every_curve
def test_the_path_is_that_of_pytorchs_sgd(curve):
    w = torch.tensor(-0.7, dtype=torch.double, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.08)
    path = [w.item()]
    for _ in range(10):
        optimizer.zero_grad()
        z = w * torch.tensor(curve.x, dtype=torch.double)
        answers = torch.sin(z) if curve.bend else z
        nn.functional.mse_loss(answers, torch.tensor(curve.y, dtype=torch.double)).backward()
        optimizer.step()
        path.append(w.item())
    np.testing.assert_allclose(descend(-0.7, curve, 0.08, 10), path, rtol=1e-9)


def test_the_one_valley_is_the_parabola_of_the_text():
    """On paper L = 2 (w - 1)^2 + 1/4, so the slope is 4 (w - 1)."""
    weights = np.linspace(*ENDS, 50)
    np.testing.assert_allclose(loss(weights, CURVES["one valley"]), 2 * (weights - 1) ** 2 + 0.25, atol=1e-12)
    result = run(Settings())
    assert result.valleys == pytest.approx((1.0,))
    assert result.hills == ()


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.25, 0.4, 0.5, 0.6])
def test_each_step_multiplies_the_distance_to_the_floor_by_1_minus_4_eta(rate):
    path = run(Settings(w=-1, learning_rate=rate)).path
    np.testing.assert_allclose(path, 1 - 2 * (1 - 4 * rate) ** np.arange(MAX_STEPS + 1), rtol=1e-6, atol=1e-9)


def test_the_two_valleys_lie_on_both_sides_of_a_hill_and_the_right_one_is_deeper():
    result = run(Settings(curve="two valleys"))
    curve = CURVES["two valleys"]
    (left, right), (hill,) = result.valleys, result.hills
    assert left < hill < right
    assert loss(right, curve) < loss(left, curve) - 0.3
    assert loss(hill, curve) > loss(left, curve) + 1
    for place in (left, hill, right):
        assert by_autograd(place, curve)[1] == pytest.approx(0, abs=1e-3)


def test_with_small_steps_the_start_alone_decides_where_the_ball_ends():
    curve = CURVES["two valleys"]
    result = run(Settings(curve="two valleys"))
    for weight in np.arange(-1, 2.51, 0.05):
        end = descend(weight, curve, 0.02, 2000)[-1]
        assert end == pytest.approx(result.valleys[int(weight > result.hills[0])], abs=1e-3)


@pytest.mark.parametrize(
    "settings", [Settings(), Settings(curve="two valleys", w=2.2, learning_rate=0.3, steps=17), Settings(steps=0)]
)
def test_the_program_prints_the_number_of_the_page(settings):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(render_program(settings).text, {})
    assert printed.getvalue().splitlines()[-1] == repr(run(settings).final_loss)


def test_the_wildest_ball_stays_finite():
    """Vega draws nothing for an infinite number."""
    for curve in CURVES:
        result = run(Settings(curve=curve, w=-1, learning_rate=0.7, steps=MAX_STEPS))
        assert np.isfinite(result.losses).all()
