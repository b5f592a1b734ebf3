"""What options are called where a learner reads them: in code and links they have the names that programs use."""

from typing import NamedTuple

from mlcore.common.settings import Settings
from pages import N_
from pages.ui.context import t
from pages.ui.numbers import SUBSCRIPTS


class Label(NamedTuple):
    """What an option is called, an English text."""

    name: str


SYMBOLS = ("x1", "x2", "w11", "w12", "b1", "w21", "w22", "b2", "v1", "v2", "u1", "u2")

LABELS = {
    **{symbol: Label(symbol.translate(SUBSCRIPTS)) for symbol in SYMBOLS},
    "relu": Label(N_("ReLU")),
    "leaky_relu": Label(N_("leaky ReLU")),
    "gelu": Label(N_("GELU")),
    "learning_rate": Label(N_("learning rate")),
    "x1 AND NOT x2": Label(N_("x₁ AND NOT x₂")),
    "x2 AND NOT x1": Label(N_("x₂ AND NOT x₁")),
    "NOT x1": Label(N_("NOT x₁")),
    "NOT x2": Label(N_("NOT x₂")),
    "x1 OR NOT x2": Label(N_("x₁ OR NOT x₂")),
    "x2 OR NOT x1": Label(N_("x₂ OR NOT x₁")),
    "logic_gates.learner=hand": Label(N_("by hand")),
    "logic_gates.learner=perceptron": Label(N_("perceptron rule")),
    "logic_gates.learner=sigmoid": Label(N_("gradient descent")),
    "logic_gates.start=zeros": Label(N_("all zero")),
    "logic_gates.start=hand": Label(N_("my own")),
    "classification.dataset=own": Label(N_("your own points")),
    "mnist.dataset=bundled": Label(N_("5,000 digits")),
    "mnist.dataset=full": Label(N_("all 70,000 digits")),
    "mnist.model=mlp": Label(N_("MLP")),
    "mnist.model=cnn": Label(N_("CNN")),
    "vanishing.start=default": Label(N_("PyTorch's own")),
    "vanishing.start=xavier": Label(N_("Xavier")),
    "vanishing.start=kaiming": Label(N_("Kaiming")),
    "vanishing.start=large": Label(N_("3 × Xavier")),
    "fooling.change=gradient": Label(N_("of the gradient")),
    "fooling.change=random": Label(N_("random")),
}
"""By option, or by ``<key>=<option>`` where fields mean different things by it; all others are called what they are."""

HEADLINES = {
    "final_loss": Label(N_("the final loss")),
    "residual.final_loss": Label(N_("the final loss of the network with skip connections")),
    "training_loop.final_loss": Label(N_("the mean loss of the last epoch")),
    "curve.final_loss": Label(N_("the MLP's loss over all training points")),
    "regression.final_loss": Label(N_("the MLP's loss over all training points")),
    "moved_accuracy": Label(N_("the accuracy of the CNN on digits moved by 4 pixels")),
    "linear_loss": Label(N_("the linear model's loss over all training points")),
    "output": Label(N_("the neuron's output")),
    "largest_difference": Label(N_("the largest difference")),
    "lit": Label(N_("the number of lamps that are lit")),
    "corrections": Label(N_("the number of updates")),
    "squared_steps": Label(N_("the number of steps with squared error")),
    "successes": Label(N_("the seeds that solve XOR")),
    "loss_after": Label(N_("the loss after the step")),
    "error": Label(N_("the error of the sum")),
    "gap": Label(N_("training minus validation accuracy")),
    "optimism": Label(N_("by how much the best by test promises too much")),
    "strongest": Label(N_("the largest sum of the map")),
    "ratio": Label(N_("the first layer's gradient over the last one's")),
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
