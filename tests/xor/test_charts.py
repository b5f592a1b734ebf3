"""Charts of a trained XOR network: their numbers, colours and places, and what is drawn at each epoch."""

import base64
import html
import io
import json
import re
from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mlcore.xor.settings import XorSettings
from pages.lessons.luck.charts import pair
from pages.lessons.luck.charts import seeds as seeds_charts
from pages.lessons.luck.charts import widths as widths_charts
from pages.lessons.xor.charts import by_hand as by_hand_charts
from pages.lessons.xor.charts import trained as xor
from pages.lessons.xor.charts import untrained
from pages.ui.charts import network, theme
from pages.ui.charts.plane import line_ends
from tests.support.drawn import compiles, svg
from tests.support.specs import at_frame, in_view, numbers, replayed
from tests.support.training import trained

ORANGE, BLUE = (240, 149, 90), (95, 168, 217)
ACTIVATIONS = ("linear", "sigmoid", "tanh", "relu")
SIZES = (1, 2, 3, 8)
weights = st.floats(-50, 50).filter(lambda value: abs(value) > 1e-3)


@lru_cache
def run(**values):
    """Return a result as a page gets it from a worker."""
    return trained(XorSettings(**{"epochs": 120, **values}))


def moving(result, columns=3):
    """Return the finished spec as the page shows it."""
    return replayed(in_view(xor.replay, result, columns=columns), result.snapshot_epochs)


def pixels(url):
    """Return the colours of an image in a data URI, shape (height, width, 3)."""
    head, _, code = url.partition(",")
    assert head == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(code))).convert("RGB"))


def drawn(spec, frame=-1):
    """Render the spec at a frame, the last by default; return its texts and the addresses of its visible images."""
    picture = svg(spec if frame < 0 else at_frame(spec, frame))
    images = [html.unescape(image) for image in re.findall(r"<image ([^>]*)>", picture) if 'opacity="1"' in image]
    texts = [html.unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)<", picture)]
    return texts, [address for image in images for address in re.findall(r'href="([^"]*)"', image)]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("hidden", SIZES)
def test_every_size_and_activation_makes_a_chart_that_compiles(hidden, activation):
    """An expression, a field or a parameter that Vega does not know leaves an empty box on the page."""
    spec = moving(run(hidden=hidden, activation=activation))
    assert compiles(spec)


@pytest.mark.parametrize("values", [{"epochs": 1}, {"epochs": 7}, {"learning_rate": 100.0}])
def test_shortest_odd_and_wild_runs_make_a_chart_too(values):
    spec = moving(run(**values))
    assert compiles(spec)


@pytest.mark.parametrize("epoch", [0, 259, 2000])
def test_at_each_epoch_exactly_its_own_frame_can_be_seen(epoch):
    """The images, outputs and weights on the screen are those of the epoch, not those of the next frame."""
    result = run(epochs=2000)
    spec = moving(result)
    frame = result.snapshot_epochs.tolist().index(epoch)
    frames = len(result.snapshot_epochs)
    texts, images = drawn(spec, frame)
    urls = numbers(spec, "unit")["url"]
    assert images == [numbers(spec, "plane")["url"][frame], urls[frame], urls[frames + frame]]
    outputs = texts[texts.index("x₂") + 1 :][:4]
    assert [text[0] for text in outputs] == ["A", "B", "C", "D"]
    np.testing.assert_allclose(
        [float(text[1:]) for text in outputs], result.snapshots.probabilities[frame], atol=0.0056
    )
    edges = [float(text.replace("−", "-")) for text in texts if re.fullmatch(r"[+−]?\d+\.\d", text)]
    for w in result.snapshots.hidden_weight[frame].ravel():
        assert min(abs(edge - w) for edge in edges) < 0.051


def test_the_drawn_network_names_its_inputs_hidden_units_and_output():
    """The nodes are data of their own, which filling in the numbers once threw away."""
    texts, _ = drawn(moving(run(hidden=3)))
    axes = ("x₁", "x₂", *(xor.name_of(unit) for unit in xor.weightiest(run(hidden=3).snapshots.output_weight[-1])))
    on_lines = ("h₁", "h₂", "h₃")
    for name in ("x₁", "x₂", *on_lines, "p"):
        assert texts.count(name) == 1 + axes.count(name) + on_lines.count(name), name


