"""The proof that no weights satisfy the four inequalities, as a table with the learner's weights."""

from collections.abc import Sequence

from mlcore.logic_gates.by_hand import ByHand, lamps
from mlcore.logic_gates.certificates import combination
from mlcore.logic_gates.perceptron import ByRule
from mlcore.logic_gates.results import GateResult
from mlcore.logic_gates.settings import LogicGatesSettings
from pages.lessons.logic_gates.charts.lamps import decimals, pretty
from pages.ui.context import t

DECIMALS = 2


def weights_of(settings: LogicGatesSettings, result: ByHand | ByRule | GateResult | None) -> list[float]:
    """Return w1, w2 and b of the chosen learner after its run, to two decimals."""
    if isinstance(result, ByRule):
        weights = [float(weight) for weight in result.run.weights]
    elif isinstance(result, ByHand) or result is None:
        weights = [settings.w1, settings.w2, settings.b]
    else:
        weights = [*result.snapshots.weight[-1].tolist(), float(result.snapshots.bias[-1])]
    return [round(weight, DECIMALS) + 0.0 for weight in weights]


def owner(settings: LogicGatesSettings) -> str:
    """Say whose weights ``weights_of`` returns."""
    if settings.learner == "perceptron":
        return t("the perceptron after its last update")
    return t("your sliders") if settings.learner == "hand" else t("the trained neuron (to two decimals)")


def rows(table: Sequence[int], multipliers: Sequence[int], weights: Sequence[float]) -> list[dict[str, str]]:
    """Return a row for each inequality with its multiplier, and a last row for the sum.

    Parameters
    ----------
    table, multipliers
        Outputs and multipliers in the order of the four points.
    weights
        w1, w2 and b to two decimals.
    """
    point, asks, times, becomes, yours = t("point"), t("asks for"), t("times"), t("becomes"), t("with these weights")
    inequalities = lamps(table, weights[:2], weights[2])
    lines = [
        {
            point: f"({lamp.point[0]},{lamp.point[1]})",
            asks: pretty(lamp.inequality),
            times: decimals(m, 0),
            becomes: becomes_of(lamp.inequality, m),
            yours: decimals(m * lamp.value, DECIMALS),
        }
        for lamp, m in zip(inequalities, multipliers, strict=True)
    ]
    total = sum(m * lamp.value for lamp, m in zip(inequalities, multipliers, strict=True))
    left = " ".join(
        f"{factor:+d}{name}" for factor, name in zip(combination(multipliers), ("w₁", "w₂", "b"), strict=True) if factor
    )
    last = {point: t("sum"), asks: "", times: "", becomes: f"{left or 0} > 0", yours: decimals(total, DECIMALS)}
    return [*lines, last]


def becomes_of(inequality: str, multiplier: int) -> str:
    """Return an inequality multiplied by 1 or -1, e.g. ``"−w₁ − w₂ − b ≥ 0"``."""
    if multiplier > 0:
        return pretty(inequality)
    return "−" + pretty(inequality).replace("+", "−").replace("≤", "≥")
