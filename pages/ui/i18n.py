"""The visitor's language: short strings from gettext catalogues, prose from one Markdown file a lesson."""

import gettext
import re
from functools import lru_cache
from pathlib import Path

import streamlit as st

from pages.ui import context, glossary
from pages.ui.sections import read_sections

LESSONS = Path(__file__).parents[1] / "lessons"
CATALOGUES = Path(__file__).with_name("locale")
LANGUAGES = [code for code in ("en", "ko") if (LESSONS / "home" / f"prose.{code}.md").exists()]


def chosen_language() -> str:
    """Return the language chosen in the frame or named in the link, else the browser's if we speak it, else English."""
    preferred = (st.context.locale or "").partition("-")[0]
    named = st.query_params.get("lang")  # the first run of a visit begins before the widget has read the link
    return next(code for code in (st.session_state.get("lang"), named, preferred, "en") if code in LANGUAGES)


def choose_language() -> None:
    """Let the visitor choose, where there is a choice."""
    if len(LANGUAGES) > 1:
        st.segmented_control(
            "Language / 언어", LANGUAGES, default=context.language(), key="lang", bind="query-params", required=True
        )


@lru_cache
def catalogue(code: str) -> gettext.NullTranslations:
    """Return the catalogue ``locale/<code>/LC_MESSAGES/app.mo``, or the English texts themselves."""
    return gettext.translation("app", CATALOGUES, languages=[code], fallback=True)


def prose(slug: str, section: str, **values: object) -> str:
    """Return a section of a lesson's prose with ``{{name}}`` filled in.

    Raises
    ------
    KeyError
        If the lesson has no such section, or a name is not given.
    """
    text = sections(context.language(), slug)[section]
    return re.sub(r"\{\{(\w+)\}\}", lambda match: str(values[match[1]]), text)


def notes() -> dict[str, str]:
    """Return the notes on lines of programs: by the start of the line, what it is for."""
    return read_sections(Path(__file__).with_name(f"program_notes.{context.language()}.md"))


def noted(text: str) -> list[tuple[int, str, str]]:
    """Return number, code and note of each line that has one; what is noted once is not noted again."""
    rows: list[tuple[int, str, str]] = []
    unused = dict(sorted(notes().items(), key=lambda note: -len(note[0])))
    for number, line in enumerate(text.splitlines(), start=1):
        code = line.strip()
        found = next((start for start in unused if code.startswith(start)), None)
        if found is not None:
            rows.append((number, code, unused.pop(found)))
    return rows


@lru_cache
def sections(code: str, slug: str) -> dict[str, str]:
    """Return the sections of ``lessons/<slug>/prose.<code>.md`` by name, with the marked words of the glossary.

    Raises
    ------
    KeyError
        If a marked word is no term of the glossary; it names the term.
    """
    texts = read_sections(LESSONS / slug / f"prose.{code}.md")
    return {name: glossary.explained(code, text) for name, text in texts.items()}
