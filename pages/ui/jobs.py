"""Runs on a page: asking for them, watching them live, stopping them, and saying what went wrong."""

from collections.abc import Hashable
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st
from pebble import ProcessExpired
from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mlcore.common.settings import Settings
from pages.ui import picture
from pages.ui.charts import curves
from pages.ui.context import t
from pages.ui.visit import fragment
from workers.jobs import Job, Jobs, Question

SECONDS_TO_WAIT = 2.0
"""A short run that ends within this time needs no progress display."""


@st.cache_resource
def pool() -> Jobs:
    """Return the server's workers, started in the background by the first visitor."""
    return Jobs()


@dataclass
class Run:
    """One visitor's run of one experiment.

    Attributes
    ----------
    name
        Where it stands: the experiment's slug, or the name of its place on a page that runs it twice.
    job
        What was asked for last.
    result
        The last finished result, perhaps of earlier settings.
    left
        Whether the visitor pressed Stop.
    """

    name: str
    job: Job
    result: Any = None
    left: bool = False


def watcher(purpose: str = "") -> str:
    """Return the name under which this visitor waits; with two purposes one can wait for the same run twice."""
    context = get_script_run_ctx()
    return f"{context.session_id if context else ''}#{purpose}"


def is_here(watcher: str) -> bool:
    """Say whether a visitor is still connected."""
    return not exists() or get_instance().is_active_session(watcher.partition("#")[0])


def follow(settings: Settings, name: str = ""):
    """Run a short experiment whenever its settings change; return the result to draw, or None before the first.

    Parameters
    ----------
    settings
        What to run.
    name
        Of its place, where a page runs one experiment in two places.
    """
    return show(asked(settings, name), settings, patience=SECONDS_TO_WAIT)


def begin(settings: Settings | None) -> None:
    """Start a run that ``follow`` will show further down, so that it trains while the page above it is drawn."""
    if settings is not None:
        asked(settings)


def asked(settings: Settings, name: str = "") -> Run:
    """Return this visitor's run of a short experiment, which follows its settings."""
    run = run_of(settings, name)
    if run.job.question != question_of(settings):
        ask(run, settings)
    return run


def wanted(settings: Settings, label: str, name: str = "", linked: bool = False) -> bool:
    """Say whether an experiment was asked for, by a link or by its button, which is drawn until then.

    Parameters
    ----------
    settings, name
        As for ``follow``.
    label
        Of the button, translated.
    linked
        Whether the link that opened the page asks for it.
    """
    if linked or key_of(settings, name) in st.session_state:
        return True
    key = f"{name or settings.slug}.start"
    st.button(label, key=key, icon=":material/play_arrow:", on_click=start, args=(settings, name), width="stretch")
    return False


def start(settings: Settings, name: str) -> None:
    """Start an experiment that was asked for."""
    run_of(settings, name)


def train(settings: Settings):
    """Run a long experiment when Train is pressed (the first one by itself); return the result to draw, or None."""
    run = run_of(settings)
    new = run.job.question != question_of(settings)
    known = pool().knows(question_of(settings))
    pressed = st.button(
        t("Train"), key=f"{settings.slug}.train", icon=":material/play_arrow:", disabled=not new, width="stretch"
    )
    if new and (pressed or known):
        ask(run, settings)
    return show(run, settings, patience=SECONDS_TO_WAIT if known else 0.0)


def on_demand(settings: Settings, label: str):
    """Do what ``train`` does, but start the first run only when a button is pressed.

    A link that names settings starts its run as well, and what is remembered needs no button.
    """
    linked = bool(st.session_state[f"_opened.{settings.slug}"].changed())
    return train(settings) if wanted(settings, label, linked=linked or pool().knows(question_of(settings))) else None


def join(settings: Settings):
    """Start or join a long run that another page is about; return its result, or None before its end."""
    return show(run_of(settings, f"{settings.slug}.joined"), settings, patience=0.0)


def answer(module: str, function: str, argument: Hashable, lane: Literal["short", "long"] = "short"):
    """Put a small question to a worker and wait for it; return the answer, or None after saying why there is none.

    A question that needs a large library belongs in the long lane, whose processes do not keep it.
    """
    job = pool().ask(Question(module, function, argument), watcher(), lane)
    with st.spinner(t("Computing …")):
        beat = st.empty()
        while not job.ended.wait(0.1):
            beat.empty()  # where Streamlit takes up a click that came meanwhile
    if job.state == "failed":
        st.error(explanation(job.error), icon=":material/error:")
    return job.result


