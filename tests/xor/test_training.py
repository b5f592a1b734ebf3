"""XOR against an independent NumPy loop, numbers worked by hand, and what must hold for every run."""

import dataclasses
import math
import pickle
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pytest
import torch

from mlcore.common.program import render_program
from mlcore.common.training import Diverged
from mlcore.xor import by_hand
from mlcore.xor.settings import XorByHandSettings
from mlcore.xor.training import Settings, train
from tests.support.training import trained

ACTIVATIONS = ("linear", "sigmoid", "tanh", "relu")
OPTIMIZERS = ("SGD", "Momentum", "RMSprop", "Adam")
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
Y = np.array([0, 1, 1, 0], dtype=float)

Function = Callable[[np.ndarray], np.ndarray]
BEND: dict[str, Function] = {
    "linear": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
}
SLOPE: dict[str, Function] = {
    "linear": lambda z: np.ones_like(z),
    "sigmoid": lambda z: BEND["sigmoid"](z) * (1 - BEND["sigmoid"](z)),
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "relu": lambda z: (z > 0).astype(float),
}

run = lru_cache(trained)


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Train as the workers do: more threads only wait for each other on four points."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def seeded(settings: Settings) -> list[np.ndarray]:
    """Return the weights that PyTorch draws for a 2-H-1 network: W1, b1, w2, b2."""
    torch.manual_seed(settings.seed)
    first, second = torch.nn.Linear(2, settings.hidden), torch.nn.Linear(settings.hidden, 1)
    drawn = (first.weight, first.bias, second.weight[0], second.bias[0])
    return [values.detach().numpy().astype(float) for values in drawn]


def frame(result, t: int) -> list[np.ndarray]:
    """Return the weights of a snapshot: W1, b1, w2, b2."""
    shots = result.snapshots
    return [shots.hidden_weight[t], shots.hidden_bias[t], shots.output_weight[t], shots.output_bias[t]]


