"""The backpropagation lesson as a visitor meets it, without a browser."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from mlcore import export
from mlcore.backprop import chain_rule, gradient_check
from mlcore.backprop import step as backprop
from mlcore.backprop.parameter_count import parameter_count
from mlcore.backprop.settings import TEXTBOOK, BackpropSettings, GradientCheckState, GradientCostSettings
from pages.lessons.backprop.challenges import CHALLENGES, three
from pages.ui import program
from tests.support.app import Visitor
from tests.support.downloads import last_line, script
from tests.support.specs import in_view

WELL_MEANT = {
    "backprop.outputs": ("2", 2),
    "backprop.x1": ("1.55", 1.55),
    "backprop.target": ("0.25", 0.25),
    "backprop.loss": ("squared error", "squared error"),
    "backprop.u2": ("-0.75", "-0.75"),
    "backprop.activation": ("relu", "relu"),
    "backprop.learning_rate": ("5.0", 5.0),
    "backprop.seed": ("7", 7),
    "graph_step.step": ("9", 9),
    "gradient_check.parameter": ("w12", "w12"),
    "gradient_check.w12": ("-0.25", "-0.25"),
    "gradient_check.show": ("true", True),
    "gradient_cost.width": ("8", 8),
}
STEP = chain_rule.run(BackpropSettings())
RUNS: dict[type, Callable[..., Any]] = {
    BackpropSettings: backprop.train,
    GradientCheckState: lambda settings: gradient_check.run(settings, STEP),
    GradientCostSettings: lambda settings: None,
}
by_name = pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)


def plain(visitor) -> str:
    return " ".join(visitor.text.split())


def link(settings) -> dict[str, str]:
    return {f"{settings.slug}.{name}": str(value).lower() for name, value in settings.changed().items()}


def answer(name: str) -> str:
    return f"{STEP.gradients[name]:.4g}"


def solved(visitor) -> list[str]:
    return [challenge.name for challenge in CHALLENGES if visitor.note(challenge.name) == "Solved"]


def said(visitor) -> str:
    """Return what is said about the answer."""
    app = visitor.app
    return " ".join(str(box.value) for kind in (app.success, app.caption, app.warning) for box in kind)


def tables(visitor) -> list[str]:
    return [str(rows) for rows in visitor.tables]


def test_a_link_restores_every_control_on_a_cold_server():
    """The first visitor of a server follows a link: nothing may be lost, the learner's own answer included."""
    visitor = Visitor("backprop", {key: text for key, (text, _) in WELL_MEANT.items()})
    assert not visitor.app.exception
    assert {key: visitor.value(key) for key in WELL_MEANT} == {key: value for key, (_, value) in WELL_MEANT.items()}
    assert "after step 9 of 12" in visitor.charts[0]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("gradient_check.v1", "much"),
        ("gradient_check.v1", "nan"),
        ("gradient_check.v1", "1" * 30),
        ("graph_step.step", "13"),
        ("backprop.x1", "9"),
        ("backprop.w13", "1"),
        ("backprop.w11", "7"),
    ],
)
def test_a_bad_link_is_named_and_breaks_nothing(visit, key, text):
    """A wrong value in a link, above all a text that is no number, brings a warning and leaves all three charts."""
    visitor = visit("backprop", {key: text})
    assert not visitor.app.exception
    assert any(key in warning.value for warning in visitor.app.warning)
    assert len(visitor.charts) == 3


def test_next_and_back_walk_through_the_step(visit):
    """A button that moves the words and not the graph, or runs past the end."""
    visitor = visit("backprop")
    assert visitor.app.button(key="_back.graph_step").disabled
    visitor.press("_next.graph_step")
    assert "after step 1 of 12" in visitor.charts[0]
    assert f"= {STEP.values['z1']:.4g}" in visitor.text
    visitor.press("_back.graph_step")
    assert "after step 0 of 12" in visitor.charts[0]
    visitor.set("graph_step.step", 12)
    assert visitor.app.button(key="_next.graph_step").disabled
    assert f"**{STEP.values_after['L']:.4g}**" in visitor.text


@pytest.mark.parametrize("step", range(13))
def test_every_step_has_words_with_numbers_filled_in(visit, step):
    """A formula missing for one step breaks the page only there."""
    visitor = visit("backprop", {"graph_step.step": str(step), "backprop.activation": "sigmoid"})
    assert not visitor.app.exception
    assert "{{" not in visitor.text


