"""Classification compared with numbers computed by hand, NumPy and scikit-learn, and properties of every run."""

import math
import pickle
from functools import lru_cache

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression

from mlcore.classification.forward import probe, softmax
from mlcore.classification.point_sets import TEST, TRAINING, draw_points
from mlcore.classification.training import Settings, train
from mlcore.common.plane import cell_centres
from mlcore.common.program import render_program
from mlcore.common.training import Diverged
from tests.support.programs import before_training
from tests.support.training import trained

QUICK = {"train_size": 60, "hidden": 8, "epochs": 30, "learning_rate": 0.5}

run = lru_cache(trained)


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Train as the workers do."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def points(settings: Settings, part: int = TRAINING):
    count = settings.train_size if part == TRAINING else 1000
    return draw_points(settings.dataset, count, settings.noise, settings.data_seed, part, settings.points)


def forward(state, x):
    """Return the logits of a network as NumPy computes them in double precision."""
    w1, b1, w2, b2 = (np.asarray(values, float) for values in state.values())
    return np.maximum(0, x @ w1.T + b1) @ w2.T + b2


def cross_entropy(logits, labels):
    return float(-np.log(softmax(logits)[np.arange(len(labels)), labels]).mean())


def test_softmax_and_cross_entropy_of_three_logits_worked_by_hand():
    """e^0 = 1, e^ln 2 = 2, e^ln 5 = 5: shares of 1/8, 2/8 and 5/8, so class 1 costs ln 4."""
    logits = [0.0, math.log(2), math.log(5)]
    np.testing.assert_allclose(softmax(logits), [1 / 8, 2 / 8, 5 / 8])
    loss = torch.nn.CrossEntropyLoss()(torch.tensor([logits]), torch.tensor([1]))
    assert loss.item() == pytest.approx(math.log(4), rel=1e-6)
    assert cross_entropy(np.array([logits]), [1]) == pytest.approx(math.log(4))


def test_softmax_of_large_logits_does_not_overflow():
    np.testing.assert_allclose(softmax([1000.0, 0.0, 1000.0]), [0.5, 0, 0.5])


def test_full_batch_sgd_follows_gradients_derived_by_hand():
    """A wrong loss, a missing zero_grad or shuffled labels change the weights."""
    settings = Settings(**QUICK)
    start = before_training(render_program(settings))["model"]
    weights = [values.detach().numpy().astype(float) for values in start.parameters()]
    x, y = points(settings)
    for _ in range(settings.epochs):
        w1, b1, w2, b2 = weights
        h = np.maximum(0, x @ w1.T + b1)
        to_z = (softmax(h @ w2.T + b2) - np.eye(3)[y]) / len(x)
        to_h = to_z @ w2 * (h > 0)
        gradients = [to_h.T @ x, to_h.sum(axis=0), to_z.T @ h, to_z.sum(axis=0)]
        weights = [w - settings.learning_rate * g for w, g in zip(weights, gradients, strict=True)]
    result = run(settings)
    for ours, theirs in zip(result.state.values(), weights, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-4)
    expected = cross_entropy(forward(dict(zip("abcd", weights, strict=True)), x), y)
    assert result.final_loss == pytest.approx(expected, rel=1e-4)


def test_numbers_of_a_run_follow_from_its_last_weights():
    result = run(Settings(**QUICK))
    x, y = points(result.settings, TEST)
    predictions = forward(result.state, x).argmax(axis=1)
    assert result.test_accuracy == (predictions == y).mean()
    np.testing.assert_array_equal(result.snapshots.test_predictions[-1], predictions)
    assert result.test_confusion.sum() == 1000
    assert np.trace(result.test_confusion) == (predictions == y).sum()
    assert result.test_confusion[0, 1] == ((y == 0) & (predictions == 1)).sum()
    assert result.test_interval[0] < result.test_accuracy < result.test_interval[1]
    assert result.final_loss == result.losses[-1]
    assert result.parameters == 2 * 8 + 8 + 8 * 3 + 3