def forward(weights: list[np.ndarray], x: np.ndarray, activation: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return hidden pre-activations, hidden activations and the output p at points of shape (..., 2)."""
    w1, b1, w2, b2 = weights
    z = x @ w1.T + b1
    h = BEND[activation](z)
    return z, h, BEND["sigmoid"](h @ w2 + b2)


def reference(settings: Settings, epochs: int) -> tuple[list[float], list[np.ndarray]]:
    """Train by hand-derived gradients in double precision; return all losses and the last weights."""
    weights = seeded(settings)
    memory = [[np.zeros_like(w), np.zeros_like(w)] for w in weights]
    losses = []
    for step in range(1, epochs + 2):
        z, h, p = forward(weights, X, settings.activation)
        losses.append(float(-np.mean(Y * np.log(p) + (1 - Y) * np.log(1 - p))))
        to_logit = (p - Y) / 4
        to_sum = np.outer(to_logit, weights[2]) * SLOPE[settings.activation](z)
        gradients = [to_sum.T @ X, to_sum.sum(axis=0), to_logit @ h, to_logit.sum()]
        if step <= epochs:
            for k, gradient in enumerate(gradients):
                weights[k] = weights[k] - settings.learning_rate * direction(
                    settings.optimizer, gradient, memory[k], step
                )
    return losses, weights


def direction(optimizer: str, gradient: np.ndarray, memory: list[np.ndarray], step: int) -> np.ndarray:
    """Return what an optimizer subtracts, before the learning rate; ``memory`` is its own."""
    if optimizer == "SGD":
        return gradient
    if optimizer == "Momentum":
        memory[0] = 0.9 * memory[0] + gradient
        return memory[0]
    if optimizer == "RMSprop":
        memory[0] = 0.99 * memory[0] + 0.01 * gradient**2
        return gradient / (np.sqrt(memory[0]) + 1e-8)
    memory[0] = 0.9 * memory[0] + 0.1 * gradient
    memory[1] = 0.999 * memory[1] + 0.001 * gradient**2
    return memory[0] / (1 - 0.9**step) / (np.sqrt(memory[1] / (1 - 0.999**step)) + 1e-8)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_run_takes_the_same_way_as_gradients_derived_by_hand(activation, optimizer):
    """A forgotten zero_grad, a wrong loss or a swapped optimizer leaves this way within a few steps."""
    settings = Settings(activation=activation, optimizer=optimizer, learning_rate=0.05, hidden=3, epochs=40, seed=3)
    losses, weights = reference(settings, 40)
    result = run(settings)
    np.testing.assert_allclose(result.losses, losses, rtol=2e-5)
    for ours, theirs in zip(frame(result, -1), weights, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=2e-3, atol=2e-5)


@pytest.mark.parametrize("seed", [0, 1, 999])
def test_the_first_frame_shows_the_weights_that_the_seed_draws(seed):
    """The first frame has the weights that the seed draws, not those after a step or of the end."""
    settings = Settings(seed=seed, hidden=3, epochs=5)
    for ours, drawn in zip(frame(run(settings), 0), seeded(settings), strict=True):
        np.testing.assert_array_equal(ours, drawn)


def test_the_first_loss_is_the_one_worked_out_from_the_first_weights():
    """One tanh unit, one point after the other, with nothing but the math module."""
    settings = Settings(hidden=1, epochs=1, seed=4)
    (((a, b),), (c,), (v,), d) = (np.asarray(values).tolist() for values in seeded(settings))
    loss = 0.0
    for (x1, x2), y in (((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)):
        p = 1 / (1 + math.exp(-(v * math.tanh(a * x1 + b * x2 + c) + d)))
        loss -= math.log(p if y else 1 - p) / 4
    assert run(settings).losses[0] == pytest.approx(loss, rel=1e-6)


@pytest.mark.parametrize("hidden", [2, 3, 4, 8])
@pytest.mark.parametrize(("activation", "optimizer"), [("tanh", "SGD"), ("sigmoid", "Adam"), ("relu", "Momentum")])
def test_units_that_start_equal_stay_copies_of_each_other(activation, optimizer, hidden):
    """The page says that they stay twins for ever, and its challenge asks for them."""
    result = run(
        Settings(start="equal", hidden=hidden, activation=activation, optimizer=optimizer, learning_rate=0.1, seed=2)
    )
    shots = result.snapshots
    for t in range(len(result.snapshot_epochs)):
        assert np.ptp(shots.hidden_weight[t], axis=0).max() < 1e-4
        assert np.ptp(shots.hidden_bias[t]) < 1e-4
        assert np.ptp(shots.output_weight[t]) < 1e-4
    assert np.abs(shots.hidden_weight[-1] - shots.hidden_weight[0]).max() > 1e-3
    assert not result.solved


def test_equal_units_are_copies_of_the_first_one_that_the_seed_draws():
    settings = Settings(start="equal", hidden=3, epochs=5, seed=7)
    w1, b1, w2, b2 = seeded(settings)
    first = frame(run(settings), 0)
    for ours, drawn in zip(first, (np.tile(w1[0], (3, 1)), np.tile(b1[0], 3), np.tile(w2[0], 3), b2), strict=True):
        np.testing.assert_allclose(ours, drawn, rtol=1e-6)


@pytest.mark.parametrize("factor", [0.5, 3.0, 20.0])
def test_the_start_by_hand_is_the_network_by_hand_times_the_factor(factor):
    """A start by hand has the weights of the network by hand times the factor, as in the proof."""
    hand = XorByHandSettings(out_b=-1.5)
    assert (by_hand.run(hand)[1] == Y).all()
    w1, b1, w2, b2 = frame(run(Settings(start="by hand", factor=factor, epochs=5)), 0)
    np.testing.assert_allclose(w1, factor * np.array([[hand.h1_w1, hand.h1_w2], [hand.h2_w1, hand.h2_w2]]))
    np.testing.assert_allclose(b1, factor * np.array([hand.h1_b, hand.h2_b]))
    np.testing.assert_allclose(w2, factor * np.array([hand.out_w1, hand.out_w2]))
    assert b2 == factor * hand.out_b


def test_the_start_by_hand_is_right_with_sigmoids_from_two_times_the_logarithm_of_three_on():
    """The page says 2 ln 3, about 2.2: worked out from h1 + h2 = 2 sigma(k / 2) > 3 / 2."""
    edge = 2 * math.log(3)
    for factor, right in ((edge - 0.05, 2), (edge + 0.05, 4), (20.0, 4)):
        shots = run(Settings(start="by hand", activation="sigmoid", factor=factor, epochs=1)).snapshots
        assert ((shots.probabilities[0] > 0.5) == Y).sum() == right


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"start": "by hand", "hidden": 5, "seed": 3}, {"start": "by hand"}),
        ({"factor": 7.0}, {}),
        ({"start": "equal", "factor": 7.0}, {"start": "equal"}),
    ],
)
def test_settings_that_play_no_part_make_no_other_run(first, second):
    """Settings that differ only in what plays no part make the same run, which is trained and kept once."""
    assert Settings(**first).relevant() == Settings(**second).relevant()
    assert render_program(Settings(**first)) == render_program(Settings(**second))


def test_without_a_bend_nothing_is_better_than_one_half():
    """A linear network's best answer to XOR is p = 0.5 everywhere, a loss of ln 2, and no epoch is below it."""
    result = run(Settings(activation="linear", hidden=4, epochs=2000))
    assert result.final_loss == pytest.approx(math.log(2), abs=1e-4)
    assert (result.losses >= math.log(2) - 1e-6).all()
    np.testing.assert_allclose(result.snapshots.probabilities[-1], 0.5, atol=0.02)
    assert not result.solved


def test_one_hidden_unit_cannot_solve_xor():
    assert not any(run(Settings(hidden=1, epochs=500, seed=seed)).solved for seed in range(5))


def test_the_default_run_solves_xor():
    """The page opens with it: its claim is that a hidden layer is enough."""
    result = run(Settings())
    assert result.solved
    assert ((result.snapshots.probabilities[-1] > 0.5) == Y).all()
    assert result.final_loss < 0.05


def test_a_run_stuck_in_a_bad_place_is_not_called_solved():
    result = run(Settings(seed=1))
    assert not result.solved
    assert ((result.snapshots.probabilities[-1] > 0.5) != Y).any()


def test_the_same_settings_give_the_same_bits_whatever_was_drawn_before():
    """The cache and the exported script promise the same number, digit for digit."""
    settings = Settings(epochs=60, seed=8)
    first = train(settings)
    torch.rand(17)
    again = train(settings)
    assert pickle.dumps(first) == pickle.dumps(again)


def test_another_seed_draws_another_run():
    assert run(Settings(epochs=10, seed=1)).final_loss != run(Settings(epochs=10, seed=2)).final_loss


@pytest.mark.parametrize("epochs", [1, 2, 50, 51, 133])
def test_the_result_holds_the_whole_path_with_one_loss_more_than_epochs(epochs):
    result = run(Settings(epochs=epochs, hidden=3))
    frames = min(epochs, 50) + 1
    assert result.losses.shape == (epochs + 1,)
    assert result.final_loss == result.losses[-1]
    assert type(result.final_loss) is float
    assert result.snapshot_epochs.shape == (frames,)
    assert (result.snapshot_epochs[0], result.snapshot_epochs[-1]) == (0, epochs)
    shapes = {name: values.shape for name, values in vars(result.snapshots).items()}
    assert shapes == {
        "hidden_weight": (frames, 3, 2),
        "hidden_bias": (frames, 3),
        "output_weight": (frames, 3),
        "output_bias": (frames,),
        "probabilities": (frames, 4),
        "plane": (frames, 40, 40),
        "pre_activations": (frames, 3, 24, 24),
        "folded_points": (frames, 4, 3),
        "folded_grid": (frames, 14, 13, 3),
    }


def test_the_loss_of_a_snapshot_fits_the_outputs_shown_at_it():
    """Each snapshot's outputs give the loss of its own epoch, so it does not lag one epoch behind the curve."""
    result = run(Settings(epochs=120, learning_rate=2.0))
    p = result.snapshots.probabilities.astype(float)
    expected = -np.mean(Y * np.log(p) + (1 - Y) * np.log(1 - p), axis=1)
    np.testing.assert_allclose(result.losses[result.snapshot_epochs], expected, rtol=1e-5)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("t", [0, -1])
def test_charts_of_a_snapshot_are_computed_from_its_weights_row_by_row(activation, t):
    """Rows are x2 and columns x1: the charts of a snapshot are neither transposed nor flipped."""
    result = run(Settings(activation=activation, hidden=3, epochs=60, seed=5))
    shots, weights = result.snapshots, frame(result, t)
    fine, coarse = (np.array([-0.5 + (i + 0.5) * 2 / n for i in range(n)]) for n in (40, 24))
    plane = np.array([[(x1, x2) for x1 in fine] for x2 in fine])
    np.testing.assert_allclose(shots.plane[t], 255 * forward(weights, plane, activation)[2], atol=0.51)
    cells = np.array([[(x1, x2) for x1 in coarse] for x2 in coarse])
    pre_activations = np.moveaxis(forward(weights, cells, activation)[0], -1, 0)
    np.testing.assert_allclose(shots.pre_activations[t], pre_activations, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(shots.folded_points[t], forward(weights, X, activation)[1], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(shots.probabilities[t], forward(weights, X, activation)[2], rtol=1e-4)


def test_the_folded_grid_has_seven_lines_of_constant_x1_and_then_seven_of_constant_x2():
    result = run(Settings(hidden=3, epochs=60, seed=5))
    for line in range(14):
        for step in range(13):
            across, along = -0.5 + line % 7 / 3, -0.5 + step / 6
            point = np.array([across, along] if line < 7 else [along, across])
            _, h, _ = forward(frame(result, -1), point, "tanh")
            np.testing.assert_allclose(result.snapshots.folded_grid[-1, line, step], h, atol=2e-3)


def test_the_largest_run_stays_under_four_megabytes_and_holds_no_torch():
    """A result travels between processes into a bounded cache, so it is small, and no tensor brings torch along."""
    result = run(Settings(hidden=8, epochs=10_000, activation="sigmoid"))
    assert len(pickle.dumps(result)) < 4_000_000
    held = [*vars(result).values(), *vars(result.snapshots).values()]
    assert not any(type(value).__module__.startswith("torch") for value in held)


def test_progress_comes_after_every_step_and_raising_in_it_stops_the_run():
    seen = []

    def stop_at_three(progress):
        seen.append((progress.step, progress.steps, len(progress.curves["loss"])))
        if progress.step == 3:
            raise InterruptedError("the visitor left")

    with pytest.raises(InterruptedError, match="the visitor left"):
        train(Settings(epochs=10), on_progress=stop_at_three)
    assert seen == [(1, 10, 0), (2, 10, 1), (3, 10, 2)]


def test_watching_a_run_does_not_change_it():
    curves = []
    watched = train(Settings(epochs=20), on_progress=lambda progress: curves.append(list(progress.curves["loss"])))
    np.testing.assert_array_equal(watched.losses, run(Settings(epochs=20)).losses)
    assert curves[-1] == watched.losses[:-2].tolist()


def test_a_run_that_diverges_says_at_which_step_and_learning_rate():
    """At a rate of 100 a linear network overshoots by more at every step, until its loss is infinite."""
    wild = {"activation": "linear", "learning_rate": 100.0}
    with pytest.raises(Diverged) as caught:
        train(Settings(epochs=500, **wild))
    step = caught.value.step
    assert caught.value.learning_rate == 100.0
    assert np.isfinite(train(Settings(epochs=step - 2, **wild)).losses).all()


def test_a_loss_that_turns_infinite_with_the_very_last_step_is_noticed():
    """An infinite loss after the last step is noticed, too, although it is computed after the loop."""
    wild = {"activation": "linear", "learning_rate": 100.0}
    with pytest.raises(Diverged) as caught:
        train(Settings(epochs=500, **wild))
    epochs = caught.value.step - 1
    with pytest.raises(Diverged, match=f"at step {epochs} "):
        train(Settings(epochs=epochs, **wild))


def test_sums_too_large_for_half_precision_are_cut_off_and_not_infinite():
    """Vega draws nothing at all for a chart with an infinite number in it."""
    result = run(Settings(activation="linear", learning_rate=100.0, epochs=6))
    assert np.abs(result.snapshots.pre_activations).max() == np.finfo(np.float16).max
    for name, values in vars(result.snapshots).items():
        assert np.isfinite(values).all(), name


def test_results_cannot_be_changed_by_one_visitor_for_all():
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(run(Settings(epochs=1)), "final_loss", 0.0)  # noqa: B010
