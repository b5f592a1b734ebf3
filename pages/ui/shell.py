"""The shell around every page: page config, navigation, language, and the chosen page inside."""

import os
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from pages import LESSONS
from pages.ui import browser, controls, i18n, moved, runs, visit
from pages.ui.context import t

PAGE = "_page"
OPENED = ("_opened.", "_opened_tab.", "_notices.")
"""Prefixes of session keys that describe how a page was opened: settings, tab, and what its link could not set."""
STYLE = Path(__file__).with_name("style.css")


def run() -> None:
    """Draw the shell and run the chosen page in it."""
    visit.begin()
    title = t("How do neural networks actually work?")
    about = t("Lessons on neural networks, from one neuron to a network that reads handwriting, each computed here.")
    st.set_page_config(
        page_title=title,
        page_icon="🧠",
        layout="wide",
        # Without an entry of ours the menu is left out, and with it the choice of a theme.
        menu_items={
            "Get help": None,
            "Report a bug": os.environ.get("REPORT_URL") or None,
            "About": f"**{title}**\n\n{about}",
        },
    )
    st.session_state["_in_shell"] = True
    session = runs.session()
    session.begin_page()
    controls.restore_lost_update()
    page = navigation()
    st.html(STYLE)
    browser.listen()
    runs.come_back()
    i18n.choose_language()
    lead_on(page.url_path)
    forget_other_pages(page.url_path)
    controls.open_board()
    page.run()
    session.end_page()
    browser.mount()


def navigation():
    """Register every lesson, by section, and return the page that was asked for."""
    pages: dict[str, list] = {}
    for lesson in LESSONS:
        page = st.Page(
            f"pages/{lesson.slug}.py",
            title=t(lesson.title),
            icon=lesson.icon,
            url_path=lesson.slug,
            default=lesson is LESSONS[0],
        )
        pages.setdefault(lesson.section and t(lesson.section), []).append(page)
    return st.navigation(pages, position="top")


def forget_other_pages(slug: str) -> None:
    """Forget what other pages were opened with: the next link there, or visit without one, is about something else."""
    if st.session_state.get(PAGE) == slug:
        return
    st.session_state[PAGE] = slug
    st.session_state.pop(browser.ADDRESS, None)
    for key in [str(key) for key in st.session_state]:
        if key.startswith(OPENED):
            del st.session_state[key]


def lead_on(slug: str) -> None:
    """Lead an old link to the page where its experiment is now.

    The browser goes there by itself, so that Back does not return to the old address. A link that is also about an
    experiment of this page stays, and a notice leads to the other one.
    """
    link = st.query_params.to_dict()
    page, is_all = moved.page_of(slug, [name.partition(".")[0] for name in link if "." in name])
    if page and is_all:
        url = f"{page}?{urlencode(link)}"
        browser.component("lead_on")(key="_lead_on", data={"url": url}, height=1)
        st.stop()
    if page:
        lesson = next(lesson for lesson in LESSONS if lesson.slug == page)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(t("A part of what this link shows has a page of its own now:"), width="content")
            st.page_link(f"pages/{page}.py", label=t(lesson.title), query_params=link)


def ensure() -> None:
    """Make sure that a page runs inside the shell.

    A server whose first visitor follows a link to a lesson starts in Streamlit's old multipage mode, which runs
    the page's file on its own. Calling ``st.navigation`` ends that mode for the whole server.
    """
    if "_in_shell" not in st.session_state:
        st.session_state["_in_shell"] = True
        navigation()
        st.rerun()
