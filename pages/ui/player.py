"""The player of a series of frames: play, pause, one step back or forth, speed, keys, and a slider to its end.

It moves in the browser. The number of the frame stands in a *signal element*, an invisible element of the page. It
sends an ``input`` event at each change; pictures and listings listen to it.
"""

from collections.abc import Sequence

import streamlit as st

from pages.ui import browser
from pages.ui.context import t

ICONS = {
    "first": "M6 5h2v14H6zM19 5v14l-10-7z",
    "back": "M15 5l2 2-5 5 5 5-2 2-7-7z",
    "play": "M8 5v14l11-7z",
    "forward": "M9 5l-2 2 5 5-5 5 2 2 7-7z",
}
"""Drawn as paths: not every device has characters for these signs."""

SPEEDS = {"0.25": "¼×", "0.5": "½×", "1": "1×", "2": "2×", "4": "4×"}


def html() -> str:
    """Return the component's elements."""
    icon = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>'
    buttons = "".join(
        f'<button type="button" class="{name}">{icon.format(path)}</button>' for name, path in ICONS.items()
    )
    speeds = "".join(
        f'<option value="{factor}"{" selected" if factor == "1" else ""}>{label}</option>'
        for factor, label in SPEEDS.items()
    )
    return (
        f'<div class="player" role="group">{buttons}<input type="range" class="slider" min="0" step="1">'
        f'<span class="at"></span><select class="speed">{speeds}</select></div>'
    )


def signal_element(name: str) -> None:
    """Put the signal element of a player on the page, before what listens to it.

    It emits the same HTML on every rerun: charts stay bound to the DOM element they found first.

    Parameters
    ----------
    name
        Id of the element; it is unique on the page.
    """
    st.html(f'<data id="{name}" class="visually-hidden" value="0"></data>')


def show(
    signal_id: str,
    labels: Sequence[str],
    name: str,
    run: str,
    milliseconds: int,
    start: int = 0,
    plays: bool = False,
) -> None:
    """Draw a player.

    Parameters
    ----------
    signal_id
        Id of the element that holds the frame.
    labels
        What each frame is called, e.g. its epoch.
    name
        What is played, translated.
    run
        Changes when other frames take their place: then the player goes to ``start`` again. Where only more frames
        have come, it stays where it is, but at the end if it stood there.
    milliseconds
        How long a frame is shown at normal speed.
    start
        The first frame shown.
    plays
        Whether it plays from there once by itself, as soon as it is in sight. For those who want little motion it
        goes to the end at once.
    """
    texts = {
        "name": name,
        "slider": name,
        "play": t("Play"),
        "pause": t("Pause"),
        "first": t("To the start"),
        "back": t("One step back"),
        "forward": t("One step on"),
        "speed": t("Speed"),
    }
    # Tuples all through: Streamlit imports pandas to see whether a list or a dict is a table.
    data = {
        "signal_id": signal_id,
        "count": len(labels),
        "labels": tuple(labels),
        "texts": tuple(texts.items()),
        "run": run,
        "start": start,
        "plays": plays,
        "milliseconds": milliseconds,
    }
    browser.component("player", html())(key=f"_player.{signal_id}", data=data)
