"""Runs on a page: three policies of when they start, their progress, Stop, and what went wrong.

A ``Run`` is one visitor's, at one place of a page. It subscribes to the job of its task, which may be shared.
"""

import dataclasses
import os
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import streamlit as st
from pebble import ProcessExpired

from mlcore.common.settings import Settings
from mlcore.mnist.settings import MnistSettings
from pages.ui import chart
from pages.ui.charts import curves
from pages.ui.context import t
from pages.ui.visit import fragment
from workers.pools import seconds_of
from workers.scheduler import Job, Scheduler
from workers.sessions import GRACE, MAX_LONG_RUNS, Run, Session
from workers.tasks import Task

SECONDS_TO_WAIT = 2.0
"""A short run that ends within this time needs no progress display."""

MAX_SECONDS_BETWEEN_LOOKS = 2.0
"""How often a page looks at a run that has been in the queue for long."""

UNFINISHED = ("waiting", "queued", "running")

KEPT = (MnistSettings(model="cnn"),)
"""What several pages need besides the defaults."""

SESSION = "_session"

Draw = Callable[[Any], object]
"""Draws the result of a run, perhaps before its end."""


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


def task_of(settings: Settings) -> Task:
    """Return the task of an experiment. Everybody opens the defaults first, so their results are kept."""
    settings = settings.relevant()
    return Task(
        settings.module,
        settings.entry,
        settings,
        pool="long" if settings.is_long else "short",
        keep="always" if settings in KEPT or not settings.changed() else "lru",
        on_disk=True,
    )


def begin(settings: Settings | None) -> None:
    """Start an automatic run that the page shows further down, so that it trains while the page above is drawn."""
    if settings is not None:
        follow(settings.slug, task_of(settings))


def automatic(settings: Settings, name: str = "", draw: Draw | None = None):
    """Run an experiment whenever its settings change; return the result to draw, or None before the first.

    Parameters
    ----------
    settings
        What to run.
    name
        Of its place, where a page runs one experiment in two places.
    draw
        Draws the result, also that so far while the run goes on; without it only the curves are drawn until its end.
    """
    run = follow(name or settings.slug, task_of(settings))
    return show(run, SECONDS_TO_WAIT, settings, draw)


def on_train(settings: Settings, name: str = "", draw: Draw | None = None):
    """Run an experiment when Train is pressed; the first run, and one with a cached result, start by themselves."""
    run, task = session().run(name or settings.slug), task_of(settings)
    cached = scheduler().is_cached(task)
    if run.task is None:
        run.submit(task)
    changed = run.task != task
    pressed = st.button(
        t("Train"), key=f"{run.name}.train", icon=":material/play_arrow:", disabled=not changed, width="stretch"
    )
    if changed and (pressed or cached):
        run.submit(task)
    return show(run, SECONDS_TO_WAIT if cached else 0.0, settings, draw)


def on_demand(
    settings: Settings,
    label: str,
    policy: Callable[..., Any] = automatic,
    wanted: bool = False,
    name: str = "",
    draw: Draw | None = None,
):
    """Draw a button, and once it is pressed do what another policy does.

    Parameters
    ----------
    settings, name, draw
        As for ``automatic``.
    label
        Of the button, translated.
    policy
        What the button starts: ``automatic`` or ``on_train``.
    wanted
        Whether the first run starts without the button: a link asks for it, say.
    """
    run = session().run(name or settings.slug)
    if wanted or run.task:
        return policy(settings, name, draw)
    key = f"{run.name}.start"
    args = (task_of(settings),)
    st.button(label, key=key, icon=":material/play_arrow:", on_click=run.submit, args=args, width="stretch")
    return None


def compute(task: Task, name: str = ""):
    """Return the result of a task that has no settings of its own, or None while there is none.

    A click that comes while the page waits takes the task from the queue again, and so does another page.

    Parameters
    ----------
    task
        What to compute.
    name
        Of its place, where a page calls a function in two places.
    """
    name = name or f"{task.module}.{task.function}"
    session().question(name)
    run = follow(name, task)
    interrupted = True
    try:
        show(run, SECONDS_TO_WAIT)
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
    run = session().run(name)
    if run.task != task:
        run.submit(task)
    return run


def show(run: Run, seconds: float, settings: Settings | None = None, draw: Draw | None = None):
    """Show how a run is, after waiting for its end some time, and draw it; return its last result."""
    run.start()
    if run.job:
        wait(run.job, seconds)
    run.collect()
    result = run.result
    if (
        settings
        and result is not None
        and result.settings != settings
        and result.settings.relevant() == settings.relevant()
    ):
        run.result = dataclasses.replace(result, settings=settings)
    state = run.state  # which may change while the page is drawn
    with st.container():
        if state in UNFINISHED:
            live(run, draw)
        elif state == "failed":
            failed(run)
        elif state != "done":
            stopped(run, draw)
        partly = draw and (state in UNFINISHED or (run.stopped and run.picture() is not None))
        if partly and settings and run.result is not None and run.result.settings != settings:
            st.info(t("The numbers below belong to the earlier settings."), icon=":material/history:")
        if run.result is not None and not partly:
            draw_result(run, settings, draw)
    return run.result


