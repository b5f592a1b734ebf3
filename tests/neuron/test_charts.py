"""Charts of one neuron: its numbers, what adds up, the curve with its tangent, the plane; and the collapsing stack.

The pictures compute in the browser. Here they are drawn without one, and their numbers held against ``mlcore``.
"""

import base64
import io
import re
from typing import get_args

import numpy as np
import pytest
from PIL import Image

from mlcore.common.plane import SQUARE, firing_line
from mlcore.neuron import linear_layers as layers
from mlcore.neuron.activations import ACTIVATIONS, activate
from mlcore.neuron.by_hand import output, run
from mlcore.neuron.settings import LinearLayersSettings, NeuronSettings
from pages.lessons.neuron.charts import biology, picture
from pages.lessons.neuron.charts import linear_layers as stack_charts
from pages.lessons.neuron.charts import neuron as charts
from pages.lessons.neuron.charts.expressions import FIELDS
from pages.lessons.neuron.charts.plane import SHADES, limits
from pages.ui.charts import theme
from pages.ui.numbers import plain, signed
from tests.support.drawn import Drawn, compiles, svg
from tests.support.specs import in_view

FORMS = get_args(NeuronSettings.model_fields["form"].annotation)
EXTREMES = [
    NeuronSettings(w1=3, w2=-3, b=3, x1=3, x2=-3),
    NeuronSettings(w1=0, w2=0, b=0),
    NeuronSettings(w1=-3, w2=-3, b=-3, x1=3, x2=3, activation="linear"),
    NeuronSettings(w1=0, w2=0, b=-3, activation="gelu"),
]
SIDE = 330
ANATOMY, PLANE = 0, 1
BARS, CURVE = 0, 1


def at_random(seed, **settings):
    """Return settings that the sliders can stand at."""
    random = np.random.default_rng(seed)
    values = {name: round(float(value), 1) for name, value in zip(FIELDS, random.uniform(-3, 3, 5), strict=True)}
    return NeuronSettings(**{**values, **settings})


def drawn(module, settings):
    """Return a picture of settings as the browser draws it."""
    return Drawn(module.draw(run(settings)), **{name: getattr(settings, name) for name in FIELDS})


def pixel(x, y):
    """Return the place of a point of the plane."""
    return pytest.approx(((x + 3) * SIDE / 6, (3 - y) * SIDE / 6), abs=1e-6)


def place(item):
    return item["x"], item["y"]


def colour_at(drawn_picture, x, y):
    """Return the colour of the plane at a point, as a browser paints a gradient, over all that is opaque."""
    fills = [item for item in drawn_picture.items(PLANE, "rect") if item.get("opacity", 1) > 0]
    fill = fills[-1]["fill"]
    if isinstance(fill, str):
        return rgb(fill)
    start, end = (np.array([fill[f"x{end}"], fill[f"y{end}"]]) for end in (1, 2))
    way = end - start
    share = (np.array([(x + 3) / 6, (3 - y) / 6]) - start) @ way / (way @ way)
    offsets = [stop["offset"] for stop in fill["stops"]]
    return np.array(
        [np.interp(share, offsets, channel) for channel in np.array([rgb(s["color"]) for s in fill["stops"]]).T]
    )


def rgb(text):
    return np.array([int(number) for number in re.findall(r"\d+", text)])


def right_colour(y, activation):
    """Return the colour that an output should have."""
    low, high = limits(activation)
    share = SHADES[0] + (SHADES[1] - SHADES[0]) * float(np.clip((y - low) / (high - low), 0, 1))
    return theme.ramp()[round(255 * share)].astype(int)


def column(spec, table, field):
    return [row[field] for row in spec["datasets"][table]]


def pixels(spec, table):
    """Return an image's colours, rows from the top, shape (height, width, 3)."""
    (url,) = column(spec, table, "url")
    image = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB")
    return np.asarray(image).astype(int)


@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize("form", FORMS)
def test_both_charts_compile_at_every_width(form, columns):
    """Vega-Lite accepts each expression, on each width of the screen."""
    result = run(NeuronSettings(form=form))
    for spec in (in_view(charts.draw, result, columns=columns), in_view(picture.draw, result, columns=columns)):
        assert compiles(spec)


@pytest.mark.parametrize("draw", [charts.draw, picture.draw])
def test_moving_a_slider_changes_nothing_that_the_server_sends(draw):
    """The browser has all it needs, and must not get a picture after each step of a slider."""
    assert draw(run(at_random(1))) == draw(run(at_random(2)))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("seed", range(3))
