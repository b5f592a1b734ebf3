"""A kernel that slides over an image: nine products, their sum, and the map of sums."""

import altair as alt
import numpy as np

from mlcore.cnn.convolution import ConvolutionResult
from mlcore.cnn.settings import CnnSettings
from pages.ui.charts import grid, live, theme
from pages.ui.charts.curves import TARGET
from pages.ui.charts.images import zoomed
from pages.ui.charts.spec import SPAN, apart, layered, table, to_spec, with_data
from pages.ui.context import cached, columns, t

BIG = 255
SMALL = {1: 84, 2: 104, 3: 104}
"""Side of a square of nine numbers, in pixels."""

WINDOW = "window"
"""The handle over the nine pixels under the kernel."""


def draw(result: ConvolutionResult) -> dict:
    """Draw image, patch, kernel, products and map. A ``frame`` of their replay is a place of the kernel."""
    reach = max(float(np.abs(result.output).max()), 1e-9)
    shades = 127.5 + 127.5 * result.output / reach
    spec = with_data(
        empty_charts(),
        image={"url": [theme.png(zoomed(result.padded * 255), theme.GREYS)]},
        map={"url": [theme.png(zoomed(shades))]},
        **{TARGET: {TARGET: np.arange(result.output.size)}},
    )
    return live.moving(spec, [*places(result), *spec["params"], *grips()])


def grips() -> list[dict]:
    """Return the parameters by which the window of the kernel is taken hold of."""
    start = {"events": ", ".join(live.grabbing(WINDOW)), "update": "[row, column, x(), y()]"}
    return [live.held(CnnSettings.slug, WINDOW), {"name": "grip", "value": [0, 0, 0, 0], "on": [start]}]


def drags() -> list[dict]:
    """Return how the window moves the ``frame`` of the replay when it is dragged over the image."""
    pixels = f"side / ({grid.side(BIG)} * stride)"
    row = f"clamp(round(grip[0] + (y() - grip[3]) * {pixels}), 0, rows - 1)"
    column = f"clamp(round(grip[1] + (x() - grip[2]) * {pixels}), 0, columns - 1)"
    to = f"toString({row} * columns + {column})"
    return [{"events": live.carrying(WINDOW), "update": f"{live.HELD}_ ? {to} : frame_"}]


def labels(result: ConvolutionResult) -> list[str]:
    """Return what each place is called, row by row."""
    rows, columns = result.output.shape
    place = t("Row {row}, column {column}")
    return [place.format(row=row, column=column) for row in range(rows) for column in range(columns)]


def kernel_names() -> dict[str, str]:
    """Return the translated names of ``mlcore.cnn.convolution.KERNELS``."""
    return {
        "left edges": t("left edges"),
        "upper edges": t("upper edges"),
        "slanted edges": t("slanted edges"),
        "outline": t("outline"),
        "blur": t("blur"),
        "sharpen": t("sharpen"),
        "identity": t("identity"),
    }


def places(result: ConvolutionResult) -> list[dict]:
    """Return the parameters: the place of the kernel at a ``frame`` of the replay, and the numbers of the charts."""
    rows, columns = result.output.shape
    numbers = {
        "rows": rows,
        "columns": columns,
        "side": len(result.padded),
        "stride": result.settings.stride,
        "dilation": result.settings.dilation,
        "pixels": result.padded.ravel().round(4).tolist(),
        "kernel": result.kernel.ravel().tolist(),
        "strongest_weight": max(float(np.abs(result.kernel).max()), 1e-9),
        "answers": result.output.ravel().round(4).tolist(),
    }
    return [
        *({"name": name, "value": value} for name, value in numbers.items()),
        {"name": "row", "expr": "floor(frame / columns)"},
        {"name": "column", "expr": "frame % columns"},
    ]


