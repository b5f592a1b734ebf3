"""The four inequalities of a gate as lamps, which follow the sliders: the sum, what comes of it, what is wanted."""

import altair as alt

from pages.ui.charts import live, theme
from pages.ui.charts.plane import class_points
from pages.ui.charts.spec import layered, table
from pages.ui.context import t
from pages.ui.numbers import plain, signed

LIT, UNLIT = "#ffc928", "#ffffff"

WIDE = {"width": 464, "top": 65, "row": 70, "point": 22, "sum": 78, "neuron": 302, "wish": 364, "lamp": 434}
NARROW = {"width": 252, "top": 50, "row": 48, "point": 14, "sum": 58, "neuron": 109, "wish": 162, "lamp": 232}
"""Pixels: the width, from the top to the first row, from row to row, and where the columns stand."""


def pretty(inequality: str) -> str:
    """Return an inequality in mathematical notation, e.g. ``"w₁ + b ≤ 0"``."""
    return inequality.replace("w1", "w₁").replace("w2", "w₂").replace("<=", "≤")


def decimals(value: float, digits: int = 2) -> str:
    """Return a number to some decimals with its sign, and zero without a sign."""
    return signed(value, digits) if round(value, digits) else plain(value, digits)


def judged(points: alt.Chart) -> alt.Chart:
    """Give each point (x, y, class) the neuron's sum, whether it fires, and whether that is right."""
    return (
        points.transform_calculate(sum="round((w1 * datum.x + w2 * datum.y + b) * 1e12) / 1e12")
        .transform_calculate(written="datum.sum ? format(datum.sum, '+.2f') : '0.00'", fires="datum.sum > 0 ? 1 : 0")
        .transform_calculate(right="datum.fires == datum.class ? 1 : 0")
        .transform_calculate(mark="datum.right ? '✓' : '✗'")
    )


def panel(wide: bool) -> alt.LayerChart:
    """Draw how many lamps are lit, and a row for each point of the table ``point``.

    Parameters
    ----------
    wide
        Whether there is room to write out the sums.
    """
    at = WIDE if wide else NARROW
    width, height = at["width"], at["top"] + 4 * at["row"]
    x = {"axis": None, "scale": alt.Scale(domain=[0, width], nice=False)}
    y = {"axis": None, "scale": alt.Scale(domain=[height, 0], nice=False)}

    def at_column(name: str, right: float = 0, level: str = "line:Q") -> dict[str, alt.X | alt.Y]:
        return {"x": alt.X(datum=at[name] + right, **x), "y": alt.Y(level, **y)}

    rows = written_out(judged(table("point")), wide).transform_calculate(
        middle=f"{at['top']} + {at['row']} * (datum.row + 0.5)",
        first="datum.middle - 10",
        second="datum.middle + 10",
        line="datum.middle" if wide else "datum.first",
    )
    words = {"align": "left", "color": theme.INK, "fontSize": 13}
    bold = words | {"fontSize": 14, "fontWeight": "bold"}
    disc = {"stroke": theme.INK, "strokeWidth": 1.5, "opacity": 1}
    layers = [
        class_points(rows).encode(**at_column("point")),
        rows.mark_text(**words).encode(**at_column("point", right=13), text=alt.Text("inputs:N")),
        rows.mark_text(**bold).encode(**at_column("sum", level="first:Q"), text=alt.Text("sentence:N")),
        rows.mark_text(**words).encode(**at_column("sum", level="second:Q"), text=alt.Text("demand:N")),
        rows.mark_circle(size=200, **disc).encode(**at_column("neuron"), color=alt.Color("disc:N", scale=None)),
        rows.mark_text(**words).encode(**at_column("neuron", right=13), text=alt.Text("answer:N")),
        rows.mark_text(**words).encode(**at_column("wish"), text=alt.Text("wish:N")),
        rows.mark_circle(size=700, **disc).encode(
            **at_column("lamp", level="middle:Q"), color=alt.Color("light:N", scale=None)
        ),
        rows.mark_text(fontSize=17, fontWeight="bold", color=theme.INK).encode(
            **at_column("lamp", level="middle:Q"), text=alt.Text("mark:N")
        ),
        *heading(at, x, y),
    ]
    return layered(*layers, view=alt.ViewConfig(fill=theme.NEUTRAL)).properties(width=width, height=height)


def heading(at: dict[str, int], x: dict, y: dict) -> list[alt.Chart]:
    """Return layers that say how many lamps are lit, and which gate it is when all are."""
    solved = live.said(t("This is {gate}."), gate="datum.gate")
    count = (
        judged(table("point"))
        .transform_aggregate(lit="sum(right)", groupby=["gate"])
        .transform_calculate(
            middle=f"{at['top']} / 2",
            count=live.said(t("{lit} of 4 right"), lit="datum.lit"),
            solved=f"datum.lit == 4 ? {solved} : ''",
        )
    )
    left, right = ({"x": alt.X(datum=place, **x), "y": alt.Y("middle:Q", **y)} for place in (12, at["width"] - 12))
    return [
        count.mark_text(align="left", fontSize=26, fontWeight="bold", color=theme.INK).encode(
            **left, text=alt.Text("count:N")
        ),
        count.mark_text(align="right", fontSize=14, color=theme.INK).encode(**right, text=alt.Text("solved:N")),
    ]


def written_out(points: alt.Chart, wide: bool) -> alt.Chart:
    """Give each judged point the texts and colours of its row."""
    fires, silent = live.said(t("fires")), live.said(t("silent"))
    return points.transform_calculate(
        inputs="'(' + datum.x + ',' + datum.y + ')'",
        sentence=f"{whole_sum()} + datum.written" if wide else "datum.written",
        answer=f"datum.fires ? {fires} : {silent}",
        wish=live.said(t("wants {output}"), output="datum.class"),
        disc=f"datum.fires ? '{theme.POSITIVE}' : '{UNLIT}'",
        light=f"datum.right ? '{LIT}' : '{UNLIT}'",
    )


def whole_sum() -> str:
    """Return the expression for a sum with its numbers, e.g. ``"1.0·0 + 1.0·1 − 0.5 = "``."""
    later = [f"({name} < 0 ? ' − ' : ' + ') + format(abs({name}), '.1f')" for name in ("w2", "b")]
    return f"format(w1, '.1f') + '·' + datum.x + {later[0]} + '·' + datum.y + {later[1]} + ' = '"
