"""Regression compared with least squares, gradient descent in NumPy and numbers computed by hand."""

import math
import pickle
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import torch

from mlcore.common.program import Program, render_program
from mlcore.common.running import run_program
from mlcore.common.training import Diverged
from mlcore.regression import training
from mlcore.regression.surfaces import SURFACES
from mlcore.regression.training import Settings, stable_below, train
from tests.support.programs import before_training
from tests.support.training import trained

run = lru_cache(trained)
QUICK = Settings(epochs=60, hidden=16, samples=200)
CONVERGED = Settings(epochs=200, hidden=2, standardize=True, learning_rate=0.1)
SINE = Settings(dataset="sine", epochs=200, hidden=8, standardize=True, optimizer="Adam", learning_rate=0.02)


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Train as the workers do."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def points(settings: Settings) -> tuple[np.ndarray, ...]:
    """Return inputs and targets, shapes (N, D) and (N, 1), of the training, the validation and the test points."""
    names = before_training(render_program(settings))
    return tuple(names[f"{part}_{name}"].numpy() for part in ("train", "val", "test") for name in "Xy")


def weights(settings: Settings, model: str) -> list[np.ndarray]:
    """Return the weights and biases that a model starts from, float64."""
    start = before_training(render_program(settings, model=model))["model"]
    return [parameter.detach().numpy().astype(float) for parameter in start.parameters()]


def by_hand(settings: Settings, epochs: int) -> tuple[list[float], list[float]]:
    """Train both models by gradient descent written out in NumPy; return their losses before each step."""
    x, y = (values.astype(float) for values in points(settings)[:2])
    w, b = weights(settings, "linear")
    w1, b1, w2, b2 = weights(settings, "mlp")
    w, w1, w2 = w.T, w1.T, w2.T
    losses: tuple[list[float], list[float]] = ([], [])
    for _ in range(epochs):
        error = x @ w + b - y
        losses[0].append((error**2).mean())
        gradient = 2 * error / len(x)
        w, b = w - settings.learning_rate * x.T @ gradient, b - settings.learning_rate * gradient.sum(axis=0)

        pre_activations = x @ w1 + b1
        hidden = np.maximum(pre_activations, 0)
        error = hidden @ w2 + b2 - y
        losses[1].append((error**2).mean())
        gradient = 2 * error / len(x)
        back = gradient @ w2.T * (pre_activations > 0)
        steps = (x.T @ back, back.sum(axis=0), hidden.T @ gradient, gradient.sum(axis=0))
        w1, b1, w2, b2 = (p - settings.learning_rate * g for p, g in zip((w1, b1, w2, b2), steps, strict=True))
    return losses


def test_the_first_steps_are_those_of_gradient_descent_by_hand():
    """Gradients that are not set to 0, a sum instead of a mean, or a missing batch change the second step."""
    linear, mlp = by_hand(QUICK, 25)
    result = run(QUICK)
    np.testing.assert_allclose(result.fits["linear"].losses[:25], linear, rtol=1e-4)
    np.testing.assert_allclose(result.fits["mlp"].losses[:25], mlp, rtol=1e-3)


def test_the_linear_model_ends_where_least_squares_is():
    """The linear model converges to the least-squares solution of NumPy."""
    parts = points(Settings())
    xs, ys = parts[::2], parts[1::2]
    extended = [np.column_stack([x, np.ones(len(x))]) for x in xs]
    best = np.linalg.lstsq(extended[0], ys[0], rcond=None)[0]
    mse = [float(np.mean((x @ best - y) ** 2)) for x, y in zip(extended, ys, strict=True)]
    linear = run(CONVERGED).fits["linear"]
    assert linear.losses[-1] == pytest.approx(mse[0], rel=1e-4)
    assert linear.val_losses[-1] == pytest.approx(mse[1], rel=1e-3)
    assert linear.test_loss == pytest.approx(mse[2], rel=1e-3)
    assert linear.test_mae == pytest.approx(float(np.abs(extended[2] @ best - ys[2]).mean()), rel=1e-3)


def test_about_30_percent_of_the_linear_models_error_lives_at_small_X2():
    """The share on the page is the share of the least-squares errors on the same points."""
    x, y = points(Settings())[:2]
    extended = np.column_stack([x, np.ones(len(x))])
    squared = (extended @ np.linalg.lstsq(extended, y, rcond=None)[0] - y)[:, 0] ** 2
    axis, start, share, part = run(CONVERGED).strip
    assert (axis, start) == (1, 0)
    assert share == pytest.approx(squared[x[:, 1] < 1].sum() / squared.sum(), rel=1e-3)
    assert 0.25 < share < 0.35
    assert part == pytest.approx(np.mean(x[:, 1] < 1))


