"""The four inequalities of a gate as lamps: the inequality, the neuron's sum, and whether it is satisfied."""

from collections.abc import Sequence

import altair as alt

from mlcore.logic_gates.by_hand import Lamp
from pages.ui.charts import theme
from pages.ui.charts.spec import table
from pages.ui.context import t

WIDTH, HEIGHT = 286, 230
LEFT, ZERO, RIGHT = 140, 184, 228
"""Pixels of the number line: its ends and its 0."""

LARGEST = 3.0
"""Larger sums are drawn at the end of the number line."""

LIT, UNLIT = "#ffc928", "#ffffff"


def pretty(inequality: str) -> str:
    """Return an inequality in mathematical notation, e.g. ``"w₁ + b ≤ 0"``."""
    return inequality.replace("w1", "w₁").replace("w2", "w₂").replace("<=", "≤")


def decimals(value: float) -> str:
    """Return a sum with two decimals and its sign, and zero without a sign."""
    return f"{value:+.2f}".replace("-", "−") if value else "0.00"


def lamp_values(lamps: Sequence[Lamp]) -> dict[str, list]:
    """Return what ``lamp_panel`` shows of four lamps."""
    middle = [HEIGHT * (2 * row + 1) / 8 for row in range(4)]
    positive = [lamp.inequality.endswith("> 0") for lamp in lamps]
    return {
        "y": middle,
        "low": [y - 9 for y in middle],
        "high": [y + 9 for y in middle],
        "fill": [LIT if lamp.satisfied else UNLIT for lamp in lamps],
        "mark": ["✓" if lamp.satisfied else "✗" for lamp in lamps],
        "point": [f"({lamp.point[0]},{lamp.point[1]}) → {int(yes)}" for lamp, yes in zip(lamps, positive, strict=True)],
        "demand": [pretty(lamp.inequality) for lamp in lamps],
        "zone": [theme.FIRES if yes else theme.SILENT for yes in positive],
        "end": [RIGHT if yes else LEFT for yes in positive],
        "at": [ZERO + (RIGHT - ZERO) * max(-1.0, min(1.0, lamp.value / LARGEST)) for lamp in lamps],
        "value": [decimals(lamp.value) for lamp in lamps],
    }


def lamp_panel() -> alt.LayerChart:
    """Draw four rows: lamp, inequality, and the sum on a number line with the right side shaded."""
    rows = table("lamp").transform_calculate(lamp="24", text="48", zero=f"{ZERO}", right=f"{WIDTH - 6}")
    x = alt.X("zero:Q", axis=None, scale=alt.Scale(domain=[0, WIDTH], nice=False))
    y = alt.Y("low:Q", axis=None, scale=alt.Scale(domain=[HEIGHT, 0], nice=False))
    words = {"align": "left", "baseline": "middle", "color": theme.INK}
    layers = [
        rows.mark_rect(opacity=1).encode(x=x, y=y, x2="end:Q", y2="high:Q", color=alt.Color("zone:N", scale=None)),
        rows.mark_rule(strokeWidth=7, color=theme.INK).encode(x="zero:Q", x2="at:Q", y="y:Q"),
        rows.mark_rule(strokeWidth=1.5, color=theme.INK).encode(x="zero:Q", y="low:Q", y2="high:Q"),
        rows.mark_circle(size=150, color=theme.INK, opacity=1).encode(x="at:Q", y="y:Q"),
        rows.mark_circle(size=780, stroke=theme.INK, strokeWidth=1.5, opacity=1).encode(
            x="lamp:Q", y="y:Q", color=alt.Color("fill:N", scale=None)
        ),
        rows.mark_text(fontSize=16, fontWeight="bold", color=theme.INK).encode(x="lamp:Q", y="y:Q", text="mark:N"),
        rows.mark_text(fontSize=12, **words).encode(x="text:Q", y="low:Q", text="point:N"),
        rows.mark_text(fontSize=13, fontWeight="bold", **words).encode(x="text:Q", y="high:Q", text="demand:N"),
        rows.mark_text(fontSize=13, **{**words, "align": "right"}).encode(x="right:Q", y="y:Q", text="value:N"),
    ]
    return alt.layer(*layers, view=alt.ViewConfig(fill=theme.NEUTRAL)).properties(
        width=WIDTH, height=HEIGHT, title=t("What the gate asks for, and the sum")
    )
