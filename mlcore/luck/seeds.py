"""The same XOR network from many seeds: how many solve it, and how the others end."""

from functools import partial

import numpy as np
import torch

from mlcore.common.statistics import wilson_interval
from mlcore.common.training import ACTIVATIONS, OnProgress
from mlcore.common.verdict import Ending
from mlcore.luck.many import ManyRuns, train_many
from mlcore.luck.results import PLATEAUS, XorSeedsResult
from mlcore.luck.settings import XorSeedsSettings as Settings
from mlcore.xor.network import INPUTS, cells

PLATEAU_TOLERANCE = 0.02
ROUNDING_TOLERANCE = 1e-5
MAX_EXAMPLES = 8


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> XorSeedsResult:
    """Train all seeds at once and return the outcome of each.

    Parameters
    ----------
    settings
        The network and its training; the seeds are 0 to ``settings.seeds`` - 1.
    on_progress
        Called after every step; raising inside it stops the run.
    """
    partial_result = partial(result_of, settings)
    return partial_result(
        train_many(settings, range(settings.seeds), on_progress=on_progress, partial_result=partial_result)
    )


def result_of(settings: Settings, runs: ManyRuns) -> XorSeedsResult:
    """Return what became of each seed, so far."""
    outcomes = [
        outcome(settings, ending, loss, units)
        for ending, loss, units in zip(runs.endings, runs.losses[-1].tolist(), dead_units(runs), strict=True)
    ]
    examples = some_failures(outcomes, runs.losses[-1])
    successes = int(runs.solved.sum())
    return XorSeedsResult(
        settings=settings,
        successes=successes,
        interval=wilson_interval(successes, settings.seeds),
        outcomes=outcomes,
        snapshot_epochs=runs.snapshot_epochs,
        losses=runs.losses,
        gradients=runs.gradients,
        plateaus=PLATEAUS,
        examples=examples,
        planes=np.array([plane(runs, seed, settings.activation) for seed in examples]),
    )


def dead_units(runs: ManyRuns) -> np.ndarray:
    """Count the hidden units whose pre-activation w.x + b is 0 or less at all four points, shape (K,)."""
    pre_activations = np.einsum("khi,ni->khn", runs.hidden_weight, INPUTS.numpy()) + runs.hidden_bias[..., None]
    return (pre_activations <= 0).all(axis=2).sum(axis=1)


def outcome(settings: Settings, ending: Ending, loss: float, dead: int) -> str:
    """Return the outcome of one network, from how its run ended.

    diverged
        The loss is not a finite number.
    solved
        All four points are right.
    dead
        All its ReLU units, or all but one, are dead: their slope is 0 at all four points, so plain gradient descent
        never moves them again. One live unit is not enough.
    plateau
        The loss is at most 0.02 above a level on which this activation can rest.
    exploded
        The loss is far above its start.
    useless
        It is clearly above that of one answer for all points, and does not fall.
    unfinished
        None of these: perhaps it is only slow.
    """
    if ending == "diverged":
        return "diverged"
    if ending == "done":
        return "solved"
    if settings.activation == "relu" and dead >= max(1, settings.hidden - 1):
        return "dead"
    if any(-ROUNDING_TOLERANCE < loss - level < PLATEAU_TOLERANCE for level in resting_levels(settings.activation)):
        return "plateau"
    lost = ending == "exploded" or (ending == "useless" and loss > PLATEAUS[4] + PLATEAU_TOLERANCE)
    return ending if lost else "unfinished"


def resting_levels(activation: str) -> list[float]:
    """Return the plateaus on which training can stay for ever, those with 4, 3 and 2 points alike or fewer.

    With sigmoid or tanh, one answer for all four points is only a saddle: training leaves it, if slowly. A loss below a
    level has left it too, since the level is the least loss with these points alike.

    Source: L. Hamey, XOR has no local minima, Neural Networks 11 (1998).
    """
    return [level for alike, level in PLATEAUS.items() if alike < 4 or activation in ("linear", "relu")]


def some_failures(outcomes: list[str], losses: np.ndarray) -> np.ndarray:
    """Return at most 8 seeds that fail, sorted, some of each outcome and first decimal of the loss."""
    alike: dict[tuple[str, str], list[int]] = {}
    for seed, (kind, loss) in enumerate(zip(outcomes, losses, strict=True)):
        if kind != "solved":
            alike.setdefault((kind, f"{loss:.1f}"), []).append(seed)
    in_turn = [seeds[place] for place in range(MAX_EXAMPLES) for seeds in alike.values() if place < len(seeds)]
    return np.array(sorted(in_turn[:MAX_EXAMPLES]), dtype=int)


def plane(runs: ManyRuns, seed: int, activation: str) -> np.ndarray:
    """Return the output of one network over the plane as round(255 p), uint8, shape (40, 40)."""
    w1, b1, w2 = (
        torch.from_numpy(values[seed]) for values in (runs.hidden_weight, runs.hidden_bias, runs.output_weight)
    )
    hidden = ACTIVATIONS[activation]()(cells(40) @ w1.T + b1)
    p = torch.sigmoid(hidden @ w2 + float(runs.output_bias[seed]))
    return (p.nan_to_num(0.5) * 255).round().to(torch.uint8).reshape(40, 40).numpy()
