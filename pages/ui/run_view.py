"""How a run looks on its page: under way, stopped, failed or done, with its pictures as they come."""

import dataclasses
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import streamlit as st
from pebble import ProcessExpired

from mlcore.common.settings import Settings
from pages.ui import chart, controls, replay, verdicts
from pages.ui.charts import curves
from pages.ui.context import columns, t, viewed
from pages.ui.visit import fragment
from workers.scheduler import Job
from workers.sessions import MAX_LONG_RUNS, Run

MAX_SECONDS_BETWEEN_POLLS = 2.0
"""How often a page looks at a run that has been in the queue for long."""

CLICK = "_click"
"""A key of the session's state that is never set: asking for it is enough to let a click through."""

UNFINISHED = ("waiting", "queued", "running")

Draw = Callable[[Any], object]
"""Draws the result of a run, perhaps before its end."""

Before = Callable[[], object]
"""Draws what is known without training, which stands there until there is a picture."""


def show(
    run: Run,
    seconds: float,
    settings: Settings | None = None,
    draw: Draw | None = None,
    before: Before | None = None,
    notice_shown: bool = False,
):
    """Show how a run is, after waiting for its end some time, and draw it; return its last result.

    ``notice_shown``: the notice about earlier settings is already shown above.
    """
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
            live(run, draw, before)
        elif state == "failed":
            failed(run)
        elif state != "done":
            stopped(run, draw)
        partly = draw and (state in UNFINISHED or (run.stopped and run.partial_result() is not None))
        if partly and settings and run.result is not None and run.result.settings != settings:
            st.info(t("The numbers in the tabs below still belong to the earlier settings."), icon=":material/history:")
        if run.result is not None and not partly:
            if settings and not notice_shown:
                note_earlier_pictures(run, settings)
            draw_result(run, draw)
        elif before and state not in UNFINISHED and not partly:
            before()
    return run.result


def note_earlier_numbers(settings: Settings, result) -> None:
    """Say so where the numbers that follow are those of a run of earlier settings."""
    if result.settings != settings:
        st.info(t("These numbers belong to the earlier settings."), icon=":material/history:")


def note_earlier_pictures(run: Run, settings: Settings) -> None:
    """Say above the last pictures of a run that they are those of earlier settings, if they are."""
    if run.result is not None and run.result.settings != settings:
        st.info(t("These pictures belong to the earlier settings."), icon=":material/history:")


def draw_result(run: Run, draw: Draw | None) -> None:
    """Draw the last result, and say how it ended."""
    if draw:
        draw(run.result)
        show_verdict(run.result)


def show_verdict(result) -> None:
    """Say how a run ended below its pictures, unless it is done."""
    verdict = getattr(result, "verdict", None)
    if verdict is None or verdict.ending == "done":
        return
    box = st.info if verdict.ending in ("slow", "stuck") else st.warning
    box(verdicts.words(verdict), icon=verdicts.ICONS[verdict.ending])


