"""XOR by threshold neurons: the table worked out on paper, the strict threshold, and what one layer cannot do."""

from itertools import product

import numpy as np
import pytest

from mlcore.xor.by_hand import fires, run
from mlcore.xor.points import INPUTS, TARGETS
from mlcore.xor.settings import XorByHandSettings as Settings

XOR_OF_OR_AND_NAND = Settings(out_b=-1.5)
XOR_OF_OR_AND_AND = Settings(h2_w1=1, h2_w2=1, h2_b=-1.5, out_w1=1, out_w2=-1, out_b=-0.5)


def test_the_page_opens_with_or_and_nand_joined_by_an_or():
    """The page opens with an OR at its output, so the learner's task, to turn it into an AND, is not solved yet."""
    hidden, output = run(Settings())
    assert hidden.T.tolist() == [[0, 1, 1, 1], [1, 1, 1, 0]]
    assert output.tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize("settings", [XOR_OF_OR_AND_NAND, XOR_OF_OR_AND_AND])
def test_both_textbook_ways_compute_xor(settings):
    assert run(settings)[1].tolist() == TARGETS.tolist() == [0, 1, 1, 0]


def test_the_hidden_answers_are_the_ones_worked_out_on_paper():
    """The hidden neurons answer as OR and AND, in this order, each from the two inputs."""
    hidden, _ = run(XOR_OF_OR_AND_AND)
    assert hidden.tolist() == [[0, 0], [1, 0], [1, 0], [1, 1]]


def test_a_neuron_exactly_at_its_threshold_stays_silent():
    """x1 + x2 - 1 is 0 at (0, 1) and (1, 0), where this AND stays silent; with >= in place of > it is an OR."""
    assert fires(INPUTS, 1, 1, -1).tolist() == [0, 0, 0, 1]


def test_each_weight_belongs_to_its_own_input():
    assert fires(INPUTS, 1, 0, -0.5).tolist() == [0, 0, 1, 1]
    assert fires(INPUTS, 0, 1, -0.5).tolist() == [0, 1, 0, 1]


@pytest.mark.parametrize("name", [name for name in Settings.model_fields if name.startswith("h")])
@pytest.mark.parametrize("value", [-3, 3])
def test_a_hidden_weight_moves_its_own_neuron_and_no_other(name, value):
    """Each slider of a hidden neuron moves that neuron's line and leaves the other neuron as it is."""
    points = np.array(list(product(np.linspace(-2, 3, 41), repeat=2)))
    before, after = (run(settings, points)[0] for settings in (Settings(), Settings(**{name: value})))
    moved = (before != after).any(axis=0).tolist()
    assert moved == [name.startswith("h1"), name.startswith("h2")]


@pytest.mark.parametrize("name", ["out_w1", "out_w2", "out_b"])
def test_every_weight_of_the_output_can_make_it_fire(name):
    always = {"h1_b": 3, "h2_b": 3, "out_w1": 0, "out_w2": 0, "out_b": 0}
    assert run(Settings(**always))[1].tolist() == [0, 0, 0, 0]
    assert run(Settings(**{**always, name: 3}))[1].tolist() == [1, 1, 1, 1]


def test_no_single_neuron_on_the_sliders_grid_computes_xor():
    """The lesson's claim: one line is never enough."""
    steps = np.arange(-3, 3.5, 0.5)
    assert not any((fires(INPUTS, *weights) == TARGETS).all() for weights in product(steps, repeat=3))


def test_any_number_of_points_is_answered():
    hidden, output = run(XOR_OF_OR_AND_NAND, np.array([[0.2, 0.9], [3.0, 3.0], [0.5, 0.5]]))
    assert hidden.shape == (3, 2)
    assert output.tolist() == [1, 0, 1]
