"""Regression compared with least squares, gradient descent in NumPy and numbers computed by hand."""

import math
import pickle
import subprocess
import sys
from functools import lru_cache

import numpy as np
import pytest
import torch

from mlcore.common.training import Diverged
from mlcore.export import to_script
from mlcore.regression import training as regression
from mlcore.regression.surfaces import draw
from mlcore.regression.training import LinearModel, MLPModel, Settings, diagnosis, stable_below, train
from tests.support.downloads import ENVIRONMENT
from tests.support.training import trained
from workers.remote import portable

run = lru_cache(trained)
QUICK = Settings(epochs=60, hidden=16, samples=200)
CONVERGED = Settings(epochs=200, hidden=2, standardize=True, learning_rate=0.1)
SINE = Settings(dataset="sine", epochs=40, hidden=8, standardize=True, optimizer="Adam", learning_rate=0.02)


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Train as the workers do."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def weights(settings: Settings, in_dim: int = 2) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return the weights that both models start from, float64."""
    torch.manual_seed(settings.seed)
    models = LinearModel(in_dim), MLPModel(in_dim, settings.hidden)
    linear, mlp = ({name: p.detach().numpy().astype(float) for name, p in m.named_parameters()} for m in models)
    return linear, mlp


def by_hand(settings: Settings, epochs: int) -> tuple[list[float], list[float]]:
    """Train both models by gradient descent written out in NumPy; return their losses before each step."""
    part = draw(settings.dataset, settings.noise, settings.data_seed, settings.samples)[0]
    x, y = part.x.astype(float), part.y.astype(float)
    linear, mlp = weights(settings)
    w, b = linear["output.weight"].T, linear["output.bias"]
    w1, b1, w2, b2 = mlp["hidden.weight"].T, mlp["hidden.bias"], mlp["output.weight"].T, mlp["output.bias"]
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
    np.testing.assert_allclose(result.linear.losses[:25], linear, rtol=1e-4)
    np.testing.assert_allclose(result.mlp.losses[:25], mlp, rtol=1e-3)


def test_the_linear_model_ends_where_least_squares_is():
    """The linear model converges to the least-squares solution of NumPy."""
    training, validation, test = draw("course", 0.5, 0)
    extended = [np.column_stack([part.x, np.ones(len(part.x))]) for part in (training, validation, test)]
    best = np.linalg.lstsq(extended[0], training.y, rcond=None)[0]
    mse = [float(np.mean((x @ best - p.y) ** 2)) for x, p in zip(extended, (training, validation, test), strict=True)]
    linear = run(CONVERGED).linear
    assert linear.losses[-1] == pytest.approx(mse[0], rel=1e-4)
    assert linear.val_losses[-1] == pytest.approx(mse[1], rel=1e-3)
    assert linear.test_loss == pytest.approx(mse[2], rel=1e-3)
    assert linear.test_mae == pytest.approx(float(np.abs(extended[2] @ best - test.y).mean()), rel=1e-3)


def test_about_30_percent_of_the_linear_models_error_lives_at_small_x2():
    """The share on the page is the share of the least-squares errors on the same points."""
    training = draw("course", 0.5, 0)[0]
    extended = np.column_stack([training.x, np.ones(len(training.x))])
    squared = (extended @ np.linalg.lstsq(extended, training.y, rcond=None)[0] - training.y)[:, 0] ** 2
    axis, start, share, points = run(CONVERGED).strip
    assert (axis, start) == (1, 0)
    assert share == pytest.approx(squared[training.x[:, 1] < 1].sum() / squared.sum(), rel=1e-3)
    assert 0.25 < share < 0.35
    assert points == pytest.approx(np.mean(training.x[:, 1] < 1))


