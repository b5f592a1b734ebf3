"""Digits runs against scikit-learn, NumPy, SciPy and numbers by hand."""

import math
import pickle
import subprocess
import sys
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from scipy.ndimage import map_coordinates
from scipy.special import log_softmax
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix, log_loss
from threadpoolctl import threadpool_limits

from mlcore.common.program import Program, render_program
from mlcore.common.running import run_program
from mlcore.common.stepping import step_through
from mlcore.common.training import Diverged
from mlcore.mnist import settings as mnist_settings
from mlcore.mnist import training as mnist
from mlcore.mnist.digits import SIZES, load_digits, split
from mlcore.mnist.network import build
from mlcore.mnist.training import Settings, train
from tests.support.training import trained

RUNS = {
    "linear": Settings(model="linear", epochs=3),
    "mlp": Settings(model="mlp", hidden=32, epochs=3, seed=1),
    "cnn": Settings(model="cnn", epochs=1, data_seed=1),
}
run = lru_cache(trained)
every_model = pytest.mark.parametrize("result", [pytest.param(s, id=m) for m, s in RUNS.items()], indirect=True)


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Train as the workers do."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def moved():
    """The function of the program that moves digits."""
    return run_program(render_program(Settings(epochs=1, batch_size=1024)), 2).names["moved"]


def edited(monkeypatch, old: str, new: str) -> None:
    """Exchange some text of the program before it runs."""

    def rendered(settings) -> Program:
        program = render_program(settings)
        assert old in program.text
        return replace(program, text=program.text.replace(old, new))

    monkeypatch.setattr(mnist, "render_program", rendered)


@pytest.fixture
def result(request):
    return run(request.param)


