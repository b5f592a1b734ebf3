"""The classification lesson as a visitor meets it, without a browser."""

import numpy as np
import pytest

from mlcore.classification.forward import probe, softmax
from mlcore.classification.settings import ClassificationSettings
from pages.lessons.classification.challenges import CHALLENGES
from pages.lessons.classification.state import ProbeState, SoftmaxState
from pages.ui import point_pad
from tests.support.app import result_of

SMALL = {"train_size": 60, "hidden": 8, "epochs": 20}
QUICK = {f"classification.{name}": str(value) for name, value in SMALL.items()}


def metrics(visitor) -> dict[str, str]:
    return {metric.label: metric.value for metric in visitor.app.metric}


def test_a_link_trains_what_it_names_without_a_click(visit):
    visitor = visit("classification", QUICK)
    result = result_of(ClassificationSettings(**SMALL))
    assert visitor.number == repr(result.final_loss)
    assert metrics(visitor)["Validation accuracy"] == f"{result.val_accuracies[-1]:.1%}"
    assert any("8 hidden units learning cardioids from 60 points" in alt for alt in visitor.charts)


def test_moving_a_slider_waits_for_train_and_says_whose_the_charts_are(visit):
    """A moved slider starts no run, and the page says that the charts belong to earlier settings."""
    visitor = visit("classification", QUICK)
    visitor.set("classification.hidden", 4)
    assert "earlier settings" in visitor.text
    assert any("8 hidden units" in alt for alt in visitor.charts)
    visitor.press("classification.train")
    assert "earlier settings" not in visitor.text
    assert any("4 hidden units" in alt for alt in visitor.charts)


def test_a_preset_sets_its_fields_resets_all_others_and_trains(visit):
    """The charts are those of the preset without a click on Train."""
    visitor = visit("classification", {**QUICK, "classification.dropout": "0.5"})
    visitor.press("_preset.classification.train_size")
    assert visitor.value("classification.train_size") == 60
    assert visitor.value("classification.hidden") == 500
    assert visitor.value("classification.dropout") == 0.0
    assert any("500 hidden units" in alt for alt in visitor.charts)
    visitor.press("_preset.classification.dataset")
    assert visitor.value("classification.optimizer") == "SGD"
    assert visitor.value("classification.train_size") == 8000


def test_steps_are_counted_live_without_a_run(visit):
    visitor = visit("classification", QUICK)
    visitor.set("classification.batch_size", 32)
    assert "**2** an epoch" in visitor.text
    assert "In all that is **40** iterations in 20 epochs" in visitor.text
    assert any("in 2 batches" in alt and "the last 28" in alt for alt in visitor.charts)


def test_the_probe_moves_without_training_again(visit):
    """The point is no setting of the run."""
    visitor = visit("classification", QUICK)
    before = [alt for alt in visitor.charts if alt.startswith("At the point (1.0, 0.5)")]
    visitor.set("probe.x1", 4.0)
    after = [alt for alt in visitor.charts if alt.startswith("At the point (4.0, 0.5)")]
    assert (len(before), len(after)) == (1, 1)
    assert "earlier settings" not in visitor.text


def test_own_points_come_from_the_link_into_the_run(visit):
    link = {**QUICK, "classification.dataset": "own", "classification.points": "a-2,0 b2,0"}
    visitor = visit("classification", link)
    assert visitor.value("classification.points") == "a-2,0 b2,0"
    assert any("learning own" in alt for alt in visitor.charts)
    assert not visitor.app.warning


@pytest.mark.parametrize(("text", "reason"), [("a1,1 q", "got `q`"), ("", "at least two of the classes")])
def test_points_that_cannot_be_read_end_in_one_sentence(visit, text, reason):
    """The page names the reason once."""
    visitor = visit("classification", {**QUICK, "classification.dataset": "own"})
    visitor.set("classification.points", text)
    assert visitor.text.count("cannot be used") == 1
    assert reason in visitor.text
    assert not visitor.app.exception


@pytest.mark.parametrize(("sent", "kept"), [("a0,1 b0,-1", "a0,1 b0,-1"), (None, "before"), (7, "before")])
def test_points_set_on_the_pad_become_the_setting(monkeypatch, sent, kept):
    """Points of the pad reach the text field; other values do not."""
    state = {"classification.points": "before", "_pad.classification.points": {"points": sent}}
    monkeypatch.setattr(point_pad.st, "session_state", state)
    point_pad.take("classification.points")
    assert state["classification.points"] == kept


def test_a_run_that_diverges_says_what_to_change_on_page_and_in_challenges(visit):
    link = {
        "classification.dataset": "spirals",
        "classification.train_size": "60",
        "classification.learning_rate": "100.0",
        "classification.epochs": "1000",
    }
    visitor = visit("classification", link).answer("spirals")
    assert "The run diverged" in visitor.text
    assert "smaller learning rate" in visitor.text
    assert visitor.note("spirals") == "This run diverged, so it has no result."
    visitor.set("classification.hidden", 4)
    assert "Press *Train*" in visitor.note("spirals")
    assert not visitor.app.exception


