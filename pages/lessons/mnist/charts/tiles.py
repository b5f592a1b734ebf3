"""Tiles: digits side by side, each with lines of text."""

from collections.abc import Sequence

import altair as alt
import numpy as np

from pages.ui.charts import theme
from pages.ui.charts.spec import layered, table, to_spec, with_data
from pages.ui.context import cached, counted, t
from pages.ui.percent import percent

WIDTH, IMAGE, BARS, LINE, GAP = 108, 72, 24, 16, 14
"""Width of a tile, side of its image, height of its bars and of a line of text, and gap, in pixels."""

OTHER = "#8a94a0"


def tiles(images: np.ndarray, lines: Sequence[Sequence[str]], across: int) -> dict:
    """Draw digits, each above some lines of text.

    Parameters
    ----------
    images
        Grey values, uint8, shape (N, 28, 28), N at least 1.
    lines
        Short texts, the same number for each image.
    across
        Number of tiles in a row.
    """
    left, top = corners(len(images), across, height(len(lines[0]), bars=0))
    spec = empty_chart(min(len(images), across), -(-len(images) // across), len(lines[0]), 0)
    return with_data(spec, tile=captioned(images, lines, left, top, bars=0))


def with_bars(
    images: np.ndarray, lines: Sequence[Sequence[str]], probabilities: np.ndarray, marked: tuple[int, int], across: int
) -> dict:
    """Draw digits as ``tiles`` does, with ten bars under each: the predicted probabilities of 0 to 9.

    Parameters
    ----------
    probabilities
        0 to 1, shape (N, 10).
    marked
        The true digit, with blue bars, and the predicted digit, with orange bars if it differs.
    """
    left, top = corners(len(images), across, height(len(lines[0]), BARS))
    written, read = marked
    digit = np.tile(np.arange(10), len(images))
    kind = np.where(digit == written, 1, np.where(digit == read, -1, 0))
    share = probabilities.astype(float).ravel()
    x, base = left.repeat(10) + IMAGE / 10 * digit, top.repeat(10) + IMAGE + BARS
    return with_data(
        empty_chart(min(len(images), across), -(-len(images) // across), len(lines[0]), BARS),
        tile=captioned(images, lines, left, top, BARS),
        bar={
            "x": x,
            "x2": x + IMAGE / 10 - 1,
            "y": base - BARS * np.maximum(share, 0.04),
            "y2": base,
            "kind": kind,
            "digit": digit,
            "words": [percent(value) for value in share],
        },
    )


def height(lines: int, bars: int) -> int:
    """Return the height of a tile."""
    return IMAGE + bars + lines * LINE + GAP


def corners(count: int, across: int, height: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the left and top edge of each tile in pixels."""
    return WIDTH * (np.arange(count) % across), height * (np.arange(count) // across)


def captioned(images: np.ndarray, lines: Sequence[Sequence[str]], left: np.ndarray, top: np.ndarray, bars: int) -> dict:
    """Return images, texts and positions of the tiles."""
    texts = {f"line{number}": list(texts) for number, texts in enumerate(zip(*lines, strict=True))}
    return {
        "url": [theme.png(image.repeat(3, axis=0).repeat(3, axis=1), theme.GREYS) for image in images],
        "left": left,
        "x": left + IMAGE / 2,
        "y": top + IMAGE / 2,
        "text": top + IMAGE + bars + LINE - 4,
        **texts,
    }


@cached(maxsize=32)
def empty_chart(across: int, down: int, lines: int, bars: int) -> dict:
    """Return a grid of tiles without data."""
    width, length = WIDTH * across, height(lines, bars) * down
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[length, 0], nice=False))
    tile = table("tile")
    layers = [tile.mark_image(width=IMAGE, height=IMAGE).encode(x=x, y=y, url=alt.Url("url:N"))]
    if bars:
        layers.append(bar_marks(x, y))
    for number in range(lines):
        text = tile.transform_calculate(down=f"datum.text + {LINE * number}")
        text = text.mark_text(align="left", baseline="middle", fontSize=12, color=theme.TEXT)
        layers.append(text.encode(x=alt.X("left:Q"), y=alt.Y("down:Q"), text=alt.Text(f"line{number}:N")))
    chart = layered(*layers).properties(width=width, height=length, view=alt.ViewConfig(stroke=None), autosize="pad")
    return to_spec(chart)


def bar_marks(x: alt.X, y: alt.Y) -> alt.Chart:
    """Return the bars of all tiles."""
    kinds = alt.Scale(domain=[-1, 0, 1], range=[theme.NEGATIVE, OTHER, theme.POSITIVE])
    return (
        table("bar")
        .mark_rect()
        .encode(
            x=x,
            x2=alt.X2("x2:Q"),
            y=y,
            y2=alt.Y2("y2:Q"),
            color=alt.Color("kind:Q", scale=kinds, legend=None),
            tooltip=[
                alt.Tooltip("digit:O", title=t("digit")),
                alt.Tooltip("words:N", title=t("probability")),
            ],
        )
    )


def alt_text(lines: Sequence[Sequence[str]]) -> str:
    """Describe the texts under each digit."""
    texts = "; ".join(", ".join(texts) for texts in lines)
    return t("{digits}, with these texts: {texts}.").format(
        digits=counted(len(lines), t("1 digit as an image"), t("{count} digits as images")), texts=texts
    )
