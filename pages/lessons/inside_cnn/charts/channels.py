"""One number of the second layer from its parts: sixteen patches times kernels, their sum, and pooling."""

import altair as alt
import numpy as np

from mlcore.inside_cnn.channels import Channels
from pages.ui.charts import live, theme
from pages.ui.charts.images import zoomed
from pages.ui.charts.spec import apart, layered, table, to_spec, with_data
from pages.ui.context import cached, columns, t

CHANNELS, SIDE = 16, 5
PICK = "place"
"""The selection of a place of the map."""

CELLS = {1: 34, 2: 36, 3: 34}
"""Side of a number's square in pixels."""

TILES = {1: 15, 2: 27, 3: 47}
"""Width of a channel in pixels."""


def draw(parts: Channels, maps: np.ndarray) -> dict:
    """Draw a filter's map, the four sums that one of its numbers is pooled from, and the channels of the largest.

    Parameters
    ----------
    parts
        The number, worked out.
    maps
        All maps of the second layer, shape (32, 4, 4).
    """
    own = np.asarray(maps[parts.filter], dtype=float)
    rows, across = np.indices(own.shape).reshape(2, -1) + 1
    upper, left = np.indices((2, 2)).reshape(2, -1)
    numbers = [*parts.parts.tolist(), parts.bias, float(parts.block.max())]
    return with_data(
        empty_charts(),
        map={
            "row": rows,
            "column": across,
            "value": own.ravel(),
            "chosen": ((rows == parts.row + 1) & (across == parts.column + 1)).astype(int),
        },
        block={
            "row": upper,
            "column": left,
            "value": parts.block.ravel(),
            "chosen": ((upper == parts.largest[0]) & (left == parts.largest[1])).astype(int),
        },
        answer={"value": [parts.value], "sum": [float(parts.block.max())]},
        patches={"url": [strip(parts.patches)]},
        kernels={"url": [strip(parts.kernels)]},
        part={
            "k": np.arange(len(numbers)),
            "value": np.array(numbers),
            "name": [*(str(k + 1) for k in range(CHANNELS)), "b", "Σ"],
        },
    )


def strip(tiles: np.ndarray) -> str:
    """Return the images side by side with two empty pixels after each, orange to blue on one scale."""
    reach = max(float(np.abs(tiles).max()), 1e-6)
    shades = 127.5 + 127.5 * np.asarray(tiles) / reach
    padded = np.pad(shades, ((0, 0), (0, 0), (0, 1)), constant_values=127.5)
    return theme.png(zoomed(np.concatenate(padded, axis=1)))


@cached()
def empty_charts() -> dict:
    """Return the charts without data."""
    cell = CELLS[columns()]
    pick = alt.selection_point(name=PICK, fields=["row", "column"], on="click", empty=False)
    chosen_map = numbers("map", 4, cell, t("Its map: click")).add_params(pick)
    pooled = numbers("block", 2, cell, t("Pooled: the largest"))
    pair = alt.hconcat(chosen_map, pooled, spacing=24)
    beside = alt.vconcat if columns() == 1 else alt.hconcat
    top = beside(pair, answer(cell), spacing=24)
    chart = apart(alt.vconcat(top, channels(), spacing=8), "color", "x")
    return to_spec(chart)


def numbers(name: str, side: int, cell: int, title: str) -> alt.LayerChart:
    """Draw a square of numbers, and frame the chosen one."""
    chart = table(name)
    place = {"x": alt.X("column:O", axis=None), "y": alt.Y("row:O", axis=None)}
    signs = alt.Scale(
        domainMid=0, range=[theme.RAMP_ENDS[0], theme.NEUTRAL, theme.RAMP_ENDS[1]], interpolate="rgb", nice=False
    )
    cells = chart.mark_rect(stroke="#8a94a0", strokeWidth=0.5, cursor="pointer").encode(
        **place, color=alt.Color("value:Q", scale=signs, legend=None)
    )
    frame = chart.transform_filter("datum.chosen").mark_rect(fillOpacity=0, stroke=theme.CURSOR, strokeWidth=3)
    text = chart.mark_text(fontSize=12, color=theme.INK).encode(**place, text=alt.Text("value:Q", format=".1f"))
    return layered(cells, text, frame.encode(**place)).properties(width=side * cell, height=side * cell, title=title)