@pytest.mark.parametrize("t", [0, -1])
@pytest.mark.parametrize("hidden", SIZES)
def test_the_numbers_of_the_first_and_last_frame_are_those_of_the_result(hidden, t):
    """The first and the last frame have the result's numbers, so the axes of items and frames are not swapped."""
    result = run(hidden=hidden, seed=3)
    spec, shots = moving(result), result.snapshots
    units = xor.weightiest(shots.output_weight[-1])
    point = numbers(spec, "point")
    np.testing.assert_allclose([p[t] for p in point["p"]], shots.probabilities[t], atol=6e-4)
    assert list(zip(point["x"], point["y"], point["class"], strict=True)) == [
        (0, 0, 0),
        (0, 1, 1),
        (1, 0, 1),
        (1, 1, 0),
    ]
    folded, thread = numbers(spec, "folded"), numbers(spec, "thread")
    for axis, unit in zip("xy", units, strict=False):
        np.testing.assert_allclose([at[t] for at in folded[axis]], shots.folded_points[t, :, unit], atol=6e-4)
        np.testing.assert_allclose(
            [at[t] for at in thread[axis]], shots.folded_grid[t, ..., unit].ravel().astype(float), atol=6e-4
        )
    assert {len(at) for at in thread["x"]} == {len(result.snapshot_epochs)}


def test_the_threads_of_the_grid_hold_together_line_by_line():
    thread = numbers(moving(run()), "thread")
    assert thread["line"] == [line for line in range(14) for _ in range(13)]
    assert thread["step"] == [step for _ in range(14) for step in range(13)]


def test_before_the_training_the_four_points_stand_in_the_plane():
    found = numbers(in_view(untrained.points), "point")
    assert [*zip(found["name"], found["x"], found["y"], found["class"], strict=True)] == [
        ("A", 0, 0, 0),
        ("B", 0, 1, 1),
        ("C", 1, 0, 1),
        ("D", 1, 1, 0),
    ]
    assert "B (0,1) and C (1,0)" in in_view(untrained.alt_text)


@pytest.mark.parametrize("hidden", SIZES)
def test_every_edge_carries_the_weight_between_the_nodes_that_it_joins(hidden):
    """Each line of the network has the weight between its own two nodes, at every number of hidden units."""
    result = run(hidden=hidden, seed=3)
    spec, shots = moving(result), result.snapshots
    (nodes,) = (rows for rows in spec["datasets"].values() if any(row.get("name") == "p" for row in rows))
    at = {(row["x"], round(row["y"], 6)): row["name"] for row in nodes}
    expected: dict[tuple[str, str], np.ndarray] = {}
    for k in range(hidden):
        expected |= {(x, xor.name_of(k)): shots.hidden_weight[:, k, i] for i, x in enumerate(("x₁", "x₂"))}
        expected[xor.name_of(k), "p"] = shots.output_weight[:, k]
    edges = numbers(spec, "weight")
    found = {
        (at[x, round(y, 6)], at[x2, round(y2, 6)]): w
        for x, y, x2, y2, w in zip(*(edges[field] for field in ("x", "y", "x2", "y2", "w")), strict=True)
    }
    assert found.keys() == expected.keys()
    for ends, w in found.items():
        np.testing.assert_allclose(w, expected[ends], atol=6e-4)


