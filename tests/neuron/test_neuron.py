"""One neuron by hand: numbers worked on paper, derivatives, the firing line."""

import math
import subprocess
import sys
from typing import get_args

import numpy as np
import pytest
import torch
from hypothesis import assume, example, given, reject
from hypothesis import strategies as st

from mlcore.common.plane import cell_centres, firing_line
from mlcore.neuron.activations import ACTIVATIONS, SLOPES, activate, slope
from mlcore.neuron.by_hand import contributions, output, run, threshold, weighted_sum
from mlcore.neuron.settings import NeuronSettings

TORCH = {
    "linear": lambda z: 1 * z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.nn.functional.relu,
    "leaky_relu": torch.nn.functional.leaky_relu,
    "gelu": torch.nn.functional.gelu,
}
Z = np.linspace(-40, 40, 2001)
tenth = st.integers(-30, 30).map(lambda tenths: tenths / 10)


def test_the_weighted_sum_is_the_one_worked_out_on_paper():
    assert weighted_sum([1.5, -1.0], [1.0, 0.5], -0.5) == 0.5
    np.testing.assert_array_equal(contributions([1.5, -1.0], [1.0, 0.5]), [1.5, -0.5])


def test_the_weighted_sum_keeps_the_leading_shape_of_its_inputs():
    assert weighted_sum(np.zeros((5, 4, 2)), [1, 2], 3).shape == (5, 4)
    assert contributions(np.zeros((5, 4, 2)), [1, 2]).shape == (5, 4, 2)


def test_tenths_that_cancel_on_paper_do_not_fire():
    assert 0.1 + 0.2 - 0.3 > 0
    assert weighted_sum([1, 1], [0.1, 0.2], -0.3) == 0
    assert output([1, 1], [0.1, 0.2], -0.3) == 0


@given(st.lists(tenth, min_size=2, max_size=2), st.lists(tenth, min_size=2, max_size=2), tenth)
def test_tenths_add_up_exactly_as_whole_numbers_do(inputs, weights, bias):
    whole = sum(round(10 * x) * round(10 * w) for x, w in zip(inputs, weights, strict=True)) + 10 * round(10 * bias)
    assert output(inputs, weights, bias) == (whole > 0)
    assert weighted_sum(inputs, weights, bias) == pytest.approx(whole / 100, abs=1e-12)


@given(tenth, tenth, tenth)
def test_the_threshold_form_fires_where_the_bias_form_does(w1, w2, bias):
    inputs = cell_centres(-3, 3, 6)
    sums = weighted_sum(inputs, [w1, w2], 0)
    np.testing.assert_array_equal(output(inputs, [w1, w2], bias), np.where(sums > threshold(bias), 1, 0))


def test_a_bias_of_zero_is_a_threshold_of_plain_zero():
    assert math.copysign(1, threshold(0.0)) == 1


@pytest.mark.parametrize(
    ("activation", "value", "derivative"),
    [
        ("step", 1, 0),
        ("linear", 2, 1),
        ("sigmoid", 0.8807970779778823, 0.10499358540350662),
        ("tanh", 0.9640275800758169, 0.07065082485316443),
        ("relu", 2, 1),
        ("leaky_relu", 2, 1),
        ("gelu", 1.9544997361036416, 1.0852318010781969),
    ],
)
def test_activation_and_slope_at_two_are_the_known_numbers(activation, value, derivative):
    assert activate(2.0, activation) == pytest.approx(value, rel=1e-14)
    assert slope(2.0, activation) == pytest.approx(derivative, rel=1e-12)


@pytest.mark.parametrize(
    ("activation", "value", "derivative"),
    [("step", 0, 0), ("relu", 0, 0), ("leaky_relu", 0, 0.01), ("sigmoid", 0.5, 0.25), ("tanh", 0, 1), ("gelu", 0, 0.5)],
)
def test_at_zero_nothing_has_fired_yet(activation, value, derivative):
    assert activate(0, activation) == value
    assert slope(0, activation) == derivative


