"""The digits lesson as a visitor meets it, without a browser."""

import pytest

from mlcore.settings import MnistSettings
from pages.challenges.mnist import CHALLENGES
from pages.ui import jobs
from pages.ui.jobs import question_of

QUICK = {"mnist.epochs": "1", "mnist.model": "linear"}


def link(settings: MnistSettings) -> dict[str, str]:
    return {
        f"mnist.{name}": str(value).lower() if name == "augment" else str(value)
        for name, value in settings.changed().items()
    }


def test_a_link_on_a_fresh_server_trains_what_it_names_without_a_click(visit):
    """A link that only fills in the widgets would show thirty students the default network."""
    visitor = visit("mnist", QUICK)
    assert visitor.value("mnist.model") == "linear"
    assert "7,850" in [metric.value for metric in visitor.app.metric]
    assert any("linear model trained for 1 epochs" in alt for alt in visitor.pictures)


def test_the_page_shows_the_runs_own_numbers(visit):
    visitor = visit("mnist", QUICK)
    result = jobs.pool().ask(question_of(MnistSettings(model="linear", epochs=1)), "test", "long").result
    assert visitor.number == repr(result.final_loss)
    assert f"{result.test_accuracy:.1%}" in [metric.value for metric in visitor.app.metric]
    assert f"{100 * result.test_interval[0]:.1f} – {100 * result.test_interval[1]:.1f} %" in visitor.app.metric[0].delta


def test_a_long_run_waits_for_train_and_its_pictures_say_whose_they_are(visit):
    """Retraining at every move of a slider would keep all workers busy; unmarked pictures would lie."""
    visitor = visit("mnist", QUICK)
    visitor.set("mnist.epochs", 2)
    assert "earlier settings" in visitor.text
    assert any("trained for 1 epochs" in alt for alt in visitor.pictures)
    visitor.press("mnist.train")
    assert "earlier settings" not in visitor.text
    assert any("trained for 2 epochs" in alt for alt in visitor.pictures)


def test_settings_that_were_trained_before_need_no_second_click(visit):
    visitor = visit("mnist", QUICK)
    visitor.set("mnist.epochs", 2)
    visitor.press("mnist.train")
    visitor.set("mnist.epochs", 1)
    assert "earlier settings" not in visitor.text
    assert any("trained for 1 epochs" in alt for alt in visitor.pictures)


def test_another_digit_is_another_picture(visit):
    visitor = visit("mnist", QUICK)
    assert any("handwritten 3" in alt for alt in visitor.pictures)
    visitor.set("digit.digit", 8)
    assert any("handwritten 8" in alt for alt in visitor.pictures)


def test_without_a_network_the_full_digits_end_in_a_sentence_and_the_page_goes_on(visit, monkeypatch):
    """A traceback, or an empty page, when the museum's laptop is offline."""
    visitor = visit("mnist", QUICK)
    visitor.set("mnist.dataset", "full")
    pool = jobs.pool()
    ask = pool.ask

    def offline(question, watcher, lane):
        job = ask(question, watcher, lane)
        if question.argument.dataset == "full":
            job.state, job.error = "failed", OSError("The full set of 70,000 digits could not be downloaded.")
            job.ended.set()
        return job

    monkeypatch.setattr(pool, "ask", offline)
    visitor.press("mnist.train")
    assert "70,000 digits could not be downloaded" in visitor.text
    assert not visitor.app.exception
    assert any("linear model trained for 1 epochs" in alt for alt in visitor.pictures)
    monkeypatch.undo()
    visitor.set("mnist.dataset", "bundled")
    assert "could not be downloaded" not in visitor.text


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)
def test_a_challenge_is_open_at_the_defaults_and_solved_by_its_solution(challenge):
    """Checked on the runs themselves: a goal that the defaults reach, or that nothing reaches, teaches nothing."""
    pool = jobs.pool()
    runs = [pool.ask(question_of(settings), "test", "long") for settings in (MnistSettings(), challenge.solution)]
    for run in runs:
        assert run.ended.wait(300)
    assert challenge.check(MnistSettings(), runs[0].result, str) != ""
    assert challenge.check(challenge.solution, runs[1].result, str) == ""


def test_a_challenge_counts_only_after_a_change(visit):
    challenge = next(challenge for challenge in CHALLENGES if challenge.name == "small")
    visitor = visit("mnist", link(challenge.solution))
    assert "change something yourself" in visitor.text
    assert "0 of 3 solved" in visitor.text
    visitor = visit("mnist", {"mnist.hidden": "16", "mnist.seed": "1"})
    visitor.set("mnist.seed", 0)
    visitor.press("mnist.train")
    assert "1 of 3 solved" in visitor.text