def test_the_answer_is_not_on_the_page_before_it_is_given_and_then_is_shown_in_three_ways(visit):
    """Whoever looks for the answer finds it, and the exercise is over."""
    visitor = visit("backprop", {"graph_step.step": "10"})
    exact = f"{STEP.gradients['v1']:.12f}"
    assert exact not in visitor.text + "".join(visitor.charts) + "".join(tables(visitor))
    assert "v1 ∂ ?" in visitor.charts[0]
    visitor.set("gradient_check.v1", answer("v1"))
    assert "Right." in said(visitor)
    assert "v1 ∂ 0.708" in visitor.charts[0]
    assert "v2 ∂ ?" in visitor.charts[0]
    assert any(exact in table for table in tables(visitor))


def test_a_wrong_answer_is_told_what_is_off(visit):
    visitor = visit("backprop", {"gradient_check.parameter": "w11"})
    slope = next(factor.value for factor in STEP.chains["w11"] if factor.kind == "slope")
    visitor.set("gradient_check.w11", f"{STEP.gradients['w11'] / slope:.4g}")
    assert "You left out the slope of the activation (∂h₁/∂z₁)." in said(visitor)
    visitor.set("gradient_check.w11", f"{-STEP.gradients['w11']:.4g}")
    assert "the sign is wrong" in said(visitor)
    visitor.set("gradient_check.w11", "abc")
    assert not visitor.app.exception
    assert "it must be a number such as -0.05, got" in visitor.text
    assert "Multiply the derivatives" in said(visitor)


def test_whoever_asks_is_shown_every_gradient(visit):
    visitor = visit("backprop", {"graph_step.step": "10"}).set("gradient_check.show", True)
    assert "?" not in visitor.charts[0]
    visitor.set("gradient_check.parameter", "b2")
    assert any(f"{STEP.gradients['b2']:.12f}" in table for table in tables(visitor))


def test_an_answer_stays_with_its_parameter(visit):
    """An answer stays with its parameter, and counts as right, although all nine inputs stand at one place."""
    visitor = visit("backprop").set("gradient_check.v1", answer("v1"))
    visitor.set("gradient_check.parameter", "c")
    assert visitor.value("gradient_check.c") == ""
    assert visitor.value("gradient_check.v1") == answer("v1")
    visitor.set("gradient_check.parameter", "v1")
    assert "Right." in said(visitor)


def test_the_counter_counts_the_network_that_is_set(visit):
    visitor = visit("backprop", {"gradient_cost.width": "8", "gradient_cost.depth": "2"})
    count = parameter_count(8, 2)
    values = [metric.value for metric in visitor.app.metric]
    assert values[:2] == [f"{count:,}", f"{2 * count:,}"]
    assert all(any(unit in value for unit in ("µs", "ms", " s")) for value in values[2:])
    visitor.set("gradient_cost.depth", 3)
    assert visitor.app.metric[0].value == f"{parameter_count(8, 3):,}"


def test_times_can_be_measured_again(visit):
    """The button measures PyTorch's time anew, and the page then says what it took."""
    visitor = visit("backprop")
    before = visitor.runs()["measured.speed"].result
    visitor.press("_again.speed")
    assert not visitor.app.exception
    assert visitor.runs()["measured.speed"].result is not before
    assert "PyTorch took" in plain(visitor)


def test_measuring_again_measures_all_times_anew_for_whoever_asked(visit):
    """Measuring again replaces all times for the visitor who asked, and none for another visitor."""

    def times(visitor) -> list:
        names = ("mlcore.backprop.settings.GradientCostSettings.run", "measured.growth")
        return [visitor.runs()[name].result for name in names]

    first, second = visit("backprop"), visit("backprop")
    before = times(first)
    assert all(mine is other for mine, other in zip(before, times(second), strict=True))
    first.press("_again.growth")
    assert not any(new is old for new, old in zip(times(first), before, strict=True))
    second.settle()
    assert all(still is old for still, old in zip(times(second), before, strict=True))
    again = times(first)
    first.set("graph_step.step", 3)
    assert all(still is old for still, old in zip(times(first), again, strict=True))


