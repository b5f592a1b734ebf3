"""The charts of the lesson on the inside of a CNN: data, encodings and words."""

import base64
import io
import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from mlcore.inside_cnn import channels, fooling, occlusion
from mlcore.inside_cnn.results import ShiftedDigitsResult
from mlcore.inside_cnn.settings import FoolingSettings, OcclusionSettings, ShiftedDigitsSettings
from mlcore.mnist.digits import load_digits
from mlcore.mnist.network import CNN
from pages.lessons.inside_cnn.charts import channels as channel_charts
from pages.lessons.inside_cnn.charts import feature_maps, shifted_digits
from pages.lessons.inside_cnn.charts import fooling as fooling_charts
from pages.lessons.inside_cnn.charts import occlusion as occlusion_charts
from pages.ui.charts.images import montage
from tests.support.drawn import Drawn, compiles
from tests.support.specs import in_view, numbers
from tests.support.tooltips import unasked


def pixels(uri):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))).convert("RGB")).astype(int)


@pytest.fixture(scope="module")
def model():
    """An untrained network."""
    torch.manual_seed(0)
    return CNN().eval()


@pytest.fixture(scope="module")
def looked(model):
    """A digit in that network."""
    return occlusion.occlusion_map(OcclusionSettings(digit=2, patch=9), model)


@pytest.fixture(scope="module")
def parts(model, looked):
    """One number of its second layer."""
    state = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    return channels.run(looked.first_maps, state["conv2.weight"], state["conv2.bias"], 7, 1, 2)


@pytest.fixture(scope="module")
def fooled(model):
    return fooling.fool(FoolingSettings(digit=3, target=8), model)


@pytest.fixture(scope="module")
def moved():
    """Made-up accuracies of two networks: only the chart is tested."""
    shifts = list(range(9))
    shares = {"mlp": np.linspace(0.9, 0.1, 9), "cnn": np.linspace(0.95, 0.15, 9)}
    images, _ = load_digits()
    return ShiftedDigitsResult(
        settings=ShiftedDigitsSettings(),
        shifts=shifts,
        accuracies=shares,
        intervals={name: np.stack([share - 0.02, share + 0.02], axis=1) for name, share in shares.items()},
        only={"mlp": np.arange(9), "cnn": np.arange(9) + 20},
        permuted_accuracies={"mlp": 0.89, "cnn": 0.85},
        permuted_intervals={"mlp": (0.87, 0.91), "cnn": (0.83, 0.87)},
        parameters={"mlp": 50_890, "cnn": 18_378},
        examples=images[:9],
        permuted_example=images[10],
        example_label=0,
        example_predictions={"mlp": np.arange(9), "cnn": np.zeros(9, int)},
    )


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_every_chart_compiles_at_every_width(looked, parts, fooled, moved, columns):
    specs = [
        in_view(feature_maps.draw, looked, 18, columns=columns),
        in_view(channel_charts.draw, parts, looked.second_maps, columns=columns),
        in_view(occlusion_charts.draw, looked, columns=columns),
        in_view(fooling_charts.draw, fooled, columns=columns),
        in_view(shifted_digits.draw, moved, 3, columns=columns),
        in_view(shifted_digits.preview, 3, columns=columns),
    ]
    for spec in specs:
        json.dumps(spec)
        assert compiles(spec)
        assert unasked(spec) == 0, "a theme shows raw fields where a chart defines no tooltip"


def test_the_bars_are_the_parts_the_bias_and_the_sum(looked, parts):
    spec = channel_charts.draw(parts, looked.second_maps)
    values = numbers(spec, "part")["value"]
    np.testing.assert_allclose(values[:16], parts.parts, atol=1e-4)
    assert values[16] == pytest.approx(parts.bias, abs=1e-4)
    assert values[17] == pytest.approx(sum(values[:17]), abs=2e-3)


def test_the_framed_place_of_the_map_holds_the_number(looked, parts):
    table = numbers(channel_charts.draw(parts, looked.second_maps), "map")
    (framed,) = [k for k, chosen in enumerate(table["chosen"]) if chosen]
    assert (table["row"][framed], table["column"][framed]) == (2, 3)
    assert table["value"][framed] == pytest.approx(parts.value, abs=1e-3)
    block = numbers(channel_charts.draw(parts, looked.second_maps), "block")
    assert max(block["value"]) == block["value"][block["chosen"].index(1)]


