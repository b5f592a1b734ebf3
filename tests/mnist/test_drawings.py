"""Drawings as text: encoding, decoding, length and errors."""

import base64
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from mlcore.mnist.digits import load_digits
from mlcore.mnist.drawings import MAX_CHARACTERS, decode, encode
from mlcore.mnist.settings import Drawing


def packed(levels: bytes) -> str:
    """Return any levels as the text of a drawing."""
    return base64.urlsafe_b64encode(zlib.compress(levels, wbits=-15)).decode().rstrip("=")


@given(st.binary(min_size=784, max_size=784), st.integers(0, 784))
def test_any_drawing_comes_back_from_its_text(noise, inked):
    """Noise compresses worst, and still fits into the limit."""
    image = np.frombuffer(noise, np.uint8).copy()
    image[inked:] = 0
    image = image.reshape(28, 28)
    text = encode(image)
    assert len(text) <= MAX_CHARACTERS
    assert np.abs(decode(text).astype(int) - image).max() <= 8
    assert (decode(encode(decode(text))) == decode(text)).all()


def test_a_row_of_ink_worked_by_hand():
    """28 pixels of level 15 in the first row, 756 of level 0, packed by another call of zlib."""
    image = decode(packed(bytes([15] * 28 + [0] * 756)))
    assert (image[0] == 255).all()
    assert not image[1:].any()


def test_real_digits_are_short_enough_for_a_link():
    lengths = [len(encode(image)) for image in load_digits()[0][::50]]
    assert np.mean(lengths) < 180
    assert max(lengths) < 300


def test_a_blank_sheet_is_no_text():
    """A page without a drawing has a short link."""
    assert encode(np.zeros((28, 28), np.uint8)) == ""
    assert not decode("").any()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("A" * (MAX_CHARACTERS + 1), "at most 600 characters, got 601"),
        ("<b>", "letters, digits"),
        ("abc+/=", "letters, digits"),
        ("AAAAA", "compressed text"),
        ("_____w", "compressed text"),
        (packed(bytes(783)), "28 x 28 pixels"),
        (packed(bytes(785)), "28 x 28 pixels"),
        (packed(bytes(10**8))[:MAX_CHARACTERS], "28 x 28 pixels"),
        (packed(bytes(784)) + "AAAA", "28 x 28 pixels"),
        (packed(bytes([16] * 784)), "greys from 0 to 15, got 16"),
    ],
)
def test_what_is_no_drawing_is_refused_with_a_reason(text, reason):
    """A link may hold any text, also a compressed bomb of a hundred million zeros."""
    with pytest.raises(ValueError, match=reason):
        decode(text)
    with pytest.raises(ValidationError, match=r"characters|drawing"):
        Sheet(drawing=text)


class Sheet(BaseModel):
    """Settings with a drawing."""

    drawing: Drawing = ""


@pytest.mark.parametrize(
    "image", [np.zeros((28, 28)), np.zeros((27, 28), np.uint8), np.zeros(784, np.uint8)], ids=["float", "rows", "flat"]
)
def test_an_image_of_another_shape_or_type_is_refused(image):
    with pytest.raises(ValueError, match=r"image must be uint8 of shape \(28, 28\)"):
        encode(image)