def wait(job: Job, seconds: float) -> None:
    """Wait for a job, unless a click interrupts the page: Streamlit looks for one at each access to its state."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not job.ended.wait(0.1):
        st.session_state.get(CLICK)


def live(run: Run, draw: Draw | None, before: Before | None) -> None:
    """Show a run until its end, less and less often: a class that waits must not keep the server busy by asking.

    The outer fragment decides anew how often the inner one polls, and at last polls itself.
    """
    width = columns()  # of the place on the page, which a fragment's own runs do not know

    def poll_there() -> None:
        with viewed(columns=width):
            poll(run, draw, before)

    @fragment(run_every=MAX_SECONDS_BETWEEN_POLLS)
    def outer() -> None:
        seconds = seconds_between_polls(time.monotonic() - run.submitted_at, run.state, drawn=draw is not None)
        if seconds < MAX_SECONDS_BETWEEN_POLLS:
            fragment(poll_there, run_every=seconds)()
        else:
            with st.container():
                poll_there()

    outer()


def seconds_between_polls(age: float, state: str, drawn: bool = False) -> float:
    """Return how long to wait for the next poll of a run of some age in seconds; one in the queue shows nothing new.

    Pictures of a run that goes on move twice a second as long as it takes.
    """
    if drawn and state == "running":
        return 0.25 if age < 2 else 0.5
    longest = 1.0 if state == "running" else MAX_SECONDS_BETWEEN_POLLS
    return next(seconds for seconds in (0.25, 0.5, 1.0, longest) if age < 8 * seconds or seconds == longest)


def poll(run: Run, draw: Draw | None, before: Before | None) -> None:
    """Show how far a run is, or run the page again when it has ended."""
    controls.find_lost_update()
    run.start()
    if run.state not in UNFINISHED:
        st.rerun()
    progress = run.progress()
    with st.container(horizontal=True, vertical_alignment="center"):
        if run.state == "waiting":
            text = t("{count} of your runs are under way already. This one starts when one of them has ended.")
            st.info(text.format(count=MAX_LONG_RUNS), icon=":material/hourglass_empty:")
        elif progress is None:
            st.progress(0.0, text=t("Waiting for its turn …"))
        else:
            share = progress["step"] / progress["steps"]
            st.progress(share, text=t("Step {step:,} of {steps:,}").format(**progress))
        st.button(t("Stop"), key=f"{run.name}.stop", icon=":material/stop:", on_click=stop, args=(run,))
    if progress is not None or before or (draw and run.result is not None):
        with replay.unfinished():
            draw_partial(progress or {"curves": {}}, run, draw, before)


def stop(run: Run) -> None:
    """Let the visitor leave the run, keeping the curves so far."""
    run.stop()
    st.rerun()


def draw_partial(progress: dict, run: Run, draw: Draw | None = None, before: Before | None = None) -> None:
    """Draw a run that has not finished: its result so far, or what is known without it, or its curves."""
    partial_result = run.partial_result() if draw else None
    if draw and partial_result is not None:
        draw(partial_result)
    elif draw and run.result is not None and not run.stopped and run.task:
        if isinstance(run.task.argument, Settings):
            note_earlier_pictures(run, run.task.argument)
        draw_result(run, draw)
    elif before:
        before()
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
            "The run diverged: {reason}. The steps are too long, and lead further and further away. Choose a smaller "
            "learning rate."
        ).format(reason=error)
        if getattr(settings, "standardize", None) is False:
            text += " " + t("Or look at the inputs: large numbers there make the valley so steep.")
        return text
    if isinstance(error, TimeoutError):
        return t("The run took longer than a run may take here, and was ended. Choose fewer epochs or larger batches.")
    if isinstance(error, ProcessExpired | BrokenProcessPool):
        return t("The process that trained this run ended unexpectedly. A new one has taken its place: try again.")
    if isinstance(error, OSError) and error.errno is None:  # raised with a sentence for the visitor
        return str(error)
    said = error.strerror if isinstance(error, OSError) else error  # without the path of a file of the server
    return t("The run failed ({reason}). Try again, or change a setting.").format(
        reason=f"{type(error).__name__}: {said}"
    )


def missing(run: Run) -> str:
    """Return why a run has no result of what its page wants, translated, or nothing if it has one."""
    if run.task != run.wanted:
        return t("Press *{button}* to see whether these settings do it.").format(button=run.button)
    if run.state in UNFINISHED:
        return t("This run has not ended yet.")
    if run.state == "failed":
        if run.job and isinstance(run.job.error, ArithmeticError):
            return t("This run diverged, so it has no result.")
        return t("This run failed, so it has no result.")
    return "" if run.state == "done" else t("This run was stopped, so it has no result.")


def again(run: Run) -> None:
    """Offer to start a stopped or failed run once more."""
    key = f"{run.name}.again"
    st.button(t("Try again"), key=key, icon=":material/refresh:", on_click=run.submit, args=(run.task,))
