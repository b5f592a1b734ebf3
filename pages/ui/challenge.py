"""Challenges: each is checked by code against the learner's own settings and run."""

from collections.abc import Callable
from typing import Any, NamedTuple

from mlcore.common.settings import State


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
        What solves it, for the tests; it fails at the defaults.
    """

    name: str
    check: Callable[[Any, Any], str]
    solution: State