@by_name
def test_a_challenge_fails_at_the_defaults_and_passes_at_its_solution(visit, challenge):
    """A challenge that is solved on arrival, or that nobody can solve."""
    settings = type(challenge.solution)()
    for wanted in (settings, challenge.solution):
        result = RUNS[type(wanted)](wanted)
        missing = challenge.check(wanted, result)
        assert bool(missing) == (wanted is settings), missing


def test_challenges_are_solved_when_the_learner_gets_there(visit):
    visitor = visit("backprop").answer("cancel").answer("cost")
    assert solved(visitor) == []
    for name in ("v1", "c", "w11"):
        visitor.set("gradient_check.parameter", name).set(f"gradient_check.{name}", answer(name))
    assert solved(visitor) == ["three"]
    visitor.set("backprop.outputs", 2).set("backprop.v1", "0.5").set("backprop.u1", "2")
    assert solved(visitor) == ["three", "cancel"]
    visitor.set("backprop.outputs", 1).set("backprop.v1", "0").set("backprop.v2", "0")
    assert solved(visitor) == ["three", "cancel", "blocked"]
    visitor.move_to(BackpropSettings(x1=3, x2=-3, learning_rate=1, activation="linear"))
    assert solved(visitor) == ["three", "cancel", "blocked", "too-far"]
    visitor.move_to(GradientCostSettings(width=256, depth=2))
    assert solved(visitor) == [challenge.name for challenge in CHALLENGES]


def test_a_link_to_a_solution_solves_nothing_by_itself(visit):
    """Otherwise one learner's link solves the challenge for the whole class."""
    solution = next(challenge.solution for challenge in CHALLENGES if challenge.name == "blocked")
    assert solved(visit("backprop", link(solution))) == []


def test_with_the_answers_shown_no_gradient_counts(visit):
    """Copying is no working out."""
    shown = GradientCheckState(show=True, **{name: answer(name) for name in ("v1", "c", "w11")})
    assert three(shown, gradient_check.run(shown, STEP)) == "Switch the answers off first."


def run_of(name: str, settings: BackpropSettings) -> str:
    """Return what a challenge about a step says."""
    return next(one for one in CHALLENGES if one.name == name).check(settings, backprop.train(settings))


def test_a_first_layer_is_not_blocked_by_an_input_a_relu_or_a_loss_that_is_gone():
    assert "ReLU" in run_of("blocked", BackpropSettings(v1="0", v2="0", activation="relu"))
    assert "An input is 0" in run_of("blocked", BackpropSettings(v1="0", v2="0", x1=0))
    assert "2 of the 4" in run_of("blocked", BackpropSettings(v1="0"))
    assert "nothing left to learn" in run_of("blocked", BackpropSettings(v1="0", v2="0", c="5"))
    flat = dict.fromkeys(("w11", "b1", "w21", "b2"), "5")
    assert run_of("blocked", BackpropSettings(x1=3, x2=0.5, target=0, c="1", **flat)) == ""


def test_a_step_overshoots_with_a_modest_learning_rate_only():
    wild = BackpropSettings(x1=3, x2=-3, learning_rate=2, activation="linear")
    assert "at most 1" in run_of("too-far", wild)
    assert "still downhill" in run_of("too-far", BackpropSettings())


def test_no_seed_alone_overshoots_with_a_modest_learning_rate():
    """At a learning rate of 1 the loss falls for each of 1000 seeds, so the dice alone do not solve the challenge."""
    for seed in range(1000):
        step = chain_rule.run(BackpropSettings(learning_rate=1, seed=seed))
        assert step.values_after["L"] < step.values["L"]


def test_the_textbooks_example_is_a_button_away_with_its_printed_digits(visit):
    visitor = visit("backprop").press("_preset.backprop.textbook")
    assert not visitor.app.exception
    assert "Computational graph of a 2-2-2 network" in visitor.charts[0]
    text = "".join(tables(visitor))
    assert text.count("0.298371109") >= 2
    assert "0.35891648" not in text
    visitor.set("gradient_check.show", True)
    assert "".join(tables(visitor)).count("'printed': '0.35891648', 'here': '0.35891648'") == 1
    visitor.press("_preset.backprop.first")
    assert "0.298371109" not in "".join(tables(visitor))


@pytest.mark.parametrize("step", range(13))
def test_every_step_has_words_for_two_outputs_and_a_squared_error(visit, step):
    visitor = visit("backprop", {**link(TEXTBOOK), "graph_step.step": str(step)})
    assert not visitor.app.exception
    assert "{{" not in visitor.text