def test_one_step_on_one_point_is_the_one_worked_on_paper():
    """w = b = 0, x = 2, y = 3: the loss is 9 and its gradient -12 and -6, so w = 1.2 and b = 0.6 at a rate of 0.1."""
    model = LinearModel(1)
    torch.nn.init.zeros_(model.output.weight)
    torch.nn.init.zeros_(model.output.bias)
    learner = regression.Learner("linear model", model, torch.optim.SGD(model.parameters(), lr=0.1))
    x, y = torch.tensor([[2.0]]), torch.tensor([[3.0]])
    data = regression.Data(x, y, x, y, x, y, x, torch.zeros(1), torch.ones(1))
    regression.fit([learner], data, Settings(dataset="sine", epochs=1, learning_rate=0.1), [0, 1])
    assert model.output.weight.item() == pytest.approx(1.2)
    assert model.output.bias.item() == pytest.approx(0.6)
    assert learner.losses == pytest.approx([9.0, 0.0])  # 1.2 * 2 + 0.6 = 3
    assert learner.val_maes == pytest.approx([3.0, 0.0], abs=1e-6)


def test_final_loss_is_the_last_point_of_the_mlps_curve():
    result = run(QUICK)
    assert result.final_loss == result.mlp.losses[-1]
    assert len(result.mlp.losses) == len(result.linear.losses) == QUICK.epochs + 1
    assert result.snapshot_epochs[0] == 0
    assert result.snapshot_epochs[-1] == QUICK.epochs
    count = len(result.snapshot_epochs)
    assert len(result.mlp.val_losses) == len(result.mlp.val_maes) == len(result.mlp.surface) == count


def test_standardised_inputs_have_the_training_points_mean_and_deviation():
    """Mean and deviation come from the training points alone, so that no test point influences the training."""
    parts = draw("course", 0.5, 0, 50)
    data = regression.tensors(parts, Settings(standardize=True, samples=50))
    np.testing.assert_allclose(data.x.mean(dim=0), 0, atol=1e-6)
    np.testing.assert_allclose(data.x.std(dim=0, correction=0), 1, rtol=1e-5)
    assert abs(data.val_x.mean(dim=0).numpy()).max() > 1e-3
    np.testing.assert_allclose(data.val_x * data.scale + data.mean, parts[1].x, rtol=1e-4, atol=1e-5)


def test_batches_hold_every_point_once_per_epoch():
    torch.manual_seed(0)
    drawn = regression.batches(200, 64)
    assert [len(batch) for batch in drawn] == [64, 64, 64, 8]
    assert sorted(torch.cat(drawn).tolist()) == list(range(200))
    assert regression.batches(200, 200) == [slice(None)]


def test_small_batches_take_more_steps_and_get_further():
    """13 steps per epoch instead of one: the loss falls further in the same number of epochs."""
    settings = Settings(epochs=5, hidden=16)
    assert run(settings.model_copy(update={"batch_size": 128})).final_loss < 0.9 * run(settings).final_loss


@pytest.mark.parametrize("model", ["linear", "mlp"])
def test_two_runs_of_one_setting_are_equal_to_the_last_digit(model):
    first, second = getattr(run(QUICK), model), getattr(train(QUICK), model)
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
    assert calm.linear.losses[-1] < calm.linear.losses[0]
    with pytest.raises(Diverged, match="the loss of the linear model stopped being a finite number at step"):
        train(start.model_copy(update={"learning_rate": 1.05 * limit}))


def test_the_largest_rate_of_one_point_is_the_one_worked_on_paper():
    """At x = 2 the curvature is 2 (4 + 1) = 10, so 2 / 10; inputs of mean 0 and deviation 1 have 2, so 1."""
    assert stable_below(np.array([[2.0]])) == pytest.approx(0.2)
    assert stable_below(np.array([[1.0], [-1.0]])) == pytest.approx(1.0)


def test_divergence_is_found_at_its_step():
    """It is the first step at which the sum of 200 squares, computed in float64, is too large for float32."""
    settings = Settings(learning_rate=0.05, hidden=1, samples=200)
    with np.errstate(over="ignore"):
        losses = by_hand(settings, 60)[0]
    overflow = next(step for step, loss in enumerate(losses, 1) if 200 * loss > np.finfo(np.float32).max)
    with pytest.raises(Diverged) as caught:
        train(settings)
    assert caught.value.whose == "linear model"
    assert caught.value.step == overflow
    assert f"at step {caught.value.step} (learning rate 0.05)" in str(caught.value)


