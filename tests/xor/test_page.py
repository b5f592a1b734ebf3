"""The XOR lesson as a visitor meets it, without a browser."""

import json
import math
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pebble import ProcessExpired

from mlcore.common.settings import State
from mlcore.xor.settings import XorByHandSettings, XorSettings
from pages.lessons.xor.challenges import CHALLENGES
from pages.ui import runs
from pages.ui.controls import quoted
from tests.support.app import result_of, wait_beyond
from workers.scheduler import Job

LN_2 = math.log(2)
EXPERIMENTS: dict[str, type[State]] = {"xor": XorSettings, "xor_by_hand": XorByHandSettings}
WELL_MEANT = {
    "xor.hidden": ("3", 3),
    "xor.activation": ("relu", "relu"),
    "xor.optimizer": ("Adam", "Adam"),
    "xor.learning_rate": ("0.05", 0.05),
    "xor.epochs": ("500", 500),
    "xor.seed": ("7", 7),
    "xor.start": ("equal", "equal"),
    "xor.factor": ("5.0", 5),
    "xor_by_hand.out_b": ("-1.5", -1.5),
    "xor_by_hand.h2_w1": ("2.5", 2.5),
}
BAD = [
    ("xor.hidden", "99"),
    ("xor.hidden", "-1"),
    ("xor.hidden", "nan"),
    ("xor.hidden", "3.5"),
    ("xor.hidden", "1e999"),
    ("xor.hidden", ""),
    ("xor.hidden", "three"),
    ("xor.hidden", "9" * 5000),
    ("xor.hidden", "`</code><script>alert(1)</script>"),
    ("xor.seed", "1e2"),
    ("xor.seed", "1000"),
    ("xor.epochs", "123"),
    ("xor.epochs", "0"),
    ("xor.learning_rate", "nan"),
    ("xor.learning_rate", "1e999"),
    ("xor.learning_rate", "-0.5"),
    ("xor.learning_rate", "0.123"),
    ("xor.learning_rate", "fast"),
    ("xor.activation", "Tanh"),
    ("xor.activation", ""),
    ("xor.activation", "softplus"),
    ("xor.optimizer", "sgd"),
    ("xor.nonsense", "1"),
    ("xor.", "1"),
    ("xor.start", "by_hand"),
    ("xor.factor", "0"),
    ("xor.factor", "21.0"),
    ("xor_by_hand.out_b", "nan"),
    ("xor_by_hand.out_b", "inf"),
    ("xor_by_hand.out_b", "5"),
    ("xor_by_hand.out_b", "1,5"),
]


def link_to(wanted) -> dict[str, str]:
    """Return the parameters of a link to some settings."""
    return {f"{wanted.slug}.{name}": str(value) for name, value in wanted.changed().items()}


def test_a_link_sets_every_widget(visit):
    """A shared link sets every widget, and the chart is that of its settings."""
    visitor = visit("xor", {key: text for key, (text, _) in WELL_MEANT.items()})
    assert {key: visitor.value(key) for key in WELL_MEANT} == {key: value for key, (_, value) in WELL_MEANT.items()}
    assert not any("used instead" in warning.value for warning in visitor.app.warning)
    assert "3 hidden units (relu) learning XOR over 500 epochs" in visitor.charts[1]


def shown(visitor, key: str) -> object:
    """Return the value that a widget stands for, its default where nothing is chosen."""
    slug, _, name = key.partition(".")
    value = visitor.value(key)
    return EXPERIMENTS[slug].model_fields[name].default if value is None else value


@pytest.mark.parametrize(("key", "text"), BAD, ids=lambda text: text[:24])
def test_a_bad_parameter_is_named_and_so_is_what_is_used_instead(visit, key, text):
    """A wrong value in a link raises nothing, and one warning names it and what is used instead."""
    visitor = visit("xor", {"xor.epochs": "500", key: text})  # enough to solve it, which has no warning
    assert not visitor.app.exception
    (warning,) = [warning.value for warning in visitor.app.warning]
    assert quoted(f"{key}={text[:40]}") in warning
    if key.partition(".")[2] in {name for kind in EXPERIMENTS.values() for name in kind.model_fields}:
        assert f"{shown(visitor, key)} is used instead." in warning
    assert len(visitor.charts) == 2


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    field=st.sampled_from([(slug, name) for slug, kind in EXPERIMENTS.items() for name in kind.model_fields]),
    text=st.one_of(
        st.text(st.characters(codec="utf-8"), max_size=30),
        st.floats().map(str),
        st.integers().map(str),
        st.sampled_from(["tanh", "True", "None", "0x10", "1_0", "+1", "-0", "1.", ".5", "2.0", "1e0", "03", "٣", " 3"]),
    ),
)
def test_no_text_at_all_can_break_the_page(visit, field, text):
    """No text in a link raises an error: the page uses it, or says truly what it uses instead."""
    slug, name = field
    key = f"{slug}.{name}"
    visitor = visit("xor", {"xor.epochs": "10", key: text})
    assert not visitor.app.exception
    assert len(visitor.charts) == 2
    notices = [warning.value for warning in visitor.app.warning if "in the link" in warning.value]  # not how it ended
    if notices:
        assert f"{shown(visitor, key)} is used instead." in notices[0]
    else:
        assert shown(visitor, key) == getattr(EXPERIMENTS[slug](**{name: text}), name)


