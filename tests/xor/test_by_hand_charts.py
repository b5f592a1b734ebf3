"""Charts of the XOR network set by hand: where it fires, its lines, its points and its truth table."""

import base64
import io
import json

import altair as alt
import numpy as np
import pytest
import vl_convert
from PIL import Image

from mlcore.common.plane import cell_centres
from mlcore.xor.by_hand import INPUTS, fires, run
from mlcore.xor.settings import XorByHandSettings as Settings
from pages.lessons.xor.charts import by_hand as charts
from tests.support.specs import in_view, numbers

VEGA_LITE = ".".join(alt.SCHEMA_VERSION.strip("v").split(".")[:2])
SOLVED = Settings(out_b=-1.5)
UPPER_HALF = Settings(h1_w1=0, h1_w2=1, h1_b=-0.5, h2_w1=0, h2_w2=0, h2_b=-1, out_w1=1, out_w2=0, out_b=-0.5)


def draw(settings, columns=2, t=str):
    return in_view(charts.two_spaces, settings, run(settings)[0], columns=columns, translate=t)


def is_blue(spec, name):
    """Return where an image is on the blue side of its palette, rows from the top, shape (80, 80)."""
    (url,) = numbers(spec, name)["url"]
    image = np.asarray(Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB")).astype(int)
    assert len({tuple(colour) for colour in image.reshape(-1, 3)}) <= 2
    return image[..., 2] > image[..., 0]


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("settings", [Settings(), SOLVED, UPPER_HALF, Settings(h1_w1=0, h1_w2=0, out_w1=0, out_w2=0)])
def test_every_setting_makes_a_chart_that_compiles(settings, columns):
    """A neuron without weights has no line; it must not leave an empty page."""
    spec = draw(settings, columns)
    json.dumps(spec, allow_nan=False)
    assert spec["columns"] == columns
    assert vl_convert.vegalite_to_vega(spec, vl_version=VEGA_LITE)["marks"]


def test_the_plane_is_blue_exactly_where_the_network_fires_with_high_x2_on_top():
    """Rows are computed from low x2 to high, an image begins at the top."""
    blue = is_blue(draw(UPPER_HALF), "plane_image")
    assert blue[:40].all()
    assert not blue[40:].any()


def test_the_colour_under_each_input_is_what_the_network_answers_there():
    for settings in (Settings(), SOLVED, Settings(h2_w1=1, h2_w2=1, h2_b=-1.5, out_w1=1, out_w2=-1, out_b=-0.5)):
        blue = is_blue(draw(settings), "plane_image")
        answers = [blue[79 - int((x2 + 0.5) * 40), int((x1 + 0.5) * 40)] for x1, x2 in INPUTS]
        assert answers == run(settings)[1].astype(bool).tolist()


def test_what_the_output_sees_is_coloured_by_the_output_alone():
    """It looks at h1 and h2, not at x1 and x2."""
    blue = is_blue(draw(Settings(out_w1=0, out_w2=1, out_b=-0.5)), "space_image")
    assert blue[:40].all()
    assert not blue[40:].any()


def test_the_lines_are_those_of_both_hidden_neurons_and_of_the_output():
    settings = Settings(h1_w2=0.5, h2_b=2.0, out_b=-1.5)
    spec = draw(settings)
    expected: dict[str, list[tuple[float, float, float]]] = {
        "plane_lines": [(1, 0.5, -0.5), (-1, -1, 2.0)],
        "space_lines": [(1, 1, -1.5)],
    }
    for name, neurons in expected.items():
        ends = numbers(spec, name)
        assert len(ends["x"]) == len(neurons)
        for k, (w1, w2, b) in enumerate(neurons):
            for x, y in (("x", "y"), ("x2", "y2")):
                assert abs(w1 * ends[x][k] + w2 * ends[y][k] + b) < 5e-3
            assert np.hypot(ends["x2"][k] - ends["x"][k], ends["y2"][k] - ends["y"][k]) > 10


def test_points_stand_where_the_inputs_are_and_then_where_the_hidden_neurons_put_them():
    spec = draw(SOLVED)
    before, after = numbers(spec, "plane_points"), numbers(spec, "space_points")
    assert list(zip(before["x"], before["y"], strict=True)) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert list(zip(after["x"], after["y"], strict=True)) == [(0, 1), (1, 1), (1, 1), (1, 0)]
    assert before["class"] == after["class"] == [0, 1, 1, 0]


def test_points_that_fall_together_share_one_label():
    """Two labels over each other are unreadable; this is where the learner sees that the plane was folded."""
    assert charts.labels(run(SOLVED)[0]) == ["(0,0)", "(0,1) (1,0)", "", "(1,1)"]
    assert charts.labels(np.zeros((4, 2), dtype=int)) == ["(0,0) (0,1) (1,0) (1,1)", "", "", ""]
    assert charts.labels(INPUTS) == ["(0,0)", "(0,1)", "(1,0)", "(1,1)"]


def test_the_cells_cover_the_plane_from_low_x2_to_high_with_x1_running_fastest():
    cells = cell_centres(*charts.PLANE, charts.CELLS).reshape(-1, 2)
    assert cells.shape == (6400, 2)
    np.testing.assert_allclose(
        cells[[0, 1, 80, -1]], [[-0.4875] * 2, [-0.4625, -0.4875], [-0.4875, -0.4625], [1.4875] * 2]
    )
    assert fires(cells, 0, 1, -0.5).reshape(80, 80).sum(axis=1).tolist() == [0] * 40 + [80] * 40


def test_the_truth_table_marks_each_answer():
    table = charts.truth_table(*run(Settings()))
    assert [row["y"] for row in table] == ["1 ✗", "1 ✓", "1 ✓", "1 ✗"]
    assert table[1] == {"x₁": "0", "x₂": "1", "h₁": "1", "h₂": "1", "y": "1 ✓", "should be": "1"}
    assert [row["y"] for row in charts.truth_table(*run(SOLVED))] == ["0 ✓", "1 ✓", "1 ✓", "0 ✓"]


def test_the_words_hold_every_answer_and_how_many_are_right():
    assert charts.alt_text(*run(Settings())).endswith(
        "(0,0) → 1, (0,1) → 1, (1,0) → 1, (1,1) → 1; 2 of 4 are right for XOR."
    )
    assert "(1,1) → 0; 4 of 4 are right" in charts.alt_text(*run(SOLVED))


def test_charts_are_built_once_and_filled_for_each_move_of_a_slider():
    """A slider that takes Altair's time at every step feels stuck."""
    first, other, phone = draw(Settings()), draw(SOLVED), draw(SOLVED, 1)
    assert first["concat"] is other["concat"]
    assert phone["columns"] != other["columns"]
    assert numbers(first, "space_image") != numbers(other, "space_image")


def test_titles_and_words_are_translated():
    spec = draw(SOLVED, 2, str.upper)
    assert [view["title"] for view in spec["concat"]] == [view["title"].upper() for view in draw(SOLVED)["concat"]]
    assert "SHOULD BE" in in_view(charts.truth_table, *run(SOLVED), translate=str.upper)[0]
