"""The race: each optimizer makes its own steps on the loss that the map shows."""

import pickle
from typing import cast, get_args

import numpy as np
import pytest
import torch
from torch import nn

from mlcore.common.plane import SQUARE, cell_centres
from mlcore.downhill.race import OPTIMIZERS, train
from mlcore.downhill.settings import RaceSettings as Settings
from mlcore.downhill.surfaces import CELLS, heights, loss_at
from tests.support.training import PartialResults

SURFACES = get_args(Settings.model_fields["surface"].annotation)


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def by_autograd(surface, w1, w2):
    """Return loss and gradient of the network that the page names, by PyTorch."""
    w = torch.tensor([w1, w2], dtype=torch.double, requires_grad=True)
    if surface == "ravine":
        answers = torch.tensor([[1.0, 4.0], [1.0, -4.0]]).double() @ w
        loss = nn.functional.mse_loss(answers, torch.tensor([3.0, -1.0]).double())
    else:
        loss = nn.functional.mse_loss(w[1] * (w[0] * 1), torch.tensor(1.0).double())
    loss.backward()
    return loss.item(), cast(torch.Tensor, w.grad).tolist()


@pytest.mark.parametrize("surface", SURFACES)
def test_the_map_is_the_loss_of_the_network(surface):
    for w1, w2 in np.random.default_rng(0).uniform(*SQUARE, (20, 2)):
        assert loss_at([w1, w2], surface) == pytest.approx(by_autograd(surface, w1, w2)[0], rel=1e-12)


def test_the_ravine_is_what_its_formula_says():
    """The page writes (w1 - 1)^2 + 16 (w2 - 1/2)^2."""
    w = np.random.default_rng(1).uniform(*SQUARE, (50, 2))
    np.testing.assert_allclose(loss_at(w, "ravine"), (w[:, 0] - 1) ** 2 + 16 * (w[:, 1] - 0.5) ** 2, atol=1e-12)


def test_the_map_has_its_lowest_row_first():
    """The first row of the map is the lowest one, so the balls roll down the hills of the picture."""
    map_, centres = heights("saddle"), cell_centres(*SQUARE, CELLS)
    assert map_.shape == (CELLS, CELLS)
    assert map_[3, 70] == loss_at(centres[3, 70], "saddle")
    assert centres[3, 70, 1] < centres[70, 3, 1]


def test_an_unknown_surface_is_refused():
    with pytest.raises(ValueError, match="surface must be ravine or saddle, got 'hill'"):
        loss_at([0, 0], "hill")


@pytest.mark.parametrize("surface", SURFACES)
def test_the_first_step_of_each_optimizer_follows_its_rule(surface):
    """By hand: SGD and Momentum move by the gradient, RMSprop by its sign times 10, Adam by its sign."""
    rate = 0.01
    settings = Settings(surface=surface, learning_rate=rate, epochs=3)
    result = train(settings)
    gradient = np.array(by_autograd(surface, settings.w1, settings.w2)[1])
    steps = {name: (path[0] - path[1]) / rate for name, path in result.paths.items()}
    assert tuple(steps) == OPTIMIZERS == ("SGD", "Momentum", "RMSprop", "Adam")
    np.testing.assert_allclose(steps["SGD"], gradient, rtol=1e-4)
    np.testing.assert_allclose(steps["Momentum"], gradient, rtol=1e-4)
    np.testing.assert_allclose(steps["RMSprop"], 10 * np.sign(gradient), rtol=1e-4)
    np.testing.assert_allclose(steps["Adam"], np.sign(gradient), rtol=1e-4)


@pytest.mark.parametrize("surface", SURFACES)
def test_the_losses_are_those_of_the_places(surface):
    result = train(Settings(surface=surface, epochs=50))
    for name, path in result.paths.items():
        np.testing.assert_allclose(result.losses[name], loss_at(path, surface), rtol=1e-3, atol=1e-6)


def test_the_number_of_the_page_is_that_of_the_chosen_optimizer():
    result = train(Settings(epochs=20, optimizer="Adam"))
    assert result.final_loss == result.losses["Adam"][-1]
    assert pickle.dumps(result) == pickle.dumps(train(Settings(epochs=20, optimizer="Adam")))


def test_sgd_flies_out_of_the_ravine_beyond_2_over_32_and_the_race_has_a_result():
    """The text says 0.0625; a race in which one diverges is a lesson and no error."""
    stays, leaves = (train(Settings(learning_rate=rate, epochs=1000)) for rate in (0.05, 0.07))
    assert stays.losses["SGD"][-1] < 1e-6
    assert not np.isfinite(leaves.losses["SGD"][-1])
    assert np.isfinite(leaves.losses["Adam"]).all()


def test_progress_counts_the_steps_of_all_four_and_raising_in_it_stops_the_race():
    steps = []

    def stop_in_the_second(progress):
        steps.append((progress.step, progress.steps))
        if progress.step == 7:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        train(Settings(epochs=5), on_progress=stop_in_the_second)
    assert steps == [(step, 20) for step in range(1, 8)]


def test_a_race_is_seen_while_it_goes_on():
    """The first optimizer has come to its end, the second is on its way, the others wait at the start."""
    settings, seen = Settings(epochs=20), PartialResults(7, 29)
    whole = train(settings, on_progress=seen)
    first, second = seen.results
    assert [len(losses) for losses in first.losses.values()] == [7, 0, 0, 0]
    assert [len(losses) for losses in second.losses.values()] == [21, 9, 0, 0]
    one, two, *others = OPTIMIZERS
    np.testing.assert_array_equal(second.paths[one], whole.paths[one])
    np.testing.assert_array_equal(second.losses[two], whole.losses[two][:9])
    np.testing.assert_array_equal(second.paths[two][:10], whole.paths[two][:10])
    assert (second.paths[two][10:] == whole.paths[two][9]).all()
    assert all((second.paths[name] == [-2.4, 1.8]).all() for name in others)
    assert second.final_loss == whole.losses[settings.optimizer][-1]
