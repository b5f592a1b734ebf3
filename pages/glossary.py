"""The glossary: what each word means, and the pages on which one can play with it."""

import streamlit as st

from pages import LESSONS
from pages.ui import glossary, shell
from pages.ui.context import language, t
from pages.ui.glossary import Entry
from pages.ui.i18n import prose

PAGES = {lesson.slug: lesson for lesson in LESSONS}


def main() -> None:
    shell.ensure()
    st.title(t(PAGES["glossary"].title))
    st.markdown(" ".join(prose("glossary", "claim").split()))
    found = find(st.text_input(t("Find a word"), key="_find", max_chars=40, width=400))
    with st.container(key="_terms"):
        for term, entry in found:
            show(term, entry)
    if not found:
        st.markdown(prose("glossary", "nothing"))


def find(words: str) -> list[tuple[str, Entry]]:
    """Return the terms that hold what is looked for, then those whose meaning does, each in alphabetical order."""
    entries = sorted(glossary.entries(language()).items(), key=lambda named: named[0].casefold())
    wanted = words.strip().casefold()
    by_name = [(term, entry) for term, entry in entries if wanted in term.casefold()]
    by_meaning = [named for named in entries if wanted in named[1].meaning.casefold() and named not in by_name]
    return by_name + by_meaning


def show(term: str, entry: Entry) -> None:
    """Show one term, with links to its pages."""
    with st.container(gap=None):
        st.markdown(f"**{term}**  \n{entry.meaning}")
        with st.container(horizontal=True, gap="small"):
            for slug in entry.slugs:
                lesson = PAGES[slug]
                st.page_link(f"pages/{slug}.py", label=t(lesson.title), icon=lesson.icon, width="content")


main()
