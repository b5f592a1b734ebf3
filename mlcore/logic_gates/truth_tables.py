"""The truth tables of logic gates: the outputs 0 or 1 at every point whose inputs are 0 and 1."""

from collections.abc import Sequence
from itertools import product

POINTS = ((0, 0), (0, 1), (1, 0), (1, 1))

TRUTH_TABLES = {
    "FALSE": (0, 0, 0, 0),
    "AND": (0, 0, 0, 1),
    "x1 AND NOT x2": (0, 0, 1, 0),
    "x1": (0, 0, 1, 1),
    "x2 AND NOT x1": (0, 1, 0, 0),
    "x2": (0, 1, 0, 1),
    "XOR": (0, 1, 1, 0),
    "OR": (0, 1, 1, 1),
    "NOR": (1, 0, 0, 0),
    "XNOR": (1, 0, 0, 1),
    "NOT x2": (1, 0, 1, 0),
    "x1 OR NOT x2": (1, 0, 1, 1),
    "NOT x1": (1, 1, 0, 0),
    "x2 OR NOT x1": (1, 1, 0, 1),
    "NAND": (1, 1, 1, 0),
    "TRUE": (1, 1, 1, 1),
}


def truth_table(number: int, inputs: int = 2) -> tuple[int, ...]:
    """Return a truth table by its number, whose binary digits are the outputs, the one for (0, ..., 0) first.

    Raises
    ------
    ValueError
        If there is no such table.
    """
    rows = 2**inputs
    if not 0 <= number < 2**rows:
        raise ValueError(f"number must be between 0 and {2**rows - 1} for {inputs} inputs, got {number}")
    return tuple(int(digit) for digit in f"{number:0{rows}b}")


def points(table: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the points of a truth table in its order: (0, 0), (0, 1), (1, 0), (1, 1) for two inputs.

    Raises
    ------
    ValueError
        If the table is not 2^n zeros and ones.
    """
    inputs = len(table).bit_length() - 1
    if len(table) != 2**inputs or not set(table) <= {0, 1}:
        raise ValueError(f"table must be 2, 4, 8, ... zeros and ones, got {table!r}")
    return list(product((0, 1), repeat=inputs))
