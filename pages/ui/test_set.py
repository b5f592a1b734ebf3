"""The test set of a run: closed until its button is pressed, which counts."""

import re

import streamlit as st

from mlcore.common.settings import Settings
from pages.ui.context import t

BLOCK = "# ====== Test ====== #"
"""The heading of the block of a program that opens the test set."""


def button(settings: Settings, result) -> bool:
    """Offer to open the test set of a run that has ended, and return whether it is open.

    Parameters
    ----------
    settings
        Of the experiment as it stands.
    result
        Its run, which may be that of earlier settings; None while there is none.
    """
    opened: list[Settings] = st.session_state.setdefault(f"_test_sets.{settings.slug}", [])
    shown = is_open(result)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if result is not None and not shown:
            st.button(
                t("Open the test set"),
                key=f"_test_set.{settings.slug}",
                icon=":material/lock_open:",
                on_click=opened.append,
                args=(result.settings,),
            )
        if opened:
            times = t("Test sets opened so far: {count}").format(count=len(opened))
            st.caption(times, width="content")
    return shown


def without_block(text: str) -> str:
    """Return a program without the block that opens the test set."""
    return re.sub(f"{BLOCK}\n.*?(?=# ====== |\\Z)", "", text, flags=re.DOTALL).rstrip() + "\n"


def is_open(result) -> bool:
    """Say whether the test set of a run is open; None is the result where there is no run."""
    return result is not None and result.settings in st.session_state.get(f"_test_sets.{result.settings.slug}", [])
