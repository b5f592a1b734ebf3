"""Images of pixels: enlarged, laid out side by side, and drawn in a frame."""

import math

import altair as alt
import numpy as np

from pages.ui.charts.spec import table


def zoomed(values: np.ndarray, times: int = 8) -> np.ndarray:
    """Return shades from 0 to 255 as an image, each pixel drawn so many times across and down."""
    return values.round().astype(np.uint8).repeat(times, axis=0).repeat(times, axis=1)


def montage(images: np.ndarray) -> np.ndarray:
    """Lay images out in a square with a pixel between them, each pixel drawn three by three.

    Parameters
    ----------
    images
        Shape (units, h, w).
    """
    units, height, width = images.shape
    rows, columns = rows_and_columns(units)
    sheet = np.full((rows * (height + 1) - 1, columns * (width + 1) - 1), 127, images.dtype)
    for number, image in enumerate(images):
        top, left = number // columns * (height + 1), number % columns * (width + 1)
        sheet[top : top + height, left : left + width] = image
    return sheet.repeat(3, axis=0).repeat(3, axis=1)


def rows_and_columns(units: int) -> tuple[int, int]:
    """Return how many rows and columns of a montage hold so many images."""
    columns = math.ceil(math.sqrt(units))
    return math.ceil(units / columns), columns


def place_in_montage(number: int, units: int, side: int) -> dict[str, float]:
    """Return where an image lies in a montage of square ones, as shares of the whole: left is 0, and so is the bottom.

    Parameters
    ----------
    number
        Of the image, from 0.
    units, side
        How many images there are, and their side in pixels.
    """
    rows, columns = rows_and_columns(units)
    row, column = divmod(number, columns)
    height, width = rows * (side + 1) - 1, columns * (side + 1) - 1
    left, top = column * (side + 1), row * (side + 1)
    return {
        "left": left / width,
        "right": (left + side) / width,
        "bottom": 1 - (top + side) / height,
        "top": 1 - top / height,
    }


def framed(name: str, across: int, down: int, width: float, height: float, title: str) -> alt.Chart:
    """Draw the image ``name`` over a plane of pixels."""
    image = table(name).transform_calculate(x=str(across / 2), y=str(down / 2))
    return (
        image.mark_image(width=width, height=height, aspect=False)
        .encode(
            x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, across], nice=False)),
            y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, down], nice=False)),
            url=alt.Url("url:N"),
        )
        .properties(width=width, height=height, title=title)
    )
