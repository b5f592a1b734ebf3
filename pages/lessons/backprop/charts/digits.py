"""All digits of a step as tables, and beside them what a textbook prints."""

from mlcore.backprop.chain_rule import ChainRuleResult
from pages.lessons.backprop.charts.computational_graph import written
from pages.ui.context import t
from pages.ui.numbers import plain

PRINTED = {
    "v1": "0.35891648",
    "v2": "0.408666186",
    "u1": "0.511301270",
    "u2": "0.561370121",
    "w11": "0.149780716",
    "w12": "0.19956143",
    "w21": "0.24975114",
    "w22": "0.29950229",
}
"""The weights after the step, as the worked example has them; its names for them are w5 to w8 and w1 to w4."""
PRINTED_LOSS, PRINTED_LOSS_AFTER = "0.298371109", "0.291027924"


def nodes(step: ChainRuleResult) -> list[dict[str, str]]:
    """Return the values of all nodes, before the step and after it."""
    return [
        {
            t("node"): written(name),
            t("value"): plain(value, 12),
            t("after the step"): plain(step.values_after[name], 12),
        }
        for name, value in step.values.items()
    ]


def parameters(step: ChainRuleResult, known: set[str]) -> list[dict[str, str]]:
    """Return the parameters with their gradients and their new values, where the gradient may be shown."""
    return [
        {
            t("parameter"): written(name),
            t("before"): f"{value:g}".replace("-", "−"),
            t("gradient"): plain(step.gradients[name], 12) if name in known else "?",
            t("after the step"): plain(step.updated[name], 12) if name in known else "?",
        }
        for name, value in step.parameters.items()
    ]


def printed(step: ChainRuleResult, known: set[str]) -> list[dict[str, str]]:
    """Return what the worked example prints beside the same numbers here, to as many digits."""
    losses = {
        t("loss"): (PRINTED_LOSS, step.values["L"]),
        t("loss after the step"): (PRINTED_LOSS_AFTER, step.values_after["L"]),
    }
    weights = {written(name): (text, step.updated[name]) for name, text in PRINTED.items()}
    hidden = {written(name) for name in PRINTED if name not in known}
    return [
        {
            t("number"): name,
            t("printed"): "?" if name in hidden else text,
            t("here"): "?" if name in hidden else f"{value:.{len(text.partition('.')[2])}f}",
        }
        for name, (text, value) in (losses | weights).items()
    ]
