"""The two networks that read what learners draw: trained once for everybody, while the page can be used already."""

from typing import Any

import numpy as np
import streamlit as st

from mlcore.mnist.inference import Reading
from mlcore.mnist.settings import MnistSettings
from pages.ui import jobs
from pages.ui.context import t
from pages.ui.visit import fragment
from workers.jobs import Job

NETWORKS = {"MLP": MnistSettings(), "CNN": MnistSettings(model="cnn")}


def runs() -> dict[str, Job]:
    """Return the trainings of the networks that were asked for; those that are remembered are there at once."""
    kept: dict[str, Job] = st.session_state.setdefault("_networks", {})
    for name, settings in NETWORKS.items():
        if name not in kept and jobs.pool().knows(jobs.question_of(settings)):
            kept[name] = jobs.submit(settings, purpose="reader")
    return kept


def start() -> None:
    """Ask for the networks: at the end of a page, so that the learner's own run is asked for before."""
    kept = runs()
    for name, settings in NETWORKS.items():
        if name not in kept:
            kept[name] = jobs.submit(settings, purpose="reader")


def trained() -> dict[str, Any]:
    """Return the results of the networks that are there, by name."""
    return {name: runs()[name].result for name in NETWORKS if state(name) == "done"}


def state(name: str) -> str:
    """Return how far a network is; one that was not asked for yet is as good as running."""
    return runs()[name].state if name in runs() else "running"


def read(result, images: np.ndarray) -> np.ndarray | None:
    """Return how probable a network finds each digit, shape (N, 10), or None after saying why it does not answer.

    Parameters
    ----------
    result
        The network's training.
    images
        Grey values, uint8, shape (N, 28, 28).
    """
    return jobs.answer("mlcore.mnist.training", "read", Reading(result.settings, images.tobytes(), result.state))


def watch() -> None:
    """Show how far the networks are that are not there yet, and run the page again when one of them is."""
    waiting = [name for name in NETWORKS if state(name) == "running"]
    for name in NETWORKS:
        if state(name) in ("failed", "stopped"):
            st.error(f"{name}: {jobs.explanation(runs()[name].error)}", icon=":material/error:")
            st.button(t("Try again"), key=f"_networks.{name}", on_click=forget, args=(name,))

    @fragment(run_every=0.5)
    def progress() -> None:
        for name in waiting:
            if state(name) != "running":
                st.rerun()
            report = (runs()[name].progress() if name in runs() else None) or {"step": 0, "steps": 1}
            text = t("The {network} is still learning to read").format(network=name)
            st.progress(report["step"] / report["steps"], text=text)

    if waiting:
        with st.container():
            progress()


def forget(name: str) -> None:
    """Forget a training that failed, so that the page asks for it anew."""
    runs().pop(name)
