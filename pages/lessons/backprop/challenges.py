"""Challenges of the backpropagation lesson."""

from mlcore.backprop import chain_rule
from mlcore.backprop.gradient_check import GradientCheckResult
from mlcore.backprop.parameter_count import parameter_count
from mlcore.backprop.results import BackpropResult, Cost
from mlcore.backprop.settings import BackpropSettings, GradientCheckState, GradientCostSettings
from pages.ui.challenge import Challenge
from pages.ui.context import t
from pages.ui.numbers import short

THREE = 3
FIRST_LAYER = ("w11", "w12", "w21", "w22")
MIN_LOSS = 0.1
MAX_LEARNING_RATE = 1.0
MIN_PATH, MAX_SUM = 0.1, 0.02
FEW_LAYERS, MANY_PASSES = 2, 100_000


def answers_hidden(settings: GradientCheckState) -> str:
    """Ask to hide the answers, where they show."""
    return t("Switch the answers off first.") if settings.show else ""


def three(settings: GradientCheckState, result: GradientCheckResult) -> str:
    """Work out three gradients, of both layers' weights among them."""
    right = len(result.right)
    if right < THREE:
        return t("{right} of the {three} gradients are right.").format(right=right, three=THREE)
    if not any(name[0] in "vu" for name in result.right):
        return t("Those are right. Take a weight v as well.")
    first_layer = [name for name in result.right if name in FIRST_LAYER]
    if not first_layer:
        return t("Those are right. Take a weight w as well.")
    if all(result.step.gradients[name] == 0 for name in first_layer):
        return t("Those are right. Take a weight w whose gradient is not 0.")
    return answers_hidden(settings)


def cancel(settings: BackpropSettings, result: BackpropResult) -> str:
    """Let what comes back to a hidden unit on two ways cancel."""
    if settings.outputs == 1:
        return t("Your network has one output.")
    first, second = chain_rule.run(settings).chains["w11"][0].paths
    if min(abs(first), abs(second)) < MIN_PATH or abs(first + second) > MAX_SUM:
        text = t("Through z comes back {first}, through s {second}: together {both}.")
        return text.format(first=short(first), second=short(second), both=short(first + second))
    return ""


def blocked(settings: BackpropSettings, result: BackpropResult) -> str:
    """Cut the first layer off from the loss."""
    if settings.activation == "relu":
        return t("Choose another activation than ReLU.")
    if 0 in (settings.x1, settings.x2):
        return t("An input is 0.")
    blocked = sum(result.autograd[name] == 0 for name in FIRST_LAYER)
    if blocked < len(FIRST_LAYER):
        return t("{count} of the 4 gradients of the first layer are 0.").format(count=blocked)
    if result.loss_before < MIN_LOSS:
        return t("The loss is {loss}: there is nothing left to learn.").format(loss=short(result.loss_before))
    return ""


def too_far(settings: BackpropSettings, result: BackpropResult) -> str:
    """Find a network for which even a modest learning rate is too large."""
    if settings.learning_rate > MAX_LEARNING_RATE:
        return t("The learning rate is {rate:g}; at most {most:g} is asked.").format(
            rate=settings.learning_rate, most=MAX_LEARNING_RATE
        )
    if result.loss_after > result.loss_before:
        return ""
    text = t("The step takes the loss from {before} to {after}: still downhill.")
    return text.format(before=short(result.loss_before), after=short(result.loss_after))


def cost(settings: GradientCostSettings, result: Cost) -> str:
    """Find how much a wide network costs, whose weights are moved one by one."""
    if settings.depth > FEW_LAYERS:
        return t("Hidden layers: {depth}, but at most {most} are asked for.").format(
            depth=settings.depth, most=FEW_LAYERS
        )
    passes = 2 * parameter_count(settings.width, settings.depth)
    if passes >= MANY_PASSES:
        return ""
    return t("That takes {passes:,} passes; at least {many:,} are asked for.").format(passes=passes, many=MANY_PASSES)


CHALLENGES = (
    Challenge("three", three, GradientCheckState(c="-0.946", v1="0.708", w11="-0.269")),
    Challenge("cancel", cancel, BackpropSettings(outputs=2, v1="0.5", u1="2")),
    Challenge("blocked", blocked, BackpropSettings(v1="0", v2="0")),
    Challenge("too-far", too_far, BackpropSettings(x1=3, x2=-3, learning_rate=1, activation="linear")),
    Challenge("cost", cost, GradientCostSettings(width=256, depth=2)),
)
