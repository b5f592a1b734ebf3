"""The slice of the loss: the path lies on it at the loss of the run, and nothing else moves along it."""

import pickle

import numpy as np
import pytest
import torch
from torch import nn

from mlcore.backprop import loss_surface
from mlcore.backprop.loss_surface import directions, loss_at, train
from mlcore.backprop.settings import LossSurfaceSettings as Settings
from mlcore.common.training import ACTIVATIONS
from mlcore.xor.network import INPUTS, TARGETS

SLICES = ("v1 v2", "w11 w12", "w11 v1", "random")


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def test_a_network_of_zeros_loses_ln_2_wherever_its_output_weights_point():
    """h = tanh(0) = 0, so only the bias c counts: on paper ln 2 at 0, and (ln(1 + e) + ln(1 + 1/e)) / 2 at 1."""
    parameters = np.zeros((2, 9))
    parameters[:, 6:8] = 5
    parameters[1, 8] = 1
    expected = [np.log(2), (np.log(1 + np.e) + np.log(1 + 1 / np.e)) / 2]
    np.testing.assert_allclose(loss_at(parameters, "tanh"), expected, rtol=1e-12)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_the_loss_of_many_networks_at_once_is_that_of_each(activation):
    random = np.random.default_rng(2)
    parameters = random.standard_normal((3, 4, 9))
    model = nn.Sequential(nn.Linear(2, 2), ACTIVATIONS[activation](), nn.Linear(2, 1)).double()
    for i, j in np.ndindex(3, 4):
        nn.utils.vector_to_parameters(torch.tensor(parameters[i, j]), model.parameters())
        theirs = nn.BCEWithLogitsLoss()(model(INPUTS.double()), TARGETS.double()).item()
        assert loss_at(parameters, activation)[i, j] == pytest.approx(theirs, rel=1e-12)


@pytest.mark.parametrize("name", SLICES)
def test_at_every_snapshot_the_cell_under_the_network_has_the_loss_of_the_run(name):
    """Rows and columns swapped, or a slice through the wrong point, would put the walker on a strange hill."""
    result = train(Settings(directions=name, epochs=60, learning_rate=1, seed=3))
    cell = (result.high - result.low) / loss_surface.CELLS
    for t, epoch in enumerate(result.snapshot_epochs):
        column, row = ((result.path[t] - result.low) / cell).astype(int)
        around = result.surfaces[t, max(0, row - 1) : row + 2, max(0, column - 1) : column + 2]
        assert around.min() - 1e-3 <= result.losses[epoch] <= around.max() + 1e-3


def test_the_path_holds_the_two_parameters_that_the_axes_name():
    result = train(Settings(directions="w11 v1", epochs=5, seed=1))
    torch.manual_seed(1)
    hidden, output = nn.Linear(2, 2), nn.Linear(2, 1)
    start = [hidden.weight[0, 0].item(), output.weight[0, 0].item()]
    np.testing.assert_allclose(result.path[0], start)
    assert result.path.shape == (6, 2)
    assert (result.low < result.path.min(axis=0)).all()
    assert (result.path.max(axis=0) < result.high).all()
    assert np.ptp(result.high - result.low) == pytest.approx(0)


def test_random_directions_have_length_one_stand_square_and_follow_the_seed():
    first = directions("random", 4)
    np.testing.assert_allclose(first @ first.T, np.eye(2), atol=1e-12)
    assert not np.allclose(first, directions("random", 5))
    with pytest.raises(ValueError, match=r"name must be one of v1 v2, .* or random, got 'c c'"):
        directions("c c", 0)


def test_the_result_is_whole_small_and_the_same_bits_again():
    result = train(Settings(epochs=40))
    assert result.final_loss == result.losses[-1]
    assert result.losses.shape == (41,)
    assert result.surfaces.shape == (31, 48, 48)
    assert len(pickle.dumps(result)) < 4_000_000
    assert pickle.dumps(result) == pickle.dumps(train(Settings(epochs=40)))


def test_progress_is_told_after_every_step_and_raising_in_it_stops_the_run():
    steps = []

    def stop_at_three(progress):
        steps.append((progress.step, progress.steps, len(progress.curves["loss"])))
        if progress.step == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        train(Settings(epochs=10), on_progress=stop_at_three)
    assert steps == [(1, 10, 0), (2, 10, 1), (3, 10, 2)]


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_the_wildest_runs_stay_finite(activation):
    """A learner will try the largest learning rate first, and Vega draws nothing for an infinite number."""
    result = train(Settings(activation=activation, optimizer="RMSprop", learning_rate=100, epochs=50))
    assert np.isfinite(result.surfaces).all()
    assert np.isfinite(result.path).all()
