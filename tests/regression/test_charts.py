"""The charts of the regression lesson: data, encodings and words."""

import base64
import io
import json
import re
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from mlcore.regression.settings import RegressionSettings
from mlcore.regression.surfaces import training_points
from mlcore.regression.training import train
from pages.lessons.regression.charts import trained as charts
from pages.lessons.regression.charts import untrained
from pages.ui.charts import theme
from pages.ui.charts.spec import data_names
from tests.support.drawn import svg
from tests.support.specs import in_view, numbers, replayed
from tests.support.training import trained

SETTINGS = {
    "course": RegressionSettings(epochs=12, hidden=8, samples=100),
    "sine": RegressionSettings(epochs=12, hidden=8, dataset="sine", standardize=True),
    "without noise": RegressionSettings(epochs=1, hidden=1, dataset="plane", noise=0, samples=400),
}


@pytest.fixture(scope="module")
def one_thread():
    """Train as the workers do."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def results(one_thread):
    """Short runs as a page receives them."""
    return {name: trained(settings) for name, settings in SETTINGS.items()}


@pytest.fixture
def course(results):
    return results["course"]


@pytest.fixture
def sine(results):
    return results["sine"]


def pixels(uri: str) -> np.ndarray:
    """Return an image's colours, int, shape (32, 32, 3), its lowest row first."""
    image = Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))).convert("RGB")
    return np.asarray(image).astype(int)[::-1]


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("columns", [1, 3])
def test_a_replay_compiles_and_draws(results, name, columns):
    """Runs with one input, without noise or with one epoch have valid charts."""
    result = results[name]
    spec = replayed(in_view(charts.replay, result, columns=columns), result.snapshot_epochs)
    assert "<svg" in svg(spec)


@pytest.mark.parametrize("name", ["course", "sine"])
def test_no_mark_has_the_raw_tooltip_of_streamlits_theme(results, name):
    """Only marks that name their own quantities have a tooltip."""
    spec = charts.replay(results[name])
    assert spec["config"]["mark"]["tooltip"] is None
    tooltips = [
        field for found in re.findall(r'"tooltip": (\[[^]]*\])', json.dumps(spec)) for field in json.loads(found)
    ]
    assert {field["title"] for field in tooltips} >= {"Epoch", "true", "predicted"}


