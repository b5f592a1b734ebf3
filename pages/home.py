"""The front page: a history that can be run, and the lessons with this visitor's progress."""

from importlib import import_module

import streamlit as st

from pages import LESSONS
from pages.lessons.home.charts import timeline
from pages.lessons.home.state import HomeState
from pages.ui import browser, pick, shell
from pages.ui.context import t
from pages.ui.controls import Controls, put
from pages.ui.i18n import prose


def main() -> None:
    shell.ensure()
    st.title(prose("home", "title"))
    st.markdown(f"#### {' '.join(prose('home', 'claim').split())}")
    history()
    lessons()


def lessons() -> None:
    """Draw one card for each lesson, with this visitor's progress."""
    st.header(t("Where to start"))
    st.markdown(prose("home", "start"))
    solved = browser.memory().solved
    for number, lesson in enumerate(LESSONS[1:]):
        if number % 2 == 0:
            columns = st.columns(2)
        challenges = import_module(f"pages.lessons.{lesson.slug}.challenges").CHALLENGES
        done = len({challenge.name for challenge in challenges} & set(solved.get(lesson.slug, [])))
        with columns[number % 2].container(border=True, height="stretch"):
            st.page_link(f"pages/{lesson.slug}.py", label=f"**{t(lesson.title)}**", icon=lesson.icon)
            st.write(t(lesson.summary))
            st.progress(
                done / len(challenges),
                text=t("{done} of {all} challenges solved").format(done=done, all=len(challenges)),
            )


def history() -> None:
    """Draw the timeline and the events of the chosen year, each with a link to its lesson."""
    st.header(t("A history that can be run"))
    st.markdown(prose("home", "history"))
    controls = Controls(HomeState)
    place = st.container()
    controls.widget("year")
    settings = controls.settings()
    with place:
        spec = timeline.timeline(settings)
        pick.show(
            spec, "home.timeline", t("Timeline from 1943 to 2017"), timeline.alt_text(settings), "pick", choose_year
        )
    for event in timeline.events_of(settings.year):
        with st.container(border=True):
            st.markdown(f"**{event.year} · {t(event.name)}**  \n{prose('home', f'event {event.name}')}")
            lesson = next(lesson for lesson in LESSONS if lesson.slug == event.lesson)
            label = t("Run it: {lesson}").format(lesson=t(lesson.title))
            st.page_link(f"pages/{lesson.slug}.py", label=label, icon=lesson.icon)


def choose_year(event: dict) -> None:
    """Move to the year of the point that was clicked."""
    put({"home.year": int(event["year"])})


main()
