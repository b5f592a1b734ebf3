"""Replay: all charts of a run at one epoch, which a player moves in the browser."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import streamlit as st

from pages.ui import chart, player
from pages.ui.charts.curves import TARGET, targets
from pages.ui.charts.live import CANVAS
from pages.ui.charts.spec import data_names
from pages.ui.context import t

MILLISECONDS = 6000
"""How long a whole replay takes at normal speed."""

GOES_ON = "goes on"

_goes_on: ContextVar[bool] = ContextVar("goes_on", default=False)


@contextmanager
def unfinished() -> Iterator[None]:
    """Let replays stand at their newest frame for a while: more frames of their run are to come."""
    token = _goes_on.set(True)
    try:
        yield
    finally:
        _goes_on.reset(token)


def following(spec: dict, snapshot_epochs: Iterable[int], signal_id: str, drags: Sequence[dict[str, Any]] = ()) -> dict:
    """Return a finished Vega-Lite spec whose charts follow a player.

    Its charts say ``frame`` for the index of the snapshot shown and ``epoch`` for its epoch. Altair's schema rejects
    ``on`` in a variable parameter, though Vega-Lite passes it through; so they are added here.

    Parameters
    ----------
    spec
        A spec whose expressions mention ``frame`` or ``epoch``.
    snapshot_epochs
        Epochs from 0 in rising order, shape (T,).
    signal_id
        Id of the element of the page that holds the frame.
    drags
        What else moves the frame in the picture, as Vega's ``on``: it says ``frame_`` for where it stands, a text.
    """
    epochs = [int(snapshot) for snapshot in snapshot_epochs]
    # Whatever lies on top: a click on the curve itself leads there too.
    below = f"extent(pluck(intersect([[x(), y()], [x(), y()]], {{marktype: 'rect'}}), 'datum.{TARGET}'))[1]"
    seek = {"events": "click", "update": f"isNumber({below}) ? toString({below}) : frame_"}
    params = [
        {"name": "frame_", "value": "0", "bind": {"element": f"#{signal_id}", "event": "input"}, "on": [seek, *drags]},
        # What stood there before may have had more frames.
        {"name": "frame", "expr": f"min(toNumber(frame_), {len(epochs) - 1})"},
        {"name": "epoch", "expr": f"{epochs}[frame]"},
    ]
    datasets = spec.get("datasets", {})
    if TARGET in data_names(spec) and TARGET not in datasets:
        datasets = {**datasets, TARGET: targets(epochs)}
    return {**spec, "datasets": datasets, "params": [*params, *spec.get("params", [])]}


def show(spec: dict, snapshot_epochs: Iterable[int], key: str, name: str, words: str, unit: str = "") -> None:
    """Put a run's replay on the page: it plays once by itself; while the run goes on it stands at its newest frame.

    Parameters
    ----------
    spec, snapshot_epochs
        As for ``following``.
    key, name, words
        As for ``chart.show``; the key lets it survive reruns that do not change it.
    unit
        What is counted, translated; epochs if nothing is said.
    """
    epochs = [int(epoch) for epoch in snapshot_epochs]
    labels = [f"{unit or t('Epoch')} {epoch}" for epoch in epochs]
    last = len(labels) - 1
    course: dict[str, Any]
    course = {"run": GOES_ON, "start": last} if _goes_on.get() else {"run": fingerprint(spec), "plays": True}
    with frames(spec, epochs, key, name, words) as signal_id:
        if last > 0:
            player.show(signal_id, labels, name=name, milliseconds=round(MILLISECONDS / last), **course)


@contextmanager
def frames(
    spec: dict, snapshot_epochs: Iterable[int], key: str, name: str, words: str, drags: Sequence[dict[str, Any]] = ()
) -> Iterator[str]:
    """Put the charts of a replay on the page, and under them what moves them; give that the signal element's id."""
    signal_id = f"{key.replace('.', '-')}-frame"
    # In a container of its own the signal element, to which the picture listens, stays when something comes before it.
    with st.container(key=f"_replay.{key}"):
        player.signal_element(signal_id)
        moving = following(spec, snapshot_epochs, signal_id, drags)
        chart.show({**moving, "usermeta": CANVAS}, key=key, name=name, words=words)
        yield signal_id


def fingerprint(spec: dict) -> str:
    """Return a text that changes with the numbers of a spec. (Python hashes a text once, and keeps it.)"""
    cells = (value for rows in spec["datasets"].values() for row in rows for value in row.values())
    return str(hash(tuple(cells)))
