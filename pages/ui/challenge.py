"""Challenges: each is checked by code against the learner's own settings and run."""

from collections.abc import Callable
from typing import Any, NamedTuple

from mlcore.common.settings import State
from pages.ui.context import counted, t


class Challenge(NamedTuple):
    """Something to achieve.

    Attributes
    ----------
    name
        Its section ``# challenge <name>`` in the lesson's prose, and what the browser remembers. A section
        ``# ask <name>``, written as ``# predict`` is, asks for a prediction that comes first; without it, a section
        ``# solved <name>`` says why the solution is one. ``# hint <name>`` helps.
    check
        ``check(settings, result)`` returns what is still missing, or nothing when it is solved.
    solution
        What solves it, for the tests and the last hint; it fails at the defaults.
    """

    name: str
    check: Callable[[Any, Any], str]
    solution: State


def compare(settings: State, solution: State) -> str:
    """Say in how many fields some settings differ from those of a solution, and which one to change first, and how."""
    names = differences(settings, solution)
    if not names:
        return t("Your settings are those of one solution.")
    one, many = t("1 setting differs from one solution."), t("{count} settings differ from one solution.")
    count = counted(len(names), one, many)
    label = t(type(solution).model_fields[names[0]].description or names[0])
    change = direction(getattr(settings, names[0]), getattr(solution, names[0]))
    return f"{count} {change.format(label=label)}"


def differences(settings: State, solution: State) -> list[str]:
    """Return the fields in which settings differ from a solution; last those that it leaves at their defaults."""
    differ = [name for name, value in solution if getattr(settings, name) != value]
    return sorted(differ, key=lambda name: name not in solution.changed())


def direction(value: object, goal: object) -> str:
    """Say how to change the value of a field to reach another one, without saying that one."""
    if isinstance(goal, bool):
        return t("Switch *{label}* on.") if goal else t("Switch *{label}* off.")
    try:
        is_larger = float(str(goal)) > float(str(value))
    except ValueError:  # one of several options, or a text
        return t("Change *{label}*.")
    return t("Make *{label}* larger.") if is_larger else t("Make *{label}* smaller.")