@pytest.mark.parametrize("activation", TORCH)
def test_activations_and_slopes_agree_with_torch(activation):
    z = torch.tensor(Z, requires_grad=True)
    values = TORCH[activation](z)
    (derivative,) = torch.autograd.grad(values.sum(), z)
    np.testing.assert_allclose(activate(Z, activation), values.detach(), rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(slope(Z, activation), derivative, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@given(z=st.floats(-8, 8).filter(lambda z: abs(z) > 1e-3))
def test_slopes_agree_with_central_differences(activation, z):
    h = 1e-5
    difference = (activate(z + h, activation) - activate(z - h, activation)) / (2 * h)
    assert slope(z, activation) == pytest.approx(difference, abs=1e-8)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_large_sums_neither_warn_nor_overflow(activation):
    far = np.array([-1000.0, -750.0, 750.0, 1000.0])
    for values in (activate(far, activation), slope(far, activation)):
        assert values.dtype == np.float64
        assert np.isfinite(values).all()


@given(st.floats(-30, 30))
def test_sigmoid_and_tanh_are_one_curve_at_two_scales(z):
    assert activate(z, "tanh") == pytest.approx(2 * activate(2 * z, "sigmoid") - 1, abs=1e-14)


def test_the_result_is_never_the_array_that_came():
    z = np.ones(3)
    assert not np.shares_memory(activate(z, "linear"), z)


def test_the_output_over_a_grid_has_rows_of_x2_and_columns_of_x1():
    centres = cell_centres(-3, 3, 6)
    assert centres.shape == (6, 6, 2)
    np.testing.assert_allclose(centres[0, :, 0], [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5])
    np.testing.assert_array_equal(output(centres, [1, 0], 0), np.tile([0, 0, 0, 1, 1, 1], (6, 1)))
    np.testing.assert_array_equal(output(centres, [0, 1], 0)[:, 0], [0, 0, 0, 1, 1, 1])


@pytest.mark.parametrize(
    ("weights", "bias", "ends"),
    [
        ([1, 1], 0, {(-3, 3), (3, -3)}),
        ([2, 0], -2, {(1, -3), (1, 3)}),
        ([0, -1], 0.5, {(-3, 0.5), (3, 0.5)}),
        ([1, 1], -4, {(1, 3), (3, 1)}),
        ([1, 0], 3, {(-3, -3), (-3, 3)}),
    ],
)
def test_the_firing_line_ends_where_it_leaves_the_square(weights, bias, ends):
    line = firing_line(weights, bias, -3, 3)
    assert line is not None
    assert {tuple(end) for end in line.round(12).tolist()} == ends


@pytest.mark.parametrize(
    ("weights", "bias"),
    [([0, 0], 0), ([0, 0], 1), ([1, 1], 6), ([1, 1], 7), ([1, 0], 3.1), ([0, 1e-320], 3), ([1e-320, 1e-320], -3)],
)
def test_there_is_no_firing_line_without_weights_or_outside_the_square(weights, bias):
    assert firing_line(np.array(weights), np.float64(bias), -3, 3) is None


@given(tenth, tenth, tenth)
@example(1e-300, 1e-300, 1e-300)
@example(1e-9, 3.0, -3.0)
@example(0.0, 0.3, 0.9)
def test_both_ends_lie_on_the_line_and_on_the_border(w1, w2, bias):
    """Where the line lies on the border itself, rounding decides whether it is still inside; either will do."""
    corners = [x1 * w1 + x2 * w2 + bias for x1 in (-3, 3) for x2 in (-3, 3)]
    line = firing_line([w1, w2], bias, -3, 3)
    if min(corners) > 1e-9 or max(corners) < -1e-9:
        assert line is None
    if line is None:
        reject()
    size = math.hypot(w1, w2)
    np.testing.assert_allclose(line @ [w1 / size, w2 / size] + bias / size, 0, atol=1e-12)
    np.testing.assert_array_equal(np.abs(line).max(axis=1).round(12), [3, 3])
    assert not np.array_equal(*line)


@given(tenth, tenth, tenth)
def test_a_line_that_crosses_the_square_is_found(w1, w2, bias):
    corners = [x1 * w1 + x2 * w2 + bias for x1 in (-3, 3) for x2 in (-3, 3)]
    assume(min(corners) < -1e-9 and max(corners) > 1e-9)
    assert firing_line([w1, w2], bias, -3, 3) is not None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: activate(0, "swish"), "activation must be one of step, .*, got 'swish'"),
        (lambda: slope(0, "swish"), "activation must be one of step, .*, got 'swish'"),
        (lambda: weighted_sum([1, 2], [1, 2, 3], 0), r"weights must have shape \(2,\).*got \(3,\)"),
        (lambda: cell_centres(0, 1, 0), "cells must be at least 1, got 0"),
        (lambda: cell_centres(1, 1, 5), "low must be less than high = 1, got 1"),
        (lambda: firing_line([1, 1], 0, 3, -3), "low must be less than high = -3, got 3"),
        (lambda: firing_line([math.nan, 1], 0, -3, 3), "must be finite numbers, got nan"),
    ],
)
def test_a_refusal_names_the_argument_and_what_came(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_run_is_the_neuron_worked_out_on_paper():
    result = run(NeuronSettings(w1=2, w2=-1, b=0.5, x1=1.5, x2=1, activation="leaky_relu"))
    assert result.products.tolist() == [3, -1]
    assert (result.sum, result.threshold, result.output, result.slope) == (2.5, -0.5, 2.5, 1)


def test_settings_offer_exactly_the_activations_that_exist():
    offered = get_args(NeuronSettings.model_fields["activation"].annotation)
    assert list(offered) == list(ACTIVATIONS) == list(SLOPES)


@pytest.mark.parametrize(
    "module", ["neuron.by_hand", "logic_gates.by_hand", "logic_gates.perceptron", "logic_gates.separability"]
)
def test_importing_the_science_by_hand_loads_neither_torch_nor_scipy(module):
    code = f"import sys, mlcore.{module}; print({{'torch', 'scipy', 'sklearn'}} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