@pytest.mark.parametrize(("learning_rate", "epochs"), [(0.05, 20), (0.02, 100)])
def test_a_run_that_explodes_but_stays_finite_has_diverged(learning_rate, epochs):
    """A loss of 2e27 is not the result of an ordinary run."""
    with pytest.raises(Diverged, match="the linear model ended more than 1,000,000 times higher than it began"):
        train(Settings(learning_rate=learning_rate, epochs=epochs, hidden=1))


def test_a_leap_that_falls_again_is_no_divergence():
    result = run(Settings(epochs=20))
    assert result.mlp.losses.max() > 1000 * result.mlp.val_losses[0]
    assert result.final_loss < result.mlp.val_losses[0]


def test_the_curve_of_a_diverging_run_holds_only_finite_numbers():
    """The chart shows the curve up to the divergence."""
    seen = []
    with pytest.raises(Diverged) as caught:
        train(Settings(learning_rate=0.05, hidden=1), on_progress=lambda p: seen.append(list(p.curves["linear_loss"])))
    assert len(seen[-1]) == caught.value.step - 2  # the last whole epoch before the last report
    assert all(map(math.isfinite, seen[-1]))
    assert seen[-1][-1] > 1e20


def test_progress_counts_the_steps_of_both_models_once():
    seen = []
    settings = Settings(epochs=3, hidden=2, samples=100, batch_size=32)
    train(settings, on_progress=lambda p: seen.append((p.step, p.steps, *map(len, p.curves.values()))))
    assert seen == [(step, 12, (step - 1) // 4, (step - 1) // 4) for step in range(1, 13)]


def test_stop_ends_the_run_at_once():
    def stop(progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(QUICK, on_progress=stop)


def test_kinks_are_where_the_mlp_bends():
    """The fitted curve is a straight line between two neighbouring kinks and bends at the kinks."""
    result = run(SINE)
    at = np.linspace(0, 10, 101)
    curve = result.mlp.surface[-1].astype(float)
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
    x, y = draw("course", 0.5, 0)[0].x, draw("course", 0.5, 0)[0].y
    torch.manual_seed(0)
    LinearModel(2)
    model = MLPModel(2, 200)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.005)
    for _ in range(4):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(torch.from_numpy(x)), torch.from_numpy(y)).backward()
        optimizer.step()
    with torch.no_grad():
        alive = (model.hidden(torch.from_numpy(x)) > 0).any(dim=0)
    assert result.dead_units == 200 - int(alive.sum())
    assert result.mlp.losses.max() > 1000  # the leap that made them dead


@pytest.mark.parametrize(
    ("losses", "val_loss", "noise", "advice"),
    [
        ([4.0] * 10 + [0.2], 0.32, 0.5, "floor"),
        ([4.0] * 10 + [0.2], 0.33, 0.5, "memorised"),
        ([2.0] * 10 + [1.0], 1.4, 0.5, "falling"),
        ([1.0] * 10 + [0.99], 1.4, 0.5, "flat"),
        ([1.0] * 10 + [0.01], 0.013, 0.0, "floor"),
    ],
)
def test_a_diagnosis_is_the_one_made_by_hand(losses, val_loss, noise, advice):
    """1.3 * 0.25 = 0.325 divides floor from not; without noise 0.01 stands for the floor."""
    assert diagnosis(losses, val_loss, noise) == advice


def test_the_largest_run_stays_below_4_megabytes():
    result = run(Settings(dataset="sine", hidden=500, epochs=61))
    rest = 8 * 2 * (10_000 - 61)  # the losses of the longest run
    assert len(pickle.dumps(portable(result))) + rest < 4 * 2**20


def test_a_download_prints_the_number_on_the_screen_digit_for_digit(tmp_path):
    """The download has batches, standardised inputs and both models, and runs without this repository."""
    settings = Settings(epochs=5, hidden=20, samples=200, batch_size=64, standardize=True, optimizer="Adam", seed=3)
    (tmp_path / "regression.py").write_text(to_script(settings), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", "regression.py"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == repr(run(settings).final_loss)
