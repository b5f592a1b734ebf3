"""What is asked of a trained network: to read some images."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from mlcore.mnist.settings import MnistSettings


@dataclass(frozen=True)
class Reading:
    """Images for a trained network to read; two of them are equal if settings and images are.

    Attributes
    ----------
    settings
        What the network was trained with, and so which network it is.
    images
        Grey values 0 to 255, a byte each, N images of 28x28 pixels.
    state
        Its parameters by name, as training left them: they follow from ``settings`` and are not compared.
    """

    settings: MnistSettings
    images: bytes
    state: Mapping[str, np.ndarray] = field(compare=False, repr=False)