@pytest.mark.parametrize("hidden", SIZES)
def test_the_bias_of_each_unit_is_written_at_its_own_node(hidden):
    """Each bias stands at the node of its own unit, at every number of hidden units."""
    result = run(hidden=hidden, seed=3)
    spec, shots = moving(result), result.snapshots
    (nodes,) = (rows for rows in spec["datasets"].values() if any(row.get("name") == "p" for row in rows))
    biases, width = numbers(spec, "bias"), 2 + 2 * network.MARGIN
    assert len(biases["b"]) == hidden + 1
    for x, y, b in zip(biases["at_x"], biases["at_y"], biases["b"], strict=True):
        name = min(nodes, key=lambda row: np.hypot((row["x"] - x) / width, row["y"] - y))["name"]
        expected = shots.output_bias if name == "p" else shots.hidden_bias[:, "₁₂₃₄₅₆₇₈".index(name[1])]
        np.testing.assert_allclose(b, expected, atol=6e-4)
    texts, _ = drawn(spec)
    written = [f"b {value + 0.0:.1f}".replace("-", "−") for value in [*shots.hidden_bias[-1], shots.output_bias[-1]]]
    assert [text for text in texts if text.startswith("b ")] == [text.replace("−0.0", "0.0") for text in written]


@pytest.mark.parametrize("t", [0, -1])
@pytest.mark.parametrize("hidden", SIZES)
def test_the_lines_of_the_hidden_units_lie_where_their_sums_are_zero(hidden, t):
    result = run(hidden=hidden, seed=3)
    lines = numbers(moving(result), "unit_line")
    for k in range(hidden):
        w, b = result.snapshots.hidden_weight[t, k], result.snapshots.hidden_bias[t, k]
        for x, y in (("x", "y"), ("x2", "y2")):
            end = np.array([lines[x][k][t], lines[y][k][t]])
            assert abs(w @ end + b) / np.linalg.norm(w) < 2e-3


@given(w1=weights, w2=weights, b=st.floats(-50, 50))
def test_both_ends_of_a_line_lie_on_it_and_far_apart(w1, w2, b):
    ends = {name: float(value[0]) for name, value in line_ends(np.array([[w1, w2, b]])).items()}
    length = np.hypot(w1, w2)
    for x, y in ((ends["x"], ends["y"]), (ends["x2"], ends["y2"])):
        assert abs(w1 * x + w2 * y + b) / length < 1e-6 * max(1, abs(b) / length)
    assert np.hypot(ends["x2"] - ends["x"], ends["y2"] - ends["y"]) == pytest.approx(40)


def test_upright_and_level_lines_have_the_ends_worked_out_on_paper():
    """2 x - 1 = 0 is upright at 0.5; 3 y + 6 = 0 is level at -2."""
    upright, level = (
        {name: value.tolist()[0] for name, value in line_ends(np.array([[*weights]], dtype=float), 7.0).items()}
        for weights in ((2, 0, -1), (0, 3, 6))
    )
    assert upright == {"x": 0.5, "y": -7.0, "x2": 0.5, "y2": 7.0}
    assert level == {"x": 7.0, "y": -2.0, "x2": -7.0, "y2": -2.0}


def test_lines_that_move_are_kept_line_by_line_and_not_frame_by_frame():
    path = np.array([[[1.0, 0, -t], [0, 1.0, -10 - t]] for t in range(5)])
    ends = line_ends(path)
    assert ends["x"].shape == (2, 5)
    np.testing.assert_allclose(ends["x"][0], range(5))
    np.testing.assert_allclose(ends["y"][1], range(10, 15))


def test_a_unit_without_weights_has_no_line_and_no_invalid_numbers():
    """A dead unit divides by the length of its weights, which is 0."""
    for name, value in line_ends(np.array([[0.0, 0.0, 1.0]])).items():
        assert np.isfinite(value).all(), name


def changed(result, **snapshots):
    """Return a result with other snapshots."""
    shots = SimpleNamespace(**{**vars(result.snapshots), **snapshots})
    return SimpleNamespace(**{**vars(result), "snapshots": shots})


def replay_of(result):
    """Draw a result that was made up here, past any memory of those already drawn."""
    return getattr(xor.replay, "__wrapped__", xor.replay)(result)


def test_the_plane_is_blue_where_p_is_1_and_orange_where_it_is_0_with_high_x2_on_top():
    """Rows of the snapshot run from low x2 to high, rows of an image from the top down."""
    result = run()
    plane = np.zeros_like(result.snapshots.plane)
    plane[0, 30:, :] = 255
    plane[-1, :, :10] = 255
    urls = numbers(replay_of(changed(result, plane=plane)), "plane")["url"]
    assert len(urls) == len(result.snapshot_epochs)
    first, last = pixels(urls[0]), pixels(urls[-1])
    assert first.shape == (40, 40, 3)
    assert (first[:10] == BLUE).all()
    assert (first[10:] == ORANGE).all()
    assert (last[:, :10] == BLUE).all()
    assert (last[:, 10:] == ORANGE).all()


