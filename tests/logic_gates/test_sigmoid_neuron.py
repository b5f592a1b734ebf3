"""One sigmoid neuron trained on a gate: it learns 14 of 16 and ends undecided on XOR and XNOR."""

import dataclasses
import math
import pickle

import numpy as np
import pytest
import torch
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from mlcore.logic_gates.sigmoid_neuron import Settings, train
from mlcore.logic_gates.truth_tables import POINTS, TRUTH_TABLES
from tests.support.training import trained


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.parametrize("gate", TRUTH_TABLES)
def test_the_neuron_learns_every_gate_but_xor_and_xnor(gate):
    assert trained(Settings(gate=gate, epochs=100)).solved == (gate not in ("XOR", "XNOR"))


@pytest.mark.parametrize("gate", ["XOR", "XNOR"])
def test_on_xor_it_ends_without_weights_undecided_at_a_loss_of_ln_2(gate):
    result = trained(Settings(gate=gate, epochs=1000))
    assert result.final_loss == pytest.approx(math.log(2), abs=1e-6)
    np.testing.assert_allclose(result.snapshots.probabilities[-1], 0.5, atol=1e-5)
    np.testing.assert_allclose([*result.snapshots.weight[-1], result.snapshots.bias[-1]], 0, atol=1e-5)


def test_no_weights_have_a_lower_loss_on_xor_than_ln_2():
    def loss(parameters):
        sums = np.array(POINTS) @ parameters[:2] + parameters[2]
        return np.mean(np.logaddexp(0, sums) - np.array(TRUTH_TABLES["XOR"]) * sums)

    best = minimize(loss, x0=[1.0, -2.0, 0.5])
    assert best.fun == pytest.approx(math.log(2), abs=1e-9)
    np.testing.assert_allclose(best.x, 0, atol=1e-4)


def test_the_first_step_is_the_one_worked_out_by_hand():
    result = trained(Settings(gate="AND", epochs=1, learning_rate=0.5))
    (w, _), (b, _) = result.snapshots.weight.astype(float), result.snapshots.bias.astype(float)
    inputs, targets = np.array(POINTS), np.array(TRUTH_TABLES["AND"])
    p = 1 / (1 + np.exp(-(inputs @ w + b)))
    np.testing.assert_allclose(result.snapshots.weight[1], w - 0.5 * (p - targets) @ inputs / 4, rtol=1e-5)
    np.testing.assert_allclose(result.snapshots.bias[1], b - 0.5 * (p - targets).mean(), rtol=1e-5)
    assert result.losses[0] == pytest.approx(-np.mean(np.log(np.where(targets, p, 1 - p))), rel=1e-6)


def test_the_line_it_finds_points_where_scikit_learns_does():
    result = trained(Settings(gate="OR", epochs=2000))
    reference = LogisticRegression(C=1e3).fit(POINTS, TRUTH_TABLES["OR"])
    ours = result.snapshots.weight[-1] / np.linalg.norm(result.snapshots.weight[-1])
    np.testing.assert_allclose(ours, reference.coef_[0] / np.linalg.norm(reference.coef_), atol=1e-2)


@pytest.mark.parametrize("epochs", [1, 7, 150])
def test_the_result_holds_the_whole_path(epochs):
    result = train(Settings(epochs=epochs))
    snapshot_epochs = min(epochs, 60) + 1
    assert result.losses.shape == (epochs + 1,)
    assert result.losses[-1] == result.final_loss
    assert (result.snapshot_epochs[0], result.snapshot_epochs[-1]) == (0, epochs)
    shapes = {name: value.shape[1:] for name, value in dataclasses.asdict(result.snapshots).items()}
    assert shapes == {"weight": (2,), "bias": (), "probabilities": (4,), "plane": (40, 40)}
    assert {len(value) for value in dataclasses.asdict(result.snapshots).values()} == {snapshot_epochs}


def test_the_snapshots_fit_the_weights_they_belong_to():
    result = train(Settings(gate="x1 AND NOT x2", epochs=90))
    shots = result.snapshots
    sums = np.einsum("tk,nk->tn", shots.weight, np.array(POINTS)) + shots.bias[:, None]
    np.testing.assert_allclose(shots.probabilities, 1 / (1 + np.exp(-sums)), rtol=1e-4)
    p = shots.probabilities[result.snapshot_epochs.tolist().index(90)]
    expected = -np.mean(np.log(np.where(TRUTH_TABLES["x1 AND NOT x2"], p, 1 - p)))
    assert result.final_loss == pytest.approx(expected, rel=1e-4)
    x1 = x2 = -0.5 + 10.5 / 20
    centre = 1 / (1 + np.exp(-(shots.weight[-1] @ [x1, x2] + shots.bias[-1])))
    assert shots.plane[-1, 10, 10] == pytest.approx(255 * centre, abs=0.51)
    assert shots.plane[-1, 0, -1] > shots.plane[-1, -1, 0]


def test_the_same_settings_give_the_same_result_and_another_seed_another():
    first, again, other = (train(Settings(seed=seed, epochs=20)) for seed in (4, 4, 5))
    np.testing.assert_array_equal(first.losses, again.losses)
    assert first.final_loss != other.final_loss


def test_a_result_travels_between_processes_without_torch():
    sent = pickle.dumps(train(Settings(epochs=200)))
    assert b"torch" not in sent.replace(b"mlcore.logic_gates.sigmoid_neuron", b"")
    assert len(sent) < 4_000_000


def test_progress_comes_at_every_step_and_can_stop_the_run():
    seen = []

    def stop_at_three(progress):
        seen.append((progress.step, progress.steps, len(progress.curves["loss"])))
        if progress.step == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        train(Settings(epochs=10), on_progress=stop_at_three)
    assert seen == [(1, 10, 0), (2, 10, 1), (3, 10, 2)]


def test_even_the_largest_learning_rate_keeps_the_loss_finite():
    for optimizer in ("SGD", "Momentum", "RMSprop", "Adam"):
        assert np.isfinite(train(Settings(gate="XOR", optimizer=optimizer, learning_rate=100)).losses).all()
