"""What is said about a learner's gradient, and three ways to the right one."""

from mlcore.backprop.chain_rule import ChainRuleResult, Factor
from mlcore.backprop.gradient_check import AnswerVerdict
from pages.lessons.backprop.charts.computational_graph import written
from pages.ui.context import t
from pages.ui.numbers import short

ROUNDING_FACTOR = 1.02
"""An answer that is off by no more than this factor may have been rounded on the way."""


def words(verdict: AnswerVerdict, name: str) -> str:
    """Say what an answer got right or wrong, without the right number.

    Parameters
    ----------
    verdict
        What ``mlcore.backprop.gradient_check`` found.
    name
        Of the parameter.
    """
    asked = f"∂L/∂{written(name)}"
    factors = t(" and ").join(factor_words(factor) for factor in verdict.factors)
    texts = {
        "empty": t("Multiply the derivatives on the way from L back to {name}, and type the product."),
        "right": t("Right. The tab *Three ways* below the graph shows how else one gets this number."),
        "sign": t("The size is right and the sign is wrong: when {name} grows a little, does the loss grow or fall?"),
        "zero": t("It is not 0: none of the factors between L and {name} is."),
        "vanishes": t("The product has a factor that is 0: {factors}. What is the product then?"),
        "path": t("You followed one way only. {name} changes both outputs: add what comes back from each of them."),
        "missing": t("You left out {factors}."),
        "twice": t("You multiplied with {factors} once too often."),
        "other": t("That is the gradient of {other}. Follow the way back to {name}."),
        "step": t("That is the step, with the learning rate in it. Asked is the gradient alone."),
        "size": too_large() if verdict.ratio > 1 else too_small(),
        "near": t("Close, but more than 1% off. Go through the factors one by one, and round only at the end.")
        if verdict.ratio < ROUNDING_FACTOR and 1 / verdict.ratio < ROUNDING_FACTOR
        else t("The order of magnitude is right, the number is not. Go through the factors one by one."),
    }
    text = texts[verdict.kind].format(
        name=written(name),
        asked=asked,
        factors=factors,
        other=written(verdict.other),
        times=f"{float(f'{max(verdict.ratio, 1 / verdict.ratio):.0e}'):,.0f}",
    )
    if not verdict.flipped or verdict.kind == "sign":
        return text
    besides = t("And the sign is wrong.")
    return f"{text} {besides}"


def too_large() -> str:
    """Say that an answer is too large."""
    return t("Too large, by a factor of about {times}. Did you divide where there is a product, or lose a factor?")


def too_small() -> str:
    """Say that an answer is too small."""
    return t("Too small, by a factor of about {times}. Did you multiply with something that does not belong there?")


def factor_words(factor: Factor) -> str:
    """Name a factor by what it means and how it is written."""
    names = {
        "loss": t("the slope of the loss"),
        "sigmoid": t("the slope of the output's sigmoid"),
        "weight": t("the weight on the way"),
        "paths": t("what comes back from the two outputs together"),
        "slope": t("the slope of the activation"),
        "input": t("what the parameter is multiplied with"),
    }
    return f"{names[factor.kind]} (∂{written(factor.above)}/∂{written(factor.below)})"


def three_ways(name: str, step: ChainRuleResult, autograd: float, difference: float) -> list[dict[str, str]]:
    """Return a gradient as the chain rule, a central difference and autograd have it, a row each.

    Parameters
    ----------
    name
        Of the parameter.
    step
        A run of ``mlcore.backprop.chain_rule``.
    autograd, difference
        The gradient by ``backward()`` and by a central difference.
    """
    by_hand = step.gradients[name]
    factors = " · ".join(
        f"({short(factor.value)})" if factor.value < 0 else short(factor.value) for factor in step.chains[name]
    )
    return [
        {t("way"): t("chain rule"), t("how"): factors, t("gradient"): f"{by_hand + 0.0:.12f}", t("apart"): ""},
        {
            t("way"): t("numeric gradient"),
            t("how"): t("(L(w + ε) − L(w − ε)) / 2ε with ε = 10⁻⁵"),
            t("gradient"): f"{difference + 0.0:.12f}",
            t("apart"): short(abs(difference - by_hand), 1),
        },
        {
            t("way"): "autograd",
            t("how"): "loss.backward()",
            t("gradient"): f"{autograd + 0.0:.12f}",
            t("apart"): short(abs(autograd - by_hand), 1),
        },
    ]
