"""One number of the second layer of a CNN, worked out from its parts: channels that add up, and pooling."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Channels:
    """How a filter of the second layer answers at one place of its pooled map.

    Attributes
    ----------
    filter, row, column
        Which of the 32 filters, and the place in its 4 x 4 map.
    kernels
        The filter: a kernel for each channel, shape (16, 5, 5).
    patches
        What lies under them in the 16 maps of the first layer at the largest of the four sums, shape (16, 5, 5).
    parts
        The sum of the products of each channel there, shape (16,).
    bias
        What is added to the sum of the parts.
    block
        The four sums that are pooled, shape (2, 2).
    largest
        Row and column of the largest of them.
    value
        What is written into the map: that sum, or 0 if it is negative.
    """

    filter: int
    row: int
    column: int
    kernels: np.ndarray
    patches: np.ndarray
    parts: np.ndarray
    bias: float
    block: np.ndarray
    largest: tuple[int, int]
    value: float


def run(first_maps: np.ndarray, weight: np.ndarray, bias: np.ndarray, number: int, row: int, column: int) -> Channels:
    r"""Work out one number of the second layer.

    .. math:: h_{f, r, c} = \max\left(0, \max_{i, j \in \{0, 1\}} b_f + \sum_{k = 1}^{16} \sum_{u, v = 0}^{4}
        w_{f, k, u, v} \, m_{k, 2 r + i + u, 2 c + j + v}\right)

    Parameters
    ----------
    first_maps
        Maps m of the first layer, shape (16, 12, 12).
    weight, bias
        Of the second layer, shapes (32, 16, 5, 5) and (32,).
    number, row, column
        The filter, 0 to 31, and the place in its map, 0 to 3.
    """
    kernels = weight[number]
    side = kernels.shape[-1]
    places = [(2 * row + i, 2 * column + j) for i in (0, 1) for j in (0, 1)]
    patches = np.stack([first_maps[:, top : top + side, left : left + side] for top, left in places])
    parts = (patches * kernels).sum(axis=(2, 3))
    sums = parts.sum(axis=1) + bias[number]
    best = int(sums.argmax())
    return Channels(
        filter=number,
        row=row,
        column=column,
        kernels=kernels,
        patches=patches[best],
        parts=parts[best],
        bias=float(bias[number]),
        block=sums.reshape(2, 2),
        largest=divmod(best, 2),
        value=max(0.0, float(sums[best])),
    )
