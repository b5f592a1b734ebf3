"""Challenges of the lesson on luck."""

from mlcore.luck.results import XorSeedsResult, XorWidthsResult
from mlcore.luck.settings import XorSeedsSettings, XorWidthsSettings
from mlcore.xor.results import XorResult
from pages.lessons.luck.state import XorPairState
from pages.ui.challenge import Challenge
from pages.ui.context import t
from pages.ui.percent import above, below, percent

SURE = 0.95
FEW_UNITS = 5
LIKELY = 0.8
MANY_UNITS = 4
NARROW, WIDE = 2, 8
HARDLY, MOSTLY = 0.2, 0.75


def opposite(settings: XorPairState, runs: tuple[XorResult, XorResult]) -> str:
    """Change one setting so that one run solves XOR and the other does not."""
    first, second = runs
    if settings.differs == "seed":
        return t("Another seed is only luck: let both runs start from the same weights.")
    if "linear" in (first.settings.activation, second.settings.activation):
        return t("A linear network cannot solve XOR: change another setting, or choose another value.")
    if first.solved != second.solved:
        return ""
    return t("Both runs solve XOR.") if first.solved else t("Both runs fail.")


def two_units(settings: XorSeedsSettings, result: XorSeedsResult) -> str:
    """Let two hidden units be enough for most seeds."""
    if settings.hidden != 2:
        return t("Hidden units: {hidden}, but 2 are asked for.").format(hidden=settings.hidden)
    return too_low(result, LIKELY)


def surely(settings: XorSeedsSettings, result: XorSeedsResult) -> str:
    """Let nearly every seed solve XOR, beyond doubt, with few hidden units."""
    if settings.hidden > FEW_UNITS:
        return t("Hidden units: {hidden}, but at most {most} are asked for.").format(
            hidden=settings.hidden, most=FEW_UNITS
        )
    return too_low(result, SURE)


def too_low(result: XorSeedsResult, goal: float) -> str:
    """Say that not the whole interval of the share lies above a goal, or nothing."""
    low, high = result.interval
    if low > goal:
        return ""
    text = t("The interval of your share reaches from {low} to {high}: all of it must lie above {goal:.0%}.")
    return text.format(low=below(low, goal), high=percent(high), goal=goal)


def dying(settings: XorSeedsSettings, result: XorSeedsResult) -> str:
    """Let the units of most networks die, although there are many."""
    if settings.hidden < MANY_UNITS:
        return t("Hidden units: {hidden}, but at least {least} are asked for.").format(
            hidden=settings.hidden, least=MANY_UNITS
        )
    dead = result.outcomes.count("dead")
    if 2 * dead > len(result.outcomes):
        return ""
    return t("{dead} of {seeds} seeds end with dead units.").format(dead=dead, seeds=len(result.outcomes))


def width(settings: XorWidthsSettings, result: XorWidthsResult) -> str:
    """Find a training that is long enough for wide networks alone."""
    narrow, wide = (result.intervals["tanh"][hidden - 1] for hidden in (NARROW, WIDE))
    if narrow[1] < HARDLY and wide[0] > MOSTLY:
        return ""
    text = t("Two units: {narrow_low} to {narrow_high}. Eight units: {wide_low} to {wide_high}.")
    return text.format(
        narrow_low=percent(narrow[0]),
        narrow_high=above(narrow[1], HARDLY) if narrow[1] >= HARDLY else percent(narrow[1]),
        wide_low=below(wide[0], MOSTLY) if wide[0] <= MOSTLY else percent(wide[0]),
        wide_high=percent(wide[1]),
    )


CHALLENGES = (
    Challenge("opposite", opposite, XorPairState(learning_rate=0.01)),
    Challenge("two-units", two_units, XorSeedsSettings(activation="sigmoid", learning_rate=5)),
    Challenge("surely", surely, XorSeedsSettings(hidden=5)),
    Challenge("dying", dying, XorSeedsSettings(activation="relu", hidden=4, learning_rate=10)),
    Challenge("width", width, XorWidthsSettings(epochs=100)),
)
