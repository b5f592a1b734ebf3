"""The charts of the classification lesson: data, encodings and words."""

import base64
import io
import json
import re

import numpy as np
import pytest
import torch
from PIL import Image

from mlcore.classification.forward import probe
from mlcore.classification.point_sets import draw_points, square_of
from mlcore.classification.settings import ClassificationSettings, ModesSettings
from pages.lessons.classification.charts import batches, confusion, modes
from pages.lessons.classification.charts import probe as probe_charts
from pages.lessons.classification.charts import softmax as softmax_charts
from pages.lessons.classification.charts import trained as charts
from pages.lessons.classification.state import ProbeState, SoftmaxState
from pages.ui.charts import theme
from pages.ui.percent import percent
from tests.support.drawn import compiles, svg
from tests.support.specs import in_view, numbers, replayed
from tests.support.training import trained


@pytest.fixture(scope="module")
def result():
    """A short run, as a page receives it."""
    settings = ClassificationSettings(train_size=60, hidden=16, optimizer="Adam", learning_rate=0.05, epochs=40)
    return trained(settings)


@pytest.fixture(scope="module")
def asked():
    return trained(ModesSettings())


def pixels(uri):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))).convert("RGB")).astype(int)


def distance(colour, name):
    return np.abs(colour - np.array([int(name[i : i + 2], 16) for i in (1, 3, 5)])).sum()


def test_no_mark_has_the_raw_tooltip_of_streamlits_theme(result, asked):
    """A tooltip names its quantities; an image or a line of the axes has none."""
    specs = [
        charts.replay(result),
        charts.two_sets([draw_points("cardioids", 10, 0.0, 0, 0)] * 2, square_of("cardioids")),
        probe_charts.probed(result),
        softmax_charts.by_hand(),
        confusion.confusion(result.val_confusion, theme.CLASS_NAMES),
        batches.epoch_bar(100, 32),
        modes.asked(asked),
    ]
    for spec in specs:
        assert spec["config"]["mark"]["tooltip"] is None
        tooltips = re.findall(r'"tooltip": (\[[^]]*\]|\{[^}]*\})', json.dumps(spec))
        assert all(text.count('"title"') == text.count('"field"') for text in tooltips)


def test_the_tooltip_of_a_mistake_shows_its_share_of_the_true_class():
    """The sign that chooses the colour is not part of the share."""
    spec = confusion.confusion(np.array([[3, 1, 0], [0, 4, 0], [0, 0, 4]]), theme.CLASS_NAMES)
    assert numbers(spec, "cell")["share"][:2] == [0.75, 0.25]


def test_the_words_of_a_confusion_matrix_without_mistakes_name_none():
    words = confusion.alt_text(np.diag([5, 5, 5]), theme.CLASS_NAMES)
    assert words == "Confusion matrix: all 15 points are classified correctly."


def test_numbers_have_no_minus_zero(result):
    point = ProbeState(x1=-0.0, x2=0.0)
    words = probe_charts.alt_text(point, probe(result.state, point.x1, point.x2))
    assert "(0.0, 0.0)" in words


@pytest.mark.parametrize("columns", [1, 3])
def test_a_replay_compiles_with_its_epochs(result, columns):
    spec = in_view(charts.replay, result, columns=columns)
    assert spec["columns"] == columns
    assert compiles(replayed(spec, result.snapshot_epochs))


def test_the_courses_three_panels_show_validation_points_until_the_test_set_is_open(result):
    """Each panel shows the points that its title names, and none shows test points before they are asked for."""
    spec = charts.replay(result)
    truth, other, training = (numbers(spec, name) for name in ("truth", "other", "train"))
    np.testing.assert_array_equal(truth["class"], result.val_labels[:500])
    np.testing.assert_array_equal(np.array(other["class"]).T, result.snapshots.val_predictions[:, :500])
    np.testing.assert_array_equal(np.array(training["class"]).T, result.snapshots.train_predictions)
    np.testing.assert_allclose(other["x"], result.val_inputs[:500, 0], atol=0.01)
    np.testing.assert_allclose(training["y"], result.train_inputs[:, 1], atol=0.01)
    assert "test" not in json.dumps(spec).lower()
    opened = charts.replay(result, "test")
    np.testing.assert_array_equal(numbers(opened, "truth")["class"], result.test_labels[:500])
    np.testing.assert_array_equal(
        np.array(numbers(opened, "other")["class"]).T, result.snapshots.test_predictions[:, :500]
    )
    titles = [view.get("title") for view in opened["concat"]]
    assert titles[3:] == ["Test points: true class", "Test points: predicted", "Training points: predicted"]


