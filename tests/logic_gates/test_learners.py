"""Truth tables, lamps, certificates and the perceptron rule, against paper, brute force and scikit-learn."""

import math
from fractions import Fraction
from itertools import product
from typing import get_args

import hypothesis
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sklearn.linear_model import Perceptron

from mlcore.common.program import render_program
from mlcore.logic_gates.by_hand import by_hand, lamps
from mlcore.logic_gates.certificates import CERTIFICATES, combination, proves_impossible
from mlcore.logic_gates.perceptron import by_rule, perceptron, random_start
from mlcore.logic_gates.settings import GateSettings, LogicGatesSettings
from mlcore.logic_gates.sigmoid_neuron import Settings as TrainedSettings
from mlcore.logic_gates.truth_tables import POINTS, TRUTH_TABLES, points, truth_table
from mlcore.neuron.by_hand import output

IMPOSSIBLE = ["XOR", "XNOR"]
POSSIBLE = [name for name in TRUTH_TABLES if name not in IMPOSSIBLE]
tenth = st.integers(-30, 30).map(lambda tenths: tenths / 10)
tables = st.sampled_from(list(TRUTH_TABLES.values()))


def test_the_sixteen_gates_stand_in_the_order_of_their_numbers():
    assert list(TRUTH_TABLES.values()) == [truth_table(number) for number in range(16)]
    assert list(get_args(LogicGatesSettings.model_fields["gate"].annotation)) == list(TRUTH_TABLES)


@pytest.mark.parametrize(
    ("name", "compute"),
    [
        ("AND", lambda x1, x2: x1 and x2),
        ("OR", lambda x1, x2: x1 or x2),
        ("XOR", lambda x1, x2: x1 != x2),
        ("NAND", lambda x1, x2: not (x1 and x2)),
        ("NOR", lambda x1, x2: not (x1 or x2)),
        ("XNOR", lambda x1, x2: x1 == x2),
        ("x1", lambda x1, x2: x1),
        ("x2", lambda x1, x2: x2),
        ("NOT x1", lambda x1, x2: not x1),
        ("NOT x2", lambda x1, x2: not x2),
        ("x1 AND NOT x2", lambda x1, x2: x1 and not x2),
        ("x2 AND NOT x1", lambda x1, x2: x2 and not x1),
        ("x1 OR NOT x2", lambda x1, x2: x1 or not x2),
        ("x2 OR NOT x1", lambda x1, x2: x2 or not x1),
        ("FALSE", lambda x1, x2: 0),
        ("TRUE", lambda x1, x2: 1),
    ],
)
def test_every_gate_computes_what_its_name_says(name, compute):
    assert TRUTH_TABLES[name] == tuple(int(compute(*point)) for point in POINTS)


def test_points_count_up_in_binary():
    assert tuple(points(TRUTH_TABLES["XOR"])) == POINTS
    assert points([0] * 8)[3] == (0, 1, 1)


def test_xor_asks_for_the_four_inequalities_of_the_proof():
    found = lamps(TRUTH_TABLES["XOR"], [1, 1], -0.5)
    assert [lamp.inequality for lamp in found] == ["b <= 0", "w2 + b > 0", "w1 + b > 0", "w1 + w2 + b <= 0"]
    assert [lamp.value for lamp in found] == [-0.5, 0.5, 0.5, 1.5]
    assert [lamp.output for lamp in found] == [0, 1, 1, 1]
    assert [lamp.satisfied for lamp in found] == [True, True, True, False]


def test_a_sum_of_exactly_zero_satisfies_at_most_zero():
    assert [lamp.satisfied for lamp in lamps(TRUTH_TABLES["AND"], [0.1, 0.2], -0.3)] == [True, True, True, False]


@given(tables, tenth, tenth, tenth)
def test_a_lamp_is_lit_where_the_output_is_right(table, w1, w2, b):
    right = output(POINTS, [w1, w2], b) == table
    assert [lamp.satisfied for lamp in lamps(table, [w1, w2], b)] == right.tolist()


@given(st.sampled_from(IMPOSSIBLE), tenth, tenth, tenth)
def test_nobody_lights_all_four_lamps_of_xor_or_xnor(name, w1, w2, b):
    assert not all(lamp.satisfied for lamp in lamps(TRUTH_TABLES[name], [w1, w2], b))


@given(tables, tenth, tenth, tenth)
def test_exchanging_the_inputs_exchanges_the_two_middle_lamps(table, w1, w2, b):
    exchanged = [table[0], table[2], table[1], table[3]]
    here, there = lamps(table, [w1, w2], b), lamps(exchanged, [w2, w1], b)
    assert [here[i].satisfied for i in (0, 2, 1, 3)] == [lamp.satisfied for lamp in there]


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_the_certificate_cancels_every_weight_and_proves_the_contradiction(name):
    assert combination(CERTIFICATES[name]) == (0, 0, 0)
    assert proves_impossible(TRUTH_TABLES[name], CERTIFICATES[name])


