"""Charts of one neuron: what adds up, the curve with its tangent, the plane, the anatomy and the collapsing stack."""

import base64
import io
import json
from typing import get_args

import altair as alt
import numpy as np
import pytest
import vl_convert
from PIL import Image

from mlcore.neuron import linear_layers as layers
from mlcore.neuron.activations import ACTIVATIONS, activate
from mlcore.neuron.by_hand import run
from mlcore.neuron.settings import LinearLayersSettings, NeuronSettings
from pages.lessons.neuron.charts import anatomy
from pages.lessons.neuron.charts import linear_layers as stack_charts
from pages.lessons.neuron.charts import neuron as charts
from tests.support.specs import in_view

VEGA_LITE = ".".join(alt.SCHEMA_VERSION.strip("v").split(".")[:2])
FORMS = get_args(NeuronSettings.model_fields["form"].annotation)
EXTREMES = [
    NeuronSettings(w1=3, w2=-3, b=3, x1=3, x2=-3),
    NeuronSettings(w1=0, w2=0, b=0),
    NeuronSettings(w1=-3, w2=-3, b=-3, x1=3, x2=3, activation="linear"),
    NeuronSettings(w1=0, w2=0, b=-3, activation="gelu"),
]


def draw(**settings):
    return charts.draw(run(NeuronSettings(**settings)))


def column(spec, table, field):
    return [row[field] for row in spec["datasets"][table]]


def pixels(spec, table):
    """Return an image's colours, rows from the top, shape (height, width, 3)."""
    (url,) = column(spec, table, "url")
    image = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB")
    return np.asarray(image).astype(int)


def blue(image):
    return image[..., 2] - image[..., 0]


@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize("form", FORMS)
def test_both_charts_compile_at_every_width(form, columns):
    """Vega-Lite accepts each expression, on each width of the screen."""
    result = run(NeuronSettings(form=form))
    for spec in (in_view(charts.draw, result, columns=columns), in_view(anatomy.anatomy, result, columns=columns)):
        json.dumps(spec, allow_nan=False)
        assert vl_convert.vegalite_to_vega(spec, vl_version=VEGA_LITE)["marks"]


@pytest.mark.parametrize("settings", EXTREMES)
@pytest.mark.parametrize("form", FORMS)
def test_the_ends_of_the_sliders_stay_inside_the_charts(settings, form):
    """No bar, point or tangent lies beyond its axis, where it would stretch the chart or disappear."""
    result = run(settings.model_copy(update={"form": form}))
    spec = charts.draw(result)
    json.dumps([spec, anatomy.anatomy(result)], allow_nan=False)
    low, high = column(spec, "bar_box", "x")
    assert all(low <= x <= high for x in [*column(spec, "bar", "start"), *column(spec, "bar", "end")])
    box = {axis: column(spec, "curve_box", axis) for axis in "xy"}
    for table, axes in (("touch", "xy"), ("curve", "xy")):
        for axis in axes:
            values = column(spec, table, axis)
            assert box[axis][0] - 1e-6 <= min(values)
            assert max(values) <= box[axis][1] + 1e-6
    (start,), (end,) = column(spec, "tangent", "x"), column(spec, "tangent", "x2")
    assert box["x"][0] <= start <= end <= box["x"][1]


def test_moving_a_slider_changes_tables_and_nothing_else():
    """The browser must not build the chart again at every step of a slider."""
    before, after = (run(NeuronSettings(w1=w1)) for w1 in (1.0, 1.1))
    for draw in (charts.draw, anatomy.anatomy):
        first, second = draw(before), draw(after)
        assert first.pop("datasets") != second.pop("datasets")
        assert first == second
    assert charts.alt_text(before) == charts.alt_text(after)
    assert anatomy.alt_text(before) == anatomy.alt_text(after)


def test_bars_follow_each_other_to_the_sum():
    """Each bar starts where the last one ends, and keeps its sign."""
    spec = draw()
    assert column(spec, "bar", "start") == [0, 1.5, 1.0, 0]
    assert column(spec, "bar", "end") == [1.5, 1.0, 0.5, 0.5]
    assert column(spec, "bar", "label") == ["+1.50", "−0.50", "−0.50", "+0.50"]
    assert column(spec, "cut", "x") == [0]


def test_the_threshold_form_moves_the_cut_and_drops_the_bias():
    """The same neuron: theta = -b on the axis of w.x, the curve shifted with it, the plane unchanged."""
    bias, theta = draw(b=-0.5), draw(b=-0.5, form="threshold")
    assert column(theta, "bar", "label") == ["+1.50", "−0.50", "+1.00"]
    assert column(theta, "cut", "x") == [0.5]
    np.testing.assert_allclose(column(theta, "curve", "x"), np.array(column(bias, "curve", "x")) + 0.5, atol=2e-3)
    assert column(theta, "curve", "y") == column(bias, "curve", "y")
    assert column(theta, "touch", "y") == column(bias, "touch", "y")
    for table in ("image", "line", "arrow", "probe"):
        assert theta["datasets"][table] == bias["datasets"][table]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_curve_is_the_activation_and_the_tangent_touches_it(activation):
    """The curve and its slope belong to the chosen activation and sum."""
    result = run(NeuronSettings(activation=activation))
    spec = charts.draw(result)
    rows = [row for row in spec["datasets"]["curve"] if row["label"] == "output"]
    np.testing.assert_allclose(
        [row["y"] for row in rows], activate([row["x"] for row in rows], activation), atol=2e-3 + (activation == "step")
    )
    (tangent,), (touch,) = spec["datasets"]["tangent"], spec["datasets"]["touch"]
    rise = (tangent["y2"] - tangent["y"]) / (tangent["x2"] - tangent["x"])
    assert rise == pytest.approx(result.slope, abs=2e-3)
    assert (tangent["y"] + tangent["y2"]) / 2 == pytest.approx(touch["y"], abs=2e-3)