def draw_result(run: Run, settings: Settings | None, draw: Draw | None) -> None:
    """Draw the last result, and say so where it is that of earlier settings."""
    if settings and run.result.settings != settings:
        st.info(t("These pictures belong to the earlier settings."), icon=":material/history:")
    if draw:
        draw(run.result)


def wait(job: Job, seconds: float) -> None:
    """Wait for a job, unless a click interrupts the page: Streamlit looks for one at each access to its state."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not job.ended.wait(0.1):
        st.session_state.get(SESSION)


def live(run: Run, draw: Draw | None) -> None:
    """Show a run until its end, less and less often: a class that waits must not keep the server busy by asking.

    The outer fragment decides anew how often the inner one looks, and at last looks itself.
    """

    @fragment(run_every=MAX_SECONDS_BETWEEN_LOOKS)
    def outer() -> None:
        seconds = seconds_between_looks(time.monotonic() - run.submitted_at, run.state, drawn=draw is not None)
        if seconds < MAX_SECONDS_BETWEEN_LOOKS:
            fragment(look, run_every=seconds)(run, draw)
        else:
            with st.container():
                look(run, draw)

    outer()


def seconds_between_looks(age: float, state: str, drawn: bool = False) -> float:
    """Return how long to wait for the next look at a run of some age in seconds; one in the queue shows nothing new.

    Pictures of a run that goes on move twice a second as long as it takes.
    """
    if drawn and state == "running":
        return 0.25 if age < 2 else 0.5
    longest = 1.0 if state == "running" else MAX_SECONDS_BETWEEN_LOOKS
    return next(seconds for seconds in (0.25, 0.5, 1.0, longest) if age < 8 * seconds or seconds == longest)


def look(run: Run, draw: Draw | None) -> None:
    """Show how far a run is, or run the page again when it has ended."""
    run.start()
    if run.state not in UNFINISHED:
        st.rerun()
    progress = run.progress()
    if run.state == "waiting":
        text = t("{count} of your runs are under way already. This one starts when one of them has ended.")
        st.info(text.format(count=MAX_LONG_RUNS), icon=":material/hourglass_empty:")
    elif progress is None:
        st.progress(0.0, text=t("Waiting for a worker …"))
    else:
        share = progress["step"] / progress["steps"]
        st.progress(share, text=t("Step {step:,} of {steps:,}").format(**progress))
    st.button(t("Stop"), key=f"{run.name}.stop", icon=":material/stop:", on_click=stop, args=(run,))
    if progress is not None or (draw and run.result is not None):
        draw_partial(progress or {"curves": {}}, run, draw)


def stop(run: Run) -> None:
    """Let the visitor leave the run, keeping the curves so far."""
    run.stop()
    st.rerun()


def draw_partial(progress: dict, run: Run, draw: Draw | None = None) -> None:
    """Draw a run that has not finished: its result so far, or its curves where there is none."""
    picture = run.picture() if draw else None
    if draw and picture is not None:
        draw(picture)
    elif draw and run.result is not None and not run.stopped and run.task:
        settings = run.task.argument
        draw_result(run, settings if isinstance(settings, Settings) else None, draw)
    elif any(len(positions) > 1 for positions, _ in progress["curves"].values()):
        spec = curves.partial(progress)
        chart.show(spec, key=f"{run.name}.partial", name=t("Curves so far"), words=curves.partial_alt(progress))


def stopped(run: Run, draw: Draw | None) -> None:
    """Say where the visitor stopped, and offer to start again."""
    progress = run.progress()
    if progress is None:
        st.warning(t("Stopped before the first step."), icon=":material/stop_circle:")
    else:
        text = t("Stopped at step {step:,} of {steps:,}. What there was is kept below.").format(**progress)
        st.warning(text, icon=":material/stop_circle:")
        draw_partial(progress, run, draw)
    again(run)


def failed(run: Run) -> None:
    """Say what went wrong and what to do about it."""
    assert run.job
    st.error(explanation(run.job.error, run.job.task.argument), icon=":material/error:")
    progress = run.progress()
    if progress is not None:
        draw_partial(progress, run)
    again(run)


def explanation(error: BaseException | None, settings: object = None) -> str:
    """Return a sentence on why a run failed and what to turn, of what these settings have."""
    if isinstance(error, ArithmeticError):
        text = t(
            "The run diverged: {reason}. Each step overshot the valley by more than the last. "
            "Choose a smaller learning rate."
        ).format(reason=error)
        if getattr(settings, "standardize", None) is False:
            text += " " + t("Or standardise the inputs: large ones make the valley so steep.")
        return text
    if isinstance(error, TimeoutError):
        return t("The run took longer than a run may take here, and was ended. Choose fewer epochs or larger batches.")
    if isinstance(error, ProcessExpired | BrokenProcessPool):
        return t("The process that trained this run ended unexpectedly. A new one has taken its place: try again.")
    if isinstance(error, OSError):
        return str(error)
    return t("The run failed ({reason}). Try again, or change a setting.").format(
        reason=f"{type(error).__name__}: {error}"
    )


def again(run: Run) -> None:
    """Offer to start a stopped or failed run once more."""
    key = f"{run.name}.again"
    st.button(t("Try again"), key=key, icon=":material/refresh:", on_click=run.submit, args=(run.task,))