def test_blobs_are_told_apart_as_well_as_by_scikit_learns_logistic_regression():
    settings = Settings(dataset="blobs", train_size=500, hidden=16, optimizer="Adam", learning_rate=0.02, epochs=200)
    reference = LogisticRegression().fit(*points(settings)).score(*points(settings, TEST))
    assert run(settings).test_accuracy == pytest.approx(reference, abs=0.01)


def test_regions_name_the_likeliest_class_and_its_probability_row_by_row():
    """The regions are neither transposed nor flipped."""
    result = run(Settings(**QUICK))
    x1, x2, side = result.square
    p = softmax(forward(result.state, cell_centres(0, side, 64) + np.array([x1, x2])))
    region = result.snapshots.regions[-1]
    sure = np.abs(np.diff(np.sort(p, axis=-1)[..., -2:]))[..., 0] > 1e-3
    assert (region // 85 == p.argmax(axis=-1))[sure & (region < 254)].mean() > 0.99
    np.testing.assert_allclose((region % 85)[sure] / 84, p.max(axis=-1)[sure], atol=0.01)


@pytest.mark.parametrize("epochs", [1, 3, 25, 130])
def test_the_result_has_all_snapshots(epochs):
    result = run(Settings(**QUICK | {"epochs": epochs}))
    frames, measured = min(epochs, 20) + 1, min(epochs, 100) + 1
    assert result.snapshot_epochs.shape == (frames,)
    assert {len(c) for c in (result.losses, result.val_losses, result.accuracies, result.val_accuracies)} == {measured}
    assert (result.curve_epochs[0], result.curve_epochs[-1]) == (0, epochs) == tuple(result.snapshot_epochs[[0, -1]])
    shapes = {name: values.shape for name, values in vars(result.snapshots).items()}
    assert shapes == {
        "regions": (frames, 64, 64),
        "train_predictions": (frames, 60),
        "val_predictions": (frames, 1000),
        "test_predictions": (frames, 1000),
        "class_maps": (frames, 3, 32, 32),
        "hidden_weight": (frames, 8, 2),
        "hidden_bias": (frames, 8),
        "output_weight": (frames, 3, 8),
        "output_bias": (frames, 3),
    }


@pytest.mark.parametrize("noise", [0.0, 0.3])
@pytest.mark.parametrize("dataset", ["cardioids", "blobs", "moons", "circles", "spirals", "own"])
def test_the_programs_points_are_those_that_the_page_previews(dataset, noise):
    """The page draws the three sets without torch, before there is a run."""
    settings = Settings(dataset=dataset, noise=noise, train_size=60, data_seed=5, points="a-1.5,0 b2,0.5 c0,-3")
    names = before_training(render_program(settings))
    for part, name in enumerate(("train", "val", "test")):
        inputs, labels = points(settings, part)
        np.testing.assert_array_equal(names[f"{name}_X"], inputs)
        np.testing.assert_array_equal(names[f"{name}_y"], labels)


def test_own_points_of_any_number_stand_in_lines_that_can_be_read():
    """60 points, typed with characters of another keyboard."""
    typed = "a\u22121.5,0.5 " + " ".join(f"{'abc'[number % 3]}{number % 3}.{number % 10},-2.5" for number in range(59))
    settings = Settings(dataset="own", points=typed, train_size=60)
    assert max(map(len, render_program(settings).text.splitlines())) <= 120
    assert before_training(render_program(settings))["train_X"][0].tolist() == [-1.5, 0.5]


def test_a_run_seen_before_its_end_looks_as_a_shorter_run_would():
    """What a visitor watches live has two frames, the start and now."""
    seen = []

    def look(progress):
        if progress.step == 21:
            seen.append(progress.partial_result())

    train(Settings(**QUICK), on_progress=look)
    (live,) = seen
    assert live.curve_epochs.tolist() == live.snapshot_epochs.tolist() == [0, 21]
    assert live.losses[0] == run(Settings(**QUICK)).losses[0]
    assert live.snapshots.regions.shape == (2, 64, 64)


def test_the_courses_snapshots_are_200_epochs_apart():
    from mlcore.common.training import snapshot_epochs

    assert snapshot_epochs(Settings().epochs, 21) == list(range(0, 4001, 200))
    assert set(snapshot_epochs(4000, 21)) <= set(snapshot_epochs(4000, 101))


def test_the_largest_run_stays_far_below_four_megabytes():
    result = run(Settings(hidden=500, train_size=1000, epochs=20))
    assert len(pickle.dumps(result)) < 2**20
    assert b"torch" not in pickle.dumps(result)


def test_a_batch_is_a_step_and_an_epoch_takes_as_many_as_are_needed():
    seen = []
    settings = Settings(train_size=100, batch_size=32, hidden=2, epochs=3)
    train(settings, on_progress=lambda progress: seen.append((progress.step, progress.steps)))
    assert seen == [(step, 12) for step in range(1, 13)]


def test_dropout_is_off_when_the_run_is_evaluated():
    """The final loss is that of the weights without dropout."""
    result = run(Settings(**QUICK, dropout=0.5))
    x, y = points(result.settings)
    assert result.final_loss == pytest.approx(cross_entropy(forward(result.state, x), y), rel=1e-4)


@pytest.mark.parametrize("dataset", ["blobs", "moons", "circles", "spirals", "own"])
def test_every_data_set_trains(dataset):
    result = run(Settings(dataset=dataset, train_size=60, hidden=4, epochs=2))
    classes = 2 if dataset in ("moons", "circles") else 3
    assert result.test_confusion.shape == (classes, classes)


def test_the_same_settings_give_the_same_bits_and_another_seed_gives_others():
    settings = Settings(**QUICK, dropout=0.3, batch_size=32)
    first = pickle.dumps(train(settings))
    torch.rand(7)
    assert pickle.dumps(train(settings)) == first
    assert train(settings.model_copy(update={"seed": 1})).final_loss != train(settings).final_loss


def test_a_run_that_diverges_says_at_which_step():
    with pytest.raises(Diverged, match=r"at step \d+ \(learning rate 100\)"):
        train(Settings(dataset="spirals", train_size=60, hidden=200, learning_rate=100, epochs=1000))


def test_raising_in_on_progress_stops_the_run():
    def stop(progress):
        raise InterruptedError("the visitor left")

    with pytest.raises(InterruptedError, match="the visitor left"):
        train(Settings(**QUICK), on_progress=stop)


def test_a_probe_in_numpy_gives_the_answer_of_torch():
    """The page computes the same answer without torch."""
    result = run(Settings(**QUICK))
    model = before_training(render_program(result.settings))["model"].eval()
    for parameter, values in zip(model.parameters(), result.state.values(), strict=True):
        parameter.data = torch.from_numpy(values)
    with torch.no_grad():
        logits = model(torch.tensor([[1.3, -0.4]]))[0]
    answer = probe(result.state, 1.3, -0.4)
    np.testing.assert_allclose(answer.logits, logits, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(answer.probabilities, torch.softmax(logits, 0), rtol=1e-4)
    assert answer.probabilities.sum() == pytest.approx(1)


def test_a_probe_worked_by_hand():
    """h = (max(0, 2 - 1), max(0, -3)) = (1, 0); z = (1, 3)."""
    state = {
        "hidden.weight": np.array([[2.0, 0.0], [0.0, 1.0]]),
        "hidden.bias": np.array([-1.0, 0.0]),
        "output.weight": np.array([[1.0, 5.0], [2.0, 7.0]]),
        "output.bias": np.array([0.0, 1.0]),
    }
    answer = probe(state, 1.0, -3.0)
    np.testing.assert_allclose(answer.logits, [1, 3])
    np.testing.assert_allclose(answer.probabilities[1], 1 / (1 + math.exp(-2)))
