"""Challenges of the lesson about the training loop."""

import re

from mlcore.training_loop.results import TrainingLoopResult
from mlcore.training_loop.settings import TrainingLoopSettings
from pages.lessons.training_loop.state import LINES, LoopState
from pages.ui.challenge import Challenge
from pages.ui.context import t
from pages.ui.percent import below

STEPS = 100
LEAST_ACCURACY = 0.7
LAST_BATCH, CLASSES = 64, 10


def order(state: LoopState, answer: object) -> str:
    """Put the five lines of a turn in an order that trains; say what the chosen order would do."""
    if len(set(state.order)) < len(LINES):
        return t("{count} of the 5 lines stand there.").format(count=len(set(state.order)))
    at = {letter: state.order.index(letter) for letter in LINES}
    if at["D"] < at["E"]:
        return t("It stops: the loss is computed before `pred_y` is there.")
    if at["A"] < at["D"]:
        return t("It stops: `backward()` is called before `loss` is there.")
    if at["A"] < at["B"] < at["C"] or (at["C"] < at["A"] and not at["C"] < at["B"] < at["A"]):
        return t("It runs to its end, and no weight ever moves.")
    if at["C"] < at["A"]:
        return t("It runs, but each step uses the gradient of the batch before; the first step has none.")
    return ""


def blank(state: LoopState, answer: object) -> str:
    """Say what CrossEntropyLoss takes beside the true classes."""
    said = {
        "?": t("Choose what goes in the gap."),
        "true_y": t("The loss of the truth against itself says nothing about the model."),
        "input_X": t("The images themselves are no answers."),
        "pred_y.max(dim=1)[1]": t("The choice of a class has no slope, so no gradient comes back through it."),
    }
    return said.get(state.blank, "")


def shape(state: LoopState, answer: object) -> str:
    """Say which shape the model's answers for the last, smaller batch have."""
    numbers = [int(number) for number in re.findall(r"\d+", state.shape)]
    if not numbers:
        return t("Type the shape, e.g. (4, 3).")
    if len(numbers) != 2:
        return t("That is not how many dimensions it has.")
    right = sum(typed == wanted for typed, wanted in zip(numbers, (LAST_BATCH, CLASSES), strict=True))
    return "" if right == 2 else t("{right} of the 2 numbers are right.").format(right=right)


def steps(settings: TrainingLoopSettings, result: TrainingLoopResult) -> str:
    """Reach an accuracy with a given number of steps."""
    if result.steps != STEPS:
        text = t("Steps of your run: {steps}. Epochs: {epochs}, batches in each: {batches}.")
        return text.format(steps=result.steps, epochs=settings.epochs, batches=result.steps // settings.epochs)
    accuracy = float(result.accuracies[-1])
    if accuracy < LEAST_ACCURACY:
        text = t("{accuracy} of the validation digits are right; {least:.0%} are needed.")
        return text.format(accuracy=below(accuracy, LEAST_ACCURACY), least=LEAST_ACCURACY)
    return ""


CHALLENGES = (
    Challenge("order", order, LoopState(order="BEDAC")),
    Challenge("gap", blank, LoopState(blank="pred_y")),
    Challenge("shape", shape, LoopState(shape="(64, 10)")),
    Challenge("steps", steps, TrainingLoopSettings(batch_size=32, epochs=2)),
)
