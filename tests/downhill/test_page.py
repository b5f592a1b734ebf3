"""The downhill lesson as a visitor meets it, without a browser."""

from collections.abc import Callable

import pytest

from mlcore.downhill import one_weight, race, two_losses
from mlcore.downhill.settings import OneWeightSettings, RaceSettings, TwoLossesSettings
from pages.lessons.downhill.challenges import CHALLENGES
from pages.ui import moved
from tests.support.app import Visitor
from tests.support.downloads import last_line, script

WELL_MEANT = {
    "downhill.curve": ("two valleys", "two valleys"),
    "downhill.w": ("0.35", 0.35),
    "downhill.learning_rate": ("0.3", 0.3),
    "downhill.steps": ("12", 12),
    "loss_surface.surface": ("saddle", "saddle"),
    "loss_surface.w1": ("1.5", 1.5),
    "loss_surface.epochs": ("50", 50),
    "loss_surface.optimizer": ("Adam", "Adam"),
    "two_losses.w": ("5.5", 5.5),
    "two_losses.learning_rate": ("0.7", 0.7),
}
RUNS: dict[type, Callable] = {
    OneWeightSettings: one_weight.run,
    RaceSettings: race.train,
    TwoLossesSettings: two_losses.run,
}
by_name = pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)


def pictures(visitor):
    """Return what the server sends of each chart."""
    charts = visitor.app.get("vega_lite_chart")
    return [(chart.proto.spec, [dataset.data.data for dataset in chart.proto.datasets]) for chart in charts]


def plain(visitor) -> str:
    return " ".join(visitor.text.split())


def link(settings) -> dict[str, str]:
    return {f"{settings.slug}.{name}": str(value) for name, value in settings.changed().items()}


def check(name, settings) -> str:
    challenge = next(challenge for challenge in CHALLENGES if challenge.name == name)
    return challenge.check(settings, RUNS[type(settings)](settings))


def test_a_link_restores_every_widget_on_a_cold_server():
    """The first visitor of a server follows a link and gets each value of it."""
    visitor = Visitor("downhill", {key: text for key, (text, _) in WELL_MEANT.items()})
    assert not visitor.app.exception
    assert not visitor.app.warning
    assert {key: visitor.value(key) for key in WELL_MEANT} == {key: value for key, (_, value) in WELL_MEANT.items()}


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("downhill.w", "7"),
        ("downhill.steps", "nan"),
        ("loss_surface.surface", "hill"),
        ("loss_surface.activation", "relu"),
    ],
)
def test_a_bad_link_is_named_and_leaves_the_default(visit, key, text):
    """The experiment once had other fields; a link with one of them opens the page all the same."""
    visitor = visit("downhill", {key: text})
    assert not visitor.app.exception
    assert any(key in warning.value for warning in visitor.app.warning)


def test_an_old_link_to_the_loss_surface_is_led_here():
    """The experiment stood on another page before."""
    assert moved.page_of("backprop", ["loss_surface"]) == ("downhill", True)


def test_a_slider_sends_no_picture_and_changes_the_numbers(visit):
    """The browser has moved the pictures already."""
    visitor = visit("downhill")
    before = pictures(visitor)
    assert "-0.8 - 0.05" not in plain(visitor)
    visitor.set("downhill.steps", 1)
    visitor.set("two_losses.w", 5.0)
    assert pictures(visitor) == before
    assert r"= -0.8 - 0.05 \cdot (-7.2) = -0.8 - (-0.36) = -0.44" in plain(visitor)


def test_the_button_takes_one_more_step_and_ends_with_the_last_one(visit):
    visitor = visit("downhill", {"downhill.steps": "29"})
    visitor.press("_downhill.step")
    assert visitor.value("downhill.steps") == 30
    assert visitor.app.button(key="_downhill.step").disabled


@pytest.mark.parametrize(
    ("rate", "says"),
    [
        (0.1, "here by **0.6**: the ball stays on its side"),
        (0.25, "a single step leads to the floor"),
        (0.4, "here by **-0.6**. The minus says"),
        (0.5, "just as high, for ever"),
        (0.6, "each time higher: it [diverges]"),
    ],
)
def test_the_course_of_the_ball_is_explained_for_what_it_is(visit, rate, says):
    assert says in plain(visit("downhill", {"downhill.learning_rate": str(rate)}))


@pytest.mark.parametrize("surface", ["ravine", "saddle"])
def test_the_gradient_at_the_start_is_that_of_autograd(visit, surface):
    """Worked by hand for (2, -1): (2, -48) on the ravine, and on the saddle 2 (-3) (-1) = 6 and 2 (-3) 2 = -12."""
    visitor = visit("downhill", {"loss_surface.surface": surface, "loss_surface.w1": "2.0", "loss_surface.w2": "-1.0"})
    first, second = {"ravine": ("2", "−48"), "saddle": ("6", "−12")}[surface]
    assert f"the two slopes are **{first}** and **{second}**" in plain(visitor)


