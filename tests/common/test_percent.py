"""Shares as percentages."""

import pytest

from pages.ui.percent import above, below, percent


@pytest.mark.parametrize(
    ("share", "decimals", "text"),
    [
        (255 / 256, 0, "99%"),
        (0.9999, 1, "99.9%"),
        (1, 1, "100.0%"),
        (0.974, 1, "97.4%"),
        (0.9725, 1, "97.3%"),
        (0.9735, 1, "97.4%"),
        (0, 0, "0%"),
        (0.004, 1, "0.4%"),
    ],
)
def test_only_all_of_something_is_100_percent(share, decimals, text):
    assert percent(share, decimals) == text


def test_a_share_that_misses_its_goal_does_not_look_as_if_it_reached_it():
    """No text says "95.0%; it must reach 95 %": a share that misses its goal is not rounded to it."""
    assert below(0.94999, 0.95) == "94.9%"
    assert below(0.5, 0.95) == "50.0%"
    assert above(0.01001, 0.01) == "1.1%"
    assert above(0.25, 0.01) == "25.0%"
