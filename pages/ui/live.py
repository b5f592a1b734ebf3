"""The way between sliders and pictures that follow the hand, in the browser and without the server."""

import re
from functools import partial
from urllib.parse import parse_qsl

import streamlit as st

from pages.ui import browser
from pages.ui.charts.live import HELD, signal_id
from pages.ui.controls import Controls, extra, limits, set_widgets


def signal_elements(controls: Controls, *names: str) -> None:
    """Let pictures follow the sliders of some fields, and the sliders what is dragged in a picture.

    Call it after the sliders and before the pictures, whose parameters are ``charts.live.parameters``. It emits
    the same HTML on every rerun: charts stay bound to the DOM element they found first.
    """
    slug = controls.experiment.slug
    fields = controls.experiment.model_fields
    elements = "".join(
        f'<data id="{signal_id(slug, name)}" class="visually-hidden" value="{fields[name].default}"></data>'
        for name in names
    )
    held = f'<data id="{signal_id(slug, HELD)}" class="visually-hidden" value=""></data>'
    st.html(f'<div class="visually-hidden">{elements}{held}</div>')
    parts = tuple((name, signal_id(slug, name), style_class(controls.key(name))) for name in names)
    key = f"_listen.{slug}.ports"
    browser.component("live")(
        key=key,
        data={"parts": parts, "held": signal_id(slug, HELD)},
        height=1,
        on_moved_change=partial(take, controls, key, names),
    )


def style_class(key: str) -> str:
    """Return the class that Streamlit gives to the element of a key."""
    return "st-key-" + re.sub(r"[^a-zA-Z0-9_-]", "-", key)


def take(controls: Controls, key: str, names: tuple[str, ...]) -> None:
    """Move the sliders to where something was dragged, to the nearest number that they can stand at."""
    moved = st.session_state[key].get("moved")
    if not isinstance(moved, str):
        return
    given = {name: text for name, text in parse_qsl(moved) if name in names}
    values = {controls.key(name): nearest(controls.experiment.model_fields[name], text) for name, text in given.items()}
    set_widgets({place: value for place, value in values.items() if value is not None})


def nearest(field, text: str) -> float | None:
    """Return the number that a field's slider can stand at nearest to a written one; None where it is no number."""
    try:
        value = float(text)
    except ValueError:
        return None
    if value != value:
        return None
    low, high = limits(field)
    step = extra(field).get("step", 1)
    steps = round((min(max(value, low), high) - low) / step)
    return field.annotation(round(low + steps * step, 6))
