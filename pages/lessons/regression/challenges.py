"""Challenges of the regression lesson."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from mlcore.regression.results import Fit, RegressionResult
from mlcore.regression.settings import RegressionSettings
from pages.ui.challenge import Challenge
from pages.ui.context import t

FEW_UNITS, SMALL_LOSS = 20, 1.0
NEAR, FEW_CHANGES = 1.3, 2
FAST = 0.1
AS_GOOD = 1.02
FEW_KINKS = 10


@dataclass(frozen=True)
class Divergence:
    """What is left of a run that diverged."""

    settings: RegressionSettings


Check = Callable[[RegressionSettings, RegressionResult], str]


def measured(check: Check) -> Callable[[RegressionSettings, RegressionResult | Divergence], str]:
    """Return a check that a run which diverged does not pass."""

    @wraps(check)
    def checked(settings: RegressionSettings, result: RegressionResult | Divergence) -> str:
        if isinstance(result, Divergence):
            return t("This run diverged, so there is no loss to compare.")
        return check(settings, result)

    return checked


@measured
def small(settings: RegressionSettings, result: RegressionResult) -> str:
    """Do well on the course's surface with few hidden units."""
    if settings.hidden > FEW_UNITS:
        return t("You use {hidden} hidden units; at most {most} are allowed.").format(
            hidden=settings.hidden, most=FEW_UNITS
        )
    return on_the_course(settings) or below(result.fits["mlp"].val_losses[-1], SMALL_LOSS)


@measured
def two_changes(settings: RegressionSettings, result: RegressionResult) -> str:
    """Come close to the noise floor from the course's defaults."""
    changed = settings.changed()
    if len(changed) > FEW_CHANGES:
        return t("You changed {count} settings of the course; at most {most} are allowed.").format(
            count=len(changed), most=FEW_CHANGES
        )
    return on_the_course(settings) or near_the_floor(settings, result.fits["mlp"])


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


@measured
def linear_is_enough(settings: RegressionSettings, result: RegressionResult) -> str:
    """Find a surface on which the linear model is as good as the MLP."""
    linear, mlp = result.fits["linear"].val_losses[-1], result.fits["mlp"].val_losses[-1]
    if linear > AS_GOOD * mlp:
        return t("On validation the linear model has {linear:.3f}, the MLP {mlp:.3f}.").format(linear=linear, mlp=mlp)
    return near_the_floor(settings, result.fits["linear"])


@measured
def memorise_noise(settings: RegressionSettings, result: RegressionResult) -> str:
    """Memorise the noise."""
    floor = settings.noise**2
    if result.final_loss >= floor / 2:
        return t("The MLP's training loss is {loss:.3f}; half the noise floor is {goal:.3f}.").format(
            loss=result.final_loss, goal=floor / 2
        )
    if result.fits["mlp"].val_losses[-1] < 2 * floor:
        return t("Its validation loss is still close to the noise floor: there is little to see.")
    return ""


@measured
def few_kinks(settings: RegressionSettings, result: RegressionResult) -> str:
    """Fit the sine with few hidden units."""
    if settings.dataset != "sine":
        return t("Choose the surface sine.")
    if settings.hidden > FEW_KINKS:
        return t("You use {hidden} hidden units; at most {most} are allowed.").format(
            hidden=settings.hidden, most=FEW_KINKS
        )
    return near_the_floor(settings, result.fits["mlp"])


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
    return t("The validation loss is {loss:.3f}; it must fall below {limit:.3f}.").format(loss=loss, limit=goal)


CHALLENGES = (
    Challenge("tame", tame, RegressionSettings(learning_rate=0.1, standardize=True, epochs=1000)),
    Challenge(
        "small",
        small,
        RegressionSettings(hidden=20, optimizer="Adam", learning_rate=0.02, standardize=True, epochs=2000),
    ),
    Challenge("two-knobs", two_changes, RegressionSettings(optimizer="Adam")),
    Challenge("home", linear_is_enough, RegressionSettings(dataset="plane", epochs=500)),
    Challenge(
        "by-heart",
        memorise_noise,
        RegressionSettings(samples=20, optimizer="Adam", learning_rate=0.01, standardize=True, epochs=500),
    ),
    Challenge(
        "few-hinges",
        few_kinks,
        RegressionSettings(
            dataset="sine",
            hidden=10,
            optimizer="Adam",
            learning_rate=0.02,
            standardize=True,
            epochs=300,
            batch_size=128,
        ),
    ),
)