def test_a_parameter_given_twice_breaks_nothing(visit):
    """A parameter that a link gives twice raises nothing, and both charts are there."""
    visitor = visit("xor", {"xor.hidden": ["3", "5"], "xor.activation": ["relu", "tanh"]})
    assert not visitor.app.exception
    assert len(visitor.charts) == 2


def test_changing_the_activation_to_linear_ends_at_ln_2(visit):
    """The control reaches the run: without a bend, its loss ends at ln 2, and XOR is not solved."""
    visitor = visit("xor")
    assert abs(float(visitor.number) - LN_2) > 0.1
    visitor.set("xor.activation", "linear")
    assert float(visitor.number) == pytest.approx(LN_2, abs=1e-3)
    assert "linear" in visitor.charts[1]


def test_the_number_on_the_page_is_the_runs_own(visit):
    """The number on the page is that of the run of its own settings, and is not rounded."""
    visitor = visit("xor", {"xor.seed": "11", "xor.epochs": "200"})
    assert visitor.number == repr(result_of(XorSettings(seed=11, epochs=200)).final_loss)


def test_one_bias_makes_the_network_by_hand_right(visit):
    """The table of the network by hand follows its sliders, and one bias makes all four answers right."""
    visitor = visit("xor")
    marks = [row["y"][-1] for row in visitor.tables[0]]
    assert marks == ["✗", "✓", "✓", "✗"]
    visitor.set("xor_by_hand.out_b", -1.5)
    assert [row["y"][-1] for row in visitor.tables[0]] == ["✓"] * 4
    assert visitor.note("by-hand") == "Answer the question first."
    assert visitor.answer("by-hand").note("by-hand") == "Solved"
    assert "1 of 5 challenges solved" in visitor.text


def test_no_challenge_is_solved_by_opening_the_page(visit):
    """The defaults solve no challenge."""
    assert "0 of 5 challenges solved" in visit("xor").text


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)
def test_a_challenge_is_solved_by_its_solution(visit, challenge):
    """A challenge says what is missing until its solution is set; then it is solved."""
    visitor = visit("xor")
    assert visitor.answer(challenge.name).note(challenge.name) not in ("", "Solved")
    visitor.move_to(challenge.solution)
    assert visitor.note(challenge.name) == "Solved"


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)
def test_a_link_to_the_solution_solves_nothing(visit, challenge):
    """A friend's link to the solution does not solve the challenge: the visitor has to change something."""
    visitor = visit("xor", link_to(challenge.solution)).answer(challenge.name)
    assert visitor.note(challenge.name) == "This was so when you opened the page: change something yourself."
    assert "0 of 5 challenges solved" in visitor.text


def test_a_solved_challenge_stays_solved(visit):
    """A solved challenge stays solved when the learner moves on in the lesson or goes to another page."""
    visitor = visit("xor").answer("by-hand").set("xor_by_hand.out_b", -1.5).set("xor_by_hand.out_b", 3.0)
    assert visitor.note("by-hand") == "Solved"
    assert "1 of 5 challenges solved" in visitor.go("home").text
    assert visitor.go("xor").note("by-hand") == "Solved"


def test_a_prediction_is_explained_when_the_learner_has_tried_it(visit):
    """The explanation comes only after a run with equal start weights, which is what the question is about."""
    visitor = visit("xor").set("_predict.xor", 0).set("xor_by_hand.out_b", -1.0).set("xor.seed", 5)
    assert "Not quite." not in visitor.text
    assert "choose *equal* start weights" in visitor.text
    visitor.set("xor.start", "equal")
    assert "Not quite." in visitor.text
    assert "The right answer: *They stay copies of each other*." in visitor.text
    assert "You predicted right." in visitor.set("_predict.xor", 1).text


def test_the_prediction_is_remembered(visit):
    """The prediction is still there after a visit to another page."""
    visitor = visit("xor").set("_predict.xor", 0)
    visitor.go("home").go("xor")
    assert visitor.value("_predict.xor") == 0


def test_a_new_seed_is_another_seed(visit):
    """Each throw of the die changes the seed to another one, from 0 to 999."""
    visitor = visit("xor")
    seeds = [visitor.value("xor.seed")]
    for _ in range(3):
        seeds.append(visitor.press("_new.xor.seed").value("xor.seed"))
        assert seeds[-1] != seeds[-2]
        assert 0 <= seeds[-1] <= 999
    assert not visitor.app.exception


def test_all_charts_of_a_run_share_one_epoch(visit):
    """All four charts depend on the epoch or the frame of one replay, so its slider moves all of them."""
    spec = json.loads(visit("xor").app.get("vega_lite_chart")[1].proto.spec)
    names = [param["name"] for param in spec["params"]]
    assert names.count("epoch") == names.count("frame") == 1
    pictures, loss = spec["vconcat"]
    views = [*pictures["concat"], loss]
    assert len(views) == 4
    assert all("[frame]" in text or "== frame" in text or "epoch" in text for text in map(json.dumps, views))