def test_the_numbers_of_the_picture_are_those_of_the_program(activation, seed):
    """The browser computes what ``mlcore`` computes, to the last digit that is shown."""
    settings = at_random(seed, activation=activation)
    result = run(settings)
    seen = drawn(picture, settings)
    s, products = settings, [*result.products, settings.b]
    names = [f"{name} = {plain(value)}" for name, value in zip(("w₁", "w₂", "b"), (s.w1, s.w2, s.b), strict=True)]
    numbers = [plain(s.x1), plain(s.x2), "1", plain(result.sum), plain(result.output)]
    texts = seen.texts(ANATOMY)
    assert [text for text in texts if text in names] == names
    assert [text for text in texts if re.match(r"[+−]?\d", text)] == [*map(signed, products), *numbers]
    assert seen.texts(PLANE)[-1] == plain(result.output)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("seed", range(3))
def test_the_colour_of_the_plane_is_the_output(activation, seed):
    """The gradient shows the output at each point, its jump or kink included."""
    settings = at_random(seed, activation=activation)
    seen = drawn(picture, settings)
    for x, y in np.random.default_rng(seed).uniform(*SQUARE, (40, 2)):
        right = right_colour(output([x, y], [settings.w1, settings.w2], settings.b, activation), activation)
        assert np.abs(colour_at(seen, x, y) - right).max() <= 3
    (end,) = [item for item in seen.items(ANATOMY, "symbol") if item.get("fill", "").startswith("rgb")]
    assert np.abs(rgb(end["fill"]) - right_colour(run(settings).output, activation)).max() <= 1


@pytest.mark.parametrize("b", [-1, 0, 1])
def test_without_weights_the_plane_has_one_colour_and_neither_arrowhead_nor_line(b):
    """Without weights the plane has one colour and no line, and no arrowhead lies at the origin."""
    settings = NeuronSettings(w1=0, w2=0, b=b, activation="step")
    seen = drawn(picture, settings)
    assert np.abs(colour_at(seen, 1, 2) - right_colour(int(b > 0), "step")).max() <= 1
    assert [item["size"] for item in seen.items(PLANE, "symbol") if item["shape"] == "triangle"] == [0]
    line = seen.items(PLANE, "rule")[0]
    assert line["x"] == line["x2"]  # upright and far off: behind the plane if the neuron fires, else in front of it
    assert line["x"] < -100 if b > 0 else line["x"] > 400
    assert "fires nowhere" in picture.alt_text(run(NeuronSettings(w1=0, w2=0, b=-1)))
    assert "fires everywhere" in picture.alt_text(run(NeuronSettings(w1=0, w2=0, b=1)))


@pytest.mark.parametrize("seed", range(5))
def test_point_arrow_and_line_stand_where_they_should(seed):
    """x1 and x2 are not exchanged, the arrow ends at the weights, and the line is where the sum is 0."""
    settings = at_random(seed)
    s, seen = settings, drawn(picture, settings)
    symbols = seen.items(PLANE, "symbol")
    assert [place(item) for item in symbols] == [*[pixel(s.w1, s.w2)] * 2, *[pixel(s.x1, s.x2)] * 2]
    line, arrow = seen.items(PLANE, "rule")
    assert place(arrow) == pixel(0, 0)
    assert (arrow["x2"], arrow["y2"]) == pixel(s.w1, s.w2)
    for x, y in ((line["x"], line["y"]), (line["x2"], line["y2"])):
        x, y = x * 6 / SIDE - 3, 3 - y * 6 / SIDE
        assert s.w1 * x + s.w2 * y + s.b == pytest.approx(0, abs=1e-6)
        assert firing_line([s.w1, s.w2], s.b, *SQUARE) is None or max(abs(x), abs(y)) > 3


@pytest.mark.parametrize(("weights", "angle"), [((0, 1), 0), ((1, 0), 90), ((0, -1), 180), ((-1, 1), -45)])
def test_the_weight_vector_points_where_the_sum_grows(weights, angle):
    """The arrowhead has the right angle; Vega counts degrees clockwise from the top."""
    seen = drawn(picture, NeuronSettings(w1=weights[0], w2=weights[1]))
    (head,) = [item for item in seen.items(PLANE, "symbol") if item["shape"] == "triangle"]
    assert (head["angle"] - angle) % 360 == pytest.approx(0)