@pytest.mark.parametrize("name", SETTINGS)
def test_the_points_before_a_run_are_those_that_it_trains_on(results, name):
    """Drawing the points needs no torch; the program draws the same ones."""
    result = results[name]
    x, y = training_points(*(getattr(SETTINGS[name], field) for field in ("dataset", "samples", "noise", "data_seed")))
    np.testing.assert_allclose(x, result.x, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(y, result.y, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("columns", [1, 3])
def test_the_points_before_a_run_are_drawn_in_the_colours_of_the_surface(results, name, columns):
    """Points above 0 are blue on the same scale as the truth beside them."""
    settings, result = SETTINGS[name], results[name]
    spec = in_view(untrained.points, settings, columns=columns)
    assert "<svg" in svg(spec)
    assert f"{settings.samples:,} training points of the surface {settings.dataset}" in untrained.alt_text(settings)
    if settings.dataset == "sine":
        np.testing.assert_allclose(numbers(spec, "seen")["y"], result.y[:500], atol=1e-4)
    else:
        assert numbers(spec, "truth") == numbers(charts.replay(result), "truth")
        reach, _ = charts.reaches(result)
        np.testing.assert_allclose(numbers(spec, "point")["shade"], result.y[:500] / reach, atol=1e-4)


def test_the_charts_stand_in_columns_of_curves_linear_model_and_mlp(course):
    titles = [view["title"] for view in charts.replay(course)["concat"]]
    assert ["inear" in title for title in titles] == [False, True, False] * 3
    assert ["MLP" in title for title in titles] == [False, False, True] * 3


def test_the_loss_curves_hold_both_models_training_and_validation(course):
    """Each curve has the label of its own model."""
    points = numbers(charts.replay(course), "loss")
    curves = {
        label: [y for y, other in zip(points["y"], points["label"], strict=True) if other == label]
        for label in dict.fromkeys(points["label"])
    }
    assert list(curves) == ["MLP, training", "MLP, validation", "linear, training", "linear, validation"]
    expected = (
        course.fits["mlp"].losses,
        course.fits["mlp"].val_losses,
        course.fits["linear"].losses,
        course.fits["linear"].val_losses,
    )
    for drawn, values in zip(curves.values(), expected, strict=True):
        np.testing.assert_allclose(drawn, values, rtol=1e-5, atol=1e-4)


def test_the_noise_floor_is_the_variance_of_the_noise_and_inside_the_axis(course, results):
    spec = charts.replay(course)
    assert numbers(spec, "floor")["y"] == [0.25]
    low, high = numbers(spec, "box")["loss"]
    assert low < 0.25 < course.fits["mlp"].losses[0] < high
    assert numbers(charts.replay(results["without noise"]), "floor") == {}  # no noise, no floor


def test_the_loss_is_drawn_on_a_logarithmic_axis_and_a_leap_is_cut_off(course):
    """A leap to 20,000 does not flatten the rest of the curve."""
    line = charts.replay(course)["concat"][0]["layer"][1]
    assert line["encoding"]["y"]["scale"]["type"] == "log"
    assert line["mark"]["clip"]


def test_all_early_epochs_are_kept_where_the_loss_leaps():
    losses = np.arange(4001.0)
    epochs, values = charts.early_and_late(losses)
    assert epochs[:20].tolist() == list(range(20))
    assert epochs[-1] == 4000
    assert len(epochs) <= 300  # more would be thinned again
    np.testing.assert_array_equal(values, losses[epochs])


def test_the_metric_is_drawn_every_200_of_the_courses_4000_epochs(course):
    snapshot_epochs = np.round(np.linspace(0, 4000, 61)).astype(int)
    assert charts.every_third(snapshot_epochs).tolist() == list(range(0, 4001, 200))
    metric = numbers(charts.replay(course), "metric")
    assert metric["x"][: metric["label"].count("MLP, validation")] == [0, 3, 6, 9, 12]
    np.testing.assert_allclose(metric["y"][:5], course.fits["mlp"].val_maes[[0, 3, 6, 9, 12]], atol=1e-4)


def test_a_model_keeps_its_colour_from_the_loss_to_the_metric(course):
    views = charts.replay(course)["concat"]
    scales = [views[place]["layer"][1]["encoding"]["color"]["scale"] for place in (0, 6)]
    loss, metric = (dict(zip(scale["domain"], scale["range"], strict=True)) for scale in scales)
    assert metric == {label: loss[label] for label in ("MLP, validation", "linear, validation")}


def test_surfaces_are_blue_above_0_and_orange_below(course):
    """The dip at small x2 is at the bottom of the image."""
    spec = charts.replay(course)
    truth = pixels(numbers(spec, "truth")["url"][0])
    height = course.truth.reshape(32, 32)
    high, low = np.unravel_index(height.argmax(), (32, 32)), np.unravel_index(height.argmin(), (32, 32))
    assert truth[high][2] > truth[high][0]
    assert truth[low][0] > truth[low][2]
    assert low[0] == 0  # the lowest row, at x2 near 0


@pytest.mark.parametrize("model", ["linear", "mlp"])
def test_a_residual_is_truth_minus_prediction_at_its_own_snapshot(course, model):
    spec = charts.replay(course)
    _, reach = charts.reaches(course)
    images = numbers(spec, f"{model}_error")["url"]
    assert len(images) == len(course.snapshot_epochs)
    for frame in (0, -1):
        error = (course.truth - course.fits[model].surface[frame].astype(float)).reshape(32, 32)
        image = pixels(images[frame])
        clear = np.abs(error) > 0.2 * reach
        assert ((image[..., 2] > image[..., 0]) == (error > 0))[clear].all()


def test_dots_are_validation_points_frame_by_frame(course):
    dots = numbers(charts.replay(course), "mlp_dots")
    np.testing.assert_allclose(dots["y"], course.val_targets[:120], atol=1e-3)
    np.testing.assert_allclose(np.array(dots["p"]), course.fits["mlp"].val_predictions[:, :120].T, atol=0.01)


def test_training_points_are_marked_where_they_are_few(course, results):
    """100 training points are marked and 400 are not: many points, up to 1,600, hide the surface."""
    assert len(numbers(charts.replay(course), "seen")["x"]) == 100
    assert numbers(charts.replay(results["without noise"]), "seen") == {}


def test_the_sine_shows_the_curve_and_a_mark_at_every_kink_that_comes_into_view(sine):
    spec = charts.replay(sine)
    curve = numbers(spec, "mlp")
    np.testing.assert_allclose(np.array(curve["y"]), sine.fits["mlp"].surface.T, atol=0.01)
    assert (curve["x"][0], curve["x"][-1]) == (0, 10)
    seen = ((sine.kinks > 0) & (sine.kinks < 10)).any(axis=0)
    assert seen.sum() > 0
    kinks = numbers(spec, "kink")
    np.testing.assert_allclose(np.array(kinks["x"]), sine.kinks[:, seen].T, atol=0.01, rtol=1e-3)
    np.testing.assert_allclose(np.array(kinks["y"]), sine.kink_heights[:, seen].T, atol=0.01, rtol=1e-3)
    assert "hinge of a hidden unit" in json.dumps(spec["concat"][0])


def test_the_charts_of_the_sine_have_a_legend_each(sine):
    """The four charts of the sine have colour scales of their own, so their legends are not merged."""
    spec = charts.replay(sine)
    assert len(spec["concat"]) == 4
    assert spec["resolve"]["scale"]["color"] == "independent"


def test_the_words_of_a_run_hold_its_numbers(course, sine):
    text = charts.alt_text(course)
    assert "8 hidden units learning the surface course over 12 epochs" in text
    for value in (
        course.final_loss,
        course.fits["mlp"].val_losses[-1],
        course.fits["linear"].losses[-1],
        course.fits["linear"].val_losses[-1],
    ):
        assert f"{value:.4f}" in text
    assert "noise floor is 0.25" in text
    assert charts.alt_text(sine) != text


@pytest.mark.parametrize(("loss", "text"), [(26871.7, "26,872"), (2.2e27, "more than a billion")])
def test_a_peak_with_many_digits_is_said_in_words(loss, text):
    assert charts.in_digits(loss) == text


def test_the_table_shows_the_test_error_of_each_model_only_when_the_test_set_is_open(course):
    linear, mlp = charts.score_table(course, test=True)
    assert (linear["model"], linear["parameters"], mlp["parameters"]) == ("linear", "3", "33")
    assert linear["test MSE"] == f"{course.fits['linear'].test_loss:.3f}"
    assert mlp["test MAE"] == f"{course.fits['mlp'].test_mae:.3f}"
    assert mlp["training MSE"] == f"{course.final_loss:.3f}"
    assert mlp["validation MAE"] == f"{course.fits['mlp'].val_maes[-1]:.3f}"
    assert not any("test" in name for row in charts.score_table(course, test=False) for name in row)


def test_a_surface_has_shades_from_orange_over_light_to_blue():
    palette = np.frombuffer(charts.PALETTE, np.uint8).reshape(-1, 3)
    assert len(palette) == charts.SHADES
    middle = tuple(int(theme.NEUTRAL[i : i + 2], 16) for i in (1, 3, 5))
    assert np.abs(palette[32].astype(int) - middle).max() < 8


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"learning_rate": 0.05, "hidden": 4}, "linear"),
        ({"learning_rate": 0.05, "hidden": 4, "dataset": "sine", "samples": 200}, "linear"),
        ({"learning_rate": 0.5, "standardize": True, "hidden": 200}, "mlp"),
    ],
)
@pytest.mark.parametrize("columns", [1, 3])
def test_the_charts_of_a_run_without_one_model_compile_and_show_the_other(one_thread, changed, missing, columns):
    """The curve of the model that diverged ends where it did."""
    result: Any = train(RegressionSettings(epochs=40, **changed))
    other = {"linear": "mlp", "mlp": "linear"}[missing]
    spec = replayed(in_view(charts.replay, result, columns=columns), result.snapshot_epochs)
    assert "<svg" in svg(spec)
    json.dumps(spec, allow_nan=False)
    names = set(data_names(spec))
    assert f"{missing}_dots" not in names
    assert f"{other}_dots" in names
    label = {"linear": "linear, training", "mlp": "MLP, training"}[missing]
    assert numbers(spec, "loss")["label"].count(label) == len(result.diverged_losses) > 0
    assert "The other model is missing" in charts.alt_text(result)
