"""Two networks compared on the same digits, pair by pair."""

from dataclasses import dataclass

import numpy as np

from mlcore.common.statistics import sign_test
from mlcore.mnist.results import SplitPredictions


@dataclass(frozen=True)
class Pairs:
    """How two networks answer the same digits.

    Attributes
    ----------
    first, second
        Digits that only the first and only the second reads right.
    alike
        Digits that both read right, or both wrong: they do not tell the two apart.
    p_value
        How often two equally good networks would differ at least as unevenly as ``first`` to ``second``, 0 to 1.
    """

    first: int
    second: int
    alike: int
    p_value: float


def compare(first: SplitPredictions, second: SplitPredictions) -> Pairs:
    """Compare two networks on the same digits.

    Raises
    ------
    ValueError
        If the digits are not the same.
    """
    if not np.array_equal(first.indices, second.indices):
        raise ValueError("first and second must be answers to the same digits in the same order")
    only_first, only_second = int((first.right & ~second.right).sum()), int((second.right & ~first.right).sum())
    alike = len(first.labels) - only_first - only_second
    return Pairs(only_first, only_second, alike, sign_test(only_first, only_second))
