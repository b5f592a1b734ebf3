"""Charts and words of the backpropagation lesson: what they show, hide, and say."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from mlcore.backprop import chain_rule, gradient_check
from mlcore.backprop.chain_rule import PARAMETERS, Factor
from mlcore.backprop.gradient_check import AnswerVerdict
from mlcore.backprop.settings import TEXTBOOK, BackpropSettings
from pages.lessons.backprop import formulas
from pages.lessons.backprop.charts import computational_graph as graphs
from pages.lessons.backprop.charts import digits, gradient_cost
from pages.lessons.backprop.charts import gradient_check as checks
from tests.support.drawn import compiles
from tests.support.specs import in_view, numbers

STEP = chain_rule.run(BackpropSettings())
WIDER = chain_rule.run(TEXTBOOK)
COSTS: list[Any] = [
    SimpleNamespace(parameters=10**k, forward=3e-5, backprop=1e-4, differences=6e-5 * 10**k) for k in (1, 2, 3)
]
SPEED: Any = SimpleNamespace(widths=[2, 1024], by_hand=[2e-5, 1e-3], pytorch=[1e-4, 5e-4], overtaken=1024)


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_every_chart_compiles_at_every_width(columns):
    """An expression that Vega rejects leaves an empty box on some screens only."""
    for spec in (
        in_view(graphs.graph, STEP, 10, {"v1"}, columns=columns),
        in_view(graphs.graph, WIDER, 10, {"u1"}, columns=columns),
        in_view(gradient_cost.cost, COSTS, columns=columns),
        in_view(gradient_cost.speed, SPEED, columns=columns),
    ):
        compiles({**spec, "params": spec.get("params", [])})


def shown(step, known=frozenset(), columns=3):
    """Return what the graph shows: by node or parameter, its value and gradient."""
    spec = in_view(graphs.graph, STEP, step, set(known), columns=columns)
    node, label = numbers(spec, "node"), numbers(spec, "label")
    found = {name: (node["value"][i], node["gradient"][i]) for i, name in enumerate(graphs.ONE.nodes)}
    return found | {name: (label["value"][i], label["gradient"][i]) for i, name in enumerate(PARAMETERS)}


def test_values_appear_in_the_order_of_the_forward_pass():
    """A value shown before it is worked out gives away what the step is about."""
    order = ("z1", "z2", "h1", "h2", "z", "p", "L")
    appeared = [next(step for step in range(13) if shown(step)[name][0]) for name in order]
    assert appeared == [1, 1, 2, 2, 3, 4, 5]
    assert shown(5)["p"][0] == f"{STEP.values['p']:.4g}"
    assert shown(5)["z1"][0] == f"{STEP.values['z1']:.4g}".replace("-", "−")
    assert shown(0)["x1"][0] == "0.8"


def test_gradients_appear_once_the_backward_pass_has_come_there():
    order = ("p", "z", "h1", "h2", "z1", "z2")
    appeared = [next(step for step in range(13) if shown(step)[name][1]) for name in order]
    assert appeared == [6, 7, 8, 8, 9, 9]
    assert shown(9)["z2"][1] == f"∂ {STEP.node_gradients['z2']:.3g}"
    assert shown(9)["b1"][1] == ""
    assert shown(10)["b1"][1] == "∂ ?"


@pytest.mark.parametrize("step", range(13))
def test_a_parameters_gradient_is_never_shown_before_it_is_known(step):
    """The answer to the exercise must not stand in the chart beside it, nor in its alt text."""
    digits = {f"{STEP.gradients[name]:.3g}".replace("-", "−") for name in ("v1", "v2", "w11", "w12", "w21", "w22")}
    assert {gradient for name in PARAMETERS if (gradient := shown(step)[name][1])} <= {"∂ ?"}
    assert not any(text in graphs.alt_text(STEP, step, set()) for text in digits)


def test_a_known_gradient_is_shown_and_the_others_keep_their_question_mark():
    seen = shown(10, {"w11", "c"})
    assert seen["w11"][1] == f"∂ {STEP.gradients['w11']:.3g}".replace("-", "−")
    assert seen["c"][1] == f"∂ {STEP.gradients['c']:.3g}".replace("-", "−")
    assert seen["w12"][1] == "∂ ?"


def test_the_update_moves_the_parameters_and_then_the_values():
    """After backward() PyTorch frees the nodes' gradients; p.grad goes with zero_grad."""
    assert shown(10)["v2"][0] == "v₂ −1.41"
    assert shown(11)["v2"][0] == f"v₂ {STEP.updated['v2']:.3g}".replace("-", "−")
    assert shown(11)["L"][0] == f"{STEP.values['L']:.4g}"
    assert shown(12)["L"][0] == f"{STEP.values_after['L']:.4g}"
    assert shown(12)["z"][1] == ""
    assert shown(11, {"v1"})["v1"][1] == shown(10, {"v1"})["v1"][1]
    assert shown(12, {"v1"})["v1"][1] == ""


