"""Gradients layer by layer: their lengths against autograd, and that they vanish where they should."""

import numpy as np
import pytest
import torch
from torch import nn

from mlcore.backprop import vanishing
from mlcore.backprop.settings import VanishingSettings as Settings


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def test_the_length_of_a_gradient_worked_out_on_paper():
    """Weights 3 and 2, no bend, x = y = 1: z = 6, dL/dz = p - 1; the first gets 2 (p - 1), the last 3 (p - 1)."""
    first, last = nn.Linear(1, 1, dtype=torch.float64), nn.Linear(1, 1, dtype=torch.float64)
    for layer, weight in ((first, 3.0), (last, 2.0)):
        nn.init.constant_(layer.weight, weight)
        nn.init.zeros_(layer.bias)
    one = torch.ones(1, 1, dtype=torch.float64)
    norms = vanishing.gradient_norms(nn.Sequential(first, nn.Identity(), last), one, one)
    rest = 1 / (1 + np.exp(6))
    np.testing.assert_allclose(norms, [2 * rest, 3 * rest], rtol=1e-12)


def test_there_is_a_length_for_every_layer_activation_and_start():
    result = vanishing.run(Settings(depth=3, width=4))
    assert list(result.norms) == ["linear", "sigmoid", "tanh", "relu"]
    assert all(list(starts) == ["default", "xavier", "kaiming"] for starts in result.norms.values())
    assert all(norms.shape == (4,) for starts in result.norms.values() for norms in starts.values())
    assert result.parameters == 3 * (4 * 4 + 4) + 5
    assert result.ratio == result.norms["sigmoid"]["default"][0] / result.norms["sigmoid"]["default"][-1]


def test_a_networks_numbers_do_not_depend_on_which_of_them_is_chosen():
    """The thin lines of one chart must be the thick lines of the others."""
    runs = [vanishing.run(Settings(depth=2, width=4, activation=name, start="xavier")) for name in ("tanh", "relu")]
    for activation, starts in runs[0].norms.items():
        for start, norms in starts.items():
            np.testing.assert_array_equal(norms, runs[1].norms[activation][start])


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_sigmoids_lose_more_with_every_layer_and_relu_with_kaiming_keeps_it(seed):
    """What the lesson claims, for more than one seed."""
    ratios = [vanishing.run(Settings(depth=depth, seed=seed)).ratio for depth in (2, 5, 10, 20)]
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[-1] < 1e-12
    assert 0.02 < vanishing.run(Settings(depth=20, activation="relu", start="kaiming", seed=seed)).ratio < 50


def test_a_gradient_of_zero_everywhere_has_no_ratio():
    """Dead ReLUs: a division by zero would stop the page."""
    assert np.isnan(vanishing.ratio(np.array([0.0, 0.0])))


def test_the_same_seed_gives_the_same_bits():
    first, again = (vanishing.run(Settings(depth=2, width=8, seed=4)) for _ in range(2))
    assert first.ratio == again.ratio != vanishing.run(Settings(depth=2, width=8, seed=5)).ratio
