"""Charts of the XOR network set by hand: what the browser draws at the sliders' numbers is what Python computes."""

import json
import random
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest

from mlcore.logic_gates.truth_tables import TRUTH_TABLES
from mlcore.xor.by_hand import fires, run
from mlcore.xor.points import INPUTS, TARGETS
from mlcore.xor.settings import XorByHandSettings as Settings
from pages.lessons.xor.charts import by_hand as charts
from pages.ui.charts import theme
from tests.support.drawn import scenegraph
from tests.support.specs import in_view

SOLVED = Settings(out_b=-1.5)
UPPER_HALF = Settings(h1_w1=0, h1_w2=1, h1_b=-0.5, h2_w1=0, h2_w2=0, h2_b=-1, out_w1=1, out_w2=0, out_b=-0.5)
WITH_AND = Settings(h2_w1=1, h2_w2=1, h2_b=-1.5, out_w1=1, out_w2=-1, out_b=-0.5)
FLAT = Settings(h1_w1=0, h1_w2=0, out_w1=0, out_w2=0)


def any_settings(seed):
    """Return settings with every slider at one of its stops."""
    draw = random.Random(seed)
    return Settings(**{name: draw.randrange(-6, 7) / 2 for name in Settings.model_fields})


MANY = [Settings(), SOLVED, UPPER_HALF, WITH_AND, FLAT, *map(any_settings, range(10))]


def at(settings, columns=3, translate=str):
    """Return the spec with its parameters where the sliders stand, as the signal elements of the page move them."""
    spec = in_view(charts.network, columns=columns, translate=translate)
    values = {f"{name}_": value for name, value in settings.model_dump().items()}
    params = [{**param, "value": values.pop(param["name"], param.get("value"))} for param in spec["params"]]
    assert not values
    return {**spec, "params": [{key: value for key, value in p.items() if value is not None} for p in params]}


def marks(part) -> Iterator[dict]:
    """Yield every drawn mark."""
    for item in part.get("items", []):
        yield from marks(item)
    if "marktype" in part:
        yield part


class Drawn:
    """What Vega draws at some settings."""

    def __init__(self, settings, columns=3, translate=str):
        graph = scenegraph(at(settings, columns, translate))
        found = list(marks(graph["scenegraph"]))
        self.named = {re.sub(r"_\d_marks$", "", mark["name"]): mark["items"] for mark in found if mark.get("name")}
        self.texts = [item["text"] for mark in found if mark["marktype"] == "text" for item in mark["items"]]

    def text(self, name):
        """Return the texts of a mark."""
        return [item["text"] for item in self.named[name]]

    def places(self, name):
        """Return where marks stand in a square's own coordinates, shape (N, 2)."""
        return np.array([(in_plane(item["x"]), -in_plane(item["y"]) + 1) for item in self.named[name]])

    def answers(self, name, points, corner=(0, 0), side=charts.SIDE):
        """Return whether a square is blue at each point, shape (N,)."""
        return [self.is_blue(name, *across_down(point, corner, side)) for point in points]

    def is_blue(self, name, across, down):
        """Return whether the strip over a pixel is blue."""
        near = min(abs(item["x"] - across) for item in self.named[name])
        strip = [item for item in self.named[name] if abs(item["x"] - across) == near]
        hits = [item for item in strip if item["y2"] <= down <= item["y"]]
        return hits[-1]["stroke"] == theme.FIRES


@lru_cache
def picture(settings):
    """Return what Vega draws at some settings, once for all tests."""
    return Drawn(settings)


def in_plane(pixels):
    """Return pixels across a square as a coordinate of its plane."""
    return charts.LOW + pixels / charts.SIDE * (charts.HIGH - charts.LOW)


def across_down(point, corner, side):
    """Return a point's pixels, from the upper left corner of its chart."""
    across, up = (np.array(point) - charts.LOW) / (charts.HIGH - charts.LOW) * side
    return corner[0] + across, corner[1] + side - up


def away_from(points, *neurons):
    """Return the points that no line of these neurons comes close to, where a strip's width could decide."""
    near = [abs(points @ [w1, w2] + b) < 0.03 * (abs(w1) + abs(w2)) for w1, w2, b in neurons]
    return points[~np.any(near, axis=0)]


