"""The digits that the networks are least sure of, and the score of a reader."""

from collections.abc import Sequence

import numpy as np

from mlcore.common.statistics import wilson_interval

COUNT = 20


def least_sure(probabilities: Sequence[np.ndarray], count: int) -> np.ndarray:
    r"""Return the indices of the images that some networks together are least sure of, the hardest first.

    .. math:: \text{sure}_i = \frac{1}{M} \sum_m \max_k p_{m,i,k}

    The labels are not used: a choice by mistakes would make the networks look worse than they are.

    Parameters
    ----------
    probabilities
        Probabilities by each of M networks, 0 to 1, shape (N, 10).
    count
        Number of images to choose, at most N.

    Returns
    -------
    indices
        int64, shape (count,).

    Raises
    ------
    ValueError
        If ``count`` is negative or above N.
    """
    sure = np.mean([p.astype(float).max(axis=1) for p in probabilities], axis=0)
    if not 0 <= count <= len(sure):
        raise ValueError(f"count must be between 0 and the {len(sure)} images, got {count}")
    return np.argsort(sure, kind="stable")[:count]


def score(answers: np.ndarray, labels: np.ndarray) -> tuple[int, tuple[float, float]]:
    """Return the number of right answers and Wilson's 95 % interval of their share.

    Parameters
    ----------
    answers, labels
        Answers and true classes, 0 to 9, shape (N,), N at least 1.
    """
    right = int((answers == labels).sum())
    return right, wilson_interval(right, len(labels))
