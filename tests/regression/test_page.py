"""The regression lesson as a visitor meets it, without a browser."""

import json
import re
from collections.abc import Callable

import pytest

from mlcore.export import to_script
from mlcore.regression import bumps
from mlcore.regression.settings import BumpsSettings, CurveSettings, RegressionSettings
from pages.lessons.regression.challenges import CHALLENGES, CLOSE, CLOSER, STEEP
from pages.ui.charts import spec as numbers
from pages.ui.test_set import without_block
from tests.support.app import result_of, wait_beyond

QUICK = {"regression.epochs": "20", "regression.hidden": "20"}
TINY = RegressionSettings(epochs=20, hidden=20)


def check(name: str, settings: RegressionSettings, result) -> str:
    """Return what a challenge finds missing."""
    return next(challenge for challenge in CHALLENGES if challenge.name == name).check(settings, result)


def surface_scores(visitor) -> list[dict[str, str]]:
    """Return the table of the errors of the run on the surface."""
    return [rows for rows in visitor.tables if "model" in rows[0]][-1]


def number(visitor) -> str:
    """Return the number that the download of the surface prints last."""
    return re.findall(r"The download prints this as its last line, the MLP's[^`]*`(.+)`", visitor.text)[-1]


def programs(visitor) -> list[str]:
    """Return the programs that train, those of the surface last."""
    return [code.value for code in visitor.app.code if "torch.manual_seed" in code.value]


def test_a_link_trains_what_it_names_without_a_click(visit):
    """The run of the link starts by itself, not the default run."""
    visitor = visit("regression", {**QUICK, "regression.dataset": "saddle", "regression.standardize": "true"})
    assert visitor.value("regression.dataset") == "saddle"
    assert visitor.value("regression.standardize") is True
    assert not visitor.app.warning
    assert any("20 hidden units learning the surface saddle over 20 epochs" in alt for alt in visitor.charts)


def test_the_page_shows_the_runs_own_numbers(visit):
    """The numbers are those that the download prints."""
    visitor = visit("regression", QUICK)
    result = result_of(TINY)
    assert number(visitor) == repr(result.final_loss)
    _, start, share, _ = result.strip
    assert f"{start} < x₂ < {start + 1}" in visitor.text
    assert f"**{share:.0%}** of the linear model's squared error" in " ".join(visitor.text.split())
    assert f"η < {result.largest_rate:.3g}" in visitor.text
    scores = surface_scores(visitor)
    assert [row["validation MSE"] for row in scores] == [
        f"{result.fits['linear'].val_losses[-1]:.3f}",
        f"{result.fits['mlp'].val_losses[-1]:.3f}",
    ]
    assert "test MSE" not in scores[0]
    assert "# ====== Test ====== #" not in programs(visitor)[-1]


def test_the_test_set_stays_closed_until_it_is_opened(visit):
    """Who sees test numbers after every run chooses settings by them."""
    visitor = visit("regression", QUICK)
    visitor.press("_test_set.regression")
    assert [row["test MSE"] for row in surface_scores(visitor)] == [
        f"{fit.test_loss:.3f}" for fit in result_of(TINY).fits.values()
    ]
    assert "Test sets opened so far: 1" in visitor.text
    assert all("# ====== Test ====== #" in code for code in programs(visitor)[-2:])


def test_the_noise_floor_follows_the_noise(visit):
    """The floor is the square of the noise of the run."""
    visitor = visit("regression", {**QUICK, "regression.noise": "1.0"})
    assert any("The noise floor is 1." in alt for alt in visitor.charts)
    assert "≈ 1.00 +" in visitor.text


def test_a_run_waits_for_train_and_its_charts_say_whose_they_are(visit):
    """A moved slider starts no run, and the page says that the charts belong to earlier settings."""
    visitor = visit("regression", QUICK)
    visitor.set("regression.optimizer", "Adam")
    assert "earlier settings" in visitor.text
    visitor.press("regression.train")
    assert "earlier settings" not in visitor.text
    assert number(visitor) == repr(result_of(TINY.model_copy(update={"optimizer": "Adam"})).final_loss)


def test_all_charts_follow_one_epoch(visit):
    """Every chart except the truth depends on the slider of the replay."""
    spec = json.loads(visit("regression", QUICK).app.get("vega_lite_chart")[-1].proto.spec)
    names = [param["name"] for param in spec["params"]]
    assert names.count("epoch") == names.count("frame") == 1
    moving = [view for view in spec["concat"] if set(numbers.data_names(view)) != {"truth", "seen"}]
    assert len(moving) == len(spec["concat"]) - 1 == 8
    assert all("frame" in text or "epoch" in text for text in map(json.dumps, moving))


def test_the_sine_has_charts_and_words_of_its_own(visit):
    """The page of one input shows curves and explains the kinks."""
    visitor = visit("regression", {**QUICK, "regression.dataset": "sine"})
    assert not visitor.app.exception
    assert "each diamond is one unit's hinge" in visitor.text
    assert "< x₁ <" in visitor.text


