"""How sure one can be of a share that was counted."""

import math


def wilson_interval(successes: int, trials: int, z: float = 1.959964) -> tuple[float, float]:
    r"""Return the Wilson score interval of a share, 95 % for the default ``z``.

    With :math:`\hat p = k / n` the ends are

    .. math:: \frac{\hat p + z^2/2n \pm z \sqrt{\hat p(1-\hat p)/n + z^2/4n^2}}{1 + z^2/n}

    Parameters
    ----------
    successes, trials
        Counts, ``0 <= successes <= trials`` and ``trials >= 1``.
    z
        Standard normal quantile of the confidence wanted.

    Raises
    ------
    ValueError
        If the counts are out of range.

    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927).
    """
    if trials < 1:
        raise ValueError(f"trials must be at least 1, got {trials}")
    if not 0 <= successes <= trials:
        raise ValueError(f"successes must be between 0 and trials = {trials}, got {successes}")
    share = successes / trials
    centre = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


CHANCE = 0.05
"""A p-value from which on a difference may well be chance."""


def sign_test(first: int, second: int) -> float:
    r"""Return the two-sided p-value of a split: how often a fair coin splits at least as unevenly.

    .. math:: p = \min\Bigl(1, \; 2 \sum_{k \le \min(a, b)} \binom{a + b}{k} 2^{-(a + b)}\Bigr)

    Of two models that answer the same questions, a and b are how many only the first and only the second answers
    right: this is McNemar's test in its exact form.

    Parameters
    ----------
    first, second
        The counts a and b, at least 0.

    Raises
    ------
    ValueError
        If a count is negative.

    Source: Q. McNemar, Psychometrika 12 (1947).
    """
    if min(first, second) < 0:
        raise ValueError(f"first and second must be at least 0, got {first} and {second}")
    trials = first + second
    tail = sum(math.comb(trials, count) for count in range(min(first, second) + 1))
    return min(1.0, 2 * tail / 2**trials)
