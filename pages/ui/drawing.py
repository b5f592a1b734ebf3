"""A pad to draw on with mouse, finger or keyboard; the drawing is a setting and travels in the link."""

import re
from collections.abc import Mapping
from functools import partial

import numpy as np
import streamlit as st

from mlcore.mnist import drawings
from pages.ui import browser
from pages.ui.context import t
from pages.ui.controls import Controls, set_widgets

HTML = (
    '<div class="pad"><canvas width="28" height="28" tabindex="0" role="application"></canvas>'
    '<span class="pen"></span></div><button type="button"></button><span class="said" role="status"></span>'
)


def pad(
    controls: Controls,
    name: str,
    own: Mapping[str, object] | None = None,
    cleared: Mapping[str, object] | None = None,
) -> np.ndarray:
    """Draw the pad of a field of type ``Drawing`` and return what is on it.

    The first stroke over the field's default, an example, starts a fresh sheet.

    Parameters
    ----------
    controls, name
        The field.
    own
        What other widgets are set to, by their keys, when the visitor's own drawing takes the place of the example.
    cleared
        What other widgets are set to when the sheet is cleared.

    Returns
    -------
    image
        Grey values, 0 is paper and 255 is ink, uint8, shape (28, 28).
    """
    with controls.group(name, used=False):
        controls.widget(name)
    key = controls.key(name)
    image = drawings.decode(controls.values[name])
    example = controls.experiment.model_fields[name].default
    fresh = own if own and controls.values[name] == example else {}
    data = {
        "drawing": digits(image),
        "example": digits(drawings.decode(example)),
        "name": t(
            "Drawing pad of 28 by 28 pixels. Draw with mouse or finger; or move with the arrow keys, "
            "and press space to put the pen down and to lift it."
        ),
        "clear": t("Clear"),
        "down": t("Pen down, row {row}, column {column}"),
        "up": t("Pen lifted, row {row}, column {column}"),
    }
    browser.component("drawing", HTML)(key=f"_pad.{key}", data=data, on_drawn_change=partial(take, key, fresh, cleared))
    return image


def take(key: str, others: Mapping[str, object] | None = None, cleared: Mapping[str, object] | None = None) -> None:
    """Put what was drawn into its setting, and others with it; what no pad would send is ignored."""
    drawn = st.session_state[f"_pad.{key}"].get("drawn")
    if isinstance(drawn, str) and re.fullmatch(r"[0-9a-f]{784}", drawn):
        image = drawn_image(drawn)
        put_image(key, image, {**(others or {}), **({} if image.any() else cleared or {})})


def put_image(key: str, image: np.ndarray, others: Mapping[str, object] | None = None) -> None:
    """Put an image, uint8 of shape (28, 28), on the pad of a setting, and set others; for a callback."""
    set_widgets({key: drawings.encode(image), **(others or {})})


def digits(image: np.ndarray) -> str:
    """Return the 16 grey levels of an image as 784 hexadecimal digits, as the pad speaks."""
    return "".join(f"{level:x}" for level in image.ravel() // drawings.STEP)


def drawn_image(text: str) -> np.ndarray:
    """Return the image of 784 hexadecimal digits."""
    levels = np.array([int(digit, drawings.LEVELS) for digit in text], np.uint8)
    return levels.reshape(drawings.SIDE, drawings.SIDE) * np.uint8(drawings.STEP)