def test_point_and_arrow_are_handles():
    """A handle is invisible, as wide as a finger, and the last mark over its place."""
    handles = [item for item in drawn(picture, NeuronSettings()).items(PLANE, "symbol") if item["opacity"] == 0]
    assert [place(item) for item in handles] == [pixel(1, 0.5), pixel(1.5, -1)]
    assert all(item["size"] >= 1200 for item in handles)


@pytest.mark.parametrize("columns", [1, 3])
@pytest.mark.parametrize("settings", EXTREMES)
@pytest.mark.parametrize("form", FORMS)
def test_the_ends_of_the_sliders_stay_inside_the_charts(settings, form, columns):
    """No bar, point or tangent lies beyond its axis, where it disappears or is drawn over another chart."""
    settings = settings.model_copy(update={"form": form})
    seen = in_view(drawn, charts, settings, columns=columns)
    for view in (BARS, CURVE):
        width, height = seen.views[view]["width"], seen.views[view]["height"]
        for kind in ("rect", "symbol", "rule"):
            for item in seen.items(view, kind):
                assert all(-1e-6 <= item.get(x, 0) <= width + 1e-6 for x in ("x", "x2"))
                assert kind == "rule" or all(-1e-6 <= item.get(y, 0) <= height + 1e-6 for y in ("y", "y2"))
    for text in seen.items(BARS, "text"):
        assert text["x"] + 45 <= seen.views[BARS]["width"]


def test_bars_follow_each_other_to_the_sum():
    """Each bar starts where the last one ends, and keeps its sign."""
    seen = drawn(charts, NeuronSettings())
    unit = seen.views[BARS]["width"] / 8
    ends = [(round(item["x"] / unit - 4, 6), round(item["x2"] / unit - 4, 6)) for item in seen.items(BARS, "rect")]
    assert [tuple(sorted(end)) for end in ends] == [(0, 1.5), (1, 1.5), (0.5, 1), (0, 0.5)]
    assert seen.texts(BARS) == ["+1.50", "−0.50", "−0.50", "+0.50"]
    fills = [item["fill"] for item in seen.items(BARS, "rect")]
    assert fills == [theme.POSITIVE, theme.NEGATIVE, theme.NEGATIVE, theme.POSITIVE]


def test_the_axis_of_the_bars_keeps_its_ends_while_they_grow_a_little():
    """A bar of twice the value is twice as long, because the axis does not move with it."""
    reaches = [drawn(charts, NeuronSettings(x1=x1)).items(BARS, "rect")[0] for x1 in (1.0, 2.0)]
    assert reaches[1]["width"] == pytest.approx(2 * reaches[0]["width"])


def test_the_threshold_form_moves_the_cut_and_drops_the_bias():
    """The same neuron: theta = -b on the axis of w.x, the curve shifted with it, the plane unchanged."""
    bias, theta = (NeuronSettings(b=-0.5, form=form) for form in FORMS)
    seen, moved = drawn(charts, bias), drawn(charts, theta)
    assert moved.texts(BARS) == ["+1.50", "−0.50", "+1.00"]
    unit = moved.views[BARS]["width"] / 8
    assert moved.items(BARS, "rule")[-1]["x"] == pytest.approx(4.5 * unit)
    assert place(moved.items(CURVE, "symbol")[0]) == pytest.approx(place(seen.items(CURVE, "symbol")[0]))
    assert drawn(picture, bias).views[PLANE] == drawn(picture, theta).views[PLANE]
    texts = drawn(picture, theta).texts(ANATOMY)
    assert "w₁ = 1.00" in texts
    assert "θ = 0.50" in texts
    assert not any(text.startswith("b =") for text in texts)
    assert texts[texts.index("w·x") + 2 :][:3] == ["−1.00", "1.00", "y"]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("seed", range(2))
