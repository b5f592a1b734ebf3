"""The charts of the lesson on convolution: data, encodings and words."""

import base64
import io
import json
from dataclasses import replace

import numpy as np
import pytest
import torch
import vl_convert
from mlcore.cnn.weights import Question, pack
from PIL import Image

from mlcore.cnn import convolution as cnn
from mlcore.cnn import occlusion, receptive_cell, receptive_field
from mlcore.cnn.results import ResidualResult, ShiftedDigitsResult
from mlcore.cnn.settings import (
    CnnSettings,
    OcclusionSettings,
    ReceptiveCellSettings,
    ReceptiveFieldSettings,
    ResidualSettings,
    ShiftedDigitsSettings,
)
from mlcore.mnist.digits import load_digits
from mlcore.mnist.drawings import encode
from mlcore.mnist.network import CNN
from pages.lessons.cnn.charts import convolution, feature_maps, imagenet, residual, shifted_digits
from pages.lessons.cnn.charts import occlusion as occlusion_charts
from pages.lessons.cnn.charts import receptive_cell as bench
from pages.lessons.cnn.charts import receptive_field as field_charts
from tests.support.specs import in_view, numbers, replayed
from tests.support.tooltips import unasked

PADDED = CnnSettings(padding=2, stride=3, dilation=2)


def pixels(uri):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))).convert("RGB")).astype(int)


def signals(spec):
    return {param["name"]: param.get("value") for param in spec["params"]}


@pytest.fixture(scope="module")
def looked():
    """A digit in an untrained network."""
    torch.manual_seed(0)
    weights = pack({name: tensor.numpy() for name, tensor in CNN().state_dict().items()})
    return occlusion.look(Question(OcclusionSettings(digit=2, patch=9), weights))


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
        permuted_accuracies={"mlp": 0.89, "cnn": 0.85},
        permuted_intervals={"mlp": (0.87, 0.91), "cnn": (0.83, 0.87)},
        parameters={"mlp": 50_890, "cnn": 18_378},
        examples=images[:9],
        permuted_example=images[10],
        example_label=0,
        example_predictions={"mlp": np.arange(9), "cnn": np.zeros(9, int)},
        advantage=0.05,
    )


@pytest.fixture(scope="module")
def deep():
    curves = {"shallow": np.array([2.3, 0.5]), "plain": np.array([2.3, 2.2]), "skips": np.array([5.0, 0.1])}
    errors = {"shallow": np.array([0.9, 0.1]), "plain": np.array([0.9, 0.8]), "skips": np.array([0.9, 0.02])}
    return ResidualResult(ResidualSettings(depth=24, epochs=1), curves, errors, 0.1)


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_every_chart_compiles_at_every_width(looked, moved, deep, columns):
    field = receptive_field.run(ReceptiveFieldSettings())
    sweep = receptive_cell.run(ReceptiveCellSettings(stimulus="moving bar", cell="complex"))
    specs = [
        *(
            in_view(bench.draw, receptive_cell.run(ReceptiveCellSettings(stimulus=kind)), columns=columns)
            for kind in ("bar", "disc")
        ),
        replayed(in_view(bench.draw, sweep, columns=columns), range(len(sweep.lights))),
        replayed(in_view(convolution.draw, cnn.run(PADDED), columns=columns), range(32 * 32)),
        in_view(feature_maps.draw, looked, columns=columns),
        in_view(occlusion_charts.draw, looked, columns=columns),
        in_view(field_charts.draw, field, load_digits()[0][0], columns=columns),
        in_view(shifted_digits.draw, moved, 3, columns=columns),
        in_view(imagenet.winners, columns=columns),
        in_view(residual.draw, deep, columns=columns),
    ]
    for spec in specs:
        json.dumps(spec)
        assert vl_convert.vegalite_to_vega(spec)["marks"]
        assert unasked(spec) == 0, "a theme shows raw fields where a chart defines no tooltip"


def test_the_bench_shows_light_where_it_is_and_blue_where_it_excites():
    """The images are not upside down."""
    result = receptive_cell.run(ReceptiveCellSettings(angle=150, position=6))
    spec = bench.draw(result)
    light = pixels(numbers(spec, "light")["url"][0])[2::5, 2::5]
    sure = (result.lights[0] == 0) | (result.lights[0] == 1)
    np.testing.assert_array_equal((light.sum(axis=2) > 400)[sure], result.lights[0][sure] == 1)
    field = pixels(numbers(spec, "field")["url"][0])[2::5, 2::5]
    strong = np.abs(result.fields[0]) > 0.3 * np.abs(result.fields[0]).max()
    bluer = field[..., 2] > field[..., 0]
    np.testing.assert_array_equal(bluer[strong], result.fields[0][strong] > 0)


