"""A plane to set points on with mouse, finger or keyboard; the points are a setting and travel in the link."""

from functools import partial

import streamlit as st

from mlcore.classification.own_points import CLASSES, MAX_POINTS, REACH, words_of
from pages.ui import browser
from pages.ui.charts import theme
from pages.ui.context import t
from pages.ui.controls import Controls, set_widgets

HTML = (
    '<div class="classes" role="radiogroup"></div>'
    '<svg tabindex="0" role="application" viewBox="-3.2 -3.2 6.4 6.4"></svg>'
    '<button type="button" class="clear"></button><span class="said" role="status"></span>'
)


def pad(controls: Controls, name: str, explanation: str) -> None:
    """Draw the pad of a field that holds points, and below it their text, as ``own_points`` reads it."""
    key = controls.key(name)
    plane, text = st.container(), st.container()
    with text:
        st.caption(explanation)
        controls.widget(name)
    data = {
        "points": " ".join(words_of(st.session_state[key])),
        "reach": REACH,
        "most": MAX_POINTS,
        "classes": tuple(CLASSES),
        "colours": theme.CLASS_COLOURS,
        "marks": tuple(mark[0] for mark in theme.CLASS_NAMES),
        "name": t(
            "Plane from −3 to 3. Click to set a point of the chosen class, click a point to remove it, drag it to move "
            "it; or move with the arrow keys and press space. Press a, b or c to choose the class."
        ),
        "clear": t("Clear"),
        "at": t("{x1}, {x2}; points: {count}"),
    }
    with plane:
        browser.component("point_pad", HTML)(key=f"_pad.{key}", data=data, on_points_change=partial(take, key))


def take(key: str) -> None:
    """Put what was set on the pad into its setting, where it is checked like any text."""
    points = st.session_state[f"_pad.{key}"].get("points")
    if isinstance(points, str):
        set_widgets({key: points[:1000]})
