"""The front page: what there is to do, and how far this visitor has come."""

import streamlit as st

from pages import LESSONS
from pages.ui import browser, frame
from pages.ui.i18n import prose, t


def main() -> None:
    frame.ensure()
    st.title(t(LESSONS[0].title))
    st.markdown(f"#### {prose('home', 'claim')}")
    solved = browser.memory().solved
    columns = st.columns(2)
    for number, lesson in enumerate(LESSONS[1:]):
        with columns[number % 2].container(border=True):
            st.page_link(f"pages/{lesson.slug}.py", label=f"**{t(lesson.title)}**", icon=lesson.icon)
            st.write(t(lesson.summary))
            if solved.get(lesson.slug):
                st.caption(t("{count} challenges solved").format(count=len(solved[lesson.slug])))


main()
