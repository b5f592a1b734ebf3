"""Numbers of any size as a reader writes them."""

import math

from pages.ui.context import t

POWERS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

HUGE = 1e4


def short(value: float, digits: int = 4) -> str:
    """Return a number to some significant digits, with a true minus and without a minus zero."""
    mantissa, _, exponent = f"{value + 0.0:.{digits}g}".replace("-", "−").partition("e")
    return f"{mantissa} · 10{str(int(exponent.replace('−', '-'))).translate(POWERS)}" if exponent else mantissa


def written(loss: float) -> str:
    """Return a loss with four decimals, a huge one as a power of ten."""
    if not loss >= HUGE or loss == math.inf:
        return f"{loss:.4f}"
    return t("about 10 to the power {exponent}").format(exponent=round(math.log10(loss)))
