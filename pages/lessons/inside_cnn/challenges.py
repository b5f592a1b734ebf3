"""Challenges of the lesson on the inside of a CNN."""

from mlcore.inside_cnn.channels import Channels
from mlcore.inside_cnn.results import FoolingResult, OcclusionResult, ShiftedDigitsResult
from mlcore.inside_cnn.settings import FoolingSettings, OcclusionSettings
from pages.lessons.inside_cnn.state import ChannelState, ShiftState
from pages.ui.challenge import Challenge
from pages.ui.context import counted, t
from pages.ui.percent import below, percent

HALF = 0.5
MIN_LOUDNESS = 1.0
MIN_PATCH, SAFE_PROBABILITY = 9, 0.8
SMALL, MANY = 25, 10


def between(settings: ShiftState, result: ShiftedDigitsResult) -> str:
    """Mark a shift at which the CNN still reads most of the digits, and the MLP no longer does."""
    mlp, cnn = (float(result.accuracies[name][settings.shift]) for name in ("mlp", "cnn"))
    if mlp < HALF < cnn:
        return ""
    return t("Shift: {shift}. There the MLP reads {mlp} of them right, and the CNN {cnn}.").format(
        shift=settings.shift, mlp=percent(mlp), cnn=percent(cnn)
    )


def outvoted(settings: ChannelState, result: Channels) -> str:
    """Find a number of the second layer that is 0 although one of its channels alone would make it more than 1."""
    loudest = float(result.parts.max())
    if result.value > 0:
        return t("This number is {value:.2f}, not 0.").format(value=result.value)
    if loudest <= MIN_LOUDNESS:
        return t("It is 0, but no channel adds more than {least:g}: the largest part is {part:.2f}.").format(
            least=MIN_LOUDNESS, part=loudest
        )
    return ""


def safe(settings: OcclusionSettings, result: OcclusionResult) -> str:
    """Find a digit that a large patch cannot make another one, wherever it lies."""
    if settings.patch < MIN_PATCH:
        return t("Side of the patch: {side}, but at least {least} is asked for.").format(
            side=settings.patch, least=MIN_PATCH
        )
    if result.lowest < SAFE_PROBABILITY:
        return t("At the worst place the right answer falls to {share}.").format(
            share=below(result.lowest, SAFE_PROBABILITY)
        )
    return ""


def fooled(settings: FoolingSettings, result: FoolingResult) -> str:
    """Change a digit so little that it takes a well chosen pair of digits."""
    if settings.target == settings.digit:
        return t("Choose a target that is not the digit itself.")
    if settings.sample != FoolingSettings().sample:
        return t("Another sample is luck: take sample {sample} again.").format(sample=FoolingSettings().sample)
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
        return t("One step is enough here, with a change of {levels} or more.").format(
            levels=grey_levels(result.smallest_at_once)
        )
    read = int(result.probabilities[settings.step].argmax())
    if read != settings.target:
        return t("One step is never enough here. So far it reads {read}.").format(read=read)
    return ""


CHALLENGES = (
    Challenge("between", between, ShiftState(shift=3)),
    Challenge("outvoted", outvoted, ChannelState(filter=5, row=2, column=4)),
    Challenge("safe", safe, OcclusionSettings(digit=8, patch=9)),
    Challenge("fooled", fooled, FoolingSettings(digit=9, target=4, step=22)),
    Challenge("several", several, FoolingSettings(digit=1, target=0, step=60, steps=MANY)),
)
