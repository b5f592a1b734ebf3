"""The map of overfitting: a cell for each size of network and number of points; a cell can be picked."""

import altair as alt
import numpy as np

from mlcore.test_set.results import MapResult
from mlcore.test_set.settings import HIDDEN, SIZES, CellSettings
from pages.lessons.test_set.state import MapState
from pages.ui.charts import theme
from pages.ui.charts.spec import layered, table, to_spec, with_data
from pages.ui.context import cached, counted, t

PICKED = "picked"
"""The selection of a cell."""

MAX_GAP = 0.4
GUESS, BEST = 1 / 3, 0.8
"""Where the colours of a gap and of a validation accuracy end."""


def cells(result: MapResult, chosen: CellSettings, view: MapState) -> dict:
    """Draw what each network's accuracies are, in points or percent, and mark one of them.

    Parameters
    ----------
    result
        A run of ``mlcore.test_set.fitting_map``; cells without a number are left out.
    chosen
        The network to mark.
    view
        Which number to show.
    """
    shown = result.gaps if view.shows == "gap" else result.val_accuracies
    rows, columns = np.nonzero(np.isfinite(shown))
    is_chosen = (np.array(SIZES)[rows] == chosen.train_size) & (np.array(HIDDEN)[columns] == chosen.hidden)
    return with_data(
        empty_map(view.shows),
        cell={
            "hidden": [str(HIDDEN[column]) for column in columns],
            "size": [str(SIZES[row]) for row in rows],
            "value": shown[rows, columns],
            "training": result.accuracies[rows, columns],
            "validation": result.val_accuracies[rows, columns],
            "chosen": is_chosen * 1,
        },
    )


@cached()
def empty_map(shows: str) -> dict:
    """Return the map without numbers."""
    gap = shows == "gap"
    axis = {"labelAngle": 0, "ticks": False, "domain": False}
    across, up = [str(hidden) for hidden in HIDDEN], [str(size) for size in reversed(SIZES)]
    place = {
        "x": alt.X("hidden:O", title=t("Hidden units"), scale=alt.Scale(domain=across), axis=alt.Axis(**axis)),
        "y": alt.Y("size:O", title=t("Training points"), scale=alt.Scale(domain=up), axis=alt.Axis(**axis)),
    }
    ends = [0, MAX_GAP] if gap else [GUESS, BEST]
    ramp = alt.Scale(
        domain=ends, range=[theme.NEUTRAL, theme.RAMP_ENDS[0 if gap else 1]], clamp=True, interpolate="rgb"
    )
    tooltip = [
        alt.Tooltip("hidden:N", title=t("Hidden units")),
        alt.Tooltip("size:N", title=t("Training points")),
        alt.Tooltip("training:Q", title=t("Training accuracy"), format=".1%"),
        alt.Tooltip("validation:Q", title=t("Validation accuracy"), format=".1%"),
    ]
    grid = table("cell")
    picked = alt.selection_point(name=PICKED, fields=["hidden", "size"], on="click", clear=False)
    layers = [
        grid.mark_rect(stroke="white", strokeWidth=1).encode(
            **place, color=alt.Color("value:Q", scale=ramp, legend=None)
        ),
        grid.mark_rect(filled=False, stroke=theme.CURSOR, strokeWidth=3)
        .transform_filter("datum.chosen")
        .encode(**place),
        grid.mark_text(fontSize=13, color=theme.INK)
        .transform_calculate(number="format(100 * datum.value, '.0f')")
        .encode(**place, text=alt.Text("number:N")),
        grid.mark_rect(opacity=0, cursor="pointer").encode(**place, tooltip=tooltip).add_params(picked),
    ]
    title = t("Gap: training − validation, points") if gap else t("Validation accuracy, %")
    chart = layered(*layers).properties(width=theme.CELL, height=theme.CELL, title=title)
    return to_spec(alt.concat(chart))


def alt_text(result: MapResult) -> str:
    """Say in words where the gap is wide, and where the validation accuracy is highest."""
    done = int(np.isfinite(result.gaps).sum())
    if not done:
        return t("A map of networks by hidden units and training points; none is trained yet.")
    widest, best = (np.unravel_index(np.nanargmax(part), part.shape) for part in (result.gaps, result.val_accuracies))
    return t(
        "Map of {done} by hidden units and training points. The widest gap between training and validation "
        "accuracy is {gap:.1f} points, with {gap_hidden} hidden units and {gap_size} points. The highest validation "
        "accuracy is {best:.1%}, with {best_hidden} hidden units and {best_size} points."
    ).format(
        done=counted(done, t("1 network"), t("{count} networks")),
        gap=100 * result.gaps[widest],
        gap_hidden=HIDDEN[widest[1]],
        gap_size=SIZES[widest[0]],
        best=result.val_accuracies[best],
        best_hidden=HIDDEN[best[1]],
        best_size=SIZES[best[0]],
    )
