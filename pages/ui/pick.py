"""Charts whose marks can be clicked: what is clicked moves controls, which a keyboard can move too."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from pages.ui import chart


def show(spec: dict, key: str, name: str, words: str, selection: str, take: Callable[[dict], None]) -> None:
    """Put a chart on the page and call ``take`` with the fields of each mark that is clicked.

    Parameters
    ----------
    spec
        A spec with a point selection.
    key, name, words
        As for ``chart.show``.
    selection
        The selection's name.
    take
        Called before the page runs again, so that it can set the values of widgets.
    """
    take_clicked = partial(clicked, key, selection, take)
    chart.show(spec, key, name, words, on_select=take_clicked, selection_mode=selection)


def clicked(key: str, selection: str, take: Callable[[dict], None]) -> None:
    """Pass on the mark that was clicked; a click beside all marks changes nothing."""
    for mark in st.session_state[key].selection[selection]:
        take(mark)
