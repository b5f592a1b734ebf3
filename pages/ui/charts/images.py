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
    columns = math.ceil(math.sqrt(units))
    rows = math.ceil(units / columns)
    sheet = np.full((rows * (height + 1) - 1, columns * (width + 1) - 1), 127, images.dtype)
    for number, image in enumerate(images):
        top, left = number // columns * (height + 1), number % columns * (width + 1)
        sheet[top : top + height, left : left + width] = image
    return sheet.repeat(3, axis=0).repeat(3, axis=1)


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
