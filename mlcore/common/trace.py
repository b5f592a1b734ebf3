"""What a stepped program did, line by line, without torch, so that pages can name it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np


@dataclass(frozen=True)
class Change:
    """A name whose value a line made or changed.

    Attributes
    ----------
    name
        As the program says it; a parameter of the model with its path, e.g. ``model.0.weight``.
    kind
        "tensor", "gradient", "array" (of NumPy), "number", "text" or "list".
    shape
        Of a tensor or gradient; of a list its length.
    dtype
        Of a tensor, e.g. "float32"; nothing else has one.
    values
        The first values as text, at most 6; of a list the last ones.
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    dtype: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class TraceStep:
    """One line that has just run, and what it did.

    Attributes
    ----------
    line, last_line
        First and last line of the statement, from 1.
    function
        The function it stands in; nothing at module level.
    depth
        How many calls it is in, 0 at module level.
    changes
        What it changed.
    printed
        What it printed.
    picture
        Index of the picture that shows the model after it, or -1 while there is none.
    """

    line: int
    last_line: int
    function: str
    depth: int
    changes: tuple[Change, ...]
    printed: str
    picture: int


@dataclass(frozen=True, eq=False)
class Trace:
    """The first lines that a program ran, and what they did.

    Attributes
    ----------
    text
        The program.
    steps
        Its lines in the order in which they ran.
    pictures
        The model over the plane as it was, uint8, shape (P, n, n), rows x2, low to high. Without pictures P is 0.
    shows
        What the pictures' numbers are: "sign", 0 for the most negative or 0, 255 for the most positive or 1, or
        "classes", 85 k + round(84 p) for class k and its probability p.
    """

    text: str
    steps: list[TraceStep]
    pictures: np.ndarray
    shows: Literal["sign", "classes"] = "sign"
