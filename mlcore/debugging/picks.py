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
    """

    settings: Settings
    found: list[str]
    shown: list[str]


def run(settings: Settings) -> PicksResult:
    """Compare each pick with the wrong line."""
    picks = settings.by_case
    return PicksResult(
        settings=settings,
        found=[case for case, line in picks.items() if line == LINES[case]],
        shown=[case for case, line in picks.items() if line == 0],
    )
