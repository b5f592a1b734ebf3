"""Challenges of the lesson on training, validation and test set."""

from mlcore.test_set.results import CellResult, OverfitResult
from mlcore.test_set.settings import CellSettings, OverfitSettings
from pages.ui import numbers
from pages.ui.challenge import Challenge
from pages.ui.context import t
from pages.ui.percent import below, percent

MANY_POINTS = 160
WIDE_GAP = 0.22
FEW_POINTS, LARGE, LONG = 80, 256, 500
CURED_GAP, CURED_ACCURACY = 0.12, 0.68
SMALL_GAP, POOR = 0.05, 0.6
TOO_GOOD, AT_MOST = 0.12, 50
SMALL_OPTIMISM, AT_LEAST = 0.03, 200


def overfit(settings: CellSettings, result: CellResult) -> str:
    """Overfit although there are many points."""
    if settings.train_size < MANY_POINTS:
        return t("You use {points} points; use at least {goal}.").format(points=settings.train_size, goal=MANY_POINTS)
    return gap_too_small(result) if result.gap < WIDE_GAP else ""


def gap_too_small(result: CellResult) -> str:
    """Say how wide the gap is and how wide it must be."""
    return t("Training is {gap} points above validation; make it at least {goal:.0f}.").format(
        gap=numbers.below(100 * result.gap, 100 * WIDE_GAP, 1), goal=100 * WIDE_GAP
    )


def cure(settings: CellSettings, result: CellResult) -> str:
    """Cure a large network of overfitting few points, by remedies in its training."""
    if (settings.hidden, settings.train_size) != (LARGE, FEW_POINTS):
        return t("Take {hidden} hidden units and {points} points.").format(hidden=LARGE, points=FEW_POINTS)
    if settings.early_stopping or settings.epochs < LONG:
        return t("Leave early stopping off, and train for at least {epochs} epochs.").format(epochs=LONG)
    is_small, is_good = result.gap <= CURED_GAP, result.val_accuracy >= CURED_ACCURACY
    accuracy = percent(result.val_accuracy) if is_good else below(result.val_accuracy, CURED_ACCURACY)
    return "" if is_small and is_good else found(result.gap, CURED_GAP, accuracy)


def small_gap(settings: CellSettings, result: CellResult) -> str:
    """Find a network with hardly a gap that is poor all the same."""
    is_small, is_poor = result.gap <= SMALL_GAP, result.val_accuracy < POOR
    return "" if is_small and is_poor else found(result.gap, SMALL_GAP, percent(result.val_accuracy))


def found(gap: float, most: float, accuracy: str) -> str:
    """Say how wide the gap is, which may be too wide, and how good the network."""
    points = numbers.above(100 * gap, 100 * most, 1) if gap > most else numbers.plain(100 * gap, 1)
    return t("The gap is {gap} points, the validation accuracy {accuracy}.").format(gap=points, accuracy=accuracy)


def flattered(settings: OverfitSettings, result: OverfitResult) -> str:
    """Choose among not so many networks one whose test accuracy is far too high by chance."""
    if settings.candidates > AT_MOST:
        return t("Choose among at most {most} candidates.").format(most=AT_MOST)
    return "" if result.optimism >= TOO_GOOD else promised(numbers.below(100 * result.optimism, 100 * TOO_GOOD, 1))


def sober(settings: OverfitSettings, result: OverfitResult) -> str:
    """Choose among very many networks with a test accuracy that is hardly too high."""
    if settings.candidates < AT_LEAST:
        return t("Choose among at least {many} candidates.").format(many=AT_LEAST)
    too_much = numbers.above(100 * result.optimism, 100 * SMALL_OPTIMISM, 1)
    return "" if result.optimism <= SMALL_OPTIMISM else promised(too_much)


def promised(points: str) -> str:
    """Say by how much the winner looks too good."""
    return t("Your winner looks {points} points too good on average.").format(points=points)


CHALLENGES = (
    Challenge("overfit", overfit, CellSettings(hidden=LARGE, train_size=MANY_POINTS, epochs=1000)),
    Challenge("small-gap", small_gap, CellSettings(hidden=2, train_size=MANY_POINTS)),
    Challenge("cure", cure, CellSettings(hidden=LARGE, weight_decay=0.01, dropout=0.5)),
    Challenge("flattered", flattered, OverfitSettings(test_size=20)),
    Challenge("sober", sober, OverfitSettings(candidates=200, test_size=1000)),
)