def test_among_small_multipliers_only_the_certificates_prove_anything():
    proofs = {
        (name, multipliers)
        for name, table in TRUTH_TABLES.items()
        for multipliers in product((-1, 0, 1), repeat=4)
        if proves_impossible(table, multipliers)
    }
    assert proofs == set(CERTIFICATES.items())


def test_a_certificate_that_points_the_wrong_way_proves_nothing():
    assert not proves_impossible(TRUTH_TABLES["XOR"], CERTIFICATES["XNOR"])
    assert not proves_impossible(TRUTH_TABLES["XOR"], (0, 0, 0, 0))
    assert not proves_impossible(TRUTH_TABLES["XOR"], (-1, 1, 1, 0))


def test_or_from_zeros_takes_the_four_updates_worked_out_on_paper():
    run = perceptron(TRUTH_TABLES["OR"])
    assert [(u.epoch, u.point, u.error) for u in run.updates] == [(1, 1, 1), (2, 0, -1), (2, 2, 1), (3, 0, -1)]
    assert [u.after for u in run.updates] == [(0, 1, 1), (0, 1, 0), (1, 1, 1), (1, 1, 0)]
    assert (run.weights, run.epochs, run.converged, run.cycle_start) == ((1, 1, 0), 4, True, None)


def test_xor_from_zeros_returns_after_its_third_epoch_to_the_weights_of_its_second():
    run = perceptron(TRUTH_TABLES["XOR"])
    ends = [next(u.after for u in reversed(run.updates) if u.epoch == epoch) for epoch in (1, 2, 3)]
    assert ends == [(-1, 0, 0), (-1, 0, 1), (-1, 0, 1)]
    assert (run.converged, run.epochs, run.cycle_start) == (False, 3, 2)


@pytest.mark.parametrize("gate", POSSIBLE)
@pytest.mark.parametrize("seed", range(20))
def test_every_separable_gate_is_learned_from_any_start(gate, seed):
    run = perceptron(TRUTH_TABLES[gate], random_start(seed), learning_rate=0.3)
    assert run.converged
    *weights, bias = map(float, run.weights)
    assert output(POINTS, weights, bias).tolist() == list(TRUTH_TABLES[gate])


@pytest.mark.parametrize("gate", IMPOSSIBLE)
@pytest.mark.parametrize("learning_rate", [1, 0.1, 0.7])
@pytest.mark.parametrize("seed", range(10))
def test_a_cycle_goes_on_for_ever(gate, learning_rate, seed):
    table = TRUTH_TABLES[gate]
    run = perceptron(table, random_start(seed), learning_rate)
    assert run.cycle_start is not None
    again = perceptron(table, [float(weight) for weight in run.weights], learning_rate)
    assert (again.cycle_start, again.epochs, again.weights) == (0, run.epochs - run.cycle_start, run.weights)


@given(tables, st.integers(0, 99), st.sampled_from([0.1, 0.5, 1, 3]))
def test_every_update_follows_the_rule_and_joins_the_one_before(table, seed, learning_rate):
    run = perceptron(table, random_start(seed), learning_rate)
    weights: tuple[Fraction, ...] = tuple(map(Fraction, random_start(seed)))
    rate = Fraction(str(learning_rate))
    for update in run.updates:
        inputs = (*POINTS[update.point], 1)
        fires = sum(w * x for w, x in zip(weights, inputs, strict=True)) > 0
        assert update.before == weights
        assert update.error == table[update.point] - fires != 0
        weights = tuple(w + rate * update.error * x for w, x in zip(weights, inputs, strict=True))
        assert update.after == weights
    assert run.weights == weights


def test_from_zeros_the_learning_rate_only_scales_the_weights():
    slow, fast = (perceptron(TRUTH_TABLES["NAND"], learning_rate=rate) for rate in (0.1, 1))
    assert len(slow.updates) == len(fast.updates)
    assert [10 * weight for weight in slow.weights] == list(fast.weights)


@pytest.mark.parametrize("number", [1, 7, 8, 23, 105, 127, 150, 232, 254])
@pytest.mark.parametrize("epochs", [1, 2, 6])
def test_the_weights_are_those_of_scikit_learn(number, epochs):
    # A bias that starts at a half never meets a sum of 0, where scikit-learn corrects and a silent unit is right.
    table, start = truth_table(number, inputs=3), (1, -2, 0, 0.5)
    model = Perceptron(max_iter=epochs, tol=None, shuffle=False)
    model.fit(points(table), table, coef_init=np.array([start[:3]]), intercept_init=np.array([start[3]]))
    ours = perceptron(table, start, epochs=epochs)
    if ours.cycle_start is None:
        assert [float(weight) for weight in ours.weights] == [*model.coef_[0], *model.intercept_]


def test_a_run_that_is_too_short_says_that_it_neither_converged_nor_returned():
    run = perceptron(TRUTH_TABLES["AND"], epochs=2)
    assert (run.converged, run.epochs, run.cycle_start) == (False, 2, None)


