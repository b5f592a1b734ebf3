"""Challenges of the lesson about the training loop."""

import re

from mlcore.training_loop.results import TrainingLoopResult
from mlcore.training_loop.settings import TrainingLoopSettings
from pages.lessons.training_loop.state import LINES, LoopState
from pages.ui.challenge import Challenge
from pages.ui.context import t

STEPS = 100
LEAST_ACCURACY = 0.7
LAST_BATCH, CLASSES = 64, 10


def order(state: LoopState, answer: object) -> str:
    """Put the five lines of a turn in an order that trains."""
    if len(set(state.order)) < len(LINES):
        return t("{count} of the 5 lines stand there.").format(count=len(set(state.order)))
    at = {letter: state.order.index(letter) for letter in LINES}
    if not at["E"] < at["D"] < at["A"]:
        return t("backward() needs a loss, and the loss needs the answers: forward comes first.")
    if not at["A"] < at["C"]:
        return t("step() moves along the gradient: what computes it must come before.")
    if at["A"] < at["B"] < at["C"]:
        return t("Here zero_grad() wipes out the gradient just before step() would use it.")
    return ""


def blank(state: LoopState, answer: object) -> str:
    """Say what CrossEntropyLoss takes beside the true classes."""
    if state.blank == "true_y":
        return t("Which name holds what the model has answered?")
    if state.blank == "input_X":
        return t("The images themselves are no answers.")
    if state.blank != "pred_y":
        return t("The class with the largest number: its choice has no slope, so no gradient comes back through it.")
    return ""


def shape(state: LoopState, answer: object) -> str:
    """Say which shape the model's answers for the last, smaller batch have."""
    numbers = [int(number) for number in re.findall(r"\d+", state.shape)]
    if not numbers:
        return t("Type the shape, e.g. (4, 10).")
    if len(numbers) != 2:
        return t("One row for each image, one column for each class: two numbers.")
    if numbers[1] != CLASSES:
        return t("The second number is the width of the last layer.")
    return "" if numbers[0] == LAST_BATCH else t("How many images are left for the last batch?")


def steps(settings: TrainingLoopSettings, result: TrainingLoopResult) -> str:
    """Reach an accuracy with a given number of steps."""
    if result.steps != STEPS:
        text = t("Your run makes {steps} steps: {epochs} epochs of {batches} batches.")
        return text.format(steps=result.steps, epochs=settings.epochs, batches=result.steps // settings.epochs)
    accuracy = float(result.accuracies[-1])
    if accuracy < LEAST_ACCURACY:
        text = t("{accuracy:.0%} of the validation digits are right; {least:.0%} are needed.")
        return text.format(accuracy=accuracy, least=LEAST_ACCURACY)
    return ""


CHALLENGES = (
    Challenge("order", order, LoopState(order="BEDAC")),
    Challenge("gap", blank, LoopState(blank="pred_y")),
    Challenge("shape", shape, LoopState(shape="(64, 10)")),
    Challenge("steps", steps, TrainingLoopSettings(batch_size=32, epochs=2)),
)
