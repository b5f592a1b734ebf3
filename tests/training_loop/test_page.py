"""The page about the training loop as a visitor meets it, without a browser."""

import pytest

from mlcore.training_loop.settings import TrainingLoopSettings
from pages.lessons.training_loop.challenges import CHALLENGES, blank, order, shape
from pages.lessons.training_loop.state import LINES, LoopState
from tests.support.app import Visitor, result_of

by_name = pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)


def test_a_link_restores_settings_and_answers_on_a_cold_server():
    link = {"training_loop.batch_size": "32", "training_loop.epochs": "2", "loop.order": "BED", "loop.blank": "pred_y"}
    visitor = Visitor("training_loop", link)
    assert not visitor.app.exception
    assert not visitor.app.warning
    assert visitor.value("training_loop.batch_size") == 32
    assert visitor.value("loop.order") == "BED"
    assert LINES["D"] in visitor.text


@by_name
def test_a_challenge_is_open_at_the_defaults_and_solved_by_its_solution(challenge):
    kind = type(challenge.solution)
    ran = [settings if kind is LoopState else result_of(settings) for settings in (kind(), challenge.solution)]
    assert challenge.check(kind(), ran[0])
    assert challenge.check(challenge.solution, ran[1]) == ""


@by_name
def test_a_visitor_who_gets_there_sees_the_challenge_solved(visit, challenge):
    visitor = visit("training_loop")
    assert "Solved" not in visitor.note(challenge.name)
    visitor.move_to(challenge.solution)
    assert visitor.note(challenge.name) == "Solved"


@pytest.mark.parametrize("letters", ["BEDAC", "EBDAC", "EDBAC", "EDACB"])
def test_every_order_that_trains_is_taken(letters):
    """Gradients may be cleared anywhere but between backward and step."""
    assert order(LoopState(order=letters), None) == ""


@pytest.mark.parametrize(
    ("letters", "says"),
    [
        ("", "0 of the 5"),
        ("BED", "3 of the 5"),
        ("BEDCA", "what computes it must come before"),
        ("BDEAC", "forward comes first"),
        ("EDABC", "wipes out"),
    ],
)
def test_an_order_that_does_not_train_is_told_why(letters, says):
    assert says in order(LoopState(order=letters), None)


def test_a_wrong_filling_and_a_wrong_shape_are_told_why():
    assert "no gradient comes back" in blank(LoopState(blank="pred_y.max(dim=1)[1]"), None)
    assert "How many images are left" in shape(LoopState(shape="(128, 10)"), None)
    assert "width of the last layer" in shape(LoopState(shape="(64, 784)"), None)
    assert "two numbers" in shape(LoopState(shape="(64,)"), None)


def test_clicking_lines_puts_them_in_order_and_the_last_can_be_taken_back(visit):
    visitor = visit("training_loop")
    for letter in "BE":
        visitor.press(f"_loop.{letter}")
    assert visitor.value("loop.order") == "BE"
    visitor.press("_loop.back")
    assert visitor.value("loop.order") == "B"


def test_the_page_counts_the_steps_of_the_run(visit):
    visitor = visit("training_loop", {"training_loop.batch_size": "400", "training_loop.epochs": "2"})
    assert "An epoch of your run has 4 batches, so the whole run makes 8 steps." in " ".join(visitor.text.split())
    assert visitor.number == repr(result_of(TrainingLoopSettings(batch_size=400, epochs=2)).final_loss)