def test_random_starts_are_small_whole_numbers_drawn_by_the_seed():
    starts = [random_start(seed) for seed in range(200)]
    assert {weight for start in starts for weight in start} == set(range(-3, 4))
    assert random_start(7) == starts[7]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: truth_table(16), "number must be between 0 and 15 for 2 inputs, got 16"),
        (lambda: points([0, 1, 1]), r"table must be .* got \[0, 1, 1\]"),
        (lambda: points([]), r"table must be .* got \[\]"),
        (lambda: points([0, 2, 1, 1]), r"table must be .* got \[0, 2, 1, 1\]"),
        (lambda: lamps((0, 1, 1, 0), [1], 0), r"weights must have shape \(2,\).*got \(1,\)"),
        (lambda: proves_impossible((0, 1, 1, 0), (1, -1)), "multipliers must be 4 numbers.*got 2"),
        (lambda: perceptron((0, 1, 1, 0), start=(0, 0)), "start must be 3 numbers.*got 2"),
        (lambda: perceptron((0, 1, 1, 0), start=(0, 0, math.inf)), "start .*must be finite numbers, got inf"),
        (lambda: perceptron((0, 1, 1, 0), learning_rate=0), "learning_rate must be above 0.*got 0"),
        (lambda: perceptron((0, 1, 1, 0), epochs=0), "epochs at least 1, got 1 and 0"),
    ],
)
def test_a_refusal_names_the_argument_and_what_came(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_the_settings_of_the_page_hold_those_of_the_trained_neuron():
    page = LogicGatesSettings(gate="NOR", optimizer="Adam", learning_rate=0.1, epochs=50, seed=9, w1=2.0)
    trained = GateSettings(gate="NOR", optimizer="Adam", learning_rate=0.1, epochs=50, seed=9)
    assert page.neuron == trained
    assert LogicGatesSettings().neuron == TrainedSettings()


def test_by_hand_counts_the_lamps_of_the_gate_that_is_chosen():
    weights = {"w1": 1, "w2": 1, "b": -1.5}
    assert [by_hand(LogicGatesSettings(gate=gate, **weights)).lit for gate in ("AND", "OR", "XOR", "NAND")] == [
        4,
        2,
        1,
        0,
    ]


@pytest.mark.parametrize(
    ("start", "first"), [("zeros", (0, 0, 0)), ("hand", (0.3, -1, 2)), ("random", random_start(5))]
)
def test_the_rule_starts_where_the_settings_say(start, first):
    result = by_rule(LogicGatesSettings(gate="NOR", start=start, w1=0.3, w2=-1, b=2, seed=5))
    assert result.start == first
    assert result.run == perceptron(TRUTH_TABLES["NOR"], first)
    assert result.corrections == len(result.run.updates)


def test_the_rule_keeps_to_the_learning_rate_and_the_epochs_of_the_settings():
    result = by_rule(LogicGatesSettings(gate="AND", learning_rate=0.1, epochs=2))
    assert result.run.epochs == 2
    assert {abs(weight) for weight in result.run.updates[0].after} == {Fraction(1, 10)}


@pytest.mark.parametrize(("learner", "number"), [("hand", 2), ("perceptron", 10), ("sigmoid", 0.07995)])
def test_the_settings_run_the_chosen_learner_and_name_its_number(learner, number):
    settings = LogicGatesSettings(learner=learner)
    assert getattr(settings.run(), settings.headline) == pytest.approx(number, rel=1e-3)


def number_of(program) -> str:
    """Return what a program prints last."""
    printed: list[str] = []
    exec(program.text, {"print": lambda *words: printed.append(" ".join(map(str, words)))})
    return printed[-1]


@hypothesis.settings(deadline=None)
@given(tenth, tenth, tenth, st.sampled_from(list(TRUTH_TABLES)))
@example(0.1, 0.2, -0.3, "AND")
def test_the_program_by_hand_prints_the_number_of_lit_lamps(w1, w2, b, gate):
    settings = LogicGatesSettings(gate=gate, w1=w1, w2=w2, b=b)
    assert number_of(render_program(settings)) == repr(by_hand(settings).lit)


@pytest.mark.parametrize("gate", TRUTH_TABLES)
@pytest.mark.parametrize("start", ["zeros", "random", "hand"])
@pytest.mark.parametrize(("learning_rate", "epochs"), [(0.1, 200), (1, 200), (0.5, 2)])
def test_the_program_of_the_rule_prints_the_number_of_updates(gate, start, learning_rate, epochs):
    """It ends where all points are right, where the weights return, and where the epochs end, as the page does."""
    own = {"w1": 0.3, "w2": -1.1, "b": 0.1, "seed": 5, "learning_rate": learning_rate, "epochs": epochs}
    settings = LogicGatesSettings(gate=gate, learner="perceptron", start=start, **own)
    assert number_of(render_program(settings)) == repr(by_rule(settings).corrections)
