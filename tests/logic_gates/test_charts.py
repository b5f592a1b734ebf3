"""Charts of one neuron that learns a gate: lamps, lines, the table of updates and the path of the weights."""

import json
import math
import re
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.logic_gates.perceptron import by_rule
from mlcore.logic_gates.settings import LogicGatesSettings as Settings
from mlcore.logic_gates.truth_tables import POINTS, TRUTH_TABLES
from pages.lessons.logic_gates.charts import gate as logic_gates
from pages.lessons.logic_gates.charts import hand, sigmoid_neuron, sixteen_gates, updates
from pages.ui.charts.classes import decided
from pages.ui.charts.plane import half_plane_ends
from tests.support.drawn import compiles, svg, texts
from tests.support.specs import at_frame, in_view, numbers, replayed
from tests.support.training import trained

PLANE = (-0.5, 1.5)
weight = st.integers(-30, 30).map(lambda tenths: tenths / 10)


@lru_cache
def learned(gate="XOR"):
    return trained(Settings(gate=gate, epochs=60).neuron)


def ruled(**values):
    return by_rule(Settings(learner="perceptron", **values))


def moving(result, columns=3, t=str):
    """Return the replay of the perceptron rule as the page shows it."""
    frames = range(len(logic_gates.weights_path(result)))
    return replayed(in_view(logic_gates.by_rule, result, columns=columns, translate=t), frames)


def standing(spec, frame=None):
    """Return a chart at a frame, if it has any."""
    return spec if frame is None else at_frame(spec, frame)


@given(weight, weight, weight, st.floats(*PLANE), st.floats(*PLANE))
def test_the_blue_stripe_covers_exactly_where_the_neuron_fires(w1, w2, b, x, y):
    """The stripe has the right side, place and width."""
    ends = {name: value[0] for name, value in half_plane_ends(np.array([[w1, w2, b]]), PLANE).items()}
    start, end = np.array([ends["x"], ends["y"]]), np.array([ends["x2"], ends["y2"]])
    along = (end - start) / np.linalg.norm(end - start)
    offset = np.array([x, y]) - start
    covered = abs(along[0] * offset[1] - along[1] * offset[0]) < PLANE[1] - PLANE[0]
    value = w1 * x + w2 * y + b
    if abs(value) > 1e-6 * (1 + math.hypot(w1, w2)):
        assert covered == (value > 0)


def test_stripes_that_move_are_kept_one_by_one_and_not_frame_by_frame():
    """The ends have one row for each neuron, not for each frame."""
    path = np.array([[[1.0, 0, -0.5]], [[0, 1.0, -0.5]], [[0, 0, 1.0]]])
    assert {value.shape for value in half_plane_ends(path, PLANE).values()} == {(1, 3)}


@pytest.mark.parametrize("gate", TRUTH_TABLES)
def test_every_gate_makes_a_replay_of_the_rule_that_compiles(gate):
    """Also FALSE, which needs no update from zeros: its replay has one frame."""
    for start in ("zeros", "random", "hand"):
        assert compiles(moving(ruled(gate=gate, start=start)))


