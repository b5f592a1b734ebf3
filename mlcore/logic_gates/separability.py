"""Truth tables that one neuron can compute: linear programs, counts, and a limit for the perceptron's updates."""

import math
from collections.abc import Iterator, Sequence
from itertools import permutations, product

import numpy as np

from mlcore.logic_gates.truth_tables import points, truth_table

MAX_INPUTS = 4


def signed_points(table: Sequence[int]) -> np.ndarray:
    """Return s_i (x_i, 1), shape (2^n, n + 1), with s_i = 1 where the table says 1 and -1 where it says 0."""
    corners = np.array([(*point, 1) for point in points(table)])
    return corners * np.where(table, 1, -1)[:, None]


def separable(table: Sequence[int]) -> tuple[float, ...] | None:
    r"""Return weights, the bias last, that compute a truth table, or None if there are none: a linear program.

    .. math:: \min |w_1| + \dots + |w_n| + |b| \quad \text{subject to} \quad s_i (w \cdot x_i + b) \ge 1

    Weights with sums above 0 and at most 0 exist if and only if weights with sums >= 1 and <= -1 exist.

    Parameters
    ----------
    table
        2^n outputs 0 or 1, in the order of ``points``.

    Raises
    ------
    ValueError
        If the table is not 2^n zeros and ones.
    RuntimeError
        If the solver fails.

    Source: M. Minsky and S. Papert, Perceptrons (1969), for separability.
    """
    from scipy.optimize import linprog

    rows = signed_points(table)
    # Each weight is the difference of two non-negative numbers; their sum is its absolute value.
    solution = linprog(np.ones(2 * rows.shape[1]), A_ub=np.hstack([-rows, rows]), b_ub=-np.ones(len(rows)))
    if solution.status == 2:
        return None
    if not solution.success:
        raise RuntimeError(solution.message)
    plus, minus = np.split(solution.x, 2)
    return tuple((plus - minus).tolist())


def separators(inputs: int) -> list[tuple[float, ...] | None]:
    """Return, for each truth table in the order of its number, weights that compute it, or None.

    Parameters
    ----------
    inputs
        From 1 to 3: 4, 16 or 256 tables, one linear program each.

    Raises
    ------
    ValueError
        If there are too few or too many inputs.
    """
    if not 1 <= inputs < MAX_INPUTS:
        raise ValueError(f"inputs must be between 1 and {MAX_INPUTS - 1}, got {inputs}")
    return [separable(truth_table(number, inputs)) for number in range(2 ** (2**inputs))]


def classes(inputs: int) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield one truth table of every class, and how many tables the class has.

    Tables of a class differ only by the names of the inputs and by negating inputs or the output: one neuron can
    compute all of them or none.
    """
    symmetries = point_symmetries(inputs)
    place_values = 2 ** np.arange(2**inputs)[::-1]
    last = 2 ** (2**inputs) - 1
    seen = np.zeros(last + 1, dtype=bool)
    for number in range(last + 1):
        if not seen[number]:
            table = truth_table(number, inputs)
            images = np.array(table)[symmetries] @ place_values
            members = np.union1d(images, last - images)
            seen[members] = True
            yield table, len(members)


def point_symmetries(inputs: int) -> np.ndarray:
    """Return where each renaming and negation of inputs moves each point: numbers of points, shape (n! 2^n, 2^n)."""
    corners = np.array(list(product((0, 1), repeat=inputs)))
    place_values = 2 ** np.arange(inputs)[::-1]
    moves = product(permutations(range(inputs)), corners)
    return np.array([(corners[:, list(order)] ^ flips) @ place_values for order, flips in moves])


def separable_count(inputs: int) -> tuple[int, int]:
    """Return how many truth tables one neuron can compute, and how many there are. Solve one program for each class.

    Parameters
    ----------
    inputs
        From 1 to 4.

    Raises
    ------
    ValueError
        If there are too few or too many inputs.

    Source: S. Muroga, Threshold Logic and Its Applications (1971): 14 of 16, 104 of 256, 1,882 of 65,536.
    """
    if not 1 <= inputs <= MAX_INPUTS:
        raise ValueError(f"inputs must be between 1 and {MAX_INPUTS}, got {inputs}")
    count = sum(size for table, size in classes(inputs) if separable(table) is not None)
    return count, 2 ** (2**inputs)


def convergence_bound(
    table: Sequence[int], separator: Sequence[float], start: Sequence[float] | None = None, learning_rate: float = 1
) -> float:
    r"""Return an upper limit for the updates of the perceptron rule, for any order of the points.

    With the bias as the weight of a constant input 1, let R be the length of the longest input, :math:`\gamma` the
    margin of a separating direction u of length 1, :math:`a = u \cdot w_0 / \eta` and :math:`c = |w_0| / \eta`.
    After T updates :math:`a + T \gamma \le |w_T| / \eta \le \sqrt{c^2 + T R^2}`, hence

    .. math:: T \le \frac{h + \sqrt{h^2 + 4 \gamma^2 (c^2 - a^2)}}{2 \gamma^2}, \qquad h = R^2 - 2 a \gamma

    which is :math:`R^2 / \gamma^2` from a start at zero.

    Parameters
    ----------
    table
        2^n outputs 0 or 1, in the order of ``points``.
    separator
        Weights that compute the table, then the bias, with no sum at 0; a larger margin gives a smaller limit.
    start
        Start weights, then the bias; zeros by default.
    learning_rate
        Positive.

    Raises
    ------
    ValueError
        If the separator does not separate, or the learning rate is not positive.

    Source: A. Novikoff, Symposium on the Mathematical Theory of Automata (1962), extended to any start.
    """
    if not learning_rate > 0:
        raise ValueError(f"learning_rate must be above 0, got {learning_rate}")
    rows = signed_points(table)
    direction = np.array(separator, dtype=float)
    if direction.shape != rows.shape[1:] or not (rows @ direction > 0).all():
        raise ValueError(f"separator must be weights that compute the table {tuple(table)}, got {tuple(separator)}")
    direction /= np.linalg.norm(direction)
    margin = (rows @ direction).min()
    first = np.zeros_like(direction) if start is None else np.array(start, dtype=float) / learning_rate
    ahead, length = direction @ first, first @ first
    h = (rows**2).sum(axis=1).max() - 2 * margin * ahead
    return float((h + math.sqrt(h * h + 4 * margin**2 * max(0.0, length - ahead**2))) / (2 * margin**2))
