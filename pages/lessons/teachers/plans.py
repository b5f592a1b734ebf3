"""Lesson plans: how long, on which page, with which settings, and the numbers of the expected answers."""

from collections.abc import Callable
from typing import NamedTuple

from mlcore.cnn.convolution import output_size
from mlcore.common.settings import State
from mlcore.logic_gates.certificates import CERTIFICATES
from mlcore.logic_gates.settings import LogicGatesSettings
from mlcore.neuron.settings import NeuronSettings
from mlcore.regression import bumps
from mlcore.regression.settings import BumpsSettings, CurveSettings
from mlcore.xor.settings import XorByHandSettings
from pages.lessons.teachers import worksheets

PIXELS, DIGITS, KERNEL = 28, 10, 3


class Plan(NamedTuple):
    """One lesson; its text is the section ``# plan <name>`` of the prose.

    Attributes
    ----------
    name
        Of its section.
    minutes
        How long it takes.
    pages
        The pages that it uses, each with the settings that its link sets, or None.
    numbers
        Returns the numbers of its text.
    """

    name: str
    minutes: int
    pages: tuple[tuple[str, State | None], ...]
    numbers: Callable[[], dict[str, str]]


def of_one_neuron() -> dict[str, str]:
    """Return how many gates there are, and how many of them one neuron can do."""
    impossible, gates = len(CERTIFICATES), 2 ** len(worksheets.CORNERS)
    return {"possible": str(gates - impossible), "gates": str(gates), "impossible": str(impossible)}


def of_slopes() -> dict[str, str]:
    """Return the loss and two gradients of the worksheet."""
    gradients = {answer.name: answer.gradient for answer in worksheets.backward()}
    values = worksheets.forward()
    return {
        "loss": f"{values['L']:.3f}",
        "p": worksheets.plain(values["p"]),
        "v1": worksheets.plain(gradients["v1"]),
        "w11": worksheets.plain(gradients["w11"]),
    }


def of_curves() -> dict[str, str]:
    """Return the noise floor and the smallest errors of five bumps, steep and soft."""
    noise = CurveSettings().noise
    return {
        "noise": f"{noise:g}",
        "floor": f"{noise**2:g}",
        "steep": f"{bumps.smallest_error('wave', 5, BumpsSettings().steepness):.2f}",
        "soft": f"{bumps.smallest_error('wave', 5, 2):.2f}",
        "many": f"{bumps.smallest_error('wave', 50, 50):.2f}",
    }


def of_pictures() -> dict[str, str]:
    """Return the sizes and numbers of weights of a layer and of a kernel."""
    return {
        "pixels": str(PIXELS**2),
        "weights": f"{PIXELS**2 * DIGITS + DIGITS:,}",
        "kernel": str(KERNEL**2),
        "size": str(output_size(PIXELS, KERNEL)),
    }


PLANS = (
    Plan(
        "neuron",
        45,
        (("neuron", NeuronSettings(activation="step")), ("logic_gates", LogicGatesSettings(gate="XOR"))),
        of_one_neuron,
    ),
    Plan("xor", 45, (("xor", XorByHandSettings(out_b=0.0)),), dict),
    Plan("slopes", 60, (("backprop", worksheets.PASS),), of_slopes),
    Plan(
        "curves", 45, (("regression", CurveSettings(standardize=True)), ("regression", BumpsSettings(h3=0))), of_curves
    ),
    Plan("pictures", 60, (("mnist", None), ("cnn", None)), of_pictures),
)
