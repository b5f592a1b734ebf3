"""One visual language: what the same thing looks like on every page, in both themes."""

import base64
import io
from typing import Any

import numpy as np
from PIL import Image

NEGATIVE, NEUTRAL, POSITIVE = "#e8762c", "#f4f2ee", "#1f77b4"
"""Negative is orange, positive blue, with a light middle that serves both themes."""

RAMP_ENDS = ("#f0955a", "#5fa8d9")
"""The ends of filled surfaces are lighter, so that dark labels stay readable on them."""

INK = "#1c2733"
"""For marks that lie on the light middle, whatever the theme."""

TEXT = "currentColor"
"""For words that lie on the page itself: the page's own text colour."""

CARD = {"fill": NEUTRAL}
"""A light background in both themes, for charts with numbers in them."""

LINE, CURSOR = "#1f77b4", "#d1495b"

SERIES = ("#1f77b4", "#d97706", "#2a9d6f", "#b04a8f")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
"""Curves differ in dash as well as in colour."""

CLASS_COLOURS = (NEGATIVE, POSITIVE, "#2a9d6f")
CLASS_SHAPES = ("diamond", "circle", "triangle-up")
CLASS_NAMES = ("◆ 0", "● 1", "▲ 2")
CLASS_SURFACES = (*RAMP_ENDS, "#6fc09e")
"""Class 0 is an orange diamond, class 1 a blue circle, class 2 a green triangle; surfaces are lighter than marks."""

CELL = 230
"""Side of a square chart in pixels; three stand side by side on a laptop, one on a phone."""

CONFIG: dict[str, Any] = {
    "mark": {"tooltip": None},  # Streamlit turns on tooltips that show raw fields; a mark that has one says so
    "axis": {
        "grid": False,
        "labelFontSize": 12,
        "labelFlush": False,  # or the first and last label stand inwards of their places
        "labelPadding": 5,  # Streamlit's 16 pixels before labels and titles would take a fifth of a small chart
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "titlePadding": 6,
    },
    "legend": {"padding": 0, "offset": 8},
    "title": {"fontSize": 14, "fontWeight": 600, "anchor": "start", "offset": 8},
    "view": {"stroke": "#8a94a0", "strokeOpacity": 0.4},
}


def ramp() -> np.ndarray:
    """Return 256 colours from negative over neutral to positive, uint8, shape (256, 3)."""
    stops = np.array(
        [[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in (RAMP_ENDS[0], NEUTRAL, RAMP_ENDS[1])]
    )
    at = np.linspace(0, 2, 256)
    return np.stack([np.interp(at, [0, 1, 2], stops[:, channel]) for channel in range(3)], axis=1).astype(np.uint8)


RAMP = ramp().tobytes()


def class_ramp() -> bytes:
    """Return 256 colours, 85 per class: from neutral at a probability of 1/3 to the colour of the class at 1."""
    stops = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in CLASS_SURFACES])
    middle = np.array([int(NEUTRAL[i : i + 2], 16) for i in (1, 3, 5)])
    sure = np.clip((np.arange(85) / 84 - 1 / 3) * 1.5, 0, 1)[:, None]
    shades = [middle + sure * (stop - middle) for stop in stops]
    return np.concatenate([*shades, middle[None]]).round().astype(np.uint8).tobytes()


CLASS_RAMP = class_ramp()
"""The palette of decision regions."""

GREYS = bytes(255 - value * 7 // 8 for value in range(256) for _ in range(3))
"""The palette of digits: ink is dark on light paper, in both themes."""

SILENT, FIRES = (f"#{bytes(ramp()[shade]).hex()}" for shade in (62, 192))
"""Where a threshold unit is silent and where it fires."""


def png(values: np.ndarray, palette: bytes = RAMP) -> str:
    """Return an image as a data URI.

    Parameters
    ----------
    values
        Indices into the palette, uint8, shape (height, width), the top row first.
    palette
        256 RGB colours.
    """
    image = Image.frombytes("P", values.shape[::-1], np.ascontiguousarray(values).tobytes())
    image.putpalette(palette)
    file = io.BytesIO()
    image.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")
