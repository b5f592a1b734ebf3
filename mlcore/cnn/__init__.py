"""Convolution: from the cat's neuron to a kernel that slides, and what one unit sees."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from mlcore.cnn.settings import CnnSettings


def convolve_by_torch(settings: "CnnSettings") -> "np.ndarray":
    """Return what PyTorch's own layer makes of the image; ``mlcore.cnn.conv2d`` has the details.

    It is imported here, at the call, so that the app's own process imports no torch.
    """
    from mlcore.cnn.conv2d import convolve

    return convolve(settings)