class Failing:
    """The workers, except that runs fail until it is mended."""

    nowhere: Path

    def __init__(self, workers, error: Exception, progress: dict | None = None) -> None:
        self.workers, self.error, self.progress = workers, error, progress

    def __getattr__(self, name: str):
        return getattr(self.workers, name)

    def is_cached(self, task) -> bool:
        return not self.error and self.workers.is_cached(task)

    def submit(self, task, run) -> Job:
        if not self.error:
            return self.workers.submit(task, run)
        job = Job(task, self.nowhere, state="failed", error=self.error, last_progress=self.progress)
        job.ended.set()
        return job


@pytest.fixture
def failing(monkeypatch, workers, tmp_path):
    """Let the workers fail with an error."""

    def fail(error: Exception, progress: dict | None = None) -> Failing:
        broken = Failing(workers, error, progress)
        broken.nowhere = tmp_path / "none"
        monkeypatch.setattr(runs, "scheduler", lambda: broken)
        return broken

    return fail


PARTIAL = {"step": 40, "steps": 2000, "curves": {"loss": ([0, 20, 40], [0.7, 0.6, 0.5])}}


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ArithmeticError("the loss stopped being a finite number at step 41"), "Choose a smaller learning rate"),
        (ProcessExpired("Abnormal termination", code=-9, pid=1), "ended unexpectedly"),
        (RuntimeError("something odd"), "RuntimeError: something odd"),
        (MemoryError(), "The run failed"),
        (OSError("The full digits cannot be fetched."), "cannot be fetched"),
        (OSError(28, "No space left on device", "/tmp/runs-1/7"), "(OSError: No space left on device)"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_a_failed_run_says_so_and_can_be_tried_again(visit, failing, error, sentence):
    """A failed run says why, without a traceback, keeps what it reached, and can be tried again."""
    workers = failing(error, PARTIAL)
    visitor = visit("xor")
    assert not visitor.app.exception
    assert sentence in visitor.app.error[0].value
    assert "Traceback" not in visitor.text
    assert "not finished: 0.5 after 40 epochs" in visitor.charts[1]  # what was reached stays in sight
    reason = "diverged" if isinstance(error, ArithmeticError) else "failed"
    assert f"This run {reason}, so it has no result." in visitor.text
    workers.error = None
    visitor.press("xor.again")
    assert not visitor.app.error
    assert "learning XOR over 2,000 epochs" in visitor.charts[1]


def test_after_a_failed_run_other_settings_are_run(visit, failing):
    """After a failed run the page trains other settings."""
    workers = failing(RuntimeError("something odd"))
    visitor = visit("xor")
    workers.error = None
    visitor.set("xor.hidden", 3)
    assert not visitor.app.error
    assert "3 hidden units" in visitor.charts[1]


def test_a_diverging_run_says_at_which_step_and_what_to_turn(visit):
    """A real worker's error reaches the page, which says at which step the run diverged and what to change."""
    visitor = visit("xor", {"xor.activation": "linear", "xor.learning_rate": "30.0"})
    assert "at step " in visitor.app.error[0].value
    assert "Choose a smaller learning rate" in visitor.app.error[0].value
    visitor.set("xor.learning_rate", 0.1)
    assert not visitor.app.error
    assert len(visitor.charts) == 2


@pytest.fixture
def impatient(monkeypatch):
    """Show every run while it is under way, however short."""
    monkeypatch.setattr(runs, "SECONDS_TO_WAIT", 0)


def test_whoever_stops_a_run_keeps_its_pictures(visit, impatient):
    """Stop keeps the pictures that were reached, instead of those of the run before, and other settings train."""
    visitor = visit("xor", {"xor.epochs": "10"})
    app = visitor.app
    app.get_by_key("xor.optimizer").set_value("Adam").run()
    app.get_by_key("xor.epochs").set_value(10_000).run()
    job = visitor.runs()["xor"].job
    wait_beyond(job, 10)
    app.button(key="xor.stop").click().run()
    assert not app.exception
    assert "What there was is kept below." in app.warning[0].value
    assert job.state == "cancelled"
    found = [epochs for chart in visitor.charts for epochs in re.findall(r"over ([\d,]+) epochs", chart)]
    reached = [int(epochs.replace(",", "")) for epochs in found]
    assert reached, visitor.charts
    assert all(10 < epochs < 10_000 for epochs in reached)  # those of the finished run before are gone
    visitor.set("xor.epochs", 100)
    assert "over 100 epochs" in visitor.charts[1]
    assert not app.warning


def test_a_stopped_run_can_be_started_again(visit, impatient):
    """A stopped run that is tried again starts anew and comes to its end."""
    visitor = visit("xor", {"xor.epochs": "10"})
    app = visitor.app
    app.get_by_key("xor.epochs").set_value(5000).run()
    app.button(key="xor.stop").click().run()
    visitor.press("xor.again")
    assert "over 5,000 epochs" in visitor.charts[1]
    assert not app.warning
