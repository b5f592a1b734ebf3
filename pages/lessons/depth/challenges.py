"""Challenges of the lesson on depth."""

import math

from mlcore.depth.results import ResidualResult, VanishingResult
from mlcore.depth.settings import ResidualSettings, VanishingSettings
from pages.ui.challenge import Challenge
from pages.ui.context import t
from pages.ui.numbers import short
from pages.ui.percent import above

VANISHED = 1e-6
EXPLODED = 100.0
DEEP = 20
ALIVE_RANGE = (0.1, 10.0)
BLOCKS = 16
LEARNED = 0.3


def explode(settings: VanishingSettings, result: VanishingResult) -> str:
    """Make the gradient explode on its way to the first layer."""
    if math.isnan(result.ratio):
        return off()
    if result.ratio > EXPLODED:
        return ""
    text = t("The first layer gets {ratio} of what the last one gets; bring it above {limit:g}.")
    return text.format(ratio=short(result.ratio, 2), limit=EXPLODED)


def rescue(settings: VanishingSettings, result: VanishingResult) -> str:
    """Keep the gradient alive in a deep network that is one setting away from one where it vanishes."""
    if settings.depth < DEEP:
        return t("Hidden layers: {depth}, but at least {deep} are asked for.").format(depth=settings.depth, deep=DEEP)
    if settings.activation == "linear":
        return t("Without a non-linear activation depth is worth nothing: choose another one than linear.")
    if math.isnan(result.ratio):
        return off()
    low, high = ALIVE_RANGE
    if not low <= result.ratio <= high:
        text = t("The first layer gets {ratio} of what the last one gets; between {low:g} and {high:g} is asked.")
        return text.format(ratio=short(result.ratio, 2), low=low, high=high)
    if not one_setting_away(settings, result):
        return t("No other activation, and no other start weights, would make it vanish here: nothing was rescued.")
    return ""


def off() -> str:
    """Say that nothing comes back."""
    return t("No layer gets any gradient: a whole layer is off. Take another width or seed.")


def one_setting_away(settings: VanishingSettings, result: VanishingResult) -> bool:
    """Say whether the gradient vanishes with another activation or other start weights."""
    other_activations = [norms[settings.start] for norms in result.norms.values()]
    other_starts = result.norms[settings.activation].values()
    return any(norms[0] < VANISHED * norms[-1] for norms in (*other_activations, *other_starts))


def patience(settings: ResidualSettings, result: ResidualResult) -> str:
    """Let a deep network without skip connections learn its training digits all the same."""
    if settings.depth < BLOCKS:
        return t("Hidden layers: {depth}, but at least {deep} are asked for.").format(depth=settings.depth, deep=BLOCKS)
    error = float(result.errors["plain"][-1])
    if error > LEARNED:
        return t(
            "The deep plain network reads {error} of its training digits wrong; at most {most:.0%} is asked."
        ).format(error=above(error, LEARNED), most=LEARNED)
    return ""


CHALLENGES = (
    Challenge("patience", patience, ResidualSettings(epochs=30)),
    Challenge("explode", explode, VanishingSettings(depth=20, activation="tanh", start="large")),
    Challenge("rescue", rescue, VanishingSettings(depth=20, activation="relu", start="kaiming")),
)