@pytest.mark.parametrize("epoch", [0, 1, 5, 9])
def test_the_table_marks_the_update_that_the_slider_stands_at(epoch):
    """The table marks the update that the plane shows."""
    result = ruled(gate="AND")
    words = texts(standing(moving(result), epoch))
    path = [
        ["0", "0", "0"],
        *[[f"{float(w):g}".replace("-", "−") for w in update.after] for update in result.run.updates],
    ]
    if epoch:
        update = result.run.updates[epoch - 1]
        x1, x2 = POINTS[update.point]
        right = int(update.error > 0)
        assert f"({x1},{x2}) answers {1 - right}, should be {right}" in words
        row = [str(epoch), str(update.epoch), f"({x1},{x2})", "+1" if right else "−1", *path[epoch]]
    else:
        assert "Before the first update" in words
        row = ["0", "", "start", "", *path[0]]
    assert " ".join(filter(None, row)) in " ".join(filter(None, words))
    (top,) = re.findall(r'y: (\d+)[^"]*"[^>]*fill="#ffe9a8"', svg(standing(moving(result), epoch)))
    first_row = max(0, min(epoch - updates.ROWS // 2, result.corrections + 1 - updates.ROWS))
    assert int(top) == updates.TOP + (epoch - first_row + 1) * updates.ROW


def test_the_current_row_is_in_sight_in_long_runs():
    """The window of nine rows follows the update and stops at the end."""
    result = ruled(gate="XOR", start="hand", w1=3, w2=3, b=-3)
    last = result.corrections
    for epoch in (0, 1, 15, last - 1, last):
        numbers_seen = [int(text) for text in texts(standing(moving(result), epoch)) if text.isdigit()]
        assert epoch in numbers_seen


def test_an_update_adds_error_times_input_times_the_learning_rate():
    ledger = numbers(moving(ruled(gate="AND", learning_rate=0.5)), "update")
    assert ledger["words"][1] == "(1,1) answers 0, should be 1"
    assert ledger["change"][1] == "w₁ +0.5, w₂ +0.5, b +0.5"
    assert ledger["change"][2] == "b −0.5"


def test_the_ring_is_around_the_point_that_was_corrected():
    spec = moving(ruled(gate="AND"))
    ring = numbers(spec, "corrected")
    (x,), (y,) = ring["x"], ring["y"]
    assert (x[1], y[1]) == (1, 1)
    assert (x[2], y[2]) == (0, 0)
    assert x[0] < PLANE[0]


def test_the_line_before_is_the_line_of_the_last_frame():
    spec = moving(ruled(gate="NAND"))
    line, before = numbers(spec, "line"), numbers(spec, "before")
    assert before["x"][0][1:] == line["x"][0][:-1]


def test_the_shaded_cycle_begins_where_the_weights_were_the_same_before():
    """The weights at both ends of the shaded part are equal."""
    result = ruled(gate="XOR")
    cycle = numbers(moving(result), "cycle")
    path = logic_gates.weights_path(result)
    assert (path[cycle["x"][0]] == path[cycle["x2"][0]]).all()
    assert cycle["x2"] == [result.corrections]
    assert "cycle" not in moving(ruled(gate="AND"))["datasets"]


def test_how_the_rule_ended_is_said_in_words():
    assert "after **10 updates** in 6 epochs" in logic_gates.rule_ending(ruled(gate="AND"))
    forever = logic_gates.rule_ending(ruled(gate="XOR"))
    assert "end of **epoch 3**" in forever
    assert "w₁ = −1, w₂ = 0, b = 1, exactly as at the end of epoch 2" in forever
    assert "the last 4 updates repeat" in forever
    once = logic_gates.rule_ending(ruled(gate="TRUE"))
    assert "after **1 update** in 2 epochs" in once
    assert "already compute FALSE" in logic_gates.rule_ending(ruled(gate="FALSE"))
    assert "Not done yet" in logic_gates.rule_ending(ruled(gate="AND", epochs=2))
    assert "at most **51** updates. It took 10." in logic_gates.bound_in_words(ruled(gate="AND"), 51.0)


def test_a_very_long_run_is_drawn_up_to_a_limit_and_says_so():
    """The browser gets at most 301 frames."""
    result = ruled(gate="XOR", start="hand", w1=3, learning_rate=0.001)
    assert result.corrections > logic_gates.MAX_UPDATES
    spec = moving(result)
    assert len(numbers(spec, "update")["words"]) == logic_gates.MAX_UPDATES + 1
    assert len(json.dumps(spec)) < 300_000
    assert "The first 300 updates are drawn." in logic_gates.rule_ending(result)


@pytest.mark.parametrize("gate", ["AND", "XOR", "TRUE"])
def test_a_trained_neuron_makes_a_replay_that_compiles_and_ends_at_its_outputs(gate):
    result = learned(gate)
    spec = sigmoid_neuron.trained(result)
    assert compiles(replayed(spec, result.snapshot_epochs))
    ends = [path[-1] for path in numbers(spec, "dot")["p"]]
    np.testing.assert_allclose(ends, result.snapshots.probabilities[-1], atol=1e-3)
    assert numbers(spec, "loss")["y"][-1] == result.final_loss
    assert numbers(spec, "guess")["y"] == [math.log(2)]


def test_the_end_of_a_run_names_ln_2_only_where_nothing_better_exists():
    assert "ln 2 = 0.6931" in sigmoid_neuron.ending(learned("XOR"))
    assert sigmoid_neuron.ending(learned("AND")).endswith("with 4 of 4 points on the right side of p = 0.5.")


def test_the_words_hold_the_numbers_of_the_charts():
    words = logic_gates.by_rule_alt(ruled(gate="XOR"))
    assert "9 updates in 3 epochs" in words
    assert "end of epoch 2 again" in words
    assert "All four points are right." in logic_gates.by_rule_alt(ruled(gate="OR"))
    assert f"{learned('AND').final_loss:.4f}" in sigmoid_neuron.trained_alt(learned("AND"))


def test_no_mark_shows_its_raw_data_as_a_tooltip():
    """Streamlit turns on a tooltip of the raw data for each mark; only curves show named quantities instead."""
    for spec in (
        logic_gates.by_rule(ruled(gate="XOR")),
        sigmoid_neuron.trained(learned()),
        sixteen_gates.sixteen([None] * 16, "AND"),
        sixteen_gates.share([(14, 16)]),
    ):
        assert spec["config"]["mark"] == {"tooltip": None}


def test_large_weights_stand_on_their_axis_as_decimals():
    """The axis says −10 and not −1e+1."""
    path = np.array([[0.0, 0.0], [-10.0, -10.0]])
    result = replace(learned(), snapshots=replace(learned().snapshots, weight=path, bias=path[:, 0]))
    result = replace(result, snapshot_epochs=np.array([0, 60]))
    assert "−10" in texts(replayed(sigmoid_neuron.trained(result), [0, 60]))


def test_a_run_that_makes_the_loss_higher_says_so():
    """At too high a learning rate the loss jumps about; the page names the cause, also for screen readers."""
    result = replace(learned(), losses=np.array([0.57, 38.5]), final_loss=38.5, solved=False)
    for words in (sigmoid_neuron.ending(result), sigmoid_neuron.trained_alt(result)):
        assert "The loss exploded: it ended at 38.5000" in words
        assert "The steps are too long" in words
    assert "too long" not in sigmoid_neuron.ending(learned())


def test_zero_has_no_sign():
    """A link may say b=-0.0."""
    result = ruled(start="hand", w1=-0.0, w2=-0.0, b=-0.0)
    assert numbers(moving(result), "update")["cells"][4:7] == ["0", "0", "0"]


def test_titles_and_words_are_translated():
    """Each title goes through the translation."""

    def shout(text):
        return f"¡{text}!"

    titles = {
        *texts(in_view(hand.by_hand, "OR", translate=shout)),
        *texts(moving(ruled(gate="OR"), 3, shout)),
    }
    expected = {
        "Drag the line, turn its arrow",
        "fires",
        "Line after the update",
        "Updates",
        "epoch",
    }
    assert {shout(text) for text in expected} <= titles


@pytest.mark.parametrize(
    ("outputs", "right"), [([0.5, 0.5, 0.5, 0.5], 0), ([0.4999, 0.5001, 0.5, 0.5], 0), ([0.1, 0.9, 0.8, 0.6], 3)]
)
def test_an_output_that_reads_050_is_on_neither_side(outputs, right):
    """An output that reads 0.50 is not counted as right on any page, whatever its last digit is."""
    assert decided(np.array(outputs, dtype=np.float32), (0, 1, 1, 0)) == right
