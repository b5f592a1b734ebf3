"""Charts of the XOR network that is set by hand."""

import altair as alt
import numpy as np

from mlcore.common.plane import cell_centres
from mlcore.xor.by_hand import INPUTS, TARGETS, fires, run
from mlcore.xor.settings import XorByHandSettings
from pages.ui.charts import theme
from pages.ui.charts.plane import axes, class_points, line_ends, lines, square, still_image
from pages.ui.charts.spec import filled, table
from pages.ui.context import cached, columns, t

PLANE = (-0.5, 1.5)
CELLS = 80


def two_spaces(settings: XorByHandSettings, hidden: np.ndarray) -> dict:
    """Draw the plane with both hidden neurons' lines, and the space of their answers with the output's line.

    Parameters
    ----------
    hidden
        Answers of h1 and h2 at the four points, shape (4, 2).
    """
    s = settings
    first, second, output = (s.h1_w1, s.h1_w2, s.h1_b), (s.h2_w1, s.h2_w2, s.h2_b), (s.out_w1, s.out_w2, s.out_b)
    cells = cell_centres(*PLANE, CELLS).reshape(-1, 2)
    return filled(
        empty_charts(),
        **view_values("plane", run(settings, cells)[1], [first, second], INPUTS),
        **view_values("space", fires(cells, *output), [output], hidden),
    )


@cached()
def empty_charts() -> dict:
    """Return both charts without numbers."""
    views = [
        view("plane", ("x₁", "x₂"), t("What goes in: lines of h₁ and h₂")),
        view("space", ("h₁", "h₂"), t("What y sees: one line")),
    ]
    return alt.concat(*views, columns=columns(), spacing=28).configure(**theme.CONFIG).to_dict()


def view(name: str, titles: tuple[str, str], title: str) -> alt.LayerChart:
    """Draw where a neuron fires, the lines and the four points, each labelled with the inputs that lie there."""
    dots = table(f"{name}_points")
    layers = [
        still_image(f"{name}_image").encode(**axes(*titles, PLANE)),
        lines(f"{name}_lines", moves=False),
        class_points(dots),
        dots.mark_text(dy=-16, fontSize=12, fontWeight="bold", color=theme.INK).encode(
            x="x:Q", y="y:Q", text="label:N"
        ),
    ]
    return square(layers, title)


def view_values(name: str, fired: np.ndarray, weights: list, points: np.ndarray) -> dict[str, dict]:
    """Return the numbers of one chart; fired of shape (6400,), points of shape (4, 2)."""
    image = theme.png((fired.reshape(CELLS, CELLS)[::-1] * 130 + 62).astype(np.uint8))
    return {
        f"{name}_image": {"url": [image], "x": [0.5], "y": [0.5]},
        f"{name}_lines": line_ends(np.array(weights, dtype=float)),
        f"{name}_points": {"x": points[:, 0], "y": points[:, 1], "class": TARGETS, "label": labels(points)},
    }


def labels(points: np.ndarray) -> list[str]:
    """Return a label for each point; where inputs share a place the first names them all, the others none."""
    texts = [f"({x1},{x2})" for x1, x2 in INPUTS.tolist()]
    places = [tuple(point) for point in points.tolist()]
    return [
        ""
        if place in places[:i]
        else " ".join(text for text, other in zip(texts, places, strict=True) if other == place)
        for i, place in enumerate(places)
    ]


def truth_table(hidden: np.ndarray, output: np.ndarray) -> list[dict[str, str]]:
    """Return the network's truth table, a row an input, with a mark beside each answer."""
    return [
        {
            "x₁": str(x1),
            "x₂": str(x2),
            "h₁": str(h1),
            "h₂": str(h2),
            "y": f"{y} {'✓' if y == target else '✗'}",
            t("should be"): str(target),
        }
        for (x1, x2), (h1, h2), y, target in zip(INPUTS, hidden, output, TARGETS, strict=True)
    ]


def alt_text(hidden: np.ndarray, output: np.ndarray) -> str:
    """Say in words what the charts show."""
    answers = ", ".join(f"({x1},{x2}) → {y}" for (x1, x2), y in zip(INPUTS, output, strict=True))
    return t("Three threshold neurons set by hand answer {answers}; {right} of 4 are right for XOR.").format(
        answers=answers, right=int((output == TARGETS).sum())
    )