def neurons_of(s):
    """Return (w1, w2, b) of h1, h2 and y."""
    return (s.h1_w1, s.h1_w2, s.h1_b), (s.h2_w1, s.h2_w2, s.h2_b), (s.out_w1, s.out_w2, s.out_b)


SOME = np.random.default_rng(0).uniform(charts.LOW, charts.HIGH, (60, 2))


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_the_picture_compiles_and_fits_its_screen(columns):
    """The picture is not wider than its screen, 358 pixels on a phone, so it does not push the page aside."""
    spec = at(Settings(), columns)
    json.dumps(spec, allow_nan=False)
    assert spec["columns"] == columns
    assert len(spec["concat"]) == (3 if columns == 3 else 2)
    graph = scenegraph(spec)
    assert graph["width"] <= {1: 358, 2: 720, 3: 1000}[columns]
    assert columns == 1 or graph["height"] <= 430


def test_the_plane_is_blue_exactly_where_the_network_fires():
    for settings in MANY:
        points = away_from(SOME, *neurons_of(settings)[:2])
        assert len(points) > 20
        drawn = picture(settings)
        expected = run(settings, points)[1].astype(bool).tolist()
        assert drawn.answers("answers", points) == expected
        upper_left = charts.OUTPUT_X - charts.MAP / 2, charts.SIDE - charts.MIDDLE - charts.MAP / 2
        assert drawn.answers("out_map", points, upper_left, charts.MAP) == expected


def test_the_answers_reach_from_edge_to_edge():
    """The strips of answers go from edge to edge without a hole, also behind a line."""
    strips = picture(WITH_AND).named["answers"]
    for across in {item["x"] for item in strips}:
        column = sorted((item["y2"], item["y"]) for item in strips if item["x"] == across)
        assert column[0][0] == pytest.approx(0, abs=1e-9)
        assert column[-1][1] == pytest.approx(charts.SIDE)
        assert all(low[1] >= high[0] - 1e-9 for low, high in pairwise(column))


def test_what_the_output_sees_is_coloured_by_the_output_alone():
    """It looks at h1 and h2, not at x1 and x2."""
    for settings in MANY:
        output = neurons_of(settings)[2]
        points = away_from(SOME, output)
        expected = fires(points, *output).astype(bool).tolist()
        assert picture(settings).answers("corners", points) == expected


def test_the_map_of_a_hidden_neuron_is_blue_where_it_fires():
    for settings in MANY:
        drawn = picture(settings)
        for name, neuron, height in zip(("h1", "h2"), neurons_of(settings), (charts.UP, charts.DOWN), strict=False):
            points = away_from(SOME, neuron)
            upper_left = charts.HIDDEN_X - charts.MAP / 2, charts.SIDE - height - charts.MAP / 2
            expected = fires(points, *neuron).astype(bool).tolist()
            assert drawn.answers(f"{name}_map", points, upper_left, charts.MAP) == expected


def test_the_lines_are_those_of_the_three_neurons():
    for settings in MANY:
        drawn = picture(settings)
        for name, (w1, w2, b) in zip(("h1", "h2", "out"), neurons_of(settings), strict=True):
            lines = drawn.named.get(f"{name}_line", [])
            assert len(lines) == (1 if w1 or w2 else 0)
            for line in lines:
                ends = np.array([[line["x"], line["y"]], [line["x2"], line["y2"]]])
                ends = np.stack([in_plane(ends[:, 0]), 1 - in_plane(ends[:, 1])], axis=1)
                assert np.abs(ends @ [w1, w2] + b).max() < 1e-6
                assert np.linalg.norm(ends[1] - ends[0]) > 10


def test_points_stand_where_the_inputs_are_and_then_where_the_hidden_neurons_put_them():
    for settings in MANY:
        drawn = picture(settings)
        hidden = run(settings)[0]
        np.testing.assert_allclose(drawn.places("input_points"), INPUTS, atol=1e-9)
        corners = drawn.places("corner_points")
        np.testing.assert_array_equal(corners.round(), hidden)  # those of one corner stand side by side
        assert len({tuple(place) for place in corners.round(6).tolist()}) == 4


