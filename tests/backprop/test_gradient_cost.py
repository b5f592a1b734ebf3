"""What is timed computes what it should; the times themselves are not tested."""

import numpy as np
import pytest
import torch

from mlcore.backprop import gradient_cost, step_speed
from mlcore.backprop.gradient_cost import GradientBenchmark, mlp
from mlcore.backprop.parameter_count import parameter_count
from mlcore.backprop.settings import GradientCostSettings as Settings


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def test_the_2_2_1_network_has_nine_parameters():
    assert parameter_count(width=2, depth=1) == 9


@pytest.mark.parametrize(("width", "depth"), [(1, 1), (5, 1), (5, 4), (64, 3)])
def test_the_count_is_that_of_the_network(width, depth):
    assert parameter_count(width, depth) == sum(p.numel() for p in mlp(width, depth).parameters())


def test_a_network_without_units_is_refused():
    with pytest.raises(ValueError, match="all sizes must be at least 1, got 0, 2, 2 and 1"):
        parameter_count(0, 2)


def test_both_ways_that_race_reach_the_same_gradients():
    """Both ways that are timed reach the same gradients and leave the weights as they are, so the race is fair."""
    bench = GradientBenchmark(width=4, depth=2)
    for p in bench.model.parameters():
        p.data = p.data.double()
    bench.x, bench.y = bench.x.double(), bench.y.double()
    before = [p.detach().clone() for p in bench.model.parameters()]
    nudged = bench.differences()
    bench.backprop()
    for p, gradient, old in zip(bench.model.parameters(), nudged, before, strict=True):
        assert p.grad is not None
        np.testing.assert_allclose(gradient, p.grad, atol=1e-6)
        assert torch.equal(p, old)
    assert bench.parameters == parameter_count(4, 2)


def test_a_measurement_names_the_size_and_works_the_differences_out_from_a_forward_pass():
    cost = gradient_cost.measure(Settings(width=8, depth=2))
    assert cost.parameters == parameter_count(8, 2)
    assert cost.differences == 2 * cost.parameters * cost.forward
    assert min(cost.forward, cost.backprop) > 0


def test_growing_networks_are_all_measured(monkeypatch):
    monkeypatch.setattr(gradient_cost, "WIDTHS", (1, 3))
    assert [cost.parameters for cost in gradient_cost.growth(0)] == [parameter_count(1, 2), parameter_count(3, 2)]


def test_numpy_and_pytorch_take_the_same_steps():
    """They race on the same network, batch and rate, or one of them wins by doing less."""
    x, y = step_speed.examples()
    model = step_speed.model_of(6)
    weights = step_speed.weights_of(model)
    step = step_speed.step_of_pytorch(model, torch.from_numpy(x), torch.from_numpy(y)[:, None])
    for _ in range(3):
        step()
        weights = step_speed.train_step(weights, x, y, "sigmoid", step_speed.LEARNING_RATE)
    for ours, theirs in zip(weights, step_speed.weights_of(model), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-14)


def test_the_width_at_which_pytorch_overtakes_is_the_first_of_those_where_it_stays_ahead(monkeypatch):
    """A single lucky width in the middle is noise, not overtaking."""
    monkeypatch.setattr(step_speed, "WIDTHS", (2, 4, 8, 16))
    assert step_speed.overtaken([1, 1, 1, 1], [2, 0.5, 2, 0.5]) == 16
    assert step_speed.overtaken([1, 1, 1, 1], [2, 0.5, 0.5, 0.5]) == 4
    assert step_speed.overtaken([1, 1, 1, 1], [2, 0.5, 0.5, 2]) is None
