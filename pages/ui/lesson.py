"""What every lesson page has around its experiment: claim, prediction, challenges, code, sources, next."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mlcore.common.settings import Settings, State
from pages import LESSONS, TAUGHT, Lesson
from pages.ui import browser, program, progress, question, runs, share, shell
from pages.ui.challenge import Challenge
from pages.ui.challenge_card import ChallengeCard, unanswered
from pages.ui.context import t
from pages.ui.i18n import prose
from pages.ui.stage import Stage, stage


class Page:
    """One lesson page, from the claim at its top to the next lesson at its end."""

    def __init__(self, slug: str, challenges: Sequence[Challenge]) -> None:
        shell.ensure()
        self.slug = slug
        self.challenges = challenges
        self.now: dict[type, State] = {}
        self.places: dict[type, tuple[DeltaGenerator, list[Challenge]]] = {}
        self.missing: dict[str, str] = {}
        self.lesson = next(lesson for lesson in TAUGHT if lesson.slug == slug)
        self.card = ChallengeCard(self.lesson, challenges, self.now)
        with st.container(key="_heading", horizontal=True, vertical_alignment="center", gap="medium"):
            st.title(t(self.lesson.title), width="content")
            st.markdown(" ".join(self.prose("claim").split()))
            self.corner = st.container(width="content", horizontal=True, vertical_alignment="center")

    def prose(self, section: str, **values: object) -> str:
        """Return a section of this lesson's prose."""
        return prose(self.slug, section, **values)

    def predict(self, experiment: type[State], *fields: str) -> None:
        """Ask the lesson's question before anything is revealed; any answer, or none, will do.

        It is revealed when the learner has tried it, which the section ``# try`` asks for.

        Parameters
        ----------
        experiment
            What it is about.
        fields
            One of these has to change; without any, the experiment has to be run.
        """
        self.predicted = experiment, fields
        asked = question.before_all(self.slug)
        with st.container(border=True, key="_predict", horizontal=True, vertical_alignment="center", gap="medium"):
            predict = t("Predict")
            st.markdown(f":material/psychology: **{predict}** · {asked.text}", width="content")
            key = f"_predict.{self.slug}"
            if st.session_state.get(key) is None and asked.number is not None:
                st.session_state[key] = asked.number
            answer = asked.ask(key, index=None, horizontal=True, label_visibility="collapsed", width="content")
            if answer is None:
                return
            asked.keep(answer)
            if not self.has_tried:
                st.caption(
                    t("Noted. The answer stands here when you have tried it: {try_it}").format(try_it=self.prose("try"))
                )
                return
            chosen, right = asked.options[answer], asked.right.text
            corrected = "" if chosen.is_right else t("The right answer: *{answer}*.").format(answer=right)
            st.markdown(question.verdict(chosen, corrected, asked.explanation))

    @property
    def has_tried(self) -> bool:
        """Whether the visitor has tried what the prediction of this page is about."""
        return self.slug in browser.memory().tried

    def note(self, settings: State, result: object) -> None:
        """Note when the visitor has tried what the prediction is about; it is explained from then on."""
        experiment, fields = self.predicted
        if self.has_tried or type(settings) is not experiment or result is None or is_earlier(result, settings):
            return
        if fields and all(getattr(settings, name) == getattr(opened(settings), name) for name in fields):
            return
        browser.memory().tried.append(self.slug)
        if st.session_state.get(f"_predict.{self.slug}") is not None:
            st.rerun()

    def tabs(self, **experiments: type[State] | tuple[type[State], ...]) -> Sequence[DeltaGenerator]:
        """Return a place for each of several experiments; a link opens the one that it is about.

        Parameters
        ----------
        experiments
            By the section ``# tab <name>`` of the prose that says what its tab is called, the settings that a link
            may hold, several or none in a tuple.
        """
        names = [self.prose(f"tab {name}") for name in experiments]
        linked = {parameter.partition(".")[0] for parameter in st.query_params}
        about = [one if isinstance(one, tuple) else (one,) for one in experiments.values()]
        opened = [number for number, some in enumerate(about) if any(one.slug in linked for one in some)]
        default = st.session_state.setdefault(f"_opened_tab.{self.slug}", [*opened, 0][0])
        return st.tabs(names, default=names[default], key=self.tab_key, on_change="rerun")

    @property
    def tab_key(self) -> str:
        """The key of the tab that is open."""
        return f"_tab.{self.slug}"

    def stage(self, *experiments: type[State]) -> Stage:
        """Set up a stage for an experiment; of several, the last one to be checked comes last."""
        place = stage(experiments[0].slug)
        about = [challenge for challenge in self.challenges if type(challenge.solution) in experiments]
        self.places |= {experiment: (place.challenge, []) for experiment in experiments[:-1]}
        self.places[experiments[-1]] = place.challenge, about
        return place

    def why(self, **values: object) -> None:
        """Explain, with the learner's own numbers in the formula."""
        st.markdown(self.prose("why", **values))

    def check(self, settings: State, result: object, *names: str) -> None:
        """Check the challenges about an experiment against the learner's own settings and result.

        A fragment that calls this draws its stage's challenge alone. Only when one has just been solved does the whole
        page run again, so that the browser keeps it.

        Parameters
        ----------
        settings, result
            The experiment as it stands, and its run; None while there is none.
        names
            Of the runs that the result comes from, where they do not have the name of the settings.
        """
        self.now[type(settings)] = settings
        self.note(settings, result)
        memory = browser.memory()
        before = solved = memory.solved.get(self.slug, [])
        for challenge in self.challenges:
            if type(challenge.solution) is type(settings):
                missing = unanswered(self.slug, challenge.name)
                missing = missing or what_is_missing(challenge, settings, result, *names)
                self.missing[challenge.name] = missing
                if not missing and challenge.name not in solved:
                    solved = memory.solved[self.slug] = [*solved, challenge.name]
                    progress.keep_solution(self.slug, challenge.name, settings, result)
        place, about = self.places[type(settings)]
        if about:
            with place:
                self.card.draw(about, solved, self.missing)
        if solved is not before:
            st.rerun()

    def program(self, settings: Settings, result, **options: Any) -> None:
        """Show the program that ran; the parameters are those of ``program.show``."""
        program.show(settings, result, self.settings_now(settings), **options)

    def settings_now(self, settings: Settings) -> Callable[[], Settings]:
        """Return a function that returns the settings which the learner sees then: a fragment may move them on."""

        def now() -> Settings:
            current = self.now.get(type(settings))
            return current if isinstance(current, Settings) else settings

        return now

    def close(self, *experiments: State) -> None:
        """End with the page's link, its sources and the way to the previous and next lesson."""
        solved = browser.memory().solved.get(self.slug, [])
        done = sum(challenge.name in solved for challenge in self.challenges)
        with self.corner:
            st.caption(t("{done} of {all} challenges solved").format(done=done, all=len(self.challenges)))
            share.button(*experiments)
        if done == len(self.challenges):
            said = t("All solved. What you have learned here:")
            st.success(f"**{said}** {self.prose('learned')}", icon=":material/flag:")
        with st.expander(t("Where it comes from"), icon=":material/menu_book:"):
            st.markdown(self.prose("origin"))
            st.markdown(self.prose("sources"))
        back, forth = st.columns(2)
        before, after = neighbours(self.lesson)
        if before:
            link(back, before, ":material/arrow_back:", "left")
        if after:
            link(forth, after, ":material/arrow_forward:", "right")


