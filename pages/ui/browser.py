"""What only the browser knows: how wide it is, and what this visitor answered and solved before."""

import contextlib
from pathlib import Path
from typing import Annotated

import streamlit as st
from pydantic import BaseModel, Field, ValidationError

from pages.ui import i18n

KEY = "_browser"
WIDTHS = (600, 900)
"""Content widths in pixels from which pictures stand in two and in three columns."""

Name = Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9-]+$")]


class Memory(BaseModel):
    """What is kept in the visitor's own browser (localStorage), checked when it is read.

    Attributes
    ----------
    answers
        By lesson, the option chosen before anything was revealed.
    solved
        By lesson, the challenges that were solved.
    """

    answers: dict[Name, Annotated[int, Field(ge=0, le=9)]] = Field({}, max_length=40)
    solved: dict[Name, Annotated[list[Name], Field(max_length=20)]] = Field({}, max_length=40)


def memory() -> Memory:
    """Return what is known of this visitor, what the browser reported included."""
    known = st.session_state.setdefault("_memory", Memory())
    reported = st.session_state.get(KEY, {}).get("stored")
    if reported and reported != st.session_state.get("_stored"):
        st.session_state["_stored"] = reported
        with contextlib.suppress(ValidationError):  # damaged or foreign: overwritten with what we know
            merge(known, Memory.model_validate_json(reported))
    return known


def merge(known: Memory, stored: Memory) -> None:
    """Add what was stored to what is known; what is known wins."""
    known.answers = stored.answers | known.answers
    for slug, names in stored.solved.items():
        known.solved[slug] = sorted({*names, *known.solved.get(slug, [])})


def columns() -> int:
    """Return how many pictures fit side by side: 1 on a phone, up to 3."""
    width = st.session_state.get(KEY, {}).get("width")
    if width is None:
        return 1 if "Mobi" in st.context.headers.get("User-Agent", "") else 3
    return 1 + sum(width >= limit for limit in WIDTHS)


def mount() -> None:
    """Put the component on the page; it is invisible and answers only when it knows better."""
    data = {
        "lang": i18n.language(),
        "columns": columns(),
        "widths": WIDTHS,
        "memory": memory().model_dump_json(),
    }
    component("browser")(key=KEY, data=data, height=1, on_stored_change=nothing, on_width_change=nothing)


def nothing() -> None:
    """A state value of a component needs a callback to exist."""


@st.cache_resource
def component(name: str):
    """Register the component of a script beside this file once.

    Give it numbers, texts and tuples: about anything else Streamlit asks pandas, which takes 29 MB.
    """
    return st.components.v2.component(name, js=Path(__file__).with_name(f"{name}.js").read_text(encoding="utf-8"))