@cached()
def empty_charts() -> dict:
    """Return the charts without data."""
    layers = [plane("image"), paper(), next_place(), kernel_outline(), window()]
    image = layered(*layers).properties(title=t("Image: drag the window"))
    answers = layered(plane("map"), not_yet(), here(), anywhere()).properties(title=t("Map of the sums so far"))
    products = alt.hconcat(
        nine(t("Pixels"), "datum.pixel", "grey"),
        nine(t("× kernel"), "datum.weight", "sign"),
        nine(t("= products"), "datum.product", "sign"),
        spacing=12,
    )
    working = alt.vconcat(apart(products, "color"), total(), spacing=4)
    chart: alt.HConcatChart | alt.VConcatChart
    if columns() == 3:
        chart = alt.hconcat(image, working, answers, spacing=28)
    else:
        chart = alt.vconcat(alt.hconcat(image, answers, spacing=20), working, spacing=16)
    return to_spec(apart(chart, "color"))


def plane(name: str) -> alt.Chart:
    """Draw an image over the unit square. Its top is at y = 1."""
    scale = alt.Scale(domain=[0, 1], nice=False)
    side = grid.side(BIG)
    image = table(name).transform_calculate(x="0.5", y="0.5").mark_image(width=side, height=side)
    return image.encode(
        x=alt.X("x:Q", axis=None, scale=scale), y=alt.Y("y:Q", axis=None, scale=scale), url=alt.Url("url:N")
    ).properties(width=side, height=side)


def boxes(count: int, left: str, top: str, width: str, height: str) -> alt.Chart:
    """Return rectangles on the unit square, given by expressions of their index ``datum.k``."""
    return (
        alt.Chart(alt.sequence(0, count, as_="k"))
        .transform_calculate(x=left, y=f"1 - ({top})")
        .transform_calculate(x2=f"datum.x + ({width})", y2=f"datum.y - ({height})")
        .mark_rect(clip=True)
        .encode(**SPAN)
    )


def kernel_outline() -> alt.Chart:
    """Frame the nine pixels under the kernel."""
    return nine_pixels("column").mark_rect(fillOpacity=0, stroke=theme.CURSOR, strokeWidth=2)


def nine_pixels(column: str) -> alt.Chart:
    """Return the nine pixels under the kernel at a column of the map, an expression."""
    left = f"({column} * stride + (datum.k % 3) * dilation) / side"
    top = "(row * stride + floor(datum.k / 3) * dilation) / side"
    return boxes(9, left, top, "1 / side", "1 / side")


def next_place() -> alt.Chart:
    """Frame faintly the nine pixels that come next: with a stride they are not those beside."""
    chart = nine_pixels("(column + 1)").transform_filter("column + 1 < columns")
    return chart.mark_rect(fillOpacity=0, stroke=theme.LINE, strokeWidth=1, strokeOpacity=0.8, strokeDash=[2, 2])


def paper() -> alt.Chart:
    """Frame the image itself where there is padding around it."""
    edge = "(side - 28) / 2 / side"
    chart = boxes(1, edge, edge, "28 / side", "28 / side").transform_filter("side > 28")
    return chart.mark_rect(fillOpacity=0, stroke=theme.INK, strokeWidth=1, strokeDash=[4, 3])


def window() -> alt.Chart:
    """Lay a handle over the pixels under the kernel, by which it is dragged."""
    reach = "(2 * dilation + 1) / side"
    chart = boxes(1, "column * stride / side", "row * stride / side", reach, reach)
    return chart.transform_calculate(handle=f"'{WINDOW}'").mark_rect(
        opacity=0, strokeOpacity=0, strokeWidth=16, stroke="white", cursor="grab"
    )


def not_yet() -> alt.Chart:
    """Cover the places of the map that the kernel has not reached yet."""
    left, top = "datum.k === 0 ? (column + 1) / columns : 0", "(row + datum.k) / rows"
    chart = boxes(2, left, top, "1 - datum.x", "datum.k === 0 ? 1 / rows : 1 - (row + 1) / rows")
    return chart.mark_rect(fill="#8a94a0", clip=True)


