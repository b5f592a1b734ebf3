"""The two networks that read what learners draw: trained once for everybody, while the page can be used already."""

from typing import Any

import numpy as np
import streamlit as st

from mlcore.mnist.inference import Reading
from mlcore.mnist.settings import MnistSettings
from pages.ui import run_view, runs
from pages.ui.context import t
from pages.ui.visit import fragment
from workers.sessions import Run
from workers.tasks import Task

NETWORKS = {"MLP": MnistSettings(), "CNN": MnistSettings(model="cnn")}


def run_of(name: str) -> Run:
    """Return this visitor's run of a network; a cached result is there at once."""
    run = runs.session().run(f"reader.{name}")
    task = runs.task_of(NETWORKS[name])
    if run.task is None and runs.scheduler().is_cached(task):
        run.submit(task)
    run.start()
    return run


def start() -> None:
    """Start training: at the end of a page, so that the visitor's own run comes first."""
    for name in NETWORKS:
        run = run_of(name)
        if run.task is None:
            run.submit(runs.task_of(NETWORKS[name]))


def trained() -> dict[str, Any]:
    """Return the results of the networks that are there, by name."""
    return {name: run.job.result for name in NETWORKS if (run := run_of(name)).job and run.state == "done"}


def read(name: str, result, images: np.ndarray) -> np.ndarray | None:
    """Return how probable a network finds each digit, shape (N, 10), or None while it does not say.

    Parameters
    ----------
    name
        Of the network.
    result
        Its training.
    images
        Grey values, uint8, shape (N, 28, 28).
    """
    reading = Reading(result.settings, images.tobytes(), result.state)
    return runs.compute(Task("mlcore.mnist.training", "read", reading), name=f"read.{name}")


def watch() -> None:
    """Show how far the networks are that are not there yet, and run the page again when one of them is."""
    for name in NETWORKS:
        run = run_of(name)
        if run.job and run.state == "failed":
            st.error(f"{name}: {run_view.explanation(run.job.error)}", icon=":material/error:")
            st.button(t("Try again"), key=f"_networks.{name}", on_click=run.submit, args=(run.task,))
    waiting = [name for name in NETWORKS if run_of(name).state not in ("done", "failed")]

    @fragment(run_every=0.5)
    def progress() -> None:
        for name in waiting:
            run = run_of(name)
            if run.state in ("done", "failed"):
                st.rerun()
            report = run.progress() or {"step": 0, "steps": 1}
            text = t("The {network} is still learning to read").format(network=name)
            st.progress(report["step"] / report["steps"], text=text)

    if waiting:
        with st.container():
            progress()
