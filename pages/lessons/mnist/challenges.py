"""Challenges of the digits lesson."""

import numpy as np

from mlcore.mnist.results import MnistResult
from mlcore.mnist.settings import MnistSettings
from pages.lessons.mnist.state import UNSAID, DigitState
from pages.ui.challenge import Challenge
from pages.ui.context import t
from pages.ui.percent import below

HIGH_ACCURACY = 0.97
FEW_WEIGHTS = 20_000
FEW_EPOCHS = 5
FEW_PARAMETERS = 13_000
FEWEST_PARAMETERS = 8_000
FAIR_ACCURACY = 0.92
WIDE_GAP = 0.06

Answers = dict[str, np.ndarray]
"""By network, the probabilities of the shifted drawing and of the drawing as it is, shape (2, 10)."""


def sharp(settings: MnistSettings, result: MnistResult) -> str:
    """Read at least 97 % of the validation digits right, with few weights and after few epochs."""
    if result.parameters > FEW_WEIGHTS:
        return too_many(result.parameters, FEW_WEIGHTS)
    if settings.epochs > FEW_EPOCHS:
        return t("Your run takes {epochs} epochs; at most {most} are allowed.").format(
            epochs=settings.epochs, most=FEW_EPOCHS
        )
    return too_low(result.validation.accuracy, HIGH_ACCURACY)


def small(settings: MnistSettings, result: MnistResult) -> str:
    """Reach 92 % on the validation digits with few parameters."""
    if result.parameters > FEWEST_PARAMETERS:
        return too_many(result.parameters, FEWEST_PARAMETERS)
    return too_low(result.validation.accuracy, FAIR_ACCURACY)


def overfit(settings: MnistSettings, result: MnistResult) -> str:
    """Do much better on the training digits than on the validation digits, though the network is small."""
    if result.parameters > FEW_PARAMETERS:
        return too_many(result.parameters, FEW_PARAMETERS)
    gap = result.accuracies[-1] - result.validation.accuracy
    if gap >= WIDE_GAP:
        return ""
    return t("Training is {gap:.1f} points above validation; make it at least {goal:.0f}.").format(
        gap=round(100 * min(gap, WIDE_GAP - 0.001), 1) + 0.0, goal=100 * WIDE_GAP
    )


def too_many(count: int, most: int) -> str:
    """Return that a model has too many parameters."""
    return t("Your model has {count:,} parameters; at most {most:,} are allowed.").format(count=count, most=most)


def too_low(share: float, goal: float) -> str:
    """Return that the accuracy is too low, or nothing where it is not; rounding never makes it look reached."""
    if share >= goal:
        return ""
    return t("Your validation accuracy is {share}; it must reach {goal:.1%}.").format(
        share=below(share, goal), goal=goal
    )


def disagree(settings: DigitState, answers: Answers) -> str:
    """Have the CNN read a drawing right and the MLP wrong."""
    if settings.right or settings.down or settings.turn:
        return t("Take back shift and turn: what counts is how it is drawn.")
    if not (settings.crop and settings.fit and settings.centre):
        return t("Leave all three of MNIST's steps switched on.")
    if not settings.drawing:
        return t("Draw a digit first.")
    return one_fails(settings, answers)


def shift(settings: DigitState, answers: Answers) -> str:
    """Shift a digit that both networks read right until only the MLP fails."""
    if not (settings.right or settings.down):
        return t("The digit stands where it was drawn.")
    if settings.digit == UNSAID:
        return say_which()
    meant = int(settings.digit)
    if any(still.argmax() != meant for _, still in answers.values()):
        text = t("Where it was drawn, both networks must read it as {digit}. If you mean another digit, choose it.")
        return text.format(digit=meant)
    missing = one_fails(settings, answers)
    if missing and (settings.crop or settings.centre):
        return t("Crop and Centre of mass undo a shift: switch both off.")
    return missing


def one_fails(settings: DigitState, answers: Answers) -> str:
    """Return what is missing until the CNN is right and the MLP is wrong."""
    if settings.digit == UNSAID:
        return say_which()
    meant = int(settings.digit)
    mlp, cnn = (answers[name][0].argmax() for name in ("MLP", "CNN"))
    if cnn != meant:
        return t("The CNN does not read it as {digit}. If you mean another digit, choose it.").format(digit=meant)
    return t("The MLP reads it right too.") if mlp == meant else ""


def say_which() -> str:
    """Return that nobody knows yet what is right."""
    return t("Choose above the pad which digit you mean.")


NINE = (
    "1ZLJDsMgDERN2MF4_v9vQ0WQyhIuPZWTxdPYMwaifzoeANtrh7SAQ5Ji1cospN4qL_kibWdWmj6LSdBjz4eRcsIIo7AzIgPEkYXy"
    "bWsyCtfLBIxMce5lQZ5SKHmsX8s8IidtKxHwS_7Mn6U4bHR1JIfAQJl9tnZSRclsWV2oNTV8fn2uM4uvLByYPzAt9tcfdgM"
)
"""A 9 that the MLP reads as a 7."""

CHALLENGES = (
    Challenge("disagree", disagree, DigitState(drawing=NINE, digit="9")),
    Challenge("shift", shift, DigitState(right=-4, crop=False, fit=False, centre=False)),
    Challenge("sharp", sharp, MnistSettings(model="cnn", epochs=5, batch_size=64)),
    Challenge("small", small, MnistSettings(model="linear", augment=False)),
    Challenge("overfit", overfit, MnistSettings(hidden=16, augment=False)),
)
