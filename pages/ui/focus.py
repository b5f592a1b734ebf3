"""Bring the keyboard's place to an input, after a click elsewhere has asked for it."""

from pathlib import Path

import streamlit as st


def on(label: str, turn: int) -> None:
    """Put the focus on the input with a label, once for each turn; turn 0 is none.

    Parameters
    ----------
    label
        The input's label, translated.
    turn
        How often it has been asked for.
    """
    component()(key="_focus", data={"label": label, "turn": turn})


@st.cache_resource
def component():
    """Register the component once."""
    here = Path(__file__)
    return st.components.v2.component("focus", html="<span></span>", js=here.with_suffix(".js").read_text("utf-8"))