def test_tuning_curves_hold_the_answers_of_all_three_cells_and_the_mark_stands_at_the_bar():
    result = receptive_cell.run(ReceptiveCellSettings(angle=35, position=-4))
    spec = bench.draw(result)
    curve = numbers(spec, "by_position")
    own = [y for y, label in zip(curve["y"], curve["label"], strict=True) if label == "complex"]
    np.testing.assert_allclose(own, result.by_position["complex"], atol=1e-4)
    assert numbers(spec, "now") == {"angle": [35], "position": [-4], "radius": [4]}
    assert numbers(spec, "answer")["chosen"] == [0, 1, 0]


def test_a_moving_bar_is_a_film_of_41_moments_whose_cursor_says_where_it_is():
    result = receptive_cell.run(ReceptiveCellSettings(stimulus="moving bar"))
    spec = bench.draw(result)
    assert len(numbers(spec, "light")["url"]) == len(receptive_cell.POSITIONS)
    assert "frame + -20" in json.dumps(spec)
    assert f"simple {result.by_position['simple'].max():.0%}" in bench.alt_text(result)


def test_every_place_of_the_kernel_is_a_frame_in_reading_order_and_can_be_clicked():
    """The player would name another place than the one that is framed, or walk through columns."""
    result = cnn.run(PADDED)
    rows, columns = result.output.shape
    names = convolution.labels(result)
    assert len(names) == result.output.size
    assert names[result.row * columns + result.column] == f"Row {result.row}, column {result.column}"
    values = signals(convolution.draw(result))
    assert values["answers"] == pytest.approx(result.output.ravel().tolist(), abs=1e-4)
    assert (values["rows"], values["columns"], values["side"]) == (rows, columns, 32)
    frames = range(result.output.size)
    assert numbers(convolution.draw(result), "moment")["moment"] == list(frames)
    svg = vl_convert.vegalite_to_svg(replayed(convolution.draw(result), frames, result.row * columns + result.column))
    assert f"Sum of the products = {result.strongest:.2f}" in svg


def test_the_pixels_under_the_kernel_are_looked_up_where_the_loop_takes_them():
    """The index formula of the expression gives the patch of the loop."""
    result = cnn.run(PADDED)
    v = {**signals(convolution.draw(result)), "row": result.row, "column": result.column}
    found = [
        v["pixels"][
            (v["row"] * v["stride"] + i * v["dilation"]) * v["side"] + v["column"] * v["stride"] + j * v["dilation"]
        ]
        for i in range(3)
        for j in range(3)
    ]
    np.testing.assert_allclose(found, result.patch.ravel(), atol=1e-4)
    expression = "pixels[(row * stride + datum.i * dilation) * side + column * stride + datum.j * dilation]"
    assert expression in json.dumps(convolution.draw(result))


def test_the_map_is_blue_where_the_sum_is_positive():
    result = cnn.run(CnnSettings())
    image = pixels(numbers(convolution.draw(result), "map")["url"][0])[4::8, 4::8]
    strong = np.abs(result.output) > 0.3 * np.abs(result.output).max()
    np.testing.assert_array_equal((image[..., 2] > image[..., 0])[strong], result.output[strong] > 0)


def test_every_known_kernel_has_a_name():
    assert convolution.kernel_names().keys() == cnn.KERNELS.keys()


def test_the_words_of_a_convolution_hold_its_numbers():
    result = cnn.run(PADDED)
    rows, columns = result.output.shape
    text = convolution.alt_text(result)
    assert f"a map of {rows} by {columns} sums" in text
    assert f"row {result.row}, column {result.column}" in text
    assert "a handwritten 3" in text


def test_a_sum_that_is_almost_zero_has_no_minus_sign():
    """-0.1 - 0.2 + 0.3 is -5.6e-17, which was written as -0.00."""
    inked = encode(np.full((28, 28), 255, np.uint8))
    result = cnn.run(CnnSettings(kernel="-0.1 -0.2 0.3 / 0 0 0 / 0 0 0", drawing=inked))
    assert result.strongest < 0
    assert "from 0.00 to 0.00" in convolution.alt_text(result)


