"""Challenges of the debugging lesson."""

import math

from mlcore.debugging.bugs import BUGS, LINES
from mlcore.debugging.picks import PicksResult
from mlcore.debugging.results import DebuggingResult
from mlcore.debugging.settings import DebuggingSettings, PicksState
from pages.ui.challenge import Challenge
from pages.ui.context import t

A_FEW = 3
SURE = 6
EXPLODED = 100


def cases(shows: str) -> list[str]:
    """Return the cases whose bug shows in one way."""
    return [case for case, bug in BUGS.items() if bug.shows == shows]


def missing_of(wanted: list[str], result: PicksResult) -> str:
    """Return how many of the wanted cases are found, but not how many there are, or nothing if all are found."""
    have = [case for case in wanted if case in result.found]
    if have == wanted:
        return ""
    shown = [case for case in wanted if case in result.shown]
    if shown:
        text = t("The answer to case {case} was shown to you. Press *Try it again* there, and name it yourself.")
        return text.format(case=shown[0])
    return t("Found of these: {found}. There are more.").format(found=len(have))


def three(settings: PicksState, result: PicksResult) -> str:
    """Find the wrong line in any three cases."""
    if len(result.found) >= A_FEW:
        return ""
    return t("{found} of {wanted} found.").format(found=len(result.found), wanted=A_FEW)


def crashes(settings: PicksState, result: PicksResult) -> str:
    """Find the wrong line in all cases with an error message."""
    return missing_of(cases("crash"), result)


def silent(settings: PicksState, result: PicksResult) -> str:
    """Find the wrong line in all cases with healthy curves."""
    return missing_of(cases("silent"), result)


def helpful(settings: DebuggingSettings, result: DebuggingResult) -> str:
    """Make the bug of case A look like an improvement."""
    if settings.case != "A":
        return t("Choose case A.")
    if settings.seed != DebuggingSettings().seed:
        return t("Another seed is luck: take seed {seed} again.").format(seed=DebuggingSettings().seed)
    fixed, broken = result.fixed.validation[-1], result.broken.validation[-1]
    if not (math.isfinite(fixed + broken) and max(fixed, broken) < EXPLODED * result.baseline):
        return t("The run diverged: choose a smaller learning rate.")
    if broken < fixed:
        return ""
    return t("The validation loss ends at {broken:.4f} with the bug and at {fixed:.4f} without it.").format(
        broken=broken, fixed=fixed
    )


def first_try(settings: PicksState, result: PicksResult) -> str:
    """Find the wrong line of some cases without a wrong pick."""
    sure = sum(tries == 1 for tries in result.tries.values())
    if sure >= SURE:
        return ""
    spoilt = {case for case, misses in settings.missed.items() if misses} | {*result.shown}
    spare = len(BUGS) - len(spoilt) - SURE
    if spare < 0:
        return t("Too many wrong picks for that. Solve the other cases, or have them shown, and press *Start over*.")
    found = t("{found} of {wanted} found at the first try.").format(found=sure, wanted=SURE)
    if spare == 0:
        return found + " " + t("Each pick has to be right from now on.")
    return found + " " + t("Cases that may still go wrong: {spare}.").format(spare=spare)


def picked(wanted: list[str]) -> PicksState:
    """Return the right lines of some cases."""
    return PicksState(lines=".".join(f"{case}{LINES[case]}" for case in wanted))


CHALLENGES = (
    Challenge("three", three, picked(["A", "C", "D"])),
    Challenge("crashes", crashes, picked(cases("crash"))),
    Challenge("silent", silent, picked(cases("silent"))),
    Challenge("helpful", helpful, DebuggingSettings(learning_rate=0.01)),
    Challenge("first-try", first_try, picked(["A", "B", "C", "D", "E", "G"])),
)
