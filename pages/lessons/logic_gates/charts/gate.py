"""Charts of one threshold neuron that learns a gate by the perceptron rule."""

import altair as alt
import numpy as np

from mlcore.logic_gates.perceptron import ByRule, PerceptronRun
from mlcore.logic_gates.truth_tables import POINTS, TRUTH_TABLES
from mlcore.xor.points import PLANE
from pages.lessons.logic_gates.charts.updates import ledger, ledger_header, ledger_values
from pages.ui.charts import theme
from pages.ui.charts.curves import curves, points
from pages.ui.charts.plane import axes, class_points, half_plane_ends, half_planes, line_ends, lines, square
from pages.ui.charts.spec import XY, apart, items, table, to_spec, with_data
from pages.ui.context import cached, columns, counted, t
from pages.ui.labels import label
from pages.ui.numbers import short

CORNERS = np.array(POINTS)
NAMES = ("w₁", "w₂", "b")
MAX_UPDATES = 300
"""Longer runs of the perceptron rule are drawn up to here."""

SEPARATE = ("color", "strokeDash", "shape", "opacity")
SILENT = alt.ViewBackground(fill=theme.SILENT)
OUT_OF_SIGHT = -9.0


def plane_layers() -> list[alt.Chart]:
    """Return layers for where the neuron fires, its line, and the four points with its outputs."""
    dots = items("dot", moving=("text",))
    return [
        half_planes("half_plane").encode(**axes("x₁", "x₂", PLANE)),
        lines("line"),
        class_points(dots),
        *tags(dots, alt.Text("text:N")),
    ]


def tags(dots: alt.Chart, text: alt.Text) -> list[alt.Chart]:
    """Return a small label above each point, on a plate that covers lines."""
    place = dots.transform_calculate(above=f"datum.y + {18 * (PLANE[1] - PLANE[0]) / theme.CELL}")
    return [
        place.mark_rect(width=36, height=17, cornerRadius=4, color=theme.NEUTRAL, opacity=0.85).encode(
            x=alt.X("x:Q"), y=alt.Y("above:Q")
        ),
        place.mark_text(fontSize=13, fontWeight="bold", color=theme.INK).encode(
            x=alt.X("x:Q"), y=alt.Y("above:Q"), text=text
        ),
    ]


def plane_values(gate: str, weights: np.ndarray) -> dict[str, dict]:
    """Return what ``plane_layers`` shows, for weights (w1, w2, b) of shape (T, 3)."""
    table = np.array(TRUTH_TABLES[gate])
    outputs = (weights[:, :2] @ CORNERS.T + weights[:, 2:]).round(12) > 0
    return {
        "half_plane": half_plane_ends(weights[:, None], PLANE),
        "line": line_ends(weights[:, None]),
        "dot": {
            "x": CORNERS[:, 0],
            "y": CORNERS[:, 1],
            "class": table,
            "text": [
                [f"{int(output)} {'✓' if output == target else '✗'}" for output in path]
                for path, target in zip(outputs.T, table, strict=True)
            ],
        },
    }


def by_rule(result: ByRule) -> dict:
    """Draw the perceptron rule update by update; the charts follow ``frame`` and ``epoch``, the number of the update.

    Parameters
    ----------
    result
        What ``mlcore.logic_gates.perceptron.by_rule`` returned.
    """
    weights = weights_path(result)
    updates = result.run.updates[:MAX_UPDATES]
    curve = points({name: (np.arange(len(weights)), weights[:, k]) for k, name in enumerate(NAMES)})
    first = returns_to(result)
    spec = empty_rule(first is not None)
    corrected = np.array([(OUT_OF_SIGHT, OUT_OF_SIGHT), *(POINTS[update.point] for update in updates)])
    return with_data(
        spec,
        **plane_values(result.settings.gate, weights),
        before=line_ends(np.concatenate([weights[:1], weights[:-1]])[:, None]),
        corrected={"x": corrected[None, :, 0], "y": corrected[None, :, 1]},
        weight=curve,
        cycle={"x": [] if first is None else [first], "x2": [] if first is None else [len(updates)]},
        header=ledger_header(),
        update=ledger_values(result, weights, updates),
    )