@pytest.mark.parametrize(
    ("changed", "advice"),
    [
        (
            {"samples": "10", "optimizer": "Adam", "learning_rate": "0.02", "epochs": "200"},
            "memorised its points",
        ),
        ({"optimizer": "Adam", "standardize": "true"}, "was still falling"),
        ({"dataset": "plane", "epochs": "200"}, "within 1.3 times the noise floor"),
    ],
)
def test_the_advice_follows_from_the_run(visit, changed, advice):
    """Runs with different ends have different advice."""
    visitor = visit("regression", {**QUICK, **{f"regression.{name}": value for name, value in changed.items()}})
    assert advice in " ".join(visitor.text.split())


def test_a_leap_of_the_first_steps_is_told_with_its_numbers(visit):
    """The leap of the course's run leaves most units dead; the page says how many."""
    visitor = visit("regression", {"regression.epochs": "20"})
    result = result_of(RegressionSettings(epochs=20))
    assert f"at every training point: {result.dead_units} of 200." in " ".join(visitor.text.split())
    assert "The first steps." not in visit("regression", {**QUICK, "regression.standardize": "true"}).text


def test_a_model_that_diverges_is_named_with_its_step_and_remedies_beside_the_other_model(visit):
    """The MLP that went on is shown alone, and its number is that of the download."""
    visitor = visit("regression", {"regression.epochs": "50", "regression.learning_rate": "0.05"})
    assert not visitor.app.exception
    error = visitor.app.error[0].value
    assert "the loss of the linear model stopped being a finite number at step 27" in error
    assert "learning rate 0.05" in error
    assert "Choose a smaller learning rate" in error
    assert "look at the inputs" in error
    words = [alt for alt in visitor.charts if alt.startswith("Replay of")][-1]
    assert "error of the linear model" not in words
    assert "error of the MLP" in words
    assert [row["model"] for row in surface_scores(visitor)] == ["MLP"]
    assert number(visitor) == repr(result_of(RegressionSettings(epochs=50, learning_rate=0.05)).final_loss)
    visitor.set("regression.standardize", True)
    visitor.train("regression")
    assert not visitor.app.error
    fixed = RegressionSettings(epochs=50, learning_rate=0.05, standardize=True)
    assert number(visitor) == repr(result_of(fixed).final_loss)


def test_an_mlp_that_diverges_leaves_the_linear_model_and_no_number(visit):
    link = {**QUICK, "regression.learning_rate": "0.5", "regression.standardize": "true", "regression.hidden": "200"}
    visitor = visit("regression", link)
    assert not visitor.app.exception
    assert "the loss of the MLP stopped being a finite number at step" in visitor.app.error[0].value
    assert [row["model"] for row in surface_scores(visitor)] == ["linear"]
    assert visitor.text.count("The download prints this as its last line, the MLP's") == 1  # that of the curve
    assert visitor.note("tame") == "Seen: it diverged. Now make it work."


def test_a_run_in_which_both_models_diverge_shows_its_curve_to_the_end(visit):
    """The page shows the curves of a run of a few milliseconds up to their last steps."""
    visitor = visit("regression", {**QUICK, "regression.learning_rate": "5.0", "regression.standardize": "true"})
    assert not visitor.app.exception
    assert "the loss of the linear model" in visitor.app.error[0].value
    assert any(alt.startswith("Training loss of a run") for alt in visitor.charts)
    assert visitor.note("tame") == "Seen: it diverged. Now make it work."


@pytest.mark.parametrize(("learning_rate", "epochs"), [("0.1", "20"), ("0.05", "20"), ("0.02", "100")])
def test_a_run_that_exploded_is_called_diverged_on_page_and_in_challenges(visit, learning_rate, epochs):
    """It also counts as diverged if its last loss, 2e23, is still a number."""
    link = {"regression.learning_rate": learning_rate, "regression.epochs": epochs}
    visitor = visit("regression", link)
    assert "The run diverged" in visitor.app.error[0].value
    assert visitor.note("tame") == "Seen: it diverged. Now make it work."
    shown = re.sub(r"last line, .*`.*`", "", visitor.text)
    assert not re.search(r"\d{10}", " ".join([shown, *visitor.charts]))


def test_the_programs_of_both_models_are_shown(visit):
    """They differ in their model alone, and each has its number and its download."""
    visitor = visit("regression", QUICK)
    mlp, linear = programs(visitor)[-2:]
    assert mlp == without_block(to_script(TINY)).strip()
    assert linear == without_block(to_script(TINY, model="linear")).strip()
    assert "class LinearModel" in linear
    assert "MLP" not in linear
    fit = result_of(TINY).fits["linear"]
    assert f"the linear model's loss over all training points: `{float(fit.losses[-1])!r}`" in visitor.text
    keys = [button.key for button in visitor.app.get("download_button")]
    assert {"_download.regression.py", "_download.regression_linear.py"} <= {*keys}


def test_a_challenge_says_why_there_is_no_result(visit):
    visitor = visit("regression", QUICK)
    visitor.set("regression.hidden", 10)
    assert "Press *Train*" in visitor.note("tame")


