"""The preparation steps against MNIST itself, Pillow, SciPy and numbers by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from scipy.ndimage import center_of_mass, rotate

from mlcore.mnist.digits import load_digits
from mlcore.mnist.preprocessing import centre_of_mass, centred, cropped, fitted, moved, resampling, steps

IMAGES = load_digits()[0]


@st.composite
def drawings(draw):
    """A few dots of ink anywhere."""
    image = np.zeros((28, 28), np.uint8)
    for row, column, ink in draw(
        st.lists(st.tuples(st.integers(0, 27), st.integers(0, 27), st.integers(1, 255)), max_size=9)
    ):
        image[row, column] = ink
    return image


def test_mnists_own_digits_come_out_as_they_are():
    """They already went through these steps. One digit changes: its longer side is 19 pixels, not 20."""
    small = [image for image in IMAGES if max(cropped(image).shape) != 20]
    assert [max(cropped(image).shape) for image in small] == [19]
    assert all((steps(image)[-1] == image).all() for image in IMAGES[::10])


def test_the_centre_of_mass_of_mnists_digits_is_within_half_a_pixel_of_the_middle():
    """The middle of the steps is the middle of all 5,000 digits."""
    centres = np.array([centre_of_mass(image) for image in IMAGES])
    assert np.abs(centres - 14).max() <= 0.5
    assert np.array([center_of_mass(image) for image in IMAGES[::250]]) == pytest.approx(centres[::250])


@pytest.mark.parametrize(("right", "down"), [(3, 2), (-4, 2), (0, -4)])
def test_a_shifted_digit_comes_back_to_where_it_was(right, down):
    """The place of a drawing does not matter, if nothing leaves the sheet."""
    pairs = [(image, moved(image, right, down, 0)) for image in IMAGES[::250]]
    whole = [(image, shifted) for image, shifted in pairs if shifted.sum() == image.sum()]
    assert len(whole) > 10
    assert all((steps(shifted)[-1] == image).all() for image, shifted in whole)


@given(drawings())
def test_a_drawing_ends_on_a_sheet_of_28_with_its_mass_in_the_middle(drawing):
    *_, scaled, received = steps(drawing)
    assert received.shape == (28, 28)
    assert received.dtype == np.uint8
    if received.any() and received.sum() == scaled.sum():  # else something hung over the edge
        assert np.abs(np.array(center_of_mass(received.astype(float))) - 14).max() <= 0.5 + 1e-9


def test_a_crop_is_the_smallest_box_with_all_ink():
    image = np.zeros((28, 28), np.uint8)
    image[3, 5] = image[9, 20] = 1
    assert cropped(image).shape == (7, 16)
    assert cropped(image)[0, 0] == cropped(image)[-1, -1] == 1


def test_a_blank_sheet_stays_blank():
    """A sheet without ink causes no division by zero."""
    for image in steps(np.zeros((28, 28), np.uint8)):
        assert not image.any()


@pytest.mark.parametrize("size", [(17, 6), (28, 28), (5, 9), (1, 28), (20, 13)])
def test_scaling_is_what_pillow_does(size):
    """Pillow uses the same triangle filter: only the rounding differs."""
    image = np.random.default_rng(0).integers(0, 256, size, dtype=np.uint8)
    ours = fitted(image)
    assert max(ours.shape) == 20
    theirs = np.asarray(Image.fromarray(image).resize(ours.shape[::-1], Image.Resampling.BILINEAR))
    assert np.abs(ours.astype(int) - theirs).max() <= 1


def test_two_pixels_made_of_four_worked_by_hand():
    """s = 2, centres at 0.5 and 2.5: distances 0.5, 0.5, 1.5, 2.5 give 0.75, 0.75, 0.25, 0, divided by their sum."""
    assert resampling(4, 2) == pytest.approx(np.array([[3, 3, 1, 0], [0, 1, 3, 3]]) / 7)


def test_steps_that_are_left_out_repeat_what_was_before():
    image = moved(IMAGES[700], 3, 2, 0)
    drawn, cut, scaled, received = steps(image, crop=False, fit=False, centre=False)
    assert all((step == image).all() for step in (drawn, cut, scaled, received))
    assert steps(image, crop=False)[2].shape == (20, 20)
    assert (steps(image, crop=False, fit=False)[3] == centred(image)).all()


def test_a_shift_moves_every_pixel_and_what_comes_in_is_paper():
    shifted = moved(IMAGES[4], 3, -2, 0)
    assert (shifted[:-2, 3:] == IMAGES[4][2:, :-3]).all()
    assert not shifted[-2:].any()
    assert not shifted[:, :3].any()


@pytest.mark.parametrize("turn", [15, 90, -40])
def test_a_turn_is_clockwise_and_what_scipy_does(turn):
    """A positive angle turns clockwise, as the slider says."""
    theirs = rotate(IMAGES[700].astype(float), -turn, reshape=False, order=1)
    assert np.abs(moved(IMAGES[700], 0, 0, turn) - theirs).max() < 1
    corner = np.zeros((28, 28), np.uint8)
    corner[4, 14] = 255  # above the middle: a quarter turn clockwise brings it to the right
    assert moved(corner, 0, 0, 90)[14, 23] == 255
