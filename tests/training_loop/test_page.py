"""The page about the training loop as a visitor meets it, without a browser."""

from itertools import permutations
from typing import get_args

import pytest
import torch

from mlcore.backprop.chain_rule import draw_parameters
from mlcore.training_loop.course_lines import LINES as LINES_OF_THE_COURSE
from mlcore.training_loop.settings import TrainingLoopSettings
from pages.lessons.training_loop.challenges import CHALLENGES, blank, order, shape
from pages.lessons.training_loop.state import LINES, CourseLinesState, LoopState
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
        ("BEDCA", "no weight ever moves"),
        ("EDCAB", "no weight ever moves"),
        ("EDABC", "no weight ever moves"),
        ("CBEDA", "the gradient of the batch before"),
        ("BDEAC", "before `pred_y` is there"),
        ("BEADC", "before `loss` is there"),
    ],
)
def test_an_order_that_does_not_train_is_told_why(letters, says):
    assert says in order(LoopState(order=letters), None)


def test_a_wrong_filling_and_a_wrong_shape_are_told_why():
    assert "no gradient comes back" in blank(LoopState(blank="pred_y.max(dim=1)[1]"), None)
    assert "1 of the 2" in shape(LoopState(shape="(128, 10)"), None)
    assert "1 of the 2" in shape(LoopState(shape="(64, 784)"), None)
    assert "0 of the 2" in shape(LoopState(shape="(128, 784)"), None)
    assert "dimensions" in shape(LoopState(shape="(64,)"), None)


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


def test_the_test_set_is_closed_until_its_button_is_pressed(visit):
    """Its number, and its block of the program: who sees them chooses settings by them."""
    visitor = visit("training_loop", {"training_loop.batch_size": "400", "training_loop.epochs": "2"})
    right = round(1000 * result_of(TrainingLoopSettings(batch_size=400, epochs=2)).test_accuracy)

    def shown() -> tuple[bool, bool]:
        code = "\n".join(block.value for block in visitor.app.code)
        return f"Of the 1,000 test digits **{right / 10:.1f}%** are" in visitor.text, "# ====== Test" in code

    assert shown() == (False, False)
    visitor.press("_test_set.training_loop")
    assert shown() == (True, True)
    assert "Test sets opened so far: 1" in visitor.text


def test_one_batch_is_no_plural(visit):
    """The page says 1 batch and 1 step, because learners of English copy what they read."""
    visitor = visit("training_loop", {"training_loop.batch_size": "1600", "training_loop.epochs": "1"})
    assert "An epoch of your run has 1 batch, so the whole run makes 1 step." in " ".join(visitor.text.split())


@pytest.mark.parametrize("letters", ["".join(order) for order in permutations("ABCDE")])
def test_what_is_said_of_an_order_is_what_it_does(letters):
    """Each of the 120 orders is run on a small model: an error, weights that stay, or weights that move."""
    torch.manual_seed(0)
    model = torch.nn.Linear(3, 2)
    names = {
        "model": model,
        "optimizer": torch.optim.SGD(model.parameters(), lr=0.1),
        "loss_function": torch.nn.CrossEntropyLoss(),
    }
    before, failed = model.weight.detach().clone(), False
    code = compile("\n".join(LINES[letter] for letter in letters).replace("____", "pred_y"), "<turn>", "exec")
    try:
        for _ in range(3):
            names |= {"input_X": torch.randn(4, 3), "true_y": torch.tensor([0, 1, 1, 0])}
            exec(code, names)
    except NameError:
        failed = True
    said = order(LoopState(order=letters), None)
    assert failed == said.startswith("It stops")
    if not failed:
        assert torch.equal(before, model.weight) == ("no weight ever moves" in said)


@pytest.mark.parametrize("topic", LINES_OF_THE_COURSE)
def test_every_topic_shows_its_lines_with_what_python_answers(visit, topic):
    visitor = visit("training_loop", {"lines.topic": topic})
    assert not visitor.app.exception
    assert visitor.value("lines.topic") == topic
    first = LINES_OF_THE_COURSE[topic][0].splitlines()[0]
    assert any(code.value.startswith(">>> ") and first in code.value for code in visitor.app.code)


def test_the_topics_of_the_page_are_those_that_python_can_be_asked():
    assert get_args(CourseLinesState.model_fields["topic"].annotation) == tuple(LINES_OF_THE_COURSE)


def test_the_calls_and_the_tensors_are_those_of_the_network_that_is_set(visit):
    """Tables of another seed than the picture's."""
    visitor = visit("training_loop")
    asked = ">>> optimizer.param_groups[0]['params'][0] is model.hidden.weight\nTrue"
    assert any(asked in code.value for code in visitor.app.code)
    assert "0.81000" in str(visitor.tables[0])
    visitor.set("calls.seed", 3)
    assert f"{draw_parameters(3)['v1']:.5f}".replace("-", "−") in str(visitor.tables[0])


def test_loops_that_diverge_are_told_in_a_sentence(visit):
    """Infinite losses once made a chart that cannot be sent."""
    visitor = visit("training_loop", {"calls.activation": "linear", "calls.learning_rate": "100.0"})
    assert not visitor.app.exception
    assert "a loss is no finite number any more" in " ".join(visitor.text.split())


def test_the_gap_begins_open_and_nothing_on_the_screen_fills_it(visit):
    """An answer that is chosen already, with the reason why it is wrong, or the whole line beside the question."""
    visitor = visit("training_loop")
    assert visitor.note("gap") == "Choose what goes in the gap."
    assert not any("loss_function(pred_y" in line for line in LINES.values())
    visitor.set("loop.blank", "true_y")
    assert "truth against itself" in visitor.note("gap")


def test_the_tables_show_three_turns(visit):
    """The prediction asks for the gradient of the third batch."""
    for table in visit("training_loop").tables[:2]:
        assert [row["after"] for row in table].count("`loss.backward()`") == 3
