"""A convolution in NumPy: a small kernel slides over an image and gives one weighted sum at each place."""

from dataclasses import dataclass

import numpy as np

from mlcore.cnn.settings import CnnSettings as Settings
from mlcore.mnist.digits import load_digits
from mlcore.mnist.drawings import decode

KERNELS = {
    "left edges": "-1 0 1 / -2 0 2 / -1 0 1",
    "upper edges": "-1 -2 -1 / 0 0 0 / 1 2 1",
    "slanted edges": "-2 -1 0 / -1 0 1 / 0 1 2",
    "outline": "-1 -1 -1 / -1 8 -1 / -1 -1 -1",
    "blur": "0.0625 0.125 0.0625 / 0.125 0.25 0.125 / 0.0625 0.125 0.0625",
    "sharpen": "0 -1 0 / -1 5 -1 / 0 -1 0",
    "identity": "0 0 0 / 0 1 0 / 0 0 0",
}
"""Well-known kernels, row by row."""


def kernel_matrix(text: str) -> np.ndarray:
    """Return the kernel of a text such as ``"1 0 -1 / 2 0 -2 / 1 0 -1"``, float64, shape (3, 3)."""
    return np.array([[float(number) for number in row.split()] for row in text.split("/")])


def output_size(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> int:
    r"""Return the number of places of a kernel along one side of an image.

    .. math:: \left\lfloor \frac{n + 2p - d(k - 1) - 1}{s} \right\rfloor + 1

    Parameters
    ----------
    n, k
        Side of the image and of the kernel, in pixels, at least 1.
    padding, stride, dilation
        Zeros added at each end (at least 0), pixels between two places, and pixels between two numbers of the kernel
        (both at least 1).

    Raises
    ------
    ValueError
        If a number is out of range, or the kernel does not fit into the padded image.
    """
    if min(n, k, stride, dilation) < 1 or padding < 0:
        raise ValueError(
            "n, k, stride and dilation must be at least 1 and padding at least 0, "
            f"got n={n}, k={k}, stride={stride}, dilation={dilation}, padding={padding}"
        )
    reach = dilation * (k - 1) + 1
    if reach > n + 2 * padding:
        raise ValueError(f"the kernel must fit into the padded image of {n + 2 * padding} pixels, got one of {reach}")
    return (n + 2 * padding - reach) // stride + 1


def convolve(image: np.ndarray, kernel: np.ndarray, padding: int = 0, stride: int = 1, dilation: int = 1) -> np.ndarray:
    r"""Slide a kernel over an image and return the weighted sum of every place.

    .. math:: y_{r, c} = \sum_{i, j} w_{i, j} \, x_{s r + d i - p, \, s c + d j - p}

    Libraries call this a convolution. In mathematics it is a cross-correlation: a convolution turns the kernel by
    180 degrees first.

    Parameters
    ----------
    image
        Shape (height, width).
    kernel
        Shape (k, k).
    padding, stride, dilation
        As for ``output_size``.

    Returns
    -------
    The feature map, shape (rows, columns).

    Raises
    ------
    ValueError
        If a number is out of range, or the kernel does not fit into the padded image.
    """
    k = len(kernel)
    rows, columns = (output_size(n, k, padding, stride, dilation) for n in image.shape)
    padded = np.pad(image, padding)
    reach = dilation * (k - 1) + 1
    output = np.zeros((rows, columns))
    for row in range(rows):
        for column in range(columns):
            top, left = row * stride, column * stride
            patch = padded[top : top + reach : dilation, left : left + reach : dilation]
            output[row, column] += (patch * kernel).sum()
    return output


@dataclass(frozen=True, eq=False)
class ConvolutionResult:
    """One kernel over one digit.

    Attributes
    ----------
    padded
        The image with its border of zeros, 0 (paper) to 1 (ink), shape (28 + 2 p, 28 + 2 p).
    kernel
        Shape (3, 3).
    output
        The feature map, shape (rows, columns).
    row, column
        Place of the largest value; the first one if there are several.
    patch, products
        The nine pixels under the kernel at that place, and their products with the weights, shape (3, 3).
    strongest
        The largest value of the map: the sum of those nine products.
    """

    settings: Settings
    padded: np.ndarray
    kernel: np.ndarray
    output: np.ndarray
    row: int
    column: int
    patch: np.ndarray
    products: np.ndarray
    strongest: float


def image_of(settings: Settings) -> np.ndarray:
    """Return the drawing, or the digit if there is no drawing, 0 (paper) to 1 (ink), shape (28, 28)."""
    if settings.drawing:
        return decode(settings.drawing) / 255
    images, labels = load_digits()
    return images[labels == settings.digit][settings.sample] / 255


def run(settings: Settings) -> ConvolutionResult:
    """Slide the kernel over the digit, and keep the details of the place with the largest sum."""
    kernel = kernel_matrix(settings.kernel)
    image = image_of(settings)
    output = convolve(image, kernel, settings.padding, settings.stride, settings.dilation)
    row, column = (int(place) for place in np.unravel_index(output.argmax(), output.shape))
    padded = np.pad(image, settings.padding)
    reach = 2 * settings.dilation + 1
    top, left = row * settings.stride, column * settings.stride
    patch = padded[top : top + reach : settings.dilation, left : left + reach : settings.dilation]
    return ConvolutionResult(
        settings, padded, kernel, output, row, column, patch, patch * kernel, float(output[row, column])
    )