@pytest.mark.parametrize("t", [0, -1])
def test_the_plane_of_a_run_has_the_colours_of_its_outputs(t):
    result = run()
    image = pixels(numbers(moving(result), "plane")["url"][t])
    expected = theme.ramp()[result.snapshots.plane[t]][::-1]
    np.testing.assert_array_equal(image, expected)


def test_each_hidden_unit_has_its_own_map_blue_where_its_sum_is_positive():
    """Each unit's map at each frame is its own, so images that are kept unit by unit are not mixed up."""
    result = run(hidden=3)
    frames = len(result.snapshot_epochs)
    pre_activations = np.zeros_like(result.snapshots.pre_activations)
    pre_activations[:, 0], pre_activations[:, 1, 12:] = 9, 9
    pre_activations[:, 1, :12], pre_activations[:-1, 2], pre_activations[-1, 2] = -9, -9, 9
    urls = numbers(replay_of(changed(result, pre_activations=pre_activations)), "unit")["url"]
    assert len(urls) == 3 * frames
    for t in (0, frames - 1):
        all_blue, half, late = (pixels(urls[unit * frames + t]) for unit in range(3))
        assert (all_blue == BLUE).all()
        assert (half[:12] == BLUE).all()
        assert (half[12:] == ORANGE).all()
        assert (late == (BLUE if t else ORANGE)).all()


def test_a_sum_of_zero_has_the_neutral_colour():
    """The line where a unit turns must lie on the light seam between the two colours."""
    result = run(hidden=1)
    urls = numbers(replay_of(changed(result, pre_activations=np.zeros_like(result.snapshots.pre_activations))), "unit")[
        "url"
    ]
    assert np.abs(pixels(urls[0]).astype(int) - (244, 242, 238)).max() <= 2


@pytest.mark.parametrize("hidden", [3, 8])
def test_the_folded_space_shows_the_two_weightiest_units_under_their_own_names(hidden):
    result = run(hidden=hidden, seed=3)
    size = np.abs(result.snapshots.output_weight[-1])
    first, second = sorted(sorted(range(hidden), key=lambda unit: -size[unit])[:2])
    view = xor.replay(result)["vconcat"][0]["concat"][2]
    titles = [view["layer"][0]["encoding"][axis]["title"] for axis in "xy"]
    assert titles == [xor.name_of(first), xor.name_of(second)]
    assert str(hidden) in view["title"]


def test_a_lone_unit_folds_the_plane_onto_a_line():
    spec = moving(run(hidden=1))
    assert np.abs(numbers(spec, "thread")["y"]).max() == 0
    assert np.abs(numbers(spec, "folded")["y"]).max() == 0


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_box_of_the_folded_space_holds_all_points_of_all_frames(activation):
    """The box holds the points of all frames, so the way to the last frame is not cut off."""
    for hidden in SIZES:
        spec = moving(run(hidden=hidden, activation=activation))
        box = numbers(spec, "box")
        for name in ("thread", "folded"):
            for axis in "xy":
                values = numbers(spec, name)[axis]
                assert box[axis][0] < np.min(values)
                assert np.max(values) < box[axis][1]


def test_the_outputs_cut_is_drawn_in_the_folded_space_of_two_units_alone():
    """The cut is right for two hidden units and missing for 1, 3 and 8; with more than two it is no line."""
    result = run(seed=3)
    spec, shots = moving(result), result.snapshots
    for t in (0, -1):
        cut = {field: ends[0][t] for field, ends in numbers(spec, "cut").items()}
        for x, y in (("x", "y"), ("x2", "y2")):
            distance = shots.output_weight[t] @ [cut[x], cut[y]] + shots.output_bias[t]
            assert abs(distance) / np.linalg.norm(shots.output_weight[t]) < 2e-3
    for hidden in (1, 3, 8):
        other = moving(run(hidden=hidden))
        assert "cut" not in {param["name"] for param in other["params"]} | other["datasets"].keys()


