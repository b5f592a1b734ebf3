"""The neuron lesson as a visitor meets it, without a browser."""

import json
import re
from collections.abc import Callable
from typing import get_args

import hypothesis
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mlcore import export
from mlcore.neuron import by_hand, linear_layers
from mlcore.neuron.settings import LinearLayersSettings, NeuronSettings
from pages.lessons.neuron.challenges import CHALLENGES
from tests.support.app import Visitor
from tests.support.downloads import last_line, script

WELL_MEANT = {
    "neuron.w1": ("-1.2", -1.2),
    "neuron.b": ("0.5", 0.5),
    "neuron.x2": ("3.0", 3.0),
    "neuron.activation": ("gelu", "gelu"),
    "neuron.form": ("threshold", "threshold"),
    "linear_layers.layers": ("5", 5),
    "linear_layers.relu_between": ("true", True),
    "linear_layers.seed": ("7", 7),
}
RUNS: dict[type, Callable] = {NeuronSettings: by_hand.run, LinearLayersSettings: linear_layers.run}
ACTIVATIONS = get_args(NeuronSettings.model_fields["activation"].annotation)
tenth = st.integers(-30, 30).map(lambda tenths: tenths / 10)
by_name = pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)


def pictures(visitor):
    """Return what the server sends of each chart."""
    charts = visitor.app.get("vega_lite_chart")
    return [(chart.proto.spec, [dataset.data.data for dataset in chart.proto.datasets]) for chart in charts]


def words(visitor):
    """Return what is said of the charts, for those who cannot see them."""
    return " ".join(html.proto.body for html in visitor.app.get("html"))


def link(settings) -> dict[str, str]:
    return {f"{settings.slug}.{name}": str(value).lower() for name, value in settings.changed().items()}


def test_a_link_restores_every_slider_on_a_cold_server():
    """The first visitor of a server follows a link and gets each value of it."""
    visitor = Visitor("neuron", {key: text for key, (text, _) in WELL_MEANT.items()})
    assert not visitor.app.exception
    assert not visitor.app.warning
    assert {key: visitor.value(key) for key in WELL_MEANT} == {key: value for key, (_, value) in WELL_MEANT.items()}


@pytest.mark.parametrize(
    ("key", "text"), [("neuron.w1", "3.5"), ("neuron.b", "nan"), ("neuron.activation", "swish"), ("neuron.w9", "1")]
)
def test_a_bad_link_is_named_and_leaves_the_default(visit, key, text):
    """A value that is out of range gives a warning and the default."""
    visitor = visit("neuron", {key: text})
    assert not visitor.app.exception
    assert any(key in warning.value for warning in visitor.app.warning)
    assert visitor.value("neuron.w1") == 1.0


def test_a_slider_sends_no_picture_and_says_what_it_changed(visit):
    """The browser has moved the pictures already; the words about them are the server's."""
    visitor = visit("neuron")
    before = pictures(visitor)
    assert "the point lies on the side of the line where it fires" in words(visitor)
    visitor.set("neuron.w1", -2.0)
    assert pictures(visitor) == before
    assert "the point lies on the side of the line where it is silent" in words(visitor)


@pytest.mark.parametrize(("key", "value"), [("neuron.activation", "relu"), ("neuron.form", "threshold")])
def test_activation_and_form_choose_other_pictures_and_leave_the_stack(visit, key, value):
    """What a picture cannot compute anew is sent; the stack is another experiment."""
    visitor = visit("neuron")
    before = pictures(visitor)
    visitor.set(key, value)
    after = pictures(visitor)
    changed = [now != then for now, then in zip(after, before, strict=True)]
    assert changed == [True, True, False, False]  # the picture and the charts, not the nerve cell and the stack


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_puts_the_learners_numbers_into_the_formula(visit, activation):
    """Each activation has its formula and its verdict."""
    visitor = visit("neuron", {"neuron.activation": activation})
    assert not visitor.app.exception
    result = by_hand.run(NeuronSettings(activation=activation))
    assert r"1.00\,\cdot (1.50) + 0.50\,\cdot (-1.00) - 0.50 = 0.50" in visitor.text
    assert f"= {result.output:.2f}" in visitor.text
    assert f"**{result.slope:.3f}**" in visitor.text


