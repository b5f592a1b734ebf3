"""Challenges of the neuron lesson."""

from mlcore.common.plane import SQUARE, firing_line
from mlcore.neuron.by_hand import NeuronResult, output
from mlcore.neuron.linear_layers import LinearLayersResult
from mlcore.neuron.settings import LinearLayersSettings, NeuronSettings
from pages.lessons.neuron.charts.linear_layers import in_words
from pages.ui.challenge import Challenge
from pages.ui.context import t

CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))
FLAT = 0.05
STEEPER = 2.0
FEWEST_LAYERS = 4
BENT = 3.0


def negate(settings: NeuronSettings, result: NeuronResult) -> str:
    """Compute NOT x1 with a threshold neuron."""
    if settings.activation != "step":
        return t("Choose the activation step: NOT answers 0 or 1 and nothing between.")
    answers = output(CORNERS, [settings.w1, settings.w2], settings.b).tolist()
    for (x1, x2), answer in zip(CORNERS, answers, strict=True):
        if answer != 1 - x1:
            text = t("At ({x1}, {x2}) it answers {answer}; NOT x₁ is {right} there.")
            return text.format(x1=x1, x2=x2, answer=int(answer), right=1 - x1)
    return ""


def same_line(settings: NeuronSettings, result: NeuronResult) -> str:
    """Make the sum at least twice as steep, with the same firing line."""
    start = NeuronSettings()
    factor = settings.w1 / start.w1
    if abs(settings.w2 - factor * start.w2) > 1e-6 or abs(settings.b - factor * start.b) > 1e-6 or factor == 0:
        return t("The line is not where it was: w₁, w₂ and b must keep the proportion 2 to 1 to −1.")
    if factor < 0:
        return t("The line is the right one, but the neuron now fires on its other side.")
    if factor < STEEPER - 1e-6:
        return t("The line is right; now make both weights at least twice as large as they were at the start.")
    return ""


def ignore(settings: NeuronSettings, result: NeuronResult) -> str:
    """Ignore x2, but fire only in a part of the plane."""
    if settings.w2 != 0:
        return t("x₂ still counts: its weight is not 0.")
    if firing_line([settings.w1, settings.w2], settings.b, *SQUARE) is None:
        return t("It answers the same side everywhere: no firing line crosses the plane.")
    return ""


def saturate(settings: NeuronSettings, result: NeuronResult) -> str:
    """Bring a sigmoid neuron to a point where its slope is almost 0."""
    if settings.activation != "sigmoid":
        return t("Choose the activation sigmoid.")
    if result.slope >= FLAT:
        return t("The slope is not below {limit} yet: take the sum further from 0.").format(limit=FLAT)
    return ""


def bend(settings: LinearLayersSettings, result: LinearLayersResult) -> str:
    """Find a stack of layers that one layer cannot replace."""
    if settings.layers < FEWEST_LAYERS:
        return t("You stack {layers}; take at least {fewest} layers.").format(
            layers=settings.layers, fewest=FEWEST_LAYERS
        )
    if round(result.largest_difference, 2) <= BENT:
        text = t("The largest difference is {difference}; it must exceed {limit:.2f}.")
        return text.format(difference=in_words(result.largest_difference), limit=BENT)
    return ""


CHALLENGES = (
    Challenge("negate", negate, NeuronSettings(w1=-1, w2=0, b=0.5, activation="step")),
    Challenge("same-line", same_line, NeuronSettings(w1=2, w2=1, b=-1)),
    Challenge("ignore", ignore, NeuronSettings(w2=0)),
    Challenge("saturate", saturate, NeuronSettings(w1=3)),
    Challenge("bend", bend, LinearLayersSettings(layers=4, relu_between=True, seed=2)),
)