def test_points_that_fall_together_share_one_label():
    """Two labels over each other are unreadable; this is where the learner sees that the plane was folded."""
    for settings in MANY:
        drawn, hidden = picture(settings), run(settings)[0].tolist()
        expected: dict[tuple[int, ...], list[str]] = {}
        for name, place in zip(charts.NAMES, hidden, strict=True):
            expected.setdefault(tuple(place), []).append(name)
        labels = zip(drawn.places("corner_names").round(9).tolist(), drawn.text("corner_names"), strict=True)
        found = {tuple(place): text for place, text in labels if text}
        assert found == {place: ", ".join(names) for place, names in expected.items()}
    assert "B, C" in picture(SOLVED).text("corner_names")
    assert drawn.text("input_names") == ["A (0, 0)", "B (0, 1)", "C (1, 0)", "D (1, 1)"]


def test_exactly_the_wrong_points_have_a_ring_and_the_right_ones_are_counted():
    for settings in MANY:
        drawn, output = picture(settings), run(settings)[1]
        wrong = [tuple(point) for point in INPUTS[output != TARGETS].tolist()]
        places = drawn.places("input_wrong").round(9).tolist() if wrong else []
        assert [tuple(place) for place in places] == wrong
        assert len(drawn.named.get("corner_wrong", [])) == len(wrong)
        assert f"{4 - len(wrong)} of 4 points are right" in drawn.texts


def test_every_neuron_says_which_gate_it_is():
    for settings in MANY:
        drawn, (hidden, output) = picture(settings), run(settings)
        names = {table: name.replace("x1", "x₁").replace("x2", "x₂") for name, table in TRUTH_TABLES.items()}
        for neuron, sign, answers in (("h1", "h₁", hidden[:, 0]), ("h2", "h₂", hidden[:, 1]), ("out", "y", output)):
            assert drawn.text(f"{neuron}_gate") == [f"{sign}: {names[tuple(answers.tolist())]}"]
        corners = names[tuple(fires(INPUTS, *neurons_of(settings)[2]).tolist())]
        assert f"What y makes of h₁ and h₂: {corners.replace('x', 'h')}" in drawn.texts
    assert "y: XOR" in picture(SOLVED).texts


def test_weights_and_biases_are_written_with_a_true_minus():
    for settings in MANY:
        drawn, neurons = picture(settings), neurons_of(settings)
        weights = [f"{w:+.1f}".replace("-", "−") if w else "0.0" for neuron in neurons for w in neuron[:2]]
        assert drawn.text("weights") == weights
        for name, (_, _, b) in zip(("h1", "h2", "out"), neurons, strict=True):
            assert drawn.text(f"{name}_bias") == [f"b = {b:.1f}".replace("-", "−")]


def test_the_truth_table_marks_each_answer():
    table = charts.truth_table(*run(Settings()))
    assert [row["y"] for row in table] == ["1 ✗", "1 ✓", "1 ✓", "1 ✗"]
    assert table[1] == {"x₁": "0", "x₂": "1", "h₁": "1", "h₂": "1", "y": "1 ✓", "should be": "1"}
    assert [row["y"] for row in charts.truth_table(*run(SOLVED))] == ["0 ✓", "1 ✓", "1 ✓", "0 ✓"]


def test_the_words_hold_every_answer_and_how_many_are_right():
    assert charts.alt_text(run(Settings())[1]).endswith(
        "(0,0) → 1, (0,1) → 1, (1,0) → 1, (1,1) → 1; 2 of 4 are right for XOR."
    )
    assert "(1,1) → 0; 4 of 4 are right" in charts.alt_text(run(SOLVED)[1])


def test_titles_and_words_are_translated():
    """A sentence with a number in it is put together by the browser, quotation marks and all."""
    said = {"{right} of 4 points are right": 'Es "stimmen" {right}', "What goes in": "Hinein"}
    texts = Drawn(SOLVED, translate=lambda text: said.get(text, text)).texts
    assert {'Es "stimmen" 4', "Hinein"} <= set(texts)
    assert "SHOULD BE" in in_view(charts.truth_table, *run(SOLVED), translate=str.upper)[0]
