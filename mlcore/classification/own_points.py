"""Own points of the learner as a short text for a link, e.g. ``a-1.5,0.5 b2,0``."""

import re

import numpy as np

from mlcore.common.typed import plain

CLASSES = "abc"
REACH = 3.0
MAX_POINTS = 60
POINT = re.compile(r"([abc])(-?[0-9](?:\.[0-9])?),(-?[0-9](?:\.[0-9])?)")


def words_of(text: str) -> list[str]:
    """Return the points of a text as a link has them, however people type them: ``A (-1.5, 0.5);`` is ``a-1.5,0.5``."""
    text = re.sub(r"[()\[\];:]", " ", plain(text).lower())
    text = re.sub(r"\s*,\s*", ",", text)
    text = re.sub(r"(?<=[a-z])\s+", "", text)
    return re.sub(r",(?=[a-z])", " ", text).split()


def read_points(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the points of a text; each is a class, x1 and x2 with at most one decimal.

    Parameters
    ----------
    text
        2 to 60 points of at least two classes, as ``words_of`` reads them; each coordinate is from -3 to 3.

    Returns
    -------
    inputs
        (x1, x2), float64, shape (N, 2).
    labels
        0 for a, 1 for b and 2 for c, int64, shape (N,).

    Raises
    ------
    ValueError
        If a point cannot be read or lies outside, or there are too many points or too few classes.
    """
    words = words_of(text)
    if len(words) > MAX_POINTS:
        raise ValueError(f"points must be at most {MAX_POINTS}, got {len(words)}")
    matches = [POINT.fullmatch(word) for word in words]
    for word, match in zip(words, matches, strict=True):
        if match is None:
            raise ValueError(f"each point must be a class and two numbers as in a-1.5,0.5, got {word[:20]!r}")
        if max(abs(float(match[2])), abs(float(match[3]))) > REACH:
            raise ValueError(f"coordinates must lie from {-REACH:g} to {REACH:g}, got {word!r}")
    if len({match[1] for match in matches if match}) < 2:
        raise ValueError(f"points must be of at least two of the classes a, b and c, got {text[:20]!r}")
    inputs = np.array([(float(match[2]), float(match[3])) for match in matches if match])
    return inputs, np.array([CLASSES.index(match[1]) for match in matches if match])
