"""Novelty detection: whether an image looks like a digit at all, by its nearest training digits as a CNN sees them."""

from dataclasses import dataclass

import numpy as np

from mlcore.mnist.digits import SIZES, load_digits, split
from mlcore.mnist.pretrained import PretrainedNetwork, chunks

NEAREST = 3
INLIER_SHARE = 0.99
"""The share of the validation digits that count as inliers."""


@dataclass(frozen=True, eq=False)
class Novelty:
    """How far an image is from the training digits.

    Attributes
    ----------
    indices
        Of the nearest training digits in the data set, the nearest first, shape (3,).
    labels
        Their classes, 0 to 9, shape (3,).
    angle
        Mean angle to them in degrees.
    is_inlier
        Whether ``angle`` is within the 99th percentile of those of the validation digits (``INLIER_SHARE``).
    """

    indices: np.ndarray
    labels: np.ndarray
    angle: float
    is_inlier: bool


@dataclass(frozen=True, eq=False)
class NoveltyDetector:
    r"""The training digits as a network sees them. Two images are as far apart as their features u and v point apart:

    .. math:: \alpha = \arccos \frac{u \cdot v}{|u| \, |v|}

    Attributes
    ----------
    network
        The network.
    directions
        The features of its training digits with length 1, float32, shape (3600, 512).
    indices
        Of these digits in the data set, shape (3600,).
    angles
        Of each validation digit, the mean angle to its nearest training digits in degrees, shape (400,).
    """

    network: PretrainedNetwork
    directions: np.ndarray
    indices: np.ndarray
    angles: np.ndarray

    @property
    def limit(self) -> float:
        """The angle beyond which an image is called unlike all digits."""
        return float(np.quantile(self.angles, INLIER_SHARE))

    def score(self, image: np.ndarray) -> Novelty:
        """Return how far an image, uint8 of shape (28, 28), is from the training digits."""
        places, angles = nearest(directions_of(self.network, image[None]), self.directions)
        indices, angle = self.indices[places[0]], float(angles[0].mean())
        return Novelty(indices, load_digits()[1][indices], angle, angle <= self.limit)


def novelty_detector(network: PretrainedNetwork) -> NoveltyDetector:
    """Return the training digits as a network sees them: a second of work, so keep it."""
    images, _ = load_digits()
    training, validation, _ = split(SIZES, network.settings.data_seed)
    directions = directions_of(network, images[training])
    _, angles = nearest(directions_of(network, images[validation]), directions)
    return NoveltyDetector(network, directions, training, angles.mean(axis=1))


def directions_of(network: PretrainedNetwork, images: np.ndarray) -> np.ndarray:
    """Return the features of images, each scaled to length 1."""
    features = np.concatenate([network.features(part) for part in chunks(images)])
    return features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-6)


def nearest(directions: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of the nearest known directions and the angles to them in degrees, both of shape (N, 3)."""
    cosines = directions @ known.T
    places = np.argsort(-cosines, axis=1, kind="stable")[:, :NEAREST]
    chosen = np.take_along_axis(cosines, places, axis=1)
    return places, np.degrees(np.arccos(np.clip(chosen, -1, 1)))
