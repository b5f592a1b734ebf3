"""The card of challenges on a stage: one of them, what is missing, its question and hints, and the way on."""

import re
from collections.abc import Sequence

import streamlit as st

from mlcore.common.settings import State
from pages import Lesson
from pages.ui import browser, i18n, progress, question
from pages.ui.challenge import Challenge, compare
from pages.ui.context import language, t
from pages.ui.controls import set_widgets
from pages.ui.i18n import prose

RUNS_TO_ARRIVE = 3
"""In this many of the first runs the selection is set: the browser may drop an earlier one."""


class ChallengeCard:
    """Draws the challenges of a lesson, those of one experiment at a time.

    Parameters
    ----------
    lesson
        Whose challenges they are.
    challenges
        All of the lesson, in their order.
    now
        By kind of experiment, the settings that the learner sees; the page keeps them up to date.
    """

    def __init__(self, lesson: Lesson, challenges: Sequence[Challenge], now: dict[type, State]) -> None:
        self.lesson = lesson
        self.numbers = {challenge.name: str(number) for number, challenge in enumerate(challenges, start=1)}
        self.now = now

    def draw(self, about: list[Challenge], solved: list[str], missing: dict[str, str]) -> None:
        """Draw one of some challenges, and a way to the others.

        Parameters
        ----------
        about
            The challenges of this place.
        solved
            The names of the lesson's challenges that are solved.
        missing
            By name, what is still missing.
        """
        names = [challenge.name for challenge in about]
        key = ".".join(["_moment", self.lesson.slug, *names])
        name = self._choose(key, names, solved)
        title = " ".join(prose(self.lesson.slug, f"challenge {name}").split())
        if name in solved:
            done = t("Solved")
            st.success(f"**{title}**  \n{done}", icon=":material/check_circle:")
            self._look_back(next(challenge for challenge in about if challenge.name == name))
            self._lead_on(key, names, solved)
        else:
            st.markdown(f"**{title}**  \n{missing[name]}")
            self._ask(name)
            self._hints(next(challenge for challenge in about if challenge.name == name))

    def _choose(self, key: str, names: list[str], solved: list[str]) -> str:
        """Let the visitor choose a challenge; at first it is the first one that is open."""
        stored = st.session_state.get(browser.STORED)
        # Select the first open challenge once more when the browser has reported its progress; later reports do not
        # change the selection.
        reported = stored and not st.session_state.get(f"_chosen{key}")
        runs_before = st.session_state.get(f"_runs{key}", 0)
        if reported or key not in st.session_state:
            st.session_state[f"_chosen{key}"] = stored
            st.session_state[key] = next((name for name in names if name not in solved), names[0])
            runs_before = 0
        elif runs_before < RUNS_TO_ARRIVE:
            # What a run sets is lost if the next one begins before it is sent.
            st.session_state[key] = st.session_state[key]
        st.session_state[f"_runs{key}"] = runs_before + 1
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            label = t("Challenge")
            st.markdown(f":material/flag: {label}", width="content")
            chosen = st.segmented_control(
                label,
                names,
                format_func=self.numbers.__getitem__,  # always the same: the browser keeps what it says, not its number
                key=key,
                required=True,
                label_visibility="collapsed",
            )
            ticked = ", ".join(self.numbers[name] for name in names if name in solved)
            if ticked:
                st.markdown(f":green[✓ {ticked}]", width="content")
        return chosen or names[0]

    def _lead_on(self, key: str, names: list[str], solved: list[str]) -> None:
        """Offer the next open challenge of this place, or say that there are some in another tab."""
        left = [name for name in names if name not in solved]
        if left:
            label, icon, args = t("Next challenge"), ":material/arrow_forward:", ({key: left[0]},)
            st.button(label, key=f"_on{key}", icon=icon, type="tertiary", on_click=set_widgets, args=args)
            return
        elsewhere = [number for name, number in self.numbers.items() if name not in solved]
        if elsewhere:
            st.caption(t("Still open, in another tab: {numbers}").format(numbers=", ".join(elsewhere)))

    def _look_back(self, challenge: Challenge) -> None:
        """Say what is to be learned from a solved challenge, and lead back to what solved it."""
        asked = question.before_challenge(self.lesson.slug, challenge.name)
        st.markdown(asked.right.reason if asked else prose(self.lesson.slug, f"solved {challenge.name}"))
        solution = progress.visitor_solution(self.lesson, challenge)
        if solution and solution.settings != self.now.get(type(solution.settings)):
            values = {f"{solution.settings.slug}.{name}": value for name, value in solution.settings}
            label, icon = t("Back to my solution"), ":material/replay:"
            st.button(
                label, key=f"_back.{challenge.name}", icon=icon, type="tertiary", on_click=set_widgets, args=(values,)
            )

    def _ask(self, challenge: str) -> None:
        """Ask what the learner has to predict before a challenge counts, and say why an answer is right or not."""
        asked = question.before_challenge(self.lesson.slug, challenge)
        if asked is None:
            return
        before = asked.number
        answer = asked.ask(f"_ask.{asked.key}", index=before)
        if answer is None:
            return
        asked.keep(answer)
        chosen, failed = asked.options[answer], f"_failed.{asked.key}"
        if not chosen.is_right:
            st.session_state[failed] = True
        if answer != before:
            st.rerun()  # the whole page: the browser keeps the answer, and the challenge may count now
        explanation = asked.explanation if chosen.is_right else ""
        st.markdown(question.verdict(chosen, explanation, predicted=failed not in st.session_state))

    def _hints(self, challenge: Challenge) -> None:
        """Show as many hints to a challenge as were asked for, and a button for one more.

        The last one compares the learner's settings with a solution, and follows each change.
        """
        text = i18n.sections(language(), self.lesson.slug).get(f"hint {challenge.name}", "")
        hints = [" ".join(hint.split()) for hint in re.split(r"^- ", text, flags=re.MULTILINE)[1:]]
        hints.append(compare(self.now[type(challenge.solution)], challenge.solution))
        key = f"_hints.{self.lesson.slug}.{challenge.name}"
        shown = st.session_state.get(key, 0)
        if shown:
            st.markdown("\n".join(f"- {hint}" for hint in hints[:shown]))
        if shown < len(hints):
            label = t("Another hint") if shown else t("A hint")
            st.button(
                label, key=f"_ask{key}", icon=":material/lightbulb:", type="tertiary", on_click=ask_hint, args=(key,)
            )


def unanswered(slug: str, challenge: str) -> str:
    """Return what to do about the question before a challenge; nothing where it is answered right, or there is none."""
    asked = question.before_challenge(slug, challenge)
    if asked is None or (asked.answer and asked.answer.is_right):
        return ""
    return t("This answer is not right: choose another one.") if asked.answer else t("Answer the question first.")


def ask_hint(key: str) -> None:
    """Count one more hint that was asked for."""
    st.session_state[key] = st.session_state.get(key, 0) + 1
