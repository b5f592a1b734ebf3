"""Replay: all charts of a run on one epoch slider, scrubbed and played in the browser."""

from pages.ui import chart
from pages.ui.context import t

MILLISECONDS_PER_FRAME = 120

CANVAS = {"embedOptions": {"renderer": "canvas"}}
"""Vega draws a moving chart on canvas with less work than as SVG."""


def with_epochs(spec: dict, snapshot_epochs, play: str, epoch: str, position: str = "") -> dict:
    """Add the shared epoch to a finished Vega-Lite spec.

    Its charts say ``frame`` for the index of the snapshot shown and ``epoch`` for its epoch. The slider moves the
    index: epochs that are no multiples of a step would keep it from its end. Altair's schema rejects ``on`` in a
    variable parameter, though Vega-Lite passes it through; so they are added here.

    Parameters
    ----------
    spec
        A spec whose expressions mention ``frame`` or ``epoch``.
    snapshot_epochs
        Evenly spread epochs from 0, shape (T,); where T is 1 there is nothing to move.
    play, epoch, position
        Labels of the two controls and, between them, of the slider, translated.
    """
    epochs = [int(snapshot) for snapshot in snapshot_epochs]
    last = len(epochs) - 1
    if last == 0:
        return {**spec, "params": [{"name": "epoch", "value": 0}, {"name": "frame", "value": 0}, *spec["params"]]}
    advance = f"play ? (frame + 1) % {last + 1} : frame"
    timer = {"events": {"type": "timer", "throttle": MILLISECONDS_PER_FRAME}, "update": advance}
    slider = {"input": "range", "min": 0, "max": last, "step": 1, "name": f"{position} "}
    number = {"input": "text", "readonly": "", "tabindex": "-1", "name": f"{epoch} "}
    shown = {"events": {"signal": "frame"}, "update": f"{epochs}[frame]"}
    params = [
        {"name": "play", "value": False, "bind": {"input": "checkbox", "name": f"{play} "}},
        {"name": "frame", "value": last, "bind": slider, "on": [timer]},
        {"name": "epoch", "value": epochs[last], "bind": number, "on": [shown]},
    ]
    return {**spec, "params": [*params, *spec.get("params", [])]}


def show(spec: dict, snapshot_epochs, key: str, name: str, words: str, unit: str = "") -> None:
    """Put a replay on the page; the key lets it survive reruns that do not change it.

    Parameters
    ----------
    spec, snapshot_epochs
        As for ``with_epochs``.
    key, name, words
        As for ``chart.show``.
    unit
        What the slider counts, translated; epochs if nothing is said.
    """
    moving = with_epochs(spec, snapshot_epochs, t("Play"), unit or t("Epoch"), t("Replay"))
    chart.show({**moving, "usermeta": CANVAS}, key=key, name=name, words=words)
