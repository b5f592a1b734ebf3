"""The choice of hard digits, and the score of a reader."""

import numpy as np
import pytest

from mlcore.common.statistics import wilson_interval
from mlcore.mnist.hard_digits import least_sure, score


def test_the_least_sure_of_three_worked_by_hand():
    """The largest probabilities are 0.9, 0.5, 0.6 and 0.7, 0.7, 0.5; their means 0.8, 0.6 and 0.55."""
    first = np.array([[0.9, 0.1], [0.5, 0.5], [0.4, 0.6]], np.float16)
    second = np.array([[0.3, 0.7], [0.7, 0.3], [0.5, 0.5]], np.float16)
    assert least_sure([first, second], 2).tolist() == [2, 1]
    assert least_sure([first, second], 3).tolist() == [2, 1, 0]


def test_equally_hard_digits_keep_their_order():
    """The labels in a link belong to the digits in this order."""
    assert least_sure([np.full((50, 10), 0.1)], 4).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("count", [-1, 4])
def test_more_digits_than_there_are_are_refused(count):
    with pytest.raises(ValueError, match=f"count must be between 0 and the 3 images, got {count}"):
        least_sure([np.full((3, 10), 0.1)], count)


def test_a_score_counts_what_is_right_with_its_interval():
    assert score(np.array([1, 2, 3, 9]), np.array([1, 2, 4, 9])) == (3, wilson_interval(3, 4))