def test_the_gradient_at_the_saddle_is_zero_without_a_sign(visit):
    """At (0, 0) both slopes are 2 (0 - 1) 0, which a computer calls minus zero."""
    visitor = visit("downhill", {"loss_surface.surface": "saddle", "loss_surface.w1": "0.0", "loss_surface.w2": "0.0"})
    assert "At your start (0, 0) the two slopes are **0** and **0**" in plain(visitor)


def test_a_race_in_which_one_flies_out_is_shown(visit):
    visitor = visit("downhill", {"loss_surface.learning_rate": "5.0"})
    assert not visitor.app.exception
    assert not visitor.app.error
    assert any("SGD not a finite number" in words for words in visitor.charts)


def test_both_numbers_of_steps_stand_below_the_picture(visit):
    visitor = visit("downhill")
    assert "squared error needs **70** steps and cross-entropy **15**: 4.7 times as many" in plain(visitor)
    visitor.set("two_losses.w", -3.0)
    assert "nothing to learn" in plain(visitor)


@by_name
def test_a_challenge_fails_at_the_defaults_and_passes_at_its_solution(visit, challenge):
    """No challenge is solved at the defaults, and each is solved by its solution."""
    experiment = type(challenge.solution)
    missing = challenge.check(experiment(), RUNS[experiment](experiment()))
    assert missing
    visitor = visit("downhill")
    assert visitor.note(challenge.name) == missing
    visitor.move_to(challenge.solution)
    assert visitor.note(challenge.name) == "Solved"


@by_name
def test_a_solution_in_the_link_does_not_count_as_solved(visit, challenge):
    """A link to a solution does not solve the challenge."""
    visitor = visit("downhill", link(challenge.solution))
    assert visitor.note(challenge.name) == "This was so when you opened the page: change something yourself."


@pytest.mark.parametrize(
    ("name", "settings", "says"),
    [
        ("three-steps", OneWeightSettings(curve="two valleys"), "Choose the loss one valley"),
        ("three-steps", OneWeightSettings(learning_rate=0.2, steps=3), "1.4 or more to the right"),
        ("three-steps", OneWeightSettings(w=2.4, learning_rate=0.26, steps=3), "crosses the floor"),
        ("three-steps", OneWeightSettings(w=2.4, learning_rate=0.25), "Take 3 steps"),
        ("three-steps", OneWeightSettings(w=2.4, steps=3), "After 3 steps the ball is 0.717 away"),
        ("bounce", OneWeightSettings(), "stays on one side"),
        ("bounce", OneWeightSettings(learning_rate=0.49), "comes nearer"),
        ("bounce", OneWeightSettings(learning_rate=0.51), "goes further"),
        ("bounce", OneWeightSettings(w=1, learning_rate=0.5), "no slope"),
        ("bounce", OneWeightSettings(learning_rate=0.5), "between −0.8 and 2.8"),
        ("escape", OneWeightSettings(), "Choose the loss two valleys"),
        ("escape", OneWeightSettings(curve="two valleys", w=1.5), "Start in the worse valley"),
        ("escape", OneWeightSettings(curve="two valleys"), "Take all 30 steps"),
        ("escape", OneWeightSettings(curve="two valleys", steps=30), "still on the left"),
        ("escape", OneWeightSettings(curve="two valleys", w=-0.8, learning_rate=0.65, steps=30), "left the picture"),
        ("nowhere", RaceSettings(), "Choose the loss saddle"),
        ("nowhere", RaceSettings(surface="saddle", w1=1, w2=1), "lowest already"),
        ("nowhere", RaceSettings(surface="saddle", w1=0, w2=1), "4 of the four move"),
        ("ten-times", TwoLossesSettings(w=-3), "nothing to learn"),
        ("ten-times", TwoLossesSettings(), "4.7 times as many"),
        ("ten-times", TwoLossesSettings(w=6), "249 steps; 100 are allowed"),
    ],
)
def test_a_challenge_says_what_is_missing(name, settings, says):
    assert says in check(name, settings)


def test_no_slider_alone_solves_the_challenges_that_need_two():
    """No single slider solves these challenges at any of its places, so each takes a thought."""
    for w in range(-30, 61):
        assert check("ten-times", TwoLossesSettings(w=w / 10))
    for rate in range(1, 21):
        assert check("ten-times", TwoLossesSettings(learning_rate=rate / 10))
    for rate in range(1, 71):
        assert check("three-steps", OneWeightSettings(learning_rate=rate / 100))
        assert check("bounce", OneWeightSettings(learning_rate=rate / 100))
        assert check("escape", OneWeightSettings(curve="two valleys", learning_rate=rate / 100))


@pytest.mark.parametrize(
    "settings",
    [
        OneWeightSettings(curve="two valleys", w=1.15, steps=9),
        RaceSettings(surface="saddle", epochs=50, optimizer="Momentum", w1=0.7),
        TwoLossesSettings(w=2.2, learning_rate=0.3),
    ],
    ids=lambda settings: settings.slug,
)
def test_the_download_prints_the_number_on_the_page(visit, settings):
    """The script prints the page's number to the last digit, also from another start."""
    number = repr(getattr(RUNS[type(settings)](settings), settings.headline))
    assert f"`{number}`" in visit("downhill", link(settings)).text
    assert last_line(script(settings)) == number
