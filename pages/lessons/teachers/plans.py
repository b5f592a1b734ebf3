"""Lesson plans: how long, on which page, with which settings, and the numbers of the expected answers."""

import math
from collections.abc import Callable
from typing import NamedTuple

from mlcore.cnn.convolution import output_size
from mlcore.cnn.settings import CnnSettings
from mlcore.common.settings import State
from mlcore.logic_gates.certificates import CERTIFICATES
from mlcore.logic_gates.settings import LogicGatesSettings
from mlcore.neuron.settings import NeuronSettings
from mlcore.regression import bumps
from mlcore.regression.settings import BumpsSettings, CurveSettings
from mlcore.test_set.settings import CellSettings, OverfitSettings
from mlcore.training_loop.settings import TrainingLoopSettings
from mlcore.xor.settings import XorByHandSettings
from pages.lessons.teachers import worksheets

PIXELS, DIGITS, KERNEL = 28, 10, 3
STUDENTS, TOSSES = 30, 10
TRAINING_DIGITS = 1600


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


def of_loops() -> dict[str, str]:
    """Return how many steps the run of the link makes."""
    settings = LOOP
    batches = math.ceil(TRAINING_DIGITS / settings.batch_size)
    return {
        "digits": f"{TRAINING_DIGITS:,}",
        "batch": str(settings.batch_size),
        "epochs": str(settings.epochs),
        "batches": str(batches),
        "steps": str(batches * settings.epochs),
    }


def of_tests() -> dict[str, str]:
    """Return how many tosses of a coin the best of a class guesses right on average, and each student."""
    return {
        "students": str(STUDENTS),
        "tosses": str(TOSSES),
        "best": f"{best_of(STUDENTS, TOSSES):.1f}",
        "each": str(TOSSES // 2),
        "candidates": str(OverfitSettings().candidates),
    }


def best_of(students: int, tosses: int) -> float:
    """Return the mean of the largest number of right guesses among some students who all guess by chance.

    The largest is at least k unless all are below k: the mean is the sum of 1 - P(one is below k)^students over k > 0.
    """
    counts = [math.comb(tosses, k) / 2**tosses for k in range(tosses + 1)]
    return sum(1 - sum(counts[:k]) ** students for k in range(1, tosses + 1))


def of_pictures() -> dict[str, str]:
    """Return the sizes and numbers of weights of a layer and of a kernel."""
    return {
        "pixels": str(PIXELS**2),
        "weights": f"{PIXELS**2 * DIGITS + DIGITS:,}",
        "kernel": str(KERNEL**2),
        "size": str(output_size(PIXELS, KERNEL)),
    }


LOOP = TrainingLoopSettings(batch_size=100)

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
    Plan("loops", 60, (("training_loop", LOOP), ("debugging", None)), of_loops),
    Plan(
        "tests",
        45,
        (("test_set", OverfitSettings(shuffled=True)), ("test_set", CellSettings(hidden=256, train_size=40))),
        of_tests,
    ),
    Plan("pictures", 60, (("mnist", None), ("cnn", CnnSettings(kernel=worksheets.TYPED_KERNEL))), of_pictures),
)
