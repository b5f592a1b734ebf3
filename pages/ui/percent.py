"""Shares as percentages."""

from decimal import ROUND_HALF_UP, Decimal

from pages.ui.context import t

MIN_SHOWN = 0.001
"""A probability below this is not shown with its digits."""


def percent(share: float, decimals: int = 1) -> str:
    """Return a share as a percentage: rounded as at school, 97.25 to 97.3, but 100 % only if it is all."""
    unit = Decimal(1).scaleb(-decimals)
    rounded = (100 * Decimal(str(round(float(share), 9)))).quantize(unit, ROUND_HALF_UP)
    return f"{rounded if share >= 1 else min(rounded, 100 - unit)}%"


def below(share: float, goal: float) -> str:
    """Return a share that is less than a goal as a percentage that does not look like it."""
    return percent(min(share, goal - 0.001))


def above(share: float, most: float) -> str:
    """Return a share that is more than what is allowed as a percentage that does not look like it."""
    return percent(max(share, most + 0.001))


def of_hundred(probability: float) -> str:
    """Return in how many of 100 or 1,000 cases something happens that has a small probability."""
    if probability < MIN_SHOWN:
        return t("fewer than 1 of {count:,}").format(count=round(1 / MIN_SHOWN))
    decimals = 1 if probability < 0.1 else 0
    return t("{count} of 100").format(count=f"{100 * probability:.{decimals}f}")
