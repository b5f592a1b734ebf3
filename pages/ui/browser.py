"""What only the browser knows: how wide it is, and what this visitor answered and solved before."""

import json
import re
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import streamlit as st
from pydantic import BaseModel, Field, FiniteFloat, TypeAdapter, ValidationError

from pages.ui import moved
from pages.ui.context import language
from pages.ui.labels import label

KEY = "_browser"
STORED = "_stored"
ADDRESS = "_address"
WIDTHS = (600, 1190)
"""Content widths in pixels from which charts stand in two and in three columns, beside the controls of a stage."""

MAX_ENTRIES, MAX_NAMES, MAX_LINK = 200, 20, 2000
"""How many entries of a table, challenges of a lesson, and characters of a link are read from what a browser keeps."""


class StoredSolution(BaseModel):
    """How a challenge was solved first.

    Attributes
    ----------
    link
        The parameters of a link that restores the settings.
    number
        The number that the program of these settings prints last, or None where there is none.
    """

    link: Annotated[str, Field(max_length=MAX_LINK)]
    number: FiniteFloat | None = None


class BrowserMemory(BaseModel):
    """What is kept in the visitor's own browser (localStorage); ``recalled`` checks it when it is read.

    Attributes
    ----------
    answers
        The chosen option by lesson, or by lesson and challenge: a hash of its text (earlier versions stored its index).
        A page checks that it has such an option.
    tried
        The lessons whose prediction the visitor has tried, so that it stays explained.
    solved
        By lesson, the challenges that were solved.
    ways
        By lesson and challenge, how it was solved.
    """

    answers: dict[str, str | int] = {}
    tried: list[str] = []
    solved: dict[str, list[str]] = {}
    ways: dict[str, StoredSolution] = {}


def memory() -> BrowserMemory:
    """Return what is known of this visitor, what the browser reported included."""
    known = st.session_state.setdefault("_memory", BrowserMemory())
    reported = st.session_state.get(KEY, {}).get("stored")
    if reported and reported != st.session_state.get(STORED):
        st.session_state[STORED] = reported
        merge(known, recalled(reported))
    return known


def recalled(text: str) -> BrowserMemory:
    """Return what a stored text holds. Each entry is checked by itself, and only what is wrong is left out."""
    try:
        stored = TypeAdapter(dict[str, Any]).validate_json(text)
    except ValidationError:
        return BrowserMemory()
    answers = {slug: option for slug, option in entries(stored, "answers") if is_option(option)}
    tried = recalled_names(stored.get("tried"))
    solved = {slug: recalled_names(names) for slug, names in entries(stored, "solved") if isinstance(names, list)}
    ways = {name: solution for name, entry in entries(stored, "ways") if (solution := recalled_solution(entry))}
    return BrowserMemory(answers=answers, tried=tried, solved=moved.with_moved(solved), ways=ways)


def recalled_names(stored: Any) -> list[str]:
    """Return the names of lessons or challenges in a list that was stored."""
    return sorted({*islice(filter(is_name, stored), MAX_NAMES)}) if isinstance(stored, list) else []


def recalled_solution(stored: Any) -> StoredSolution | None:
    """Return how a challenge was solved, or None where something else was stored."""
    try:
        return StoredSolution.model_validate(stored)
    except ValidationError:
        return None


def entries(stored: dict[str, Any], part: str) -> list[tuple[str, Any]]:
    """Return the entries of one part of what was stored whose lesson has a well-formed name."""
    table = stored.get(part)
    named = [entry for entry in table.items() if is_name(entry[0])] if isinstance(table, dict) else []
    return named[:MAX_ENTRIES]


def is_option(value: object) -> bool:
    """Say whether a value can stand for an option that was chosen."""
    return is_name(value) or (type(value) is int and 0 <= value <= 9)


def is_name(value: object) -> bool:
    """Say whether a value can be the name of a lesson or of a challenge."""
    return isinstance(value, str) and re.fullmatch(r"[a-z0-9_-]{1,40}", value) is not None


def merge(known: BrowserMemory, stored: BrowserMemory) -> None:
    """Add what was stored to what is known; what is known wins."""
    known.answers = stored.answers | known.answers
    known.tried = sorted({*stored.tried, *known.tried})
    known.ways |= stored.ways
    for slug, names in stored.solved.items():
        known.solved[slug] = sorted({*names, *known.solved.get(slug, [])})


def columns() -> int:
    """Return how many charts fit side by side: 1 on a phone, up to 3."""
    width = st.session_state.get(KEY, {}).get("width")
    if width is None:
        return 1 if "Mobi" in st.context.headers.get("User-Agent", "") else 3
    return 1 + sum(width >= limit for limit in WIDTHS)


def mount() -> None:
    """Put the component on the page; it is invisible and answers only when it knows better."""
    data = {
        "lang": language(),
        "columns": columns(),
        "widths": WIDTHS,
        "memory": memory().model_dump_json(),
        "address": json.dumps(address()),
    }
    component("browser")(key=KEY, data=data, height=1, on_stored_change=nothing, on_width_change=nothing)


def keep_in_address(key: str, option: object, default: object) -> None:
    """Have the browser keep an option in the address that a link named in other words than the page."""
    st.session_state.setdefault(ADDRESS, {})[key] = option, default


def kept(key: str) -> object:
    """Return the option that a link named in other words than the page, or None."""
    return st.session_state.get(ADDRESS, {}).get(key, (None, None))[0]


def address() -> dict[str, str]:
    """Return what the address must hold, by parameter: defaults are left out."""
    known = st.session_state.get(ADDRESS, {}).items()
    now = {key: (st.session_state.get(key), default) for key, (_, default) in known}
    return {key: label(value, key) for key, (value, default) in now.items() if value not in (None, default)}


def listen() -> None:
    """Put the components on the page that listen to all of it; before anything else, as the first run counts too."""
    component("navigation")(key="_listen.navigation", height=1)
    component("touch")(key="_listen.touch", height=1)
    component("sliders")(key="_listen.sliders", height=1)
    component("terms")(key="_listen.terms", height=1)


def nothing() -> None:
    """A state value of a component needs a callback to exist."""


@st.cache_resource
def component(name: str, html: str = ""):
    """Register the component of a script beside this file once, with its style sheet if it has one.

    Give it numbers, texts and tuples: about anything else Streamlit asks pandas, which takes 29 MB.
    """
    script, style = (Path(__file__).with_name(f"{name}.{kind}") for kind in ("js", "css"))
    css = style.read_text(encoding="utf-8") if style.exists() else None
    return st.components.v2.component(name, html=html or None, css=css, js=script.read_text(encoding="utf-8"))
