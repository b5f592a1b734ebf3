"""Pictures on a page."""

import json

import streamlit as st

from pages.ui import arrow
from pages.ui.browser import component


def show(spec: dict, key: str, alt: str, **selection) -> None:
    """Put a picture on the page; its key lets it survive reruns and take new numbers in place.

    ``selection`` goes to Streamlit's chart: what to call when a mark is clicked.

    Its tables travel as Arrow. Streamlit would take a detour over pandas that costs 2 ms a table. Streamlit makes
    ``alt`` a part of the spec, and a new spec builds the picture anew instead of putting new numbers into it. So a
    picture that is there already keeps the ``alt`` it was built with, and gets the new one from a component.
    """
    tables = {name: arrow.table(rows) for name, rows in spec.get("datasets", {}).items()}
    drawing = {name: part for name, part in spec.items() if name != "datasets"}
    built = st.session_state.setdefault("_built", {})
    shape = hash(json.dumps(drawing))
    if built.get(key, (None, ""))[0] != shape:
        built[key] = (shape, alt)
    st.vega_lite_chart({**drawing, "datasets": tables}, key=key, alt=built[key][1], width="content", **selection)
    component("picture")(key=f"_alt.{key}", data={"alt": alt}, height=1)
