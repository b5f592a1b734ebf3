"""The anatomy of one neuron: inputs, weights, sum, activation and output, with their numbers."""

import math
from dataclasses import dataclass

import altair as alt
import numpy as np

from mlcore.neuron.activations import activate
from pages.lessons.neuron.charts.expressions import activation, plain, signed
from pages.lessons.neuron.charts.neuron import SIGN_COLOUR
from pages.lessons.neuron.charts.plane import colours
from pages.ui.charts import live, theme
from pages.ui.charts.live import rows
from pages.ui.charts.plane import level
from pages.ui.charts.spec import XY, layered
from pages.ui.context import columns, t
from pages.ui.labels import label as label_of

REACH = 4.0
STROKES = 81
SIGN_DASH = alt.Scale(domain=["−", "+"], range=[[5, 3], [1, 0]])
WORDS = {"fontSize": 12, "color": "#4a5560"}
NAME = {"fontSize": 12, "color": theme.INK}
NUMBER = {"fontSize": 13, "fontWeight": "bold", "color": theme.INK}


@dataclass(frozen=True)
class Places:
    """Where the parts stand, in pixels.

    Attributes
    ----------
    width, height
        Of the picture.
    inputs, sum, bend, output
        Across; the last three stand at the height of the middle input.
    box
        Side of the activation's box.
    radius
        Of the circles.
    """

    width: int
    height: int
    inputs: int
    sum: int
    bend: int
    output: int
    box: int
    radius: int

    @property
    def names(self) -> float:
        """Where the names of the weights stand, across."""
        return self.inputs + (0.42 if columns() == 3 else 0.5) * (self.sum - self.inputs)

    @property
    def middle(self) -> float:
        """The height of the sum, the activation and the output."""
        return 0.55 * self.height

    def levels(self, form: str) -> list[float]:
        """Return the heights of the inputs."""
        away = 0.31 * self.height
        both = [self.middle - away, self.middle, self.middle + away]
        return both if form == "bias" else [self.middle - 0.75 * away, self.middle + 0.75 * away]


PLACES = {
    1: Places(width=286, height=250, inputs=24, sum=146, bend=206, output=262, box=46, radius=21),
    2: Places(width=330, height=250, inputs=28, sum=174, bend=240, output=302, box=48, radius=23),
    3: Places(width=522, height=330, inputs=36, sum=265, bend=380, output=484, box=88, radius=27),
}


def anatomy(name: str, form: str) -> alt.LayerChart:
    """Draw a neuron with its numbers.

    Parameters
    ----------
    name, form
        Of the activation, and of the neuron: with a bias or with a threshold.
    """
    places = PLACES[columns()]
    layers = [*edges(form, places), *nodes(name, form, places), *bend(name, form, places), headings(places)]
    card = layered(*layers).properties(width=places.width, height=places.height, view=theme.CARD)
    return card.properties(title=level(t("The neuron and its numbers")))


def edges(form: str, places: Places) -> list[alt.Chart]:
    """Draw the edges into the sum, wider for larger weights and dashed if negative, and the way to the output."""
    levels = places.levels(form)
    products = places.inputs + 0.74 * (places.sum - places.inputs)
    into = rows(
        len(levels),
        weight="[w1, w2, b][datum.i]",
        x=str(places.inputs),
        x2=str(places.sum),
        y=f"{levels}[datum.i]",
        y2=str(places.middle),
    ).transform_calculate(
        rise=f"({places.middle} - datum.y) / {places.sum - places.inputs}",
        sign="datum.weight < 0 ? '−' : '+'",
        size="0.6 + 1.6 * abs(datum.weight)",
        name=f"['w₁', 'w₂', 'b'][datum.i] + ' = ' + {plain('datum.weight')}",
        name_x=str(places.names),
        name_y=f"datum.y + {places.names - places.inputs} * datum.rise",
        product=signed("[product1, product2, b][datum.i]"),
        product_x=str(products),
        product_y=f"datum.y + {products - places.inputs} * datum.rise",
    )
    ways = [{"x": start, "x2": end} for start, end in ((places.sum, places.bend), (places.bend, places.output))]
    way = alt.Chart(alt.InlineData(ways)).transform_calculate(y=str(places.middle))
    layers = [
        into.mark_rule().encode(
            x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, places.width], nice=False)),
            y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[places.height, 0], nice=False)),
            x2=alt.X2("x2:Q"),
            y2=alt.Y2("y2:Q"),
            strokeWidth=alt.StrokeWidth("size:Q", scale=None),
            color=alt.Color("sign:N", scale=SIGN_COLOUR, legend=None),
            strokeDash=alt.StrokeDash("sign:N", scale=SIGN_DASH, legend=None),
        ),
        way.mark_rule(color=theme.INK, strokeWidth=2).encode(x=alt.X("x:Q"), x2=alt.X2("x2:Q"), y=alt.Y("y:Q")),
        *label(into, "name", 72),
    ]
    return [*layers, *label(into, "product", 48)] if columns() == 3 else layers


