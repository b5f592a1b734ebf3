"""One visual language: which colour means what, in images and in marks."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from pages.ui.charts import theme

ORANGE, NEUTRAL, BLUE = (240, 149, 90), (244, 242, 238), (95, 168, 217)


def pixels(url):
    """Return the colours of an image in a data URI, shape (height, width, 3)."""
    head, _, code = url.partition(",")
    assert head == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(code))).convert("RGB"))


def rgb(colour):
    """Return the three numbers of #rrggbb."""
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def test_the_ramp_leads_from_orange_over_a_light_middle_to_blue():
    """Low values are orange and high ones blue. The other way round, charts say the opposite of their numbers."""
    ramp = theme.ramp()
    assert ramp.shape == (256, 3)
    assert ramp.dtype == np.uint8
    assert tuple(ramp[0]) == ORANGE
    assert tuple(ramp[255]) == BLUE
    assert np.abs(ramp[[127, 128]].astype(int) - NEUTRAL).max() <= 2


def test_the_ramp_never_jumps_and_turns_only_in_its_middle():
    """A jump is an edge that is not in the data."""
    ramp = theme.ramp().astype(int)
    assert np.abs(np.diff(ramp, axis=0)).max() <= 3
    brightness = ramp.sum(axis=1)
    assert (np.diff(brightness[:128]) >= 0).all()
    assert (np.diff(brightness[128:]) <= 0).all()


def test_positive_is_blue_and_negative_orange_in_marks_as_in_images():
    """Marks and images use blue and orange alike, and surfaces are lighter than marks, for dark labels."""
    assert tuple(map(rgb, theme.RAMP_ENDS)) == (ORANGE, BLUE)
    assert theme.CLASS_COLOURS[:2] == (theme.NEGATIVE, theme.POSITIVE)
    for mark, surface in zip(theme.CLASS_COLOURS, theme.CLASS_SURFACES, strict=True):
        assert np.argsort(rgb(mark)).tolist() == np.argsort(rgb(surface)).tolist()
        assert sum(rgb(mark)) < sum(rgb(surface))


def test_an_image_has_the_shape_and_the_colours_of_its_values_with_the_first_row_on_top():
    """An image is as wide and as high as its values, with the first row on top and the colours of the ramp."""
    values = np.array([[0, 255, 127], [255, 0, 0]], dtype=np.uint8)
    image = pixels(theme.png(values))
    assert image.shape == (2, 3, 3)
    np.testing.assert_array_equal(image, theme.ramp()[values])


def test_an_image_turned_upside_down_is_written_as_it_looks():
    """A reversed view has negative strides; its memory still holds the rows in the old order."""
    values = np.arange(12, dtype=np.uint8).reshape(4, 3) * 20
    np.testing.assert_array_equal(pixels(theme.png(values[::-1])), theme.ramp()[values][::-1])
    np.testing.assert_array_equal(pixels(theme.png(values.T)), theme.ramp()[values].swapaxes(0, 1))


def test_an_image_can_have_a_palette_of_its_own():
    greys = bytes(value for value in range(256) for _ in range(3))
    assert pixels(theme.png(np.array([[0, 200]], dtype=np.uint8), greys)).tolist() == [[[0] * 3, [200] * 3]]


def test_every_series_has_its_own_colour_and_its_own_dash():
    assert len(set(theme.SERIES)) == len(theme.SERIES) == len(theme.DASHES)
    assert len({tuple(dash) for dash in theme.DASHES}) == len(theme.DASHES)
    assert len(set(theme.CLASS_SHAPES)) == len(theme.CLASS_SHAPES) == len(theme.CLASS_COLOURS)


@pytest.mark.parametrize("background", ["#ffffff", "#0e1117"])
@pytest.mark.parametrize("colour", [*theme.SERIES, theme.CURSOR])
def test_curves_and_cursor_stand_out_in_the_light_and_in_the_dark_theme(colour, background):
    """Three to one is what graphics need to be seen (WCAG 1.4.11)."""
    dark, light = sorted((luminance(colour), luminance(background)))
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_ink_can_be_read_on_the_light_middle():
    dark, light = luminance(theme.INK), luminance(theme.NEUTRAL)
    assert (light + 0.05) / (dark + 0.05) >= 7


def luminance(colour):
    """Return the relative luminance of #rrggbb as WCAG defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
