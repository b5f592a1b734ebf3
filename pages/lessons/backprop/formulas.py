"""The formulas of a step, for one output or two and for either loss, with the numbers of the learner's network."""

from mlcore.backprop.chain_rule import ChainRuleResult, Output, example, outputs
from pages.ui.numbers import short

BENDS = {
    "linear": (r"z_k", "1"),
    "sigmoid": (r"\sigma(z_k)", r"h_k (1 - h_k)"),
    "tanh": (r"\tanh z_k", "1 - h_k^2"),
    "relu": (r"\max(0, z_k)", r"1 \text{ if } z_k > 0 \text{ else } 0"),
}
LOSSES = {
    "cross-entropy": (r"- y \ln p - (1 - y) \ln(1 - p)", r"-\frac{y}{p} + \frac{1 - y}{1 - p}"),
    "squared error": (r"+ \tfrac12 (p - y)^2", "p - y"),
}
"""The loss of one output, and its derivative by p."""


def formulas(step: ChainRuleResult) -> dict[str, str]:
    """Return the formulas and numbers of a step by the names that the prose has for them."""
    known = numbers(step)
    loss, by_answer = LOSSES[step.settings.loss]
    units = outputs(step.settings)
    gap = r" \qquad "
    last = " = p - y" if step.settings.loss == "cross-entropy" else ""
    paths = [rf"{by(one.sum)} \cdot {one.weights[0][0]}_k" for one in units]
    lines = {
        "sums": [
            f"{one.sum} = {of(one.weights[0])} h_1 + {of(one.weights[1])} h_2 + {one.bias} = {known[one.sum]}"
            for one in units
        ],
        "answers": [
            rf"{one.answer} = \sigma({one.sum}) = \frac{{1}}{{1 + e^{{-{one.sum}}}}} = {known[one.answer]}"
            for one in units
        ],
        "by_answers": [f"{by(one.answer)} = {of_output(by_answer, one)} = {known['d' + one.answer]}" for one in units],
        "by_sums": [
            rf"{by(one.sum)} = {by(one.answer)} \cdot {one.answer} (1 - {one.answer}){of_output(last, one)}"
            f" = {known['d' + one.sum]}"
            for one in units
        ],
        "by_weights": [rf"{by(one.weights[0][0] + '_k')} = {by(one.sum)} \cdot h_k" for one in units],
        "by_biases": [f"{by(one.bias)} = {by(one.sum)}" for one in units],
    }
    bend, slope = BENDS[step.settings.activation]
    return {
        **known,
        **{name: gap.join(parts) for name, parts in lines.items()},
        "loss": " ".join(of_output(loss, one) for one in units).removeprefix("+ "),
        "by_hidden": f"{by('h_k')} = {' + '.join(paths)}",
        "bend": bend,
        "slope": slope,
        "count": str(len(step.parameters)),
    }


def of(parameter: str) -> str:
    """Return a parameter as a formula has it: v1 is v_1."""
    return f"{parameter[0]}_{parameter[1:]}"


def by(node: str) -> str:
    """Return the derivative of the loss by a node."""
    return rf"\frac{{\partial L}}{{\partial {node}}}"


def of_output(formula: str, one: Output) -> str:
    """Return a formula about p and y for another output."""
    names = str.maketrans({"p": one.answer, "y": one.target})
    return formula if one.answer == "p" else formula.translate(names)


def numbers(step: ChainRuleResult) -> dict[str, str]:
    """Return the numbers of a step as formulas need them."""
    after = {f"new_{name}": value for name, value in step.values_after.items()}
    gradients = {f"d{name}": value for name, value in step.node_gradients.items()}
    values = step.values | after | gradients | step.parameters | example(step.settings)
    slopes = {f"slope{k}": step.chains[f"b{k}"][-1].value for k in (1, 2)}
    written = {name: short(value).replace("−", "-") for name, value in (values | slopes).items()}
    return written | {"eta": f"{step.settings.learning_rate:g}"}