def test_one_step_on_one_point_is_the_one_worked_on_paper():
    """w = b = 0, x = 2, y = 3: the loss is 9 and its gradient -12 and -6, so w = 1.2 and b = 0.6 at a rate of 0.1."""
    program = render_program(Settings(dataset="sine", epochs=1, learning_rate=0.1), model="linear")
    data, rest = program.text.split("# ====== Train ====== #")
    point = (
        "train_X, train_y = torch.tensor([[2.0]]), torch.tensor([[3.0]])\n"
        "torch.nn.init.zeros_(model.linear.weight)\n"
        "torch.nn.init.zeros_(model.linear.bias)\n"
    )
    run = run_program(Program("one_point", data + point + rest, program.folder), 2)
    assert run.states[-1]["linear.weight"].item() == pytest.approx(1.2)
    assert run.states[-1]["linear.bias"].item() == pytest.approx(0.6)
    assert run.losses == [9.0]
    assert run.number == pytest.approx(0, abs=1e-10)  # 1.2 * 2 + 0.6 = 3


def test_final_loss_is_the_last_point_of_the_mlps_curve():
    result = run(QUICK)
    assert result.final_loss == result.fits["mlp"].losses[-1]
    assert len(result.fits["mlp"].losses) == len(result.fits["linear"].losses) == QUICK.epochs + 1
    assert result.snapshot_epochs[0] == 0
    assert result.snapshot_epochs[-1] == QUICK.epochs
    count = len(result.snapshot_epochs)
    assert (
        len(result.fits["mlp"].val_losses)
        == len(result.fits["mlp"].val_maes)
        == len(result.fits["mlp"].surface)
        == count
    )