def test_the_drawn_network_has_the_weights_of_the_units_that_do_most(result):
    """The chart draws the weights and biases of the 8 of 16 hidden units that do most, in the order of the units."""
    hidden, output = result.state["hidden.weight"], result.state["output.weight"]
    size = np.linalg.norm(hidden, axis=1) * np.linalg.norm(output, axis=0)
    drawn = np.sort(np.argsort(-size)[:8])
    spec = charts.replay(result)
    edges = numbers(spec, "weight")
    last = [w[-1] for w in edges["w"]]
    np.testing.assert_allclose(last[:16], hidden[drawn].ravel(), atol=6e-4)
    np.testing.assert_allclose(last[16:], output[:, drawn].ravel(), atol=6e-4)
    assert edges["x"] == [0] * 16 + [1] * 24
    biases = [result.state["hidden.bias"][drawn], result.state["output.bias"]]
    np.testing.assert_allclose([b[-1] for b in numbers(spec, "bias")["b"]], np.concatenate(biases), atol=6e-4)
    assert spec["concat"][1]["title"]["text"] == "Network (8 of 16 hidden units)"


def test_a_hidden_unit_is_blue_where_its_sum_is_positive(result):
    """Each hidden unit's map is blue where that unit's sum is positive, so no map is upside down."""
    frames, (x1, x2, side) = len(result.snapshot_epochs), result.square
    urls = numbers(charts.replay(result), "unit")["url"]
    shots = result.snapshots
    for unit in range(8):
        (w1, w2), b = shots.hidden_weight[-1, unit], shots.hidden_bias[-1, unit]
        image = pixels(urls[unit * frames + frames - 1])
        for row, column in ((2, 3), (2, 20), (21, 3), (21, 20)):
            total = w1 * (x1 + side * (column + 0.5) / 24) + w2 * (x2 + side * (23.5 - row) / 24) + b
            if abs(total) > 0.1:
                red, _, blue = image[row, column]
                assert (blue > red) == (total > 0)


def test_the_map_of_an_output_is_the_probability_of_its_class(result):
    shots = result.snapshots
    regions = shots.regions[:, ::2, ::2]
    for k in range(3):
        own = regions // 85 == k
        own &= regions < 255
        assert own.any()
        np.testing.assert_array_equal(shots.class_maps[:, k][own], regions[own])
    together = (shots.class_maps.astype(int) - 85 * np.arange(3)[:, None, None]).sum(axis=1)
    assert np.abs(together - 84).max() <= 1.5


def test_a_ring_is_around_each_point_that_is_wrong_at_the_frame(result):
    ring = numbers(charts.replay(result), "train_ring")
    wrong = result.snapshots.train_predictions != result.train_labels
    np.testing.assert_array_equal(np.array(ring["wrong"]).T, wrong[:, wrong.any(axis=0)])
    np.testing.assert_allclose(ring["x"], result.train_inputs[wrong.any(axis=0), 0], atol=0.01)


def test_both_axes_of_the_plane_show_the_square_of_the_data(result):
    panel = charts.replay(result)["concat"][3]
    encoding = panel["layer"][0]["encoding"]
    assert encoding["x"]["scale"]["domain"] == [-1.5, 6.5]
    assert encoding["y"]["scale"]["domain"] == [-4, 4]


