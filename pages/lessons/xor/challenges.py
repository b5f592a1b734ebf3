"""Challenges of the XOR lesson."""

import numpy as np

from mlcore.xor.by_hand import TARGETS
from mlcore.xor.results import XorResult, XorSeedsResult
from mlcore.xor.settings import XorByHandSettings, XorSeedsSettings, XorSettings
from pages.lessons.xor.state import XorPairState
from pages.ui.challenge import Challenge
from pages.ui.context import t

FEW_EPOCHS = 200
MANY_EPOCHS = 1000
SMALL_LOSS = 0.05
SURE = 0.95


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


def quick(settings: XorSettings, result: XorResult) -> str:
    """Solve XOR within few epochs."""
    if settings.epochs > FEW_EPOCHS:
        return t("Your run has {epochs} epochs; at most {most} are allowed.").format(
            epochs=settings.epochs, most=FEW_EPOCHS
        )
    if result.final_loss > SMALL_LOSS:
        return t("The loss is {loss:.3f}; it must fall below {limit}.").format(loss=result.final_loss, limit=SMALL_LOSS)
    return ""


def stuck(settings: XorSettings, result: XorResult) -> str:
    """Find a long run with a bend in it that fails all the same."""
    if settings.activation == "linear" or settings.hidden < 2:
        return t("That had no chance: take at least two hidden units and an activation that bends.")
    if settings.epochs < MANY_EPOCHS:
        return t("Give it at least {epochs} epochs to fail honestly.").format(epochs=MANY_EPOCHS)
    return t("This run solved XOR. Try another seed.") if result.solved else ""


def relu(settings: XorSettings, result: XorResult) -> str:
    """Solve XOR with at most three ReLU units."""
    if settings.activation != "relu":
        return t("Choose the activation relu.")
    if settings.hidden > 3:
        return t("You use {hidden} hidden units; at most 3 are allowed.").format(hidden=settings.hidden)
    return "" if result.solved else t("Not all four points are right yet. Some seeds start with dead units.")


def two_relu(settings: XorSettings, result: XorResult) -> str:
    """Solve XOR with two ReLU units."""
    if settings.activation != "relu":
        return t("Choose the activation relu.")
    if settings.hidden != 2:
        return t("You use {hidden} hidden units; exactly 2 are allowed.").format(hidden=settings.hidden)
    return "" if result.solved else t("Not all four points are right yet. Throw other seeds.")


def opposite(settings: XorPairState, runs: tuple[XorResult, XorResult]) -> str:
    """Change one setting so that one run solves XOR and the other does not."""
    first, second = runs
    if "linear" in (first.settings.activation, second.settings.activation):
        return t("A linear network never had a chance: turn another knob, or to another value.")
    if first.solved != second.solved:
        return ""
    return t("Both runs solve XOR.") if first.solved else t("Both runs fail.")


def surely(settings: XorSeedsSettings, result: XorSeedsResult) -> str:
    """Find a width at which nearly every seed solves XOR, beyond doubt."""
    low, high = result.interval
    if low > SURE:
        return ""
    return t(
        "The interval of your share reaches from {low:.1%} to {high:.1%}: all of it must lie above {goal:.0%}."
    ).format(low=low, high=high, goal=SURE)


CHALLENGES = (
    Challenge("by-hand", by_hand, XorByHandSettings(out_b=-1.5)),
    Challenge(
        "with-and",
        with_and,
        XorByHandSettings(h2_w1=1, h2_w2=1, h2_b=-1.5, out_w1=1, out_w2=-1, out_b=-0.5),
    ),
    Challenge("quick", quick, XorSettings(hidden=4, epochs=200, optimizer="Adam", learning_rate=0.1)),
    Challenge("stuck", stuck, XorSettings(activation="relu")),
    Challenge("relu", relu, XorSettings(activation="relu", hidden=3, seed=15)),
    Challenge("two-relu", two_relu, XorSettings(activation="relu", seed=15)),
    Challenge("opposite", opposite, XorPairState(learning_rate=0.01)),
    Challenge("surely", surely, XorSeedsSettings(hidden=6)),
)
