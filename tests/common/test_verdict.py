"""How a run ended: the same words for the same ending, whatever was trained."""

import inspect
import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlcore.classification.settings import ClassificationSettings
from mlcore.common.settings import Settings
from mlcore.common.verdict import Verdict, judge, judge_classes
from mlcore.debugging.settings import DebuggingSettings
from mlcore.depth.settings import ResidualSettings
from mlcore.downhill.settings import RaceSettings
from mlcore.logic_gates.settings import GateSettings
from mlcore.luck.settings import XorSeedsSettings, XorWidthsSettings
from mlcore.mnist.settings import MnistSettings
from mlcore.regression.settings import CurveSettings, RegressionSettings
from mlcore.training_loop.settings import CallsSettings, TrainingLoopSettings
from mlcore.xor.settings import XorSettings
from pages.lessons.classification.charts import trained as classification
from pages.lessons.debugging.charts import trained as debugging
from pages.lessons.depth.charts import residual
from pages.lessons.downhill.charts import race
from pages.lessons.logic_gates.charts import sigmoid_neuron
from pages.lessons.luck.charts import seeds, widths
from pages.lessons.mnist.charts import trained as mnist
from pages.lessons.regression.charts import trained as regression
from pages.lessons.training_loop.charts import curves
from pages.lessons.xor.charts import trained as xor
from pages.ui import verdicts
from tests.support.tables import EXPERIMENTS
from tests.support.training import trained

GUESS = math.log(2)
FALLING = np.linspace(0.7, 0.68, 101)


@pytest.mark.parametrize(
    ("losses", "done", "ending"),
    [
        ([0.7, 0.1, math.nan], None, "diverged"),
        ([0.7, 0.1, math.inf], True, "diverged"),
        ([0.7, 0.1, 7.5], True, "exploded"),
        ([0.7, 30.0, 0.1], None, "done"),
        ([0.7, 0.5, 0.4], False, "slow"),
        ([0.7, 0.5, 0.4], None, "done"),
        (FALLING, False, "slow"),
        ([2.32, 2.3198, 2.3195], False, "slow"),
        ([0.7, 5.0, 3.0], False, "useless"),
        ([0.7, *[GUESS] * 50], False, "useless"),
        ([0.7, *[0.35] * 50], False, "stuck"),
        ([0.7, *(0.35 + 0.01 / np.arange(1, 101))], False, "stuck"),
        ([0.7, *[0.4, 0.6] * 50, 0.5, 0.49], False, "stuck"),
        ([0.7], False, "useless"),
        ([9.0, 8.9, 8.8], False, "slow"),
    ],
)
def test_an_ending_is_the_one_that_a_reader_of_the_curve_would_give(losses, done, ending):
    """Among them a leap that falls again, a fall to a level that it never reaches, and a loss that only swings."""
    verdict = judge(losses, GUESS, done)
    assert verdict.ending == ending
    assert verdict.first == losses[0]
    assert bool(verdicts.words(verdict)) == (ending != "done")


def test_a_first_loss_that_is_measured_late_hides_no_explosion():
    """The first epoch of many steps may end a million times above the start."""
    assert judge([1e7, 600.0], GUESS).ending == "slow"
    assert judge([1e7, 600.0], GUESS, start=0.7).ending == "exploded"


@pytest.mark.parametrize(
    ("loss", "accuracy", "classes", "ending"),
    [(5.0, 0.84, 10, "done"), (2.4, 0.1, 10, "useless"), (1.5, 0.1, 10, "done"), (1.5, 0.6, 2, "useless")],
)
def test_a_classifier_that_is_mostly_right_is_not_called_useless_for_its_loss(loss, accuracy, classes, ending):
    """A few sure mistakes cost more than many guesses."""
    assert judge_classes([2.3, loss, loss], accuracy, classes).ending == ending


@pytest.mark.parametrize("ending", ["diverged", "exploded", "useless", "slow", "stuck"])
def test_the_words_for_an_ending_have_no_long_number(ending):
    """The words have no long number, because a loss of 28 digits is read out digit by digit."""
    said = verdicts.words(Verdict(ending, 0.7, 3e27, GUESS, "MLP"))
    assert said.startswith("MLP: ")
    assert not re.search(r"\d{6}|[{}]", said)


def one(result: Any) -> str:
    """Return how the only run of an experiment ended."""
    return result.verdict.ending


def right_loop(result: Any) -> str:
    """Return how the loop with ``zero_grad`` ended."""
    return result.right.verdict.ending


def without_bug(result: Any) -> str:
    """Return how the loop without the bug ended."""
    return result.without_bug.ending


def best(result: Any) -> str:
    """Return how the best of three networks ended."""
    return result.best.ending


def gradient_descent(result: Any) -> str:
    """Return how plain gradient descent ended in the race."""
    return result.verdicts["SGD"].ending


def most(result: Any) -> str:
    """Return how most seeds ended."""
    return max(result.outcomes, key=result.outcomes.count)


def some_lost(result: Any) -> str:
    """Say whether any of many networks exploded or diverged."""
    return "exploded" if result.lost else "done"


def advice(result: Any) -> str:
    """Return the state of the MLP above the noise floor."""
    return result.advice


LOST = "exploded or useless"
"""The last step of very long ones decides which, and so the processor may."""

