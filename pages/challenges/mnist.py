"""Challenges of the digits lesson."""

from mlcore.settings import MnistSettings
from pages.challenges import Challenge
from pages.charts import Translate

HIGH_ACCURACY = 0.98
FEW_PARAMETERS = 13_000
FAIR_ACCURACY = 0.92
WIDE_GAP = 0.04


def sharp(settings: MnistSettings, result, t: Translate) -> str:
    """Read at least 98 of 100 test digits right."""
    if result.test_accuracy >= HIGH_ACCURACY:
        return ""
    return t("Your test accuracy is {share:.1%}; it must reach {goal:.0%}.").format(
        share=result.test_accuracy, goal=HIGH_ACCURACY
    )


def small(settings: MnistSettings, result, t: Translate) -> str:
    """Do well with few parameters."""
    if result.parameters > FEW_PARAMETERS:
        return t("Your model has {count:,} parameters; at most {most:,} are allowed.").format(
            count=result.parameters, most=FEW_PARAMETERS
        )
    if result.test_accuracy < FAIR_ACCURACY:
        return t("Your test accuracy is {share:.1%}; it must reach {goal:.0%}.").format(
            share=result.test_accuracy, goal=FAIR_ACCURACY
        )
    return ""


def overfit(settings: MnistSettings, result, t: Translate) -> str:
    """Do much better on the training digits than on the validation digits."""
    gap = result.accuracies[-1] - result.val_accuracies[-1]
    if gap >= WIDE_GAP:
        return ""
    return t("Training is {gap:.1f} points above validation; make it at least {goal:.0f}.").format(
        gap=100 * gap, goal=100 * WIDE_GAP
    )


CHALLENGES = (
    Challenge("sharp", sharp, MnistSettings(model="cnn")),
    Challenge("small", small, MnistSettings(hidden=16)),
    Challenge("overfit", overfit, MnistSettings(augment=False)),
)
