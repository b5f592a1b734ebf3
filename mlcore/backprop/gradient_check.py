"""Check a learner's gradient against the chain rule, and find the mistake in a wrong one."""

import math
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from mlcore.backprop.chain_rule import ChainRuleResult, Factor, Numbers
from mlcore.backprop.settings import GradientCheckState as Settings

TOLERANCE = 0.01
"""The largest relative error of a right answer: learners round."""


class AnswerVerdict(NamedTuple):
    """The verdict on an answer.

    Attributes
    ----------
    kind
        "empty", "right", "sign", "zero" (it is not), "vanishes" (it is 0), "path" (one of two is missing), "missing",
        "twice", "other", "step", "size" (ten times or more off) or "near".
    factors
        The factors that are missing, counted twice or zero.
    other
        The parameter whose gradient it is.
    ratio
        Size of the answer over the size of the gradient.
    flipped
        Whether the sign is wrong too.
    """

    kind: str
    factors: tuple[Factor, ...] = ()
    other: str = ""
    ratio: float = 1.0
    flipped: bool = False


def number(answer: str) -> float | None:
    """Return an answer as a number, or None if it is empty."""
    return float(answer) if answer else None


def close(value: float, wanted: float) -> bool:
    """Return whether a number differs from the wanted one by at most one percent."""
    return abs(value - wanted) <= TOLERANCE * abs(wanted) + 1e-12


def check(answer: str, name: str, result: ChainRuleResult) -> AnswerVerdict:
    """Compare an answer with a parameter's gradient, and find the mistake in a wrong one.

    Parameters
    ----------
    answer
        A number as ``Settings`` has checked it, or an empty text.
    name
        The name of the parameter.
    result
        The step with the right gradient.

    Raises
    ------
    ValueError
        If there is no such parameter.
    """
    if name not in result.parameters:
        raise ValueError(f"name must be one of {', '.join(result.parameters)}, got {name!r}")
    value, gradient, factors = number(answer), result.gradients[name], result.chains[name]
    if value is None:
        return AnswerVerdict("empty")
    if close(value, gradient):
        return AnswerVerdict("right")
    if gradient == 0:
        return AnswerVerdict("vanishes", tuple(factor for factor in factors if factor.value == 0))
    if value == 0:
        return AnswerVerdict("zero")
    if close(-value, gradient):
        return AnswerVerdict("sign", flipped=True)
    return (
        path_missing(value, gradient, factors)
        or factor_missing(value, gradient, factors)
        or another_gradient(value, name, result.gradients)
        or factor_twice(value, gradient, factors)
        or step_instead(value, gradient, result.settings.learning_rate)
        or too_large_or_small(value / gradient)
    )


def path_missing(value: float, gradient: float, factors: list[Factor]) -> AnswerVerdict | None:
    """Return the sum over two paths, if the answer or its negative took only one of them."""
    for factor in factors:
        for path in factor.paths:
            one = gradient / factor.value * path
            if close(abs(value), abs(one)):
                return AnswerVerdict("path", (factor,), flipped=value * one < 0)
    return None


def factor_missing(value: float, gradient: float, factors: list[Factor]) -> AnswerVerdict | None:
    """Return the fewest factors that are missing, if the product without them is the answer or its negative."""
    for count in range(1, len(factors)):
        for left_out in combinations(factors, count):
            part = math.prod(factor.value for factor in left_out)
            if part != 0 and not close(abs(part), 1) and close(abs(value), abs(gradient / part)):
                return AnswerVerdict("missing", left_out, flipped=value * gradient / part < 0)
    return None


def factor_twice(value: float, gradient: float, factors: list[Factor]) -> AnswerVerdict | None:
    """Return the factor that is there twice, if the product with it is the answer or its negative."""
    for factor in factors:
        if close(abs(value), abs(gradient * factor.value)):
            return AnswerVerdict("twice", (factor,), flipped=value * gradient * factor.value < 0)
    return None


def another_gradient(value: float, name: str, gradients: Numbers) -> AnswerVerdict | None:
    """Return another parameter, if the answer is its gradient."""
    others = [other for other, gradient in gradients.items() if other != name and close(value, gradient)]
    return AnswerVerdict("other", other=others[0]) if others else None


def step_instead(value: float, gradient: float, learning_rate: float) -> AnswerVerdict | None:
    """Return a verdict if the answer is the learning rate times the gradient."""
    return AnswerVerdict("step") if close(abs(value), abs(learning_rate * gradient)) else None


def too_large_or_small(ratio: float) -> AnswerVerdict:
    """Return how many times the gradient the answer is."""
    kind = "size" if abs(math.log10(abs(ratio))) >= 1 else "near"
    return AnswerVerdict(kind, ratio=abs(ratio), flipped=ratio < 0)


@dataclass(frozen=True)
class GradientCheckResult:
    """The verdicts on all answers of a learner.

    Attributes
    ----------
    step
        The step with the right gradients.
    verdicts
        For each parameter of the network.
    right
        The parameters whose gradients are right.
    """

    settings: Settings
    step: ChainRuleResult
    verdicts: dict[str, AnswerVerdict]
    right: list[str]


def run(settings: Settings, result: ChainRuleResult) -> GradientCheckResult:
    """Check all answers against one step."""
    verdicts = {name: check(getattr(settings, name), name, result) for name in result.parameters}
    return GradientCheckResult(
        settings, result, verdicts, [name for name in verdicts if verdicts[name].kind == "right"]
    )
