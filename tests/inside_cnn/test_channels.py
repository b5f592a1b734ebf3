"""One number of the second layer from its parts, against PyTorch."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from mlcore.inside_cnn import channels
from mlcore.mnist.network import CNN


@pytest.fixture(scope="module")
def layer():
    """Maps of a first layer, the second layer, and what PyTorch makes of them."""
    torch.manual_seed(1)
    model = CNN()
    maps = torch.rand(16, 12, 12)
    with torch.no_grad():
        sums = model.conv2(maps[None])[0]
        pooled = F.relu(F.max_pool2d(sums[None], 2))[0]
    weight, bias = (parameter.detach().numpy() for parameter in model.conv2.parameters())
    return maps.numpy(), weight, bias, sums.numpy(), pooled.numpy()


@pytest.mark.parametrize(("number", "row", "column"), [(0, 0, 0), (31, 3, 3), (12, 1, 2), (5, 3, 0)])
def test_the_parts_add_up_to_what_pytorch_computes(layer, number, row, column):
    """The parts add up to PyTorch's number, so each patch and each channel's kernel is the right one."""
    maps, weight, bias, sums, pooled = layer
    parts = channels.run(maps, weight, bias, number, row, column)
    np.testing.assert_allclose(parts.block, sums[number, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2], atol=1e-5)
    assert parts.value == pytest.approx(float(pooled[number, row, column]), abs=1e-5)
    assert parts.parts.sum() + parts.bias == pytest.approx(float(parts.block.max()), abs=1e-5)
    np.testing.assert_allclose((parts.patches * parts.kernels).sum(axis=(1, 2)), parts.parts, atol=1e-6)


def test_a_negative_sum_is_written_as_0(layer):
    maps, weight, bias, sums, _ = layer
    below = [number for number in range(32) if sums[number, :2, :2].max() < 0]
    assert below
    parts = channels.run(maps, weight, bias, below[0], 0, 0)
    assert parts.value == 0 > parts.block.max()
