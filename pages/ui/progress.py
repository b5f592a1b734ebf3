"""How far this visitor has come, as the browser remembers it: solved challenges, predictions, and what was learned."""

from collections.abc import Sequence
from importlib import import_module

from pages import Lesson
from pages.ui import browser
from pages.ui.challenge import Challenge
from pages.ui.i18n import prose


def challenges_of(lesson: Lesson) -> Sequence[Challenge]:
    """Return the challenges of a lesson."""
    return import_module(f"pages.lessons.{lesson.slug}.challenges").CHALLENGES


def solved_of(lesson: Lesson) -> list[Challenge]:
    """Return the challenges of a lesson that this visitor has solved, in the page's order."""
    solved = browser.memory().solved.get(lesson.slug, [])
    return [challenge for challenge in challenges_of(lesson) if challenge.name in solved]


def counts(lesson: Lesson) -> tuple[int, int]:
    """Return how many of a lesson's challenges this visitor has solved, and how many there are."""
    return len(solved_of(lesson)), len(challenges_of(lesson))


def learned(lesson: Lesson) -> str:
    """Return the sentence that says what a lesson leaves behind."""
    return " ".join(prose(lesson.slug, "learned").split())
