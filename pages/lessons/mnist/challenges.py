"""Challenges of the digits lesson."""

from typing import NamedTuple

import numpy as np

from mlcore.mnist.digits import SIZES, load_digits, split
from mlcore.mnist.drawings import decode
from mlcore.mnist.results import MnistResult
from mlcore.mnist.settings import MnistSettings
from pages.lessons.mnist.state import NOT_CHOSEN, DrawingState
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

SURE = 0.9
MAX_GREY_DIFFERENCE = 8
"""Greys by which a digit of MNIST differs at most from itself as a drawing."""

Probabilities = dict[str, np.ndarray]
"""By network, the probabilities of the shifted drawing and of the drawing as it is, shape (2, 10)."""


class DrawingResult(NamedTuple):
    """What the networks read in a drawing, and whether it looks like a digit at all."""

    answers: Probabilities
    is_inlier: bool


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


def disagree(settings: DrawingState, result: DrawingResult) -> str:
    """Have the CNN surely read a drawing right and the MLP wrong; it is the learner's own, and finished."""
    if settings.right or settings.down or settings.turn:
        return t("Take back shift and turn: what counts is how it is drawn.")
    if not (settings.crop and settings.fit and settings.centre):
        return t("Leave all three of MNIST's steps switched on.")
    if not settings.drawing:
        return t("Draw a digit first.")
    if is_taken(settings.drawing):
        return t("This is a digit of MNIST as it came. Change its strokes, or draw your own.")
    missing = one_fails(settings, result.answers)
    if missing:
        return missing
    sure = float(result.answers["CNN"][0].max())
    if sure < SURE:
        return t("The CNN is {sure} sure; {least:.0%} are needed. Is the digit finished?").format(
            sure=below(sure, SURE), least=SURE
        )
    return "" if result.is_inlier else t("The drawing looks like no digit. Is it finished?")


def is_taken(drawing: str) -> bool:
    """Say whether a drawing is a digit as the page's button puts it on the pad."""
    validation = load_digits()[0][split(SIZES, data_seed=0)[1]].astype(int)
    return bool((np.abs(validation - decode(drawing)).max(axis=(1, 2)) <= MAX_GREY_DIFFERENCE).any())


def shift(settings: DrawingState, result: DrawingResult) -> str:
    """Shift a digit that both networks read right until only the MLP fails."""
    if not (settings.right or settings.down):
        return t("The digit stands where it was drawn.")
    if settings.digit == NOT_CHOSEN:
        return say_which()
    meant = int(settings.digit)
    if any(still.argmax() != meant for _, still in result.answers.values()):
        text = t("Where it was drawn, both networks must read it as {digit}. If you mean another digit, choose it.")
        return text.format(digit=meant)
    missing = one_fails(settings, result.answers)
    if missing and (settings.crop or settings.centre):
        return t("Crop and Centre of mass undo a shift: switch both off.")
    return missing


def one_fails(settings: DrawingState, answers: Probabilities) -> str:
    """Return what is missing until the CNN is right and the MLP is wrong."""
    if settings.digit == NOT_CHOSEN:
        return say_which()
    meant = int(settings.digit)
    mlp, cnn = (answers[name][0].argmax() for name in ("MLP", "CNN"))
    if cnn != meant:
        return t("The CNN does not read it as {digit}. If you mean another digit, choose it.").format(digit=meant)
    return t("The MLP reads it right too.") if mlp == meant else ""


def say_which() -> str:
    """Return that nobody knows yet what is right."""
    return t("Choose above the pad which digit you mean.")


FOUR = (
    "1ZDNEgMhCINRXFwRyfu_bbU_ly7u9NpcmPGTZAjRvym1xsRdIsaGRsU1YhWdSbyGlnONDrR0Zdmcae55wARjMnbPV3airzHWj281"
    "aFrOzxF4Jq4OpOg8UwPcAlPFS1ExMt9HMZSomMycqYbFfE45t-zwtmUlLPSt7nITqFsm2AdmvQn8TQ8"
)
"""A 4 that the MLP reads as a 9."""

CHALLENGES = (
    Challenge("disagree", disagree, DrawingState(drawing=FOUR, digit="4")),
    Challenge("shift", shift, DrawingState(right=-4, crop=False, fit=False, centre=False)),
    Challenge("sharp", sharp, MnistSettings(model="cnn", epochs=5, batch_size=64)),
    Challenge("small", small, MnistSettings(model="linear", augment=False)),
    Challenge("overfit", overfit, MnistSettings(hidden=16, augment=False)),
)
