"""Challenges of the regression lesson; they judge validation, never the test set."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar

from mlcore.regression.bumps import BumpsResult
from mlcore.regression.results import Fit, RegressionResult
from mlcore.regression.settings import BumpsSettings, CurveSettings, RegressionSettings
from pages.ui.challenge import Challenge
from pages.ui.context import t
from pages.ui.numbers import above

NEAR, FEW_UNITS = 1.3, 15
FAST, SMALL_LOSS = 0.1, 1.0
STEEP, CLOSE, CLOSER = 20, 0.5, 0.25


@dataclass(frozen=True)
class Divergence:
    """What is left of a run that diverged."""

    settings: RegressionSettings


Chosen = TypeVar("Chosen", bound=RegressionSettings)
Check = Callable[[Chosen, RegressionResult], str]


def measured(check: Check[Chosen]) -> Callable[[Chosen, RegressionResult | Divergence], str]:
    """Return a check that a run which diverged does not pass."""

    @wraps(check)
    def checked(settings: Chosen, result: RegressionResult | Divergence) -> str:
        if isinstance(result, Divergence):
            return t("This run diverged, so there is no loss to compare.")
        return check(settings, result)

    return checked


@measured
def few_hinges(settings: CurveSettings, result: RegressionResult) -> str:
    """Fit the whole sine with few hidden units."""
    if settings.hidden > FEW_UNITS:
        return t("You use {hidden} hidden units; at most {most} are allowed.").format(
            hidden=settings.hidden, most=FEW_UNITS
        )
    return near_the_floor(settings, result.fits["mlp"])


@measured
def memorise_noise(settings: CurveSettings, result: RegressionResult) -> str:
    """Learn the noise of the training points."""
    floor = settings.noise**2
    if result.final_loss >= floor / 2:
        return t("The MLP's training loss is {loss}; half the noise floor is {goal:.3f}.").format(
            loss=above(result.final_loss, floor / 2), goal=floor / 2
        )
    if result.fits["mlp"].val_losses[-1] < 2 * floor:
        return t("Its validation loss is still close to the noise floor: there is little to see.")
    return ""


def follow(settings: BumpsSettings, result: BumpsResult) -> str:
    """Follow the wave with steep bumps."""
    if settings.steepness < STEEP:
        return t("The steepness is {steepness}; leave it at {least} or more.").format(
            steepness=settings.steepness, least=STEEP
        )
    return on_the_wave(settings) or within(result.error, CLOSE)


def softer(settings: BumpsSettings, result: BumpsResult) -> str:
    """Come closer to the wave than any steep bumps can."""
    return on_the_wave(settings) or within(result.error, CLOSER)


def on_the_wave(settings: BumpsSettings) -> str:
    """Return what is missing unless the curve to follow is the wave."""
    return "" if settings.target == "wave" else t("Choose the curve wave.")


def within(error: float, goal: float) -> str:
    """Return what is missing from the error of a sum to a goal."""
    if error < goal:
        return ""
    return t("The error is {error}; it must fall below {goal:.2f}.").format(error=above(error, goal, 2), goal=goal)


def tame(settings: RegressionSettings, result: RegressionResult | Divergence) -> str:
    """Converge at a learning rate that diverges with the other settings of the course."""
    if settings.optimizer != "SGD":
        return t("Stay with SGD: the others choose their own step length.")
    if isinstance(result, Divergence):
        return t("Seen: it diverged. Now make it work.")
    if settings.learning_rate < FAST:
        return t("Your learning rate is {rate:g}; it must be at least {least:g}.").format(
            rate=settings.learning_rate, least=FAST
        )
    return on_the_course(settings) or below(result.fits["mlp"].val_losses[-1], SMALL_LOSS)


def on_the_course(settings: RegressionSettings) -> str:
    """Return what is missing unless the surface and its noise are the course's."""
    start = RegressionSettings()
    if (settings.dataset, settings.noise) == (start.dataset, start.noise):
        return ""
    return t("Take the surface course with its noise of {noise}.").format(noise=start.noise)


def near_the_floor(settings: RegressionSettings, fit: Fit) -> str:
    """Return what is missing from a model's validation loss to 1.3 times the noise floor."""
    return below(fit.val_losses[-1], NEAR * settings.noise**2)


def below(loss: float, goal: float) -> str:
    """Return what is missing from a validation loss to a goal."""
    if loss < goal:
        return ""
    text = t("The validation loss is {loss}; it must fall below {limit:.3f}.")
    return text.format(loss=above(loss, goal), limit=goal)


CHALLENGES = (
    Challenge("few-hinges", few_hinges, CurveSettings(hidden=15, standardize=True)),
    Challenge("by-heart", memorise_noise, CurveSettings(samples=15, hidden=100, standardize=True, epochs=2000)),
    Challenge("follow", follow, BumpsSettings(h1=1.1, h2=1.8, h3=0, h4=-1.8, h5=-1.1)),
    Challenge("softer", softer, BumpsSettings(h1=1.1, h2=2.5, h3=0, h4=-2.5, h5=-1.1, steepness=2)),
    Challenge("tame", tame, RegressionSettings(learning_rate=0.1, standardize=True, epochs=1000)),
)