def test_each_step_marks_what_it_works_out_and_the_edges_that_it_uses():
    spec = graphs.graph(STEP, 3, set())
    assert [name for name, on in zip(graphs.ONE.nodes, numbers(spec, "node")["active"], strict=True) if on] == ["z"]
    edge = numbers(spec, "edge")
    assert sum(edge["active"]) == 3  # v1, v2 and c lead to z
    back = numbers(graphs.graph(STEP, 9, set()), "edge")
    assert sum(back["active"]) == 2  # from each h back to its z


def test_a_click_on_a_parameter_selects_it_by_its_name():
    """The page takes the name and brings the learner to its input."""
    for step in (STEP, WIDER):
        spec = graphs.graph(step, 10, set())
        chosen = [one for one in spec["params"] if one["name"] == graphs.PICKED]
        assert [one["select"]["fields"] for one in chosen] == [["name"]]
        assert numbers(spec, "label")["name"] == [*step.parameters]


def test_biases_that_stay_are_not_marked_as_moved():
    label = numbers(graphs.graph(WIDER, 11, set()), "label")
    marked = [name for name, on in zip(label["name"], label["active"], strict=True) if on]
    assert marked == [name for name in WIDER.parameters if name not in ("b1", "b2", "c", "d")]


def test_the_second_output_is_worked_out_with_the_first():
    node = {step: numbers(graphs.graph(WIDER, step, set()), "node") for step in (2, 3, 4, 6, 7)}
    at = {name: number for number, name in enumerate(graphs.TWO.nodes)}
    assert [bool(node[step]["value"][at["s"]]) for step in (2, 3)] == [False, True]
    assert [bool(node[step]["value"][at["q"]]) for step in (3, 4)] == [False, True]
    assert node[6]["gradient"][at["q"]]
    assert not node[6]["gradient"][at["s"]]
    assert node[7]["gradient"][at["s"]] == f"∂ {WIDER.node_gradients['s']:.3g}".replace("-", "−")


def test_digits_of_unknown_gradients_are_hidden():
    rows = digits.parameters(WIDER, {"u1"})
    assert [row["parameter"] for row in rows if row["gradient"] != "?"] == ["u₁"]
    assert [row["number"] for row in digits.printed(WIDER, {"u1"}) if row["here"] == "?"] == [
        computed for name in digits.PRINTED if name != "u1" for computed in [graphs.written(name)]
    ]
    assert digits.printed(WIDER, {"u1"})[0]["here"] == "0.298371109"


def test_formulas_name_both_outputs_and_the_loss_that_is_set():
    one, two = (formulas.formulas(step) for step in (STEP, WIDER))
    assert one["loss"] == r"- y \ln p - (1 - y) \ln(1 - p)"
    assert two["loss"] == r"\tfrac12 (p - y)^2 + \tfrac12 (q - t)^2"
    assert "u_1 h_1 + u_2 h_2 + d = 1.225" in two["sums"]
    assert "qquad" not in one["sums"]
    assert two["by_hidden"].count("+") == 1


def test_signs_of_weights_are_told_by_more_than_colour():
    edge = numbers(graphs.graph(STEP, 0, set()), "edge")
    names = [*graphs.ONE.weights, *graphs.ONE.biases]
    assert edge["sign"][: len(names)] == ["−" if STEP.parameters[name] < 0 else "+" for name in names]
    assert set(edge["sign"][len(names) :]) == {""}


@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize("step", [STEP, WIDER], ids=["one output", "two outputs"])
def test_nodes_and_labels_stay_inside_the_chart_and_off_each_other(step, columns):
    """Nodes and labels lie inside the chart and do not overlap, not even those of crossing weights on a phone."""
    width, height = graphs.layout_of(step).sizes[columns]
    spec = in_view(graphs.graph, step, 12, set(step.parameters), columns=columns)
    node, label = numbers(spec, "node"), numbers(spec, "label")
    boxes = [(x, y, 36, 29) for x, y in zip(node["x"], node["y"], strict=True)]
    boxes += [(x, y, 36, 17) for x, y in zip(label["x"], label["y"], strict=True)]
    for x, y, half_width, half_height in boxes:
        assert half_width <= x <= width - half_width
        assert half_height <= y <= height - half_height
    overlaps = [
        (a, b)
        for i, a in enumerate(boxes)
        for b in boxes[:i]
        if abs(a[0] - b[0]) < a[2] + b[2] - 1 and abs(a[1] - b[1]) < a[3] + b[3] - 1
    ]
    assert overlaps == []