@pytest.mark.parametrize(
    ("low", "high", "normal"),
    [
        ((-0.1, -200.0), (0.1, 0.0), (1.0, 0.0)),
        ((-200.0, -0.1), (0.0, 0.1), (0.0, 1.0)),
        ((297.0, 297.0), (300.0, 300.0), (1.0, -1.0)),
    ],
    ids=["tall", "wide", "far away"],
)
def test_the_cut_reaches_across_a_folded_space_that_is_tall_wide_or_far_away(low, high, normal):
    """The cut ends outside the box on both sides, even where ReLU or linear units reach far."""
    shots = run(activation="relu").snapshots
    centre = (np.array(low) + high) / 2
    made_up: Any = SimpleNamespace(
        folded_grid=np.where(np.arange(13)[:, None] % 2, low, high) * np.ones_like(shots.folded_grid),
        folded_points=shots.folded_points,
        output_weight=np.broadcast_to(normal, shots.output_weight.shape),
        output_bias=np.full(len(shots.output_bias), -np.dot(normal, centre)),
    )
    values = xor.hidden_values(made_up, (0, 1), "relu")
    box, cut = values["box"], {field: ends[0, -1] for field, ends in values["cut"].items()}
    ends = np.array([[cut["x"], cut["y"]], [cut["x2"], cut["y2"]]])
    outside = (ends < [box["x"][0], box["y"][0]]) | (ends > [box["x"][1], box["y"][1]])
    assert outside.any(axis=1).all()
    assert (ends[0] - centre) @ (ends[1] - centre) < 0


def test_the_loss_curve_ends_at_the_result():
    result = run(epochs=2000)
    loss = numbers(moving(result), "loss")
    assert (loss["x"][0], loss["x"][-1]) == (0, 2000)
    assert loss["y"][0] == pytest.approx(result.losses[0], abs=1e-3)
    assert loss["y"][-1] == pytest.approx(result.final_loss, abs=1e-3)


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_as_many_charts_stand_side_by_side_as_asked(columns):
    """Three columns on a phone are unreadable."""
    spec = in_view(xor.replay, run(), columns=columns)
    pictures, _ = spec["vconcat"]
    assert pictures["columns"] == columns
    assert len(pictures["concat"]) == 3


def test_charts_of_one_shape_are_built_once_and_filled_for_each_run():
    """Runs of one shape share one chart, so no move of a slider pays the noticeable time that Altair takes."""
    first, other, wider = (xor.replay(run(**values)) for values in ({"seed": 1}, {"seed": 2}, {"hidden": 3}))
    assert first["vconcat"] is other["vconcat"]
    assert first["vconcat"] is not wider["vconcat"]


def test_one_visitors_run_does_not_change_the_charts_of_another():
    """The shared part must stay without numbers."""
    first = xor.replay(run(seed=1))
    before = json.dumps(first)
    replayed(xor.replay(run(seed=2)), run(seed=2).snapshot_epochs)
    assert json.dumps(first) == before
    assert json.dumps(xor.replay(run(seed=1))) == before


def test_the_heaviest_replay_stays_under_one_and_a_half_megabytes():
    """It goes over the classroom's network for each run of each learner."""
    for activation in ACTIVATIONS:
        result = run(hidden=8, activation=activation, epochs=500, learning_rate=10.0 if activation != "linear" else 0.5)
        assert len(result.snapshot_epochs) == 51
        assert len(json.dumps(moving(result)).encode()) < 1_500_000


def test_the_words_hold_the_numbers_of_the_result():
    result = run(hidden=3, epochs=2000)
    text = xor.alt_text(result)
    for number in ("3 hidden units", "tanh", "2,000 epochs", f"{result.final_loss:.4f}", "4 of 4 points"):
        assert number in text
    for place, p in zip(("(0,0)", "(0,1)", "(1,0)", "(1,1)"), result.snapshots.probabilities[-1], strict=True):
        assert f"{p:.2f} for {place}" in text