def part(result, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Return images from 0 to 1, shape (N, 28, 28), and labels of training (0), validation (1) or test part (2)."""
    images, labels = load_digits()
    chosen = split(SIZES, result.settings.data_seed)[number]
    return images[chosen] / 255, labels[chosen]


def logits(result, images: np.ndarray) -> np.ndarray:
    """Return the logits of a trained network by an independent implementation, with ReLU before pooling."""
    state = {name: torch.from_numpy(values) for name, values in result.state.items()}
    x = torch.from_numpy(images).float()
    if "conv1.weight" in state:
        x = x.unsqueeze(1)
        for layer in ("conv1", "conv2"):
            x = F.max_pool2d(F.relu(F.conv2d(x, state[f"{layer}.weight"], state[f"{layer}.bias"])), 2)
    x = x.flatten(1)
    if "linear1.weight" in state:
        x = F.relu(x @ state["linear1.weight"].T + state["linear1.bias"])
    last = "linear2" if "linear2.weight" in state else "linear"
    return (x @ state[f"{last}.weight"].T + state[f"{last}.bias"]).numpy()


@pytest.mark.parametrize(
    ("model", "count"),
    [
        ("linear", 784 * 10 + 10),
        ("mlp", 784 * 200 + 200 + 200 * 10 + 10),
        ("cnn", 16 * 25 + 16 + 32 * 16 * 25 + 32 + 512 * 10 + 10),
    ],
)
def test_the_number_of_parameters_is_the_one_counted_by_hand(model, count):
    """7,850 for the linear model, 159,010 for 200 hidden units, 18,378 for the convolutional network."""
    assert sum(p.numel() for p in build(model, 200).parameters()) == count
    if model != "mlp":
        assert run(RUNS[model]).parameters == count


@every_model
def test_an_untrained_network_knows_nothing(result):
    """Guessing among ten classes has a loss of ln 10 = 2.303 nats and an accuracy of one in ten."""
    assert result.losses[0] == pytest.approx(math.log(10), abs=0.1)
    assert result.val_losses[0] == pytest.approx(math.log(10), abs=0.1)
    assert 0 <= result.accuracies[0] < 0.3


@every_model
def test_final_loss_is_what_scikit_learn_says_of_the_whole_training_set(result):
    """The final loss is that of the trained network on all unmoved training images."""
    images, labels = part(result, 0)
    probabilities = np.exp(log_softmax(logits(result, images), axis=1))
    assert result.final_loss == pytest.approx(log_loss(labels, probabilities), rel=1e-4)
    assert result.accuracies[-1] == pytest.approx(accuracy_score(labels, probabilities.argmax(1)), abs=1e-3)
    assert result.final_loss == result.losses[-1]


@every_model
def test_the_program_prints_the_numbers_of_the_result(result):
    """The page's numbers come from the kept states, those of the download from the program itself."""
    lines = run_program(render_program(result.settings), 2).output.splitlines()
    assert lines[-1] == repr(result.final_loss)
    assert lines[-3] == f"test accuracy {result.test_accuracy!r}"
    assert lines[-4].startswith(f"validation accuracy {result.val_accuracies[-1]:.4g}")


@every_model
def test_validation_numbers_are_those_of_the_validation_part(result):
    """They are not those of the training part, so that overfitting is visible."""
    images, labels = part(result, 1)
    scores = log_softmax(logits(result, images), axis=1)
    assert result.val_losses[-1] == pytest.approx(-scores[np.arange(len(labels)), labels].mean(), rel=1e-4)
    assert result.val_accuracies[-1] == pytest.approx((scores.argmax(1) == labels).mean(), abs=1e-6)


@every_model
def test_the_test_part_is_counted_as_scikit_learn_counts_it(result):
    """Indices, labels and predictions belong together."""
    images, labels = part(result, 2)
    assert (load_digits()[1][result.test.indices] == result.test.labels).all()
    assert (result.test.labels == labels).all()
    assert (result.test.predictions == logits(result, images).argmax(1)).mean() > 0.998
    assert (result.test.confusion == confusion_matrix(result.test.labels, result.test.predictions)).all()
    assert result.test_accuracy == np.trace(result.test.confusion) / result.test.confusion.sum()
    assert (result.test.confusion.sum(axis=1) == np.bincount(labels)).all()
    assert result.test.confusion.sum() == 1000


@every_model
def test_the_interval_holds_the_accuracy_and_is_as_wide_as_1000_images_make_it(result):
    """The half width is close to 1.96 sqrt(p (1 - p) / 1000): one or two points."""
    low, high = result.test_interval
    p = result.test_accuracy
    assert low < p < high
    assert high - low == pytest.approx(2 * 1.96 * math.sqrt(p * (1 - p) / 1000), rel=0.05)


@every_model
def test_curves_and_snapshots_have_one_entry_per_epoch(result):
    """The replay uses one index for all of them."""
    t = len(result.snapshot_epochs)
    assert result.snapshot_epochs.tolist() == list(range(result.settings.epochs + 1))
    for curve in (result.losses, result.val_losses, result.accuracies, result.val_accuracies):
        assert curve.shape == (t,)
    assert len(result.snapshots) == t
    assert ((result.accuracies >= 0) & (result.accuracies <= 1)).all()


@pytest.mark.parametrize(
    ("model", "layer", "shape"),
    [("linear", "linear", (10, 28)), ("mlp", "linear1", (32, 28)), ("cnn", "conv1", (16, 5))],
)
def test_the_last_snapshot_is_the_first_layer_of_the_network_that_came_out(model, layer, shape):
    """The weight images are of the right layer and the right epoch."""
    result = run(RUNS[model])
    units, side = shape
    assert result.snapshots.shape[1:] == (units, side, side)
    assert result.snapshots.dtype == np.float16
    weights = result.state[f"{layer}.weight"].reshape(units, side, side)
    assert result.snapshots[-1] == pytest.approx(weights, rel=1e-3, abs=1e-6)
    assert not (result.snapshots[0] == result.snapshots[-1]).all()


def test_of_512_hidden_units_the_first_32_are_kept_and_the_result_stays_under_4_megabytes(monkeypatch):
    """A result keeps 32 of 512 units and stays under 4 MB to be sent and cached; 16 snapshots of all take 13 MB."""
    monkeypatch.setattr(mnist_settings, "SIZES", (64, 16, 10))
    result = train(Settings(hidden=512, epochs=50, batch_size=1024))
    assert result.snapshots.shape == (16, 32, 28, 28)
    assert len(pickle.dumps(result)) < 4_000_000


@every_model
def test_state_fits_into_a_fresh_network_and_gives_the_same_predictions(result):
    """The page reads drawings with these parameters."""
    model = build(result.settings.model, result.settings.hidden)
    model.load_state_dict({name: torch.from_numpy(values) for name, values in result.state.items()})
    assert all(values.dtype == np.float32 and values.flags.c_contiguous for values in result.state.values())
    images = torch.from_numpy(part(result, 2)[0]).float().unsqueeze(1)
    with torch.no_grad():
        assert (model(images).argmax(1).numpy() == result.test.predictions).all()


@every_model
def test_the_test_probabilities_belong_to_the_predictions(result):
    """The largest probability is that of the prediction."""
    assert result.test.probabilities.shape == (1000, 10)
    assert (result.test.probabilities.argmax(axis=1) == result.test.predictions).mean() > 0.99
    assert result.test.probabilities.astype(float).sum(axis=1) == pytest.approx(np.ones(1000), abs=5e-3)


@every_model
def test_validation_digits_are_kept_like_test_digits(result):
    """The page shows the mistakes on these while the test set is closed."""
    images, labels = part(result, 1)
    assert (load_digits()[0][result.validation.indices] / 255 == images).all()
    assert (result.validation.labels == labels).all()
    assert (result.validation.predictions == logits(result, images).argmax(1)).mean() > 0.995
    assert result.validation.accuracy == pytest.approx(result.val_accuracies[-1], abs=1e-6)
    assert result.validation.probabilities.shape == (400, 10)


@pytest.mark.parametrize("model", RUNS)
def test_the_same_settings_give_the_same_numbers_bit_for_bit(model):
    """Random numbers drawn before a run do not change it."""
    first = pickle.dumps(train(RUNS[model]))
    torch.rand(3)
    assert pickle.dumps(train(RUNS[model])) == first


@pytest.mark.parametrize("seed", ["seed", "data_seed"])
def test_another_seed_gives_another_run(seed):
    """Each of the two seeds changes the run."""
    settings = RUNS["linear"]
    other = train(settings.model_copy(update={seed: 7}))
    assert other.losses[0] != run(settings).losses[0]
    same_images = (other.test.indices == run(settings).test.indices).all()
    assert same_images == (seed == "seed")


def test_a_linear_model_is_as_good_as_scikit_learns_logistic_regression(monkeypatch):
    """Model and loss are the same; only the optimizer differs."""
    monkeypatch.setattr(mnist_settings, "SIZES", (600, 400, 4000))
    result = train(Settings(model="linear", augment=False, epochs=20))
    images, labels = load_digits()
    training, _, test = split((600, 400, 4000), 0)
    pixels = images.reshape(-1, 784) / 255
    with threadpool_limits(1):
        reference = LogisticRegression(C=0.1, max_iter=300, tol=1e-3).fit(pixels[training], labels[training])
    assert result.test_accuracy == pytest.approx(reference.score(pixels[test], labels[test]), abs=0.02)


def test_moved_digits_make_the_perceptron_better_at_new_ones():
    """Augmentation raises the training loss and the test accuracy."""
    moved_digits, still = (trained(Settings(epochs=8, augment=augment)) for augment in (True, False))
    assert still.losses[-1] < moved_digits.losses[-1]
    assert moved_digits.test_accuracy > still.test_accuracy
    assert moved_digits.test_accuracy > 0.93


def test_a_convolutional_network_reads_most_digits_after_one_epoch():
    """One epoch brings the test accuracy above 85 %; with a broken layer it stays near one in ten."""
    assert run(RUNS["cnn"]).test_accuracy > 0.85


def test_labels_that_mean_nothing_cannot_be_tested_well(monkeypatch):
    """No test image leaks into training: with random labels, the test accuracy stays near one in ten."""
    line = 'labels = torch.tensor(file["labels"], dtype=torch.long)'
    edited(monkeypatch, line, f"{line}[torch.randperm(5000)]")
    result = train(Settings(augment=False, epochs=10))
    assert result.accuracies[-1] > 0.25
    assert result.test_accuracy < 0.15


def test_moving_by_nothing_changes_nothing(moved, monkeypatch):
    """The grid meets the centres of the pixels."""
    monkeypatch.setattr(torch.Tensor, "uniform_", lambda tensor, *_: tensor.zero_())
    images = torch.tensor(load_digits()[0][:50]).unsqueeze(1) / 255
    assert torch.allclose(moved(images), images, atol=1e-4)


def test_a_moved_digit_is_the_one_that_scipy_makes_of_the_same_map(moved):
    """The formula of the program in pixels, with the interpolation of another library."""
    image = load_digits()[0][2500] / 255
    torch.manual_seed(5)
    zoom, angle, right, down = torch.empty(4, 1).uniform_(-1, 1)[:, 0].double().numpy() * (0.1, math.pi / 18, 1.5, 1.5)
    v, u = np.meshgrid(np.arange(28) - 13.5, np.arange(28) - 13.5, indexing="ij")
    x = (1 + zoom) * (np.cos(angle) * u - np.sin(angle) * v) + right
    y = (1 + zoom) * (np.sin(angle) * u + np.cos(angle) * v) + down
    expected = map_coordinates(image, [y + 13.5, x + 13.5], order=1)
    torch.manual_seed(5)
    ours = moved(torch.from_numpy(image).float()[None, None])
    assert ours[0, 0].numpy() == pytest.approx(expected, abs=1e-4)


def test_moves_differ_from_digit_to_digit_and_stay_small(moved):
    """The centre of mass moves by at most 1.5 pixels, and a little more by zoom and turn."""
    image = torch.tensor(load_digits()[0][4000]).float() / 255
    torch.manual_seed(0)
    copies = moved(image.expand(200, 1, 28, 28))[:, 0].numpy()
    centres = (copies.sum(axis=1) * np.arange(28)).sum(axis=1) / copies.sum(axis=(1, 2))
    shifts = centres - (image.sum(dim=0) * torch.arange(28)).sum().item() / image.sum().item()
    assert np.abs(shifts).max() < 2
    assert shifts.min() < -1 < 1 < shifts.max()
    assert 0 <= copies.min() <= copies.max() <= 1 + 1e-6


def test_progress_is_reported_after_every_step_with_a_live_curve():
    """29 batches of 128 in 3,600 images, three epochs: 87 steps. Each epoch adds a point to the curve."""
    seen = []
    train(RUNS["linear"], on_progress=lambda p: seen.append((p.step, p.steps, len(p.curves["loss"]))))
    assert [step for step, _, _ in seen] == list(range(1, 88))
    assert {steps for _, steps, _ in seen} == {87}
    assert [length for _, _, length in seen[::29]] == [0, 1, 2]


def test_a_run_seen_before_its_end_looks_as_a_shorter_run_would():
    """The picture after an epoch is the result of a run of one epoch, seen by a few digits of each part."""
    seen: list = []

    def look(progress):
        if progress.step == 30:
            seen.append(progress.partial_result())

    train(RUNS["linear"], on_progress=look)
    short = train(RUNS["linear"].model_copy(update={"epochs": 1}))
    (live,) = seen
    assert live.snapshot_epochs.tolist() == [0, 1]
    assert live.losses[0] == pytest.approx(short.losses[0], rel=0.05)
    assert live.losses[1] == pytest.approx(short.losses[1], rel=0.2)


def test_whoever_raises_in_on_progress_stops_the_run():
    """An exception stops the run at the same step."""
    seen = []

    class StopHere(Exception):
        pass

    def stop(progress):
        seen.append(progress.step)
        if progress.step == 3:
            raise StopHere

    with pytest.raises(StopHere):
        train(RUNS["mlp"], on_progress=stop)
    assert seen == [1, 2, 3]


@pytest.mark.parametrize(("batch_size", "step"), [(16, 2), (64, 1)])
def test_a_loss_that_is_no_number_ends_the_run_with_the_step(monkeypatch, batch_size, step):
    """After a step of 1e38, the next batch finds the infinite loss, or the evaluation if there is no next batch."""
    monkeypatch.setattr(mnist_settings, "SIZES", (64, 16, 10))
    edited(monkeypatch, "lr=LEARNING_RATE", "lr=1e38")
    with pytest.raises(Diverged, match=f"at step {step} ") as caught:
        train(Settings(model="mlp", optimizer="SGD", epochs=1, batch_size=batch_size))
    assert caught.value.step == step


@pytest.mark.parametrize("optimizer", ["SGD", "RMSprop"])
def test_an_absurd_learning_rate_gives_finite_numbers(optimizer):
    """At 100 the weights leave the range of float16, but the loss stays finite."""
    result = trained(Settings(optimizer=optimizer, learning_rate=100, hidden=32, epochs=1))
    assert np.isfinite(result.snapshots).all()
    assert np.isfinite(result.losses).all()


@pytest.mark.parametrize(("model", "inside"), [("mlp", [784, 200]), ("cnn", [16, 32]), ("linear", [784])])
def test_stepping_shows_the_batch_as_it_comes_in_and_on_its_way_through_the_model(model, inside):
    """The loop and ``forward`` name each shape, from the images to the ten outputs."""
    trace = step_through((Settings(model=model),))
    first = next(i for i, step in enumerate(trace.steps) if "batch" in {c.name for c in step.changes})
    way = [
        (change.name, change.shape)
        for step in trace.steps[first:]
        if step.function in ("", "forward")
        for change in step.changes
        if change.kind == "tensor" and not change.name.startswith("model.")
    ]
    end = way.index(("pred_y", (128, 10)))
    start = [("batch", (128,)), ("input_X", (128, 1, 28, 28)), ("true_y", (128,)), ("input_X", (128, 1, 28, 28))]
    assert way[:4] == start
    assert [shape[1] for name, shape in way[4:end] if name == "x"] == inside
    assert way[end + 1] == ("loss", ())


def test_torchvision_is_imported_for_the_full_set_only():
    """torchvision takes more than a second and 80 MB in every worker."""
    code = "import sys, mlcore.mnist; assert not {'torchvision', 'PIL'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
