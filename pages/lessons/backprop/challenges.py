"""Challenges of the backpropagation lesson."""

from mlcore.backprop.gradient_check import Checked
from mlcore.backprop.results import BackpropResult
from mlcore.backprop.settings import BackpropSettings, GradientCheckState
from pages.ui.challenge import Challenge
from pages.ui.context import t
from pages.ui.numbers import short

THREE = 3
FIRST_LAYER = ("w11", "w12", "w21", "w22")
LEAST_LOSS = 0.1
MODEST = 1.0


def answers_hidden(settings: GradientCheckState) -> str:
    """Ask to hide the answers, where they show."""
    return t("Switch the answers off first.") if settings.show else ""


def three(settings: GradientCheckState, result: Checked) -> str:
    """Work out three gradients, of both layers' weights among them."""
    right = len(result.right)
    if right < THREE:
        return t("{right} of the {three} gradients are right.").format(right=right, three=THREE)
    if not any(name[0] in "vu" for name in result.right):
        return t("Those are right. Take a weight v as well.")
    if not any(name in FIRST_LAYER for name in result.right):
        return t("Those are right. Take a weight w as well.")
    return answers_hidden(settings)


def first_layer(settings: GradientCheckState, result: Checked) -> str:
    """Work out a gradient with five factors that is not 0."""
    right = [name for name in result.right if name in FIRST_LAYER]
    if not right:
        return t("None of w₁₁, w₁₂, w₂₁ and w₂₂ is right yet.")
    if all(result.step.gradients[name] == 0 for name in right):
        return t("That one is 0. Take one that is not.")
    return answers_hidden(settings)


def paths(settings: GradientCheckState, result: Checked) -> str:
    """Work out a gradient to which two outputs contribute."""
    if result.step.settings.outputs == 1:
        return t("Your network has one output.")
    return first_layer(settings, result)


def blocked(settings: BackpropSettings, result: BackpropResult) -> str:
    """Cut the first layer off from the loss."""
    if settings.activation == "relu":
        return t("Choose another activation than ReLU.")
    if 0 in (settings.x1, settings.x2):
        return t("An input is 0.")
    blocked = sum(result.autograd[name] == 0 for name in FIRST_LAYER)
    if blocked < len(FIRST_LAYER):
        return t("{count} of the 4 gradients of the first layer are 0.").format(count=blocked)
    if result.loss_before < LEAST_LOSS:
        return t("The loss is {loss}: there is nothing left to learn.").format(loss=short(result.loss_before))
    return ""


def too_far(settings: BackpropSettings, result: BackpropResult) -> str:
    """Find a network for which even a modest learning rate is too large."""
    if settings.learning_rate > MODEST:
        return t("The learning rate is {rate:g}; at most {most:g} is asked.").format(
            rate=settings.learning_rate, most=MODEST
        )
    if result.loss_after > result.loss_before:
        return ""
    text = t("The step takes the loss from {before} to {after}: still downhill.")
    return text.format(before=short(result.loss_before), after=short(result.loss_after))


CHALLENGES = (
    Challenge("three", three, GradientCheckState(c="-0.946", v1="0.708", w11="-0.269")),
    Challenge("first-layer", first_layer, GradientCheckState(w11="-0.269")),
    Challenge("paths", paths, GradientCheckState(w11="-0.646")),
    Challenge("blocked", blocked, BackpropSettings(v1="0", v2="0")),
    Challenge("too-far", too_far, BackpropSettings(x1=3, x2=-3, learning_rate=1, activation="linear")),
)
