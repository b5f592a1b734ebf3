"""A logic gate by Rosenblatt's rule: correct the weights of a threshold unit wherever it is wrong."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from mlcore.logic_gates.settings import LogicGatesSettings as Settings
from mlcore.logic_gates.truth_tables import TRUTH_TABLES, points


@dataclass(frozen=True)
class Update:
    """One correction by the perceptron rule.

    Attributes
    ----------
    epoch
        Number of the pass over the points, from 1.
    point
        Number of the point, in the order of ``points``.
    error
        Target minus output, 1 or -1.
    before, after
        The weights, then the bias, as exact fractions.
    """

    epoch: int
    point: int
    error: int
    before: tuple[Fraction, ...]
    after: tuple[Fraction, ...]


@dataclass(frozen=True)
class PerceptronRun:
    """A run of the perceptron rule.

    Attributes
    ----------
    updates
        All corrections in order; the convergence theorem limits their number.
    weights
        The weights, then the bias, after the run.
    epochs
        Number of passes over the points; if the run converged, the last pass corrected nothing.
    converged
        Whether every point is right.
    cycle_start
        Epoch after which the weights were the same as at the end. None if they did not return. If they return once,
        they return for ever.
    """

    updates: tuple[Update, ...]
    weights: tuple[Fraction, ...]
    epochs: int
    converged: bool
    cycle_start: int | None


def random_start(seed: int, inputs: int = 2) -> tuple[int, ...]:
    """Return random start weights, then the bias: whole numbers from -3 to 3."""
    return tuple(np.random.default_rng(seed).integers(-3, 4, inputs + 1).tolist())


def exact(value: float) -> Fraction:
    """Return the exact fraction of a decimal number: 0.1 is one tenth."""
    if not math.isfinite(value):
        raise ValueError(f"start and learning_rate must be finite numbers, got {value}")
    return Fraction(str(value))


def perceptron(
    table: Sequence[int], start: Sequence[float] | None = None, learning_rate: float = 1, epochs: int = 1000
) -> PerceptronRun:
    r"""Correct the weights point by point until all points are right, the weights return, or the epochs end.

    .. math:: w \leftarrow w + \eta\,(y_i - \hat y_i)\,x_i, \qquad b \leftarrow b + \eta\,(y_i - \hat y_i)

    Every number is an exact fraction, so "the same weights again" is exact too.

    Parameters
    ----------
    table
        Outputs 0 or 1 in the order of ``points``.
    start
        The n weights, then the bias; zeros by default.
    learning_rate
        Positive.
    epochs
        Maximum number of passes over the points, at least 1.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Source: F. Rosenblatt, Principles of Neurodynamics (1962).
    """
    corners = [(*point, 1) for point in points(table)]
    first = [0] * len(corners[0]) if start is None else start
    if len(first) != len(corners[0]):
        raise ValueError(f"start must be {len(corners[0])} numbers, the bias last, got {len(first)}")
    weights, rate = tuple(map(exact, first)), exact(learning_rate)
    if rate <= 0 or epochs < 1:
        raise ValueError(f"learning_rate must be above 0 and epochs at least 1, got {learning_rate} and {epochs}")
    updates: list[Update] = []
    seen = {weights: 0}
    for epoch in range(1, epochs + 1):
        corrections = one_pass(corners, table, weights, rate, epoch)
        if not corrections:
            return PerceptronRun(tuple(updates), weights, epoch, True, None)
        updates += corrections
        weights = corrections[-1].after
        if weights in seen:
            return PerceptronRun(tuple(updates), weights, epoch, False, seen[weights])
        seen[weights] = epoch
    return PerceptronRun(tuple(updates), weights, epochs, False, None)


def one_pass(
    corners: Sequence[tuple[int, ...]], table: Sequence[int], weights: tuple[Fraction, ...], rate: Fraction, epoch: int
) -> list[Update]:
    """Return the corrections of one pass; each point ends with 1, the input of the bias."""
    corrections = []
    for number, (inputs, target) in enumerate(zip(corners, table, strict=True)):
        fires = sum(w * x for w, x in zip(weights, inputs, strict=True)) > 0
        error = target - int(fires)
        if error:
            after = tuple(w + rate * error * x for w, x in zip(weights, inputs, strict=True))
            corrections.append(Update(epoch, number, error, weights, after))
            weights = after
    return corrections


@dataclass(frozen=True)
class ByRule:
    """A run of the perceptron rule from the chosen start.

    Attributes
    ----------
    settings
        The settings of the run.
    start
        The start weights, then the bias.
    run
        The corrections and the outcome.
    corrections
        Number of corrections.
    """

    settings: Settings
    start: tuple[float, ...]
    run: PerceptronRun
    corrections: int


def by_rule(settings: Settings) -> ByRule:
    """Train on the gate with the perceptron rule; ``settings.seed`` sets the random start."""
    starts = {
        "zeros": (0, 0, 0),
        "random": random_start(settings.seed),
        "hand": (settings.w1, settings.w2, settings.b),
    }
    start = starts[settings.start]
    run = perceptron(TRUTH_TABLES[settings.gate], start, settings.learning_rate, settings.epochs)
    return ByRule(settings, start, run, len(run.updates))
