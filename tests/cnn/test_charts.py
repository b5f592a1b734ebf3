"""The charts of the lesson on convolution: data, encodings and words."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image

from mlcore.cnn import convolution as cnn
from mlcore.cnn import receptive_cell, receptive_field
from mlcore.cnn.settings import CnnSettings, ReceptiveCellSettings, ReceptiveFieldSettings
from mlcore.mnist.digits import load_digits
from mlcore.mnist.drawings import encode
from pages.lessons.cnn.charts import convolution, light
from pages.lessons.cnn.charts import receptive_cell as bench
from pages.lessons.cnn.charts import receptive_field as field_charts
from tests.support.drawn import Drawn, compiles, svg
from tests.support.specs import in_view, numbers, replayed
from tests.support.tooltips import unasked

PADDED = CnnSettings(padding=2, stride=3, dilation=2)


def pixels(uri):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))).convert("RGB")).astype(int)


def signals(spec):
    return {param["name"]: param.get("value") for param in spec["params"]}


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_every_chart_compiles_at_every_width(columns):
    field = receptive_field.run(ReceptiveFieldSettings())
    sweep = receptive_cell.run(ReceptiveCellSettings(stimulus="moving bar", cell="complex"))
    specs = [
        *(
            in_view(light.draw, receptive_cell.run(ReceptiveCellSettings(stimulus=kind)), columns=columns)
            for kind in ("bar", "disc")
        ),
        replayed(in_view(bench.draw, sweep, columns=columns), range(len(sweep.lights))),
        replayed(in_view(convolution.draw, cnn.run(PADDED), columns=columns), range(32 * 32)),
        in_view(field_charts.draw, field, load_digits()[0][0], columns=columns),
    ]
    for spec in specs:
        json.dumps(spec)
        assert compiles(spec)
        assert unasked(spec) == 0, "a theme shows raw fields where a chart defines no tooltip"


@pytest.mark.parametrize(
    "values",
    [
        {"angle": 0, "position": 0, "width": 5},
        {"angle": 150, "position": -7, "width": 7},
        {"angle": 175, "position": 20, "width": 1},
        {"angle": 35, "position": -20, "width": 15},
    ],
)
@pytest.mark.parametrize("seed", [0, 3])
def test_the_answers_in_the_picture_are_those_of_mlcore(values, seed):
    """The browser looks up the answers of mlcore for each bar, without an index that is off by one."""
    result = receptive_cell.run(ReceptiveCellSettings(seed=seed, **values))
    drawn = Drawn(light.draw(result), **values)
    shares = [float(text.rpartition("· ")[2].rstrip("%")) / 100 for text in drawn.texts(3)]
    np.testing.assert_allclose(shares, list(result.answers.values()), atol=0.0101)


def test_the_answers_to_a_disc_are_those_of_mlcore():
    for radius in (0, 4, 20):
        result = receptive_cell.run(ReceptiveCellSettings(stimulus="disc", radius=radius))
        texts = Drawn(light.draw(result), radius=radius).texts(3)
        shares = [float(text.rpartition("· ")[2].rstrip("%")) / 100 for text in texts]
        np.testing.assert_allclose(shares, list(result.answers.values()), atol=0.0101)


def test_the_bar_lies_where_its_sliders_say():
    """The bar has the angle, position and width of its sliders, and turns the right way."""
    spec = light.draw(receptive_cell.run(ReceptiveCellSettings()))
    side, reach = light.SIDE, light.REACH
    for angle, position in ((90, 6), (30, -8)):
        rule = Drawn(spec, angle=angle, position=position, width=7).items(0, "rule")[0]
        ends = np.array([[rule["x"], rule["y"]], [rule["x2"], rule["y2"]]]) / side * 2 * reach - reach
        ends[:, 1] *= -1
        (x1, y1), (x2, y2) = ends
        assert np.degrees(np.arctan2(y2 - y1, x2 - x1)) % 180 == pytest.approx(angle, abs=0.1)
        turned = np.radians(angle)
        assert -x1 * np.sin(turned) + y1 * np.cos(turned) == pytest.approx(position, abs=0.05)
        assert rule["strokeWidth"] == pytest.approx(7 * side / (2 * reach))


def test_one_picture_serves_all_bars():
    """All bars share one picture, so a slider that comes to rest sends no new picture to the browser."""
    first, second = (
        light.draw(receptive_cell.run(ReceptiveCellSettings(**values)))
        for values in ({}, {"angle": 45, "position": 3, "width": 9})
    )
    assert first == second


def test_the_field_is_blue_where_light_excites():
    """The image is not upside down."""
    result = receptive_cell.run(ReceptiveCellSettings())
    field = pixels(numbers(light.draw(result), "field")["url"][0])[2::5, 2::5]
    strong = np.abs(result.fields[0]) > 0.3 * np.abs(result.fields[0]).max()
    bluer = field[..., 2] > field[..., 0]
    np.testing.assert_array_equal(bluer[strong], result.fields[0][strong] > 0)


def test_a_moving_bar_is_a_film_of_41_moments_whose_cursor_says_where_it_is():
    result = receptive_cell.run(ReceptiveCellSettings(stimulus="moving bar"))
    spec = bench.draw(result)
    assert len(numbers(spec, "light")["url"]) == len(receptive_cell.POSITIONS)
    assert "frame + -20" in json.dumps(spec)
    assert f"simple {result.by_position['simple'].max():.0%}" in bench.alt_text(result)
    curve = numbers(spec, "by_position")
    own = [y for y, label in zip(curve["y"], curve["label"], strict=True) if label == "complex"]
    np.testing.assert_allclose(own, result.by_position["complex"], atol=1e-4)


def test_what_the_layers_see_are_parts_of_the_digit_that_grow_to_all_of_it():
    image = load_digits()[0][1850]
    spec = field_charts.draw(receptive_field.run(ReceptiveFieldSettings()), image)
    table = numbers(spec, "patch")
    assert table["words"] == ["Layer 1: 5 × 5", "Layer 2: 14 × 14", "Last layer: all"]
    zoom = 112 // 5
    first = pixels(table["url"][0])[zoom // 2 :: zoom, zoom // 2 :: zoom, 0]
    np.testing.assert_array_equal(first, 255 - image[11:16, 11:16].astype(int) * 7 // 8)


def test_every_place_of_the_kernel_is_a_frame_in_reading_order_and_can_be_clicked():
    """Each place of the kernel is a frame in reading order, has a name and a sum, and can be clicked."""
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
    picture = svg(replayed(convolution.draw(result), frames, result.row * columns + result.column))
    assert f"Sum of the products = {result.strongest:.2f}" in picture


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


def test_a_receptive_field_wider_than_the_digit_is_drawn_as_the_whole_digit():
    result = receptive_field.run(ReceptiveFieldSettings(layers=3, kernel_size=5, stride=2, pooling=True))
    spec = field_charts.draw(result, load_digits()[0][0])
    seen = numbers(spec, "seen")
    assert seen["x"][-1] == 0
    assert seen["x2"][-1] == 28
    assert [b - a for a, b in zip(seen["x"], seen["x2"], strict=True)][:1] == result.widths[:1]
    assert ", ".join(map(str, result.widths)) in field_charts.alt_text(result)


def test_the_tooltip_of_a_width_names_its_step_and_its_unit():
    spec = field_charts.draw(receptive_field.run(ReceptiveFieldSettings()), load_digits()[0][0])
    assert '"title": "Width in pixels"' in json.dumps(spec)
    assert '"title": " "' not in json.dumps(spec)
