"""The lesson on convolution as a visitor sees it, without a browser."""

import dataclasses
import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from pages.lessons.cnn.state import ShiftState

from mlcore.cnn import convolution as cnn
from mlcore.cnn import receptive_cell
from mlcore.cnn.settings import CnnSettings, ReceptiveCellSettings, ShiftedDigitsSettings
from mlcore.mnist.drawings import encode
from mlcore.mnist.settings import MnistSettings
from pages.lessons.cnn.challenges import CHALLENGES
from pages.ui import runs
from tests.support.app import result_of

DEFAULT = MnistSettings(model="cnn")
QUICK = {"shifted_digits.epochs": "2"}
STRONGER = "2 -1 -1 / -1 2 -1 / -1 -1 2"


@pytest.fixture(autouse=True)
def trained():
    """A CNN of one epoch in place of the run that the page shares with the digits lesson, which takes half a minute."""
    scheduler, task = runs.scheduler(), runs.task_of(DEFAULT)
    if scheduler.is_cached(task):
        yield result_of(DEFAULT)
        return
    stand_in = dataclasses.replace(result_of(MnistSettings(model="cnn", epochs=1)), settings=DEFAULT)
    scheduler._pinned[task] = stand_in
    yield stand_in
    scheduler._pinned.pop(task)


def moved():
    """Return the quick run of the four networks."""
    return result_of(ShiftedDigitsSettings(epochs=2))


def test_a_link_shows_the_bar_and_the_answers_that_it_names(visit):
    """The chart follows the settings of the link, not only the widgets."""
    visitor = visit("cnn", {"receptive_cell.angle": "35", "receptive_cell.cell": "complex"})
    result = receptive_cell.run(ReceptiveCellSettings(angle=35, cell="complex"))
    assert any("35 degrees" in alt and f"complex {result.response:.0%}" in alt for alt in visitor.charts)


def test_turning_the_bar_and_growing_the_disc_change_the_answer(visit):
    visitor = visit("cnn")
    visitor.set("receptive_cell.angle", 150)
    assert any("simple 88%" in alt for alt in visitor.charts)
    visitor.set("receptive_cell.stimulus", "disc").set("receptive_cell.radius", 6)
    assert any("disc of light with a radius of 6" in alt for alt in visitor.charts)
    assert "Stephen Kuffler" in visitor.text


def test_a_moving_bar_is_a_replay(visit):
    visitor = visit("cnn", {"receptive_cell.stimulus": "moving bar"})
    assert any("moves across the retina" in alt for alt in visitor.charts)


@pytest.mark.parametrize("values", [{}, {"padding": 2, "stride": 3, "dilation": 4}])
def test_the_page_gives_the_loops_number_and_the_size_that_torch_gives(visit, values):
    visitor = visit("cnn", {f"cnn.{name}": str(value) for name, value in values.items()})
    result = cnn.run(CnnSettings(**values))
    rows, columns = result.output.shape
    assert visitor.number == repr(result.strongest)
    assert f"really gives **{rows} × {columns}**" in visitor.text
    assert re.search(r"agree with the loop's\nto 1[2-5] decimals", visitor.text)
    assert not re.search(r"\de-\d", visitor.text)


def test_a_known_kernel_is_a_click_away_and_travels_in_its_setting(visit):
    visitor = visit("cnn")
    visitor.press("_kernel.outline")
    assert visitor.value("cnn.kernel") == cnn.KERNELS["outline"]
    assert visitor.number == repr(cnn.run(CnnSettings(kernel=cnn.KERNELS["outline"])).strongest)