def test_the_curve_is_the_activation_and_the_tangent_touches_it(activation, seed):
    """The curve, the point and its slope belong to the chosen activation and sum."""
    settings = at_random(seed, activation=activation)
    result, seen = run(settings), drawn(charts, settings)
    spec = charts.draw(result)
    (rows,) = [rows for rows in spec["datasets"].values() if "z" in rows[0]]
    curve = np.array([(row["z"], row["y"]) for row in rows if row["label"] == "output"])
    z, y = curve[curve[:, 0] != 0].T
    np.testing.assert_allclose(y, activate(z, activation), atol=1e-5)
    (point,), (tangent,) = seen.items(CURVE, "symbol"), seen.items(CURVE, "rule")[1:]
    assert (tangent["x"] + tangent["x2"]) / 2 == pytest.approx(point["x"])
    assert (tangent["y"] + tangent["y2"]) / 2 == pytest.approx(point["y"])
    assert seen.texts(CURVE) == [f"slope {plain(result.slope, 3)}"]
    line = np.array([(item["x"], item["y"]) for item in seen.items(CURVE, "line")[: len(curve)]])
    if activation != "step":
        assert np.interp(point["x"], *line.T) == pytest.approx(point["y"], abs=0.5)


def test_a_phone_gets_the_plane_first_and_both_fit():
    """The pictures fit on a screen of 390 pixels, with the margins of the page and the labels of an axis."""
    result = run(NeuronSettings())
    for draw in (picture.draw, charts.draw):
        spec = in_view(draw, result, columns=1)
        assert spec["columns"] == 1
        assert all(view["width"] <= 300 for view in spec["concat"])
    seen = Drawn(in_view(picture.draw, result, columns=1))
    assert seen.texts(0) == ["w", "0.62"]


def test_negative_weights_are_dashed_as_well_as_orange():
    """The sign is readable without colour."""
    edges = drawn(picture, NeuronSettings(w1=-2, w2=1, b=-0.5)).items(ANATOMY, "rule")[:3]
    assert [edge["stroke"] for edge in edges] == [theme.NEGATIVE, theme.POSITIVE, theme.NEGATIVE]
    assert [edge["strokeDash"] for edge in edges] == [[5, 3], [1, 0], [5, 3]]
    assert edges[0]["strokeWidth"] > edges[1]["strokeWidth"] > edges[2]["strokeWidth"]


def test_alt_texts_say_what_adds_and_which_side_the_point_is_on():
    """The text changes when the neuron stops firing."""
    firing, silent = run(NeuronSettings()), run(NeuronSettings(x1=-1.5))
    assert "x1 adds, x2 takes away, the bias takes away" in charts.alt_text(firing)
    assert "side of the line where it fires" in picture.alt_text(firing)
    assert "side of the line where it is silent" in picture.alt_text(silent)
    assert "sum z, which is positive" in picture.alt_text(firing)
    assert "not above the threshold" in picture.alt_text(run(NeuronSettings(x1=-1.5, form="threshold")))


@pytest.mark.parametrize("relu", [False, True])
def test_stack_and_single_layer_share_one_scale_of_colour(relu):
    """Equal colours in the two images mean equal outputs."""
    result = layers.run(LinearLayersSettings(relu_between=relu))
    spec = stack_charts.draw(result)
    same = np.array_equal(pixels(spec, "deep"), pixels(spec, "single"))
    assert same is not relu
    assert compiles(spec)


def test_the_profile_is_the_cut_along_x2_zero():
    """The profile shows the row of the images at x2 = 0."""
    result = layers.run(LinearLayersSettings(relu_between=True, seed=2))
    spec = stack_charts.draw(result)
    rows = spec["datasets"]["profile"]
    single = {row["x"]: row["y"] for row in rows if row["label"] == "one layer"}
    assert single[0] == pytest.approx(result.bias, abs=1e-3)
    assert max(single) - min(single) == pytest.approx(6 * 48 / 49, abs=1e-3)
    assert f"difference is {result.largest_difference:.2f}." in stack_charts.alt_text(result)


def test_a_difference_of_rounding_is_said_in_words():
    """A first-year student does not read 4.4e-16."""
    assert stack_charts.in_words(4.4e-16) == "less than a millionth"
    assert stack_charts.in_words(0.0) == "0.00"
    assert stack_charts.in_words(2.999) == "3.00"


def test_no_mark_shows_its_raw_data_as_a_tooltip():
    """Streamlit turns on a tooltip of the raw data, such as an image's address, for each mark."""
    result = run(NeuronSettings())
    stack = stack_charts.draw(layers.run(LinearLayersSettings()))
    for spec in (charts.draw(result), picture.draw(result), stack):
        assert spec["config"]["mark"] == {"tooltip": None}


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_the_nerve_cell_compiles_and_names_its_parts(columns):
    """The text beside it speaks of them."""
    spec = in_view(biology.draw, columns=columns)
    seen = svg(spec)
    assert all(f">{name}<" in seen for name in ("dendrites", "synapses", "cell body", "axon"))
