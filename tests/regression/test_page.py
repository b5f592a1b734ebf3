"""The regression lesson as a visitor meets it, without a browser."""

import json
import time

import pytest

from mlcore.regression.settings import RegressionSettings
from pages.lessons.regression.challenges import CHALLENGES
from pages.ui.charts import spec as numbers
from tests.support.app import result_of

QUICK = {"regression.epochs": "20", "regression.hidden": "20"}
TINY = RegressionSettings(epochs=20, hidden=20)


def check(name: str, settings: RegressionSettings, result) -> str:
    """Return what a challenge finds missing."""
    return next(challenge for challenge in CHALLENGES if challenge.name == name).check(settings, result)


def test_a_link_trains_what_it_names_without_a_click(visit):
    """A link that only fills in the widgets would show thirty students the default run."""
    visitor = visit("regression", {**QUICK, "regression.dataset": "saddle", "regression.standardize": "true"})
    assert visitor.value("regression.dataset") == "saddle"
    assert visitor.value("regression.standardize") is True
    assert not visitor.app.warning
    assert any("20 hidden units learning the surface saddle over 20 epochs" in alt for alt in visitor.pictures)


def test_the_page_shows_the_runs_own_numbers(visit):
    """Rounded, or of another run, they would not be what the download prints."""
    visitor = visit("regression", QUICK)
    result = result_of(TINY)
    assert visitor.number == repr(result.final_loss)
    _, start, share, _ = result.strip
    assert f"{start} < x₂ < {start + 1}" in visitor.text
    assert f"**{share:.0%}** of the linear model's squared error" in " ".join(visitor.text.split())
    assert f"η < {result.largest_rate:.3g}" in visitor.text
    assert [row["test MSE"] for row in visitor.tables[0]] == [
        f"{result.linear.test_loss:.3f}",
        f"{result.mlp.test_loss:.3f}",
    ]


def test_the_noise_floor_follows_the_noise(visit):
    """A floor of 0.25 under points with other noise would be a lie."""
    visitor = visit("regression", {**QUICK, "regression.noise": "1.0"})
    assert any("The noise floor is 1." in alt for alt in visitor.pictures)
    assert "≈ 1.00 +" in visitor.text


def test_a_run_waits_for_train_and_its_pictures_say_whose_they_are(visit):
    """Retraining at every move of a slider would keep all workers busy; unmarked pictures would lie."""
    visitor = visit("regression", QUICK)
    visitor.set("regression.optimizer", "Adam")
    assert "earlier settings" in visitor.text
    visitor.press("regression.train")
    assert "earlier settings" not in visitor.text
    assert visitor.number == repr(result_of(TINY.model_copy(update={"optimizer": "Adam"})).final_loss)


def test_all_pictures_follow_one_epoch(visit):
    """The slider of the replay would move some pictures only."""
    spec = json.loads(visit("regression", QUICK).app.get("vega_lite_chart")[0].proto.spec)
    names = [param["name"] for param in spec["params"]]
    assert names.count("epoch") == names.count("frame") == names.count("play") == 1
    moving = [view for view in spec["concat"] if set(numbers.data_names(view)) != {"truth", "seen"}]
    assert len(moving) == len(spec["concat"]) - 1 == 8
    assert all("frame" in text or "epoch" in text for text in map(json.dumps, moving))


def test_the_sine_has_pictures_and_words_of_its_own(visit):
    """One input has no plane to draw."""
    visitor = visit("regression", {**QUICK, "regression.dataset": "sine"})
    assert not visitor.app.exception
    assert "each diamond is one unit's hinge" in visitor.text
    assert "< x₁ <" in visitor.text


@pytest.mark.parametrize(
    ("changed", "advice"),
    [
        (
            {"samples": "10", "optimizer": "Adam", "learning_rate": "0.02", "epochs": "200"},
            "its points by heart",
        ),
        ({"optimizer": "Adam"}, "was still falling"),
        ({"dataset": "plane", "epochs": "200"}, "within 1.3 times the noise floor"),
    ],
)
def test_the_page_says_which_knob_to_turn(visit, changed, advice):
    """One advice for all runs would be worth nothing."""
    visitor = visit("regression", {**QUICK, **{f"regression.{name}": value for name, value in changed.items()}})
    assert advice in " ".join(visitor.text.split())


def test_a_leap_of_the_first_steps_is_told_with_its_numbers(visit):
    """The course's learning rate kills most units in three steps, which no curve with a linear axis shows."""
    visitor = visit("regression", {"regression.epochs": "20"})
    result = result_of(RegressionSettings(epochs=20))
    assert f"Now {result.silent_units} of its 200 hidden units" in visitor.text
    assert "The first steps." not in visit("regression", {**QUICK, "regression.standardize": "true"}).text