def label(chart: alt.Chart, field: str, width: int) -> list[alt.Chart]:
    """Write a text on a light plate over its edge."""
    plate = chart.encode(x=alt.X(f"{field}_x:Q"), y=alt.Y(f"{field}_y:Q"))
    return [
        plate.mark_rect(width=width, height=19, color="white", cornerRadius=5),
        plate.mark_text(**NUMBER | {"fontSize": 12}).encode(text=alt.Text(f"{field}:N")),
    ]


def nodes(name: str, form: str, places: Places) -> list[alt.Chart]:
    """Draw inputs, sum and output as circles with a name and a number, the output in its colour of the plane."""
    levels = places.levels(form)
    names, inputs = ["x₁", "x₂", t("bias")][: len(levels)], [plain("x1"), plain("x2"), "'1'"][: len(levels)]
    total = ("z", plain("total")) if form == "bias" else ("w·x", plain("products"))
    place = rows(
        len(levels) + 1,
        x=f"{[*[places.inputs] * len(levels), places.sum]}[datum.i]",
        y=f"{[*levels, places.middle]}[datum.i]",
        name=f"{[*names, total[0]]}[datum.i]",
        value=f"[{', '.join([*inputs, total[1]])}][datum.i]",
    ).encode(**XY)
    end = rows(1, x=str(places.output), y=str(places.middle), level="output", name="'y'", value=plain("output")).encode(
        **XY
    )
    circle = {"size": round(math.pi * places.radius**2), "stroke": "#5c6773", "strokeWidth": 1.5, "opacity": 1}
    return [
        place.mark_circle(fill="white", **circle),
        end.mark_circle(**circle).encode(fill=alt.Fill("level:Q", scale=colours(name), legend=None)),
        *(
            chart.mark_text(dy=dy, **style).encode(text=alt.Text(f"{field}:N"))
            for chart in (place, end)
            for field, dy, style in (("name", -9, NAME), ("value", 7, NUMBER))
        ),
    ]


def bend(name: str, form: str, places: Places) -> list[alt.Chart]:
    """Draw the activation as a small curve in a box, with the neuron's own point; one beyond stays at the edge."""
    sums = np.sort(np.append(np.linspace(-REACH, REACH, STROKES - 1), 1e-9))
    levels = activate(sums, name)
    low, high = levels.min(), levels.max()
    across, up = 0.4 * places.box / REACH, 0.7 * places.box / (high - low)
    base = places.middle + 0.35 * places.box
    curve = alt.Chart(
        alt.InlineData(
            [
                {"i": i, "x": round(x, 2), "y": round(y, 2)}
                for i, (x, y) in enumerate(zip(places.bend + across * sums, base - up * (levels - low), strict=True))
            ]
        )
    )
    z = f"clamp(total, {-REACH}, {REACH})"
    box = rows(
        1,
        at=str(places.bend),
        level=str(places.middle),
        x=f"{places.bend} + {across} * {z}",
        y=f"{base} - {up} * ({activation(name, z)} - {low})",
        name=live.said(label_of(name)),
        note="''" if form == "bias" else f"'θ = ' + {plain('0 - b')}",
    )
    place = box.encode(x=alt.X("at:Q"), y=alt.Y("level:Q"))
    away = places.box / 2 + 12
    return [
        place.mark_rect(
            width=places.box, height=places.box, color="white", stroke="#5c6773", strokeWidth=1.5, cornerRadius=8
        ),
        curve.mark_line(color=theme.INK, strokeWidth=2).encode(**XY, order=alt.Order("i:Q")),
        box.mark_point(color=theme.CURSOR, filled=True, size=70, opacity=1).encode(**XY),
        place.mark_text(dy=-away, **NUMBER | {"fontSize": 12}).encode(text=alt.Text("name:N")),
        place.mark_text(dy=away, **NUMBER | {"fontSize": 12}).encode(text=alt.Text("note:N")),
    ]


def headings(places: Places) -> alt.Chart:
    """Name the parts and, where there is room, say how edges are drawn."""
    names = {
        places.inputs: t("inputs"),
        places.names: t("weights"),
        places.sum: t("sum"),
        places.bend: t("activation"),
        places.output: t("output"),
    }
    words = [{"x": x, "y": 16, "name": name} for x, name in names.items()]
    if columns() == 3:
        key = t("wide: a large weight; dashed: a negative one")
        words.append({"x": (places.sum + places.output) / 2, "y": places.height - 16, "name": key})
    return alt.Chart(alt.InlineData(words)).mark_text(**WORDS).encode(**XY, text=alt.Text("name:N"))