def by_rule_alt(result: ByRule) -> str:
    """Return the text alternative of ``by_rule``."""
    run = result.run
    weights = [f"{float(weight):g}" for weight in run.weights]
    text = t(
        "Replay of the perceptron rule on {gate}: {updates} in {epochs}. It ends at w1 = {w[0]}, w2 = {w[1]}, "
        "b = {w[2]}. {end}"
    )
    if run.converged:
        end = t("All four points are right.")
    elif run.cycle_start is None:
        end = t("Not all points are right yet.")
    else:
        end = t("These are the weights of the end of epoch {start} again, so it goes round for ever.").format(
            start=run.cycle_start
        )
    gate = label(result.settings.gate)
    return text.format(gate=gate, **counts(run), w=weights, end=end)


def rule_ending(result: ByRule) -> str:
    """Say how the perceptron rule ended: converged, in a cycle, or neither."""
    run = result.run
    if run.converged and not run.updates:
        text = t("Nothing to correct: the start weights already compute {gate}.")
    elif run.converged:
        text = t(
            "**Done.** All four points are right after **{updates}** in {epochs}, the last of them without a mistake."
        )
    elif run.cycle_start is None:
        text = t("**Not done yet** after {updates} in {epochs}, and no weights have come back so far.")
    else:
        text = t(
            "**For ever.** At the end of **epoch {epoch}** the weights are w₁ = {w[0]}, w₂ = {w[1]}, b = {w[2]}, "
            "exactly as {when}. The same weights lead to the same corrections: the last {cycle} updates repeat."
        )
    drawn = t("The first {most} updates are drawn.").format(most=MAX_UPDATES) if len(run.updates) > MAX_UPDATES else ""
    ending = text.format(
        gate=label(result.settings.gate),
        **counts(run),
        epoch=run.epochs,
        w=[short(float(weight)) for weight in run.weights],
        when=t("at the end of epoch {start}").format(start=run.cycle_start) if run.cycle_start else t("at the start"),
        cycle=sum(update.epoch > (run.cycle_start or 0) for update in run.updates),
    )
    return f"{ending} {drawn}".strip()


def counts(run: PerceptronRun) -> dict[str, str]:
    """Return in words how many updates and epochs a run has."""
    return {
        "updates": counted(len(run.updates), t("1 update"), t("{count} updates")),
        "epochs": counted(run.epochs, t("1 epoch"), t("{count} epochs")),
    }


def bound_in_words(result: ByRule, bound: float) -> str:
    """Say the limit of the convergence theorem and the number of updates."""
    return t(
        "Some line separates the points of {gate}, so the convergence theorem promises an end: from this start after "
        "at most {bound}. It took {updates}."
    ).format(
        gate=label(result.settings.gate),
        bound=counted(int(bound + 1e-9), t("**1** update"), t("**{count}** updates")),
        updates=len(result.run.updates),
    )


def weights_path(result: ByRule) -> np.ndarray:
    """Return the start and the weights after each update that is drawn, shape (T, 3)."""
    after = [update.after for update in result.run.updates[:MAX_UPDATES]]
    return np.array([result.start, *after], dtype=float) + 0.0


def returns_to(result: ByRule) -> int | None:
    """Return after how many updates the cycle starts, or None if there is no cycle or not all is drawn."""
    run = result.run
    if run.cycle_start is None or len(run.updates) > MAX_UPDATES:
        return None
    return sum(update.epoch <= run.cycle_start for update in run.updates)


@cached()
def empty_rule(cycles: bool) -> dict:
    """Return the three charts of the perceptron rule without numbers."""
    ring = items("corrected", moving=("x", "y")).mark_point(
        size=520, stroke=theme.CURSOR, strokeWidth=2.5, opacity=1, clip=True
    )
    before = lines("before").mark_rule(color=theme.INK, opacity=0.45, strokeDash=[2, 4], clip=True)
    layers = plane_layers()
    layers = [layers[0], before, *layers[1:], ring.encode(**XY)]
    plane = square(layers, t("Line after the update")).properties(view=SILENT)
    title = t("Weights (shaded: the cycle)") if cycles else t("Weights")
    weights = curves("weight", NAMES, title, t("Update"), "~r", legend="bottom")
    if cycles:
        band = table("cycle").mark_rect(color=theme.CURSOR, opacity=0.15)
        weights = weights + band.encode(x=alt.X("x:Q"), x2=alt.X2("x2:Q"))
    chart = apart(alt.concat(plane, weights, ledger(), columns=columns(), spacing=28), *SEPARATE)
    return to_spec(chart)
