"""Shares as percentages."""

from decimal import ROUND_HALF_UP, Decimal


def percent(share: float, decimals: int = 1) -> str:
    """Return a share as a percentage: rounded as at school, 97.25 to 97.3, but 100 % only if it is all."""
    unit = Decimal(1).scaleb(-decimals)
    rounded = (100 * Decimal(str(round(float(share), 9)))).quantize(unit, ROUND_HALF_UP)
    return f"{rounded if share >= 1 else min(rounded, 100 - unit)}%"
