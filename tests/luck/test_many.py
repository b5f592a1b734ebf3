"""Many XOR networks at once against the same networks trained one by one."""

import math
import pickle
from typing import cast

import numpy as np
import pytest
import torch

from mlcore.common.training import Diverged
from mlcore.luck.many import train_many
from mlcore.xor.network import INPUTS, TARGETS
from mlcore.xor.settings import XorSettings
from mlcore.xor.training import train

STEADY = {"SGD": 0.5, "Momentum": 0.1, "Adam": 0.05}


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Train as the workers do: more threads only wait for each other on four points."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def assert_same(many, k: int, single) -> None:
    """Compare one network of many with the same network trained alone."""
    assert many.losses[-1, k] == pytest.approx(single.final_loss, abs=1e-5)
    np.testing.assert_allclose(many.losses[:, k], single.losses[many.snapshot_epochs], atol=1e-5)
    assert many.solved[k] == single.solved
    shots = single.snapshots
    for name in ("hidden_weight", "hidden_bias", "output_weight", "output_bias"):
        np.testing.assert_allclose(getattr(many, name)[k], getattr(shots, name)[-1], rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("optimizer", STEADY)
@pytest.mark.parametrize("hidden", [1, 2, 3, 8])
@pytest.mark.parametrize("activation", ["linear", "sigmoid", "tanh", "relu"])
def test_each_of_many_networks_takes_the_way_it_takes_alone(activation, hidden, optimizer):
    """A gradient that leaks from one network into another, or a wrong scale of the loss, leaves that way at once."""
    settings = XorSettings(
        hidden=hidden, activation=activation, optimizer=optimizer, learning_rate=STEADY[optimizer], epochs=120
    )
    many = train_many(settings, [4, 0, 999])
    assert_same(many, 1, train(settings))
    assert_same(many, 2, train(settings.model_copy(update={"seed": 999})))


def test_a_long_run_ends_alike_whether_it_succeeds_or_fails():
    """The page sends a seed that failed among many to its own replay, which must fail too."""
    settings = XorSettings()
    many = train_many(settings, [0, 1])
    for k, seed in enumerate((0, 1)):
        assert_same(many, k, train(settings.model_copy(update={"seed": seed})))
    assert many.solved.tolist() == [True, False]


def test_rmsprop_takes_the_same_way_while_gradients_are_large():
    settings = XorSettings(optimizer="RMSprop", learning_rate=0.01, epochs=60, hidden=3)
    assert_same(train_many(settings, [2]), 0, train(settings.model_copy(update={"seed": 2})))


def test_the_first_losses_are_worked_out_from_the_weights_that_each_seed_draws():
    """Two linear networks of one unit, one point after the other, with nothing but the math module."""
    many = train_many(XorSettings(hidden=1, activation="linear", epochs=1), [5, 6])
    for k, seed in enumerate((5, 6)):
        torch.manual_seed(seed)
        hidden, output = torch.nn.Linear(2, 1), torch.nn.Linear(1, 1)
        ((a, b),), (c,) = hidden.weight.tolist(), hidden.bias.tolist()
        ((v,),), (d,) = output.weight.tolist(), output.bias.tolist()
        loss = 0.0
        for x1, x2, y in ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)):
            p = 1 / (1 + math.exp(-(v * (a * x1 + b * x2 + c) + d)))
            loss -= math.log(p if y else 1 - p) / 4
        assert many.losses[0, k] == pytest.approx(loss, rel=1e-5)


def test_the_gradients_are_those_of_each_network_alone():
    """Each gradient is that of one network, neither a sum nor a mean of all. It tells stuck runs from slow ones."""
    settings = XorSettings(hidden=3, activation="sigmoid", epochs=40)
    many = train_many(settings, [3, 9])
    for k, seed in enumerate((3, 9)):
        alone = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Sigmoid(), torch.nn.Linear(3, 1))
        shots = train(settings.model_copy(update={"seed": seed})).snapshots
        weights = (shots.hidden_weight[-1], shots.hidden_bias[-1], shots.output_weight[[-1]], shots.output_bias[[-1]])
        for parameter, values in zip(alone.parameters(), weights, strict=True):
            parameter.data = torch.from_numpy(values)
        torch.nn.BCEWithLogitsLoss()(alone(INPUTS), TARGETS).backward()
        length = math.sqrt(
            sum(float((cast(torch.Tensor, parameter.grad) ** 2).sum()) for parameter in alone.parameters())
        )
        assert many.gradients[-1, k] == pytest.approx(length, rel=1e-3)
        assert many.gradients.shape == many.losses.shape


def test_a_network_does_not_care_who_trains_beside_it():
    settings = XorSettings(epochs=100, hidden=3)
    among_many, alone = train_many(settings, range(20)), train_many(settings, [7])
    np.testing.assert_allclose(among_many.losses[:, 7], alone.losses[:, 0], atol=1e-6)
    assert among_many.seeds.tolist() == list(range(20))


def test_the_same_seeds_give_the_same_bits_whatever_was_drawn_before():
    settings = XorSettings(epochs=30)
    first = train_many(settings, range(8))
    torch.rand(5)
    assert pickle.dumps(first) == pickle.dumps(train_many(settings, range(8)))


def test_a_network_that_diverges_leaves_the_others_alone():
    """The networks that overshoot for ever count as failed; the others end as they do without them."""
    settings = XorSettings(activation="linear", learning_rate=6.0, epochs=150)
    many = train_many(settings, range(12))
    wild = ~np.isfinite(many.losses[-1])
    assert wild.any()
    assert not many.solved[wild].any()
    with pytest.raises(Diverged):
        train(settings.model_copy(update={"seed": int(np.flatnonzero(wild)[0])}))
    calm = np.flatnonzero(~wild)
    assert calm.size
    np.testing.assert_allclose(train_many(settings, calm.tolist()).losses, many.losses[:, calm], rtol=1e-4)


@pytest.mark.parametrize("epochs", [1, 50, 133])
def test_the_losses_of_all_networks_are_kept_at_each_snapshot(epochs):
    many = train_many(XorSettings(hidden=3, epochs=epochs), range(5))
    frames = min(epochs, 50) + 1
    assert many.losses.shape == (frames, 5)
    assert (many.snapshot_epochs[0], many.snapshot_epochs[-1]) == (0, epochs)
    shapes = [getattr(many, name).shape for name in ("hidden_weight", "hidden_bias", "output_weight", "output_bias")]
    assert shapes == [(5, 3, 2), (5, 3), (5, 3), (5,)]


def test_progress_comes_after_every_step_and_raising_in_it_stops_the_run():
    seen = []

    def stop_at_three(progress):
        seen.append((progress.step, progress.steps))
        if progress.step == 3:
            raise InterruptedError("the visitor left")

    with pytest.raises(InterruptedError, match="the visitor left"):
        train_many(XorSettings(epochs=10), range(3), on_progress=stop_at_three)
    assert seen == [(1, 10), (2, 10), (3, 10)]


def test_no_seed_at_all_is_refused_by_name():
    with pytest.raises(ValueError, match="seeds must hold at least one seed, got none"):
        train_many(XorSettings(), [])