@pytest.mark.parametrize(
    ("learning_rate", "seed", "advice"),
    [("10.0", "0", "choose a smaller learning rate"), ("0.001", "4", "More epochs")],
)
def test_a_run_that_is_no_better_than_a_guess_is_called_so_on_page_and_in_words(visit, learning_rate, seed, advice):
    """A loss above ln 3 = 1.099 comes from a network that has learned nothing."""
    changes = {"epochs": "5", "learning_rate": learning_rate, "seed": seed}
    link = {**QUICK, **{f"classification.{name}": value for name, value in changes.items()}}
    visitor = visit("classification", link)
    (words,) = [words for words in visitor.charts if words.startswith("Replay")]
    (said,) = [box.value for box in (*visitor.app.warning, *visitor.app.info)]
    assert advice in said
    assert said in words
    other = visit("classification", {**QUICK, "classification.optimizer": "Adam"}).app
    assert not [*other.warning, *other.info]


def test_both_modes_are_computed_by_a_worker_and_shown(visit):
    visitor = visit("classification", QUICK)
    assert any(alt.startswith("The same network asked 30 times") for alt in visitor.charts)
    visitor.set("modes.dropout", 0.0)
    alt = next(alt for alt in visitor.charts if alt.startswith("The same network asked 30 times"))
    low, high = alt.partition("between ")[2].partition(", after")[0].split(" and ")
    assert low == high


def test_nothing_of_the_test_set_is_seen_before_it_is_opened(visit):
    """Nothing of the test set is on the page before it is opened. Learners who see the test accuracy choose by it."""
    visitor = visit("classification", QUICK)
    result = result_of(ClassificationSettings(**SMALL))
    assert "Test accuracy" not in metrics(visitor)
    assert not any("test points" in alt for alt in visitor.charts)
    assert "test accuracy" not in shown_program(visitor)
    visitor.press("_test_set.classification")
    assert metrics(visitor)["Test accuracy"] == f"{result.test_accuracy:.1%}"
    assert f"Of the 1,000 test points **{100 * result.test_accuracy:.1f}%**" in visitor.text
    assert any("Of the test points" in alt for alt in visitor.charts)
    assert "test accuracy" in shown_program(visitor)


def shown_program(visitor) -> str:
    (code,) = [code.value for code in visitor.app.code if "import torch" in code.value]
    return code


@pytest.mark.parametrize("preset", ["dataset", "train_size", "spirals"])
def test_no_preset_solves_a_challenge(visit, preset):
    """A challenge that a button of the page solves asks for nothing."""
    visitor = visit("classification", QUICK).answer("one-knob").answer("spirals")
    visitor.press(f"_preset.classification.{preset}")
    assert "0 of 5 challenges solved" in visitor.text


def test_logits_by_hand_follow_their_sliders(visit):
    visitor = visit("classification", QUICK)
    visitor.set("softmax.z2", 5.0)
    p = np.exp([1, 2, 5]) / np.exp([1, 2, 5]).sum()
    assert any(f"2: {p[2]:.1%}" in alt for alt in visitor.charts if alt.startswith("Softmax"))
    assert f"{-np.log(p[2]):.3f} if that is class 2" in " ".join(visitor.text.split())


def result_at(state):
    """Return what a challenge's check is given: of a run, or of what the page computes from the default run."""
    if isinstance(state, SoftmaxState):
        return softmax(state.scaled)
    if isinstance(state, ProbeState):
        return probe(result_of(ClassificationSettings()).state, state.x1, state.x2)
    return result_of(state)


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)
def test_a_challenge_is_open_at_the_defaults_and_solved_by_its_solution(challenge):
    """The goal is not reached by the defaults and is reached by the solution."""
    start = type(challenge.solution)()
    assert challenge.check(start, result_at(start)) != ""
    assert challenge.check(challenge.solution, result_at(challenge.solution)) == ""


def test_more_than_one_changed_setting_is_refused():
    challenge = CHALLENGES[0]
    changed = challenge.solution.model_copy(update={"hidden": 64})
    assert "You changed 2 settings" in challenge.check(changed, result_of(challenge.solution))


def test_old_numbers_and_a_point_outside_the_picture_are_told(visit):
    """The page says when its numbers belong to earlier settings and when the point is outside the picture."""
    visitor = visit("classification", QUICK).set("probe.x1", 6.5)
    assert "outside the picture" not in visitor.text
    visitor.set("classification.seed", 77)  # which no other test trains: the page starts a run that is there by itself
    assert "These numbers belong to the earlier settings." in visitor.text
    visitor.set("classification.dataset", "spirals").train("classification")
    assert "These numbers belong to the earlier settings." not in visitor.text
    assert "outside the picture" in visitor.text
    assert "outside the picture" not in visitor.set("probe.x1", 2.0).text
