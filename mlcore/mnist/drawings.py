"""Drawings as short text: 28x28 pixels of 16 greys, compressed, in characters that a URL may hold."""

import base64
import binascii
import re
import zlib

import numpy as np

SIDE = 28
LEVELS = 16
STEP = 255 // (LEVELS - 1)
MAX_CHARACTERS = 600
RAW_DEFLATE = -15


def encode(image: np.ndarray) -> str:
    """Return a drawing as text of some 170 characters, at most 600; a blank sheet is the empty text.

    The greys are rounded to 16 levels, 17 apart, so that ``decode(encode(image))`` is at most 8 off at any pixel.

    Parameters
    ----------
    image
        Grey values, 0 is paper and 255 is ink, uint8, shape (28, 28).

    Raises
    ------
    ValueError
        If the image has another shape or type.
    """
    if image.shape != (SIDE, SIDE) or image.dtype != np.uint8:
        raise ValueError(f"image must be uint8 of shape (28, 28), got {image.dtype} of shape {image.shape}")
    if not image.any():
        return ""
    levels = np.rint(image / STEP).astype(np.uint8)
    packer = zlib.compressobj(9, wbits=RAW_DEFLATE)
    packed = packer.compress(levels.tobytes()) + packer.flush()
    return base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def decode(text: str) -> np.ndarray:
    """Return the drawing that ``encode`` wrote.

    Parameters
    ----------
    text
        At most 600 letters, digits, ``-`` and ``_``.

    Returns
    -------
    image
        Grey values, 0 is paper and 255 is ink, in steps of 17, uint8, shape (28, 28).

    Raises
    ------
    ValueError
        If the text is too long or is not a drawing.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"a drawing must have at most {MAX_CHARACTERS} characters, got {len(text)}")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", text):
        raise ValueError("a drawing must be made of letters, digits, - and _ only")
    if not text:
        return np.zeros((SIDE, SIDE), np.uint8)
    levels = np.frombuffer(unpacked(text), np.uint8)
    if levels.max() >= LEVELS:
        raise ValueError(f"a drawing must have greys from 0 to {LEVELS - 1}, got {levels.max()}")
    return levels.reshape(SIDE, SIDE) * np.uint8(STEP)


def unpacked(text: str) -> bytes:
    """Return the 784 levels of a drawing, one byte each. Unpack at most one byte more."""
    unpacker = zlib.decompressobj(wbits=RAW_DEFLATE)
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        levels = unpacker.decompress(packed, SIDE * SIDE + 1)
    except (binascii.Error, zlib.error) as error:
        raise ValueError("a drawing must be compressed text as the drawing pad writes it") from error
    if len(levels) != SIDE * SIDE or not unpacker.eof or unpacker.unused_data:
        raise ValueError(f"a drawing must have {SIDE} x {SIDE} pixels, no fewer and no more")
    return levels


def checked(text: str) -> str:
    """Return the text of a drawing; raise ``ValueError`` if ``decode`` does."""
    decode(text)
    return text
