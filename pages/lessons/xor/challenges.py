"""Challenges of the XOR lesson."""

import numpy as np

from mlcore.xor.points import TARGETS
from mlcore.xor.results import XorResult
from mlcore.xor.settings import XorByHandSettings, XorSettings
from pages.ui.challenge import Challenge
from pages.ui.charts.classes import decided
from pages.ui.context import t
from pages.ui.numbers import above

FEW_EPOCHS = 200
MANY_EPOCHS = 1000
SMALL_LOSS = 0.05
MANY_UNITS = 4


def by_hand(settings: XorByHandSettings, answer: tuple[np.ndarray, np.ndarray]) -> str:
    """Make the three neurons compute XOR."""
    right = int((answer[1] == TARGETS).sum())
    return "" if right == 4 else t("{right} of the 4 points are right.").format(right=right)


def with_and(settings: XorByHandSettings, answer: tuple[np.ndarray, np.ndarray]) -> str:
    """Compute XOR with an AND among the hidden neurons."""
    hidden, _ = answer
    has_and = any(hidden[:, k].tolist() == [0, 0, 0, 1] for k in range(2))
    if not has_and:
        return t("Neither h₁ nor h₂ is an AND yet: one must fire at (1, 1) alone.")
    return by_hand(settings, answer)


def few_epochs(settings: XorSettings, result: XorResult) -> str:
    """Solve XOR within few epochs, with plain gradient descent from random weights."""
    if settings.start != "random":
        return t("The start weights must be random: the network has to learn by itself.")
    if settings.optimizer != "SGD":
        return t("The optimizer must be SGD, plain gradient descent.")
    if settings.epochs > FEW_EPOCHS:
        return t("Your run has {epochs} epochs; at most {most} are allowed.").format(
            epochs=settings.epochs, most=FEW_EPOCHS
        )
    if result.final_loss > SMALL_LOSS:
        loss = above(result.final_loss, SMALL_LOSS)
        return t("The loss is {loss}; it must fall below {limit}.").format(loss=loss, limit=SMALL_LOSS)
    return ""


def twins(settings: XorSettings, result: XorResult) -> str:
    """Let many hidden units end as copies of each other."""
    weights = result.snapshots.hidden_weight[-1]
    units = np.column_stack([weights, result.snapshots.hidden_bias[-1], result.snapshots.output_weight[-1]])
    if len(units) < MANY_UNITS:
        return t("Your network has {hidden} hidden units; at least {least} are asked for.").format(
            hidden=len(units), least=MANY_UNITS
        )
    if settings.epochs < MANY_EPOCHS:
        return t("Train for at least {epochs} epochs: training must have had time to separate them.").format(
            epochs=MANY_EPOCHS
        )
    different = len(np.unique(units.round(3), axis=0))
    if different == 1:
        return ""
    return t("Your {hidden} hidden units are {different} different ones after training.").format(
        hidden=len(units), different=different
    )


def undone(settings: XorSettings, result: XorResult) -> str:
    """Let training destroy weights that solve XOR."""
    before, after = (decided(p, TARGETS) for p in result.snapshots.probabilities[[0, -1]])
    if before == 4 > after:
        return ""
    return t("{before} of 4 points are right before the first step, {after} after the last one.").format(
        before=before, after=after
    )


CHALLENGES = (
    Challenge("by-hand", by_hand, XorByHandSettings(out_b=-1.5)),
    Challenge(
        "with-and",
        with_and,
        XorByHandSettings(h2_w1=1, h2_w2=1, h2_b=-1.5, out_w1=1, out_w2=-1, out_b=-0.5),
    ),
    Challenge("few-epochs", few_epochs, XorSettings(hidden=4, epochs=200, learning_rate=2)),
    Challenge("twins", twins, XorSettings(hidden=4, start="equal")),
    Challenge("undone", undone, XorSettings(start="by hand", factor=3, learning_rate=100)),
)
