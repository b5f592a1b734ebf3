"""The charts of the classification lesson: data, encodings and words."""

import base64
import io
import json
import re

import numpy as np
import pytest
import vl_convert
from PIL import Image

from mlcore.classification.forward import probe
from mlcore.classification.point_sets import draw_points, square_of
from mlcore.classification.settings import ClassificationSettings, ModesSettings, OverfitSettings
from pages.lessons.classification.charts import batches, confusion, modes, test_set_overfit
from pages.lessons.classification.charts import trained as charts
from pages.lessons.classification.state import ProbeState
from pages.ui.charts import theme
from tests.support.specs import in_view, numbers, replayed
from tests.support.training import trained


@pytest.fixture(scope="module")
def result():
    """A short run, as a page receives it."""
    settings = ClassificationSettings(train_size=60, hidden=16, optimizer="Adam", learning_rate=0.05, epochs=40)
    return trained(settings)


@pytest.fixture(scope="module")
def choosing():
    return trained(OverfitSettings(candidates=8))


@pytest.fixture(scope="module")
def asked():
    return trained(ModesSettings())


def pixels(uri):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))).convert("RGB")).astype(int)


def distance(colour, name):
    return np.abs(colour - np.array([int(name[i : i + 2], 16) for i in (1, 3, 5)])).sum()


def test_no_mark_has_the_raw_tooltip_of_streamlits_theme(result, choosing, asked):
    """A tooltip names its quantities; an image or a line of the axes has none."""
    point = ProbeState()
    specs = [
        charts.replay(result),
        charts.three_sets([draw_points("cardioids", 10, 0.0, 0, 0)] * 3, square_of("cardioids")),
        charts.probed(result, point, probe(result.state, point.x1, point.x2)),
        confusion.confusion(result.confusion, theme.CLASS_NAMES),
        batches.epoch_bar(100, 32),
        modes.asked(asked),
        test_set_overfit.chosen(choosing),
    ]
    for spec in specs:
        assert spec["config"]["mark"]["tooltip"] is None
        tooltips = re.findall(r'"tooltip": (\[[^]]*\]|\{[^}]*\})', json.dumps(spec))
        assert all(text.count('"title"') == text.count('"field"') for text in tooltips)


def test_the_tooltip_of_a_mistake_shows_its_share_of_the_true_class():
    """The sign that chooses the colour is not part of the share."""
    spec = confusion.confusion(np.array([[3, 1, 0], [0, 4, 0], [0, 0, 4]]), theme.CLASS_NAMES)
    assert numbers(spec, "cell")["share"][:2] == [0.75, 0.25]


@pytest.mark.parametrize(("share", "text"), [(1, "100.0%"), (7999 / 8000, "99.9%"), (0.5, "50.0%")])
def test_only_a_share_of_1_is_100_percent(share, text):
    assert charts.percent(share) == text


def test_the_words_of_a_confusion_matrix_without_mistakes_name_none():
    words = confusion.alt_text(np.diag([5, 5, 5]), theme.CLASS_NAMES)
    assert words == "Confusion matrix: all 15 test points are classified correctly."


def test_numbers_have_no_minus_zero(result):
    point = ProbeState(x1=-0.0, x2=0.0)
    words = charts.probed_alt(point, probe(result.state, point.x1, point.x2))
    assert "(0.0, 0.0)" in words
    assert charts.bar_values(np.array([-1e-9]))["name"] == ["◆ 0: 0.000"]


@pytest.mark.parametrize("columns", [1, 3])
def test_a_replay_compiles_with_its_epochs(result, columns):
    spec = in_view(charts.replay, result, columns=columns)
    assert spec["columns"] == columns
    assert vl_convert.vegalite_to_vega(replayed(spec, result.snapshot_epochs))["marks"]


def test_the_courses_three_panels_show_true_and_predicted_classes_of_the_right_points(result):
    """Each panel shows the points that its title names."""
    spec = charts.replay(result)
    truth, test, training = (numbers(spec, name) for name in ("truth", "test", "train"))
    np.testing.assert_array_equal(truth["class"], result.test_labels[:500])
    np.testing.assert_array_equal(np.array(test["class"]).T, result.snapshots.test_predictions[:, :500])
    np.testing.assert_array_equal(np.array(training["class"]).T, result.snapshots.train_predictions)
    np.testing.assert_allclose(test["x"], result.test_inputs[:500, 0], atol=0.01)
    np.testing.assert_allclose(training["y"], result.train_inputs[:, 1], atol=0.01)
    titles = [view["title"] for view in spec["concat"]]
    assert titles[3:] == ["Test points: true class", "Test points: predicted", "Training points: predicted"]


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
    assert f"{result.test_accuracy:.1%} of the test points" in text


