"""Numbers as one writes them on paper."""

import pytest

from pages.ui.numbers import plain, short, signed


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
