"""From a drawing to the image that a network receives: the steps of MNIST, each optional."""

import math

import numpy as np

SHEET, BOX = 28, 20
MIDDLE = 14


def moved(image: np.ndarray, right: int, down: int, turn: float) -> np.ndarray:
    r"""Turn a drawing about the middle of its sheet, then shift it. Pixels from outside the sheet are paper.

    The pixel at (x, y), measured from the middle, takes the grey value that the drawing has at

    .. math:: \begin{pmatrix} \cos a & \sin a \\ -\sin a & \cos a \end{pmatrix}
              \begin{pmatrix} x - r \\ y - d \end{pmatrix}

    Parameters
    ----------
    image
        Grey values 0 to 255, uint8, shape (28, 28). The result has the same type and shape.
    right, down
        Shift r and d in pixels.
    turn
        Angle a in degrees, clockwise.
    """
    middle = (SHEET - 1) / 2
    y, x = np.indices(image.shape) - middle
    y, x = y - down, x - right
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    return interpolated(image, middle - sin * x + cos * y, middle + cos * x + sin * y)


def interpolated(image: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return bilinear grey values between pixels, uint8. Outside the sheet is paper.

    Parameters
    ----------
    rows, columns
        Positions in pixels from the centre of the first pixel, of equal shape.
    """
    sheet = np.pad(image.astype(float), 1)
    rows, columns = (np.clip(positions + 1, 0, SHEET + 0.999) for positions in (rows, columns))
    top, left = rows.astype(int), columns.astype(int)
    below, across = rows - top, columns - left
    upper = (1 - across) * sheet[top, left] + across * sheet[top, left + 1]
    lower = (1 - across) * sheet[top + 1, left] + across * sheet[top + 1, left + 1]
    return np.rint((1 - below) * upper + below * lower).astype(np.uint8)


def cropped(image: np.ndarray) -> np.ndarray:
    """Crop a drawing to the smallest box that holds all ink, shape (h, w). A blank sheet does not change."""
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    if len(rows) == 0:
        return image
    return image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def fitted(image: np.ndarray) -> np.ndarray:
    """Scale an image of any size so that its longer side has 20 pixels. Keep its aspect ratio."""
    scale = BOX / max(image.shape)
    height, width = (max(1, round(side * scale)) for side in image.shape)
    scaled = resampling(image.shape[0], height) @ image @ resampling(image.shape[1], width).T
    return np.rint(scaled).astype(np.uint8)


def resampling(size: int, new_size: int) -> np.ndarray:
    r"""Return the matrix that resamples a row of pixels, shape (new_size, size). Each row of it sums to 1.

    The weight of an old pixel depends on its distance d from the new pixel's centre, in old pixels:

    .. math:: w = \max(0, 1 - d / s), \qquad s = \max(1, \text{size} / \text{new size})

    Lines that become thinner than a pixel turn grey; they do not vanish.
    """
    scale = size / new_size
    centres = (np.arange(new_size) + 0.5) * scale - 0.5
    distances = np.abs(np.arange(size) - centres[:, None])
    weights = np.maximum(0, 1 - distances / max(1, scale))
    return weights / weights.sum(axis=1, keepdims=True)


def centre_of_mass(image: np.ndarray) -> tuple[float, float]:
    """Return the mean row and column of the ink, in pixels from the first pixel. A blank sheet gives its middle."""
    ink = image.sum()
    if ink == 0:
        return (image.shape[0] - 1) / 2, (image.shape[1] - 1) / 2
    row = image.sum(axis=1) @ np.arange(image.shape[0]) / ink
    column = image.sum(axis=0) @ np.arange(image.shape[1]) / ink
    return float(row), float(column)


def centred(image: np.ndarray) -> np.ndarray:
    """Place an image on a sheet of 28x28 so that its centre of mass is within half a pixel of pixel (14, 14)."""
    row, column = centre_of_mass(image)
    return laid(image, math.ceil(MIDDLE - 0.5 - row), math.ceil(MIDDLE - 0.5 - column))


def in_the_middle(image: np.ndarray) -> np.ndarray:
    """Place an image on a sheet of 28x28 so that its box is in the middle."""
    return laid(image, (SHEET - image.shape[0]) // 2, (SHEET - image.shape[1]) // 2)


def laid(image: np.ndarray, top: int, left: int) -> np.ndarray:
    """Place an image on a sheet of 28x28 with its first pixel at (top, left). Cut off what is outside."""
    sheet = np.zeros((SHEET, SHEET), np.uint8)
    height, width = image.shape
    rows = slice(max(0, top), max(0, min(SHEET, top + height)))
    columns = slice(max(0, left), max(0, min(SHEET, left + width)))
    sheet[rows, columns] = image[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    return sheet


def steps(image: np.ndarray, crop: bool = True, fit: bool = True, centre: bool = True) -> list[np.ndarray]:
    """Return a drawing after each of MNIST's steps; a step that is left out repeats what was before it.

    Parameters
    ----------
    image
        Grey values, 0 is paper and 255 is ink, uint8, shape (28, 28).
    crop
        Cut off the paper around the ink.
    fit
        Scale what is left so that its longer side has 20 pixels.
    centre
        Lay it on a sheet of 28x28 by its centre of mass; else its box is laid in the middle.

    Returns
    -------
    images
        The drawing, after the crop, after the fit, and on its sheet: uint8, the first and the last of shape (28, 28),
        the last is what the network receives.

    Source: Y. LeCun, C. Cortes, C. J. C. Burges, the MNIST database of handwritten digits.
    """
    cut = cropped(image) if crop else image
    scaled = fitted(cut) if fit else cut
    return [image, cut, scaled, centred(scaled) if centre else in_the_middle(scaled)]
