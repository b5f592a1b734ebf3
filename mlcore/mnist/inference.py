"""A request to a trained network to read images."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from mlcore.mnist.settings import MnistSettings


@dataclass(frozen=True)
class Reading:
    """Images for a trained network to read. Two requests are equal if their settings and images are equal.

    Attributes
    ----------
    settings
        Settings of the training; they identify the network.
    images
        Grey values 0 to 255, one byte each, N images of 28x28 pixels.
    state
        Parameters of the trained network by name. They follow from ``settings`` and are not compared.
    """

    settings: MnistSettings
    images: bytes
    state: Mapping[str, np.ndarray] = field(compare=False, repr=False)