def key_of(settings: Settings, name: str = "") -> str:
    """Return where this visitor's run of an experiment is kept."""
    return f"_run.{name or settings.slug}"


def run_of(settings: Settings, name: str = "") -> Run:
    """Return this visitor's run of an experiment, started where there is none."""
    key = key_of(settings, name)
    if key not in st.session_state:
        st.session_state[key] = Run(name or settings.slug, submit(settings))
    return st.session_state[key]


def question_of(settings: Settings) -> Question:
    """Return what a worker is asked to train these settings."""
    return Question(settings.module, settings.entry, settings)


def submit(settings: Settings, purpose: str = "") -> Job:
    """Ask the workers for a run."""
    pool().sweep(is_here)
    return pool().ask(question_of(settings), watcher(purpose), "long" if settings.is_long else "short")


def ask(run: Run, settings: Settings) -> None:
    """Ask for another run and stop waiting for the one before."""
    before = run.job
    run.job, run.left = submit(settings), False
    if before is not run.job:
        pool().leave(before, watcher())


def show(run: Run, settings: Settings, patience: float):
    """Show how the visitor's run is doing and return the result to draw."""
    if not run.left:
        run.job.ended.wait(patience)
        if run.job.state == "done":
            run.result = run.job.result
    with st.container():
        if run.left or run.job.state == "stopped":
            stopped(run, settings)
        elif run.job.state == "failed":
            failed(run, settings)
        elif run.job.state == "running":
            live(run)
        if run.result is not None and run.result.settings != settings:
            st.info(t("These pictures belong to the earlier settings."), icon=":material/history:")
    return run.result


def live(run: Run) -> None:
    """Show progress and the curve so far until the run ends."""

    @fragment(run_every=0.25)
    def watch() -> None:
        if run.job.state != "running":
            st.rerun()
        progress = run.job.progress()
        if progress is None:
            st.progress(0.0, text=t("Waiting for a worker …"))
        else:
            share = progress["step"] / progress["steps"]
            st.progress(share, text=t("Step {step:,} of {steps:,}").format(**progress))
        st.button(t("Stop"), key=f"{run.name}.stop", icon=":material/stop:", on_click=stop, args=(run,))
        if progress is not None:
            draw_partial(progress, run)

    watch()


def stop(run: Run) -> None:
    """Let the visitor leave the run, keeping the curves so far."""
    run.left = True
    pool().leave(run.job, watcher())
    run.job.last_progress = run.job.progress()
    st.rerun()


def draw_partial(progress: dict, run: Run) -> None:
    """Draw the curves of a run that has not finished."""
    if any(len(positions) > 1 for positions, _ in progress["curves"].values()):
        spec = curves.partial(progress)
        picture.show(spec, key=f"{run.name}.partial", alt=curves.partial_alt(progress))


def stopped(run: Run, settings: Settings) -> None:
    """Say where the visitor stopped, and offer to start again."""
    progress = run.job.progress()
    if progress is None:
        st.warning(t("Stopped before the first step."), icon=":material/stop_circle:")
    else:
        text = t("Stopped at step {step:,} of {steps:,}. The curves so far are kept below.").format(**progress)
        st.warning(text, icon=":material/stop_circle:")
        draw_partial(progress, run)
    again(run, settings)


def failed(run: Run, settings: Settings) -> None:
    """Say what went wrong and what to do about it."""
    st.error(explanation(run.job.error, run.job.question.argument), icon=":material/error:")
    progress = run.job.progress()
    if progress is not None:
        draw_partial(progress, run)
    again(run, settings)


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
    if isinstance(error, ProcessExpired | BrokenProcessPool):
        return t("The process that trained this run ended unexpectedly. A new one has taken its place: try again.")
    if isinstance(error, OSError):
        return str(error)
    return t("The run failed ({reason}). Try again, or change a setting.").format(
        reason=f"{type(error).__name__}: {error}"
    )


def again(run: Run, settings: Settings) -> None:
    """Offer to start a stopped or failed run once more."""
    st.button(
        t("Try again"),
        key=f"{run.name}.again",
        icon=":material/refresh:",
        on_click=ask,
        args=(run, settings),
    )