def test_a_region_is_drawn_in_the_colour_of_its_likeliest_class_with_x2_upwards(result):
    image = pixels(numbers(charts.replay(result), "regions")["url"][-1])
    region = result.snapshots.regions[-1]
    for label in range(3):
        row, column = np.unravel_index(np.where(region // 85 == label, region % 85, 0).argmax(), region.shape)
        colour = image[63 - row, column]
        assert min(theme.CLASS_SURFACES, key=lambda name: distance(colour, name)) == theme.CLASS_SURFACES[label]


def test_the_palette_leads_from_the_light_middle_to_each_class():
    colours = np.frombuffer(theme.CLASS_RAMP, np.uint8).reshape(256, 3).astype(int)
    for label, surface in enumerate(theme.CLASS_SURFACES):
        assert distance(colours[85 * label + 28], theme.NEUTRAL) == 0
        assert distance(colours[85 * label + 84], surface) == 0


def test_curves_hold_all_training_and_validation_values(result):
    spec = charts.replay(result)
    for name, training, validation in (
        ("loss", result.losses, result.val_losses),
        ("accuracy", result.accuracies, result.val_accuracies),
    ):
        points = numbers(spec, name)
        np.testing.assert_allclose(points["y"], [*training, *validation], atol=1e-4)
        assert points["label"] == ["training"] * len(training) + ["validation"] * len(validation)


def test_the_words_of_a_run_hold_its_numbers(result):
    text = charts.alt_text(result)
    assert "16 hidden units learning cardioids from 60 points over 40 epochs" in text
    assert f"{result.val_accuracies[-1]:.1%} of the validation points" in text
    assert "test points" not in text
    assert f"Of the test points {result.test_accuracy:.1%}" in charts.alt_text(result, "test")


def test_both_sets_are_drawn_before_there_is_a_run():
    parts = [draw_points("cardioids", count, 0.0, 0, part) for count, part in ((700, 0), (30, 1))]
    spec = charts.two_sets(parts, square_of("cardioids"))
    assert [len(numbers(spec, name)["x"]) for name in ("training", "validation")] == [500, 30]
    assert "700 training and 30 validation" in charts.two_sets_alt(parts)
    assert "Validation points" in svg(spec)


def drawn_numbers(spec: dict, **values: float) -> list[str]:
    """Return the numbers beside the bars that Vega draws where the sliders stand at these values."""
    params = [
        {**param, "value": str(values.get(param["name"].rstrip("_"), param.get("value")))}
        if param["name"].rstrip("_") in values and param["name"].endswith("_")
        else param
        for param in spec["params"]
    ]
    picture = svg({**spec, "params": params})
    return re.findall(r">(−?\d+\.\d{3})<", picture)


@pytest.mark.parametrize(("x1", "x2"), [(1.0, 0.5), (-0.7, 1.2), (4.1, -2.5)])
def test_the_browsers_network_gives_the_logits_and_probabilities_of_mlcore(result, x1, x2):
    """The picture computes the network itself while the point is dragged."""
    answer = probe(result.state, x1, x2)
    found = [float(text.replace("−", "-")) for text in drawn_numbers(probe_charts.probed(result), x1=x1, x2=x2)]
    np.testing.assert_allclose(found, [*answer.logits, *answer.probabilities], atol=0.003)
    words = probe_charts.alt_text(ProbeState(x1=x1, x2=x2), answer)
    assert f"0: {percent(answer.probabilities[0])}" in words


def test_a_dragged_point_stays_in_the_plane(result):
    """A dragged point stays in the plane, where a hand can take hold of it again."""
    drags = {
        param["name"]: param["on"][0]["update"] for param in probe_charts.probed(result)["params"] if "on" in param
    }
    assert "-1.5, 6.5)" in drags["x1_"]
    assert "-4.0, 4.0)" in drags["x2_"]


@pytest.mark.parametrize(
    "state", [SoftmaxState(), SoftmaxState(z0=-3, z1=0.4, z2=2, added=1.5, temperature=0.5), SoftmaxState(added=-4)]
)
def test_the_browsers_softmax_is_that_of_torch(state):
    """Three panels: what softmax is taken of, the probabilities, and the cross-entropy if each class is the truth."""
    z = torch.tensor(state.scaled)
    expected = [*z, *torch.softmax(z, 0), *(-torch.log_softmax(z, 0))]
    found = [float(text.replace("−", "-")) for text in drawn_numbers(softmax_charts.by_hand(), **state.model_dump())]
    np.testing.assert_allclose(found, expected, atol=6e-4)


def test_adding_to_all_logits_changes_no_probability():
    """The page says so."""
    plain, added = SoftmaxState(z0=1.3, z2=-2), SoftmaxState(z0=1.3, z2=-2, added=3.1)
    assert softmax_charts.alt_text(plain) == softmax_charts.alt_text(added)


def test_the_confusion_matrix_counts_true_classes_in_rows():
    counts = np.array([[50, 7, 0], [1, 40, 2], [0, 0, 60]])
    spec = confusion.confusion(counts, theme.CLASS_NAMES)
    cells = numbers(spec, "cell")
    found = dict(zip(zip(cells["row"], cells["column"], strict=True), cells["n"], strict=True))
    assert found["◆ 0", "● 1"] == 7
    assert found["● 1", "◆ 0"] == 1
    assert "predicted class" in svg(spec)
    text = confusion.alt_text(counts, theme.CLASS_NAMES)
    assert "150 of 160 points" in text
    assert "class ◆ 0 for class ● 1: 7 times" in text


@pytest.mark.parametrize(
    ("points", "batch", "cut"),
    [(100, 32, [32, 32, 32, 4]), (64, 32, [32, 32]), (10, 10, [10]), (8000, 32, [32] * 250)],
)
def test_an_epoch_is_cut_into_full_batches_and_a_remainder(points, batch, cut):
    """The last batch has the remaining points; there is no empty batch."""
    assert batches.sizes(points, batch) == cut
    bar = numbers(batches.epoch_bar(points, batch), "batch")
    assert (bar["start"][0], bar["end"][-1], len(bar["end"])) == (0, points, len(cut))
    assert bar["first"] == [1] + [0] * (len(cut) - 1)
    words = "1 batch" if len(cut) == 1 else f"{len(cut)} batches"
    assert f"in {words}, one an iteration" in batches.epoch_bar_alt(points, batch)
    assert compiles(batches.epoch_bar(points, batch))


def test_both_modes_are_drawn_with_every_accuracy(asked):
    spec = modes.asked(asked)
    np.testing.assert_allclose(
        numbers(spec, "asked")["y"], [*asked.train_accuracies, *asked.eval_accuracies], atol=1e-4
    )
    assert "eval()" in svg(spec)
    assert f"{asked.train_accuracies.min():.1%} and {asked.train_accuracies.max():.1%}" in modes.asked_alt(asked)


def test_the_table_of_stored_tensors_has_a_row_for_each_way(asked):
    rows = modes.rows(asked)
    assert [row["way"].strip("`") for row in rows] == list(asked.memory)
    assert rows[0]["backward possible"] == "yes"
    assert rows[-1]["kept for backward"] == "0 kB"
