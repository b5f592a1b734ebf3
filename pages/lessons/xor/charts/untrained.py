"""What there is to learn in XOR, before a network has been trained: four points and their names."""

import altair as alt

from mlcore.xor.points import INPUTS, NAMES, PLANE, TARGETS
from pages.ui.charts import theme
from pages.ui.charts.plane import axes, class_points, square
from pages.ui.charts.spec import XY, table, to_spec, with_data
from pages.ui.context import cached, t


def points() -> dict:
    """Draw the four points in their classes."""
    x1, x2 = INPUTS.T
    return with_data(empty_plane(), point={"x": x1, "y": x2, "class": TARGETS.astype(int), "name": NAMES})


@cached()
def empty_plane() -> dict:
    """Return the plane without its points."""
    dots = table("point")
    names = dots.mark_text(dy=-17, fontSize=13, fontWeight="bold", color=theme.INK)
    layers = [
        class_points(dots).encode(**axes("x₁", "x₂", PLANE)),
        names.encode(**XY, text=alt.Text("name:N")),
    ]
    return to_spec(square(layers, t("The points to learn")))


def alt_text() -> str:
    """Describe the points in words."""
    return t("The four points of XOR: B (0,1) and C (1,0) have the target 1, A (0,0) and D (1,1) the target 0.")
