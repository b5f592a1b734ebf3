"""Shares as percentages."""


def percent(share: float, decimals: int = 0) -> str:
    """Return a share as a percentage: rounded, but 100 % only if it is all."""
    text = f"{share:.{decimals}%}"
    return text if share >= 1 or not text.startswith("100") else f"{1 - 0.01 * 0.1**decimals:.{decimals}%}"