def answer(cell: int) -> alt.Chart:
    """Write what becomes of the largest sum: a negative one becomes 0."""
    words = t("ReLU: max(0, {sum}) = {value}")
    text = live.said(words, sum="format(datum.sum, '.2f')", value="format(datum.value, '.2f')")
    return (
        table("answer")
        .transform_calculate(text=text)
        .mark_text(align="left", fontSize=15, fontWeight="bold", color=theme.CURSOR)
        .encode(x=alt.XValue(0), y=alt.YValue(cell / 2), text=alt.Text("text:N"))
        .properties(width=220, height=cell, view=alt.ViewConfig(stroke=None))
    )


def channels() -> alt.VConcatChart:
    """Draw the patch and the kernel of each channel, and under them what it adds to the sum."""
    tile = TILES[columns()]
    width = (CHANNELS + 2) * tile
    rows = [
        tiles("patches", tile, width, t("16 patches of 5 × 5, one for each channel")),
        tiles("kernels", tile, width, t("× the filter: a kernel for each channel")),
        bars(tile, width),
    ]
    return alt.vconcat(*rows, spacing=4)


def tiles(name: str, tile: int, width: int, title: str) -> alt.Chart:
    """Draw a strip of tiles."""
    height = tile * SIDE / (SIDE + 1)
    image = table(name).transform_calculate(x=str(CHANNELS / 2), y="0.5")
    return (
        image.mark_image(width=CHANNELS * tile, height=height, aspect=False)
        .encode(
            x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, CHANNELS + 2], nice=False)),
            y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False)),
            url=alt.Url("url:N"),
        )
        .properties(width=width, height=height, title=title, view=alt.ViewConfig(stroke=None))
    )


def bars(tile: int, width: int) -> alt.LayerChart:
    """Draw what each channel adds, the bias, and the sum."""
    chart = table("part").transform_calculate(
        at=f"datum.k + {SIDE / (SIDE + 1) / 2}",
        sign="datum.value < 0 ? '−' : '+'",
        label="format(datum.value, '+.1f')",
        above="datum.value < 0 ? 0 : datum.value",
    )
    x = alt.X("at:Q", axis=None, scale=alt.Scale(domain=[0, CHANNELS + 2], nice=False))
    y = alt.Y("value:Q", title=None, scale=alt.Scale(padding=14), axis=None)
    colour = alt.Color("sign:N", scale=alt.Scale(domain=["−", "+"], range=list(theme.RAMP_ENDS)), legend=None)
    tips = [alt.Tooltip("name:N", title=t("Channel")), alt.Tooltip("value:Q", title=t("It adds"), format="+.3f")]
    layers = [
        chart.mark_bar(size=0.7 * tile).encode(x=x, y=y, color=colour, tooltip=tips),
        chart.mark_text(fontSize=12, baseline="top", color=theme.TEXT).encode(
            x=x, y=alt.YValue(82), text=alt.Text("name:N")
        ),
    ]
    if columns() == 3:
        label = chart.mark_text(fontSize=12, dy=-8, color=theme.TEXT)
        layers.append(label.encode(x=x, y=alt.Y("above:Q", title=None), text=alt.Text("label:N")))
    title = t("= what each adds, the bias b, the sum Σ")
    return layered(*layers).properties(width=width, height=96, title=title, view=alt.ViewConfig(stroke=None))


def alt_text(parts: Channels) -> str:
    """Say in words how the number comes about."""
    text = t(
        "Filter {filter}, row {row}, column {column} of its map: four sums {block} are pooled to {largest:.2f}, of "
        "which ReLU makes {value:.2f}. Of the 16 channels {up} add to that sum and {down} take away from it; the bias "
        "is {bias:.2f}."
    )
    return text.format(
        filter=parts.filter + 1,
        row=parts.row + 1,
        column=parts.column + 1,
        block=", ".join(f"{value:.2f}" for value in parts.block.ravel()),
        largest=float(parts.block.max()),
        value=parts.value,
        up=int((parts.parts > 0).sum()),
        down=int((parts.parts < 0).sum()),
        bias=parts.bias,
    )
