"""Challenges of the backpropagation lesson."""

import math

from mlcore.backprop.gradient_check import Checked
from mlcore.backprop.settings import BackpropSettings, GradientCheckState, VanishingSettings
from pages.ui.challenge import Challenge
from pages.ui.context import t

THREE = 3
FIRST_LAYER = ("w11", "w12", "w21", "w22")
VANISHED = 1e-6
DEEP = 20
ALIVE = (0.1, 10.0)


def answers_hidden(settings: GradientCheckState) -> str:
    """Ask to hide the answers, where they show."""
    return t("Switch the answers off first.") if settings.show else ""


def three(settings: GradientCheckState, result: Checked) -> str:
    """Work out three gradients."""
    right = len(result.right)
    if right < THREE:
        return t("{right} of the {three} gradients are right.").format(right=right, three=THREE)
    return answers_hidden(settings)


def first_layer(settings: GradientCheckState, result: Checked) -> str:
    """Work out a gradient with five factors that is not 0."""
    right = [name for name in result.right if name in FIRST_LAYER]
    if not right:
        return t("None of w₁₁, w₁₂, w₂₁ and w₂₂ is right yet.")
    if all(result.step.gradients[name] == 0 for name in right):
        return t("That one is 0. Take one that is not.")
    return answers_hidden(settings)


def overshoot(settings: BackpropSettings, result) -> str:
    """Find a learning rate that is too large for a single step."""
    if result.loss_after > result.loss_before:
        return ""
    text = t("The step takes the loss from {before:.3f} to {after:.3f}: still downhill.")
    return text.format(before=result.loss_before, after=result.loss_after)


def vanish(settings: VanishingSettings, result) -> str:
    """Make the gradient vanish on its way to the first layer."""
    if math.isnan(result.ratio):
        return t("No layer gets any gradient: a whole layer is off. Take another width or seed.")
    if result.ratio < VANISHED:
        return ""
    text = t("The first layer gets {ratio:.1e} of what the last one gets; bring it below {limit:.0e}.")
    return text.format(ratio=result.ratio, limit=VANISHED)


def rescue(settings: VanishingSettings, result) -> str:
    """Keep the gradient alive in a deep network that is one setting away from one where it vanishes."""
    if settings.depth < DEEP:
        return t("Your network has {depth} hidden layers; at least {deep} are asked.").format(
            depth=settings.depth, deep=DEEP
        )
    if settings.activation == "linear":
        return t("Without a bend depth is worth nothing: choose another activation than linear.")
    if math.isnan(result.ratio):
        return t("No layer gets any gradient: a whole layer is off. Take another width or seed.")
    low, high = ALIVE
    if not low <= result.ratio <= high:
        text = t("The first layer gets {ratio:.1e} of what the last one gets; between {low:g} and {high:g} is asked.")
        return text.format(ratio=result.ratio, low=low, high=high)
    if not one_setting_away(settings, result):
        return t("No other activation, and no other start weights, would make it vanish here: nothing was rescued.")
    return ""


def one_setting_away(settings: VanishingSettings, result) -> bool:
    """Say whether the gradient vanishes with another activation or other start weights."""
    other_activations = [norms[settings.start] for norms in result.norms.values()]
    other_starts = result.norms[settings.activation].values()
    return any(norms[0] < VANISHED * norms[-1] for norms in (*other_activations, *other_starts))


CHALLENGES = (
    Challenge("three", three, GradientCheckState(c="-0.946", v1="0.708", v2="-0.797")),
    Challenge("first-layer", first_layer, GradientCheckState(w11="-0.269")),
    Challenge("overshoot", overshoot, BackpropSettings(learning_rate=30)),
    Challenge("vanish", vanish, VanishingSettings(depth=20)),
    Challenge("rescue", rescue, VanishingSettings(depth=20, activation="relu", start="kaiming")),
)
