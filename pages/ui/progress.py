"""How far this visitor has come, as the browser remembers it: solved challenges, how, and what was learned."""

import math
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from pydantic import ValidationError

from mlcore.common.settings import Settings, State
from pages import Lesson
from pages.ui import browser, share
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


class VisitorSolution(NamedTuple):
    """How a challenge was solved: the settings, and the number that their program prints last, if it has one."""

    settings: State
    number: float | None


def keep_solution(slug: str, challenge: str, settings: State, result: object) -> None:
    """Have the browser keep how a challenge was solved."""
    link = urlencode(share.parameters(settings))
    number = getattr(result, settings.headline, None) if isinstance(settings, Settings) and settings.program else None
    if len(link) <= browser.MAX_LINK:
        is_number = isinstance(number, int | float) and math.isfinite(number)
        browser.memory().ways[f"{slug}--{challenge}"] = browser.StoredSolution(
            link=link, number=number if is_number else None
        )


def visitor_solution(lesson: Lesson, challenge: Challenge) -> VisitorSolution | None:
    """Return how this visitor solved a challenge, or None where that is not known or no longer possible."""
    kept = browser.memory().ways.get(f"{lesson.slug}--{challenge.name}")
    if kept is None:
        return None
    experiment = type(challenge.solution)
    fields = {name.removeprefix(f"{experiment.slug}."): value for name, value in parse_qsl(kept.link)}
    try:
        return VisitorSolution(experiment(**fields), kept.number)
    except ValidationError:
        return None
