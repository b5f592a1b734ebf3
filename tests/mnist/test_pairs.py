"""Two networks on the same digits."""

import numpy as np
import pytest

from mlcore.mnist.pairs import compare
from mlcore.mnist.results import SplitPredictions


def answers(predictions: list[int], first: int = 0) -> SplitPredictions:
    """Return answers to digits that are all sevens."""
    count = len(predictions)
    shares = np.eye(10, dtype=np.float16)[predictions]
    indices, labels = np.arange(first, first + count, dtype=np.int32), np.full(count, 7, np.uint8)
    return SplitPredictions(indices, labels, np.array(predictions, np.uint8), shares)


def test_only_digits_on_which_the_two_differ_are_counted():
    """By hand: one digit for the first, three for the second; both right once, both wrong once. 2 (1 + 4) / 16."""
    found = compare(answers([7, 1, 2, 3, 7, 4]), answers([1, 7, 7, 7, 7, 5]))
    assert (found.first, found.second, found.alike) == (1, 3, 2)
    assert found.p_value == 2 * (1 + 4) / 16


def test_networks_that_answer_alike_cannot_be_told_apart():
    found = compare(answers([7, 1]), answers([7, 2]))
    assert (found.first, found.second, found.alike, found.p_value) == (0, 0, 2, 1)


def test_answers_to_other_digits_cannot_be_compared():
    with pytest.raises(ValueError, match="the same digits"):
        compare(answers([7, 1]), answers([7, 1], first=2))


def test_accuracy_interval_and_confusion_follow_from_the_answers():
    """By hand: 8 of 10 is between 49 and 94 %."""
    some = answers([7] * 8 + [1, 9])
    assert some.accuracy == 0.8
    assert some.interval == pytest.approx((0.490, 0.943), abs=5e-4)
    assert some.confusion[7].tolist() == [0, 1, 0, 0, 0, 0, 0, 8, 0, 1]
    assert some.confusion.sum() == 10
