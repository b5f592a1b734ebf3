"""Pictures whose marks can be clicked: what is clicked moves controls, which a keyboard can move too."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from pages.ui import picture


def show(spec: dict, key: str, alt: str, selection: str, take: Callable[[dict], None]) -> None:
    """Put a picture on the page and call ``take`` with the fields of each mark that is clicked.

    Parameters
    ----------
    spec
        A spec with a point selection.
    selection
        The selection's name.
    take
        Called before the page runs again, so that it can set the values of widgets.
    """
    picture.show(spec, key, alt, on_select=partial(clicked, key, selection, take), selection_mode=selection)


def clicked(key: str, selection: str, take: Callable[[dict], None]) -> None:
    """Pass on the mark that was clicked; a click beside all marks is none."""
    for mark in st.session_state[key].selection[selection]:
        take(mark)
