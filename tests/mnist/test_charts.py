"""The charts of the digits lesson: data, encodings and words."""

import base64
import io
import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mlcore.mnist.settings import MnistSettings
from pages.lessons.mnist.charts import trained as charts
from pages.ui import verdicts
from pages.ui.charts.images import montage
from pages.ui.labels import label
from pages.ui.percent import percent
from tests.support.drawn import compiles, svg
from tests.support.specs import in_view, numbers, replayed
from tests.support.tooltips import unasked
from tests.support.training import trained


@pytest.fixture(scope="module", params=["linear", "mlp", "cnn"])
def result(request):
    """A short run of each model."""
    return trained(MnistSettings(model=request.param, epochs=2, hidden=32))


def pixels(uri):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))).convert("RGB"))


@pytest.mark.parametrize("columns", [1, 3])
def test_a_replay_compiles_with_its_epochs(result, columns):
    spec = in_view(charts.replay, result, columns=columns)
    assert spec["columns"] == columns
    assert compiles(replayed(spec, result.snapshot_epochs))


def test_curves_hold_every_snapshot_of_training_and_validation(result):
    """The two curves are not swapped."""
    points = charts.replay(result)["datasets"]["loss"]
    training = [point["y"] for point in points if point["label"] == "training"]
    validation = [point["y"] for point in points if point["label"] == "validation"]
    np.testing.assert_allclose(training, result.losses, atol=1e-4)
    np.testing.assert_allclose(validation, result.val_losses, atol=1e-4)
    assert [point["x"] for point in points][:3] == [0, 1, 2]


def test_weights_are_blue_where_positive_and_orange_where_negative(result):
    images = numbers(charts.replay(result), "weights")["url"]
    assert len(images) == len(result.snapshot_epochs)
    first = result.snapshots[-1][0]
    image = pixels(images[-1])[1::3, 1::3].astype(int)
    row, column = np.unravel_index(first.argmax(), first.shape)
    assert image[row, column, 2] > image[row, column, 0]
    row, column = np.unravel_index(first.argmin(), first.shape)
    assert image[row, column, 0] > image[row, column, 2]


def test_a_montage_shows_every_unit_once():
    units = np.arange(1, 8, dtype=np.uint8)[:, None, None] * np.ones((7, 2, 2), dtype=np.uint8)
    sheet = montage(units)
    assert [int((sheet == value).sum()) for value in range(1, 8)] == [2 * 2 * 9] * 7


def test_the_confusion_matrix_counts_what_was_written_by_what_was_read(result):
    """Rows are true digits, columns are predictions."""
    spec = charts.confusion(result.test, (7, 9), "Test digits")
    cells = numbers(spec, "cell")
    counts = dict(zip(zip(cells["row"], cells["column"], strict=True), cells["n"], strict=True))
    for row in range(10):
        for column in range(10):
            expected = ((result.test.labels == row) & (result.test.predictions == column)).sum()
            assert counts[row, column] == expected
    picture = svg(spec)
    assert "read as" in picture
    assert "Test digits" in picture


def test_a_cell_of_the_confusion_matrix_can_be_clicked_and_the_chosen_one_is_framed(result):
    """The selection carries row and column, and the frame is around the chosen cell."""
    spec = charts.confusion(result.test, (7, 9), "Test digits")
    assert numbers(spec, "here") == {"row": [7], "column": [9]}
    select = [param for param in spec["params"] if param["name"] == charts.CELL]
    assert [param["select"]["fields"] for param in select] == [["row", "column"]]


def test_the_words_of_the_confusion_matrix_name_the_largest_mistake(result):
    counts = np.array(result.test.confusion)
    text = charts.confusion_alt(result.test)
    assert f"{np.trace(counts)} of 1000 digits" in text
    np.fill_diagonal(counts, 0)
    assert f"{counts.max()} times" in text
    perfect = charts.confusion_alt(replace(result.test, predictions=result.test.labels))
    assert perfect == "Confusion matrix: all 1000 digits are read right."  # and 0 as 0 is no mistake


def test_the_words_of_a_run_hold_its_numbers(result):
    text = charts.alt_text(result)
    assert f"model {label(result.settings.model, 'mnist.model')}, trained for 2 epochs" in text
    assert f"{result.final_loss:.4f}" in text
    assert percent(result.val_accuracies[-1]) in text


def test_a_chart_shows_only_the_tooltips_that_it_defines(result):
    """Without this, a theme shows raw fields such as the text of an image."""
    assert unasked(replayed(charts.replay(result), result.snapshot_epochs)) == 0
    assert unasked(charts.confusion(result.test, (7, 9), "Test digits")) == 0


@pytest.mark.parametrize(
    ("losses", "accuracy", "words"),
    [
        ([2.3, 1.0, 0.4], 0.9, ""),
        ([2.3, 6.6, 5.1], 0.84, ""),
        ([2.3, 5e4, 1e27], 0.17, "The loss exploded"),
        ([2.3, 1e3, 5e2], 0.84, "The loss exploded"),
        ([2.3, 2.4, 2.34], 0.1, "Not clearly better than a guess"),
        ([2.32, 2.3198, 2.3195], 0.11, "The loss was still falling"),
    ],
)
def test_a_run_that_learned_nothing_is_described_as_such(result, losses, accuracy, words):
    """An exploded, a stuck and a slow run need different advice; no text has a number of 28 digits."""
    share = np.array([0.1, 0.1, accuracy])
    run = replace(result, losses=np.array(losses), final_loss=losses[-1], accuracies=share)
    said = verdicts.words(run.verdict)
    assert said.startswith(words)
    assert bool(said) == bool(words)
    assert said in charts.alt_text(run)
    assert not re.search(r"\d{6}|fell|rose", charts.alt_text(run))
    assert len(charts.loss_text(losses[-1])) < 12
