"""Proofs that no weights of one threshold unit compute a gate: sums of its inequalities that contradict themselves."""

from collections.abc import Sequence
from itertools import product

from mlcore.logic_gates.truth_tables import points

CERTIFICATES = {"XOR": (-1, 1, 1, -1), "XNOR": (1, -1, -1, 1)}


def combination(multipliers: Sequence[int]) -> tuple[int, ...]:
    r"""Return the coefficients of w1, ..., wn and b in the weighted sum of the inequalities' left sides.

    .. math:: \sum_i m_i (w \cdot x_i + b) = \Big(\sum_i m_i x_i\Big) \cdot w + \Big(\sum_i m_i\Big) b

    Parameters
    ----------
    multipliers
        One number for every point, 2^n in the order of ``points``.
    """
    corners = [(*point, 1) for point in product((0, 1), repeat=len(multipliers).bit_length() - 1)]
    return tuple(sum(m * x for m, x in zip(multipliers, column, strict=True)) for column in zip(*corners, strict=True))


def proves_impossible(table: Sequence[int], multipliers: Sequence[int]) -> bool:
    r"""Return whether multipliers turn the inequalities of a truth table into the contradiction 0 > 0.

    They do if the sign of each fits its inequality (m_i >= 0 where y_i = 1, m_i <= 0 where y_i = 0), one multiplies a
    strict inequality (m_i > 0), and all weights cancel:

    .. math:: 0 = \sum_i m_i (w \cdot x_i + b) > 0

    Parameters
    ----------
    table, multipliers
        2^n outputs 0 or 1 and 2^n numbers, in the order of ``points``.

    Raises
    ------
    ValueError
        If the table is not one, or there is not one multiplier for every point.

    Source: J. Farkas, Journal fuer die reine und angewandte Mathematik 124 (1902), for such certificates.
    """
    if len(points(table)) != len(multipliers):
        raise ValueError(f"multipliers must be {len(table)} numbers, one for every point, got {len(multipliers)}")
    agree = all(m >= 0 if target else m <= 0 for m, target in zip(multipliers, table, strict=True))
    return agree and max(multipliers) > 0 and not any(combination(multipliers))