def test_the_fooled_digit_and_its_answers_follow_the_slider(fooled):
    """The number of the picture is the slider's, without the server."""
    spec = fooling_charts.draw(fooled)
    for step in (0, 9, 64):
        drawn = Drawn(spec, step=step)
        lengths = [item["width"] for item in drawn.items(3, "rect")][:10]  # the marks of the digit as it was follow
        shares = np.array(lengths) / (fooling_charts.SIDE - 20)
        np.testing.assert_allclose(shares, fooled.probabilities[step], atol=1e-3)
    urls = numbers(spec, "after")["url"]
    image = pixels(urls[9])[2::4, 2::4, 0]
    np.testing.assert_allclose(image, 255 - fooled.images[9].astype(int) * 7 // 8, atol=1)


def test_the_change_is_blue_where_ink_is_added(fooled):
    change = fooled.images[64].astype(int) - fooled.image
    image = pixels(numbers(fooling_charts.draw(fooled), "change")["url"][64])[2::4, 2::4]
    bluer = image[..., 2] > image[..., 0]
    strong = np.abs(change) > 20
    np.testing.assert_array_equal(bluer[strong], change[strong] > 0)


def test_the_words_say_from_which_step_on_the_target_is_read(fooled):
    assert "The smallest change after which it reads 8: 5." in fooling_charts.alt_text(replace(fooled, smallest=5))
    assert "none up to 64" in fooling_charts.alt_text(replace(fooled, smallest=-1))


def test_the_preview_moves_the_digit_and_keeps_all_pixels_of_the_permuted_one():
    spec = shifted_digits.preview(4)
    still, moved, dealt = (pixels(numbers(spec, name)["url"][0])[4::8, 4::8, 0] for name in ("still", "moved", "dealt"))
    np.testing.assert_array_equal(moved[:, 4:], still[:, :-4])
    assert (moved[:, :4] == 255).all()
    np.testing.assert_array_equal(np.sort(dealt, axis=None), np.sort(still, axis=None))
    assert (dealt != still).any()


@pytest.mark.parametrize("filter", [0, 5, 6, 31])
def test_the_frame_is_around_the_map_of_the_chosen_filter(looked, filter):
    """The frame holds the pixels that the montage gives to this map, and no others."""
    marked = np.zeros(looked.second_maps.shape, np.uint8)
    marked[filter] = 255
    rows, columns = np.nonzero(montage(marked) == 255)
    height, width = montage(marked).shape
    frame = numbers(feature_maps.draw(looked, filter), "frame")
    assert frame["left"] == pytest.approx([columns.min() / width])
    assert frame["right"] == pytest.approx([(columns.max() + 1) / width])
    assert frame["bottom"] == pytest.approx([1 - (rows.max() + 1) / height])
    assert frame["top"] == pytest.approx([1 - rows.min() / height])


def test_probabilities_are_drawn_with_the_right_digit_marked(looked):
    table = numbers(feature_maps.draw(looked, 0), "probability")
    np.testing.assert_allclose(table["p"], looked.probabilities, atol=1e-4)
    assert table["right"].index(1) == 2
    assert sum(table["right"]) == 1


def test_the_patch_lies_over_the_place_where_it_hurts_most(looked):
    spec = occlusion_charts.draw(looked)
    row, column = occlusion_charts.worst_place(looked)
    assert looked.occluded[row, column] == looked.lowest
    (patch,) = [{k: v[0] for k, v in numbers(spec, "patch").items()}]
    assert patch["x"] <= column < patch["x2"]
    assert patch["y2"] < 28 - row <= patch["y"]
    assert f"row {row + 1}, column {column + 1}" in occlusion_charts.alt_text(looked)


def test_shares_by_shift_belong_to_their_network(moved):
    """Each accuracy belongs to its network."""
    spec = shifted_digits.draw(moved, 3)
    share = numbers(spec, "share")
    cnn_shares = [y for y, label in zip(share["y"], share["label"], strict=True) if label == "CNN"]
    np.testing.assert_allclose(cnn_shares, moved.accuracies["cnn"], atol=1e-4)
    assert numbers(spec, "now") == {"x": [3]}
    deal = numbers(spec, "deal")
    assert ("CNN", "pixels permuted", 0.85, 0.83) in zip(
        deal["label"], deal["order"], deal["y"], deal["low"], strict=True
    )
    assert f"the CNN reads {moved.accuracies['cnn'][3]:.1%}" in shifted_digits.alt_text(moved, 3)


def test_while_the_networks_are_trained_those_that_have_begun_are_drawn(moved):
    begun = replace(moved, accuracies={"mlp": moved.accuracies["mlp"]}, permuted_accuracies={}, permuted_intervals={})
    spec = shifted_digits.draw(begun, 3)
    assert set(numbers(spec, "share")["label"]) == set(numbers(spec, "deal")["label"]) == {"MLP"}
    assert numbers(spec, "deal")["order"] == ["pixels in order"]
    assert compiles(spec)
    words = shifted_digits.alt_text(begun, 3)
    assert "MLP" in words
    assert "CNN" not in words
    assert "permuted" not in words


def test_the_moved_example_is_the_one_of_the_marked_shift(moved):
    image = pixels(numbers(shifted_digits.draw(moved, 5), "moved")["url"][0])[4::8, 4::8, 0]
    np.testing.assert_array_equal(image < 128, moved.examples[5] > 145)


def test_a_network_that_is_almost_sure_does_not_say_100_percent(looked):
    sure = replace(looked, probabilities=np.array([0, 0, 0.9999, 0.0001, 0, 0, 0, 0, 0, 0]))
    for text in (feature_maps.alt_text(sure), occlusion_charts.alt_text(sure)):
        assert "99.9%" in text
        assert "100" not in text
