"""Numbers as one writes them: with a true minus, without a minus zero, and with powers of ten in place of an e."""

import math

from pages.ui.context import t

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
POWERS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MIN_AS_POWER = 1e4


def plain(value: float, digits: int = 2) -> str:
    """Return a number to some decimals, with a sign only if it is negative."""
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def signed(value: float, digits: int = 2) -> str:
    """Return a number to some decimals with its sign, e.g. ``−0.50``."""
    return f"{round(value, digits) + 0.0:+.{digits}f}".replace("-", "−")


def short(value: float, digits: int = 4) -> str:
    """Return a number to some significant digits, e.g. ``−1.5 · 10⁻⁷``."""
    mantissa, _, exponent = f"{value + 0.0:.{digits}g}".partition("e")
    power = f" · 10{str(int(exponent)).translate(POWERS)}" if exponent else ""
    return mantissa.replace("-", "−") + power


def below(value: float, goal: float, digits: int = 3) -> str:
    """Return a number that is less than a goal so that rounding does not make it look reached."""
    return plain(min(value, goal - 10**-digits), digits)


def above(value: float, most: float, digits: int = 3) -> str:
    """Return a number that is more than what is allowed, or just as much, so that rounding does not hide it."""
    return plain(max(value, most + 10**-digits), digits)


def written(loss: float) -> str:
    """Return a loss with four decimals, a huge one as a power of ten."""
    if not loss >= MIN_AS_POWER or loss == math.inf:
        return f"{loss:.4f}"
    return t("about 10 to the power {exponent}").format(exponent=round(math.log10(loss)))