def test_the_three_sets_are_drawn_before_there_is_a_run():
    parts = [draw_points("cardioids", count, 0.0, 0, part) for count, part in ((700, 0), (30, 1), (40, 2))]
    spec = charts.three_sets(parts, square_of("cardioids"))
    assert [len(numbers(spec, name)["x"]) for name in ("training", "validation", "test")] == [500, 30, 40]
    assert "700 training, 30 validation and 40 test" in charts.three_sets_alt(parts)
    assert "Validation points" in vl_convert.vegalite_to_svg(spec)


def test_a_probe_shows_logits_and_probabilities_by_class(result):
    point = ProbeState(x1=0.2, x2=-0.3)
    answer = probe(result.state, point.x1, point.x2)
    spec = charts.probed(result, point, answer)
    np.testing.assert_allclose(numbers(spec, "logit")["value"], answer.logits, atol=1e-4)
    np.testing.assert_allclose(numbers(spec, "share")["value"], answer.probabilities, atol=1e-4)
    assert numbers(spec, "spot") == {"x": [0.2], "y": [-0.3]}
    assert f"◆ 0: {answer.probabilities[0]:.3f}" in vl_convert.vegalite_to_svg(spec)
    assert f"0: {charts.percent(answer.probabilities[0])}" in charts.probed_alt(point, answer)


def test_the_confusion_matrix_counts_true_classes_in_rows():
    counts = np.array([[50, 7, 0], [1, 40, 2], [0, 0, 60]])
    spec = confusion.confusion(counts, theme.CLASS_NAMES)
    cells = numbers(spec, "cell")
    found = dict(zip(zip(cells["row"], cells["column"], strict=True), cells["n"], strict=True))
    assert found["◆ 0", "● 1"] == 7
    assert found["● 1", "◆ 0"] == 1
    assert "predicted class" in vl_convert.vegalite_to_svg(spec)
    text = confusion.alt_text(counts, theme.CLASS_NAMES)
    assert "150 of 160 test points" in text
    assert "class ◆ 0 for class ● 1, 7 times" in text


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
    assert f"in {len(cut)} batches" in batches.epoch_bar_alt(points, batch)
    assert vl_convert.vegalite_to_vega(batches.epoch_bar(points, batch))["marks"]


def test_both_modes_are_drawn_with_every_accuracy(asked):
    spec = modes.asked(asked)
    np.testing.assert_allclose(
        numbers(spec, "asked")["y"], [*asked.train_accuracies, *asked.eval_accuracies], atol=1e-4
    )
    assert "eval()" in vl_convert.vegalite_to_svg(spec)
    assert f"{asked.train_accuracies.min():.1%} and {asked.train_accuracies.max():.1%}" in modes.asked_alt(asked)


def test_the_table_of_stored_tensors_has_a_row_for_each_way(asked):
    rows = modes.rows(asked)
    assert [row["way"].strip("`") for row in rows] == list(asked.memory)
    assert rows[0]["backward possible"] == "yes"
    assert rows[-1]["kept for backward"] == "0 kB"


@pytest.mark.parametrize("columns", [1, 3])
def test_choosing_is_drawn_by_k_with_intervals_and_all_candidates(choosing, columns):
    spec = in_view(test_set_overfit.chosen, choosing, columns=columns)
    curves = numbers(spec, "by_k")
    means = [*choosing.test_of_best, *choosing.fresh_of_best, *choosing.test_of_honest]
    np.testing.assert_allclose(curves["y"], means, atol=1e-4)
    interval = numbers(spec, "interval")
    assert interval["name"] == ["by test · test", "by test · fresh", "by validation · test", "by validation · fresh"]
    np.testing.assert_allclose(interval["middle"][:2], [choosing.by_test.test, choosing.by_test.fresh])
    assert interval["low"][0] == choosing.by_test.test_interval[0]
    candidate = numbers(spec, "candidate")
    assert candidate["winner"][choosing.by_test.number] == 2
    np.testing.assert_allclose(candidate["x"], choosing.test_accuracies, atol=1e-4)
    assert "best by test" in vl_convert.vegalite_to_svg(spec)


def test_the_words_of_choosing_hold_both_winners(choosing):
    text = test_set_overfit.chosen_alt(choosing)
    assert f"Of 8 candidates the best by test classifies {choosing.by_test.test:.1%}" in text
    assert f"{100 * choosing.optimism:.1f} points too much" in text
