"""Challenges of the classification lesson."""

import numpy as np

from mlcore.classification.forward import NetworkOutput
from mlcore.classification.results import ClassificationResult
from mlcore.classification.settings import ClassificationSettings
from pages.lessons.classification.state import ProbeState, SoftmaxState
from pages.ui.challenge import Challenge
from pages.ui.context import t
from pages.ui.percent import below

HIGH_ACCURACY = 0.9
FEW_UNITS = 16
SPIRALS_ACCURACY = 0.95
UNDECIDED = 0.2
ODDS, NEAR = (4 / 7, 2 / 7, 1 / 7), 0.01
ALMOST_SURE = 0.95


def one_setting(settings: ClassificationSettings, result: ClassificationResult) -> str:
    """Reach a much higher accuracy than the course by changing one setting."""
    if settings.dataset != "cardioids":
        return t("Choose the data cardioids.")
    changed = settings.changed().keys() - {"epochs", "points", "train_size"}
    if len(changed) > 1:
        return t("You changed {count} settings; leave all but one, the points and the epochs as they were.").format(
            count=len(changed)
        )
    return too_low(result, HIGH_ACCURACY)


def too_low(result: ClassificationResult, goal: float) -> str:
    """Return what is missing from the validation accuracy to a goal."""
    if result.val_accuracies[-1] >= goal:
        return ""
    share = below(float(result.val_accuracies[-1]), goal)
    return t("Your validation accuracy is {share}; it must reach {goal:.0%}.").format(share=share, goal=goal)


def spirals(settings: ClassificationSettings, result: ClassificationResult) -> str:
    """Classify the spirals with few hidden units."""
    if settings.dataset != "spirals":
        return t("Choose the data spirals.")
    if settings.hidden > FEW_UNITS:
        return t("You use {hidden} hidden units; at most {most} are allowed.").format(
            hidden=settings.hidden, most=FEW_UNITS
        )
    return too_low(result, SPIRALS_ACCURACY)


def undecided(point: ProbeState, answer: NetworkOutput) -> str:
    """Find a point at which a network leaves each of three classes some probability."""
    if len(answer.probabilities) < 3:
        return t("Train on the data *cardioids* in the first tab: this needs three classes.")
    least = answer.probabilities.min()
    if least >= UNDECIDED:
        return ""
    return t("Here the least likely class has {share}.").format(share=below(float(least), UNDECIDED))


def odds(state: SoftmaxState, probabilities: np.ndarray) -> str:
    """Set logits whose probabilities stand in given ratios."""
    off = float(np.abs(probabilities - ODDS).max())
    if off <= NEAR:
        return ""
    return t("Your probabilities are {shares}: the worst is off by {off:.3f}.").format(
        shares=", ".join(f"{p:.3f}" for p in probabilities), off=off
    )


def all_negative(state: SoftmaxState, probabilities: np.ndarray) -> str:
    """Be almost sure of a class although all logits are negative."""
    if state.temperature != 1 or state.added:
        return t("Leave the temperature at 1, and add nothing.")
    if max(state.scaled) >= 0:
        return t("Make all three logits negative.")
    if probabilities[2] >= ALMOST_SURE:
        return ""
    return t("Class 2 has {share}.").format(share=below(float(probabilities[2]), ALMOST_SURE))


CHALLENGES = (
    Challenge("one-knob", one_setting, ClassificationSettings(optimizer="Adam", epochs=2000)),
    Challenge(
        "spirals",
        spirals,
        ClassificationSettings(
            dataset="spirals", hidden=16, train_size=2000, optimizer="Adam", learning_rate=0.02, epochs=1000
        ),
    ),
    Challenge("undecided", undecided, ProbeState(x1=-0.3, x2=0.0)),
    Challenge("odds", odds, SoftmaxState(z0=1.4, z1=0.7, z2=0.0)),
    Challenge("all-negative", all_negative, SoftmaxState(z0=-5.0, z1=-5.0, z2=-0.5)),
)
