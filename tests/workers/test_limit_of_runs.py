"""A visitor with many long runs, as the page says it."""

import pytest

from tests.support.app import Visitor
from tests.workers.examples import endless, task_for, until
from workers.sessions import MAX_LONG_RUNS

KEY = "regression.seed"
SAYS = f"{MAX_LONG_RUNS} of your runs are under way already. This one starts when one of them has ended."


@pytest.fixture
def busy(visit):
    """A visitor of the regression page whose other pages train already."""
    visitor = visit("regression", {"regression.epochs": "20"})
    session = visitor.app.session_state["_session"]
    elsewhere = [session.run(f"elsewhere {number}") for number in range(MAX_LONG_RUNS)]
    for run in elsewhere:
        run.submit(task_for(endless, pool="long"))
    yield visitor, elsewhere
    for run in session.runs.values():
        run.release()


def press_train(visitor: Visitor) -> None:
    """Choose a run of minutes and press Train, without waiting for its end."""
    visitor.widget("regression.epochs").set_value(10_000)
    visitor.widget(KEY).set_value(977)
    visitor.app.run()
    visitor.app.button(key="regression.train").click()
    visitor.app.run()


def test_a_run_too_many_waits_and_the_page_says_for_what(busy):
    """A run beyond the limit waits, the page says for what, and it starts when another one ends."""
    visitor, elsewhere = busy
    press_train(visitor)
    run = visitor.runs()["regression"]
    assert run.state == "waiting"
    assert SAYS in visitor.text
    assert not visitor.app.exception
    assert visitor.app.button(key="regression.stop")

    elsewhere[0].stop()
    visitor.app.run()
    assert SAYS not in visitor.text
    assert run.state in ("queued", "running")
    until(lambda: run.job and run.job.subscribers)


def test_a_run_that_waits_can_be_stopped(busy):
    """A run that was stopped while it waited does not start when another one ends."""
    visitor, elsewhere = busy
    press_train(visitor)
    visitor.app.button(key="regression.stop").click()
    visitor.app.run()
    assert SAYS not in visitor.text
    assert "Stopped before the first step." in visitor.text
    elsewhere[0].stop()
    visitor.app.run()
    assert visitor.runs()["regression"].state == "stopped"