def test_the_threshold_form_says_theta_and_the_same_output(visit):
    """The threshold form is the same neuron: the output stays the same."""
    visitor = visit("neuron", {"neuron.b": "-1.5"})
    number = visitor.number
    visitor.set("neuron.form", "threshold")
    assert r"\theta = -b = 1.50" in visitor.text
    assert visitor.number == number


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (NeuronSettings(w1=3), "saturated"),
        (NeuronSettings(activation="relu", w1=-3), "hardly a hint"),
        (NeuronSettings(activation="leaky_relu", w1=-3), "what the leak of a"),
        (NeuronSettings(activation="step"), "has slope 0 everywhere except at the jump"),
        (NeuronSettings(activation="linear"), "bends nothing"),
        (NeuronSettings(), "so the neuron can learn here"),
    ],
)
def test_the_slope_is_explained_for_what_it_is(visit, settings, says):
    """The verdict fits the slope."""
    assert says in " ".join(visit("neuron", link(settings)).text.split())


def test_linear_layers_collapse_and_relu_stops_it(visit):
    """The page shows the difference of its run: rounding without ReLU, much more with ReLU."""
    visitor = visit("neuron")
    difference = linear_layers.run(LinearLayersSettings()).largest_difference
    assert 0 < difference < 1e-12
    assert "**less than a millionth**" in visitor.text
    visitor.set("linear_layers.relu_between", True)
    difference = linear_layers.run(LinearLayersSettings(relu_between=True)).largest_difference
    assert difference > 0.1
    assert f"**{difference:.2f}**" in visitor.text
    visitor.set("linear_layers.layers", 1)
    assert "nothing to multiply" in " ".join(visitor.text.split())


def test_no_formula_shows_a_minus_before_zero(visit):
    """A link may say -0.0, and a weight of the single layer may be -0.0016."""
    visitor = visit("neuron", {"neuron.x1": "-0.0", "neuron.w1": "-0.0", "linear_layers.seed": "36"})
    assert r"\cdot (0.00)" in visitor.text
    assert r"+ 0.00\,x_2" in visitor.text
    assert not re.search(r"[-−] ?0\.00\b", visitor.text)


def test_few_activations_come_first_and_all_when_asked_for(visit):
    """Seven names at once tell a beginner nothing; one that a link names is there in any case."""
    visitor = visit("neuron", {"neuron.activation": "tanh"})
    assert visitor.widget("neuron.activation").options == ["step", "sigmoid", "ReLU", "tanh"]
    visitor.set("neuron.activation", "relu")
    assert visitor.widget("neuron.activation").options == ["step", "sigmoid", "ReLU"]
    visitor.set("_more.neuron.activation", True)
    assert len(visitor.widget("neuron.activation").options) == len(ACTIVATIONS)


def test_the_nerve_cell_stands_beside_the_model_and_what_the_model_leaves_out(visit):
    """The model is no nerve cell, and its page says so."""
    visitor = visit("neuron")
    assert any(alt.startswith("A nerve cell") for alt in visitor.charts)
    assert "Left out" in visitor.text


@by_name
def test_a_challenge_fails_at_the_defaults_and_passes_at_its_solution(visit, challenge):
    """No challenge is solved at the defaults, and each is solved by its solution."""
    experiment = type(challenge.solution)
    missing = challenge.check(experiment(), RUNS[experiment](experiment()))
    assert missing
    visitor = visit("neuron").answer(challenge.name)
    assert visitor.note(challenge.name) == missing
    visitor.move_to(challenge.solution)
    assert visitor.note(challenge.name) == "Solved"