def test_a_parameter_of_a_second_output_is_not_asked_about_while_there_is_one(visit):
    visitor = visit("backprop", {"gradient_check.parameter": "u1"})
    assert not visitor.app.exception
    assert "from L back to v₁" in said(visitor)
    visitor.set("backprop.outputs", 2)
    assert "from L back to u₁" in said(visitor)


def test_a_gradient_of_zero_is_no_challenge():
    """A gradient of 0 does not count for the challenge, because every learner can type 0 for an input of 0."""
    zero = chain_rule.run(BackpropSettings(x1=0))
    typed = GradientCheckState(c=f"{zero.gradients['c']}", v1=f"{zero.gradients['v1']}", w11="0")
    assert "whose gradient is not 0" in three(typed, gradient_check.run(typed, zero))


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ({}, "Through z comes back −0.7663, through s −1.07: together −1.837."),
        ({"v1": "0", "u1": "0"}, "together 0"),
        ({"v1": "0.01", "u1": "-0.01"}, "together"),
        ({"v1": "0.5", "u1": "1.5"}, ""),
        ({"v1": "0.5", "u1": "2.3"}, ""),
    ],
)
def test_two_ways_cancel_only_where_something_comes_back_on_both(own, says):
    """Weights at or near 0 do not solve the challenge, because little comes back; neighbours of the solution do."""
    said = run_of("cancel", BackpropSettings(outputs=2, **own))
    assert says in said
    assert bool(said) == bool(says)


def test_few_wide_layers_need_both_sliders():
    """Neither the width nor the depth alone solves the challenge; a width of 512 in 2 layers does."""
    check = next(one for one in CHALLENGES if one.name == "cost").check
    for width in (2**k for k in range(10)):
        assert "Hidden layers: 3" in in_view(check, GradientCostSettings(width=width), None)
    for depth in (1, 2):
        assert "passes; at least 100,000" in in_view(check, GradientCostSettings(depth=depth), None)
    assert in_view(check, GradientCostSettings(width=512, depth=2), None) == ""


@pytest.mark.parametrize(
    ("settings", "run"),
    [
        (BackpropSettings(learning_rate=2, seed=4), backprop.train),
    ],
    ids=lambda value: getattr(value, "slug", ""),
)
def test_the_download_prints_the_number_of_the_page(visit, settings, run):
    """The script prints the page's number to the last digit, with another learning rate and seed."""
    number = repr(getattr(run(settings), settings.headline))
    assert f"`{number}`" in visit("backprop", link(settings)).text
    assert last_line(script(settings)) == number


def test_backpropagation_in_plain_numbers_is_that_of_pytorch(visit):
    """The program's formulas in plain numbers give PyTorch's gradients for four activations, without a slip."""
    for activation in ("linear", "sigmoid", "tanh", "relu"):
        for seed in (4, 28):
            settings = BackpropSettings(activation=activation, seed=seed)
            names: dict[str, Any] = {"print": lambda *words: None}
            exec(export.to_script(settings), names)
            truth = backprop.train(settings).autograd
            assert {name: names[f"d{name}"] for name in truth} == pytest.approx(truth, rel=1e-12, abs=1e-15)


def test_the_page_shows_the_source_in_numpy_that_it_compares_with_autograd(visit):
    shown = next(code.value for code in visit("backprop").app.code if "def backward(" in code.value)
    for name in ("SLOPES", "Weights", "forward", "loss", "backward", "step", "train_step"):
        assert f"{name}" in shown
    compile(shown, "shown", "exec")
    with pytest.raises(ValueError, match=r"names must be defined in mlcore/backprop/numpy_backprop.py, got \['stp'\]"):
        program.source_of("mlcore/backprop/numpy_backprop.py", "step", "stp")


@pytest.mark.parametrize(
    ("right", "missing"),
    [
        (["c", "b1"], "2 of the 3"),
        (["c", "b1", "b2"], "Take a weight v"),
        (["c", "b1", "v1"], "Take a weight w"),
        (["c", "v1", "w21"], ""),
    ],
)
def test_three_gradients_are_of_both_layers_weights(right, missing):
    """Those of the biases can be read off the graph."""
    said = in_view(three, GradientCheckState(), SimpleNamespace(right=right, step=STEP))
    assert missing in said
    assert bool(said) == bool(missing)
