"""Formulas with the learner's own numbers in them."""

from collections.abc import Sequence


def weighted_sum(weights: Sequence[float], names: Sequence[str], bias: float) -> str:
    r"""Return a sum as LaTeX, e.g. ``1.50\,x_1 - 0.20\,x_2 + 0.70``."""
    terms = [f"{signed(weight)}\\,{name}" for weight, name in zip(weights, names, strict=True)]
    return " ".join([*terms, signed(bias)]).removeprefix("+ ")


def signed(value: float) -> str:
    """Return a number with two decimals and its sign apart, e.g. ``- 0.20``."""
    rounded = round(value, 2)
    return f"{'-' if rounded < 0 else '+'} {abs(rounded):.2f}"
