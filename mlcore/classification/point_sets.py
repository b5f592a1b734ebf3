"""Points of two or three classes in the plane: cardioids, blobs, moons, circles, spirals and own points."""

import numpy as np

from mlcore.classification.own_points import read_points

TRAINING, VALIDATION, TEST = range(3)
"""Parts of the data, each drawn separately: the number of training points does not change the other parts."""

FROM_SKLEARN = ("blobs", "moons", "circles")

SQUARES = {"cardioids": (-1.5, -4.0, 8.0)}
SQUARE = (-3.0, -3.0, 6.0)


def square_of(dataset: str) -> tuple[float, float, float]:
    """Return the square of the charts of a data set: least x1, least x2 and side."""
    return SQUARES.get(dataset, SQUARE)


def draw_points(
    dataset: str, count: int, noise: float, data_seed: int, part: int, own: str = ""
) -> tuple[np.ndarray, np.ndarray]:
    """Draw points of a data set.

    Parameters
    ----------
    dataset
        "cardioids", "blobs", "moons", "circles", "spirals" or "own".
    count
        How many, at least 1.
    noise
        Standard deviation of the noise on each coordinate, at least 0.
    data_seed, part
        Seed and part, which determine the points.
    own
        For the data set "own": the centres of the points, as text for ``read_points``.

    Returns
    -------
    inputs
        (x1, x2), float32, shape (count, 2).
    labels
        Class 0, 1 or 2, int64, shape (count,).

    Raises
    ------
    ValueError
        If there is no such data set, or a number is out of range.
    """
    if count < 1:
        raise ValueError(f"count must be at least 1, got {count}")
    if not noise >= 0:
        raise ValueError(f"noise must be at least 0, got {noise}")
    generator = np.random.default_rng([data_seed, part])
    if dataset == "cardioids":
        inputs, labels = cardioids(count, generator)
    elif dataset == "spirals":
        inputs, labels = spirals(count, generator)
    elif dataset == "own":
        inputs, labels = around(*read_points(own), count)
    else:
        inputs, labels = from_sklearn(dataset, count, int(generator.integers(2**31)))
    inputs = inputs + noise * generator.standard_normal(inputs.shape)
    return inputs.astype(np.float32), labels.astype(np.int64)


def cardioids(count: int, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    r"""Return points of three nested cardioids, the task of the course; class 0 is the innermost.

    .. math:: r \sim U(0, 3), \quad t \sim U(0, 2\pi), \quad x = r (1 + \cos t) (\cos t, \sin t), \quad
        y = \lfloor r \rfloor

    Source: Standalone Deep Learning, KAIST, 2019.
    """
    r = generator.uniform(0, 3, count)
    t = generator.uniform(0, 2 * np.pi, count)
    radius = r * (1 + np.cos(t))
    return np.stack([radius * np.cos(t), radius * np.sin(t)], axis=1), np.floor(r)


def spirals(count: int, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    r"""Return points of three spiral arms from the origin, each with one and a quarter turns.

    .. math:: s \sim U(0.1, 1), \quad x = 2.8 s (\cos a, \sin a), \quad a = 2\pi (1.25 s + y / 3)
    """
    labels = generator.integers(0, 3, count)
    s = generator.uniform(0.1, 1, count)
    angle = 2 * np.pi * (1.25 * s + labels / 3)
    return 2.8 * s[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1), labels


def around(inputs: np.ndarray, labels: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return ``count`` points by repetition of the given ones."""
    turn = np.arange(count) % len(labels)
    return inputs[turn], labels[turn]


def from_sklearn(dataset: str, count: int, random_state: int) -> tuple[np.ndarray, np.ndarray]:
    """Return points of a scikit-learn data set, scaled to the square (-3, 3)^2."""
    from sklearn.datasets import make_blobs, make_circles, make_moons

    if dataset == "blobs":
        return make_blobs(count, centers=[(-1.3, -1), (1.3, -1), (0, 1.2)], cluster_std=0.5, random_state=random_state)
    if dataset == "moons":
        inputs, labels = make_moons(count, noise=0.05, random_state=random_state)
        return 1.7 * (inputs - (0.5, 0.25)), labels
    if dataset == "circles":
        inputs, labels = make_circles(count, noise=0.05, factor=0.5, random_state=random_state)
        return 2.4 * inputs, labels
    raise ValueError(f"dataset must be cardioids, blobs, moons, circles, spirals or own, got {dataset!r}")
