"""Challenges of the classification lesson."""

from mlcore.classification.results import ClassificationResult, OverfitResult
from mlcore.classification.settings import ClassificationSettings, OverfitSettings
from pages.ui.challenge import Challenge
from pages.ui.context import t

HIGH_ACCURACY = 0.9
WIDE_GAP = 0.1
FEW_UNITS = 16
SPIRALS_ACCURACY = 0.95
TOO_GOOD = 0.1
MANY_CANDIDATES = 50
SMALL_OPTIMISM = 0.03


def one_setting(settings: ClassificationSettings, result: ClassificationResult) -> str:
    """Reach a much higher accuracy than the course by changing one setting."""
    if settings.dataset != "cardioids":
        return t("Choose the data cardioids.")
    changed = settings.changed().keys() - {"epochs", "points"}
    if len(changed) > 1:
        return t("You changed {count} settings; leave all but one, and the epochs, as they were.").format(
            count=len(changed)
        )
    return too_low(result, HIGH_ACCURACY)


def too_low(result: ClassificationResult, goal: float) -> str:
    """Return what is missing from the validation accuracy to a goal."""
    if result.val_accuracies[-1] >= goal:
        return ""
    return t("Your validation accuracy is {share:.1%}; it must reach {goal:.0%}.").format(
        share=result.val_accuracies[-1], goal=goal
    )


def overfit(settings: ClassificationSettings, result: ClassificationResult) -> str:
    """Reach a much higher accuracy on the training points than on the validation points."""
    gap = result.accuracies[-1] - result.val_accuracies[-1]
    if gap >= WIDE_GAP:
        return ""
    return t("Training is {gap:z.1f} points above validation; make it at least {goal:.0f}.").format(
        gap=100 * gap, goal=100 * WIDE_GAP
    )


def spirals(settings: ClassificationSettings, result: ClassificationResult) -> str:
    """Classify the spirals with few hidden units."""
    if settings.dataset != "spirals":
        return t("Choose the data spirals.")
    if settings.hidden > FEW_UNITS:
        return t("You use {hidden} hidden units; at most {most} are allowed.").format(
            hidden=settings.hidden, most=FEW_UNITS
        )
    return too_low(result, SPIRALS_ACCURACY)


def flattered(settings: OverfitSettings, result: OverfitResult) -> str:
    """Choose a network whose test accuracy is far too high by chance."""
    if result.optimism >= TOO_GOOD:
        return ""
    return t("Your winner promises {points:.1f} points too much on average; make it {goal:.0f}.").format(
        points=100 * result.optimism, goal=100 * TOO_GOOD
    )


def sober(settings: OverfitSettings, result: OverfitResult) -> str:
    """Choose among many networks with a test accuracy that is hardly too high."""
    if settings.candidates < MANY_CANDIDATES:
        return t("Choose among at least {many} candidates.").format(many=MANY_CANDIDATES)
    if result.optimism <= SMALL_OPTIMISM:
        return ""
    return t("Your winner promises {points:.1f} points too much on average; at most {goal:.0f} are allowed.").format(
        points=100 * result.optimism, goal=100 * SMALL_OPTIMISM
    )


CHALLENGES = (
    Challenge("one-knob", one_setting, ClassificationSettings(optimizer="Adam", epochs=1000)),
    Challenge("overfit", overfit, ClassificationSettings(train_size=60, optimizer="Adam", epochs=1000)),
    Challenge(
        "spirals",
        spirals,
        ClassificationSettings(
            dataset="spirals", hidden=16, train_size=2000, optimizer="Adam", learning_rate=0.02, epochs=1000
        ),
    ),
    Challenge("flattered", flattered, OverfitSettings(candidates=200, test_size=20)),
    Challenge("sober", sober, OverfitSettings(test_size=1000)),
)