FACTOR = Factor("slope", "h1", "z1", 0.44)
VERDICTS = [
    AnswerVerdict("empty"),
    AnswerVerdict("right"),
    AnswerVerdict("sign", flipped=True),
    AnswerVerdict("zero"),
    AnswerVerdict("vanishes", (FACTOR,)),
    AnswerVerdict("missing", (FACTOR,)),
    AnswerVerdict("path", (Factor("paths", "L", "h1", 0.4, (0.1, 0.3)),)),
    AnswerVerdict("twice", (FACTOR,)),
    AnswerVerdict("other", other="w12"),
    AnswerVerdict("step"),
    AnswerVerdict("size", ratio=137),
    AnswerVerdict("size", ratio=1 / 137),
    AnswerVerdict("near", ratio=1.3),
]


def test_every_verdict_has_words_of_its_own_that_name_what_is_off():
    """Each kind of mistake has a text of its own, without unfilled gaps, that names what is off."""
    texts = [checks.words(verdict, "w11") for verdict in VERDICTS]
    assert len(set(texts)) == len(texts)
    assert not any(re.search(r"[{}]", text) for text in texts)
    assert "the slope of the activation (∂h₁/∂z₁)" in texts[5]
    assert "gradient of w₁₂" in texts[8]
    assert "by a factor of about 100" in texts[10]
    assert "Too small, by a factor of about 100" in texts[11]
    assert checks.words(AnswerVerdict("near", flipped=True), "c").endswith("And the sign is wrong.")
    assert not checks.words(AnswerVerdict("sign", flipped=True), "c").endswith("And the sign is wrong.")


def test_no_wrong_answer_is_told_the_right_number():
    for name in PARAMETERS:
        for typed in ("9", "-9", "0.001", "0"):
            verdict = gradient_check.check(typed, name, STEP)
            assert f"{abs(STEP.gradients[name]):.2g}" not in checks.words(verdict, name)


def test_the_three_ways_show_the_factors_and_how_far_they_are_apart():
    rows = checks.three_ways("v1", STEP, STEP.gradients["v1"] + 3e-13, STEP.gradients["v1"] - 2e-11)
    assert [row["way"] for row in rows] == ["chain rule", "numeric gradient", "autograd"]
    assert rows[0]["how"].count("·") == 2
    assert rows[0]["gradient"] == f"{STEP.gradients['v1']:.12f}"
    assert [row["apart"] for row in rows] == ["", "2 · 10⁻¹¹", "3 · 10⁻¹³"]


def test_times_are_drawn_in_microseconds_and_told_in_the_unit_that_suits_them():
    race = numbers(gradient_cost.cost(COSTS), "race")
    assert race["y"][:3] == pytest.approx([600, 6000, 60000])
    assert "600 times" in gradient_cost.cost_alt(COSTS)
    assert "5.0 times as long" in gradient_cost.speed_alt(SPEED)
    times = (2e-6, 0.0034, 1.5, 119, 7200, 200_000)
    assert [gradient_cost.duration(time) for time in times] == [
        "2.0 µs",
        "3.4 ms",
        "1.5 s",
        "2.0 minutes",
        "2.0 hours",
        "2.3 days",
    ]


def test_the_learners_own_network_is_marked_on_the_curves():
    """The chart and its text mark the learner's own network, so the sliders change more than numbers."""
    own: Any = SimpleNamespace(parameters=500, forward=2e-5, backprop=1e-4, differences=2e-2)
    marked = numbers(gradient_cost.cost(COSTS, own), "own")
    assert marked["x"] == [500, 500, 500]
    assert marked["y"] == pytest.approx([20_000, 100, 20])
    assert "In your network with 500 parameters they take 200 times as long." in gradient_cost.cost_alt(COSTS, own)
    assert numbers(gradient_cost.cost(COSTS), "own") == {}
    assert "your network" not in gradient_cost.cost_alt(COSTS)


def test_words_are_translated():
    """A text that misses the translator stays English for everybody."""
    assert in_view(checks.words, AnswerVerdict("step"), "c", translate=str.upper).isupper()


def test_no_mark_shows_raw_fields_as_its_tooltip():
    """Marks have no tooltip by default. Otherwise Streamlit adds tooltips that list images and pixels."""
    specs = [
        graphs.empty_graph(1),
        graphs.empty_graph(2),
        gradient_cost.cost(COSTS),
    ]
    for spec in specs:
        assert spec["config"]["mark"] == {"tooltip": None}
