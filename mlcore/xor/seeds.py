"""The same XOR network from many seeds: how many solve it, and what becomes of the others."""

import math

import numpy as np
import torch

from mlcore.common.statistics import wilson_interval
from mlcore.common.training import ACTIVATIONS, OnProgress
from mlcore.xor.results import XorSeedsResult
from mlcore.xor.settings import XorSeedsSettings as Settings
from mlcore.xor.training import INPUTS, ManyRuns, cells, train_many

PLATEAUS = {4: math.log(2), 3: 0.75 * math.log(3) - 0.5 * math.log(2), 2: 0.5 * math.log(2)}
"""The least loss of a network that cannot tell 4, 3 or 2 of the points apart: n/4 H(m/n), m of those n being 1."""

NEAR = 0.02
FATES = ("solved", "plateau", "dead", "unfinished", "diverged")
MAX_EXAMPLES = 8


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> XorSeedsResult:
    """Train all seeds at once and say what became of each.

    Parameters
    ----------
    settings
        The network and its training; the seeds are 0 to ``settings.seeds`` - 1.
    on_progress
        Called after every step; raising inside it stops the run.
    """
    runs = train_many(settings, range(settings.seeds), on_progress=on_progress)
    silent = silent_units(runs)
    fates = [
        fate(settings, loss, solved, units)
        for loss, solved, units in zip(runs.losses[-1].tolist(), runs.solved, silent, strict=True)
    ]
    examples = some_failures(fates, runs.losses[-1])
    successes = int(runs.solved.sum())
    return XorSeedsResult(
        settings=settings,
        successes=successes,
        interval=wilson_interval(successes, settings.seeds),
        fates=fates,
        snapshot_epochs=runs.snapshot_epochs,
        losses=runs.losses,
        silent=silent,
        plateaus=PLATEAUS,
        examples=examples,
        planes=np.array([plane(runs, seed, settings.activation) for seed in examples]),
    )


def silent_units(runs: ManyRuns) -> np.ndarray:
    """Count the hidden units whose sum w.x + b is 0 or less at all four points, shape (K,)."""
    sums = np.einsum("khi,ni->khn", runs.hidden_weight, INPUTS.numpy()) + runs.hidden_bias[..., None]
    return (sums <= 0).all(axis=2).sum(axis=1)


def fate(settings: Settings, loss: float, solved: bool, silent: int) -> str:
    """Say what became of a network.

    diverged
        The loss is not a finite number.
    solved
        All four points are right.
    dead
        All its ReLU units or all but one are silent at all four points. Their slope is 0 there, so gradient descent
        never moves them again, and what one unit can bend is not enough.
    plateau
        The loss lies within 0.02 of the least that is possible without telling 4, 3 or 2 points apart.
    unfinished
        None of these: it was still on its way.
    """
    if not math.isfinite(loss):
        return "diverged"
    if solved:
        return "solved"
    if settings.activation == "relu" and silent >= max(1, settings.hidden - 1):
        return "dead"
    if any(abs(loss - least) < NEAR for least in PLATEAUS.values()):
        return "plateau"
    return "unfinished"


def some_failures(fates: list[str], losses: np.ndarray) -> np.ndarray:
    """Return at most 8 seeds that fail, sorted: of each fate and first decimal of the loss one, then two, and so on."""
    alike: dict[tuple[str, str], list[int]] = {}
    for seed, (kind, loss) in enumerate(zip(fates, losses, strict=True)):
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
