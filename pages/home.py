"""The front page: a network that learns, the lessons with this visitor's progress, and a history."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from mlcore.xor.results import XorResult
from mlcore.xor.settings import XorSettings
from pages import LESSONS, TAUGHT, Lesson
from pages.lessons.home.charts import hero, timeline
from pages.lessons.home.path import STOPS
from pages.lessons.home.state import HomeState
from pages.lessons.xor import points
from pages.lessons.xor.charts import trained
from pages.ui import pick, progress, replay, runs, shell
from pages.ui.context import t
from pages.ui.controls import Controls, set_widgets
from pages.ui.i18n import prose
from pages.ui.visit import fragment

CARDS_IN_A_ROW = 4


def main() -> None:
    shell.ensure()
    words, picture = st.columns([2, 3], gap="large", vertical_alignment="center")
    with words:
        st.title(prose("home", "title"))
        st.markdown(" ".join(prose("home", "claim").split()))
        begin_or_continue()
    with picture:
        watch_it_learn()
    ways()
    lessons()
    history()


def begin_or_continue() -> None:
    """Lead to the first lesson, or to the first one whose challenges are not all solved."""
    counts = {lesson: progress.counts(lesson) for lesson in TAUGHT}
    ahead = [lesson for lesson, (done, every) in counts.items() if done < every]
    lesson = [*ahead, TAUGHT[0]][0]
    begun = any(done for done, _ in counts.values())
    label = (t("Continue: {lesson}") if begun else t("Start: {lesson}")).format(lesson=t(lesson.title))
    with st.container(key="_begin"):
        st.page_link(f"pages/{lesson.slug}.py", label=f"**{label}**", icon=":material/play_arrow:")


@fragment
def watch_it_learn() -> None:
    """A small network that learns XOR while one looks on."""
    runs.automatic(XorSettings(), "home.hero", draw=draw_hero, before=partial(points.show, "home.points"))


def draw_hero(result: XorResult) -> None:
    """What the network answers over the plane, and what each of its units sees."""
    replay.show(
        hero.draw(result),
        result.snapshot_epochs,
        key="home.hero",
        name=t("A network learns XOR"),
        words=trained.alt_text(result),
    )


def ways() -> None:
    """Draw the two ways through the lessons, with this visitor's progress along both."""
    st.header(t("Two ways through"))
    short, whole = st.columns(2, gap="medium")
    with short.container(border=True, height="stretch"):
        twenty_minutes()
    with whole.container(border=True, height="stretch"):
        whole_course()


def twenty_minutes() -> None:
    """Draw the stops of the short way; each opens its tab."""
    st.subheader(t("Twenty minutes"))
    st.markdown(prose("home", "short way"))
    for stop in STOPS:
        with st.container(gap=None):
            icon = ":material/check_circle:" if stop.is_done else stop.lesson.icon
            label = f"**{t(stop.lesson.title)}**"
            st.page_link(f"pages/{stop.slug}.py", label=label, icon=icon, query_params=stop.link)
            st.caption(prose("home", f"stop {stop.slug}"))
    done = sum(stop.is_done for stop in STOPS)
    way(done, len(STOPS), t("{done} of {all} stops done"), [stop.lesson for stop in STOPS])


def whole_course() -> None:
    """Draw the whole course, section by section."""
    st.subheader(t("The whole course"))
    st.markdown(prose("home", "long way"))
    done, every = (sum(numbers) for numbers in zip(*map(progress.counts, TAUGHT), strict=True))
    for section in dict.fromkeys(lesson.section for lesson in TAUGHT):
        about = [lesson for lesson in TAUGHT if lesson.section == section]
        solved, there = (sum(numbers) for numbers in zip(*map(progress.counts, about), strict=True))
        titles = " · ".join(t(lesson.title) for lesson in about)
        solved_here = t("{done} of {all} challenges solved").format(done=solved, all=there)
        st.markdown(f"**{t(about[0].section)}**  \n{titles}  \n:gray[{solved_here}]")
    way(done, every, t("{done} of {all} challenges of the course solved"), TAUGHT)


def way(done: int, every: int, said: str, taught: Sequence[Lesson]) -> None:
    """Draw how far a visitor is on a way; at its end, what its pages have left behind."""
    st.progress(done / every, text=said.format(done=done, all=every))
    if done == every:
        st.success(t("You have come to the end of this way. What you have learned:"), icon=":material/flag:")
        st.markdown("\n".join(f"- {progress.learned(lesson)}" for lesson in taught))
    st.page_link("pages/summary.py", label=t("Your summary, to print"), icon=":material/print:")


def lessons() -> None:
    """Draw one card for each lesson, with this visitor's progress."""
    st.header(t("The lessons"))
    st.markdown(prose("home", "start"))
    for number, lesson in enumerate(TAUGHT):
        if number % CARDS_IN_A_ROW == 0:
            columns = st.columns(CARDS_IN_A_ROW)
        done, every = progress.counts(lesson)
        with columns[number % CARDS_IN_A_ROW].container(border=True, height="stretch"):
            st.html(card(lesson))
            st.page_link(f"pages/{lesson.slug}.py", label=f"**{t(lesson.title)}**", icon=lesson.icon)
            st.write(t(lesson.summary))
            st.progress(done / every, text=t("{done} of {all} challenges solved").format(done=done, all=every))


def card(lesson: Lesson) -> str:
    """Return the picture of a lesson, which says nothing that its title does not, in the theme of this visitor."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    source = f"app/static/cards/{lesson.slug}-{theme}.webp"
    return f'<img class="card" alt="" loading="lazy" width="480" height="240" src="{source}">'


def history() -> None:
    """Draw the timeline and the events of the chosen year, each with a link to its lesson."""
    st.header(t("A history, with something to try at each point"))
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
            label = t("Try it: {lesson}").format(lesson=t(lesson.title))
            st.page_link(f"pages/{lesson.slug}.py", label=label, icon=lesson.icon)
    with st.expander(t("Sources of the timeline"), icon=":material/menu_book:"):
        st.markdown(prose("home", "sources"))


def choose_year(event: dict) -> None:
    """Move to the year of the point that was clicked."""
    set_widgets({"home.year": int(event["year"])})


main()
