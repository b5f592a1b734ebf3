"""Charts of a sigmoid neuron that learns a gate by gradient descent."""

import math

import altair as alt
import numpy as np

from mlcore.logic_gates.certificates import CERTIFICATES
from mlcore.logic_gates.results import GateResult
from mlcore.logic_gates.truth_tables import TRUTH_TABLES
from pages.lessons.logic_gates.charts.gate import CORNERS, NAMES, PLANE, SEPARATE, tags
from pages.ui import verdicts
from pages.ui.charts import theme
from pages.ui.charts.classes import decided
from pages.ui.charts.curves import curves, points
from pages.ui.charts.plane import axes, class_points, line_ends, lines, square
from pages.ui.charts.spec import apart, film, items, table, to_spec, with_data
from pages.ui.context import cached, columns, counted, t
from pages.ui.labels import label


def trained(result: GateResult) -> dict:
    """Draw a sigmoid neuron's run; the charts follow ``frame`` and ``epoch``.

    Parameters
    ----------
    result
        A run of ``mlcore.logic_gates.sigmoid_neuron``.
    """
    shots = result.snapshots
    weights = np.concatenate([shots.weight, shots.bias[:, None]], axis=1)
    loss = points({t("loss"): (np.arange(len(result.losses)), result.losses)})
    curve = points({name: (result.snapshot_epochs, weights[:, k]) for k, name in enumerate(NAMES)})
    return with_data(
        empty_trained(len(shots.plane)),
        plane={"url": [theme.png(plane[::-1]) for plane in shots.plane]},
        line=line_ends(weights[:, None]),
        dot={
            "x": CORNERS[:, 0],
            "y": CORNERS[:, 1],
            "class": np.array(TRUTH_TABLES[result.settings.gate]),
            "p": shots.probabilities.T,
        },
        loss=loss,
        guess={"y": [math.log(2)]},
        weight={**curve, "y": np.array(curve["y"])},
    )


def trained_alt(result: GateResult) -> str:
    """Return the text alternative of ``trained``, for the last epoch."""
    words = t(
        "Replay of a sigmoid neuron learning {gate} over {epochs}. At the end the loss is {loss:.4f} and the "
        "outputs are {p[0]:.2f} for (0,0), {p[1]:.2f} for (0,1), {p[2]:.2f} for (1,0) and {p[3]:.2f} for (1,1); "
        "{right} of 4 points are right."
    ).format(
        gate=label(result.settings.gate),
        epochs=counted(int(result.snapshot_epochs[-1]), t("1 epoch"), t("{count} epochs")),
        loss=result.final_loss,
        p=result.snapshots.probabilities[-1],
        right=points_right(result),
    )
    return f"{words} {verdicts.words(result.verdict)}".strip()


def ending(result: GateResult) -> str:
    """Say how the run ended; for XOR and XNOR, say that no run can end better."""
    gate = result.settings.gate
    if gate in CERTIFICATES:
        text = t(
            "The loss ends at **{loss:.4f}**. No weights have a lower one on {gate} than ln 2 = {ln2:.4f}, where w₁, "
            "w₂ and b are 0 and every answer is p = 0.5: undecided."
        )
    else:
        text = t("The loss ends at **{loss:.4f}**, with {right} of 4 points on the right side of p = 0.5.")
    words = text.format(loss=result.final_loss, gate=label(gate), ln2=math.log(2), right=points_right(result))
    return f"{words} {verdicts.words(result.verdict)}".strip()


def points_right(result: GateResult) -> int:
    """Return how many points end on their right side of p = 0.5."""
    return decided(result.snapshots.probabilities[-1], TRUTH_TABLES[result.settings.gate])


@cached(maxsize=64)
def empty_trained(frames: int) -> dict:
    """Return the three charts of a trained neuron without numbers, for T frames."""
    dots = items("dot", moving=("p",))
    background = film("plane", frames, theme.CELL, theme.CELL).transform_calculate(x="0.5", y="0.5")
    layers = [
        background.encode(**axes("x₁", "x₂", PLANE)),
        lines("line"),
        class_points(dots),
        *tags(dots, alt.Text("p:Q", format=".2f")),
    ]
    guess = table("guess").mark_rule(color="#7d8894", strokeDash=[2, 3], strokeWidth=1.5)
    views = [
        square(layers, t("Output over the plane")),
        curves("loss", (t("loss"),), t("Loss (dotted: ln 2)"), t("Epoch"), "~r")
        + guess.encode(y=alt.Y("y:Q", title=None)),
        curves("weight", NAMES, t("Weights"), t("Epoch"), "~r", legend="bottom"),
    ]
    chart = apart(alt.concat(*views, columns=columns(), spacing=28), *SEPARATE)
    return to_spec(chart)
