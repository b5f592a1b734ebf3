"""Gradients layer by layer: their lengths against autograd, and that they vanish where they should."""

import numpy as np
import pytest
import torch
from torch import nn

from mlcore.common.program import render_program
from mlcore.common.running import run_program
from mlcore.depth import vanishing
from mlcore.depth.settings import VanishingSettings as Settings


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.parametrize("activation", ["linear", "sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("start", vanishing.STARTS)
def test_the_lengths_are_those_of_finite_differences(activation, start):
    settings = Settings(depth=2, width=3, activation=activation, start=start, seed=6)
    names = run_program(render_program(settings), 2, stop_if_not_finite=False).names
    weights = [p for p in names["model"].parameters() if p.ndim == 2]
    lengths = []
    with torch.no_grad():
        for place in (weight.view(-1) for weight in weights):
            found = []
            for i, before in enumerate(place.tolist()):
                losses = []
                for nudge in (1e-6, -1e-6):
                    place[i] = before + nudge
                    losses.append(names["loss_function"](names["model"](names["x"]), names["y"]).item())
                place[i] = before
                found.append((losses[0] - losses[1]) / 2e-6)
            lengths.append(np.linalg.norm(found))
    np.testing.assert_allclose(vanishing.run(settings).norms[activation][start], lengths, rtol=1e-5)


@pytest.mark.parametrize("start", ["xavier", "kaiming", "large"])
def test_the_starts_spread_the_weights_as_their_papers_say(start):
    """Variance 2 / (in + out) by Glorot and Bengio, 2 / in by He et al., 9 times the first, and no biases."""
    model = run_program(render_program(Settings(depth=1, width=128, start=start)), 2, stop_if_not_finite=False).names[
        "model"
    ]
    assert model[0].weight.var().item() == pytest.approx(
        {"xavier": 2 / 256, "kaiming": 2 / 128, "large": 18 / 256}[start], rel=0.05
    )
    assert all((layer.bias == 0).all() for layer in model if isinstance(layer, nn.Linear))


def test_the_program_prints_the_ratio_of_the_page():
    for chosen in (Settings(), Settings(activation="relu", start="kaiming", depth=10, seed=3)):
        assert run_program(render_program(chosen), 2, stop_if_not_finite=False).output.splitlines()[-1] == repr(
            vanishing.run(chosen).ratio
        )


def test_there_is_a_length_for_every_layer_activation_and_start():
    result = vanishing.run(Settings(depth=3, width=4))
    assert list(result.norms) == ["linear", "sigmoid", "tanh", "relu"]
    assert all(list(starts) == ["default", "xavier", "kaiming", "large"] for starts in result.norms.values())
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


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_only_a_signal_that_cannot_grow_lets_large_weights_explode(seed):
    """What the lesson says of large start weights: with tanh the first layers get the most, with ReLU they do not."""
    ratios = {
        name: vanishing.run(Settings(depth=20, activation=name, start="large", seed=seed)).ratio
        for name in ("tanh", "relu", "linear")
    }
    assert ratios["tanh"] > 100
    assert max(ratios["relu"], ratios["linear"]) < 10


def test_a_gradient_of_zero_everywhere_has_no_ratio():
    """Dead ReLUs, whose gradients are all 0, have no ratio, and the division by zero raises nothing."""
    assert np.isnan(vanishing.ratio(np.array([0.0, 0.0])))


def test_the_same_seed_gives_the_same_bits():
    first, again = (vanishing.run(Settings(depth=2, width=8, seed=4)) for _ in range(2))
    assert first.ratio == again.ratio != vanishing.run(Settings(depth=2, width=8, seed=5)).ratio
