"""A logic gate by hand: which of its four inequalities the weights of one threshold unit satisfy."""

from collections.abc import Sequence
from dataclasses import dataclass

from mlcore.logic_gates.settings import LogicGatesSettings as Settings
from mlcore.logic_gates.truth_tables import TRUTH_TABLES, points
from mlcore.neuron.by_hand import weighted_sum


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