def neighbours(lesson: Lesson) -> tuple[Lesson | None, Lesson | None]:
    """Return the pages before and after a lesson: the front page comes before the first, and none after the last."""
    way = [LESSONS[0], *TAUGHT, None]
    number = way.index(lesson)
    return way[number - 1], way[number + 1]


def link(column, lesson: Lesson, icon: str, icon_position: str) -> None:
    """Link to a page."""
    column.page_link(f"pages/{lesson.slug}.py", label=t(lesson.title), icon=icon, icon_position=icon_position)


def what_is_missing(challenge: Challenge, settings: State, result: object, *names: str) -> str:
    """Return what the learner still has to do, or nothing when the challenge is solved; ``names`` as for ``check``."""
    if result is None or is_earlier(result, settings):
        return runs.why_no_result(*(names or [settings.slug]))
    missing = challenge.check(settings, result)
    if not missing and settings == opened(settings):
        return t("This was so when you opened the page: change something yourself.")
    return missing


def is_earlier(result: object, settings: State) -> bool:
    """Say whether a result is that of other settings of the same experiment, whose charts still stand there."""
    own = getattr(result, "settings", None)
    return type(own) is type(settings) and own != settings


def opened(settings: State) -> State:
    """Return the settings that an experiment stood at when the page was opened."""
    return st.session_state[f"_opened.{settings.slug}"]
