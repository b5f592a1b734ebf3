"""What all runs share: epochs of the snapshots, optimizers step by step, activations and divergence."""

import math
import pickle
from itertools import pairwise
from types import SimpleNamespace
from typing import get_args

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mlcore.common.program import OPTIMIZERS
from mlcore.common.training import ACTIVATIONS, Diverged, early_epochs, snapshot_epochs
from mlcore.xor.settings import XorSettings


@given(st.integers(1, 10_000), st.integers(2, 200))
def test_snapshots_are_evenly_spread_from_start_to_end(epochs, max_snapshots):
    """Snapshots are spread evenly and include both ends, so epoch / step is the right frame for the replay."""
    found = snapshot_epochs(epochs, max_snapshots)
    gaps = [later - earlier for earlier, later in pairwise(found)]
    assert (found[0], found[-1]) == (0, epochs)
    assert len(found) == min(epochs + 1, max_snapshots)
    assert min(gaps) >= 1
    assert max(gaps) - min(gaps) <= 1
    step = epochs / (len(found) - 1)
    assert [round(epoch / step) for epoch in found] == list(range(len(found)))


def test_snapshots_of_short_and_odd_runs_are_the_ones_counted_by_hand():
    assert snapshot_epochs(1, 51) == [0, 1]
    assert snapshot_epochs(3, 51) == [0, 1, 2, 3]
    assert snapshot_epochs(10, 6) == [0, 2, 4, 6, 8, 10]


@given(st.integers(1, 10_000), st.integers(2, 200))
def test_early_snapshots_are_closer_together_than_late_ones(epochs, max_snapshots):
    """Gaps never shrink by more than one epoch, no epoch comes twice, and both ends are there."""
    found = early_epochs(epochs, max_snapshots)
    gaps = [later - earlier for earlier, later in pairwise(found)]
    assert (found[0], found[-1]) == (0, epochs)
    assert len(found) == min(epochs + 1, max_snapshots)
    assert min(gaps) >= 1
    assert all(later >= earlier - 1 for earlier, later in pairwise(gaps))


def test_half_of_the_early_snapshots_lie_in_the_first_fifth():
    """20 times as far apart at the end as at the start: (sqrt(21) - 1) / 20 of the epochs are over by the middle."""
    found = early_epochs(2000, 51)
    assert found[25] == round(2000 * (21**0.5 - 1) / 20) == 358


def descend(optimizer: str, steps: int, start: float = 2.0, rate: float = 0.1) -> list[float]:
    """Return the way of w down the bowl w**2 / 2, whose gradient is w itself."""
    w = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
    names = {"torch": torch, "LEARNING_RATE": rate, "model": SimpleNamespace(parameters=lambda: [w])}
    stepper = eval(OPTIMIZERS[optimizer], names)  # the line of the programs itself
    way = []
    for _ in range(steps):
        stepper.zero_grad()
        (w**2 / 2).backward()
        stepper.step()
        way.append(w.item())
    return way


def test_gradient_descent_takes_the_steps_worked_out_on_paper():
    """w <- w - 0.1 w: 2, 1.8, 1.62, 1.458."""
    assert descend("SGD", 3) == pytest.approx([1.8, 1.62, 1.458])


def test_momentum_takes_the_steps_worked_out_on_paper():
    """v <- 0.9 v + w, w <- w - 0.1 v: v is 2, 3.6 and 4.68. Plain descent takes other steps."""
    assert descend("Momentum", 3) == pytest.approx([1.8, 1.44, 0.972])


def test_rmsprop_divides_by_the_root_of_the_mean_square():
    """s <- 0.99 s + 0.01 g**2, w <- w - 0.1 g / sqrt(s): the first step is 0.1 / sqrt(0.01) = 1 whatever the slope."""
    first = 2 - 0.1 * 2 / 0.2
    second = first - 0.1 * first / math.sqrt(0.99 * 0.04 + 0.01 * first**2)
    assert descend("RMSprop", 2) == pytest.approx([first, second], abs=1e-6)


def test_adam_corrects_the_bias_of_its_first_steps():
    """The first step is the learning rate itself, 2 - 0.1; uncorrected it is 0.1 * 0.2 / 0.063."""
    first = 1.9
    mean, square = 0.9 * 0.2 + 0.1 * first, 0.999 * 0.004 + 0.001 * first**2
    second = first - 0.1 * (mean / (1 - 0.9**2)) / math.sqrt(square / (1 - 0.999**2))
    assert descend("Adam", 2) == pytest.approx([first, second], abs=1e-6)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("linear", [-1.0, 0.0, 2.0]),
        ("sigmoid", [1 / (1 + math.e), 0.5, 1 / (1 + math.exp(-2))]),
        ("tanh", [(1 - math.e**2) / (1 + math.e**2), 0.0, (math.e**4 - 1) / (math.e**4 + 1)]),
        ("relu", [0.0, 0.0, 2.0]),
    ],
)
def test_activations_have_the_values_of_their_formulas(name, expected):
    assert ACTIVATIONS[name]()(torch.tensor([-1.0, 0.0, 2.0])).tolist() == pytest.approx(expected)


@pytest.mark.parametrize(("field", "table"), [("optimizer", OPTIMIZERS), ("activation", ACTIVATIONS)])
def test_every_choice_of_a_widget_has_its_optimizer_or_activation(field, table):
    """Every choice of a widget has an entry in the table, so none fails when a learner picks it."""
    assert set(get_args(XorSettings.model_fields[field].annotation)) == set(table)


def test_divergence_keeps_its_step_and_learning_rate_on_the_way_between_processes():
    """An exception whose arguments are one text loses its attributes, or cannot be unpickled at all."""
    sent = pickle.loads(pickle.dumps(Diverged(12, 100.0)))
    assert (sent.step, sent.learning_rate) == (12, 100.0)
    assert str(sent) == str(Diverged(12, 100.0))
    assert isinstance(sent, ArithmeticError)
