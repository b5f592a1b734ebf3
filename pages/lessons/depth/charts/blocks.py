"""What a layer of a plain network does, and what one with a skip connection does: a drawing, before any training."""

import altair as alt

from pages.ui.charts import theme
from pages.ui.charts.spec import layered, to_spec
from pages.ui.context import cached, columns, t

WIDTH, HEIGHT = 380, 190
MIDDLE, ABOVE = 70, 140
BLOCKS = (110, 220)
"""Where the layers stand."""


@cached()
def draw() -> dict:
    """Draw two layers without and with skip connections."""
    width = {1: 272, 2: WIDTH}.get(columns(), 445)
    views = [
        network(False, t("Plain: y = f(x)"), width),
        network(True, t("With skip connections: y = x + f(x)"), width),
    ]
    return to_spec(alt.concat(*views, columns=min(columns(), 2), spacing=28))


def network(skips: bool, title: str, width: int) -> alt.LayerChart:
    """Draw the signal from left to right through two layers."""
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, WIDTH], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, HEIGHT], nice=False))
    straight = chart([{"x": 20, "x2": 360, "y": MIDDLE}])
    layers = [straight.mark_rule(color=theme.TEXT, strokeWidth=2).encode(x=x, x2=alt.X2("x2:Q"), y=y)]
    if skips:
        ways = [
            {"way": block, "n": n, "x": block + dx, "y": dy}
            for block in BLOCKS
            for n, (dx, dy) in enumerate(((-38, MIDDLE), (-38, ABOVE), (38, ABOVE), (38, MIDDLE)))
        ]
        line = chart(ways).mark_line(color=theme.CURSOR, strokeWidth=3, interpolate="linear")
        layers.append(line.encode(x=x, y=y, order=alt.Order("n:O"), detail=alt.Detail("way:N")))
        sums = chart([{"x": block + 38, "y": MIDDLE, "text": "+"} for block in BLOCKS])
        layers += [
            sums.mark_point(size=420, filled=True, color=theme.NEUTRAL, stroke=theme.CURSOR, opacity=1).encode(
                x=x, y=y
            ),
            sums.mark_text(fontSize=16, fontWeight="bold", color=theme.INK).encode(x=x, y=y, text=alt.Text("text:N")),
        ]
    boxes = chart([{"x": block, "y": MIDDLE, "text": "f"} for block in BLOCKS])
    ends = chart([{"x": 10, "y": MIDDLE + 22, "text": "x"}, {"x": 350, "y": MIDDLE + 22, "text": "y"}])
    layers += [
        boxes.mark_square(size=1500, color=theme.RAMP_ENDS[1], opacity=1).encode(x=x, y=y),
        boxes.mark_text(fontSize=16, fontStyle="italic", color=theme.INK).encode(x=x, y=y, text=alt.Text("text:N")),
        ends.mark_text(fontSize=15, fontStyle="italic", color=theme.TEXT, align="left").encode(
            x=x, y=y, text=alt.Text("text:N")
        ),
    ]
    view = layered(*layers).properties(width=width, height=HEIGHT, title=title)
    return view.properties(view=alt.ViewBackground(stroke=None))


def chart(rows: list[dict]) -> alt.Chart:
    """Return a chart of these rows."""
    return alt.Chart(alt.InlineData(rows))


def alt_text() -> str:
    """Describe the drawing."""
    return t(
        "Two layers one after the other. In a plain network each layer passes on only what it computes; with a skip "
        "connection its input goes around it, and both are added."
    )
