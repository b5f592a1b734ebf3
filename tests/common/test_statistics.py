"""The Wilson interval and the sign test against worked numbers, definitions and SciPy."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import binomtest

from mlcore.common.statistics import sign_test, wilson_interval

counts = st.integers(1, 10_000).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))


def test_eight_of_ten_lies_between_49_and_94_percent():
    """By hand with z**2 = 3.8415: (0.8 + 0.1921 -+ 1.96 sqrt(0.016 + 0.0096)) / 1.3841. Wald's ends at 1.05."""
    assert wilson_interval(8, 10) == pytest.approx((0.490, 0.943), abs=5e-4)


def test_none_of_ten_may_still_be_28_percent():
    """The naive interval has no width here. By hand: z**2 / (n + z**2) = 3.8415 / 13.8415."""
    assert wilson_interval(0, 10) == pytest.approx((0.0, 0.27754), abs=1e-5)
    assert wilson_interval(10, 10) == pytest.approx((1 - 0.27754, 1.0), abs=1e-5)


@given(counts)
def test_both_ends_are_z_standard_errors_from_the_share(count):
    """Wilson's definition: |share - p| = z sqrt(p (1 - p) / n) at both ends p."""
    successes, trials = count
    for p in wilson_interval(successes, trials):
        error = 1.959964 * math.sqrt(p * (1 - p) / trials)
        assert abs(successes / trials - p) == pytest.approx(error, abs=1e-7)


@given(counts)
def test_the_interval_holds_the_share_and_stays_between_0_and_1(count):
    successes, trials = count
    low, high = wilson_interval(successes, trials)
    assert 0 <= low <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= high <= 1
    assert low < high


@given(counts)
def test_failures_have_the_mirrored_interval(count):
    successes, trials = count
    low, high = wilson_interval(trials - successes, trials)
    assert wilson_interval(successes, trials) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(counts, st.floats(0.1, 3), st.floats(0.1, 3))
def test_more_confidence_makes_a_wider_interval(count, z, more):
    assume(more > 1.01 * z)
    successes, trials = count
    (low, high), (lower, higher) = (wilson_interval(successes, trials, factor) for factor in (z, more))
    assert higher - lower > high - low


@pytest.mark.parametrize(
    ("successes", "trials", "message"),
    [
        (0, 0, "trials must be at least 1, got 0"),
        (-1, 5, "successes must be between 0 and trials = 5, got -1"),
        (6, 5, "successes must be between 0 and trials = 5, got 6"),
    ],
)
def test_counts_out_of_range_are_refused_with_the_count(successes, trials, message):
    with pytest.raises(ValueError, match=message):
        wilson_interval(successes, trials)


def test_five_to_nothing_comes_up_in_two_of_32_throws():
    """By hand: of the 32 ways that five coins fall, one is all heads and one is all tails."""
    assert sign_test(5, 0) == sign_test(0, 5) == 2 / 32


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_split_is_as_likely_as_the_binomial_test_says(first, second):
    assume(first + second > 0)
    assert sign_test(first, second) == pytest.approx(binomtest(first, first + second).pvalue, abs=1e-9)


def test_nothing_to_split_says_nothing_and_a_negative_count_is_refused():
    assert sign_test(0, 0) == 1
    with pytest.raises(ValueError, match="at least 0, got -1"):
        sign_test(-1, 3)
