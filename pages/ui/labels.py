"""What options are called where a learner reads them: in code and links they have the names that programs use."""

from typing import NamedTuple

from mlcore.common.settings import Settings
from pages import n
from pages.ui.context import t
from pages.ui.numbers import SUBSCRIPTS


class Label(NamedTuple):
    """What an option is called, an English text."""

    name: str


SYMBOLS = ("x1", "x2", "w11", "w12", "b1", "w21", "w22", "b2", "v1", "v2", "u1", "u2")

LABELS = {
    **{symbol: Label(symbol.translate(SUBSCRIPTS)) for symbol in SYMBOLS},
    "relu": Label(n("ReLU")),
    "leaky_relu": Label(n("leaky ReLU")),
    "gelu": Label(n("GELU")),
    "learning_rate": Label(n("learning rate")),
    "x1 AND NOT x2": Label(n("x₁ AND NOT x₂")),
    "x2 AND NOT x1": Label(n("x₂ AND NOT x₁")),
    "NOT x1": Label(n("NOT x₁")),
    "NOT x2": Label(n("NOT x₂")),
    "x1 OR NOT x2": Label(n("x₁ OR NOT x₂")),
    "x2 OR NOT x1": Label(n("x₂ OR NOT x₁")),
    "logic_gates.learner=hand": Label(n("by hand")),
    "logic_gates.learner=perceptron": Label(n("perceptron rule")),
    "logic_gates.learner=sigmoid": Label(n("gradient descent")),
    "logic_gates.start=zeros": Label(n("all zero")),
    "logic_gates.start=hand": Label(n("my own")),
    "classification.dataset=own": Label(n("your own points")),
    "mnist.dataset=bundled": Label(n("5,000 digits")),
    "mnist.dataset=full": Label(n("all 70,000 digits")),
    "mnist.model=mlp": Label(n("MLP")),
    "mnist.model=cnn": Label(n("CNN")),
    "vanishing.start=default": Label(n("PyTorch's own")),
    "vanishing.start=xavier": Label(n("Xavier")),
    "vanishing.start=kaiming": Label(n("Kaiming")),
    "vanishing.start=large": Label(n("3 × Xavier")),
    "fooling.change=gradient": Label(n("of the gradient")),
    "fooling.change=random": Label(n("random")),
}
"""By option, or by ``<key>=<option>`` where fields mean different things by it; all others are called what they are."""

HEADLINES = {
    "final_loss": Label(n("the final loss")),
    "residual.final_loss": Label(n("the final loss of the network with skip connections")),
    "training_loop.final_loss": Label(n("the mean loss of the last epoch")),
    "curve.final_loss": Label(n("the MLP's loss over all training points")),
    "regression.final_loss": Label(n("the MLP's loss over all training points")),
    "moved_accuracy": Label(n("the accuracy of the CNN on digits moved by 4 pixels")),
    "linear_loss": Label(n("the linear model's loss over all training points")),
    "output": Label(n("the neuron's output")),
    "largest_difference": Label(n("the largest difference")),
    "lit": Label(n("the number of lamps that are lit")),
    "corrections": Label(n("the number of updates")),
    "squared_steps": Label(n("the number of steps with squared error")),
    "successes": Label(n("the seeds that solve XOR")),
    "loss_after": Label(n("the loss after the step")),
    "error": Label(n("the error of the sum")),
    "gap": Label(n("training minus validation accuracy")),
    "optimism": Label(n("by how much the best by test promises too much")),
    "strongest": Label(n("the largest sum of the map")),
    "ratio": Label(n("the first layer's gradient over the last one's")),
}
"""What the number is that a program prints last, by the attribute of its result, or by ``<slug>.<attribute>``."""


def label(option: object, key: str = "") -> str:
    """Return what an option, of the field with this key, is called in the visitor's language."""
    found = known(option, key)
    return t(found.name) if found else str(option)


def headline(settings: Settings, number: str = "") -> str:
    """Return what the number is that an experiment's program prints last, in the visitor's language.

    Parameters
    ----------
    settings
        Of the experiment.
    number
        The attribute of the result that this is, if not the experiment's headline.
    """
    attribute = number or settings.headline
    found = HEADLINES.get(f"{settings.slug}.{attribute}") or HEADLINES[attribute]
    return t(found.name)


def known(option: object, key: str = "") -> Label | None:
    """Return the label of an option, or None where it is called what it is."""
    return LABELS.get(f"{key}={option}") or LABELS.get(str(option))