def test_the_plane_is_blue_where_a_step_fires():
    """The image is not upside down, and x1 and x2 are not exchanged."""
    image = blue(pixels(draw(w1=1, w2=0, b=-1, activation="step"), "image"))
    columns = (np.arange(80) + 0.5) * 6 / 80 - 3
    np.testing.assert_array_equal(image > 0, np.tile(columns > 1, (80, 1)))
    upper = blue(pixels(draw(w1=0, w2=1, b=0, activation="step"), "image"))
    assert (upper[:40] > 0).all()
    assert (upper[40:] < 0).all()


@pytest.mark.parametrize(("weights", "angle"), [((0, 1), 0), ((1, 0), 90), ((0, -1), 180), ((-1, 1), -45)])
def test_the_weight_vector_points_where_the_sum_grows(weights, angle):
    """The arrowhead has the right angle; Vega counts degrees clockwise from the top."""
    spec = draw(w1=weights[0], w2=weights[1])
    (arrow,) = spec["datasets"]["arrow"]
    assert (arrow["x"], arrow["y"]) == weights
    assert (arrow["angle"] - angle) % 360 == pytest.approx(0)
    (line,) = spec["datasets"]["line"]
    along = np.array([line["x2"] - line["x"], line["y2"] - line["y"]])
    assert along @ weights == pytest.approx(0, abs=1e-2)


def test_without_weights_there_is_no_arrowhead_and_no_line():
    """No arrowhead is drawn at the origin."""
    spec = draw(w1=0, w2=0)
    assert column(spec, "arrow", "size") == [0]
    assert "fires nowhere" in charts.alt_text(run(NeuronSettings(w1=0, w2=0, b=-1)))
    assert "fires everywhere" in charts.alt_text(run(NeuronSettings(w1=0, w2=0, b=1)))


def test_the_anatomy_carries_the_live_numbers():
    """Each node and edge shows its own number."""
    spec = anatomy.anatomy(run(NeuronSettings()))
    assert column(spec, "edge", "name") == ["w₁ = 1.00", "w₂ = 0.50", "b = −0.50"]
    assert column(spec, "edge", "product") == ["+1.50", "−0.50", "−0.50"]
    assert column(spec, "node", "value") == ["1.50", "−1.00", "1", "0.50", "0.62"]
    assert column(spec, "bend", "name") == ["sigmoid"]
    spec = anatomy.anatomy(run(NeuronSettings(form="threshold")))
    assert column(spec, "edge", "name") == ["w₁ = 1.00", "w₂ = 0.50"]
    assert column(spec, "node", "value") == ["1.50", "−1.00", "1.00", "0.62"]
    assert column(spec, "bend", "note") == ["θ = 0.50"]


def test_a_phone_gets_a_narrow_anatomy():
    """The chart fits on a screen of 390 pixels."""
    result = run(NeuronSettings())
    assert in_view(anatomy.anatomy, result, columns=1)["width"] <= 330
    assert in_view(charts.draw, result, columns=1)["columns"] == 1


def test_negative_weights_are_dashed_as_well_as_orange():
    """The sign is readable without colour."""
    text = json.dumps(anatomy.anatomy(run(NeuronSettings())), ensure_ascii=False)
    assert '"strokeDash": {"field": "sign"' in text
    assert '"domain": ["−", "+"], "range": [[5, 3], [1, 0]]' in text


def test_alt_texts_say_what_adds_and_which_side_the_point_is_on():
    """The text changes when the neuron stops firing."""
    firing, silent = run(NeuronSettings()), run(NeuronSettings(x1=-1.5))
    assert "x1 adds, x2 takes away, the bias takes away" in charts.alt_text(firing)
    assert "side of the line where it fires" in charts.alt_text(firing)
    assert "side of the line where it is silent" in charts.alt_text(silent)
    assert "sum z, which is positive" in anatomy.alt_text(firing)
    assert "not above the threshold" in anatomy.alt_text(run(NeuronSettings(x1=-1.5, form="threshold")))


@pytest.mark.parametrize("relu", [False, True])
def test_stack_and_single_layer_share_one_scale_of_colour(relu):
    """Equal colours in the two images mean equal outputs."""
    result = layers.run(LinearLayersSettings(relu_between=relu))
    spec = stack_charts.draw(result)
    same = np.array_equal(pixels(spec, "deep"), pixels(spec, "single"))
    assert same is not relu
    assert vl_convert.vegalite_to_vega(spec, vl_version=VEGA_LITE)["marks"]


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
    for spec in (charts.draw(result), anatomy.anatomy(result), stack):
        assert spec["config"]["mark"] == {"tooltip": None}
