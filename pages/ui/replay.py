"""Replay: all pictures of a run on one epoch slider, scrubbed and played in the browser."""

from pages.ui import picture
from pages.ui.context import t

MILLISECONDS_PER_FRAME = 120

CANVAS = {"embedOptions": {"renderer": "canvas"}}
"""Vega draws a moving picture on canvas with less work than as SVG."""


def with_epochs(spec: dict, checkpoints, play: str, epoch: str) -> dict:
    """Add the shared epoch to a finished Vega-Lite spec.

    Its pictures say ``frame`` for the index of the checkpoint shown and ``epoch`` for its epoch. Altair's schema
    rejects ``on`` in a variable parameter, though Vega-Lite passes it through; so they are added here.

    Parameters
    ----------
    spec
        A spec whose expressions mention ``frame`` or ``epoch``.
    checkpoints
        Evenly spread epochs from 0, shape (T,); where T is 1 there is nothing to move.
    play, epoch
        Labels of the two controls, translated.
    """
    last, epochs = len(checkpoints) - 1, int(checkpoints[-1])
    if last == 0:
        return {**spec, "params": [{"name": "epoch", "value": 0}, {"name": "frame", "value": 0}, *spec["params"]]}
    step = epochs / last
    advance = f"play ? (epoch > {epochs - step / 2} ? 0 : epoch + {step}) : epoch"
    timer = {"events": {"type": "timer", "throttle": MILLISECONDS_PER_FRAME}, "update": advance}
    slider = {"input": "range", "min": 0, "max": epochs, "step": step, "name": f"{epoch} "}
    params = [
        {"name": "play", "value": False, "bind": {"input": "checkbox", "name": f"{play} "}},
        {"name": "epoch", "value": epochs, "bind": slider, "on": [timer]},
        {"name": "frame", "expr": f"round(epoch / {step})"},
    ]
    return {**spec, "params": [*params, *spec.get("params", [])]}


def show(spec: dict, checkpoints, key: str, alt: str, unit: str = "") -> None:
    """Put a replay on the page; the key lets it survive reruns that do not change it.

    Parameters
    ----------
    spec, checkpoints
        As for ``with_epochs``.
    key, alt
        Of the element.
    unit
        What the slider counts, translated; epochs if nothing is said.
    """
    moving = with_epochs(spec, checkpoints, t("Play"), unit or t("Epoch"))
    picture.show({**moving, "usermeta": CANVAS}, key=key, alt=alt)
