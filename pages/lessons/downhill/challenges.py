"""Challenges of the downhill lesson."""

import numpy as np

from mlcore.downhill.one_weight import ENDS, OneWeightResult
from mlcore.downhill.results import RaceResult
from mlcore.downhill.settings import OneWeightSettings, RaceSettings, TwoLossesSettings
from mlcore.downhill.surfaces import loss_at
from mlcore.downhill.two_losses import MAX_STEPS, TwoLossesResult
from pages.lessons.downhill.charts.one_weight import short
from pages.ui.challenge import Challenge
from pages.ui.context import t

FEW_STEPS = 3
MIN_START_DISTANCE = 1.4
AT_THE_FLOOR = 0.05
START_DISTANCE = 0.6
TOLERANCE = 0.02
AMPLITUDE_TOLERANCE = 0.01
MAX_FINAL_LOSS = 0.1
LAST_STEPS = 3
TEN_TIMES = 10


def three_steps(settings: OneWeightSettings, result: OneWeightResult) -> str:
    """Reach the floor from the right in three steps, each of which stays on that side."""
    if settings.curve != "one valley":
        return t("Choose the loss one valley.")
    far = result.path[: FEW_STEPS + 1] - result.valleys[0]
    if far[0] < MIN_START_DISTANCE - 1e-6:
        return t("Your start is not yet {away} or more to the right of the floor.").format(away=MIN_START_DISTANCE)
    if far.min() < -1e-6:
        return t("The ball crosses the floor.")
    if settings.steps != FEW_STEPS:
        return t("Take {few} steps; the ball has taken {steps}.").format(few=FEW_STEPS, steps=settings.steps)
    if far[FEW_STEPS] > AT_THE_FLOOR:
        return t("After {few} steps the ball is {left} away from the floor.").format(
            few=FEW_STEPS, left=short(far[FEW_STEPS])
        )
    return ""


def bounce(settings: OneWeightSettings, result: OneWeightResult) -> str:
    """Jump between two given places, neither nearer to the floor nor further."""
    if settings.curve != "one valley":
        return t("Choose the loss one valley.")
    far = result.path - result.valleys[0]
    if abs(far[0]) < TOLERANCE:
        return t("The ball starts at the floor: it has no slope to follow.")
    if far[0] * far[1] > 0:
        return t("The ball stays on one side of the valley.")
    if abs(abs(far[-1]) / abs(far[0]) - 1) > AMPLITUDE_TOLERANCE:
        nearer = t("The ball jumps across, but comes nearer to the floor with each step.")
        further = t("The ball jumps across, but goes further away with each step.")
        return nearer if abs(far[-1]) < abs(far[0]) else further
    if abs(abs(far[0]) - START_DISTANCE) > TOLERANCE:
        ends = sorted((result.path[0], result.path[1]))
        return t("The ball jumps between {low} and {high}.").format(low=short(ends[0]), high=short(ends[1]))
    return ""


def escape(settings: OneWeightSettings, result: OneWeightResult) -> str:
    """Start in the worse of two valleys and end at the floor of the deeper one."""
    if settings.curve != "two valleys":
        return t("Choose the loss two valleys.")
    if settings.w >= result.hills[0]:
        return t("Start in the worse valley, on the left of the hill.")
    if settings.steps < len(result.path) - 1:
        return t("Take all {steps} steps: the ball may not have come to rest.").format(steps=len(result.path) - 1)
    if not ENDS[0] <= result.path[-1] <= ENDS[1]:
        return t("The ball has left the picture: its steps are too long, or its start is too far out.")
    if result.path[-1] < result.hills[0]:
        return t("After the last step the ball is still on the left of the hill.")
    if result.losses[-LAST_STEPS:].max() >= MAX_FINAL_LOSS:
        return t("The ball got over the hill, but does not rest: its loss is not below {limit}.").format(
            limit=MAX_FINAL_LOSS
        )
    return ""


def nowhere(settings: RaceSettings, result: RaceResult) -> str:
    """Find the one place of the saddle that is no valley and that no optimizer leaves."""
    if settings.surface != "saddle":
        return t("Choose the loss saddle.")
    start = np.array([settings.w1, settings.w2])
    if loss_at(start, "saddle") < AT_THE_FLOOR:
        return t("There the loss is lowest already: find a place where it is not.")
    moved = [name for name, path in result.paths.items() if not np.array_equal(path[-1], path[0])]
    if moved:
        return t("From there {count} of the four move.").format(count=len(moved))
    return ""


def ten_times(settings: TwoLossesSettings, result: TwoLossesResult) -> str:
    """Make squared error need ten times as many steps as cross-entropy, and yet arrive within the picture."""
    if result.entropy_steps == 0:
        return t("The answer is below 0.1 from the start: there is nothing to learn.")
    times = result.squared_steps / result.entropy_steps
    if times <= TEN_TIMES:
        return t("Squared error needs {times} times as many steps.").format(times=f"{times:.1f}")
    if result.squared_steps > MAX_STEPS:
        return t("More than ten times, but squared error needs {steps} steps; {most} are allowed.").format(
            steps=result.squared_steps, most=MAX_STEPS
        )
    return ""


CHALLENGES = (
    Challenge("three-steps", three_steps, OneWeightSettings(w=2.4, learning_rate=0.2, steps=3)),
    Challenge("bounce", bounce, OneWeightSettings(w=0.4, learning_rate=0.5)),
    Challenge("escape", escape, OneWeightSettings(curve="two valleys", w=-0.65, learning_rate=0.64, steps=30)),
    Challenge("nowhere", nowhere, RaceSettings(surface="saddle", w1=0, w2=0)),
    Challenge("ten-times", ten_times, TwoLossesSettings(w=5.5, learning_rate=1.9)),
)
