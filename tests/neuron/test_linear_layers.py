"""A stack of linear layers is one layer, to rounding; a ReLU between them changes that."""

import numpy as np
import pytest
import torch

from mlcore.common.plane import cell_centres
from mlcore.neuron.by_hand import weighted_sum
from mlcore.neuron.linear_layers import linear_layers, multiplied, run, run_layers
from mlcore.neuron.settings import LinearLayersSettings as Settings


@pytest.mark.parametrize("layers", range(1, 7))
@pytest.mark.parametrize("seed", range(5))
def test_linear_layers_collapse_into_one_neuron(layers, seed):
    result = run(Settings(layers=layers, seed=seed))
    assert result.largest_difference < 1e-12
    grid = cell_centres(-3, 3, 49)
    np.testing.assert_allclose(weighted_sum(grid, result.weight, result.bias), result.stack_output, atol=1e-11)


@pytest.mark.parametrize("layers", range(2, 7))
@pytest.mark.parametrize("seed", range(5))
def test_layers_with_relu_between_do_not_collapse(layers, seed):
    result = run(Settings(layers=layers, seed=seed, relu_between=True))
    assert result.largest_difference > 0.05
    np.testing.assert_array_equal(result.weight, run(Settings(layers=layers, seed=seed)).weight)


def test_a_single_layer_has_nothing_between():
    assert run(Settings(layers=1, relu_between=True)).largest_difference == 0


def test_two_layers_worked_out_on_paper():
    stack = [(np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([1.0, 0.0])), (np.array([[3.0, 1.0]]), np.array([-2.0]))]
    np.testing.assert_array_equal(run_layers(stack, np.array([1.0, 1.0]), relu_between=False), [9])
    np.testing.assert_array_equal(run_layers(stack, np.array([1.0, 1.0]), relu_between=True), [10])


def test_layers_run_as_torch_runs_them():
    stack = linear_layers(4, seed=3)
    modules: list[torch.nn.Module] = []
    for weight, bias in stack:
        layer = torch.nn.Linear(weight.shape[1], weight.shape[0], dtype=torch.float64)
        layer.weight.data, layer.bias.data = torch.tensor(weight), torch.tensor(bias)
        modules += [torch.nn.ReLU(), layer]
    inputs = cell_centres(-3, 3, 7)
    with torch.no_grad():
        expected = torch.nn.Sequential(*modules[1:])(torch.tensor(inputs))
    np.testing.assert_allclose(run_layers(stack, inputs, relu_between=True), expected, atol=1e-12)


def test_the_seed_draws_the_layers():
    assert run(Settings(seed=1)).bias == run(Settings(seed=1)).bias
    assert run(Settings(seed=1)).bias != run(Settings(seed=2)).bias


def test_two_layers_multiply_out_as_on_paper():
    stack = [(np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([1.0, 0.0])), (np.array([[3.0, 1.0]]), np.array([-2.0]))]
    weight, bias = multiplied(stack)
    np.testing.assert_array_equal(weight, [[3, 5]])
    np.testing.assert_array_equal(bias, [1])


def test_a_stack_without_layers_is_refused():
    with pytest.raises(ValueError, match="layers and width must be at least 1, got 0"):
        linear_layers(0, seed=0)