@pytest.mark.parametrize("text", ["1 2 3", "nine", "99 0 0 / 0 0 0 / 0 0 0"])
def test_a_kernel_that_is_none_ends_in_a_sentence(visit, text):
    """The page names the error and the kernel that it uses instead."""
    visitor = visit("cnn").set("cnn.kernel", text)
    assert not visitor.app.exception
    assert visitor.text.count("nine numbers from -9 to 9") == 1
    assert f"The page uses `{CnnSettings().kernel}` instead." in visitor.text
    assert visitor.number == repr(cnn.run(CnnSettings()).strongest)
    visitor.set("cnn.kernel", STRONGER)
    assert "nine numbers" not in visitor.text


def test_after_a_slip_the_last_kernel_stays(visit):
    """While a kernel is typed, the page keeps the last valid one."""
    visitor = visit("cnn").set("cnn.kernel", STRONGER)
    number = visitor.number
    visitor.set("cnn.kernel", "1 2")
    assert visitor.number == number
    assert f"The page uses `{STRONGER}` instead." in visitor.text


def test_a_broken_link_says_what_it_ignored(visit):
    visitor = visit("cnn", {"cnn.kernel": "bad", "cnn.stride": "9"})
    assert "`cnn.kernel=bad` in the link was ignored" in visitor.text
    assert not visitor.app.exception


def test_a_drawing_in_the_link_takes_the_digits_place(visit):
    drawing = np.zeros((28, 28), np.uint8)
    drawing[4:24, 13:15] = 255
    visitor = visit("cnn", {"cnn.drawing": encode(drawing)})
    assert any("slides over a drawing" in alt for alt in visitor.charts)
    assert visitor.number == repr(cnn.run(CnnSettings(drawing=encode(drawing))).strongest)


def test_the_trained_network_is_the_run_of_the_digits_lesson(visit, trained):
    """Both pages share one run and its accuracy."""
    visitor = visit("cnn")
    assert f"{100 * trained.test_accuracy:.1f} % of the 1,000 test digits right" in visitor.text
    assert any("A handwritten 4 on its way" in alt for alt in visitor.charts)
    visitor.set("occlusion.digit", 7)
    assert any("A handwritten 7 on its way" in alt for alt in visitor.charts)
    visitor.set("occlusion.patch", 11)
    assert any("A patch of 11 by 11 pixels covers a handwritten 7" in alt for alt in visitor.charts)


def test_the_page_stands_while_the_network_is_still_in_training(visit, monkeypatch):
    """The first visitor does not wait for the training to see the page."""
    monkeypatch.setattr(runs, "automatic", lambda settings, name: None)
    visitor = visit("cnn")
    assert not visitor.app.exception
    assert visitor.value("occlusion.digit") == 4
    assert not any("on its way" in alt for alt in visitor.charts)
    assert "Where it comes from" in [expander.label for expander in visitor.app.expander]


def test_a_joined_run_leaves_the_digits_lessons_own_run_alone(visit):
    """The digits page would open with this page's CNN, marked as earlier settings."""
    visitor = visit("cnn")
    assert "mnist" not in visitor.runs()
    assert "mnist.joined" in visitor.runs()


def test_the_receptive_field_follows_its_settings(visit):
    visitor = visit("cnn", {"receptive_field.kernel_size": "5", "receptive_field.pooling": "true"})
    assert any("5, 6, 14, 16 pixels, by autograd" in alt for alt in visitor.charts)


def test_heavy_runs_wait_for_their_buttons(visit):
    """The page does not train four networks unless a visitor asks for it."""
    visitor = visit("cnn", {"residual.epochs": "1", "residual.depth": "2"})
    keys = [button.key for button in visitor.app.button]
    assert "shifted_digits.start" in keys
    assert "shifted_digits" not in visitor.runs()
    assert "Press *Train four networks* first" in visitor.note("fragile")
    assert "residual.start" not in keys
    assert any("After 1 epochs the shallow plain network" in alt for alt in visitor.charts)


def test_a_button_starts_its_run(visit):
    visitor = visit("cnn").set("residual.epochs", 1).set("residual.depth", 4)
    assert "residual" not in visitor.runs()
    assert not any("shallow plain network" in alt for alt in visitor.charts)
    visitor.press("residual.start")
    assert any("plain one of 4 hidden layers" in alt for alt in visitor.charts)
    assert "earlier settings" not in visitor.text


