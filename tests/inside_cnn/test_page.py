"""The lesson on the inside of a CNN as a visitor sees it, without a browser."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.stats import binomtest

from mlcore.inside_cnn import channels
from mlcore.inside_cnn.fooling import fool
from mlcore.inside_cnn.occlusion import occlusion_map
from mlcore.inside_cnn.results import FoolingResult
from mlcore.inside_cnn.settings import FoolingSettings, OcclusionSettings, ShiftedDigitsSettings
from mlcore.mnist.pretrained import pretrained_networks
from pages.lessons.inside_cnn.challenges import CHALLENGES, between, fooled, outvoted, safe, several
from pages.lessons.inside_cnn.state import ChannelState, ShiftState
from tests.support.app import result_of

QUICK = {"shifted_digits.epochs": "2"}


def moved():
    """Return the quick run of the four networks."""
    return result_of(ShiftedDigitsSettings(epochs=2))


def read_as(*digits, at_once=-1):
    """Return a made-up change of a digit: what is read at each step size."""
    probabilities = np.eye(10)[list(digits)]
    return FoolingResult(
        FoolingSettings(),
        np.zeros((28, 28)),
        np.zeros((28, 28)),
        probabilities,
        probabilities,
        probabilities,
        0,
        at_once,
    )


def test_the_pictures_are_those_of_the_cnn_that_comes_with_the_app(visit):
    """They stand there for the first visitor of a server, too: nothing has to be trained first."""
    visitor = visit("inside_cnn")
    assert f"with {pretrained_networks()['CNN'].parameters:,} weights" in " ".join(visitor.text.split())
    assert any("A handwritten 4 on its way" in alt for alt in visitor.charts)
    visitor.set("inside.digit", 7)
    assert any("A handwritten 7 on its way" in alt for alt in visitor.charts)
    visitor.set("occlusion.patch", 11)
    assert any("A patch of 11 by 11 pixels covers a handwritten 4" in alt for alt in visitor.charts)
    assert not any(name.startswith("mnist") for name in visitor.runs())


def test_the_shipped_network_has_an_outvoted_channel_but_not_in_the_filter_that_the_page_opens_with():
    """No place of the filter that is open at first solves the challenge, so it takes thought; one of filter 25 does."""
    network, challenge = pretrained_networks()["CNN"], CHALLENGES[1]
    maps = occlusion_map(OcclusionSettings()).first_maps

    def missing(state: ChannelState) -> str:
        weight, bias = network.state["conv2.weight"], network.state["conv2.bias"]
        return outvoted(state, channels.run(maps, weight, bias, state.filter - 1, state.row - 1, state.column - 1))

    assert isinstance(challenge.solution, ChannelState)
    assert missing(challenge.solution) == ""
    places = [(row, column) for row in range(1, 5) for column in range(1, 5)]
    assert all(missing(ChannelState(row=row, column=column)) for row, column in places)
    assert not all(
        missing(ChannelState(filter=25, row=row, column=column)) for row, column in places
    )  # the last hint's


@pytest.mark.parametrize("challenge", CHALLENGES[3:], ids=lambda challenge: challenge.name)
def test_the_shipped_network_can_be_fooled_as_the_challenges_ask(challenge):
    """The solutions were found with this network; somewhat larger and smaller changes do it, too."""
    settings = challenge.solution
    result = fool(settings)
    for step in range(settings.step - 2, settings.step + 3):
        assert challenge.check(settings.model_copy(update={"step": step}), result) == ""


def test_a_large_patch_leaves_the_eight_of_the_shipped_network_what_it_is():
    """Of the digits that one meets first only the 8 solves the challenge, and so does the next 8."""
    for digit in range(10):
        settings = OcclusionSettings(digit=digit, patch=9)
        missing = safe(settings, occlusion_map(settings))
        assert bool(missing) == (digit != 8), missing
    one_more = OcclusionSettings(digit=8, sample=1, patch=9)
    assert safe(one_more, occlusion_map(one_more)) == ""


def test_a_small_patch_does_not_count():
    result: Any = SimpleNamespace(lowest=0.9)
    assert safe(OcclusionSettings(digit=8), result) == "Side of the patch: 7, but at least 9 is asked for."
    assert safe(OcclusionSettings(digit=8, patch=9), result) == ""
    result.lowest = 0.7999
    assert "falls to 79.9%" in safe(OcclusionSettings(digit=8, patch=9), result)


def test_the_answer_to_the_prediction_waits_for_its_button(visit):
    """The networks are not trained before their button is pressed, so no accuracy answers the question first."""
    visitor = visit("inside_cnn")
    assert "shifted_digits.start" in [button.key for button in visitor.app.button]
    assert "shifted_digits" not in visitor.runs()
    assert "Press *Train four networks*" in visitor.answer("between").note("between")
    assert any("moved to the right by 2 pixels" in alt for alt in visitor.charts)
    visitor.set("shift.shift", 3)
    assert any("moved to the right by 3 pixels" in alt for alt in visitor.charts)


@pytest.mark.parametrize("parameter", ["shift.shift", "shifted_digits.epochs"])
def test_a_link_to_the_marked_shift_or_to_the_run_opens_their_tab(visit, parameter):
    """The two kinds of settings stand in one tab."""
    visitor = visit("inside_cnn", {**QUICK, parameter: "2"})
    assert visitor.app.session_state["_tab.inside_cnn"] == "Moved digits"


def test_four_networks_are_compared_at_the_shift_that_the_learner_marks(visit):
    visitor = visit("inside_cnn", QUICK)
    result = moved()
    visitor.set("shift.shift", 4)
    assert any(f"shift of 4 pixels the MLP reads {result.accuracies['mlp'][4]:.1%}" in alt for alt in visitor.charts)
    assert f"for a **{result.example_predictions['mlp'][4]}**" in visitor.text


def test_both_networks_are_compared_pair_by_pair_at_the_marked_shift(visit):
    """Two intervals that overlap say little about two networks that read the same digits."""
    visitor = visit("inside_cnn", {**QUICK, "shift.shift": "3"})
    text, only = " ".join(visitor.text.split()), moved().only
    assert f"CNN alone reads right at this shift: **{only['cnn'][3]}**." in text
    assert f"MLP alone reads right: **{only['mlp'][3]}**." in text
    assert binomtest(int(only["cnn"][3]), int(only["cnn"][3] + only["mlp"][3])).pvalue < 0.001
    assert "in fewer than 1 of 1,000 such comparisons. So it is hardly chance." in text


def test_a_shift_is_marked_where_only_the_cnn_reads_most_digits(visit):
    """The training alone solves nothing."""
    visitor = visit("inside_cnn").answer("between").set("shifted_digits.epochs", 5).press("shifted_digits.start")
    assert visitor.note("between").startswith("Shift: 2. There the MLP reads ")
    assert visitor.set("shift.shift", 3).note("between") == "Solved"


@pytest.mark.parametrize(("mlp", "cnn", "says"), [(0.49, 0.51, ""), (0.5, 0.8, "reads 50.0%"), (0.2, 0.5, "CNN 50.0%")])
def test_between_means_less_than_half_and_more_than_half(mlp, cnn, says):
    result: Any = SimpleNamespace(accuracies={"mlp": np.full(9, mlp), "cnn": np.full(9, cnn)})
    missing = between(ShiftState(shift=3), result)
    assert says in missing
    assert bool(missing) == bool(says)


@pytest.mark.parametrize(
    ("parts", "value", "says"),
    [([0.5, -2.0], 0.0, "no channel adds"), ([3.0, 1.0], 4.0, "not 0"), ([1.5, -2.0], 0.0, "")],
)
def test_an_outvoted_channel_is_a_loud_one_in_a_silent_place(parts, value, says):
    number: Any = SimpleNamespace(parts=np.array(parts), value=value)
    missing = outvoted(ChannelState(), number)
    assert says in missing
    assert bool(missing) == bool(says)


def test_the_page_looks_at_the_number_that_was_chosen(visit):
    """The sliders count from 1, the arrays from 0."""
    visitor = visit("inside_cnn").set("channel.filter", 32).set("channel.row", 1).set("channel.column", 4)
    said = next(alt for alt in visitor.charts if "Filter 32, row 1, column 4" in alt)
    bias = pretrained_networks()["CNN"].state["conv2.bias"][31]
    assert f"the bias is {bias:.2f}" in said


@pytest.mark.parametrize(
    ("settings", "result", "says"),
    [
        (FoolingSettings(step=2), read_as(4, 4, 9), ""),
        (FoolingSettings(step=1), read_as(4, 4, 9), "it reads 4"),
        (FoolingSettings(step=2, sample=1), read_as(4, 4, 9), "take sample 0 again"),
        (FoolingSettings(step=26), read_as(*[9] * 27), "at most 25"),
        (FoolingSettings(digit=9, step=1), read_as(9, 9), "not the digit itself"),
        (FoolingSettings(change="random", step=1), read_as(4, 9), "signs of the gradient"),
    ],
)
def test_a_network_is_fooled_by_a_small_change_along_the_gradient(settings, result, says):
    missing = fooled(settings, result)
    assert says in missing
    assert bool(missing) == bool(says)


@pytest.mark.parametrize(
    ("settings", "result", "says"),
    [
        (FoolingSettings(step=1, steps=5), read_as(4, 9), ""),
        (FoolingSettings(step=1), read_as(4, 9, at_once=1), "with a change of 1 grey level or more"),
        (FoolingSettings(step=0, steps=5), read_as(4, 9), "So far it reads 4"),
        (FoolingSettings(digit=9, step=1), read_as(9, 9), "not the digit itself"),
    ],
)
def test_several_steps_must_do_what_one_cannot(settings, result, says):
    missing = several(settings, result)
    assert says in missing
    assert bool(missing) == bool(says)


def test_the_step_moves_without_a_new_question_to_the_network(visit):
    """The slider is held: nothing must be computed anew."""
    visitor = visit("inside_cnn")
    run = visitor.runs()["inside_cnn.fool"]
    job = run.job
    visitor.set("fooling.step", 30)
    assert visitor.runs()["inside_cnn.fool"].job is job
    assert any("at most 30 of 255 grey levels" in alt for alt in visitor.charts)
    visitor.set("fooling.target", 3)
    assert visitor.runs()["inside_cnn.fool"].job is not job
