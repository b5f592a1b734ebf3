"""Logic gates and one threshold unit: by hand, by proof and by Rosenblatt's rule."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np

from mlcore.logic_gates.settings import LogicGatesSettings as Settings
from mlcore.logic_gates.truth_tables import TRUTH_TABLES, points
from mlcore.neuron.neuron import weighted_sum

CERTIFICATES = {"XOR": (-1, 1, 1, -1), "XNOR": (1, -1, -1, 1)}


@dataclass(frozen=True)
class Lamp:
    """The inequality of a truth table at one point; its lamp is lit when a unit satisfies it.

    Attributes
    ----------
    point
        The inputs.
    inequality
        The inequality as text, e.g. ``"w1 + b > 0"``.
    value
        Weighted sum w.x + b at the point.
    output
        Output of the unit at the point: 1 if the sum is above 0, else 0.
    satisfied
        Whether the inequality holds, and so the output is right.
    """

    point: tuple[int, ...]
    inequality: str
    value: float
    output: int
    satisfied: bool


def lamps(table: Sequence[int], weights: Sequence[float], bias: float) -> list[Lamp]:
    r"""Return the inequality of a truth table at each point, and whether a unit satisfies it.

    .. math:: w \cdot x_i + b > 0 \text{ where } y_i = 1, \qquad w \cdot x_i + b \le 0 \text{ where } y_i = 0

    Parameters
    ----------
    table
        Outputs 0 or 1 in the order of ``points``.
    weights, bias
        One weight for every input, and one number.

    Raises
    ------
    ValueError
        If the table is not one, or there is not one weight for every input.
    """
    corners = points(table)
    sums = weighted_sum(corners, weights, bias).tolist()
    return [
        Lamp(point, inequality(point, target), value, int(value > 0), (value > 0) == bool(target))
        for point, target, value in zip(corners, table, sums, strict=True)
    ]


@dataclass(frozen=True)
class ByHand:
    """The lamps of a gate for the weights of the sliders.

    Attributes
    ----------
    settings
        The settings of the run.
    lamps
        The four inequalities of the gate.
    lit
        Number of lamps that are lit.
    """

    settings: Settings
    lamps: list[Lamp]
    lit: int


def by_hand(settings: Settings) -> ByHand:
    """Check the weights of the sliders against the inequalities of the gate."""
    found = lamps(TRUTH_TABLES[settings.gate], (settings.w1, settings.w2), settings.b)
    return ByHand(settings, found, sum(lamp.satisfied for lamp in found))


def inequality(point: Sequence[int], target: int) -> str:
    """Return the inequality that a target sets for the weights, e.g. ``"w1 + w2 + b <= 0"``."""
    terms = [f"w{number}" for number, value in enumerate(point, start=1) if value]
    return " + ".join([*terms, "b"]) + (" > 0" if target else " <= 0")


def combination(multipliers: Sequence[int]) -> tuple[int, ...]:
    r"""Return the coefficients of w1, ..., wn and b in the weighted sum of the inequalities' left sides.

    .. math:: \sum_i m_i (w \cdot x_i + b) = \Big(\sum_i m_i x_i\Big) \cdot w + \Big(\sum_i m_i\Big) b

    Parameters
    ----------
    multipliers
        One number for every point, 2^n in the order of ``points``.
    """
    corners = [(*point, 1) for point in product((0, 1), repeat=len(multipliers).bit_length() - 1)]
    return tuple(sum(m * x for m, x in zip(multipliers, column, strict=True)) for column in zip(*corners, strict=True))


def proves_impossible(table: Sequence[int], multipliers: Sequence[int]) -> bool:
    r"""Return whether multipliers turn the inequalities of a truth table into the contradiction 0 > 0.

    They do if the sign of each fits its inequality (m_i >= 0 where y_i = 1, m_i <= 0 where y_i = 0), one multiplies a
    strict inequality (m_i > 0), and all weights cancel:

    .. math:: 0 = \sum_i m_i (w \cdot x_i + b) > 0

    Parameters
    ----------
    table, multipliers
        2^n outputs 0 or 1 and 2^n numbers, in the order of ``points``.

    Raises
    ------
    ValueError
        If the table is not one, or there is not one multiplier for every point.

    Source: J. Farkas, Journal fuer die reine und angewandte Mathematik 124 (1902), for such certificates.
    """
    if len(points(table)) != len(multipliers):
        raise ValueError(f"multipliers must be {len(table)} numbers, one for every point, got {len(multipliers)}")
    agree = all(m >= 0 if target else m <= 0 for m, target in zip(multipliers, table, strict=True))
    return agree and max(multipliers) > 0 and not any(combination(multipliers))


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
    cycle_start, cycle_length
        Epoch after which the weights were the same as at the end, and the number of epochs until they returned. None
        if they did not return. If they return once, they return for ever.
    """

    updates: tuple[Update, ...]
    weights: tuple[Fraction, ...]
    epochs: int
    converged: bool
    cycle_start: int | None
    cycle_length: int | None


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

    Source: F. Rosenblatt, Psychological Review 65 (1958).
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
            return PerceptronRun(tuple(updates), weights, epoch, True, None, None)
        updates += corrections
        weights = corrections[-1].after
        if weights in seen:
            return PerceptronRun(tuple(updates), weights, epoch, False, seen[weights], epoch - seen[weights])
        seen[weights] = epoch
    return PerceptronRun(tuple(updates), weights, epochs, False, None, None)


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