def test_a_run_that_ends_finite_but_exploded_is_told_in_short_words():
    """A loss of 28 digits is told as a power of 10, because it is otherwise read out digit by digit."""
    assert "exploded" not in xor.alt_text(run())
    result = replace(run(), losses=np.array([0.7, 3e27]), final_loss=3e27, solved=False)
    assert "The loss exploded: it ended at about 10 to the power 27" in xor.alt_text(result)
    assert not re.search(r"\d{9}", xor.alt_text(result))


def test_a_weight_that_rounds_to_zero_has_no_sign():
    """A weight of -0.04 is written 0.0, without a sign for what nobody can see."""
    result = run(hidden=2)
    small = np.full_like(result.snapshots.output_weight, -0.04)
    texts, _ = drawn(replayed(replay_of(changed(result, output_weight=small)), result.snapshot_epochs))
    assert texts.count("0.0") >= 2
    assert not {"-0.0", "−0.0", "+0.0"} & set(texts)


def test_no_mark_shows_raw_fields_as_its_tooltip():
    """Marks have no tooltip by default. Otherwise Streamlit adds tooltips that list images and pixels."""
    first, second = run(), run(activation="relu")
    specs = [
        xor.replay(first),
        pair.replay(first, second, "activation"),
        by_hand_charts.network(),
        seeds_charts.strips(),
        seeds_charts.tiles(3, 3),
        widths_charts.empty_chart(ACTIVATIONS),
    ]
    for spec in specs:
        assert spec["config"]["mark"] == {"tooltip": None}


def test_the_words_count_only_points_on_their_right_side():
    result = run(hidden=1, epochs=500)
    right = sum((p > 0.5) == bool(y) for p, y in zip(result.snapshots.probabilities[-1], (0, 1, 1, 0), strict=True))
    assert right < 4
    assert f"{right} of 4 points" in xor.alt_text(result)


def test_titles_and_words_are_translated():
    """A text that misses the translator stays English for everybody."""
    spec = in_view(xor.replay, run(hidden=3), translate=shout)
    pictures, loss = spec["vconcat"]
    plane, network, hidden = (view["title"] for view in pictures["concat"])
    for title in (plane, network["text"], hidden, loss["title"]["text"]):
        assert title == title.upper()
    assert "REPLAY" in in_view(xor.alt_text, run(), translate=shout)


def shout(text):
    """Translate into capitals, all but the places that are filled in."""
    return re.sub(r"\{[^}]*\}|[^{]+", lambda part: part[0] if part[0][0] == "{" else part[0].upper(), text)


@pytest.mark.parametrize("hidden", [2, 8])
def test_the_name_of_a_unit_stands_on_its_line_or_out_of_sight(hidden):
    """The name of a unit, wherever it can be seen, stands on the line of this unit."""
    result = run(hidden=hidden, seed=3)
    names = numbers(moving(result), "unit_name")
    assert names["name"] == [xor.name_of(unit) for unit in range(hidden)]
    in_sight = 0
    for k in range(hidden):
        for t, (x, y) in enumerate(zip(names["x"][k], names["y"][k], strict=True)):
            if x < 1.5:
                w, b = result.snapshots.hidden_weight[t, k], result.snapshots.hidden_bias[t, k]
                assert abs(w @ [x, y] + b) / np.linalg.norm(w) < 2e-3
                in_sight += 1
    assert in_sight > 0


def test_names_of_units_with_one_line_stand_apart():
    """The names of eight units with the same line stand apart, so all of them can be read."""
    x, y = xor.badge_places(np.tile([1.0, 1.0, -1.0], (1, 8, 1)))
    places = np.stack([x[0], y[0]], axis=1)
    assert (places < 1.5).all()
    apart = np.linalg.norm(places[:, None] - places[None], axis=2) + 9 * np.eye(8)
    assert apart.min() > 0.2


def test_a_start_by_hand_is_drawn_with_its_two_units_whatever_the_slider_says():
    """A start by hand compiles with its two units, although the slider, which plays no part then, says five."""
    spec = moving(run(start="by hand", hidden=5))
    assert compiles(spec)
    assert "2 hidden units" in xor.alt_text(run(start="by hand", hidden=5))
