"""A listing whose lines can be clicked; a keyboard has another way to the same choice."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st


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
    component()(key=name, data=data, on_line_change=partial(clicked, name, count, take))


def clicked(name: str, count: int, take: Callable[[int], None]) -> None:
    """Pass a clicked line on, if there is such a line."""
    line = st.session_state[name].get("line")
    if isinstance(line, int) and 1 <= line <= count:
        take(line)


@st.cache_resource
def component():
    """Register the component once."""
    here = Path(__file__)
    return st.components.v2.component("code_lines", html="<span></span>", js=here.with_suffix(".js").read_text("utf-8"))
