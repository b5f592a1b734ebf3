"""Runs on a page: three policies of when they start; ``run_view`` shows them.

A ``Run`` is one visitor's, at one place of a page. It subscribes to the job of its task, which may be shared.
"""

import os
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import streamlit as st

from mlcore.common.settings import Settings, State
from mlcore.mnist.settings import MnistSettings
from mlcore.xor.settings import XorSettings
from pages.ui.context import t
from pages.ui.run_view import Before, Draw, missing, note_earlier_pictures, show
from pages.ui.visit import fragment
from workers.pools import seconds_of
from workers.scheduler import Scheduler
from workers.sessions import GRACE, Run, Session
from workers.tasks import Keep, Task

SECONDS_TO_WAIT = 2.0
"""A short run that ends within this time needs no progress display."""

ALWAYS_CACHED = (MnistSettings(model="cnn"), XorSettings(learning_rate=0.1))
"""What pages open with besides the defaults."""

SESSION = "_session"

DAY = 24 * 3600.0

Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)


class Experiment(Protocol[Result_co]):
    """Settings, seen as what gives a result of one type."""

    def run(self) -> Result_co: ...


@st.cache_resource(show_spinner=False)
def scheduler() -> Scheduler:
    """Return the server's scheduler; the first visitor starts its workers in the background."""
    return Scheduler(cache_folder=os.environ.get("RUN_CACHE"))


def session() -> Session:
    """Return this visitor's session, and note that the visitor is there."""
    if SESSION not in st.session_state:
        st.session_state[SESSION] = Session(scheduler(), seconds_of("RUN_GRACE", GRACE))
    own: Session = st.session_state[SESSION]
    connection(own)
    own.connect()
    return own


@st.cache_resource(scope="session", show_spinner=False, on_release=lambda session: session.disconnect())
def connection(_session: Session) -> Session:
    """Have Streamlit tell the session when its connection is lost, be it for a moment or for good."""
    return _session


@fragment(run_every=DAY)
def come_back() -> None:
    """Have the browser draw the page anew when a lost connection is back, so that its session knows.

    Streamlit does so only where a page is under way or looks at something at intervals, be they a day.
    """
    session()


def task_of(settings: Experiment[Result]) -> Task[Result]:
    """Return the task of an experiment."""
    assert isinstance(settings, Settings)
    settings = settings.relevant()
    return Task(
        type(settings).run,
        settings,
        pool="long" if settings.is_long else "short",
        keep=keep_of(settings),
        on_disk=True,
    )


def keep_of(asked: State) -> Keep:
    """Return how long an answer is cached. Everybody opens the defaults first, so what they ask is kept."""
    return "always" if asked in ALWAYS_CACHED or not asked.changed() else "lru"


def begin(settings: Settings | None) -> None:
    """Start an automatic run that the page shows further down, so that it trains while the page above is drawn."""
    if settings is not None:
        follow(settings.slug, task_of(settings))


def automatic(
    settings: Experiment[Result], name: str = "", draw: Draw | None = None, before: Before | None = None
) -> Result | None:
    """Run an experiment whenever its settings change; return the result to draw, or None before the first.

    Parameters
    ----------
    settings
        What to run.
    name
        Of its place, where a page runs one experiment in two places.
    draw
        Draws the result, also that so far while the run goes on; without it only the curves are drawn until its end.
    before
        Draws what stands there until there is a picture. With it the page does not wait for its first run.
    """
    assert isinstance(settings, Settings)
    run = follow(name or settings.slug, task_of(settings))
    return show(run, seconds_to_wait(run, before), settings, draw, before)


def seconds_to_wait(run: Run, before: Before | None) -> float:
    """Return how long a page waits for the end of a run: not at all for its first one if there is something to show."""
    is_first = run.result is None and run.task is not None and not scheduler().is_cached(run.task)
    return 0.0 if before and is_first else SECONDS_TO_WAIT


def on_train(settings: Experiment[Result], draw: Draw | None = None, before: Before | None = None) -> Result | None:
    """Run an experiment when Train is pressed; the first run, and one with a cached result, start by themselves.

    The button stands there while there is something new to train.

    Parameters
    ----------
    settings, draw, before
        As for ``automatic``.
    """
    assert isinstance(settings, Settings)
    task, label = task_of(settings), t("Train")
    run = want(settings.slug, task, label)
    cached = scheduler().is_cached(task)
    if run.task is None or (cached and run.task != task):
        run.submit(task)
    place = st.empty()
    if run.task != task:
        with place.container(horizontal=True, vertical_alignment="center"):
            note_earlier_pictures(run, settings)
            if st.button(label, key=f"{run.name}.train", icon=":material/play_arrow:", type="primary"):
                run.submit(task)
                place.empty()
    return show(run, SECONDS_TO_WAIT if cached else 0.0, settings, draw, before, notice_shown=True)


def on_demand(
    settings: Experiment[Result],
    label: str,
    policy: Callable[..., Any] = automatic,
    wanted: bool = False,
    draw: Draw | None = None,
    before: Before | None = None,
) -> Result | None:
    """Draw a button, and once it is pressed do what another policy does.

    Parameters
    ----------
    settings, draw, before
        As for ``automatic``; what is there before the first run stands under the button too.
    label
        Of the button, translated.
    policy
        What the button starts: ``automatic`` or ``on_train``.
    wanted
        Whether the first run starts without the button: a link asks for it, say.
    """
    assert isinstance(settings, Settings)
    run = want(settings.slug, task_of(settings), label)
    if wanted or run.task:
        return policy(settings, draw=draw, before=before)
    key = f"{run.name}.start"
    args = (run.wanted,)
    st.button(label, key=key, icon=":material/play_arrow:", on_click=run.submit, args=args, width="stretch")
    if before:
        before()
    return None


def compute(task: Task[Result], name: str = "", before: Before | None = None) -> Result | None:
    """Return the result of a task, or None while there is none: without pictures on the way, a button or a verdict.

    A click that comes while the page waits takes the task from the queue again, and so does another page.

    Parameters
    ----------
    task
        What to compute.
    name
        Of its place, where a page calls a function in two places.
    before
        As for ``automatic``.
    """
    name = name or task.name
    session().question(name)
    run = follow(name, task)
    interrupted = True
    try:
        show(run, seconds_to_wait(run, before), before=before)
        interrupted = False
    finally:
        if interrupted and run.job and not run.job.ended.is_set():
            run.release()
    return run.result if run.state == "done" else None


def is_cached(settings: Settings) -> bool:
    """Whether the result of an experiment is there."""
    return scheduler().is_cached(task_of(settings))


def follow(name: str, task: Task) -> Run:
    """Return this visitor's run of a name, with a task."""
    run = want(name, task)
    if run.task != task:
        run.submit(task)
    return run


def want(name: str, task: Task, button: str = "") -> Run:
    """Return this visitor's run of a name, and note what its page shows or could show, and which button asks for it."""
    run = session().run(name)
    run.wanted, run.button = task, button
    return run


def why_no_result(*names: str) -> str:
    """Return why there is no result of what the page shows now: of some runs, the first that has none."""
    known = session().runs
    reasons = (missing(known[name]) for name in names if name in known)
    return next(filter(None, reasons), t("There is no finished run of these settings yet."))