def test_a_diverging_run_names_model_step_and_knobs_and_shows_its_curve_to_the_end(visit):
    """It takes some milliseconds: without the last report there would be no curve to learn from."""
    visitor = visit("regression", {"regression.epochs": "50", "regression.learning_rate": "0.05"})
    assert not visitor.app.exception
    error = visitor.app.error[0].value
    assert "the loss of the linear model stopped being a finite number at step 27" in error
    assert "learning rate 0.05" in error
    assert "Choose a smaller learning rate" in error
    assert "standardise the inputs" in error
    assert any("run that has not finished" in alt for alt in visitor.pictures)
    visitor.set("regression.standardize", True)
    visitor.press("regression.train")
    assert not visitor.app.error
    fixed = RegressionSettings(epochs=50, learning_rate=0.05, standardize=True)
    assert visitor.number == repr(result_of(fixed).final_loss)


def test_standardising_is_not_advised_to_whoever_does_it_already(visit):
    visitor = visit("regression", {**QUICK, "regression.learning_rate": "5.0", "regression.standardize": "true"})
    assert "Choose a smaller learning rate" in visitor.app.error[0].value
    assert "tandardise" not in visitor.app.error[0].value


def test_whoever_stops_a_run_keeps_its_curves(visit):
    """Stop would lose what was reached, or block the page."""
    visitor = visit("regression", QUICK)
    app = visitor.app
    app.get_by_key("regression.epochs").set_value(10_000)
    app.get_by_key("regression.batch_size").set_value(16).run()
    app.button(key="regression.train").click().run()
    job = visitor.runs()["regression"].job
    while not job.ended.is_set() and len((job.progress() or {"curves": {"loss": ([], [])}})["curves"]["loss"][0]) < 3:
        time.sleep(0.02)
    app.run()
    app.button(key="regression.stop").click().run()
    assert not app.exception
    assert "The curves so far are kept below." in app.warning[0].value
    assert any("run that has not finished" in alt for alt in visitor.pictures)
    assert any("over 20 epochs" in alt for alt in visitor.pictures)  # the last finished run stays


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("hidden", "501"),
        ("noise", "nan"),
        ("samples", "1e9"),
        ("dataset", "hill"),
        ("learning_rate", "0.123"),
        ("standardize", "no way"),
    ],
)
def test_a_bad_parameter_is_named_and_ignored(visit, key, text):
    """A link with a typing error would raise, or show something else than the page says."""
    visitor = visit("regression", {**QUICK, f"regression.{key}": text})
    assert not visitor.app.exception
    assert f"`regression.{key}={text}`" in visitor.app.warning[0].value


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)
def test_a_challenge_is_open_at_the_defaults_and_solved_by_its_solution(challenge):
    """A goal that the defaults reach, or that nothing reaches, teaches nothing."""
    assert challenge.check(RegressionSettings(), result_of(RegressionSettings())) != ""
    assert challenge.check(challenge.solution, result_of(challenge.solution)) == ""


@pytest.mark.parametrize(
    ("name", "changed", "missing"),
    [
        ("two-knobs", {"noise": 2.0, "hidden": 200}, "with its noise of 0.5"),
        ("two-knobs", {"seed": 1}, "You changed 3 settings"),
        ("small", {"dataset": "plane"}, "Take the surface course"),
        ("tame", {"optimizer": "Adam"}, "Stay with SGD"),
        ("home", {"noise": 2.0}, "it must fall below"),
        ("by-heart", {"noise": 0.0}, "half the noise floor is 0.000"),
        ("few-hinges", {"dataset": "sine"}, "You use 20 hidden units"),
    ],
)
def test_a_challenge_cannot_be_had_by_making_it_easy(name, changed, missing):
    """More noise lifts the floor, an easier surface is easier, Adam does not care."""
    settings = TINY.model_copy(update=changed)
    assert missing in check(name, settings, result_of(settings))


def test_a_challenge_counts_only_after_a_change(visit):
    """Whoever opens a friend's link would have solved it without doing anything."""
    solution = {"regression.learning_rate": "0.1", "regression.standardize": "true", "regression.epochs": "200"}
    visitor = visit("regression", solution)
    assert "change something yourself" in visitor.text
    assert "0 of 6 solved" in visitor.text
    visitor = visit("regression", {**solution, "regression.learning_rate": "0.05"})
    visitor.set("regression.learning_rate", 0.1)
    visitor.press("regression.train")
    assert "1 of 6 solved" in visitor.text
