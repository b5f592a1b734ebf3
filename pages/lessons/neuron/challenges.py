"""Challenges of the neuron lesson."""

import math

from mlcore.neuron.by_hand import NeuronResult, output
from mlcore.neuron.linear_layers import LinearLayersResult
from mlcore.neuron.settings import LinearLayersSettings, NeuronSettings
from pages.ui.challenge import Challenge
from pages.ui.context import t
from pages.ui.numbers import plain

CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))
MAX_FLAT_SLOPE = 0.05
MAX_DISTANCE = 3.2
CUT_AT = 1.5
WANTED_OUTPUT = 2.0
MANY_LAYERS, MIN_DIFFERENCE = 4, 0.1


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


def cut(settings: NeuronSettings, result: NeuronResult) -> str:
    """Fire where x1 is above a number, whatever x2 is."""
    if settings.w2 != 0:
        return t("x₂ still counts: the line is not upright.")
    if settings.w1 == 0:
        return t("The neuron answers the same everywhere: there is no line.")
    place = -settings.b / settings.w1 + 0.0
    if abs(place - CUT_AT) > 1e-6:
        return t("The line is upright, and crosses the axis of x₁ at {place}.").format(place=plain(place))
    if settings.w1 < 0:
        return t("The line is right, but the neuron fires on its other side.")
    return ""


def saturate_input(settings: NeuronSettings, result: NeuronResult) -> str:
    """Let the sigmoid neuron of the start fire where its slope is almost 0, in few steps from (0, 0)."""
    if settings.reset("x1", "x2", "form") != NeuronSettings():
        return t("Weights, bias or activation are not those of the start.")
    if result.slope >= MAX_FLAT_SLOPE:
        return t("The slope at your point is {slope}.").format(slope=plain(result.slope, 3))
    if result.sum < 0:
        return t("The slope is small enough, but the neuron is silent at your point.")
    way = math.hypot(settings.x1, settings.x2)
    if way > MAX_DISTANCE:
        return t("Your point is {way:.2f} away from (0, 0); at most {most} is allowed.").format(
            way=way, most=MAX_DISTANCE
        )
    return ""


def flat_side(settings: NeuronSettings, result: NeuronResult) -> str:
    """Get a positive output of a ReLU from negative inputs."""
    if settings.activation != "relu":
        return t("The activation is not ReLU.")
    if settings.x1 >= 0 or settings.x2 >= 0:
        return t("Not both inputs are negative.")
    if abs(result.output - WANTED_OUTPUT) > 1e-6:
        return t("The output is {output}.").format(output=plain(result.output))
    return ""


def more_than_one(settings: LinearLayersSettings, result: LinearLayersResult) -> str:
    """Make a deep stack that no single layer equals."""
    if settings.layers < MANY_LAYERS:
        return t("Layers: {layers}, but at least {least} are asked for.").format(
            layers=settings.layers, least=MANY_LAYERS
        )
    return "" if result.largest_difference > MIN_DIFFERENCE else t("One layer still does the same as your stack.")


CHALLENGES = (
    Challenge("negate", negate, NeuronSettings(w1=-1, w2=0, b=0.5, activation="step")),
    Challenge("cut", cut, NeuronSettings(w1=2, w2=0, b=-3)),
    Challenge("saturate-input", saturate_input, NeuronSettings(x1=2.8, x2=1.4)),
    Challenge("flat-side", flat_side, NeuronSettings(w1=-1.5, w2=-1, b=-0.5, x1=-1, x2=-1, activation="relu")),
    Challenge("more-than-one", more_than_one, LinearLayersSettings(layers=5, relu_between=True)),
)
