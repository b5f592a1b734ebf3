"""Challenges of the logic gates lesson."""

import math

from mlcore.logic_gates.by_hand import ByHand
from mlcore.logic_gates.perceptron import ByRule
from mlcore.logic_gates.results import GateResult
from mlcore.logic_gates.settings import LogicGatesSettings
from pages.ui.challenge import Challenge
from pages.ui.context import t
from pages.ui.labels import label

FEW_UPDATES = 3
LATE_EPOCH = 10
FEW_EPOCHS = 50
CLOSE = 0.5e-4


def chosen(settings: LogicGatesSettings, gates: tuple[str, ...], learner: str) -> str:
    """Ask for the gate and the learner of the challenge if others are chosen."""
    if settings.gate not in gates:
        return t("Choose the gate {gates}.").format(gates=" / ".join(gates))
    if settings.learner != learner:
        return t("Choose the learner: {learner}.").format(learner=label(learner, "logic_gates.learner"))
    return ""


def by_rule(settings: LogicGatesSettings, gates: tuple[str, ...]) -> str:
    """Ask for the gate, the perceptron rule and chosen start weights.

    Random start weights do not count: one seed in seven solves it by chance.
    """
    missing = chosen(settings, gates, "perceptron")
    if not missing and settings.start == "random":
        return t("Do not start at random: choose the start weights yourself.")
    return missing


def and_by_hand(settings: LogicGatesSettings, result: ByHand) -> str:
    """Compute AND with the sliders."""
    missing = chosen(settings, ("AND",), "hand")
    if missing or result.lit == 4:
        return missing
    return t("{lit} of the 4 lamps are lit.").format(lit=result.lit)


def three_lamps(settings: LogicGatesSettings, result: ByHand) -> str:
    """Satisfy three of XOR's four inequalities."""
    missing = chosen(settings, ("XOR",), "hand")
    if missing or result.lit == 3:
        return missing
    return t("{lit} of XOR's 4 lamps are lit.").format(lit=result.lit)


def few_updates(settings: LogicGatesSettings, result: ByRule) -> str:
    """Learn AND with few updates of the perceptron rule."""
    missing = by_rule(settings, ("AND",))
    if missing:
        return missing
    if not result.run.converged:
        return t("It is not done after {epochs} epochs.").format(epochs=result.run.epochs)
    if result.corrections == 0:
        return t("These start weights compute AND already: there must be something to learn.")
    if result.corrections > FEW_UPDATES:
        return t("It took {updates} updates; at most {most} are allowed.").format(
            updates=result.corrections, most=FEW_UPDATES
        )
    return ""


def late_cycle(settings: LogicGatesSettings, result: ByRule) -> str:
    """Find a start from which the perceptron rule enters its cycle late."""
    missing = by_rule(settings, ("XOR", "XNOR"))
    if missing:
        return missing
    if result.run.cycle_start is None:
        return t("The weights have not come back in {epochs} epochs: allow more.").format(epochs=result.run.epochs)
    if result.run.cycle_start < LATE_EPOCH:
        return t("The loop begins at the end of epoch {start}; {least} or later is wanted.").format(
            start=result.run.cycle_start, least=LATE_EPOCH
        )
    return ""


def undecided(settings: LogicGatesSettings, result: GateResult) -> str:
    """Train on XOR until all outputs are 0.5, in few epochs."""
    missing = chosen(settings, ("XOR",), "sigmoid")
    if missing:
        return missing
    if settings.epochs > FEW_EPOCHS:
        return t("Your run has {epochs} epochs; at most {most} are allowed.").format(
            epochs=settings.epochs, most=FEW_EPOCHS
        )
    if abs(result.final_loss - math.log(2)) >= CLOSE:
        return t("The loss is {loss:.5f}; ln 2 is {goal:.5f}.").format(loss=result.final_loss, goal=math.log(2))
    return ""


CHALLENGES = (
    Challenge("and-by-hand", and_by_hand, LogicGatesSettings(w2=1, b=-1.5)),
    Challenge("three-lamps", three_lamps, LogicGatesSettings(gate="XOR", w2=1, b=-0.5)),
    Challenge("few-updates", few_updates, LogicGatesSettings(learner="perceptron", start="hand", w1=2, w2=2, b=-1.5)),
    Challenge(
        "late-cycle",
        late_cycle,
        LogicGatesSettings(gate="XOR", learner="perceptron", start="hand", learning_rate=0.1),
    ),
    Challenge("undecided", undecided, LogicGatesSettings(gate="XOR", learner="sigmoid", epochs=50, learning_rate=2)),
)
