"""A bar for each class with its number beside it; they follow the hand, so their values are expressions."""

import altair as alt

from pages.ui.charts import theme
from pages.ui.charts.spec import layered

ROW = 40
"""Height of a bar's row in pixels."""


def bars(
    rows: alt.Chart, value: str, title: str, classes: int, domain: tuple[float, float], width: int = 170
) -> alt.LayerChart:
    """Draw a bar for each row of a chart, cut off at the ends of the domain, and its number at the right.

    Parameters
    ----------
    rows
        A row for each class, with ``class`` and ``value``.
    value
        Its field.
    title
        What is drawn, translated.
    classes
        How many there are.
    domain
        Ends of the axis.
    width
        Of the axis in pixels.
    """
    names = list(theme.CLASS_NAMES[:classes])
    named = rows.transform_calculate(name=f"{names}[datum.class]", number=f"format(datum.{value} + 0, '.3f')")
    named = named.transform_calculate(zero="0")
    y = alt.Y("name:N", title=None, sort=names, axis=alt.Axis(labelFontSize=14, ticks=False, domain=False))
    colour = alt.Scale(domain=names, range=list(theme.CLASS_COLOURS[:classes]))
    scale = alt.Scale(domain=list(domain), nice=False, clamp=True)
    layers = [
        named.mark_bar(height=18).encode(
            x=alt.X("zero:Q", title=None, scale=scale, axis=alt.Axis(tickCount=4)),
            x2=alt.X2(f"{value}:Q"),
            y=y,
            color=alt.Color("name:N", scale=colour, legend=None),
        ),
        named.mark_text(align="left", fontSize=13, color=theme.TEXT).encode(
            x=alt.XValue(width + 8), y=y, text=alt.Text("number:N")
        ),
    ]
    return layered(*layers).properties(title=title, width=width, height=ROW * classes)
