"""Feature maps, probabilities and occlusion map of a network."""

import numpy as np
import pytest
import torch

from mlcore.inside_cnn.occlusion import GREY, covered, occlusion_map
from mlcore.inside_cnn.settings import OcclusionSettings
from mlcore.mnist.digits import load_digits
from mlcore.mnist.network import CNN


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return CNN().eval()


@pytest.fixture(scope="module")
def result(model):
    return occlusion_map(OcclusionSettings(digit=7, sample=3, patch=5), model)


def test_a_patch_covers_its_square_and_is_cut_off_at_the_border():
    images = covered(torch.zeros(1, 28, 28), 3)
    grey = images == GREY
    assert grey.sum(dim=(1, 2, 3)).reshape(28, 28)[[0, 0, 10], [0, 10, 10]].tolist() == [4, 6, 9]
    assert grey[28 * 10 + 20, 0, 9:12, 19:22].all()


@torch.no_grad()
def test_the_answer_is_the_networks_own(model, result):
    images, labels = load_digits()
    image = torch.from_numpy(images[labels == 7][3]).float() / 255
    np.testing.assert_allclose(result.probabilities, model(image[None, None]).softmax(1)[0], atol=1e-6)
    hidden = image.clone()
    hidden[8:13, 4:9] = GREY
    expected = model(hidden[None, None]).softmax(1)[0, 7]
    assert result.occluded[10, 6] == pytest.approx(expected.item(), abs=1e-6)
    assert result.lowest == result.occluded.min()
    row, column = divmod(int(result.occluded.argmin()), 28)
    hidden = image.clone()
    hidden[max(0, row - 2) : row + 3, max(0, column - 2) : column + 3] = GREY
    assert result.read_there == model(hidden[None, None]).argmax()


def test_maps_have_the_shapes_that_the_page_names(result):
    assert result.filters.shape == (16, 5, 5)
    assert result.first_maps.shape == (16, 12, 12)
    assert result.second_maps.shape == (32, 4, 4)
    assert result.first_maps.min() >= 0
    assert result.probabilities.sum() == pytest.approx(1, abs=1e-5)


def test_a_patch_without_a_middle_is_refused():
    with pytest.raises(ValueError, match="patch must be an odd number of at least 1, got 4"):
        covered(torch.zeros(1, 28, 28), 4)
