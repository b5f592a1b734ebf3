"""The digits lesson as a visitor sees it, without a browser."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from mlcore.common.settings import State
from mlcore.mnist import drawings
from mlcore.mnist.digits import SIZES, load_digits, split
from mlcore.mnist.settings import MnistSettings
from pages.lessons.mnist.challenges import CHALLENGES, NINE
from pages.lessons.mnist.state import DigitState
from pages.ui import runs
from pages.ui.controls import link_text
from pages.ui.drawing import digits, take
from pages.ui.networks import NETWORKS
from tests.support.app import result_of
from workers.scheduler import Job
from workers.sessions import Run, Session

QUICK = {"mnist.epochs": "1", "mnist.model": "linear"}
OWN, DRAWN = ([c for c in CHALLENGES if type(c.solution) is kind] for kind in (MnistSettings, DigitState))


def link(settings: State) -> dict[str, str]:
    return {f"{settings.slug}.{name}": link_text(value) for name, value in settings.changed().items()}


@pytest.fixture(scope="module")
def networks():
    """Both networks that read drawings, trained."""
    return {name: result_of(settings) for name, settings in NETWORKS.items()}


def named(visitor, text: str) -> str:
    """Return the description of the chart that holds a text."""
    return next(alt for alt in visitor.charts if text in alt)


def test_a_link_on_a_fresh_server_trains_what_it_names_without_a_click(visit):
    """The run follows the link, not only the widgets."""
    visitor = visit("mnist", QUICK)
    assert visitor.value("mnist.model") == "linear"
    assert "7,850" in [metric.value for metric in visitor.app.metric]
    assert any("linear model trained for 1 epochs" in alt for alt in visitor.charts)


def test_the_page_shows_the_runs_own_numbers(visit):
    visitor = visit("mnist", QUICK)
    result = result_of(MnistSettings(model="linear", epochs=1))
    assert visitor.number == repr(result.final_loss)
    assert f"{result.test_accuracy:.1%}" in [metric.value for metric in visitor.app.metric]
    assert f"{100 * result.test_interval[0]:.1f} – {100 * result.test_interval[1]:.1f} %" in visitor.app.metric[0].delta


def test_a_long_run_waits_for_train_and_its_charts_say_whose_they_are(visit):
    """A slider does not start a long run. The page says that the charts belong to earlier settings."""
    visitor = visit("mnist", QUICK)
    visitor.set("mnist.epochs", 2)
    assert "earlier settings" in visitor.text
    assert any("trained for 1 epochs" in alt for alt in visitor.charts)
    visitor.press("mnist.train")
    assert "earlier settings" not in visitor.text
    assert any("trained for 2 epochs" in alt for alt in visitor.charts)


def test_settings_that_were_trained_before_need_no_second_click(visit):
    visitor = visit("mnist", QUICK)
    visitor.set("mnist.epochs", 2)
    visitor.press("mnist.train")
    visitor.set("mnist.epochs", 1)
    assert "earlier settings" not in visitor.text
    assert any("trained for 1 epochs" in alt for alt in visitor.charts)


def test_the_page_can_be_used_before_any_network_is_there(visit, monkeypatch):
    """The page shows its charts while the two networks are in training."""
    monkeypatch.setattr("pages.ui.networks.run_of", lambda name: Run(name, Session(runs.scheduler())))
    visitor = visit("mnist", QUICK)
    assert named(visitor, "784 grey values")
    assert named(visitor, "cropped to 20 x")
    assert "The CNN is still learning to read" in visitor.text
    assert not any("reads a" in alt for alt in visitor.charts)


def test_a_network_that_failed_says_why_and_is_asked_for_again(visit, monkeypatch):
    """The page shows the error, and only a button starts the run again."""
    failed = Job(runs.task_of(MnistSettings()), Path("none"), state="failed", error=OSError("The disk is full."))
    kept = {name: Run(name, Session(runs.scheduler())) for name in NETWORKS}
    for run in kept.values():
        run.task, run.job = failed.task, failed
    monkeypatch.setattr("pages.ui.networks.run_of", kept.get)
    visitor = visit("mnist", QUICK)
    assert "MLP: The disk is full." in visitor.text
    visitor.app.button(key="_networks.MLP").click()
    visitor.app.run()
    assert kept["MLP"].job is not failed
    assert kept["CNN"].job is failed


def test_another_drawing_is_read_at_once_by_both_networks(visit, networks):
    """All charts and both predictions follow the drawing."""
    visitor = visit("mnist", QUICK)
    before = visitor.charts
    visitor.set("digit.drawing", NINE)
    answer = named(visitor, "The MLP reads")
    assert "The MLP reads a 7" in answer
    assert "The CNN reads a 9" in answer
    assert named(visitor, "784 grey values") != next(alt for alt in before if "784 grey values" in alt)


def test_an_empty_sheet_is_answered_too(visit, networks):
    visitor = visit("mnist", QUICK).set("digit.drawing", "")
    assert "An empty sheet is read as a digit too" in visitor.text
    assert named(visitor, "The MLP reads")


def test_a_drawing_that_is_no_digit_gets_a_sentence_about_the_ten_answers(visit, networks):
    """A dash is read with high confidence; the page says why."""
    dash = np.zeros((28, 28), np.uint8)
    dash[13:15, 8:20] = 255
    visitor = visit("mnist", QUICK).set("digit.drawing", drawings.encode(dash))
    assert "A dash or a scribble gets one of them too" in visitor.text


def test_a_shift_that_the_steps_undo_is_described_as_such(visit, networks):
    """With the crop or the centre of mass on, the networks receive the same image as without the shift."""
    visitor = visit("mnist", QUICK)
    assert "each undo it" not in visitor.text
    before = named(visitor, "The MLP reads")
    visitor.set("digit.right", 4)
    assert "each undo it" in visitor.text
    assert named(visitor, "The MLP reads") == before
    assert "Crop and Centre of mass undo a shift" in visitor.note("shift")
    visitor.set("digit.centre", False)
    assert "each undo it" in visitor.text
    visitor.set("digit.crop", False)
    assert "each undo it" not in visitor.text
    assert named(visitor, "The MLP reads") != before


@pytest.mark.parametrize(("model", "used"), [("mlp", True), ("cnn", False), ("linear", False)])
def test_the_number_of_hidden_units_is_shown_only_for_the_mlp(visit, model, used):
    """A control without effect is hidden, and keeps its value."""
    visitor = visit("mnist", {"mnist.epochs": "1", "mnist.model": model, "mnist.hidden": "32"})
    keys = [block.proto.id for block in visitor.app.get("flex_container")]
    assert visitor.value("mnist.hidden") == 32
    assert any("_used.mnist.hidden" in key for key in keys) == used


def test_a_run_that_learned_nothing_has_a_warning_and_no_long_number(visit):
    link = {"mnist.epochs": "1", "mnist.hidden": "32", "mnist.optimizer": "RMSprop", "mnist.learning_rate": "100.0"}
    visitor = visit("mnist", link)
    assert "The loss exploded" in visitor.text
    assert "over 10,000" in [metric.value for metric in visitor.app.metric]
    assert any("The loss exploded" in words for words in visitor.charts)


def test_a_challenge_says_why_its_settings_have_no_result(visit, monkeypatch):
    """The run has not started, or it failed."""
    visitor = visit("mnist", QUICK).set("mnist.epochs", 3)
    assert "Press *Train*" in visitor.note("sharp")
    failed = Job(runs.task_of(MnistSettings(model="linear", epochs=3)), Path("none"), state="failed")
    failed.error = ArithmeticError("the loss stopped being a finite number at step 3")
    failed.ended.set()
    monkeypatch.setattr(runs.scheduler(), "submit", lambda task, run: failed)
    visitor.press("mnist.train")
    assert "The run diverged" in visitor.text
    assert "The run of these settings failed" in visitor.note("sharp")


def test_the_challenges_of_the_pad_wait_for_the_networks(visit, monkeypatch):
    monkeypatch.setattr("pages.ui.networks.run_of", lambda name: Run(name, Session(runs.scheduler())))
    assert "still learning to read" in visit("mnist", QUICK).note("shift")


def test_a_drawing_in_a_link_that_is_none_is_named_and_ignored(visit):
    """A broken link gives a sentence, not a traceback."""
    visitor = visit("mnist", {**QUICK, "digit.drawing": "<script>"})
    assert "a drawing must be made of letters, digits" in visitor.text
    assert not visitor.app.exception
    assert named(visitor, "cropped to 20 x")


def test_what_the_pad_sends_becomes_the_setting_and_anything_else_is_ignored(monkeypatch):
    """Messages of a component are untrusted data."""
    state: dict = {}
    monkeypatch.setattr("streamlit.session_state", state)
    image = load_digits()[0][7] // 17 * 17
    for drawn in (digits(image), "0" * 783, "x" * 784, None, 7):
        state["_pad.digit.drawing"] = {"drawn": drawn}
        take("digit.drawing")
        assert (drawings.decode(state["digit.drawing"]) == image).all()


def test_a_test_digit_of_the_chosen_kind_comes_on_the_pad(visit):
    """The digit is from the test part and of the chosen class."""
    visitor = visit("mnist", {**QUICK, "digit.digit": "8"}).press("digit.take")
    images, labels = load_digits()
    test = split(SIZES, 0)[2]
    eights = images[test[labels[test] == 8]].astype(int)
    taken = drawings.decode(visitor.value("digit.drawing"))
    assert np.abs(eights - taken).max(axis=(1, 2)).min() <= 8


def test_a_cell_of_the_confusion_matrix_opens_its_digits(visit):
    """The gallery shows the digits of the chosen cell."""
    visitor = visit("mnist", QUICK)
    result = result_of(MnistSettings(model="linear", epochs=1))
    counts = result.confusion.copy()
    np.fill_diagonal(counts, 0)
    written, read = map(int, np.unravel_index(counts.argmax(), counts.shape))
    visitor.set("mistakes.written", written).set("mistakes.read", read)
    assert named(visitor, "with these texts").startswith(f"{min(counts.max(), 12)} digits")
    surest = result.test_probabilities[(result.test_labels == written) & (result.test_predictions == read), read].max()
    assert f"texts: {read}: {surest:.0%}" in named(visitor, "with these texts")
    empty = np.argwhere(result.confusion == 0)[0]
    visitor.set("mistakes.written", int(empty[0])).set("mistakes.read", int(empty[1]))
    assert f"No {empty[0]} of the test digits was read as a {empty[1]}" in visitor.text


def test_labels_of_hard_digits_are_counted_beside_the_networks(visit, networks):
    """The learner and the networks are compared on the same digits."""
    visitor = visit("mnist", QUICK)
    assert "Digit 1 of 20" in visitor.text
    visitor.press("hard_digits.3").press("hard_digits.5")
    assert visitor.value("hard_digits.labels") == "35"
    assert "Digit 3 of 20" in visitor.text
    sure = np.mean([result.test_probabilities.astype(float).max(axis=1) for result in networks.values()], axis=0)
    first, second = sure.argsort()[:2]
    truth = networks["CNN"].test_labels
    right = int(truth[first] == 3) + int(truth[second] == 5)
    assert f"You: {right} of 2 right" in named(visitor, "You: ")
    cnn = sum(int(networks["CNN"].test_predictions[place] == truth[place]) for place in (first, second))
    assert f"CNN: {cnn} of 2 right" in named(visitor, "You: ")
    visitor.press("hard_digits.again")
    assert "Digit 1 of 20" in visitor.text


def test_all_hard_digits_labelled_end_the_game(visit, networks):
    visitor = visit("mnist", {**QUICK, "hard_digits.labels": "1" * 20})
    assert "of 20: what do you read" not in visitor.text
    assert "of 20 right" in named(visitor, "You: ")


def test_without_a_network_the_full_digits_end_in_a_sentence_and_the_page_goes_on(visit, monkeypatch):
    """An offline server shows a sentence, not a traceback or an empty page."""
    visitor = visit("mnist", QUICK)
    visitor.set("mnist.dataset", "full")
    scheduler = runs.scheduler()
    submit = scheduler.submit

    def offline(task, run):
        if getattr(task.argument, "dataset", "") != "full":
            return submit(task, run)
        error = OSError("The full set of 70,000 digits could not be downloaded.")
        job = Job(task, Path("nowhere"), state="failed", error=error)
        job.ended.set()
        return job

    monkeypatch.setattr(scheduler, "submit", offline)
    visitor.press("mnist.train")
    assert "70,000 digits could not be downloaded" in visitor.text
    assert not visitor.app.exception
    assert any("linear model trained for 1 epochs" in alt for alt in visitor.charts)
    monkeypatch.undo()
    visitor.set("mnist.dataset", "bundled")
    assert "could not be downloaded" not in visitor.text


@pytest.mark.parametrize("challenge", OWN, ids=lambda challenge: challenge.name)
def test_a_challenge_is_open_at_the_defaults_and_solved_by_its_solution(challenge):
    """The default run does not reach the goal, and the run of the solution does."""
    assert challenge.check(MnistSettings(), result_of(MnistSettings())) != ""
    assert challenge.check(challenge.solution, result_of(challenge.solution)) == ""


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("sharp", {"test_accuracy": 0.97496}, "is 97.4%; it must reach 97.5%"),
        ("small", {"test_accuracy": 0.91996, "parameters": 9_000}, "is 91.9%; it must reach 92%"),
        ("overfit", {"accuracies": [0.9398], "val_accuracies": [0.9]}, "is 3.9 points above"),
        ("overfit", {"accuracies": [0.8999], "val_accuracies": [0.9]}, "is 0.0 points above"),
    ],
)
def test_a_goal_that_is_missed_by_little_does_not_look_reached(name, values, words):
    """Rounding neither reaches the goal nor leaves a minus sign at 0."""
    check = {challenge.name: challenge.check for challenge in OWN}[name]
    assert words in check(MnistSettings(), SimpleNamespace(**values))


@pytest.mark.parametrize("challenge", DRAWN, ids=lambda challenge: challenge.name)
def test_a_challenge_of_the_pad_is_solved_by_what_its_solution_draws(visit, networks, challenge):
    """The last control of the solution solves the challenge."""
    solution = link(challenge.solution)
    last = next(name for name in ("digit.right", "digit.drawing") if name in solution)
    visitor = visit("mnist", {**QUICK, **{name: value for name, value in solution.items() if name != last}})
    assert visitor.note(challenge.name) != "Solved"
    visitor.set(last, getattr(challenge.solution, last.removeprefix("digit.")))
    assert visitor.note(challenge.name) == "Solved"


@pytest.mark.parametrize(
    ("challenge", "wrong", "mlp", "cnn", "missing"),
    [
        ("disagree", {"right": 2}, 7, 9, "Take back shift and turn"),
        ("disagree", {"fit": False}, 7, 9, "Leave all three"),
        ("disagree", {}, 9, 9, "The MLP reads it right too"),
        ("disagree", {}, 7, 7, "The CNN does not read it as a 9. If you mean another digit, choose it."),
        ("shift", {"right": 0}, 7, 9, "stands where it was drawn"),
        ("shift", {}, 9, 9, "Crop and Centre of mass undo a shift"),
        ("shift", {"crop": False, "centre": False}, 9, 9, "The MLP reads it right too"),
        ("shift", {"digit": "4"}, 9, 4, "both networks must read it as a 4"),
    ],
)
def test_a_challenge_of_the_pad_says_what_is_missing(challenge, wrong, mlp, cnn, missing):
    """In these made-up predictions, both networks read the unshifted drawing as a 9."""
    check = {c.name: c.check for c in DRAWN}[challenge]
    still = np.eye(10)[9]
    start = {"digit": "9", "right": 3 if challenge == "shift" else 0}
    answers = {"MLP": np.stack([np.eye(10)[mlp], still]), "CNN": np.stack([np.eye(10)[cnn], still])}
    assert missing in check(DigitState(**{**start, **wrong}), answers)
    solved = {"MLP": np.stack([np.eye(10)[7], still]), "CNN": np.stack([still, still])}
    assert check(DigitState(**start), solved) == ""


def test_a_challenge_counts_only_after_a_change(visit):
    challenge = next(challenge for challenge in CHALLENGES if challenge.name == "small")
    visitor = visit("mnist", link(challenge.solution))
    assert "change something yourself" in visitor.note("small")
    visitor = visit("mnist", {"mnist.hidden": "16", "mnist.seed": "1"})
    visitor.set("mnist.seed", 0)
    visitor.press("mnist.train")
    assert visitor.note("small") == "Solved"
