"""A learner's gradient against the chain rule: what is right, and if it is not, what the number gives away."""

import math
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from mlcore.backprop.chain_rule import PARAMETERS, ChainRuleResult, Factor, Numbers
from mlcore.backprop.settings import GradientCheckState as Settings

CLOSE = 0.01
"""An answer may miss by one percent: that is rounding on the way."""


class Verdict(NamedTuple):
    """What is to be said about an answer.

    Attributes
    ----------
    kind
        "empty", "right", "sign", "zero" (it is not), "vanishes" (it is 0), "missing", "twice", "other", "step",
        "size" (ten times or more off) or "near".
    factors
        The factors that are missing, counted twice or zero.
    other
        The parameter whose gradient it is.
    ratio
        Size of the answer over the size of the gradient.
    flipped
        Whether the sign is wrong besides.
    """

    kind: str
    factors: tuple[Factor, ...] = ()
    other: str = ""
    ratio: float = 1.0
    flipped: bool = False


def number(answer: str) -> float | None:
    """Return what a learner typed as a number, None for nothing."""
    return float(answer.replace("−", "-").replace(",", ".")) if answer else None


def close(value: float, wanted: float) -> bool:
    """Say whether a number is the one wanted, give or take one percent."""
    return abs(value - wanted) <= CLOSE * abs(wanted) + 1e-12


def check(answer: str, name: str, result: ChainRuleResult) -> Verdict:
    """Compare an answer with a parameter's gradient and, where it is wrong, find what went wrong.

    Parameters
    ----------
    answer
        A number as it was typed, or nothing.
    name
        Of the parameter.
    result
        The step of which the gradient is asked.

    Raises
    ------
    ValueError
        If there is no such parameter.
    """
    if name not in PARAMETERS:
        raise ValueError(f"name must be one of {', '.join(PARAMETERS)}, got {name!r}")
    value, gradient, factors = number(answer), result.gradients[name], result.chains[name]
    if value is None:
        return Verdict("empty")
    if close(value, gradient):
        return Verdict("right")
    if gradient == 0:
        return Verdict("vanishes", tuple(factor for factor in factors if factor.value == 0))
    if value == 0:
        return Verdict("zero")
    if close(-value, gradient):
        return Verdict("sign", flipped=True)
    return (
        factor_missing(value, gradient, factors)
        or another_gradient(value, name, result.gradients)
        or factor_twice(value, gradient, factors)
        or step_instead(value, gradient, result.settings.learning_rate)
        or too_large_or_small(value / gradient)
    )


def factor_missing(value: float, gradient: float, factors: list[Factor]) -> Verdict | None:
    """Find the fewest factors without which the product is the answer, sign aside."""
    for count in range(1, len(factors)):
        for left_out in combinations(factors, count):
            part = math.prod(factor.value for factor in left_out)
            if part != 0 and not close(abs(part), 1) and close(abs(value), abs(gradient / part)):
                return Verdict("missing", left_out, flipped=value * gradient / part < 0)
    return None


def factor_twice(value: float, gradient: float, factors: list[Factor]) -> Verdict | None:
    """Find a factor that was multiplied in once too often, sign aside."""
    for factor in factors:
        if close(abs(value), abs(gradient * factor.value)):
            return Verdict("twice", (factor,), flipped=value * gradient * factor.value < 0)
    return None


def another_gradient(value: float, name: str, gradients: Numbers) -> Verdict | None:
    """Find a parameter whose gradient the answer is."""
    others = [other for other, gradient in gradients.items() if other != name and close(value, gradient)]
    return Verdict("other", other=others[0]) if others else None


def step_instead(value: float, gradient: float, learning_rate: float) -> Verdict | None:
    """Notice the update, learning rate and all, where the gradient was asked."""
    return Verdict("step") if close(abs(value), abs(learning_rate * gradient)) else None


def too_large_or_small(ratio: float) -> Verdict:
    """Say by how much the answer is off."""
    kind = "size" if abs(math.log10(abs(ratio))) >= 1 else "near"
    return Verdict(kind, ratio=abs(ratio), flipped=ratio < 0)


@dataclass(frozen=True)
class Checked:
    """All answers of a learner beside the step that they are about.

    Attributes
    ----------
    step
        The step.
    verdicts
        For each of the nine parameters.
    right
        The parameters whose gradients are right.
    """

    settings: Settings
    step: ChainRuleResult
    verdicts: dict[str, Verdict]
    right: list[str]


def run(settings: Settings, result: ChainRuleResult) -> Checked:
    """Check all nine answers against one step."""
    verdicts = {name: check(getattr(settings, name), name, result) for name in PARAMETERS}
    return Checked(settings, result, verdicts, [name for name in PARAMETERS if verdicts[name].kind == "right"])
