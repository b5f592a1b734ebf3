"""The bugs of the debugging lesson that the learner has found."""

from dataclasses import dataclass

from mlcore.debugging.bugs import LINES
from mlcore.debugging.settings import PicksState as Settings


@dataclass(frozen=True)
class PicksResult:
    """Which picks are right.

    Attributes
    ----------
    settings
        The lines that were picked.
    found
        Cases in which the wrong line was picked.
    shown
        Cases whose answer was shown.
    tries
        How many lines were picked until the wrong one was found, by case.
    """

    settings: Settings
    found: list[str]
    shown: list[str]
    tries: dict[str, int]


def run(settings: Settings) -> PicksResult:
    """Compare each pick with the wrong line."""
    picks = settings.by_case
    found = [case for case, line in picks.items() if line == LINES[case]]
    return PicksResult(
        settings=settings,
        found=found,
        tries={case: settings.missed.get(case, 0) + 1 for case in found},
        shown=[case for case, line in picks.items() if line == 0],
    )
