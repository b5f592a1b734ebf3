"""The same convolution with PyTorch's own layer."""

import numpy as np
import torch
from torch import nn

from mlcore.cnn.convolution import image_of, kernel_matrix
from mlcore.cnn.settings import CnnSettings as Settings


@torch.no_grad()
def convolve(settings: Settings) -> np.ndarray:
    """Return the output of ``nn.Conv2d`` with the kernel as its only filter, shape (rows, columns)."""
    layer = nn.Conv2d(
        1,
        1,
        kernel_size=3,
        padding=settings.padding,
        stride=settings.stride,
        dilation=settings.dilation,
        bias=False,
        dtype=torch.float64,
    )
    layer.weight.copy_(torch.from_numpy(kernel_matrix(settings.kernel)))
    image = torch.from_numpy(image_of(settings))
    return layer(image[None, None])[0, 0].numpy()