@by_name
def test_a_solution_in_the_link_does_not_count_as_solved(visit, challenge):
    """A link to a solution does not solve the challenge."""
    visitor = visit("neuron", link(challenge.solution)).answer(challenge.name)
    assert visitor.note(challenge.name) == "This was so when you opened the page: change something yourself."


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (NeuronSettings(w1=1, w2=0, b=0.5, activation="step"), "NOT x₁ is"),
        (NeuronSettings(w2=0.1), "x₂ still counts"),
        (NeuronSettings(w1=0, w2=0), "there is no line"),
        (NeuronSettings(w2=0), "crosses the axis of x₁ at 0.50"),
        (NeuronSettings(w1=-2, w2=0, b=3), "on its other side"),
        (NeuronSettings(w1=3), "not those of the start"),
        (NeuronSettings(x1=3), "The slope at your point is 0.105"),
        (NeuronSettings(x1=-3), "the neuron is silent at your point"),
        (NeuronSettings(x1=3, x2=3), "4.24 away from (0, 0); at most 3.2"),
        (NeuronSettings(activation="tanh"), "The activation is not ReLU"),
        (NeuronSettings(activation="relu"), "Not both inputs are negative"),
        (NeuronSettings(activation="relu", x1=-1), "The output is 0.00"),
        (LinearLayersSettings(relu_between=True), "Layers: 3, but at least 4"),
        (LinearLayersSettings(layers=6, seed=5), "One layer still does the same"),
    ],
)
def test_a_challenge_says_what_is_missing(settings, says):
    """The note says what is wrong."""
    about = [challenge for challenge in CHALLENGES if type(challenge.solution) is type(settings)]
    result = RUNS[type(settings)](settings)
    assert any(says in challenge.check(settings, result) for challenge in about)


@pytest.mark.parametrize(
    "settings",
    [NeuronSettings(w1=-1.3, b=0.7, activation="gelu"), LinearLayersSettings(relu_between=True, layers=4, seed=3)],
    ids=lambda settings: settings.slug,
)
def test_the_download_prints_the_number_on_the_page(visit, settings):
    """The script runs without the app and without torch, and ends with the page's number."""
    number = repr(getattr(RUNS[type(settings)](settings), settings.headline))
    assert f"`{number}`" in visit("neuron", link(settings)).text
    assert "torch" not in export.to_script(settings)
    assert last_line(script(settings)) == number
    cells = json.loads(export.to_notebook(settings))["cells"]
    assert cells[-1]["source"].splitlines()[-1] == export.to_script(settings).splitlines()[-1]


@hypothesis.settings(deadline=None)
@given(tenth, tenth, tenth, tenth, tenth, st.sampled_from(ACTIVATIONS))
@example(0.1, 0.2, -0.3, 1.0, 1.0, "relu")
def test_the_program_of_the_neuron_prints_its_output(w1, w2, b, x1, x2, activation):
    settings = NeuronSettings(w1=w1, w2=w2, b=b, x1=x1, x2=x2, activation=activation)
    printed: list[str] = []
    exec(export.to_script(settings), {"print": lambda *words: printed.append(" ".join(map(str, words)))})
    assert printed[-1] == repr(by_hand.run(settings).output)


EVERY = {float: [tenths / 10 for tenths in range(-30, 31)], int: range(1, 7), bool: (False, True)}


@pytest.mark.parametrize("experiment", [NeuronSettings, LinearLayersSettings])
def test_no_single_control_solves_a_challenge(experiment):
    """No single control solves a challenge at any of its values, so each takes a thought."""
    for name, field in experiment.model_fields.items():
        for value in get_args(field.annotation) or EVERY[field.annotation]:
            settings = experiment(**{name: value})
            about = [challenge for challenge in CHALLENGES if type(challenge.solution) is experiment]
            assert all(challenge.check(settings, RUNS[experiment](settings)) for challenge in about), settings
