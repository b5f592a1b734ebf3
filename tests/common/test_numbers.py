"""Numbers as one writes them on paper."""

import pytest

from pages.ui.numbers import above, below, plain, short, signed


@pytest.mark.parametrize(
    ("value", "text"), [(-0.0, "0"), (4.4e-16, "4.4 · 10⁻¹⁶"), (-3e27, "−3 · 10²⁷"), (1.005, "1.005"), (-0.5, "−0.5")]
)
def test_few_digits_are_written_without_an_e(value, text):
    """A learner of twelve does not know what 4.4e-16 is."""
    assert short(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(-0.0, "0.00"), (-0.004, "0.00"), (-0.5, "−0.50"), (2, "2.00"), (1.239, "1.24")]
)
def test_decimals_have_a_true_minus_and_zero_has_none(value, text):
    """A hyphen is shorter than a plus, and −0.00 is no number."""
    assert plain(value) == text
    assert signed(value) == (text if text[0] == "−" else f"+{text}")


def test_a_number_that_misses_its_goal_does_not_look_as_if_it_reached_it():
    """No text says "The loss is 0.050; it must fall below 0.05": a number that misses its goal is not rounded to it."""
    assert above(0.0501, 0.05) == "0.051"
    assert above(0.05, 0.05) == "0.051"
    assert above(0.08126, 0.08125) == "0.082"  # the goal itself is written 0.081
    assert above(0.7, 0.05) == "0.700"
    assert below(19.96, 20, 1) == "19.9"
    assert below(-3, 20, 1) == "−3.0"
