"""How a run ended, judged by its losses, without torch: one answer for every experiment that trains."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Ending = Literal["diverged", "exploded", "useless", "slow", "stuck", "done"]

EXPLODED_RATIO = 10
"""A loss that ends this many times above its start, and above a guess, has exploded."""

BETTER_THAN_GUESS = 0.98
"""A loss below this share of a guess's is better than a guess."""

STILL_FALLING = 0.02
"""A loss that falls by this share of itself, or of its whole fall, in the last tenth of a run is still falling."""

CLEARLY_BETTER = 2
"""An accuracy above this many times that of guessing counts as better than guessing, even if the loss does not."""


@dataclass(frozen=True)
class Verdict:
    """How a run ended.

    Attributes
    ----------
    ending
        "diverged" (the loss is no finite number), else "exploded" (far above its start), else "done" (the run has come
        to what it is for), else "slow" (the loss is still falling), else "useless" (no better than a guess), else
        "stuck" (the loss no longer falls).
    first, last
        The loss at the start and at the end.
    guess
        The loss of a guess: the best answer that is the same for every input.
    model_name
        What was trained, where an experiment trains several.
    """

    ending: Ending
    first: float
    last: float
    guess: float
    model_name: str = ""


def judge(
    losses: Sequence[float] | np.ndarray, guess: float, done: bool | None = None, start: float | None = None
) -> Verdict:
    """Judge a run.

    Parameters
    ----------
    losses
        Training losses at even distances, from before the first step to after the last one.
    guess
        The loss of a guess.
    done
        Whether the run has come to what it is for; if nothing is said, whether it is better than a guess.
    start
        The loss before the first step, where the first of the losses is a later one.
    """
    first, last = float(losses[0] if start is None else start), float(losses[-1])
    better = last < BETTER_THAN_GUESS * guess
    ending: Ending
    if not math.isfinite(last):
        ending = "diverged"
    elif last > EXPLODED_RATIO * max(first, guess):
        ending = "exploded"
    elif better if done is None else done:
        ending = "done"
    elif is_falling(np.asarray(losses, dtype=float)):
        ending = "slow"
    else:
        ending = "stuck" if better else "useless"
    return Verdict(ending, first, last, guess)


def judge_classes(losses: Sequence[float] | np.ndarray, accuracy: float, classes: int) -> Verdict:
    """Judge a run that learns classes of about one size: loss or accuracy may show that it is better than a guess.

    Parameters
    ----------
    losses
        Mean cross-entropy (nats), as for ``judge``.
    accuracy
        Share of right answers at the end, 0 to 1.
    classes
        How many there are.
    """
    guess = math.log(classes)
    return judge(losses, guess, done=losses[-1] < BETTER_THAN_GUESS * guess or accuracy > CLEARLY_BETTER / classes)


def is_falling(losses: np.ndarray) -> bool:
    """Say whether the loss fell in the last tenth of a run, by more than it varies there, and below its start.

    A loss that converges falls more and more slowly: its last tenth is a small share both of the loss and of its
    whole fall.
    """
    tenth = max(1, len(losses) // 10)
    if len(losses) < 2 or not losses[-1] < losses[0]:
        return False
    last, before = losses[-tenth:], losses[-2 * tenth : -tenth]
    fall = before.mean() - last.mean()
    return bool(fall > max(STILL_FALLING * min(losses[-1], losses[0] - losses[-1]), last.std()))