def test_standardising_is_not_advised_when_it_is_on(visit):
    visitor = visit("regression", {**QUICK, "regression.learning_rate": "5.0", "regression.standardize": "true"})
    assert "Choose a smaller learning rate" in visitor.app.error[0].value
    assert "inputs" not in visitor.app.error[0].value


def test_a_stopped_run_keeps_its_pictures(visit):
    """Stop keeps what there was and leaves the page usable."""
    visitor = visit("regression", QUICK)
    app = visitor.app
    app.get_by_key("regression.epochs").set_value(10_000)
    app.get_by_key("regression.batch_size").set_value(16).run()
    app.button(key="regression.train").click().run()
    job = visitor.runs()["regression"].job
    wait_beyond(job, 20)
    app.run()
    app.button(key="regression.stop").click().run()
    assert not app.exception
    assert "What there was is kept below." in app.warning[0].value
    assert not any("over 20 epochs" in alt for alt in visitor.charts)  # those of the finished run before are gone
    assert any("epochs" in alt for alt in visitor.charts)


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
    """The page names the wrong parameter and uses the default."""
    visitor = visit("regression", {**QUICK, f"regression.{key}": text})
    assert not visitor.app.exception
    assert f"`regression.{key}={text}`" in visitor.app.warning[0].value


RUNS: dict[type, Callable] = {BumpsSettings: bumps.run, CurveSettings: result_of, RegressionSettings: result_of}


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)
def test_a_challenge_is_open_at_the_defaults_and_solved_by_its_solution(challenge):
    """The defaults do not reach the goal; the solution does."""
    experiment = type(challenge.solution)
    run = RUNS[experiment]
    assert challenge.check(experiment(), run(experiment())) != ""
    assert challenge.check(challenge.solution, run(challenge.solution)) == ""


@pytest.mark.parametrize(
    ("name", "settings", "missing"),
    [
        ("tame", TINY.model_copy(update={"optimizer": "Adam"}), "Stay with SGD"),
        ("tame", TINY.model_copy(update={"noise": 0.0, "learning_rate": 0.1, "standardize": True}), "its noise of 0.5"),
        ("by-heart", CurveSettings(noise=0.0), "half the noise floor is 0.000"),
        ("few-hinges", CurveSettings(standardize=True), "You use 20 hidden units"),
        ("follow", BumpsSettings(h1=1.1, h2=2.5, h3=0, h4=-2.5, h5=-1.1, steepness=2), "The steepness is 2"),
        ("softer", BumpsSettings(target="hill"), "Choose the curve wave"),
    ],
)
def test_a_challenge_is_not_solved_by_an_easier_task(name, settings, missing):
    """Challenges refuse an easier curve, less noise and another optimizer."""
    assert missing in check(name, settings, RUNS[type(settings)](settings))


def test_no_single_slider_of_the_curve_solves_a_challenge():
    """No single change of the curve's settings solves these challenges, not even the toggle."""
    for changed in ({"standardize": True}, {"hidden": 15}, {"hidden": 200}, {"samples": 10}, {"epochs": 2000}):
        settings = CurveSettings(**changed)
        assert all(check(name, settings, result_of(settings)) for name in ("few-hinges", "by-heart"))


def test_steep_bumps_cannot_come_as_close_as_the_challenge_softer_asks():
    """The challenge says so; with the best heights of each steepness it is found by least squares."""
    assert bumps.smallest_error("wave", 5, STEEP) > 1.5 * CLOSER
    assert bumps.smallest_error("wave", 5, STEEP) < CLOSE
    assert bumps.smallest_error("wave", 5, 2) < CLOSER


def test_the_error_of_the_sum_is_told_with_the_table_of_more_bumps(visit):
    """More bumps come closer; the table says how much."""
    visitor = visit("regression")
    assert f"by **{bumps.run(BumpsSettings()).error:.2f}**" in visitor.text
    (table,) = [rows for rows in visitor.tables if "sigmoid units" in rows[0]]
    errors = [float(row["smallest error at steepness 50"]) for row in table]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.1 * errors[0]


def test_the_curve_comes_first_and_trains_at_once_while_the_surface_waits(visit):
    visitor = visit("regression")
    assert any("20 hidden units learning the surface sine" in alt for alt in visitor.charts)
    visitor.set("curve.hidden", 3)
    assert any("3 hidden units learning the surface sine" in alt for alt in visitor.charts)


def test_a_challenge_counts_only_after_a_change(visit):
    """A link to the solution alone does not solve the challenge."""
    solution = {"regression.learning_rate": "0.1", "regression.standardize": "true", "regression.epochs": "500"}
    assert "change something yourself" in visit("regression", solution).note("tame")
    visitor = visit("regression", {**solution, "regression.learning_rate": "0.05"})
    visitor.set("regression.learning_rate", 0.1)  # whose run is known
    assert visitor.note("tame") == "Solved"


def test_the_points_stand_there_until_there_is_a_picture(visit):
    """A run in which both models diverge at once has none; one that ends has its own."""
    diverged = visit("regression", {**QUICK, "regression.learning_rate": "5.0", "regression.standardize": "true"})
    assert any("No model has seen them yet" in alt for alt in diverged.charts)
    assert not any("No model has seen them yet" in alt for alt in visit("regression", QUICK).charts)
