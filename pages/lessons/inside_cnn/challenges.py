"""Challenges of the lesson on the inside of a CNN."""

from typing import NamedTuple

from mlcore.inside_cnn.channels import Channels
from mlcore.inside_cnn.results import FoolingResult, ShiftedDigitsResult
from mlcore.inside_cnn.settings import FoolingSettings
from pages.lessons.inside_cnn.state import ChannelState, ShiftState
from pages.ui.challenge import Challenge
from pages.ui.context import counted, t

HALF, CLOSE = 0.5, 1
LOUD = 1.0
SMALL, MANY = 20, 10


class Guessed(NamedTuple):
    """Four trained networks, and the learner's guess at the moment when the training was asked for."""

    result: ShiftedDigitsResult
    guess: int


def half(settings: ShiftState, result: Guessed) -> str:
    """Guess before the training from which shift on the MLP reads fewer than half of the digits right."""
    if result.guess == 0:
        return t("These networks were trained before you guessed. Choose another seed, set your guess, and train.")
    shares = result.result.accuracies["mlp"]
    first = next((shift for shift, share in enumerate(shares) if share < HALF), len(shares))
    if abs(first - result.guess) > CLOSE:
        return t(
            "It was not {guess}. Where does the curve of the MLP cross one half, and how wide is a stroke? "
            "Choose another seed, guess again, and train again."
        ).format(guess=counted(result.guess, t("1 pixel"), t("{count} pixels")))
    return ""


def outvoted(settings: ChannelState, result: Channels) -> str:
    """Find a number of the second layer that is 0 although one of its channels alone would make it more than 1."""
    loudest = float(result.parts.max())
    if result.value > 0:
        return t("This number is {value:.2f}, not 0.").format(value=result.value)
    if loudest <= LOUD:
        return t("It is 0, but no channel adds more than {least:g}: the largest part is {part:.2f}.").format(
            least=LOUD, part=loudest
        )
    return ""


def fooled(settings: FoolingSettings, result: FoolingResult) -> str:
    """Change a digit so little that it takes a well chosen pair of digits."""
    if settings.target == settings.digit:
        return t("Choose a target that is not the digit itself.")
    if settings.change != "gradient":
        return t("Choose the signs of the gradient.")
    read = int(result.probabilities[settings.step].argmax())
    if read != settings.target:
        return t("At {levels} it reads {read}.").format(levels=grey_levels(settings.step), read=read)
    if settings.step > SMALL:
        return t("It is fooled, but by {levels}; at most {most} are allowed.").format(
            levels=grey_levels(settings.step), most=SMALL
        )
    return ""


def grey_levels(count: int) -> str:
    """Return a step size in words."""
    return counted(count, t("1 grey level"), t("{count} grey levels"))


def several(settings: FoolingSettings, result: FoolingResult) -> str:
    """Find a digit that one long step never fools, and several short ones do."""
    if settings.target == settings.digit:
        return t("Choose a target that is not the digit itself.")
    if result.smallest_at_once >= 0:
        return t("One step of {levels} is enough here.").format(levels=grey_levels(result.smallest_at_once))
    read = int(result.probabilities[settings.step].argmax())
    if read != settings.target:
        return t("One step is never enough here. So far it reads {read}.").format(read=read)
    return ""


CHALLENGES = (
    Challenge("half", half, ShiftState(guess=3)),
    Challenge("outvoted", outvoted, ChannelState(filter=5, row=2, column=4)),
    Challenge("fooled", fooled, FoolingSettings(digit=9, target=4, step=20)),
    Challenge("several", several, FoolingSettings(digit=1, target=0, step=60, steps=MANY)),
)