def test_probabilities_are_drawn_with_the_right_digit_marked(looked):
    table = numbers(feature_maps.draw(looked), "probability")
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
    assert f"row {row}, column {column}" in occlusion_charts.alt_text(looked)


def test_a_receptive_field_wider_than_the_digit_is_drawn_as_the_whole_digit():
    result = receptive_field.run(ReceptiveFieldSettings(layers=3, kernel_size=5, stride=2, pooling=True))
    spec = field_charts.draw(result, load_digits()[0][0])
    seen = numbers(spec, "seen")
    assert seen["x"][-1] == 0
    assert seen["x2"][-1] == 28
    assert [b - a for a, b in zip(seen["x"], seen["x2"], strict=True)][:1] == result.widths[:1]
    assert ", ".join(map(str, result.widths)) in field_charts.alt_text(result)


def test_shares_by_shift_belong_to_their_network(moved):
    """Each accuracy belongs to its network."""
    spec = shifted_digits.draw(moved, 3)
    share = numbers(spec, "share")
    cnn_shares = [y for y, label in zip(share["y"], share["label"], strict=True) if label == "CNN"]
    np.testing.assert_allclose(cnn_shares, moved.accuracies["cnn"], atol=1e-4)
    assert numbers(spec, "now") == {"x": [3]}
    deal = numbers(spec, "deal")
    assert list(zip(deal["label"], deal["order"], deal["y"], deal["low"], strict=True))[3] == (
        "CNN",
        "pixels permuted",
        0.85,
        0.83,
    )
    assert f"the CNN {moved.accuracies['cnn'][3]:.1%}" in shifted_digits.alt_text(moved, 3)


def test_the_moved_example_is_the_one_of_the_marked_shift(moved):
    image = pixels(numbers(shifted_digits.draw(moved, 5), "moved")["url"][0])[4::8, 4::8, 0]
    np.testing.assert_array_equal(image < 128, moved.examples[5] > 145)


def test_imagenet_holds_the_figures_as_they_are_known():
    """15.3 % (with extra data) and 3 % (a guess) are not among the bars."""
    errors = {winner.year: winner.error for winner in imagenet.WINNERS}
    assert errors == {
        2010: 28.2,
        2011: 25.8,
        2012: 16.4,
        2013: 11.7,
        2014: 6.67,
        2015: 3.57,
        2016: 2.99,
        2017: 2.25,
    }
    assert [winner.network for winner in imagenet.WINNERS] == [False] * 2 + [True] * 6
    assert imagenet.TRAINED_PERSON == 5.1
    assert "One trained person: 5.1 %" in imagenet.alt_text()
    svg = vl_convert.vegalite_to_svg(imagenet.winners())
    assert "one trained person: 5.1" in svg
    assert [row["Entry"] for row in imagenet.table()][2] == "AlexNet (SuperVision)"


def test_curves_of_depth_belong_to_their_network(deep):
    table = numbers(residual.draw(deep), "residual_error")
    ends = {label: y for x, y, label in zip(table["x"], table["y"], table["label"], strict=True) if x == 1}
    assert ends == {"shallow, plain": 0.1, "deep, plain": 0.8, "deep, with skips": 0.02}
    text = residual.alt_text(deep)
    assert "plain one of 24 hidden layers 80.0%" in text
    assert "skip connections 2.0%" in text
    assert not residual.problem(deep)


def test_three_networks_that_learned_nothing_are_not_compared(deep):
    useless = replace(deep, errors={name: np.array([0.9, 0.9]) for name in deep.errors})
    assert "None of the three networks learned enough" in residual.alt_text(useless)


def test_a_network_that_is_almost_sure_does_not_say_100_percent(looked):
    sure = replace(looked, probabilities=np.array([0, 0, 0.9999, 0.0001, 0, 0, 0, 0, 0, 0]))
    for text in (feature_maps.alt_text(sure), occlusion_charts.alt_text(sure)):
        assert "99.9%" in text
        assert "100" not in text


def test_the_tooltip_of_a_width_names_its_step_and_its_unit():
    spec = field_charts.draw(receptive_field.run(ReceptiveFieldSettings()), load_digits()[0][0])
    assert '"title": "Width in pixels"' in json.dumps(spec)
    assert '"title": " "' not in json.dumps(spec)
