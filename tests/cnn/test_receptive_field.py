"""The receptive field by autograd against the closed formula."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcore.cnn.receptive_field import closed_formula, gradients, run, trimmed
from mlcore.cnn.settings import ReceptiveFieldSettings
from mlcore.mnist.network import CNN

step = st.tuples(st.integers(1, 5), st.integers(1, 2), st.integers(1, 2))


def test_the_network_of_the_digits_lesson_sees_sixteen_pixels():
    """By hand: 5, plus 1 by pooling, plus four jumps of 2, plus one jump of 2."""
    result = run(ReceptiveFieldSettings(kernel_size=5, layers=2, pooling=True))
    assert result.steps == [(5, 1, 1), (2, 2, 1), (5, 1, 1), (2, 2, 1)]
    assert result.widths == result.formula == [5, 6, 14, 16]
    assert result.measured == 16
    assert CNN().conv1.kernel_size == CNN().conv2.kernel_size == (5, 5)


@settings(max_examples=30, deadline=None)
@given(st.lists(step, min_size=1, max_size=4))
def test_autograd_and_the_closed_formula_agree(steps):
    assert [len(trimmed(gradient)) for gradient in gradients(steps)] == closed_formula(steps)


@pytest.mark.parametrize(
    "values", [{"layers": 4}, {"layers": 4, "kernel_size": 5, "stride": 2, "dilation": 2, "pooling": True}]
)
def test_the_largest_settings_still_fit_the_input(values):
    """The input is wide enough, so that it does not cut off the receptive field."""
    result = run(ReceptiveFieldSettings(**values))
    assert result.widths == result.formula


def test_two_plain_layers_count_the_middle_three_times_as_often_as_the_rim():
    np.testing.assert_allclose(
        run(ReceptiveFieldSettings(kernel_size=3, pooling=False)).profiles[-1], np.array([1, 2, 3, 2, 1]) / 3
    )


def test_a_step_without_pixels_is_refused():
    with pytest.raises(ValueError, match=r"at least 1, got \[\(0, 1, 1\)\]"):
        closed_formula([(0, 1, 1)])
