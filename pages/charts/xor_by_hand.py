"""Pictures of the XOR network that is set by hand."""

import altair as alt
import numpy as np

from mlcore.settings import XorByHandSettings
from mlcore.xor_by_hand import INPUTS, TARGETS, fires, run
from pages.charts import Translate, theme
from pages.charts.plane import axis, class_points, square, still_lines

DOMAIN = (-0.5, 1.5)
CELLS = 80


def pictures(settings: XorByHandSettings, hidden: np.ndarray, columns: int = 2, t: Translate = str):
    """Draw the plane with both hidden neurons' lines, and the space of their answers with the output's line.

    Parameters
    ----------
    hidden
        Answers of h1 and h2 at the four points, shape (4, 2).
    columns
        How many pictures stand side by side, 1 or 2.
    """
    cells = cell_centres()
    output = (settings.out_w1, settings.out_w2, settings.out_b)
    lines = [(settings.h1_w1, settings.h1_w2, settings.h1_b), (settings.h2_w1, settings.h2_w2, settings.h2_b)]
    views = [
        view(run(settings, cells)[1], lines, INPUTS, ("x₁", "x₂"), t("What goes in: lines of h₁ and h₂")),
        view(fires(cells, *output), [output], hidden, ("h₁", "h₂"), t("What y sees: one line")),
    ]
    arranged = alt.hconcat(*views, spacing=28) if columns > 1 else alt.vconcat(*views, spacing=28)
    return arranged.configure(**theme.CONFIG).resolve_scale(color="independent", shape="independent")


def view(fired: np.ndarray, lines: list, points: np.ndarray, names: tuple[str, str], title: str) -> alt.LayerChart:
    """Draw where a neuron fires, its lines and the four points, each labelled with the input that it stands for."""
    image = theme.png((fired.reshape(CELLS, CELLS)[::-1] * 150 + 52).astype(np.uint8))
    background = alt.Chart(alt.InlineData([{"url": image, "x": 0.5, "y": 0.5}])).mark_image(
        width=theme.CELL, height=theme.CELL
    )
    rows = [{"x": int(x), "y": int(y), "class": str(target)} for (x, y), target in zip(points, TARGETS, strict=True)]
    layers = [
        background.encode(x=axis("x", names[0], DOMAIN), y=axis("y", names[1], DOMAIN), url="url:N"),
        still_lines(np.array(lines, dtype=float)),
        class_points(alt.Chart(alt.InlineData(rows))),
        alt.Chart(alt.InlineData(labels(points)))
        .mark_text(dy=-16, fontSize=12, color=theme.INK)
        .encode(x="x:Q", y="y:Q", text="name:N"),
    ]
    return square(layers, title)


def labels(points: np.ndarray) -> list[dict]:
    """Return one label for each place, naming all inputs that lie there."""
    places: dict[tuple[int, int], list[str]] = {}
    for (x, y), (x1, x2) in zip(points.tolist(), INPUTS.tolist(), strict=True):
        places.setdefault((x, y), []).append(f"({x1},{x2})")
    return [{"x": x, "y": y, "name": " ".join(names)} for (x, y), names in places.items()]


def cell_centres() -> np.ndarray:
    """Return the centres of 80x80 cells over the plane, x running fastest, shape (6400, 2)."""
    low, high = DOMAIN
    centres = low + (np.arange(CELLS) + 0.5) * (high - low) / CELLS
    x, y = np.meshgrid(centres, centres)
    return np.stack([x.ravel(), y.ravel()], axis=1)


def truth_table(hidden: np.ndarray, output: np.ndarray, t: Translate = str) -> list[dict[str, str]]:
    """Return the network's truth table, a row an input, with a mark beside the answers that are right."""
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


def alt_text(hidden: np.ndarray, output: np.ndarray, t: Translate = str) -> str:
    """Say in words what the pictures show."""
    answers = ", ".join(f"({x1},{x2}) → {y}" for (x1, x2), y in zip(INPUTS, output, strict=True))
    return t("Three threshold neurons set by hand answer {answers}; {right} of 4 are right for XOR.").format(
        answers=answers, right=int((output == TARGETS).sum())
    )
