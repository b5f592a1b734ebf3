"""A listing whose lines can be clicked; a keyboard has another way to the same choice."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from pages.ui import browser


def listing(text: str, key: str, chosen: int | None, take: Callable[[int], None], height: int) -> None:
    """Show a program with its line numbers, the chosen line marked, and call ``take`` with a line that is clicked.

    Parameters
    ----------
    text
        The program.
    key
        Unique on the page.
    chosen
        The line that is marked, counted from 1, or None.
    take
        Called before the page runs again, so that it can set the values of widgets.
    height
        In pixels.
    """
    place = f"_listing.{key}"
    with st.container(key=place):
        st.code(text, language="python", line_numbers=True, height=height)
    count = len(text.splitlines())
    data = {"place": place.replace(".", "-"), "chosen": chosen or 0, "count": count}
    name = f"_clicks.{key}"
    browser.component("code_lines")(key=name, data=data, on_line_change=partial(clicked, name, count, take))


def clicked(name: str, count: int, take: Callable[[int], None]) -> None:
    """Pass a clicked line on, if there is such a line."""
    line = st.session_state[name].get("line")
    if isinstance(line, int) and 1 <= line <= count:
        take(line)