def here() -> alt.Chart:
    """Frame the place of the map at the position of the kernel."""
    chart = boxes(1, "column / columns", "row / rows", "1 / columns", "1 / rows")
    return chart.mark_rect(fillOpacity=0, stroke=theme.CURSOR, strokeWidth=2)


def anywhere() -> alt.Chart:
    """Let a click on a place of the map lead there."""
    return (
        table(TARGET)
        .transform_calculate(x=f"datum.{TARGET} % columns / columns", y=f"1 - floor(datum.{TARGET} / columns) / rows")
        .transform_calculate(x2="datum.x + 1 / columns", y2="datum.y - 1 / rows")
        .mark_rect(opacity=0, cursor="pointer", aria=False)
        .encode(**SPAN)
    )


def nine(title: str, value: str, kind: str) -> alt.LayerChart:
    """Draw nine numbers as a square of three by three.

    Parameters
    ----------
    title, value
        Title of the square, and expression of each number.
    kind
        "grey" for pixels from 0 to 1, "sign" for positive and negative numbers.
    """
    pixel = "pixels[(row * stride + datum.i * dilation) * side + column * stride + datum.j * dilation]"
    shade = "datum.value" if kind == "grey" else "datum.value / strongest_weight"
    chart = (
        alt.Chart(alt.sequence(0, 9, as_="k"))
        .transform_calculate(i="floor(datum.k / 3)", j="datum.k % 3")
        .transform_calculate(pixel=pixel, weight="kernel[datum.k]")
        .transform_calculate(product="datum.pixel * datum.weight")
        .transform_calculate(value=value)
        .transform_calculate(shade=shade)
    )
    place = {"x": alt.X("j:O", axis=None), "y": alt.Y("i:O", axis=None)}
    greys = alt.Scale(domain=[0, 1], range=["#ffffff", "#20242a"])
    signs = alt.Scale(
        domain=[-1, 0, 1], range=[theme.RAMP_ENDS[0], theme.NEUTRAL, theme.RAMP_ENDS[1]], clamp=True, interpolate="rgb"
    )
    colour = alt.Color("shade:Q", scale=greys if kind == "grey" else signs, legend=None)
    dark = "datum.value > 0.5" if kind == "grey" else "false"
    text = chart.mark_text(fontSize=12).encode(
        **place,
        text=alt.Text("value:Q", format=".2~f"),
        color=alt.condition(dark, alt.value("white"), alt.value(theme.INK)),
    )
    cells = chart.mark_rect(stroke="#8a94a0", strokeWidth=0.5).encode(**place, color=colour)
    side = SMALL[columns()]
    return layered(cells, text).properties(width=side, height=side, title=title)


def total() -> alt.Chart:
    """Write the sum of the nine products under them."""
    words = t("Sum of the products")
    text = live.said(words + " = {sum}", sum="format(answers[row * columns + column], '.2f')")
    return (
        alt.Chart(alt.sequence(0, 1, as_="k"))
        .transform_calculate(text=text)
        .mark_text(fontSize=15, fontWeight="bold", color=theme.CURSOR)
        .encode(text=alt.Text("text:N"))
        .properties(width=3 * SMALL[columns()] + 24, height=30, view=alt.ViewConfig(stroke=None))
    )


def alt_text(result: ConvolutionResult) -> str:
    """Describe the map."""
    s = result.settings
    what = t("a drawing") if s.drawing else t("a handwritten {digit}").format(digit=s.digit)
    rows, columns = result.output.shape
    return t(
        "The kernel {kernel} slides over {what} and writes a map of {rows} by {columns} sums, from {low:.2f} to "
        "{high:.2f}. It answers most at row {row}, column {column}."
    ).format(
        kernel=s.kernel,
        what=what,
        rows=rows,
        columns=columns,
        low=round(float(result.output.min()), 2) + 0.0,  # never -0.00
        high=round(result.strongest, 2) + 0.0,
        row=result.row,
        column=result.column,
    )