SMALL_CLASSES = {"train_size": 500, "epochs": 5}
SMALL_RESIDUAL = {"depth": 2, "epochs": 2}

ENDINGS: list[tuple[Settings, Callable[[Any], str], str]] = [
    (GateSettings(), one, "done"),
    (GateSettings(learning_rate=0.001), one, "slow"),
    (GateSettings(gate="XOR"), one, "done"),
    (GateSettings(gate="XOR", learning_rate=10), one, "useless"),
    (GateSettings(gate="XOR", learning_rate=100), one, LOST),
    (XorSettings(), one, "done"),
    (XorSettings(epochs=200), one, "slow"),
    (XorSettings(activation="relu"), one, "stuck"),
    (XorSettings(activation="linear"), one, "useless"),
    (XorSettings(activation="sigmoid", learning_rate=30), one, "useless"),
    (XorSettings(learning_rate=100), one, LOST),
    (XorSeedsSettings(seeds=16, epochs=200, learning_rate=100), most, LOST),
    (XorWidthsSettings(seeds=4, epochs=50), some_lost, "done"),
    (XorWidthsSettings(seeds=4, epochs=50, learning_rate=100), some_lost, "exploded"),
    (CurveSettings(), one, "done"),
    (CurveSettings(learning_rate=10), one, "useless"),
    (CurveSettings(learning_rate=0.001), advice, "slow"),
    (CurveSettings(learning_rate=100, epochs=200), one, "exploded"),
    (RegressionSettings(epochs=20, learning_rate=0.0001, standardize=True, samples=100), one, "slow"),
    (RegressionSettings(epochs=100, optimizer="Adam", learning_rate=100, samples=100), one, "exploded"),
    (ClassificationSettings(train_size=500), one, "done"),
    (ClassificationSettings(**SMALL_CLASSES, learning_rate=10), one, "useless"),
    (ClassificationSettings(**SMALL_CLASSES, learning_rate=0.001, seed=4), one, "slow"),
    (MnistSettings(model="linear", epochs=1), one, "done"),
    (MnistSettings(model="linear", epochs=1, learning_rate=10), one, "exploded"),
    (TrainingLoopSettings(epochs=2), one, "done"),
    (TrainingLoopSettings(epochs=1, learning_rate=0.0001), one, "slow"),
    (TrainingLoopSettings(learning_rate=10), one, "useless"),
    (TrainingLoopSettings(epochs=2, learning_rate=100), one, "exploded"),
    (CallsSettings(), right_loop, "done"),
    (CallsSettings(learning_rate=100), right_loop, LOST),
    (DebuggingSettings(), without_bug, "done"),
    (DebuggingSettings(learning_rate=1), without_bug, "diverged"),
    (DebuggingSettings(case="D", learning_rate=5), without_bug, "useless"),
    (ResidualSettings(**SMALL_RESIDUAL), best, "done"),
    (ResidualSettings(**SMALL_RESIDUAL, learning_rate=100), best, "exploded"),
    (RaceSettings(), gradient_descent, "done"),
    (RaceSettings(learning_rate=0.1), gradient_descent, "diverged"),
]
"""Experiments with a learning rate that is right, too small and too large, and how they end."""

SAID: dict[str, Callable[[Any], str]] = {
    "sigmoid_neuron": sigmoid_neuron.trained_alt,
    "xor": xor.alt_text,
    "xor_seeds": seeds.verdict,
    "xor_widths": widths.alt_text,
    "curve": regression.alt_text,
    "regression": regression.alt_text,
    "classification": classification.alt_text,
    "mnist": mnist.alt_text,
    "training_loop": curves.alt_text,
    "debugging": debugging.out_of_range,
    "residual": residual.alt_text,
    "loss_surface": race.alt_text,
}
"""Where the page of each experiment says how it ended."""

WORDS = {
    "diverged": "finite number|Ended far above the start: SGD",
    "exploded": "exploded|diverged",
    "useless": "Not clearly better than a guess|no better than a guess",
    "slow": "still falling",
    "stuck": "stopped falling",
    "done": "",
}


@pytest.mark.parametrize(
    ("settings", "look", "ending"), ENDINGS, ids=lambda value: getattr(value, "slug", getattr(value, "__name__", None))
)
def test_every_experiment_that_trains_tells_how_it_ended(settings, look, ending):
    """A network worse than a guess was told to train longer, and an exploded one was called slow."""
    result = trained(settings)
    ended = look(result)
    assert ended in ending.split(" or ")
    if settings.slug in SAID and look is not advice:
        said = SAID[settings.slug](result)
        assert re.search(WORDS[ended], said)
        assert ended != "done" or not any(re.search(words, said) for words in WORDS.values() if words)
        assert not re.search(r"\d{9}|e\+\d", said)


def test_no_experiment_that_trains_is_left_out():
    """Every experiment that trains more than one step is tested above, so a new lesson says when a run explodes."""
    trains = {
        kind.slug
        for kind in EXPERIMENTS
        if "on_progress" in inspect.signature(kind.run).parameters and "learning_rate" in kind.model_fields
    }
    report_nothing = {"calls", "debugging"}
    assert {settings.slug for settings, _, _ in ENDINGS} - report_nothing == trains == SAID.keys() - report_nothing