@pytest.mark.parametrize("parameter", ["shift.shift", "shifted_digits.epochs"])
def test_a_link_to_the_marked_shift_or_to_the_run_opens_their_tab(visit, parameter):
    """The two kinds of settings stand in one tab."""
    visitor = visit("cnn", {**QUICK, parameter: "2"})
    assert visitor.app.session_state["_tab.cnn"] == "Moved digits"


def test_four_networks_are_compared_at_the_shift_that_the_learner_marks(visit):
    visitor = visit("cnn", QUICK)
    result = moved()
    visitor.set("shift.shift", 4)
    assert any(f"shift of 4 pixels the MLP reads {result.accuracies['mlp'][4]:.1%}" in alt for alt in visitor.charts)
    assert f"for a **{result.example_predictions['mlp'][4]}**" in visitor.text


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)
def test_a_challenge_is_open_at_the_defaults_and_solved_by_its_solution(challenge):
    """The defaults do not reach the goal, and the solution does."""
    run: dict[type, Callable] = {
        CnnSettings: cnn.run,
        ReceptiveCellSettings: receptive_cell.run,
        ShiftState: lambda _: moved(),
    }
    kind = type(challenge.solution)
    assert challenge.check(kind(), run[kind](kind())) != ""
    assert challenge.check(challenge.solution, run[kind](challenge.solution)) == ""


@pytest.mark.parametrize(
    ("name", "settings", "words"),
    [
        ("orientation", ReceptiveCellSettings(cell="complex", angle=150, width=7), "Choose the simple cell"),
        ("anywhere", ReceptiveCellSettings(stimulus="disc"), "Choose a bar"),
        ("slanted", CnnSettings(kernel="1 0 0 / 0 1 0 / 0 0 1"), "add up to 3.00"),
        ("slanted", CnnSettings(kernel="-1 -1 2 / -1 2 -1 / 2 -1 -1"), "To `\\` it answers"),
        ("seven", CnnSettings(stride=4), "at least 3"),
        ("same", CnnSettings(padding=1), "at least 2"),
        ("same", CnnSettings(padding=1, dilation=2), "26 × 26 places"),
    ],
)
def test_a_challenge_says_what_is_missing(name, settings, words):
    """A wrong solution does not count, and the text says what to change."""
    challenge = next(challenge for challenge in CHALLENGES if challenge.name == name)
    run = cnn.run if isinstance(settings, CnnSettings) else receptive_cell.run
    assert words in challenge.check(settings, run(settings))


def test_a_goal_that_is_missed_by_little_does_not_look_reached():
    """89.7 % of at least 90 % was shown as 90 %, and 5.2 % of at most 5 % as 5 %."""
    checks = {challenge.name: challenge.check for challenge in CHALLENGES}
    result = receptive_cell.run(ReceptiveCellSettings())
    assert "answers with 89%" in checks["orientation"](ReceptiveCellSettings(), replace(result, response=0.897))
    shares = {"simple": np.full(41, 0.052), "complex": np.full(41, 0.797), "centre-surround": np.zeros(41)}
    text = checks["anywhere"](ReceptiveCellSettings(), replace(result, by_position=shares))
    assert "answers with 6% (at most 5%), the complex one with 79% (at least 80%)" in text


def test_a_shift_beyond_the_first_bad_one_is_refused():
    fragile = next(challenge for challenge in CHALLENGES if challenge.name == "fragile")
    assert "before that already" in fragile.check(ShiftState(shift=7), moved())


def test_a_challenge_is_solved_on_the_page(visit):
    visitor = visit("cnn")
    assert visitor.note("slanted") != "Solved"
    visitor.set("cnn.kernel", STRONGER)
    assert visitor.note("slanted") == "Solved"
