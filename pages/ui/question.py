"""Questions with options: how the prose writes them, how they are asked, and what the browser keeps of an answer."""

import re
import zlib
from typing import Any, NamedTuple

import streamlit as st

from pages.ui import browser, i18n
from pages.ui.context import t


class Option(NamedTuple):
    """One answer to a question, and why it is right or not."""

    is_right: bool
    text: str
    reason: str


class Question(NamedTuple):
    """A question of a lesson: before everything else, or before a challenge.

    Attributes
    ----------
    key
        Under what name the browser keeps the answer.
    text, options, explanation
        In the visitor's language.
    marks
        By option, what the browser keeps: a hash of its English words, whatever their place and language.
    """

    key: str
    text: str
    options: list[Option]
    explanation: str
    marks: list[str]

    @property
    def right(self) -> Option:
        """The right option."""
        return next(option for option in self.options if option.is_right)

    @property
    def number(self) -> int | None:
        """The number of the option that was chosen, if it is still there; earlier versions kept the number itself."""
        kept = browser.memory().answers.get(self.key)
        if isinstance(kept, int):
            return kept if kept < len(self.options) else None
        return self.marks.index(kept) if kept in self.marks else None

    @property
    def answer(self) -> Option | None:
        """The option that was chosen."""
        return None if self.number is None else self.options[self.number]

    def keep(self, number: int) -> None:
        """Have the browser keep which option was chosen."""
        browser.memory().answers[self.key] = self.marks[number]

    def ask(self, key: str, **looks: Any) -> int | None:
        """Ask with a group of radio buttons; return the number of the chosen option."""
        return st.radio(
            self.text, range(len(self.options)), format_func=lambda number: self.options[number].text, key=key, **looks
        )


def before_all(slug: str) -> Question:
    """Return the question that a lesson begins with, its section ``# predict``."""
    return read(slug, "predict", slug)


def before_challenge(slug: str, challenge: str) -> Question | None:
    """Return the question that comes before a challenge, its section ``# ask <name>``, if there is one."""
    section = f"ask {challenge}"
    return read(slug, section, f"{slug}--{challenge}") if section in i18n.sections("en", slug) else None


def read(slug: str, section: str, key: str) -> Question:
    """Read a question from a lesson's prose."""
    english = parse(i18n.sections("en", slug)[section])[1]
    marks = [f"{zlib.crc32(option.text.encode()):08x}" for option in english]
    return Question(key, *parse(i18n.prose(slug, section)), marks)


def parse(text: str) -> tuple[str, list[Option], str]:
    """Return question, options and explanation of a section.

    Each option is a line ``- [ ] text``, or ``- [x] text`` for the right one, and its reason the indented lines below.
    """
    listed = re.findall(r"^- \[( |x)\] (.+)\n((?:  .+\n)*)", text + "\n", re.MULTILINE)
    options = [Option(mark == "x", option, " ".join(reason.split())) for mark, option, reason in listed]
    question, _, rest = text.partition("\n- [")
    explanation = rest.rpartition("\n\n")[2]
    return question.strip(), options, explanation.strip()


def verdict(chosen: Option, *more: str, predicted: bool = True) -> str:
    """Say whether an answer is right, why, and what else there is to say; a second answer is no prediction."""
    right = t("You predicted right.") if predicted else t("Right.")
    first = right if chosen.is_right else t("Not quite.")
    return " ".join(filter(None, [f"**{first}**", chosen.reason, *more]))
