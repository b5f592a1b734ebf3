"""What every lesson page has around its experiment: claim, prediction, challenges, code, sources, next."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mlcore.common.settings import Settings, State
from pages import LESSONS
from pages.ui import browser, program, share, shell
from pages.ui.challenge import Challenge
from pages.ui.context import t
from pages.ui.i18n import prose


class Page:
    """One lesson page, from the claim at its top to the next lesson at its end."""

    def __init__(self, slug: str) -> None:
        shell.ensure()
        self.slug = slug
        self.now: dict[type, State] = {}
        self.places: dict[Challenge, DeltaGenerator] = {}
        self.complete = False
        self.number = [lesson.slug for lesson in LESSONS].index(slug)
        self.lesson = LESSONS[self.number]
        st.title(t(self.lesson.title))
        st.markdown(f"#### {' '.join(self.prose('claim').split())}")
        st.caption(self.prose("origin"))

    def prose(self, section: str, **values: object) -> str:
        """Return a section of this lesson's prose."""
        return prose(self.slug, section, **values)

    def predict(self) -> None:
        """Ask the lesson's question before anything is revealed; any answer, or none, will do."""
        question, options, explanation = parse_question(self.prose("predict"))
        memory = browser.memory()
        with st.container(border=True):
            predict = t("Predict")
            st.markdown(f":material/psychology: **{predict}** · {question}")
            key = f"_predict.{self.slug}"
            if st.session_state.get(key) is None and memory.answers.get(self.slug, 9) < len(options):
                st.session_state[key] = memory.answers[self.slug]
            answer = st.radio(
                question,
                range(len(options)),
                index=None,
                format_func=lambda number: options[number][1],
                key=key,
                horizontal=True,
                label_visibility="collapsed",
            )
            if answer is None:
                st.caption(t("Choose before you play, or skip it: the answer stays in your browser."))
            else:
                memory.answers[self.slug] = answer
                verdict = t("You predicted right.") if options[answer][0] else t("Not quite.")
                st.markdown(f"**{verdict}** {explanation}")

    def why(self, **values: object) -> None:
        """Explain, with the learner's own numbers in the formula."""
        st.header(t("Why"))
        st.markdown(self.prose("why", **values))

    @contextmanager
    def experiments(self, challenges: Sequence[Challenge]) -> Iterator[None]:
        """Hold the lesson's experiments; below them stand the challenges, each in a place that ``check`` fills."""
        experiments = st.container()
        st.header(t("Challenges"))
        self.places = {challenge: st.empty() for challenge in challenges}
        with experiments:
            yield
        solved = browser.memory().solved.get(self.slug, [])
        done = sum(challenge.name in solved for challenge in challenges)
        st.caption(t("{done} of {all} solved").format(done=done, all=len(challenges)))
        self.complete = True

    def check(self, settings: State, result: object, pending: str = "") -> None:
        """Check the challenges about an experiment against the learner's own settings and result.

        A fragment that calls this writes to its challenges' places alone. Only when one has just been solved does the
        whole page run again, so that the browser keeps it.

        Parameters
        ----------
        settings, result
            The experiment as it stands, and its run; None while there is none.
        pending
            Why there is no result of these settings, translated: which button starts the run, that it has not ended
            yet, or that it diverged.
        """
        self.now[type(settings)] = settings
        memory = browser.memory()
        before = solved = memory.solved.get(self.slug, [])
        for challenge, place in self.places.items():
            if type(challenge.solution) is type(settings):
                missing = what_is_missing(challenge, settings, result, pending)
                if not missing and challenge.name not in solved:
                    solved = memory.solved[self.slug] = [*solved, challenge.name]
                place.markdown(self._challenge(challenge, challenge.name in solved, missing))
        if self.complete and solved is not before:
            st.rerun()

    def _challenge(self, challenge: Challenge, solved: bool, missing: str) -> str:
        mark = ":material/check_circle:" if solved else ":material/radio_button_unchecked:"
        note = t("Solved") if solved else missing
        return f"{mark} **{self.prose(f'challenge {challenge.name}')}**  \n{note}"

    def program(self, settings: Settings, result, headline: str = "", title: str = "", steps: bool = True) -> None:
        """Show the program that ran.

        Parameters
        ----------
        settings, result
            The experiment as it stands, and its run; None while there is none.
        headline
            What the number is that the program prints last, translated; the final loss if nothing is said.
        title
            Of its place, translated, where a page has several programs.
        steps
            Whether the learner can step through it here.
        """
        st.header(title or t("Program"))
        program.show(settings, result, headline, self.settings_now(settings), steps)

    def settings_now(self, settings: Settings) -> Callable[[], Settings]:
        """Return a function that returns the settings which the learner sees then: a fragment may move them on."""

        def now() -> Settings:
            current = self.now.get(type(settings))
            return current if isinstance(current, Settings) else settings

        return now

    def close(self, *experiments: State) -> None:
        """End with the page's link, its sources and the way to the previous and next lesson."""
        share.button(*experiments)
        with st.expander(t("Sources"), icon=":material/menu_book:"):
            st.markdown(self.prose("sources"))
        st.divider()
        back, forth = st.columns(2)
        if self.number > 0:
            link(back, self.number - 1, ":material/arrow_back:", "left")
        if self.number + 1 < len(LESSONS):
            link(forth, self.number + 1, ":material/arrow_forward:", "right")


def link(column, number: int, icon: str, icon_position: str) -> None:
    """Link to a lesson by its number."""
    lesson = LESSONS[number]
    column.page_link(f"pages/{lesson.slug}.py", label=t(lesson.title), icon=icon, icon_position=icon_position)


def what_is_missing(challenge: Challenge, settings: State, result: object, pending: str = "") -> str:
    """Return what the learner still has to do, or nothing when the challenge is solved."""
    if result is None or is_earlier(result, settings):
        return pending or t("There is no finished run of these settings yet.")
    missing = challenge.check(settings, result)
    if not missing and settings == st.session_state[f"_opened.{settings.slug}"]:
        return t("This was so when you opened the page: change something yourself.")
    return missing


def is_earlier(result: object, settings: State) -> bool:
    """Say whether a result is that of other settings of the same experiment, whose charts still stand there."""
    own = getattr(result, "settings", None)
    return type(own) is type(settings) and own != settings


def parse_question(text: str) -> tuple[str, list[tuple[bool, str]], str]:
    """Return question, options (right or not, text) and explanation of a ``predict`` section."""
    options = [(mark == "x", option) for mark, option in re.findall(r"^- \[( |x)\] (.+)$", text, re.MULTILINE)]
    question, _, rest = text.partition("\n- [")
    explanation = rest.rpartition("\n\n")[2]
    return question.strip(), options, explanation.strip()