def test_standardised_inputs_have_the_training_points_mean_and_deviation():
    """Mean and deviation come from the training points alone, so that no test point influences the training."""
    raw, scaled = (points(Settings(standardize=on, samples=50)) for on in (False, True))
    names = before_training(render_program(Settings(standardize=True, samples=50)))
    np.testing.assert_allclose(scaled[0].mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(scaled[0].std(axis=0), 1, rtol=1e-5)
    assert abs(scaled[2].mean(axis=0)).max() > 1e-3
    np.testing.assert_allclose(scaled[2] * names["std"] + names["mean"], raw[2], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("standardize", [False, True])
def test_points_and_truth_are_drawn_where_they_are(standardize):
    """The charts have the axes of the surface, whatever the models get."""
    settings = Settings(standardize=standardize, noise=0, epochs=1, hidden=1, samples=50)
    result = run(settings)
    np.testing.assert_allclose(result.x, points(Settings(samples=50))[0], atol=1e-5)
    np.testing.assert_allclose(result.y, SURFACES["course"](result.x.astype(float)), rtol=1e-3, atol=1e-3)


def test_an_epoch_takes_every_point_once_in_batches():
    """The mean of an epoch's batches at a rate of nearly 0 is the loss over all points: 200 in 4 batches of 50."""
    settings = Settings(epochs=1, samples=200, batch_size=50, learning_rate=1e-12, hidden=4)
    result = train(settings)
    assert result.fits["mlp"].losses[0] == pytest.approx(result.final_loss, rel=1e-5)
    assert result.fits["linear"].losses[0] == pytest.approx(result.fits["linear"].losses[1], rel=1e-5)
    assert "randperm" not in render_program(Settings(samples=200, batch_size=200)).text


def test_small_batches_take_more_steps_and_get_further():
    """13 steps per epoch instead of one: the loss falls further in the same number of epochs."""
    settings = Settings(epochs=20, hidden=16, standardize=True)
    assert run(settings.model_copy(update={"batch_size": 128})).final_loss < 0.9 * run(settings).final_loss


@pytest.mark.parametrize("model", ["linear", "mlp"])
def test_two_runs_of_one_setting_are_equal_to_the_last_digit(model):
    first, second = run(QUICK).fits[model], train(QUICK).fits[model]
    np.testing.assert_array_equal(first.losses, second.losses)
    np.testing.assert_array_equal(first.surface, second.surface)
    assert first.test_loss == second.test_loss


def test_the_seed_changes_the_weights_and_not_the_points():
    other = run(QUICK.model_copy(update={"seed": 1}))
    assert other.final_loss != run(QUICK).final_loss
    np.testing.assert_array_equal(other.y, run(QUICK).y)


def test_a_run_below_the_largest_rate_is_stable_and_one_above_it_diverges():
    """A rate of 0.97 times the limit on the page converges, a rate of 1.05 times the limit does not."""
    limit = run(QUICK).largest_rate
    start = QUICK.model_copy(update={"hidden": 1, "epochs": 600})
    calm = train(start.model_copy(update={"learning_rate": 0.97 * limit}))
    assert calm.fits["linear"].losses[-1] < calm.fits["linear"].losses[0]
    wild = train(start.model_copy(update={"learning_rate": 1.05 * limit}))
    assert "the loss of the linear model stopped being a finite number at step" in wild.diverged


def test_the_largest_rate_of_one_point_is_the_one_worked_on_paper():
    """At x = 2 the curvature is 2 (4 + 1) = 10, so 2 / 10; inputs of mean 0 and deviation 1 have 2, so 1."""
    assert stable_below(np.array([[2.0]])) == pytest.approx(0.2)
    assert stable_below(np.array([[1.0], [-1.0]])) == pytest.approx(1.0)


def test_divergence_is_found_at_its_step_and_the_other_model_goes_on():
    """It is the first step at which the sum of 200 squares, computed in float64, is too large for float32."""
    settings = Settings(learning_rate=0.05, hidden=1, samples=200, epochs=60)
    with np.errstate(over="ignore"):
        losses = by_hand(settings, 60)[0]
    overflow = next(step for step, loss in enumerate(losses, 1) if 200 * loss > np.finfo(np.float32).max)
    result = train(settings)
    assert result.diverged == (
        f"the loss of the linear model stopped being a finite number at step {overflow} (learning rate 0.05)"
    )
    assert list(result.fits) == ["mlp"]
    assert len(result.diverged_losses) == overflow - 1
    assert np.isfinite(result.diverged_losses).all()
    assert result.diverged_losses[-2] > 1e20
    assert len(result.fits["mlp"].losses) == 61
    assert result.final_loss == result.fits["mlp"].losses[-1] < result.fits["mlp"].losses[0]


def test_an_mlp_that_diverges_leaves_the_linear_model():
    """With several batches the epoch is told as well as the step."""
    settings = Settings(learning_rate=0.5, standardize=True, batch_size=400, epochs=10)
    result = train(settings)
    assert list(result.fits) == ["linear"]
    assert math.isnan(result.final_loss)
    whose, _, epoch = result.diverged.partition(", in epoch ")
    assert whose.startswith("the loss of the MLP stopped being a finite number at step ")
    step = int(whose.split("step ")[1].split()[0])
    assert int(epoch) == (step + 3) // 4
    assert result.fits["linear"].losses[-1] < result.fits["linear"].losses[0]


def test_a_run_in_which_both_models_diverge_has_no_result():
    with pytest.raises(Diverged, match=r"the loss of the linear model .* at step \d+ \(learning rate 2\)"):
        train(Settings(learning_rate=2, standardize=True))


@pytest.mark.parametrize(("learning_rate", "epochs"), [(0.05, 20), (0.02, 100)])
def test_a_model_that_explodes_but_stays_finite_has_diverged(learning_rate, epochs):
    """A loss of 2e27 is not the result of an ordinary run."""
    result = train(Settings(learning_rate=learning_rate, epochs=epochs, hidden=1))
    assert "the linear model ended more than 1,000,000 times higher than it began" in result.diverged
    assert list(result.fits) == ["mlp"]


def test_a_leap_that_falls_again_is_no_divergence():
    result = run(Settings(epochs=20))
    assert result.fits["mlp"].losses.max() > 1000 * result.fits["mlp"].val_losses[0]
    assert result.final_loss < result.fits["mlp"].val_losses[0]


def test_progress_counts_the_steps_of_both_models_and_keeps_the_first_ones_curve():
    seen = []
    settings = Settings(epochs=3, hidden=2, samples=100, batch_size=32)
    train(settings, on_progress=lambda p: seen.append((p.step, p.steps, {n: len(c) for n, c in p.curves.items()})))
    linear = [(step, 24, {"linear_loss": (step - 1) // 4}) for step in range(1, 13)]
    mlp = [(12 + step, 24, {"linear_loss": 3, "loss": (step - 1) // 4}) for step in range(1, 13)]
    assert seen == linear + mlp


def test_a_run_seen_before_its_end_shows_the_model_of_the_moment_beside_the_finished_one():
    seen = []

    def look(progress):
        if progress.step in (31, 75):
            seen.append(progress.partial_result())

    settings = Settings(epochs=60, hidden=8, samples=100)
    end = train(settings, on_progress=look)
    first, second = seen
    assert list(first.fits) == ["linear"]
    assert first.snapshot_epochs.tolist() == [0, 31]
    assert first.fits["linear"].losses[:-1].tolist() == end.fits["linear"].losses[:31].tolist()
    assert list(second.fits) == ["linear", "mlp"]
    assert second.snapshot_epochs.tolist() == [0, 15]
    np.testing.assert_array_equal(second.fits["linear"].surface[1], end.fits["linear"].surface[15])
    assert second.fits["mlp"].losses[:-1].tolist() == end.fits["mlp"].losses[:15].tolist()
    np.testing.assert_array_equal(second.fits["mlp"].surface[1], end.fits["mlp"].surface[15])
    assert first.diverged == second.diverged == ""


def test_stop_ends_the_run_at_once():
    def stop(progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(QUICK, on_progress=stop)


def test_kinks_are_where_the_mlp_bends():
    """The fitted curve is a straight line between two neighbouring kinks and bends at the kinks."""
    result = run(SINE)
    at = np.linspace(0, 10, 101)
    curve = result.fits["mlp"].surface[-1].astype(float)
    bends = np.abs(np.diff(curve, 2))
    inside = result.kinks[-1][(result.kinks[-1] > 0) & (result.kinks[-1] < 10)].astype(float)
    near = np.array([np.abs(inside - x).min() < 0.15 if len(inside) else False for x in at[1:-1]])
    assert 0 < near.sum() < 60
    assert bends[~near].max() < 0.006  # float16 rounding
    assert bends[near].max() > 0.02
    np.testing.assert_allclose(
        result.kink_heights[-1][(result.kinks[-1] > 0) & (result.kinks[-1] < 10)],
        np.interp(inside, at, curve),
        atol=0.1,
    )


def test_a_surface_of_two_inputs_has_no_kink_points():
    assert run(QUICK).kinks.shape[1] == 0


def test_dead_units_are_those_that_are_0_at_every_training_point():
    """Only units that are 0 at all training points are counted."""
    settings = Settings(epochs=4, hidden=200)
    result = run(settings)
    names = before_training(render_program(settings))
    x, y, model = names["train_X"], names["train_y"], names["model"]
    optimizer = torch.optim.SGD(model.parameters(), lr=0.005)
    for _ in range(4):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
    with torch.no_grad():
        alive = (model.linear1(x) > 0).any(dim=0)
    assert result.dead_units == 200 - int(alive.sum())
    assert result.fits["mlp"].losses.max() > 1000  # the leap that made them dead


@pytest.mark.parametrize(
    ("loss", "val_loss", "noise", "advice"),
    [
        (0.2, 0.32, 0.5, "floor"),
        (0.2, 0.33, 0.5, "memorised"),
        (1.0, 1.4, 0.5, "slow"),
        (0.01, 0.013, 0.0, "floor"),
    ],
)
def test_the_advice_is_the_one_worked_out_by_hand(monkeypatch, loss, val_loss, noise, advice):
    """1.3 * 0.25 = 0.325 divides floor from not; without noise 0.01 stands for the floor."""
    learned: Any = SimpleNamespace(losses=[4.0, loss], val_losses=[4.0, val_loss])
    monkeypatch.setattr(training, "verdict_of", lambda run, done: SimpleNamespace(ending="slow"))
    assert training.advise(Settings(noise=noise), cast(Any, None), learned) == advice


def test_the_largest_run_stays_below_4_megabytes():
    result = run(Settings(dataset="sine", hidden=500, epochs=61))
    rest = 8 * 2 * (10_000 - 61)  # the losses of the longest run
    assert len(pickle.dumps(result)) + rest < 4 * 2**20


def test_the_numbers_of_the_page_are_those_that_the_program_prints():
    """Batches, standardised inputs and another optimizer: errors of all three parts, to the last digit but one."""
    settings = Settings(epochs=5, hidden=20, samples=200, batch_size=64, standardize=True, optimizer="Adam", seed=3)
    result = train(settings)
    for model, fit in result.fits.items():
        lines = run_program(render_program(settings, model=model), 2).output.splitlines()
        assert lines[-1] == repr(float(fit.losses[-1]))
        words = lines[-3].split()
        assert [float(words[2]), float(words[-1])] == pytest.approx([fit.test_loss, fit.test_mae], rel=1e-6)
        assert float(lines[-4].split()[-1]) == pytest.approx(fit.val_losses[-1], rel=1e-6)
    assert lines[-1] == repr(result.final_loss)
